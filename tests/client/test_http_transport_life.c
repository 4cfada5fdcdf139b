/* The life of the libcurl transport: cancelling, waking, siblings, many transfers, and what is kept between them. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sys.h"
#include "desk.h"
#include "exchange.h"
#include "raw_server.h"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{\"ok\":true}"), RAW_REPEAT, RAW_END};

static const raw_request *last_request(raw_server *server)
{
    return raw_server_request(server, raw_server_requests(server) - 1);
}

/* An allocator that counts. */
static int allocations;

static void *count_allocate(void *user_data, size_t size)
{
    (void)user_data;
    allocations++;
    return malloc(size);
}

static void *count_resize(void *user_data, void *block, size_t size)
{
    (void)user_data;
    allocations++;
    return realloc(block, size);
}

static void count_release(void *user_data, void *block)
{
    (void)user_data;
    free(block);
}

static void kept_transfers_allocate_nothing(void **state)
{
    static const sdp_allocator counting = {sizeof counting, count_allocate, count_resize, count_release, NULL};
    raw_server *server = RAW_SERVER(works);
    sdp_transport *transport = NULL;
    const sdp_header headers[] = {{"Accept", "application/x"}, {"Authorization", "one"}};
    const sdp_header others[] = {{"Accept", "application/x"}, {"Authorization", "two"}};
    sdp_request request = exchange_request("POST", raw_server_url(server), "/");
    (void)state;
    assert_int_equal(sdpi_curl_transport_new(&exchange_config, &counting, NULL, &transport), SDP_OK);
    request.header_count = 2;
    int before = 0;
    for (int i = 0; i < 6; i++) {
        if (i == 2) before = allocations;
        request.headers = i < 4 ? headers : others;
        assert_int_equal(exchange_run(transport, &request).status, SDP_OK);
        assert_string_equal(raw_request_header(last_request(server), "Authorization"), request.headers[1].value);
    }
    assert_true(before > 0);
    assert_int_equal(allocations, before);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void many_at_once(void **state)
{
    enum { COUNT = 80 };
    static exchange results[COUNT];
    raw_server *server = RAW_SERVER(works);
    sdp_transport *transport = exchange_transport();
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < COUNT; i++) {
            sdp_request request = exchange_request(i % 2 == 0 ? "GET" : "POST", raw_server_url(server), "/");
            assert_int_equal(exchange_start(transport, &request, &results[i]), SDP_OK);
        }
        for (int i = 0; i < COUNT; i++) {
            if (results[i].done == 0) exchange_wait(transport, &results[i]);
            assert_int_equal(results[i].status, SDP_OK);
        }
    }
    assert_int_equal(raw_server_requests(server), 2 * COUNT);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static const char *sibling_base;

static void *use_sibling(void *transport)
{
    int good = 0;
    for (int i = 0; i < 20; i++) good += exchange_get(transport, sibling_base, "/sibling").status == SDP_OK;
    sdp_transport_free(transport);
    return good == 20 ? &sibling_base : NULL;
}

static void sibling_works_in_another_thread(void **state)
{
    raw_server *server = RAW_SERVER(works);
    sdp_transport *transport = exchange_transport();
    sdp_transport *sibling = NULL;
    pthread_t thread;
    void *good = NULL;
    (void)state;
    sibling_base = raw_server_url(server);
    assert_int_equal(exchange_get(transport, sibling_base, "/").status, SDP_OK);
    assert_int_equal(sdpi_transport_dup(transport, &sibling), SDP_OK);
    assert_int_equal(pthread_create(&thread, NULL, use_sibling, sibling), 0);
    for (int i = 0; i < 20; i++) assert_int_equal(exchange_get(transport, sibling_base, "/").status, SDP_OK);
    assert_int_equal(pthread_join(thread, &good), 0);
    assert_non_null(good);
    assert_int_equal(raw_server_connections(server), 2);
    assert_string_equal(raw_request_header(last_request(server), "User-Agent"), "libsdp-test");
    /* The sibling outlives its maker. */
    assert_int_equal(sdpi_transport_dup(transport, &sibling), SDP_OK);
    sdp_transport_free(transport);
    assert_int_equal(exchange_get(sibling, sibling_base, "/").status, SDP_OK);
    sdp_transport_free(sibling);
    raw_server_stop(server);
}

