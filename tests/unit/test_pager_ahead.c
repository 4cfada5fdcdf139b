/* Pages that are asked for before they are wanted: which, when, and that no row is lost or given twice whatever becomes
   of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/client.h"
#include "base/sys.h"
#include "desk.h"
#include "pages.h"

static const sdp_query by_two = SDP_QUERY(.row_count = 2);

static sdp_pager *start(pages *p, const sdp_query *query, const sdp_options *options, int32_t ahead)
{
    sdp_pager *pager = NULL;
    assert_int_equal(sdp_product_list(p->client, query, options, &pager), SDP_OK);
    assert_int_equal(sdp_pager_set_prefetch(pager, ahead), SDP_OK);
    return pager;
}

static void expect_row(pages *p, sdp_pager *pager, int64_t id)
{
    const sdp_product *row = NULL;
    sdp_status status = sdp_product_next(pager, &row);
    if (status != SDP_OK) fail_msg("row %d: %s", (int)id, sdp_error_message(sdp_last_error(p->client)));
    assert_int_equal(strtoll(row->id, NULL, 10), id);
    assert_int_equal(sdp_error_status(sdp_last_error(p->client)), SDP_OK);
}

static void expect_rows(pages *p, sdp_pager *pager, int64_t from, int64_t to)
{
    for (int64_t id = from; id <= to; id++) expect_row(p, pager, id);
}

static void expect_end(pages *p, sdp_pager *pager, sdp_status end)
{
    const sdp_product *row = NULL;
    assert_int_equal(sdp_product_next(pager, &row), end);
    assert_null(row);
    assert_int_equal(sdp_error_status(sdp_last_error(p->client)), end == SDP_END ? SDP_OK : end);
}

static void expect_asked(const pages *p, const int64_t *first, int count)
{
    assert_int_equal(p->lists, count);
    for (int i = 0; i < count; i++) assert_int_equal(p->asked[i], first[i]);
}
#define EXPECT_ASKED(p_, ...)                                                                                          \
    expect_asked((p_), (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static void the_next_page_is_asked_for_with_the_first_row(void **state)
{
    pages p = {.rows = 5, .is_slow = 1};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 1);
    assert_int_equal(p.lists, 0); /* nothing before it is wanted */
    expect_row(&p, pager, 1);
    EXPECT_ASKED(&p, 1, 3);
    assert_int_equal(p.waits, 1);
    expect_row(&p, pager, 2);
    assert_int_equal(p.waits, 1);
    expect_row(&p, pager, 3);
    assert_int_equal(p.waits, 2);
    EXPECT_ASKED(&p, 1, 3, 5);
    expect_rows(&p, pager, 4, 5);
    expect_end(&p, pager, SDP_END);
    EXPECT_ASKED(&p, 1, 3, 5); /* the service said that there are no more */
    assert_int_equal(p.canceled, 0);
    sdp_pager_free(pager);
    pages_close(&p);
}

/* A page that came while the rows of the one before were handled is there without waiting. */
static void pages_move_on_inside_the_steps(void **state)
{
    pages p = {.rows = 300};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, NULL, NULL, 1);
    expect_row(&p, pager, 1);
    const int waits = p.waits;
    expect_rows(&p, pager, 2, 300);
    expect_end(&p, pager, SDP_END);
    assert_int_equal(p.waits, waits);
    assert_true(p.quick < 30); /* not at every row */
    EXPECT_ASKED(&p, 1, 101, 201);
    sdp_pager_free(pager);
    pages_close(&p);
}

static void several_pages_are_under_way_at_once(void **state)
{
    pages p = {.rows = 12, .is_slow = 1};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 4);
    expect_row(&p, pager, 1);
    EXPECT_ASKED(&p, 1, 3, 5, 7, 9);
    assert_int_equal(p.under_way, 4);
    expect_rows(&p, pager, 2, 3);
    EXPECT_ASKED(&p, 1, 3, 5, 7, 9, 11);
    expect_rows(&p, pager, 4, 12);
    expect_end(&p, pager, SDP_END);
    assert_int_equal(p.under_way, 0); /* what was asked for behind the end was given up */
    sdp_pager_free(pager);
    pages_close(&p);
}

/* What the service counts is not asked for in vain. */
static void nothing_is_asked_for_behind_the_total(void **state)
{
    pages p = {.rows = 5, .total = 5, .is_slow = 1};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 4);
    expect_rows(&p, pager, 1, 5);
    expect_end(&p, pager, SDP_END);
    EXPECT_ASKED(&p, 1, 3, 5);
    sdp_pager_free(pager);
    pages_close(&p);
}

