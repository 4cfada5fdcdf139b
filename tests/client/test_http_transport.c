/* The libcurl transport over loopback: what it sends, and what it makes of proper answers. */
#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "exchange.h"
#include "raw_server.h"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{\"ok\":true}"), RAW_REPEAT, RAW_END};

static const raw_request *last_request(raw_server *server)
{
    return raw_server_request(server, raw_server_requests(server) - 1);
}

static void get_and_kept_connection(void **state)
{
    raw_server *server = RAW_SERVER(works);
    sdp_transport *transport = exchange_transport();
    const sdp_header headers[] = {{"Accept", "application/x"}, {"Authorization", "Zoho-oauthtoken t"}, {"X-Empty", ""}};
    sdp_request request = exchange_request("GET", raw_server_url(server), "/api/v3/products?input_data=%7B%7D");
    (void)state;
    request.headers = headers;
    request.header_count = 3;
    for (int i = 0; i < 5; i++) {
        exchange result = exchange_run(transport, &request);
        assert_int_equal(result.status, SDP_OK);
        assert_int_equal(result.sent, SDP_SENT_ANSWERED);
        assert_int_equal(result.http_status, 200);
        assert_int_equal(result.reused, i > 0);
        assert_string_equal(result.body, "{\"ok\":true}");
        assert_string_equal(result.content_type, "application/json");
        assert_string_equal(result.message, "");
    }
    assert_int_equal(raw_server_connections(server), 1);
    assert_int_equal(raw_server_requests(server), 5);
    const raw_request *seen = last_request(server);
    assert_string_equal(seen->method, "GET");
    assert_string_equal(seen->version, "HTTP/1.1");
    assert_string_equal(seen->target, "/api/v3/products?input_data=%7B%7D");
    assert_string_equal(raw_request_header(seen, "Accept"), "application/x");
    assert_string_equal(raw_request_header(seen, "Authorization"), "Zoho-oauthtoken t");
    assert_string_equal(raw_request_header(seen, "X-Empty"), "");
    assert_string_equal(raw_request_header(seen, "User-Agent"), "libsdp-test");
    assert_string_equal(raw_request_header(seen, "Accept-Encoding"), "gzip, deflate");
    assert_null(raw_request_header(seen, "Content-Length"));
    assert_null(raw_request_header(seen, "Content-Type"));
    assert_null(raw_request_header(seen, "Upgrade"));
    sdp_transport_free(transport);
    raw_server_stop(server);
}

/* Sends with one transport after another method, so that nothing of the one before may be left. */
static void check_body(sdp_transport *transport, raw_server *server, const char *method, const char *body,
                       const char *type, const char *length)
{
    sdp_request request = exchange_request(method, raw_server_url(server), "/x");
    const sdp_header header = {"Content-Type", type};
    request.headers = &header;
    request.header_count = type != NULL;
    request.body = body;
    request.body_size = body != NULL ? strlen(body) : 0;
    exchange result = exchange_run(transport, &request);
    assert_int_equal(result.status, SDP_OK);
    const raw_request *seen = last_request(server);
    assert_string_equal(seen->method, method);
    assert_string_equal(seen->body, body != NULL ? body : "");
    assert_null(raw_request_header(seen, "Expect"));
    assert_null(raw_request_header(seen, "Transfer-Encoding"));
    const char *content_type = raw_request_header(seen, "Content-Type");
    if (type == NULL) {
        assert_null(content_type);
    } else {
        assert_string_equal(content_type, type);
    }
    const char *content_length = raw_request_header(seen, "Content-Length");
    if (length == NULL) {
        assert_null(content_length);
    } else {
        assert_string_equal(content_length, length);
    }
}

