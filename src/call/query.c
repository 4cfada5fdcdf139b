#include "call/query.h"

#include <inttypes.h>
#include <string.h>

#include "call/criteria.h"

static sdp_status wrong(sdp_error *error, const char *path, const char *what)
{
    return sdpi_error_set(error, SDP_E_VALUE, path, "%s", what);
}

sdp_status sdpi_query_check(const sdp_query *query, sdp_error *error)
{
    const char *order = query->sort_order;
    if (query->row_count < 0 || query->row_count > SDPI_PAGE_ROWS) {
        return sdpi_error_set(error, SDP_E_VALUE, "row_count",
                              "%" PRId64 " rows: the service gives 1 to %d rows a page", query->row_count,
                              SDPI_PAGE_ROWS);
    }
    if (query->start_index < 0) return wrong(error, "start_index", "rows are counted from 1");
    if (query->page < 0) return wrong(error, "page", "pages are counted from 1");
    if (query->start_index > SDPI_MAX_ROW) return wrong(error, "start_index", "no list has that many rows");
    if (query->page > SDPI_MAX_ROW / SDPI_PAGE_ROWS) return wrong(error, "page", "no list has that many pages");
    if (query->page > 0 && query->start_index > 0) return wrong(error, "page", "give either page or start_index");
    if (order != NULL && !sdp_is_null(order) && strcmp(order, "asc") != 0 && strcmp(order, "desc") != 0) {
        return wrong(error, "sort_order", "the sort order is asc or desc");
    }
    if (query->search_criteria == NULL || sdp_is_null(query->search_criteria)) return SDP_OK;
    sdp_status status = sdpi_criteria_check(query->search_criteria, error);
    if (status != SDP_OK) sdpi_error_prefix(error, "search_criteria");
    return status;
}

static const sdp_query all_rows = SDP_QUERY_INIT;

static sdp_status check(const void *query, sdp_error *error)
{
    return sdpi_query_check(query, error);
}

static void begin(void *query)
{
    sdp_query *q = query;
    if (q->row_count == 0) q->row_count = SDPI_PAGE_ROWS;
    if (q->page > 0) q->start_index = (q->page - 1) * q->row_count + 1;
    if (q->start_index == 0) q->start_index = 1;
    q->page = 0;
}

static int64_t first_row(const void *query)
{
    return ((const sdp_query *)query)->start_index;
}

/* Every way in which a list ends is here. */
static int is_last(const void *query, const sdpi_result *page)
{
    const int64_t asked = ((const sdp_query *)query)->row_count;
    const int64_t rows = (int64_t)page->row_count;
    if (rows == 0 || page->info.has_more_rows == 0) return 1;
    /* Without list_info nobody says whether there is more: only a page of just what was asked for leaves it open. */
    if (!page->info.has_list_info) return rows != asked;
    return page->info.has_more_rows < 0 && rows < asked;
}

static void advance(void *query, size_t rows)
{
    ((sdp_query *)query)->start_index += (int64_t)rows;
}

static void count(void *query)
{
    ((sdp_query *)query)->get_total_count = (sdp_bool)SDP_TRUE;
}

const sdpi_paging sdpi_v3_paging = {&all_rows, check, begin, first_row, is_last, advance, count, 1};
