/* A list without rows, on a terminal: that nothing was found is told, since nothing is printed. */
#ifndef CLI_EMPTY_H
#define CLI_EMPTY_H

#include <sdp/reflect.h>

#include "arguments.h"
#include "tasks.h"

/* After an operation that succeeded: a note on stderr where its table has no rows. */
void empty_tell_operation(const arguments *from, const sdp_operation *operation);
/* The same after a task. */
void empty_tell_task(const arguments *from, const task *which);

#endif
