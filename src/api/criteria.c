/* Building search criteria. The first mistake stays, and nothing is added after it. */
#include "api/criteria.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/criteria.h"

sdp_status sdpi_criteria_place(sdp_criteria *criteria, const sdpi_criterion *level)
{
    size_t index = level->count;
    for (; level->parent != NULL; level = level->parent) {
        sdpi_error_prefix_index(&criteria->error, index);
        sdpi_error_prefix(&criteria->error, "children");
        index = level->parent->count - 1;
    }
    sdpi_error_prefix_index(&criteria->error, index);
    sdpi_error_prefix(&criteria->error, "criteria");
    return criteria->error.status;
}

sdp_status sdpi_criteria_mistake(const sdp_criteria *criteria, sdp_error *error)
{
    if (criteria->error.status == SDP_OK || error == NULL) return criteria->error.status;
    sdpi_error_copy(error, &criteria->error);
    if (!criteria->has_column) sdpi_error_name_path(error);
    return criteria->error.status;
}

static sdp_status fail(sdp_criteria *criteria, sdp_status status, const char *member, const char *what)
{
    (void)sdpi_error_set(&criteria->error, status, member, "%s", what);
    return sdpi_criteria_place(criteria, criteria->level);
}

/* What a function of JSON returned, as a mistake at `member`. */
static sdp_status fail_json(sdp_criteria *criteria, sdp_status status, const char *member)
{
    switch (status) {
    case SDP_E_UTF8:
        return fail(criteria, status, member, "the text is not UTF-8");
    case SDP_E_LIMIT:
        return fail(criteria, status, member, "arrays and objects are nested too deeply");
    case SDP_E_NO_MEMORY:
        return fail(criteria, status, NULL, "out of memory");
    default:
        return fail(criteria, status, member, "the value cannot be used");
    }
}

sdp_status sdp_criteria_new(sdp_criteria **out)
{
    if (out == NULL) return SDP_E_ARGUMENT;
    sdp_criteria *made = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *made);
    *out = made;
    if (made == NULL) return SDP_E_NO_MEMORY;
    made->level = &made->top;
    sdpi_error_init(&made->error, &sdpi_default_allocator);
    return SDP_OK;
}

static void free_members(sdpi_criterion *group)
{
    for (sdpi_criterion *next, *one = group->first; one != NULL; one = next) {
        next = one->next;
        free_members(one);
        sdp_json_free(one->json);
        sdpi_release(&sdpi_default_allocator, one);
    }
}

void sdp_criteria_free(sdp_criteria *criteria)
{
    if (criteria == NULL) return;
    free_members(&criteria->top);
    sdp_json_free(criteria->json);
    sdpi_error_release(&criteria->error);
    sdpi_release(&sdpi_default_allocator, criteria);
}

size_t sdp_criteria_count(const sdp_criteria *criteria)
{
    return criteria != NULL ? criteria->top.count : 0;
}

/* Looks whether the level that is open takes one more member that is joined so. */
static sdp_status check_logical(sdp_criteria *criteria, int32_t logical)
{
    const sdpi_criterion *level = criteria->level;
    if (level->count == 0) return SDP_OK;
    if (logical != SDP_AND && logical != SDP_OR) {
        return fail(criteria, SDP_E_ARGUMENT, "logical_operator", "criteria are joined by SDP_AND or SDP_OR");
    }
    if (level->logical == 0 || level->logical == logical) return SDP_OK;
    return fail(criteria, SDP_E_VALUE, "logical_operator",
                "AND and OR stand on one level: open a group for what belongs together");
}

/* Appends a leaf, or a group where `json` is NULL. `json` is taken over. */
static sdp_status append(sdp_criteria *criteria, int32_t logical, sdp_json *json, sdpi_criterion **out)
{
    sdpi_criterion *level = criteria->level;
    sdp_status status = check_logical(criteria, logical);
    sdpi_criterion *made = NULL;
    if (status == SDP_OK) made = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *made);
    if (made == NULL) {
        sdp_json_free(json);
        return status != SDP_OK ? status : fail_json(criteria, SDP_E_NO_MEMORY, NULL);
    }
    made->parent = level;
    made->json = json;
    if (level->count > 0) level->logical = logical;
    if (level->last != NULL) level->last->next = made;
    if (level->first == NULL) level->first = made;
    level->last = made;
    level->count++;
    if (out != NULL) *out = made;
    return SDP_OK;
}

/* Adds a criterion that is complete; it is taken over. */
static sdp_status add_leaf(sdp_criteria *criteria, int32_t logical, sdp_json *json)
{
    if (sdpi_criterion_check(json, &criteria->error) == SDP_OK) return append(criteria, logical, json, NULL);
    sdp_json_free(json);
    return sdpi_criteria_place(criteria, criteria->level);
}

/* The first mistake stays. */
static sdp_status first_mistake(const sdp_criteria *criteria)
{
    return criteria != NULL ? criteria->error.status : SDP_E_ARGUMENT;
}

