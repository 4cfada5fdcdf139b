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
};

const variable *variable_at(size_t index)
{
    return index < sizeof(variables) / sizeof(variables[0]) ? &variables[index] : NULL;
}

int login_read(login *to, bool dry_run)
{
    sdp_error *error = NULL;
    int status = STATUS_DONE;
    *to = (login){0};
    (void)sdp_error_new(&error);
    (void)must_have(error);
    if (sdp_config_from_env(error, &to->env) == SDP_OK) {
        to->config = *sdp_config_env_get(to->env);
        to->complete = to->config.auth != NULL && to->config.base_url != NULL;
        if (to->config.base_url == NULL && (dry_run || !to->complete)) to->config.base_url = NO_SERVICE;
    } else {
        status = complain_error(NULL, error);
    }
    sdp_error_free(error);
    return status;
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0';
}

int login_missing(const login *of)
{
    bool no_url = !is_set("SDP_BASE_URL");
    const char *also = no_url ? ", and SDP_BASE_URL" : "";
    if (of->config.auth != NULL) {
        return complain(
            SDP_E_URL, "SDP_BASE_URL",
            "SDP_BASE_URL is not set: give the URL of the service, such as https://desk.example.com/app/itdesk");
    }
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
