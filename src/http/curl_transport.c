/* The transport on libcurl: a multi handle, and transfers that are kept and used again. Nothing moves outside poll().
   `done` may start and cancel transfers; a sink or a source may not, for libcurl is at work while they run. */
#include <curl/curl.h>

#include "base/error.h"
#include "base/sys_signal.h"
#include "http/curl_parts.h"
#include "http/wake_pipe.h"

enum {
    IDLE_TRANSFERS = 128,     /* kept for reuse; more are freed */
    LONGEST_POLL_MS = 3600000 /* poll() may return early */
};

typedef struct curl_transport {
    sdpi_curl_shared *shared;
    CURLM *multi;
    sdpi_curl_transfer *running;
    sdpi_curl_transfer *idle;
    int idle_count;
    sdp_loop loop;       /* `watch` NULL: poll() is used */
    sdpi_wake_pipe wake; /* of the loop, for libcurl wakes its own poll alone */
} curl_transport;

static void recycle(curl_transport *self, sdpi_curl_transfer *transfer)
{
    if (self->idle_count >= IDLE_TRANSFERS) {
        sdpi_curl_transfer_free(transfer);
        return;
    }
    transfer->next = self->idle;
    self->idle = transfer;
    self->idle_count++;
}

static sdp_status take_idle(curl_transport *self, sdpi_curl_transfer **out)
{
    if (self->idle == NULL) return sdpi_curl_transfer_new(self->shared, out);
    *out = self->idle;
    self->idle = self->idle->next;
    self->idle_count--;
    return SDP_OK;
}

static void link_running(curl_transport *self, sdpi_curl_transfer *transfer)
{
    transfer->running = 1;
    transfer->previous = NULL;
    transfer->next = self->running;
    if (self->running != NULL) self->running->previous = transfer;
    self->running = transfer;
}

static void unlink_running(curl_transport *self, sdpi_curl_transfer *transfer)
{
    transfer->running = 0;
    if (transfer->previous != NULL) {
        transfer->previous->next = transfer->next;
    } else {
        self->running = transfer->next;
    }
    if (transfer->next != NULL) transfer->next->previous = transfer->previous;
}

static sdp_status multi_status(CURLMcode code)
{
    if (code == CURLM_OK) return SDP_OK;
    return code == CURLM_OUT_OF_MEMORY ? SDP_E_NO_MEMORY : SDP_E_NETWORK;
}

static sdp_status curl_start(void *opaque, const sdp_request *request, sdp_done_fn done, void *user_data, void **name)
{
    curl_transport *self = opaque;
    sdpi_curl_transfer *transfer = NULL;
    sdp_status status = take_idle(self, &transfer);
    if (status != SDP_OK) return status;
    status = sdpi_curl_transfer_prepare(transfer, request);
    if (status == SDP_OK) status = multi_status(curl_multi_add_handle(self->multi, transfer->easy));
    if (status != SDP_OK) {
        recycle(self, transfer);
        return status;
    }
    transfer->done = done;
    transfer->user_data = user_data;
    link_running(self, transfer);
    *name = transfer;
    return SDP_OK;
}

/* The transfer is out of all lists while `done` runs, so that `done` may start and cancel others; it becomes idle only
   after it, for the response borrows from it. */
static void finish(curl_transport *self, sdpi_curl_transfer *transfer, CURLcode code)
{
    sdp_response response;
    sdpi_curl_result(transfer, (int)code, &response);
    curl_multi_remove_handle(self->multi, transfer->easy);
    unlink_running(self, transfer);
    transfer->done(transfer->user_data, &response);
    recycle(self, transfer);
}

/* Returns how many transfers completed. A message is read anew after each `done`, which may have cancelled the next. */
static int deliver(curl_transport *self)
{
    int completed = 0;
    int left = 0;
    for (const CURLMsg *message; (message = curl_multi_info_read(self->multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE) continue;
        CURLcode code = message->data.result;
        char *private_data = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private_data);
        finish(self, (sdpi_curl_transfer *)(void *)private_data, code);
        completed++;
    }
    return completed;
}

