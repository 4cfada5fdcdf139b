/* The tables of types that every noun uses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/query.h>

#include "json_equal.h"
#include "model/types.h"

static void a_lookup_is_an_id_or_a_name(void **state)
{
    const sdp_lookup by_id = SDP_LOOKUP(.id = "5");
    const sdp_lookup by_name = SDP_LOOKUP(.name = "Asset");
    char *text = NULL;
    (void)state;
    assert_int_equal(sdp_entity_to_json(&by_id, 0, NULL, &text), SDP_OK);
    assert_string_equal(text, "{\"id\":\"5\"}");
    sdp_text_free(text);
    assert_int_equal(sdp_entity_to_json(&by_name, 0, NULL, &text), SDP_OK);
    assert_string_equal(text, "{\"name\":\"Asset\"}");
    sdp_text_free(text);
    assert_string_equal(sdp_field_name(sdpi_key_field(sdp_type_by_name("lookup"))), "id");
}

static void a_query_has_every_documented_member(void **state)
{
    const char *const fields[] = {"id", "name"};
    sdp_json *criteria = json_of_text("{\"field\":\"name\",\"condition\":\"is\",\"value\":\"x\"}");
    sdp_json *search = json_of_text("{\"name\":\"x\"}");
    sdp_json *filter = json_of_text("{\"name\":\"Open\"}");
    const sdp_query query = SDP_QUERY(.row_count = 5, .start_index = 6, .sort_field = "name", .sort_order = "asc",
                                      .get_total_count = SDP_TRUE, .search_criteria = criteria, .search_fields = search,
                                      .filter_by = filter, .fields_required = {fields, 2});
    const sdp_query page = SDP_QUERY(.page = 2);
    char *text = NULL;
    (void)state;
    assert_int_equal(sdp_entity_to_json(&query, 0, NULL, &text), SDP_OK);
    assert_json_text(
        text,
        "{\"row_count\":5,\"start_index\":6,\"sort_field\":\"name\",\"sort_order\":\"asc\",\"get_total_count\":true,"
        "\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\",\"value\":\"x\"},\"search_fields\":{\"name\":"
        "\"x\"},"
        "\"filter_by\":{\"name\":\"Open\"},\"fields_required\":[\"id\",\"name\"]}");
    sdp_text_free(text);
    assert_int_equal(sdp_entity_to_json(&page, 0, NULL, &text), SDP_OK);
    assert_string_equal(text, "{\"page\":2}");
    sdp_text_free(text);
    sdp_json_free(criteria);
    sdp_json_free(search);
    sdp_json_free(filter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lookup_is_an_id_or_a_name),
        cmocka_unit_test(a_query_has_every_documented_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
