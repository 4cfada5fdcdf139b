/*
 * Files that hold secrets: only their owner can read, replace or lock them. src/base/sys_private_*.c implement it.
 * Functions return 0, or a number for sdpi_private_reason().
 */
#ifndef SDPI_SYS_PRIVATE_H
#define SDPI_SYS_PRIVATE_H

#include "base/sys_file.h"

/* Makes the folder that the path lies in where it is missing, and checks that nobody else but its group can replace
   files there. */
int32_t sdpi_private_folder(const char *path);
/* Opens for reading. Takes the rights of others away, and refuses what is not a file of this user's own. */
int32_t sdpi_private_open(const char *path, int32_t *descriptor);
/* Makes the file where it is missing and locks it against other processes, and other descriptors of this one. The lock
   ends with the process, and is taken from one that has held it for longer than SDPI_STORE_LEASE_MS. Does not wait, but
   for a moment where it looks as if it were to be taken: sdpi_private_is_busy() tells that another has the lock. */
int32_t sdpi_private_lock(const char *path, int32_t *descriptor);
/* Whether the file at the path is still the one that is open: of a lock, whether it is still held. */
int sdpi_private_is_at(const char *path, int32_t descriptor);
/* Makes a file that did not exist, for writing. */
int32_t sdpi_private_create(const char *path, int32_t *descriptor);
void sdpi_private_unlock(int32_t descriptor);
int sdpi_private_is_busy(int32_t error);
/* What a number means, as a part of a sentence; static. */
const char *sdpi_private_reason(int32_t error);

#endif
