/* --curl: the request as a command of curl, for those who have no sdp or want to see it by itself. */
#ifndef CLI_CURL_H
#define CLI_CURL_H

#include "arguments.h"

/* Prints the command for a request that a dry run described; the secret is a variable of the shell in it. Returns an
   exit status. */
int curl_command(const char *described, const arguments *from);

#endif
