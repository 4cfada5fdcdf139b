/* What becomes of a token request: a token, a refusal that stands for a while, or a failure that may pass. */
#include <stdio.h>
#include <string.h>

#include "auth/oauth_parts.h"
#include "auth/zoho_answer.h"
#include "base/text.h"

/* For this process, and in the record for the others; what becomes of a code is this login's own affair. */
static void note_failure(sdpi_oauth *oauth, sdp_status status, int is_passing, int32_t http_status, int64_t now_ms,
                         const char *why)
{
    sdpi_oauth_failure *failure = &oauth->failure;
    sdpi_token *token = &oauth->token;
    failure->status = status;
    failure->passing = is_passing ? failure->passing + 1 : 0;
    failure->by_proxy = 0;
    failure->http_status = http_status;
    int64_t hold_ms = SDPI_TOKEN_HOLD_MS;
    if (is_passing && failure->passing < SDPI_TOKEN_MOST_FAILURES) {
        hold_ms = (int64_t)SDPI_BACKOFF_FIRST_MS << (failure->passing - 1);
    }
    failure->until_ms = now_ms + hold_ms;
    snprintf(failure->text, sizeof failure->text, "the login server %.200s %.480s", oauth->accounts_url, why);
    if (oauth->is_for_code) return;
    token->pause_ms = oauth->asked_wall_ms + (now_ms - oauth->asked_ms) + hold_ms;
    token->pause_status = -status;
    token->pause_count = failure->passing;
    token->pause_for = sdpi_token_fingerprint(oauth->client_secret);
}

static void forget_pause(sdpi_oauth *oauth)
{
    oauth->failure = (sdpi_oauth_failure){0};
    oauth->token.pause_ms = 0;
    oauth->token.pause_status = 0;
    oauth->token.pause_count = 0;
    oauth->token.pause_for = 0;
}

static void take_token(sdpi_oauth *oauth, const sdpi_zoho_answer *answer, int64_t wall_ms)
{
    sdpi_token *fresh = &oauth->stored;
    sdpi_wipe(fresh, sizeof *fresh);
    memcpy(fresh->access, answer->access_token, sizeof answer->access_token);
    fresh->minted_ms = wall_ms;
    fresh->expires_ms = wall_ms + answer->life_ms;
    sdpi_oauth_take_access(oauth, fresh);
    sdpi_wipe(fresh, sizeof *fresh);
    oauth->token.blocked_ms = 0;
    forget_pause(oauth);
    if (*answer->refresh_token != '\0') {
        memcpy(oauth->token.refresh, answer->refresh_token, sizeof answer->refresh_token);
        oauth->is_refresh_unkept = 1; /* until it is saved */
    }
    if (oauth->code != NULL) oauth->token.used_code = sdpi_token_fingerprint(oauth->code);
    sdpi_oauth_drop_code(oauth);
}

/* What it says, and where another data centre may be the cause, which it never says. */
static void note_refused(sdpi_oauth *oauth, const sdpi_zoho_answer *answer, int32_t http_status, int64_t now_ms)
{
    char why[320];
    char http[32] = "";
    const int may_be_elsewhere = answer->status == SDP_E_LOGIN_CLIENT || answer->status == SDP_E_LOGIN_CODE;
    const int is_strange = answer->status == SDP_E_LOGIN_ANSWER || answer->status == SDP_E_SERVER;
    if (is_strange) snprintf(http, sizeof http, " (HTTP %d)", (int)http_status);
    snprintf(why, sizeof why, "%s %s%s%s", is_strange ? "answered" : "gave no token:", answer->reason, http,
             may_be_elsewhere ? "; the data centre may be wrong" : "");
    note_failure(oauth, answer->status, answer->is_passing, http_status, now_ms, why);
    /* The login server counts the tokens that it makes; a refusal has its own pause. */
    if (answer->status <= SDP_E_LOGIN_CLIENT && answer->status >= SDP_E_LOGIN_DENIED) {
        sdpi_token_discount_request(&oauth->token);
    }
    /* It says nothing of the login server, which needs no pause. */
    if (answer->status == SDP_E_NO_MEMORY) {
        oauth->failure.until_ms = now_ms + 1;
        oauth->token.pause_ms = 0;
    }
    if (oauth->is_for_code && !answer->is_passing && answer->status == SDP_E_LOGIN_CODE) {
        oauth->failure.until_ms = INT64_MAX; /* a code that was not accepted never will be */
    }
}

