/* Cancelling from another thread, at every moment of a call. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

/* A cancelled call returns at once; where it does not, it would stay for many seconds. A busy machine gets two more
   chances. */
enum { PROMPT_MS = 200, CHANCES = 3, CALL_MS = 20000 };

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};
static const raw_step half[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"product"),
                                RAW_STALL, RAW_END};
static const raw_step drips[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
                                 RAW_SEND_PIECES("                                                            ", 1, 50),
                                 RAW_STALL, RAW_END};
static const raw_step busy[] = {RAW_READ, RAW_SEND(DESK_ANSWER("429 Busy", "Retry-After: 10\r\n", "", 0)), RAW_REPEAT,
                                RAW_END};

/* Signals after so many requests came, and a little while more. */
typedef struct canceller {
    sdp_cancel *cancel;
    raw_server *server;
    int requests;
    int64_t signaled_ms;
} canceller;

static void *signal_later(void *opaque)
{
    canceller *c = opaque;
    if (c->requests > 0) raw_server_wait(c->server, c->requests);
    desk_sleep_ms(80);
    c->signaled_ms = desk_now_ms();
    sdp_cancel_signal(c->cancel);
    return NULL;
}

/* Does an operation that another thread cancels. Returns how long after that it ended. */
static int64_t canceled_after(desk *d, int operation, int requests, sdp_status expected)
{
    canceller c = {.server = d->server, .requests = requests};
    pthread_t thread;
    assert_int_equal(sdp_cancel_new(&c.cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = c.cancel, .timeout_ms = CALL_MS);
    assert_int_equal(pthread_create(&thread, NULL, signal_later, &c), 0);
    sdp_status status = desk_do(d, operation, &options);
    int64_t ended_ms = desk_now_ms();
    pthread_join(thread, NULL);
    if (status != expected) {
        fail_msg("%s: %s", sdp_status_name(status), sdp_error_message(sdp_last_error(d->client)));
    }
    int sent = expected == SDP_E_MAYBE_DONE;
    assert_int_equal(sdp_error_maybe_done(sdp_last_error(d->client)), sent);
    assert_int_equal(sdp_error_retryable(sdp_last_error(d->client)), 0);
    desk_expect_words(d, "cancelled");
    /* Without the cancel object the client works on; with it, a call ends before it begins. */
    int seen = d->server != NULL ? raw_server_requests(d->server) : 0;
    desk_expect(d, operation, &options, SDP_E_CANCELED);
    if (d->server != NULL) assert_int_equal(raw_server_requests(d->server), seen);
    sdp_cancel_free(c.cancel);
    return ended_ms - c.signaled_ms;
}

static void expect_prompt(const raw_step *script, int operation, sdp_status expected)
{
    int64_t late_ms = 0;
    for (int chance = 0; chance < CHANCES; chance++) {
        desk *d = desk_open(RAW_SERVER(script, works), NULL);
        late_ms = canceled_after(d, operation, 1, expected);
        if (script != busy) desk_expect(d, operation, NULL, SDP_OK);
        desk_close(d);
        if (late_ms <= PROMPT_MS) return;
    }
    fail_msg("the call ended %d ms after it was cancelled", (int)late_ms);
}

static void while_waiting_for_the_answer(void **state)
{
    (void)state;
    expect_prompt(stalls, DESK_GET, SDP_E_CANCELED);
    expect_prompt(stalls, DESK_LIST, SDP_E_CANCELED);
    expect_prompt(stalls, DESK_ADD, SDP_E_MAYBE_DONE);
    expect_prompt(stalls, DESK_DELETE, SDP_E_MAYBE_DONE);
}

static void while_receiving(void **state)
{
    (void)state;
    expect_prompt(half, DESK_GET, SDP_E_CANCELED);
    expect_prompt(half, DESK_EDIT, SDP_E_MAYBE_DONE);
    expect_prompt(drips, DESK_GET, SDP_E_CANCELED);
}

/* What was refused was not done. */
static void while_backing_off(void **state)
{
    (void)state;
    expect_prompt(busy, DESK_GET, SDP_E_CANCELED);
    expect_prompt(busy, DESK_ADD, SDP_E_CANCELED);
}

static void expect_prompt_at(const sdp_config *config, raw_server *server, int operation)
{
    int64_t late_ms = 0;
    desk *d = desk_open(NULL, config);
    d->server = server;
    for (int chance = 0; chance < CHANCES; chance++) {
        late_ms = canceled_after(d, operation, 0, SDP_E_CANCELED);
        if (late_ms <= PROMPT_MS) break;
    }
    d->server = NULL;
    desk_close(d);
    if (late_ms > PROMPT_MS) fail_msg("the call ended %d ms after it was cancelled", (int)late_ms);
}

static void while_connecting(void **state)
{
    char base[64];
    raw_blackhole *hole = raw_blackhole_start();
    (void)state;
    snprintf(base, sizeof base, "http://127.0.0.1:%d", raw_blackhole_port(hole));
    expect_prompt_at(&(sdp_config)SDP_CONFIG(.base_url = base), NULL, DESK_GET);
    expect_prompt_at(&(sdp_config)SDP_CONFIG(.base_url = base), NULL, DESK_ADD);
    raw_blackhole_stop(hole);
}

/* A proxy that accepts and never answers, and a server that never greets. */
static void while_tls_begins(void **state)
{
    static const raw_step silent[] = {RAW_STALL, RAW_END};
    char base[64];
    raw_server *server = RAW_SERVER(silent);
    (void)state;
    snprintf(base, sizeof base, "https://127.0.0.1:%d", raw_server_port(server));
    expect_prompt_at(&(sdp_config)SDP_CONFIG(.base_url = base), server, DESK_ADD);
    const sdp_config proxied = SDP_CONFIG(.base_url = "https://127.0.0.1:1", .proxy = raw_server_url(server));
    expect_prompt_at(&proxied, server, DESK_ADD);
    raw_server_stop(server);
}

static void before_the_call(void **state)
{
    sdp_cancel *cancel = NULL;
    (void)state;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    desk *d = desk_open(RAW_SERVER(works), NULL);
    sdp_cancel_signal(cancel);
    sdp_cancel_signal(cancel);
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        desk_expect(d, operation, &options, SDP_E_CANCELED);
        desk_expect_said(d, (desk_said){.fault = SDP_FAULT_CALLER});
        assert_string_equal(sdp_error_url(sdp_last_error(d->client)), "");
    }
    assert_int_equal(raw_server_connections(d->server), 0);
    assert_int_equal(d->event_count, 0);
    sdp_cancel_reset(cancel);
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) desk_expect(d, operation, &options, SDP_OK);
    desk_close(d);
    sdp_cancel_free(cancel);
}

