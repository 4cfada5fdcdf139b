#include "call/query.h"

#include <string.h>

#include "base/text.h"

static const char *const conditions[] = {"is",          "is not",          "greater than", "greater or equal",
                                         "lesser than", "lesser or equal", "between",      "not between",
                                         "starts with", "ends with",       "contains",     "not contains"};

static int is_condition(const char *text)
{
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        if (strcmp(text, conditions[i]) == 0) return 1;
    }
    return 0;
}

static const char *nearest_condition(const char *text)
{
    const char *nearest = NULL;
    size_t best = strlen(text) / 3 + 2;
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        size_t distance = sdpi_distance(text, conditions[i]);
        if (distance >= best) continue;
        best = distance;
        nearest = conditions[i];
    }
    return nearest;
}

static sdp_status wrong(sdp_error *error, const char *path, const char *what)
{
    return sdpi_error_set(error, SDP_E_VALUE, path, "%s", what);
}

static sdp_status check_condition(const sdp_json *criterion, sdp_error *error)
{
    const char *field = sdp_json_text(sdp_json_member(criterion, "field"));
    const char *condition = sdp_json_text(sdp_json_member(criterion, "condition"));
    if (field == NULL || *field == '\0') return wrong(error, "field", "a criterion needs a field");
    if (condition == NULL) return wrong(error, "condition", "a criterion needs a condition");
    if (is_condition(condition)) return SDP_OK;
    const char *nearest = nearest_condition(condition);
    return sdpi_error_set(error, SDP_E_VALUE, "condition", "'%.40s' is not a condition of the service%s%s%s", condition,
                          nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
                          nearest != NULL ? "'?" : "");
}

static sdp_status check_criteria(const sdp_json *criteria, sdp_error *error);

static sdp_status check_criterion(const sdp_json *criterion, sdp_error *error)
{
    const sdp_json *children = sdp_json_member(criterion, "children");
    const char *logical = sdp_json_text(sdp_json_member(criterion, "logical_operator"));
    const int has_value = sdp_json_member(criterion, "value") != NULL;
    const int has_values = sdp_json_member(criterion, "values") != NULL;
    sdp_status status = SDP_OK;
    if (sdp_json_kind(criterion) != SDP_JSON_OBJECT) return wrong(error, NULL, "a criterion is an object");
    if (logical != NULL && !sdpi_same_word(logical, "and") && !sdpi_same_word(logical, "or")) {
        return wrong(error, "logical_operator", "a logical operator is AND or OR");
    }
    if (children == NULL || sdp_json_member(criterion, "field") != NULL) status = check_condition(criterion, error);
    if (status == SDP_OK && children == NULL && has_value == has_values) {
        status =
            wrong(error, "value", has_value ? "a criterion has either value or values" : "a criterion needs a value");
    }
    if (status != SDP_OK || children == NULL) return status;
    if (sdp_json_count(children) == 0) return wrong(error, "children", "the children of a criterion are missing");
    status = check_criteria(children, error);
    if (status != SDP_OK) sdpi_error_prefix(error, "children");
    return status;
}

static sdp_status check_criteria(const sdp_json *criteria, sdp_error *error)
{
    if (sdp_json_kind(criteria) != SDP_JSON_ARRAY) return check_criterion(criteria, error);
    size_t index = 0;
    for (const sdp_json *one = sdp_json_first(criteria); one != NULL; one = sdp_json_next(one), index++) {
        sdp_status status = check_criterion(one, error);
        if (status == SDP_OK) continue;
        sdpi_error_prefix_index(error, index);
        return status;
    }
    return SDP_OK;
}

sdp_status sdpi_query_check(const sdp_query *query, sdp_error *error)
{
    const char *order = query->sort_order;
    if (query->row_count < 0 || query->row_count > SDPI_PAGE_ROWS) {
        return wrong(error, "row_count", "the service gives 1 to 100 rows a page");
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
    sdp_status status = check_criteria(query->search_criteria, error);
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

const sdpi_paging sdpi_v3_paging = {&all_rows, check, begin, first_row, is_last, advance, 1};
