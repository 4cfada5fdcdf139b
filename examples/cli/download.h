/* sdp download CONTENT_URL --file PATH: a file that was uploaded. No row of the table of operations, since it brings no
   JSON. */
#ifndef CLI_DOWNLOAD_H
#define CLI_DOWNLOAD_H

#include "arguments.h"

/* Returns an exit status. */
int download(const arguments *from);

#endif
