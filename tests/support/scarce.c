#include "scarce.h"

#include <stdlib.h>
#include <string.h>

/* What stands before each block: its size. */
typedef union front {
    size_t size;
    max_align_t alignment;
} front;

static int may(scarce *memory, size_t size)
{
    memory->calls++;
    if (size > memory->largest) memory->largest = size;
    if (memory->left == 0) return 0;
    if (memory->left > 0) memory->left--;
    return 1;
}

static void *scarce_allocate(void *user_data, size_t size)
{
    scarce *memory = user_data;
    if (!may(memory, size) || size > SIZE_MAX / 2) return NULL;
    front *block = malloc(sizeof *block + size);
    if (block == NULL) return NULL;
    block->size = size;
    memory->alive++;
    return memset(block + 1, memory->fill, size);
}

static void scarce_release(void *user_data, void *old)
{
    scarce *memory = user_data;
    if (old == NULL) return;
    front *block = (front *)old - 1;
    memset(memory->seen, 0, sizeof memory->seen);
    memcpy(memory->seen, old, block->size < sizeof memory->seen ? block->size : sizeof memory->seen);
    memory->alive--;
    free(block);
}

static void *scarce_resize(void *user_data, void *old, size_t size)
{
    void *made = scarce_allocate(user_data, size);
    if (made == NULL || old == NULL) return made;
    size_t before = ((front *)old - 1)->size;
    memcpy(made, old, before < size ? before : size);
    scarce_release(user_data, old);
    return made;
}

void scarce_init(scarce *memory, long left)
{
    memset(memory, 0, sizeof *memory);
    memory->allocator = (sdp_allocator){sizeof(sdp_allocator), scarce_allocate, scarce_resize, scarce_release, memory};
    memory->left = left;
    memory->fill = 0xA5;
}
