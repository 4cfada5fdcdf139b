/* The members that search criteria name, looked up in the tables. */
#include <stdio.h>
#include <string.h>

#include "api/criteria.h"
#include "base/json_path.h"
#include "base/nearest.h"
#include "model/types.h"

static sdp_status malformed(const char *path, sdp_error *error)
{
    return sdpi_error_set(error, SDP_E_UNKNOWN_FIELD, NULL, "'%.100s' is not a path such as product_type.name", path);
}

static sdp_status no_such_member(const sdp_type *type, const char *name, sdp_error *error)
{
    char hint[SDPI_HINT_SIZE];
    return sdpi_error_set(error, SDP_E_UNKNOWN_FIELD, NULL, "%s has no member '%.60s'%s", type->name, name,
                          sdpi_hint(hint, sdp_field_name(sdp_type_field_nearest(type, name))));
}

static sdp_status enter(const char *name, const char *path, int32_t allow_unknown, sdpi_searched *at, sdp_error *error)
{
    if (at->kind == SDP_KIND_JSON || at->kind == SDP_KIND_UDF) {
        at->kind = SDP_KIND_JSON;
        return SDP_OK;
    }
    if (at->kind == SDP_KIND_TIME && strcmp(name, "value") == 0) return SDP_OK;
    if (at->kind == SDP_KIND_TIME && strcmp(name, "display_value") == 0) {
        at->kind = SDP_KIND_TEXT;
        return SDP_OK;
    }
    if (at->type == NULL) {
        return sdpi_error_set(error, SDP_E_UNKNOWN_FIELD, NULL, "nothing stands below a member of kind %s: '%.100s'",
                              sdp_kind_name(at->kind), path);
    }
    const sdp_field *field = sdp_type_field_by_name(at->type, name);
    if (field == NULL && !allow_unknown) return no_such_member(at->type, name, error);
    at->kind = field != NULL ? sdp_field_kind(field) : SDP_KIND_JSON;
    at->type = sdp_field_type(field);
    return SDP_OK;
}

sdp_status sdpi_searched_field(const sdp_type *type, const char *path, int32_t allow_unknown, sdpi_searched *found,
                               sdp_error *error)
{
    const char *at = path;
    *found = (sdpi_searched){type != NULL ? SDP_KIND_OBJECT : SDP_KIND_JSON, type};
    for (int first = 1;; first = 0) {
        char name[80]; /* what is cut is longer than any member, and no member either */
        sdpi_step step = sdpi_path_step(&at, first);
        if (step.kind == SDPI_STEP_END) return SDP_OK;
        /* Members of the items of a list are named without an index. */
        if (step.kind != SDPI_STEP_NAME) return malformed(path, error);
        snprintf(name, sizeof name, "%.*s", (int)(step.name_size < sizeof name ? step.name_size : sizeof name),
                 step.name);
        sdp_status status = enter(name, path, allow_unknown, found, error);
        if (status != SDP_OK) return status;
    }
}

static sdp_status check_json(const sdp_json *criterion, const sdp_type *type, sdp_error *error)
{
    sdpi_searched found;
    const char *field = sdp_json_text(sdp_json_member(criterion, "field"));
    const sdp_json *children = sdp_json_member(criterion, "children");
    const int is_list = sdp_json_kind(children) == SDP_JSON_ARRAY;
    sdp_status status = SDP_OK;
    if (field != NULL) status = sdpi_searched_field(type, field, 0, &found, error);
    if (status != SDP_OK) {
        sdpi_error_prefix(error, "field");
        return status;
    }
    size_t index = 0;
    const sdp_json *child = is_list ? sdp_json_first(children) : children;
    for (; child != NULL && status == SDP_OK; index++) {
        status = check_json(child, type, error);
        if (status != SDP_OK && is_list) sdpi_error_prefix_index(error, index);
        if (status != SDP_OK) sdpi_error_prefix(error, "children");
        child = is_list ? sdp_json_next(child) : NULL;
    }
    return status;
}

static sdp_status check_members(const sdpi_criterion *group, const sdp_type *type, sdp_error *error)
{
    size_t index = 0;
    for (const sdpi_criterion *one = group->first; one != NULL; one = one->next, index++) {
        sdp_status status = one->json != NULL ? check_json(one->json, type, error) : check_members(one, type, error);
        if (status == SDP_OK) continue;
        if (one->json == NULL) sdpi_error_prefix(error, "children");
        sdpi_error_prefix_index(error, index);
        return status;
    }
    return SDP_OK;
}

sdp_status sdp_criteria_check(const sdp_criteria *criteria, const sdp_type *type, sdp_error *error)
{
    sdpi_error_reset(error);
    if (criteria == NULL || type == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, criteria == NULL ? "criteria" : "type", "an argument is NULL");
    }
    sdp_status status = sdpi_criteria_mistake(criteria, error);
    if (status != SDP_OK) return status;
    status = check_members(&criteria->top, type, error);
    if (status == SDP_OK) return SDP_OK;
    sdpi_error_prefix(error, "criteria");
    sdpi_error_name_path(error);
    return status;
}
