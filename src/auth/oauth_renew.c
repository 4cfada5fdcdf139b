/*
 * How an OAuth login keeps its token: it looks into memory, then into the store, and asks the login server last, alone
 * among its siblings and, with a store, among all processes.
 */
#include <stdio.h>
#include <string.h>

#include "auth/oauth_parts.h"
#include "auth/zoho_answer.h"
#include "base/writer.h"

static void fail(sdpi_auth_step *step, sdp_status status)
{
    step->kind = SDPI_AUTH_FAIL;
    step->status = status;
}

static void wait_until(sdpi_auth_step *step, int64_t until_ms, const char *waits_for)
{
    step->kind = SDPI_AUTH_WAIT;
    step->waits_for = waits_for;
    step->until_ms = until_ms;
}

/* The call keeps the header in memory of its own: the token may be another one before the request is sent. */
static void use(const sdpi_oauth *oauth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    sdpi_buffer *store = question->store;
    const size_t prefix = strlen(oauth->prefix);
    if (sdpi_buffer_room(store, prefix + strlen(oauth->token.access)) == NULL) {
        fail(step, sdpi_error_no_memory(question->error));
        return;
    }
    const size_t at = store->size;
    sdpi_buffer_text(store, oauth->prefix);
    sdpi_buffer_text(store, oauth->token.access);
    step->headers[0] = (sdp_header){"Authorization", store->data + at};
    step->header_count = 1;
    step->number = oauth->number;
    step->kind = SDPI_AUTH_READY;
}

/*
 * 2: the token is good, 1: it will do where no newer one can be had, 0: it will not do. What the service refused once
 * may be good for other calls, for it refuses a missing scope in the same way. With a code at hand no token will do:
 * who gives a code wants it exchanged, and to know where it is not accepted.
 */
static int validity(const sdpi_oauth *oauth, const sdpi_auth_question *question)
{
    const int valid = oauth->code != NULL ? 0 : sdpi_token_is_valid(&oauth->token, question->wall_ms);
    if (!oauth->is_refused || valid == 0) return valid;
    return question->refused_number == oauth->number ? 0 : 1;
}

static void use_or_wait(const sdpi_oauth *oauth, const sdpi_auth_question *question, int64_t until_ms,
                        const char *waits_for, sdpi_auth_step *step)
{
    if (validity(oauth, question) > 0) {
        use(oauth, question, step);
    } else {
        wait_until(step, until_ms, waits_for);
    }
}

/* SDP_END is of the store's lock, which another process has. */
static void use_or_fail(const sdpi_oauth *oauth, const sdpi_auth_question *question, sdp_status status,
                        sdpi_auth_step *step)
{
    if (validity(oauth, question) > 0) {
        sdpi_error_reset(question->error); /* of the store */
        use(oauth, question, step);
    } else if (status == SDP_END) {
        wait_until(step, question->now_ms + SDPI_STORE_POLL_MS,
                   "another process has, or took, the lock of the token store");
    } else {
        fail(step, status);
    }
}

/* A new number tells calls that were refused with the one before that this is worth a try. */
void sdpi_oauth_take_access(sdpi_oauth *oauth, const sdpi_token *from)
{
    memcpy(oauth->token.access, from->access, sizeof from->access);
    oauth->token.minted_ms = from->minted_ms;
    oauth->token.expires_ms = from->expires_ms;
    oauth->number++;
    oauth->is_refused = 0;
    oauth->failure = (sdpi_oauth_failure){0};
}

void sdpi_oauth_drop_code(sdpi_oauth *oauth)
{
    sdpi_release_secret(&sdpi_default_allocator, oauth->code);
    oauth->code = NULL;
}

