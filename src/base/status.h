/* The table of statuses and the table of the vendor's codes: names, blame, and what to do. */
#ifndef SDPI_STATUS_H
#define SDPI_STATUS_H

#include <sdp/error.h>

typedef struct sdpi_status_info {
    sdp_status status;
    int32_t fault; /* SDP_FAULT_… */
    const char *name;
    const char *advice;
} sdpi_status_info;

typedef struct sdpi_api_code {
    int32_t code;
    sdp_status status; /* what a call that got this code returns */
    const char *text;
    const char *advice;
} sdpi_api_code;

/* Never NULL: an unknown status has a row that says so. */
const sdpi_status_info *sdpi_status_row(sdp_status status);
/* NULL for a code that is not documented. */
const sdpi_api_code *sdpi_api_code_row(int32_t code);

#endif
