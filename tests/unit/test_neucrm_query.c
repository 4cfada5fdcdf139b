/* What NeuCRM can be asked for, and its lists page by page: src/call/neucrm_query.c. test_neucrm.c has single filters
   and customers; here are the edges of each rule, and the walk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "call/neucrm_query.h"

/* Checks an entity, and expects the path of what is wrong with it; "": nothing. */
static void expect(const void *entity, const char *path)
{
    sdp_error error;
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdp_status status = sdpi_neucrm_check(entity, &error);
    if (strcmp(error.path, path) != 0) fail_msg("'%s' instead of '%s': %s", error.path, path, error.message);
    assert_int_equal(status, *path == '\0' ? SDP_OK : SDP_E_VALUE);
    if (*path != '\0') assert_true(strlen(error.message) > 8);
    sdpi_error_release(&error);
}

static int is_date(const char *text)
{
    const sdp_neucrm_filter filter = SDP_NEUCRM_FILTER(.created_from = text);
    sdp_status status = sdpi_neucrm_check(&filter, NULL);
    assert_true(status == SDP_OK || status == SDP_E_VALUE);
    return status == SDP_OK;
}

/* Every day of a few years, one after the last of each month included. */
static void the_calendar_is_the_gregorian_one(void **state)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const struct {
        int year, leap;
    } years[] = {{0, 1},    {4, 1},    {100, 0},  {1600, 1}, {1700, 0}, {1900, 0},
                 {1999, 0}, {2000, 1}, {2023, 0}, {2024, 1}, {2100, 0}, {9999, 0}};
    char text[32];
    (void)state;
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        for (int month = 0; month <= 13; month++) {
            int last = month >= 1 && month <= 12 ? days[month - 1] + (month == 2 && years[i].leap) : 0;
            for (int day = 0; day <= 32; day++) {
                snprintf(text, sizeof text, "%04d-%02d-%02d", years[i].year, month, day);
                if (is_date(text) != (day >= 1 && day <= last)) fail_msg("%s", text);
            }
        }
    }
}

static void a_date_has_one_form(void **state)
{
    static const char *const wrong[] = {"",           "2024",        "2024-01",     "2024-1-1",
                                        "24-01-01",   "2024-01-011", "2024-01-01 ", " 2024-01-01",
                                        "2024/01/01", "2024-01/01",  "20240101",    "01-01-2024",
                                        "2024-01-1x", "2024-0x-01",  "20x4-01-01",  "x024-01-01",
                                        "-024-01-01", "2024-01--1",  "2024-+1-01",  "2024-01-01T00:00:00"};
    (void)state;
    assert_true(is_date("2024-01-01"));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (is_date(wrong[i])) fail_msg("'%s'", wrong[i]);
    }
}

