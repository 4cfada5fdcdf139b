/* Lists of the sandbox: paging, sorting, and search in every condition, against counts that follow from the seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/sandbox.h"
#include "support/sandbox_case.h"

#define SEEDED "240"

static int begin(void **state)
{
    sandbox *box = SANDBOX("--seed-data", SEEDED);
    ask_begin(sandbox_root(box));
    *state = box;
    return 0;
}

static void expect(const char *input, long status, const char *part)
{
    reply got = ask("GET", "/products", input);
    if (got.failure || got.status != status || !strstr(got.body, part)) {
        fail_msg("%s: %d, HTTP %ld, no %s in %s", input, got.failure, got.status, part, got.body);
    }
    ask_free(&got);
}

/* How many products the criteria find. */
static void expect_count(const char *criteria, int count)
{
    char input[1500];
    char total[40];
    snprintf(input, sizeof(input), "{\"list_info\":{\"row_count\":1,\"get_total_count\":true,\"search_criteria\":%s}}",
             criteria);
    snprintf(total, sizeof(total), "\"total_count\":%d}", count);
    expect(input, 200, total);
}

static size_t occurrences(const char *in, const char *part)
{
    size_t count = 0;
    for (const char *at = in; (at = strstr(at, part)); at += strlen(part)) count++;
    return count;
}

static void pages_follow_each_other(void **state)
{
    (void)state;
    expect("{}", 200, "\"list_info\":{\"has_more_rows\":true,\"row_count\":10}");
    expect("{\"list_info\":{\"row_count\":100,\"start_index\":101}}", 200,
           "\"list_info\":{\"has_more_rows\":true,\"row_count\":100,\"start_index\":101}");
    expect("{\"list_info\":{\"row_count\":100,\"start_index\":201}}", 200,
           "\"list_info\":{\"has_more_rows\":false,\"row_count\":40,\"start_index\":201}");
    expect("{\"list_info\":{\"row_count\":40,\"start_index\":201}}", 200, "\"has_more_rows\":false,\"row_count\":40");
    expect("{\"list_info\":{\"start_index\":241}}", 200, "\"has_more_rows\":false,\"row_count\":0");
    expect("{\"list_info\":{\"start_index\":241}}", 200, "\"products\":[]");
    expect("{\"list_info\":{\"row_count\":\"1\",\"page\":3}}", 200, "\"id\":\"200000000000001003\"");
    expect("{\"list_info\":{\"row_count\":1,\"get_total_count\":true}}", 200, "\"total_count\":240}");
    expect("{\"list_info\":{\"row_count\":1,\"get_total_count\":\"true\"}}", 200, "\"total_count\":240}");
    reply got = ask("GET", "/products", "{\"list_info\":{\"row_count\":7}}");
    assert_int_equal(occurrences(got.body, "\"part_no\""), 7);
    ask_free(&got);
}

static void rows_are_sorted(void **state)
{
    (void)state;
    expect("{\"list_info\":{\"row_count\":1,\"sort_order\":\"desc\"}}", 200, "\"part_no\":\"CC-000240\"");
    expect("{\"list_info\":{\"row_count\":1,\"sort_field\":\"name\"}}", 200, "Cisco Catalyst 1023");
    expect("{\"list_info\":{\"row_count\":1,\"sort_field\":\"name\",\"sort_order\":\"desc\"}}", 200,
           "Lenovo ThinkSystem 1222");
    expect("{\"list_info\":{\"row_count\":1,\"sort_field\":\"product_type.name\"}}", 200, "\"name\":\"Laptop\"");
    expect("{\"list_info\":{\"row_count\":1,\"sort_field\":\"product_type\",\"sort_order\":\"desc\"}}", 200,
           "\"name\":\"Workstation\"");
    expect("{\"list_info\":{\"row_count\":1,\"sort_field\":\"id\",\"sort_order\":\"desc\"}}", 200,
           "200000000000001240");
}

