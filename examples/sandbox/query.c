#include "query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "criteria.h"
#include "guess.h"

#define MOST_ROWS 100
#define USUAL_ROWS 10
#define MOST_INDEX 1000000000

/* A whole number, as a JSON number or as a text of digits. */
static bool read_count(const sdp_json *value, int64_t most, int64_t *out)
{
    const char *digits = sdp_json_text(value);
    if (!digits || !*digits || strlen(digits) > 10 || strspn(digits, "0123456789") != strlen(digits)) return false;
    *out = strtoll(digits, NULL, 10);
    return *out >= 1 && *out <= most;
}

static bool read_truth(const sdp_json *value, bool *out)
{
    int32_t kind = sdp_json_kind(value);
    const char *string = kind == SDP_JSON_STRING ? sdp_json_text(value) : "";
    *out = kind == SDP_JSON_TRUE || strcmp(string, "true") == 0;
    return *out || kind == SDP_JSON_FALSE || strcmp(string, "false") == 0;
}

static bool wrong(answer *problems, int code, const char *field, const char *why)
{
    answer_problem(problems, code, field, why);
    return false;
}

static bool read_sort(query *to, const sdp_type *type, const sdp_json *info, answer *problems)
{
    const sdp_json *field = sdp_json_member(info, "sort_field");
    const sdp_json *order = sdp_json_member(info, "sort_order");
    const char *way = order ? sdp_json_text(order) : "asc";
    if (!way || (strcmp(way, "asc") != 0 && strcmp(way, "desc") != 0)) {
        return wrong(problems, CODE_NO_SUCH_REFERENCE, "sort_order", "neither asc nor desc");
    }
    if (field && sdp_json_kind(field) != SDP_JSON_STRING) {
        return wrong(problems, CODE_TYPE_MISMATCH, "sort_field", NULL);
    }
    if (field) to->sort_field = sdp_json_text(field);
    if (to->sort_field) return criteria_order(to, type, to->sort_field, strcmp(way, "desc") == 0, problems);
    text_puts(&to->order, strcmp(way, "desc") == 0 ? "seq DESC" : "seq");
    return true;
}

/* Names of members. What is not one brings nothing. */
static bool check_fields(const sdp_type *type, const sdp_json *names, answer *problems)
{
    if (sdp_json_kind(names) != SDP_JSON_ARRAY) return wrong(problems, CODE_TYPE_MISMATCH, "fields_required", NULL);
    for (const sdp_json *item = sdp_json_first(names); item; item = sdp_json_next(item)) {
        const char *name = sdp_json_text(item);
        char first[80];
        if (sdp_json_kind(item) != SDP_JSON_STRING) return wrong(problems, CODE_TYPE_MISMATCH, "fields_required", NULL);
        snprintf(first, sizeof(first), "%.*s", (int)strcspn(name, "."), name);
        if (sdp_type_field_by_name(type, first)) continue;
        if (guess_refuse(problems, "a member of fields_required that there is not")) return false;
    }
    return true;
}

/* The members of list_info that are read by themselves; sort_field and sort_order are read together. */
static bool read_member(query *to, const sdp_type *type, const sdp_json *member, answer *problems)
{
    const char *name = sdp_json_name(member);
    if (strcmp(name, "row_count") == 0) {
        if (read_count(member, MOST_ROWS, &to->row_count)) return true;
        return wrong(problems, CODE_NO_SUCH_REFERENCE, name, "a number from 1 to 100 is needed");
    }
    if (strcmp(name, "start_index") == 0) {
        to->told_start = true;
        if (read_count(member, MOST_INDEX, &to->start_index)) return true;
        return wrong(problems, CODE_NO_SUCH_REFERENCE, name, "a number from 1 is needed");
    }
    if (strcmp(name, "get_total_count") == 0) {
        return read_truth(member, &to->total) || wrong(problems, CODE_TYPE_MISMATCH, name, NULL);
    }
    if (strcmp(name, "search_fields") == 0) {
        if (sdp_json_kind(member) != SDP_JSON_OBJECT) return wrong(problems, CODE_TYPE_MISMATCH, name, NULL);
        for (const sdp_json *field = sdp_json_first(member); field; field = sdp_json_next(field)) {
            if (!criteria_add_contains(to, type, sdp_json_name(field), field, problems)) return false;
        }
        return true;
    }
    if (strcmp(name, "fields_required") == 0) {
        to->fields_required = member;
        return check_fields(type, member, problems);
    }
    if (strcmp(name, "filter_by") == 0) {
        /* Which filters there are is not documented, and rows that a filter should have hidden would mislead. */
        return wrong(problems, CODE_NO_SUCH_REFERENCE, name, "the sandbox knows no filters");
    }
    if (strcmp(name, "page") == 0 || strcmp(name, "sort_field") == 0 || strcmp(name, "sort_order") == 0 ||
        strcmp(name, "search_criteria") == 0) {
        return true;
    }
    return wrong(problems, CODE_GENERIC, name, "EXTRA_KEY_FOUND_IN_JSON");
}

static bool read_info(query *to, const sdp_type *type, const sdp_json *info, answer *problems)
{
    if (sdp_json_kind(info) != SDP_JSON_OBJECT) return wrong(problems, CODE_TYPE_MISMATCH, "list_info", NULL);
    const sdp_json *criteria = sdp_json_member(info, "search_criteria");
    if (criteria && !criteria_add(to, type, criteria, problems)) return false;
    for (const sdp_json *member = sdp_json_first(info); member; member = sdp_json_next(member)) {
        if (!read_member(to, type, member, problems)) return false;
    }
    const sdp_json *page = sdp_json_member(info, "page");
    int64_t number = 1;
    if (page && !read_count(page, MOST_INDEX, &number)) {
        return wrong(problems, CODE_NO_SUCH_REFERENCE, "page", "a number from 1 is needed");
    }
    if (page && to->told_start && guess_refuse(problems, "start_index wins over page")) return false;
    if (page && !to->told_start) to->start_index = (number - 1) * to->row_count + 1;
    return read_sort(to, type, info, problems);
}

bool query_read(query *to, const sdp_type *type, const char *usual_sort, const sdp_json *input, answer *problems)
{
    *to = (query){.row_count = USUAL_ROWS, .start_index = 1, .sort_field = usual_sort};
    for (const sdp_json *member = sdp_json_first(input); member; member = sdp_json_next(member)) {
        const char *name = sdp_json_name(member);
        bool good = false;
        if (strcmp(name, "list_info") == 0) {
            good = read_info(to, type, member, problems);
        } else if (strcmp(name, "fields_required") == 0) {
            good = read_member(to, type, member, problems);
        } else {
            good = wrong(problems, CODE_GENERIC, name, "EXTRA_KEY_FOUND_IN_JSON");
        }
        if (!good) return false;
    }
    if (to->order.size == 0 && !read_sort(to, type, NULL, problems)) return false;
    return !to->where.failed && !to->order.failed;
}

void query_free(query *from)
{
    for (size_t i = 0; i < from->value_count; i++) free(from->values[i].text);
    free(from->values);
    text_free(&from->where);
    text_free(&from->order);
}
