/* What a list is asked for is checked before anything is sent. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "call/query.h"
#include "json_equal.h"

static void check(const sdp_query *query, sdp_status status, const char *path)
{
    sdp_error error;
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(sdpi_query_check(query, &error), status);
    assert_int_equal(sdp_error_status(&error), status);
    assert_string_equal(sdp_error_path(&error), path);
    sdpi_error_release(&error);
}

static void ranges_are_checked(void **state)
{
    static const struct {
        sdp_query query;
        const char *path; /* NULL: fine */
    } rows[] = {
        {SDP_QUERY(.row_count = 0), NULL},
        {SDP_QUERY(.row_count = 1, .start_index = 1), NULL},
        {SDP_QUERY(.row_count = 100, .start_index = 100000), NULL},
        {SDP_QUERY(.page = 3, .row_count = 10), NULL},
        {SDP_QUERY(.sort_field = "name", .sort_order = "asc"), NULL},
        {SDP_QUERY(.sort_order = "desc"), NULL},
        {SDP_QUERY(.sort_order = SDP_NULL), NULL},
        {SDP_QUERY(.search_criteria = SDP_NULL), NULL},
        {SDP_QUERY(.row_count = 101), "row_count"},
        {SDP_QUERY(.row_count = -1), "row_count"},
        {SDP_QUERY(.start_index = -1), "start_index"},
        {SDP_QUERY(.page = -1), "page"},
        {SDP_QUERY(.page = 1, .start_index = 1), "page"},
        {SDP_QUERY(.sort_order = "ascending"), "sort_order"},
        {SDP_QUERY(.sort_order = "ASC"), "sort_order"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check(&rows[i].query, rows[i].path != NULL ? SDP_E_VALUE : SDP_OK, rows[i].path != NULL ? rows[i].path : "");
    }
}

static void criteria_are_checked(void **state)
{
    static const struct {
        const char *json;
        const char *path; /* below search_criteria; NULL: fine */
    } rows[] = {
        {"{\"field\":\"name\",\"condition\":\"contains\",\"value\":\"Dell\"}", NULL},
        {"{\"field\":\"name\",\"condition\":\"is\",\"value\":null}", NULL},
        {"[{\"field\":\"a.b\",\"condition\":\"between\",\"values\":[\"1\",\"2\"]}]", NULL},
        {"[{\"field\":\"a\",\"condition\":\"is\",\"value\":1},{\"field\":\"b\",\"condition\":\"is "
         "not\",\"value\":2,\"logical_operator\":\"or\"}]",
         NULL},
        {"{\"field\":\"a\",\"condition\":\"is\",\"value\":1,\"children\":[{\"field\":\"b\",\"condition\":\"ends "
         "with\",\"value\":2,\"logical_operator\":\"AND\"}]}",
         NULL},
        {"{\"children\":[{\"field\":\"b\",\"condition\":\"is\",\"value\":2}]}", NULL},
        {"{\"condition\":\"is\",\"value\":1}", ".field"},
        {"{\"field\":\"\",\"condition\":\"is\",\"value\":1}", ".field"},
        {"{\"field\":\"a\",\"value\":1}", ".condition"},
        {"{\"field\":\"a\",\"condition\":\"like\",\"value\":1}", ".condition"},
        {"{\"field\":\"a\",\"condition\":\"is\"}", ".value"},
        {"{\"field\":\"a\",\"condition\":\"is\",\"value\":1,\"values\":[1]}", ".value"},
        {"{\"field\":\"a\",\"condition\":\"is\",\"value\":1,\"logical_operator\":\"xor\"}", ".logical_operator"},
        {"[{\"field\":\"a\",\"condition\":\"is\",\"value\":1},5]", "[1]"},
        {"\"name is Dell\"", ""},
        {"{\"children\":[]}", ".children"},
        {"{\"field\":\"a\",\"condition\":\"is\",\"children\":[{\"field\":\"b\",\"condition\":\"is\",\"value\":2}]}",
         NULL},
        {"{\"field\":\"a\",\"condition\":\"is\",\"value\":1,\"values\":[1],\"children\":[{\"field\":\"b\"}]}",
         ".value"},
        {"{\"field\":\"a\",\"condition\":\"is\",\"children\":[]}", ".children"},
        {"[]", ""},
        {"{\"field\":\"a\",\"condition\":\"Is\",\"value\":1}", ".condition"},
        {"{\"field\":\"a\",\"condition\":\"is\",\"values\":[]}", ".values"},
        {"{\"field\":\"a\",\"condition\":\"is\",\"values\":1}", ".values"},
        {"{\"field\":\"a\",\"condition\":\"is\",\"value\":[]}", ".value"},
        {"{\"field\":\"a\",\"condition\":\"between\",\"value\":1}", ".value"},
        {"{\"field\":\"a\",\"condition\":\"not between\",\"values\":[1,2,3]}", ".values"},
        {"{\"field\":\"a\",\"condition\":\"is\",\"value\":1,\"logical_operator\":5}", ".logical_operator"},
        {"{\"children\":[{\"field\":\"a\",\"condition\":\"is\",\"value\":1},{\"field\":\"b\",\"condition\":\"iss\","
         "\"value\":1}]}",
         ".children[1].condition"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[80] = "search_criteria";
        sdp_json *criteria = json_of_text(rows[i].json);
        const sdp_query query = SDP_QUERY(.search_criteria = criteria);
        if (rows[i].path != NULL) strcat(path, rows[i].path);
        check(&query, rows[i].path != NULL ? SDP_E_VALUE : SDP_OK, rows[i].path != NULL ? path : "");
        sdp_json_free(criteria);
    }
}

static void a_count_of_rows_is_told_with_what_is_wrong(void **state)
{
    static const int64_t counts[] = {101, -1, INT64_MAX, INT64_MIN};
    sdp_error error;
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        char words[80];
        const sdp_query query = SDP_QUERY(.row_count = counts[i]);
        sdpi_error_init(&error, &sdpi_default_allocator);
        assert_int_equal(sdpi_query_check(&query, &error), SDP_E_VALUE);
        snprintf(words, sizeof words, "%" PRId64 " rows: the service gives 1 to 100 rows a page", counts[i]);
        assert_string_equal(sdp_error_message(&error), words);
        sdpi_error_release(&error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_checked),
        cmocka_unit_test(criteria_are_checked),
        cmocka_unit_test(a_count_of_rows_is_told_with_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
