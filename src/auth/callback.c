/* A login that the program provides by a function. */
#include <string.h>

#include "auth/auth.h"
#include "base/text.h"

typedef struct callback_auth {
    sdp_auth base;
    sdp_auth_fn provide;
    void *user_data;
} callback_auth;

static void fail(sdpi_auth_step *step, sdp_status status)
{
    step->kind = SDPI_AUTH_FAIL;
    step->status = status;
}

static void prepare(sdp_auth *auth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    const callback_auth *callback = (const callback_auth *)auth;
    sdp_header header = {NULL, NULL};
    sdp_status status = callback->provide(callback->user_data, question->refused, &header);
    if (status != SDP_OK) {
        fail(step, sdpi_error_set(question->error, status, NULL, "the program's login function gave no login"));
        return;
    }
    step->kind = SDPI_AUTH_READY;
    if (header.name == NULL) return;
    if (header.value == NULL || !sdpi_is_header_text(header.name) || !sdpi_is_header_text(header.value)) {
        fail(step, sdpi_error_set(question->error, SDP_E_ARGUMENT, NULL,
                                  "the program's login function gave a header that cannot be sent"));
        return;
    }
    /* The texts are the program's until its next call, which another client may make: the call keeps its own. */
    size_t name = question->store->size;
    sdpi_buffer_put(question->store, header.name, strlen(header.name) + 1);
    size_t value = question->store->size;
    sdpi_buffer_put(question->store, header.value, strlen(header.value) + 1);
    if (question->store->status != SDP_OK) {
        fail(step, sdpi_error_no_memory(question->error));
        return;
    }
    step->headers[0] = (sdp_header){question->store->data + name, question->store->data + value};
    step->header_count = 1;
}

static size_t preview(const sdp_auth *auth, sdp_header headers[SDPI_AUTH_HEADERS])
{
    (void)auth; /* asking the program could make it log in */
    headers[0] = (sdp_header){"Authorization", "***"};
    return 1;
}

static void destroy(sdp_auth *auth)
{
    sdpi_release(&sdpi_default_allocator, auth);
}

static const sdpi_auth_ops ops = {prepare, NULL, preview, destroy};

sdp_status sdp_auth_new_callback(sdp_auth_fn provide, void *user_data, sdp_auth **out)
{
    if (out == NULL) return SDP_E_ARGUMENT;
    *out = NULL;
    if (provide == NULL) return SDP_E_ARGUMENT;
    callback_auth *callback = sdpi_allocate(&sdpi_default_allocator, sizeof *callback);
    if (callback == NULL) return SDP_E_NO_MEMORY;
    *callback = (callback_auth){{&ops, {1}}, provide, user_data};
    *out = &callback->base;
    return SDP_OK;
}
