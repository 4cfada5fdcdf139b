/* --file: what an upload sends. */
#ifndef CLI_UPLOAD_H
#define CLI_UPLOAD_H

#include <sdp/files.h>
#include <sdp/reflect.h>

#include "arguments.h"

/* Whether the operation gets a file where it takes one. Returns an exit status. */
int upload_check(const arguments *from, const sdp_operation *operation);
/* The file that --file names; it borrows from the arguments. */
sdp_file upload_file(const arguments *from);

#endif
