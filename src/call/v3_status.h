/* response_status of the V3 dialect: one object, or an array of them, whatever the call. */
#ifndef SDPI_V3_STATUS_H
#define SDPI_V3_STATUS_H

#include "base/error.h"
#include "call/dialect.h"

typedef struct sdpi_v3_status {
    int32_t present;
    int32_t successes; /* entries that say success */
    int32_t failures;
    int32_t code; /* the most specific one; 0: none */
} sdpi_v3_status;

/* Reads every entry and every message; the messages go into the error. */
sdp_status sdpi_v3_read_status(const sdp_json *envelope, sdp_error *error, sdpi_v3_status *status);

#endif
