/* Files of the command line: one thing a line. */
#ifndef SANDBOX_LINES_H
#define SANDBOX_LINES_H

#include "text.h"

/* Gives each line of a file to `take`, without its end; empty lines, and those that begin with #, are left out. False
   with the file, the line and the reason where it is not taken, and with the file and the reason where it cannot be
   read. */
bool lines_each(const char *path, bool (*take)(void *to, const char *line, text *why), void *to, text *problem);

#endif
