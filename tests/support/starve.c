#define _DEFAULT_SOURCE

#include "starve.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__GLIBC__)
#include <execinfo.h>
#include <malloc.h>
#endif

/* A table of fixed size, since what it is for is malloc() itself. */
enum { SLOTS = 1 << 16, MOST = SLOTS / 2, FRAMES = 32 };

static void *slots[SLOTS];
static long alive;
static int locked;
static long failed;
static void *frames[FRAMES];
static int frame_count;

static _Thread_local int armed;
static _Thread_local long asked;
static _Thread_local long fails_at;

static void lock(void)
{
    while (__atomic_exchange_n(&locked, 1, __ATOMIC_ACQUIRE)) continue;
}

static void unlock(void)
{
    __atomic_store_n(&locked, 0, __ATOMIC_RELEASE);
}

static size_t home_of(const void *block)
{
    return (size_t)(((uintptr_t)block >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 40) % SLOTS;
}

/* Where the block stands, or would. */
static size_t find(const void *block)
{
    size_t at = home_of(block);
    while (slots[at] != NULL && slots[at] != block) at = (at + 1) % SLOTS;
    return at;
}

/* Empties a slot; what follows it moves up where it would not be found otherwise. */
static void empty(size_t hole)
{
    slots[hole] = NULL;
    for (size_t at = (hole + 1) % SLOTS; slots[at] != NULL; at = (at + 1) % SLOTS) {
        size_t away = (at - home_of(slots[at])) % SLOTS;
        if (away < (at - hole) % SLOTS) continue;
        slots[hole] = slots[at];
        slots[at] = NULL;
        hole = at;
    }
}

static void remember(void *block)
{
    lock();
    if (alive < MOST) {
        slots[find(block)] = block;
        __atomic_add_fetch(&alive, 1, __ATOMIC_RELAXED);
    }
    unlock();
}

int starve_may(void)
{
    if (!armed) return 1;
    if (++asked != fails_at) return 1;
    __atomic_add_fetch(&failed, 1, __ATOMIC_RELAXED);
#if defined(__GLIBC__)
    armed = 0;
    frame_count = backtrace(frames, FRAMES);
    armed = 1;
#endif
    return 0;
}

void *starve_note(void *block)
{
    if (armed && block != NULL) remember(block);
    return block;
}

int starve_drop(void *block)
{
    if (block == NULL || __atomic_load_n(&alive, __ATOMIC_RELAXED) == 0) return 0;
    lock();
    size_t at = find(block);
    int watched = slots[at] != NULL;
    if (watched) {
        empty(at);
        __atomic_sub_fetch(&alive, 1, __ATOMIC_RELAXED);
    }
    unlock();
    return watched;
}

void *starve_moved(void *block, int watched)
{
    if (block != NULL && (armed || watched)) remember(block);
    return block;
}

static void *watched_allocate(void *user_data, size_t size)
{
    (void)user_data;
    return starve_may() ? starve_note(malloc(size)) : NULL;
}

static void *watched_resize(void *user_data, void *block, size_t size)
{
    (void)user_data;
    if (!starve_may()) return NULL;
    int watched = starve_drop(block);
    void *moved = realloc(block, size);
    return moved != NULL ? starve_moved(moved, watched) : NULL;
}

static void watched_release(void *user_data, void *block)
{
    (void)user_data;
    starve_drop(block);
    free(block);
}

int starve_is_total(void)
{
    static int known; /* 1: it is, -1: it is not */
    if (known == 0) {
        /* The compiler knows that malloc() changes nothing here; of a pointer it does not. */
        void *(*volatile allocate)(size_t size) = malloc;
#if defined(__GLIBC__)
        frame_count = backtrace(frames, FRAMES); /* its first call allocates */
#endif
        starve_arm(0);
        void *block = allocate(1);
        starve_disarm();
        known = asked > 0 ? 1 : -1;
        free(block);
#if defined(__GLIBC__)
        /* What is used before it is written, or after it is freed, is seen. */
        if (known > 0) mallopt(M_PERTURB, 0xA5);
#endif
    }
    return known > 0;
}

const sdp_allocator *starve_allocator(void)
{
    static const sdp_allocator watched = {sizeof watched, watched_allocate, watched_resize, watched_release, NULL};
    return starve_is_total() ? NULL : &watched;
}

void starve_arm(long at)
{
    asked = 0;
    fails_at = at;
    armed = 1;
}

void starve_disarm(void)
{
    armed = 0;
}

void starve_resume(long so_far)
{
    asked = so_far;
    armed = 1;
}

long starve_asked(void)
{
    return asked;
}

long starve_failed(void)
{
    return __atomic_load_n(&failed, __ATOMIC_RELAXED);
}

long starve_alive(void)
{
    return __atomic_load_n(&alive, __ATOMIC_RELAXED);
}

void starve_forget(void)
{
    lock();
    memset(slots, 0, sizeof slots);
    __atomic_store_n(&alive, 0, __ATOMIC_RELAXED);
    unlock();
}

void starve_show(void)
{
#if defined(__GLIBC__)
    fflush(stderr);
    backtrace_symbols_fd(frames, frame_count, 2);
#endif
}
