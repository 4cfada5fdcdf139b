#include "standing.h"

#include <inttypes.h>

#include "cache.h"
#include "json.h"
#include "moments.h"

static void put_time(text *to, const char *name, int64_t ms)
{
    text_printf(to, "%-15s ", name);
    put_moment_and_distance(to, ms);
    text_puts(to, "\n");
}

bool is_token_alive(const sdp_login_state *state)
{
    return state->expires_ms > now_ms();
}

static void put_place(text *to)
{
    const char *path = cache_path();
    const char *why = cache_is_off() ? "as SDP_TOKEN_CACHE says" : cache_problem();
    text_printf(to, "%-15s ", "kept in");
    if (path != NULL) {
        text_puts(to, path);
    } else {
        text_printf(to, "memory, for one run alone%s%s", why != NULL ? ": " : "", why != NULL ? why : "");
    }
    text_puts(to, "\n");
}

void put_standing(text *to, const sdp_login_state *state)
{
    text_printf(to, "%-15s %s\n", "accounts server", state->accounts_url);
    put_place(to);
    if (state->expires_ms > now_ms()) {
        put_time(to, "minted", state->minted_ms);
        put_time(to, "expires", state->expires_ms);
    } else {
        text_printf(to, "%-15s none that is still valid\n", "token");
    }
    text_printf(to, "%-15s %s\n", "renewed",
                state->can_renew ? "by itself: there is a refresh token" : "never: there is no refresh token");
    text_printf(to, "%-15s %" PRId32 " of %d in the last ten minutes\n", "token requests", state->requests,
                TOKEN_REQUESTS);
    if (state->blocked_ms > 0) put_time(to, "blocked until", state->blocked_ms);
}

static void put_time_json(sdp_json *to, const char *name, const char *name_ms, int64_t ms)
{
    text moment = {0};
    if (ms > 0) {
        put_moment(&moment, ms);
        json_put_text(to, name, text_get(&moment));
        json_put_integer(to, name_ms, ms);
    } else {
        json_put(to, name, json_new(SDP_JSON_NULL));
        json_put(to, name_ms, json_new(SDP_JSON_NULL));
    }
    text_free(&moment);
}

void put_standing_json(sdp_json *to, const sdp_login_state *state)
{
    json_put_text(to, "accounts_url", state->accounts_url);
    json_put(to, "token_cache", cache_path() != NULL ? json_text(cache_path()) : json_new(SDP_JSON_NULL));
    json_put_bool(to, "is_stored", state->is_stored != 0);
    put_time_json(to, "minted", "minted_ms", state->minted_ms);
    put_time_json(to, "expires", "expires_ms", state->expires_ms);
    json_put_bool(to, "valid", is_token_alive(state));
    json_put_bool(to, "can_renew", state->can_renew != 0);
    json_put_integer(to, "token_requests", state->requests);
    json_put_integer(to, "token_requests_limit", TOKEN_REQUESTS);
    put_time_json(to, "blocked_until", "blocked_until_ms", state->blocked_ms);
}

const char *name_of_kind(login_kind kind)
{
    static const char *const names[] = {
        [LOGIN_NONE] = "none", [LOGIN_TOKEN] = "token", [LOGIN_OAUTH] = "oauth", [LOGIN_KEY] = "key"};
    return names[kind];
}