/* What other processes came to counts here too, unless they were refused with another secret. */
static void take_pause(sdpi_oauth *oauth, int64_t now_ms, int64_t wall_ms)
{
    const sdpi_token *token = &oauth->token;
    sdpi_oauth_failure *failure = &oauth->failure;
    const int64_t left_ms = token->pause_ms - wall_ms;
    if (failure->until_ms == INT64_MAX || left_ms <= -SDPI_TOKEN_WINDOW_MS || left_ms > SDPI_TOKEN_WINDOW_MS) return;
    if (token->pause_count == 0 && token->pause_for != sdpi_token_fingerprint(oauth->client_secret)) return;
    /* A refresh token that was refused says nothing of the code that is to bring another. */
    if (token->pause_count == 0 && oauth->code != NULL && token->pause_status >= -SDP_E_LOGIN_CODE) return;
    if (token->pause_count > failure->passing) failure->passing = (int32_t)token->pause_count;
    if (left_ms <= 0) return;
    if (token->pause_count == 0) failure->passing = 0; /* a refusal is told at once */
    if (failure->status != -(sdp_status)token->pause_status) {
        snprintf(failure->text, sizeof failure->text,
                 "the login server %.200s gave another process no token a moment ago", oauth->accounts_url);
        failure->by_proxy = 0;
        failure->http_status = 0;
    }
    failure->status = -(sdp_status)token->pause_status;
    failure->until_ms = now_ms + left_ms;
}

/* The store knows of every request and what became of it, this process of its own alone. */
static void take_history(sdpi_oauth *oauth, const sdpi_token *stored, int64_t now_ms, int64_t wall_ms)
{
    sdpi_token *token = &oauth->token;
    memcpy(token->requests, stored->requests, sizeof stored->requests);
    token->request_count = stored->request_count;
    token->renewed_ms = stored->renewed_ms;
    token->blocked_ms = stored->blocked_ms;
    token->pause_ms = stored->pause_ms;
    token->pause_status = stored->pause_status;
    token->pause_count = stored->pause_count;
    token->pause_for = stored->pause_for;
    if (!oauth->is_refresh_unkept) token->used_code = stored->used_code; /* it goes with its refresh token */
    token->lost_code = stored->lost_code;
    take_pause(oauth, now_ms, wall_ms);
}

sdp_status sdpi_oauth_look(sdpi_oauth *oauth, int64_t now_ms, int64_t wall_ms, sdp_error *error)
{
    sdpi_token *stored = &oauth->stored;
    if (oauth->store == NULL) return SDP_OK;
    sdp_status status = sdpi_store_load(oauth->store, oauth->key, stored, error);
    if (status != SDP_OK) return status;
    /* Another process has exchanged this very code, and what became of it here does not matter. */
    if (oauth->code != NULL && oauth->is_for_code == 0 && *stored->refresh != '\0' &&
        stored->used_code == sdpi_token_fingerprint(oauth->code)) {
        sdpi_oauth_drop_code(oauth);
        oauth->failure = (sdpi_oauth_failure){0};
    }
    take_history(oauth, stored, now_ms, wall_ms);
    if (*stored->refresh != '\0' && !oauth->is_refresh_unkept) {
        memcpy(oauth->token.refresh, stored->refresh, sizeof stored->refresh);
    }
    oauth->is_kept = strcmp(stored->access, oauth->token.access) == 0;
    /* An older one is there where this process could not save its own. One that is over is taken too: by another clock
       it may not be, and what is taken is what will be saved. */
    const int is_other = oauth->is_refused && sdpi_token_is_valid(stored, wall_ms) > 0;
    const int is_newer =
        stored->minted_ms >= oauth->token.minted_ms || is_other || sdpi_token_is_valid(&oauth->token, wall_ms) == 0;
    if (!oauth->is_kept && is_newer && *stored->access != '\0') {
        const sdpi_oauth_failure failure = oauth->failure;
        sdpi_oauth_take_access(oauth, stored);
        /* A token of others mends neither a renewal that it is too old for, nor a code that may be used up. */
        if (oauth->code != NULL || sdpi_token_is_valid(stored, wall_ms) == 0) oauth->failure = failure;
        oauth->is_kept = 1;
    }
    sdpi_wipe(stored, sizeof *stored);
    return SDP_OK;
}

