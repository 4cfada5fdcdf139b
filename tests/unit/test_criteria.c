/* Search criteria, built call by call; and the conditions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/criteria.h>

#include "base/limits.h"
#include "call/criteria.h"
#include "json_equal.h"

static int begin(void **state)
{
    return sdp_criteria_new((sdp_criteria **)state) == SDP_OK ? 0 : -1;
}

static int end(void **state)
{
    sdp_criteria_free(*state);
    return 0;
}

static void expect(sdp_criteria *c, const char *json)
{
    const sdp_json *made = NULL;
    char *text = NULL;
    assert_int_equal(sdp_criteria_json(c, NULL, &made), SDP_OK);
    assert_int_equal(sdp_json_print(made, 0, &text), SDP_OK);
    assert_json_text(text, json);
    sdp_text_free(text);
}

/* The mistake that was made first, whatever is added after it. */
static void expect_mistake(sdp_criteria *c, sdp_status status, const char *path)
{
    const sdp_json *made = (const sdp_json *)c;
    sdp_error *error = NULL;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_criteria_add_text(c, SDP_AND, "later", SDP_CONDITION_IS, "x"), status);
    assert_int_equal(sdp_criteria_add_json(c, SDP_AND, NULL), status);
    assert_int_equal(sdp_criteria_open(c, SDP_AND), status);
    assert_int_equal(sdp_criteria_close(c), status);
    assert_int_equal(sdp_criteria_parse(c, SDP_AND, "name is x", NULL, 0), status);
    assert_int_equal(sdp_criteria_check(c, sdp_type_by_name("product"), NULL), status);
    assert_int_equal(sdp_criteria_json(c, error, &made), status);
    assert_null(made);
    assert_int_equal(sdp_error_status(error), status);
    assert_string_equal(sdp_error_path(error), path);
    if (strncmp(sdp_error_message(error), path, strlen(path)) != 0) fail_msg("%s", sdp_error_message(error));
    sdp_error_free(error);
}

static void conditions_have_words_and_signs(void **state)
{
    static const char *const texts[] = {"is",          "is not",          "greater than", "greater or equal",
                                        "lesser than", "lesser or equal", "between",      "not between",
                                        "starts with", "ends with",       "contains",     "not contains"};
    static const char *const signs[] = {"=", "!=", ">", ">=", "<", "<=", NULL, NULL, NULL, NULL, "~", "!~"};
    (void)state;
    for (int32_t i = 0; i < 12; i++) {
        assert_string_equal(sdp_condition_text(i + 1), texts[i]);
        assert_int_equal(sdp_condition_by_text(texts[i]), i + 1);
        if (signs[i] == NULL) assert_null(sdp_condition_sign(i + 1));
        if (signs[i] != NULL) assert_string_equal(sdp_condition_sign(i + 1), signs[i]);
        if (signs[i] != NULL) assert_int_equal(sdp_condition_by_text(signs[i]), i + 1);
    }
    assert_int_equal(sdp_condition_by_text("Is Not"), SDP_CONDITION_IS_NOT);
    assert_int_equal(sdp_condition_by_text("like"), 0);
    assert_int_equal(sdp_condition_by_text(""), 0);
    assert_int_equal(sdp_condition_by_text(NULL), 0);
    assert_null(sdp_condition_text(0));
    assert_null(sdp_condition_text(13));
    assert_null(sdp_condition_text(-1));
    assert_null(sdp_condition_sign(13));
    assert_int_equal(sdpi_condition_nearest("contain"), SDP_CONDITION_CONTAINS);
    assert_int_equal(sdpi_condition_nearest("matches regex"), 0);
}

