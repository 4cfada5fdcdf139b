#include "cell.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "width.h"

static void put_value(const sdp_json *json, text *to)
{
    static const char *const names[] = {"display_value", "name", "value", "id"};
    switch (sdp_json_kind(json)) {
    case SDP_JSON_NONE:
    case SDP_JSON_NULL:
        return;
    case SDP_JSON_TRUE:
    case SDP_JSON_FALSE:
        text_puts(to, sdp_json_kind(json) == SDP_JSON_TRUE ? "true" : "false");
        return;
    case SDP_JSON_STRING:
    case SDP_JSON_NUMBER:
        clean_text(to, sdp_json_text(json));
        return;
    case SDP_JSON_ARRAY:
        for (const sdp_json *item = sdp_json_first(json); item != NULL; item = sdp_json_next(item)) {
            if (item != sdp_json_first(json)) text_puts(to, ", ");
            put_value(item, to);
        }
        return;
    default:
        break;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *string = sdp_json_text(sdp_json_member(json, names[i]));
        if (string == NULL) continue;
        clean_text(to, string);
        return;
    }
    char *printed = json_print(json, 0);
    clean_text(to, printed);
    sdp_text_free(printed);
}

void cell_at(const sdp_json *row, const char *path, text *to)
{
    /* A member's name may hold anything; only a path that names no member is taken apart. */
    const sdp_json *member = sdp_json_member(row, path);
    size_t size = strcspn(path, ".");
    if (member != NULL || path[size] == '\0') {
        put_value(member, to);
        return;
    }
    char *name = copy_part(path, size);
    member = sdp_json_member(row, name);
    free(name);
    if (sdp_json_kind(member) != SDP_JSON_ARRAY) {
        cell_at(member, path + size + 1, to);
        return;
    }
    for (const sdp_json *item = sdp_json_first(member); item != NULL; item = sdp_json_next(item)) {
        if (item != sdp_json_first(member)) text_puts(to, ", ");
        cell_at(item, path + size + 1, to);
    }
}

bool cell_is_null(const sdp_json *row, const char *path)
{
    const sdp_json *member = sdp_json_member(row, path);
    return sdp_json_kind(member != NULL ? member : sdp_json_at(row, path)) == SDP_JSON_NULL;
}
