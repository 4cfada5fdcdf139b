/* The pipe that wakes: readable from the first call until it is drained, however many calls there were and whichever
   thread made them. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "http/wake_pipe.h"

static int is_readable(const sdpi_wake_pipe *wake)
{
    struct pollfd one = {.fd = wake->read, .events = POLLIN};
    return poll(&one, 1, 0) == 1 && one.revents == POLLIN;
}

static void a_call_is_seen_until_it_is_drained(void **state)
{
    static const int calls[] = {1, 2, 63, 64, 65, 128, 1000};
    sdpi_wake_pipe wake;
    (void)state;
    assert_int_equal(sdpi_wake_pipe_open(&wake), 0);
    assert_false(is_readable(&wake));
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        for (int j = 0; j < calls[i]; j++) sdpi_wake_pipe_call(&wake);
        assert_true(is_readable(&wake));
        sdpi_wake_pipe_drain(&wake);
        assert_false(is_readable(&wake));
    }
    sdpi_wake_pipe_drain(&wake); /* without a call it returns at once */
    sdpi_wake_pipe_close(&wake);
}

/* Nobody reads: the calls go on, and none of them blocks. */
static void a_full_pipe_blocks_nobody(void **state)
{
    sdpi_wake_pipe wake;
    (void)state;
    assert_int_equal(sdpi_wake_pipe_open(&wake), 0);
    for (int i = 0; i < 200000; i++) sdpi_wake_pipe_call(&wake);
    assert_true(is_readable(&wake));
    sdpi_wake_pipe_drain(&wake);
    assert_false(is_readable(&wake));
    sdpi_wake_pipe_call(&wake);
    assert_true(is_readable(&wake));
    sdpi_wake_pipe_close(&wake);
}

static void *call_once(void *wake)
{
    sdpi_wake_pipe_call(wake);
    return NULL;
}

static void another_thread_wakes_one_that_waits(void **state)
{
    pthread_t thread;
    sdpi_wake_pipe wake;
    (void)state;
    assert_int_equal(sdpi_wake_pipe_open(&wake), 0);
    assert_int_equal(pthread_create(&thread, NULL, call_once, &wake), 0);
    struct pollfd one = {.fd = wake.read, .events = POLLIN};
    assert_int_equal(poll(&one, 1, 10000), 1);
    pthread_join(thread, NULL);
    sdpi_wake_pipe_close(&wake);
}

static void its_ends_are_not_inherited_and_closed_once(void **state)
{
    sdpi_wake_pipe wake;
    (void)state;
    assert_int_equal(sdpi_wake_pipe_open(&wake), 0);
    const int ends[] = {wake.read, wake.write};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(fcntl(ends[i], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
        assert_int_equal(fcntl(ends[i], F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    }
    sdpi_wake_pipe_close(&wake);
    for (int i = 0; i < 2; i++) assert_int_equal(fcntl(ends[i], F_GETFD), -1);
    assert_int_equal(wake.read, -1);
    assert_int_equal(wake.write, -1);
    sdpi_wake_pipe_close(&wake); /* of one that is not open: nothing */
}

static void without_descriptors_there_is_none(void **state)
{
    struct rlimit before;
    sdpi_wake_pipe wake = {7, 7};
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit none = {0, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    const int opened = sdpi_wake_pipe_open(&wake);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(opened, -1);
    assert_int_equal(wake.read, -1);
    assert_int_equal(wake.write, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_seen_until_it_is_drained),
        cmocka_unit_test(a_full_pipe_blocks_nobody),
        cmocka_unit_test(another_thread_wakes_one_that_waits),
        cmocka_unit_test(its_ends_are_not_inherited_and_closed_once),
        cmocka_unit_test(without_descriptors_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
