/* What is known of a login, in words and as JSON; no secrets. */
#ifndef CLI_STANDING_H
#define CLI_STANDING_H

#include <sdp/json.h>
#include <sdp/oauth.h>

#include "login.h"
#include "text.h"

/* Token requests that the login server takes in ten minutes. */
#define TOKEN_REQUESTS 10

/* Appends a line for each thing that is known. */
void put_standing(text *to, const sdp_login_state *state);
/* Puts the same into an object. */
void put_standing_json(sdp_json *to, const sdp_login_state *state);
/* "oauth" and the like, for programs. */
const char *name_of_kind(login_kind kind);
/* Whether the token is there and its time is not over. */
bool is_token_alive(const sdp_login_state *state);

#endif