static int64_t retry_after(const sdp_response *response)
{
    int64_t seconds = 0;
    for (size_t i = 0; i < response->header_count; i++) {
        const char *value = response->headers[i].value;
        if (strcmp(response->headers[i].name, "Retry-After") != 0) continue;
        for (seconds = 0; *value >= '0' && *value <= '9' && seconds * 1000 < SDPI_TOKEN_PAUSE_MS; value++)
            seconds = seconds * 10 + *value - '0';
    }
    return seconds * 1000 < SDPI_TOKEN_PAUSE_MS ? seconds * 1000 : SDPI_TOKEN_PAUSE_MS;
}

static void judge(sdpi_oauth *oauth, int64_t now_ms, const sdp_response *response, const char *body, size_t size)
{
    const int64_t wall_ms = oauth->asked_wall_ms + (now_ms - oauth->asked_ms);
    sdpi_zoho_answer answer;
    sdpi_zoho_read_answer(body, size, response->http_status, &answer);
    if (oauth->is_for_code) oauth->token.lost_code = 0;
    if (answer.status == SDP_OK) {
        take_token(oauth, &answer, oauth->asked_wall_ms); /* it may have been made at once, and come late */
    } else {
        note_refused(oauth, &answer, response->http_status, now_ms);
    }
    if (answer.status == SDP_E_LOGIN_THROTTLED) {
        /* How much of the window is left nobody knows; asking too early makes it longer. */
        int64_t pause_ms = retry_after(response);
        oauth->token.blocked_ms = wall_ms + (pause_ms > 0 ? pause_ms : SDPI_TOKEN_WINDOW_MS);
        forget_pause(oauth); /* `blocked_ms` says it, to other processes too */
    }
    sdpi_wipe(&answer, sizeof answer);
}

static void note_unanswered(sdpi_oauth *oauth, int64_t now_ms, const sdp_response *response)
{
    char why[480];
    const char *said = response->message;
    const int is_lost_code = oauth->is_for_code && response->sent != SDP_SENT_NOTHING;
    snprintf(why, sizeof why, "cannot be asked for a token: %.380s%s",
             said != NULL && *said != '\0' ? said : sdp_status_name(response->status),
             is_lost_code ? "; the code may be used up: make a new one" : "");
    /* Want of memory is no fault of the login server: the next call may ask at once. */
    if (response->status != SDP_E_NO_MEMORY) {
        note_failure(oauth, response->status, !is_lost_code, response->http_status, now_ms, why);
        oauth->failure.by_proxy = response->by_proxy;
    }
    if (is_lost_code) oauth->failure.until_ms = INT64_MAX; /* sent once more, it could take back what it brought */
    if (response->sent != SDP_SENT_NOTHING) return;
    if (oauth->is_for_code) oauth->token.lost_code = 0;
    sdpi_token_discount_request(&oauth->token);
}

/* The call ended in the middle of it. A code may be used up by now, and is not sent again. */
static void note_abandoned(sdpi_oauth *oauth)
{
    if (!oauth->is_for_code) return;
    oauth->failure = (sdpi_oauth_failure){.status = SDP_E_LOGIN_CODE, .until_ms = INT64_MAX};
    snprintf(oauth->failure.text, sizeof oauth->failure.text,
             "the call that exchanged the code ended before the answer: the code may be used up, make a new one");
}

void sdpi_oauth_answered(sdp_auth *auth, int64_t now_ms, const sdp_response *response, const char *body, size_t size)
{
    sdpi_oauth *oauth = (sdpi_oauth *)auth;
    sdpi_mutex_lock(oauth->lock);
    const int64_t wall_ms = oauth->asked_wall_ms + (now_ms - oauth->asked_ms);
    oauth->is_asking = 0;
    sdpi_oauth_forget_request(oauth);
    /* A lock may have ended by itself meanwhile: what another process kept since then is not to be overwritten. */
    sdpi_oauth_look(oauth, now_ms, wall_ms, NULL);
    if (response != NULL && response->status == SDP_OK) {
        judge(oauth, now_ms, response, body, size);
    } else if (response != NULL) {
        note_unanswered(oauth, now_ms, response);
    } else {
        note_abandoned(oauth);
    }
    oauth->is_for_code = 0;
    if (oauth->store != NULL) {
        /* Where it cannot be kept, this process has it all the same; sdp_auth_get_state() tells. */
        oauth->is_kept = sdpi_store_save(oauth->store, oauth->key, &oauth->token, NULL) == SDP_OK;
        if (oauth->is_kept) oauth->is_refresh_unkept = 0;
        sdpi_oauth_unlock_store(oauth);
    }
    sdpi_mutex_unlock(oauth->lock);
}
