/* The token bucket: bursts, waits, what siblings share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "call/limiter.h"
#include "scarce.h"

static sdpi_limiter *limiter_of(int64_t per_minute)
{
    sdpi_limiter *limiter = sdpi_limiter_new(&sdpi_default_allocator, per_minute);
    assert_non_null(limiter);
    return limiter;
}

static int burst(sdpi_limiter *limiter, int64_t now)
{
    int taken = 0;
    while (taken < 100000 && sdpi_limiter_take(limiter, now) == 0) taken++;
    return taken;
}

static void a_burst_is_what_ten_seconds_bring(void **state)
{
    static const struct {
        int64_t per_minute;
        int burst;
    } rows[] = {{1, 1}, {5, 1}, {6, 1}, {12, 2}, {60, 10}, {600, 100}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_limiter *limiter = limiter_of(rows[i].per_minute);
        assert_int_equal(burst(limiter, 1000), rows[i].burst);
        /* However long nobody asks, no more is saved. */
        assert_int_equal(burst(limiter, 1000 + INT64_C(1000000000)), rows[i].burst);
        sdpi_limiter_free(limiter);
    }
}

static void the_time_to_ask_again_is_right(void **state)
{
    sdpi_limiter *limiter = limiter_of(30);
    (void)state;
    burst(limiter, 5000);
    int64_t again = sdpi_limiter_take(limiter, 5000);
    assert_int_equal(again, 7000); /* 30 a minute: one each 2 seconds */
    assert_int_equal(sdpi_limiter_take(limiter, again - 1), again);
    assert_int_equal(sdpi_limiter_take(limiter, again), 0);
    assert_int_equal(sdpi_limiter_take(limiter, again), again + 2000);
    sdpi_limiter_free(limiter);
}

static void the_rate_holds_over_an_hour(void **state)
{
    static const int64_t rates[] = {1, 7, 30, 100, 599};
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        sdpi_limiter *limiter = limiter_of(rates[i]);
        int64_t now = 1, taken = 0;
        while (now < 3600000) {
            int64_t again = sdpi_limiter_take(limiter, now);
            assert_true(again == 0 || again > now);
            if (again == 0) taken++;
            if (again > 0) now = again;
        }
        assert_true(taken <= rates[i] * 60 + rates[i] / 6 + 1);
        assert_true(taken >= rates[i] * 60 - 1);
        sdpi_limiter_free(limiter);
    }
}

static void a_rate_without_bound_does_not_overflow(void **state)
{
    sdpi_limiter *limiter = limiter_of(INT64_MAX);
    (void)state;
    for (int64_t now = 1; now < 1000; now++) assert_int_equal(sdpi_limiter_take(limiter, now), 0);
    assert_int_equal(sdpi_limiter_take(limiter, INT64_MAX / 2), 0);
    sdpi_limiter_free(limiter);
}

/* A request that is refused as soon as it is sent. */
static void slow_down(sdpi_limiter *limiter, int64_t now_ms, int64_t pause_ms)
{
    sdpi_limiter_refused(limiter, now_ms, now_ms, pause_ms);
}

static void a_complaint_halves_the_rate_which_comes_back(void **state)
{
    sdpi_limiter *limiter = limiter_of(60);
    (void)state;
    burst(limiter, 1000);
    slow_down(limiter, 2000, -1);
    assert_int_equal(sdpi_limiter_take(limiter, 2000), 4000); /* 30 a minute, and nothing saved */
    /* A tenth every half a minute, and never more than was configured. */
    int64_t taken = 0;
    for (int64_t now = 2000; now < 2000 + 5 * 60000;) {
        int64_t again = sdpi_limiter_take(limiter, now);
        taken += again == 0;
        if (again > 0) now = again;
    }
    assert_true(taken > 5 * 45 && taken < 5 * 60);
    burst(limiter, 3600000);
    assert_int_equal(sdpi_limiter_take(limiter, 3600000), 3601000);
    sdpi_limiter_free(limiter);
}

static void siblings_that_complain_together_count_once(void **state)
{
    sdpi_limiter *limiter = limiter_of(60);
    (void)state;
    for (int i = 0; i < 16; i++) slow_down(limiter, 2000 + i, -1);
    assert_int_equal(sdpi_limiter_take(limiter, 2015), 4015);
    slow_down(limiter, 10000, -1); /* a new one */
    assert_int_equal(sdpi_limiter_take(limiter, 10000), 14000);
    sdpi_limiter_free(limiter);
}

