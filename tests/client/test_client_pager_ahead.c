/* Pages asked for ahead, over connections: they travel while the caller is busy, and whatever becomes of them, the walk
   gives each row once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

static sdp_pager *start(desk *d, const sdp_options *options, int32_t ahead)
{
    static const sdp_query query = SDP_QUERY(.row_count = 2);
    sdp_pager *pager = NULL;
    assert_int_equal(sdp_product_list(d->client, &query, options, &pager), SDP_OK);
    assert_int_equal(sdp_pager_set_prefetch(pager, ahead), SDP_OK);
    return pager;
}

/* Walks on and checks the ids that come, and how it ends; SDP_OK: with the last of these rows. */
static void walk(desk *d, sdp_pager *pager, const char *ids, sdp_status end)
{
    char seen[512] = "";
    const sdp_product *row = NULL;
    sdp_status status = SDP_OK;
    while ((end != SDP_OK || strcmp(seen, ids) != 0) && (status = sdp_product_next(pager, &row)) == SDP_OK) {
        assert_true(strlen(seen) + strlen(row->id) + 2 < sizeof seen);
        strcat(strcat(seen, row->id), " ");
    }
    assert_string_equal(seen, ids);
    if (status != end) fail_msg("%s: %s", sdp_status_name(status), sdp_error_message(sdp_last_error(d->client)));
    desk_check_error(d);
}

static void the_next_page_is_on_its_way_with_the_first_row(void **state)
{
    static const raw_step script[] = {
        RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)), RAW_READ, PAGE(MORE, ROW(3) "," ROW(4)), RAW_READ, PAGE(LAST, ROW(5)),
        RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    sdp_pager *pager = start(d, NULL, 1);
    assert_int_equal(raw_server_requests(d->server), 0);
    walk(d, pager, "1 ", SDP_OK);
    assert_int_equal(raw_server_wait(d->server, 2), 1); /* the caller has not come back yet */
    walk(d, pager, "2 3 ", SDP_OK);
    assert_int_equal(raw_server_wait(d->server, 3), 1);
    walk(d, pager, "4 5 ", SDP_END);
    assert_int_equal(raw_server_requests(d->server), 3);
    assert_int_equal(raw_server_connections(d->server), 1);
    for (int i = 0; i < 3; i++) {
        static const char *const asked[] = {"1", "3", "5"};
        char input[64];
        snprintf(input, sizeof input, "{\"list_info\":{\"row_count\":2,\"start_index\":%s}}", asked[i]);
        desk_expect_input(d, i, input);
    }
    sdp_pager_free(pager);
    desk_close(d);
}

static void other_calls_go_between(void **state)
{
    static const raw_step list[] = {
        RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)), RAW_READ, RAW_DELAY(50), PAGE(LAST, ROW(3)), RAW_END};
    static const raw_step other[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
    const sdp_product *product = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(list, other), NULL);
    sdp_pager *pager = start(d, NULL, 1);
    walk(d, pager, "1 ", SDP_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(sdp_product_get(d->client, "77", NULL, &product), SDP_OK);
        assert_string_equal(product->id, "77");
        sdp_product_free(product);
    }
    walk(d, pager, "2 3 ", SDP_END);
    sdp_pager_free(pager);
    desk_close(d);
}

static void a_page_that_fails_says_so_when_it_is_due(void **state)
{
    static const raw_step script[] = {RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)),
                                      RAW_READ, RAW_REPLY("403 Forbidden", "{" DESK_FAILURE(4002) "}"),
                                      RAW_READ, PAGE(LAST, ROW(3)),
                                      RAW_END};
    const sdp_product *product = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.max_retries = -1));
    sdp_pager *pager = start(d, NULL, 1);
    walk(d, pager, "1 ", SDP_OK);
    assert_int_equal(sdp_product_get(d->client, "", NULL, &product), SDP_E_ARGUMENT); /* of another call */
    walk(d, pager, "2 ", SDP_E_FORBIDDEN);
    assert_int_equal(sdp_error_http_status(sdp_last_error(d->client)), 403);
    assert_int_equal(sdp_error_api_code(sdp_last_error(d->client)), SDP_API_FORBIDDEN);
    desk_expect_words(d, "No.");
    walk(d, pager, "3 ", SDP_END);
    sdp_pager_free(pager);
    desk_close(d);
}

