/* How a batch moves: how many at once, in which order results come, and what becomes of those that are cancelled,
   refused, or under way when the transport fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "crowd.h"
#include "folder.h"

enum { CALLS = 40 };

static sdp_batch *batch_of(crowd *c, const sdp_batch_config *config)
{
    sdp_batch *batch = NULL;
    assert_int_equal(sdp_batch_new(c->client, config, &batch), SDP_OK);
    return batch;
}

static void add(sdp_batch *batch, const char *operation, int64_t id, const sdp_options *options)
{
    static const sdp_product input = SDP_PRODUCT(.comments = "c");
    const void *own = strcmp(operation, "products.edit") == 0 ? &input : NULL;
    assert_int_equal(sdp_batch_add(batch, operation, crowd_id(id), 1, own, options, NULL), SDP_OK);
}

static sdp_batch_result next(sdp_batch *batch)
{
    sdp_batch_result result = {.size = sizeof result};
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    assert_int_equal(sdp_error_status(result.error), result.status);
    return result;
}

static void expect_end(sdp_batch *batch)
{
    sdp_batch_result result = {.size = sizeof result};
    assert_int_equal(sdp_batch_next(batch, &result), SDP_END);
}

static void concurrency_is_reached_and_never_exceeded(void **state)
{
    static const int rows[] = {1, 2, 8, 33};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        crowd c;
        crowd_open(&c, NULL);
        sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = rows[i]));
        for (int n = 0; n < CALLS; n++) add(batch, "products.get", n, NULL);
        long active = 0;
        for (int n = 0; n < CALLS; n++) {
            assert_int_equal(next(batch).status, SDP_OK);
            assert_in_range(c.active, 0, rows[i]);
            active += c.active;
        }
        /* By then a few have ended that were not looked at yet: on a slow machine more, but never most of them. */
        if (rows[i] > 2) assert_true(active >= (long)CALLS * rows[i] / 4);
        expect_end(batch);
        assert_int_equal(c.most_active, rows[i]);
        assert_int_equal(c.started, CALLS);
        sdp_batch_free(batch);
        crowd_close(&c);
    }
}

/* Of those under way the newest is answered first: result after result brings its own call. */
static void results_come_as_calls_end_or_in_order(void **state)
{
    (void)state;
    for (int in_order = 0; in_order < 2; in_order++) {
        char seen[CALLS] = {0};
        crowd c;
        crowd_open(&c, NULL);
        c.newest_first = 1;
        sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 4, .in_order = in_order));
        for (int n = 0; n < CALLS; n++) add(batch, "products.get", 100 + n, NULL);
        for (int n = 0; n < CALLS; n++) {
            const sdp_batch_result result = next(batch);
            const sdp_product *product = result.entity;
            assert_int_equal(atoi(product->id), 100 + result.number);
            if (in_order) assert_int_equal(result.number, n);
            if (!in_order && n == 0) assert_int_equal(result.number, 3);
            assert_int_equal(seen[result.number]++, 0);
        }
        expect_end(batch);
        sdp_batch_free(batch);
        crowd_close(&c);
    }
}

static int refuses_odd_ones(crowd *c, const crowd_transfer *t)
{
    (void)c;
    return crowd_number(t->url) % 2 == 1 ? 404 : 200;
}

static void note(void *user_data, const sdp_batch_progress *progress)
{
    sdp_batch_progress *last = user_data;
    assert_int_equal(progress->size, sizeof *progress);
    assert_int_equal(progress->done, last->done + 1);
    assert_true(progress->running < 5);
    *last = *progress;
}

