/* What the platform gives: clocks, random numbers, addresses, locks, once, atomic counters. src/base/sys_*.c implement
   it. */
#ifndef SDPI_SYS_H
#define SDPI_SYS_H

#include "base/memory.h"

/* Milliseconds of a clock that never jumps. */
int64_t sdpi_now_ms(void);
/* Milliseconds since 1970-01-01 UTC. */
int64_t sdpi_wall_ms(void);
/* A random number that cannot be foretold, or one made from the clock where the platform has none. */
uint64_t sdpi_random(void);

/* The bytes of an address such as 192.0.2.1 or 2001:db8::1, and how many they are: 4, 16, or 0 for what is none. */
enum { SDPI_IP_MOST = 16 };
size_t sdpi_read_ip(const char *text, unsigned char *bytes);

typedef struct sdpi_mutex sdpi_mutex;
/* A new lock, or NULL. */
sdpi_mutex *sdpi_mutex_new(const sdp_allocator *allocator);
void sdpi_mutex_lock(sdpi_mutex *mutex);
void sdpi_mutex_unlock(sdpi_mutex *mutex);
void sdpi_mutex_free(sdpi_mutex *mutex);

/* Runs `function` once in the life of the process, whatever thread comes first; others wait for it. It is always the
   same function: a second one would not run. */
void sdpi_once(void (*function)(void));

/* A counter of references, and a flag: shared by threads, without a lock. */
typedef struct sdpi_atomic {
    int32_t value;
} sdpi_atomic;
int32_t sdpi_atomic_add(sdpi_atomic *counter, int32_t delta); /* returns the new value */
int32_t sdpi_atomic_get(const sdpi_atomic *counter);
void sdpi_atomic_set(sdpi_atomic *counter, int32_t value);

#endif
