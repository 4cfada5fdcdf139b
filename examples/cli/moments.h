/* Points in time for people: as the clock on the wall shows them, and how far away they are. */
#ifndef CLI_MOMENTS_H
#define CLI_MOMENTS_H

#include <stdint.h>

#include "text.h"

/* Milliseconds since 1970. */
int64_t now_ms(void);
/* Milliseconds since some point, for what passes meanwhile: the time of day may jump. */
int64_t monotonic_ms(void);
/* Appends 2026-11-22T10:42:50+01:00, in the time zone of the caller. */
void put_moment(text *to, int64_t ms);
/* Appends "in 42 min" or "42 min ago". */
void put_distance(text *to, int64_t ms);
/* Appends both: 2026-11-22T10:42:50+01:00 (in 42 min). */
void put_moment_and_distance(text *to, int64_t ms);

#endif
