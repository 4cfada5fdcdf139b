/* Clients in an event loop of the program's own, over connections: many calls, kept connections, calls that end early,
   several clients and threads. The loop of the tests checks each descriptor that it is told of. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "desk.h"
#include "poll_loop.h"

enum { WAKE_PIPE = 1 };

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};

static int acts(const poll_loop *loop)
{
    return poll_loop_descriptor_acts(loop) + poll_loop_timer_acts(loop);
}

/* Nothing is due and nothing comes: the loop sleeps. */
static void expect_idle(poll_loop *loop)
{
    const int before = acts(loop);
    poll_loop_turn(loop, 30);
    poll_loop_turn(loop, 30);
    assert_int_equal(acts(loop), before);
}

static void five_hundred_calls_use_32_connections(void **state)
{
    poll_tally tally = {0};
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    assert_int_equal(poll_loop_watched(loop), WAKE_PIPE);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 32);
    poll_loop_add_gets(batch, 500, NULL);
    poll_loop_run(loop, &tally.results, 500);
    assert_int_equal(tally.failed, 0);
    assert_int_equal(raw_server_requests(d->server), 500);
    assert_true(raw_server_connections(d->server) <= 32);
    /* A few for each call: connecting, sending, receiving. */
    assert_true(acts(loop) < 500 * 5);
    expect_idle(loop);
    assert_int_equal(poll_loop_watched(loop), WAKE_PIPE);
    assert_false(poll_loop_is_timed(loop));
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    desk_close(d);
}

/* In the loop, out of it, and in it again: one connection. */
static void connections_are_kept_in_the_loop_and_out_of_it(void **state)
{
    poll_tally tally = {0};
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    poll_loop *loop = poll_loop_new();
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    for (int round = 1; round <= 3; round++) {
        poll_loop_attach(loop, d->client);
        sdp_batch *batch = poll_loop_batch(d->client, &tally, 1);
        poll_loop_add_gets(batch, 3, NULL);
        poll_loop_run(loop, &tally.results, round * 3);
        sdp_batch_free(batch);
        poll_loop_detach(loop, d->client);
        assert_int_equal(poll_loop_watched(loop), 0);
        desk_expect(d, DESK_GET, NULL, SDP_OK);
        desk_expect(d, DESK_ADD, NULL, SDP_OK);
    }
    assert_int_equal(tally.failed, 0);
    assert_int_equal(raw_server_requests(d->server), 16);
    assert_int_equal(raw_server_connections(d->server), 1);
    poll_loop_free(loop);
    desk_close(d);
}

typedef struct chain {
    int results;
    int wrong;
    int until;
} chain;

/* Each result brings the next call. */
static void go_on(void *user_data, sdp_batch *batch, const sdp_batch_result *result)
{
    chain *c = user_data;
    const void *entity = NULL;
    c->wrong += result->status != SDP_OK || sdp_batch_take(batch, &entity) != SDP_OK || entity == NULL;
    sdp_entity_free(entity);
    if (++c->results < c->until) poll_loop_add_gets(batch, 1, NULL);
}

static void results_bring_calls(void **state)
{
    chain c = {.until = 100};
    sdp_batch *batch = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    const sdp_batch_config config = SDP_BATCH_CONFIG(.done = go_on, .max_pending = 1, .user_data = &c);
    assert_int_equal(sdp_batch_new(d->client, &config, &batch), SDP_OK);
    poll_loop_add_gets(batch, 1, NULL);
    poll_loop_run(loop, &c.results, c.until);
    assert_int_equal(c.wrong, 0);
    assert_int_equal(raw_server_requests(d->server), 100);
    assert_int_equal(raw_server_connections(d->server), 1);
    expect_idle(loop);
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    desk_close(d);
}

/* Starts calls that get no answer, and waits until the server has all of them. */
static void leave_hanging(poll_loop *loop, sdp_batch *batch, raw_server *server, int count)
{
    poll_loop_add_gets(batch, count, NULL);
    for (int i = 0; i < 2000 && raw_server_requests(server) < count; i++) poll_loop_turn(loop, 10);
    assert_int_equal(raw_server_requests(server), count);
}

