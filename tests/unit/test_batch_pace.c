/* A batch does not run ahead of whoever takes its results: how many wait is bounded, whatever comes at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "crowd.h"

enum { CALLS = 400, AT_ONCE = 8 };

static sdp_batch *batch_of(crowd *c, int in_order, sdp_cancel *cancel)
{
    const sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = AT_ONCE, .in_order = in_order, .cancel = cancel);
    sdp_batch *batch = NULL;
    assert_int_equal(sdp_batch_new(c->client, &config, &batch), SDP_OK);
    for (int n = 0; n < CALLS; n++) {
        assert_int_equal(sdp_batch_add(batch, "products.get", crowd_id(n), 1, NULL, NULL, NULL), SDP_OK);
    }
    return batch;
}

static sdp_batch_result next(sdp_batch *batch)
{
    sdp_batch_result result = {.size = sizeof result};
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    return result;
}

static int64_t done_of(const sdp_batch *batch)
{
    sdp_batch_progress progress = {.size = sizeof progress};
    assert_int_equal(sdp_batch_get_progress(batch, &progress), SDP_OK);
    return progress.done;
}

/* The crowd answers the oldest first: all that the batch has under way has come when this returns. */
static void let_all_come(const crowd *c)
{
    const sdp_product *product = NULL;
    assert_int_equal(sdp_product_get(c->client, "9999", NULL, &product), SDP_OK);
    sdp_product_free(product);
    assert_int_equal(c->active, 0);
}

static void results_that_wait_are_bounded(void **state)
{
    (void)state;
    for (int in_order = 0; in_order < 2; in_order++) {
        crowd c;
        crowd_open(&c, NULL);
        sdp_batch *batch = batch_of(&c, in_order, NULL);
        int64_t most = 0;
        for (int taken = 1; taken <= CALLS; taken++) {
            assert_int_equal(next(batch).status, SDP_OK);
            const int64_t waiting = done_of(batch) - taken;
            if (waiting > most) most = waiting;
            let_all_come(&c);
        }
        /* There is always something to take, and never much more than may be under way. */
        assert_in_range(most, AT_ONCE, 2 * AT_ONCE);
        sdp_batch_free(batch);
        crowd_close(&c);
    }
}

/* Whoever stops at the first result has not had hundreds sent behind it. */
static void cancelling_comes_in_time(void **state)
{
    sdp_cancel *cancel = NULL;
    crowd c;
    int done = 0;
    (void)state;
    crowd_open(&c, NULL);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    sdp_batch *batch = batch_of(&c, 0, cancel);
    for (int n = 0; n < 30; n++, done++) {
        assert_int_equal(next(batch).status, SDP_OK);
        let_all_come(&c);
    }
    sdp_cancel_signal(cancel);
    for (int n = done; n < CALLS; n++) done += next(batch).status == SDP_OK;
    assert_in_range(done, 30, 30 + 3 * AT_ONCE);
    sdp_batch_free(batch);
    sdp_cancel_free(cancel);
    crowd_close(&c);
}

static int stalls_the_first(crowd *c, const crowd_transfer *t)
{
    return t->number == 0 && c->started < CALLS ? CROWD_STALLS : 200;
}

/* In order, one that is slow holds back results and no calls. */
static void a_slow_one_in_front_holds_back_no_call(void **state)
{
    crowd c;
    (void)state;
    crowd_open(&c, NULL);
    c.policy = stalls_the_first;
    sdp_batch *batch = batch_of(&c, 1, NULL);
    assert_int_equal(next(batch).number, 0);
    assert_int_equal(c.started, CALLS);
    for (int n = 1; n < CALLS; n++) assert_int_equal(next(batch).number, n);
    sdp_batch_free(batch);
    crowd_close(&c);
}

/* One batch whose results nobody takes stops itself alone. */
static void other_batches_go_on(void **state)
{
    crowd c;
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *left = batch_of(&c, 0, NULL);
    sdp_batch *other = batch_of(&c, 0, NULL);
    assert_int_equal(next(left).status, SDP_OK);
    for (int n = 0; n < CALLS; n++) assert_int_equal(next(other).status, SDP_OK);
    for (int n = 1; n < CALLS; n++) assert_int_equal(next(left).status, SDP_OK);
    assert_int_equal(c.started, 2 * CALLS);
    sdp_batch_free(other);
    sdp_batch_free(left);
    crowd_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_that_wait_are_bounded),
        cmocka_unit_test(cancelling_comes_in_time),
        cmocka_unit_test(a_slow_one_in_front_holds_back_no_call),
        cmocka_unit_test(other_batches_go_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
