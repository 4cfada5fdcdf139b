/* The libcurl transport when things go wrong: what it says, and how far it says that the request came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/sys.h"
#include "desk.h"
#include "exchange.h"
#include "raw_server.h"

#define LINE_OF_64 "X-Filler: 0123456789012345678901234567890123456789012345678901\r\n"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{\"ok\":true}"), RAW_REPEAT, RAW_END};

static void assert_says(const exchange *result, const char *words)
{
    if (strstr(result->message, words) != NULL) return;
    print_error("message: %s\n", result->message);
    fail();
}

static void assert_fails(const exchange *result, sdp_status status, int32_t sent)
{
    if (result->status != status || result->sent != sent) print_error("message: %s\n", result->message);
    assert_int_equal(result->status, status);
    assert_int_equal(result->sent, sent);
}

static exchange post_once(sdp_transport *transport, raw_server *server)
{
    sdp_request request = exchange_request("POST", raw_server_url(server), "/write?input_data=secret");
    request.body = "a=b";
    request.body_size = 3;
    request.once = 1;
    return exchange_run(transport, &request);
}

static void once_is_kept(const raw_step *dies)
{
    raw_server *server = RAW_SERVER(dies, works);
    sdp_transport *transport = exchange_transport();
    exchange result = post_once(transport, server);
    assert_int_equal(result.status, SDP_OK);
    result = post_once(transport, server);
    assert_fails(&result, SDP_E_NETWORK, SDP_SENT_MAYBE);
    assert_int_equal(result.http_status, 0);
    assert_says(&result, "127.0.0.1 port ");
    assert_null(strstr(result.message, "secret"));
    assert_int_equal(raw_server_requests(server), 2);
    /* The transport goes on. */
    result = post_once(transport, server);
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(raw_server_requests(server), 3);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static const raw_step closes_second[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_READ, RAW_CLOSE, RAW_END};
static const raw_step resets_second[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_READ, RAW_RESET, RAW_END};

static void write_is_sent_once(void **state)
{
    (void)state;
    once_is_kept(closes_second);
    once_is_kept(resets_second);
}

static void read_is_repeated(void **state)
{
    const raw_step *const scripts[] = {closes_second, resets_second};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        raw_server *server = RAW_SERVER(scripts[i], works);
        sdp_transport *transport = exchange_transport();
        assert_int_equal(exchange_get(transport, raw_server_url(server), "/").status, SDP_OK);
        exchange result = exchange_get(transport, raw_server_url(server), "/");
        assert_int_equal(result.status, SDP_OK);
        assert_int_equal(result.reused, 0);
        assert_int_equal(raw_server_requests(server), 3);
        assert_int_equal(raw_server_connections(server), 2);
        sdp_transport_free(transport);
        raw_server_stop(server);
    }
}

