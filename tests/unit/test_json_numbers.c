/* The pass before the parser: numbers become marked strings, and what a parser would let through is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/limits.h"
#include "scarce.h"

typedef struct passed {
    sdp_status status;
    sdpi_buffer scratch;
    const char *ready;
    size_t size;
    sdpi_json_problem problem;
} passed;

static passed run(const char *text, size_t size, int32_t from)
{
    passed p = {.problem = {99999, ""}};
    /* A copy of exactly this size, so that reading beyond it is seen. */
    char *copy = sdpi_allocate(&sdpi_default_allocator, size);
    memcpy(copy, text, size);
    sdpi_buffer_init(&p.scratch, &sdpi_default_allocator, 1 << 20);
    p.status = sdpi_json_keep_numbers(copy, size, from, &p.scratch, &p.ready, &p.size, &p.problem);
    if (p.status == SDP_OK && p.ready != p.scratch.data) {
        sdpi_buffer_put(&p.scratch, p.ready, p.size);
        p.ready = p.scratch.data;
    }
    sdpi_release(&sdpi_default_allocator, copy);
    return p;
}

static void becomes(const char *text, int32_t from, const char *expected)
{
    passed p = run(text, strlen(text), from);
    assert_int_equal(p.status, SDP_OK);
    assert_int_equal(p.size, strlen(expected));
    assert_memory_equal(p.ready, expected, p.size);
    sdpi_buffer_free(&p.scratch);
}

static void fails(const char *text, size_t size, sdp_status status, size_t offset, const char *word)
{
    passed p = run(text, size, SDPI_JSON_CALLER);
    assert_int_equal(p.status, status);
    assert_int_equal(p.problem.offset, offset);
    assert_non_null(strstr(p.problem.what, word));
    sdpi_buffer_free(&p.scratch);
}

static void every_number_is_marked_as_it_stands(void **state)
{
    (void)state;
    becomes("1829236507633258123", 0,
            "\"\xFF"
            "1829236507633258123\"");
    becomes("[2322.00,1e400,-0]", 0,
            "[\"\xFF"
            "2322.00\",\"\xFF"
            "1e400\",\"\xFF"
            "-0\"]");
    becomes("{\"id\": 100000000000033283 }", 0,
            "{\"id\": \"\xFF"
            "100000000000033283\" }");
    becomes("{\"a\":1,\"b\":\"2\",\"c\":[3]}", 0,
            "{\"a\":\"\xFF"
            "1\",\"b\":\"2\",\"c\":[\"\xFF"
            "3\"]}");
    becomes("[true,false,null,\"1\"]", 0, "[true,false,null,\"1\"]");
    becomes("", 0, "");
}

static void malformed_numbers_are_refused_where_they_stand(void **state)
{
    static const char *const bad[] = {"01", "-", "1.", "1e", "-a", "1e+", "00"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[32] = "{\"a\":";
        strcat(text, bad[i]);
        fails(text, strlen(text), SDP_E_JSON, 5, "number");
    }
    fails("[+1]", 4, SDP_E_JSON, 1, "unexpected");
    fails("[.5]", 4, SDP_E_JSON, 1, "unexpected");
    fails("[NaN]", 5, SDP_E_JSON, 1, "unexpected");
}

/* The pass takes 64 bytes at a time: each special thing stands once at each place of a block, and across its end. */
static void strings_are_skipped_at_every_alignment(void **state)
{
    static const char *const inner[] = {
        "\\\"", "\\\\", "\\n", "\\u00e9", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "1", "-2.5", "[{", "\x7F"};
    (void)state;
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++) {
        for (size_t before = 0; before < 130; before++) {
            for (size_t after = 0; after < 10; after++) {
                char text[192] = "[\"", expected[192];
                memset(text + 2, 'x', before);
                strcpy(text + 2 + before, inner[i]);
                size_t size = strlen(text);
                memset(text + size, 'y', after);
                text[size + after] = '\0';
                strcpy(expected, text);
                strcat(text, "\",7]");
                strcat(expected, "\",\"\xFF"
                                 "7\"]");
                becomes(text, SDPI_JSON_CALLER, expected);
            }
        }
    }
}

