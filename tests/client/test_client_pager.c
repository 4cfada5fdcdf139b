/* Walking a list: what each page asks for, how a walk ends, and what goes wrong on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define ROW(id_) "{\"id\":\"" #id_ "\",\"name\":\"p" #id_ "\"}"
#define PAGE(info_, rows_)                                                                                             \
    {                                                                                                                  \
        .kind = RAW_KIND_REPLY, .text = "200 OK",                                                                      \
        .body = "{" DESK_SUCCESS ",\"list_info\":{" info_ "},\"products\":[" rows_ "]}"                                \
    }
#define MORE "\"has_more_rows\":true"
#define LAST "\"has_more_rows\":false"

static sdp_pager *start(desk *d, const sdp_query *query)
{
    sdp_pager *pager = NULL;
    sdp_status status = sdp_product_list(d->client, query, NULL, &pager);
    if (status != SDP_OK) fail_msg("%s", sdp_error_message(sdp_last_error(d->client)));
    return pager;
}

/* Walks on and checks the ids that come, and how it ends. */
static void walk(desk *d, sdp_pager *pager, const char *ids, sdp_status end)
{
    char seen[512] = "";
    const sdp_product *row = NULL;
    sdp_status status;
    while ((status = sdp_product_next(pager, &row)) == SDP_OK) {
        assert_true(strlen(seen) + strlen(row->id) + 2 < sizeof seen);
        strcat(strcat(seen, row->id), " ");
    }
    assert_null(row);
    assert_string_equal(seen, ids);
    if (status != end) fail_msg("%s: %s", sdp_status_name(status), sdp_error_message(sdp_last_error(d->client)));
    desk_check_error(d);
}

static sdp_page_info info_of(const sdp_pager *pager)
{
    sdp_page_info info = {.size = sizeof info};
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
    return info;
}

static void three_pages(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(MORE ",\"row_count\":2,\"total_count\":5", ROW(1) "," ROW(2)),
                                      RAW_READ, PAGE("\"has_more_rows\":\"true\"", ROW(3) "," ROW(4)),
                                      RAW_READ, PAGE(LAST, ROW(5)),
                                      RAW_END};
    const sdp_product *row = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    const sdp_query query = SDP_QUERY(.row_count = 2, .sort_field = "name", .get_total_count = SDP_TRUE);
    sdp_pager *pager = start(d, &query);
    assert_int_equal(raw_server_connections(d->server), 0);
    assert_int_equal(info_of(pager).page_number, 0);
    assert_int_equal(info_of(pager).total_count, -1);
    assert_int_equal(info_of(pager).has_more_rows, -1);
    assert_int_equal(sdp_product_next(pager, &row), SDP_OK);
    assert_string_equal(row->name, "p1");
    assert_int_equal(info_of(pager).page_number, 1);
    assert_int_equal(info_of(pager).start_index, 1);
    assert_int_equal(info_of(pager).row_count, 2);
    assert_int_equal(info_of(pager).total_count, 5);
    assert_int_equal(info_of(pager).has_more_rows, 1);
    walk(d, pager, "2 3 4 5 ", SDP_END);
    assert_int_equal(info_of(pager).page_number, 3);
    assert_int_equal(info_of(pager).start_index, 5);
    assert_int_equal(info_of(pager).row_count, 1);
    assert_int_equal(info_of(pager).total_count, 5);
    assert_int_equal(info_of(pager).has_more_rows, 0);
    walk(d, pager, "", SDP_END);
    assert_int_equal(raw_server_requests(d->server), 3);
#define ASKED(from_)                                                                                                   \
    "{\"list_info\":{\"row_count\":2,\"start_index\":" #from_ ",\"sort_field\":\"name\",\"get_total_count\":true}}"
    desk_expect_input(d, 0, ASKED(1));
    desk_expect_input(d, 1, ASKED(3));
    desk_expect_input(d, 2, ASKED(5));
    sdp_pager_free(pager);
    desk_close(d);
}

