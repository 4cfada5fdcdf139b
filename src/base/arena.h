/* An arena: many small allocations, one free. */
#ifndef SDPI_ARENA_H
#define SDPI_ARENA_H

#include "base/memory.h"

typedef struct sdpi_arena_block sdpi_arena_block;

typedef struct sdpi_arena {
    sdp_allocator allocator;
    sdpi_arena_block *blocks; /* newest first */
    char *next;
    size_t left;
    size_t block_size; /* of the next block; doubles */
} sdpi_arena;

/* Prepares an arena whose first block, made when needed, holds `first` bytes. */
void sdpi_arena_init(sdpi_arena *arena, const sdp_allocator *allocator, size_t first);
/* Zeroed memory aligned for any type, or NULL. */
void *sdpi_arena_take(sdpi_arena *arena, size_t size);
/* A copy of `size` bytes with a zero byte after them, or NULL. */
char *sdpi_arena_text(sdpi_arena *arena, const char *bytes, size_t size);
void sdpi_arena_free(sdpi_arena *arena);

#endif
