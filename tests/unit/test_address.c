/* Addresses of servers: what can be one, and what is no place for a login. test_url.c has what becomes of a base
   URL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/address.h"

static const sdpi_address_name name = {"accounts URL", "accounts_url"};

static void expect_good(const char *text, int32_t allow_http, const char *url, const char *rest)
{
    sdp_error error;
    sdpi_span got;
    sdpi_span behind;
    sdpi_error_init(&error, &sdpi_default_allocator);
    if (sdpi_address_check(text, allow_http, &name, &error, &got, &behind) != SDP_OK) {
        fail_msg("%s: %s", text, sdp_error_message(&error));
    }
    assert_int_equal(got.size, strlen(url));
    assert_memory_equal(got.at, url, got.size);
    assert_int_equal(behind.size, strlen(rest));
    assert_memory_equal(behind.at, rest, behind.size);
    sdpi_error_release(&error);
}

static void expect_bad(const char *text, int32_t allow_http, const char *words)
{
    sdp_error error;
    sdpi_span got;
    sdpi_span behind;
    sdpi_error_init(&error, &sdpi_default_allocator);
    if (sdpi_address_check(text, allow_http, &name, &error, &got, &behind) != SDP_E_URL ||
        strstr(sdp_error_message(&error), words) == NULL) {
        fail_msg("%s: %s", text, sdp_error_message(&error));
    }
    assert_string_equal(sdp_error_path(&error), "accounts_url");
    assert_null(strstr(sdp_error_message(&error), "planted"));
    sdpi_error_release(&error);
    assert_int_equal(sdpi_address_check(text, allow_http, &name, NULL, &got, &behind), SDP_E_URL);
}

static void pasted_addresses_are_tidied(void **state)
{
    (void)state;
    expect_good("https://a.example.com", 0, "https://a.example.com", "a.example.com");
    expect_good(" \thttps://a.example.com:8443/x/ \n", 0, "https://a.example.com:8443/x", "a.example.com:8443/x");
    expect_good("https://a.example.com///", 0, "https://a.example.com", "a.example.com");
    expect_good("https://[2001:db8::1]:443", 0, "https://[2001:db8::1]:443", "[2001:db8::1]:443");
    expect_good("https://a.example.com/x@y", 0, "https://a.example.com/x@y", "a.example.com/x@y");
}

static void plain_http_is_for_the_loopback(void **state)
{
    static const char *const near[] = {"http://localhost", "http://LOCALHOST:80", "http://127.0.0.1:8080/x",
                                       "http://127.9.9.9", "http://[::1]:1"};
    static const char *const far[] = {"http://a.example.com",
                                      "http://127.0.0.1.example.com",
                                      "http://localhost.example",
                                      "http://128.0.0.1",
                                      "http://127.evil",
                                      "http://[::2]",
                                      "http://127."};
    (void)state;
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) expect_good(near[i], 0, near[i], near[i] + 7);
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        expect_bad(far[i], 0, "use https");
        expect_good(far[i], 1, far[i], far[i] + 7);
    }
}

static void what_is_no_address_is_refused(void **state)
{
    (void)state;
    expect_bad("", 0, "must begin with https://");
    expect_bad("a.example.com", 1, "must begin with https://");
    expect_bad("ftp://a.example.com", 1, "must begin with https://");
    expect_bad("https://", 0, "must begin with https://");
    expect_bad("https:///x", 0, "names no host");
    expect_bad("https://u:planted@a.example.com", 0, "user or password");
    expect_bad("https://a.example.com/?planted=1", 0, "must end before '?'");
    expect_bad("https://a.example.com/#planted", 0, "must end before '#'");
    expect_bad("https://a.example.com/pl anted", 0, "blank or a control character");
    expect_bad("https://a.example.com\\@b.example.com", 0, "blank or a control character");
    expect_bad("https://a.example.com\\b", 0, "blank or a control character");
    expect_bad("https://a.example.com\x7f", 0, "blank or a control character");
    expect_bad("https://a.example.com:0", 0, "port");
    expect_bad("https://a.example.com:65536", 0, "port");
    expect_bad("https://a.example.com:", 0, "port");
    expect_bad("https://a.example.com:99999999999999999999", 0, "port");
}

static void beginnings_are_compared(void **state)
{
    const sdpi_span span = {"abc", 2};
    (void)state;
    assert_true(sdpi_span_starts_with(span, ""));
    assert_true(sdpi_span_starts_with(span, "ab"));
    assert_false(sdpi_span_starts_with(span, "abc"));
    assert_false(sdpi_span_starts_with(span, "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pasted_addresses_are_tidied),
        cmocka_unit_test(plain_http_is_for_the_loopback),
        cmocka_unit_test(what_is_no_address_is_refused),
        cmocka_unit_test(beginnings_are_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
