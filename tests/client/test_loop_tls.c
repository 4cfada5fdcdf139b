/* HTTPS in an event loop: HTTP/2 streams, HTTP/1.1 connections, and a server that ends them. Needs SDP_SANDBOX_PATH and
   nginx. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "poll_loop.h"
#include "tls_case.h"

enum { CALLS = 40 };

static void run(tls_front *front, const char *server, const char *protocol)
{
    poll_tally tally = {0};
    tls_line lines[CALLS];
    tls_reset(front);
    desk *d = tls_desk(front, &(tls_case){.server = server, .ca_file = "ca.pem"});
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 8);
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(sdp_batch_add(batch, "products.list", NULL, 0, NULL, NULL, NULL), SDP_OK);
    }
    poll_loop_run(loop, &tally.results, CALLS);
    assert_int_equal(tally.failed, 0);
    tls_log(front, server, lines, CALLS);
    for (int i = 0; i < CALLS; i++) assert_string_equal(lines[i].protocol, protocol);
    sdp_batch_free(batch);
    /* Out of the loop and in it again, over what is kept or anew. */
    poll_loop_detach(loop, d->client);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    poll_loop_attach(loop, d->client);
    desk_close(d);
    poll_loop_free(loop);
}

static void streams_of_http2(void **state)
{
    run(*state, "two", "HTTP/2.0");
}

static void connections_of_http11(void **state)
{
    run(*state, "good", "HTTP/1.1");
}

/* Each connection serves one request. */
static void goodbyes_of_http2(void **state)
{
    run(*state, "two-once", "HTTP/2.0");
}

/* The server is gone in the middle of the loop's life, with the connections that were kept. */
static void the_server_restarts(void **state)
{
    tls_front *front = *state;
    poll_tally tally = {0};
    tls_reset(front);
    desk *d = tls_desk(front, &(tls_case){.server = "two", .ca_file = "ca.pem"});
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 4);
    for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < 4; i++) {
            assert_int_equal(sdp_batch_add(batch, "products.list", NULL, 0, NULL, NULL, NULL), SDP_OK);
        }
        poll_loop_run(loop, &tally.results, round * 4);
        tls_restart(front);
    }
    assert_int_equal(tally.failed, 0);
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    desk_close(d);
}

static int begin(void **state)
{
    *state = tls_start(NULL);
    return 0;
}

static int end(void **state)
{
    tls_stop(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_of_http2),
        cmocka_unit_test(connections_of_http11),
        cmocka_unit_test(goodbyes_of_http2),
        cmocka_unit_test(the_server_restarts),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