static void put_field(sdpi_buffer *body, const char *name, const char *value)
{
    if (value == NULL) return;
    if (body->size > 0) sdpi_buffer_char(body, '&');
    sdpi_buffer_text(body, name);
    sdpi_buffer_char(body, '=');
    sdpi_percent_encode(body, value, strlen(value));
}

static const char *refresh_token(const sdpi_oauth *oauth)
{
    if (oauth->refresh_token != NULL) return oauth->refresh_token;
    return *oauth->token.refresh != '\0' ? oauth->token.refresh : NULL;
}

/* Secrets go into the body, never into the URL. A code comes first: who gives one wants it exchanged. */
static sdp_status write_request(sdpi_oauth *oauth)
{
    sdpi_buffer *body = &oauth->request;
    sdpi_buffer_reset(body, SDPI_KEPT_BUFFER);
    if (sdpi_buffer_room(body, 4 * (size_t)SDPI_MAX_TOKEN) == NULL) return SDP_E_NO_MEMORY;
    oauth->is_for_code = oauth->code != NULL;
    put_field(body, "grant_type", oauth->is_for_code ? "authorization_code" : "refresh_token");
    put_field(body, "client_id", oauth->client_id);
    put_field(body, "client_secret", oauth->client_secret);
    if (oauth->is_for_code) {
        put_field(body, "code", oauth->code);
        put_field(body, "redirect_uri", oauth->redirect_uri);
    } else {
        put_field(body, "refresh_token", refresh_token(oauth));
    }
    return body->status == SDP_OK ? SDP_OK : SDP_E_NO_MEMORY;
}

void sdpi_oauth_forget_request(sdpi_oauth *oauth)
{
    if (oauth->request.data != NULL) sdpi_wipe(oauth->request.data, oauth->request.capacity);
    sdpi_buffer_reset(&oauth->request, SDPI_KEPT_BUFFER);
}

void sdpi_oauth_unlock_store(sdpi_oauth *oauth)
{
    if (oauth->store != NULL) sdpi_store_unlock(oauth->store, oauth->key);
}

/* Whether this call may ask once more: a repeat of its request for a token is a repeat of the call. */
static int may_ask(const sdpi_auth_question *question)
{
    return question->requests <= question->max_retries && question->requests < SDPI_TOKEN_FAILURES;
}

/* The budget, or the login server itself, wants a pause: it is waited for where the call has the time. */
static void wait_for_budget(sdpi_oauth *oauth, const sdpi_auth_question *question, int64_t until_wall_ms,
                            sdpi_auth_step *step)
{
    const int64_t wait_ms = until_wall_ms - question->wall_ms;
    const int64_t left_ms = question->left_ms < SDPI_TIMEOUT_MS ? question->left_ms : SDPI_TIMEOUT_MS;
    const int is_blocked = oauth->token.blocked_ms >= until_wall_ms;
    if (wait_ms < left_ms && may_ask(question)) {
        /* Looked at again soon: another process may have had better luck. */
        use_or_wait(oauth, question, question->now_ms + (wait_ms < 1000 ? wait_ms : 1000),
                    "the login server needs a pause", step);
        return;
    }
    sdp_status status = is_blocked ? SDP_E_LOGIN_THROTTLED : SDP_E_LOGIN_BUDGET;
    if (validity(oauth, question) > 0) {
        use(oauth, question, step);
        return;
    }
    sdpi_error_replace(question->error, status,
                       is_blocked ? "the login server %.200s takes no request for a token for another %lld s"
                                  : "%.200s was asked for tokens ten times in ten minutes: it would lock the login if "
                                    "it were asked again within the next %lld s",
                       oauth->accounts_url, (long long)((wait_ms + 999) / 1000));
    question->error->retryable = 1;
    question->error->retry_after_ms = wait_ms;
    fail(step, status);
}

