/* An operation, from the command line to stdout. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "arguments.h"

#include <sdp/reflect.h>

/* Returns an exit status. */
int run_operation(const arguments *from, const sdp_operation *operation);
/* `sdp download CONTENT_URL --file PATH`: a file that was uploaded. No row of the table, since it brings no JSON. */
int run_download(const arguments *from);

#endif
