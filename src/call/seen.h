/* The ids that a pager has given already, in bounded memory. */
#ifndef SDPI_SEEN_H
#define SDPI_SEEN_H

#include "base/memory.h"

/* Two generations of fingerprints: when the young one is full, the old one is forgotten. */
typedef struct sdpi_seen {
    const sdp_allocator *allocator;
    uint64_t *young; /* NULL until the first id */
    uint64_t *old;
    size_t count; /* in the young one */
} sdpi_seen;

/* A number that stands for a text; two texts share one by a chance of 2^-64. Never 0. */
uint64_t sdpi_fingerprint(const char *text);

void sdpi_seen_init(sdpi_seen *seen, const sdp_allocator *allocator);
/* 1: new and noted; 0: given before; -1: no memory. */
int sdpi_seen_add(sdpi_seen *seen, const char *id);
void sdpi_seen_free(sdpi_seen *seen);

#endif
