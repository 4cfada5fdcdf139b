/*
 * Search criteria in the service's own form, in which a criterion carries others as its `children`. A group is its
 * first plain criterion with all others as children: since one operator joins them all, the order does not matter, and
 * neither does how the service binds a parent to its children. A group of groups alone has no criterion to begin with,
 * and is children without a field.
 */
#include "api/criteria.h"

static const char *word_of(int32_t logical)
{
    return logical == SDP_OR ? "OR" : "AND";
}

static sdp_status put_word(sdp_json *to, int32_t logical)
{
    sdp_json *word = NULL;
    sdp_status status = sdp_json_new_text(SDP_JSON_STRING, word_of(logical), &word);
    return status == SDP_OK ? sdp_json_put(to, "logical_operator", word) : status;
}

/* The member of a group that can carry the others. */
static const sdpi_criterion *head_of(const sdpi_criterion *group)
{
    for (const sdpi_criterion *one = group->first; one != NULL; one = one->next) {
        if (one->json != NULL && sdp_json_member(one->json, "children") == NULL) return one;
    }
    return NULL;
}

static sdp_status make_one(const sdpi_criterion *one, int32_t logical, sdp_json **out);

/* The members of a group but its head; all have an operator where there is a head, else all but the first. */
static sdp_status make_members(const sdpi_criterion *group, const sdpi_criterion *head, sdp_json **out)
{
    int32_t logical = head != NULL ? group->logical : 0;
    sdp_status status = sdp_json_new(SDP_JSON_ARRAY, out);
    for (const sdpi_criterion *one = group->first; one != NULL && status == SDP_OK; one = one->next) {
        sdp_json *made = NULL;
        if (one == head) continue;
        status = make_one(one, logical, &made);
        if (status == SDP_OK) status = sdp_json_put(*out, "[]", made);
        logical = group->logical;
    }
    if (status == SDP_OK) return SDP_OK;
    sdp_json_free(*out);
    *out = NULL;
    return status;
}

/* `logical` 0: nothing stands before it. The depth is bounded where groups are opened. */
static sdp_status make_one(const sdpi_criterion *one, int32_t logical, sdp_json **out)
{
    const sdpi_criterion *head = one->json != NULL ? one : head_of(one);
    sdp_json *children = NULL;
    sdp_status status = head != NULL ? sdp_json_copy(head->json, out) : sdp_json_new(SDP_JSON_OBJECT, out);
    if (status == SDP_OK && logical != 0) status = put_word(*out, logical);
    if (status == SDP_OK && one->json == NULL) {
        status = make_members(one, head, &children);
        if (status == SDP_OK) status = sdp_json_put(*out, "children", children);
    }
    if (status == SDP_OK) return SDP_OK;
    sdp_json_free(*out);
    *out = NULL;
    return status;
}

/* A lone criterion is an object, for some tenants refuse an array of one. */
static sdp_status make_all(const sdpi_criterion *top, sdp_json **out)
{
    if (top->count == 1 && top->first->json == NULL) top = top->first;
    return top->count == 1 ? make_one(top->first, 0, out) : make_members(top, NULL, out);
}

sdp_status sdp_criteria_json(sdp_criteria *criteria, sdp_error *error, const sdp_json **out)
{
    sdpi_error_reset(error);
    if (out != NULL) *out = NULL;
    if (criteria == NULL || out == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, criteria == NULL ? "criteria" : "out", "an argument is NULL");
    }
    sdp_status status = sdpi_criteria_mistake(criteria, error);
    if (status != SDP_OK) return status;
    if (criteria->depth > 0) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "criteria", "%zu groups are still open", criteria->depth);
    }
    if (criteria->top.count == 0) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "criteria",
                              "there are no criteria: a list without search_criteria has all rows");
    }
    sdp_json_free(criteria->json);
    criteria->json = NULL;
    status = make_all(&criteria->top, &criteria->json);
    *out = criteria->json;
    if (status == SDP_OK) return SDP_OK;
    if (status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
    return sdpi_error_set(error, status, "criteria", "arrays and objects are nested too deeply");
}
