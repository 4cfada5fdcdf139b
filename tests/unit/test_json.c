/* The tree: strict reading, kinds, numbers as they came, making, copying. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/json.h"
#include "base/limits.h"
#include "json_equal.h"

static sdp_status parse(const char *text, size_t size, sdp_error *error)
{
    sdp_json *json = NULL;
    sdp_status status = sdp_json_parse(text, size, error, &json);
    assert_true((status == SDP_OK) == (json != NULL));
    sdp_json_free(json);
    return status;
}

static void numbers_print_as_they_came(void **state)
{
    static const char *const texts[] = {
        "1829236507633258123",
        "{\"a\":2322.00,\"b\":1e400,\"c\":-0,\"d\":100000000000033283,\"e\":[1E+5,0.10]}",
        "[\"1\",1,\"\",null,true,false,{},[]]",
        "\"a\\\\b\\\"c\"",
        "\"\xC3\xA9\xF0\x9F\x98\x80\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *printed = NULL;
        sdp_json *json = json_of_text(texts[i]);
        assert_int_equal(sdp_json_print(json, 0, &printed), SDP_OK);
        assert_string_equal(printed, texts[i]);
        sdp_text_free(printed);
        sdp_json_free(json);
    }
}

static void escapes_become_characters(void **state)
{
    (void)state;
    sdp_json *json = json_of_text("\"\\u00e9\\uD83D\\uDE00\\/\\n\\t\\b\"");
    assert_string_equal(sdp_json_text(json), "\xC3\xA9\xF0\x9F\x98\x80/\n\t\b");
    sdp_json_free(json);
}

static void a_document_that_is_not_one_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text;
        int32_t line, column;
    } rows[] = {
        {"", 1, 1},
        {"  \n ", 1, 1},
        {"{} x", 1, 4},
        {"{}{}", 1, 3},
        {"[1,2", 0, 0},
        {"{\"a\":1,}", 1, 8},
        {"[1 2]", 1, 4},
        {"{\n \"a\": 123456,\n \"b\" 5\n}", 3, 6},
        {"{\"a\":1e400,\"b\":tru}", 1, 16},
        {"[1,\n2,\n01]", 3, 1},
        {"{a:1}", 0, 0},
        {"{1:1}", 1, 2},
        {"{\"a\":1, 2 \n:3}", 1, 9},
        {"[\"\\ud800\"]", 0, 0},
        {"[\"\\x\"]", 0, 0},
        {"]", 1, 1},
        {"{\"a\"}", 1, 5},
        {"nulll", 1, 5},
        {"[1]]", 1, 4},
        {"\xEF\xBB\xBF{}", 1, 1},
    };
    sdp_error *error = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t column = 0;
        assert_int_equal(parse(rows[i].text, strlen(rows[i].text), error), SDP_E_JSON);
        assert_int_equal(sdp_error_status(error), SDP_E_JSON);
        int32_t line = sdp_error_line(error, &column);
        assert_true(line >= 1 && column >= 1);
        if (rows[i].line > 0 && (line != rows[i].line || column != rows[i].column)) {
            fail_msg("%s: line %d, column %d: %s", rows[i].text, (int)line, (int)column, sdp_error_message(error));
        }
    }
    sdp_error_free(error);
}

static void reading_stops_at_the_given_size(void **state)
{
    (void)state;
    assert_int_equal(parse("{}garbage", 2, NULL), SDP_OK);
    assert_int_equal(parse("[12]3", 4, NULL), SDP_OK);
    assert_int_equal(parse("[]\0", 3, NULL), SDP_E_JSON);
    assert_int_equal(parse("{} \n\t\r", 6, NULL), SDP_OK);
}

static void ceilings_are_errors_of_their_own(void **state)
{
    char deep[SDPI_MAX_JSON_DEPTH + 1];
    sdp_error *error = NULL;
    (void)state;
    memset(deep, '[', sizeof deep);
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(parse(deep, sizeof deep, error), SDP_E_LIMIT);
    assert_non_null(strstr(sdp_error_message(error), "nested too deeply"));
    assert_int_equal(parse("", SDPI_MAX_JSON_TEXT + 1u, error), SDP_E_LIMIT);
    sdp_error_free(error);
}

static void the_last_of_a_repeated_name_counts_and_case_does(void **state)
{
    (void)state;
    sdp_json *json = json_of_text("{\"a\":1,\"A\":2,\"a\":3}");
    assert_string_equal(sdp_json_text(sdp_json_member(json, "a")), "3");
    assert_string_equal(sdp_json_text(sdp_json_at(json, "a")), "3");
    assert_string_equal(sdp_json_text(sdp_json_member(json, "A")), "2");
    assert_null(sdp_json_member(json, "b"));
    assert_null(sdp_json_member(json, NULL));
    assert_int_equal(sdp_json_count(json), 3);
    sdp_json_free(json);
}

static void kinds_are_told_apart(void **state)
{
    static const int32_t kinds[] = {SDP_JSON_NULL,   SDP_JSON_FALSE, SDP_JSON_TRUE,   SDP_JSON_NUMBER,
                                    SDP_JSON_STRING, SDP_JSON_ARRAY, SDP_JSON_OBJECT, SDP_JSON_STRING};
    (void)state;
    sdp_json *json = json_of_text("[null,false,true,1,\"1\",[],{},\"\"]");
    const sdp_json *item = sdp_json_first(json);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++, item = sdp_json_next(item)) {
        assert_int_equal(sdp_json_kind(item), kinds[i]);
        assert_null(sdp_json_name(item));
        int has_text = kinds[i] == SDP_JSON_NUMBER || kinds[i] == SDP_JSON_STRING;
        assert_int_equal(sdp_json_text(item) != NULL, has_text);
    }
    assert_null(item);
    sdp_json_free(json);
}

static void null_is_nothing(void **state)
{
    char *text = NULL;
    sdp_json *json = NULL;
    (void)state;
    assert_int_equal(sdp_json_kind(NULL), SDP_JSON_NONE);
    assert_null(sdp_json_text(NULL));
    assert_null(sdp_json_first(NULL));
    assert_null(sdp_json_next(NULL));
    assert_null(sdp_json_name(NULL));
    assert_null(sdp_json_member(NULL, "a"));
    assert_null(sdp_json_at(NULL, "a"));
    assert_int_equal(sdp_json_count(NULL), 0);
    sdp_json_free(NULL);
    assert_int_equal(sdp_json_parse(NULL, 0, NULL, &json), SDP_E_ARGUMENT);
    assert_int_equal(sdp_json_parse("1", 1, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_json_print(NULL, 0, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_json_copy(NULL, &json), SDP_E_ARGUMENT);
    assert_int_equal(sdp_json_new(SDP_JSON_OBJECT, NULL), SDP_E_ARGUMENT);
}

static void values_are_made(void **state)
{
    static const struct {
        int32_t kind;
        const char *text;
        sdp_status status;
    } rows[] = {
        {SDP_JSON_STRING, "a\"b", SDP_OK},
        {SDP_JSON_NUMBER, "1e400", SDP_OK},
        {SDP_JSON_NUMBER, "01", SDP_E_VALUE},
        {SDP_JSON_NUMBER, "", SDP_E_VALUE},
        {SDP_JSON_STRING,
         "\xFF"
         "1",
         SDP_E_UTF8},
        {SDP_JSON_OBJECT, "a", SDP_E_ARGUMENT},
        {SDP_JSON_STRING, NULL, SDP_E_ARGUMENT},
    };
    sdp_json *json = NULL;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(sdp_json_new_text(rows[i].kind, rows[i].text, &json), rows[i].status);
        assert_int_equal(json != NULL, rows[i].status == SDP_OK);
        if (json != NULL) assert_string_equal(sdp_json_text(json), rows[i].text);
        if (json != NULL) assert_int_equal(sdp_json_kind(json), rows[i].kind);
        sdp_json_free(json);
    }
    for (int32_t kind = SDP_JSON_NONE; kind <= SDP_JSON_OBJECT; kind++) {
        int good = kind != SDP_JSON_NONE && kind != SDP_JSON_NUMBER && kind != SDP_JSON_STRING;
        assert_int_equal(sdp_json_new(kind, &json), good ? SDP_OK : SDP_E_ARGUMENT);
        assert_int_equal(sdp_json_kind(json), good ? kind : SDP_JSON_NONE);
        sdp_json_free(json);
    }
}

static void a_copy_is_deep_and_stands_alone(void **state)
{
    sdp_json *copy = NULL;
    char *text = NULL;
    (void)state;
    sdp_json *json = json_of_text("{\"a\":{\"b\":[1829236507633258123,null]}}");
    assert_int_equal(sdp_json_copy(sdp_json_member(json, "a"), &copy), SDP_OK);
    sdp_json_free(json);
    assert_null(sdp_json_name(copy));
    assert_int_equal(sdp_json_print(copy, 0, &text), SDP_OK);
    assert_string_equal(text, "{\"b\":[1829236507633258123,null]}");
    sdp_text_free(text);
    sdp_json_free(copy);
}

static void printing_indents(void **state)
{
    char *text = NULL;
    (void)state;
    sdp_json *json = json_of_text("{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[]}");
    assert_int_equal(sdp_json_print(json, 2, &text), SDP_OK);
    assert_string_equal(text,
                        "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}");
    sdp_text_free(text);
    assert_int_equal(sdp_json_print(json, 9, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_json_print(json, -1, &text), SDP_E_ARGUMENT);
    assert_null(text);
    sdp_json_free(json);
}

static void the_place_of_a_problem_counts_from_the_byte_order_mark(void **state)
{
    sdpi_buffer scratch;
    sdpi_json_problem problem = {0, ""};
    sdp_json *json = NULL;
    const char *text = "\xEF\xBB\xBF{\"a\":1 2}";
    (void)state;
    sdpi_buffer_init(&scratch, &sdpi_default_allocator, 1000);
    assert_int_equal(sdpi_json_read(text, strlen(text), SDPI_JSON_ANSWER, &scratch, &problem, &json), SDP_E_JSON);
    assert_int_equal(text[problem.offset], '2');
    sdpi_buffer_free(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_print_as_they_came),
        cmocka_unit_test(escapes_become_characters),
        cmocka_unit_test(a_document_that_is_not_one_is_refused_with_its_place),
        cmocka_unit_test(reading_stops_at_the_given_size),
        cmocka_unit_test(ceilings_are_errors_of_their_own),
        cmocka_unit_test(the_last_of_a_repeated_name_counts_and_case_does),
        cmocka_unit_test(kinds_are_told_apart),
        cmocka_unit_test(null_is_nothing),
        cmocka_unit_test(values_are_made),
        cmocka_unit_test(a_copy_is_deep_and_stands_alone),
        cmocka_unit_test(printing_indents),
        cmocka_unit_test(the_place_of_a_problem_counts_from_the_byte_order_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
