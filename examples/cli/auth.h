/* sdp auth: the login itself. */
#ifndef CLI_AUTH_H
#define CLI_AUTH_H

#include "arguments.h"

/* Runs "auth login|status|token". Each of these returns an exit status. */
int auth(const arguments *from);
/* Exchanges a code for tokens, and keeps them. */
int auth_login(const arguments *from);
/* Tells what is known of the login, and sends nothing. */
int auth_status(const arguments *from);
/* Prints the access token for another program. */
int auth_token(const arguments *from);

#endif