/* Whatever lengths pages have, and however many are asked for ahead, each row comes once, in its place. */
static void short_pages_lose_and_double_nothing(void **state)
{
    static const int64_t limits[][8] = {{1, 1, 1, 1, 1, 1, 1, 1},
                                        {0, 1, 0, 1, 0, 1, 0, 1},
                                        {3, 2, 1, 3, 2, 1, 3, 2},
                                        {0, 0, 2, 0, 0, 2, 0, 0},
                                        {2, 3, 3, 1, 0, 0, 1, 1}};
    const sdp_query query = SDP_QUERY(.row_count = 3);
    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        for (int32_t ahead = 0; ahead <= 4; ahead++) {
            for (int slow = 0; slow < 2; slow++) {
                pages p = {.rows = 17, .is_slow = slow, .limits = limits[i], .limit_count = 8};
                sdp_page_info info = {.size = sizeof info};
                pages_open(&p, NULL);
                sdp_pager *pager = start(&p, &query, NULL, ahead);
                expect_rows(&p, pager, 1, 17);
                expect_end(&p, pager, SDP_END);
                assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
                assert_int_equal(info.repeated, 0);
                assert_int_equal(info.moved, 0);
                assert_int_equal(info.given, 17);
                sdp_pager_free(pager);
                pages_close(&p);
            }
        }
    }
}

/* What does not follow the page that came is given up at once, and what does is asked for. */
static void pages_that_do_not_follow_are_given_up(void **state)
{
    static const int64_t limits[] = {0, 1};
    pages p = {.rows = 6, .total = 6, .is_slow = 1, .limits = limits, .limit_count = 2};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 2);
    expect_rows(&p, pager, 1, 2);
    EXPECT_ASKED(&p, 1, 3, 5);
    expect_row(&p, pager, 3);
    EXPECT_ASKED(&p, 1, 3, 5, 4, 5);
    expect_rows(&p, pager, 4, 6);
    expect_end(&p, pager, SDP_END);
    sdp_pager_free(pager);
    pages_close(&p);
}

/* An empty page that cannot be the end: the page behind it, which is there already, does not take its place. */
static void an_empty_page_is_asked_for_again(void **state)
{
    static const int64_t limits[] = {0, -1};
    (void)state;
    for (int32_t ahead = 0; ahead <= 4; ahead++) {
        pages p = {.rows = 9, .total = 9, .limits = limits, .limit_count = 2};
        pages_open(&p, NULL);
        sdp_pager *pager = start(&p, &by_two, NULL, ahead);
        expect_rows(&p, pager, 1, 2);
        expect_end(&p, pager, SDP_E_LIST);
        expect_rows(&p, pager, 3, 9);
        expect_end(&p, pager, SDP_END);
        sdp_pager_free(pager);
        pages_close(&p);
    }
}

/* One that nobody counts is asked for once more in the same step, whatever is under way behind it. */
static void an_empty_page_is_doubted(void **state)
{
    static const int64_t limits[] = {0,  -1, -1,
                                     -1, -1, -1}; /* the first page, and those asked for with it, but no more */
    (void)state;
    for (int32_t ahead = 0; ahead <= 4; ahead++) {
        pages p = {.rows = 9, .limits = limits, .limit_count = ahead > 0 ? ahead + 1 : 2};
        pages_open(&p, NULL);
        sdp_pager *pager = start(&p, &by_two, NULL, ahead);
        expect_rows(&p, pager, 1, 9);
        expect_end(&p, pager, SDP_END);
        sdp_pager_free(pager);
        pages_close(&p);
    }
}

/* What a callback does while a function of the pager gives pages up. */
typedef struct intruder {
    pages p;
    int was_called;
} intruder;

static void intrude(void *user_data, const sdp_event *event)
{
    intruder *i = user_data;
    const sdp_product *product = NULL;
    if (event->status != SDP_E_CANCELED) return;
    i->was_called++;
    assert_int_equal(sdp_product_get(i->p.client, "1", NULL, &product), SDP_E_ARGUMENT);
    assert_null(product);
}

