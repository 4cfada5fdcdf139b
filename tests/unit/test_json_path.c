/* Paths: reading a step, finding, putting, removing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/json_path.h"
#include "base/limits.h"
#include "json_equal.h"

static void steps_are_read_one_by_one(void **state)
{
    const char *path = "ab.c[12][].d";
    (void)state;
    sdpi_step step = sdpi_path_step(&path, 1);
    assert_int_equal(step.kind, SDPI_STEP_NAME);
    assert_int_equal(step.name_size, 2);
    step = sdpi_path_step(&path, 0);
    assert_int_equal(step.kind, SDPI_STEP_NAME);
    assert_memory_equal(step.name, "c", step.name_size);
    step = sdpi_path_step(&path, 0);
    assert_int_equal(step.kind, SDPI_STEP_INDEX);
    assert_int_equal(step.index, 12);
    assert_int_equal(sdpi_path_step(&path, 0).kind, SDPI_STEP_APPEND);
    assert_int_equal(sdpi_path_step(&path, 0).kind, SDPI_STEP_NAME);
    assert_int_equal(sdpi_path_step(&path, 0).kind, SDPI_STEP_END);
}

static void values_are_found(void **state)
{
    static const struct {
        const char *path;
        const char *text;
    } rows[] = {{"a.b[1].c", "deep"}, {"a.b[0]", "1"},    {"e", "x"},
                {"a.b[2]", NULL},     {"a.b[1].d", NULL}, {"", NULL},
                {".", NULL},          {"a.", NULL},       {"a..b", NULL},
                {".a", NULL},         {"a.b[", NULL},     {"a.b[]", NULL},
                {"a.b[x]", NULL},     {"a.b[-1]", NULL},  {"a.b[1", NULL},
                {"a.b[1]c", NULL},    {"[0]", NULL},      {"a.b[99999999999999999999]", NULL},
                {"A", NULL},          {"e.f", NULL},      {"e[0]", NULL}};
    (void)state;
    sdp_json *json = json_of_text("{\"a\":{\"b\":[1,{\"c\":\"deep\"}]},\"e\":\"x\"}");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdp_json *found = sdp_json_at(json, rows[i].path);
        assert_int_equal(found != NULL, rows[i].text != NULL);
        if (found != NULL) assert_string_equal(sdp_json_text(found), rows[i].text);
    }
    assert_null(sdp_json_at(json, NULL));
    assert_int_equal(sdp_json_kind(sdp_json_at(json, "a")), SDP_JSON_OBJECT);
    sdp_json_free(json);
}

static sdp_status put(sdp_json *root, const char *path, const char *value)
{
    return sdp_json_put(root, path, json_of_text(value));
}

static void assert_prints(const sdp_json *json, const char *expected)
{
    char *text = NULL;
    assert_int_equal(sdp_json_print(json, 0, &text), SDP_OK);
    assert_string_equal(text, expected);
    sdp_text_free(text);
}

static void values_are_put_and_the_way_is_made(void **state)
{
    sdp_json *root = NULL;
    (void)state;
    assert_int_equal(sdp_json_new(SDP_JSON_OBJECT, &root), SDP_OK);
    assert_int_equal(put(root, "a.b.c", "1"), SDP_OK);
    assert_int_equal(put(root, "a.list[]", "\"x\""), SDP_OK);
    assert_int_equal(put(root, "a.list[]", "\"y\""), SDP_OK);
    assert_int_equal(put(root, "a.list[0]", "null"), SDP_OK);
    assert_int_equal(put(root, "a.list[2].id", "100000000000033283"), SDP_OK);
    assert_int_equal(put(root, "n[].m[].k", "true"), SDP_OK);
    assert_prints(root, "{\"a\":{\"b\":{\"c\":1},\"list\":[null,\"y\",{\"id\":100000000000033283}]},"
                        "\"n\":[{\"m\":[{\"k\":true}]}]}");
    assert_int_equal(put(root, "a", "null"), SDP_OK);
    assert_int_equal(put(root, "a.back", "2"), SDP_OK); /* null makes way */
    assert_int_equal(put(root, "n", "[]"), SDP_OK);
    assert_prints(root, "{\"a\":{\"back\":2},\"n\":[]}");
    sdp_json_free(root);
}

static void what_cannot_be_put_is_freed(void **state)
{
    static const struct {
        const char *path;
        sdp_status status;
    } rows[] = {{"", SDP_E_ARGUMENT},          {".a", SDP_E_ARGUMENT},   {"o.", SDP_E_ARGUMENT},
                {"o..x", SDP_E_ARGUMENT},      {"l[x]", SDP_E_ARGUMENT}, {"l[0", SDP_E_ARGUMENT},
                {"l[100001]", SDP_E_ARGUMENT}, {"s.x", SDP_E_VALUE},     {"s[]", SDP_E_VALUE},
                {"l.x", SDP_E_VALUE},          {"o[0]", SDP_E_VALUE},    {"l[2]", SDP_E_VALUE},
                {"[0]", SDP_E_VALUE},          {"[]", SDP_E_VALUE},      {"n.b[5]", SDP_E_VALUE},
                {"o.a.b[1].c", SDP_E_VALUE},   {"l[][1]", SDP_E_VALUE},  {"o.a..b", SDP_E_ARGUMENT},
                {"l[1].a.", SDP_E_ARGUMENT}};
    (void)state;
    sdp_json *root = json_of_text("{\"s\":\"x\",\"l\":[1],\"o\":{}}");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(put(root, rows[i].path, "{\"v\":[1,2]}"), rows[i].status);
    }
    assert_int_equal(put(NULL, "a", "1"), SDP_E_ARGUMENT);
    assert_int_equal(put(root, NULL, "1"), SDP_E_ARGUMENT);
    assert_int_equal(sdp_json_put(root, "a", NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_json_put(root, "a", root), SDP_E_ARGUMENT);
    assert_prints(root, "{\"s\":\"x\",\"l\":[1],\"o\":{}}");
    sdp_json_free(root);
}

