/* The table of faults and operations, of time: servers that are slow or silent, deadlines, and cancelling from another
   thread. The kinds wait side by side. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"
#include "fault_table.h"

/* Servers that are stopped do not wait for the end of a delay. */
enum { ATTEMPT_MS = 400, LATE_MS = 10 * ATTEMPT_MS };

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
#define LINE "X: 1\r\n"
#define LINES LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE

static const fault slow[] = {
    FAULT("a latency below the time", DONE, SDP_OK, STEPS(RAW_READ, RAW_DELAY(20), FAULT_GOOD)),
    FAULT("an answer that comes too late", UNKNOWN, SDP_E_TIMEOUT,
          STEPS(RAW_READ, RAW_DELAY(LATE_MS), RAW_REPLY("200 OK", DESK_PRODUCT), RAW_STALL)),
    FAULT("no answer ever", UNKNOWN, SDP_E_TIMEOUT, STEPS(RAW_READ, RAW_STALL)),
    FAULT("a stall in the header", UNKNOWN, SDP_E_TIMEOUT, STEPS(RAW_READ, RAW_SEND(HEAD), RAW_STALL),
          .http_status = 200),
    FAULT("a stall in the body", UNKNOWN, SDP_E_TIMEOUT,
          STEPS(RAW_READ, RAW_SEND(HEAD "Content-Length: 100\r\n\r\n{\"prod"), RAW_STALL), .http_status = 200),
    FAULT("a header that drips", UNKNOWN, SDP_E_TIMEOUT,
          STEPS(RAW_READ, RAW_SEND(HEAD), RAW_SEND_PIECES(LINES, 1, 20), RAW_STALL), .http_status = 200),
};

static void servers_that_are_slow(void **state)
{
    (void)state;
    FAULT_TABLE(slow, .at_once = 1, .options = SDP_OPTIONS(.attempt_timeout_ms = ATTEMPT_MS));
}

/* Without attempts of their own time, calls end at theirs. */
static void calls_end_at_their_deadline(void **state)
{
    const fault stalls[] = {slow[4]};
    (void)state;
    FAULT_TABLE(stalls, .at_once = 1, .max_retries = -1, .options = SDP_OPTIONS(.timeout_ms = ATTEMPT_MS));
}

/* What all kinds do side by side, each with a client and a server of its own. */
typedef struct waiter {
    int kind;
    raw_server *server;
    sdp_client *client;
    const sdp_options *options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int attempts; /* that have ended */
} waiter;

static void note_attempt(void *user_data, const sdp_event *event)
{
    waiter *w = user_data;
    (void)event;
    pthread_mutex_lock(&w->lock);
    w->attempts++;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->lock);
}

static void await_attempt(waiter *w)
{
    pthread_mutex_lock(&w->lock);
    while (w->attempts == 0) pthread_cond_wait(&w->changed, &w->lock);
    pthread_mutex_unlock(&w->lock);
}

static void *run_waiter(void *opaque)
{
    waiter *w = opaque;
    fault_do(w->kind, w->client, w->options);
    return NULL;
}

static void open_waiter(waiter *w, int kind, raw_server *server, const char *url, sdp_config config)
{
    *w = (waiter){.kind = kind, .server = server};
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    config.event = note_attempt;
    config.event_data = w;
    w->client = fault_client(kind, url, &config);
}

static void close_waiter(waiter *w)
{
    sdp_client_free(w->client);
    raw_server_stop(w->server);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
}

/* Where a call stands when it is cancelled. */
enum { CONNECTING, ANSWERING, BACKING_OFF, PACING };

/* Brings every kind there, and ends all of them by one signal. */
static void cancel_all(int where, const raw_step *script, const char *url, const fault *f)
{
    static waiter waiters[KIND_COUNT];
    pthread_t threads[KIND_COUNT];
    sdp_cancel *cancel = NULL;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    const sdp_config config =
        SDP_CONFIG(.max_retries = 3, .requests_per_minute = where == PACING ? 6 : 0, .timeout_ms = 30000);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        raw_server *server = script != NULL ? RAW_SERVER(script) : NULL;
        waiter *w = &waiters[kind];
        open_waiter(w, kind, server, url != NULL ? url : raw_server_url(server), config);
        if (where == PACING) fault_do(kind, w->client, NULL); /* takes the place there is */
        w->attempts = 0;
        w->options = &options;
        assert_int_equal(pthread_create(&threads[kind], NULL, run_waiter, w), 0);
    }
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if (where == ANSWERING) raw_server_wait(waiters[kind].server, 1);
        if (where == BACKING_OFF) await_attempt(&waiters[kind]);
    }
    desk_sleep_ms(60);
    const int64_t began_ms = desk_now_ms();
    sdp_cancel_signal(cancel);
    for (int kind = 0; kind < KIND_COUNT; kind++) pthread_join(threads[kind], NULL);
    assert_true(desk_now_ms() - began_ms < 5000);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        waiter *w = &waiters[kind];
        fault_end law = fault_law(f, kind, 3, 0);
        if (where == PACING) law.attempts = 0;
        if (where == BACKING_OFF) law.requests = 1;
        const int requests = w->server != NULL ? raw_server_requests(w->server) - (where == PACING) : 0;
        fault_compare(f->name, kind, sdp_error_message(sdp_last_error(w->client)), fault_seen(w->client, requests),
                      law);
        close_waiter(w);
    }
    sdp_cancel_free(cancel);
}