/* Pages are given up by three functions, and in none of them a callback may enter the client. */
static void a_callback_cannot_enter_the_client(void **state)
{
    intruder i = {.p = {.rows = 50, .is_slow = 1}};
    (void)state;
    pages_open(&i.p, &(sdp_config)SDP_CONFIG(.event = intrude, .event_data = &i));
    sdp_pager *pager = start(&i.p, &by_two, NULL, 4);
    expect_row(&i.p, pager, 1);
    assert_int_equal(sdp_pager_set_prefetch(pager, 3), SDP_OK);
    assert_int_equal(i.was_called, 1);
    /* The next page is shorter: those behind it do not follow it. */
    static const int64_t limits[] = {0, 1};
    i.p.limits = limits;
    i.p.limit_count = 2;
    i.p.stalls = 2;
    expect_rows(&i.p, pager, 2, 3);
    assert_true(i.was_called > 1);
    const int before = i.was_called;
    sdp_pager_free(pager);
    assert_true(i.was_called > before);
    assert_int_equal(i.p.others, 0);
    /* It is free again. */
    i.p.stalls = 0;
    const sdp_product *product = NULL;
    assert_int_equal(sdp_product_get(i.p.client, "1", NULL, &product), SDP_OK);
    sdp_product_free(product);
    pages_close(&i.p);
}

static void errors_come_when_the_rows_are_due(void **state)
{
    static const struct {
        sdp_status status;
        int32_t http_status;
        sdp_status expected;
    } ends[] = {{SDP_OK, 403, SDP_E_FORBIDDEN}, {SDP_E_NETWORK, 0, SDP_E_NETWORK}};
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        for (int32_t ahead = 1; ahead <= 3; ahead++) {
            pages p = {.rows = 7, .fails = 1, .fails_with = ends[i].status, .fails_http = ends[i].http_status};
            size_t size = 0;
            pages_open(&p, NULL);
            sdp_pager *pager = start(&p, &by_two, NULL, ahead);
            expect_rows(&p, pager, 1, 2);
            expect_end(&p, pager, ends[i].expected);
            assert_int_equal(sdp_error_http_status(sdp_last_error(p.client)), ends[i].http_status);
            assert_int_equal(sdp_error_attempts(sdp_last_error(p.client)), 1);
            const char *body = sdp_last_body(p.client, &size);
            assert_int_equal(body != NULL, ends[i].http_status != 0);
            if (body != NULL) assert_non_null(strstr(body, "4002"));
            expect_rows(&p, pager, 3, 7);
            expect_end(&p, pager, SDP_END);
            sdp_pager_free(pager);
            pages_close(&p);
        }
    }
}

/* A page whose time was over before it was due says nothing of the service. */
static void a_page_that_ran_out_of_its_time_is_asked_for_again(void **state)
{
    pages p = {.rows = 5, .fails = 1, .fails_with = SDP_E_TIMEOUT};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 2);
    expect_rows(&p, pager, 1, 5);
    expect_end(&p, pager, SDP_END);
    assert_int_equal(p.asked[1], 3);
    assert_int_equal(p.asked[2], 5);
    assert_int_equal(p.asked[3], 3);
    sdp_pager_free(pager);
    pages_close(&p);
}

/* One whose time is over while the caller waits has had that time: the caller is not made to wait for as long again. */
static void a_page_that_is_waited_for_has_its_time_once(void **state)
{
    const sdp_config config = SDP_CONFIG(.timeout_ms = 250);
    (void)state;
    for (int32_t ahead = 1; ahead <= 2; ahead++) {
        pages p = {.rows = 6, .is_slow = 1, .stalls = 1};
        pages_open(&p, &config);
        sdp_pager *pager = start(&p, &by_two, NULL, ahead);
        expect_rows(&p, pager, 1, 2);
        expect_end(&p, pager, SDP_E_TIMEOUT);
        assert_int_equal(p.lists, 1 + ahead);
        p.stalls = 0;
        expect_rows(&p, pager, 3, 6);
        expect_end(&p, pager, SDP_END);
        sdp_pager_free(pager);
        pages_close(&p);
    }
}

/* Its answer was there in time, however late the caller looks. */
static void a_busy_caller_does_not_lose_a_page(void **state)
{
    const sdp_config config = SDP_CONFIG(.timeout_ms = 100);
    pages p = {.rows = 4, .is_slow = 1};
    (void)state;
    pages_open(&p, &config);
    sdp_pager *pager = start(&p, &by_two, NULL, 1);
    expect_row(&p, pager, 1);
    desk_sleep_ms(150);
    p.is_slow = 0;
    expect_rows(&p, pager, 2, 4);
    EXPECT_ASKED(&p, 1, 3);
    assert_int_equal(p.canceled, 0);
    expect_end(&p, pager, SDP_END);
    sdp_pager_free(pager);
    pages_close(&p);
}

