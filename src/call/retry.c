#include "call/retry.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/times.h"

int sdpi_retry_is_safe(const sdpi_retry *retry)
{
    switch (retry->outcome) {
    case SDPI_NOT_SENT:
    case SDPI_REFUSED:
        return 1;
    case SDPI_UNKNOWN:
        return !retry->write;
    default:
        return 0;
    }
}

/* Full jitter: anywhere between now and a bound that doubles, so that many clients do not come back together. */
static int64_t backoff_ms(const sdpi_retry *retry)
{
    int64_t bound = SDPI_BACKOFF_FIRST_MS;
    for (int32_t i = 0; i < retry->retries && bound < SDPI_BACKOFF_MOST_MS; i++) bound *= 2;
    if (bound > SDPI_BACKOFF_MOST_MS) bound = SDPI_BACKOFF_MOST_MS;
    return (int64_t)((uint64_t)retry->random * (uint64_t)bound >> 32);
}

int sdpi_retry_decide(const sdpi_retry *retry, int64_t *at_ms)
{
    if (!sdpi_retry_is_safe(retry) || retry->hopeless || retry->retries >= retry->most) return 0;
    int64_t wait = backoff_ms(retry);
    if (retry->retry_after_ms > wait) wait = retry->retry_after_ms;
    if (wait >= retry->deadline_ms - retry->now_ms) return 0;
    *at_ms = retry->now_ms + wait;
    return 1;
}

/* Two or four digits at *at, which moves behind them; -1 where they are not there. */
static int64_t read_digits(const char **at, int count)
{
    int64_t number = 0;
    for (; count > 0; count--, ++*at) {
        if (**at < '0' || **at > '9') return -1;
        number = number * 10 + (**at - '0');
    }
    return number;
}

static int skip(const char **at, char byte)
{
    if (**at != byte) return 0;
    ++*at;
    return 1;
}

static int64_t read_month(const char **at)
{
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (int i = 0; i < 12; i++) {
        if (strncmp(*at, months[i], 3) != 0) continue;
        *at += 3;
        return i + 1;
    }
    return -1;
}

/* The form that HTTP prescribes today: "Sun, 06 Nov 1994 08:49:37 GMT". Seconds since 1970, or -1. */
static int64_t read_date(const char *value)
{
    const char *at = strchr(value, ',');
    if (at == NULL || !skip(&at, ',') || !skip(&at, ' ')) return -1;
    int64_t day = read_digits(&at, 2);
    if (day < 1 || !skip(&at, ' ')) return -1;
    int64_t month = read_month(&at);
    if (month < 1 || !skip(&at, ' ')) return -1;
    int64_t year = read_digits(&at, 4);
    if (year < 1970 || !skip(&at, ' ')) return -1;
    int64_t hour = read_digits(&at, 2);
    if (hour < 0 || !skip(&at, ':')) return -1;
    int64_t minute = read_digits(&at, 2);
    if (minute < 0 || !skip(&at, ':')) return -1;
    int64_t second = read_digits(&at, 2);
    if (second < 0 || strcmp(at, " GMT") != 0) return -1;
    return ((sdpi_days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

int64_t sdpi_retry_after_ms(const char *value, int64_t wall_ms)
{
    const int64_t most = INT64_C(1000) * 60 * 60 * 24 * 365;
    int64_t wait;
    if (value == NULL) return -1;
    while (*value == ' ') value++;
    if (sdpi_read_int(value, &wait)) {
        if (wait < 0) return -1;
        return wait > most / 1000 ? most : wait * 1000;
    }
    int64_t date = read_date(value);
    if (date < 0) return -1;
    wait = date * 1000 - wall_ms;
    return wait < 0 ? 0 : wait > most ? most : wait;
}