static void each_call_has_its_own_error(void **state)
{
    sdp_batch_progress last = {0};
    sdp_batch_progress now = {.size = sizeof now};
    crowd c;
    (void)state;
    crowd_open(&c, NULL);
    c.policy = refuses_odd_ones;
    sdp_batch *batch =
        batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 5, .progress = note, .user_data = &last));
    for (int n = 0; n < CALLS; n++) add(batch, "products.get", n, NULL);
    for (int n = 0; n < CALLS; n++) {
        const sdp_batch_result result = next(batch);
        const int is_odd = result.number % 2 == 1;
        char *text = NULL;
        const void *entity = NULL;
        assert_int_equal(result.status, is_odd ? SDP_E_NOT_FOUND : SDP_OK);
        assert_int_equal(sdp_error_attempts(result.error), 1);
        assert_int_equal(crowd_number(sdp_error_url(result.error)), result.number);
        assert_int_equal(result.entity == NULL, is_odd);
        assert_int_equal(sdp_batch_result_to_json(batch, &text), SDP_OK);
        assert_int_equal(text == NULL, is_odd);
        sdp_text_free(text);
        assert_int_equal(sdp_batch_take(batch, &entity), SDP_OK);
        assert_int_equal(entity == NULL, is_odd);
        sdp_entity_free(entity);
    }
    assert_int_equal(last.done, CALLS);
    assert_int_equal(last.failed, CALLS / 2);
    assert_int_equal(sdp_batch_get_progress(batch, &now), SDP_OK);
    assert_int_equal(now.added, CALLS);
    assert_int_equal(now.failed, CALLS / 2);
    assert_int_equal(now.running, 0);
    sdp_batch_free(batch);
    crowd_close(&c);
}

/* A callback of the batch cannot enter its client. */
static void try_to_enter(void *user_data, const sdp_batch_progress *progress)
{
    sdp_batch *batch = *(sdp_batch **)user_data;
    sdp_batch_result result = {.size = sizeof result};
    char *text = NULL;
    (void)progress;
    assert_int_equal(sdp_batch_add(batch, "products.get", crowd_id(1), 1, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_next(batch, &result), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_result_to_json(batch, &text), SDP_E_ARGUMENT);
}

static void a_callback_cannot_enter_the_client(void **state)
{
    sdp_batch *batch = NULL;
    crowd c;
    (void)state;
    crowd_open(&c, NULL);
    batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.progress = try_to_enter, .user_data = &batch));
    add(batch, "products.get", 1, NULL);
    assert_int_equal(next(batch).status, SDP_OK);
    sdp_batch_free(batch);
    crowd_close(&c);
}

static int dies_or_stalls(crowd *c, const crowd_transfer *t)
{
    (void)c;
    return strcmp(t->method, "GET") == 0 ? CROWD_DIES : CROWD_STALLS;
}

static void count_failed(void *user_data, const sdp_event *event)
{
    *(int *)user_data += event->status != SDP_OK;
}

/* Nobody knows what the transport does with calls that it has: they end, and tell what is known of them. Those that
   have not begun go on. */
static void a_transport_that_fails_ends_what_is_under_way(void **state)
{
    int events = 0;
    crowd c;
    (void)state;
    crowd_open(&c, &(sdp_config)SDP_CONFIG(.event = count_failed, .event_data = &events));
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 4, .in_order = 1));
    for (int n = 0; n < 8; n++) add(batch, n % 2 == 0 ? "products.get" : "products.delete", n, NULL);
    c.poll_status = SDP_E_NETWORK;
    for (int n = 0; n < 8; n++) {
        const sdp_batch_result result = next(batch);
        const sdp_status expected = n >= 4 ? SDP_OK : n % 2 == 0 ? SDP_E_NETWORK : SDP_E_MAYBE_DONE;
        assert_int_equal(result.status, expected);
        assert_int_equal(sdp_error_maybe_done(result.error), expected == SDP_E_MAYBE_DONE);
        assert_int_equal(sdp_error_retryable(result.error), expected == SDP_E_NETWORK);
        if (n < 4) assert_non_null(strstr(sdp_error_message(result.error), "the transport failed (SDP_E_NETWORK)"));
    }
    expect_end(batch);
    assert_int_equal(c.canceled, 4);
    /* The batch and its client serve on, and the next failure is as clear. */
    add(batch, "products.get", 8, NULL);
    assert_int_equal(next(batch).status, SDP_OK);
    add(batch, "products.get", 9, NULL);
    c.poll_status = SDP_E_NO_MEMORY;
    const sdp_batch_result result = next(batch);
    assert_int_equal(result.status, SDP_E_NO_MEMORY);
    assert_int_equal(sdp_error_retryable(result.error), 0);
    assert_int_equal(events, 5);
    expect_end(batch);
    sdp_batch_free(batch);
    crowd_close(&c);
}