/* 240 products: 4 makers in turn, 6 types for each four, comments on each fifth, part numbers counted up. */
static void searches_find_what_is_there(void **state)
{
    static const struct {
        const char *criteria;
        int count;
    } cases[] = {
        {"{\"field\":\"manufacturer\",\"condition\":\"is\",\"value\":\"dell\"}", 60},
        {"[{\"field\":\"manufacturer\",\"condition\":\"is\",\"value\":\"Dell\"}]", 60},
        {"{\"field\":\"manufacturer\",\"condition\":\"is\",\"values\":[\"Dell\",\"HP\"]}", 120},
        {"{\"field\":\"manufacturer\",\"condition\":\"is not\",\"value\":\"Dell\"}", 180},
        {"{\"field\":\"manufacturer\",\"condition\":\"is not\",\"values\":[\"Dell\",\"HP\"]}", 120},
        {"{\"field\":\"name\",\"condition\":\"is\",\"value\":\"dell optiplex 1000\"}", 1},
        {"{\"field\":\"name\",\"condition\":\"contains\",\"value\":\"THINK\"}", 30},
        {"{\"field\":\"name\",\"condition\":\"not contains\",\"value\":\"think\"}", 210},
        {"{\"field\":\"name\",\"condition\":\"starts with\",\"value\":\"lenovo think\"}", 30},
        {"{\"field\":\"name\",\"condition\":\"ends with\",\"value\":\"00\"}", 3},
        {"{\"field\":\"name\",\"condition\":\"contains\",\"value\":\"%\"}", 0},
        {"{\"field\":\"name\",\"condition\":\"ends with\",\"values\":[\"1000\",\"and more than the whole name has\"]}",
         1},
        {"{\"field\":\"comments\",\"condition\":\"contains\",\"value\":\"\"}", 48},
        {"{\"field\":\"comments\",\"condition\":\"starts with\",\"value\":\"\"}", 48},
        {"{\"field\":\"comments\",\"condition\":\"ends with\",\"value\":\"\"}", 48},
        {"{\"field\":\"name\",\"condition\":\"is\",\"value\":\"x' OR '1'='1\"}", 0},
        {"{\"field\":\"comments\",\"condition\":\"is\",\"value\":null}", 192},
        {"{\"field\":\"comments\",\"condition\":\"is not\",\"value\":null}", 48},
        {"{\"field\":\"comments\",\"condition\":\"is\",\"values\":[null,\"nothing like it\"]}", 192},
        {"{\"field\":\"comments\",\"condition\":\"is not\",\"values\":[\"nothing like it\",null]}", 48},
        {"{\"field\":\"comments\",\"condition\":\"is not\",\"values\":[\"nothing\",\"like it\"]}", 240},
        {"{\"field\":\"manufacturer\",\"condition\":\"is\",\"values\":[\"dell\",\"hP\",\"dell\"]}", 120},
        {"{\"field\":\"comments\",\"condition\":\"not contains\",\"value\":\"office\"}", 192},
        {"{\"field\":\"is_laptop\",\"condition\":\"is\",\"value\":true}", 40},
        {"{\"field\":\"is_laptop\",\"condition\":\"is\",\"value\":\"false\"}", 200},
        {"{\"field\":\"part_no\",\"condition\":\"greater than\",\"value\":\"LT-000000\"}", 30},
        {"{\"field\":\"part_no\",\"condition\":\"between\",\"values\":[\"do-000001\",\"do-000025\"]}", 2},
        {"{\"field\":\"part_no\",\"condition\":\"not between\",\"values\":[\"do-000001\",\"do-000025\"]}", 238},
        {"{\"field\":\"id\",\"condition\":\"is\",\"value\":\"200000000000001007\"}", 1},
        {"{\"field\":\"id\",\"condition\":\"is\",\"value\":200000000000001007}", 1},
        {"{\"field\":\"id\",\"condition\":\"greater than\",\"value\":\"200000000000001230\"}", 10},
        {"{\"field\":\"id\",\"condition\":\"greater or equal\",\"value\":200000000000001230}", 11},
        {"{\"field\":\"id\",\"condition\":\"lesser than\",\"value\":\"200000000000001003\"}", 2},
        {"{\"field\":\"id\",\"condition\":\"lesser or equal\",\"value\":\"200000000000001003\"}", 3},
        {"{\"field\":\"product_type.name\",\"condition\":\"is\",\"value\":\"server\"}", 40},
        {"{\"field\":\"product_type\",\"condition\":\"is\",\"value\":{\"id\":\"200000000000000302\"}}", 40},
        {"{\"field\":\"product_type\",\"condition\":\"is\",\"values\":[{\"name\":\"Server\"},{\"name\":\"Laptop\"}]}",
         80},
        {"{\"field\":\"product_type.id\",\"condition\":\"is\",\"value\":\"200000000000000302\"}", 40},
        {"[{\"field\":\"manufacturer\",\"condition\":\"is\",\"value\":\"Dell\"},"
         "{\"field\":\"is_laptop\",\"condition\":\"is\",\"value\":true,\"logical_operator\":\"AND\"}]",
         10},
        {"[{\"field\":\"manufacturer\",\"condition\":\"is\",\"value\":\"Dell\"},"
         "{\"field\":\"is_laptop\",\"condition\":\"is\",\"value\":true,\"logical_operator\":\"OR\"}]",
         90},
        {"{\"field\":\"is_laptop\",\"condition\":\"is\",\"value\":true,\"children\":["
         "{\"field\":\"manufacturer\",\"condition\":\"is\",\"value\":\"Dell\",\"logical_operator\":\"AND\"},"
         "{\"field\":\"manufacturer\",\"condition\":\"is\",\"value\":\"HP\",\"logical_operator\":\"OR\"}]}",
         70},
        {"[{\"field\":\"is_laptop\",\"condition\":\"is\",\"value\":true},{\"logical_operator\":\"AND\",\"children\":["
         "{\"field\":\"manufacturer\",\"condition\":\"is\",\"value\":\"Dell\"},"
         "{\"field\":\"manufacturer\",\"condition\":\"is\",\"value\":\"HP\",\"logical_operator\":\"or\"}]}]",
         20},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) expect_count(cases[i].criteria, cases[i].count);
    expect(
        "{\"list_info\":{\"get_total_count\":true,\"search_fields\":{\"manufacturer\":\"del\",\"name\":\"latitude\"}}}",
        200, "\"total_count\":10}");
}

