#include "clock.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_STEP INT64_C(3155760000000) /* a century, in milliseconds */

static _Atomic int64_t offset;

static int64_t machine_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
    return machine_now() + atomic_load(&offset);
}

int64_t clock_offset(void)
{
    return atomic_load(&offset);
}

/* "+90d" and its like, in milliseconds. */
static bool read_step(const char *text, int64_t *ms)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}};
    if (text[0] != '+' && text[0] != '-') return false;
    size_t digits = strspn(text + 1, "0123456789");
    if (digits == 0 || digits > 10) return false;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(text + 1 + digits, units[i].unit) != 0) continue;
        *ms = strtoll(text, NULL, 10) * units[i].ms;
        return *ms <= MOST_STEP && *ms >= -MOST_STEP;
    }
    return false;
}

/* Days from 1970 to a day of the calendar that is in use everywhere since. */
static int64_t days_before(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

bool clock_is_day(int year, int month, int day)
{
    if (month < 1 || month > 12 || day < 1) return false;
    return days_before(year, month, day) < days_before(month < 12 ? year : year + 1, month < 12 ? month + 1 : 1, 1);
}

/* Reads so many digits and what stands behind them, and steps over both. */
static bool read_part(const char **at, size_t digits, char behind, int *out)
{
    if (strspn(*at, "0123456789") < digits || (*at)[digits] != behind) return false;
    *out = (int)strtol(*at, NULL, 10);
    *at += digits + (behind != '\0');
    return true;
}

static bool read_moment(const char *text, int64_t *ms)
{
    int year, month, day, hour = 0, minute = 0, second = 0;
    const bool with_clock = strchr(text, 'T') != NULL;
    if (!read_part(&text, 4, '-', &year) || !read_part(&text, 2, '-', &month)) return false;
    if (!read_part(&text, 2, with_clock ? 'T' : '\0', &day)) return false;
    if (with_clock &&
        !(read_part(&text, 2, ':', &hour) && read_part(&text, 2, ':', &minute) && read_part(&text, 2, 'Z', &second))) {
        return false;
    }
    if (*text || year < 1970 || !clock_is_day(year, month, day)) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    *ms = ((days_before(year, month, day) * 24 + hour) * 60 + minute) * 60000 + second * INT64_C(1000);
    return true;
}

/* What a text makes of an offset. */
static bool read_offset(const char *when, int64_t from, int64_t *to)
{
    int64_t ms = 0;
    bool good = true;
    if (strcmp(when, "real") == 0) {
        *to = 0;
    } else if (read_step(when, &ms)) {
        *to = from + ms;
        good = *to <= MOST_STEP && *to >= -MOST_STEP;
    } else if (read_moment(when, &ms)) {
        *to = ms - machine_now();
    } else {
        good = false;
    }
    return good;
}

bool clock_set(const char *when)
{
    int64_t from = atomic_load(&offset);
    int64_t moved = 0;
    do {
        if (!read_offset(when, from, &moved)) return false;
    } while (!atomic_compare_exchange_weak(&offset, &from, moved));
    return true;
}

int64_t clock_start(const char *now)
{
    int64_t start = 0;
    if (now && !read_offset(now, 0, &start)) start = 0;
    return atomic_exchange(&offset, start);
}

void clock_put_back(int64_t ms)
{
    atomic_store(&offset, ms);
}
