/* The transport on libcurl's multi handle: which transfers run, wait and are kept. src/http/curl_transport.c. What it
   carries is in tests/client/test_http_transport*.c. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/sys.h"
#include "exchange.h"
#include "http/curl_parts.h"
#include "raw_server.h"
#include "scarce.h"

enum { KEPT = 128, MORE = KEPT + 6 };

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_REPEAT, RAW_END};
static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};

static sdp_transport *make(const sdp_allocator *allocator)
{
    sdp_transport *transport = NULL;
    assert_int_equal(sdpi_curl_transport_new(&exchange_config, allocator, NULL, &transport), SDP_OK);
    return transport;
}

static void never_done(void *user_data, const sdp_response *response)
{
    (void)user_data;
    (void)response;
    fail();
}

static void *start(sdp_transport *transport, const char *base, exchange *result)
{
    const sdp_request request = exchange_request("GET", base, "/");
    assert_int_equal(exchange_start(transport, &request, result), SDP_OK);
    assert_non_null(result->transfer);
    return result->transfer;
}

/* Nothing moves before poll(), so that transfers that are cancelled before were surely not sent. */
static void cancelled_before_a_poll_nothing_was_sent(void **state)
{
    static exchange results[MORE];
    raw_server *server = RAW_SERVER(works);
    scarce memory;
    (void)state;
    memset(results, 0, sizeof results);
    scarce_init(&memory, -1);
    sdp_transport *transport = make(&memory.allocator);
    const long empty = memory.alive;
    for (int i = 0; i < MORE; i++) start(transport, raw_server_url(server), &results[i]);
    assert_int_equal(memory.alive, empty + MORE);
    for (int i = 0; i < MORE; i++) {
        int which = i * 13 % MORE; /* in some other order, each once */
        assert_int_equal(sdpi_transport_cancel(transport, results[which].transfer), SDP_SENT_NOTHING);
    }
    /* So many are kept to be used again, and no more. */
    assert_int_equal(memory.alive, empty + KEPT);
    const long calls = memory.calls;
    for (int i = 0; i < KEPT; i++) start(transport, raw_server_url(server), &results[i]);
    assert_int_equal(memory.calls, calls);
    sdpi_transport_poll(transport, 0);
    sdp_transport_free(transport); /* while they run */
    assert_int_equal(memory.alive, 0);
    for (int i = 0; i < MORE; i++) assert_int_equal(results[i].done, 0);
    raw_server_stop(server);
}

