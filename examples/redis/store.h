/* A token store on Redis: machines that share it share their tokens, so that one of them asks the login server, and the
   others take what it got. */
#ifndef EXAMPLES_REDIS_STORE_H
#define EXAMPLES_REDIS_STORE_H

#include <sdp/oauth.h>

/*
 * Makes a store. The server is reached when the store is used; a server that cannot be reached makes a call fail with
 * SDP_E_TOKEN_STORE, and no token is asked for.
 *
 * url          redis://[[user]:password@]host[:port][/database]; copied
 * allow_plain  1: the host may be another machine, though the connection is not encrypted
 * lock_ms      how long a lock outlives a process that died; 0: a minute, which is longer than a token request takes
 * problem      receives why there is no store: a static text without secrets
 * out          receives a new store, freed by sdp_token_store_free(); NULL on failure
 */
sdp_status redis_store_new(const char *url, int allow_plain, int lock_ms, const char **problem, sdp_token_store **out);

#endif
