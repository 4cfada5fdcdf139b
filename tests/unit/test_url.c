/* URLs: one root however it was pasted, and ids that stay one segment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/types.h>

#include "base/limits.h"
#include "call/url.h"

typedef struct made {
    sdp_status status;
    sdpi_buffer url;
    sdp_error error;
} made;

static made root_of(const char *base, const char *portal, int32_t allow_http)
{
    made m;
    sdpi_error_init(&m.error, &sdpi_default_allocator);
    sdpi_buffer_init(&m.url, &sdpi_default_allocator, SDPI_MAX_URL);
    m.status = sdpi_url_root(base, portal, allow_http, &m.url, &m.error);
    assert_int_equal(sdp_error_status(&m.error), m.status);
    return m;
}

static void done(made *m)
{
    sdpi_buffer_free(&m->url);
    sdpi_error_release(&m->error);
}

static void pasted_urls_come_to_one_root(void **state)
{
    static const struct {
        const char *base, *portal, *root;
    } rows[] = {
        {"https://d.example.com/app/itdesk/api/v3", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk/", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk///", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"  https://d.example.com/app/itdesk/api/v3/ \t\n", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk/api", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk//api/v3", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk/api/v3/api/v3", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk/api/v3/app/itdesk/api/v3", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/x/app/itdesk/api/v3", NULL, "https://d.example.com/app/x/api/v3"},
        {"https://d.example.com", "itdesk", "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/", "itdesk", "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/api/v3", "itdesk", "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk", "itdesk", "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk", "", "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com", NULL, "https://d.example.com/api/v3"},
        {"https://d.example.com:8443/api/v3/", NULL, "https://d.example.com:8443/api/v3"},
        {"https://d.example.com//app/itdesk", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com/app/itdesk//app/itdesk", NULL, "https://d.example.com/app/itdesk/api/v3"},
        {"https://d.example.com", "api", "https://d.example.com/app/api/api/v3"},
        {"https://d.example.com/app/api/api/v3", NULL, "https://d.example.com/app/api/api/v3"},
        {"https://d.example.com/app/api/api/v3", "api", "https://d.example.com/app/api/api/v3"},
        {"https://app/api", NULL, "https://app/api/v3"},
        {"https://app/itdesk", NULL, "https://app/itdesk/api/v3"},
        {"https://app/app/itdesk", NULL, "https://app/app/itdesk/api/v3"},
        {"https://app/sdp", "itdesk", "https://app/sdp/app/itdesk/api/v3"},
        {"https://d.example.com/sdp", NULL, "https://d.example.com/sdp/api/v3"},
        {"https://d.example.com/apple", NULL, "https://d.example.com/apple/api/v3"},
        {"https://[::1]:8443", NULL, "https://[::1]:8443/api/v3"},
        {"http://127.0.0.1:8080", NULL, "http://127.0.0.1:8080/api/v3"},
        {"http://localhost", NULL, "http://localhost/api/v3"},
        {"http://[::1]:80/app/x", NULL, "http://[::1]:80/app/x/api/v3"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        made m = root_of(rows[i].base, rows[i].portal, 0);
        if (m.status != SDP_OK) fail_msg("%s: %s", rows[i].base, sdp_error_message(&m.error));
        if (strcmp(m.url.data, rows[i].root) != 0) fail_msg("%s: %s", rows[i].base, m.url.data);
        done(&m);
    }
}

static void urls_that_cannot_be_used_are_refused(void **state)
{
    static const struct {
        const char *base, *portal, *path;
    } rows[] = {
        {"", NULL, "base_url"},
        {"   ", NULL, "base_url"},
        {"d.example.com", NULL, "base_url"},
        {"ftp://d.example.com", NULL, "base_url"},
        {"https://", NULL, "base_url"},
        {"https:///app/x", NULL, "base_url"},
        {"https://user:secret@d.example.com", NULL, "base_url"},
        {"https://d.example.com?x=secret", NULL, "base_url"},
        {"https://d.example.com/app/x?input_data={}", NULL, "base_url"},
        {"https://d.example.com/app/x#list", NULL, "base_url"},
        {"https://d.example .com", NULL, "base_url"},
        {"https://d.example.com/a\r\nX: 1", NULL, "base_url"},
        {"https://d.example.com\\app", NULL, "base_url"},
        {"http://d.example.com", NULL, "base_url"},
        {"http://127.0.0.1.example.com", NULL, "base_url"},
        {"http://localhost.example.com", NULL, "base_url"},
        {"http://127.0.0.1@d.example.com", NULL, "base_url"},
        {"http://user@127.0.0.1", NULL, "base_url"},
        {"https://d.example.com/app/one", "two", "portal"},
        {"https://d.example.com:port", NULL, "base_url"},
        {"https://d.example.com:80a/x", NULL, "base_url"},
        {"https://[::1]:a", NULL, "base_url"},
        {"https://d.example.com", "a/b", "portal"},
        {"https://d.example.com", "..", "portal"},
        {"https://d.example.com", ".", "portal"},
        {"https://d.example.com", "a b", "portal"},
        {"https://d.example.com", "a?b", "portal"},
        {"https://d.example.com", "a%2Fb", "portal"},
        {"https://d.example.com", "a\nb", "portal"},
        {"https://d.example.com", "a\x7F", "portal"},
        {"https://d.example.com", "a\xFF", "portal"},
        {"https://d.example.com/a\xFF", NULL, "base_url"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        made m = root_of(rows[i].base, rows[i].portal, 0);
        if (m.status != SDP_E_URL) fail_msg("%s: %d", rows[i].base, (int)m.status);
        assert_string_equal(sdp_error_path(&m.error), rows[i].path);
        assert_null(strstr(sdp_error_message(&m.error), "secret"));
        done(&m);
    }
}

static void plain_http_is_the_callers_decision(void **state)
{
    (void)state;
    made m = root_of("http://d.example.com/app/x", NULL, 1);
    assert_int_equal(m.status, SDP_OK);
    assert_string_equal(m.url.data, "http://d.example.com/app/x/api/v3");
    done(&m);
    m = root_of("http://user@d.example.com", NULL, 1);
    assert_int_equal(m.status, SDP_E_URL);
    done(&m);
}

static made path_of(const char *path, const char *const *ids, size_t count)
{
    made m;
    sdpi_error_init(&m.error, &sdpi_default_allocator);
    sdpi_buffer_init(&m.url, &sdpi_default_allocator, SDPI_MAX_URL);
    m.status = sdpi_url_path(path, ids, count, &m.url, &m.error);
    return m;
}

static void ids_become_one_segment(void **state)
{
    static const struct {
        const char *id, *segment;
    } rows[] = {{"100000000000033283", "100000000000033283"},
                {"a b", "a%20b"},
                {"a?b#c&d=e", "a%3Fb%23c%26d%3De"},
                {"%2e%2e", "%252e%252e"},
                {"\xC3\xA9", "%C3%A9"},
                {"...", "..."},
                {"a..b", "a..b"},
                {"{x}", "%7Bx%7D"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char expected[64] = "/a/";
        made m = path_of("/a/{a_id}/_do", &rows[i].id, 1);
        assert_int_equal(m.status, SDP_OK);
        strcat(strcat(expected, rows[i].segment), "/_do");
        assert_string_equal(m.url.data, expected);
        done(&m);
    }
    const char *const two[] = {"1", "2"};
    made m = path_of("/a/{a_id}/b/{b_id}", two, 2);
    assert_string_equal(m.url.data, "/a/1/b/2");
    done(&m);
    m = path_of("/a", NULL, 0);
    assert_string_equal(m.url.data, "/a");
    done(&m);
}

static void ids_that_lead_elsewhere_are_refused(void **state)
{
    char longest[SDPI_MAX_ID + 2];
    const char *const bad[] = {NULL,  "",     ".",    "..",   "../x", "a/b",          "/",      "a\\b", "a\nb",
                               "a\r", "\x01", "\x7F", "a\tb", "\xC3", "\xED\xA0\x80", SDP_NULL, longest};
    (void)state;
    memset(longest, '1', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        made m = path_of("/a/{a_id}", &bad[i], 1);
        assert_int_equal(m.status, SDP_E_ARGUMENT);
        assert_string_equal(sdp_error_path(&m.error), "id");
        done(&m);
    }
    longest[SDPI_MAX_ID] = '\0';
    const char *const fits[] = {longest};
    made m = path_of("/a/{a_id}", fits, 1);
    assert_int_equal(m.status, SDP_OK);
    done(&m);
}

static void ids_are_counted(void **state)
{
    const char *const two[] = {"1", "2"};
    (void)state;
    made m = path_of("/a/{a_id}/b/{b_id}", two, 1);
    assert_int_equal(m.status, SDP_E_ARGUMENT);
    assert_non_null(strstr(sdp_error_message(&m.error), "b_id is missing"));
    done(&m);
    m = path_of("/a/{a_id}", two, 2);
    assert_int_equal(m.status, SDP_E_ARGUMENT);
    done(&m);
    m = path_of("/a", two, 1);
    assert_int_equal(m.status, SDP_E_ARGUMENT);
    done(&m);
}

static void long_urls_meet_the_ceiling(void **state)
{
    const char *const id[] = {"1"};
    sdpi_buffer url;
    (void)state;
    sdpi_buffer_init(&url, &sdpi_default_allocator, 8);
    assert_int_equal(sdpi_url_path("/products/{product_id}", id, 1, &url, NULL), SDP_E_LIMIT);
    sdpi_buffer_free(&url);
    sdpi_buffer_init(&url, &sdpi_default_allocator, 8);
    assert_int_equal(sdpi_url_root("https://d.example.com", NULL, 0, &url, NULL), SDP_E_URL);
    sdpi_buffer_free(&url);
    sdpi_buffer_init(&url, &sdpi_default_allocator, 8);
    assert_int_equal(sdpi_url_neucrm_root("https://d.example.com", NULL, 0, &url, NULL), SDP_E_URL);
    sdpi_buffer_free(&url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pasted_urls_come_to_one_root),        cmocka_unit_test(urls_that_cannot_be_used_are_refused),
        cmocka_unit_test(plain_http_is_the_callers_decision),  cmocka_unit_test(ids_become_one_segment),
        cmocka_unit_test(ids_that_lead_elsewhere_are_refused), cmocka_unit_test(ids_are_counted),
        cmocka_unit_test(long_urls_meet_the_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