static void values_of_each_kind(void **state)
{
    static const char *const texts[] = {"a", "b"};
    static const int64_t times[] = {1, INT64_C(-2)};
    sdp_criteria *c = *state;
    sdp_json *value = json_of_text("[{\"id\":\"1\"},2.50]");
    assert_int_equal(sdp_criteria_add_text(c, 0, "name", SDP_CONDITION_IS, "a \"b\" \xC3\xA9"), SDP_OK);
    sdp_criteria_add_text(c, SDP_AND, "comments", SDP_CONDITION_IS_NOT, SDP_NULL);
    sdp_criteria_add_number(c, SDP_AND, "cost.value", SDP_CONDITION_GREATER_THAN, "12.50");
    sdp_criteria_add_bool(c, SDP_AND, "is_draft", SDP_CONDITION_IS, 1);
    sdp_criteria_add_bool(c, SDP_AND, "is_draft", SDP_CONDITION_IS, 0);
    sdp_criteria_add_time(c, SDP_AND, "active_till", SDP_CONDITION_LESSER_THAN, INT64_C(1798761600000));
    sdp_criteria_add_id(c, SDP_AND, "id", SDP_CONDITION_IS, "100000000000033283");
    sdp_criteria_add_lookup(c, SDP_AND, "vendor", SDP_CONDITION_IS, "7", NULL);
    sdp_criteria_add_lookup(c, SDP_AND, "vendor", SDP_CONDITION_IS, NULL, "Canon");
    sdp_criteria_add_lookup(c, SDP_AND, "vendor", SDP_CONDITION_IS, "7", "Canon");
    sdp_criteria_add_texts(c, SDP_AND, "name", SDP_CONDITION_IS, texts, 2);
    sdp_criteria_add_texts(c, SDP_AND, "name", SDP_CONDITION_IS, texts, 1);
    sdp_criteria_add_times(c, SDP_AND, "active_till", SDP_CONDITION_BETWEEN, times, 2);
    assert_int_equal(sdp_criteria_add_value(c, SDP_AND, "site", SDP_CONDITION_IS, value), SDP_OK);
    sdp_json_free(value);
    assert_int_equal(sdp_criteria_count(c), 14);
#define AND "\"logical_operator\":\"AND\""
    expect(c, "[{\"field\":\"name\",\"condition\":\"is\",\"value\":\"a \\\"b\\\" \xC3\xA9\"},"
              "{\"field\":\"comments\",\"condition\":\"is not\",\"value\":null," AND "},"
              "{\"field\":\"cost.value\",\"condition\":\"greater than\",\"value\":\"12.50\"," AND "},"
              "{\"field\":\"is_draft\",\"condition\":\"is\",\"value\":true," AND "},"
              "{\"field\":\"is_draft\",\"condition\":\"is\",\"value\":false," AND "},"
              "{\"field\":\"active_till\",\"condition\":\"lesser than\",\"value\":\"1798761600000\"," AND "},"
              "{\"field\":\"id\",\"condition\":\"is\",\"value\":\"100000000000033283\"," AND "},"
              "{\"field\":\"vendor\",\"condition\":\"is\",\"value\":{\"id\":\"7\"}," AND "},"
              "{\"field\":\"vendor\",\"condition\":\"is\",\"value\":{\"name\":\"Canon\"}," AND "},"
              "{\"field\":\"vendor\",\"condition\":\"is\",\"value\":{\"id\":\"7\",\"name\":\"Canon\"}," AND "},"
              "{\"field\":\"name\",\"condition\":\"is\",\"values\":[\"a\",\"b\"]," AND "},"
              "{\"field\":\"name\",\"condition\":\"is\",\"values\":[\"a\"]," AND "},"
              "{\"field\":\"active_till\",\"condition\":\"between\",\"values\":[\"1\",\"-2\"]," AND "},"
              "{\"field\":\"site\",\"condition\":\"is\",\"values\":[{\"id\":\"1\"},2.50]," AND "}]");
}