static void the_pause_that_was_asked_for_is_kept(void **state)
{
    sdpi_limiter *limiter = limiter_of(600);
    (void)state;
    slow_down(limiter, 1000, 20000);
    assert_int_equal(sdpi_limiter_take(limiter, 1500), 21000);
    assert_int_equal(sdpi_limiter_take(limiter, 20999), 21000);
    assert_int_equal(sdpi_limiter_take(limiter, 21000), 0);
    sdpi_limiter_free(limiter);
}

/* Requests that were on their way when the rate was halved report the same complaint, however late their answers
   come. */
static void a_wave_counts_once(void **state)
{
    sdpi_limiter *limiter = limiter_of(600);
    (void)state;
    for (int i = 0; i < 32; i++) sdpi_limiter_refused(limiter, 1000 + i, 2000 + i * 300, -1);
    burst(limiter, 21300);
    assert_int_equal(sdpi_limiter_take(limiter, 21300), 21500); /* 300 a minute: one each 200 ms */
    sdpi_limiter_refused(limiter, 21300, 21500, -1);            /* sent at the new rate: still too many */
    burst(limiter, 41500);
    assert_int_equal(sdpi_limiter_take(limiter, 41500), 41900);
    sdpi_limiter_free(limiter);
}

/* Each of a wave may name a pause: the longest is kept. */
static void the_longest_pause_of_a_wave_is_kept(void **state)
{
    sdpi_limiter *limiter = limiter_of(600);
    (void)state;
    sdpi_limiter_refused(limiter, 500, 1000, 2000);
    sdpi_limiter_refused(limiter, 500, 1001, 9000);
    sdpi_limiter_refused(limiter, 500, 1002, 3000);
    assert_int_equal(sdpi_limiter_take(limiter, 1003), 10001);
    sdpi_limiter_free(limiter);
}

static void without_a_rate_it_only_pauses(void **state)
{
    sdpi_limiter *limiter = limiter_of(0);
    (void)state;
    assert_int_equal(sdpi_limiter_has_rate(limiter), 0);
    assert_int_equal(burst(limiter, 1000), 100000);
    sdpi_limiter_refused(limiter, 1000, 1001, -1);
    assert_int_equal(burst(limiter, 1001), 100000);
    sdpi_limiter_refused(limiter, 1000, 1001, 5000);
    assert_int_equal(sdpi_limiter_take(limiter, 1002), 6001);
    assert_int_equal(burst(limiter, 6001), 100000);
    sdpi_limiter_refused(limiter, 1000, 7000, INT64_MAX);
    assert_int_equal(sdpi_limiter_take(limiter, 7000), 7000 + SDPI_MAX_PAUSE_MS);
    sdpi_limiter_free(limiter);
}

/* A service that asks for a day, or for ever, is asked again after some minutes. */
static void an_absurd_pause_is_cut(void **state)
{
    static const int64_t pauses[] = {SDPI_MAX_PAUSE_MS, SDPI_MAX_PAUSE_MS + 1, INT64_C(86400000), INT64_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        sdpi_limiter *limiter = limiter_of(600);
        slow_down(limiter, 1000, pauses[i]);
        assert_int_equal(sdpi_limiter_take(limiter, 1000), 1000 + SDPI_MAX_PAUSE_MS);
        assert_int_equal(sdpi_limiter_take(limiter, 1000 + SDPI_MAX_PAUSE_MS), 0);
        sdpi_limiter_free(limiter);
    }
}

static void without_memory_there_is_none(void **state)
{
    (void)state;
    for (long left = 0; left < 2; left++) {
        scarce memory;
        scarce_init(&memory, left);
        assert_null(sdpi_limiter_new(&memory.allocator, 5));
        assert_int_equal(memory.alive, 0);
    }
    sdpi_limiter_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_is_what_ten_seconds_bring),
        cmocka_unit_test(the_time_to_ask_again_is_right),
        cmocka_unit_test(the_rate_holds_over_an_hour),
        cmocka_unit_test(a_rate_without_bound_does_not_overflow),
        cmocka_unit_test(a_complaint_halves_the_rate_which_comes_back),
        cmocka_unit_test(siblings_that_complain_together_count_once),
        cmocka_unit_test(the_pause_that_was_asked_for_is_kept),
        cmocka_unit_test(a_wave_counts_once),
        cmocka_unit_test(the_longest_pause_of_a_wave_is_kept),
        cmocka_unit_test(without_a_rate_it_only_pauses),
        cmocka_unit_test(an_absurd_pause_is_cut),
        cmocka_unit_test(without_memory_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
