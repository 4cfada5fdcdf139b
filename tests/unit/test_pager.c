/* The walk of any list: what each page asks for, every way in which a walk ends, and a server that never comes to
   one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/operations.h"
#include "api/pager.h"
#include "model/types.h"
#include "replay.h"

#define SUCCESS "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"
#define ROW(id_) "{\"id\":\"" #id_ "\"}"
#define PAGE(info_, rows_) "{" SUCCESS ",\"list_info\":{" info_ "},\"products\":[" rows_ "]}"
#define BARE(rows_) "{" SUCCESS ",\"products\":[" rows_ "]}" /* a page of a server that has no list_info */
#define MORE "\"has_more_rows\":true"
#define LAST "\"has_more_rows\":false"
#define ASKED(from_) "{\"list_info\":{\"row_count\":2,\"start_index\":" #from_ "}}"

static const sdp_query by_two = SDP_QUERY(.row_count = 2);

static sdp_pager *start(replay *r, const sdp_query *query)
{
    sdp_pager *pager = NULL;
    assert_int_equal(sdp_product_list(r->client, query, NULL, &pager), SDP_OK);
    assert_non_null(pager);
    return pager;
}

/* Takes rows as long as there are some without asking for a page that has another answer than this. */
static void expect_rows(replay *r, sdp_pager *pager, const char *answer, const char *ids, sdp_status end)
{
    char seen[256] = "";
    const void *row = NULL;
    sdp_status status;
    replay_answer_text(r, answer);
    while ((status = sdp_pager_next(pager, &row)) == SDP_OK) {
        const sdp_product *product = row;
        assert_true(strlen(seen) + strlen(product->id) + 2 < sizeof seen);
        strcat(strcat(seen, product->id), " ");
        if (end == SDP_OK && strcmp(seen, ids) == 0) return; /* the next step would ask for the next page */
    }
    assert_null(row);
    assert_string_equal(seen, ids);
    if (status != end) fail_msg("%s: %s", sdp_status_name(status), sdp_error_message(sdp_last_error(r->client)));
}

static sdp_page_info info_of(const sdp_pager *pager)
{
    sdp_page_info info = {.size = sizeof info};
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
    return info;
}

static void pages_follow_each_other(void **state)
{
    replay *r = *state;
    sdp_pager *pager = start(r, &by_two);
    assert_int_equal(r->requests, 0); /* nothing is asked for before it is wanted */
    assert_int_equal(info_of(pager).page_number, 0);
    assert_int_equal(info_of(pager).total_count, -1);
    assert_int_equal(info_of(pager).has_more_rows, -1);
    expect_rows(r, pager, PAGE(MORE ",\"total_count\":5", ROW(1) "," ROW(2)), "1 2 ", SDP_OK);
    replay_expect_input_exactly(r, ASKED(1));
    expect_rows(r, pager, PAGE(MORE, ROW(3) "," ROW(4)), "3 4 ", SDP_OK);
    replay_expect_input_exactly(r, ASKED(3));
    assert_int_equal(info_of(pager).start_index, 3);
    assert_int_equal(info_of(pager).row_count, 2);
    assert_int_equal(info_of(pager).has_more_rows, 1);
    expect_rows(r, pager, PAGE(LAST, ROW(5)), "5 ", SDP_END);
    replay_expect_input_exactly(r, ASKED(5));
    assert_int_equal(info_of(pager).page_number, 3);
    assert_int_equal(info_of(pager).total_count, 5); /* said once, and it counts */
    assert_int_equal(info_of(pager).has_more_rows, 0);
    /* The end stays the end. */
    expect_rows(r, pager, PAGE(MORE, ROW(6)), "", SDP_END);
    assert_int_equal(r->requests, 3);
    sdp_pager_free(pager);
}

