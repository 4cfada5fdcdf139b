#include "call/neucrm_query.h"

#include <string.h>

#include "base/times.h"
#include "model/path.h"

/* What a member can be: one of these words, or a date where there are none; or a number within its range. */
typedef struct rule {
    const char *member;
    const char *words;
    int64_t least;
    int64_t most;
    const char *problem;
} rule;

static const rule rules[] = {
    {"type", "Individual Organisation", 0, 0, "the type is Individual or Organisation"},
    {"created_from", NULL, 0, 0, "a date is written yyyy-mm-dd"},
    {"created_upto", NULL, 0, 0, "a date is written yyyy-mm-dd"},
    {"dob", NULL, 0, 0, "a date is written yyyy-mm-dd"},
    {"sort_field", "id name mobile email", 0, 0, "rows can be sorted by id, name, mobile or email"},
    {"sort_order", "asc desc", 0, 0, "the sort order is asc or desc"},
    {"reset_password", "Y N", 0, 0, "it is Y or N"},
    {"rows_limit", NULL, 1, SDPI_PAGE_ROWS, "the service gives 1 to 100 rows a page"},
    {"rows_offset", NULL, 0, INT64_MAX, "rows are left out from 0 on"},
    {"show_count", NULL, 0, 1, "it is 0 or 1"},
};

static int read_two(const char *digits)
{
    if (digits[0] < '0' || digits[0] > '9' || digits[1] < '0' || digits[1] > '9') return -1;
    return (digits[0] - '0') * 10 + (digits[1] - '0');
}

static int is_date(const char *text)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-') return 0;
    int century = read_two(text);
    int year = read_two(text + 2);
    int month = read_two(text + 5);
    int day = read_two(text + 8);
    if (century < 0 || year < 0 || month < 1 || month > 12) return 0;
    return day >= 1 && day <= sdpi_days_in_month(century * 100 + year, month);
}

static int obeys(const rule *r, const sdp_field *field, const void *slot)
{
    if (field->kind == SDP_KIND_INTEGER) {
        int64_t number;
        memcpy(&number, slot, sizeof number);
        return number >= r->least && number <= r->most;
    }
    const char *text = sdpi_slot_pointer(slot);
    return r->words != NULL ? sdpi_has_word(r->words, text) : is_date(text);
}

sdp_status sdpi_neucrm_check(const void *entity, sdp_error *error)
{
    const sdp_type *type = sdp_entity_type(entity);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        sdpi_member member;
        if (!sdpi_find_member(type, entity, rules[i].member, &member)) continue;
        if (sdpi_slot_state(member.field, member.slot) != SDP_STATE_VALUE) continue;
        if (!obeys(&rules[i], member.field, member.slot)) {
            return sdpi_error_set(error, SDP_E_VALUE, rules[i].member, "%s", rules[i].problem);
        }
    }
    return SDP_OK;
}

static const sdp_neucrm_filter all_customers = SDP_NEUCRM_FILTER_INIT;

static sdp_status check_walk(const void *query, sdp_error *error)
{
    const sdp_neucrm_filter *filter = query;
    sdp_status status = sdpi_neucrm_check(filter, error);
    if (status == SDP_OK && filter->show_count != 0) {
        status = sdpi_error_set(error, SDP_E_VALUE, "show_count", "a walk gives rows, not their count");
    }
    return status;
}

static void begin(void *query)
{
    sdp_neucrm_filter *filter = query;
    if (filter->rows_limit == 0) filter->rows_limit = SDPI_PAGE_ROWS;
}

static int64_t first_row(const void *query)
{
    return ((const sdp_neucrm_filter *)query)->rows_offset + 1;
}

/* The service says neither how many rows there are nor whether more follow. */
static int is_last(const void *query, const sdpi_result *page)
{
    return page->row_count == 0 || (int64_t)page->row_count < ((const sdp_neucrm_filter *)query)->rows_limit;
}

static void advance(void *query, size_t rows)
{
    ((sdp_neucrm_filter *)query)->rows_offset += (int64_t)rows;
}

const sdpi_paging sdpi_neucrm_paging = {&all_customers, check_walk, begin, first_row, is_last, advance, NULL, 0};
