/* The retry decision: outcome, write, count, deadline, what the server asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "call/call.h"
#include "call/retry.h"

static sdpi_retry retry_of(int32_t outcome, int32_t write)
{
    return (sdpi_retry){
        .outcome = outcome, .write = write, .most = 3, .now_ms = 1000, .deadline_ms = INT64_MAX, .retry_after_ms = -1};
}

static void what_is_repeated_depends_on_what_may_have_happened(void **state)
{
    static const struct {
        int32_t outcome, read, write;
    } rows[] = {{SDPI_NOT_SENT, 1, 1}, {SDPI_REFUSED, 1, 1}, {SDPI_UNKNOWN, 1, 0}, {SDPI_ANSWERED, 0, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int32_t write = 0; write < 2; write++) {
            int64_t at = -1;
            sdpi_retry retry = retry_of(rows[i].outcome, write);
            int expected = write ? rows[i].write : rows[i].read;
            assert_int_equal(sdpi_retry_is_safe(&retry), expected);
            assert_int_equal(sdpi_retry_decide(&retry, &at), expected);
            assert_int_equal(at >= 1000, expected);
            retry.hopeless = 1;
            assert_int_equal(sdpi_retry_decide(&retry, &at), 0);
            retry.hopeless = 0;
            retry.retries = 3;
            assert_int_equal(sdpi_retry_decide(&retry, &at), 0);
            retry.retries = 2;
            assert_int_equal(sdpi_retry_decide(&retry, &at), expected);
            retry.most = 0;
            assert_int_equal(sdpi_retry_decide(&retry, &at), 0);
        }
    }
}

static void the_wait_is_anywhere_below_a_doubling_bound(void **state)
{
    (void)state;
    for (int32_t retries = 0; retries < 20; retries++) {
        int64_t bound = retries < 6 ? (int64_t)SDPI_BACKOFF_FIRST_MS << retries : SDPI_BACKOFF_MOST_MS;
        int64_t at;
        sdpi_retry retry = retry_of(SDPI_NOT_SENT, 0);
        if (bound > SDPI_BACKOFF_MOST_MS) bound = SDPI_BACKOFF_MOST_MS;
        retry.most = 20;
        retry.retries = retries;
        retry.random = 0;
        assert_int_equal(sdpi_retry_decide(&retry, &at), 1);
        assert_int_equal(at, 1000);
        retry.random = UINT32_MAX;
        assert_int_equal(sdpi_retry_decide(&retry, &at), 1);
        assert_int_equal(at, 1000 + bound - 1);
        retry.random = UINT32_C(1) << 31;
        assert_int_equal(sdpi_retry_decide(&retry, &at), 1);
        assert_int_equal(at, 1000 + bound / 2);
    }
}

/* Full jitter: with the client's own random numbers every tenth of the bound is met as often as each other. */
static void the_wait_is_spread_evenly(void **state)
{
    enum { DRAWS = 20000, TENTHS = 10 };
    (void)state;
    for (int32_t retries = 0; retries < 8; retries++) {
        const int64_t bound = retries < 6 ? (int64_t)SDPI_BACKOFF_FIRST_MS << retries : SDPI_BACKOFF_MOST_MS;
        sdpi_engine engine = {.random = UINT64_C(0x9e3779b97f4a7c15)};
        int counts[TENTHS] = {0};
        int64_t sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            int64_t at = 0;
            sdpi_retry retry = retry_of(SDPI_REFUSED, 1);
            retry.most = 20;
            retry.retries = retries;
            retry.random = sdpi_engine_random(&engine);
            assert_int_equal(sdpi_retry_decide(&retry, &at), 1);
            assert_in_range(at - 1000, 0, bound - 1);
            counts[(at - 1000) * TENTHS / bound]++;
            sum += at - 1000;
        }
        for (int i = 0; i < TENTHS; i++) assert_in_range(counts[i], DRAWS / TENTHS * 9 / 10, DRAWS / TENTHS * 11 / 10);
        assert_in_range(sum / DRAWS, bound * 48 / 100, bound * 52 / 100);
    }
}

static void the_server_is_heeded_up_to_the_deadline(void **state)
{
    static const struct {
        int64_t asked, deadline;
        int again;
        int64_t at;
    } rows[] = {{5000, INT64_MAX, 1, 6000}, {5000, 6001, 1, 6000}, {5000, 6000, 0, 0}, {5000, 1000, 0, 0},
                {0, INT64_MAX, 1, 1000},    {-1, 1001, 1, 1000},   {-1, 1000, 0, 0},   {-1, 500, 0, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t at = 0;
        sdpi_retry retry = retry_of(SDPI_REFUSED, 1);
        retry.retry_after_ms = rows[i].asked;
        retry.deadline_ms = rows[i].deadline;
        assert_int_equal(sdpi_retry_decide(&retry, &at), rows[i].again);
        assert_int_equal(at, rows[i].at);
    }
}

static void retry_after_is_read_in_both_forms(void **state)
{
    const int64_t wall = INT64_C(784111777000); /* Sun, 06 Nov 1994 08:49:37 GMT */
    static const struct {
        const char *value;
        int64_t wait;
    } rows[] = {
        {"120", 120000},
        {" 7", 7000},
        {"0", 0},
        {"-5", -1},
        {"1.5", -1},
        {"", -1},
        {"soon", -1},
        {"99999999999", INT64_C(31536000000)},
        {"Sun, 06 Nov 1994 08:49:37 GMT", 0},
        {"Sun, 06 Nov 1994 08:50:37 GMT", 60000},
        {"Sun, 06 Nov 1994 08:48:37 GMT", 0},
        {"Mon, 07 Nov 1994 08:49:37 GMT", 86400000},
        {"Wed, 29 Feb 2096 00:00:00 GMT", INT64_C(31536000000)},
        {"Sun, 06 Xxx 1994 08:49:37 GMT", -1},
        {"Sun, 06 anF 1994 08:49:37 GMT", -1},
        {"Sun, 06 Nov", -1},
        {"Sun, 06 Nov 1960 08:49:37 GMT", -1},
        {"06 Nov 1994 08:49:37 GMT", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t wait = sdpi_retry_after_ms(rows[i].value, wall);
        if (wait != rows[i].wait) fail_msg("%s: %lld", rows[i].value, (long long)wait);
    }
    assert_int_equal(sdpi_retry_after_ms(NULL, wall), -1);
    /* The day before and after a leap day. */
    assert_int_equal(sdpi_retry_after_ms("Fri, 01 Mar 2024 00:00:00 GMT", INT64_C(1709164800000)), 86400000);
    assert_int_equal(sdpi_retry_after_ms("Thu, 01 Jan 1970 00:00:10 GMT", 0), 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_repeated_depends_on_what_may_have_happened),
        cmocka_unit_test(the_wait_is_anywhere_below_a_doubling_bound),
        cmocka_unit_test(the_wait_is_spread_evenly),
        cmocka_unit_test(the_server_is_heeded_up_to_the_deadline),
        cmocka_unit_test(retry_after_is_read_in_both_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
