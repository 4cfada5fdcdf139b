/* What the platform gives. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/sys.h"
#include "scarce.h"

enum { THREADS = 4, ROUNDS = 2000 };

typedef struct shared {
    sdpi_mutex *lock;
    long guarded;
    sdpi_atomic counted;
} shared;

static int once_calls;

static void count_once(void)
{
    once_calls++;
}

static void *work(void *argument)
{
    shared *s = argument;
    for (int i = 0; i < ROUNDS; i++) {
        sdpi_mutex_lock(s->lock);
        s->guarded++;
        sdpi_mutex_unlock(s->lock);
        sdpi_atomic_add(&s->counted, 1);
    }
    sdpi_once(count_once);
    return NULL;
}

static void threads_share_locks_counters_and_once(void **state)
{
    pthread_t threads[THREADS];
    shared s = {sdpi_mutex_new(&sdpi_default_allocator), 0, {0}};
    (void)state;
    assert_non_null(s.lock);
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, work, &s), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    assert_int_equal(s.guarded, THREADS * ROUNDS);
    assert_int_equal(sdpi_atomic_get(&s.counted), THREADS * ROUNDS);
    assert_int_equal(once_calls, 1);
    sdpi_mutex_free(s.lock);
}

static void atomics_return_the_new_value(void **state)
{
    sdpi_atomic counter = {1};
    (void)state;
    assert_int_equal(sdpi_atomic_add(&counter, 2), 3);
    assert_int_equal(sdpi_atomic_add(&counter, -3), 0);
    sdpi_atomic_set(&counter, 9);
    assert_int_equal(sdpi_atomic_get(&counter), 9);
}

static void a_mutex_uses_the_callers_memory(void **state)
{
    scarce memory;
    (void)state;
    scarce_init(&memory, -1);
    sdpi_mutex *lock = sdpi_mutex_new(&memory.allocator);
    assert_non_null(lock);
    assert_int_equal(memory.alive, 1);
    sdpi_mutex_free(lock);
    assert_int_equal(memory.alive, 0);
    memory.left = 0;
    assert_null(sdpi_mutex_new(&memory.allocator));
    sdpi_mutex_free(NULL);
}

static void the_clock_never_goes_back(void **state)
{
    int64_t before = sdpi_now_ms();
    (void)state;
    for (int i = 0; i < 1000; i++) {
        int64_t now = sdpi_now_ms();
        assert_true(now >= before);
        before = now;
    }
    assert_true(before > 0);
    assert_true(sdpi_wall_ms() > INT64_C(1600000000000)); /* after 2020 */
}

static void random_numbers_differ(void **state)
{
    (void)state;
    assert_true(sdpi_random() != sdpi_random());
}

static void addresses_are_read(void **state)
{
    static const char *const none[] = {"", "desk", "1.2.3", "1.2.3.4.5", "1.2.3.256", ":::", "[::1]"};
    unsigned char bytes[SDPI_IP_MOST];
    (void)state;
    assert_int_equal(sdpi_read_ip("192.0.2.255", bytes), 4);
    assert_memory_equal(bytes, "\xC0\x00\x02\xFF", 4);
    assert_int_equal(sdpi_read_ip("2001:db8::1", bytes), 16);
    assert_memory_equal(bytes, "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x01", 16);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_int_equal(sdpi_read_ip(none[i], bytes), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_locks_counters_and_once),
        cmocka_unit_test(atomics_return_the_new_value),
        cmocka_unit_test(a_mutex_uses_the_callers_memory),
        cmocka_unit_test(the_clock_never_goes_back),
        cmocka_unit_test(random_numbers_differ),
        cmocka_unit_test(addresses_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
