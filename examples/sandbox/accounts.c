#include "accounts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define TYPE "application/json;charset=UTF-8"

void accounts_fail(answer *out, const char *error)
{
    out->http = 200;
    out->content_type = TYPE;
    text_clear(&out->body);
    text_puts(&out->body, "{\"error\":");
    text_json(&out->body, error);
    text_puts(&out->body, "}");
}

void accounts_throttle(answer *out)
{
    out->http = 400;
    out->content_type = TYPE;
    text_clear(&out->body);
    text_puts(&out->body, "{\"error_description\":\"There were too many requests for tokens. Wait some minutes.\","
                          "\"error\":\"Access Denied\",\"status\":\"failure\"}");
}

/* A request that no client should send: not in the way of Zoho, whose answers to these nobody has seen. */
static void refuse(answer *out, const char *why)
{
    out->http = 400;
    out->content_type = TYPE;
    text_clear(&out->body);
    text_puts(&out->body, "{\"error\":\"invalid_request\",\"error_description\":");
    text_json(&out->body, why);
    text_puts(&out->body, "}");
}

/* The failure of a client's id and secret; NULL where they are right. */
static const char *judge_client(const token_rules *by, const char *id, const char *secret)
{
    if (!id || !*id) return "invalid_client";
    if (by->clients.count == 0) return secret && *secret ? NULL : "invalid_client_secret";
    for (size_t i = 0; i < by->clients.count; i++) {
        const char *word = by->clients.words[i];
        const char *colon = strchr(word, ':');
        size_t length = (size_t)(colon - word);
        if (strlen(id) != length || memcmp(word, id, length) != 0) continue;
        return secret && strcmp(colon + 1, secret) == 0 ? NULL : "invalid_client_secret";
    }
    return "invalid_client";
}

static void succeed(const token_rules *by, const char *access, const char *refresh, answer *out)
{
    out->http = 200;
    out->content_type = TYPE;
    text_puts(&out->body, "{\"access_token\":");
    text_json(&out->body, access);
    if (refresh) {
        text_puts(&out->body, ",\"refresh_token\":");
        text_json(&out->body, refresh);
    }
    text_puts(&out->body, ",\"api_domain\":\"https://www.zohoapis.com\",\"token_type\":\"Bearer\",");
    if (by->old_shape) {
        text_printf(&out->body, "\"expires_in_sec\":%" PRId64 ",\"expires_in\":\"%" PRId64 "\"}", by->token_seconds,
                    by->token_seconds);
    } else {
        text_printf(&out->body, "\"expires_in\":%" PRId64 "}", by->token_seconds);
    }
}

static void grant(store *in, const token_rules *by, const request *from, answer *out)
{
    char access[TOKENS_SIZE] = "";
    char refresh[TOKENS_SIZE] = "";
    token_result result = TOKENS_INVALID;
    char *id = request_field(from, "client_id");
    char *secret = request_field(from, "client_secret");
    char *kind = request_field(from, "grant_type");
    const char *wrong = judge_client(by, id, secret);
    bool by_code = kind && strcmp(kind, "authorization_code") == 0;
    if (!wrong && !by_code && (!kind || strcmp(kind, "refresh_token") != 0)) wrong = "unsupported_grant_type";
    if (!wrong) {
        char *given = request_field(from, by_code ? "code" : "refresh_token");
        result = by_code ? tokens_exchange(in, by, given, refresh, access) : tokens_refresh(in, by, given, access);
        free(given);
    }
    if (wrong || result == TOKENS_INVALID) {
        accounts_fail(out, wrong ? wrong : "invalid_code");
    } else if (result == TOKENS_THROTTLED) {
        accounts_throttle(out);
    } else if (result == TOKENS_MINTED) {
        succeed(by, access, by_code ? refresh : NULL, out);
    } else {
        accounts_fail(out, "general_error");
    }
    free(id);
    free(secret);
    free(kind);
}

/* What is recorded: the members of the form that are no secrets. */
static char *without_secrets(const request *from)
{
    static const char *const names[] = {"grant_type", "client_id", "redirect_uri", "scope"};
    sdp_json *kept = NULL;
    bool good = sdp_json_new(SDP_JSON_OBJECT, &kept) == SDP_OK;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && good; i++) {
        char *value = request_field(from, names[i]);
        if (value) good = json_put_text(kept, names[i], value);
        free(value);
    }
    return json_print(kept);
}

void accounts_answer(store *in, token_rules *by, request *from, answer *out)
{
    bool in_query = from->query && *from->query;
    if (strcmp(from->method, "POST") != 0) {
        answer_html(out, 405);
    } else if (in_query) {
        refuse(out, "nothing may stand in the query: secrets would end in logs");
    } else if (!request_is_form(from)) {
        refuse(out, "the body must be application/x-www-form-urlencoded");
    } else {
        from->input = without_secrets(from);
        grant(in, by, from, out);
    }
    store_lock(in);
    by->in_query += in_query;
    by->failed += strstr(text_get(&out->body), "\"access_token\"") == NULL;
    store_unlock(in);
}
