/* Calls by name: the caller's JSON as the structs that an operation takes, and its result as JSON. */
#ifndef SDPI_INVOCATION_H
#define SDPI_INVOCATION_H

#include <sdp/invoke.h>

#include "api/client.h"
#include "model/document.h"

typedef struct sdpi_invocation {
    sdp_client *client;
    const sdp_operation *operation;
    int32_t flags;           /* SDP_ALLOW_UNKNOWN, SDP_INVOKE_ENSURE */
    sdpi_document *document; /* of the input; NULL: none */
    const void **items;
    sdpi_input input;
} sdpi_invocation;

/* Finds the operation; the client's error says what was meant instead. */
sdp_status sdpi_find_operation(sdp_client *client, const char *name, const sdp_operation **out);

/* Reads the input; `client` and `flags` are set. Ended by sdpi_invocation_end(), on a failure too. */
sdp_status sdpi_invocation_begin(sdpi_invocation *v, const char *name, const char *const *ids, size_t id_count,
                                 const char *input);
void sdpi_invocation_end(sdpi_invocation *v);

/* The entity, an array of rows, or {}. */
sdp_status sdpi_print_result(const sdpi_result *result, const sdp_operation *operation, sdp_error *error, char **out);

#endif
