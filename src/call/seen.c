#include "call/seen.h"

#include <string.h>

#include "base/text.h"

/* Slots of a generation, powers of two. Half of them are used at most, so that a search ends soon. */
enum { FEW_SLOTS = 512, SLOTS = SDPI_SEEN_IDS * 2 };

/* The hash of the id, mixed: ids differ in their last digits alone. 0 marks a free slot. */
uint64_t sdpi_fingerprint(const char *text)
{
    uint64_t hash = sdpi_hash(SDPI_HASH_SEED, text);
    hash ^= hash >> 32;
    return hash != 0 ? hash : 1;
}

static uint64_t *find(uint64_t *slots, size_t count, uint64_t print)
{
    size_t at = (size_t)print % count;
    while (slots[at] != 0 && slots[at] != print) at = (at + 1) % count;
    return &slots[at];
}

void sdpi_seen_init(sdpi_seen *seen, const sdp_allocator *allocator)
{
    *seen = (sdpi_seen){.allocator = allocator};
}

static int start_small(sdpi_seen *seen)
{
    seen->block = sdpi_allocate_zero(seen->allocator, FEW_SLOTS * sizeof *seen->block);
    if (seen->block == NULL) return 0;
    seen->young = seen->block;
    seen->slots = FEW_SLOTS;
    return 1;
}

/* Both generations at once: a walk that has come so far never needs more. */
static int grow(sdpi_seen *seen)
{
    uint64_t *block = sdpi_allocate_zero(seen->allocator, (size_t)SLOTS * 2 * sizeof *block);
    if (block == NULL) return 0;
    for (size_t i = 0; i < seen->slots; i++) {
        if (seen->young[i] != 0) *find(block, SLOTS, seen->young[i]) = seen->young[i];
    }
    sdpi_release(seen->allocator, seen->block);
    seen->block = block;
    seen->young = block;
    seen->old = block + SLOTS;
    seen->slots = SLOTS;
    return 1;
}

static void forget_old(sdpi_seen *seen)
{
    uint64_t *emptied = seen->old;
    memset(emptied, 0, seen->slots * sizeof *emptied);
    seen->old = seen->young;
    seen->young = emptied;
    seen->count = 0;
}

/* Makes room for one more in the young generation. */
static int make_room(sdpi_seen *seen)
{
    if (seen->block == NULL) return start_small(seen);
    if (seen->count < seen->slots / 2) return 1;
    if (seen->old == NULL) return grow(seen);
    forget_old(seen);
    return 1;
}

void sdpi_seen_note(sdpi_seen *seen, uint64_t print)
{
    seen->recent[seen->noted++ % SDPI_CHECKPOINT_IDS] = print;
}

int sdpi_seen_add_print(sdpi_seen *seen, uint64_t print)
{
    if (!make_room(seen)) return -1;
    if (seen->old != NULL && *find(seen->old, seen->slots, print) == print) return 0;
    uint64_t *slot = find(seen->young, seen->slots, print);
    if (*slot == print) return 0;
    *slot = print;
    seen->count++;
    sdpi_seen_note(seen, print);
    return 1;
}

int sdpi_seen_add(sdpi_seen *seen, const char *id)
{
    return sdpi_seen_add_print(seen, sdpi_fingerprint(id));
}

size_t sdpi_seen_recent(const sdpi_seen *seen, uint64_t *prints)
{
    const uint64_t count = seen->noted < SDPI_CHECKPOINT_IDS ? seen->noted : SDPI_CHECKPOINT_IDS;
    for (uint64_t i = 0; i < count; i++) prints[i] = seen->recent[(seen->noted - count + i) % SDPI_CHECKPOINT_IDS];
    return (size_t)count;
}

void sdpi_seen_free(sdpi_seen *seen)
{
    sdpi_release(seen->allocator, seen->block);
    sdpi_seen_init(seen, seen->allocator);
}
