/* What the libcurl transport refuses before it sends, and what its configuration does. */
#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

static void environment_proxy_is_ignored(void **state)
{
    static const char *const names[] = {"http_proxy",  "HTTP_PROXY", "https_proxy",
                                        "HTTPS_PROXY", "all_proxy",  "ALL_PROXY"};
    raw_server *server = RAW_SERVER(works);
    char proxy[64];
    (void)state;
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", raw_closed_port());
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) setenv(names[i], proxy, 1);
    unsetenv("no_proxy");
    unsetenv("NO_PROXY");
    sdp_transport *transport = exchange_transport();
    exchange result = exchange_get(transport, raw_server_url(server), "/");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
    assert_int_equal(result.status, SDP_OK);
    assert_string_equal(last_request(server)->target, "/");
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void configured_proxy_is_used(void **state)
{
    raw_server *proxy = RAW_SERVER(works);
    raw_server *server = RAW_SERVER(works);
    sdpi_http_config config = exchange_config;
    char target[64];
    (void)state;
    config.proxy = raw_server_url(proxy);
    sdp_transport *transport = exchange_transport_with(&config);
    /* What the environment says of exceptions does not count either. */
    setenv("no_proxy", "*", 1);
    exchange result = exchange_get(transport, raw_server_url(server), "/x");
    unsetenv("no_proxy");
    sdp_transport_free(transport);
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(raw_server_requests(server), 0);
    snprintf(target, sizeof target, "%s/x", raw_server_url(server));
    assert_string_equal(last_request(proxy)->target, target);
    config.no_proxy = "127.0.0.1";
    transport = exchange_transport_with(&config);
    result = exchange_get(transport, raw_server_url(server), "/y");
    assert_int_equal(result.status, SDP_OK);
    assert_string_equal(last_request(server)->target, "/y");
    sdp_transport_free(transport);
    raw_server_stop(server);
    raw_server_stop(proxy);
}

static void refused_before_sending(void **state)
{
    static const sdp_header headers[] = {{"X-A", "a\r\nX-B: b"},
                                         {"X-A", "a\nb"},
                                         {"X-A\r\nX-B", "b"},
                                         {"X-A:", "b"},
                                         {"", "b"},
                                         {NULL, "b"},
                                         {"X-A", NULL},
                                         {"Content-Length", "5"},
                                         {"X A", "b"},
                                         {"X-A", "\x01"},
                                         {"Expect", "x"},
                                         {"X-\xc3", "b"},
                                         {"transfer-ENCODING", "a"},
                                         {"Connection", "close"}};
    static const char *const methods[] = {"", "GET /x HTTP/1.1\r\nX: y", "get", "AVERYLONGMETHODNAME", NULL};
    static const char *const urls[] = {"",
                                       "127.0.0.1/",
                                       "ftp://127.0.0.1/",
                                       "file:///etc/passwd",
                                       "http://example.invalid/",
                                       "http://127.0.0.1.example.invalid/",
                                       "http://127.0.0.1@example.invalid/",
                                       "http://localhost.example.invalid/",
                                       "http://127.0.0.1/a b",
                                       "http://127.0.0.1/\r\nX: y",
                                       "http://example.invalid\\@127.0.0.1/",
                                       "http://[::1]@x/"};
    raw_server *server = RAW_SERVER(works);
    sdp_transport *transport = exchange_transport();
    sdp_request good = exchange_request("GET", raw_server_url(server), "/");
    exchange result = {0};
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        sdp_request request = good;
        request.headers = &headers[i];
        request.header_count = 1;
        assert_int_equal(exchange_start(transport, &request, &result), SDP_E_ARGUMENT);
    }
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        sdp_request request = good;
        request.method = methods[i];
        assert_int_equal(exchange_start(transport, &request, &result), SDP_E_ARGUMENT);
    }
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        sdp_request request = good;
        request.url = urls[i];
        assert_int_equal(exchange_start(transport, &request, &result), SDP_E_URL);
    }
    assert_int_equal(exchange_run(transport, &good).status, SDP_OK);
    assert_int_equal(raw_server_requests(server), 1);
    sdp_transport_free(transport);
    raw_server_stop(server);
}