/* Whoever finds it: another batch of the client, or a single call. */
static void a_failed_transport_is_told_to_all(void **state)
{
    (void)state;
    for (int by_single = 0; by_single < 2; by_single++) {
        const sdp_product *product = NULL;
        crowd c;
        crowd_open(&c, NULL);
        sdp_batch *one = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 3));
        sdp_batch *two = batch_of(&c, NULL);
        for (int n = 0; n < 3; n++) add(one, "products.get", n, NULL);
        assert_int_equal(next(one).status, SDP_OK); /* the others are under way */
        assert_int_equal(c.active, 2);
        add(two, "products.get", 10, NULL);
        c.poll_status = SDP_E_NETWORK;
        if (by_single) {
            assert_int_equal(sdp_product_get(c.client, "1", NULL, &product), SDP_E_NETWORK);
            assert_int_equal(next(two).status, SDP_OK);
        } else {
            assert_int_equal(next(two).status, SDP_E_NETWORK);
        }
        for (int n = 0; n < 2; n++) assert_int_equal(next(one).status, SDP_E_NETWORK);
        assert_int_equal(c.active, 0);
        expect_end(one);
        expect_end(two);
        sdp_batch_free(one);
        sdp_batch_free(two);
        crowd_close(&c);
    }
}

static int stalls_the_first(crowd *c, const crowd_transfer *t)
{
    const int64_t *held = c->data;
    return t->number == 0 && c->started < *held ? CROWD_STALLS : 200;
}

/* One that is slow holds back those behind it, however many have ended; and they are freed with the batch. */
static void a_slow_call_holds_back_all_behind_it(void **state)
{
    enum { MANY = 1000 };
    (void)state;
    for (int taken = 0; taken <= MANY; taken += MANY / 2) {
        int64_t held = MANY;
        crowd c;
        crowd_open(&c, NULL);
        c.policy = stalls_the_first;
        c.data = &held;
        c.newest_first = 1;
        sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.in_order = 1));
        for (int n = 0; n < MANY; n++) add(batch, "products.get", n, NULL);
        for (int n = 0; n < taken; n++) {
            const sdp_batch_result result = next(batch);
            assert_int_equal(result.number, n);
            assert_int_equal(atoi(((const sdp_product *)result.entity)->id), n);
        }
        if (taken == MANY) {
            expect_end(batch);
            add(batch, "products.get", MANY, NULL); /* and it begins anew */
            assert_int_equal(next(batch).number, MANY);
        }
        sdp_batch_free(batch);
        crowd_close(&c);
    }
}

static int cancels_after_ten(crowd *c, const crowd_transfer *t)
{
    int older = 0;
    for (int i = 0; i < CROWD_MOST; i++) older += c->transfers[i].is_active && c->transfers[i].number < 10;
    if (t->number < 10) return 200;
    if (older == 0) sdp_cancel_signal(c->data);
    return CROWD_STALLS;
}

/* What was sent and is a write may have happened; what was not sent cannot. */
static void cancelling_tells_the_truth(void **state)
{
    int counts[3] = {0};
    crowd c;
    sdp_cancel *cancel = NULL;
    (void)state;
    crowd_open(&c, NULL);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    c.policy = cancels_after_ten;
    c.data = cancel;
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 6, .cancel = cancel));
    for (int n = 0; n < CALLS; n++) add(batch, n % 2 == 0 ? "products.get" : "products.edit", n, NULL);
    for (int n = 0; n < CALLS; n++) {
        const sdp_batch_result result = next(batch);
        const int sent = sdp_error_attempts(result.error) > 0;
        const int is_write = result.number % 2 == 1;
        if (result.status == SDP_OK) {
            counts[0]++;
        } else {
            assert_int_equal(result.status, sent && is_write ? SDP_E_MAYBE_DONE : SDP_E_CANCELED);
            counts[sent ? 1 : 2]++;
        }
        assert_int_equal(sdp_error_maybe_done(result.error), result.status == SDP_E_MAYBE_DONE);
    }
    assert_int_equal(counts[0], 10);
    /* All slots but the one of the answer that was given last. */
    assert_in_range(counts[1], 5, 6);
    assert_int_equal(counts[2], CALLS - 10 - counts[1]);
    assert_int_equal(c.started, 10 + counts[1]);
    expect_end(batch);
    sdp_batch_free(batch);
    sdp_cancel_free(cancel);
    crowd_close(&c);
}

