/* Where the text of an option comes from: the option itself, a file, or standard input. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "text.h"

/* More than the library takes as one JSON text; a device without end is not read without end. */
#define SOURCE_MOST_BYTES (32u * 1024 * 1024)

/* Reads "-", "@FILE", or takes the text as it is. `option` is for errors. Returns an exit status. */
int read_source(const char *option, const char *from, text *to);

#endif
