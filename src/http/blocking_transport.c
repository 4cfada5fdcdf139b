/* Wraps a function that does one whole exchange and blocks: started transfers queue up, and poll() performs the first.
   While the queue is empty, poll() waits on a pipe that wakeup() writes to. */
#define _POSIX_C_SOURCE 200809L

#include <limits.h>
#include <poll.h>

#include "base/error.h"
#include "http/transport.h"
#include "http/wake_pipe.h"

typedef struct transfer {
    struct transfer *next;
    sdp_request request;
    sdp_done_fn done;
    void *user_data;
    int canceled;
} transfer;

typedef struct blocking {
    sdp_blocking_fn perform;
    void *user_data;
    transfer *first; /* queue, oldest first */
    transfer **end;
    transfer *idle;
    sdpi_wake_pipe wake;
} blocking;

static void recycle(blocking *self, transfer *one)
{
    one->next = self->idle;
    self->idle = one;
}

static sdp_status blocking_start(void *opaque, const sdp_request *request, sdp_done_fn done, void *user_data,
                                 void **out)
{
    blocking *self = opaque;
    transfer *one = self->idle;
    if (one != NULL) {
        self->idle = one->next;
    } else {
        one = sdpi_allocate(&sdpi_default_allocator, sizeof *one);
        if (one == NULL) return SDP_E_NO_MEMORY;
    }
    *one = (transfer){.request = *request, .done = done, .user_data = user_data};
    *self->end = one;
    self->end = &one->next;
    *out = one;
    return SDP_OK;
}

static transfer *take_first(blocking *self)
{
    transfer *one = self->first;
    self->first = one->next;
    if (self->first == NULL) self->end = &self->first;
    return one;
}

/* What the function wrote into response->status counts, and response->sent with it. Where it left the status SDP_OK
   and returned an error, that error is the status, and the request may have been sent, whatever `sent` says: a function
   that only returns an error has not thought about how far it came. Success is a whole answer with an HTTP status. */
static void judge(sdp_status returned, sdp_response *response)
{
    if (response->status == SDP_OK && returned != SDP_OK) {
        response->status = returned;
        response->sent = SDP_SENT_MAYBE;
    } else if (response->status == SDP_OK && response->http_status == 0) {
        response->status = SDP_E_NETWORK;
        response->sent = SDP_SENT_MAYBE;
        response->message = "the transport's function returned neither an HTTP status nor an error";
    } else if (response->status == SDP_OK) {
        response->sent = SDP_SENT_ANSWERED;
    }
}

static void perform_first(blocking *self)
{
    transfer *one = take_first(self);
    sdp_response response = {.size = sizeof response, .status = SDP_OK, .sent = SDP_SENT_MAYBE};
    sdp_status returned = self->perform(self->user_data, &one->request, &response);
    judge(returned, &response);
    if (!one->canceled) one->done(one->user_data, &response);
    recycle(self, one);
}

/* Waits until wakeup() was called, and forgets its calls. Returns 1 where there was one. */
static int wait_for_wakeup(blocking *self, int64_t timeout_ms)
{
    struct pollfd wake = {.fd = self->wake.read, .events = POLLIN};
    int wait = timeout_ms < 0 ? -1 : timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
    if (poll(&wake, 1, wait) <= 0) return 0;
    sdpi_wake_pipe_drain(&self->wake);
    return 1;
}

static sdp_status blocking_poll(void *opaque, int64_t timeout_ms)
{
    blocking *self = opaque;
    int woken = wait_for_wakeup(self, self->first != NULL ? 0 : timeout_ms);
    if (!woken && self->first != NULL) perform_first(self);
    return SDP_OK;
}

/* One that waits in the queue was not sent. Another can only be the one that is performed, cancelled by its sink. */
static int32_t blocking_cancel(void *opaque, void *name)
{
    blocking *self = opaque;
    transfer *canceled = name;
    canceled->canceled = 1;
    for (transfer **link = &self->first; *link != NULL; link = &(*link)->next) {
        if (*link != canceled) continue;
        *link = canceled->next;
        if (*link == NULL) self->end = link;
        recycle(self, canceled);
        return SDP_SENT_NOTHING;
    }
    return SDP_SENT_MAYBE;
}

static void blocking_wakeup(void *opaque)
{
    const blocking *self = opaque;
    sdpi_wake_pipe_call(&self->wake);
}

static void free_all(transfer *first)
{
    while (first != NULL) {
        transfer *next = first->next;
        sdpi_release(&sdpi_default_allocator, first);
        first = next;
    }
}

static void blocking_destroy(void *opaque)
{
    blocking *self = opaque;
    free_all(self->first);
    free_all(self->idle);
    sdpi_wake_pipe_close(&self->wake);
    sdpi_release(&sdpi_default_allocator, self);
}

sdp_status sdp_transport_new_blocking(sdp_blocking_fn perform, void *user_data, sdp_error *error, sdp_transport **out)
{
    static const sdp_transport_ops ops = {
        .size = sizeof ops,
        .start = blocking_start,
        .poll = blocking_poll,
        .cancel = blocking_cancel,
        .wakeup = blocking_wakeup,
        .destroy = blocking_destroy,
    };
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "the argument 'out' is NULL");
    *out = NULL;
    if (perform == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "perform", "the function is NULL");
    blocking *self = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *self);
    if (self == NULL) return sdpi_error_no_memory(error);
    self->perform = perform;
    self->user_data = user_data;
    self->end = &self->first;
    if (sdpi_wake_pipe_open(&self->wake) != 0) {
        sdpi_release(&sdpi_default_allocator, self);
        return sdpi_error_set(error, SDP_E_NO_MEMORY, NULL, "there is no pipe to wake the transport by");
    }
    sdp_status status = sdp_transport_new(&ops, self, error, out);
    if (status == SDP_OK) {
        sdpi_transport_set_serial(*out);
    } else {
        blocking_destroy(self);
    }
    return status;
}
