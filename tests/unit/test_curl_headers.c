/* The header lines that are sent and kept, and those of an answer: src/http/curl_headers.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include <cmocka.h>

#include "http/curl_parts.h"
#include "scarce.h"

#define SECRET "planted-key-81f3c0"

/* Sets headers, expects what `changed` tells, and the whole list, each line ended by a '|'. */
static void expect_list(sdpi_curl_sent *sent, const sdp_header *headers, size_t count, int body_kind, int changes,
                        const char *lines)
{
    char all[512] = "";
    int changed = 7;
    const sdp_request request = {.size = sizeof request, .headers = headers, .header_count = count};
    assert_int_equal(sdpi_curl_sent_set(sent, &request, body_kind, &changed), SDP_OK);
    assert_int_equal(changed, changes);
    const struct curl_slist *node = sent->text.size > 0 ? sent->nodes : NULL;
    for (; node != NULL; node = node->next) {
        size_t size = strlen(all);
        snprintf(all + size, sizeof all - size, "%s|", node->data);
    }
    assert_string_equal(all, lines);
}

static void lines_are_made_for_libcurl(void **state)
{
    static const sdp_header headers[] = {{"Accept", "a/b"}, {"X-Empty", ""}, {"X-Tab", "a\tb \xC3\xA9"}};
    static const sdp_header typed[] = {{"content-TYPE", "a/b"}};
    sdpi_curl_sent sent;
    (void)state;
    sdpi_curl_sent_init(&sent, &sdpi_default_allocator);
    expect_list(&sent, NULL, 0, SDPI_CURL_BODY_NONE, 1, "");
    expect_list(&sent, headers, 3, SDPI_CURL_BODY_NONE, 1, "Accept: a/b|X-Empty;|X-Tab: a\tb \xC3\xA9|");
    /* libcurl's own lines about a body are kept away, but a type that was given stays. */
    expect_list(&sent, headers, 1, SDPI_CURL_BODY_TEXT, 1, "Accept: a/b|Expect:|Content-Type:|");
    expect_list(&sent, typed, 1, SDPI_CURL_BODY_STREAM, 1, "content-TYPE: a/b|Expect:|");
    expect_list(&sent, NULL, 0, SDPI_CURL_BODY_TEXT, 1, "Expect:|Content-Type:|");
    sdpi_curl_sent_free(&sent);
}

static void the_same_lines_are_made_once(void **state)
{
    sdp_header headers[] = {{"A", "1"}, {"B", ""}};
    sdpi_curl_sent sent;
    scarce memory;
    (void)state;
    scarce_init(&memory, -1);
    sdpi_curl_sent_init(&sent, &memory.allocator);
    expect_list(&sent, headers, 2, SDPI_CURL_BODY_NONE, 1, "A: 1|B;|");
    const long calls = memory.calls;
    expect_list(&sent, headers, 2, SDPI_CURL_BODY_NONE, 0, "A: 1|B;|");
    assert_int_equal(memory.calls, calls);
    /* Each difference counts, however small. */
    expect_list(&sent, headers, 1, SDPI_CURL_BODY_NONE, 1, "A: 1|");
    headers[0].value = "12";
    expect_list(&sent, headers, 1, SDPI_CURL_BODY_NONE, 1, "A: 12|");
    headers[0].value = "";
    expect_list(&sent, headers, 1, SDPI_CURL_BODY_NONE, 1, "A;|");
    headers[0].name = "AB";
    expect_list(&sent, headers, 1, SDPI_CURL_BODY_NONE, 1, "AB;|");
    headers[0].name = "a";
    expect_list(&sent, headers, 1, SDPI_CURL_BODY_NONE, 1, "a;|");
    expect_list(&sent, headers, 1, SDPI_CURL_BODY_TEXT, 1, "a;|Expect:|Content-Type:|");
    expect_list(&sent, headers, 1, SDPI_CURL_BODY_STREAM, 1, "a;|Expect:|Content-Type:|");
    sdpi_curl_sent_free(&sent);
    assert_int_equal(memory.alive, 0);
}

