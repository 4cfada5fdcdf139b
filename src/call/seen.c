#include "call/seen.h"

#include <string.h>

#include "base/limits.h"

/* Half full at most, so that a search ends soon. A power of two. */
enum { SLOTS = SDPI_SEEN_IDS * 2 };

/* FNV-1a over the id, then mixed: ids differ in their last digits alone. 0 marks a free slot. */
uint64_t sdpi_fingerprint(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text != '\0'; text++) hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    hash ^= hash >> 32;
    return hash != 0 ? hash : 1;
}

static uint64_t *find(uint64_t *slots, uint64_t print)
{
    size_t at = (size_t)print % SLOTS;
    while (slots[at] != 0 && slots[at] != print) at = (at + 1) % SLOTS;
    return &slots[at];
}

void sdpi_seen_init(sdpi_seen *seen, const sdp_allocator *allocator)
{
    *seen = (sdpi_seen){.allocator = allocator};
}

int sdpi_seen_add(sdpi_seen *seen, const char *id)
{
    uint64_t print = sdpi_fingerprint(id);
    if (seen->young == NULL || seen->count == SDPI_SEEN_IDS) {
        uint64_t *fresh = sdpi_allocate_zero(seen->allocator, SLOTS * sizeof *fresh);
        if (fresh == NULL) return -1;
        sdpi_release(seen->allocator, seen->old);
        seen->old = seen->young;
        seen->young = fresh;
        seen->count = 0;
    }
    if (seen->old != NULL && *find(seen->old, print) == print) return 0;
    uint64_t *slot = find(seen->young, print);
    if (*slot == print) return 0;
    *slot = print;
    seen->count++;
    return 1;
}

void sdpi_seen_free(sdpi_seen *seen)
{
    sdpi_release(seen->allocator, seen->young);
    sdpi_release(seen->allocator, seen->old);
    sdpi_seen_init(seen, seen->allocator);
}
