/* Texts of the caller that try to become something else: headers, ids, URLs, portals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};

static void headers_that_are_refused(void **state)
{
    static const sdp_header refused[] = {{"X-A", "a\r\nHost: b"},
                                         {"X-A", "a\nb"},
                                         {"X-A", "a\rb"},
                                         {"X-A", "a\x01"},
                                         {"X-A", "a\x7f"},
                                         {"X-A", NULL},
                                         {NULL, "a"},
                                         {"", "a"},
                                         {"X-A\r\nX-B", "a"},
                                         {"X-A:", "a"},
                                         {"X A", "a"},
                                         {"X\xC3\xA9", "a"},
                                         {"Authorization", "a"},
                                         {"authorization", "a"},
                                         {"authtoken", "a"},
                                         {"Host", "a"},
                                         {"HOST", "a"},
                                         {"Content-Length", "0"},
                                         {"Transfer-Encoding", "chunked"},
                                         {"PORTALID", "1"},
                                         {"Content-Type", "a/b"},
                                         {"Accept", "*/*"},
                                         {"Connection", "close"},
                                         {"Expect", "100-continue"},
                                         {"Upgrade", "h2c"},
                                         {"TECHNICIAN_KEY", "a"}};
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const sdp_header headers[] = {{"X-Good", "good"}, refused[i]};
        const sdp_options options = SDP_OPTIONS(.headers = headers, .header_count = 2);
        if (desk_do(d, DESK_ADD, &options) != SDP_E_ARGUMENT) {
            fail_msg("header %zu: %s", i, sdp_error_message(sdp_last_error(d->client)));
        }
        assert_string_equal(sdp_error_path(sdp_last_error(d->client)), "options.headers[1]");
        desk_expect_said(d, (desk_said){.fault = SDP_FAULT_CALLER});
    }
    assert_int_equal(raw_server_connections(d->server), 0);
    desk_close(d);
}

static void headers_that_are_sent(void **state)
{
    static const sdp_header headers[] = {
        {"X-Trace", DESK_PLANTED "trace"}, {"X-Empty", ""}, {"X-Tab", "a\tb"}, {"User-Agent", "mine"}};
    const sdp_options options = SDP_OPTIONS(.headers = headers, .header_count = 4);
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    desk_expect(d, DESK_GET, &options, SDP_OK);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    const raw_request *seen = raw_server_request(d->server, 0);
    assert_string_equal(raw_request_header(seen, "X-Trace"), DESK_PLANTED "trace");
    assert_string_equal(raw_request_header(seen, "X-Empty"), "");
    assert_string_equal(raw_request_header(seen, "X-Tab"), "a\tb");
    assert_string_equal(raw_request_header(seen, "User-Agent"), "mine");
    const raw_request *next = raw_server_request(d->server, 1);
    assert_null(raw_request_header(next, "X-Trace"));
    assert_non_null(strstr(raw_request_header(next, "User-Agent"), "libsdp/"));
    desk_close(d);
}

static void ids_that_are_refused(void **state)
{
    char longest[300];
    memset(longest, '1', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const char *const refused[] = {"",      "..",       ".",       "../x",  "a/b",
                                   "a\\b",  "a\nb",     "1\r\nX:", "a\x01", "a\tb",
                                   "a\x7f", "\xC3\x28", "/",       longest, (const char *)sdp_null_value,
                                   NULL};
    static const sdp_product input = SDP_PRODUCT(.name = "a");
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const sdp_product *out = &input;
        assert_int_equal(sdp_product_get(d->client, refused[i], NULL, &out), SDP_E_ARGUMENT);
        assert_null(out);
        assert_string_equal(sdp_error_path(sdp_last_error(d->client)), "id");
        desk_check_error(d);
        out = &input;
        assert_int_equal(sdp_product_edit(d->client, refused[i], &input, NULL, &out), SDP_E_ARGUMENT);
        assert_null(out);
        assert_int_equal(sdp_product_delete(d->client, refused[i], NULL), SDP_E_ARGUMENT);
        desk_expect_said(d, (desk_said){.fault = SDP_FAULT_CALLER});
    }
    assert_int_equal(raw_server_connections(d->server), 0);
    desk_close(d);
}