static void what_would_be_another_line_is_refused(void **state)
{
    static const sdp_header wrong[] = {
        {"A", "b\r\nC: d"},
        {"A", "b\n"},
        {"A", "\x7F"},
        {"A", "\x1B"},
        {"A", NULL},
        {"A\n", "b"},
        {"A:", "b"},
        {"A B", "b"},
        {"", "b"},
        {NULL, "b"},
        {"\xC3\xA9", "b"},
        {"A\"", "b"},
        {"(A)", "b"},
        {"A;", "b"},
        {"A/B", "b"},
        {"Content-length", "1"},
        {"CONNECTION", "x"},
        {"Upgrade", "h2c"},
        {"Transfer-Encoding", "x"},
        {"expect", ""},
    };
    static const sdp_header good[] = {{"A", "1"}};
    sdpi_curl_sent sent;
    (void)state;
    sdpi_curl_sent_init(&sent, &sdpi_default_allocator);
    expect_list(&sent, good, 1, SDPI_CURL_BODY_NONE, 1, "A: 1|");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const sdp_header both[] = {good[0], wrong[i]};
        const sdp_request request = {.size = sizeof request, .headers = both, .header_count = 2};
        int changed = 7;
        if (sdpi_curl_sent_set(&sent, &request, SDPI_CURL_BODY_NONE, &changed) != SDP_E_ARGUMENT) {
            fail_msg("row %zu", i);
        }
        assert_int_equal(changed, 0);
        /* What libcurl was told before still stands. */
        expect_list(&sent, good, 1, SDPI_CURL_BODY_NONE, 0, "A: 1|");
    }
    /* Names that only begin like the transport's own are anybody's. */
    static const sdp_header close[] = {{"Connections", "1"}, {"Content-Lengt", "2"}, {"X-Expect", "3"}};
    expect_list(&sent, close, 3, SDPI_CURL_BODY_NONE, 1, "Connections: 1|Content-Lengt: 2|X-Expect: 3|");
    sdpi_curl_sent_free(&sent);
}

static void lines_have_a_ceiling(void **state)
{
    char *value = malloc(SDPI_MAX_HEADERS + 1);
    sdpi_curl_sent sent;
    int changed = 0;
    (void)state;
    assert_non_null(value);
    memset(value, 'x', SDPI_MAX_HEADERS);
    value[SDPI_MAX_HEADERS] = '\0';
    const sdp_header long_one = {"A", value};
    const sdp_header short_one = {"A", "1"};
    const sdp_request request = {.size = sizeof request, .headers = &long_one, .header_count = 1};
    sdpi_curl_sent_init(&sent, &sdpi_default_allocator);
    expect_list(&sent, &short_one, 1, SDPI_CURL_BODY_NONE, 1, "A: 1|");
    assert_int_equal(sdpi_curl_sent_set(&sent, &request, SDPI_CURL_BODY_NONE, &changed), SDP_E_LIMIT);
    /* The list is gone, so that the next request tells it anew, the same as before or not. */
    expect_list(&sent, &short_one, 1, SDPI_CURL_BODY_NONE, 1, "A: 1|");
    sdpi_curl_sent_free(&sent);
    free(value);
}

static int has_secret(const char *bytes, size_t size)
{
    for (size_t i = 0; i + strlen(SECRET) <= size; i++) {
        if (memcmp(bytes + i, SECRET, strlen(SECRET)) == 0) return 1;
    }
    return 0;
}

static void a_login_is_wiped_when_it_is_not_needed_any_more(void **state)
{
    static const sdp_header first[] = {{"Accept", "a/b"}, {"Authorization", "Zoho-oauthtoken " SECRET}};
    static const sdp_header second[] = {{"A", "1"}};
    sdpi_curl_sent sent;
    scarce memory;
    (void)state;
    scarce_init(&memory, -1);
    sdpi_curl_sent_init(&sent, &memory.allocator);
    expect_list(&sent, first, 2, SDPI_CURL_BODY_NONE, 1, "Accept: a/b|Authorization: Zoho-oauthtoken " SECRET "|");
    const size_t used = sent.text.size;
    assert_true(has_secret(sent.text.data, used));
    expect_list(&sent, second, 1, SDPI_CURL_BODY_NONE, 1, "A: 1|");
    assert_false(has_secret(sent.text.data, used));
    expect_list(&sent, first + 1, 1, SDPI_CURL_BODY_NONE, 1, "Authorization: Zoho-oauthtoken " SECRET "|");
    sdpi_curl_sent_free(&sent);
    assert_int_equal(memory.alive, 0);
    assert_false(has_secret((const char *)memory.seen, sizeof memory.seen)); /* the lines were freed last */
}

