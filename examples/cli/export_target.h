/* Where an export goes: standard output, or a file that appears when it is whole. */
#ifndef CLI_EXPORT_TARGET_H
#define CLI_EXPORT_TARGET_H

#include <stdint.h>
#include <stdio.h>

#include "text.h"

typedef struct export_target {
    const char *path; /* NULL: standard output */
    char *real;       /* where a link leads; NULL: the path itself */
    text beside;      /* what is written until it is whole */
    FILE *file;
    long mode; /* of the file that is there; -1: there is none */
} export_target;

/* `path` is nullable. Each of these returns an exit status. */
int export_target_open(export_target *to, const char *path);
int export_target_put(export_target *to, const char *bytes, size_t size);
/* Begins the file anew; standard output is never. */
int export_target_rewind(export_target *to);
/* Puts the file in its place where `status` is STATUS_DONE, and takes it away otherwise. Tells people how many rows a
   file has. */
int export_target_close(export_target *from, int status, int64_t rows);

#endif
