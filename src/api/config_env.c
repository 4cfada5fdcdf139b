/* A configuration from the environment. This is the only file of the library that looks at it. */
#include <sdp/config_env.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/auth.h"
#include "base/error.h"
#include "base/sys_file.h"
#include "base/text.h"

/* A file with a secret is one line; what is longer is another file. */
#define MOST_SECRET 65536u

enum {
    BASE_URL,
    PORTAL,
    CA_FILE,
    PROXY,
    NO_PROXY,
    HTTPS_PROXY,
    NEUCRM_URL,
    DATA_CENTRE,
    ACCOUNTS_URL,
    TOKEN_CACHE,
    TEXTS
};

static const char *const text_names[TEXTS] = {"SDP_BASE_URL",     "SDP_PORTAL",     "SDP_CA_FILE",     "SDP_PROXY",
                                              "NO_PROXY",         "HTTPS_PROXY",    "NEUCRM_BASE_URL", "SDP_DC",
                                              "SDP_ACCOUNTS_URL", "SDP_TOKEN_CACHE"};

struct sdp_config_env {
    sdp_config config;
    sdp_config neucrm_http; /* the same, but for the proxy, which goes by the base URL */
    sdp_neucrm_config neucrm;
    char *texts[TEXTS];
    char *userid;
    char *api_key;
    sdp_oauth oauth;
    char *client_id;
    char *client_secret;
    char *refresh_token;
};

/* An empty variable counts as one that is not set. */
static const char *look_up(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? value : NULL;
}

static sdp_status copy_variable(const char *name, sdp_error *error, char **out)
{
    const char *value = look_up(name);
    if (value == NULL) return SDP_OK;
    *out = sdpi_copy_text(&sdpi_default_allocator, value);
    return *out != NULL ? SDP_OK : sdpi_error_no_memory(error);
}

/* A whole number within its range, or `absent` where the variable is not set. */
static sdp_status read_number(const char *name, int64_t least, int64_t most, int64_t absent, sdp_error *error,
                              int64_t *out)
{
    const char *value = look_up(name);
    *out = absent;
    if (value == NULL || (sdpi_read_int(value, out) && *out >= least && *out <= most)) return SDP_OK;
    return sdpi_error_set(error, SDP_E_CONFIG, name, "%s is not a whole number from %lld to %lld", name,
                          (long long)least, (long long)most);
}

/* The content of the file without the line breaks at its end. */
static sdp_status read_file(const char *name, const char *path, sdp_error *error, char **out)
{
    const char *problem = NULL;
    const char *reason = NULL;
    char *content = sdpi_allocate_zero(&sdpi_default_allocator, MOST_SECRET + 1);
    if (content == NULL) return sdpi_error_no_memory(error);
    errno = 0;
    FILE *file = fopen(path, "rb");
    if (file != NULL) setvbuf(file, NULL, _IONBF, 0); /* no copy of the secret stays in a buffer */
    size_t size = file != NULL ? fread(content, 1, MOST_SECRET + 1, file) : 0;
    if (file == NULL || ferror(file)) {
        problem = "cannot be read";
        reason = sdpi_file_reason(errno);
    } else if (size > MOST_SECRET) {
        problem = "is too long to hold a secret";
    }
    if (file != NULL) fclose(file);
    while (problem == NULL && size > 0 && (content[size - 1] == '\n' || content[size - 1] == '\r')) {
        content[--size] = '\0';
    }
    if (problem == NULL && size == 0) problem = "is empty";
    if (problem == NULL && memchr(content, '\0', size) != NULL) problem = "contains a zero byte";
    if (problem == NULL) *out = sdpi_copy_text(&sdpi_default_allocator, content);
    sdpi_wipe(content, MOST_SECRET + 1);
    sdpi_release(&sdpi_default_allocator, content);
    if (problem != NULL) {
        return sdpi_error_set(error, SDP_E_CONFIG, name, "%s: the file '%.400s' %s%s%s", name, path, problem,
                              reason != NULL ? ": " : "", reason != NULL ? reason : "");
    }
    return *out != NULL ? SDP_OK : sdpi_error_no_memory(error);
}

/* A secret from its variable, or from the file that the variable with _FILE names; NULL where there is neither. */
static sdp_status read_secret(const char *name, const char *file_name, sdp_error *error, char **out)
{
    *out = NULL;
    const char *path = look_up(file_name);
    if (look_up(name) != NULL || path == NULL) return copy_variable(name, error, out);
    return read_file(file_name, path, error, out);
}

/* Says which variable the login comes from: who set it does not know of tokens and keys as arguments. */
static sdp_status name_variable(sdp_error *error, sdp_status status, const char *name)
{
    char said[SDPI_MAX_MESSAGE];
    if (status == SDP_OK || status == SDP_E_NO_MEMORY) return status;
    if (error == NULL) return SDP_E_CONFIG;
    memcpy(said, error->message, sizeof said);
    sdpi_error_reset(error);
    return sdpi_error_set(error, SDP_E_CONFIG, name, "%s: %.900s", name, said);
}