/* Whether a criterion can be added: what does not depend on its value. */
static sdp_status begin(sdp_criteria *criteria, const char *field, int32_t condition)
{
    sdp_status status = first_mistake(criteria);
    if (status != SDP_OK) return status;
    if (field == NULL) return fail(criteria, SDP_E_ARGUMENT, "field", "a criterion needs a field");
    if (sdp_condition_text(condition) == NULL) {
        return fail(criteria, SDP_E_VALUE, "condition", "no condition of the service has this number");
    }
    return SDP_OK;
}

/* Puts a string or number into an object, or at the end of an array. */
static sdp_status put_text(sdp_json *to, const char *name, const char *text)
{
    sdp_json *made = NULL;
    sdp_status status = sdp_json_new_text(SDP_JSON_STRING, text, &made);
    return status == SDP_OK ? sdp_json_put(to, name, made) : status;
}

/* Adds a criterion with a value, which is taken over; NULL: it could not be made, and `status` says why. */
static sdp_status add(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition, sdp_status status,
                      sdp_json *value)
{
    const char *name = sdp_json_kind(value) == SDP_JSON_ARRAY ? "values" : "value";
    sdp_json *json = NULL;
    if (status != SDP_OK) return fail_json(criteria, status, name);
    status = sdp_json_new(SDP_JSON_OBJECT, &json);
    if (status == SDP_OK) {
        status = put_text(json, "field", field);
        if (status == SDP_E_UTF8) name = "field";
    }
    if (status == SDP_OK) status = put_text(json, "condition", sdp_condition_text(condition));
    if (status == SDP_OK) {
        status = sdp_json_put(json, name, value);
        value = NULL;
    }
    if (status == SDP_OK) return add_leaf(criteria, logical, json);
    sdp_json_free(value);
    sdp_json_free(json);
    return fail_json(criteria, status, name);
}

static sdp_status add_string(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                             const char *text)
{
    sdp_json *value = NULL;
    sdp_status status = sdp_json_new_text(SDP_JSON_STRING, text, &value);
    return add(criteria, logical, field, condition, status, value);
}

sdp_status sdp_criteria_add_text(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                 const char *text)
{
    sdp_json *value = NULL;
    sdp_status status = begin(criteria, field, condition);
    if (status != SDP_OK) return status;
    if (text == NULL) return fail(criteria, SDP_E_ARGUMENT, "value", "the text is NULL");
    if (!sdp_is_null(text)) return add_string(criteria, logical, field, condition, text);
    status = sdp_json_new(SDP_JSON_NULL, &value);
    return add(criteria, logical, field, condition, status, value);
}

sdp_status sdp_criteria_add_number(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                   const char *number)
{
    sdp_status status = begin(criteria, field, condition);
    if (status != SDP_OK) return status;
    if (number == NULL) return fail(criteria, SDP_E_ARGUMENT, "value", "the number is NULL");
    if (!sdpi_is_number(number)) return fail(criteria, SDP_E_VALUE, "value", "a number is expected, such as 12.50");
    return add_string(criteria, logical, field, condition, number);
}

sdp_status sdp_criteria_add_bool(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                 int32_t value)
{
    sdp_json *made = NULL;
    sdp_status status = begin(criteria, field, condition);
    if (status != SDP_OK) return status;
    status = sdp_json_new(value != 0 ? SDP_JSON_TRUE : SDP_JSON_FALSE, &made);
    return add(criteria, logical, field, condition, status, made);
}

sdp_status sdp_criteria_add_time(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                 int64_t ms)
{
    char digits[24];
    sdp_status status = begin(criteria, field, condition);
    if (status != SDP_OK) return status;
    snprintf(digits, sizeof digits, "%" PRId64, ms);
    return add_string(criteria, logical, field, condition, digits);
}

