/* malloc() and its kin of a whole program, watched by starve.h. The main source of a test program includes it, once:
   functions that a program defines come before those of libc, for every library that it loads.

   Sanitizers put functions of their own there, and other C libraries have no other names for theirs: nothing is defined
   then. Valgrind replaces these functions when the program starts. starve_is_total() tells in each case. */
#ifndef INTERPOSE_H
#define INTERPOSE_H

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "starve.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define INTERPOSE_SANITIZED
#endif
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) &&                           \
    !defined(INTERPOSE_SANITIZED)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);
void *memalign(size_t alignment, size_t size);

static void *starve_for_once(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t size)
{
    return starve_may() ? starve_note(__libc_malloc(size)) : starve_for_once();
}

void *calloc(size_t count, size_t size)
{
    return starve_may() ? starve_note(__libc_calloc(count, size)) : starve_for_once();
}

void *realloc(void *block, size_t size)
{
    if (!starve_may()) return starve_for_once();
    int watched = starve_drop(block);
    void *moved = __libc_realloc(block, size);
    return starve_moved(moved != NULL || size == 0 ? moved : block, watched) == moved ? moved : NULL;
}

void free(void *block)
{
    starve_drop(block);
    __libc_free(block);
}

void *memalign(size_t alignment, size_t size)
{
    return starve_may() ? starve_note(__libc_memalign(alignment, size)) : starve_for_once();
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    *block = memalign(alignment, size);
    return *block != NULL ? 0 : ENOMEM;
}

#endif

#endif