/* Around what may write to a connection. Callbacks of the caller's run inside it too. */
static int32_t hold_sigpipe(const curl_transport *self)
{
    return self->shared->raises_sigpipe ? sdpi_hold_sigpipe() : 0;
}

static sdp_status perform(curl_transport *self, int64_t timeout_ms)
{
    int still_running = 0;
    CURLMcode code = curl_multi_perform(self->multi, &still_running);
    if (code != CURLM_OK) return multi_status(code);
    if (deliver(self) > 0 || timeout_ms == 0) return SDP_OK;
    int wait = timeout_ms < 0 || timeout_ms > LONGEST_POLL_MS ? LONGEST_POLL_MS : (int)timeout_ms;
    code = curl_multi_poll(self->multi, NULL, 0, wait, NULL);
    if (code == CURLM_OK) code = curl_multi_perform(self->multi, &still_running);
    if (code != CURLM_OK) return multi_status(code);
    deliver(self);
    return SDP_OK;
}

static sdp_status curl_poll(void *opaque, int64_t timeout_ms)
{
    curl_transport *self = opaque;
    const int32_t held = hold_sigpipe(self);
    sdp_status status = perform(self, timeout_ms);
    sdpi_let_sigpipe(held);
    return status;
}

static int32_t curl_cancel(void *opaque, void *name)
{
    curl_transport *self = opaque;
    sdpi_curl_transfer *transfer = name;
    int32_t sent = transfer->begun > 0 ? SDP_SENT_MAYBE : SDP_SENT_NOTHING;
    if (!transfer->running) return sent;
    const int32_t held = hold_sigpipe(self);
    curl_multi_remove_handle(self->multi, transfer->easy);
    sdpi_let_sigpipe(held);
    unlink_running(self, transfer);
    recycle(self, transfer);
    return sent;
}

static void curl_wakeup(void *opaque)
{
    const curl_transport *self = opaque;
    if (self->wake.write >= 0) {
        sdpi_wake_pipe_call(&self->wake);
    } else {
        curl_multi_wakeup(self->multi);
    }
}

static int tell_watch(CURL *easy, curl_socket_t socket, int what, void *opaque, void *of_socket)
{
    const curl_transport *self = opaque;
    int32_t events = SDP_WATCH_NOTHING;
    (void)easy;
    (void)of_socket;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= SDP_WATCH_READ;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= SDP_WATCH_WRITE;
    self->loop.watch(self->loop.user_data, (int64_t)socket, events);
    return 0;
}

static int tell_timer(CURLM *multi, long timeout_ms, void *opaque)
{
    const curl_transport *self = opaque;
    (void)multi;
    self->loop.timer(self->loop.user_data, timeout_ms);
    return 0;
}

static void detach_pipe(curl_transport *self)
{
    if (self->loop.watch == NULL) return;
    self->loop.watch(self->loop.user_data, self->wake.read, SDP_WATCH_NOTHING);
    sdpi_wake_pipe_close(&self->wake);
    self->loop.watch = NULL;
}

static void detach(curl_transport *self)
{
    curl_multi_setopt(self->multi, CURLMOPT_SOCKETFUNCTION, NULL);
    curl_multi_setopt(self->multi, CURLMOPT_TIMERFUNCTION, NULL);
    detach_pipe(self);
}

static sdp_status curl_attach(void *opaque, const sdp_loop *loop)
{
    curl_transport *self = opaque;
    detach(self);
    if (loop == NULL) return SDP_OK;
    if (sdpi_wake_pipe_open(&self->wake) != 0) return SDP_E_NO_MEMORY;
    self->loop = *loop;
    curl_multi_setopt(self->multi, CURLMOPT_SOCKETFUNCTION, tell_watch);
    curl_multi_setopt(self->multi, CURLMOPT_SOCKETDATA, self);
    curl_multi_setopt(self->multi, CURLMOPT_TIMERFUNCTION, tell_timer);
    curl_multi_setopt(self->multi, CURLMOPT_TIMERDATA, self);
    self->loop.watch(self->loop.user_data, self->wake.read, SDP_WATCH_READ);
    return SDP_OK;
}