static long left;

static void *allocate(size_t size)
{
    return left-- > 0 ? malloc(size) : NULL;
}

static void without_memory_the_root_is_as_it_was(void **state)
{
    cJSON_Hooks scarce = {allocate, free};
    (void)state;
    sdp_status status = SDP_E_NO_MEMORY;
    for (long given = 0; status != SDP_OK; given++) {
        sdp_json *root = json_of_text("{\"n\":null}");
        sdp_json *value = json_of_text("1");
        left = given;
        cJSON_InitHooks(&scarce);
        status = sdp_json_put(root, "n.a[0].b", value);
        cJSON_InitHooks(NULL);
        if (status != SDP_OK) assert_int_equal(status, SDP_E_NO_MEMORY);
        assert_prints(root, status == SDP_OK ? "{\"n\":{\"a\":[{\"b\":1}]}}" : "{\"n\":null}");
        sdp_json_free(root);
        assert_true(given < 20);
    }
}

static void a_path_has_a_ceiling(void **state)
{
    char path[4 * SDPI_MAX_JSON_DEPTH];
    sdp_json *root = NULL;
    (void)state;
    size_t size = 0;
    for (size_t i = 0; i < SDPI_MAX_JSON_DEPTH + 1; i++) {
        memcpy(path + size, "a.", 2);
        size += 2;
    }
    path[size - 1] = '\0';
    assert_int_equal(sdp_json_new(SDP_JSON_OBJECT, &root), SDP_OK);
    assert_int_equal(put(root, path, "1"), SDP_E_LIMIT);
    sdp_json_free(root);
    /* One name less is as deep as can be read again; a bracket in the value counts, whatever is in it. */
    static const char *const values[] = {"[]", "{}", "[1]", "{\"b\":1}", "[[],1]"};
    path[size - 3] = '\0';
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        assert_int_equal(sdp_json_new(SDP_JSON_OBJECT, &root), SDP_OK);
        assert_int_equal(put(root, path, values[i]), SDP_E_LIMIT);
        sdp_json_free(root);
    }
    char *text = NULL;
    assert_int_equal(sdp_json_new(SDP_JSON_OBJECT, &root), SDP_OK);
    assert_int_equal(put(root, path, "1"), SDP_OK);
    assert_int_equal(sdp_json_print(root, 0, &text), SDP_OK);
    sdp_json_free(json_of_text(text));
    sdp_text_free(text);
    sdp_json_free(root);
}

/* A copied member brings its old name along unless it is dropped: leak checkers see it. */
static void a_copied_member_can_replace_another(void **state)
{
    sdp_json *copy = NULL;
    (void)state;
    sdp_json *root = json_of_text("{\"a\":{\"x\":1},\"b\":2,\"l\":[0]}");
    assert_int_equal(sdp_json_copy(sdp_json_member(root, "a"), &copy), SDP_OK);
    assert_int_equal(sdp_json_put(root, "b", copy), SDP_OK);
    assert_int_equal(sdp_json_copy(sdp_json_member(root, "a"), &copy), SDP_OK);
    assert_int_equal(sdp_json_put(root, "l[0]", copy), SDP_OK);
    assert_null(sdp_json_name(sdp_json_at(root, "l[0]")));
    assert_prints(root, "{\"a\":{\"x\":1},\"b\":{\"x\":1},\"l\":[{\"x\":1}]}");
    sdp_json_free(root);
}

static void values_are_removed(void **state)
{
    (void)state;
    sdp_json *root = json_of_text("{\"a\":{\"b\":1,\"c\":2},\"l\":[1,2,3]}");
    assert_int_equal(sdpi_json_remove(root, "a.b"), SDP_OK);
    assert_int_equal(sdpi_json_remove(root, "l[1]"), SDP_OK);
    assert_int_equal(sdpi_json_remove(root, "a.b"), SDP_E_ARGUMENT);
    assert_int_equal(sdpi_json_remove(root, ""), SDP_E_ARGUMENT);
    assert_int_equal(sdpi_json_remove(root, "l[]"), SDP_E_ARGUMENT);
    assert_int_equal(sdpi_json_remove(NULL, "a"), SDP_E_ARGUMENT);
    assert_prints(root, "{\"a\":{\"c\":2},\"l\":[1,3]}");
    sdp_json_free(root);
    /* All of a name that stands twice, but one item of a list. */
    root = json_of_text("{\"a\":1,\"b\":[1,2,2],\"a\":2,\"a\":3}");
    assert_int_equal(sdpi_json_remove(root, "a"), SDP_OK);
    assert_int_equal(sdpi_json_remove(root, "b[1]"), SDP_OK);
    assert_prints(root, "{\"b\":[1,2]}");
    sdp_json_free(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_read_one_by_one),
        cmocka_unit_test(values_are_found),
        cmocka_unit_test(values_are_put_and_the_way_is_made),
        cmocka_unit_test(what_cannot_be_put_is_freed),
        cmocka_unit_test(without_memory_the_root_is_as_it_was),
        cmocka_unit_test(a_path_has_a_ceiling),
        cmocka_unit_test(a_copied_member_can_replace_another),
        cmocka_unit_test(values_are_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