static void a_request_that_cannot_be_made_starts_nothing(void **state)
{
    raw_server *server = RAW_SERVER(works);
    scarce memory;
    exchange result = {0};
    void *transfer = &result;
    sdp_request request = exchange_request("get", raw_server_url(server), "/");
    (void)state;
    scarce_init(&memory, -1);
    sdp_transport *transport = make(&memory.allocator);
    const long empty = memory.alive;
    for (int i = 0; i < 3; i++) {
        transfer = &result;
        assert_int_equal(sdpi_transport_start(transport, &request, never_done, NULL, &transfer), SDP_E_ARGUMENT);
        assert_null(transfer);
        assert_int_equal(memory.alive, empty + 1); /* one was made, and is tried again */
        assert_int_equal(sdpi_transport_poll(transport, 0), SDP_OK);
    }
    request.method = "GET";
    result = exchange_run(transport, &request);
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(raw_server_requests(server), 1);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

/* A kept transfer knows its last URL: another one is told, and checked, however much it looks like that. */
static void each_request_goes_where_it_says(void **state)
{
    static char longer[700];
    static const char *const targets[] = {"/a", "/a", "/b", longer, longer, "/a", "/ab", "/a"};
    raw_server *server = RAW_SERVER(works);
    sdp_transport *transport = make(&sdpi_default_allocator);
    (void)state;
    memset(longer, 'x', sizeof longer - 1);
    longer[0] = '/';
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        const sdp_request request = exchange_request("GET", raw_server_url(server), targets[i]);
        assert_int_equal(exchange_run(transport, &request).status, SDP_OK);
        assert_string_equal(raw_server_request(server, (int)i)->target, targets[i]);
        void *transfer = NULL;
        const sdp_request bad = exchange_request("GET", raw_server_url(server), "/a b");
        assert_int_equal(sdpi_transport_start(transport, &bad, never_done, NULL, &transfer), SDP_E_URL);
    }
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void cancelled_on_its_way_it_may_have_arrived(void **state)
{
    raw_server *server = RAW_SERVER(stalls);
    sdp_transport *transport = make(&sdpi_default_allocator);
    exchange result = {0};
    (void)state;
    void *transfer = start(transport, raw_server_url(server), &result);
    int64_t until = sdpi_now_ms() + 10000;
    while (raw_server_requests(server) == 0 && sdpi_now_ms() < until) sdpi_transport_poll(transport, 10);
    assert_int_equal(raw_server_requests(server), 1);
    assert_int_equal(sdpi_transport_cancel(transport, transfer), SDP_SENT_MAYBE);
    for (int i = 0; i < 3; i++) sdpi_transport_poll(transport, 0);
    assert_int_equal(result.done, 0);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

/* From inside its own completion a transfer is over already: to cancel it changes nothing. */
typedef struct ending {
    sdp_transport *transport;
    void *transfer;
    int done;
    int32_t came;
} ending;

static void cancel_itself(void *user_data, const sdp_response *response)
{
    ending *self = user_data;
    self->done++;
    self->came = sdpi_transport_cancel(self->transport, self->transfer);
    /* The response is still there after it. */
    assert_int_equal(response->http_status, 200);
    assert_string_equal(response->headers[0].value, "application/json");
}

static void a_completion_may_cancel_its_own_transfer(void **state)
{
    raw_server *server = RAW_SERVER(works);
    scarce memory;
    (void)state;
    scarce_init(&memory, -1);
    sdp_transport *transport = make(&memory.allocator);
    const long empty = memory.alive;
    for (int i = 0; i < 3; i++) {
        ending self = {.transport = transport};
        const sdp_request request = exchange_request("GET", raw_server_url(server), "/");
        assert_int_equal(sdpi_transport_start(transport, &request, cancel_itself, &self, &self.transfer), SDP_OK);
        int64_t until = sdpi_now_ms() + 10000;
        while (self.done == 0 && sdpi_now_ms() < until) sdpi_transport_poll(transport, 1000);
        assert_int_equal(self.done, 1);
        assert_int_equal(self.came, SDP_SENT_MAYBE);
    }
    assert_int_equal(memory.alive, empty + 1); /* one transfer for all three, kept once */
    sdp_transport_free(transport);
    assert_int_equal(memory.alive, 0);
    raw_server_stop(server);
}

static void each_of_many_is_told_apart(void **state)
{
    enum { MANY = 20 };
    static exchange results[MANY];
    raw_server *server = RAW_SERVER(works);
    raw_server *slow = RAW_SERVER(stalls);
    sdp_transport *transport = make(&sdpi_default_allocator);
    (void)state;
    memset(results, 0, sizeof results);
    for (int i = 0; i < MANY; i++) {
        char path[16];
        snprintf(path, sizeof path, "/%d", i);
        const sdp_request request = exchange_request("GET", raw_server_url(i % 4 == 0 ? slow : server), path);
        assert_int_equal(exchange_start(transport, &request, &results[i]), SDP_OK);
    }
    for (int i = 0; i < MANY; i++) {
        if (i % 4 != 0) exchange_wait(transport, &results[i]);
    }
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(results[i].done, i % 4 != 0);
        if (i % 4 == 0) sdpi_transport_cancel(transport, results[i].transfer);
    }
    assert_int_equal(raw_server_requests(server), MANY - MANY / 4);
    sdp_transport_free(transport);
    raw_server_stop(server);
    raw_server_stop(slow);
}

static void a_poll_waits_no_longer_than_it_is_told(void **state)
{
    sdp_transport *transport = make(&sdpi_default_allocator);
    (void)state;
    int64_t before = sdpi_now_ms();
    assert_int_equal(sdpi_transport_poll(transport, 0), SDP_OK);
    assert_int_equal(sdpi_transport_poll(transport, 30), SDP_OK);
    assert_in_range(sdpi_now_ms() - before, 20, 10000);
    /* A wakeup before it, once or often, ends the next one, however long it would be. */
    for (int i = 0; i < 1000; i++) sdpi_transport_wakeup(transport);
    assert_int_equal(sdpi_transport_poll(transport, -1), SDP_OK);
    sdpi_transport_wakeup(transport);
    assert_int_equal(sdpi_transport_poll(transport, INT64_MAX), SDP_OK);
    sdp_transport_free(transport);
}

static void *wake(void *transport)
{
    sdpi_transport_wakeup(transport);
    return NULL;
}

static void another_thread_ends_a_poll(void **state)
{
    raw_server *server = RAW_SERVER(stalls);
    sdp_transport *transport = make(&sdpi_default_allocator);
    exchange result = {0};
    (void)state;
    start(transport, raw_server_url(server), &result);
    for (int i = 0; i < 20; i++) {
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, wake, transport), 0);
        assert_int_equal(sdpi_transport_poll(transport, -1), SDP_OK);
        assert_int_equal(pthread_join(thread, NULL), 0);
    }
    assert_int_equal(result.done, 0);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void a_sibling_has_connections_of_its_own_and_lives_longer(void **state)
{
    raw_server *server = RAW_SERVER(works);
    scarce memory;
    sdp_transport *sibling = NULL;
    (void)state;
    scarce_init(&memory, -1);
    sdp_transport *transport = make(&memory.allocator);
    assert_int_equal(exchange_get(transport, raw_server_url(server), "/a").reused, 0);
    assert_int_equal(sdpi_transport_dup(transport, &sibling), SDP_OK);
    assert_int_equal(exchange_get(transport, raw_server_url(server), "/b").reused, 1);
    sdp_transport_free(transport);
    exchange result = exchange_get(sibling, raw_server_url(server), "/c");
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(result.reused, 0);
    assert_int_equal(raw_server_connections(server), 2);
    sdp_transport_free(sibling);
    assert_int_equal(memory.alive, 0);
    raw_server_stop(server);
}

