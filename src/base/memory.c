#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void *default_allocate(void *user_data, size_t size)
{
    (void)user_data;
    return malloc(size);
}

static void *default_resize(void *user_data, void *block, size_t size)
{
    (void)user_data;
    return realloc(block, size);
}

static void default_release(void *user_data, void *block)
{
    (void)user_data;
    free(block);
}

const sdp_allocator sdpi_default_allocator = {sizeof(sdp_allocator), default_allocate, default_resize, default_release,
                                              NULL};

void *sdpi_allocate(const sdp_allocator *allocator, size_t size)
{
    return allocator->allocate(allocator->user_data, size > 0 ? size : 1);
}

void *sdpi_allocate_zero(const sdp_allocator *allocator, size_t size)
{
    void *block = sdpi_allocate(allocator, size);
    if (block != NULL) memset(block, 0, size);
    return block;
}

void *sdpi_resize(const sdp_allocator *allocator, void *block, size_t size)
{
    return allocator->resize(allocator->user_data, block, size > 0 ? size : 1);
}

void sdpi_release(const sdp_allocator *allocator, void *block)
{
    if (block != NULL) allocator->release(allocator->user_data, block);
}

char *sdpi_copy_text(const sdp_allocator *allocator, const char *text)
{
    if (text == NULL) return NULL;
    size_t size = strlen(text) + 1;
    char *copy = sdpi_allocate(allocator, size);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}

char *sdpi_join_text(const sdp_allocator *allocator, const char *text, size_t size, const char *tail)
{
    const size_t tail_size = strlen(tail) + 1;
    char *joined = sdpi_allocate(allocator, size + tail_size);
    if (joined == NULL) return NULL;
    memcpy(joined, text, size);
    memcpy(joined + size, tail, tail_size);
    return joined;
}

void sdpi_wipe(void *memory, size_t size)
{
    volatile unsigned char *bytes = memory;
    while (size-- > 0) *bytes++ = 0;
}

void *sdpi_own(const void *memory)
{
    void *own;
    memcpy(&own, &memory, sizeof own);
    return own;
}

void sdpi_release_secret(const sdp_allocator *allocator, char *secret)
{
    if (secret != NULL) sdpi_wipe(secret, strlen(secret));
    sdpi_release(allocator, secret);
}
