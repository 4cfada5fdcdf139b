/* AUTHORIZE and LOGIN: what the login wants before a request can carry it. */
#include "call/judge_http.h"
#include "call/step_parts.h"

enum { MOST_LOGINS = SDPI_TOKEN_FAILURES + 1 };

/* The login learns that its request was not sent, so that it counts nowhere. */
static void end_unsent_login(sdpi_call *call, sdp_status status, const char *why, int64_t now_ms)
{
    sdp_auth *auth = call->engine->settings->auth;
    const sdp_response unsent = {.size = sizeof unsent, .status = status, .sent = SDP_SENT_NOTHING, .message = why};
    auth->ops->answered(auth, now_ms, &unsent, NULL, 0);
    sdpi_error_set(call->error, status, NULL, "%s", why);
    sdpi_call_end(call, call->error->status, now_ms);
}

/* The login needs an answer of its own first. */
static void send_login(sdpi_call *call, int64_t now_ms)
{
    const sdp_request *request = &call->login.request;
    call->run.refused = 0;
    call->state = SDPI_CALL_LOGIN;
    sdpi_step_set_times(call, &call->login.request, now_ms);
    if (++call->run.logins > MOST_LOGINS) {
        end_unsent_login(call, SDP_E_LOGIN, "the login asked for one request after the other", now_ms);
        return;
    }
    sdpi_log_line(&call->engine->settings->log, SDP_LOG_DEBUG, "%s: login: %s %s", call->operation->name,
                  request->method, request->url);
    sdp_status status = sdpi_call_send(call, request);
    if (status == SDP_OK) return;
    end_unsent_login(call, status == SDP_E_NO_MEMORY ? status : SDP_E_LOGIN,
                     "the request of the login could not be sent", now_ms);
}

/* What the error says already counts: the refusal that another login should have mended, or the login's own reason. */
static void end_without_login(sdpi_call *call, int64_t now_ms)
{
    sdp_error *error = call->error;
    sdpi_error_set(error, call->login.status, NULL, "there is no login");
    if (error->by_proxy && error->status == SDP_E_LOGIN) error->advice = SDPI_PROXY_LOGIN_ADVICE;
    if (error->status >= 0) error->status = SDP_E_LOGIN; /* a program's function may return anything */
    sdpi_call_end(call, error->status, now_ms);
}

/* There is a login, which is all that some calls want. */
static void go_on(sdpi_call *call, int64_t now_ms)
{
    call->run.refused = 0;
    call->run.wake_ms = 0;
    call->state = call->run.has_place ? SDPI_CALL_SEND : SDPI_CALL_PACE;
    if (call->is_login) sdpi_call_end(call, SDP_OK, now_ms);
}

void sdpi_step_authorize(sdpi_call *call, int64_t now_ms)
{
    sdp_auth *auth = call->engine->settings->auth;
    const int64_t number = call->login.number;
    call->login = (sdpi_auth_step){.kind = SDPI_AUTH_READY, .number = number};
    sdpi_buffer_reset(&call->login_store, SDPI_KEPT_BUFFER);
    if (auth == NULL) {
        go_on(call, now_ms);
        return;
    }
    const sdpi_auth_question question = {.now_ms = now_ms,
                                         .wall_ms = now_ms + call->engine->wall_offset_ms,
                                         .left_ms = call->run.deadline_ms == INT64_MAX ? INT64_MAX
                                                                                       : call->run.deadline_ms - now_ms,
                                         .refused = call->run.refused,
                                         .number = number,
                                         .refused_number = call->run.refused_number,
                                         .requests = call->run.logins,
                                         .max_retries = call->options.max_retries,
                                         .store = &call->login_store,
                                         .error = call->error};
    auth->ops->prepare(auth, &question, &call->login);
    /* An attempt that was refused may be one that waits for another login. */
    sdpi_call_tell(call, SDP_E_LOGIN, now_ms, call->login.kind == SDPI_AUTH_FAIL ? -1 : 0);
    switch (call->login.kind) {
    case SDPI_AUTH_READY:
        go_on(call, now_ms);
        break;
    case SDPI_AUTH_WAIT:
        /* At least a moment: asking again at once would never end. */
        call->run.wake_ms = call->login.until_ms > now_ms ? call->login.until_ms : now_ms + 1;
        break;
    case SDPI_AUTH_SEND_FIRST:
        send_login(call, now_ms);
        break;
    default:
        end_without_login(call, now_ms);
        break;
    }
}

void sdpi_step_wipe_body(sdpi_call *call)
{
    if (call->body.data != NULL) sdpi_wipe(call->body.data, call->body.capacity);
    sdpi_buffer_reset(&call->body, SDPI_KEPT_BUFFER);
}

void sdpi_step_give_login_answer(sdpi_call *call, int64_t now_ms)
{
    sdp_auth *auth = call->engine->settings->auth;
    const sdpi_completion *c = &call->completion;
    const sdp_header pause = {"Retry-After", c->retry_after};
    const sdp_response response = {.size = sizeof response,
                                   .status = c->status,
                                   .sent = c->sent,
                                   .http_status = c->http_status,
                                   .reused = c->reused,
                                   .message = c->message,
                                   .headers = &pause,
                                   .header_count = *c->retry_after != '\0',
                                   .by_proxy = c->by_proxy};
    sdpi_log_line(&call->engine->settings->log, SDP_LOG_INFO, "%s: login: %s, HTTP %d, %lld ms", call->operation->name,
                  sdp_status_name(c->status), (int)c->http_status, (long long)(now_ms - call->run.attempt_ms));
    auth->ops->answered(auth, now_ms, &response, sdpi_buffer_string(&call->body), call->body.size);
    sdpi_step_wipe_body(call); /* nobody is to find it as the call's own */
    sdpi_step_clear_completion(&call->completion);
}

void sdpi_step_login(sdpi_call *call, int64_t now_ms)
{
    sdpi_step_give_login_answer(call, now_ms);
    call->state = SDPI_CALL_AUTHORIZE;
}