#define DELL "{\"field\":\"manufacturer\",\"condition\":\"is\",\"value\":\"Dell\""
#define LAPTOP "{\"field\":\"is_laptop\",\"condition\":\"is\",\"value\":true"
#define NUMBERED(letters_) "{\"field\":\"part_no\",\"condition\":\"starts with\",\"value\":\"" letters_ "\""
#define AND ",\"logical_operator\":\"AND\"}"
#define OR ",\"logical_operator\":\"OR\"}"

/* 60 of Dell, 40 laptops, 10 both. */
static void operators_bind_from_left_to_right(void **state)
{
    static const struct {
        const char *criteria;
        int count;
    } cases[] = {
        {"[" DELL OR "," LAPTOP OR "," LAPTOP AND "]", 40},
        {"[" DELL OR "," DELL AND "," LAPTOP OR "]", 90},
        {"[" LAPTOP AND "," DELL AND "," LAPTOP OR "," DELL AND "]", 10},
        {"[" LAPTOP OR "," DELL AND "," DELL OR "," LAPTOP AND "]", 10},
        {"[" LAPTOP ",\"children\":[" DELL OR "]}," DELL AND "]", 60},
        {"[" DELL AND ",{\"logical_operator\":\"AND\",\"children\":[" LAPTOP AND "," DELL OR "]}]", 60},
        {"[" DELL AND ",{\"logical_operator\":\"OR\",\"children\":[" LAPTOP AND "," DELL AND "]}]", 60},
        {"[" DELL OR "," NUMBERED("LT") OR "]", 90},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) expect_count(cases[i].criteria, cases[i].count);
    expect("{\"list_info\":{\"get_total_count\":true,\"search_criteria\":[" DELL OR "," LAPTOP OR "],"
           "\"search_fields\":{\"manufacturer\":\"hp\"}}}",
           200, "\"total_count\":10}");
}

