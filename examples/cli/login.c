#include "login.h"

#include <string.h>

#include "cache.h"
#include "environment.h"
#include "errors.h"
#include "moments.h"
#include "text.h"

/* Stands for the service where only the form of a request is wanted. */
#define NO_SERVICE "https://desk.example.com"
#define OAUTH_VARIABLES "SDP_CLIENT_ID, SDP_CLIENT_SECRET and SDP_REFRESH_TOKEN"

/* As sdp_config_from_env() chooses. */
static login_kind choose_kind(void)
{
    if (environment_has_secret("SDP_ACCESS_TOKEN")) return LOGIN_TOKEN;
    if (environment_has_secret("SDP_CLIENT_ID")) return LOGIN_OAUTH;
    return environment_has_secret("SDP_AUTHTOKEN") ? LOGIN_KEY : LOGIN_NONE;
}

bool login_can_begin(const login *of)
{
    sdp_login_state state = {.size = sizeof(state)};
    if (of->kind != LOGIN_OAUTH || sdp_auth_get_state(of->config.auth, NULL, &state) != SDP_OK) return true;
    /* A store that cannot be read is for the call to tell. */
    return state.can_renew || state.expires_ms > now_ms();
}

/* Where something is missing, all else can be checked with stand-ins: nothing is sent with them. */
static void take_v3(login *to, bool dry_run)
{
    to->kind = choose_kind();
    to->config = *sdp_config_env_get(to->env);
    to->complete = to->config.auth != NULL && to->config.base_url != NULL && (dry_run || login_can_begin(to));
    if (to->config.base_url == NULL && (dry_run || !to->complete)) to->config.base_url = NO_SERVICE;
}

static void take_neucrm(login *to)
{
    static const sdp_neucrm_config nothing = SDP_NEUCRM_CONFIG_INIT;
    const sdp_neucrm_config *found = sdp_config_env_neucrm(to->env);
    to->neucrm = found != NULL ? *found : nothing;
    to->config = found != NULL ? *found->http : *sdp_config_env_get(to->env);
    to->neucrm.http = &to->config;
    to->complete = to->neucrm.base_url != NULL && to->neucrm.userid != NULL && to->neucrm.api_key != NULL;
    if (to->neucrm.base_url == NULL) to->neucrm.base_url = NO_SERVICE;
    if (to->neucrm.userid == NULL) to->neucrm.userid = "0";
    if (to->neucrm.api_key == NULL) to->neucrm.api_key = "-";
}

sdp_status login_load(login *to, int32_t dialect, bool dry_run, sdp_error *error)
{
    *to = (login){.dialect = dialect};
    cache_prepare(dialect == SDP_DIALECT_V3 && !dry_run && choose_kind() == LOGIN_OAUTH);
    sdp_status status = sdp_config_from_env(error, &to->env);
    if (status != SDP_OK) return status;
    if (dialect == SDP_DIALECT_NEUCRM) {
        take_neucrm(to);
    } else {
        take_v3(to, dry_run);
    }
    return SDP_OK;
}

sdp_status login_load_oauth(login *to, sdp_error *error)
{
    *to = (login){.dialect = SDP_DIALECT_V3};
    cache_prepare(true);
    sdp_status status = sdp_config_from_env(error, &to->env);
    if (status == SDP_OK) take_v3(to, true);
    return status;
}

bool login_is_oauth(void)
{
    return choose_kind() == LOGIN_OAUTH;
}

bool login_lacks_secret(void)
{
    return choose_kind() == LOGIN_OAUTH && !environment_has_secret("SDP_CLIENT_SECRET");
}

int login_needs_secret(void)
{
    return complain(SDP_E_LOGIN, "SDP_CLIENT_SECRET",
                    "there is no login: beside SDP_CLIENT_ID set SDP_CLIENT_SECRET, or SDP_CLIENT_SECRET_FILE");
}

int login_read(login *to, const sdp_operation *operation, bool dry_run)
{
    sdp_error *error = NULL;
    int status = STATUS_DONE;
    *to = (login){.dialect = SDP_DIALECT_V3};
    if (login_lacks_secret()) return login_needs_secret();
    (void)sdp_error_new(&error);
    (void)must_have(error);
    const int32_t dialect = operation != NULL ? sdp_operation_dialect(operation) : SDP_DIALECT_V3;
    if (login_load(to, dialect, dry_run, error) != SDP_OK) status = complain_error(NULL, error);
    /* Where there is no login, what is said about that says this too. */
    if (status == STATUS_DONE && !dry_run && to->kind == LOGIN_OAUTH && login_can_begin(to)) cache_tell();
    sdp_error_free(error);
    return status;
}

