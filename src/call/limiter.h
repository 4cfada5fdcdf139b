/* A token bucket that siblings share: how many requests a minute they send together, and until when none of them sends
   one because the service asked for a pause. */
#ifndef SDPI_LIMITER_H
#define SDPI_LIMITER_H

#include "base/memory.h"

typedef struct sdpi_limiter sdpi_limiter;

/* `per_minute` 0: there is no rate, and only pauses are kept. NULL where there is no memory. */
sdpi_limiter *sdpi_limiter_new(const sdp_allocator *allocator, int64_t per_minute);
int sdpi_limiter_has_rate(const sdpi_limiter *limiter);
/* Takes a place. Returns 0 where one was free, else the time at which to ask again. */
int64_t sdpi_limiter_take(sdpi_limiter *limiter, int64_t now_ms);
/* The service refused a request that was sent at `sent_ms`, since it wants fewer: the rate is halved, and comes back by
   a tenth every half a minute. Those that were on their way when it was halved are refused together, and what they all
   report is one complaint. `pause_ms` is what the service asked for, -1 where it did not say. */
void sdpi_limiter_refused(sdpi_limiter *limiter, int64_t sent_ms, int64_t now_ms, int64_t pause_ms);
/* Nullable. */
void sdpi_limiter_free(sdpi_limiter *limiter);

#endif