static void without_memory_there_is_no_transport_and_no_sibling(void **state)
{
    scarce memory;
    sdp_transport *transport = NULL;
    sdp_transport *sibling = NULL;
    sdp_status status = SDP_E_NO_MEMORY;
    (void)state;
    for (long left = 0; status != SDP_OK; left++) {
        sdp_error error;
        assert_true(left < 50);
        scarce_init(&memory, left);
        sdpi_error_init(&error, &sdpi_default_allocator);
        status = sdpi_curl_transport_new(&exchange_config, &memory.allocator, &error, &transport);
        assert_int_equal(error.status, status);
        sdpi_error_release(&error);
        if (status == SDP_OK) break;
        assert_int_equal(status, SDP_E_NO_MEMORY);
        assert_null(transport);
        assert_int_equal(memory.alive, 0);
    }
    const long alive = memory.alive;
    for (long left = 0; left < 2; left++) {
        memory.left = left;
        assert_int_equal(sdpi_transport_dup(transport, &sibling), SDP_E_NO_MEMORY);
        assert_null(sibling);
        assert_int_equal(memory.alive, alive);
    }
    memory.left = -1;
    assert_int_equal(sdpi_transport_dup(transport, &sibling), SDP_OK);
    sdp_transport_free(sibling);
    sdp_transport_free(transport);
    assert_int_equal(memory.alive, 0);
}

static void a_configuration_that_cannot_work_makes_none(void **state)
{
    sdp_error error;
    sdpi_http_config config = exchange_config;
    sdp_transport *transport = (sdp_transport *)(void *)&error;
    (void)state;
    config.proxy = "ftp://127.0.0.1";
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(sdpi_curl_transport_new(&config, &sdpi_default_allocator, &error, &transport), SDP_E_CONFIG);
    assert_null(transport);
    assert_string_equal(error.path, "proxy");
    sdpi_error_release(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cancelled_before_a_poll_nothing_was_sent),
        cmocka_unit_test(a_request_that_cannot_be_made_starts_nothing),
        cmocka_unit_test(each_request_goes_where_it_says),
        cmocka_unit_test(cancelled_on_its_way_it_may_have_arrived),
        cmocka_unit_test(a_completion_may_cancel_its_own_transfer),
        cmocka_unit_test(each_of_many_is_told_apart),
        cmocka_unit_test(a_poll_waits_no_longer_than_it_is_told),
        cmocka_unit_test(another_thread_ends_a_poll),
        cmocka_unit_test(a_sibling_has_connections_of_its_own_and_lives_longer),
        cmocka_unit_test(without_memory_there_is_no_transport_and_no_sibling),
        cmocka_unit_test(a_configuration_that_cannot_work_makes_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
