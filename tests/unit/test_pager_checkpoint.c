/* Checkpoints: what they hold, that a walk goes on from any of them, and which are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "call/seen.h"
#include "pages.h"

static const sdp_query by_four = SDP_QUERY(.row_count = 4);

static sdp_pager *start(pages *p, const sdp_query *query)
{
    sdp_pager *pager = NULL;
    assert_int_equal(sdp_product_list(p->client, query, NULL, &pager), SDP_OK);
    return pager;
}

static sdp_pager *resume(pages *p, const char *checkpoint)
{
    sdp_pager *pager = NULL;
    sdp_status status = sdp_pager_resume(p->client, checkpoint, "products.list", NULL, &pager);
    if (status != SDP_OK) fail_msg("%s", sdp_error_message(sdp_last_error(p->client)));
    return pager;
}

static char *checkpoint_of(pages *p, sdp_pager *pager)
{
    char *text = NULL;
    assert_int_equal(sdp_pager_checkpoint(pager, &text), SDP_OK);
    assert_string_equal(sdp_error_message(sdp_last_error(p->client)), "");
    assert_null(strchr(text, '\n'));
    return text;
}

static void expect_rows(pages *p, sdp_pager *pager, int64_t from, int64_t to)
{
    for (int64_t id = from; id <= to; id++) {
        const sdp_product *row = NULL;
        sdp_status status = sdp_product_next(pager, &row);
        if (status != SDP_OK) fail_msg("row %d: %s", (int)id, sdp_error_message(sdp_last_error(p->client)));
        assert_int_equal(strtoll(row->id, NULL, 10), id);
    }
}

static void expect_end(sdp_pager *pager)
{
    const sdp_product *row = NULL;
    assert_int_equal(sdp_product_next(pager, &row), SDP_END);
}

static sdp_page_info info_of(const sdp_pager *pager)
{
    sdp_page_info info = {.size = sizeof info};
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
    return info;
}

/* After any number of rows, and from the checkpoint of a walk that was resumed itself. */
static void a_walk_goes_on_behind_the_last_row(void **state)
{
    (void)state;
    for (int64_t given = 0; given <= 10; given++) {
        pages p = {.rows = 10};
        pages_open(&p, NULL);
        sdp_pager *pager = start(&p, &by_four);
        expect_rows(&p, pager, 1, given);
        char *text = checkpoint_of(&p, pager);
        sdp_pager_free(pager);
        pages_close(&p);

        pages q = {.rows = 10};
        pages_open(&q, NULL);
        pager = resume(&q, text);
        assert_int_equal(q.lists, 0);
        assert_int_equal(info_of(pager).given, given);
        char *again = checkpoint_of(&q, pager);
        if (given % 4 != 0) assert_string_equal(again, text); /* a whole page is known by its rows too */
        sdp_pager_free(pager);
        pager = resume(&q, again);
        expect_rows(&q, pager, given + 1, 10);
        expect_end(pager);
        assert_int_equal(info_of(pager).given, 10);
        assert_int_equal(info_of(pager).moved, 0);
        /* A page of what was given is read again, as far as there is one, and gives nothing. */
        if (given < 10) assert_int_equal(q.asked[0], given + 1 - (given < 4 ? given : 4));
        assert_int_equal(info_of(pager).repeated, 0);
        assert_int_equal(q.lists > 0, given < 10); /* the end stays the end */
        sdp_pager_free(pager);
        sdp_text_free(again);
        sdp_text_free(text);
        pages_close(&q);
    }
}

static void a_walk_of_pages_ahead_goes_on_too(void **state)
{
    (void)state;
    for (int64_t given = 0; given <= 10; given++) {
        pages p = {.rows = 10, .is_slow = 1};
        pages_open(&p, NULL);
        sdp_pager *pager = start(&p, &by_four);
        assert_int_equal(sdp_pager_set_prefetch(pager, 2), SDP_OK);
        expect_rows(&p, pager, 1, given);
        char *text = checkpoint_of(&p, pager);
        sdp_pager_free(pager);
        pager = resume(&p, text);
        assert_int_equal(sdp_pager_set_prefetch(pager, 2), SDP_OK);
        expect_rows(&p, pager, given + 1, 10);
        expect_end(pager);
        sdp_pager_free(pager);
        sdp_text_free(text);
        pages_close(&p);
    }
}

