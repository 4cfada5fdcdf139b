/* The login by OAuth: how it is made, and what can be known of it. */
#include <sdp/oauth.h>

#include <string.h>

#include "auth/oauth_parts.h"
#include "base/address.h"
#include "base/structs.h"
#include "base/text.h"

static size_t preview(const sdp_auth *auth, sdp_header headers[SDPI_AUTH_HEADERS])
{
    const sdpi_oauth *oauth = (const sdpi_oauth *)auth;
    headers[0] = (sdp_header){"Authorization", *oauth->prefix == 'B' ? "Bearer ***" : "Zoho-oauthtoken ***"};
    return 1;
}

static void destroy(sdp_auth *auth)
{
    const sdp_allocator *a = &sdpi_default_allocator;
    sdpi_oauth *oauth = (sdpi_oauth *)auth;
    sdpi_release_secret(a, oauth->client_id);
    sdpi_release_secret(a, oauth->client_secret);
    sdpi_release_secret(a, oauth->refresh_token);
    sdpi_release_secret(a, oauth->code);
    sdpi_release(a, oauth->redirect_uri);
    sdpi_release(a, oauth->accounts_url);
    sdpi_release(a, oauth->token_url);
    if (oauth->request.data != NULL) sdpi_wipe(oauth->request.data, oauth->request.capacity);
    sdpi_buffer_free(&oauth->request);
    sdp_token_store_free(oauth->store);
    sdpi_mutex_free(oauth->lock);
    sdpi_wipe(oauth, sizeof *oauth);
    sdpi_release(a, oauth);
}

static const sdpi_auth_ops ops = {sdpi_oauth_prepare, sdpi_oauth_answered, preview, NULL, destroy};

static sdp_status check(const sdp_oauth *config, sdp_error *error)
{
    sdp_status status = sdpi_auth_check_secret(config->client_id, "client_id", error);
    if (status == SDP_OK) status = sdpi_auth_check_secret(config->client_secret, "client_secret", error);
    if (status == SDP_OK && config->refresh_token != NULL) {
        status = sdpi_auth_check_secret(config->refresh_token, "refresh_token", error);
    }
    if (status == SDP_OK && config->code != NULL) status = sdpi_auth_check_secret(config->code, "code", error);
    if (status == SDP_OK && config->redirect_uri != NULL) {
        status = sdpi_auth_check_secret(config->redirect_uri, "redirect_uri", error);
    }
    if (status != SDP_OK) return status;
    if (config->refresh_token != NULL && strlen(config->refresh_token) > SDPI_MAX_TOKEN) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "refresh_token", "the refresh token is too long to be one");
    }
    if (config->refresh_token != NULL && config->code != NULL) {
        return sdpi_error_set(error, SDP_E_CONFIG, "code", "give a code or a refresh token, not both");
    }
    return SDP_OK;
}

/* The login server's URL without a slash at its end, or the path of the token service that somebody pasted. */
static sdp_status choose_server(const sdp_oauth *config, sdp_error *error, sdpi_span *server)
{
    static const sdpi_address_name name = {"accounts URL", "accounts_url"};
    static const char tail[] = "/oauth/v2/token";
    sdpi_span rest;
    const char *centre = config->data_centre != NULL ? config->data_centre : "us";
    const char *url = config->accounts_url != NULL ? config->accounts_url : sdp_data_centre_accounts_url(centre);
    if (url == NULL) {
        return sdpi_error_set(error, SDP_E_CONFIG, "data_centre",
                              "there is no data centre '%.40s': us, eu, in, cn, au, jp, ca, uk and sa are known; for "
                              "another, give its accounts URL",
                              centre);
    }
    sdp_status status = sdpi_address_check(url, config->allow_http, &name, error, server, &rest);
    const size_t size = sizeof tail - 1;
    if (status == SDP_OK && rest.size > size && memcmp(server->at + server->size - size, tail, size) == 0) {
        server->size -= size;
    }
    return status;
}

/* Returns 0 where there is no memory. */
static int copy(const char *text, char **to)
{
    *to = text != NULL ? sdpi_copy_text(&sdpi_default_allocator, text) : NULL;
    return text == NULL || *to != NULL;
}