typedef struct victim {
    desk *d;
    const sdp_options *options;
    sdp_status status;
} victim;

static void *run_victim(void *opaque)
{
    victim *v = opaque;
    const sdp_product *out = NULL;
    v->status = sdp_product_get(v->d->client, "77", v->options, &out);
    return NULL;
}

static void one_object_ends_many_calls(void **state)
{
    enum { COUNT = 4 };
    sdp_cancel *cancel = NULL;
    pthread_t threads[COUNT];
    victim victims[COUNT];
    (void)state;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel, .timeout_ms = CALL_MS);
    int64_t began = desk_now_ms();
    for (int i = 0; i < COUNT; i++) {
        victims[i] = (victim){.d = desk_open(RAW_SERVER(stalls), NULL), .options = &options};
        assert_int_equal(pthread_create(&threads[i], NULL, run_victim, &victims[i]), 0);
    }
    for (int i = 0; i < COUNT; i++) raw_server_wait(victims[i].d->server, 1);
    sdp_cancel_signal(cancel);
    for (int i = 0; i < COUNT; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(victims[i].status, SDP_E_CANCELED);
        desk_close(victims[i].d);
    }
    assert_true(desk_now_ms() - began < CALL_MS / 2);
    sdp_cancel_free(cancel);
}

/* A signal that comes while one call ends and the next begins must not be lost, nor wake what it does not concern. */
static void signals_at_any_time(void **state)
{
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (int i = 0; i < 16; i++) {
        canceller c = {.server = d->server};
        pthread_t thread;
        assert_int_equal(sdp_cancel_new(&c.cancel), SDP_OK);
        const sdp_options options = SDP_OPTIONS(.cancel = c.cancel, .timeout_ms = CALL_MS);
        assert_int_equal(pthread_create(&thread, NULL, signal_later, &c), 0);
        desk_sleep_ms(77 + i % 8);
        sdp_status status = desk_do(d, DESK_GET, &options);
        assert_true(status == SDP_OK || status == SDP_E_CANCELED);
        pthread_join(thread, NULL);
        desk_expect(d, DESK_GET, &options, SDP_E_CANCELED);
        desk_expect(d, DESK_GET, NULL, SDP_OK);
        sdp_cancel_free(c.cancel);
    }
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(while_waiting_for_the_answer),
        cmocka_unit_test(while_receiving),
        cmocka_unit_test(while_backing_off),
        cmocka_unit_test(while_connecting),
        cmocka_unit_test(while_tls_begins),
        cmocka_unit_test(before_the_call),
        cmocka_unit_test(one_object_ends_many_calls),
        cmocka_unit_test(signals_at_any_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