static void where_a_list_ends(void **state)
{
    static const raw_step empty_page[] = {RAW_READ, PAGE(MORE, ROW(1)), RAW_READ, PAGE(MORE, ""),
                                          RAW_READ, PAGE(MORE, ""),     RAW_END};
    static const raw_step no_info[] = {RAW_READ, RAW_REPLY("200 OK", "{" DESK_SUCCESS ",\"products\":[" ROW(1) "]}"),
                                       RAW_END};
    static const raw_step no_word[] = {RAW_READ, PAGE("\"row_count\":1", ROW(1)), RAW_END};
    static const raw_step one_row[] = {RAW_READ, RAW_REPLY("200 OK", "{" DESK_SUCCESS ",\"product\":" ROW(1) "}"),
                                       RAW_END};
    static const raw_step singular[] = {
        RAW_READ, RAW_REPLY("200 OK", "{" DESK_SUCCESS ",\"product\":[" ROW(1) "],\"list_info\":null}"), RAW_END};
    static const raw_step *const scripts[] = {empty_page, no_info, no_word, one_row, singular};
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        desk *d = desk_open(RAW_SERVER(scripts[i]), &(sdp_config)SDP_CONFIG(.max_retries = -1));
        sdp_pager *pager = start(d, NULL);
        walk(d, pager, "1 ", SDP_END);
        walk(d, pager, "", SDP_END);
        assert_int_equal(raw_server_requests(d->server), i == 0 ? 3 : 1);
        desk_expect_input(d, 0, "{\"list_info\":{\"row_count\":100,\"start_index\":1}}");
        sdp_pager_free(pager);
        desk_close(d);
    }
}

#define BY_TWO(from_, more_) "{\"list_info\":{\"row_count\":2,\"start_index\":" #from_ more_ "}}"
#define COUNTED ",\"get_total_count\":true"

/* An empty page in the middle is asked for once more, with the number of all rows, and the walk goes on. */
static void an_empty_page_is_doubted(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)),
                                      RAW_READ, PAGE(MORE, ""),
                                      RAW_READ, PAGE(MORE ",\"total_count\":5", ROW(3) "," ROW(4)),
                                      RAW_READ, PAGE(LAST, ROW(5)),
                                      RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    sdp_pager *pager = start(d, &(sdp_query)SDP_QUERY(.row_count = 2));
    walk(d, pager, "1 2 3 4 5 ", SDP_END);
    assert_int_equal(raw_server_requests(d->server), 4);
    desk_expect_input(d, 1, BY_TWO(3, ""));
    desk_expect_input(d, 2, BY_TWO(3, COUNTED));
    desk_expect_input(d, 3, BY_TWO(5, "")); /* it is asked for this once */
    assert_int_equal(info_of(pager).page_number, 3);
    assert_int_equal(info_of(pager).moved, 0);
    sdp_pager_free(pager);
    desk_close(d);
}

/* Where it stays empty, the number of all rows says whether that hides some. */
static void an_empty_page_that_stays_empty(void **state)
{
    static const struct {
        const char *name;
        raw_step answer;
        sdp_status end;
    } cases[] = {
        {"more are counted", PAGE(MORE ",\"total_count\":5", ""), SDP_E_LIST},
        {"one more is counted", PAGE(MORE ",\"total_count\":3", ""), SDP_E_LIST},
        {"all were given", PAGE(MORE ",\"total_count\":2", ""), SDP_END},
        {"nothing is counted", PAGE(MORE, ""), SDP_END},
        {"none follow after all", PAGE(LAST ",\"total_count\":5", ""), SDP_END},
        {"the question fails", RAW_REPLY("403 Forbidden", "{" DESK_FAILURE(4002) "}"), SDP_E_FORBIDDEN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const raw_step script[] = {RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)),
                                   RAW_READ, PAGE(MORE, ""),
                                   RAW_READ, cases[i].answer,
                                   RAW_READ, PAGE(LAST, ROW(3)),
                                   RAW_END};
        desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.max_retries = -1));
        sdp_pager *pager = start(d, &(sdp_query)SDP_QUERY(.row_count = 2));
        char *line = NULL;
        walk(d, pager, "1 2 ", cases[i].end);
        assert_int_equal(raw_server_requests(d->server), 3);
        desk_expect_input(d, 2, BY_TWO(3, COUNTED));
        assert_int_equal(sdp_pager_checkpoint(pager, &line), SDP_OK);
        const int is_end = strstr(line, "\"finished\":true") != NULL;
        if (is_end != (cases[i].end == SDP_END)) fail_msg("%s: %s", cases[i].name, line);
        /* The walk goes on where the rows are missing, and asks anew. */
        walk(d, pager, is_end ? "" : "3 ", SDP_END);
        if (!is_end) desk_expect_input(d, 3, BY_TWO(3, ""));
        sdp_text_free(line);
        sdp_pager_free(pager);
        desk_close(d);
    }
}

