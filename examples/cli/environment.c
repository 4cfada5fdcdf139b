#include "environment.h"

#include <stdlib.h>
#include <string.h>

static const variable variables[] = {
    {"SDP_PROFILE", "the section of ~/.config/sdp/config to use; else [default], where there is one"},
    {"SDP_BASE_URL", "where the service is, such as https://desk.example.com/app/itdesk"},
    {"SDP_PORTAL", "the portal, where the base URL does not name it"},
    {"SDP_ACCESS_TOKEN", "a login by access token (cloud)"},
    {"SDP_CLIENT_ID", "a login by OAuth (cloud), whose tokens renew themselves: the client's id"},
    {"SDP_CLIENT_SECRET", "the client's secret"},
    {"SDP_REFRESH_TOKEN", "the client's refresh token, where sdp auth login brought none"},
    {"SDP_DC", "the data centre of the account: us, eu, in, au ...; us where it is not set"},
    {"SDP_ACCOUNTS_URL", "the login server, where the data centre does not tell it"},
    {"SDP_TOKEN_CACHE", "the file that keeps tokens; - keeps them in memory; else $XDG_STATE_HOME/sdp/tokens.json"},
    {"SDP_CODE", "the code for sdp auth login; or SDP_CODE_FILE"},
    {"SDP_AUTHTOKEN", "a login by a technician's key (an installation of one's own)"},
    {"SDP_..._FILE", "a file that holds the secret: SDP_ACCESS_TOKEN_FILE, SDP_CLIENT_SECRET_FILE ..."},
    {"SDP_CA_FILE", "certificate authorities, as PEM"},
    {"SDP_PROXY", "a proxy; else HTTPS_PROXY counts; NO_PROXY names hosts without one"},
    {"SDP_TIMEOUT_MS", "most milliseconds that a call may take"},
    {"SDP_MAX_RETRIES", "how often a failed attempt is made again, 0 to 20"},
    {"SDP_ALLOW_HTTP", "1 allows plain http to other hosts than this one"},
    {"PAGER", "shows tables that are longer than the screen; less by default, empty or cat for none"},
    {"NO_COLOR", "no colours on a terminal"},
    {"COLUMNS", "the width of tables"},
    {"NEUCRM_BASE_URL", "where NeuCRM is, for sdp neucrm"},
    {"NEUCRM_USERID", "the number of the CRM user; or NEUCRM_USERID_FILE"},
    {"NEUCRM_API_KEY", "the user's key; or NEUCRM_API_KEY_FILE"},
};

static const struct {
    const char *name;
    const char *file;
} secrets[] = {
    {"SDP_ACCESS_TOKEN", "SDP_ACCESS_TOKEN_FILE"},
    {"SDP_CLIENT_ID", "SDP_CLIENT_ID_FILE"},
    {"SDP_CLIENT_SECRET", "SDP_CLIENT_SECRET_FILE"},
    {"SDP_REFRESH_TOKEN", "SDP_REFRESH_TOKEN_FILE"},
    {"SDP_CODE", "SDP_CODE_FILE"},
    {"SDP_AUTHTOKEN", "SDP_AUTHTOKEN_FILE"},
    {"NEUCRM_USERID", "NEUCRM_USERID_FILE"},
    {"NEUCRM_API_KEY", "NEUCRM_API_KEY_FILE"},
};

enum { SECRETS = sizeof(secrets) / sizeof(secrets[0]) };

const variable *variable_at(size_t index)
{
    return index < sizeof(variables) / sizeof(variables[0]) ? &variables[index] : NULL;
}

const char *environment_get(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? value : NULL;
}

const char *secret_variable_at(size_t index)
{
    return index < SECRETS ? secrets[index].name : NULL;
}

const char *secret_file_variable_at(size_t index)
{
    return index < SECRETS ? secrets[index].file : NULL;
}

bool environment_has_secret(const char *name)
{
    for (size_t i = 0; i < SECRETS; i++) {
        if (strcmp(secrets[i].name, name) != 0) continue;
        return environment_get(name) != NULL || environment_get(secrets[i].file) != NULL;
    }
    return false;
}

bool environment_has_neucrm(void)
{
    return environment_has_secret("NEUCRM_USERID") && environment_has_secret("NEUCRM_API_KEY");
}
