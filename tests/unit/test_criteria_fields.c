/* The fields of search criteria against the tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/criteria.h"
#include "json_equal.h"

static const sdp_type *contract(void)
{
    return sdp_type_by_name("contract");
}

static void fields_have_kinds(void **state)
{
    static const struct {
        const char *path;
        int32_t kind;
    } rows[] = {
        {"name", SDP_KIND_TEXT},
        {"id", SDP_KIND_ID},
        {"status", SDP_KIND_OBJECT},
        {"status.name", SDP_KIND_TEXT},
        {"active_till", SDP_KIND_TIME},
        {"active_till.value", SDP_KIND_TIME},
        {"active_till.display_value", SDP_KIND_TEXT},
        {"cost.value", SDP_KIND_NUMBER},
        {"assets.asset.name", SDP_KIND_TEXT},
        {"services", SDP_KIND_JSON},
        {"services.name", SDP_KIND_JSON},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_searched found;
        if (sdpi_searched_field(contract(), rows[i].path, 0, &found, NULL) != SDP_OK) fail_msg("%s", rows[i].path);
        assert_int_equal(found.kind, rows[i].kind);
    }
    sdpi_searched found;
    assert_int_equal(sdpi_searched_field(sdp_type_by_name("customer"), "udf_fields.udf_a.b", 0, &found, NULL), SDP_OK);
    assert_int_equal(found.kind, SDP_KIND_JSON);
}

static void others_are_refused(void **state)
{
    static const struct {
        const char *path;
        const char *says; /* NULL: let through where unknown members are */
    } rows[] = {
        {"nam", "contract has no member 'nam'; did you mean 'name'?"},
        {"status.nme", "has no member 'nme'; did you mean 'name'?"},
        {"zzzzzzzzzz", "contract has no member 'zzzzzzzzzz'"},
        {"name.first", "nothing stands below a member of kind text: 'name.first'"},
        {"", "'' is not a path"},
        {"name.", "'name.' is not a path"},
        {".name", "'.name' is not a path"},
        {"assets[0].asset", "'assets[0].asset' is not a path"},
    };
    static const char long_path[] =
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    sdpi_searched found;
    sdp_error error;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_error_init(&error, &sdpi_default_allocator);
        assert_int_equal(sdpi_searched_field(contract(), rows[i].path, 0, &found, &error), SDP_E_UNKNOWN_FIELD);
        if (strstr(error.message, rows[i].says) == NULL) fail_msg("%s", error.message);
        assert_int_equal(sdpi_searched_field(contract(), rows[i].path, 1, &found, NULL),
                         i < 3 ? SDP_OK : SDP_E_UNKNOWN_FIELD);
    }
    assert_int_equal(sdpi_searched_field(contract(), long_path, 0, &found, NULL), SDP_E_UNKNOWN_FIELD);
    assert_int_equal(sdpi_searched_field(NULL, "any.thing", 0, &found, NULL), SDP_OK);
}

static void expect(sdp_criteria *c, sdp_status status, const char *path)
{
    sdp_error *error = NULL;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_criteria_check(c, contract(), error), status);
    assert_int_equal(sdp_error_status(error), status);
    assert_string_equal(sdp_error_path(error), path);
    sdp_error_free(error);
}

static void all_of_the_criteria_are_looked_at(void **state)
{
    sdp_criteria *c = NULL;
    sdp_json *json = json_of_text("{\"field\":\"name\",\"condition\":\"is\",\"value\":1,\"children\":[{\"children\":{"
                                  "\"field\":\"nam\",\"condition\":\"is\",\"value\":1}}]}");
    (void)state;
    assert_int_equal(sdp_criteria_new(&c), SDP_OK);
    expect(c, SDP_OK, "");
    sdp_criteria_add_text(c, SDP_AND, "status.name", SDP_CONDITION_IS, "x");
    sdp_criteria_open(c, SDP_AND);
    sdp_criteria_add_text(c, SDP_AND, "name", SDP_CONDITION_IS, "x");
    expect(c, SDP_OK, "");
    sdp_criteria_add_text(c, SDP_OR, "nam", SDP_CONDITION_IS, "x");
    expect(c, SDP_E_UNKNOWN_FIELD, "criteria[1].children[1].field");
    sdp_criteria_free(c);
    assert_int_equal(sdp_criteria_new(&c), SDP_OK);
    assert_int_equal(sdp_criteria_add_json(c, SDP_AND, json), SDP_OK);
    expect(c, SDP_E_UNKNOWN_FIELD, "criteria[0].children[0].children.field");
    assert_int_equal(sdp_criteria_check(c, NULL, NULL), SDP_E_ARGUMENT);
    sdp_criteria_free(c);
    sdp_json_free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_have_kinds),
        cmocka_unit_test(others_are_refused),
        cmocka_unit_test(all_of_the_criteria_are_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