/* The same in a walk that goes on from a checkpoint, which sends another query than the one that it keeps. */
static void an_empty_page_behind_a_checkpoint(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)),
                                      RAW_READ, PAGE(MORE, ""),
                                      RAW_READ, PAGE(MORE ",\"total_count\":3", ""),
                                      RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)), /* read again */
                                      RAW_READ, PAGE(MORE, ""),
                                      RAW_READ, PAGE(LAST ",\"total_count\":3", ROW(3)),
                                      RAW_END};
    char *line = NULL;
    sdp_pager *resumed = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    sdp_pager *pager = start(d, &(sdp_query)SDP_QUERY(.row_count = 2));
    walk(d, pager, "1 2 ", SDP_E_LIST);
    assert_int_equal(sdp_pager_checkpoint(pager, &line), SDP_OK);
    sdp_pager_free(pager);
    assert_null(strstr(line, "get_total_count"));
    assert_int_equal(sdp_pager_resume(d->client, line, "products.list", NULL, &resumed), SDP_OK);
    walk(d, resumed, "3 ", SDP_END);
    assert_int_equal(raw_server_requests(d->server), 6);
    desk_expect_input(d, 5, BY_TWO(3, COUNTED));
    sdp_text_free(line);
    sdp_pager_free(resumed);
    desk_close(d);
}

static void an_empty_list(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(LAST, ""), RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    sdp_pager *pager = start(d, NULL);
    walk(d, pager, "", SDP_END);
    walk(d, pager, "", SDP_END);
    assert_int_equal(raw_server_requests(d->server), 1);
    sdp_pager_free(pager);
    desk_close(d);
}

static void repeated_rows_are_dropped(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)), RAW_READ, PAGE(MORE, ROW(2) "," ROW(3)),
                                      RAW_READ, PAGE(LAST, ROW(3) "," ROW(1)), RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    sdp_pager *pager = start(d, &(sdp_query)SDP_QUERY(.row_count = 2));
    walk(d, pager, "1 2 3 ", SDP_END);
    assert_int_equal(info_of(pager).repeated, 3);
    assert_int_equal(raw_server_requests(d->server), 3);
    desk_expect_input(d, 2, "{\"list_info\":{\"row_count\":2,\"start_index\":5}}");
    sdp_pager_free(pager);
    desk_close(d);
}

static void a_list_without_end(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)), RAW_REPEAT, RAW_END};
    static const raw_step missing[] = {RAW_READ, RAW_REPLY("404 No", "{" DESK_FAILURE(4007) "}"), RAW_END};
    const sdp_product *row = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(script, missing), NULL);
    sdp_pager *pager = start(d, NULL);
    walk(d, pager, "1 2 ", SDP_E_LIST);
    assert_int_equal(sdp_error_fault(sdp_last_error(d->client)), SDP_FAULT_SERVER);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_E_LIST);
    assert_int_equal(raw_server_requests(d->server), 2);
    /* Another failure in between must not stand for it. */
    assert_int_equal(sdp_product_get(d->client, "../x", NULL, &row), SDP_E_ARGUMENT);
    walk(d, pager, "", SDP_E_LIST);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_E_LIST);
    sdp_pager_free(pager);
    desk_close(d);
}