static sdp_status no_grant(const sdpi_oauth *oauth, sdp_error *error)
{
    return sdpi_error_replace(error, SDP_E_LOGIN_CODE,
                              oauth->store != NULL
                                  ? "there is no refresh token, and the token store has none for this client"
                                  : "there is no refresh token");
}

/* Whoever sent the code has the lock no more, and left no word of what came of it. */
static sdp_status no_code(const sdpi_oauth *oauth, sdp_error *error)
{
    return sdpi_error_replace(
        error, SDP_E_LOGIN_CODE,
        "the login server %.200s was sent this code before, and its answer did not come: the code "
        "may be used up, make a new one",
        oauth->accounts_url);
}

/* The store is locked, where there is one. SDP_OK: the request is to be sent, and the lock stays. SDP_END: it is
   lost. */
static sdp_status begin_request(sdpi_oauth *oauth, const sdpi_auth_question *question)
{
    const int64_t code = oauth->code != NULL ? sdpi_token_fingerprint(oauth->code) : 0;
    if (code == 0 && refresh_token(oauth) == NULL) return no_grant(oauth, question->error);
    if (code != 0 && oauth->store != NULL && oauth->token.lost_code == code) return no_code(oauth, question->error);
    if (write_request(oauth) != SDP_OK) return sdpi_error_no_memory(question->error);
    /* Counted before it is sent: a process that dies in the middle has used up a place all the same. */
    sdpi_token_count_request(&oauth->token, question->wall_ms);
    if (oauth->is_refused) oauth->token.renewed_ms = question->wall_ms;
    if (code != 0) oauth->token.lost_code = code; /* until there is an answer */
    if (oauth->store == NULL) return SDP_OK;
    sdp_status status = sdpi_store_save(oauth->store, oauth->key, &oauth->token, question->error);
    if (status == SDP_OK) oauth->is_refresh_unkept = 0;
    if (status == SDP_OK) return SDP_OK;
    sdpi_token_discount_request(&oauth->token);
    sdpi_oauth_forget_request(oauth);
    oauth->is_for_code = 0; /* nothing was sent: whoever has the lock may have exchanged it meanwhile */
    return status;
}

static void send_request(sdpi_oauth *oauth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    static const sdp_header headers[] = {{"Accept", "application/json"},
                                         {"Content-Type", "application/x-www-form-urlencoded"}};
    oauth->is_asking = 1;
    oauth->asked_ms = question->now_ms;
    oauth->asked_wall_ms = question->wall_ms;
    step->kind = SDPI_AUTH_SEND_FIRST;
    step->request = (sdp_request){.size = sizeof step->request,
                                  .method = "POST",
                                  .url = oauth->token_url,
                                  .headers = headers,
                                  .header_count = 2,
                                  .body = oauth->request.data,
                                  .body_size = oauth->request.size,
                                  .source_size = -1,
                                  .once = 1};
}

/* The store is locked, where there is one. */
static void ask_server(sdpi_oauth *oauth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    const int64_t until_ms = sdpi_token_wait_until(&oauth->token, question->wall_ms);
    if (until_ms > question->wall_ms) {
        sdpi_oauth_unlock_store(oauth);
        wait_for_budget(oauth, question, until_ms, step);
        return;
    }
    sdp_status status = begin_request(oauth, question);
    if (status == SDP_OK) {
        send_request(oauth, question, step);
        return;
    }
    sdpi_oauth_unlock_store(oauth);
    use_or_fail(oauth, question, status, step);
}

/* Siblings may change the text while this call still waits: it has a copy of its own. */
static const char *copy_words(const sdpi_auth_question *question, const char *text)
{
    const size_t at = question->store->size;
    sdpi_buffer_put(question->store, text, strlen(text) + 1);
    return question->store->status == SDP_OK ? question->store->data + at : NULL;
}

