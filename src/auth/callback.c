/* A login that the program provides by a function. */
#include <string.h>

#include "auth/auth.h"
#include "base/text.h"

typedef struct callback_auth {
    sdp_auth base;
    sdpi_mutex *lock; /* the texts of an answer are the program's until it is asked again: by another thread, perhaps */
    sdp_auth_fn provide;
    void *user_data;
    sdp_release_fn release;
} callback_auth;

static void fail(sdpi_auth_step *step, sdp_status status)
{
    step->kind = SDPI_AUTH_FAIL;
    step->status = status;
}

static int is_good(const sdp_auth_answer *answer)
{
    if (answer->header_count > SDPI_AUTH_HEADERS || (answer->headers == NULL && answer->header_count > 0)) return 0;
    for (size_t i = 0; i < answer->header_count; i++) {
        const sdp_header *header = &answer->headers[i];
        if (header->name == NULL || *header->name == '\0' || header->value == NULL) return 0;
        if (!sdpi_is_header_name(header->name) || !sdpi_is_header_text(header->value)) return 0;
    }
    return 1;
}

/* The call keeps texts of its own: first all of them, for the store may move while it grows. */
static sdp_status keep(const sdp_auth_answer *answer, sdpi_buffer *store, sdpi_auth_step *step)
{
    size_t places[SDPI_AUTH_HEADERS][2];
    for (size_t i = 0; i < answer->header_count; i++) {
        places[i][0] = store->size;
        sdpi_buffer_put(store, answer->headers[i].name, strlen(answer->headers[i].name) + 1);
        places[i][1] = store->size;
        sdpi_buffer_put(store, answer->headers[i].value, strlen(answer->headers[i].value) + 1);
    }
    if (store->status != SDP_OK) return SDP_E_NO_MEMORY;
    for (size_t i = 0; i < answer->header_count; i++) {
        step->headers[i] = (sdp_header){store->data + places[i][0], store->data + places[i][1]};
    }
    step->header_count = answer->header_count;
    return SDP_OK;
}

static void take(const sdpi_auth_question *question, const sdp_auth_answer *answer, sdpi_auth_step *step)
{
    if (answer->wait_ms > 0) {
        step->kind = SDPI_AUTH_WAIT;
        step->until_ms =
            answer->wait_ms < INT64_MAX - question->now_ms ? question->now_ms + answer->wait_ms : INT64_MAX;
        return;
    }
    step->kind = SDPI_AUTH_READY;
    step->number = answer->number != 0 ? answer->number : 1; /* a program that does not count has one login */
    if (!is_good(answer)) {
        fail(step, sdpi_error_set(question->error, SDP_E_ARGUMENT, NULL,
                                  "the program's login function gave a header that cannot be sent"));
    } else if (keep(answer, question->store, step) != SDP_OK) {
        fail(step, sdpi_error_no_memory(question->error));
    }
}

static void prepare(sdp_auth *auth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    const callback_auth *callback = (const callback_auth *)auth;
    const sdp_auth_question asked = {.size = sizeof asked,
                                     .wall_ms = question->wall_ms,
                                     .left_ms = question->left_ms,
                                     .refused = question->refused ? question->number : 0};
    sdp_auth_answer answer = {.size = sizeof answer};
    sdpi_mutex_lock(callback->lock);
    sdp_status status = callback->provide(callback->user_data, &asked, &answer);
    if (status == SDP_OK) {
        take(question, &answer, step);
    } else {
        /* Nothing was sent: a positive status is no error of this library, and nothing can have happened. */
        if (status > 0 || status == SDP_E_MAYBE_DONE) status = SDP_E_LOGIN;
        sdpi_error_set(question->error, status, NULL, "%s",
                       answer.message != NULL ? answer.message : "the program's login function gave no login");
        fail(step, status);
    }
    sdpi_mutex_unlock(callback->lock);
}

static size_t preview(const sdp_auth *auth, sdp_header headers[SDPI_AUTH_HEADERS])
{
    (void)auth; /* asking the program could make it log in */
    headers[0] = (sdp_header){"Authorization", "***"};
    return 1;
}

static void destroy(sdp_auth *auth)
{
    callback_auth *callback = (callback_auth *)auth;
    if (callback->release != NULL) callback->release(callback->user_data);
    sdpi_mutex_free(callback->lock);
    sdpi_release(&sdpi_default_allocator, callback);
}

static const sdpi_auth_ops ops = {.prepare = prepare, .preview = preview, .destroy = destroy};

sdp_status sdp_auth_new_callback(sdp_auth_fn provide, void *user_data, sdp_release_fn release, sdp_error *error,
                                 sdp_auth **out)
{
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "the argument 'out' is NULL");
    *out = NULL;
    if (provide == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "provide", "the function is NULL");
    callback_auth *callback = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *callback);
    if (callback != NULL) callback->lock = sdpi_mutex_new(&sdpi_default_allocator);
    if (callback == NULL || callback->lock == NULL) {
        sdpi_release(&sdpi_default_allocator, callback);
        return sdpi_error_no_memory(error);
    }
    callback->base = (sdp_auth){&ops, {1}};
    callback->provide = provide;
    callback->user_data = user_data;
    callback->release = release;
    *out = &callback->base;
    return SDP_OK;
}
