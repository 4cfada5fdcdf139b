/* The way of a call from AUTHORIZE to RECEIVE, and what ends it early: deadline and cancel. */
#include <string.h>

#include "base/text.h"
#include "call/call.h"

/* The transport ends an attempt at its timeout; where it does not, the engine does so this much later. */
enum { GRACE_MS = 250, MOST_LOGINS = 2 };

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void copy_cut(char *to, size_t capacity, const char *from)
{
    size_t size = from != NULL ? strlen(from) : 0;
    if (size >= capacity) size = capacity - 1;
    if (size > 0) memcpy(to, from, size);
    to[size] = '\0';
}

/* Empty texts, without clearing all that they have room for. */
static void clear_completion(sdpi_completion *c)
{
    c->status = SDP_OK;
    c->sent = SDP_SENT_NOTHING;
    c->http_status = 0;
    c->reused = 0;
    c->message[0] = '\0';
    c->content_type[0] = '\0';
    c->location[0] = '\0';
    c->retry_after[0] = '\0';
}

static sdp_status receive_bytes(void *user_data, const char *bytes, size_t size)
{
    sdpi_call *call = user_data;
    sdpi_buffer_put(&call->body, bytes, size);
    return call->body.status == SDP_E_LIMIT ? SDP_E_TOO_LARGE : call->body.status;
}

/* Called by the transport from inside its poll(): it only notes what came, the next step goes on with it. */
static void complete(void *user_data, const sdp_response *response)
{
    sdpi_call *call = user_data;
    sdpi_completion *c = &call->completion;
    call->transfer = NULL;
    clear_completion(c);
    c->status = response->status;
    c->sent = response->sent;
    c->http_status = response->http_status;
    c->reused = response->reused;
    copy_cut(c->message, sizeof c->message, response->message);
    for (size_t i = 0; i < response->header_count; i++) {
        const sdp_header *header = &response->headers[i];
        if (sdpi_same_word(header->name, "Content-Type"))
            copy_cut(c->content_type, sizeof c->content_type, header->value);
        if (sdpi_same_word(header->name, "Location")) copy_cut(c->location, sizeof c->location, header->value);
        if (sdpi_same_word(header->name, "Retry-After")) copy_cut(c->retry_after, sizeof c->retry_after, header->value);
    }
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
    clear_completion(&call->completion);
    return sdpi_transport_start(call->engine->transport, &to_send, complete, call, &call->transfer);
}

/* How long this attempt may take: what is left of the call, and no more than an attempt's own time. */
static int64_t attempt_time(const sdpi_call *call, int64_t now_ms)
{
    int64_t own = call->options.attempt_timeout_ms > 0 ? call->options.attempt_timeout_ms
                                                       : call->engine->settings->attempt_timeout_ms;
    int64_t left = call->deadline_ms == INT64_MAX ? 0 : call->deadline_ms - now_ms;
    if (own > 0 && left > 0) return smaller(own, left);
    return own > 0 ? own : left;
}

static void set_times(sdpi_call *call, sdp_request *request, int64_t now_ms)
{
    request->timeout_ms = attempt_time(call, now_ms);
    call->attempt_ms = now_ms;
    call->give_up_ms = request->timeout_ms > 0 ? now_ms + request->timeout_ms + GRACE_MS : INT64_MAX;
}

/* The login needs an answer of its own first. */
static void send_login(sdpi_call *call, sdp_auth *auth, int64_t now_ms)
{
    const char *problem = NULL;
    call->refused = 0;
    call->state = SDPI_CALL_LOGIN;
    set_times(call, &call->login.request, now_ms);
    if (++call->logins > MOST_LOGINS) {
        problem = "the login asked for one request after the other";
    } else if (sdpi_call_send(call, &call->login.request) != SDP_OK) {
        problem = "the request of the login could not be sent";
    }
    if (problem == NULL) return;
    auth->ops->answered(auth, now_ms, NULL, NULL, 0);
    sdpi_error_set(call->error, SDP_E_LOGIN, NULL, "%s", problem);
    sdpi_call_end(call, SDP_E_LOGIN, now_ms);
}

static void step_authorize(sdpi_call *call, int64_t now_ms)
{
    sdp_auth *auth = call->engine->settings->auth;
    call->login = (sdpi_auth_step){.kind = SDPI_AUTH_READY};
    sdpi_buffer_reset(&call->login_store, SDPI_KEPT_BUFFER);
    if (auth != NULL) {
        const sdpi_auth_question question = {now_ms, call->refused, &call->login_store, call->error};
        auth->ops->prepare(auth, &question, &call->login);
    }
    switch (call->login.kind) {
    case SDPI_AUTH_READY:
        call->refused = 0;
        call->state = SDPI_CALL_PACE;
        break;
    case SDPI_AUTH_WAIT:
        call->wake_ms = call->login.until_ms;
        break;
    case SDPI_AUTH_SEND_FIRST:
        send_login(call, auth, now_ms);
        break;
    default:
        sdpi_error_set(call->error, call->login.status, NULL, "there is no login");
        sdpi_call_end(call, call->login.status, now_ms);
        break;
    }
}

