/* JUDGE: what an attempt came to, whether there is another, and how the call ends. */
#include <string.h>

#include "base/text.h"
#include "call/call.h"
#include "call/judge_http.h"

/* A failure of the transport, in words. */
static sdp_status judge_transport(sdpi_call *call, sdpi_verdict *verdict)
{
    const sdpi_completion *c = &call->completion;
    const char *why = NULL;
    verdict->outcome = c->sent == SDP_SENT_NOTHING ? SDPI_NOT_SENT : SDPI_UNKNOWN;
    call->error->http_status = c->http_status;
    call->error->by_proxy = c->by_proxy;
    if (c->status == sdpi_call_file_failure(call, &why)) {
        /* The library itself stopped in the middle of the body: what the service got of it is not a request. */
        verdict->outcome = SDPI_NOT_SENT;
        verdict->hopeless = 1;
        return sdpi_error_set(call->error, c->status, call->upload.active ? "file" : "target", "%s", why);
    }
    switch (c->status) {
    case SDP_E_RESOLVE:
    case SDP_E_CONNECT:
    case SDP_E_TIMEOUT:
    case SDP_E_NETWORK:
        break;
    default:
        verdict->hopeless = 1; /* TLS, cancelled, too large, no memory, a bad request: it would end the same way */
        break;
    }
    if (c->status == SDP_E_TOO_LARGE && call->body.status == SDP_E_LIMIT) {
        return sdpi_error_set(call->error, SDP_E_TOO_LARGE, NULL, "the answer is longer than %zu bytes",
                              call->engine->settings->max_response_bytes);
    }
    /* The service has refused nothing: it is a proxy that wants a login of its own. */
    if (c->status == SDP_E_LOGIN) call->error->advice = SDPI_PROXY_LOGIN_ADVICE;
    if (c->status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(call->error);
    return sdpi_error_set(call->error, c->status, NULL, "%s",
                          *c->message != '\0' ? c->message : sdp_status_name(c->status));
}

static sdp_status judge_body(sdpi_call *call, sdpi_verdict *verdict)
{
    const sdpi_engine *engine = call->engine;
    const sdpi_completion *c = &call->completion;
    const sdpi_answer answer = {.operation = call->operation,
                                .http_status = c->http_status,
                                .content_type = *c->content_type != '\0' ? c->content_type : NULL,
                                .location = *c->location != '\0' ? c->location : NULL,
                                .body = sdpi_buffer_string(&call->body),
                                .body_size = call->body.size,
                                .has_login = engine->settings->auth != NULL,
                                .keep_misfits = engine->settings->keep_misfits,
                                .allocator = &engine->settings->allocator,
                                .scratch = &call->engine->scratch};
    sdpi_buffer_reset(&call->engine->scratch, SDPI_KEPT_BUFFER);
    return call->operation->dialect->judge(&answer, verdict, &call->result, call->error);
}

/* The answer to a download is the file itself, unless it is a failure, which may come inside HTTP 200. */
static sdp_status judge_file(sdpi_call *call, sdpi_verdict *verdict)
{
    if (sdpi_download_may_be_failure(&call->download, &call->body, call->completion.content_type)) {
        sdp_status status = judge_body(call, verdict);
        if (status != SDP_OK) return status;
        sdpi_error_reset(call->error);
    }
    call->error->http_status = call->completion.http_status;
    verdict->outcome = SDPI_ANSWERED;
    return sdpi_call_keep_file(call);
}

static sdp_status judge_answer(sdpi_call *call, sdpi_verdict *verdict)
{
    const int32_t http_status = call->completion.http_status;
    const int is_file = call->download.active && http_status >= 200 && http_status <= 299;
    return is_file ? judge_file(call, verdict) : judge_body(call, verdict);
}

void sdpi_call_tell(sdpi_call *call, sdp_status status, int64_t now_ms, int64_t retry_in_ms)
{
    if (!call->run.untold) return; /* it ended between attempts */
    call->run.untold = 0;
    const sdpi_settings *settings = call->engine->settings;
    char url[SDPI_MAX_MESSAGE];
    size_t size = call->url_size < sizeof url - 1 ? call->url_size : sizeof url - 1;
    if (sdpi_log_wants(&settings->log, SDP_LOG_INFO)) {
        sdpi_log_line(&settings->log, status == SDP_OK ? SDP_LOG_INFO : SDP_LOG_WARN,
                      "%s: attempt %d: %s, HTTP %d, %lld ms%s%s", call->operation->name, (int)call->run.attempts,
                      sdp_status_name(status), (int)call->completion.http_status,
                      (long long)(now_ms - call->run.attempt_ms), call->completion.reused ? ", kept connection" : "",
                      retry_in_ms >= 0 ? ", again" : "");
    }
    if (settings->event == NULL) return;
    memcpy(url, call->url.data, size);
    url[size] = '\0';
    const sdp_event event = {.size = sizeof event,
                             .operation = call->operation->name,
                             .method = call->operation->method,
                             .url = url,
                             .tag = call->options.tag,
                             .attempt = call->run.attempts,
                             .http_status = call->completion.http_status,
                             .status = status,
                             .reused = call->completion.reused,
                             .elapsed_ms = now_ms - call->run.attempt_ms,
                             .retry_in_ms = retry_in_ms};
    settings->event(settings->event_data, &event);
}

/* Whether what was sent or received can be had once more; where not, the error says why there is no other attempt. */
static int can_repeat(const sdpi_call *call)
{
    const char *why = NULL;
    char said[SDPI_MAX_MESSAGE];
    if (sdpi_call_can_repeat(call, &why)) return 1;
    memcpy(said, call->error->message, sizeof said);
    sdpi_error_replace(call->error, call->error->status, "%.800s; there is no other attempt, for %s", said, why);
    return 0;
}

/* Until when the next attempt must have begun. A file has all the time it needs, but nobody waits for a server as long
   as that. */
static int64_t last_retry_ms(const sdpi_call *call, int64_t now_ms)
{
    if (call->run.deadline_ms != INT64_MAX || !sdpi_call_has_file(call)) return call->run.deadline_ms;
    int64_t most = call->engine->settings->timeout_ms;
    return most > INT64_MAX - now_ms ? INT64_MAX : now_ms + most;
}

/* Whether a call that ends so may be made again by the caller. */
static int may_be_repeated(const sdpi_retry *retry, const sdp_error *error, sdp_status status)
{
    /* An internal error is the service's answer, and is not asked for again by itself; a read may be. */
    if (status == SDP_E_REFUSED && error->api_code == SDP_API_INTERNAL_ERROR) return !retry->write;
    return sdpi_retry_is_safe(retry) && !retry->hopeless && status != SDP_E_LOGIN;
}

static sdp_status end_status(sdpi_call *call, const sdpi_retry *retry, sdp_status status)
{
    sdp_error *error = call->error;
    if (status == SDP_OK) return SDP_OK;
    error->retryable = may_be_repeated(retry, error, status);
    if (retry->outcome != SDPI_UNKNOWN || !retry->write) return status;
    char said[SDPI_MAX_MESSAGE];
    memcpy(said, error->message, sizeof said);
    error->maybe_done = 1;
    error->cause = status;
    return sdpi_error_replace(error, SDP_E_MAYBE_DONE, "it is not known whether %s happened: %.900s",
                              call->operation->name, said);
}

void sdpi_call_judge(sdpi_call *call, int64_t now_ms)
{
    sdpi_verdict verdict = {0};
    int64_t again_ms = 0;
    sdpi_error_reset(call->error);
    sdp_status status =
        call->completion.status == SDP_OK ? judge_answer(call, &verdict) : judge_transport(call, &verdict);
    int64_t asked_ms = sdpi_retry_after_ms(*call->completion.retry_after != '\0' ? call->completion.retry_after : NULL,
                                           now_ms + call->engine->wall_offset_ms);
    call->error->retry_after_ms = asked_ms;
    sdpi_limiter *limiter = call->engine->settings->limiter;
    if (status == SDP_E_QUOTA && limiter != NULL) sdpi_limiter_refused(limiter, call->run.attempt_ms, now_ms, asked_ms);
    if (status == SDP_E_LOGIN && verdict.renew_login && !call->run.renewed && call->engine->settings->auth != NULL &&
        can_repeat(call)) {
        /* The answer stays in the error: where there is no other login, it is what the caller gets to know. Whether
           there is one decides how the attempt is told. */
        sdpi_call_redact(call); /* while the login that was sent is still known */
        call->run.renewed = 1;
        call->run.refused = 1;
        call->run.refused_number = call->login.number;
        call->run.wake_ms = 0;
        call->state = SDPI_CALL_AUTHORIZE;
        return;
    }
    sdpi_retry retry = {.outcome = verdict.outcome,
                        .write = call->operation->access == SDP_ACCESS_WRITE,
                        .hopeless = verdict.hopeless,
                        .retries = call->run.retries,
                        .most = status == SDP_E_LOGIN ? 0 : call->options.max_retries,
                        .now_ms = now_ms,
                        .deadline_ms = last_retry_ms(call, now_ms),
                        .retry_after_ms = asked_ms,
                        .random = sdpi_engine_random(call->engine)};
    if (status != SDP_OK && sdpi_retry_decide(&retry, &again_ms) && can_repeat(call)) {
        sdpi_call_tell(call, status, now_ms, again_ms - now_ms);
        call->run.retries++;
        call->run.wake_ms = again_ms;
        call->state = SDPI_CALL_BACKOFF;
        return;
    }
    sdpi_call_redact(call);
    sdpi_call_advise(call);
    sdpi_call_tell(call, status, now_ms, -1);
    sdpi_call_end(call, end_status(call, &retry, status), now_ms);
}
