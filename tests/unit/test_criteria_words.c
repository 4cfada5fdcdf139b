/* Where conditions begin and values end in the text of search criteria. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/criteria_words.h"
#include "base/limits.h"

static void conditions_are_found(void **state)
{
    static const struct {
        const char *text;
        int32_t condition;
        int32_t has_list;
        size_t size;
    } rows[] = {
        {"is x", SDP_CONDITION_IS, 0, 2},
        {"IS", SDP_CONDITION_IS, 0, 2},
        {"is not x", SDP_CONDITION_IS_NOT, 0, 6},
        {"is  not", SDP_CONDITION_IS_NOT, 0, 7},
        {"is nothing", SDP_CONDITION_IS, 0, 2},
        {"in (a)", SDP_CONDITION_IS, 1, 2},
        {"not in(a)", SDP_CONDITION_IS_NOT, 1, 6},
        {"not between 1", SDP_CONDITION_NOT_BETWEEN, 0, 11},
        {">=1", SDP_CONDITION_GREATER_OR_EQUAL, 0, 2},
        {"!~ x", SDP_CONDITION_NOT_CONTAINS, 0, 2},
        {"iss x", 0, 0, 0},
        {"== x", 0, 0, 0},
        {"", 0, 0, 0},
        {"not", 0, 0, 0},
        {"inside", 0, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdpi_written found = sdpi_find_condition(rows[i].text);
        if (found.condition != rows[i].condition) fail_msg("'%s' is %d", rows[i].text, (int)found.condition);
        assert_int_equal(found.has_list, rows[i].has_list);
        assert_int_equal(found.size, rows[i].size);
    }
    assert_int_equal(sdpi_meant_condition("contans Dell"), SDP_CONDITION_CONTAINS);
    assert_int_equal(sdpi_meant_condition("start with Dell"), SDP_CONDITION_STARTS_WITH);
    assert_int_equal(sdpi_meant_condition("greater then 5"), SDP_CONDITION_GREATER_THAN);
    assert_int_equal(sdpi_meant_condition("resembles 5"), 0);
    assert_int_equal(sdpi_meant_condition("a_word_that_is_longer_than_all_that_any_condition_has_and_more_than_that"),
                     0);
}

static void and_joins_only_criteria(void **state)
{
    static const struct {
        const char *text;
        int joins;
        int joins_products; /* where it is known that products are meant */
    } rows[] = {
        {"and name is x", 1, 1},
        {"OR name~x", 1, 1},
        {"and ((name is x", 1, 1},
        {"and other is x", 1, 1},
        {"and Development", 0, 0},
        {"and name", 0, 0},
        {"or (b)", 0, 0},
        {"and name iss x", 0, 1},
        {"and other iss x", 0, 0},
        {"andy is x", 0, 0},
        {"and", 0, 0},
        {"or ", 0, 0},
        {"and product_type.name x", 0, 1},
    };
    const sdp_type *product = sdp_type_by_name("product");
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (sdpi_joins(rows[i].text, NULL) != rows[i].joins) fail_msg("'%s'", rows[i].text);
        if (sdpi_joins(rows[i].text, product) != rows[i].joins_products) fail_msg("'%s' of products", rows[i].text);
    }
}

