#include "contracts_days.h"

#include <string.h>
#include <time.h>

#include <sdp/types.h>

#include "errors.h"
#include "moments.h"

#define USUAL_DAYS 30
#define DAY_MS ((int64_t)86400000)
/* The first moments of 1971 and of 9001: beyond them a day is a slip of the fingers. */
#define FIRST_MS ((int64_t)31536000000)
#define END_MS ((int64_t)221876928000000)

/* The number of a day since 1970. */
static int64_t day_of(int64_t ms)
{
    return ms / DAY_MS - (ms % DAY_MS < 0);
}

int64_t days_between(int64_t from_ms, int64_t to_ms)
{
    return day_of(to_ms) - day_of(from_ms);
}

void put_day(text *to, int64_t ms)
{
    const time_t seconds = (time_t)(day_of(ms) * (DAY_MS / 1000));
    struct tm day = {0};
    (void)gmtime_r(&seconds, &day);
    text_printf(to, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

/* A date alone, without a time: --set and --where read it in the same way. */
static bool read_day(const char *from, int64_t *ms)
{
    const bool is_date = strlen(from) == strlen("2027-01-31") && from[4] == '-' && from[7] == '-';
    return is_date && sdp_time_parse(from, ms) == SDP_OK && *ms >= FIRST_MS && *ms < END_MS;
}

int horizon_read(const arguments *from, horizon *out)
{
    const int days = from->days >= 0 ? from->days : USUAL_DAYS;
    int64_t today_ms = now_ms();
    if (from->today != NULL && !read_day(from->today, &today_ms)) {
        return complain(SDP_E_VALUE, "--today", "--today takes a day such as 2027-01-31, not '%.40s'", from->today);
    }
    /* Not this very moment: requests are then the same all day, and a recorded exchange can be replayed. */
    out->begin_ms = day_of(today_ms) * DAY_MS;
    out->end_ms = out->begin_ms + (days + 1) * DAY_MS;
    return STATUS_DONE;
}