/* Rows that were put in before the first one move those that were given behind the checkpoint. */
static void rows_that_moved_are_not_given_twice(void **state)
{
    pages p = {.rows = 300, .total = 300};
    const sdp_query query = SDP_QUERY(.row_count = 50);
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &query);
    expect_rows(&p, pager, 1, 170);
    char *text = checkpoint_of(&p, pager);
    sdp_pager_free(pager);
    p.shift = -100;
    p.rows = p.total = 400;
    pager = resume(&p, text);
    /* One page has only rows that were given: told, as in any walk. */
    const sdp_product *row = NULL;
    assert_int_equal(sdp_product_next(pager, &row), SDP_E_LIST);
    assert_int_equal(sdp_product_next(pager, &row), SDP_E_LIST);
    expect_rows(&p, pager, 171, 300);
    expect_end(pager);
    assert_int_equal(info_of(pager).repeated, 100);
    assert_int_equal(info_of(pager).total_changed, 1);
    assert_int_equal(info_of(pager).moved, 3);
    assert_int_equal(info_of(pager).given, 300);
    sdp_pager_free(pager);
    sdp_text_free(text);
    pages_close(&p);
}

/* Rows that were deleted before the checkpoint move those behind it to places that were read: as many as a page has are
   found there, and of more it is told that rows moved. */
static void rows_that_took_the_places_of_others_are_found(void **state)
{
    (void)state;
    for (int64_t given = 8; given <= 11; given++) {
        for (int64_t deleted = 0; deleted <= 5; deleted++) {
            for (int32_t ahead = 0; ahead <= 2; ahead++) {
                pages p = {.rows = 30};
                pages_open(&p, NULL);
                sdp_pager *pager = start(&p, &by_four);
                expect_rows(&p, pager, 1, given);
                char *text = checkpoint_of(&p, pager);
                sdp_pager_free(pager);
                p.shift = deleted;
                p.rows -= deleted;
                pager = resume(&p, text);
                assert_int_equal(sdp_pager_set_prefetch(pager, ahead), SDP_OK);
                expect_rows(&p, pager, given + 1 + (deleted > 4), 30);
                expect_end(pager);
                assert_int_equal(info_of(pager).moved > 0, deleted > 0);
                assert_int_equal(info_of(pager).repeated, 0);
                sdp_pager_free(pager);
                sdp_text_free(text);
                pages_close(&p);
            }
        }
    }
}

/* A walk that ends again while it reads back loses nothing either. */
static void a_walk_that_reads_back_has_a_checkpoint_too(void **state)
{
    pages p = {.rows = 30};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_four);
    expect_rows(&p, pager, 1, 10);
    for (int64_t next = 11; next <= 13; next++) {
        char *text = checkpoint_of(&p, pager);
        sdp_pager_free(pager);
        p.shift = 3;
        p.rows = 27;
        pager = resume(&p, text);
        expect_rows(&p, pager, next, next);
        sdp_text_free(text);
    }
    expect_rows(&p, pager, 14, 30);
    expect_end(pager);
    sdp_pager_free(pager);
    pages_close(&p);
}

static void the_query_goes_with_it(void **state)
{
    pages p = {.rows = 50};
    static const char input[] =
        "{\"list_info\":{\"page\":3,\"row_count\":5,\"sort_field\":\"name\",\"x\":1.50,"
        "\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\",\"value\":\"caf\\u00e9\"}},"
        "\"fields\":[\"id\"]}";
    sdp_pager *pager = NULL;
    (void)state;
    pages_open(&p, NULL);
    assert_int_equal(sdp_invoke_list(p.client, "products.list", NULL, 0, input, SDP_ALLOW_UNKNOWN, NULL, &pager),
                     SDP_OK);
    expect_rows(&p, pager, 11, 13);
    char *text = checkpoint_of(&p, pager);
    sdp_pager_free(pager);
    assert_non_null(strstr(text, "\"beside\":{\"fields\":[\"id\"]}"));
    assert_null(strstr(text, "example.com"));
    const sdp_options dry = SDP_OPTIONS(.dry_run = 1);
    assert_int_equal(sdp_pager_resume(p.client, text, NULL, &dry, &pager), SDP_DRY_RUN);
    assert_null(pager);
    const char *request = sdp_last_dry_run(p.client);
    assert_non_null(strstr(request, "\"row_count\":5"));
    assert_non_null(strstr(request, "\"start_index\":11"));
    assert_non_null(strstr(request, "\"sort_field\":\"name\""));
    assert_non_null(strstr(request, "\"x\":1.50"));
    assert_non_null(strstr(request, "\"value\":\"caf\xC3\xA9\""));
    assert_non_null(strstr(request, "\"fields\":[\"id\"]"));
    assert_null(strstr(request, "\"page\""));
    sdp_text_free(text);
    pages_close(&p);
}