static void values_end(void **state)
{
    static const struct {
        const char *text;
        int32_t kind;
        size_t size;
        int open;
    } rows[] = {
        {"a)", SDPI_VALUE_ALONE, 1, 0},
        {"a (b)", SDPI_VALUE_ALONE, 5, 0},
        {"a b", SDPI_VALUE_ALONE, 3, 0},
        {"a, b)", SDPI_VALUE_ALONE, 4, 0},
        {"a (b) c) d", SDPI_VALUE_ALONE, 7, 0},
        {"a and b is c", SDPI_VALUE_ALONE, 1, 0},
        {"a (and b is c", SDPI_VALUE_ALONE, 13, 1},
        {"a ( and b is c", SDPI_VALUE_ALONE, 3, 1},
        {"a and b", SDPI_VALUE_ALONE, 7, 0},
        {"a and b", SDPI_VALUE_OF_TWO, 1, 0},
        {"a or b", SDPI_VALUE_OF_TWO, 1, 0},
        {"a,b", SDPI_VALUE_OF_TWO, 1, 0},
        {"a b)", SDPI_VALUE_OF_TWO, 3, 0},
        {"a and b is c, d)", SDPI_VALUE_IN_LIST, 12, 0},
        {"a)", SDPI_VALUE_IN_LIST, 1, 0},
        {":(", SDPI_VALUE_ALONE, 2, 1},
        {"", SDPI_VALUE_ALONE, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int open = -1;
        const char *end = sdpi_value_end(rows[i].text, rows[i].kind, NULL, &open);
        if ((size_t)(end - rows[i].text) != rows[i].size) fail_msg("'%s' ends before '%s'", rows[i].text, end);
        assert_int_equal(open, rows[i].open);
    }
}

static void words_that_join_are_found(void **state)
{
    static const struct {
        const char *text;
        int at; /* -1: none */
    } rows[] = {
        {"a or b", 2},   {"a OR", 2},        {"or", 0},    {"or b", 0}, {"a and", 2}, {"AND", 0},         {"and b", -1},
        {"a and b", -1}, {"for oregon", -1}, {"a,or", -1}, {"", -1},    {"a b", -1},  {"a  \t or\tb", 5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *found = sdpi_find_joint(rows[i].text, strlen(rows[i].text));
        if ((found != NULL ? (int)(found - rows[i].text) : -1) != rows[i].at) fail_msg("'%s'", rows[i].text);
    }
    assert_null(sdpi_find_joint("a or b", 1)); /* what is behind the value is no part of it */
}

/* A criterion in a value is one only where its first word is a member, and a condition and a value follow. */
static void criteria_in_values_are_found(void **state)
{
    static const struct {
        const char *text;
        int at; /* -1: none */
    } rows[] = {
        {"x name is y", 2},
        {"x name=y", 2},
        {"name is y", 0},
        {"x,name is y", 2},
        {"x (name is y)", 3},
        {"x xname is y", -1},
        {"x name report", -1},
        {"x name", -1},
        {"x other is y", -1},
        {"x name is", -1},
        {"x name is  ", -1},
        {"", -1},
        {"x product_type.name not in (a)", 2},
    };
    const sdp_type *product = sdp_type_by_name("product");
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *found = sdpi_find_criterion(rows[i].text, strlen(rows[i].text), product);
        if ((found != NULL ? (int)(found - rows[i].text) : -1) != rows[i].at) fail_msg("'%s'", rows[i].text);
        assert_null(sdpi_find_criterion(rows[i].text, strlen(rows[i].text), NULL));
    }
    assert_null(sdpi_find_criterion("x name is y", strlen("x name is "), product)); /* the value ends before it */
}

static void quotes_are_read(void **state)
{
    static const struct {
        const char *text;
        const char *value;
        const char *rest; /* NULL: no quote closes it */
    } rows[] = {
        {"\"a\" b", "a", " b"}, {"'it\\'s' x", "it's", " x"}, {"\"a\\\\\"", "a\\", ""}, {"'a\\nb'", "a\\nb", ""},
        {"\"\"", "", ""},       {"\"a", "a", NULL},           {"'a\"", "a\"", NULL},    {"\"a\\\"", "a\"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_buffer value;
        sdpi_buffer_init(&value, &sdpi_default_allocator, SDPI_MAX_REQUEST);
        const char *rest = sdpi_read_quoted(rows[i].text, &value);
        assert_string_equal(sdpi_buffer_string(&value), rows[i].value);
        if (rows[i].rest == NULL) assert_null(rest);
        if (rows[i].rest != NULL) assert_string_equal(rest, rows[i].rest);
        sdpi_buffer_free(&value);
    }
}

static void words_have_ends(void **state)
{
    (void)state;
    assert_true(sdpi_is_word("and", "and"));
    assert_true(sdpi_is_word("AND(x", "and"));
    assert_false(sdpi_is_word("android", "and"));
    assert_false(sdpi_is_word("an", "and"));
    assert_int_equal(sdpi_field_size("a.b=c"), 3);
    assert_int_equal(sdpi_field_size("a.b is"), 3);
    assert_int_equal(sdpi_field_size("(a"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_found), cmocka_unit_test(and_joins_only_criteria),
        cmocka_unit_test(values_end),           cmocka_unit_test(words_that_join_are_found),
        cmocka_unit_test(quotes_are_read),      cmocka_unit_test(criteria_in_values_are_found),
        cmocka_unit_test(words_have_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
