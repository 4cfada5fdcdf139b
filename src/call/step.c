/* The way of a call from PACE to RECEIVE, and what ends it early: deadline and cancel. */
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"
#include "call/step_parts.h"

/* The transport ends an attempt at its timeout; where it does not, the engine does so this much later. */
enum { GRACE_MS = 250 };

/* What a response has had since its first version. */
#define FIRST_RESPONSE_SIZE (offsetof(sdp_response, header_count) + sizeof(size_t))
#define HAS_BY_PROXY(response) ((response)->size >= offsetof(sdp_response, by_proxy) + sizeof(int32_t))

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void sdpi_step_clear_completion(sdpi_completion *c)
{
    c->status = SDP_OK;
    c->sent = SDP_SENT_NOTHING;
    c->http_status = 0;
    c->reused = 0;
    c->by_proxy = 0;
    c->message[0] = '\0';
    c->content_type[0] = '\0';
    c->location[0] = '\0';
    c->retry_after[0] = '\0';
}

static sdp_status receive_bytes(void *user_data, const char *bytes, size_t size)
{
    sdpi_call *call = user_data;
    if (call->download.active && call->state == SDPI_CALL_RECEIVE) {
        return sdpi_download_take(&call->download, &call->body, bytes, size);
    }
    sdpi_buffer_put(&call->body, bytes, size);
    return call->body.status == SDP_E_LIMIT ? SDP_E_TOO_LARGE : call->body.status;
}

/* A transport that was compiled before there was a word for it says it by its status alone. */
static int is_by_proxy(const sdpi_completion *c, const sdp_response *response)
{
    if (c->status == SDP_OK || c->sent != SDP_SENT_NOTHING) return 0;
    return c->status == SDP_E_LOGIN || (HAS_BY_PROXY(response) && response->by_proxy != 0);
}

static void note_response(sdpi_completion *c, const sdp_response *response)
{
    /* Nothing of a struct that its maker did not initialise can be believed. */
    if (response->size < FIRST_RESPONSE_SIZE) {
        c->status = SDP_E_STRUCT;
        c->sent = SDP_SENT_MAYBE;
        sdpi_copy_cut(c->message, sizeof c->message, "the transport did not set the size of its response");
        return;
    }
    c->status = response->status > 0 ? SDP_E_NETWORK : response->status;
    c->sent = response->sent;
    c->http_status = response->http_status;
    c->reused = response->reused;
    c->by_proxy = is_by_proxy(c, response);
    sdpi_copy_cut(c->message, sizeof c->message, response->message);
    if (c->status == SDP_OK && c->sent != SDP_SENT_ANSWERED) {
        c->status = SDP_E_NETWORK;
        sdpi_copy_cut(c->message, sizeof c->message, "the transport brought no whole answer");
    }
    for (size_t i = 0; response->headers != NULL && i < response->header_count; i++) {
        const sdp_header *header = &response->headers[i];
        if (sdpi_same_word(header->name, "Content-Type")) {
            sdpi_copy_cut(c->content_type, sizeof c->content_type, header->value);
        } else if (sdpi_same_word(header->name, "Location")) {
            sdpi_copy_cut(c->location, sizeof c->location, header->value);
        } else if (sdpi_same_word(header->name, "Retry-After")) {
            sdpi_copy_cut(c->retry_after, sizeof c->retry_after, header->value);
        }
    }
}

/* Called by the transport from inside its poll(): it only notes what came, the next step goes on with it. */
static void complete(void *user_data, const sdp_response *response)
{
    sdpi_call *call = user_data;
    call->run.transfer = NULL;
    sdpi_call_drop_login(call);
    sdpi_step_clear_completion(&call->completion);
    note_response(&call->completion, response);
    if (call->state == SDPI_CALL_RECEIVE) call->state = SDPI_CALL_JUDGE;
}