/* Its time begins anew when the caller begins to wait, and what is on its way goes on. */
static void a_page_has_its_whole_time_when_it_is_due(void **state)
{
    enum { TIMEOUT_MS = 500, BUSY_MS = 100 };
    const sdp_config config = SDP_CONFIG(.timeout_ms = TIMEOUT_MS);
    pages p = {.rows = 4, .is_slow = 1, .stalls = 1};
    (void)state;
    pages_open(&p, &config);
    sdp_pager *pager = start(&p, &by_two, NULL, 1);
    expect_rows(&p, pager, 1, 2);
    desk_sleep_ms(BUSY_MS);
    const int64_t begin_ms = sdpi_now_ms();
    expect_end(&p, pager, SDP_E_TIMEOUT);
    assert_true(sdpi_now_ms() - begin_ms >= TIMEOUT_MS);
    assert_int_equal(p.canceled, 1);
    sdp_pager_free(pager);
    pages_close(&p);
}

/* A page that nobody waits for heeds a pause. A caller who waits is served as by a single call. */
static void a_pause_does_not_hold_back_who_waits(void **state)
{
    enum { PAUSE_MS = 4000 };
    const sdp_config config = SDP_CONFIG(.timeout_ms = 1000);
    pages p = {.rows = 4};
    (void)state;
    pages_open(&p, &config);
    const int64_t begin_ms = sdpi_now_ms();
    sdpi_limiter_refused(p.client->settings->limiter, begin_ms, begin_ms, PAUSE_MS);
    sdp_pager *pager = start(&p, &by_two, NULL, 1);
    expect_rows(&p, pager, 1, 2);
    EXPECT_ASKED(&p, 1);
    expect_row(&p, pager, 3);
    EXPECT_ASKED(&p, 1, 3);
    assert_true(sdpi_now_ms() - begin_ms < PAUSE_MS);
    expect_row(&p, pager, 4);
    expect_end(&p, pager, SDP_END);
    sdp_pager_free(pager);
    pages_close(&p);
}

static void a_cancel_ends_what_is_waited_for(void **state)
{
    pages p = {.rows = 5, .is_slow = 1};
    sdp_cancel *cancel = NULL;
    (void)state;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, &options, 2);
    expect_row(&p, pager, 1);
    assert_int_equal(p.under_way, 2);
    sdp_cancel_signal(cancel);
    expect_row(&p, pager, 2); /* it is here */
    expect_end(&p, pager, SDP_E_CANCELED);
    assert_int_equal(p.under_way, 0);
    sdp_cancel_reset(cancel);
    expect_rows(&p, pager, 3, 5);
    expect_end(&p, pager, SDP_END);
    sdp_pager_free(pager);
    pages_close(&p);
    sdp_cancel_free(cancel);
}

/* One that was meant for another call does not end the walk later. */
static void a_cancel_that_was_taken_back_is_forgotten(void **state)
{
    pages p = {.rows = 40, .is_slow = 1};
    const sdp_query query = SDP_QUERY(.row_count = 20);
    sdp_cancel *cancel = NULL;
    (void)state;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &query, &options, 1);
    expect_row(&p, pager, 1);
    sdp_cancel_signal(cancel);
    expect_rows(&p, pager, 2, 20);
    assert_int_equal(p.canceled, 1);
    sdp_cancel_reset(cancel);
    expect_rows(&p, pager, 21, 40);
    expect_end(&p, pager, SDP_END);
    sdp_pager_free(pager);
    pages_close(&p);
    sdp_cancel_free(cancel);
}

static void a_pager_can_be_freed_in_mid_flight(void **state)
{
    (void)state;
    for (int32_t ahead = 1; ahead <= 4; ahead++) {
        pages p = {.rows = 50, .is_slow = 1};
        pages_open(&p, NULL);
        sdp_pager *pager = start(&p, &by_two, NULL, ahead);
        expect_row(&p, pager, 1);
        assert_int_equal(p.under_way, ahead);
        sdp_pager_free(pager);
        assert_int_equal(p.under_way, 0);
        assert_int_equal(p.canceled, ahead);
        const sdp_product *product = NULL;
        assert_int_equal(sdp_product_get(p.client, "1", NULL, &product), SDP_OK);
        sdp_product_free(product);
        pages_close(&p);
    }
}

