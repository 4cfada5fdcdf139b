/* The client from the inside. */
#ifndef SDPI_CLIENT_H
#define SDPI_CLIENT_H

#include "api/operations.h"
#include "call/call.h"

typedef struct sdpi_client_loop sdpi_client_loop;

struct sdp_client {
    sdpi_settings *settings;
    sdp_transport *transport;
    sdpi_engine engine;
    sdpi_call call; /* of the synchronous functions; its memory is used again */
    sdp_error error;
    int32_t busy;           /* 1: in a call, so that a callback cannot start another */
    sdpi_client_loop *loop; /* that has the client; nullable */
    struct sdp_batch *batches;
    struct sdp_pager *pagers;
};

/* Makes a client that speaks a dialect. `*out` is NULL when it is called. */
sdp_status sdpi_client_make(const sdp_config *config, const sdpi_dialect *dialect, sdp_error *error, sdp_client **out);

/* Whether the client can be used now; says why not in its error. */
sdp_status sdpi_client_enter(sdp_client *client);

/* The same for a function that waits for an answer, which it may not do while an event loop has the client. */
sdp_status sdpi_client_enter_call(sdp_client *client);

/* The loop that has the client, if any, is to act as soon as possible: there is something to be sent. */
void sdpi_client_loop_due(const sdp_client *client);
void sdpi_client_loop_free(sdp_client *client);

/* Whether the operation is one of the service that the client speaks to; says it in the client's error. */
sdp_status sdpi_client_check_operation(sdp_client *client, const sdp_operation *operation);

/* Runs a call that is under way to its end, and with it whatever else is under way. */
void sdpi_client_finish(sdp_client *client, sdpi_call *call);

/* Runs one call to its end. `result` is the caller's to free, and empty on a failure. */
sdp_status sdpi_client_run(sdp_client *client, const sdp_operation *operation, const sdpi_input *input,
                           const sdp_options *options, sdpi_result *result);

/*
 * Run an operation on at most one id that brings at most one entity: with one struct as its input (nullable), or with a
 * list view (nullable). `out` is what sdpi_give() takes.
 */
sdp_status sdpi_client_run_entity(sdp_client *client, int operation, const char *id, const void *input,
                                  const sdp_options *options, void *out);
sdp_status sdpi_client_run_list(sdp_client *client, int operation, const char *id, const void *list,
                                const sdp_options *options, void *out);

/*
 * Gives an entity (nullable) to the caller's variable: `out` is the address of a pointer to const, whatever the struct.
 * A caller who passes NULL does not want it, and it is freed.
 */
void sdpi_give(const void *entity, void *out);

/* Says that an argument is NULL. `client` is nullable. */
sdp_status sdpi_client_null(sdp_client *client, const char *name);

#endif
