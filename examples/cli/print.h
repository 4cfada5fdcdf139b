/* Writing to stdout. The first failure counts: it is kept until somebody asks. */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include <stdbool.h>
#include <stddef.h>

void print_bytes(const char *bytes, size_t size);
/* With a line break at the end. */
void print_line(const char *line);
/* Whether writing failed so far. */
bool print_failed(void);
/* Brings all on its way; tells a failure. Returns an exit status. */
int print_flush(void);

#endif