/* All of it but the login itself. */
static sdp_status read_oauth(sdp_config_env *env, sdp_error *error)
{
    sdp_oauth *oauth = &env->oauth;
    sdp_status status = read_secret("SDP_CLIENT_ID", "SDP_CLIENT_ID_FILE", error, &env->client_id);
    if (status == SDP_OK) {
        status = read_secret("SDP_CLIENT_SECRET", "SDP_CLIENT_SECRET_FILE", error, &env->client_secret);
    }
    if (status == SDP_OK) {
        status = read_secret("SDP_REFRESH_TOKEN", "SDP_REFRESH_TOKEN_FILE", error, &env->refresh_token);
    }
    oauth->client_id = env->client_id;
    oauth->client_secret = env->client_secret;
    oauth->refresh_token = env->refresh_token;
    oauth->data_centre = env->texts[DATA_CENTRE];
    oauth->accounts_url = env->texts[ACCOUNTS_URL];
    oauth->allow_http = env->config.allow_http;
    const char *cache = env->texts[TOKEN_CACHE];
    if (status != SDP_OK || env->client_id == NULL || cache == NULL || strcmp(cache, "-") == 0) return status;
    status = sdp_token_store_new_file(cache, error, &oauth->store);
    return name_variable(error, status, "SDP_TOKEN_CACHE");
}

static sdp_status make_oauth(sdp_config_env *env, sdp_error *error)
{
    static const struct {
        const char *member;
        const char *name;
    } names[] = {{"client_id", "SDP_CLIENT_ID"},
                 {"client_secret", "SDP_CLIENT_SECRET"},
                 {"refresh_token", "SDP_REFRESH_TOKEN"},
                 {"data_centre", "SDP_DC"},
                 {"accounts_url", "SDP_ACCOUNTS_URL"}};
    sdp_status status = sdp_auth_new_oauth(&env->oauth, error, &env->config.auth);
    if (error == NULL) return name_variable(NULL, status, "");
    const char *path = error->path;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(path, names[i].member) == 0) return name_variable(error, status, names[i].name);
    }
    return status;
}

static sdp_status read_login(sdp_config_env *env, sdp_error *error)
{
    char *secret;
    const char *portal = env->texts[PORTAL];
    sdp_status status = read_secret("SDP_ACCESS_TOKEN", "SDP_ACCESS_TOKEN_FILE", error, &secret);
    if (status != SDP_OK) return status;
    if (secret != NULL) {
        status = name_variable(error, sdp_auth_new_token(secret, error, &env->config.auth), "SDP_ACCESS_TOKEN");
    } else if (env->client_id != NULL) {
        return make_oauth(env, error);
    } else {
        status = read_secret("SDP_AUTHTOKEN", "SDP_AUTHTOKEN_FILE", error, &secret);
        if (status != SDP_OK || secret == NULL) return status;
        /* An installation of one's own knows its portals by number, and has them in a header. */
        int by_number = portal != NULL && portal[strspn(portal, "0123456789")] == '\0';
        if (by_number) env->config.portal = NULL;
        status = sdp_auth_new_key(secret, by_number ? portal : NULL, error, &env->config.auth);
        status = name_variable(error, status, "SDP_AUTHTOKEN");
    }
    sdpi_release_secret(&sdpi_default_allocator, secret);
    return status;
}

/* HTTPS_PROXY is, by custom, of https alone. */
static const char *choose_proxy(char *const *texts, const char *base_url)
{
    const char *url = base_url != NULL ? base_url + strspn(base_url, " \t\r\n") : "";
    if (texts[PROXY] != NULL) return texts[PROXY];
    return strncmp(url, "https:", 6) == 0 ? texts[HTTPS_PROXY] : NULL;
}

static sdp_status read_texts(sdp_config_env *env, sdp_error *error)
{
    sdp_config *config = &env->config;
    char **texts = env->texts;
    sdp_status status = SDP_OK;
    for (size_t i = 0; i < TEXTS && status == SDP_OK; i++) status = copy_variable(text_names[i], error, &texts[i]);
    config->base_url = texts[BASE_URL];
    config->portal = texts[PORTAL];
    config->ca_file = texts[CA_FILE];
    config->proxy = choose_proxy(texts, texts[BASE_URL]);
    config->no_proxy = texts[NO_PROXY];
    return status;
}