/* The row that could not be printed counts as not given. */
static void a_row_that_is_due_again_is_behind_it(void **state)
{
    pages p = {.rows = 10};
    char *row = NULL;
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_four);
    expect_rows(&p, pager, 1, 2);
    assert_int_equal(sdp_pager_next_json(pager, 9, &row), SDP_E_ARGUMENT);
    assert_int_equal(info_of(pager).given, 2);
    assert_int_equal(info_of(pager).rows_left, 2);
    char *text = checkpoint_of(&p, pager);
    expect_rows(&p, pager, 3, 4);
    sdp_pager_free(pager);
    pager = resume(&p, text);
    assert_int_equal(info_of(pager).given, 2);
    expect_rows(&p, pager, 3, 10);
    sdp_pager_free(pager);
    sdp_text_free(text);
    pages_close(&p);
}

/* However long the walk is. */
static void its_size_has_a_bound(void **state)
{
    pages p = {.rows = 3000};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, NULL);
    expect_rows(&p, pager, 1, 350);
    char *early = checkpoint_of(&p, pager);
    expect_rows(&p, pager, 351, 2950);
    char *late = checkpoint_of(&p, pager);
    assert_true(strlen(late) < strlen(early) + 16);
    assert_true(strlen(late) < 8192);
    sdp_text_free(early);
    sdp_text_free(late);
    sdp_pager_free(pager);
    pages_close(&p);
}

static void expect_refused(pages *p, const char *text, const char *operation, sdp_status status, const char *words)
{
    sdp_pager *pager = (sdp_pager *)(void *)p;
    sdp_status got = sdp_pager_resume(p->client, text, operation, NULL, &pager);
    const char *message = sdp_error_message(sdp_last_error(p->client));
    if (got != status || strstr(message, words) == NULL)
        fail_msg("%.300s: %s: %s", text, sdp_status_name(got), message);
    assert_null(pager);
    assert_int_equal(p->lists, 0);
}

static char *made(void)
{
    pages p = {.rows = 10};
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_four);
    expect_rows(&p, pager, 1, 6);
    char *text = checkpoint_of(&p, pager);
    sdp_pager_free(pager);
    pages_close(&p);
    return text;
}

/* Each byte changed, each end cut off. */
static void damage_is_found(void **state)
{
    char *text = made();
    const size_t size = strlen(text);
    pages p = {.rows = 10};
    char changed[4096];
    (void)state;
    pages_open(&p, NULL);
    for (size_t i = 0; i < size; i++) {
        sdp_pager *pager = NULL;
        memcpy(changed, text, size + 1);
        changed[i] = (char)(changed[i] ^ 1);
        assert_int_equal(sdp_pager_resume(p.client, changed, NULL, NULL, &pager), SDP_E_VALUE);
        assert_null(pager);
        assert_string_equal(sdp_error_path(sdp_last_error(p.client)), "checkpoint");
        memcpy(changed, text, i);
        changed[i] = '\0';
        expect_refused(&p, changed, NULL, SDP_E_VALUE, "damaged");
    }
    sdp_text_free(text);
    pages_close(&p);
}

