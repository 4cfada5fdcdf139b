/* Time in batches: a pause that the service asks for holds back every call that has not begun, a caller who is busy
   loses no answer that has come, and a transport that does one thing at a time is given one at a time. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"
#include "poll_loop.h"

/* The first connection brings a pause, the others an answer that comes when it has been read. */
#define THROTTLES(seconds_)                                                                                            \
    {                                                                                                                  \
        RAW_READ, RAW_SEND(DESK_ANSWER("429 No", "Connection: close\r\nRetry-After: " seconds_ "\r\n", "{}", 2)),      \
            RAW_END                                                                                                    \
    }
#define ANSWERS(ms_)                                                                                                   \
    {                                                                                                                  \
        RAW_READ, RAW_DELAY(ms_), RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END                               \
    }

static const raw_step throttles[] = THROTTLES("1");
static const raw_step throttles_long[] = THROTTLES("30");
#define ANSWER RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT)
/* The one beside it is answered when the pause has come, on a busy machine too, and what comes behind it at once. */
static const raw_step beside[] = {
    RAW_READ, RAW_DELAY(500), RAW_REPLY("200 OK", DESK_PRODUCT), ANSWER, ANSWER, ANSWER, ANSWER, ANSWER, RAW_END};
static const raw_step works[] = ANSWERS(0);
static const raw_step later[] = ANSWERS(80);

/* What an attempt may take where the caller is busy for longer. An answer comes in a small part of it, so that a
   machine which is busy too has time enough. */
enum { ATTEMPT_MS = 500, BUSY_MS = 600 };

static sdp_batch *batch_of(sdp_client *client, const sdp_batch_config *config)
{
    sdp_batch *batch = NULL;
    assert_int_equal(sdp_batch_new(client, config, &batch), SDP_OK);
    return batch;
}

static sdp_batch_result next(sdp_batch *batch)
{
    sdp_batch_result result = {.size = sizeof result};
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    return result;
}

static void expect_done(const sdp_batch_result *result)
{
    if (result->status != SDP_OK) fail_msg("%d: %s", (int)result->number, sdp_error_message(result->error));
}

static void a_pause_holds_back_all_calls(void **state)
{
    (void)state;
    desk *d = desk_open(RAW_SERVER(throttles, beside, works), NULL);
    const int64_t began_ms = desk_now_ms();
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 2));
    poll_loop_add_gets(batch, 6, NULL);
    sdp_batch_result result = next(batch);
    expect_done(&result);
    assert_int_equal(raw_server_requests(d->server), 2);
    for (int i = 0; i < 5; i++) {
        result = next(batch);
        expect_done(&result);
        assert_true(desk_now_ms() - began_ms >= 950);
    }
    assert_int_equal(raw_server_requests(d->server), 7);
    sdp_batch_free(batch);
    desk_close(d);
}

/* A single call is its program's own decision; a batch of a sibling is one with those of the client. */
static void siblings_pause_and_single_calls_do_not(void **state)
{
    const sdp_product *product = NULL;
    sdp_client *sibling = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(throttles, beside, works), NULL);
    const int64_t began_ms = desk_now_ms();
    assert_int_equal(sdp_client_dup(d->client, &sibling), SDP_OK);
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 2));
    poll_loop_add_gets(batch, 2, NULL);
    sdp_batch_result result = next(batch);
    expect_done(&result);
    assert_int_equal(sdp_product_get(sibling, "77", NULL, &product), SDP_OK);
    sdp_product_free(product);
    assert_int_equal(raw_server_requests(d->server), 3);
    sdp_batch *other = batch_of(sibling, NULL);
    poll_loop_add_gets(other, 1, NULL);
    result = next(other);
    expect_done(&result);
    assert_true(desk_now_ms() - began_ms >= 950);
    sdp_batch_free(other);
    sdp_batch_free(batch);
    sdp_client_free(sibling);
    desk_close(d);
}

