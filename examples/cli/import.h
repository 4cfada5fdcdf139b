/* sdp products import, sdp customers import */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include "arguments.h"

/* Returns an exit status. */
int import_records(const arguments *from);

#endif