static void methods_and_bodies(void **state)
{
    static const char form[] = "application/x-www-form-urlencoded";
    raw_server *server = RAW_SERVER(works);
    sdp_transport *transport = exchange_transport();
    (void)state;
    check_body(transport, server, "POST", "input_data=%7B%7D", form, "17");
    check_body(transport, server, "GET", NULL, NULL, NULL);
    check_body(transport, server, "PUT", "input_data=1", form, "12");
    check_body(transport, server, "DELETE", NULL, NULL, NULL);
    check_body(transport, server, "DELETE", "input_data=22", form, "13");
    check_body(transport, server, "POST", NULL, NULL, "0");
    check_body(transport, server, "PUT", NULL, NULL, "0");
    check_body(transport, server, "DELETE", "", form, "0");
    check_body(transport, server, "POST", "", form, "0");
    check_body(transport, server, "PATCH", "{}", "application/json", "2");
    check_body(transport, server, "POST", "a=b", NULL, "3");
    check_body(transport, server, "GET", NULL, NULL, NULL);
    assert_int_equal(raw_server_connections(server), 1);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void head_has_no_body(void **state)
{
    static const raw_step head[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"), RAW_REPEAT,
                                    RAW_END};
    raw_server *server = RAW_SERVER(head);
    sdp_transport *transport = exchange_transport();
    sdp_request request = exchange_request("HEAD", raw_server_url(server), "/");
    (void)state;
    exchange result = exchange_run(transport, &request);
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(result.body_size, 0);
    assert_string_equal(last_request(server)->method, "HEAD");
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void a_large_body_needs_no_leave(void **state)
{
    raw_server *server = RAW_SERVER(works);
    sdp_transport *transport = exchange_transport();
    sdp_request request = exchange_request("POST", raw_server_url(server), "/");
    char *body = calloc(1, 3 << 20);
    (void)state;
    assert_non_null(body);
    memset(body, 'x', 3 << 20);
    request.body = body;
    request.body_size = 3 << 20;
    exchange result = exchange_run(transport, &request);
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(last_request(server)->body_size, 3 << 20);
    assert_null(raw_request_header(last_request(server), "Expect"));
    free(body);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void unusual_but_proper_answers(void **state)
{
    static const raw_step steps[] = {
        RAW_READ,
        RAW_SEND("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLocation: /early\r\nRetry-After: 1\r\n\r\n"
                 "HTTP/1.1 200 OK\r\ncontent-TYPE:  text/plain \r\nContent-Length: 5\r\n\r\nfinal"),
        RAW_READ,
        RAW_SEND("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"),
        RAW_READ,
        RAW_SEND("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n"),
        RAW_READ,
        RAW_SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n"
                 "Location: /trailer\r\n\r\n"),
        RAW_READ,
        RAW_SEND_PIECES("HTTP/1.1 204 No Content\r\n\r\n", 1, 1),
        RAW_READ,
        RAW_SEND("HTTP/1.0 200 OK\r\n\r\nuntil the end"),
        RAW_END,
    };
    raw_server *server = RAW_SERVER(steps);
    sdp_transport *transport = exchange_transport();
    const char *base = raw_server_url(server);
    (void)state;
    exchange result = exchange_get(transport, base, "/interim");
    assert_int_equal(result.http_status, 200);
    assert_string_equal(result.body, "final");
    assert_string_equal(result.content_type, "text/plain");
    assert_string_equal(result.location, "");
    assert_string_equal(result.retry_after, "");
    result = exchange_get(transport, base, "/busy");
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(result.http_status, 429);
    assert_string_equal(result.retry_after, "120");
    assert_string_equal(result.content_type, "");
    result = exchange_get(transport, base, "/redirect");
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(result.http_status, 302);
    assert_string_equal(result.location, "http://127.0.0.1:1/elsewhere");
    result = exchange_get(transport, base, "/chunks");
    assert_string_equal(result.body, "abcdefg");
    assert_string_equal(result.location, "");
    result = exchange_get(transport, base, "/empty");
    assert_int_equal(result.http_status, 204);
    assert_int_equal(result.body_size, 0);
    result = exchange_get(transport, base, "/old");
    assert_int_equal(result.status, SDP_OK);
    assert_string_equal(result.body, "until the end");
    assert_int_equal(raw_server_connections(server), 1);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void gzip_is_decoded(void **state)
{
    static const unsigned char body[] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 35\r\n\r\n"
                                        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xaa\xca\x2c\x28\x48\x4d"
                                        "\x51\xb2\x2a\x29\x2a\x4d\xad\x05\x00\x84\x28\xbc\x08\x0f\x00\x00\x00";
    static const raw_step steps[] = {RAW_READ, RAW_SEND_BYTES(body, sizeof body - 1), RAW_END};
    raw_server *server = RAW_SERVER(steps);
    sdp_transport *transport = exchange_transport();
    (void)state;
    exchange result = exchange_get(transport, raw_server_url(server), "/");
    assert_int_equal(result.status, SDP_OK);
    assert_string_equal(result.body, "{\"zipped\":true}");
    sdp_transport_free(transport);
    raw_server_stop(server);
}

/* A streamed body. The exchange comes first, for the transport passes one pointer to sink and source. */
typedef struct upload {
    exchange result;
    size_t left;
    size_t given;
    sdp_status fails;
} upload;

static sdp_status give(void *user_data, char *bytes, size_t capacity, size_t *size)
{
    upload *self = user_data;
    *size = self->left < capacity ? self->left : capacity;
    memset(bytes, 'u', *size);
    self->left -= *size;
    self->given += *size;
    return self->left == 0 ? self->fails : SDP_OK;
}

static void run_upload(sdp_transport *transport, const char *base, upload *self, int64_t size)
{
    sdp_request request = exchange_request("POST", base, "/upload");
    request.source = give;
    request.source_size = size;
    assert_int_equal(exchange_start(transport, &request, &self->result), SDP_OK);
    exchange_wait(transport, &self->result);
}

static void streams_upload(void **state)
{
    raw_server *server = RAW_SERVER(works);
    sdp_transport *transport = exchange_transport();
    upload self = {.left = 300000};
    (void)state;
    run_upload(transport, raw_server_url(server), &self, 300000);
    assert_int_equal(self.result.status, SDP_OK);
    assert_string_equal(last_request(server)->method, "POST");
    assert_int_equal(last_request(server)->body_size, 300000);
    assert_int_equal(last_request(server)->chunked, 0);
    assert_null(raw_request_header(last_request(server), "Expect"));
    assert_null(raw_request_header(last_request(server), "Content-Type"));
    self = (upload){.left = 2000000};
    run_upload(transport, raw_server_url(server), &self, -1);
    assert_int_equal(self.result.status, SDP_OK);
    assert_int_equal(last_request(server)->body_size, 2000000);
    assert_int_equal(last_request(server)->chunked, 1);
    /* No more than was said, and nothing of it in the next request. */
    self = (upload){.left = 50};
    run_upload(transport, raw_server_url(server), &self, 20);
    assert_int_equal(last_request(server)->body_size, 20);
    assert_int_equal(self.given, 20);
    check_body(transport, server, "POST", "a=b", NULL, "3");
    assert_int_equal(raw_server_connections(server), 1);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void upload_that_fails(void **state)
{
    static const raw_step reads[] = {RAW_READ, RAW_END};
    raw_server *server = RAW_SERVER(reads);
    sdp_transport *transport = exchange_transport();
    upload self = {.left = 100};
    (void)state;
    run_upload(transport, raw_server_url(server), &self, 200);
    assert_int_equal(self.result.status, SDP_E_ARGUMENT);
    assert_int_equal(self.result.sent, SDP_SENT_MAYBE);
    self = (upload){.left = 100, .fails = SDP_E_LIMIT};
    run_upload(transport, raw_server_url(server), &self, -1);
    assert_int_equal(self.result.status, SDP_E_LIMIT);
    assert_int_equal(raw_server_requests(server), 0);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(get_and_kept_connection),
        cmocka_unit_test(methods_and_bodies),
        cmocka_unit_test(head_has_no_body),
        cmocka_unit_test(a_large_body_needs_no_leave),
        cmocka_unit_test(unusual_but_proper_answers),
        cmocka_unit_test(gzip_is_decoded),
        cmocka_unit_test(streams_upload),
        cmocka_unit_test(upload_that_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