static void bytes_that_cannot_be_are_found_at_every_alignment(void **state)
{
    static const struct {
        char byte;
        const char *word;
    } rows[] = {{'\x01', "control"}, {'\x1F', "control"}, {'\n', "control"}, {'\0', "control"},
                {'\xFF', "UTF-8"},   {'\x80', "UTF-8"},   {'\xC3', "UTF-8"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t before = 0; before < 130; before++) {
            char text[192];
            memset(text, 'x', sizeof text);
            text[0] = '"';
            text[1 + before] = rows[i].byte;
            text[140] = '"';
            fails(text, 141, SDP_E_JSON, 1 + before, rows[i].word);
        }
    }
}

/* An escaped quote ends no string, wherever it stands, and a number behind the string is found all the same. */
static void escaped_quotes_end_nothing_at_every_alignment(void **state)
{
    (void)state;
    for (size_t before = 0; before < 130; before++) {
        char text[256] = "[\"", expected[256];
        memset(text + 2, 'x', before);
        strcpy(text + 2 + before, "\\\"{1,\\\\\\\"[2\",-3,\"4\",\"\\\\\",5");
        strcpy(expected, text);
        strcpy(expected + strlen(expected) - strlen("-3,\"4\",\"\\\\\",5"), "\"\xFF"
                                                                            "-3\",\"4\",\"\\\\\",\"\xFF"
                                                                            "5\"");
        becomes(text, SDPI_JSON_CALLER, expected);
    }
}

static void numbers_and_brackets_are_found_at_every_alignment(void **state)
{
    (void)state;
    for (size_t before = 0; before < 130; before++) {
        char text[256] = "", expected[256];
        memset(text, ' ', before);
        strcpy(text + before, "[true,null,");
        strcpy(expected, text);
        strcat(text, "-12345678901234567890.5e+10]");
        strcat(expected, "\"\xFF"
                         "-12345678901234567890.5e+10\"]");
        becomes(text, SDPI_JSON_CALLER, expected);
        memset(text + before, '[', SDPI_MAX_JSON_DEPTH + 1);
        fails(text, before + SDPI_MAX_JSON_DEPTH + 1, SDP_E_LIMIT, before + SDPI_MAX_JSON_DEPTH, "deep");
    }
}

static void words_are_left_to_the_parser(void **state)
{
    (void)state;
    becomes("[nul,yes]", SDPI_JSON_CALLER, "[nul,yes]");
    becomes("{a:true1}", SDPI_JSON_CALLER,
            "{a:true\"\xFF"
            "1\"}");
}

static void a_string_that_does_not_end_is_refused(void **state)
{
    (void)state;
    fails("\"abc", 4, SDP_E_JSON, 4, "ends inside");
    fails("\"abcdefghijkl", 13, SDP_E_JSON, 13, "ends inside");
    fails("\"abc\\", 5, SDP_E_JSON, 4, "ends inside");
    fails("\"", 1, SDP_E_JSON, 1, "ends inside");
}

static void other_characters_are_refused(void **state)
{
    static const char *const bad[] = {"'", "A", "(", "\x7F", "\xC3\xA9", "\x0B", "\xEF\xBB\xBF{}", "/", "#", "\xFF"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        fails(bad[i], strlen(bad[i]), SDP_E_JSON, 0, "unexpected");
    }
    fails("\0", 1, SDP_E_JSON, 0, "unexpected");
}

static void depth_has_a_ceiling(void **state)
{
    char text[2 * SDPI_MAX_JSON_DEPTH + 4];
    (void)state;
    memset(text, '[', SDPI_MAX_JSON_DEPTH + 1);
    memset(text + SDPI_MAX_JSON_DEPTH, ']', SDPI_MAX_JSON_DEPTH);
    passed p = run(text, 2 * SDPI_MAX_JSON_DEPTH, 0);
    assert_int_equal(p.status, SDP_OK);
    sdpi_buffer_free(&p.scratch);
    memset(text, '{', SDPI_MAX_JSON_DEPTH + 1);
    fails(text, SDPI_MAX_JSON_DEPTH + 1, SDP_E_LIMIT, SDPI_MAX_JSON_DEPTH, "deep");
    /* What was closed does not count, and closing too much does not make room. */
    char pairs[600];
    for (size_t i = 0; i < sizeof pairs; i += 2) memcpy(pairs + i, "[]", 2);
    p = run(pairs, sizeof pairs, 0);
    assert_int_equal(p.status, SDP_OK);
    sdpi_buffer_free(&p.scratch);
}

