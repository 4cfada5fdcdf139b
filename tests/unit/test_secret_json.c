/* JSON that holds secrets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "auth/secret_json.h"
#include "base/limits.h"

static sdp_json *read(const char *text)
{
    sdp_json *json = NULL;
    assert_int_equal(sdpi_secret_json_read(text, strlen(text), SDPI_JSON_ANSWER, &json), SDP_OK);
    return json;
}

static void members_are_found(void **state)
{
    (void)state;
    sdp_json *json = read("{\"text\":\"a b\",\"number\":12,\"digits\":\"34\",\"null\":null,\"list\":[1],\"true\":true,"
                          "\"less\":-1,\"broken\":1.5,\"empty\":\"\",\"huge\":99999999999999999999}");
    assert_string_equal(sdpi_secret_json_text(json, "text"), "a b");
    assert_string_equal(sdpi_secret_json_text(json, "number"), "12");
    assert_string_equal(sdpi_secret_json_text(json, "empty"), "");
    assert_null(sdpi_secret_json_text(json, "null"));
    assert_null(sdpi_secret_json_text(json, "list"));
    assert_null(sdpi_secret_json_text(json, "absent"));
    assert_int_equal(sdpi_secret_json_number(json, "number"), 12);
    assert_int_equal(sdpi_secret_json_number(json, "digits"), 34);
    static const char *const none[] = {"text", "null", "list", "true", "less", "broken", "empty", "huge", "absent"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(sdpi_secret_json_number(json, none[i]), -1);
    }
    sdpi_secret_json_free(json);
}

static void what_is_no_object_has_no_members(void **state)
{
    (void)state;
    static const char *const texts[] = {"[1]", "1", "null", "\"access_token\""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        sdp_json *json = read(texts[i]);
        assert_null(sdpi_secret_json_text(json, "access_token"));
        sdpi_secret_json_free(json);
    }
    assert_null(sdpi_secret_json_text(NULL, "access_token"));
    assert_int_equal(sdpi_secret_json_number(NULL, "expires_in"), -1);
    sdpi_secret_json_free(NULL);
}

static void what_is_no_json_is_refused(void **state)
{
    static const char *const texts[] = {"", "<html>", "{", "{\"a\":}", "{} {}"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        sdp_json *json = NULL;
        assert_true(sdpi_secret_json_read(texts[i], strlen(texts[i]), SDPI_JSON_ANSWER, &json) < 0);
        assert_null(json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_found),
        cmocka_unit_test(what_is_no_object_has_no_members),
        cmocka_unit_test(what_is_no_json_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