static void a_batch_is_freed_with_calls_under_way(void **state)
{
    poll_tally tally = {0};
    (void)state;
    desk *d = desk_open(RAW_SERVER(stalls, stalls, stalls, stalls, works), NULL);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 4);
    leave_hanging(loop, batch, d->server, 4);
    assert_int_equal(poll_loop_watched(loop), WAKE_PIPE + 4);
    sdp_batch_free(batch);
    assert_int_equal(poll_loop_watched(loop), WAKE_PIPE);
    assert_int_equal(tally.results, 0);
    expect_idle(loop);
    /* The client goes on. */
    batch = poll_loop_batch(d->client, &tally, 4);
    poll_loop_add_gets(batch, 8, NULL);
    poll_loop_run(loop, &tally.results, 8);
    assert_int_equal(tally.failed, 0);
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    desk_close(d);
}

/* With calls under way, with connections that are kept, and with nothing at all. */
static void a_client_is_freed_while_the_loop_has_it(void **state)
{
    (void)state;
    for (int turn = 0; turn < 6; turn++) {
        const int calls = turn / 2;
        const int is_first = turn % 2; /* before its batch, which is the wrong order and does no harm */
        poll_tally tally = {0};
        desk *d = desk_open(calls == 2 ? RAW_SERVER(stalls) : RAW_SERVER(works), NULL);
        poll_loop *loop = poll_loop_new();
        poll_loop_attach(loop, d->client);
        sdp_batch *batch = poll_loop_batch(d->client, &tally, 3);
        if (calls == 1) {
            poll_loop_add_gets(batch, 6, NULL);
            poll_loop_run(loop, &tally.results, 6);
        } else if (calls == 2) {
            leave_hanging(loop, batch, d->server, 3);
        }
        if (!is_first) sdp_batch_free(batch);
        desk_close(d);
        assert_int_equal(poll_loop_watched(loop), 0);
        poll_loop_free(loop);
        if (is_first) sdp_batch_free(batch);
    }
}

static void several_clients_share_a_loop(void **state)
{
    enum { CLIENTS = 4, CALLS = 50 };
    poll_tally tally[CLIENTS] = {{0}};
    desk *d[CLIENTS];
    sdp_batch *batch[CLIENTS];
    (void)state;
    poll_loop *loop = poll_loop_new();
    for (int i = 0; i < CLIENTS; i++) {
        d[i] = desk_open(RAW_SERVER(works), NULL);
        poll_loop_attach(loop, d[i]->client);
        batch[i] = poll_loop_batch(d[i]->client, &tally[i], i + 1);
        poll_loop_add_gets(batch[i], CALLS, NULL);
    }
    for (int i = 0; i < CLIENTS; i++) poll_loop_run(loop, &tally[i].results, CALLS);
    for (int i = 0; i < CLIENTS; i++) {
        assert_int_equal(tally[i].failed, 0);
        assert_int_equal(raw_server_requests(d[i]->server), CALLS);
        assert_true(raw_server_connections(d[i]->server) <= i + 1);
        sdp_batch_free(batch[i]);
        /* One leaves, the others stay. */
        if (i % 2 == 0) poll_loop_detach(loop, d[i]->client);
        desk_close(d[i]);
        assert_int_equal(poll_loop_watched(loop), CLIENTS - 1 - i);
    }
    poll_loop_free(loop);
}

typedef struct other {
    sdp_client *client;
    int failed;
} other;

static void *call_and_wait(void *opaque)
{
    other *o = opaque;
    for (int i = 0; i < 50; i++) {
        const sdp_product *product = NULL;
        o->failed += sdp_product_get(o->client, "77", NULL, &product) != SDP_OK;
        sdp_product_free(product);
    }
    return NULL;
}

