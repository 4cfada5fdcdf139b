/* What files need that keep the state of a run. */
#ifndef CLI_FILE_IO_H
#define CLI_FILE_IO_H

#include <stdbool.h>
#include <stddef.h>

/* Returns errno, or 0 where all of it was written. */
int write_all(int descriptor, const char *bytes, size_t size);
/* Opens the file of --checkpoint, or makes it, and keeps other processes away until the descriptor is closed, or the
   process ends. What is written goes to its end. `*made`: it was not there. Returns an exit status, having told; the
   descriptor is -1 where it is not locked. */
int open_locked(const char *path, int *descriptor, bool *made);

#endif
