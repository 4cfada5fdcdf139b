#include "times.h"

#include <stdlib.h>
#include <string.h>

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

static bool skip(const char **at, char wanted)
{
    if (**at != wanted) return false;
    ++*at;
    return true;
}

/* Days since 1970-01-01 in the Gregorian calendar, counted in years that begin with March. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool read_date(const char **at, int64_t *ms)
{
    int year = digits(at, 4);
    if (year < 1 || !skip(at, '-')) return false;
    int month = digits(at, 2);
    if (month < 1 || month > 12 || !skip(at, '-')) return false;
    int day = digits(at, 2);
    if (day < 1 || day > days_in(year, month)) return false;
    *ms = days_of(year, month, day) * 86400000;
    return true;
}

static bool read_clock(const char **at, int64_t *ms)
{
    int second = 0;
    int thousandths = 0;
    int hour = digits(at, 2);
    if (hour < 0 || hour > 23 || !skip(at, ':')) return false;
    int minute = digits(at, 2);
    if (minute < 0 || minute > 59) return false;
    if (skip(at, ':')) second = digits(at, 2);
    if (second < 0 || second > 59) return false;
    if (skip(at, '.')) thousandths = digits(at, 3);
    if (thousandths < 0) return false;
    *ms += ((hour * 60 + minute) * 60 + second) * (int64_t)1000 + thousandths;
    return true;
}

static bool read_zone(const char **at, int64_t *ms)
{
    if (skip(at, 'Z')) return true;
    int sign = **at == '+' ? 1 : **at == '-' ? -1 : 0;
    if (sign == 0) return true;
    ++*at;
    int hour = digits(at, 2);
    skip(at, ':');
    int minute = digits(at, 2);
    if (hour < 0 || hour > 14 || minute < 0 || minute > 59) return false;
    *ms -= sign * (hour * 60 + minute) * (int64_t)60000;
    return true;
}

bool read_time(const char *string, int64_t *ms)
{
    size_t number = strspn(string + (*string == '-'), "0123456789");
    if (number > 0 && number < 19 && string[number + (*string == '-')] == '\0') {
        *ms = strtoll(string, NULL, 10);
        return true;
    }
    const char *at = string;
    if (!read_date(&at, ms)) return false;
    if (*at == '\0') return true;
    if (!skip(&at, 'T') && !skip(&at, ' ')) return false;
    return read_clock(&at, ms) && read_zone(&at, ms) && *at == '\0';
}
