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
void sdpi_limiter_free(sdpi_limiter *limiter);

#endif
