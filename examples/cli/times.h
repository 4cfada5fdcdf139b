/* Points in time as people write them. */
#ifndef CLI_TIMES_H
#define CLI_TIMES_H

#include <stdbool.h>

#include <sdp/types.h>

/* Reads what sdp_time_parse() takes. */
static inline bool read_time(const char *string, int64_t *ms)
{
    return sdp_time_parse(string, ms) == SDP_OK;
}

#endif