static void *signal_later(void *opaque)
{
    desk_sleep_ms(200);
    sdp_cancel_signal(opaque);
    return NULL;
}

static void a_pause_is_cancelled(void **state)
{
    pthread_t thread;
    sdp_cancel *cancel = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(throttles_long, beside, works), NULL);
    const int64_t began_ms = desk_now_ms();
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 2, .cancel = cancel));
    poll_loop_add_gets(batch, 6, NULL);
    sdp_batch_result result = next(batch);
    expect_done(&result);
    assert_int_equal(pthread_create(&thread, NULL, signal_later, cancel), 0);
    for (int i = 0; i < 5; i++) {
        result = next(batch);
        assert_int_equal(result.status, SDP_E_CANCELED);
        assert_int_equal(sdp_error_attempts(result.error), result.number == 0 ? 1 : 0);
    }
    pthread_join(thread, NULL);
    assert_int_equal(raw_server_requests(d->server), 2);
    assert_true(desk_now_ms() - began_ms < 15000);
    sdp_batch_free(batch);
    sdp_cancel_free(cancel);
    desk_close(d);
}

typedef struct scene {
    desk *d;
    poll_loop *loop;
    sdp_batch *batch;
    poll_tally tally;
} scene;

static void begin(scene *s, raw_server *server, const sdp_config *config, int concurrency)
{
    *s = (scene){.d = desk_open(server, config), .loop = poll_loop_new()};
    poll_loop_attach(s->loop, s->d->client);
    s->batch = poll_loop_batch(s->d->client, &s->tally, concurrency);
}

static void end(scene *s)
{
    sdp_batch_free(s->batch);
    poll_loop_detach(s->loop, s->d->client);
    poll_loop_free(s->loop);
    desk_close(s->d);
}

static void a_pause_holds_back_a_loop(void **state)
{
    scene s;
    (void)state;
    const int64_t began_ms = desk_now_ms();
    begin(&s, RAW_SERVER(throttles, beside, works), NULL, 2);
    poll_loop_add_gets(s.batch, 6, NULL);
    poll_loop_run(s.loop, &s.tally.results, 1);
    assert_int_equal(raw_server_requests(s.d->server), 2);
    poll_loop_run(s.loop, &s.tally.results, 2);
    assert_true(desk_now_ms() - began_ms >= 950);
    poll_loop_run(s.loop, &s.tally.results, 6);
    assert_int_equal(s.tally.failed, 0);
    assert_true(poll_loop_timer_acts(s.loop) <= 64);
    end(&s);
}

static void a_pause_is_cancelled_in_a_loop(void **state)
{
    pthread_t thread;
    sdp_cancel *cancel = NULL;
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(throttles_long, beside, works), NULL, 2);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    poll_loop_add_gets(s.batch, 6, &(sdp_options)SDP_OPTIONS(.cancel = cancel));
    poll_loop_run(s.loop, &s.tally.results, 1);
    assert_int_equal(pthread_create(&thread, NULL, signal_later, cancel), 0);
    poll_loop_run(s.loop, &s.tally.results, 6);
    pthread_join(thread, NULL);
    assert_int_equal(s.tally.failed, 5);
    assert_int_equal(s.tally.status, SDP_E_CANCELED);
    assert_int_equal(raw_server_requests(s.d->server), 2);
    end(&s);
    sdp_cancel_free(cancel);
}

/* The one that was refused has that for its result; those that wait for the end of the pause were not sent. The loop is
   told that there is something to be given. */
static void a_pause_is_drained_in_a_loop(void **state)
{
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(throttles_long, beside, works), NULL, 2);
    poll_loop_add_gets(s.batch, 6, NULL);
    poll_loop_run(s.loop, &s.tally.results, 1);
    assert_int_equal(sdp_batch_drain(s.batch), SDP_OK);
    poll_loop_turn(s.loop, 0);
    assert_int_equal(s.tally.results, 6);
    assert_int_equal(s.tally.failed, 5);
    assert_int_equal(raw_server_requests(s.d->server), 2);
    end(&s);
}

