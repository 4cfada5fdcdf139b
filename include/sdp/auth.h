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

/** What a program's login function is asked. */
typedef struct sdp_auth_question {
    size_t size;     /**< sizeof(sdp_auth_question) of the library; newer ones are longer */
    int64_t wall_ms; /**< the time of day: milliseconds since 1970-01-01 UTC */
    int64_t left_ms; /**< what is left of the call that asks; INT64_MAX where it has no limit */
    int64_t refused; /**< `number` of the login that the service did not accept from this call; 0: none */
} sdp_auth_question;

/** What it answers. Headers and texts are borrowed until the function is called again, by whatever thread. */
typedef struct sdp_auth_answer {
    size_t size;               /**< sizeof(sdp_auth_answer) of the library; set before the function is called */
    const sdp_header *headers; /**< to be sent with the request */
    size_t header_count;       /**< 8 at most; 0: none is needed */
    int64_t number;            /**< the program's number of this login, comes back as `refused`; 0 counts as 1 */
    int64_t wait_ms;           /**< more than 0: there is no login yet, ask again then */
    const char *message;       /**< with an error: why there is no login, without secrets; nullable */
} sdp_auth_answer;

/**
 * A program's login function. It must not block; siblings in other threads wait while it runs, since it is called by
 * one thread at a time. Returns SDP_OK, or an error, which ends the call.
 */
typedef sdp_status (*sdp_auth_fn)(void *user_data, const sdp_auth_question *question, sdp_auth_answer *answer);

/** Frees the `user_data` of a login, when the last client that used it is gone. */
typedef void (*sdp_release_fn)(void *user_data);

/**
 * A login that the program itself provides.
 *
 * @param provide    called before each attempt, by the thread that makes the call; not NULL
 * @param user_data  passed to it; borrowed for the login's life; nullable
 * @param release    called with user_data at the login's end; nullable
 * @param error      receives the reason; nullable
 * @param out        receives a new login, freed by sdp_auth_free(); NULL on failure, and then `release` is not called;
 *                   not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_auth_new_callback(sdp_auth_fn provide, void *user_data, sdp_release_fn release, sdp_error *error,
                                         sdp_auth **out);

/**
 * Gives up the caller's reference; clients keep theirs.
 *
 * @param auth  released; nullable
 * @thread any
 */
SDP_API void sdp_auth_free(sdp_auth *auth);

SDP_END_DECLS

#endif