static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};
static const raw_step busy[] = {RAW_READ, RAW_SEND("HTTP/1.1 429 Busy\r\nRetry-After: 10\r\nContent-Length: 0\r\n\r\n"),
                                RAW_REPEAT, RAW_END};
static const raw_step gone[] = {RAW_READ, RAW_SEND("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"), RAW_REPEAT,
                                RAW_END};

static void cancelled_while_connecting(void **state)
{
    static const fault f = FAULT("cancelled while connecting", NOT_SENT, SDP_E_CANCELED, .is_hopeless = 1);
    raw_blackhole *hole = raw_blackhole_start();
    char url[64];
    (void)state;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", raw_blackhole_port(hole));
    cancel_all(CONNECTING, NULL, url, &f);
    raw_blackhole_stop(hole);
}

static void cancelled_while_waiting_for_the_answer(void **state)
{
    static const fault f = FAULT("cancelled while waiting", UNKNOWN, SDP_E_CANCELED, .is_hopeless = 1);
    (void)state;
    cancel_all(ANSWERING, stalls, NULL, &f);
}

/* What was refused was not done, and what waits for its place was not sent. */
static void cancelled_between_attempts(void **state)
{
    static const fault backoff = FAULT("cancelled before another attempt", NOT_SENT, SDP_E_CANCELED, .is_hopeless = 1);
    static const fault limiter = FAULT("cancelled while held back", NOT_SENT, SDP_E_CANCELED, .is_hopeless = 1);
    (void)state;
    cancel_all(BACKING_OFF, busy, NULL, &backoff);
    cancel_all(PACING, gone, NULL, &limiter);
}

/* The limit of the caller's own: there is no place before the deadline, which is known at once. */
static void no_place_before_the_deadline(void **state)
{
    (void)state;
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        raw_server *server = RAW_SERVER(gone);
        const sdp_options options = SDP_OPTIONS(.timeout_ms = 2000);
        sdp_client *client = fault_client(kind, raw_server_url(server),
                                          &(sdp_config)SDP_CONFIG(.max_retries = 3, .requests_per_minute = 6));
        assert_int_equal(fault_do(kind, client, NULL), SDP_E_NOT_FOUND);
        const int64_t began_ms = desk_now_ms();
        assert_int_equal(fault_do(kind, client, &options), SDP_E_QUOTA);
        assert_true(desk_now_ms() - began_ms < 1500);
        const fault_end seen = fault_seen(client, raw_server_requests(server) - 1);
        assert_true(seen.retryable == 1 && seen.maybe_done == 0 && seen.attempts == 0 && seen.requests == 0);
        assert_true(seen.blame == SDP_FAULT_QUOTA && seen.retry_after_ms > 2000);
        sdp_client_free(client);
        raw_server_stop(server);
    }
}

/* Nothing is there to be reached: every kind is made again, and nothing happened. */
static void nobody_is_there(void **state)
{
    static const fault refused = FAULT("connection refused", NOT_SENT, SDP_E_CONNECT, STEPS(RAW_CLOSE));
    static const fault unknown = FAULT("no such host", NOT_SENT, SDP_E_RESOLVE, STEPS(RAW_CLOSE));
    char closed[64];
    (void)state;
    snprintf(closed, sizeof closed, "http://127.0.0.1:%d", raw_closed_port());
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        sdp_client *client = fault_client(kind, closed, &(sdp_config)SDP_CONFIG(.max_retries = 1));
        fault_do(kind, client, NULL);
        fault_compare(refused.name, kind, sdp_error_message(sdp_last_error(client)), fault_seen(client, 0),
                      fault_law(&refused, kind, 1, 0));
        sdp_client_free(client);
        client = fault_client(kind, "http://" RAW_NO_HOST, &(sdp_config)SDP_CONFIG(.max_retries = 1, .allow_http = 1));
        fault_do(kind, client, NULL);
        fault_compare(unknown.name, kind, sdp_error_message(sdp_last_error(client)), fault_seen(client, 0),
                      fault_law(&unknown, kind, 1, 0));
        sdp_client_free(client);
    }
}

static void connecting_takes_too_long(void **state)
{
    static const fault f = FAULT("connecting takes too long", NOT_SENT, SDP_E_TIMEOUT, STEPS(RAW_STALL));
    static const int kinds[] = {KIND_LIST, KIND_EDIT, KIND_UPLOAD, KIND_CRM_WRITE};
    raw_blackhole *hole = raw_blackhole_start();
    char url[64];
    (void)state;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", raw_blackhole_port(hole));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        sdp_client *client =
            fault_client(kinds[i], url, &(sdp_config)SDP_CONFIG(.max_retries = 1, .connect_timeout_ms = 60));
        fault_do(kinds[i], client, NULL);
        fault_compare(f.name, kinds[i], sdp_error_message(sdp_last_error(client)), fault_seen(client, 0),
                      fault_law(&f, kinds[i], 1, 0));
        sdp_client_free(client);
    }
    raw_blackhole_stop(hole);
}

static int say_how_many(void **state)
{
    (void)state;
    print_message("%d cells\n", fault_table_cells());
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(servers_that_are_slow),
        cmocka_unit_test(calls_end_at_their_deadline),
        cmocka_unit_test(cancelled_while_connecting),
        cmocka_unit_test(cancelled_while_waiting_for_the_answer),
        cmocka_unit_test(cancelled_between_attempts),
        cmocka_unit_test(no_place_before_the_deadline),
        cmocka_unit_test(nobody_is_there),
        cmocka_unit_test(connecting_takes_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, say_how_many);
}