static void a_page_that_fails_is_asked_for_again(void **state)
{
    static const raw_step script[] = {
        RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)), RAW_READ, RAW_REPLY("403 Forbidden", "{" DESK_FAILURE(4002) "}"),
        RAW_READ, RAW_REPLY("200 OK", "{"),      RAW_READ, PAGE(LAST, ROW(3)),
        RAW_END};
    const sdp_product *row = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.max_retries = -1));
    sdp_pager *pager = start(d, &(sdp_query)SDP_QUERY(.row_count = 2));
    walk(d, pager, "1 2 ", SDP_E_FORBIDDEN);
    assert_int_equal(info_of(pager).page_number, 1);
    assert_int_equal(sdp_product_next(pager, &row), SDP_E_ANSWER);
    assert_null(row);
    walk(d, pager, "3 ", SDP_END);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_OK);
    for (int i = 1; i < 4; i++) desk_expect_input(d, i, "{\"list_info\":{\"row_count\":2,\"start_index\":3}}");
    assert_int_equal(info_of(pager).page_number, 2);
    sdp_pager_free(pager);
    desk_close(d);
}

static void the_error_is_of_the_last_call(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(LAST, ROW(1) "," ROW(2)), RAW_REPEAT, RAW_END};
    const sdp_product *row = NULL;
    const sdp_product *other = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    sdp_pager *pager = start(d, NULL);
    assert_int_equal(sdp_product_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_product_get(d->client, "", NULL, &other), SDP_E_ARGUMENT);
    assert_int_equal(sdp_product_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_OK);
    assert_int_equal(sdp_product_get(d->client, "", NULL, &other), SDP_E_ARGUMENT);
    assert_int_equal(sdp_product_next(pager, &row), SDP_END);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_OK);
    sdp_pager_free(pager);
    desk_close(d);
}

static void where_a_walk_begins(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(MORE, ROW(1)), RAW_READ, PAGE(LAST, ROW(2)), RAW_END};
    static const struct {
        sdp_query query;
        const char *first;
        const char *second;
    } cases[] = {
        {SDP_QUERY(.page = 3, .row_count = 10), "\"row_count\":10,\"start_index\":21",
         "\"row_count\":10,\"start_index\":22"},
        {SDP_QUERY(.page = 3), "\"row_count\":100,\"start_index\":201", "\"row_count\":100,\"start_index\":202"},
        {SDP_QUERY(.start_index = 7), "\"row_count\":100,\"start_index\":7", "\"row_count\":100,\"start_index\":8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char input[128];
        desk *d = desk_open(RAW_SERVER(script), NULL);
        sdp_pager *pager = start(d, &cases[i].query);
        walk(d, pager, "1 2 ", SDP_END);
        snprintf(input, sizeof input, "{\"list_info\":{%s}}", cases[i].first);
        desk_expect_input(d, 0, input);
        snprintf(input, sizeof input, "{\"list_info\":{%s}}", cases[i].second);
        desk_expect_input(d, 1, input);
        sdp_pager_free(pager);
        desk_close(d);
    }
}

static void queries_that_are_refused(void **state)
{
    static const raw_step script[] = {RAW_STALL, RAW_END};
    static const struct {
        sdp_query query;
        sdp_status status;
        const char *path;
    } cases[] = {
        {SDP_QUERY(.row_count = 101), SDP_E_VALUE, "row_count"},
        {SDP_QUERY(.row_count = -1), SDP_E_VALUE, "row_count"},
        {SDP_QUERY(.start_index = -1), SDP_E_VALUE, "start_index"},
        {SDP_QUERY(.page = -1), SDP_E_VALUE, "page"},
        {SDP_QUERY(.page = 1, .start_index = 1), SDP_E_VALUE, "page"},
        {SDP_QUERY(.sort_order = "up"), SDP_E_VALUE, "sort_order"},
        {SDP_QUERY(.sort_field = "\xff"), SDP_E_UTF8, "sort_field"},
        {{.head = {0, SDP_TYPE_QUERY, 0, NULL}}, SDP_E_STRUCT, "query"},
        {{.head = {sizeof(sdp_query), SDP_TYPE_PRODUCT, 0, NULL}}, SDP_E_STRUCT, "query"},
    };
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sdp_pager *pager = (sdp_pager *)(void *)d;
        sdp_status status = sdp_product_list(d->client, &cases[i].query, NULL, &pager);
        if (status != cases[i].status) fail_msg("%zu: %s", i, sdp_error_message(sdp_last_error(d->client)));
        assert_null(pager);
        assert_string_equal(sdp_error_path(sdp_last_error(d->client)), cases[i].path);
        assert_non_null(strstr(sdp_error_message(sdp_last_error(d->client)), cases[i].path));
    }
    struct {
        sdp_query query;
        int64_t newer;
    } longer = {.query = SDP_QUERY_INIT, .newer = 1};
    longer.query.head.size = sizeof longer;
    sdp_pager *pager = NULL;
    assert_int_equal(sdp_product_list(d->client, &longer.query, NULL, &pager), SDP_E_STRUCT);
    assert_string_equal(sdp_error_path(sdp_last_error(d->client)), "query");
    assert_non_null(strstr(sdp_error_message(sdp_last_error(d->client)), "does not know"));
    assert_int_equal(raw_server_connections(d->server), 0);
    desk_close(d);
}

