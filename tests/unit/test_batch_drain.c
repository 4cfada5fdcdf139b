/* A batch that is to begin nothing any more: what is on its way comes to its end, and nothing else is sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crowd.h"
#include "desk.h"

enum { CALLS = 20 };

static sdp_batch *batch_of(crowd *c, const sdp_batch_config *config)
{
    static const sdp_product input = SDP_PRODUCT(.comments = "c");
    sdp_batch *batch = NULL;
    assert_int_equal(sdp_batch_new(c->client, config, &batch), SDP_OK);
    for (int n = 0; n < CALLS; n++) {
        assert_int_equal(sdp_batch_add(batch, "products.edit", crowd_id(n), 1, &input, NULL, NULL), SDP_OK);
    }
    return batch;
}

static sdp_batch_result next(sdp_batch *batch)
{
    sdp_batch_result result = {.size = sizeof result};
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    assert_int_equal(sdp_error_status(result.error), result.status);
    return result;
}

static void expect_not_sent(const sdp_batch_result *result)
{
    assert_int_equal(result->status, SDP_E_CANCELED);
    assert_int_equal(sdp_error_attempts(result->error), 0);
    assert_int_equal(sdp_error_maybe_done(result->error), 0);
    assert_int_equal(sdp_error_retryable(result->error), 1);
    assert_non_null(strstr(sdp_error_message(result->error), "drained"));
}

static void expect_end(sdp_batch *batch)
{
    sdp_batch_result result = {.size = sizeof result};
    assert_int_equal(sdp_batch_next(batch, &result), SDP_END);
}

static void what_is_under_way_is_finished(void **state)
{
    (void)state;
    for (int in_order = 0; in_order < 2; in_order++) {
        crowd c;
        crowd_open(&c, NULL);
        sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 4, .in_order = in_order));
        sdp_batch_progress progress = {.size = sizeof progress};
        int done = 0;
        assert_int_equal(next(batch).status, SDP_OK);
        const int64_t started = c.started;
        assert_in_range(started, 4, 5);
        assert_int_equal(sdp_batch_drain(batch), SDP_OK);
        assert_int_equal(sdp_batch_drain(batch), SDP_OK);
        assert_int_equal(sdp_batch_get_progress(batch, &progress), SDP_OK);
        assert_in_range(progress.running, 1, 4);
        for (int n = 1; n < CALLS; n++) {
            const sdp_batch_result result = next(batch);
            if (in_order) assert_int_equal(result.number, n);
            done += result.status == SDP_OK;
            if (result.status != SDP_OK) expect_not_sent(&result);
        }
        assert_int_equal(done, started - 1);
        assert_int_equal(c.started, started);
        expect_end(batch);
        sdp_batch_free(batch);
        crowd_close(&c);
    }
}

static int refuses_the_first(crowd *c, const crowd_transfer *t)
{
    (void)c;
    return t->number == 0 ? 429 : 200;
}

/* The one that was refused waits for its next attempt, and those behind it for the end of the pause. */
static void a_pause_is_not_waited_for(void **state)
{
    int refused = 0;
    crowd c;
    (void)state;
    crowd_open(&c, &(sdp_config)SDP_CONFIG(.timeout_ms = 60000));
    c.policy = refuses_the_first;
    c.retry_after = "30";
    const int64_t began_ms = desk_now_ms();
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 2));
    assert_int_equal(next(batch).status, SDP_OK);
    const int64_t started = c.started;
    assert_int_equal(started, 2);
    assert_int_equal(sdp_batch_drain(batch), SDP_OK);
    for (int n = 1; n < CALLS; n++) {
        const sdp_batch_result result = next(batch);
        if (result.number != 0) {
            expect_not_sent(&result);
            continue;
        }
        refused++;
        assert_int_equal(result.status, SDP_E_QUOTA);
        assert_int_equal(sdp_error_attempts(result.error), 1);
        assert_int_equal(sdp_error_http_status(result.error), 429);
        assert_int_equal(sdp_error_retry_after_ms(result.error), 30000);
        assert_int_equal(sdp_error_retryable(result.error), 1);
        assert_int_equal(sdp_error_maybe_done(result.error), 0);
    }
    assert_int_equal(refused, 1);
    assert_int_equal(c.started, started);
    assert_true(desk_now_ms() - began_ms < 20000);
    expect_end(batch);
    sdp_batch_free(batch);
    crowd_close(&c);
}

