/* SIGPIPE is held back from one thread, and what came meanwhile is taken away. src/base/sys_signal_posix.c */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sys_signal.h"

static volatile sig_atomic_t raised;

static void count(int number)
{
    (void)number;
    raised++;
}

static void break_a_pipe(void)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(write(ends[1], "x", 1), -1);
    assert_int_equal(errno, EPIPE);
    close(ends[1]);
}

static int is_pending(void)
{
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
}

static int is_blocked(void)
{
    sigset_t blocked;
    pthread_sigmask(SIG_BLOCK, NULL, &blocked);
    return sigismember(&blocked, SIGPIPE) == 1;
}

static int count_signals(void **state)
{
    static struct sigaction before;
    const struct sigaction counts = {.sa_handler = count};
    raised = 0;
    *state = &before;
    return sigaction(SIGPIPE, &counts, &before);
}

static int leave_signals(void **state)
{
    return sigaction(SIGPIPE, *state, NULL);
}

static void what_is_raised_meanwhile_goes(void **state)
{
    (void)state;
    break_a_pipe();
    assert_int_equal(raised, 1); /* so that the test can fail */
    for (int i = 0; i < 2; i++) {
        const int32_t held = sdpi_hold_sigpipe();
        assert_true(is_blocked());
        break_a_pipe();
        break_a_pipe();
        sdpi_let_sigpipe(held);
        assert_false(is_blocked());
        assert_false(is_pending());
    }
    sdpi_let_sigpipe(sdpi_hold_sigpipe()); /* nothing came */
    assert_false(is_blocked());
    sdpi_let_sigpipe(0);
    assert_int_equal(raised, 1);
    break_a_pipe();
    assert_int_equal(raised, 2);
}

/* One inside another, as where a transfer is cancelled while the transport is at work. */
static void it_nests(void **state)
{
    (void)state;
    const int32_t outer = sdpi_hold_sigpipe();
    for (int i = 0; i < 2; i++) {
        const int32_t inner = sdpi_hold_sigpipe();
        break_a_pipe();
        sdpi_let_sigpipe(inner);
        assert_true(is_blocked());
        break_a_pipe();
    }
    sdpi_let_sigpipe(outer);
    assert_false(is_blocked());
    assert_int_equal(raised, 0);
}

/* A program that holds it back itself finds all as it left it. */
static void what_a_program_holds_back_stays(void **state)
{
    sigset_t sigpipe;
    int number = 0;
    (void)state;
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, &sigpipe, NULL), 0);
    int32_t held = sdpi_hold_sigpipe();
    break_a_pipe();
    sdpi_let_sigpipe(held);
    assert_true(is_blocked());
    assert_false(is_pending());
    break_a_pipe();
    assert_true(is_pending());
    held = sdpi_hold_sigpipe();
    break_a_pipe();
    sdpi_let_sigpipe(held);
    assert_true(is_blocked());
    assert_true(is_pending()); /* its own, from before */
    assert_int_equal(sigwait(&sigpipe, &number), 0);
    assert_int_equal(pthread_sigmask(SIG_UNBLOCK, &sigpipe, NULL), 0);
    assert_int_equal(raised, 0);
}

#define COUNTED(test) cmocka_unit_test_setup_teardown(test, count_signals, leave_signals)

int main(void)
{
    const struct CMUnitTest tests[] = {
        COUNTED(what_is_raised_meanwhile_goes),
        COUNTED(it_nests),
        COUNTED(what_a_program_holds_back_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
