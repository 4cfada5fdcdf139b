#include "json_equal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct comparison {
    int how;
    char path[512];
    char *where;
    size_t where_size;
} comparison;

static int differ(const comparison *c, const char *what)
{
    snprintf(c->where, c->where_size, "%s: %s", c->path[0] != '\0' ? c->path : "the document", what);
    return 0;
}

static int is_scalar(int32_t kind)
{
    return kind == SDP_JSON_STRING || kind == SDP_JSON_NUMBER || kind == SDP_JSON_TRUE || kind == SDP_JSON_FALSE;
}

static const char *scalar_text(const sdp_json *json)
{
    int32_t kind = sdp_json_kind(json);
    if (kind == SDP_JSON_TRUE) return "true";
    return kind == SDP_JSON_FALSE ? "false" : sdp_json_text(json);
}

static int compare(comparison *c, const sdp_json *expected, const sdp_json *actual);

static int compare_below(comparison *c, const char *step, const sdp_json *expected, const sdp_json *actual)
{
    size_t size = strlen(c->path);
    snprintf(c->path + size, sizeof c->path - size, "%s%s", size > 0 && *step != '[' ? "." : "", step);
    int same = compare(c, expected, actual);
    c->path[size] = '\0';
    return same;
}

static int compare_objects(comparison *c, const sdp_json *expected, const sdp_json *actual)
{
    for (const sdp_json *m = sdp_json_first(expected); m != NULL; m = sdp_json_next(m)) {
        const sdp_json *other = sdp_json_member(actual, sdp_json_name(m));
        if (!compare_below(c, sdp_json_name(m), m, other)) return 0;
    }
    for (const sdp_json *m = sdp_json_first(actual); m != NULL; m = sdp_json_next(m)) {
        const sdp_json *other = sdp_json_member(expected, sdp_json_name(m));
        if (other == NULL && !compare_below(c, sdp_json_name(m), NULL, m)) return 0;
    }
    return sdp_json_count(expected) == sdp_json_count(actual) ? 1 : differ(c, "a member stands there twice");
}

static int compare_arrays(comparison *c, const sdp_json *expected, const sdp_json *actual)
{
    const sdp_json *other = sdp_json_first(actual);
    size_t index = 0;
    if (sdp_json_count(expected) != sdp_json_count(actual)) return differ(c, "the lengths differ");
    for (const sdp_json *item = sdp_json_first(expected); item != NULL; item = sdp_json_next(item)) {
        char step[24];
        snprintf(step, sizeof step, "[%zu]", index++);
        if (!compare_below(c, step, item, other)) return 0;
        other = sdp_json_next(other);
    }
    return 1;
}

static int compare(comparison *c, const sdp_json *expected, const sdp_json *actual)
{
    int32_t kind = sdp_json_kind(expected);
    if (expected == NULL) return differ(c, "it is not expected");
    if (actual == NULL) return differ(c, "it is missing");
    if (is_scalar(kind) && is_scalar(sdp_json_kind(actual))) {
        if (c->how == JSON_EQUAL_EXACT && kind != sdp_json_kind(actual)) return differ(c, "the kinds differ");
        return strcmp(scalar_text(expected), scalar_text(actual)) == 0 ? 1 : differ(c, "the values differ");
    }
    if (kind != sdp_json_kind(actual)) return differ(c, "the kinds differ");
    if (kind == SDP_JSON_OBJECT) return compare_objects(c, expected, actual);
    return kind == SDP_JSON_ARRAY ? compare_arrays(c, expected, actual) : 1;
}

int json_equal(const sdp_json *expected, const sdp_json *actual, int how, char *where, size_t where_size)
{
    comparison c = {.how = how, .where = where, .where_size = where_size};
    snprintf(where, where_size, "%s", "");
    return compare(&c, expected, actual);
}

sdp_json *json_of_text(const char *text)
{
    sdp_error *error = NULL;
    sdp_json *json = NULL;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    if (sdp_json_parse(text, strlen(text), error, &json) != SDP_OK) {
        print_error("%s in %s\n", sdp_error_message(error), text);
        sdp_error_free(error);
        fail();
    }
    sdp_error_free(error);
    return json;
}

void assert_json_text(const char *actual, const char *expected)
{
    char where[600];
    assert_non_null(actual);
    sdp_json *a = json_of_text(actual);
    sdp_json *e = json_of_text(expected);
    int same = json_equal(e, a, JSON_EQUAL_EXACT, where, sizeof where);
    sdp_json_free(a);
    sdp_json_free(e);
    if (!same) fail_msg("%s\nexpected %s\nactual   %s", where, expected, actual);
}