sdp_status sdpi_call_send(sdpi_call *call, const sdp_request *request)
{
    sdp_request to_send = *request;
    to_send.size = sizeof to_send;
    to_send.sink = receive_bytes;
    to_send.stream_data = call;
    sdpi_buffer_reset(&call->body, SDPI_KEPT_BUFFER);
    call->body.limit = call->engine->settings->max_response_bytes;
    if (call->state == SDPI_CALL_LOGIN) {
        /* The answer holds tokens, and a buffer that grows leaves copies behind. */
        call->body.limit = SDPI_MAX_TOKEN_ANSWER;
        if (sdpi_buffer_room(&call->body, SDPI_MAX_TOKEN_ANSWER) == NULL) return SDP_E_NO_MEMORY;
    }
    sdpi_step_clear_completion(&call->completion);
    call->engine->sends++;
    return sdpi_transport_start(call->engine->transport, &to_send, complete, call, &call->run.transfer);
}

/* How long this attempt may take: what is left of the call, and no more than an attempt's own time. */
static int64_t attempt_time(const sdpi_call *call, int64_t now_ms)
{
    const sdpi_settings *settings = call->engine->settings;
    /* The client's own times are made for calls, not for files; its login is a call like any other. */
    const int is_file = sdpi_call_has_file(call);
    const int64_t usual = !is_file                         ? settings->attempt_timeout_ms
                          : call->state == SDPI_CALL_LOGIN ? settings->timeout_ms
                                                           : 0;
    int64_t own = call->options.attempt_timeout_ms > 0 ? call->options.attempt_timeout_ms : usual;
    int64_t left = call->run.deadline_ms == INT64_MAX ? 0 : call->run.deadline_ms - now_ms;
    if (call->state == SDPI_CALL_LOGIN && (own <= 0 || own > SDPI_TOKEN_REQUEST_MS)) own = SDPI_TOKEN_REQUEST_MS;
    if (own > 0 && left > 0) return smaller(own, left);
    return own > 0 ? own : left;
}

/* Nobody may have moved the transport of such a call for longer than its time: then it would look at the clock before
   it looks at what has come. The engine looks afterwards. */
static int is_timed_by_engine(const sdpi_call *call)
{
    return call->run.engine_times && call->state != SDPI_CALL_LOGIN &&
           !sdpi_transport_is_serial(call->engine->transport);
}

static int64_t give_up_time(const sdpi_call *call, int64_t timeout_ms)
{
    if (timeout_ms <= 0 || timeout_ms >= INT64_MAX - GRACE_MS - call->run.attempt_ms) return INT64_MAX;
    return call->run.attempt_ms + timeout_ms + (is_timed_by_engine(call) ? 0 : GRACE_MS);
}

void sdpi_step_set_times(sdpi_call *call, sdp_request *request, int64_t now_ms)
{
    call->run.attempt_ms = now_ms;
    request->timeout_ms = attempt_time(call, now_ms);
    call->run.give_up_ms = give_up_time(call, request->timeout_ms);
    if (is_timed_by_engine(call)) request->timeout_ms = 0;
}

void sdpi_call_await(sdpi_call *call, int64_t now_ms)
{
    call->run.heeds_pauses = 0;
    call->run.waits_freely = 0;
    sdpi_call_set_deadline(call, now_ms);
    if (call->state == SDPI_CALL_PACE) call->run.wake_ms = now_ms; /* what it waited for may not be for it any more */
    if (call->run.transfer != NULL && is_timed_by_engine(call)) {
        call->run.give_up_ms = give_up_time(call, attempt_time(call, call->run.attempt_ms));
    }
    call->run.engine_times = 0;
}

/* A program that makes one call after the other has no other way to ask whether a pause is over. */
static int is_limited(const sdpi_call *call)
{
    const sdpi_limiter *limiter = call->engine->settings->limiter;
    return limiter != NULL && (call->run.heeds_pauses || sdpi_limiter_has_rate(limiter));
}

/* The time of a call that waits freely stands still meanwhile, but not for ever: others may bring about one pause after
   the other. Returns 1 where the wait is longer than what the call has. */
static int is_too_long(sdpi_call *call, int64_t again_ms, int64_t now_ms)
{
    const int64_t wait_ms = again_ms - now_ms;
    if (call->run.deadline_ms == INT64_MAX) {
        call->run.free_ms += wait_ms;
        return call->run.free_ms - SDPI_MAX_PAUSE_MS > call->engine->settings->timeout_ms;
    }
    if (call->run.waits_freely && call->run.attempts == 0) {
        const int64_t free_ms = smaller(wait_ms, SDPI_MAX_PAUSE_MS - call->run.free_ms);
        call->run.free_ms += free_ms;
        call->run.deadline_ms += free_ms;
    }
    return again_ms >= call->run.deadline_ms;
}

