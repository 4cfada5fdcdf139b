#include "json_repeats.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The name that an object has twice, NULL where there is none. */
static const char *find_repeated(const sdp_json *object)
{
    const size_t count = sdp_json_count(object);
    const char *found = NULL;
    size_t i = 0;
    if (count < 2) return NULL;
    const char **names = must_have(malloc(count * sizeof(*names)));
    for (const sdp_json *m = sdp_json_first(object); m != NULL && i < count; m = sdp_json_next(m)) {
        names[i++] = sdp_json_name(m);
    }
    qsort(names, i, sizeof(*names), compare);
    for (size_t at = 1; at < i && found == NULL; at++) {
        if (strcmp(names[at - 1], names[at]) == 0) found = names[at];
    }
    free(names);
    return found;
}

static void cut(text *path, size_t size)
{
    path->size = size;
    if (path->data != NULL) path->data[size] = '\0';
}

static void put_name(text *path, const char *name)
{
    if (path->size > 0) text_puts(path, ".");
    text_puts(path, name);
}

bool json_repeats_name(const sdp_json *json, text *path)
{
    const int32_t kind = sdp_json_kind(json);
    const char *repeated = kind == SDP_JSON_OBJECT ? find_repeated(json) : NULL;
    size_t index = 0;
    if (repeated != NULL) put_name(path, repeated);
    if (repeated != NULL || (kind != SDP_JSON_OBJECT && kind != SDP_JSON_ARRAY)) return repeated != NULL;
    for (const sdp_json *part = sdp_json_first(json); part != NULL; part = sdp_json_next(part)) {
        const size_t size = path->size;
        if (sdp_json_name(part) != NULL) {
            put_name(path, sdp_json_name(part));
        } else {
            text_printf(path, "[%zu]", index++);
        }
        if (json_repeats_name(part, path)) return true;
        cut(path, size);
    }
    return false;
}