/* On a kept connection that lives, and after one that the server closed while nobody used it. */
static void once_works_where_nothing_is_lost(void **state)
{
    static const raw_step two[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_END};
    raw_server *server = RAW_SERVER(two, works);
    sdp_transport *transport = exchange_transport();
    (void)state;
    assert_int_equal(post_once(transport, server).status, SDP_OK);
    exchange result = post_once(transport, server);
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(result.reused, 1);
    desk_sleep_ms(100);
    result = post_once(transport, server);
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(result.reused, 0);
    assert_int_equal(raw_server_requests(server), 3);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void name_that_does_not_exist(void **state)
{
    sdp_transport *transport = exchange_transport();
    (void)state;
    exchange result = exchange_get(transport, "https://" RAW_NO_HOST "/x", "?secret");
    assert_fails(&result, SDP_E_RESOLVE, SDP_SENT_NOTHING);
    assert_says(&result, "port 443: the host name was not found");
    assert_null(strstr(result.message, "secret"));
    sdp_transport_free(transport);
}

static void connection_refused(void **state)
{
    char base[64];
    sdp_transport *transport = exchange_transport();
    (void)state;
    snprintf(base, sizeof base, "http://127.0.0.1:%d", raw_closed_port());
    exchange result = exchange_get(transport, base, "/");
    assert_fails(&result, SDP_E_CONNECT, SDP_SENT_NOTHING);
    assert_int_equal(result.http_status, 0);
    assert_int_equal(result.reused, 0);
    assert_says(&result, "the connection was refused");
    sdp_transport_free(transport);
}

static void timeout_while_connecting(void **state)
{
    raw_blackhole *hole = raw_blackhole_start();
    sdpi_http_config config = exchange_config;
    char base[64];
    (void)state;
    config.connect_timeout_ms = 150;
    sdp_transport *transport = exchange_transport_with(&config);
    snprintf(base, sizeof base, "http://127.0.0.1:%d", raw_blackhole_port(hole));
    exchange result = exchange_get(transport, base, "/");
    assert_fails(&result, SDP_E_TIMEOUT, SDP_SENT_NOTHING);
    assert_says(&result, "timed out while connecting");
    sdp_transport_free(transport);
    raw_blackhole_stop(hole);
}

static void timeout_while_waiting(void **state)
{
    static const raw_step silent[] = {RAW_READ, RAW_STALL, RAW_END};
    static const raw_step half[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), RAW_STALL,
                                    RAW_END};
    raw_server *server = RAW_SERVER(silent, half, half);
    sdp_transport *transport = exchange_transport();
    sdp_request request = exchange_request("GET", raw_server_url(server), "/");
    (void)state;
    request.timeout_ms = 150;
    exchange result = exchange_run(transport, &request);
    assert_fails(&result, SDP_E_TIMEOUT, SDP_SENT_MAYBE);
    assert_int_equal(result.http_status, 0);
    result = exchange_run(transport, &request);
    assert_fails(&result, SDP_E_TIMEOUT, SDP_SENT_MAYBE);
    assert_int_equal(result.http_status, 200);
    request.timeout_ms = 0;
    request.stall_ms = 1;
    int64_t start = sdpi_now_ms();
    result = exchange_run(transport, &request);
    assert_fails(&result, SDP_E_TIMEOUT, SDP_SENT_MAYBE);
    assert_in_range(sdpi_now_ms() - start, 500, 10000);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void broken_answers(void **state)
{
    static const raw_step truncated[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
                                         RAW_END};
    static const raw_step chunk[] = {
        RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc"), RAW_END};
    static const raw_step reset[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
                                     RAW_DELAY(50), RAW_RESET, RAW_END};
    static const raw_step closed[] = {RAW_READ, RAW_CLOSE, RAW_END};
    static const raw_step head[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-"), RAW_END};
    static const raw_step *const scripts[] = {truncated, chunk, reset, closed, head};
    sdp_transport *transport = exchange_transport();
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        raw_server *server = RAW_SERVER(scripts[i]);
        exchange result = exchange_get(transport, raw_server_url(server), "/");
        assert_fails(&result, SDP_E_NETWORK, SDP_SENT_MAYBE);
        if (i < 3) assert_int_equal(result.http_status, 200);
        assert_int_equal(raw_server_requests(server), 1);
        raw_server_stop(server);
    }
    sdp_transport_free(transport);
}

static void answers_that_are_not_http(void **state)
{
    static const raw_step garbage[] = {RAW_READ, RAW_SEND("SSH-2.0-OpenSSH_9.2\r\nnot at all\r\n"), RAW_END};
    static const raw_step version[] = {RAW_READ, RAW_SEND("HTTP/7.3 200 OK\r\nContent-Length: 2\r\n\r\n{}"), RAW_END};
    static const raw_step bytes[] = {RAW_READ, RAW_SEND_BYTES("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", 27), RAW_END};
    static const raw_step length[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n"), RAW_END};
    static const raw_step gzip[] = {
        RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip"), RAW_END};
    static const raw_step *const scripts[] = {garbage, version, bytes, length, gzip};
    sdp_transport *transport = exchange_transport();
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        raw_server *server = RAW_SERVER(scripts[i]);
        exchange result = exchange_get(transport, raw_server_url(server), "/");
        assert_fails(&result, SDP_E_ANSWER, SDP_SENT_MAYBE);
        raw_server_stop(server);
    }
    sdp_transport_free(transport);
}

static void sink_stops_the_transfer(void **state)
{
    static const raw_step endless[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\n\r\n"),
                                       RAW_SEND_TIMES("0123456789abcdef", 10000000), RAW_END};
    raw_server *server = RAW_SERVER(endless);
    sdp_transport *transport = exchange_transport();
    sdp_request request = exchange_request("GET", raw_server_url(server), "/");
    exchange result = {.sink_fails = SDP_E_TOO_LARGE, .sink_takes = 100000};
    (void)state;
    assert_int_equal(exchange_start(transport, &request, &result), SDP_OK);
    exchange_wait(transport, &result);
    assert_fails(&result, SDP_E_TOO_LARGE, SDP_SENT_MAYBE);
    assert_int_equal(result.http_status, 200);
    assert_in_range(result.body_size, 100001, 1000000);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void too_many_headers(void **state)
{
    static const char start[] = "HTTP/1.1 200 OK\r\n";
    static const raw_step count[] = {RAW_READ, RAW_SEND(start), RAW_SEND_TIMES("X: y\r\n", 1000), RAW_STALL, RAW_END};
    static const raw_step size[] = {RAW_READ,  RAW_SEND(start), RAW_SEND("X: "), RAW_SEND_TIMES(LINE_OF_64, 200),
                                    RAW_STALL, RAW_END};
    static const raw_step line[] = {RAW_READ,  RAW_SEND(start), RAW_SEND("X: "), RAW_SEND_TIMES("0123456789", 200000),
                                    RAW_STALL, RAW_END};
    static const raw_step interim[] = {RAW_READ, RAW_SEND_TIMES("HTTP/1.1 103 Early Hints\r\n\r\n", 1000), RAW_STALL,
                                       RAW_END};
    static const raw_step *const scripts[] = {count, line, interim};
    sdp_transport *transport = exchange_transport();
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        raw_server *server = RAW_SERVER(scripts[i]);
        exchange result = exchange_get(transport, raw_server_url(server), "/");
        assert_fails(&result, SDP_E_TOO_LARGE, SDP_SENT_MAYBE);
        assert_says(&result, "header line");
        raw_server_stop(server);
    }
    /* 200 lines of 64 bytes are allowed. */
    raw_server *server = RAW_SERVER(size);
    sdp_request request = exchange_request("GET", raw_server_url(server), "/");
    request.timeout_ms = 150;
    exchange result = exchange_run(transport, &request);
    assert_fails(&result, SDP_E_TIMEOUT, SDP_SENT_MAYBE);
    raw_server_stop(server);
    sdp_transport_free(transport);
}

/* A server that does not speak TLS, and one that hangs up. */
static void no_tls(void **state)
{
    static const raw_step plain[] = {RAW_SEND("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), RAW_STALL,
                                     RAW_END};
    static const raw_step hangs_up[] = {RAW_CLOSE, RAW_END};
    raw_server *server = RAW_SERVER(plain, hangs_up);
    sdp_transport *transport = exchange_transport();
    char base[64];
    (void)state;
    snprintf(base, sizeof base, "https://127.0.0.1:%d", raw_server_port(server));
    exchange result = exchange_get(transport, base, "/");
    assert_fails(&result, SDP_E_TLS, SDP_SENT_NOTHING);
    assert_says(&result, "does not speak TLS on this port");
    result = exchange_get(transport, base, "/");
    assert_fails(&result, SDP_E_TLS, SDP_SENT_NOTHING);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(write_is_sent_once),
        cmocka_unit_test(read_is_repeated),
        cmocka_unit_test(once_works_where_nothing_is_lost),
        cmocka_unit_test(name_that_does_not_exist),
        cmocka_unit_test(connection_refused),
        cmocka_unit_test(timeout_while_connecting),
        cmocka_unit_test(timeout_while_waiting),
        cmocka_unit_test(broken_answers),
        cmocka_unit_test(answers_that_are_not_http),
        cmocka_unit_test(sink_stops_the_transfer),
        cmocka_unit_test(too_many_headers),
        cmocka_unit_test(no_tls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