static void whole_criteria_are_a_way_out(void **state)
{
    sdp_criteria *c = *state;
    sdp_json *json = json_of_text("{\"field\":\"a\",\"condition\":\"is\",\"value\":1,\"logical_operator\":\"OR\","
                                  "\"more\":[],\"children\":{\"field\":\"b\",\"condition\":\"is\",\"value\":2}}");
    assert_int_equal(sdp_criteria_add_json(c, SDP_AND, json), SDP_OK);
    expect(c, "{\"field\":\"a\",\"condition\":\"is\",\"value\":1,\"more\":[],\"children\":{\"field\":\"b\","
              "\"condition\":\"is\",\"value\":2}}");
    assert_int_equal(sdp_criteria_add_text(c, SDP_AND, "c", SDP_CONDITION_IS, "3"), SDP_OK);
    expect(c, "[{\"field\":\"a\",\"condition\":\"is\",\"value\":1,\"more\":[],\"children\":{\"field\":\"b\","
              "\"condition\":\"is\",\"value\":2}},{\"field\":\"c\",\"condition\":\"is\",\"value\":\"3\"," AND "}]");
    sdp_json_free(json);
}

#define IS SDP_CONDITION_IS

static void mistakes_before_the_third(void **state)
{
    static const char *const texts[] = {"a", NULL, "c"};
    static const char *const three[] = {"a", "b", "c"};
    static const char *const broken[] = {"a", "\xC3"};
    static const int64_t times[] = {1, 2, 3};
    (void)state;
    for (int wrong = 0; wrong < 27; wrong++) {
        sdp_criteria *c = NULL;
        sdp_status expected = SDP_E_VALUE;
        sdp_status status = SDP_OK;
        const char *path = "";
        char whole[80];
        sdp_json *json =
            json_of_text("{\"field\":\"a\",\"condition\":\"is\",\"value\":1,\"children\":[{\"field\":\"b\"}]}");
        sdp_json *text = json_of_text("\"name is x\"");
        assert_int_equal(sdp_criteria_new(&c), SDP_OK);
        assert_int_equal(sdp_criteria_add_text(c, SDP_OR, "name", IS, "x"), SDP_OK);
        assert_int_equal(sdp_criteria_add_text(c, SDP_OR, "name", IS, "y"), SDP_OK);
#define CASE(n_, status_, path_, call_)                                                                                \
    case n_:                                                                                                           \
        expected = status_;                                                                                            \
        path = path_;                                                                                                  \
        status = call_;                                                                                                \
        break
        switch (wrong) {
            CASE(0, SDP_E_ARGUMENT, ".field", sdp_criteria_add_text(c, SDP_OR, NULL, IS, "x"));
            CASE(1, SDP_E_VALUE, ".field", sdp_criteria_add_text(c, SDP_OR, "", IS, "x"));
            CASE(2, SDP_E_UTF8, ".field", sdp_criteria_add_text(c, SDP_OR, "\xFF", IS, "x"));
            CASE(3, SDP_E_VALUE, ".condition", sdp_criteria_add_text(c, SDP_OR, "name", 0, "x"));
            CASE(4, SDP_E_VALUE, ".condition", sdp_criteria_add_bool(c, SDP_OR, "name", 13, 1));
            CASE(5, SDP_E_ARGUMENT, ".value", sdp_criteria_add_text(c, SDP_OR, "name", IS, NULL));
            CASE(6, SDP_E_UTF8, ".value", sdp_criteria_add_text(c, SDP_OR, "name", IS, "\xC3"));
            CASE(7, SDP_E_ARGUMENT, ".logical_operator", sdp_criteria_add_text(c, 0, "name", IS, "x"));
            CASE(8, SDP_E_ARGUMENT, ".logical_operator", sdp_criteria_add_text(c, 3, "name", IS, "x"));
            CASE(9, SDP_E_VALUE, ".logical_operator", sdp_criteria_add_text(c, SDP_AND, "name", IS, "x"));
            CASE(10, SDP_E_VALUE, ".logical_operator", sdp_criteria_open(c, SDP_AND));
            CASE(11, SDP_E_ARGUMENT, ".value", sdp_criteria_add_number(c, SDP_OR, "name", IS, NULL));
            CASE(12, SDP_E_VALUE, ".value", sdp_criteria_add_number(c, SDP_OR, "name", IS, "1,5"));
            CASE(13, SDP_E_ARGUMENT, ".value", sdp_criteria_add_id(c, SDP_OR, "name", IS, NULL));
            CASE(14, SDP_E_VALUE, ".value", sdp_criteria_add_id(c, SDP_OR, "name", IS, "12a"));
            CASE(15, SDP_E_ARGUMENT, ".value", sdp_criteria_add_lookup(c, SDP_OR, "name", IS, NULL, NULL));
            CASE(16, SDP_E_VALUE, ".value.id", sdp_criteria_add_lookup(c, SDP_OR, "name", IS, "", "x"));
            CASE(17, SDP_E_UTF8, ".value.name", sdp_criteria_add_lookup(c, SDP_OR, "name", IS, NULL, "\xFF"));
            CASE(18, SDP_E_ARGUMENT, ".values", sdp_criteria_add_texts(c, SDP_OR, "name", IS, NULL, 1));
            CASE(19, SDP_E_VALUE, ".values", sdp_criteria_add_texts(c, SDP_OR, "name", IS, texts, 0));
            CASE(20, SDP_E_ARGUMENT, ".values[1]", sdp_criteria_add_texts(c, SDP_OR, "name", IS, texts, 3));
            CASE(21, SDP_E_VALUE, ".values",
                 sdp_criteria_add_texts(c, SDP_OR, "name", SDP_CONDITION_BETWEEN, three, 3));
            CASE(22, SDP_E_VALUE, ".values",
                 sdp_criteria_add_times(c, SDP_OR, "name", SDP_CONDITION_NOT_BETWEEN, times, 1));
            CASE(23, SDP_E_VALUE, ".value", sdp_criteria_add_time(c, SDP_OR, "name", SDP_CONDITION_BETWEEN, 1));
            CASE(24, SDP_E_VALUE, ".children[0].condition", sdp_criteria_add_json(c, SDP_OR, json));
            CASE(25, SDP_E_VALUE, "", sdp_criteria_add_json(c, SDP_OR, text));
            CASE(26, SDP_E_UTF8, ".values[1]", sdp_criteria_add_texts(c, SDP_OR, "name", IS, broken, 2));
        }
        snprintf(whole, sizeof whole, "criteria[2]%s", path);
        if (status != expected) fail_msg("case %d: %s", wrong, sdp_status_name(status));
        assert_int_equal(sdp_criteria_count(c), 2);
        expect_mistake(c, expected, whole);
        sdp_criteria_free(c);
        sdp_json_free(json);
        sdp_json_free(text);
    }
}

