#include "contracts_days.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "errors.h"
#include "moments.h"

#define USUAL_DAYS 30

static struct tm local_day(int64_t ms)
{
    const time_t seconds = (time_t)(ms / 1000 - (ms % 1000 < 0));
    struct tm day = {0};
    (void)localtime_r(&seconds, &day);
    return day;
}

/* The beginning of the day so many days after that of `day`; how long each of them is, the time zone knows. */
static int64_t beginning_of(const struct tm *day, int days)
{
    struct tm at = {.tm_year = day->tm_year, .tm_mon = day->tm_mon, .tm_mday = day->tm_mday + days, .tm_isdst = -1};
    return (int64_t)mktime(&at) * 1000;
}

/* The number of a day, by the rules of the calendar: years begin in March, so that the day of a leap year comes last. */
static int64_t day_number(const struct tm *day)
{
    const int64_t month = (day->tm_mon + 10) % 12;
    const int64_t year = (int64_t)day->tm_year + 1900 - (day->tm_mon < 2);
    return year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day->tm_mday;
}

int64_t days_between(int64_t from_ms, int64_t to_ms)
{
    const struct tm from = local_day(from_ms);
    const struct tm to = local_day(to_ms);
    return day_number(&to) - day_number(&from);
}

void put_day(text *to, int64_t ms)
{
    const struct tm day = local_day(ms);
    text_printf(to, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

static bool read_day(const char *from, struct tm *out)
{
    char again[32];
    if (strlen(from) != 10 || from[4] != '-' || from[7] != '-') return false;
    const int year = (int)strtol(from, NULL, 10);
    const int month = (int)strtol(from + 5, NULL, 10);
    const int day = (int)strtol(from + 8, NULL, 10);
    snprintf(again, sizeof(again), "%04d-%02d-%02d", year, month, day);
    *out = (struct tm){.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = 12, .tm_isdst = -1};
    if (strcmp(again, from) != 0 || year < 1971 || year > 9000) return false;
    /* A day that the month has not becomes another one. */
    struct tm made = *out;
    return mktime(&made) != (time_t)-1 && made.tm_mday == day && made.tm_mon == month - 1;
}

int horizon_read(const arguments *from, horizon *out)
{
    const int days = from->days >= 0 ? from->days : USUAL_DAYS;
    tzset();
    struct tm today = local_day(now_ms());
    if (from->today != NULL && !read_day(from->today, &today)) {
        return complain(SDP_E_VALUE, "--today", "--today takes a day such as 2027-01-31, not '%.40s'", from->today);
    }
    /* Not this very moment: requests are then the same all day, and a recorded exchange can be replayed. */
    out->begin_ms = beginning_of(&today, 0);
    out->end_ms = beginning_of(&today, days + 1);
    return STATUS_DONE;
}
