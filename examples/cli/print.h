/* Writing to stdout. The first failure counts: it is kept until somebody asks. */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include <stdbool.h>
#include <stddef.h>

/* From here on output waits, and goes through a pager once it has more than so many lines; 0: it does not. */
void print_by_pager(size_t lines);
void print_bytes(const char *bytes, size_t size);
/* With a line break at the end. */
void print_line(const char *line);
/* Whether there was anything to print so far. */
bool print_any(void);
/* Whether writing failed so far. */
bool print_failed(void);
/* Brings all on its way that need not wait; tells a failure. Returns an exit status. */
int print_flush(void);
/* Prints what waits, and lets the person finish reading: what comes next is no part of the output, and is to be
   seen. */
void print_settle(void);

#endif
