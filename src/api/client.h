/* The client from the inside. */
#ifndef SDPI_CLIENT_H
#define SDPI_CLIENT_H

#include "api/operations.h"
#include "call/call.h"

struct sdp_client {
    sdpi_settings *settings;
    sdp_transport *transport;
    sdpi_engine engine;
    sdpi_call call; /* of the synchronous functions; its memory is used again */
    sdp_error error;
    int32_t busy; /* 1: in a call, so that a callback cannot start another */
};

/* Whether the client can be used now; says why not in its error. */
sdp_status sdpi_client_enter(sdp_client *client);

/* Runs one call to its end. `result` is the caller's to free, and empty on a failure. */
sdp_status sdpi_client_run(sdp_client *client, const sdp_operation *operation, const sdpi_input *input,
                           const sdp_options *options, sdpi_result *result);

/* Runs an operation on at most one id that brings at most one entity. `entity` NULL: what comes is freed. */
sdp_status sdpi_client_run_entity(sdp_client *client, int operation, const char *id, const void *input,
                                  const sdp_options *options, const void **entity);

/* Says that an argument is NULL. `client` is nullable. */
sdp_status sdpi_client_null(sdp_client *client, const char *name);

#endif
