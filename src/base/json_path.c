#include "base/json_path.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

static sdpi_step index_step(const char **path)
{
    const char *at = *path + 1;
    sdpi_step step = {.kind = SDPI_STEP_INDEX};
    if (*at == ']') {
        step.kind = SDPI_STEP_APPEND;
        *path = at + 1;
        return step;
    }
    const char *digits = at;
    while (*at >= '0' && *at <= '9' && step.index <= SDPI_MAX_LIST_INDEX) {
        step.index = step.index * 10 + (size_t)(*at - '0');
        at++;
    }
    if (at == digits || *at != ']' || step.index > SDPI_MAX_LIST_INDEX) {
        step.kind = SDPI_STEP_BAD;
        return step;
    }
    *path = at + 1;
    return step;
}

sdpi_step sdpi_path_step(const char **path, int first)
{
    sdpi_step step = {.kind = SDPI_STEP_END};
    if (**path == '\0' && !first) return step;
    if (**path == '[') return index_step(path);
    if (!first) {
        step.kind = SDPI_STEP_BAD;
        if (**path != '.') return step;
        ++*path;
    }
    step.name = *path;
    step.name_size = strcspn(*path, ".[");
    step.kind = step.name_size > 0 ? SDPI_STEP_NAME : SDPI_STEP_BAD;
    *path += step.name_size;
    return step;
}

static cJSON *child_at(const cJSON *node, const sdpi_step *step)
{
    cJSON *found = NULL;
    if (step->kind == SDPI_STEP_INDEX) return cJSON_IsArray(node) ? cJSON_GetArrayItem(node, (int)step->index) : NULL;
    if (step->kind != SDPI_STEP_NAME || !cJSON_IsObject(node)) return NULL;
    for (cJSON *child = node->child; child != NULL; child = child->next) {
        if (strncmp(child->string, step->name, step->name_size) == 0 && child->string[step->name_size] == '\0') {
            found = child; /* the last one of that name counts */
        }
    }
    return found;
}

const sdp_json *sdp_json_at(const sdp_json *json, const char *path)
{
    const cJSON *node = (const cJSON *)(const void *)json;
    if (path == NULL) return NULL;
    for (int first = 1; node != NULL; first = 0) {
        sdpi_step step = sdpi_path_step(&path, first);
        if (step.kind == SDPI_STEP_END) break;
        node = child_at(node, &step);
    }
    return (const sdp_json *)(const void *)node;
}

/* Puts `value` into `node` where the step says; frees what stood there. 0 where that is not possible. */
static sdp_status attach(cJSON *node, const sdpi_step *step, cJSON *value)
{
    cJSON *old = child_at(node, step);
    if (old != NULL) {
        /* The name moves to the new value, so that nothing needs to be allocated. A copy may bring one of its own. */
        cJSON_free(value->string);
        value->string = old->string;
        old->string = NULL;
        return cJSON_ReplaceItemViaPointer(node, old, value) ? SDP_OK : SDP_E_NO_MEMORY;
    }
    if (step->kind == SDPI_STEP_NAME) {
        char *name = sdpi_allocate(&sdpi_default_allocator, step->name_size + 1);
        if (name == NULL) return SDP_E_NO_MEMORY;
        memcpy(name, step->name, step->name_size);
        name[step->name_size] = '\0';
        cJSON_bool added = cJSON_IsObject(node) && cJSON_AddItemToObject(node, name, value);
        sdpi_release(&sdpi_default_allocator, name);
        return added ? SDP_OK : SDP_E_NO_MEMORY;
    }
    return cJSON_AddItemToArray(node, value) ? SDP_OK : SDP_E_NO_MEMORY;
}

/* Whether `node` is of the kind that the step goes into, and the index at most its length. */
static int fits(const cJSON *node, const sdpi_step *step)
{
    if (step->kind == SDPI_STEP_NAME) return cJSON_IsObject(node);
    if (!cJSON_IsArray(node)) return 0;
    return step->kind == SDPI_STEP_APPEND || step->index <= (size_t)cJSON_GetArraySize(node);
}

/* How many brackets of a value stand inside one another; not more than `most` + 1, so that it ends soon. */
static size_t depth_of(const cJSON *value, size_t most)
{
    size_t deepest = 0;
    if (!cJSON_IsArray(value) && !cJSON_IsObject(value)) return 0;
    if (most == 0) return 1;
    for (const cJSON *child = value->child; child != NULL && deepest < most; child = child->next) {
        size_t depth = depth_of(child, most - 1);
        if (depth > deepest) deepest = depth;
    }
    return deepest + 1;
}

static sdp_status check_step(const cJSON *node, const sdpi_step *step, size_t depth)
{
    if (step->kind == SDPI_STEP_BAD || step->kind == SDPI_STEP_END) return SDP_E_ARGUMENT;
    if (!fits(node, step)) return SDP_E_VALUE;
    return depth <= SDPI_MAX_JSON_DEPTH ? SDP_OK : SDP_E_LIMIT;
}

static sdp_status wrap(const char *path, size_t depth, cJSON **value);

/* Puts `value` below `node`, and frees it on a failure. The containers that are missing are made around it before it is
   attached, so that `node` is as it was where that fails. */
static sdp_status put(cJSON *node, const char *path, int first, size_t depth, cJSON *value)
{
    sdpi_step step = sdpi_path_step(&path, first);
    sdp_status status = check_step(node, &step, ++depth);
    if (status == SDP_OK && *path != '\0') {
        cJSON *child = child_at(node, &step);
        if (child != NULL && !cJSON_IsNull(child)) return put(child, path, 0, depth, value);
        status = wrap(path, depth, &value);
    }
    if (status == SDP_OK) status = attach(node, &step, value);
    if (status != SDP_OK) cJSON_Delete(value);
    return status;
}

/* Puts `*value` into a new container that takes its place. */
static sdp_status wrap(const char *path, size_t depth, cJSON **value)
{
    cJSON *inner = *value;
    cJSON *made = *path == '[' ? cJSON_CreateArray() : cJSON_CreateObject();
    if (made == NULL) return SDP_E_NO_MEMORY;
    *value = made;
    return put(made, path, 0, depth, inner);
}

sdp_status sdp_json_put(sdp_json *root, const char *path, sdp_json *value)
{
    cJSON *node = (cJSON *)(void *)value;
    sdp_status status = SDP_E_ARGUMENT;
    if (value == NULL || value == root) return SDP_E_ARGUMENT;
    if (path != NULL && !sdpi_is_utf8(path, strlen(path))) {
        status = SDP_E_UTF8;
    } else if (root != NULL && path != NULL) {
        return put((cJSON *)(void *)root, path, 1, depth_of(node, SDPI_MAX_JSON_DEPTH), node);
    }
    sdp_json_free(value);
    return status;
}

sdp_status sdpi_json_remove(sdp_json *root, const char *path)
{
    cJSON *node = (cJSON *)(void *)root;
    cJSON *parent = NULL;
    sdpi_step last = {.kind = SDPI_STEP_END};
    for (int first = 1; node != NULL; first = 0) {
        sdpi_step step = sdpi_path_step(&path, first);
        if (step.kind == SDPI_STEP_END) break;
        parent = node;
        last = step;
        node = child_at(node, &step);
    }
    if (node == NULL || parent == NULL) return SDP_E_ARGUMENT;
    /* Where a name stands twice, the one before would take its place. */
    do {
        cJSON_Delete(cJSON_DetachItemViaPointer(parent, node));
        node = last.kind == SDPI_STEP_NAME ? child_at(parent, &last) : NULL;
    } while (node != NULL);
    return SDP_OK;
}