static void without_memory_there_is_no_list(void **state)
{
    static const sdp_header headers[] = {{"A", "1"}, {"B", "2"}};
    const sdp_request request = {.size = sizeof request, .headers = headers, .header_count = 2};
    (void)state;
    for (long left = 0; left < 3; left++) {
        sdpi_curl_sent sent;
        scarce memory;
        int changed = 0;
        scarce_init(&memory, left);
        sdpi_curl_sent_init(&sent, &memory.allocator);
        assert_int_equal(sdpi_curl_sent_set(&sent, &request, SDPI_CURL_BODY_TEXT, &changed),
                         left < 2 ? SDP_E_NO_MEMORY : SDP_OK);
        memory.left = -1;
        expect_list(&sent, headers, 2, SDPI_CURL_BODY_TEXT, left < 2, "A: 1|B: 2|Expect:|Content-Type:|");
        sdpi_curl_sent_free(&sent);
        assert_int_equal(memory.alive, 0);
    }
}

/* Gives lines to an answer; they come from libcurl without a zero byte. */
static sdp_status give(sdpi_curl_answer *answer, const char *line)
{
    size_t size = strlen(line);
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, line, size);
    sdp_status status = sdpi_curl_answer_line(answer, copy, size);
    free(copy);
    return status;
}

static void give_all(sdpi_curl_answer *answer, const char *const *lines, size_t count)
{
    sdpi_curl_answer_reset(answer);
    for (size_t i = 0; i < count; i++) assert_int_equal(give(answer, lines[i]), SDP_OK);
}