static void wrong_questions_are_refused(void **state)
{
    static const struct {
        const char *info;
        const char *says;
    } cases[] = {
        {"[]", "\"status_code\":4021,\"type\":\"failed\",\"field\":\"list_info\""},
        {"{\"row_count\":0}", "\"field\":\"row_count\""},
        {"{\"row_count\":101}", "\"field\":\"row_count\""},
        {"{\"row_count\":true}", "\"field\":\"row_count\""},
        {"{\"start_index\":0}", "\"field\":\"start_index\""},
        {"{\"page\":-1}", "\"field\":\"page\""},
        {"{\"rows\":1}", "\"field\":\"rows\",\"message\":\"EXTRA_KEY_FOUND_IN_JSON\""},
        {"{\"sort_field\":\"nothing\"}", "\"status_code\":4001,\"type\":\"failed\",\"field\":\"nothing\""},
        {"{\"sort_field\":\"name; DROP TABLE entities\"}", "\"status_code\":4001"},
        {"{\"sort_order\":\"up\"}", "\"field\":\"sort_order\""},
        {"{\"filter_by\":{\"name\":\"mine\"}}", "\"field\":\"filter_by\""},
        {"{\"search_criteria\":\"x\"}", "\"field\":\"search_criteria\""},
        {"{\"search_criteria\":{\"field\":\"nothing\",\"condition\":\"is\",\"value\":\"x\"}}", "\"field\":\"nothing\""},
        {"{\"search_criteria\":{\"field\":\"name\",\"condition\":\"resembles\",\"value\":\"x\"}}",
         "\"field\":\"condition\""},
        {"{\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\"}}", "\"field\":\"name\""},
        {"{\"search_criteria\":{\"field\":\"name\",\"condition\":\"between\",\"values\":[\"a\"]}}",
         "\"field\":\"name\""},
        {"{\"search_criteria\":{\"field\":\"is_laptop\",\"condition\":\"is\",\"value\":\"maybe\"}}",
         "\"field\":\"is_laptop\""},
        {"{\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\",\"value\":\"x\",\"not\":1}}",
         "EXTRA_KEY_FOUND_IN_JSON"},
        {"{\"search_criteria\":[{\"field\":\"name\",\"condition\":\"is\",\"value\":\"x\",\"logical_operator\":\"XOR\"}]"
         "}",
         "\"field\":\"logical_operator\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char input[1024];
        snprintf(input, sizeof(input), "{\"list_info\":%s}", cases[i].info);
        expect(input, 400, cases[i].says);
    }
    expect("{\"list\":{}}", 400,
           "{\"response_status\":[{\"status_code\":4000,\"messages\":[{\"status_code\":4000,\"type\":"
           "\"failed\",\"field\":\"list\",\"message\":\"EXTRA_KEY_FOUND_IN_JSON\"}],\"status\":\"failed\"}]}");
    expect("{\"list_info\":", 400, "not valid JSON");
}

static void fields_can_be_chosen(void **state)
{
    (void)state;
    expect("{\"list_info\":{\"row_count\":1,\"fields_required\":[\"name\"]}}", 200,
           "\"products\":[{\"id\":\"200000000000001001\",\"name\":\"Dell OptiPlex 1000\"}]");
    expect("{\"list_info\":{\"row_count\":1},\"fields_required\":[\"part_no\"]}", 200,
           "\"products\":[{\"id\":\"200000000000001001\",\"part_no\":\"DO-000001\"}]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_follow_each_other),     cmocka_unit_test(rows_are_sorted),
        cmocka_unit_test(searches_find_what_is_there), cmocka_unit_test(wrong_questions_are_refused),
        cmocka_unit_test(fields_can_be_chosen),        cmocka_unit_test(operators_bind_from_left_to_right),
    };
    return cmocka_run_group_tests(tests, begin, sandbox_case_end);
}
