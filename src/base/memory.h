/* The allocator seam. An allocator is copied into whatever outlives the client. */
#ifndef SDPI_MEMORY_H
#define SDPI_MEMORY_H

#include <sdp/base.h>

extern const sdp_allocator sdpi_default_allocator;

/* Uninitialised memory, or NULL. `size` 0 is treated as 1. */
void *sdpi_allocate(const sdp_allocator *allocator, size_t size);
/* Zeroed memory, or NULL. */
void *sdpi_allocate_zero(const sdp_allocator *allocator, size_t size);
void *sdpi_resize(const sdp_allocator *allocator, void *block, size_t size);
void sdpi_release(const sdp_allocator *allocator, void *block);
/* A new copy of `text`, which may be NULL only where the result may be too. */
char *sdpi_copy_text(const sdp_allocator *allocator, const char *text);
/* A new text of `size` bytes of `text`, and `tail` behind them. */
char *sdpi_join_text(const sdp_allocator *allocator, const char *text, size_t size, const char *tail);
/* Overwrites memory in a way that no compiler drops. */
void sdpi_wipe(void *memory, size_t size);
/* Drops a const that only an interface demanded: of memory that is the caller's own to change. */
void *sdpi_own(const void *memory);
/* Wipes and frees a secret text; nullable. */
void sdpi_release_secret(const sdp_allocator *allocator, char *secret);

#endif
