/* Finds by natural key, or adds. */
#ifndef SDPI_ENSURE_H
#define SDPI_ENSURE_H

#include "api/client.h"

/* `add` is a row with a natural key; `*added` (not NULL) tells which it was; `result` is as sdpi_client_run() fills
   it. */
sdp_status sdpi_client_ensure(sdp_client *client, const sdp_operation *add, const sdpi_input *input,
                              const sdp_options *options, int32_t *added, sdpi_result *result);

/* The same for the typed functions. `added` is nullable, `out` is what sdpi_give() takes. */
sdp_status sdpi_client_ensure_entity(sdp_client *client, int add, const void *input, const sdp_options *options,
                                     int32_t *added, void *out);

#endif