static int fill(const sdp_oauth *config, sdpi_span server, sdpi_oauth *oauth)
{
    sdpi_buffer_init(&oauth->request, &sdpi_default_allocator, SDPI_MAX_REQUEST);
    oauth->lock = sdpi_mutex_new(&sdpi_default_allocator);
    oauth->accounts_url = sdpi_join_text(&sdpi_default_allocator, server.at, server.size, "");
    oauth->token_url = sdpi_join_text(&sdpi_default_allocator, server.at, server.size, "/oauth/v2/token");
    oauth->prefix = config->bearer ? "Bearer " : "Zoho-oauthtoken ";
    oauth->store = sdpi_store_hold(config->store);
    if (!copy(config->client_id, &oauth->client_id) || !copy(config->client_secret, &oauth->client_secret) ||
        !copy(config->refresh_token, &oauth->refresh_token) || !copy(config->code, &oauth->code) ||
        !copy(config->redirect_uri, &oauth->redirect_uri) || oauth->lock == NULL || oauth->accounts_url == NULL ||
        oauth->token_url == NULL) {
        return 0;
    }
    sdpi_token_key(oauth->accounts_url, oauth->client_id, oauth->refresh_token, config->account, oauth->key);
    return 1;
}

sdp_status sdp_auth_new_oauth(const sdp_oauth *oauth, sdp_error *error, sdp_auth **out)
{
    sdp_oauth config;
    sdpi_span server = {NULL, 0};
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "the argument 'out' is NULL");
    *out = NULL;
    if (oauth == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "oauth", "the argument 'oauth' is NULL");
    if (sdpi_copy_struct(&config, sizeof config, oauth, SDP_TYPE_OAUTH) != SDP_OK) {
        return sdpi_error_set(error, SDP_E_STRUCT, "oauth", "start the struct with SDP_OAUTH(…) or SDP_OAUTH_INIT");
    }
    sdp_status status = check(&config, error);
    if (status == SDP_OK) status = choose_server(&config, error, &server);
    if (status != SDP_OK || server.at == NULL) return status;
    sdpi_oauth *made = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *made);
    if (made == NULL) return sdpi_error_no_memory(error);
    made->base = (sdp_auth){&ops, {1}};
    if (!fill(&config, server, made)) {
        destroy(&made->base);
        return sdpi_error_no_memory(error);
    }
    *out = &made->base;
    return SDP_OK;
}

static sdp_status check_kind(const sdp_auth *auth, sdp_error *error)
{
    if (auth == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "auth", "the argument 'auth' is NULL");
    if (auth->ops == &ops) return SDP_OK;
    return sdpi_error_set(error, SDP_E_ARGUMENT, "auth", "the login is no OAuth login");
}

sdp_status sdpi_oauth_get_state(sdp_auth *auth, int64_t wall_ms, sdp_error *error, sdp_login_state *state)
{
    sdpi_error_reset(error);
    sdp_status status = check_kind(auth, error);
    if (status != SDP_OK) return status;
    if (state == NULL || state->size < sizeof state->size) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "state", "the state is NULL, or its size is not set");
    }
    sdpi_oauth *oauth = (sdpi_oauth *)auth;
    sdpi_mutex_lock(oauth->lock);
    status = sdpi_oauth_look(oauth, 0, wall_ms, error);
    const sdpi_token *token = &oauth->token;
    const int64_t until_ms = sdpi_token_wait_until(token, wall_ms);
    const int has_token = *token->access != '\0';
    const sdp_login_state known = {
        .accounts_url = oauth->accounts_url,
        .minted_ms = has_token ? token->minted_ms : 0,
        .expires_ms = has_token ? token->expires_ms : 0,
        .blocked_ms = until_ms > wall_ms ? until_ms : 0,
        .requests = (int32_t)sdpi_token_requests(token, wall_ms),
        .can_renew = oauth->refresh_token != NULL || *token->refresh != '\0',
        .is_stored = has_token && oauth->is_kept,
    };
    sdpi_mutex_unlock(oauth->lock);
    return status == SDP_OK ? sdpi_fill_struct(state, &known, sizeof known) : status;
}

sdp_status sdpi_oauth_copy_token(sdp_auth *auth, int64_t wall_ms, sdp_error *error, char *token, size_t capacity)
{
    sdpi_error_reset(error);
    if (token != NULL && capacity > 0) *token = '\0';
    sdp_status status = check_kind(auth, error);
    if (status != SDP_OK) return status;
    if (token == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "token", "the argument 'token' is NULL");
    sdpi_oauth *oauth = (sdpi_oauth *)auth;
    sdpi_mutex_lock(oauth->lock);
    status = sdpi_oauth_look(oauth, 0, wall_ms, error);
    const size_t size = strlen(oauth->token.access) + 1;
    if (status == SDP_OK && (oauth->is_refused || sdpi_token_is_valid(&oauth->token, wall_ms) == 0)) {
        status = sdpi_error_set(error, SDP_E_LOGIN, NULL, "there is no token that is still valid");
    } else if (status == SDP_OK && size > capacity) {
        status = sdpi_error_set(error, SDP_E_ARGUMENT, "capacity", "the token needs %zu bytes", size);
    } else if (status == SDP_OK) {
        memcpy(token, oauth->token.access, size);
    }
    sdpi_mutex_unlock(oauth->lock);
    return status;
}