static void every_way_in_which_a_list_ends(void **state)
{
    static const struct {
        const char *first;
        const char *second; /* of what is asked for after it; NULL: nothing is */
        const char *ids;
        int asked; /* 0: as many as there are pages */
    } rows[] = {
        {PAGE(LAST, ROW(1) "," ROW(2)), NULL, "1 2 ", 0},
        {PAGE(LAST, ""), NULL, "", 0},
        {PAGE("", ROW(1)), NULL, "1 ", 0}, /* it does not say, and is shorter than what was asked for */
        {PAGE(MORE, ""), NULL, "", 2},     /* it says that there is more, and has none, and counts none when asked to */
        {PAGE(MORE ",\"total_count\":0", ""), NULL, "", 1},
        {BARE(ROW(1)), NULL, "1 ", 0},
        {BARE(ROW(1) "," ROW(2) "," ROW(3)), NULL, "1 2 3 ", 0}, /* a server that knows no pages */
        {PAGE("", ROW(1) "," ROW(2)), PAGE("", ""), "1 2 ", 0},
        {BARE(ROW(1) "," ROW(2)), PAGE("", ""), "1 2 ", 0},
        {PAGE("\"has_more_rows\":\"false\"", ROW(1) "," ROW(2)), NULL, "1 2 ", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        replay *r = *state;
        r->requests = 0;
        sdp_pager *pager = start(r, &by_two);
        if (rows[i].second != NULL) {
            expect_rows(r, pager, rows[i].first, rows[i].ids, SDP_OK);
            expect_rows(r, pager, rows[i].second, "", SDP_END);
        } else {
            expect_rows(r, pager, rows[i].first, rows[i].ids, SDP_END);
        }
        assert_int_equal(r->requests, rows[i].asked > 0 ? rows[i].asked : rows[i].second != NULL ? 2 : 1);
        sdp_pager_free(pager);
    }
}

/* Without list_info a page of exactly the rows asked for leaves open whether there are more. A server that knows no
   pages gives the same rows once more: that was the whole list, and no row of it comes twice. */
static void a_full_page_that_comes_twice_is_the_whole_list(void **state)
{
    replay *r = *state;
    sdp_pager *pager = start(r, &by_two);
    expect_rows(r, pager, BARE(ROW(1) "," ROW(2)), "1 2 ", SDP_END);
    assert_int_equal(r->requests, 2);
    replay_expect_input_exactly(r, ASKED(3));
    assert_int_equal(sdp_error_status(sdp_last_error(r->client)), SDP_OK);
    assert_int_equal(info_of(pager).repeated, 2);
    assert_int_equal(info_of(pager).moved, 0); /* nothing did */
    expect_rows(r, pager, BARE(ROW(3)), "", SDP_END);
    assert_int_equal(r->requests, 2);
    sdp_pager_free(pager);
}

/* The same rows without a key cannot be told apart one by one; as a page they can. */
static void rows_without_a_key_are_compared_by_the_page(void **state)
{
    replay *r = *state;
    const void *row = NULL;
    sdp_pager *pager = start(r, &by_two);
    replay_answer_text(r, BARE("{\"name\":\"a\"},{\"name\":\"a\"}"));
    /* Equal rows may both be meant. */
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    replay_answer_text(r, BARE("{\"name\":\"b\"}"));
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_string_equal(((const sdp_product *)row)->name, "b");
    assert_int_equal(sdp_pager_next(pager, &row), SDP_END);
    assert_int_equal(info_of(pager).repeated, 0);
    sdp_pager_free(pager);
}

/* The same without keys, such as rows of which only the name was asked for. */
static void a_page_without_keys_that_comes_twice_is_the_whole_list(void **state)
{
    static const char page[] = BARE("{\"name\":\"a\"},{\"name\":\"b\"}");
    replay *r = *state;
    const void *row = NULL;
    sdp_pager *pager = start(r, &by_two);
    replay_answer_text(r, page);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_END);
    assert_int_equal(r->requests, 2);
    assert_int_equal(info_of(pager).repeated, 2);
    sdp_pager_free(pager);
    /* A server that says that there is more is one without end. */
    pager = start(r, &by_two);
    replay_answer_text(r, PAGE(MORE, "{\"name\":\"a\"},{\"name\":\"b\"}"));
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_E_LIST);
    assert_null(row);
    /* One that says that it ends here is believed: names may be equal. */
    replay_answer_text(r, PAGE(LAST, "{\"name\":\"a\"},{\"name\":\"b\"}"));
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_END);
    sdp_pager_free(pager);
}