static void one_call_can_be_cancelled(void **state)
{
    crowd c;
    sdp_cancel *own = NULL;
    sdp_cancel *all = NULL;
    (void)state;
    crowd_open(&c, NULL);
    assert_int_equal(sdp_cancel_new(&own), SDP_OK);
    assert_int_equal(sdp_cancel_new(&all), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = own);
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.cancel = all));
    for (int n = 0; n < 6; n++) add(batch, "products.edit", n, n == 3 ? &options : NULL);
    sdp_cancel_signal(own);
    for (int n = 0; n < 6; n++) {
        const sdp_batch_result result = next(batch);
        assert_int_equal(result.status, result.number == 3 ? SDP_E_CANCELED : SDP_OK);
    }
    sdp_batch_free(batch);
    sdp_cancel_free(own);
    sdp_cancel_free(all);
    crowd_close(&c);
}

static int fails_at_first(crowd *c, const crowd_transfer *t)
{
    const int again = t->number >= CALLS;
    (void)c;
    if (again) return 200;
    return t->number % 4 == 0 ? CROWD_DIES : t->number % 4 == 1 ? 503 : t->number % 4 == 2 ? 429 : 200;
}

/* As for single calls: a write is made again after a refusal alone. */
static void failed_attempts_are_made_again(void **state)
{
    crowd c;
    (void)state;
    for (int write = 0; write < 2; write++) {
        crowd_open(&c, NULL);
        c.policy = fails_at_first;
        c.retry_after = "0";
        sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = CALLS));
        for (int n = 0; n < CALLS; n++) add(batch, write ? "products.edit" : "products.get", n, NULL);
        for (int n = 0; n < CALLS; n++) {
            const sdp_batch_result result = next(batch);
            const int kind = (int)(result.number % 4);
            const int unknown = write && kind < 2;
            assert_int_equal(result.status, unknown ? SDP_E_MAYBE_DONE : SDP_OK);
            assert_int_equal(sdp_error_attempts(result.error), kind == 3 || unknown ? 1 : 2);
        }
        assert_int_equal(c.started, write ? CALLS + CALLS / 4 : CALLS + 3 * CALLS / 4);
        sdp_batch_free(batch);
        crowd_close(&c);
    }
}

/* The limit has its places one after the other: no call fails for waiting, though each waits longer than its own time,
   and who came first is served first. */
static void no_call_fails_for_its_turn_in_the_limit(void **state)
{
    enum { BURST = 1000, MORE = 60 };
    crowd c;
    (void)state;
    crowd_open(&c, &(sdp_config)SDP_CONFIG(.requests_per_minute = BURST * 6, .timeout_ms = 300));
    const sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = 16, .max_pending = BURST + MORE);
    sdp_batch *batch = batch_of(&c, &config);
    for (int n = 0; n < BURST + MORE; n++) add(batch, "products.get", n, NULL);
    for (int n = 0; n < BURST + MORE; n++) {
        const sdp_batch_result result = next(batch);
        if (result.status != SDP_OK) fail_msg("call %d: %s", n, sdp_error_message(result.error));
        assert_int_equal(result.number, n);
    }
    sdp_batch_free(batch);
    crowd_close(&c);
}

static int stalls_batches(crowd *c, const crowd_transfer *t)
{
    (void)c;
    return crowd_number(t->url) < 1000 ? CROWD_STALLS : 200;
}