static sdp_status curl_act(void *opaque, int64_t descriptor, int32_t events)
{
    curl_transport *self = opaque;
    int still_running = 0;
    int bits = 0;
    CURLMcode code = CURLM_OK;
    const int32_t held = hold_sigpipe(self);
    if (descriptor == self->wake.read) {
        sdpi_wake_pipe_drain(&self->wake);
    } else if (descriptor < 0) {
        code = curl_multi_socket_action(self->multi, CURL_SOCKET_TIMEOUT, 0, &still_running);
    } else {
        if (events & SDP_WATCH_READ) bits |= CURL_CSELECT_IN;
        if (events & SDP_WATCH_WRITE) bits |= CURL_CSELECT_OUT;
        code = curl_multi_socket_action(self->multi, (curl_socket_t)descriptor, bits, &still_running);
    }
    deliver(self);
    sdpi_let_sigpipe(held);
    return multi_status(code);
}

static void curl_destroy(void *opaque)
{
    curl_transport *self = opaque;
    while (self->running != NULL) curl_cancel(self, self->running);
    while (self->idle != NULL) {
        sdpi_curl_transfer *transfer = self->idle;
        self->idle = transfer->next;
        sdpi_curl_transfer_free(transfer);
    }
    const int32_t held = hold_sigpipe(self);
    curl_multi_cleanup(self->multi); /* tells the loop which descriptors are gone */
    sdpi_let_sigpipe(held);
    detach_pipe(self);
    sdp_allocator allocator = self->shared->allocator;
    sdpi_curl_shared_release(self->shared);
    sdpi_release(&allocator, self);
}

/* Takes over the caller's reference to `shared`, on failure too. */
static sdp_status make_self(sdpi_curl_shared *shared, curl_transport **out)
{
    sdp_allocator allocator = shared->allocator;
    curl_transport *self = sdpi_allocate_zero(&allocator, sizeof *self);
    if (self != NULL) self->multi = curl_multi_init();
    if (self == NULL || self->multi == NULL) {
        sdpi_curl_shared_release(shared);
        sdpi_release(&allocator, self);
        return SDP_E_NO_MEMORY;
    }
    self->shared = shared;
    self->wake = (sdpi_wake_pipe){-1, -1};
    *out = self;
    return SDP_OK;
}

static sdp_status curl_dup(void *opaque, void **other)
{
    const curl_transport *self = opaque;
    curl_transport *sibling = NULL;
    sdp_status status = make_self(sdpi_curl_shared_retain(self->shared), &sibling);
    *other = sibling;
    return status;
}

sdp_status sdpi_curl_transport_new(const sdpi_http_config *config, const sdp_allocator *allocator, sdp_error *error,
                                   sdp_transport **out)
{
    static const sdp_transport_ops ops = {
        .size = sizeof ops,
        .start = curl_start,
        .poll = curl_poll,
        .cancel = curl_cancel,
        .wakeup = curl_wakeup,
        .destroy = curl_destroy,
        .dup = curl_dup,
        .attach = curl_attach,
        .act = curl_act,
    };
    *out = NULL;
    sdpi_curl_shared *shared = NULL;
    sdp_status status = sdpi_curl_shared_new(config, allocator, error, &shared);
    if (status != SDP_OK) return status;
    curl_transport *self = NULL;
    status = make_self(shared, &self);
    if (status != SDP_OK) return sdpi_error_no_memory(error);
    status = sdpi_transport_make(&ops, self, allocator, out);
    if (status == SDP_OK) return SDP_OK;
    curl_destroy(self);
    return sdpi_error_no_memory(error);
}
