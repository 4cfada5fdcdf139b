/* The word that a mistyped one was probably meant to be. */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include <stddef.h>

/* Gathers the best of the candidates that are offered to it. */
typedef struct nearest {
    const char *wanted;
    const char *best; /* NULL: none is near */
    size_t distance;
} nearest;

nearest nearest_to(const char *wanted);
/* Words that differ only in '-' and '_' or in case count as near. */
void nearest_offer(nearest *to, const char *candidate);
/* "; did you mean 'name'?", or "". Valid until the next call. */
const char *nearest_hint(const nearest *from);

#endif
