/* A token store as a login holds it: counted, and used by one thread at a time. */
#ifndef SDPI_STORE_H
#define SDPI_STORE_H

#include <sdp/oauth.h>

#include "auth/token.h"
#include "base/error.h"

/* Takes a reference. */
sdp_token_store *sdpi_store_hold(sdp_token_store *store);

/* The token that is kept under the key; an empty one where there is none. */
sdp_status sdpi_store_load(sdp_token_store *store, const char *key, sdpi_token *token, sdp_error *error);
/* Keeps it; the caller has the lock. SDP_END: it had, and lost it. */
sdp_status sdpi_store_save(sdp_token_store *store, const char *key, const sdpi_token *token, sdp_error *error);
/* SDP_END: another holds the lock. */
sdp_status sdpi_store_lock(sdp_token_store *store, const char *key, sdp_error *error);
void sdpi_store_unlock(sdp_token_store *store, const char *key);

#endif