static void mistakes_in_groups_are_placed(void **state)
{
    sdp_criteria *c = *state;
    sdp_criteria_add_text(c, SDP_AND, "name", IS, "x");
    sdp_criteria_open(c, SDP_AND);
    sdp_criteria_add_text(c, SDP_AND, "name", IS, "x");
    sdp_criteria_add_text(c, SDP_OR, "name", IS, "x");
    sdp_criteria_open(c, SDP_OR);
    assert_int_equal(sdp_criteria_add_number(c, SDP_AND, "name", IS, "x"), SDP_E_VALUE);
    expect_mistake(c, SDP_E_VALUE, "criteria[1].children[2].children[0].value");
}

static void groups_are_opened_and_closed(void **state)
{
    const sdp_json *json = NULL;
    sdp_criteria *c = *state;
    sdp_criteria *other = NULL;
    sdp_error *error = NULL;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_criteria_json(c, error, &json), SDP_E_ARGUMENT);
    assert_non_null(strstr(sdp_error_message(error), "there are no criteria"));
    assert_int_equal(sdp_criteria_open(c, SDP_AND), SDP_OK);
    assert_int_equal(sdp_criteria_add_text(c, SDP_AND, "name", IS, "x"), SDP_OK);
    assert_int_equal(sdp_criteria_json(c, error, &json), SDP_E_ARGUMENT);
    assert_non_null(strstr(sdp_error_message(error), "still open"));
    assert_int_equal(sdp_criteria_close(c), SDP_OK);
    assert_int_equal(sdp_criteria_json(c, error, &json), SDP_OK);
    assert_int_equal(sdp_error_status(error), SDP_OK);
    assert_int_equal(sdp_criteria_open(c, SDP_AND), SDP_OK);
    assert_int_equal(sdp_criteria_close(c), SDP_E_VALUE);
    expect_mistake(c, SDP_E_VALUE, "criteria[1].children[0]");
    assert_int_equal(sdp_criteria_new(&other), SDP_OK);
    assert_int_equal(sdp_criteria_close(other), SDP_E_ARGUMENT);
    expect_mistake(other, SDP_E_ARGUMENT, "criteria[0]");
    sdp_criteria_free(other);
    sdp_error_free(error);
}