/* What the last request came to stands for a while. Returns 1 where it decides. */
static int step_on_failure(sdpi_oauth *oauth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    const sdpi_oauth_failure *failure = &oauth->failure;
    if (failure->status == SDP_OK || question->now_ms >= failure->until_ms) return 0;
    const int has_time = failure->until_ms - question->now_ms < question->left_ms;
    if (failure->passing > 0 && failure->passing < SDPI_TOKEN_FAILURES && has_time && may_ask(question)) {
        use_or_wait(oauth, question, failure->until_ms, NULL, step);
        if (step->kind == SDPI_AUTH_WAIT) {
            step->waits_for = copy_words(question, failure->text);
            step->waits_for_proxy = failure->by_proxy;
        }
        return 1;
    }
    if (validity(oauth, question) == 0) {
        sdpi_error_replace(question->error, failure->status, "%s", failure->text);
        question->error->by_proxy = failure->by_proxy;
        question->error->http_status = failure->http_status;
        question->error->retryable = failure->passing > 0;
        question->error->retry_after_ms = failure->until_ms < INT64_MAX ? failure->until_ms - question->now_ms : -1;
    }
    use_or_fail(oauth, question, failure->status, step);
    return 1;
}

static void renew(sdpi_oauth *oauth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    sdp_status status = sdpi_oauth_look(oauth, question->now_ms, question->wall_ms, question->error);
    if (status == SDP_OK && validity(oauth, question) == 2) {
        use(oauth, question, step);
        return;
    }
    if (step_on_failure(oauth, question, step)) return;
    if (status == SDP_OK && oauth->store != NULL) {
        status = sdpi_store_lock(oauth->store, oauth->key, question->error);
        /* Once more: whoever had the lock may have brought a token. */
        if (status == SDP_OK) {
            status = sdpi_oauth_look(oauth, question->now_ms, question->wall_ms, question->error);
            if (status != SDP_OK || validity(oauth, question) == 2) sdpi_oauth_unlock_store(oauth);
        }
    }
    if (status != SDP_OK) {
        use_or_fail(oauth, question, status, step);
    } else if (validity(oauth, question) == 2) {
        use(oauth, question, step);
    } else {
        ask_server(oauth, question, step);
    }
}

/*
 * The service did not accept the token of this call. Returns 1 where another one would not help: this one was made for
 * this very call, or the one before it was not accepted either. A missing scope looks like an expired token, and would
 * use up all the requests that the login server allows.
 */
static int note_refusal(sdpi_oauth *oauth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    if (question->number != oauth->number) return 0; /* there is a newer one already */
    const int64_t since_ms = question->wall_ms - oauth->token.renewed_ms;
    /* A token older than that renewal is the one that was to be replaced: a sibling may be at it. */
    const int is_replacement = oauth->token.minted_ms >= oauth->token.renewed_ms;
    if (question->requests > 0 || (is_replacement && since_ms >= 0 && since_ms < SDPI_TOKEN_REFUSED_MS)) {
        fail(step, SDP_E_LOGIN); /* the answer of the service stays what the caller gets to know */
        return 1;
    }
    oauth->is_refused = 1;
    return 0;
}

void sdpi_oauth_prepare(sdp_auth *auth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    sdpi_oauth *oauth = (sdpi_oauth *)auth;
    sdpi_mutex_lock(oauth->lock);
    if (question->refused && note_refusal(oauth, question, step)) {
        /* said */
    } else if (oauth->is_asking) {
        use_or_wait(oauth, question, question->now_ms + SDPI_TOKEN_POLL_MS, "another call is asking for a token", step);
    } else if (validity(oauth, question) == 2) {
        use(oauth, question, step);
    } else {
        renew(oauth, question, step);
    }
    sdpi_mutex_unlock(oauth->lock);
}