/* A sibling waits for its answers in a thread of its own, while the loop drives the other. */
static void a_sibling_works_in_another_thread(void **state)
{
    pthread_t thread;
    other o = {0};
    poll_tally tally = {0};
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    assert_int_equal(sdp_client_dup(d->client, &o.client), SDP_OK);
    assert_int_equal(pthread_create(&thread, NULL, call_and_wait, &o), 0);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 4);
    poll_loop_add_gets(batch, 100, NULL);
    poll_loop_run(loop, &tally.results, 100);
    pthread_join(thread, NULL);
    assert_int_equal(o.failed + tally.failed, 0);
    assert_int_equal(raw_server_requests(d->server), 150);
    sdp_batch_free(batch);
    sdp_client_free(o.client);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    desk_close(d);
}

static sdp_status never(void *user_data, const sdp_request *request, sdp_response *response)
{
    (void)user_data;
    (void)request;
    (void)response;
    return SDP_E_NETWORK;
}

static void ignore_watch(void *user_data, int64_t descriptor, int32_t events)
{
    (void)user_data;
    (void)descriptor;
    (void)events;
}

static void ignore_timer(void *user_data, int64_t timeout_ms)
{
    (void)user_data;
    (void)timeout_ms;
}

static void what_blocks_cannot_be_driven(void **state)
{
    static const sdp_loop ignoring = {sizeof ignoring, ignore_watch, ignore_timer, NULL};
    sdp_transport *transport = NULL;
    (void)state;
    assert_int_equal(sdp_transport_new_blocking(never, NULL, NULL, &transport), SDP_OK);
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = "https://desk.example.com", .transport = transport));
    assert_int_equal(sdp_client_attach(d->client, &ignoring), SDP_E_CONFIG);
    desk_expect_words(d, "the client's transport cannot be driven by an event loop");
    desk_expect(d, DESK_GET, NULL, SDP_E_NETWORK);
    desk_close(d);
}

/* There is no descriptor left to wake the loop by: the client is what it was. */
static void without_descriptors_nobody_has_the_client(void **state)
{
    static const sdp_loop ignoring = {sizeof ignoring, ignore_watch, ignore_timer, NULL};
    struct rlimit before;
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit none = {0, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    const sdp_status status = sdp_client_attach(d->client, &ignoring);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(status, SDP_E_NO_MEMORY);
    desk_expect_words(d, "no descriptor, to wake the loop by");
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_int_equal(raw_server_connections(d->server), 1);
    desk_close(d);
}

/* A program may tell of a descriptor that is gone, of one that nobody asked for, and of a time that is not over. */
static void events_that_nobody_waits_for_do_no_harm(void **state)
{
    poll_tally tally = {0};
    (void)state;
    desk *d = desk_open(RAW_SERVER(stalls, works), NULL);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 2);
    leave_hanging(loop, batch, d->server, 1);
    for (int descriptor = -2; descriptor < 64; descriptor++) {
        const int32_t both = SDP_WATCH_READ | SDP_WATCH_WRITE;
        assert_int_equal(sdp_client_act(d->client, descriptor, both), SDP_OK);
    }
    assert_int_equal(sdp_client_act(d->client, INT32_MAX, SDP_WATCH_READ), SDP_OK);
    assert_int_equal(tally.results, 0);
    poll_loop_add_gets(batch, 5, NULL);
    poll_loop_run(loop, &tally.results, 5);
    assert_int_equal(tally.failed, 0);
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_hundred_calls_use_32_connections),
        cmocka_unit_test(connections_are_kept_in_the_loop_and_out_of_it),
        cmocka_unit_test(results_bring_calls),
        cmocka_unit_test(a_batch_is_freed_with_calls_under_way),
        cmocka_unit_test(a_client_is_freed_while_the_loop_has_it),
        cmocka_unit_test(several_clients_share_a_loop),
        cmocka_unit_test(a_sibling_works_in_another_thread),
        cmocka_unit_test(what_blocks_cannot_be_driven),
        cmocka_unit_test(without_descriptors_nobody_has_the_client),
        cmocka_unit_test(events_that_nobody_waits_for_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