static void groups_have_a_depth(void **state)
{
    sdp_criteria *c = *state;
    for (unsigned i = 0; i < SDPI_MAX_CRITERIA_DEPTH; i++) {
        if (i > 0) assert_int_equal(sdp_criteria_add_text(c, SDP_AND, "name", IS, "x"), SDP_OK);
        assert_int_equal(sdp_criteria_open(c, SDP_OR), SDP_OK);
    }
    assert_int_equal(sdp_criteria_add_text(c, SDP_AND, "name", IS, "x"), SDP_OK);
    assert_int_equal(sdp_criteria_add_text(c, SDP_AND, "name", IS, "y"), SDP_OK);
    for (unsigned i = 0; i < SDPI_MAX_CRITERIA_DEPTH; i++) assert_int_equal(sdp_criteria_close(c), SDP_OK);
    const sdp_json *json = NULL;
    assert_int_equal(sdp_criteria_json(c, NULL, &json), SDP_OK);
    assert_int_equal(sdpi_criteria_check(json, NULL), SDP_OK);
    for (unsigned i = 0; i < SDPI_MAX_CRITERIA_DEPTH; i++) assert_int_equal(sdp_criteria_open(c, SDP_OR), SDP_OK);
    assert_int_equal(sdp_criteria_open(c, SDP_OR), SDP_E_LIMIT);
}

static void nothing_is_dereferenced_for_null(void **state)
{
    const sdp_json *json = NULL;
    sdp_error *error = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_criteria_new(NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_criteria_add_text(NULL, SDP_AND, "a", IS, "b"), SDP_E_ARGUMENT);
    assert_int_equal(sdp_criteria_open(NULL, SDP_AND), SDP_E_ARGUMENT);
    assert_int_equal(sdp_criteria_close(NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_criteria_parse(NULL, SDP_AND, "a is b", NULL, 0), SDP_E_ARGUMENT);
    assert_int_equal(sdp_criteria_check(NULL, sdp_type_by_name("product"), error), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(error), "criteria");
    assert_int_equal(sdp_criteria_json(NULL, error, &json), SDP_E_ARGUMENT);
    assert_int_equal(sdp_criteria_count(NULL), 0);
    sdp_criteria_free(NULL);
    sdp_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_have_words_and_signs),
        cmocka_unit_test_setup_teardown(values_of_each_kind, begin, end),
        cmocka_unit_test_setup_teardown(whole_criteria_are_a_way_out, begin, end),
        cmocka_unit_test(mistakes_before_the_third),
        cmocka_unit_test_setup_teardown(mistakes_in_groups_are_placed, begin, end),
        cmocka_unit_test_setup_teardown(groups_are_opened_and_closed, begin, end),
        cmocka_unit_test_setup_teardown(groups_have_a_depth, begin, end),
        cmocka_unit_test(nothing_is_dereferenced_for_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