static void drain_inside(void *user_data, sdp_batch *batch, const sdp_batch_result *result)
{
    poll_tally *tally = user_data;
    tally->results++;
    tally->failed += result->status != SDP_OK;
    if (tally->results == 1) assert_int_equal(sdp_batch_drain(batch), SDP_OK);
}

/* The function that is given the results may decide that it is enough. */
static void a_batch_is_drained_by_its_function(void **state)
{
    poll_tally tally = {0};
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(throttles_long, beside, works), NULL, 2);
    const sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = 2, .done = drain_inside, .user_data = &tally);
    sdp_batch *batch = batch_of(s.d->client, &config);
    poll_loop_add_gets(batch, 6, NULL);
    poll_loop_run(s.loop, &tally.results, 6);
    assert_int_equal(tally.failed, 5);
    assert_int_equal(raw_server_requests(s.d->server), 2);
    sdp_batch_free(batch);
    end(&s);
}

/* A loop without a function for results has them all made before they are taken. */
static void without_a_function_all_calls_are_made(void **state)
{
    enum { CALLS = 40 };
    sdp_batch_progress progress = {.size = sizeof progress};
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(works), NULL, 2);
    sdp_batch *batch = batch_of(s.d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 2));
    poll_loop_add_gets(batch, CALLS, NULL);
    const int64_t began_ms = desk_now_ms();
    while (progress.done < CALLS && desk_now_ms() - began_ms < 20000) {
        poll_loop_turn(s.loop, 100);
        assert_int_equal(sdp_batch_get_progress(batch, &progress), SDP_OK);
    }
    assert_int_equal(progress.done, CALLS);
    sdp_batch_free(batch);
    end(&s);
}

/* The caller does something else for longer than an attempt may take; what came meanwhile counts, and what was begun
   with the result that was given before was on its way. */
static void a_busy_caller_loses_no_answer(void **state)
{
    const sdp_config config = SDP_CONFIG(.attempt_timeout_ms = ATTEMPT_MS, .max_retries = -1);
    (void)state;
    desk *d = desk_open(RAW_SERVER(later), &config);
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 4));
    poll_loop_add_gets(batch, 10, NULL);
    for (int i = 0; i < 10; i++) {
        const sdp_batch_result result = next(batch);
        expect_done(&result);
        assert_int_equal(sdp_error_attempts(result.error), 1);
        if (i == 4) desk_sleep_ms(BUSY_MS);
    }
    sdp_batch_free(batch);
    desk_close(d);
}

/* A single call meanwhile does not look at the clock of the others either. The first answer comes at once, those of the
   others while the caller is busy. */
static void a_single_call_loses_no_answer_of_the_others(void **state)
{
    const sdp_config config = SDP_CONFIG(.attempt_timeout_ms = ATTEMPT_MS, .max_retries = -1);
    const sdp_product *product = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(works, later), &config);
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 4));
    poll_loop_add_gets(batch, 6, NULL);
    sdp_batch_result result = next(batch);
    expect_done(&result);
    desk_sleep_ms(BUSY_MS);
    assert_int_equal(sdp_product_get(d->client, "77", NULL, &product), SDP_OK);
    sdp_product_free(product);
    for (int i = 0; i < 5; i++) {
        result = next(batch);
        expect_done(&result);
    }
    sdp_batch_free(batch);
    desk_close(d);
}

static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};

/* An attempt that has no answer ends at its time all the same. */
static void an_attempt_without_an_answer_ends(void **state)
{
    const sdp_config config = SDP_CONFIG(.attempt_timeout_ms = 100, .max_retries = -1);
    (void)state;
    desk *d = desk_open(RAW_SERVER(stalls), &config);
    const int64_t began_ms = desk_now_ms();
    sdp_batch *batch = batch_of(d->client, NULL);
    poll_loop_add_gets(batch, 2, NULL);
    for (int i = 0; i < 2; i++) assert_int_equal(next(batch).status, SDP_E_TIMEOUT);
    assert_in_range(desk_now_ms() - began_ms, 95, 15000);
    sdp_batch_free(batch);
    desk_close(d);
}

