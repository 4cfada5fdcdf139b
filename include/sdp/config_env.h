/**
 * @file config_env.h
 * A configuration from the environment: for programs that are set up as the sdp command is.
 *
 *     SDP_BASE_URL            where the service is
 *     SDP_PORTAL              the portal; with SDP_AUTHTOKEN and digits alone it is sent as PORTALID
 *     SDP_ACCESS_TOKEN        a login by access token
 *     SDP_CLIENT_ID, SDP_CLIENT_SECRET, SDP_REFRESH_TOKEN
 *                             a login by OAuth, where there is no access token; without a refresh token it comes from
 *                             the token cache
 *     SDP_DC, SDP_ACCOUNTS_URL
 *                             the data centre of the account (us where it is not set), or the URL of its login server
 *     SDP_TOKEN_CACHE         path of the file that keeps tokens, shared by processes; not set or "-": in memory alone
 *     SDP_AUTHTOKEN           a login by the key of a technician, where there is neither of these
 *     SDP_CA_FILE, SDP_PROXY, SDP_TIMEOUT_MS, SDP_MAX_RETRIES (0: none), SDP_ALLOW_HTTP (1: allowed)
 *     HTTPS_PROXY, NO_PROXY   HTTPS_PROXY counts for an https base URL where there is no SDP_PROXY
 *     NEUCRM_BASE_URL, NEUCRM_USERID, NEUCRM_API_KEY
 *                             NeuCRM, its CRM user and the user's key; the variables for times, retries, certificates,
 *                             proxies and plain http count for it too
 *
 * A secret may stand in a file: SDP_ACCESS_TOKEN_FILE, SDP_CLIENT_ID_FILE, SDP_CLIENT_SECRET_FILE,
 * SDP_REFRESH_TOKEN_FILE, SDP_AUTHTOKEN_FILE, NEUCRM_USERID_FILE and NEUCRM_API_KEY_FILE name it; the variable itself
 * wins. An empty variable counts as one that is not set. Nothing else in the library looks at the environment.
 */
#ifndef SDP_CONFIG_ENV_H
#define SDP_CONFIG_ENV_H

#include <sdp/neucrm.h>
#include <sdp/oauth.h>

SDP_BEGIN_DECLS

/** A configuration and all that it points to. Opaque. */
typedef struct sdp_config_env sdp_config_env;

/**
 * Reads the environment. What is not set keeps its default: without SDP_BASE_URL the base URL is NULL, and without
 * a login `auth` is NULL; neither is an error here, nor is what NeuCRM lacks.
 *
 * @param error  receives the reason, with the variable as its path; nullable
 * @param out    receives a new object, freed by sdp_config_env_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_CONFIG for a variable that cannot be used, SDP_E_NO_MEMORY
 * @thread any, while no thread changes the environment
 */
SDP_API sdp_status sdp_config_from_env(sdp_error *error, sdp_config_env **out);

/**
 * The configuration, ready for sdp_client_new(); to change it, copy the struct.
 *
 * @param env  borrowed; nullable
 * @return the configuration, NULL for NULL; borrowed from `env`, with all that it points to
 * @thread any; the object is not changed
 */
SDP_API const sdp_config *sdp_config_env_get(const sdp_config_env *env);

/**
 * The configuration of NeuCRM, ready for sdp_neucrm_client_new(); to change it, copy the struct.
 *
 * @param env  borrowed; nullable
 * @return the configuration, NULL where none of its variables is set; a member whose variable is not set is NULL;
 *         borrowed from `env`, with all that it points to
 * @thread any; the object is not changed
 */
SDP_API const sdp_neucrm_config *sdp_config_env_neucrm(const sdp_config_env *env);

/**
 * What the environment says of a login by OAuth, for programs that make it themselves, such as from a code; to change
 * it, copy the struct.
 *
 * @param env  borrowed; nullable
 * @return the struct, NULL where no client id, client secret or refresh token is set; a member whose variable is not
 *         set is NULL; borrowed from `env`, with all that it points to
 * @thread any; the object is not changed
 */
SDP_API const sdp_oauth *sdp_config_env_oauth(const sdp_config_env *env);

/**
 * Frees a configuration; clients that were made with it stay as they are.
 *
 * @param env  freed, its secrets wiped; nullable
 * @thread the object's
 */
SDP_API void sdp_config_env_free(sdp_config_env *env);

SDP_END_DECLS

#endif
