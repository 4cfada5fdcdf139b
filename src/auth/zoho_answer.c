#include "auth/zoho_answer.h"

#include <stdio.h>
#include <string.h>

#include "auth/secret_json.h"
#include "auth/token.h"
#include "base/text.h"

static const struct {
    const char *word;
    sdp_status status;
} refusals[] = {
    {"invalid_client", SDP_E_LOGIN_CLIENT}, {"invalid_client_secret", SDP_E_LOGIN_SECRET},
    {"invalid_code", SDP_E_LOGIN_CODE},     {"invalid_grant", SDP_E_LOGIN_CODE},
    {"invalid_scope", SDP_E_LOGIN_SCOPE},   {"invalid_oauthscope", SDP_E_LOGIN_SCOPE},
    {"access_denied", SDP_E_LOGIN_DENIED},
};

/* A word of a protocol, and nothing that may be a secret. */
static int is_word(const char *text)
{
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
    return size > 0 && size <= 40 && text[size] == '\0';
}

static void say(sdpi_zoho_answer *answer, sdp_status status, int passing, const char *reason)
{
    answer->status = status;
    answer->is_passing = passing;
    snprintf(answer->reason, sizeof answer->reason, "%s", reason);
}

/* A page of a proxy or of a server that is down may be gone at the next try; one with HTTP 404 will not. */
static void say_strange(sdpi_zoho_answer *answer, int32_t http_status, const char *reason)
{
    const int is_down = http_status >= 500;
    say(answer, is_down ? SDP_E_SERVER : SDP_E_LOGIN_ANSWER, is_down, reason);
}

/* A throttle is told by "Access Denied", which is not access_denied, and by a description. */
static int is_throttled(const char *error, const char *description, int32_t http_status)
{
    if (http_status == 429) return 1;
    if (description != NULL && sdpi_contains_word(description, strlen(description), "too many")) return 1;
    return sdpi_same_word(error, "Access Denied");
}

static void read_refusal(const char *error, const char *description, int32_t http_status, sdpi_zoho_answer *answer)
{
    if (is_throttled(error, description, http_status)) {
        say(answer, SDP_E_LOGIN_THROTTLED, 0, "it has had too many requests for tokens");
        return;
    }
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        if (!sdpi_same_word(error, refusals[i].word)) continue;
        say(answer, refusals[i].status, 0, refusals[i].word);
        return;
    }
    say_strange(answer, http_status, is_word(error) ? error : "an error that is not documented");
}

/* Older servers give `expires_in` in milliseconds, most of them beside `expires_in_sec`. No token lives for days. */
static int64_t read_life(const sdp_json *json)
{
    const int64_t most = 24 * INT64_C(3600);
    int64_t seconds = sdpi_secret_json_number(json, "expires_in_sec");
    if (seconds < 0) seconds = sdpi_secret_json_number(json, "expires_in");
    if (seconds > most) seconds /= 1000;
    if (seconds <= 0) return SDPI_TOKEN_LIFE_MS;
    return (seconds < most ? seconds : most) * 1000;
}

static void read_object(const sdp_json *json, int32_t http_status, sdpi_zoho_answer *answer)
{
    const char *token = sdpi_secret_json_text(json, "access_token");
    const char *error = sdpi_secret_json_text(json, "error");
    if (token != NULL && *token != '\0') {
        if (!sdpi_token_copy(answer->access_token, token)) {
            say(answer, SDP_E_LOGIN_ANSWER, 0, "a token that cannot be sent");
            return;
        }
        sdpi_token_copy(answer->refresh_token, sdpi_secret_json_text(json, "refresh_token"));
        answer->life_ms = read_life(json);
        say(answer, SDP_OK, 0, "");
    } else if (error != NULL) {
        read_refusal(error, sdpi_secret_json_text(json, "error_description"), http_status, answer);
    } else if (http_status == 429) {
        say(answer, SDP_E_LOGIN_THROTTLED, 0, "it has had too many requests");
    } else {
        say_strange(answer, http_status, "neither a token nor an error");
    }
}

void sdpi_zoho_read_answer(const char *body, size_t size, int32_t http_status, sdpi_zoho_answer *answer)
{
    sdp_json *json = NULL;
    memset(answer, 0, sizeof *answer);
    sdp_status status = sdpi_secret_json_read(body, size, SDPI_JSON_ANSWER, &json);
    if (status == SDP_E_NO_MEMORY) {
        say(answer, status, 1, "out of memory"); /* which may be gone at the next try */
    } else if (status == SDP_OK && sdp_json_kind(json) == SDP_JSON_OBJECT) {
        read_object(json, http_status, answer);
    } else if (http_status == 429) {
        say(answer, SDP_E_LOGIN_THROTTLED, 0, "it has had too many requests");
    } else {
        say_strange(answer, http_status, "something that is not JSON");
        answer->is_passing |= http_status == 408;
    }
    sdpi_secret_json_free(json);
}
