/* Times and cancelling in an event loop: what waits is called again when its time is over, and not before. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "desk.h"
#include "poll_loop.h"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};

typedef struct scene {
    desk *d;
    poll_loop *loop;
    sdp_batch *batch;
    poll_tally tally;
} scene;

static void begin(scene *s, raw_server *server, const sdp_config *config)
{
    *s = (scene){.d = desk_open(server, config), .loop = poll_loop_new()};
    poll_loop_attach(s->loop, s->d->client);
    s->batch = poll_loop_batch(s->d->client, &s->tally, 8);
}

static void end(scene *s)
{
    sdp_batch_free(s->batch);
    poll_loop_detach(s->loop, s->d->client);
    poll_loop_free(s->loop);
    desk_close(s->d);
}

/* One GET. Returns how long it took. */
static int64_t run_one(scene *s, const sdp_options *options)
{
    const int64_t began_ms = desk_now_ms();
    poll_loop_add_gets(s->batch, 1, options);
    poll_loop_run(s->loop, &s->tally.results, s->tally.results + 1);
    return desk_now_ms() - began_ms;
}

/* A loop that spins would act some thousand times. */
static void expect_few_acts(const scene *s)
{
    assert_true(poll_loop_timer_acts(s->loop) <= 16);
    assert_true(poll_loop_descriptor_acts(s->loop) <= 24);
}

static void a_retry_waits_for_its_time(void **state)
{
    static const raw_step fails_once[] = {RAW_READ, RAW_REPLY("503 No", "{}"), RAW_READ,
                                          RAW_REPLY("200 OK", DESK_PRODUCT), RAW_END};
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(fails_once), NULL);
    const int64_t took_ms = run_one(&s, NULL);
    assert_int_equal(s.tally.status, SDP_OK);
    assert_int_equal(s.tally.attempts, 2);
    assert_true(s.d->events[0].retry_in_ms > 0 && took_ms >= s.d->events[0].retry_in_ms);
    expect_few_acts(&s);
    end(&s);
}

static void retry_after_is_kept(void **state)
{
    static const raw_step throttles[] = {RAW_READ, RAW_SEND(DESK_ANSWER("429 No", "Retry-After: 1\r\n", "{}", 2)),
                                         RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_END};
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(throttles), NULL);
    assert_true(run_one(&s, NULL) >= 1000);
    assert_int_equal(s.tally.status, SDP_OK);
    assert_int_equal(s.tally.attempts, 2);
    expect_few_acts(&s);
    end(&s);
}

static void a_call_ends_at_its_deadline(void **state)
{
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(stalls), NULL);
    assert_true(run_one(&s, &(sdp_options)SDP_OPTIONS(.timeout_ms = 120)) >= 120);
    assert_int_equal(s.tally.status, SDP_E_TIMEOUT);
    assert_int_equal(s.tally.attempts, 1);
    expect_few_acts(&s);
    end(&s);
}

static void an_attempt_ends_at_its_own(void **state)
{
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(stalls, works), NULL);
    assert_true(run_one(&s, &(sdp_options)SDP_OPTIONS(.attempt_timeout_ms = 800)) >= 800);
    assert_int_equal(s.tally.status, SDP_OK);
    assert_int_equal(s.tally.attempts, 2);
    expect_few_acts(&s);
    end(&s);
}

/* The time is libcurl's own, and the call's is far away. */
static void connecting_takes_its_time_and_no_longer(void **state)
{
    char url[64];
    scene s;
    (void)state;
    raw_blackhole *hole = raw_blackhole_start();
    snprintf(url, sizeof url, "http://127.0.0.1:%d", raw_blackhole_port(hole));
    begin(&s, NULL, &(sdp_config)SDP_CONFIG(.base_url = url, .connect_timeout_ms = 150, .max_retries = -1));
    assert_true(run_one(&s, NULL) >= 150);
    assert_int_equal(s.tally.status, SDP_E_TIMEOUT);
    expect_few_acts(&s);
    end(&s);
    raw_blackhole_stop(hole);
}

/* Two calls at different times: the earlier one's does not use up the later one's. */
static void times_do_not_hide_each_other(void **state)
{
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(stalls), &(sdp_config)SDP_CONFIG(.max_retries = -1));
    for (int i = 0; i < 4; i++) {
        poll_loop_add_gets(s.batch, 1, &(sdp_options)SDP_OPTIONS(.timeout_ms = 60 + 40 * ((i * 3) % 4)));
    }
    for (int i = 1; i <= 4; i++) {
        poll_loop_run(s.loop, &s.tally.results, i);
        assert_int_equal(s.tally.status, SDP_E_TIMEOUT);
    }
    expect_few_acts(&s);
    end(&s);
}

static void the_rate_limit_is_waited_for(void **state)
{
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.requests_per_minute = 1200));
    poll_loop_add_gets(s.batch, 8, NULL);
    poll_loop_run(s.loop, &s.tally.results, 8);
    assert_int_equal(s.tally.failed, 0);
    /* Some for each call and each place in the limit. */
    assert_true(poll_loop_timer_acts(s.loop) <= 8 * 8);
    end(&s);
}

/* Turns until the server has all requests, and the loop has nothing more to do. */
static void fall_asleep(const scene *s, int requests)
{
    for (int i = 0; i < 2000 && raw_server_requests(s->d->server) < requests; i++) poll_loop_turn(s->loop, 10);
    assert_int_equal(raw_server_requests(s->d->server), requests);
    for (int i = 0; i < 50; i++) {
        const int before = poll_loop_descriptor_acts(s->loop) + poll_loop_timer_acts(s->loop);
        poll_loop_turn(s->loop, 10);
        if (poll_loop_descriptor_acts(s->loop) + poll_loop_timer_acts(s->loop) == before) return;
    }
    fail_msg("the loop goes on and on");
}

