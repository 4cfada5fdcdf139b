/* What client tests of the OAuth login share: a desk whose client logs in with planted secrets, and what the sandbox
   counted. The desk fails the test where one of them is shown. */
#ifndef OAUTH_CASE_H
#define OAUTH_CASE_H

#include "desk.h"
#include "sandbox.h"

#define OAUTH_SECRET DESK_PLANTED "secret-5c1d"
#define OAUTH_REFRESH DESK_PLANTED "refresh-5c1d"
#define OAUTH_CODE DESK_PLANTED "code-5c1d"

/* A login at that server; by code where there is no refresh token. */
sdp_auth *oauth_case_login(const char *accounts_url, const char *refresh_token, const char *code,
                           sdp_token_store *store);
/* A desk that logs in so. It takes the login over; `server` is nullable where there is a base URL. */
desk *oauth_case_open(raw_server *server, const char *base_url, sdp_auth *auth);
/* Both, with the refresh token, at a sandbox. ask_begin() is called for it; close by oauth_case_close(). */
desk *oauth_case_desk(sandbox *box);
/* Closes the desk and stops the sandbox, which must have gone well. */
void oauth_case_close(desk *d, sandbox *box);

/* A count of GET /_sandbox/tokens, such as "minted", by bare libcurl; ask_begin() goes before. */
long oauth_case_count(const char *name);
/* A control request, such as POST /_sandbox/tokens/expire. */
void oauth_case_control(const char *method, const char *path, const char *body);

#endif
