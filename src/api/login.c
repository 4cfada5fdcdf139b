/* The login by itself, without an operation: to get one, and to see what is known of it. */
#include <sdp/oauth.h>

#include "api/client.h"
#include "auth/oauth_parts.h"
#include "call/options.h"

/* No row of the table: nothing is asked of the service. */
static const sdp_operation login = {.name = "login",
                                    .doc = "Gets a token from the login server where there is none",
                                    .dialect = &sdpi_dialect_v3,
                                    .method = "GET",
                                    .path = "",
                                    .access = SDP_ACCESS_READ,
                                    .place = SDP_PLACE_NONE,
                                    .bare = SDP_BARE_NOTHING};

sdp_status sdp_login(sdp_client *client, const sdp_options *options)
{
    const sdpi_input input = {.is_login = 1};
    sdpi_result result;
    sdp_options given;
    sdp_status status = sdpi_client_enter(client);
    if (status == SDP_OK) status = sdpi_options_copy(options, &client->error, &given);
    if (status != SDP_OK) return status;
    /* The login of the other service is a part of each request. */
    if (client->settings->dialect != &sdpi_dialect_v3) return SDP_OK;
    const sdp_options own = SDP_OPTIONS(.timeout_ms = given.timeout_ms, .attempt_timeout_ms = given.attempt_timeout_ms,
                                        .cancel = given.cancel, .max_retries = given.max_retries, .tag = given.tag);
    return sdpi_client_run(client, &login, &input, &own, &result);
}

sdp_status sdp_auth_get_state(sdp_auth *auth, sdp_error *error, sdp_login_state *state)
{
    return sdpi_oauth_get_state(auth, sdpi_wall_ms(), error, state);
}

sdp_status sdp_auth_copy_token(sdp_auth *auth, sdp_error *error, char *token, size_t capacity)
{
    return sdpi_oauth_copy_token(auth, sdpi_wall_ms(), error, token, capacity);
}