/* As an editor or a file leaves it. */
static void blanks_do_not_matter(void **state)
{
    char *text = made();
    sdp_json *json = NULL;
    char *indented = NULL;
    char whole[8192];
    (void)state;
    assert_int_equal(sdp_json_parse(text, strlen(text), NULL, &json), SDP_OK);
    assert_int_equal(sdp_json_print(json, 2, &indented), SDP_OK);
    snprintf(whole, sizeof whole, "\n%s\n\n", indented);
    pages p = {.rows = 10};
    pages_open(&p, NULL);
    sdp_pager *pager = resume(&p, whole);
    expect_rows(&p, pager, 7, 10);
    sdp_pager_free(pager);
    pages_close(&p);
    sdp_json_free(json);
    sdp_text_free(indented);
    sdp_text_free(text);
}

static void another_list_is_refused(void **state)
{
    const sdp_config elsewhere = SDP_CONFIG(.base_url = "https://other.example.com");
    const sdp_config portal = SDP_CONFIG(.portal = "other");
    char *text = made();
    pages p = {.rows = 10};
    (void)state;
    pages_open(&p, NULL);
    expect_refused(&p, text, "customers.list", SDP_E_ARGUMENT, "is of products.list, not of customers.list");
    expect_refused(&p, "{}", NULL, SDP_E_VALUE, "not the checkpoint");
    expect_refused(&p, "[]", NULL, SDP_E_VALUE, "not the checkpoint");
    expect_refused(&p, "", NULL, SDP_E_VALUE, "damaged");
    expect_refused(&p, "{\"sdp_checkpoint\":2}", NULL, SDP_E_VALUE, "version 2");
    expect_refused(&p, "{\"sdp_checkpoint\":1}", NULL, SDP_E_VALUE, "no sum");
    pages_close(&p);
    pages_open(&p, &elsewhere);
    expect_refused(&p, text, NULL, SDP_E_ARGUMENT, "another service");
    pages_close(&p);
    pages_open(&p, &portal);
    expect_refused(&p, text, NULL, SDP_E_ARGUMENT, "another portal");
    pages_close(&p);
    sdp_text_free(text);
}

/* A text with the sum that it should have. */
static const char *with_sum(const char *members, char *text, size_t capacity)
{
    snprintf(text, capacity, "{\"sdp_checkpoint\":1%s}", members);
    const uint64_t sum = sdpi_fingerprint(text);
    snprintf(text, capacity, "{\"sdp_checkpoint\":1%s,\"sum\":\"%016llx\"}", members, (unsigned long long)sum);
    return text;
}