/* The client makes single calls meanwhile, and other batches have their own results. */
static void a_client_has_batches_and_single_calls(void **state)
{
    const sdp_product *product = NULL;
    crowd c;
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *one = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 2));
    sdp_batch *two = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 3));
    for (int n = 0; n < 10; n++) {
        add(one, "products.get", 100 + n, NULL);
        add(two, "products.get", 200 + n, NULL);
    }
    for (int n = 0; n < 10; n++) {
        sdp_batch_result result = next(one);
        assert_int_equal(atoi(((const sdp_product *)result.entity)->id), 100 + result.number);
        /* Those under way stay so while a single call comes and goes. */
        c.policy = stalls_batches;
        assert_int_equal(sdp_product_get(c.client, "1000", NULL, &product), SDP_OK);
        assert_string_equal(product->id, "1000");
        sdp_product_free(product);
        c.policy = NULL;
        result = next(two);
        assert_int_equal(atoi(((const sdp_product *)result.entity)->id), 200 + result.number);
    }
    assert_true(c.most_active <= 6);
    expect_end(one);
    expect_end(two);
    sdp_batch_free(one);
    sdp_batch_free(two);
    crowd_close(&c);
}

/* A file is read when its call goes: it must be there, and be the one that was looked at. */
static void files_are_opened_when_their_turn_comes(void **state)
{
    const folder *f = *state;
    const char *gone = folder_write(f, "gone.txt", "hello", 5);
    const char *grown = folder_write(f, "grown.txt", "hello", 5);
    const sdp_file files[] = {SDP_FILE(.path = gone), SDP_FILE(.path = grown)};
    const sdp_options options[] = {SDP_OPTIONS(.file = &files[0]), SDP_OPTIONS(.file = &files[1])};
    crowd c;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.in_order = 1));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sdp_batch_add(batch, "customers.upload_image", NULL, 0, NULL, &options[i], NULL), SDP_OK);
    }
    const int before = folder_descriptors();
    assert_int_equal(unlink(gone), 0);
    folder_write(f, "grown.txt", "hello, world", 12);
    for (int i = 0; i < 2; i++) {
        const sdp_batch_result result = next(batch);
        assert_int_equal(result.status, SDP_E_FILE);
        assert_string_equal(sdp_error_path(result.error), "file.path");
        assert_int_equal(sdp_error_attempts(result.error), 0);
    }
    assert_int_equal(c.started, 0);
    assert_int_equal(folder_descriptors(), before);
    sdp_batch_free(batch);
    crowd_close(&c);
}

/* A write that the server never answers, and a read whose connection ends. */
static void what_ends_badly_is_told_truly(void **state)
{
    crowd c;
    (void)state;
    crowd_open(&c, &(sdp_config)SDP_CONFIG(.max_retries = -1, .timeout_ms = 50));
    c.policy = dies_or_stalls;
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.in_order = 1));
    add(batch, "products.get", 1, NULL);
    add(batch, "products.edit", 2, NULL);
    assert_int_equal(next(batch).status, SDP_E_NETWORK);
    const sdp_batch_result result = next(batch);
    assert_int_equal(result.status, SDP_E_MAYBE_DONE);
    assert_int_equal(sdp_error_cause(result.error), SDP_E_TIMEOUT);
    sdp_batch_free(batch);
    crowd_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(concurrency_is_reached_and_never_exceeded),
        cmocka_unit_test(results_come_as_calls_end_or_in_order),
        cmocka_unit_test(each_call_has_its_own_error),
        cmocka_unit_test(a_callback_cannot_enter_the_client),
        cmocka_unit_test(a_transport_that_fails_ends_what_is_under_way),
        cmocka_unit_test(a_failed_transport_is_told_to_all),
        cmocka_unit_test(a_slow_call_holds_back_all_behind_it),
        cmocka_unit_test(cancelling_tells_the_truth),
        cmocka_unit_test(one_call_can_be_cancelled),
        cmocka_unit_test(failed_attempts_are_made_again),
        cmocka_unit_test(no_call_fails_for_its_turn_in_the_limit),
        cmocka_unit_test(a_client_has_batches_and_single_calls),
        cmocka_unit_test_setup_teardown(files_are_opened_when_their_turn_comes, folder_make, folder_remove),
        cmocka_unit_test(what_ends_badly_is_told_truly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
