/* Points in time as people write them. */
#ifndef CLI_TIMES_H
#define CLI_TIMES_H

#include <stdbool.h>
#include <stdint.h>

/* Reads milliseconds since 1970, or a date or a date and time in UTC: 2027-01-01, 2027-01-01T10:00:00Z, with a blank
   for the T, without seconds or the Z, with milliseconds, or with an offset such as +02:00. */
bool read_time(const char *string, int64_t *ms);

#endif