static void a_server_without_end_is_not_walked_for_ever(void **state)
{
    replay *r = *state;
    sdp_pager *pager = start(r, &by_two);
    expect_rows(r, pager, PAGE(MORE, ROW(1) "," ROW(2)), "1 2 ", SDP_E_LIST);
    assert_int_equal(r->requests, 2);
    assert_int_equal(sdp_error_status(sdp_last_error(r->client)), SDP_E_LIST);
    assert_non_null(strstr(sdp_error_message(sdp_last_error(r->client)), "page 2 of products.list"));
    /* Who goes on all the same gets the page behind it, and no other row twice. */
    expect_rows(r, pager, PAGE(MORE, ROW(2) "," ROW(1)), "", SDP_E_LIST);
    replay_expect_input_exactly(r, ASKED(5));
    expect_rows(r, pager, PAGE(LAST, ROW(2) "," ROW(3)), "3 ", SDP_END);
    assert_int_equal(info_of(pager).repeated, 5);
    sdp_pager_free(pager);
}

/* An empty page is the end, but not where the service itself counts more rows and says that they follow. */
static void an_empty_page_does_not_hide_rows(void **state)
{
    replay *r = *state;
    sdp_pager *pager = start(r, &by_two);
    expect_rows(r, pager, PAGE(MORE ",\"total_count\":5", ROW(1) "," ROW(2)), "1 2 ", SDP_OK);
    expect_rows(r, pager, PAGE(MORE, ""), "", SDP_E_LIST);
    assert_non_null(strstr(sdp_error_message(sdp_last_error(r->client)), "page 2 of products.list is empty"));
    assert_int_equal(sdp_error_fault(sdp_last_error(r->client)), SDP_FAULT_SERVER);
    assert_int_equal(info_of(pager).page_number, 1);
    /* The same page is asked for again. */
    expect_rows(r, pager, PAGE(MORE, ROW(3) "," ROW(4)), "3 4 ", SDP_OK);
    replay_expect_input_exactly(r, ASKED(3));
    expect_rows(r, pager, PAGE(MORE ",\"total_count\":5", ""), "", SDP_E_LIST);
    /* It counts no more than it gave, or says that none follow: believed. */
    expect_rows(r, pager, PAGE(MORE ",\"total_count\":4", ""), "", SDP_END);
    assert_int_equal(info_of(pager).total_changed, 1);
    sdp_pager_free(pager);
    pager = start(r, &by_two);
    expect_rows(r, pager, PAGE(MORE ",\"total_count\":5", ROW(1) "," ROW(2)), "1 2 ", SDP_OK);
    expect_rows(r, pager, PAGE(LAST, ""), "", SDP_END);
    sdp_pager_free(pager);
}

/* Whoever walks is told that rows moved: by the total, by rows that come again, and once a page. */
static void what_moved_is_told(void **state)
{
    replay *r = *state;
    sdp_pager *pager = start(r, &by_two);
    expect_rows(r, pager, PAGE(MORE ",\"total_count\":9", ROW(1) "," ROW(2)), "1 2 ", SDP_OK);
    assert_int_equal(info_of(pager).moved, 0);
    expect_rows(r, pager, PAGE(MORE ",\"total_count\":8", ROW(2) "," ROW(3)), "3 ", SDP_OK);
    assert_int_equal(info_of(pager).moved, 1);
    assert_int_equal(info_of(pager).total_changed, 1);
    expect_rows(r, pager, PAGE(MORE ",\"total_count\":8", ROW(4) "," ROW(5)), "4 5 ", SDP_OK);
    assert_int_equal(info_of(pager).moved, 1);
    expect_rows(r, pager, PAGE(MORE ",\"total_count\":9", ROW(6) "," ROW(7)), "6 7 ", SDP_OK);
    assert_int_equal(info_of(pager).moved, 2);
    expect_rows(r, pager, PAGE(LAST, ROW(7) "," ROW(8)), "8 ", SDP_END);
    assert_int_equal(info_of(pager).moved, 3);
    assert_int_equal(info_of(pager).total_changed, 2);
    assert_int_equal(info_of(pager).repeated, 2);
    assert_int_equal(info_of(pager).given, 8);
    sdp_pager_free(pager);
}

static void rows_are_counted(void **state)
{
    replay *r = *state;
    const void *row = NULL;
    char *text = NULL;
    sdp_pager *pager = start(r, &by_two);
    assert_int_equal(info_of(pager).rows_left, 0);
    replay_answer_text(r, PAGE(MORE, ROW(1) "," ROW(2)));
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_int_equal(info_of(pager).rows_left, 1);
    assert_int_equal(sdp_pager_next_json(pager, -1, &text), SDP_E_ARGUMENT);
    assert_int_equal(info_of(pager).rows_left, 1); /* it is given once more */
    assert_int_equal(info_of(pager).given, 1);
    assert_int_equal(sdp_pager_next(pager, &row), SDP_OK);
    assert_int_equal(info_of(pager).rows_left, 0);
    assert_int_equal(info_of(pager).given, 2);
    sdp_pager_free(pager);
}