int sdpi_is_id(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

sdp_status sdp_criteria_add_id(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                               const char *id)
{
    sdp_status status = begin(criteria, field, condition);
    if (status != SDP_OK) return status;
    if (id == NULL) return fail(criteria, SDP_E_ARGUMENT, "value", "the id is NULL");
    if (!sdpi_is_id(id)) return fail(criteria, SDP_E_VALUE, "value", "the digits of an id are expected");
    return add_string(criteria, logical, field, condition, id);
}

sdp_status sdp_criteria_add_lookup(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                   const char *id, const char *name)
{
    sdp_json *value = NULL;
    sdp_status status = begin(criteria, field, condition);
    if (status != SDP_OK) return status;
    if (id == NULL && name == NULL) return fail(criteria, SDP_E_ARGUMENT, "value", "an id or a name is needed");
    if (id != NULL && !sdpi_is_id(id))
        return fail(criteria, SDP_E_VALUE, "value.id", "the digits of an id are expected");
    status = sdp_json_new(SDP_JSON_OBJECT, &value);
    if (status == SDP_OK && id != NULL) status = put_text(value, "id", id);
    if (status == SDP_OK && name != NULL) status = put_text(value, "name", name);
    if (status == SDP_OK) return add(criteria, logical, field, condition, status, value);
    sdp_json_free(value);
    return fail_json(criteria, status, "value.name");
}

/* Adds a criterion with several values, which are taken over; `index` is that of the one that `status` is about. */
static sdp_status add_values(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                             sdp_status status, sdp_json *values, size_t index)
{
    char place[40];
    if (status == SDP_OK) return add(criteria, logical, field, condition, status, values);
    sdp_json_free(values);
    snprintf(place, sizeof place, "values[%zu]", index);
    if (status == SDP_E_ARGUMENT) return fail(criteria, status, place, "the text is NULL");
    return fail_json(criteria, status, place);
}

sdp_status sdp_criteria_add_texts(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                  const char *const *texts, size_t count)
{
    sdp_json *values = NULL;
    size_t index = 0;
    sdp_status status = begin(criteria, field, condition);
    if (status != SDP_OK) return status;
    if (texts == NULL) return fail(criteria, SDP_E_ARGUMENT, "values", "the texts are NULL");
    status = sdp_json_new(SDP_JSON_ARRAY, &values);
    for (size_t i = 0; i < count && status == SDP_OK; i++) {
        index = i;
        status = texts[i] != NULL ? put_text(values, "[]", texts[i]) : SDP_E_ARGUMENT;
    }
    return add_values(criteria, logical, field, condition, status, values, index);
}

sdp_status sdp_criteria_add_times(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                  const int64_t *ms, size_t count)
{
    sdp_json *values = NULL;
    sdp_status status = begin(criteria, field, condition);
    if (status != SDP_OK) return status;
    if (ms == NULL) return fail(criteria, SDP_E_ARGUMENT, "values", "the times are NULL");
    status = sdp_json_new(SDP_JSON_ARRAY, &values);
    for (size_t i = 0; i < count && status == SDP_OK; i++) {
        char digits[24];
        snprintf(digits, sizeof digits, "%" PRId64, ms[i]);
        status = put_text(values, "[]", digits);
    }
    return add_values(criteria, logical, field, condition, status, values, 0);
}

sdp_status sdp_criteria_add_value(sdp_criteria *criteria, int32_t logical, const char *field, int32_t condition,
                                  const sdp_json *value)
{
    sdp_json *copy = NULL;
    sdp_status status = begin(criteria, field, condition);
    if (status != SDP_OK) return status;
    if (value == NULL) return fail(criteria, SDP_E_ARGUMENT, "value", "the value is NULL");
    status = sdp_json_copy(value, &copy);
    return add(criteria, logical, field, condition, status, copy);
}

sdp_status sdp_criteria_add_json(sdp_criteria *criteria, int32_t logical, const sdp_json *json)
{
    sdp_json *copy = NULL;
    sdp_status status = first_mistake(criteria);
    if (status != SDP_OK) return status;
    if (json == NULL) return fail(criteria, SDP_E_ARGUMENT, NULL, "the criterion is NULL");
    status = sdp_json_copy(json, &copy);
    if (status != SDP_OK) return fail_json(criteria, status, NULL);
    (void)sdpi_json_remove(copy, "logical_operator");
    return add_leaf(criteria, logical, copy);
}

sdp_status sdp_criteria_open(sdp_criteria *criteria, int32_t logical)
{
    sdpi_criterion *group = NULL;
    sdp_status status = first_mistake(criteria);
    if (status != SDP_OK) return status;
    if (criteria->depth >= SDPI_MAX_CRITERIA_DEPTH) {
        return fail(criteria, SDP_E_LIMIT, "children", "groups are nested too deeply");
    }
    status = append(criteria, logical, NULL, &group);
    if (status != SDP_OK) return status;
    criteria->level = group;
    criteria->depth++;
    return SDP_OK;
}

/* A group of one is that one. A group in it becomes the group that held it. */
static void unwrap(sdpi_criterion *group)
{
    sdpi_criterion *only = group->first;
    group->json = only->json;
    group->first = only->first;
    group->last = only->last;
    group->count = only->count;
    group->logical = only->logical;
    for (sdpi_criterion *one = group->first; one != NULL; one = one->next) one->parent = group;
    sdpi_release(&sdpi_default_allocator, only);
}

sdp_status sdp_criteria_close(sdp_criteria *criteria)
{
    sdp_status status = first_mistake(criteria);
    if (status != SDP_OK) return status;
    sdpi_criterion *group = criteria->level;
    if (group->parent == NULL) return fail(criteria, SDP_E_ARGUMENT, NULL, "no group is open");
    if (group->count == 0) return fail(criteria, SDP_E_VALUE, NULL, "the group is empty");
    if (group->count == 1) unwrap(group);
    criteria->level = group->parent;
    criteria->depth--;
    return SDP_OK;
}
