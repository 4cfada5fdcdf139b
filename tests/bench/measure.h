/* What a measurement reads: instructions, wall time, allocations. The main source of a program includes it, once. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define MEASURE_SANITIZED
#endif
#endif

static long measure_allocations;

/* Sanitizers put functions of their own there, and other C libraries have no other names for theirs: none are
   counted. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(MEASURE_SANITIZED)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

/* Functions that a program defines come before those of the C library, for every library that it loads. */
void *malloc(size_t size)
{
    measure_allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    measure_allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    measure_allocations++;
    return __libc_realloc(block, size);
}

#endif

/* callgrind writes down what was counted whenever this is called: --dump-before=measure_mark. */
__attribute__((noinline)) static void measure_mark(void)
{
    __asm__ volatile("");
}

static inline int64_t measure_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

#endif