static void other_calls_go_between(void **state)
{
    pages p = {.rows = 6, .total = 6, .is_slow = 1};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 1);
    sdp_pager *other = start(&p, &by_two, NULL, 2);
    for (int64_t id = 1; id <= 6; id++) {
        const sdp_product *product = NULL;
        expect_row(&p, pager, id);
        assert_int_equal(sdp_product_get(p.client, "1", NULL, &product), SDP_OK);
        assert_string_equal(product->id, "1");
        sdp_product_free(product);
        assert_int_equal(sdp_product_get(p.client, "", NULL, &product), SDP_E_ARGUMENT);
        expect_row(&p, other, id);
    }
    expect_end(&p, pager, SDP_END);
    expect_end(&p, other, SDP_END);
    assert_int_equal(p.others, 6);
    assert_int_equal(p.lists, 6);
    sdp_pager_free(other);
    sdp_pager_free(pager);
    pages_close(&p);
}

static void watch(void *user_data, int64_t descriptor, int32_t events)
{
    (void)user_data;
    (void)descriptor;
    (void)events;
}

static void set_timer(void *user_data, int64_t timeout_ms)
{
    (void)user_data;
    (void)timeout_ms;
}

static void an_event_loop_and_a_walk_exclude_each_other(void **state)
{
    const sdp_loop loop = {sizeof loop, watch, set_timer, NULL};
    pages p = {.rows = 6, .is_slow = 1};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 1);
    expect_row(&p, pager, 1);
    assert_int_equal(sdp_client_attach(p.client, &loop), SDP_E_ARGUMENT); /* a page is under way */
    assert_int_equal(sdp_pager_set_prefetch(pager, 0), SDP_OK);
    assert_int_equal(p.under_way, 0);
    assert_int_equal(sdp_client_attach(p.client, &loop), SDP_OK);
    assert_int_equal(sdp_pager_set_prefetch(pager, 1), SDP_OK);
    expect_row(&p, pager, 2); /* it is here */
    expect_end(&p, pager, SDP_E_ARGUMENT);
    assert_int_equal(p.lists, 2);
    assert_int_equal(sdp_client_attach(p.client, NULL), SDP_OK);
    expect_rows(&p, pager, 3, 6);
    expect_end(&p, pager, SDP_END);
    sdp_pager_free(pager);
    pages_close(&p);
}

static void the_depth_can_change_on_the_way(void **state)
{
    pages p = {.rows = 14, .is_slow = 1};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 0);
    expect_row(&p, pager, 1);
    EXPECT_ASKED(&p, 1);
    assert_int_equal(sdp_pager_set_prefetch(pager, 3), SDP_OK);
    EXPECT_ASKED(&p, 1, 3, 5, 7);
    assert_int_equal(sdp_pager_set_prefetch(pager, 1), SDP_OK);
    assert_int_equal(p.under_way, 1);
    expect_rows(&p, pager, 2, 4);
    EXPECT_ASKED(&p, 1, 3, 5, 7, 5);
    assert_int_equal(sdp_pager_set_prefetch(pager, 2), SDP_OK);
    expect_rows(&p, pager, 5, 14);
    expect_end(&p, pager, SDP_END);
    assert_int_equal(sdp_pager_set_prefetch(pager, 4), SDP_OK);
    assert_int_equal(p.under_way, 0);
    for (int32_t wrong = -1; wrong <= 5; wrong += 6) {
        assert_int_equal(sdp_pager_set_prefetch(pager, wrong), SDP_E_ARGUMENT);
        assert_string_equal(sdp_error_path(sdp_last_error(p.client)), "pages");
    }
    assert_int_equal(sdp_pager_set_prefetch(NULL, 1), SDP_E_ARGUMENT);
    sdp_pager_free(pager);
    pages_close(&p);
}

static void a_transport_that_fails_does_so_when_a_page_is_due(void **state)
{
    pages p = {.rows = 6, .is_slow = 1};
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 2);
    expect_row(&p, pager, 1);
    p.poll_fails = SDP_E_NETWORK;
    expect_row(&p, pager, 2);
    expect_end(&p, pager, SDP_E_NETWORK);
    expect_end(&p, pager, SDP_E_NETWORK);
    assert_int_equal(p.under_way, 0);
    p.poll_fails = SDP_OK;
    expect_rows(&p, pager, 3, 6);
    expect_end(&p, pager, SDP_END);
    sdp_pager_free(pager);
    pages_close(&p);
}

