/* Checks of texts: UTF-8, numbers, words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void utf8_is_judged_by_the_table_of_unicode(void **state)
{
    static const struct {
        const char *bytes;
        int good;
    } rows[] = {
        {"", 1},
        {"plain", 1},
        {"\x7F", 1},
        {"\xC2\x80", 1},
        {"\xDF\xBF", 1},
        {"\xE0\xA0\x80", 1},
        {"\xED\x9F\xBF", 1},
        {"\xEE\x80\x80", 1},
        {"\xEF\xBF\xBF", 1},
        {"\xF0\x90\x80\x80", 1},
        {"\xF4\x8F\xBF\xBF", 1},
        {"\x80", 0}, /* a continuation alone */
        {"\xBF", 0},
        {"\xC0\x80", 0}, /* overlong */
        {"\xC1\xBF", 0},
        {"\xE0\x80\x80", 0},
        {"\xE0\x9F\xBF", 0},
        {"\xF0\x80\x80\x80", 0},
        {"\xF0\x8F\xBF\xBF", 0},
        {"\xED\xA0\x80", 0}, /* surrogates */
        {"\xED\xBF\xBF", 0},
        {"\xF4\x90\x80\x80", 0}, /* past U+10FFFF */
        {"\xF5\x80\x80\x80", 0},
        {"\xFE", 0},
        {"\xFF", 0},
        {"\xC2", 0}, /* cut off */
        {"\xE2\x82", 0},
        {"\xF0\x9F\x98", 0},
        {"\xE2\x82x", 0},
        {"\xF0\x9F\x98x", 0},
        {"\xC2\xC2\x80", 0},
    };
    char text[64];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t size = strlen(rows[i].bytes);
        assert_int_equal(sdpi_is_utf8(rows[i].bytes, size), rows[i].good);
        /* The same at every offset from the words of eight bytes, and with text behind it. */
        for (size_t before = 0; before < 17; before++) {
            memset(text, 'a', sizeof text);
            memcpy(text + before, rows[i].bytes, size);
            assert_int_equal(sdpi_is_utf8(text, before + size), rows[i].good);
            assert_int_equal(sdpi_is_utf8(text, before + size + 9), rows[i].good);
        }
    }
}

static void a_sequence_has_its_length(void **state)
{
    (void)state;
    assert_int_equal(sdpi_utf8_sequence((const unsigned char *)"a", 1), 1);
    assert_int_equal(sdpi_utf8_sequence((const unsigned char *)"\xC3\xA9", 2), 2);
    assert_int_equal(sdpi_utf8_sequence((const unsigned char *)"\xE2\x82\xAC", 3), 3);
    assert_int_equal(sdpi_utf8_sequence((const unsigned char *)"\xF0\x9F\x98\x80", 4), 4);
    assert_int_equal(sdpi_utf8_sequence((const unsigned char *)"\xF0\x9F\x98\x80", 3), 0);
    /* A zero byte is ASCII: lengths count, not ends. */
    assert_int_equal(sdpi_is_utf8("a\0b", 3), 1);
}

