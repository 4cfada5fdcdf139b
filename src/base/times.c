#include "base/times.h"

#include <sdp/types.h>

#include "base/text.h"

#define DAY_MS INT64_C(86400000)

int64_t sdpi_days_since_1970(int64_t year, int64_t month, int64_t day)
{
    /* Years begin with March, so that the day that may be missing comes last. */
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

int sdpi_days_in_month(int64_t year, int64_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Reads exactly so many digits and moves on; -1 where they are not there. */
static int digits(const char **at, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++, ++*at) {
        if (**at < '0' || **at > '9') return -1;
        number = number * 10 + (**at - '0');
    }
    return number;
}

static int skip(const char **at, char wanted)
{
    if (**at != wanted) return 0;
    ++*at;
    return 1;
}

static int read_date(const char **at, int64_t *ms)
{
    int year = digits(at, 4);
    if (year < 1 || !skip(at, '-')) return 0;
    int month = digits(at, 2);
    if (month < 1 || month > 12 || !skip(at, '-')) return 0;
    int day = digits(at, 2);
    if (day < 1 || day > sdpi_days_in_month(year, month)) return 0;
    *ms = sdpi_days_since_1970(year, month, day) * DAY_MS;
    return 1;
}

static int read_clock(const char **at, int64_t *ms)
{
    int second = 0;
    int thousandths = 0;
    int hour = digits(at, 2);
    if (hour < 0 || hour > 23 || !skip(at, ':')) return 0;
    int minute = digits(at, 2);
    if (minute < 0 || minute > 59) return 0;
    if (skip(at, ':')) second = digits(at, 2);
    if (second < 0 || second > 59) return 0;
    if (skip(at, '.')) thousandths = digits(at, 3);
    if (thousandths < 0) return 0;
    *ms += ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + thousandths;
    return 1;
}

static int read_offset(const char **at, int64_t *ms)
{
    if (skip(at, 'Z')) return 1;
    int sign = **at == '+' ? 1 : **at == '-' ? -1 : 0;
    if (sign == 0) return 1;
    ++*at;
    int hour = digits(at, 2);
    skip(at, ':');
    int minute = digits(at, 2);
    if (hour < 0 || hour > 14 || minute < 0 || minute > 59) return 0;
    *ms -= sign * (hour * 60 + minute) * INT64_C(60000);
    return 1;
}

static int read_moment(const char *text, int64_t *ms)
{
    const char *at = text;
    if (!read_date(&at, ms)) return 0;
    if (*at == '\0') return 1;
    if (!skip(&at, 'T') && !skip(&at, ' ')) return 0;
    return read_clock(&at, ms) && read_offset(&at, ms) && *at == '\0';
}

int sdpi_is_date(const char *text)
{
    int64_t ms;
    return read_moment(text, &ms);
}

sdp_status sdp_time_parse(const char *text, int64_t *ms)
{
    if (ms == NULL) return SDP_E_ARGUMENT;
    int64_t read = 0;
    *ms = 0;
    if (text == NULL) return SDP_E_ARGUMENT;
    if (!sdpi_read_int(text, &read) && !read_moment(text, &read)) return SDP_E_VALUE;
    *ms = read;
    return SDP_OK;
}