static void step_pace(sdpi_call *call, int64_t now_ms)
{
    const int64_t again_ms = is_limited(call) ? sdpi_limiter_take(call->engine->settings->limiter, now_ms) : 0;
    const int has_waited = call->run.wake_ms != 0;
    call->run.wake_ms = again_ms;
    if (again_ms == 0) {
        /* The login that the call has may have ended while it waited. */
        call->run.has_place = 1;
        call->state = has_waited ? SDPI_CALL_AUTHORIZE : SDPI_CALL_SEND;
    } else if (is_too_long(call, again_ms, now_ms)) {
        /* Known now, and waiting would not change it. */
        sdpi_error_replace(call->error, SDP_E_QUOTA,
                           sdpi_limiter_has_rate(call->engine->settings->limiter)
                               ? "the limit of requests a minute has no place within the call's time"
                               : "the service asked for a pause that is longer than what is left of the call's time");
        call->error->retryable = 1;
        call->error->retry_after_ms = again_ms - now_ms;
        sdpi_call_end(call, SDP_E_QUOTA, now_ms);
    }
}

static void log_request(const sdpi_call *call, size_t header_count)
{
    const sdpi_log *log = &call->engine->settings->log;
    if (!sdpi_log_wants(log, SDP_LOG_DEBUG)) return;
    sdpi_log_line(log, SDP_LOG_DEBUG, "%s: attempt %d: %s %.*s", call->operation->name, (int)call->run.attempts,
                  call->operation->method, (int)call->url_size, call->url.data);
    for (size_t i = 0; i < header_count; i++) sdpi_log_header(log, call->headers[i].name, call->headers[i].value);
}

static void step_send(sdpi_call *call, int64_t now_ms)
{
    size_t count = call->header_count;
    for (size_t i = 0; i < call->login.header_count; i++) call->headers[count++] = call->login.headers[i];
    sdp_request request = {.method = call->operation->method,
                           .url = call->url.data,
                           .headers = call->headers,
                           .header_count = count,
                           .body = call->has_form ? call->form.data : NULL,
                           .body_size = call->has_form ? call->form.size : 0,
                           .source_size = -1,
                           .once = call->operation->access == SDP_ACCESS_WRITE};
    sdpi_step_set_times(call, &request, now_ms);
    call->run.has_place = 0;
    call->run.attempts++;
    call->run.untold = 1;
    call->state = SDPI_CALL_RECEIVE;
    log_request(call, count);
    sdp_status status = sdpi_call_put_login(call);
    if (call->login.field_count > 0) {
        request.body = call->form.data;
        request.body_size = call->form.size;
    }
    if (status == SDP_OK) status = sdpi_call_attach_files(call, &request);
    if (status == SDP_OK) status = sdpi_call_send(call, &request);
    if (status == SDP_OK) return;
    sdpi_call_drop_login(call);
    const int is_refused = status == SDP_E_URL || status == SDP_E_ARGUMENT;
    call->completion.status = status;
    call->completion.sent = SDP_SENT_NOTHING;
    sdpi_copy_cut(call->completion.message, sizeof call->completion.message,
                  is_refused ? "the transport refused the request: its URL or one of its headers cannot be sent"
                             : "the transport could not start the request");
    call->state = SDPI_CALL_JUDGE;
}

int sdpi_call_stop(sdpi_call *call, int64_t now_ms)
{
    sdp_auth *auth = call->engine->settings->auth;
    int32_t sent = SDP_SENT_NOTHING;
    const int has_come = call->state == SDPI_CALL_LOGIN && call->run.transfer == NULL;
    if (call->run.transfer != NULL) sent = sdpi_transport_cancel(call->engine->transport, call->run.transfer);
    call->run.transfer = NULL;
    sdpi_call_drop_login(call);
    /* Who frees a call does not say when: the login is told no earlier time than that of its request. */
    if (call->state == SDPI_CALL_LOGIN && now_ms < call->run.attempt_ms) now_ms = call->run.attempt_ms;
    /* Siblings may be waiting for what this call was to bring: the login must know that nothing comes. */
    if (has_come) {
        sdpi_step_give_login_answer(call, now_ms); /* a token that was made is not lost */
    } else if (call->state == SDPI_CALL_LOGIN) {
        auth->ops->answered(auth, now_ms, NULL, NULL, 0);
        sdpi_step_wipe_body(call);
    }
    return call->state == SDPI_CALL_RECEIVE && sent != SDP_SENT_NOTHING;
}

