#include "call/limiter.h"

#include "base/limits.h"
#include "base/sys.h"

/* Places grow by `per_minute` a minute. They are counted in sixty-thousandths, so that no time is lost to rounding. */
enum { MINUTE_MS = 60000, RECOVERY_MS = 30000 };

/* More than any service takes, and few enough that no product below overflows. */
#define MOST_PER_MINUTE 10000000

struct sdpi_limiter {
    sdp_allocator allocator;
    sdpi_mutex *lock;
    int64_t most_per_minute; /* as it was configured; 0: no rate */
    int64_t per_minute;      /* as it is now, less where the service has complained */
    int64_t places;          /* free ones, times MINUTE_MS */
    int64_t filled_ms;       /* when `places` was right; 0: never */
    int64_t recovers_ms;     /* when the rate rises next */
    int64_t slowed_ms;       /* when it was halved last; 0: never */
    int64_t paused_ms;       /* no request before */
};

sdpi_limiter *sdpi_limiter_new(const sdp_allocator *allocator, int64_t per_minute)
{
    sdpi_limiter *limiter = sdpi_allocate_zero(allocator, sizeof *limiter);
    if (limiter == NULL) return NULL;
    limiter->allocator = *allocator;
    limiter->per_minute = per_minute < MOST_PER_MINUTE ? per_minute : MOST_PER_MINUTE;
    limiter->most_per_minute = limiter->per_minute;
    limiter->lock = sdpi_mutex_new(allocator);
    if (limiter->lock != NULL) return limiter;
    sdpi_release(allocator, limiter);
    return NULL;
}

int sdpi_limiter_has_rate(const sdpi_limiter *limiter)
{
    return limiter->most_per_minute > 0;
}

/* A burst is what ten seconds bring, and one at least: a whole minute's at once would look like an attack. */
static int64_t most_places(const sdpi_limiter *limiter)
{
    int64_t most = limiter->per_minute / 6;
    return (most > 0 ? most : 1) * MINUTE_MS;
}

static void recover(sdpi_limiter *limiter, int64_t now_ms)
{
    const int64_t tenth = limiter->most_per_minute / 10 > 0 ? limiter->most_per_minute / 10 : 1;
    while (limiter->per_minute < limiter->most_per_minute && now_ms >= limiter->recovers_ms) {
        limiter->per_minute += tenth;
        limiter->recovers_ms += RECOVERY_MS;
    }
    if (limiter->per_minute > limiter->most_per_minute) limiter->per_minute = limiter->most_per_minute;
}

static int64_t take(sdpi_limiter *limiter, int64_t now_ms)
{
    int64_t again_ms = 0;
    if (now_ms < limiter->paused_ms) return limiter->paused_ms;
    if (!sdpi_limiter_has_rate(limiter)) return 0;
    int64_t most = most_places(limiter);
    int64_t passed = limiter->filled_ms == 0 ? most : now_ms - limiter->filled_ms;
    if (passed > most) passed = most;
    if (passed > 0) limiter->places += passed * limiter->per_minute;
    if (limiter->places > most) limiter->places = most;
    limiter->filled_ms = now_ms;
    if (limiter->places >= MINUTE_MS) {
        limiter->places -= MINUTE_MS;
    } else {
        int64_t missing = MINUTE_MS - limiter->places;
        again_ms = now_ms + (missing + limiter->per_minute - 1) / limiter->per_minute;
    }
    recover(limiter, now_ms); /* for what comes: the places so far grew at the rate so far */
    return again_ms;
}

int64_t sdpi_limiter_take(sdpi_limiter *limiter, int64_t now_ms)
{
    sdpi_mutex_lock(limiter->lock);
    int64_t again_ms = take(limiter, now_ms);
    sdpi_mutex_unlock(limiter->lock);
    return again_ms;
}

static void halve(sdpi_limiter *limiter, int64_t now_ms)
{
    limiter->per_minute = limiter->per_minute > 1 ? limiter->per_minute / 2 : 1;
    limiter->recovers_ms = now_ms + RECOVERY_MS;
    limiter->slowed_ms = now_ms;
}

void sdpi_limiter_refused(sdpi_limiter *limiter, int64_t sent_ms, int64_t now_ms, int64_t pause_ms)
{
    sdpi_mutex_lock(limiter->lock);
    const int is_known =
        limiter->slowed_ms > 0 && (sent_ms <= limiter->slowed_ms || now_ms < limiter->slowed_ms + 1000);
    if (sdpi_limiter_has_rate(limiter) && !is_known) halve(limiter, now_ms);
    limiter->places = 0;
    limiter->filled_ms = now_ms;
    /* An absurd pause must not end the service for this program: after some minutes one request asks again. */
    if (pause_ms > SDPI_MAX_PAUSE_MS) pause_ms = SDPI_MAX_PAUSE_MS;
    if (pause_ms > 0 && now_ms + pause_ms > limiter->paused_ms) limiter->paused_ms = now_ms + pause_ms;
    sdpi_mutex_unlock(limiter->lock);
}

void sdpi_limiter_free(sdpi_limiter *limiter)
{
    if (limiter == NULL) return;
    sdp_allocator allocator = limiter->allocator;
    sdpi_mutex_free(limiter->lock);
    sdpi_release(&allocator, limiter);
}