/* The query is copied, a row lives until the next step, and a copy of it as long as it is wanted. */
static void who_owns_what(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(MORE, ROW(1)), RAW_READ, PAGE(MORE, ROW(2)), RAW_STALL, RAW_END};
    static const char text[] = "{\"field\":\"name\",\"condition\":\"is\",\"value\":\"a\"}";
    const sdp_product *row = NULL;
    const sdp_product *copy = NULL;
    sdp_json *criteria = NULL;
    char sort[] = "name";
    const char *fields[] = {"name", "id"};
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    assert_int_equal(sdp_json_parse(text, strlen(text), NULL, &criteria), SDP_OK);
    sdp_query query = SDP_QUERY(.sort_field = sort, .search_criteria = criteria, .fields_required = {fields, 2});
    sdp_pager *pager = start(d, &query);
    memset(sort, 'x', 4);
    fields[0] = NULL;
    sdp_json_free(criteria);
    memset(&query, 0xEE, sizeof query);
    assert_int_equal(sdp_product_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_product_copy(row, NULL, &copy), SDP_OK);
    assert_int_equal(sdp_product_next(pager, &row), SDP_OK);
    assert_string_equal(row->id, "2");
    char *input = desk_input_of(raw_server_request(d->server, 1));
    assert_string_equal(input, "{\"list_info\":{\"row_count\":100,\"start_index\":2,\"sort_field\":\"name\","
                               "\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\",\"value\":\"a\"},"
                               "\"fields_required\":[\"name\",\"id\"]}}");
    free(input);
    /* A row is not its reader's to free, and a pager may be left in the middle. */
    sdp_product_free(row);
    assert_string_equal(row->name, "p2");
    sdp_pager_free(pager);
    desk_close(d);
    assert_string_equal(copy->name, "p1");
    sdp_product_free(copy);
}

static void rows_as_json(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(LAST, ROW(1) ",{\"id\":1829236507633258123}"), RAW_END};
    sdp_pager *pager = NULL;
    const void *row = NULL;
    char *text = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    assert_int_equal(sdp_invoke_list(d->client, "products.list", NULL, 0, "{\"row_count\":5}", 0, NULL, &pager),
                     SDP_OK);
    assert_int_equal(sdp_pager_next_json(pager, 0, &text), SDP_OK);
    assert_string_equal(text, ROW(1));
    sdp_text_free(text);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_string_equal(((const sdp_product *)row)->id, "1829236507633258123");
    assert_int_equal(sdp_pager_next_json(pager, 0, &text), SDP_END);
    assert_null(text);
    desk_expect_input(d, 0, "{\"list_info\":{\"row_count\":5,\"start_index\":1}}");
    sdp_pager_free(pager);
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_pages),
        cmocka_unit_test(where_a_list_ends),
        cmocka_unit_test(an_empty_page_is_doubted),
        cmocka_unit_test(an_empty_page_that_stays_empty),
        cmocka_unit_test(an_empty_page_behind_a_checkpoint),
        cmocka_unit_test(an_empty_list),
        cmocka_unit_test(repeated_rows_are_dropped),
        cmocka_unit_test(a_list_without_end),
        cmocka_unit_test(a_page_that_fails_is_asked_for_again),
        cmocka_unit_test(the_error_is_of_the_last_call),
        cmocka_unit_test(where_a_walk_begins),
        cmocka_unit_test(queries_that_are_refused),
        cmocka_unit_test(who_owns_what),
        cmocka_unit_test(rows_as_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
