#include "moments.h"

#include <inttypes.h>
#include <time.h>

static int64_t ms_of(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t now_ms(void)
{
    return ms_of(CLOCK_REALTIME);
}

int64_t monotonic_ms(void)
{
    return ms_of(CLOCK_MONOTONIC);
}

void put_moment(text *to, int64_t ms)
{
    const time_t seconds = (time_t)(ms / 1000);
    struct tm local;
    char clock[32];
    char zone[8];
    if (localtime_r(&seconds, &local) == NULL || strftime(clock, sizeof(clock), "%Y-%m-%dT%H:%M:%S", &local) == 0 ||
        strftime(zone, sizeof(zone), "%z", &local) != 5) {
        text_printf(to, "%" PRId64, ms);
        return;
    }
    text_printf(to, "%s%.3s:%s", clock, zone, zone + 3);
}

void put_distance(text *to, int64_t ms)
{
    static const struct {
        int64_t ms;
        int64_t most; /* of the unit, before the next larger one says it better */
        const char *name;
    } units[] = {{1000, 120, "s"}, {60000, 120, "min"}, {3600000, 48, "h"}, {86400000, INT64_MAX, "days"}};
    const int64_t away = ms - now_ms();
    const int64_t distance = away < 0 ? -away : away;
    size_t unit = 0;
    while (distance / units[unit].ms >= units[unit].most) unit++;
    text_printf(to, "%s%" PRId64 " %s%s", away >= 0 ? "in " : "", distance / units[unit].ms, units[unit].name,
                away < 0 ? " ago" : "");
}

void put_moment_and_distance(text *to, int64_t ms)
{
    put_moment(to, ms);
    text_puts(to, " (");
    put_distance(to, ms);
    text_puts(to, ")");
}