/* The time that a slow caller takes is not the service's. */
static void a_slow_caller_loses_nothing(void **state)
{
    static const raw_step stalls[] = {RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)), RAW_READ, RAW_STALL, RAW_END};
    static const raw_step works[] = {RAW_READ, PAGE(LAST, ROW(3)), RAW_END};
    const sdp_options options = SDP_OPTIONS(.timeout_ms = 1000, .max_retries = -1);
    (void)state;
    desk *d = desk_open(RAW_SERVER(stalls, works), NULL);
    sdp_pager *pager = start(d, &options, 1);
    walk(d, pager, "1 ", SDP_OK);
    assert_int_equal(raw_server_wait(d->server, 2), 1);
    desk_sleep_ms(1050);
    walk(d, pager, "2 3 ", SDP_END);
    sdp_pager_free(pager);
    desk_close(d);
}

static void a_pager_can_be_freed_in_mid_flight(void **state)
{
    static const raw_step stalls[] = {RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)), RAW_READ, RAW_STALL, RAW_END};
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
    const sdp_product *product = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(stalls, works), NULL);
    sdp_pager *pager = start(d, NULL, 1);
    walk(d, pager, "1 ", SDP_OK);
    assert_int_equal(raw_server_wait(d->server, 2), 1);
    sdp_pager_free(pager);
    assert_int_equal(sdp_product_get(d->client, "77", NULL, &product), SDP_OK);
    sdp_product_free(product);
    desk_close(d);
}

/* Several at once, each on a connection of its own, answered in any order. */
static void several_pages_come_in_any_order(void **state)
{
    static const raw_step first[] = {RAW_READ,      PAGE(MORE, ROW(1) "," ROW(2)), RAW_READ,
                                     RAW_DELAY(60), PAGE(MORE, ROW(3) "," ROW(4)), RAW_END};
    static const raw_step second[] = {RAW_READ, PAGE(LAST, ROW(5)), RAW_END};
    static const raw_step third[] = {RAW_READ, RAW_STALL, RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(first, second, third), NULL);
    sdp_pager *pager = start(d, NULL, 2);
    walk(d, pager, "1 2 3 4 5 ", SDP_END); /* what is asked for behind the end is given up */
    assert_true(raw_server_connections(d->server) >= 2);
    sdp_pager_free(pager);
    desk_close(d);
}

static void expect_empty(sdp_pager *pager)
{
    const sdp_product *product = (const sdp_product *)pager;
    const void *row = pager;
    char *text = (char *)pager;
    sdp_page_info info = {.size = sizeof info};
    assert_int_equal(sdp_product_next(pager, &product), SDP_E_ARGUMENT);
    assert_null(product);
    assert_int_equal(sdp_product_next(pager, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_E_ARGUMENT);
    assert_null(row);
    assert_int_equal(sdp_pager_next(pager, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_next_json(pager, 0, &text), SDP_E_ARGUMENT);
    assert_null(text);
    assert_int_equal(sdp_pager_next_json(pager, 0, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_info_to_json(pager, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_checkpoint(pager, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_checkpoint(pager, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_set_prefetch(pager, 2), SDP_E_ARGUMENT);
    sdp_pager_free(pager);
}

/* The mistake of freeing in the wrong order: with a page under way, in the middle of one, behind the end, with
   nothing. */
static void a_client_that_is_freed_first_leaves_empty_pagers(void **state)
{
    static const raw_step script[] = {
        RAW_READ, PAGE(LAST, ROW(1)), RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)), RAW_READ, PAGE(MORE, ROW(1) "," ROW(2)),
        RAW_READ, RAW_STALL,          RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    sdp_pager *unused = start(d, NULL, 4);
    sdp_pager *ended = start(d, NULL, 0);
    sdp_pager *begun = start(d, NULL, 0);
    sdp_pager *freed = start(d, NULL, 1);
    sdp_pager *busy = start(d, NULL, 1);
    walk(d, ended, "1 ", SDP_END);
    walk(d, begun, "1 ", SDP_OK);
    walk(d, busy, "1 ", SDP_OK);
    assert_int_equal(raw_server_wait(d->server, 4), 1);
    sdp_pager_free(freed); /* from the middle of those that the client knows */
    desk_close(d);
    expect_empty(begun);
    expect_empty(busy);
    expect_empty(unused);
    expect_empty(ended);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_page_is_on_its_way_with_the_first_row),
        cmocka_unit_test(other_calls_go_between),
        cmocka_unit_test(a_page_that_fails_says_so_when_it_is_due),
        cmocka_unit_test(a_slow_caller_loses_nothing),
        cmocka_unit_test(a_pager_can_be_freed_in_mid_flight),
        cmocka_unit_test(several_pages_come_in_any_order),
        cmocka_unit_test(a_client_that_is_freed_first_leaves_empty_pagers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
