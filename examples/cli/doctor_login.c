/* The login, before the service is asked about it; the clock that its times are read by; and its limits. */
#include <inttypes.h>
#include <sys/stat.h>

#include "cache.h"
#include "doctor_parts.h"
#include "errors.h"
#include "moments.h"
#include "standing.h"
#include "text.h"
#include "wording.h"

/* No clock that goes right shows an earlier day: this command is younger. 2026-01-01. */
#define LEAST_CLOCK_MS INT64_C(1767225600000)
/* By which clocks differ without harm. */
#define SKEW_MS 60000

static bool read_state(examination *of, sdp_login_state *state)
{
    *state = (sdp_login_state){.size = sizeof(*state)};
    if (of->login.kind != LOGIN_OAUTH) return false;
    return sdp_auth_get_state(of->login.config.auth, of->error, state) == SDP_OK;
}

static void add_oauth(examination *of)
{
    sdp_login_state state;
    text until = {0};
    if (!read_state(of, &state)) {
        check_wrong(&of->found, "login", exit_status(sdp_error_status(of->error)), advice_of(of->error), "%s",
                    sdp_error_message(of->error));
        return;
    }
    if (!is_token_alive(&state)) {
        check_open(&of->found, "login", "", "OAuth by %s; no token was asked for", state.accounts_url);
        return;
    }
    put_moment_and_distance(&until, state.expires_ms);
    if (state.can_renew) {
        check_ok(&of->found, "login", "OAuth by %s, a token until %s", state.accounts_url, text_get(&until));
    } else {
        check_open(&of->found, "login", "run sdp auth login with another code when it has expired",
                   "OAuth by %s, a token until %s that cannot be renewed", state.accounts_url, text_get(&until));
    }
    text_free(&until);
}

static void add_missing(examination *of)
{
    if (of->login.kind == LOGIN_OAUTH) {
        check_wrong(&of->found, "login", STATUS_LOGIN,
                    cache_path() != NULL
                        ? "run sdp auth login with a code, or set SDP_REFRESH_TOKEN"
                        : "set SDP_REFRESH_TOKEN, or give the token cache a place and run sdp auth login",
                    "there is no token yet for this client, and no refresh token");
        return;
    }
    if (login_without_id() != NULL) {
        check_wrong(&of->found, "login", STATUS_LOGIN, "set SDP_CLIENT_ID, or SDP_CLIENT_ID_FILE",
                    "there is none: %s is set, and SDP_CLIENT_ID is not", login_without_id());
        return;
    }
    check_wrong(
        &of->found, "login", STATUS_LOGIN,
        "set SDP_ACCESS_TOKEN; or SDP_CLIENT_ID, SDP_CLIENT_SECRET and SDP_REFRESH_TOKEN; or run sdp auth login; "
        "or, for an installation of one's own, set SDP_AUTHTOKEN",
        "there is none");
}

void examine_login(examination *of)
{
    const sdp_error *error = sdp_last_error(of->client);
    if (of->login_is_aside) {
        check_open(&of->found, "login", "", "it was not tried, since it cannot be used");
    } else if (of->login_status != SDP_OK) {
        check_wrong(&of->found, "login", exit_status(of->login_status), advice_of(error), "%s",
                    sdp_error_message(error));
    } else if (!of->has_login) {
        add_missing(of);
    } else if (of->login.kind == LOGIN_OAUTH) {
        add_oauth(of);
    } else {
        check_ok(&of->found, "login", "%s",
                 of->login.kind == LOGIN_TOKEN ? "an access token, which nobody renews" : "a technician's key");
    }
}

/* Whether the token cache was written by a clock that showed a later time than now. */
static bool is_cache_of_future(int64_t now_is, text *when)
{
    struct stat entry;
    const char *path = cache_path();
    if (path == NULL || stat(path, &entry) != 0 || (int64_t)entry.st_mtime * 1000 <= now_is + SKEW_MS) return false;
    put_moment(when, (int64_t)entry.st_mtime * 1000);
    return true;
}

/* Of the service or the login server; a port without TLS has shown no certificate. */
static bool was_certificate_refused(const examination *of)
{
    return (of->read_status == SDP_E_TLS && !met_no_tls(sdp_last_error(of->reader))) ||
           (of->login_status == SDP_E_TLS && !met_no_tls(sdp_last_error(of->client)));
}

/* The library does not show the server's time: what can be seen are clocks that are wrong beyond doubt. */
void examine_clock(examination *of)
{
    static const char advice[] = "set the clock of this machine, and keep it right with a time service";
    text now = {0};
    text when = {0};
    const int64_t now_is = now_ms();
    put_moment(&now, now_is);
    if (now_is < LEAST_CLOCK_MS) {
        check_wrong(&of->found, "clock", STATUS_USAGE, advice, "it is %s here, which cannot be", text_get(&now));
    } else if (is_cache_of_future(now_is, &when)) {
        check_open(&of->found, "clock", advice, "it is %s here, and the token cache was written in the future, at %s",
                   text_get(&now), text_get(&when));
    } else if (was_certificate_refused(of)) {
        check_open(&of->found, "clock", "", "it is %s here; certificates are not accepted where that is wrong",
                   text_get(&now));
    } else {
        check_ok(&of->found, "clock", "it is %s here", text_get(&now));
    }
    text_free(&now);
    text_free(&when);
}

void examine_limits(examination *of)
{
    static const char advice[] = "share one token: give all programs the same SDP_TOKEN_CACHE";
    sdp_login_state state;
    text until = {0};
    const bool is_oauth = read_state(of, &state);
    if (is_oauth && state.blocked_ms > 0) {
        put_moment_and_distance(&until, state.blocked_ms);
        check_wrong(&of->found, "limits", STATUS_QUOTA, advice, "no token is asked for until %s", text_get(&until));
    } else if (of->read_status == SDP_E_QUOTA) {
        check_wrong(&of->found, "limits", STATUS_QUOTA, sdp_status_advice(SDP_E_QUOTA),
                    "the service takes no more requests now");
    } else if (is_oauth && state.requests > TOKEN_REQUESTS - 3) {
        check_open(&of->found, "limits", advice, "%" PRId32 " of %d token requests in the last ten minutes",
                   state.requests, TOKEN_REQUESTS);
    } else if (is_oauth) {
        check_ok(&of->found, "limits", "%" PRId32 " of %d token requests in the last ten minutes", state.requests,
                 TOKEN_REQUESTS);
    } else if (of->read_status == SDP_OK && of->client != NULL) {
        check_ok(&of->found, "limits", "the service takes requests");
    } else {
        check_open(&of->found, "limits", "", "nothing is known of them");
    }
    text_free(&until);
}