/* Made by hand, with a good sum: refused with words, or walked, and never worse. */
static void nonsense_with_a_good_sum_is_refused(void **state)
{
    char service[64];
    char text[2048];
    char members[1024];
    static const struct {
        const char *members; /* behind the service */
        const char *words;
    } rows[] = {
        {"", "names no list"},
        {",\"operation\":5", "names no list"},
        {",\"operation\":\"products.get\"", "names no list"},
        {",\"operation\":\"products.list\",\"ids\":[\"1\"]", "ids"},
        {",\"operation\":\"products.list\",\"ids\":[{}]", "no text"},
        {",\"operation\":\"products.list\",\"ids\":[1,1,1,1,1,1,1,1,1,1,1]", "ids"},
        {",\"operation\":\"products.list\"", "no query"},
        {",\"operation\":\"products.list\",\"beside\":[1],\"query\":{},\"next\":1,\"seen\":\"\"", "no object"},
        {",\"operation\":\"products.list\",\"beside\":null,\"query\":{},\"next\":1,\"seen\":\"\"", "no object"},
        {",\"operation\":\"products.list\",\"query\":{}", "position"},
        {",\"operation\":\"products.list\",\"query\":{},\"next\":0", "position"},
        {",\"operation\":\"products.list\",\"query\":{},\"next\":-5", "position"},
        {",\"operation\":\"products.list\",\"query\":{},\"next\":1.5", "position"},
        {",\"operation\":\"products.list\",\"query\":{},\"next\":99999999999999999999", "position"},
        {",\"operation\":\"products.list\",\"query\":{},\"next\":1000000000001", "position"},
        {",\"operation\":\"products.list\",\"query\":{\"start_index\":7},\"next\":6", "position"},
        {",\"operation\":\"products.list\",\"query\":{},\"next\":1", "ids seen"},
        {",\"operation\":\"products.list\",\"query\":{},\"next\":1,\"seen\":\"00\"", "ids seen"},
        {",\"operation\":\"products.list\",\"query\":{},\"next\":1,\"seen\":\"000000000000000g\"", "no number"},
        {",\"operation\":\"products.list\",\"query\":{},\"next\":1,\"seen\":\"0000000000000000\"", "no number"},
        {",\"operation\":\"products.list\",\"query\":{\"row_count\":101},\"next\":1,\"seen\":\"\"", "row_count"},
        {",\"operation\":\"products.list\",\"query\":{\"row_count\":\"x\"},\"next\":1,\"seen\":\"\"", "row_count"},
        {",\"operation\":\"products.list\",\"query\":[],\"next\":1,\"seen\":\"\"", ""},
    };
    (void)state;
    snprintf(service, sizeof service, ",\"service\":\"%016llx\"",
             (unsigned long long)sdpi_fingerprint("https://desk.example.com/api/v3"));
    pages p = {.rows = 10};
    pages_open(&p, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sdp_pager *pager = NULL;
        snprintf(members, sizeof members, "%s%s", service, rows[i].members);
        sdp_status status = sdp_pager_resume(p.client, with_sum(members, text, sizeof text), NULL, NULL, &pager);
        const char *message = sdp_error_message(sdp_last_error(p.client));
        if (status == SDP_OK || strstr(message, rows[i].words) == NULL) fail_msg("%s: %s", rows[i].members, message);
        assert_null(pager);
    }
    snprintf(members, sizeof members, "%s", ",\"operation\":\"products.list\",\"service\":\"0\"");
    expect_refused(&p, with_sum(members, text, sizeof text), NULL, SDP_E_VALUE, "names no service");
    /* What may be left out. */
    snprintf(members, sizeof members, "%s,\"operation\":\"products.list\",\"query\":{},\"next\":9,\"seen\":\"\"",
             service);
    sdp_pager *pager = resume(&p, with_sum(members, text, sizeof text));
    expect_rows(&p, pager, 9, 10);
    expect_end(pager);
    sdp_pager_free(pager);
    /* A count that no list can have is none. */
    strcat(members, ",\"given\":9223372036854775807,\"total_count\":-1,\"moved\":\"1\"");
    pager = resume(&p, with_sum(members, text, sizeof text));
    expect_rows(&p, pager, 9, 10);
    expect_end(pager);
    assert_int_equal(info_of(pager).given, 2);
    sdp_pager_free(pager);
    pages_close(&p);
}

static void arguments_are_checked(void **state)
{
    const sdp_options zero = {.head = {0, SDP_TYPE_OPTIONS, 0, NULL}};
    char *text = made();
    pages p = {.rows = 10};
    sdp_pager *pager = NULL;
    char *out = text;
    (void)state;
    pages_open(&p, NULL);
    assert_int_equal(sdp_pager_resume(NULL, text, NULL, NULL, &pager), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_resume(p.client, NULL, NULL, NULL, &pager), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_resume(p.client, text, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_resume(p.client, text, NULL, &zero, &pager), SDP_E_STRUCT);
    assert_null(pager);
    assert_int_equal(sdp_pager_checkpoint(NULL, &out), SDP_E_ARGUMENT);
    assert_null(out);
    pager = resume(&p, text);
    assert_int_equal(sdp_pager_checkpoint(pager, NULL), SDP_E_ARGUMENT);
    sdp_pager_free(pager);
    pages_close(&p);
    sdp_text_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_goes_on_behind_the_last_row),
        cmocka_unit_test(a_walk_of_pages_ahead_goes_on_too),
        cmocka_unit_test(rows_that_moved_are_not_given_twice),
        cmocka_unit_test(rows_that_took_the_places_of_others_are_found),
        cmocka_unit_test(a_walk_that_reads_back_has_a_checkpoint_too),
        cmocka_unit_test(the_query_goes_with_it),
        cmocka_unit_test(a_row_that_is_due_again_is_behind_it),
        cmocka_unit_test(its_size_has_a_bound),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(blanks_do_not_matter),
        cmocka_unit_test(another_list_is_refused),
        cmocka_unit_test(nonsense_with_a_good_sum_is_refused),
        cmocka_unit_test(arguments_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
