/* The library speaks to programs of members and functions; who types commands knows options and variables. */
#ifndef CLI_WORDING_H
#define CLI_WORDING_H

#include "text.h"

/* Appends words of the library with what a program would set replaced by what the command takes. */
void put_in_shell_words(text *to, const char *words);

#endif
