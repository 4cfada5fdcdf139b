/* Which proxy a transfer goes by, and how it is named. src/http/curl_proxy.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <curl/curl.h>

#include <cmocka.h>

#include "exchange.h"
#include "http/curl_parts.h"

static sdpi_curl_transfer *make(const char *proxy, const char *no_proxy)
{
    sdpi_http_config config = exchange_config;
    sdpi_curl_shared *shared = NULL;
    sdpi_curl_transfer *transfer = NULL;
    config.proxy = proxy;
    config.no_proxy = no_proxy;
    assert_int_equal(sdpi_curl_shared_new(&config, &sdpi_default_allocator, NULL, &shared), SDP_OK);
    assert_int_equal(sdpi_curl_transfer_new(shared, &transfer), SDP_OK);
    return transfer;
}

static void drop(sdpi_curl_transfer *transfer)
{
    sdpi_curl_shared *shared = transfer->shared;
    sdpi_curl_transfer_free(transfer);
    sdpi_curl_shared_release(shared);
}

static void who_goes_by_the_proxy(void **state)
{
    static const char proxy[] = "http://127.0.0.1:3128";
    static const struct {
        const char *proxy;
        const char *no_proxy;
        const char *url;
        int proxied;
    } rows[] = {
        {NULL, NULL, "https://desk.example.com/", 0},
        {"", NULL, "https://desk.example.com/", 0},
        {proxy, NULL, "https://desk.example.com/", 1},
        {proxy, "", "https://desk.example.com/", 1},
        {proxy, "*", "https://desk.example.com/", 0},
        {proxy, "desk.example.com", "https://desk.example.com:8443/", 0},
        {proxy, "DESK.Example.com", "https://desk.example.com/", 0},
        {proxy, "a.example, \texample.com", "https://desk.example.com/", 0},
        {proxy, ".example.com", "https://desk.example.com/", 0},
        {proxy, ".example.com", "https://example.com/", 0},
        {proxy, "ample.com", "https://example.com/", 1},
        {proxy, "desk.example.com", "https://example.com/", 1},
        {proxy, "a.example,b.example", "https://desk.example.com/", 1},
        {proxy, ", ,", "https://desk.example.com/", 1},
        {proxy, "127.0.0.1", "http://127.0.0.1:80/", 0},
        {proxy, "::1", "http://[::1]:80/", 0},
        {proxy, "10.0.0.0/8", "http://10.200.3.4/", 0},
        {proxy, "10.0.0.0/8", "http://11.0.0.1/", 1},
        {proxy, "10.1.0.0/20", "http://10.1.15.1/", 0},
        {proxy, "10.1.0.0/20", "http://10.1.16.1/", 1},
        {proxy, "10.1.2.3/32", "http://10.1.2.3/", 0},
        {proxy, "10.1.2.3/32", "http://10.1.2.2/", 1},
        {proxy, "10.0.0.0/33", "http://10.0.0.1/", 1},
        {proxy, "10.0.0.0/x", "http://10.0.0.1/", 1},
        {proxy, "fd00::/8", "http://[fd12::1]/", 0},
        {proxy, "fd00::/8", "http://[fe80::1]/", 1},
        {proxy, "a.example", "", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_curl_transfer *transfer = make(rows[i].proxy, rows[i].no_proxy);
        transfer->url = rows[i].url;
        if (sdpi_curl_is_proxied(transfer) != rows[i].proxied) fail_msg("row %zu: %s", i, rows[i].url);
        drop(transfer);
    }
}

static void a_proxy_is_named_by_host_and_port_alone(void **state)
{
    static const char *const rows[][2] = {
        {"http://me:planted@proxy.example.com:3128/path?planted", "the proxy proxy.example.com port 3128"},
        {"me:planted@proxy.example.com:8080", "the proxy proxy.example.com port 8080"},
        {"proxy.example.com", "the proxy proxy.example.com port 1080"},
        {"https://proxy.example.com", "the proxy proxy.example.com port 443"},
        {"socks5h://[::1]:9050", "the proxy [::1] port 9050"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char name[128];
        sdpi_curl_transfer *transfer = make(rows[i][0], NULL);
        sdpi_curl_name_proxy(transfer->shared, name, sizeof name);
        assert_string_equal(name, rows[i][1]);
        drop(transfer);
    }
}

/* What a request met that was under way is not put down to the proxy alone. */
static void only_what_was_not_sent_is_the_proxys(void **state)
{
    (void)state;
    sdpi_curl_transfer *transfer = make("https://127.0.0.1:3128", NULL);
    sdp_status status = SDP_OK;
    transfer->url = "https://desk.example.com/";
    assert_non_null(sdpi_curl_proxy_words(transfer, CURLE_OPERATION_TIMEDOUT, &status));
    assert_int_equal(sdpi_curl_is_with_proxy(transfer), 1);
    assert_null(sdpi_curl_proxy_words(transfer, CURLE_PARTIAL_FILE, &status));
    assert_int_equal(status, SDP_OK);
    assert_null(sdpi_curl_proxy_refusal(transfer, 407)); /* through its tunnel */
    transfer->begun = 1;
    assert_null(sdpi_curl_proxy_words(transfer, CURLE_OPERATION_TIMEDOUT, &status));
    assert_null(sdpi_curl_proxy_words(transfer, CURLE_RECV_ERROR, &status));
    assert_int_equal(sdpi_curl_is_with_proxy(transfer), 0);
    transfer->url = "http://desk.example.com/";
    assert_non_null(sdpi_curl_proxy_refusal(transfer, 407));
    assert_null(sdpi_curl_proxy_refusal(transfer, 403));
    drop(transfer);
    transfer = make("http://127.0.0.1:3128", NULL);
    transfer->url = "https://desk.example.com/";
    assert_int_equal(sdpi_curl_is_with_proxy(transfer), 0);
    drop(transfer);
    transfer = make(NULL, NULL);
    transfer->url = "http://desk.example.com/";
    assert_null(sdpi_curl_proxy_words(transfer, CURLE_OPERATION_TIMEDOUT, &status));
    assert_null(sdpi_curl_proxy_refusal(transfer, 407));
    drop(transfer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_goes_by_the_proxy),
        cmocka_unit_test(a_proxy_is_named_by_host_and_port_alone),
        cmocka_unit_test(only_what_was_not_sent_is_the_proxys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
