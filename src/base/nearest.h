/* Names that were meant: of those that there are, the nearest to one that is none of them. */
#ifndef SDPI_NEAREST_H
#define SDPI_NEAREST_H

#include <stddef.h>

/* How many single-character changes turn one name into the other, without regard to case; names over 63 bytes count as
   far apart. */
size_t sdpi_distance(const char *a, const char *b);

/* A search under way. */
typedef struct sdpi_nearest {
    const char *wanted;
    size_t distance; /* a name must be nearer than that */
} sdpi_nearest;

#define SDPI_HINT_SIZE 96

/* What is a third of the name away, or one change more, is a slip; what is further off is another name. */
sdpi_nearest sdpi_nearest_begin(const char *wanted);
/* Whether the name is nearer than all that were tried before. */
int sdpi_is_nearer(sdpi_nearest *so_far, const char *name);
/* The end of a message, "; did you mean '…'?", written to `buffer`; "" where `nearest` is NULL. */
const char *sdpi_hint(char buffer[SDPI_HINT_SIZE], const char *nearest);

#endif
