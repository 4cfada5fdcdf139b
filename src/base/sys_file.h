/*
 * Files, as the platform gives them. src/base/sys_file_*.c implement it, and nothing else touches a file of the
 * caller's. Functions return 0, or the platform's number of what went wrong, for sdpi_file_reason().
 */
#ifndef SDPI_SYS_FILE_H
#define SDPI_SYS_FILE_H

#include <stddef.h>
#include <stdint.h>

enum { SDPI_FILE_REGULAR, SDPI_FILE_DIRECTORY, SDPI_FILE_OTHER };

typedef struct sdpi_file_info {
    int32_t kind;     /* SDPI_FILE_… */
    int64_t size;     /* of a regular file */
    int64_t position; /* where reading or writing goes on; -1: it cannot be set */
} sdpi_file_info;

/* Opens for reading. Does not wait where it is a pipe that nobody writes to. */
int32_t sdpi_file_open(const char *path, int32_t *descriptor);
/* Makes a file that did not exist, for writing, readable by its owner alone. */
int32_t sdpi_file_create(const char *path, int32_t *descriptor);
int32_t sdpi_file_describe(int32_t descriptor, sdpi_file_info *info);
/* Of what the path leads to; `position` is -1. */
int32_t sdpi_file_describe_path(const char *path, sdpi_file_info *info);
/* Whether nothing stands at the path, by the number that a function returned. */
int sdpi_file_is_missing(int32_t error);
/* Reads up to `capacity` bytes; *size 0 is the end. Waits where the descriptor has none yet. */
int32_t sdpi_file_read(int32_t descriptor, char *bytes, size_t capacity, size_t *size);
/* Writes all of it. */
int32_t sdpi_file_write(int32_t descriptor, const char *bytes, size_t size);
int32_t sdpi_file_seek(int32_t descriptor, int64_t position);
/* Cuts the file at `position` and goes on there. */
int32_t sdpi_file_cut(int32_t descriptor, int64_t position);
/* Waits until what was written is on the disk. */
int32_t sdpi_file_sync(int32_t descriptor);
int32_t sdpi_file_close(int32_t descriptor);
/* Puts the file in the place of another, in one step. */
int32_t sdpi_file_rename(const char *from, const char *to);
void sdpi_file_remove(const char *path);
/* What a number means, as a part of a sentence; static. */
const char *sdpi_file_reason(int32_t error);

#endif