static sdp_status read_numbers(sdp_config *config, sdp_error *error)
{
    int64_t retries = 0;
    int64_t allow_http = 0;
    sdp_status status = read_number("SDP_TIMEOUT_MS", 1, INT32_MAX, 0, error, &config->timeout_ms);
    if (status == SDP_OK) status = read_number("SDP_MAX_RETRIES", 0, SDPI_MAX_RETRIES, -1, error, &retries);
    if (status == SDP_OK) status = read_number("SDP_ALLOW_HTTP", 0, 1, 0, error, &allow_http);
    /* In the struct 0 is the default and -1 means none; in the environment 0 means none. */
    config->max_retries = retries == 0 ? -1 : retries < 0 ? 0 : (int32_t)retries;
    config->allow_http = (int32_t)allow_http;
    return status;
}

static sdp_status try_neucrm_login(const char *userid, const char *api_key, const char *name, sdp_error *error)
{
    sdp_auth *auth = NULL;
    if (userid == NULL || api_key == NULL) return SDP_OK;
    sdp_status status = name_variable(error, sdpi_auth_new_fields(userid, api_key, error, &auth), name);
    sdp_auth_free(auth);
    return status;
}

/* All that the two services have in common is read by now; the login of the other is none of this one's business. */
static sdp_status read_neucrm(sdp_config_env *env, sdp_error *error)
{
    sdp_status status = read_secret("NEUCRM_USERID", "NEUCRM_USERID_FILE", error, &env->userid);
    if (status == SDP_OK) status = read_secret("NEUCRM_API_KEY", "NEUCRM_API_KEY_FILE", error, &env->api_key);
    /* Each is tried with a stand-in for the other, so that an error names the variable that it is about. */
    if (status == SDP_OK) status = try_neucrm_login(env->userid, "-", "NEUCRM_USERID", error);
    if (status == SDP_OK) status = try_neucrm_login("0", env->api_key, "NEUCRM_API_KEY", error);
    env->neucrm_http = env->config;
    env->neucrm_http.base_url = NULL;
    env->neucrm_http.portal = NULL;
    env->neucrm_http.auth = NULL;
    env->neucrm_http.proxy = choose_proxy(env->texts, env->texts[NEUCRM_URL]);
    env->neucrm.base_url = env->texts[NEUCRM_URL];
    env->neucrm.userid = env->userid;
    env->neucrm.api_key = env->api_key;
    env->neucrm.http = &env->neucrm_http;
    return status;
}

sdp_status sdp_config_from_env(sdp_error *error, sdp_config_env **out)
{
    static const sdp_config defaults = SDP_CONFIG_INIT;
    static const sdp_neucrm_config neucrm_defaults = SDP_NEUCRM_CONFIG_INIT;
    static const sdp_oauth oauth_defaults = SDP_OAUTH_INIT;
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "an argument is NULL");
    *out = NULL;
    sdp_config_env *env = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *env);
    if (env == NULL) return sdpi_error_no_memory(error);
    env->config = defaults;
    env->neucrm = neucrm_defaults;
    env->oauth = oauth_defaults;
    sdp_status status = read_texts(env, error);
    if (status == SDP_OK) status = read_numbers(&env->config, error);
    if (status == SDP_OK) status = read_neucrm(env, error);
    if (status == SDP_OK) status = read_oauth(env, error);
    if (status == SDP_OK) status = read_login(env, error);
    if (status != SDP_OK) {
        sdp_config_env_free(env);
        return status;
    }
    *out = env;
    return SDP_OK;
}

const sdp_config *sdp_config_env_get(const sdp_config_env *env)
{
    return env != NULL ? &env->config : NULL;
}

const sdp_neucrm_config *sdp_config_env_neucrm(const sdp_config_env *env)
{
    if (env == NULL) return NULL;
    const sdp_neucrm_config *config = &env->neucrm;
    return config->base_url != NULL || config->userid != NULL || config->api_key != NULL ? config : NULL;
}

const sdp_oauth *sdp_config_env_oauth(const sdp_config_env *env)
{
    if (env == NULL) return NULL;
    const sdp_oauth *oauth = &env->oauth;
    return oauth->client_id != NULL || oauth->client_secret != NULL || oauth->refresh_token != NULL ? oauth : NULL;
}

void sdp_config_env_free(sdp_config_env *env)
{
    if (env == NULL) return;
    sdp_auth_free(env->config.auth);
    for (size_t i = 0; i < TEXTS; i++) sdpi_release_secret(&sdpi_default_allocator, env->texts[i]);
    sdpi_release_secret(&sdpi_default_allocator, env->userid);
    sdpi_release_secret(&sdpi_default_allocator, env->api_key);
    sdpi_release_secret(&sdpi_default_allocator, env->client_id);
    sdpi_release_secret(&sdpi_default_allocator, env->client_secret);
    sdpi_release_secret(&sdpi_default_allocator, env->refresh_token);
    sdp_token_store_free(env->oauth.store);
    sdpi_release(&sdpi_default_allocator, env);
}
