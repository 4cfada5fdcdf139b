/* The library speaks to programs of members and functions; who types commands knows options and variables. */
#ifndef CLI_WORDING_H
#define CLI_WORDING_H

#include <stdbool.h>

#include <sdp/error.h>

#include "text.h"

/* Appends words of the library with what a program would set replaced by what the command takes. */
void put_in_shell_words(text *to, const char *words);
/* What to do about an error, by what it says and the variable that it comes from, where the library's advice is of all
   errors with its status. Not NULL. */
const char *advice_of(const sdp_error *error);
/* Whether TLS was spoken to a port that knows nothing of it: no certificate was seen, nor a clock needed. */
bool met_no_tls(const sdp_error *error);

#endif
