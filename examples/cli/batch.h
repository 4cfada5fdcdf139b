/* sdp batch: many calls, one a line. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "arguments.h"

/* Runs the command. Returns an exit status. */
int batch(const arguments *from);

#endif
