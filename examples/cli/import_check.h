/* What can be wrong with the lines of an import, and is told before anything is sent. */
#ifndef CLI_IMPORT_CHECK_H
#define CLI_IMPORT_CHECK_H

#include "import_file.h"

/* Looks at every line by itself, and for lines that mean one record. */
void import_check_lines(import_file *of);
/* Notes that something was told. After so many of them the rest is only counted. */
void import_problem(import_file *of);
/* Tells how many there were, where there was one. Returns an exit status. */
int import_problems_tell(const import_file *of);

#endif