static void cancel_in_flight(void **state)
{
    static const raw_step silent[] = {RAW_READ, RAW_STALL, RAW_END};
    raw_server *server = RAW_SERVER(silent, works);
    sdp_transport *transport = exchange_transport();
    sdp_request request = exchange_request("GET", raw_server_url(server), "/");
    exchange first = {0};
    exchange second = {0};
    (void)state;
    /* Before anything moved, ... */
    assert_int_equal(exchange_start(transport, &request, &first), SDP_OK);
    assert_int_equal(sdpi_transport_cancel(transport, first.transfer), SDP_SENT_NOTHING);
    /* ... while waiting, with another beside it, ... */
    assert_int_equal(exchange_start(transport, &request, &first), SDP_OK);
    while (raw_server_requests(server) == 0) sdpi_transport_poll(transport, 20);
    assert_int_equal(exchange_start(transport, &request, &second), SDP_OK);
    assert_int_equal(sdpi_transport_cancel(transport, first.transfer), SDP_SENT_MAYBE);
    exchange_wait(transport, &second);
    assert_int_equal(second.status, SDP_OK);
    /* ... and at the transport's end. */
    assert_int_equal(exchange_start(transport, &request, &second), SDP_OK);
    sdp_transport_free(transport);
    assert_int_equal(first.done, 0);
    assert_int_equal(second.done, 0);
    raw_server_stop(server);
}

/* Several that complete together; the first completion cancels the others, and starts a new one. */
typedef struct party {
    sdp_transport *transport;
    const sdp_request *request;
    void *transfers[3];
    int done;
    int after;
} party;

static void after_party(void *user_data, const sdp_response *response)
{
    party *self = user_data;
    assert_int_equal(response->status, SDP_OK);
    self->after++;
}

static void end_party(void *user_data, const sdp_response *response)
{
    party *self = user_data;
    void *transfer = NULL;
    assert_int_equal(response->status, SDP_E_CONNECT);
    self->done++;
    /* Its own cancel is late, and does nothing. */
    for (int i = 0; i < 3; i++) sdpi_transport_cancel(self->transport, self->transfers[i]);
    assert_int_equal(sdpi_transport_start(self->transport, self->request, after_party, self, &transfer), SDP_OK);
    assert_non_null(response->message);
    assert_true(strlen(response->message) > 0);
}

static void completions_may_cancel_and_start(void **state)
{
    raw_server *server = RAW_SERVER(works);
    party self = {.transport = exchange_transport()};
    sdp_request good = exchange_request("GET", raw_server_url(server), "/");
    sdp_request bad = good;
    char url[64];
    (void)state;
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", raw_closed_port());
    bad.url = url;
    self.request = &good;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(sdpi_transport_start(self.transport, &bad, end_party, &self, &self.transfers[i]), SDP_OK);
    }
    int64_t until = sdpi_now_ms() + 10000;
    while (self.after == 0 && sdpi_now_ms() < until) sdpi_transport_poll(self.transport, 100);
    assert_int_equal(self.done, 1);
    assert_int_equal(self.after, 1);
    sdp_transport_free(self.transport);
    raw_server_stop(server);
}

static void *wake_soon(void *transport)
{
    desk_sleep_ms(50);
    sdpi_transport_wakeup(transport);
    return NULL;
}

static void wakeup_ends_a_poll(void **state)
{
    static const raw_step silent[] = {RAW_READ, RAW_STALL, RAW_END};
    raw_server *server = RAW_SERVER(silent);
    sdp_transport *transport = exchange_transport();
    sdp_request request = exchange_request("GET", raw_server_url(server), "/");
    exchange result = {0};
    pthread_t thread;
    (void)state;
    /* One that came early ends the next poll, with nothing under way. */
    int64_t start = sdpi_now_ms();
    sdpi_transport_wakeup(transport);
    sdpi_transport_poll(transport, 10000);
    assert_true(sdpi_now_ms() - start < 5000);
    assert_int_equal(exchange_start(transport, &request, &result), SDP_OK);
    while (raw_server_requests(server) == 0) sdpi_transport_poll(transport, 20);
    start = sdpi_now_ms();
    assert_int_equal(pthread_create(&thread, NULL, wake_soon, transport), 0);
    sdpi_transport_poll(transport, 10000);
    assert_true(sdpi_now_ms() - start < 5000);
    assert_int_equal(pthread_join(thread, NULL), 0);
    /* And a poll without one takes its time. */
    start = sdpi_now_ms();
    while (sdpi_now_ms() - start < 60) sdpi_transport_poll(transport, 60);
    assert_int_equal(result.done, 0);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_transfers_allocate_nothing),  cmocka_unit_test(many_at_once),
        cmocka_unit_test(sibling_works_in_another_thread),  cmocka_unit_test(cancel_in_flight),
        cmocka_unit_test(completions_may_cancel_and_start), cmocka_unit_test(wakeup_ends_a_poll),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