/* Six requests a minute: one at once, the others later. */
static void a_place_in_the_limit_is_not_waited_for(void **state)
{
    crowd c;
    (void)state;
    crowd_open(&c, &(sdp_config)SDP_CONFIG(.requests_per_minute = 6));
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 4));
    assert_int_equal(next(batch).status, SDP_OK);
    assert_int_equal(sdp_batch_drain(batch), SDP_OK);
    for (int n = 1; n < CALLS; n++) {
        const sdp_batch_result result = next(batch);
        expect_not_sent(&result);
    }
    assert_int_equal(c.started, 1);
    sdp_batch_free(batch);
    crowd_close(&c);
}

static int fails_later(crowd *c, const crowd_transfer *t)
{
    static const int each[] = {200, 429, 503, CROWD_DIES};
    (void)c;
    return t->number < 4 ? each[t->number] : 200;
}

/* What fails on its way would have been tried again. */
static void no_other_attempt_is_made(void **state)
{
    static const sdp_status reads[] = {SDP_OK, SDP_E_QUOTA, SDP_E_SERVER, SDP_E_NETWORK};
    static const sdp_status writes[] = {SDP_OK, SDP_E_QUOTA, SDP_E_MAYBE_DONE, SDP_E_MAYBE_DONE};
    (void)state;
    for (int write = 0; write < 2; write++) {
        crowd c;
        sdp_batch *batch = NULL;
        crowd_open(&c, NULL);
        c.policy = fails_later;
        c.retry_after = "0";
        const sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = 4, .in_order = 1);
        assert_int_equal(sdp_batch_new(c.client, &config, &batch), SDP_OK);
        for (int n = 0; n < 4; n++) {
            const char *name = write ? "products.delete" : "products.get";
            assert_int_equal(sdp_batch_add(batch, name, crowd_id(n), 1, NULL, NULL, NULL), SDP_OK);
        }
        assert_int_equal(next(batch).status, SDP_OK); /* all four were sent, and one was answered */
        assert_int_equal(c.started, 4);
        assert_int_equal(sdp_batch_drain(batch), SDP_OK);
        for (int n = 1; n < 4; n++) {
            const sdp_batch_result result = next(batch);
            assert_int_equal(result.status, (write ? writes : reads)[n]);
            assert_int_equal(sdp_error_attempts(result.error), 1);
        }
        assert_int_equal(c.started, 4);
        sdp_batch_free(batch);
        crowd_close(&c);
    }
}

/* Draining is done once, and not a state of the batch. */
static void what_is_added_afterwards_is_made(void **state)
{
    crowd c;
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, NULL);
    assert_int_equal(sdp_batch_drain(batch), SDP_OK);
    for (int n = 0; n < CALLS; n++) {
        const sdp_batch_result result = next(batch);
        assert_int_equal(result.number, n);
        expect_not_sent(&result);
    }
    assert_int_equal(c.started, 0);
    expect_end(batch);
    assert_int_equal(sdp_batch_add(batch, "products.get", crowd_id(7), 1, NULL, NULL, NULL), SDP_OK);
    assert_int_equal(next(batch).status, SDP_OK);
    assert_int_equal(sdp_batch_drain(batch), SDP_OK);
    expect_end(batch);
    sdp_batch_free(batch);
    crowd_close(&c);
}

typedef struct watcher {
    sdp_batch *batch;
    sdp_batch_progress last;
} watcher;

static void watch(void *user_data, const sdp_batch_progress *progress)
{
    watcher *w = user_data;
    assert_int_equal(progress->done, w->last.done + 1);
    assert_int_equal(sdp_batch_drain(w->batch), SDP_E_ARGUMENT);
    w->last = *progress;
}

static void each_end_is_told_of(void **state)
{
    watcher w = {0};
    crowd c;
    (void)state;
    crowd_open(&c, NULL);
    w.batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.progress = watch, .user_data = &w));
    assert_int_equal(sdp_batch_drain(NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_drain(w.batch), SDP_OK);
    assert_int_equal(w.last.done, CALLS);
    assert_int_equal(w.last.failed, CALLS);
    assert_int_equal(w.last.running, 0);
    sdp_client_free(c.client);
    assert_int_equal(sdp_batch_drain(w.batch), SDP_E_ARGUMENT);
    sdp_batch_free(w.batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_under_way_is_finished),          cmocka_unit_test(a_pause_is_not_waited_for),
        cmocka_unit_test(a_place_in_the_limit_is_not_waited_for), cmocka_unit_test(no_other_attempt_is_made),
        cmocka_unit_test(what_is_added_afterwards_is_made),       cmocka_unit_test(each_end_is_told_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
