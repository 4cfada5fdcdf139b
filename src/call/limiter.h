/* A token bucket that siblings share: how many requests a minute they send together. */
#ifndef SDPI_LIMITER_H
#define SDPI_LIMITER_H

#include "base/memory.h"

typedef struct sdpi_limiter sdpi_limiter;

/* `per_minute` > 0. NULL where there is no memory. */
sdpi_limiter *sdpi_limiter_new(const sdp_allocator *allocator, int64_t per_minute);
/* Takes a place. Returns 0 where one was free, else the time at which to ask again. */
int64_t sdpi_limiter_take(sdpi_limiter *limiter, int64_t now_ms);
/* Nullable. */
/* The service wants fewer: the rate is halved, and comes back by a tenth every half a minute. `pause_ms` is what it asked
   for, -1 where it did not say. */
void sdpi_limiter_slow_down(sdpi_limiter *limiter, int64_t now_ms, int64_t pause_ms);
void sdpi_limiter_free(sdpi_limiter *limiter);

#endif