/* The caller cancelled, or the time is over: judged as an attempt that failed so. */
static void interrupt(sdpi_call *call, sdp_status status, const char *why, int64_t now_ms)
{
    int sent = sdpi_call_stop(call, now_ms);
    sdpi_step_clear_completion(&call->completion);
    call->completion.status = status;
    call->completion.sent = sent ? SDP_SENT_MAYBE : SDP_SENT_NOTHING;
    sdpi_copy_cut(call->completion.message, sizeof call->completion.message, why);
    call->state = SDPI_CALL_JUDGE;
}

/* Returns 1 where the call was ended, or its attempt. */
static int check_interrupts(sdpi_call *call, int64_t now_ms)
{
    const int in_flight = call->run.transfer != NULL;
    const int waiting = call->state != SDPI_CALL_RECEIVE && call->state != SDPI_CALL_JUDGE;
    if (sdpi_cancel_is_signaled(&call->cancel) && (in_flight || waiting)) {
        interrupt(call, SDP_E_CANCELED, "the call was cancelled", now_ms);
        return 1;
    }
    int64_t end_ms =
        in_flight ? smaller(call->run.give_up_ms,
                            call->run.deadline_ms + (call->run.deadline_ms < INT64_MAX - GRACE_MS ? GRACE_MS : 0))
                  : call->run.deadline_ms;
    if (now_ms >= end_ms && (in_flight ? !call->engine->is_late : waiting)) {
        char why[sizeof call->completion.message];
        const char *waits_for = call->state == SDPI_CALL_AUTHORIZE ? call->login.waits_for : NULL;
        snprintf(why, sizeof why, "the time %s is over%s%s", in_flight ? "for the answer" : "of the call",
                 waits_for != NULL ? ", and there is no login yet: " : "", waits_for != NULL ? waits_for : "");
        interrupt(call, SDP_E_TIMEOUT, why, now_ms);
        if (waits_for != NULL) call->completion.by_proxy = call->login.waits_for_proxy;
        return 1;
    }
    return 0;
}

static int is_waiting(const sdpi_call *call, int64_t now_ms)
{
    switch (call->state) {
    case SDPI_CALL_AUTHORIZE:
    case SDPI_CALL_PACE:
    case SDPI_CALL_BACKOFF:
        return now_ms < call->run.wake_ms;
    case SDPI_CALL_LOGIN:
    case SDPI_CALL_RECEIVE:
        return call->run.transfer != NULL;
    case SDPI_CALL_SEND:
        return sdpi_engine_is_occupied(call->engine); /* an attempt's time begins when its turn has come */
    default:
        return 0;
    }
}

void sdpi_call_step(sdpi_call *call, int64_t now_ms)
{
    while (call->state != SDPI_CALL_DONE) {
        /* What has come is taken first: a token that was minted must not be lost to a cancel. */
        const int has_come = call->state == SDPI_CALL_LOGIN && call->run.transfer == NULL;
        if (call->state != SDPI_CALL_JUDGE && !has_come && !check_interrupts(call, now_ms) &&
            is_waiting(call, now_ms)) {
            return;
        }
        switch (call->state) {
        case SDPI_CALL_AUTHORIZE:
            sdpi_step_authorize(call, now_ms);
            break;
        case SDPI_CALL_LOGIN:
            sdpi_step_login(call, now_ms);
            break;
        case SDPI_CALL_PACE:
            step_pace(call, now_ms);
            break;
        case SDPI_CALL_SEND:
            step_send(call, now_ms);
            break;
        case SDPI_CALL_BACKOFF:
            sdpi_error_reset(call->error); /* of the attempt before */
            call->run.wake_ms = 0;
            call->state = SDPI_CALL_AUTHORIZE;
            break;
        default:
            sdpi_call_judge(call, now_ms);
            break;
        }
    }
}
