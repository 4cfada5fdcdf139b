/* An allocator that counts what is alive and fails when it is told to. */
#ifndef SCARCE_H
#define SCARCE_H

#include "base/memory.h"

typedef struct scarce {
    sdp_allocator allocator;
    long left;  /* allocations that succeed before all fail; -1: no end */
    long calls; /* allocations asked for */
    long alive;
    unsigned char fill;     /* what new memory is filled with, so that nothing reads zeros by luck */
    size_t largest;         /* request so far */
    unsigned char seen[64]; /* beginning of the block that was freed last, as it was when it was freed */
} scarce;

/* `left` as above. */
void scarce_init(scarce *memory, long left);

#endif