/* The answer of the login's own request came: the login decides what it means, and is asked again. */
static void step_login(sdpi_call *call, int64_t now_ms)
{
    sdp_auth *auth = call->engine->settings->auth;
    const sdpi_completion *c = &call->completion;
    const sdp_response response = {sizeof response, c->status, c->sent, c->http_status, c->reused, c->message, NULL, 0};
    auth->ops->answered(auth, now_ms, &response, sdpi_buffer_string(&call->body), call->body.size);
    call->state = SDPI_CALL_AUTHORIZE;
}

static void step_pace(sdpi_call *call, int64_t now_ms)
{
    sdpi_limiter *limiter = call->engine->settings->limiter;
    int64_t again_ms = limiter != NULL ? sdpi_limiter_take(limiter, now_ms) : 0;
    call->wake_ms = again_ms;
    if (again_ms == 0) call->state = SDPI_CALL_SEND;
}

static void log_request(const sdpi_call *call, size_t header_count)
{
    const sdpi_log *log = &call->engine->settings->log;
    if (!sdpi_log_wants(log, SDP_LOG_DEBUG)) return;
    sdpi_log_line(log, SDP_LOG_DEBUG, "%s: attempt %d: %s %.*s", call->operation->name, (int)call->attempts,
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
    set_times(call, &request, now_ms);
    call->attempts++;
    call->state = SDPI_CALL_RECEIVE;
    log_request(call, count);
    sdp_status status = sdpi_call_send(call, &request);
    if (status == SDP_OK) return;
    call->completion.status = status;
    call->completion.sent = SDP_SENT_NOTHING;
    copy_cut(call->completion.message, sizeof call->completion.message,
             "the transport refused the request: its URL or one of its headers cannot be sent");
    call->state = SDPI_CALL_JUDGE;
}

/* Stops what is under way. Returns 1 where the request may have reached the server. */
static int stop_transfer(sdpi_call *call)
{
    int32_t sent = SDP_SENT_NOTHING;
    if (call->transfer != NULL) sent = sdpi_transport_cancel(call->engine->transport, call->transfer);
    call->transfer = NULL;
    return call->state == SDPI_CALL_RECEIVE && sent != SDP_SENT_NOTHING;
}

/* The caller cancelled, or the time is over while an attempt is under way: judged as an attempt that failed so. */
static void interrupt(sdpi_call *call, sdp_status status, const char *why)
{
    int sent = stop_transfer(call);
    clear_completion(&call->completion);
    call->completion.status = status;
    call->completion.sent = sent ? SDP_SENT_MAYBE : SDP_SENT_NOTHING;
    copy_cut(call->completion.message, sizeof call->completion.message, why);
    call->state = SDPI_CALL_JUDGE;
}

static void end_login(sdpi_call *call, int64_t now_ms)
{
    sdp_auth *auth = call->engine->settings->auth;
    if (call->state == SDPI_CALL_LOGIN) auth->ops->answered(auth, now_ms, NULL, NULL, 0);
}

/* Returns 1 where the call was ended, or its attempt. */
static int check_interrupts(sdpi_call *call, int64_t now_ms)
{
    const int in_flight = call->transfer != NULL;
    const int waiting = call->state != SDPI_CALL_RECEIVE && call->state != SDPI_CALL_JUDGE;
    if (sdpi_cancel_is_signaled(&call->cancel) && (in_flight || waiting)) {
        end_login(call, now_ms);
        interrupt(call, SDP_E_CANCELED, "the call was cancelled");
        return 1;
    }
    int64_t end_ms = in_flight ? smaller(call->give_up_ms,
                                         call->deadline_ms + (call->deadline_ms < INT64_MAX - GRACE_MS ? GRACE_MS : 0))
                               : call->deadline_ms;
    if (now_ms >= end_ms && (in_flight || waiting)) {
        end_login(call, now_ms);
        interrupt(call, SDP_E_TIMEOUT, in_flight ? "the time for the answer is over" : "the time of the call is over");
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
        return now_ms < call->wake_ms;
    case SDPI_CALL_LOGIN:
    case SDPI_CALL_RECEIVE:
        return call->transfer != NULL;
    default:
        return 0;
    }
}

void sdpi_call_step(sdpi_call *call, int64_t now_ms)
{
    while (call->state != SDPI_CALL_DONE) {
        if (call->state != SDPI_CALL_JUDGE && !check_interrupts(call, now_ms) && is_waiting(call, now_ms)) return;
        switch (call->state) {
        case SDPI_CALL_AUTHORIZE:
            step_authorize(call, now_ms);
            break;
        case SDPI_CALL_LOGIN:
            step_login(call, now_ms);
            break;
        case SDPI_CALL_PACE:
            step_pace(call, now_ms);
            break;
        case SDPI_CALL_SEND:
            step_send(call, now_ms);
            break;
        case SDPI_CALL_BACKOFF:
            call->wake_ms = 0;
            call->state = SDPI_CALL_AUTHORIZE;
            break;
        default:
            sdpi_call_judge(call, now_ms);
            break;
        }
    }
}