#define GIVE(answer, ...)                                                                                              \
    give_all(answer, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void expect_kept(sdpi_curl_answer *answer, const char *type, const char *after, const char *location)
{
    const char *const expected[][2] = {{"Content-Type", type}, {"Retry-After", after}, {"Location", location}};
    size_t count = 0;
    assert_string_equal(answer->content_type, type);
    assert_string_equal(answer->retry_after, after);
    assert_string_equal(answer->location, location);
    size_t listed = sdpi_curl_answer_headers(answer);
    for (size_t i = 0; i < 3; i++) {
        if (*expected[i][1] == '\0') continue;
        assert_true(count < listed);
        assert_string_equal(answer->headers[count].name, expected[i][0]);
        assert_string_equal(answer->headers[count].value, expected[i][1]);
        count++;
    }
    assert_int_equal(listed, count);
}

static void three_headers_are_kept(void **state)
{
    sdpi_curl_answer answer;
    (void)state;
    GIVE(&answer, "HTTP/1.1 200 OK\r\n", "Server: x\r\n", "LOCATION:/a\r\n", "content-type: \t text/html; a=b \r\n",
         "Retry-After:7\n", "Retry-After-Not: 8\r\n", "X-Location: /b\r\n");
    assert_int_equal(answer.ended, 0);
    expect_kept(&answer, "text/html; a=b", "7", "/a");
    GIVE(&answer, "HTTP/2 204\r\n", "\r\n");
    assert_int_equal(answer.ended, 1);
    expect_kept(&answer, "", "", "");
    GIVE(&answer, "HTTP/1.1 200 OK\n", "Location: /a\n", "\n");
    assert_int_equal(answer.ended, 1);
    expect_kept(&answer, "", "", "/a");
}

static void the_first_of_a_name_counts(void **state)
{
    sdpi_curl_answer answer;
    (void)state;
    GIVE(&answer, "HTTP/1.1 200 OK\r\n", "Location: /a\r\n", "Location: /b\r\n", "Retry-After:  \r\n",
         "Retry-After: 9\r\n");
    expect_kept(&answer, "", "9", "/a");
}

static void odd_lines_are_not_headers(void **state)
{
    sdpi_curl_answer answer;
    (void)state;
    GIVE(&answer, "HTTP/1.1 200 OK\r\n", "Location: /a\r\n", " Retry-After: 1\r\n", "\tcontinued\r\n", ": nameless\r\n",
         ":\r\n", "no colon\r\n", "Content-Type : text/html\r\n", "HTTP\r\n");
    assert_int_equal(answer.ended, 0);
    expect_kept(&answer, "", "", "/a");
}

static void values_become_one_clean_line(void **state)
{
    sdpi_curl_answer answer;
    (void)state;
    GIVE(&answer, "HTTP/1.1 200 OK\r\n",
         "Location: /a\rX: y\x1B[0m\x7F"
         "b\xC3\xA9\r\n");
    expect_kept(&answer, "", "", "/a X: y [0m b\xC3\xA9");
}

static void what_has_no_room_is_left_out(void **state)
{
    sdpi_curl_answer answer;
    char line[512];
    char value[256];
    (void)state;
    for (int over = 0; over < 2; over++) {
        size_t size = sizeof answer.retry_after - 1 + (size_t)over;
        memset(value, '7', size);
        value[size] = '\0';
        snprintf(line, sizeof line, "Retry-After: %s\r\n", value);
        GIVE(&answer, "HTTP/1.1 200 OK\r\n", line);
        expect_kept(&answer, "", over ? "" : value, "");
    }
}

static void interim_answers_and_trailers_say_nothing(void **state)
{
    sdpi_curl_answer answer;
    (void)state;
    GIVE(&answer, "HTTP/1.1 103 Early Hints\r\n", "Location: /early\r\n", "Retry-After: 1\r\n", "\r\n",
         "HTTP/1.1 200 OK\r\n");
    assert_int_equal(answer.ended, 0);
    expect_kept(&answer, "", "", "");
    assert_int_equal(give(&answer, "Content-Type: a/b\r\n"), SDP_OK);
    assert_int_equal(give(&answer, "\r\n"), SDP_OK);
    assert_int_equal(give(&answer, "Location: /trailer\r\n"), SDP_OK);
    assert_int_equal(give(&answer, "Content-Type: c/d\r\n"), SDP_OK);
    assert_int_equal(give(&answer, "\r\n"), SDP_OK);
    assert_int_equal(answer.ended, 1);
    expect_kept(&answer, "a/b", "", "");
}

/* Interim answers and trailers count too: none of them ends an endless header. */
static void lines_of_an_answer_are_counted(void **state)
{
    static const char *const lines[] = {"HTTP/1.1 100 Continue\r\n", "\r\n", "X: y\r\n"};
    sdpi_curl_answer answer;
    (void)state;
    sdpi_curl_answer_reset(&answer);
    for (size_t i = 0; i < SDPI_MAX_HEADER_COUNT; i++) assert_int_equal(give(&answer, lines[i % 3]), SDP_OK);
    for (size_t i = 0; i < 3; i++) assert_int_equal(give(&answer, lines[i]), SDP_E_TOO_LARGE);
    sdpi_curl_answer_reset(&answer);
    assert_int_equal(give(&answer, lines[0]), SDP_OK);
}

static void bytes_of_an_answer_are_counted(void **state)
{
    enum { PIECE = 16 * 1024 };
    char *line = malloc(PIECE + 1);
    sdpi_curl_answer answer;
    (void)state;
    assert_non_null(line);
    memset(line, 'x', PIECE);
    line[PIECE] = '\0';
    sdpi_curl_answer_reset(&answer);
    for (size_t i = 0; i < SDPI_MAX_HEADERS / PIECE; i++) assert_int_equal(give(&answer, line), SDP_OK);
    assert_int_equal(give(&answer, "x"), SDP_E_TOO_LARGE);
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_made_for_libcurl),
        cmocka_unit_test(the_same_lines_are_made_once),
        cmocka_unit_test(what_would_be_another_line_is_refused),
        cmocka_unit_test(lines_have_a_ceiling),
        cmocka_unit_test(a_login_is_wiped_when_it_is_not_needed_any_more),
        cmocka_unit_test(without_memory_there_is_no_list),
        cmocka_unit_test(three_headers_are_kept),
        cmocka_unit_test(the_first_of_a_name_counts),
        cmocka_unit_test(odd_lines_are_not_headers),
        cmocka_unit_test(values_become_one_clean_line),
        cmocka_unit_test(what_has_no_room_is_left_out),
        cmocka_unit_test(interim_answers_and_trailers_say_nothing),
        cmocka_unit_test(lines_of_an_answer_are_counted),
        cmocka_unit_test(bytes_of_an_answer_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
