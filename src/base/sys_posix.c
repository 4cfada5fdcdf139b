#if !defined(_WIN32)
/* The C standard has neither a monotonic clock nor threads everywhere: POSIX has. */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "base/sys.h"

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t sdpi_now_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

int64_t sdpi_wall_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

uint64_t sdpi_random(void)
{
    uint64_t number = 0;
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    ssize_t got = file >= 0 ? read(file, &number, sizeof number) : -1;
    if (file >= 0) close(file);
    if (got != (ssize_t)sizeof number) {
        struct timespec now = {0, 0};
        clock_gettime(CLOCK_REALTIME, &now);
        number = ((uint64_t)now.tv_sec << 32) ^ (uint64_t)now.tv_nsec ^ ((uint64_t)getpid() << 20);
    }
    return number;
}

size_t sdpi_read_ip(const char *text, unsigned char *bytes)
{
    if (inet_pton(AF_INET, text, bytes) == 1) return 4;
    return inet_pton(AF_INET6, text, bytes) == 1 ? SDPI_IP_MOST : 0;
}

struct sdpi_mutex {
    pthread_mutex_t lock;
    sdp_allocator allocator;
};

sdpi_mutex *sdpi_mutex_new(const sdp_allocator *allocator)
{
    sdpi_mutex *mutex = sdpi_allocate(allocator, sizeof *mutex);
    if (mutex == NULL) return NULL;
    mutex->allocator = *allocator;
    if (pthread_mutex_init(&mutex->lock, NULL) != 0) {
        sdpi_release(allocator, mutex);
        return NULL;
    }
    return mutex;
}

void sdpi_mutex_lock(sdpi_mutex *mutex)
{
    pthread_mutex_lock(&mutex->lock);
}

void sdpi_mutex_unlock(sdpi_mutex *mutex)
{
    pthread_mutex_unlock(&mutex->lock);
}

void sdpi_mutex_free(sdpi_mutex *mutex)
{
    if (mutex == NULL) return;
    sdp_allocator allocator = mutex->allocator;
    pthread_mutex_destroy(&mutex->lock);
    sdpi_release(&allocator, mutex);
}

void sdpi_once(void (*function)(void))
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, function);
}

int32_t sdpi_atomic_add(sdpi_atomic *counter, int32_t delta)
{
    return __atomic_add_fetch(&counter->value, delta, __ATOMIC_ACQ_REL);
}

int32_t sdpi_atomic_get(const sdpi_atomic *counter)
{
    return __atomic_load_n(&counter->value, __ATOMIC_ACQUIRE);
}

void sdpi_atomic_set(sdpi_atomic *counter, int32_t value)
{
    __atomic_store_n(&counter->value, value, __ATOMIC_RELEASE);
}

#else
/* Windows: docs/portability.md lists what this file would need there. */
typedef int sdpi_no_platform_yet;
#endif