static void ids_that_are_escaped(void **state)
{
    static const struct {
        const char *id;
        const char *target;
    } cases[] = {{"a b", "/api/v3/products/a%20b"},
                 {"a?b#c%2F&d=e", "/api/v3/products/a%3Fb%23c%252F%26d%3De"},
                 {"\xC3\xA9", "/api/v3/products/%C3%A9"},
                 {"..a", "/api/v3/products/..a"},
                 {"100000000000033283", "/api/v3/products/100000000000033283"}};
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(sdp_product_delete(d->client, cases[i].id, NULL), SDP_OK);
        assert_string_equal(raw_server_request(d->server, (int)i)->target, cases[i].target);
    }
    desk_close(d);
}

static void expect_no_client(const sdp_config *config, sdp_status expected, const char *path)
{
    static const raw_step unused;
    sdp_client *client = (sdp_client *)(uintptr_t)&unused;
    sdp_error *error = NULL;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    sdp_status status = sdp_client_new(config, error, &client);
    if (status != expected || strcmp(sdp_error_path(error), path) != 0) {
        fail_msg("'%s': %s, path '%s': %s", config->base_url != NULL ? config->base_url : "", sdp_status_name(status),
                 sdp_error_path(error), sdp_error_message(error));
    }
    assert_null(client);
    assert_null(strstr(sdp_error_message(error), DESK_PLANTED));
    assert_int_equal(sdp_error_fault(error), SDP_FAULT_CALLER);
    assert_int_equal(sdp_client_new(config, NULL, &client), expected);
    sdp_error_free(error);
}

static void base_urls_that_are_refused(void **state)
{
    static const char *const refused[] = {NULL,
                                          "",
                                          "   ",
                                          "desk.example.com",
                                          "ftp://127.0.0.1/",
                                          "file:///etc/passwd",
                                          "http://",
                                          "https://",
                                          "https:///x",
                                          "http://desk.example.com",
                                          "http://127.0.0.1.example.com/",
                                          "http://localhost.example.com/",
                                          "https://user:" DESK_PLANTED "@127.0.0.1/",
                                          "http://127.0.0.1:80@example.com/",
                                          "http://127.0.0.1/?key=" DESK_PLANTED "x",
                                          "http://127.0.0.1/#x",
                                          "http://127.0.0.1/a b",
                                          "http://127.0.0.1/a\r\nHost: b",
                                          "http://127.0.0.1\\@example.com/"};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = refused[i]), SDP_E_URL, "base_url");
    }
}

static void portals_that_are_refused(void **state)
{
    static const char *const refused[] = {"../x", "..", ".", "a/b", "a b", "a?b", "a#b", "a\nb", "a\\b", "a%2fb"};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const sdp_config config = SDP_CONFIG(.base_url = "http://127.0.0.1:1", .portal = refused[i]);
        expect_no_client(&config, SDP_E_URL, "portal");
    }
    const sdp_config other = SDP_CONFIG(.base_url = "http://127.0.0.1:1/app/one", .portal = "two");
    expect_no_client(&other, SDP_E_URL, "portal");
}

static void configurations_that_are_refused(void **state)
{
    static const char base[] = "http://127.0.0.1:1";
    static const sdp_allocator no_functions = {sizeof no_functions, NULL, NULL, NULL, NULL};
    (void)state;
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .timeout_ms = -1), SDP_E_CONFIG, "timeout_ms");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .attempt_timeout_ms = -1), SDP_E_CONFIG,
                     "attempt_timeout_ms");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .connect_timeout_ms = -1), SDP_E_CONFIG,
                     "connect_timeout_ms");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .max_retries = -2), SDP_E_CONFIG, "max_retries");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .max_retries = 1000), SDP_E_CONFIG, "max_retries");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .log_level = 5), SDP_E_CONFIG, "log_level");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .max_response_bytes = SIZE_MAX), SDP_E_CONFIG,
                     "max_response_bytes");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .requests_per_minute = -1), SDP_E_CONFIG,
                     "requests_per_minute");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .allocator = &no_functions), SDP_E_CONFIG, "allocator");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .ca_file = "/nowhere/ca.pem"), SDP_E_CONFIG, "ca_file");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .proxy = "gopher://" DESK_PLANTED "@x"), SDP_E_CONFIG,
                     "proxy");
    expect_no_client(&(sdp_config)SDP_CONFIG(.base_url = base, .user_agent = "a\r\nX-Injected: b"), SDP_E_CONFIG,
                     "user_agent");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_that_are_refused),
        cmocka_unit_test(headers_that_are_sent),
        cmocka_unit_test(ids_that_are_refused),
        cmocka_unit_test(ids_that_are_escaped),
        cmocka_unit_test(base_urls_that_are_refused),
        cmocka_unit_test(portals_that_are_refused),
        cmocka_unit_test(configurations_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
