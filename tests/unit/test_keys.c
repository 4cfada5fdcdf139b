/* JSON objects read into structs: each kind of member, what is refused, and which name was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/keys.h"
#include "json_equal.h"

typedef struct all_kinds {
    const char *text;
    int64_t count;
    int32_t count32;
    size_t size;
    int32_t max_retries;
    int32_t flag;
    int32_t word;
    const sdp_json *object;
    const char *first;
    const char *second;
} all_kinds;

static const char *const words[] = {"none", "some", "all", NULL};

static const sdpi_key keys[] = {{"text", offsetof(all_kinds, text), SDPI_KEY_TEXT, 0, NULL},
                                {"count", offsetof(all_kinds, count), SDPI_KEY_COUNT, 0, NULL},
                                {"count32", offsetof(all_kinds, count32), SDPI_KEY_COUNT32, 0, NULL},
                                {"size", offsetof(all_kinds, size), SDPI_KEY_SIZE, 0, NULL},
                                {"max_retries", offsetof(all_kinds, max_retries), SDPI_KEY_RETRIES, 0, NULL},
                                {"flag", offsetof(all_kinds, flag), SDPI_KEY_FLAG, 0, NULL},
                                {"word", offsetof(all_kinds, word), SDPI_KEY_WORD, 0, words},
                                {"object", offsetof(all_kinds, object), SDPI_KEY_OBJECT, 0, NULL},
                                {"first", offsetof(all_kinds, first), SDPI_KEY_TEXT, 1, NULL},
                                {"second", offsetof(all_kinds, second), SDPI_KEY_TEXT, 2, NULL}};

static sdp_status read(const char *text, sdp_error *error, all_kinds *out, int32_t *group)
{
    sdp_json *json = json_of_text(text);
    sdpi_error_init(error, &sdpi_default_allocator);
    sdp_status status = sdpi_keys_read(keys, sizeof keys / sizeof keys[0], json, error, out, group);
    assert_int_equal(error->status, status);
    sdpi_error_release(error);
    sdp_json_free(json);
    return status;
}

static void each_kind_is_read(void **state)
{
    sdp_error error;
    int32_t group = 9;
    all_kinds all = {.text = "before"};
    (void)state;
    assert_int_equal(read("{\"count\":9007199,\"count32\":1,\"size\":2147483647,\"max_retries\":3,\"flag\":true,"
                          "\"word\":\"all\",\"object\":{\"a\":1},\"text\":null}",
                          &error, &all, &group),
                     SDP_OK);
    assert_int_equal(all.count, 9007199);
    assert_int_equal(all.count32, 1);
    assert_int_equal(all.size, INT32_MAX);
    assert_int_equal(all.max_retries, 3);
    assert_int_equal(all.flag, 1);
    assert_int_equal(all.word, 2);
    assert_non_null(all.object);
    assert_string_equal(all.text, "before"); /* null is as if it were not there */
    assert_int_equal(group, 0);
    assert_int_equal(read("{\"flag\":false,\"word\":\"none\",\"max_retries\":0}", &error, &all, NULL), SDP_OK);
    assert_int_equal(all.flag, 0);
    assert_int_equal(all.word, 0);
    assert_int_equal(all.max_retries, -1); /* 0 in JSON means none, and in the struct the default */
}

static void other_kinds_are_refused(void **state)
{
    static const struct {
        const char *json;
        const char *path;
        const char *words;
    } rows[] = {
        {"{\"text\":5}", "text", "'text' must be a text"},
        {"{\"text\":{}}", "text", "'text' must be a text"},
        {"{\"count\":\"5\"}", "count", "'count' must be a whole number from 1 to 2147483647"},
        {"{\"count\":0}", "count", "'count' must be a whole number from 1 to 2147483647"},
        {"{\"count\":1.5}", "count", "'count' must be a whole number from 1 to 2147483647"},
        {"{\"count\":-1}", "count", "'count' must be a whole number from 1 to 2147483647"},
        {"{\"count\":1e3}", "count", "'count' must be a whole number from 1 to 2147483647"},
        {"{\"count32\":2147483648}", "count32", "'count32' must be a whole number from 1 to 2147483647"},
        {"{\"size\":99999999999999999999}", "size", "'size' must be a whole number from 1 to 2147483647"},
        {"{\"max_retries\":21}", "max_retries", "'max_retries' must be a whole number from 0 to 20"},
        {"{\"flag\":1}", "flag", "'flag' must be true or false"},
        {"{\"flag\":\"true\"}", "flag", "'flag' must be true or false"},
        {"{\"word\":\"All\"}", "word", "'word' must be one of none some all"},
        {"{\"word\":2}", "word", "'word' must be one of none some all"},
        {"{\"object\":[]}", "object", "'object' must be an object"},
        {"[]", "", "the JSON must be an object"},
        {"5", "", "the JSON must be an object"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_error error;
        all_kinds all = {0};
        assert_int_equal(read(rows[i].json, &error, &all, NULL), SDP_E_VALUE);
        assert_string_equal(error.path, rows[i].path);
        assert_string_equal(error.message, rows[i].words);
    }
}

static void unknown_names_get_the_nearest(void **state)
{
    sdp_error error;
    all_kinds all = {0};
    (void)state;
    assert_int_equal(read("{\"cuont\":5}", &error, &all, NULL), SDP_E_UNKNOWN_FIELD);
    assert_string_equal(error.path, "cuont");
    assert_string_equal(error.message, "there is no member 'cuont' here; did you mean 'count'?");
    assert_int_equal(read("{\"nothing like it\":5}", &error, &all, NULL), SDP_E_UNKNOWN_FIELD);
    assert_null(strstr(error.message, "did you mean"));
    assert_int_equal(read("{\"\":null}", &error, &all, NULL), SDP_E_UNKNOWN_FIELD);
}

static void groups_exclude_each_other(void **state)
{
    sdp_error error;
    int32_t group = 9;
    all_kinds all = {0};
    (void)state;
    assert_int_equal(read("{\"second\":\"x\",\"count\":5,\"first\":null}", &error, &all, &group), SDP_OK);
    assert_int_equal(group, 2);
    assert_int_equal(read("{\"first\":\"x\",\"count\":5,\"second\":\"y\"}", &error, &all, &group), SDP_E_CONFIG);
    assert_string_equal(error.message, "'first' and 'second' cannot stand together");
    assert_string_equal(error.path, "second");
    assert_int_equal(group, 0);
}

static void a_group_of_nulls_is_no_group(void **state)
{
    sdp_error error;
    int32_t group = 9;
    all_kinds all = {0};
    (void)state;
    assert_int_equal(read("{\"count\":null,\"second\":null,\"first\":null}", &error, &all, &group), SDP_E_CONFIG);
    assert_string_equal(error.message, "'second' is null: leave it out where none is meant");
    assert_string_equal(error.path, "second");
    assert_int_equal(read("{\"count\":null}", &error, &all, &group), SDP_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_read),
        cmocka_unit_test(other_kinds_are_refused),
        cmocka_unit_test(unknown_names_get_the_nearest),
        cmocka_unit_test(groups_exclude_each_other),
        cmocka_unit_test(a_group_of_nulls_is_no_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