static void a_zero_escape_is_read_in_answers_alone(void **state)
{
    (void)state;
    becomes("\"a\\u0000b\"", SDPI_JSON_ANSWER, "\"a\\uFFFDb\"");
    becomes("[\"\\u0000\\u0000\",5]", SDPI_JSON_ANSWER,
            "[\"\\uFFFD\\uFFFD\",\"\xFF"
            "5\"]");
    /* An escaped backslash before it: six letters, not a zero. */
    becomes("\"\\\\u0000\"", SDPI_JSON_CALLER, "\"\\\\u0000\"");
    becomes("\"\\u0001\"", SDPI_JSON_CALLER, "\"\\u0001\"");
    fails("{\"a\":\"b\\u0000\"}", 15, SDP_E_JSON, 7, "u0000");
}

static void an_escape_without_its_digits_is_refused(void **state)
{
    /* The parser would take each of these for the end of the text. */
    static const char *const bad[] = {"\"ab\\u00g0cd\"", "\"ab\\ud83`\"", "\"ab\\u12\"",
                                      "\"ab\\u\"",       "\"ab\\uzzzz\"", "\"ab\\u12"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        fails(bad[i], strlen(bad[i]), SDP_E_JSON, 3, "hexadecimal");
        passed p = run(bad[i], strlen(bad[i]), SDPI_JSON_ANSWER);
        assert_int_equal(p.status, SDP_E_JSON);
        sdpi_buffer_free(&p.scratch);
    }
    fails("\"ab\\u12\0\0\"", 10, SDP_E_JSON, 3, "hexadecimal");
}

static void a_byte_order_mark_is_skipped_in_answers_alone(void **state)
{
    (void)state;
    becomes("\xEF\xBB\xBF{\"a\":\"b\"}", SDPI_JSON_ANSWER, "{\"a\":\"b\"}");
    becomes("\xEF\xBB\xBF[1]", SDPI_JSON_ANSWER,
            "[\"\xFF"
            "1\"]");
    becomes("\xEF\xBB\xBF", SDPI_JSON_ANSWER, "");
    fails("\xEF\xBB\xBF[]", 5, SDP_E_JSON, 0, "unexpected");
}

static void memory_and_ceiling_of_the_scratch_are_reported(void **state)
{
    scarce memory;
    sdpi_buffer scratch;
    const char *ready;
    size_t size;
    sdpi_json_problem problem = {0, ""};
    (void)state;
    scarce_init(&memory, 0);
    sdpi_buffer_init(&scratch, &memory.allocator, 100);
    assert_int_equal(sdpi_json_keep_numbers("[1]", 3, 0, &scratch, &ready, &size, &problem), SDP_E_NO_MEMORY);
    sdpi_buffer_init(&scratch, &sdpi_default_allocator, 5);
    assert_int_equal(sdpi_json_keep_numbers("[1]", 3, 0, &scratch, &ready, &size, &problem), SDP_E_LIMIT);
    assert_string_equal(problem.what, "the text is too long");
    sdpi_buffer_free(&scratch);
    /* Without numbers nothing is copied. */
    sdpi_buffer_init(&scratch, &memory.allocator, 100);
    const char *text = "{\"a\":\"b\"}";
    assert_int_equal(sdpi_json_keep_numbers(text, 9, 0, &scratch, &ready, &size, &problem), SDP_OK);
    assert_ptr_equal(ready, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_marked_as_it_stands),
        cmocka_unit_test(malformed_numbers_are_refused_where_they_stand),
        cmocka_unit_test(strings_are_skipped_at_every_alignment),
        cmocka_unit_test(bytes_that_cannot_be_are_found_at_every_alignment),
        cmocka_unit_test(escaped_quotes_end_nothing_at_every_alignment),
        cmocka_unit_test(numbers_and_brackets_are_found_at_every_alignment),
        cmocka_unit_test(words_are_left_to_the_parser),
        cmocka_unit_test(a_string_that_does_not_end_is_refused),
        cmocka_unit_test(other_characters_are_refused),
        cmocka_unit_test(depth_has_a_ceiling),
        cmocka_unit_test(a_zero_escape_is_read_in_answers_alone),
        cmocka_unit_test(an_escape_without_its_digits_is_refused),
        cmocka_unit_test(a_byte_order_mark_is_skipped_in_answers_alone),
        cmocka_unit_test(memory_and_ceiling_of_the_scratch_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
