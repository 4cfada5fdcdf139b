/**
 * @file auth.h
 * Kinds of login. One object may serve many clients and threads; it never sends anything itself.
 */
#ifndef SDP_AUTH_H
#define SDP_AUTH_H

#include <sdp/transport.h>

SDP_BEGIN_DECLS

/** A kind of login with its secrets. Opaque, counted: each client that uses it holds a reference. */
typedef struct sdp_auth sdp_auth;

/**
 * A fixed access token: `Authorization: Zoho-oauthtoken <token>`.
 *
 * @param token  copied, wiped when freed; not NULL, not empty, visible ASCII
 * @param error  receives the reason; nullable
 * @param out    receives a new login, freed by sdp_auth_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_auth_new_token(const char *token, sdp_error *error, sdp_auth **out);

/**
 * The key of a technician on an installation of one's own: `authtoken: <key>`, and `PORTALID: <id>`.
 *
 * @param key        copied, wiped when freed; not NULL, not empty, visible ASCII
 * @param portal_id  copied; digits; nullable: no PORTALID is sent
 * @param error      receives the reason; nullable
 * @param out        receives a new login, freed by sdp_auth_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_auth_new_key(const char *key, const char *portal_id, sdp_error *error, sdp_auth **out);

/**
 * Gives the header of a login for a request that is about to be sent. It must not block.
 * `*header` is borrowed until the next call; a NULL name means that none is needed.
 * `refused` is 1 where the service did not accept the last one: return another, or SDP_E_LOGIN.
 */
typedef sdp_status (*sdp_auth_fn)(void *user_data, int32_t refused, sdp_header *header);

/**
 * A login that the program itself provides.
 *
 * @param provide    called before each attempt, by the thread that uses the client; not NULL
 * @param user_data  passed to it; borrowed for the login's life; nullable
 * @param out        receives a new login, freed by sdp_auth_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_auth_new_callback(sdp_auth_fn provide, void *user_data, sdp_auth **out);

/**
 * Gives up the caller's reference; clients keep theirs.
 *
 * @param auth  released; nullable
 * @thread any
 */
SDP_API void sdp_auth_free(sdp_auth *auth);

SDP_END_DECLS

#endif