static void numbers_follow_the_grammar_of_json(void **state)
{
    static const char *const good[] = {
        "0",    "-0",  "7",   "10",          "100000000000033283", "2322.00", "1e400", "1E+5", "1e-5",
        "-0.0", "0.1", "0e0", "123.456e789", "1829236507633258123"};
    static const char *const bad[] = {"",     "-",  "+1",  "01",    "-01",  "00",    ".5",       "5.",
                                      "1.e5", "1e", "1e+", "1e-",   "0x10", "NaN",   "Infinity", "-Infinity",
                                      " 1",   "1 ", "1,5", "1.2.3", "--1",  "1e5.5", "1a"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) assert_true(sdpi_is_number(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(sdpi_is_number(bad[i]));
    const char *text = "12.5e3,x";
    assert_ptr_equal(sdpi_skip_number(text, text + strlen(text)), text + 6);
    assert_ptr_equal(sdpi_skip_number(text, text + 2), text + 2);
    assert_null(sdpi_skip_number(text, text + 3)); /* "12." */
    assert_null(sdpi_skip_number(text, text));
}

static void integers_are_read_to_their_limits(void **state)
{
    static const struct {
        const char *text;
        int64_t number;
    } good[] = {
        {"0", 0}, {"-0", 0}, {"007", 7}, {"9223372036854775807", INT64_MAX}, {"-9223372036854775808", INT64_MIN}};
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "1e3",
                                      "x",
                                      "--1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999999"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        int64_t number = 42;
        assert_int_equal(sdpi_read_int(good[i].text, &number), 1);
        assert_true(number == good[i].number);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t number = 42;
        assert_int_equal(sdpi_read_int(bad[i], &number), 0);
        assert_int_equal(number, 42);
    }
}

static void header_texts_have_no_line_ends(void **state)
{
    (void)state;
    assert_true(sdpi_is_header_text(""));
    assert_true(sdpi_is_header_text("a b\tc"));
    assert_true(sdpi_is_header_text("Gr\xC3\xBC\xC3\x9F"));
    assert_false(sdpi_is_header_text("a\r\nEvil: 1"));
    assert_false(sdpi_is_header_text("a\n"));
    assert_false(sdpi_is_header_text("\x01"));
    assert_false(sdpi_is_header_text("a\x7F"));
}

static void words_are_compared_without_case(void **state)
{
    (void)state;
    assert_true(sdpi_same_word("Content-Type", "content-TYPE"));
    assert_false(sdpi_same_word("Content-Type", "Content-Typ"));
    assert_false(sdpi_same_word("a", "b"));
    assert_true(sdpi_same_word("", ""));
    assert_false(sdpi_same_word("[", "{"));
    assert_true(sdpi_contains_word("see: TOO Many requests.", 23, "too many requests"));
    assert_false(sdpi_contains_word("too many requests", 16, "too many requests"));
    assert_false(sdpi_contains_word("", 0, "a"));
    assert_true(sdpi_contains_word("aab", 3, "ab"));
}

static void a_hash_goes_on_from_another(void **state)
{
    (void)state;
    assert_true(sdpi_hash(SDPI_HASH_SEED, "") == SDPI_HASH_SEED);
    assert_true(sdpi_hash(SDPI_HASH_SEED, "a") == UINT64_C(0xAF63DC4C8601EC8C)); /* as FNV's authors print it */
    assert_true(sdpi_hash(sdpi_hash(SDPI_HASH_SEED, "foo"), "bar") == UINT64_C(0x85944171F73967E8));
}

static void case_is_that_of_ascii_alone(void **state)
{
    (void)state;
    assert_int_equal(sdpi_lower('A'), 'a');
    assert_int_equal(sdpi_lower('Z'), 'z');
    assert_int_equal(sdpi_lower('['), '[');
    assert_int_equal(sdpi_lower('@'), '@');
    assert_int_equal(sdpi_lower((char)0xC4), (char)0xC4);
}

static void a_copy_is_cut_where_the_room_ends(void **state)
{
    static const struct {
        size_t capacity;
        const char *from;
        const char *copied;
    } rows[] = {{8, "abc", "abc"}, {4, "abc", "abc"}, {3, "abc", "ab"}, {1, "abc", ""}, {8, "", ""}, {8, NULL, ""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char to[] = "~~~~~~~~~";
        sdpi_copy_cut(to, rows[i].capacity, rows[i].from);
        assert_string_equal(to, rows[i].copied);
        assert_int_equal(to[rows[i].capacity], '~');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_judged_by_the_table_of_unicode),
        cmocka_unit_test(a_sequence_has_its_length),
        cmocka_unit_test(numbers_follow_the_grammar_of_json),
        cmocka_unit_test(integers_are_read_to_their_limits),
        cmocka_unit_test(header_texts_have_no_line_ends),
        cmocka_unit_test(words_are_compared_without_case),
        cmocka_unit_test(a_hash_goes_on_from_another),
        cmocka_unit_test(case_is_that_of_ascii_alone),
        cmocka_unit_test(a_copy_is_cut_where_the_room_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
