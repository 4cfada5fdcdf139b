/* Where a content_url leads, and that it leads to no other server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/types.h>

#include "call/content_url.h"

#define PORTAL "https://desk.example.com/app/itdesk/api/v3"
#define BARE "http://127.0.0.1:8080/api/v3"
#define BELOW "https://desk.example.com/msp/app/itdesk/api/v3"

static sdp_status make(const char *root, const char *content_url, char **url, sdp_error *error)
{
    sdpi_buffer buffer;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, SDPI_MAX_URL);
    sdpi_error_reset(error);
    sdp_status status = sdpi_content_url(root, content_url, &buffer, error);
    *url = sdpi_buffer_take(&buffer);
    sdpi_buffer_free(&buffer);
    return status;
}

static void urls_that_are_understood(void **state)
{
    static const char *const rows[][3] = {
        {PORTAL, "/contracts/_uploads/2001", PORTAL "/contracts/_uploads/2001"},
        {PORTAL, "contracts/_uploads/2001", PORTAL "/contracts/_uploads/2001"},
        {PORTAL, "/api/v3/contracts/_uploads/2001", PORTAL "/contracts/_uploads/2001"},
        {PORTAL, "api/v3/contracts/_uploads/2001", PORTAL "/contracts/_uploads/2001"},
        {PORTAL, "/app/itdesk/api/v3/contracts/_uploads/2001", PORTAL "/contracts/_uploads/2001"},
        {PORTAL, "/app/other/api/v3/x", "https://desk.example.com/app/other/api/v3/x"},
        {PORTAL, PORTAL "/contracts/_uploads/2001", PORTAL "/contracts/_uploads/2001"},
        {PORTAL, "HTTPS://DESK.example.com:443/x?y=1", "https://desk.example.com/x?y=1"},
        {PORTAL, "https://desk.example.com:/x", "https://desk.example.com/x"},
        {PORTAL, "/apiary/v3", PORTAL "/apiary/v3"},
        {PORTAL, "/api/v30/x", PORTAL "/api/v30/x"},
        {BARE, "/contracts/_uploads/2001", BARE "/contracts/_uploads/2001"},
        {BARE, "/api/v3/contracts/_uploads/2001", BARE "/contracts/_uploads/2001"},
        {BARE, "http://127.0.0.1:8080/api/v3/x", BARE "/x"},
        {BELOW, "/msp/app/itdesk/api/v3/x", BELOW "/x"},
        {BELOW, "/api/v3/x", BELOW "/x"},
        {BELOW, "/x", BELOW "/x"},
        {PORTAL, "/files/my file \xC3\xA4\".pdf?a=b&c=%20", PORTAL "/files/my%20file%20%C3%A4%22.pdf?a=b&c=%20"},
        {PORTAL, "/files/..a/b..", PORTAL "/files/..a/b.."},
        {PORTAL, "/files?next=../x", PORTAL "/files?next=../x"},
    };
    sdp_error error;
    char *url;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_status status = make(rows[i][0], rows[i][1], &url, &error);
        if (status != SDP_OK) fail_msg("%s: %s", rows[i][1], sdp_error_message(&error));
        assert_string_equal(url, rows[i][2]);
        free(url);
    }
    sdpi_error_release(&error);
}

static void urls_that_are_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "https://evil.example.com/x",
        "http://desk.example.com/x",
        "https://desk.example.com:8443/x",
        "https://desk.example.com@evil.example.com/x",
        "https://user@desk.example.com/x",
        "https://desk.example.com.evil.example.com/x",
        "https://desk.example.comevil/x",
        "https://desk.example.com\\@evil.example.com/x",
        "//evil.example.com/x",
        "ftp://desk.example.com/x",
        "file:///etc/passwd",
        "/files/../../x",
        "/files/%2e%2E/x",
        "/files/./x",
        "/files/.%2e",
        "..",
        "https://desk.example.com/../x",
        "/a\r\nX: 1",
        "/a#b",
        "/a\\b",
        "/\xFF",
    };
    sdp_error error;
    char *url;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (make(PORTAL, rows[i], &url, &error) != SDP_E_ARGUMENT) fail_msg("row %zu: %s", i, url);
        assert_string_equal(sdp_error_path(&error), "content_url");
        free(url);
    }
    assert_int_equal(make(PORTAL, (const char *)SDP_NULL, &url, &error), SDP_E_ARGUMENT);
    free(url);
    sdpi_error_release(&error);
}

static void a_url_that_is_too_long(void **state)
{
    static char long_one[SDPI_MAX_URL + 16];
    sdp_error error;
    char *url;
    (void)state;
    memset(long_one, 'a', sizeof long_one - 1);
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(make(PORTAL, long_one, &url, &error), SDP_E_LIMIT);
    assert_null(url);
    sdpi_error_release(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_that_are_understood),
        cmocka_unit_test(urls_that_are_refused),
        cmocka_unit_test(a_url_that_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