/* A failure that another call meets ends the pages too, each of which tells of it when its rows are due. */
static void a_failure_of_the_transport_ends_all_pages(void **state)
{
    pages p = {.rows = 6, .is_slow = 1};
    const sdp_product *product = NULL;
    (void)state;
    pages_open(&p, NULL);
    sdp_pager *pager = start(&p, &by_two, NULL, 2);
    expect_row(&p, pager, 1);
    assert_int_equal(p.under_way, 2);
    p.poll_fails = SDP_E_NETWORK;
    assert_int_equal(sdp_product_get(p.client, "1", NULL, &product), SDP_E_NETWORK);
    assert_int_equal(p.under_way, 0);
    p.poll_fails = SDP_OK;
    expect_row(&p, pager, 2);
    expect_end(&p, pager, SDP_E_NETWORK);
    expect_rows(&p, pager, 3, 6);
    expect_end(&p, pager, SDP_END);
    sdp_pager_free(pager);
    pages_close(&p);
}

/* A list that loses rows at its front while it is walked: its total tells. */
static void what_moved_is_told(void **state)
{
    sdp_page_info info = {.size = sizeof info};
    (void)state;
    for (int32_t ahead = 0; ahead <= 2; ahead++) {
        pages p = {.rows = 8, .total = 8, .is_slow = 1};
        pages_open(&p, NULL);
        sdp_pager *pager = start(&p, &by_two, NULL, ahead);
        expect_row(&p, pager, 1);
        p.rows = p.total = 9; /* another one at the front */
        p.shift = -1;
        expect_row(&p, pager, 2);
        expect_rows(&p, pager, 3, 8);
        expect_end(&p, pager, SDP_END);
        assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
        assert_int_equal(info.repeated, 1);
        assert_int_equal(info.total_changed, 1);
        assert_int_equal(info.moved, 1); /* one page shows both */
        assert_int_equal(info.total_count, 9);
        assert_int_equal(info.given, 8);
        sdp_pager_free(pager);
        pages_close(&p);
    }
}

/* All of them wait for their places in the limit, the last one for longer than a call may take. */
static void the_limit_makes_pages_wait_and_not_fail(void **state)
{
    const sdp_config config = SDP_CONFIG(.requests_per_minute = 1200, .timeout_ms = 350);
    const sdp_query query = SDP_QUERY(.row_count = 1);
    pages p = {.rows = 6};
    (void)state;
    pages_open(&p, &config);
    const int64_t begin_ms = sdpi_now_ms();
    sdpi_limiter_refused(p.client->settings->limiter, begin_ms, begin_ms, -1); /* no places at once: one each 100 ms */
    sdp_pager *pager = start(&p, &query, NULL, 4);
    expect_rows(&p, pager, 1, 6);
    expect_end(&p, pager, SDP_END);
    assert_int_equal(p.lists, 6);
    sdp_pager_free(pager);
    pages_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_page_is_asked_for_with_the_first_row),
        cmocka_unit_test(pages_move_on_inside_the_steps),
        cmocka_unit_test(several_pages_are_under_way_at_once),
        cmocka_unit_test(nothing_is_asked_for_behind_the_total),
        cmocka_unit_test(short_pages_lose_and_double_nothing),
        cmocka_unit_test(pages_that_do_not_follow_are_given_up),
        cmocka_unit_test(an_empty_page_is_asked_for_again),
        cmocka_unit_test(an_empty_page_is_doubted),
        cmocka_unit_test(a_callback_cannot_enter_the_client),
        cmocka_unit_test(errors_come_when_the_rows_are_due),
        cmocka_unit_test(a_page_that_ran_out_of_its_time_is_asked_for_again),
        cmocka_unit_test(a_page_that_is_waited_for_has_its_time_once),
        cmocka_unit_test(a_busy_caller_does_not_lose_a_page),
        cmocka_unit_test(a_page_has_its_whole_time_when_it_is_due),
        cmocka_unit_test(a_pause_does_not_hold_back_who_waits),
        cmocka_unit_test(a_cancel_ends_what_is_waited_for),
        cmocka_unit_test(a_cancel_that_was_taken_back_is_forgotten),
        cmocka_unit_test(a_pager_can_be_freed_in_mid_flight),
        cmocka_unit_test(other_calls_go_between),
        cmocka_unit_test(an_event_loop_and_a_walk_exclude_each_other),
        cmocka_unit_test(the_depth_can_change_on_the_way),
        cmocka_unit_test(a_transport_that_fails_does_so_when_a_page_is_due),
        cmocka_unit_test(a_failure_of_the_transport_ends_all_pages),
        cmocka_unit_test(what_moved_is_told),
        cmocka_unit_test(the_limit_makes_pages_wait_and_not_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