int login_open(login *with, sdp_client **out)
{
    sdp_error *error = NULL;
    (void)sdp_error_new(&error);
    (void)must_have(error);
    sdp_status made = with->dialect == SDP_DIALECT_NEUCRM ? sdp_neucrm_client_new(&with->neucrm, error, out)
                                                          : sdp_client_new(&with->config, error, out);
    /* Both services have a base_url in the library, and of two variables one is meant. */
    const bool of_neucrm = with->dialect == SDP_DIALECT_NEUCRM && strcmp(sdp_error_path(error), "base_url") == 0;
    int status = made == SDP_OK ? STATUS_DONE : complain_error(of_neucrm ? "NEUCRM_BASE_URL" : NULL, error);
    sdp_error_free(error);
    return status;
}

void login_aim_at_accounts(login *to)
{
    sdp_login_state state = {.size = sizeof(state)};
    to->config.base_url = NO_SERVICE;
    if (to->config.proxy != NULL || sdp_auth_get_state(to->config.auth, NULL, &state) != SDP_OK) return;
    if (begins_with(state.accounts_url, "https:")) to->config.proxy = environment_get("HTTPS_PROXY");
}

static int no_url(const char *name, const char *example)
{
    return complain(SDP_E_URL, name, "%s is not set: give the URL of the service, such as %s", name, example);
}

static int neucrm_missing(void)
{
    const bool no_userid = !environment_has_secret("NEUCRM_USERID");
    const bool no_key = !environment_has_secret("NEUCRM_API_KEY");
    if (!no_userid && !no_key) return no_url("NEUCRM_BASE_URL", "https://crm.example.com");
    return complain(SDP_E_LOGIN, no_userid ? "NEUCRM_USERID" : "NEUCRM_API_KEY",
                    "there is no login for NeuCRM: set %s%s%s%s", no_userid ? "NEUCRM_USERID" : "",
                    no_userid && no_key ? " and " : "", no_key ? "NEUCRM_API_KEY" : "",
                    environment_get("NEUCRM_BASE_URL") != NULL ? "" : ", and NEUCRM_BASE_URL");
}

/* An id and a secret alone: the rest was to come from a cache that has nothing, at least not of this login server. */
static int oauth_missing(const login *of, const char *also)
{
    sdp_login_state state = {.size = sizeof(state), .accounts_url = ""};
    (void)sdp_auth_get_state(of->config.auth, NULL, &state);
    const char *name = environment_get("SDP_ACCOUNTS_URL") != NULL ? "SDP_ACCOUNTS_URL" : "SDP_DC";
    if (cache_path() != NULL) {
        return complain(SDP_E_LOGIN, "SDP_REFRESH_TOKEN",
                        "there is no login yet for this client at %s: run sdp auth login with a code, or set "
                        "SDP_REFRESH_TOKEN%s; if there was a login at another server, set %s to that",
                        state.accounts_url, also, name);
    }
    return complain(
        SDP_E_LOGIN, "SDP_REFRESH_TOKEN",
        "there is no login: set SDP_REFRESH_TOKEN, since no file keeps what sdp auth login would bring%s%s%s", also,
        cache_problem() != NULL ? ": " : "", cache_problem() != NULL ? cache_problem() : "");
}

const char *login_without_id(void)
{
    static const char *const rest[] = {"SDP_CLIENT_SECRET", "SDP_REFRESH_TOKEN"};
    if (choose_kind() != LOGIN_NONE) return NULL;
    for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
        if (environment_has_secret(rest[i])) return rest[i];
    }
    return NULL;
}

int login_missing(const login *of)
{
    if (of->dialect == SDP_DIALECT_NEUCRM) return neucrm_missing();
    const char *also = environment_get("SDP_BASE_URL") != NULL ? "" : ", and SDP_BASE_URL";
    if (of->kind == LOGIN_OAUTH && !login_can_begin(of)) return oauth_missing(of, also);
    if (of->config.auth != NULL) return no_url("SDP_BASE_URL", NO_SERVICE "/app/itdesk");
    if (login_without_id() != NULL) {
        return complain(SDP_E_LOGIN, "SDP_CLIENT_ID",
                        "there is no login: %s is set, and SDP_CLIENT_ID is not: set it%s", login_without_id(), also);
    }
    return complain(SDP_E_LOGIN, "SDP_ACCESS_TOKEN",
                    "there is no login: for the cloud set SDP_ACCESS_TOKEN, or " OAUTH_VARIABLES
                    ", or run sdp auth login; for an installation of one's own set SDP_AUTHTOKEN%s",
                    also);
}

void login_free(login *from)
{
    sdp_config_env_free(from->env);
    from->env = NULL;
}