/* Some loops tell of timers first, others of descriptors. */
static void a_busy_loop_loses_no_answer(void **state)
{
    const sdp_config config = SDP_CONFIG(.attempt_timeout_ms = ATTEMPT_MS, .max_retries = -1);
    (void)state;
    for (int timer_first = 0; timer_first < 2; timer_first++) {
        scene s;
        begin(&s, RAW_SERVER(later), &config, 4);
        poll_loop_add_gets(s.batch, 4, NULL);
        while (raw_server_requests(s.d->server) < 4) poll_loop_turn(s.loop, 10);
        desk_sleep_ms(BUSY_MS);
        if (timer_first) assert_int_equal(sdp_client_act(s.d->client, -1, 0), SDP_OK);
        poll_loop_run(s.loop, &s.tally.results, 4);
        assert_int_equal(s.tally.failed, 0);
        end(&s);
    }
}

enum { EXCHANGE_MS = 60 };

typedef struct line {
    int exchanges;
    int throttles; /* of them, the first ones */
    int64_t least_ms;
} line;

static sdp_status exchange(void *user_data, const sdp_request *request, sdp_response *response)
{
    static const char body[] = DESK_PRODUCT;
    line *l = user_data;
    if (request->timeout_ms < l->least_ms) l->least_ms = request->timeout_ms;
    desk_sleep_ms(EXCHANGE_MS);
    response->http_status = l->exchanges++ < l->throttles ? 503 : 200;
    return request->sink(request->stream_data, body, sizeof body - 1);
}

/* Twelve calls at once, each of which may take as long as ten, over a function that does one after the other: an
   attempt's time begins when its turn comes, at first and again. */
static void a_function_that_blocks_is_given_one_at_a_time(void **state)
{
    enum { CALLS = 12, CALL_MS = 10 * EXCHANGE_MS };
    (void)state;
    for (int throttled = 0; throttled < 2; throttled++) {
        line l = {.throttles = throttled ? 3 : 0, .least_ms = CALL_MS};
        sdp_config config = SDP_CONFIG(.base_url = "https://desk.example.com", .attempt_timeout_ms = CALL_MS);
        if (!throttled) config.timeout_ms = CALL_MS;
        config.max_retries = throttled ? 3 : -1;
        assert_int_equal(sdp_transport_new_blocking(exchange, &l, NULL, &config.transport), SDP_OK);
        desk *d = desk_open(NULL, &config);
        sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = CALLS));
        poll_loop_add_gets(batch, CALLS, NULL);
        for (int i = 0; i < CALLS; i++) {
            const sdp_batch_result result = next(batch);
            expect_done(&result);
        }
        assert_int_equal(l.exchanges, CALLS + l.throttles);
        assert_in_range(l.least_ms, EXCHANGE_MS, CALL_MS);
        sdp_batch_free(batch);
        desk_close(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pause_holds_back_all_calls),
        cmocka_unit_test(siblings_pause_and_single_calls_do_not),
        cmocka_unit_test(a_pause_is_cancelled),
        cmocka_unit_test(a_pause_holds_back_a_loop),
        cmocka_unit_test(a_pause_is_cancelled_in_a_loop),
        cmocka_unit_test(a_pause_is_drained_in_a_loop),
        cmocka_unit_test(a_batch_is_drained_by_its_function),
        cmocka_unit_test(without_a_function_all_calls_are_made),
        cmocka_unit_test(a_busy_caller_loses_no_answer),
        cmocka_unit_test(a_single_call_loses_no_answer_of_the_others),
        cmocka_unit_test(an_attempt_without_an_answer_ends),
        cmocka_unit_test(a_busy_loop_loses_no_answer),
        cmocka_unit_test(a_function_that_blocks_is_given_one_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
