/* The ids that a pager has given already, in bounded memory. */
#ifndef SDPI_SEEN_H
#define SDPI_SEEN_H

#include "base/limits.h"
#include "base/memory.h"

/*
 * Two generations of fingerprints: when the young one is full, the old one is forgotten. So the last SDPI_SEEN_IDS ids
 * are surely known, and never more than twice as many. Short lists have a small table; from then on memory is constant.
 */
typedef struct sdpi_seen {
    const sdp_allocator *allocator;
    uint64_t *block; /* of both generations; NULL until the first id */
    uint64_t *young;
    uint64_t *old; /* NULL while the table is small */
    size_t slots;  /* of each generation */
    size_t count;  /* in the young one */
    /* The ids noted last, in their order, each in the place of one that many before it. */
    uint64_t recent[SDPI_CHECKPOINT_IDS];
    uint64_t noted;
} sdpi_seen;

/* A number that stands for a text; two texts share one by a chance of 2^-64. Never 0. */
uint64_t sdpi_fingerprint(const char *text);

void sdpi_seen_init(sdpi_seen *seen, const sdp_allocator *allocator);
/* 1: new and noted; 0: given before; -1: no memory. */
int sdpi_seen_add(sdpi_seen *seen, const char *id);
/* The same for a fingerprint, which is not 0. */
int sdpi_seen_add_print(sdpi_seen *seen, uint64_t print);
/* Notes one that was given before as the one that came last. */
void sdpi_seen_note(sdpi_seen *seen, uint64_t print);
/* Gives the fingerprints noted last, the oldest first. Returns how many, SDPI_CHECKPOINT_IDS at most. */
size_t sdpi_seen_recent(const sdpi_seen *seen, uint64_t *prints);
void sdpi_seen_free(sdpi_seen *seen);

#endif
