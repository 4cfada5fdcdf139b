#include "base/arena.h"

#include <string.h>

#define ALIGNMENT _Alignof(max_align_t)
#define MOST_BLOCK (256u * 1024)

struct sdpi_arena_block {
    sdpi_arena_block *older;
    max_align_t memory[];
};

void sdpi_arena_init(sdpi_arena *arena, const sdp_allocator *allocator, size_t first)
{
    *arena = (sdpi_arena){.allocator = *allocator, .block_size = first};
}

static char *take_block(sdpi_arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(sdpi_arena_block)) return NULL;
    sdpi_arena_block *block = sdpi_allocate(&arena->allocator, sizeof *block + size);
    if (block == NULL) return NULL;
    block->older = arena->blocks;
    arena->blocks = block;
    return (char *)block->memory;
}

void *sdpi_arena_take(sdpi_arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT) return NULL;
    if (size == 0) size = 1; /* a piece of its own, so that NULL means no memory alone */
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size > arena->left) {
        size_t block_size = arena->block_size > size ? arena->block_size : size;
        char *memory = take_block(arena, block_size);
        if (memory == NULL) return NULL;
        arena->next = memory;
        arena->left = block_size;
        if (arena->block_size < MOST_BLOCK) arena->block_size *= 2;
    }
    void *result = arena->next;
    arena->next += size;
    arena->left -= size;
    return memset(result, 0, size);
}

char *sdpi_arena_text(sdpi_arena *arena, const char *bytes, size_t size)
{
    if (size == SIZE_MAX) return NULL;
    char *copy = sdpi_arena_take(arena, size + 1);
    if (copy != NULL) memcpy(copy, bytes, size);
    return copy;
}

void sdpi_arena_free(sdpi_arena *arena)
{
    sdpi_arena_block *block = arena->blocks;
    while (block != NULL) {
        sdpi_arena_block *older = block->older;
        sdpi_release(&arena->allocator, block);
        block = older;
    }
    arena->blocks = NULL;
    arena->next = NULL;
    arena->left = 0;
}