/* A list that changes between two pages gives some rows again. */
static void rows_that_were_given_are_dropped(void **state)
{
    replay *r = *state;
    sdp_pager *pager = start(r, &by_two);
    expect_rows(r, pager, PAGE(MORE, ROW(1) "," ROW(1)), "1 ", SDP_OK);
    expect_rows(r, pager, PAGE(MORE, ROW(2) "," ROW(3)), "2 3 ", SDP_OK);
    expect_rows(r, pager, PAGE(LAST, ROW(3) "," ROW(4)), "4 ", SDP_END);
    replay_expect_input_exactly(r, ASKED(5)); /* the server counts all of them */
    assert_int_equal(info_of(pager).repeated, 2);
    sdp_pager_free(pager);
}

static void a_page_that_fails_is_asked_for_again(void **state)
{
    static const char failed[] = "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":"
                                 "[{\"status_code\":4002,\"message\":\"No.\"}]}}";
    replay *r = *state;
    sdp_pager *pager = start(r, &by_two);
    expect_rows(r, pager, failed, "", SDP_E_FORBIDDEN);
    expect_rows(r, pager, PAGE(MORE, ROW(1) "," ROW(2)), "1 2 ", SDP_OK);
    replay_expect_input_exactly(r, ASKED(1));
    expect_rows(r, pager, "<html>", "", SDP_E_ANSWER);
    assert_int_equal(info_of(pager).page_number, 1);
    /* Neither rows nor list_info: nobody says that the list is empty. */
    expect_rows(r, pager, "{" SUCCESS "}", "", SDP_E_ANSWER);
    expect_rows(r, pager, PAGE(LAST, ROW(3)), "3 ", SDP_END);
    replay_expect_input_exactly(r, ASKED(3));
    sdp_pager_free(pager);
}

