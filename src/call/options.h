/* The options of a call, as every function takes them over. */
#ifndef SDPI_OPTIONS_H
#define SDPI_OPTIONS_H

#include <sdp/client.h>

#include "base/error.h"

/* Copies options of any version; NULL: the defaults. SDP_E_STRUCT where the library cannot read them. */
sdp_status sdpi_options_copy(const sdp_options *options, sdp_error *error, sdp_options *copy);

#endif
