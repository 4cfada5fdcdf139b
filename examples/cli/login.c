#include "login.h"

#include <stdlib.h>

#include "errors.h"
#include "text.h"

/* Stands for the service where only the form of a request is wanted. */
#define NO_SERVICE "https://desk.example.com"

static const variable variables[] = {
    {"SDP_BASE_URL", "where the service is, such as https://desk.example.com/app/itdesk"},
    {"SDP_PORTAL", "the portal, where the base URL does not name it"},
    {"SDP_ACCESS_TOKEN", "a login by access token (cloud)"},
    {"SDP_AUTHTOKEN", "a login by a technician's key (an installation of one's own)"},
    {"SDP_..._FILE", "a file that holds the token or the key: SDP_ACCESS_TOKEN_FILE, SDP_AUTHTOKEN_FILE"},
    {"SDP_CA_FILE", "certificate authorities, as PEM"},
    {"SDP_PROXY", "a proxy; else HTTPS_PROXY counts; NO_PROXY names hosts without one"},
    {"SDP_TIMEOUT_MS", "most milliseconds that a call may take"},
    {"SDP_MAX_RETRIES", "how often a failed attempt is made again, 0 to 20"},
    {"SDP_ALLOW_HTTP", "1 allows plain http to other hosts than this one"},
    {"NEUCRM_BASE_URL", "where NeuCRM is, for sdp neucrm"},
    {"NEUCRM_USERID", "the number of the CRM user; or NEUCRM_USERID_FILE"},
    {"NEUCRM_API_KEY", "the user's key; or NEUCRM_API_KEY_FILE"},
};

const variable *variable_at(size_t index)
{
    return index < sizeof(variables) / sizeof(variables[0]) ? &variables[index] : NULL;
}

/* Where something is missing, all else can be checked with stand-ins: nothing is sent with them. */
static void take_v3(login *to, bool dry_run)
{
    to->config = *sdp_config_env_get(to->env);
    to->complete = to->config.auth != NULL && to->config.base_url != NULL;
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

int login_read(login *to, const sdp_operation *operation, bool dry_run)
{
    sdp_error *error = NULL;
    int status = STATUS_DONE;
    *to = (login){.dialect = sdp_operation_dialect(operation)};
    (void)sdp_error_new(&error);
    (void)must_have(error);
    if (sdp_config_from_env(error, &to->env) != SDP_OK) {
        status = complain_error(NULL, error);
    } else if (to->dialect == SDP_DIALECT_NEUCRM) {
        take_neucrm(to);
    } else {
        take_v3(to, dry_run);
    }
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
    int status = made == SDP_OK ? STATUS_DONE : complain_error(NULL, error);
    sdp_error_free(error);
    return status;
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0';
}

static int no_url(const char *name, const char *example)
{
    return complain(SDP_E_URL, name, "%s is not set: give the URL of the service, such as %s", name, example);
}

static int neucrm_missing(void)
{
    bool no_userid = !is_set("NEUCRM_USERID") && !is_set("NEUCRM_USERID_FILE");
    bool no_key = !is_set("NEUCRM_API_KEY") && !is_set("NEUCRM_API_KEY_FILE");
    if (!no_userid && !no_key) return no_url("NEUCRM_BASE_URL", "https://crm.example.com");
    return complain(SDP_E_LOGIN, no_userid ? "NEUCRM_USERID" : "NEUCRM_API_KEY",
                    "there is no login for NeuCRM: set %s%s%s%s", no_userid ? "NEUCRM_USERID" : "",
                    no_userid && no_key ? " and " : "", no_key ? "NEUCRM_API_KEY" : "",
                    is_set("NEUCRM_BASE_URL") ? "" : ", and NEUCRM_BASE_URL");
}

int login_missing(const login *of)
{
    if (of->dialect == SDP_DIALECT_NEUCRM) return neucrm_missing();
    if (of->config.auth != NULL) return no_url("SDP_BASE_URL", NO_SERVICE "/app/itdesk");
    const char *also = is_set("SDP_BASE_URL") ? "" : ", and SDP_BASE_URL";
    if (is_set("SDP_REFRESH_TOKEN") || is_set("SDP_REFRESH_TOKEN_FILE") || is_set("SDP_CLIENT_ID")) {
        return complain(SDP_E_LOGIN, "SDP_ACCESS_TOKEN",
                        "this version cannot renew tokens: beside SDP_CLIENT_ID and SDP_REFRESH_TOKEN it needs "
                        "SDP_ACCESS_TOKEN or SDP_AUTHTOKEN%s",
                        also);
    }
    return complain(SDP_E_LOGIN, "SDP_ACCESS_TOKEN",
                    "there is no login: set SDP_ACCESS_TOKEN (cloud) or SDP_AUTHTOKEN (an installation of one's own)%s",
                    also);
}

void login_free(login *from)
{
    sdp_config_env_free(from->env);
}