static void words_are_whole_words(void **state)
{
    static const struct {
        sdp_neucrm_filter filter;
        const char *path;
    } rows[] = {
        {SDP_NEUCRM_FILTER(.sort_field = "id"), ""},
        {SDP_NEUCRM_FILTER(.sort_field = "name"), ""},
        {SDP_NEUCRM_FILTER(.sort_field = "email"), ""},
        {SDP_NEUCRM_FILTER(.sort_field = "nam"), "sort_field"},
        {SDP_NEUCRM_FILTER(.sort_field = "name mobile"), "sort_field"},
        {SDP_NEUCRM_FILTER(.sort_field = " "), "sort_field"},
        {SDP_NEUCRM_FILTER(.sort_order = "asc"), ""},
        {SDP_NEUCRM_FILTER(.sort_order = "descending"), "sort_order"},
        {SDP_NEUCRM_FILTER(.type = "Individual"), ""},
        {SDP_NEUCRM_FILTER(.type = "Organisation Individual"), "type"},
        {SDP_NEUCRM_FILTER(.type = "Organization"), "type"},
        {SDP_NEUCRM_FILTER(.type = SDP_NULL, .sort_order = SDP_NULL), ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) expect(&rows[i].filter, rows[i].path);
}

static void numbers_have_their_ranges(void **state)
{
    static const struct {
        int64_t limit, offset, count;
        const char *path;
    } rows[] = {
        {0, 0, 0, ""}, /* not set */
        {1, 0, 0, ""},
        {SDPI_PAGE_ROWS, 0, 1, ""},
        {SDPI_PAGE_ROWS + 1, 0, 0, "rows_limit"},
        {-1, 0, 0, "rows_limit"},
        {INT64_MAX, 0, 0, "rows_limit"},
        {0, 1, 0, ""},
        {0, INT64_MAX, 0, ""},
        {0, -1, 0, "rows_offset"},
        {0, 0, 2, "show_count"},
        {0, 0, -1, "show_count"},
        {-5, -5, -5, "rows_limit"}, /* the first of the rules */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdp_neucrm_filter filter =
            SDP_NEUCRM_FILTER(.rows_limit = rows[i].limit, .rows_offset = rows[i].offset, .show_count = rows[i].count);
        expect(&filter, rows[i].path);
    }
}

static void a_walk_gives_rows(void **state)
{
    const sdpi_paging *paging = &sdpi_neucrm_paging;
    const sdp_neucrm_filter counted = SDP_NEUCRM_FILTER(.show_count = 1);
    const sdp_neucrm_filter wrong = SDP_NEUCRM_FILTER(.show_count = 1, .sort_order = "up");
    sdp_error error;
    (void)state;
    assert_int_equal(paging->check(paging->all, NULL), SDP_OK);
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(paging->check(&counted, &error), SDP_E_VALUE);
    assert_string_equal(error.path, "show_count");
    sdpi_error_reset(&error);
    assert_int_equal(paging->check(&wrong, &error), SDP_E_VALUE);
    assert_string_equal(error.path, "sort_order");
    sdpi_error_release(&error);
    /* A list of which nothing is known but its rows cannot end by being repeated. */
    assert_int_equal(paging->repeat_ends, 0);
}

static void a_walk_begins_with_full_pages(void **state)
{
    const sdpi_paging *paging = &sdpi_neucrm_paging;
    sdp_neucrm_filter filter;
    (void)state;
    memcpy(&filter, paging->all, sizeof filter);
    assert_int_equal(filter.head.type, SDP_TYPE_NEUCRM_FILTER);
    paging->begin(&filter);
    assert_int_equal(filter.rows_limit, SDPI_PAGE_ROWS);
    assert_int_equal(filter.rows_offset, 0);
    assert_int_equal(paging->first_row(&filter), 1);
    /* What the caller chose stays. */
    filter = (sdp_neucrm_filter)SDP_NEUCRM_FILTER(.rows_limit = 7, .rows_offset = 40);
    paging->begin(&filter);
    assert_int_equal(filter.rows_limit, 7);
    assert_int_equal(filter.rows_offset, 40);
    assert_int_equal(paging->first_row(&filter), 41);
}

static void a_walk_goes_on_by_what_came(void **state)
{
    const sdpi_paging *paging = &sdpi_neucrm_paging;
    sdp_neucrm_filter filter = SDP_NEUCRM_FILTER(.rows_limit = 3);
    sdpi_result page = {.row_count = 3};
    (void)state;
    paging->begin(&filter);
    assert_false(paging->is_last(&filter, &page));
    paging->advance(&filter, page.row_count);
    assert_int_equal(paging->first_row(&filter), 4);
    page.row_count = 4; /* more than was asked for: there may be still more */
    assert_false(paging->is_last(&filter, &page));
    paging->advance(&filter, page.row_count);
    assert_int_equal(filter.rows_offset, 7);
    assert_int_equal(filter.rows_limit, 3);
    page.row_count = 2;
    assert_true(paging->is_last(&filter, &page));
    page.row_count = 0;
    assert_true(paging->is_last(&filter, &page));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calendar_is_the_gregorian_one),
        cmocka_unit_test(a_date_has_one_form),
        cmocka_unit_test(words_are_whole_words),
        cmocka_unit_test(numbers_have_their_ranges),
        cmocka_unit_test(a_walk_gives_rows),
        cmocka_unit_test(a_walk_begins_with_full_pages),
        cmocka_unit_test(a_walk_goes_on_by_what_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
