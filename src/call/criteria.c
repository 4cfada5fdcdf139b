#include "call/criteria.h"

#include <string.h>

#include "base/nearest.h"
#include "base/text.h"

static const struct {
    const char *text;
    const char *sign;
} conditions[] = {
    [SDP_CONDITION_IS] = {"is", "="},
    [SDP_CONDITION_IS_NOT] = {"is not", "!="},
    [SDP_CONDITION_GREATER_THAN] = {"greater than", ">"},
    [SDP_CONDITION_GREATER_OR_EQUAL] = {"greater or equal", ">="},
    [SDP_CONDITION_LESSER_THAN] = {"lesser than", "<"},
    [SDP_CONDITION_LESSER_OR_EQUAL] = {"lesser or equal", "<="},
    [SDP_CONDITION_BETWEEN] = {"between", NULL},
    [SDP_CONDITION_NOT_BETWEEN] = {"not between", NULL},
    [SDP_CONDITION_STARTS_WITH] = {"starts with", NULL},
    [SDP_CONDITION_ENDS_WITH] = {"ends with", NULL},
    [SDP_CONDITION_CONTAINS] = {"contains", "~"},
    [SDP_CONDITION_NOT_CONTAINS] = {"not contains", "!~"},
};

enum { CONDITIONS = sizeof conditions / sizeof conditions[0] };

const char *sdp_condition_text(int32_t condition)
{
    return condition > 0 && condition < CONDITIONS ? conditions[condition].text : NULL;
}

const char *sdp_condition_sign(int32_t condition)
{
    return condition > 0 && condition < CONDITIONS ? conditions[condition].sign : NULL;
}

int32_t sdp_condition_by_text(const char *text)
{
    for (int32_t i = 1; text != NULL && i < CONDITIONS; i++) {
        if (sdpi_same_word(text, conditions[i].text)) return i;
        if (conditions[i].sign != NULL && strcmp(text, conditions[i].sign) == 0) return i;
    }
    return 0;
}

int32_t sdpi_condition_nearest(const char *text)
{
    int32_t nearest = 0;
    sdpi_nearest so_far = sdpi_nearest_begin(text);
    for (int32_t i = 1; i < CONDITIONS; i++) {
        if (sdpi_is_nearer(&so_far, conditions[i].text)) nearest = i;
    }
    return nearest;
}

static sdp_status wrong(sdp_error *error, const char *path, const char *what)
{
    return sdpi_error_set(error, SDP_E_VALUE, path, "%s", what);
}

/* The service takes the words of a condition as they are documented, in lower case. */
static int32_t exact_condition(const char *text)
{
    int32_t condition = sdp_condition_by_text(text);
    return condition != 0 && strcmp(text, conditions[condition].text) == 0 ? condition : 0;
}

static sdp_status check_condition(const sdp_json *criterion, int32_t *condition, sdp_error *error)
{
    const char *field = sdp_json_text(sdp_json_member(criterion, "field"));
    const char *text = sdp_json_text(sdp_json_member(criterion, "condition"));
    if (field == NULL || *field == '\0') return wrong(error, "field", "a criterion needs a field");
    if (text == NULL) return wrong(error, "condition", "a criterion needs a condition");
    *condition = exact_condition(text);
    if (*condition != 0) return SDP_OK;
    char hint[SDPI_HINT_SIZE];
    return sdpi_error_set(error, SDP_E_VALUE, "condition", "'%.40s' is not a condition of the service%s", text,
                          sdpi_hint(hint, sdp_condition_text(sdpi_condition_nearest(text))));
}

static sdp_status check_values(const sdp_json *criterion, int32_t condition, sdp_error *error)
{
    const sdp_json *value = sdp_json_member(criterion, "value");
    const sdp_json *values = sdp_json_member(criterion, "values");
    const int takes_two = condition == SDP_CONDITION_BETWEEN || condition == SDP_CONDITION_NOT_BETWEEN;
    if (value != NULL && values != NULL) {
        return wrong(error, "value", "a criterion has either value or values");
    }
    if (value == NULL && values == NULL) return wrong(error, "value", "a criterion needs a value");
    if (values != NULL && sdp_json_kind(values) != SDP_JSON_ARRAY) {
        return wrong(error, "values", "the values of a criterion are an array");
    }
    if (values == NULL && sdp_json_kind(value) != SDP_JSON_ARRAY) {
        return takes_two ? wrong(error, "value", "'between' takes two values") : SDP_OK;
    }
    const char *name = values != NULL ? "values" : "value";
    size_t count = sdp_json_count(values != NULL ? values : value);
    if (count == 0) return wrong(error, name, "the values of a criterion are missing");
    if (takes_two && count != 2) return wrong(error, name, "'between' takes two values");
    return SDP_OK;
}

/* A criterion may state something, or hold others, or both: then only what it has of a value is looked at. */
sdp_status sdpi_criterion_check(const sdp_json *criterion, sdp_error *error)
{
    const sdp_json *children = sdp_json_member(criterion, "children");
    const sdp_json *logical = sdp_json_member(criterion, "logical_operator");
    const char *word = sdp_json_text(logical);
    const int has_value = sdp_json_member(criterion, "value") != NULL || sdp_json_member(criterion, "values") != NULL;
    int32_t condition = 0;
    sdp_status status = SDP_OK;
    if (sdp_json_kind(criterion) != SDP_JSON_OBJECT) return wrong(error, NULL, "a criterion is an object");
    if (logical != NULL && (word == NULL || (!sdpi_same_word(word, "and") && !sdpi_same_word(word, "or")))) {
        return wrong(error, "logical_operator", "a logical operator is AND or OR");
    }
    if (children == NULL || sdp_json_member(criterion, "field") != NULL) {
        status = check_condition(criterion, &condition, error);
        if (status == SDP_OK && (children == NULL || has_value)) status = check_values(criterion, condition, error);
    }
    if (status != SDP_OK || children == NULL) return status;
    if (sdp_json_count(children) == 0) return wrong(error, "children", "the children of a criterion are missing");
    status = sdpi_criteria_check(children, error);
    if (status != SDP_OK) sdpi_error_prefix(error, "children");
    return status;
}

sdp_status sdpi_criteria_check(const sdp_json *criteria, sdp_error *error)
{
    if (sdp_json_kind(criteria) != SDP_JSON_ARRAY) return sdpi_criterion_check(criteria, error);
    size_t index = 0;
    if (sdp_json_count(criteria) == 0) return wrong(error, NULL, "there are no criteria in the array");
    for (const sdp_json *one = sdp_json_first(criteria); one != NULL; one = sdp_json_next(one), index++) {
        sdp_status status = sdpi_criterion_check(one, error);
        if (status == SDP_OK) continue;
        sdpi_error_prefix_index(error, index);
        return status;
    }
    return SDP_OK;
}
