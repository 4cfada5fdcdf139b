/* Paths such as "sites[0].name": one reading of them for JSON and for structs. */
#ifndef SDPI_JSON_PATH_H
#define SDPI_JSON_PATH_H

#include <stddef.h>

enum { SDPI_STEP_END, SDPI_STEP_NAME, SDPI_STEP_INDEX, SDPI_STEP_APPEND, SDPI_STEP_BAD };

typedef struct sdpi_step {
    int kind;
    const char *name; /* not ended by a zero byte */
    size_t name_size;
    size_t index;
} sdpi_step;

/* Reads the step at *path and moves *path behind it. `first` is 1 for the first step of a path. */
sdpi_step sdpi_path_step(const char **path, int first);

#endif