/* While calls wait for answers that do not come, the loop sleeps. */
static void waiting_costs_nothing(void **state)
{
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(stalls), NULL);
    poll_loop_add_gets(s.batch, 8, NULL);
    fall_asleep(&s, 8);
    const int before = poll_loop_timer_acts(s.loop) + poll_loop_descriptor_acts(s.loop);
    for (int i = 0; i < 5; i++) poll_loop_turn(s.loop, 20);
    assert_true(poll_loop_timer_acts(s.loop) + poll_loop_descriptor_acts(s.loop) - before <= 2);
    end(&s);
}

typedef struct signaler {
    sdp_cancel *cancel;
    raw_server *server;
    int requests;
} signaler;

static void *signal_later(void *opaque)
{
    const signaler *one = opaque;
    if (raw_server_wait(one->server, one->requests)) sdp_cancel_signal(one->cancel);
    return NULL;
}

/* It wakes by a descriptor, for none of the calls gets an answer, and sleeps again. */
static void another_thread_cancels(void **state)
{
    pthread_t thread;
    sdp_cancel *cancel = NULL;
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(stalls), NULL);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    signaler one = {cancel, s.d->server, 4};
    poll_loop_add_gets(s.batch, 4, &(sdp_options)SDP_OPTIONS(.cancel = cancel));
    fall_asleep(&s, 4);
    const int before = poll_loop_descriptor_acts(s.loop);
    assert_int_equal(pthread_create(&thread, NULL, signal_later, &one), 0);
    for (int i = 1; i <= 4; i++) {
        poll_loop_run(s.loop, &s.tally.results, i);
        assert_int_equal(s.tally.status, SDP_E_CANCELED);
    }
    pthread_join(thread, NULL);
    assert_true(poll_loop_descriptor_acts(s.loop) > before);
    fall_asleep(&s, 4);
    expect_few_acts(&s);
    end(&s);
    sdp_cancel_free(cancel);
}

/* One signal for two clients in one loop, which are both woken. */
static void one_signal_reaches_every_client(void **state)
{
    pthread_t thread;
    sdp_cancel *cancel = NULL;
    poll_tally tally = {0};
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(stalls), NULL);
    sdp_client *sibling = NULL;
    assert_int_equal(sdp_client_dup(s.d->client, &sibling), SDP_OK);
    poll_loop_attach(s.loop, sibling);
    sdp_batch *batch = poll_loop_batch(sibling, &tally, 8);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    poll_loop_add_gets(s.batch, 2, &options);
    poll_loop_add_gets(batch, 2, &options);
    signaler one = {cancel, s.d->server, 4};
    assert_int_equal(pthread_create(&thread, NULL, signal_later, &one), 0);
    poll_loop_run(s.loop, &s.tally.results, 2);
    poll_loop_run(s.loop, &tally.results, 2);
    pthread_join(thread, NULL);
    assert_int_equal(s.tally.status, SDP_E_CANCELED);
    assert_int_equal(tally.status, SDP_E_CANCELED);
    sdp_batch_free(batch);
    sdp_client_free(sibling);
    end(&s);
    sdp_cancel_free(cancel);
}

/* Signalled before the first turn: nothing is sent. */
static void what_is_cancelled_early_is_not_sent(void **state)
{
    sdp_cancel *cancel = NULL;
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(works), NULL);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    poll_loop_add_gets(s.batch, 3, &(sdp_options)SDP_OPTIONS(.cancel = cancel));
    sdp_cancel_signal(cancel);
    poll_loop_run(s.loop, &s.tally.results, 3);
    assert_int_equal(s.tally.failed, 3);
    assert_int_equal(s.tally.status, SDP_E_CANCELED);
    assert_int_equal(raw_server_requests(s.d->server), 0);
    end(&s);
    sdp_cancel_free(cancel);
}

/* There is no transfer at all that could be woken. */
static void a_wait_for_a_retry_is_cancelled(void **state)
{
    static const raw_step throttles[] = {RAW_READ, RAW_SEND(DESK_ANSWER("429 No", "Retry-After: 20\r\n", "{}", 2)),
                                         RAW_REPEAT, RAW_END};
    sdp_cancel *cancel = NULL;
    scene s;
    (void)state;
    begin(&s, RAW_SERVER(throttles), NULL);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    poll_loop_add_gets(s.batch, 1, &(sdp_options)SDP_OPTIONS(.cancel = cancel));
    for (int i = 0; i < 2000 && s.d->event_count == 0; i++) poll_loop_turn(s.loop, 10);
    assert_int_equal(s.tally.results, 0);
    sdp_cancel_signal(cancel);
    poll_loop_run(s.loop, &s.tally.results, 1);
    assert_int_equal(s.tally.status, SDP_E_CANCELED);
    end(&s);
    sdp_cancel_free(cancel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_retry_waits_for_its_time),
        cmocka_unit_test(retry_after_is_kept),
        cmocka_unit_test(a_call_ends_at_its_deadline),
        cmocka_unit_test(an_attempt_ends_at_its_own),
        cmocka_unit_test(connecting_takes_its_time_and_no_longer),
        cmocka_unit_test(times_do_not_hide_each_other),
        cmocka_unit_test(the_rate_limit_is_waited_for),
        cmocka_unit_test(waiting_costs_nothing),
        cmocka_unit_test(another_thread_cancels),
        cmocka_unit_test(one_signal_reaches_every_client),
        cmocka_unit_test(what_is_cancelled_early_is_not_sent),
        cmocka_unit_test(a_wait_for_a_retry_is_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
