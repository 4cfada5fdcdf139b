#include "select.h"

#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "fields.h"
#include "json.h"
#include "text.h"

void selection_add(selection *to, char *path)
{
    to->paths = must_have(realloc(to->paths, (to->count + 1) * sizeof(*to->paths)));
    to->paths[to->count++] = path;
}

int selection_read(const sdp_type *type, const char *fields, bool allow_unknown, selection *out)
{
    const path_rules rules = {"--fields", false, allow_unknown};
    *out = (selection){0};
    for (const char *at = fields;; at++) {
        place found;
        at += strspn(at, " ");
        size_t size = strcspn(at, ", ");
        char *path = copy_part(at, size);
        selection_add(out, path);
        int status = follow_path(type, path, &rules, &found);
        at += size;
        at += strspn(at, " ");
        if (status == STATUS_DONE && *at != '\0' && *at != ',') {
            status = complain(SDP_E_ARGUMENT, "--fields", "--fields takes members separated by commas, not '%.100s'",
                              fields);
        }
        if (status != STATUS_DONE) {
            selection_free(out);
            return status;
        }
        if (*at == '\0') return STATUS_DONE;
    }
}

void selection_free(selection *from)
{
    for (size_t i = 0; i < from->count; i++) free(from->paths[i]);
    free(from->paths);
    *from = (selection){0};
}

static void put_once(sdp_json *to, const char *path, sdp_json *value)
{
    if (sdp_json_at(to, path) == NULL) {
        json_put(to, path, value);
    } else {
        sdp_json_free(value);
    }
}

/* Copies what stands at `rest` below `from` to the same place below `path`. Of a list, each item gives its part. */
static void copy_path(sdp_json *to, const char *path, const sdp_json *from, const char *rest)
{
    text next = {0};
    size_t size = strcspn(rest, ".");
    if (*rest == '\0') {
        json_put(to, path, json_copy(from));
    } else if (sdp_json_kind(from) == SDP_JSON_ARRAY) {
        size_t index = 0;
        put_once(to, path, json_new(SDP_JSON_ARRAY));
        for (const sdp_json *item = sdp_json_first(from); item != NULL; item = sdp_json_next(item), index++) {
            text_printf(&next, "%s[%zu]", path, index);
            put_once(to, text_get(&next), json_new(SDP_JSON_OBJECT));
            copy_path(to, text_get(&next), item, rest);
            text_free(&next);
        }
    } else if (sdp_json_kind(from) == SDP_JSON_OBJECT) {
        char *name = copy_part(rest, size);
        const sdp_json *member = sdp_json_member(from, name);
        text_printf(&next, "%s%s%s", path, *path != '\0' ? "." : "", name);
        free(name);
        if (member != NULL) copy_path(to, text_get(&next), member, rest[size] == '.' ? rest + size + 1 : rest + size);
    } else if (sdp_json_kind(from) == SDP_JSON_NULL && *path != '\0') {
        put_once(to, path, json_new(SDP_JSON_NULL));
    }
    text_free(&next);
}

sdp_json *selection_apply(const selection *of, const sdp_json *json)
{
    if (sdp_json_kind(json) == SDP_JSON_ARRAY) {
        sdp_json *list = json_new(SDP_JSON_ARRAY);
        for (const sdp_json *item = sdp_json_first(json); item != NULL; item = sdp_json_next(item)) {
            json_put(list, "[]", selection_apply(of, item));
        }
        return list;
    }
    sdp_json *made = json_new(SDP_JSON_OBJECT);
    for (size_t i = 0; i < of->count; i++) copy_path(made, "", json, of->paths[i]);
    return made;
}