static void where_a_walk_begins(void **state)
{
    static const struct {
        sdp_query query;
        const char *input;
        int64_t first;
    } rows[] = {
        {SDP_QUERY_INIT, "{\"list_info\":{\"row_count\":100,\"start_index\":1}}", 1},
        {SDP_QUERY(.page = 3, .row_count = 10), "{\"list_info\":{\"row_count\":10,\"start_index\":21}}", 21},
        {SDP_QUERY(.start_index = 7), "{\"list_info\":{\"row_count\":100,\"start_index\":7}}", 7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        replay *r = *state;
        sdp_pager *pager = start(r, &rows[i].query);
        expect_rows(r, pager, PAGE(LAST, ROW(1)), "1 ", SDP_END);
        replay_expect_input_exactly(r, rows[i].input);
        assert_int_equal(info_of(pager).start_index, rows[i].first);
        sdp_pager_free(pager);
    }
}

static void what_cannot_be_walked_is_refused(void **state)
{
    replay *r = *state;
    const sdp_operation *list = &sdpi_operations[SDPI_OP_PRODUCT_LIST];
    const sdp_query wrong = SDP_QUERY(.row_count = 101);
    const sdp_product product = SDP_PRODUCT_INIT;
    const sdp_options zero = {.head = {0, SDP_TYPE_OPTIONS, 0, NULL}};
    const sdp_options dry = SDP_OPTIONS(.dry_run = 1);
    const struct {
        const sdp_operation *operation;
        const void *query;
        const sdp_options *options;
        sdp_status status;
        const char *path;
    } rows[] = {
        {list, &wrong, NULL, SDP_E_VALUE, "row_count"},
        {list, &product, NULL, SDP_E_STRUCT, "query"},
        {list, NULL, &zero, SDP_E_STRUCT, "options"},
        {list, NULL, &dry, SDP_DRY_RUN, ""},
        {&sdpi_operations[SDPI_OP_NEUCRM_LIST], NULL, NULL, SDP_E_ARGUMENT, "operation"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_pager *pager = (sdp_pager *)(void *)r;
        sdp_status status =
            sdpi_pager_new(r->client, rows[i].operation, NULL, 0, rows[i].query, NULL, rows[i].options, &pager);
        if (status != rows[i].status) fail_msg("row %zu: %s", i, sdp_error_message(sdp_last_error(r->client)));
        assert_null(pager);
        assert_string_equal(sdp_error_path(sdp_last_error(r->client)), rows[i].path);
    }
    assert_int_equal(sdpi_pager_new(NULL, list, NULL, 0, NULL, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdpi_pager_new(r->client, list, NULL, 0, NULL, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(r->requests, 0);
}

static void steps_without_arguments_are_refused(void **state)
{
    replay *r = *state;
    sdp_pager *pager = start(r, NULL);
    sdp_page_info info = {.size = sizeof info};
    const void *row = r;
    char *text = (char *)r;
    assert_int_equal(sdp_pager_next(NULL, &row), SDP_E_ARGUMENT);
    assert_null(row);
    assert_int_equal(sdp_pager_next(pager, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_next_json(NULL, 0, &text), SDP_E_ARGUMENT);
    assert_null(text);
    assert_int_equal(sdp_pager_next_json(pager, 0, NULL), SDP_E_ARGUMENT);
    row = r;
    assert_int_equal(sdpi_pager_step(pager, sdp_type_by_name("contract"), &row), SDP_E_ARGUMENT);
    assert_null(row);
    assert_int_equal(sdp_pager_get_info(NULL, &info), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_get_info(pager, NULL), SDP_E_ARGUMENT);
    assert_int_equal(r->requests, 0);
    sdp_pager_free(pager);
    sdp_pager_free(NULL);
}

/* What a program of older headers has room for, and not a byte more. */
static void information_fits_its_struct(void **state)
{
    replay *r = *state;
    sdp_pager *pager = start(r, &by_two);
    sdp_page_info info;
    expect_rows(r, pager, PAGE(LAST ",\"total_count\":1", ROW(1)), "1 ", SDP_END);
    memset(&info, 0xEE, sizeof info);
    info.size = offsetof(sdp_page_info, row_count);
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
    assert_int_equal(info.size, offsetof(sdp_page_info, row_count));
    assert_int_equal(info.page_number, 1);
    assert_int_equal(info.start_index, 1);
    assert_true(info.row_count == (int64_t)UINT64_C(0xEEEEEEEEEEEEEEEE));
    /* The struct before it grew. */
    info.size = offsetof(sdp_page_info, moved);
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
    assert_int_equal(info.total_count, 1);
    assert_true(info.moved == (int64_t)UINT64_C(0xEEEEEEEEEEEEEEEE));
    info.size = 1;
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_E_ARGUMENT);
    sdp_pager_free(pager);
}

static void rows_come_as_json(void **state)
{
    replay *r = *state;
    sdp_pager *pager = start(r, &by_two);
    char *text = NULL;
    replay_answer_text(r, PAGE(LAST, "{\"id\":1829236507633258123,\"new\":[1.50]}"));
    assert_int_equal(sdp_pager_next_json(pager, 0, &text), SDP_OK);
    assert_string_equal(text, "{\"id\":1829236507633258123,\"new\":[1.50]}");
    sdp_text_free(text);
    assert_int_equal(sdp_pager_next_json(pager, 0, &text), SDP_END);
    assert_null(text);
    sdp_pager_free(pager);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(pages_follow_each_other),
        REPLAY_TEST(every_way_in_which_a_list_ends),
        REPLAY_TEST(a_full_page_that_comes_twice_is_the_whole_list),
        REPLAY_TEST(rows_without_a_key_are_compared_by_the_page),
        REPLAY_TEST(a_page_without_keys_that_comes_twice_is_the_whole_list),
        REPLAY_TEST(a_server_without_end_is_not_walked_for_ever),
        REPLAY_TEST(an_empty_page_does_not_hide_rows),
        REPLAY_TEST(what_moved_is_told),
        REPLAY_TEST(rows_are_counted),
        REPLAY_TEST(rows_that_were_given_are_dropped),
        REPLAY_TEST(a_page_that_fails_is_asked_for_again),
        REPLAY_TEST(where_a_walk_begins),
        REPLAY_TEST(what_cannot_be_walked_is_refused),
        REPLAY_TEST(steps_without_arguments_are_refused),
        REPLAY_TEST(information_fits_its_struct),
        REPLAY_TEST(rows_come_as_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
