/* Where the text of an option comes from: the option itself, a file, or standard input. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "text.h"

/* Reads "-", "@FILE", or takes the text as it is. `option` is for errors. Returns an exit status. */
int read_source(const char *option, const char *from, text *to);

#endif
