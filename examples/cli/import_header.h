/* The first row of an import: the members that its columns set. */
#ifndef CLI_IMPORT_HEADER_H
#define CLI_IMPORT_HEADER_H

#include "import_file.h"

/* Finds the columns, and tells and counts what is wrong; a column that is wrong has an empty path. */
void import_header_read(import_file *to);

#endif
