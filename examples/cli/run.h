/* An operation, from the command line to stdout. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "arguments.h"

#include <sdp/reflect.h>

/* Returns an exit status. */
int run_operation(const arguments *from, const sdp_operation *operation);

#endif