static void urls_with_a_login_are_refused(void **state)
{
    sdp_transport *transport = exchange_transport();
    (void)state;
    exchange result = exchange_get(transport, "https://user:secret@127.0.0.1:1", "/");
    assert_int_equal(result.status, SDP_E_URL);
    assert_int_equal(result.sent, SDP_SENT_NOTHING);
    assert_null(strstr(result.message, "secret"));
    result = exchange_get(transport, "https://127.0.0.1:99999", "/");
    assert_int_equal(result.status, SDP_E_URL);
    assert_int_equal(result.sent, SDP_SENT_NOTHING);
    sdp_transport_free(transport);
}

static void assert_config(const sdpi_http_config *config, const char *member)
{
    sdp_error *error = NULL;
    sdp_transport *transport = (sdp_transport *)(void *)&error;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdpi_curl_transport_new(config, &sdpi_default_allocator, error, &transport), SDP_E_CONFIG);
    assert_null(transport);
    assert_string_equal(sdp_error_path(error), member);
    assert_non_null(strstr(sdp_error_message(error), member));
    assert_null(strstr(sdp_error_message(error), "secret"));
    sdp_error_free(error);
}

static void configuration_that_cannot_work(void **state)
{
    static const char missing[] = "/nonexistent/file.pem";
    (void)state;
    sdpi_http_config config = exchange_config;
    config.ca_file = missing;
    assert_config(&config, "ca_file");
    config = exchange_config;
    config.ca_file = "/";
    assert_config(&config, "ca_file");
    config = exchange_config;
    config.ca_path = missing;
    assert_config(&config, "ca_path");
    config = exchange_config;
    config.client_cert = missing;
    assert_config(&config, "client_cert");
    config = exchange_config;
    config.client_cert = "/etc/hostname";
    config.client_key = missing;
    assert_config(&config, "client_key");
    config = exchange_config;
    config.proxy = "ftp://user:secret@127.0.0.1";
    assert_config(&config, "proxy");
    config.proxy = "http://user:secret@127.0.0.1:x";
    assert_config(&config, "proxy");
}

/* Every allocation fails once, at creation and at the first request. */
static int allocations_left;

static void *scarce_allocate(void *user_data, size_t size)
{
    (void)user_data;
    return allocations_left-- > 0 ? malloc(size) : NULL;
}

static void *scarce_resize(void *user_data, void *block, size_t size)
{
    (void)user_data;
    return allocations_left-- > 0 ? realloc(block, size) : NULL;
}

static void scarce_release(void *user_data, void *block)
{
    (void)user_data;
    free(block);
}

static void out_of_memory(void **state)
{
    static const sdp_allocator scarce = {sizeof scarce, scarce_allocate, scarce_resize, scarce_release, NULL};
    raw_server *server = RAW_SERVER(works);
    const sdp_header header = {"Accept", "x"};
    sdpi_http_config config = exchange_config;
    sdp_request request = exchange_request("POST", raw_server_url(server), "/");
    int worked = 0;
    (void)state;
    config.client_key_password = "secret";
    config.no_proxy = "x";
    request.headers = &header;
    request.header_count = 1;
    for (int allowed = 0; !worked; allowed++) {
        sdp_transport *transport = NULL;
        exchange result = {0};
        assert_true(allowed < 100);
        allocations_left = allowed;
        sdp_status status = sdpi_curl_transport_new(&config, &scarce, NULL, &transport);
        if (status == SDP_OK) status = exchange_start(transport, &request, &result);
        worked = status == SDP_OK;
        if (!worked) assert_int_equal(status, SDP_E_NO_MEMORY);
        if (!worked && transport != NULL) {
            allocations_left = 100;
            assert_int_equal(exchange_run(transport, &request).status, SDP_OK);
        }
        sdp_transport_free(transport);
    }
    raw_server_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(environment_proxy_is_ignored),   cmocka_unit_test(configured_proxy_is_used),
        cmocka_unit_test(refused_before_sending),         cmocka_unit_test(urls_with_a_login_are_refused),
        cmocka_unit_test(configuration_that_cannot_work), cmocka_unit_test(out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
