/* The caller's JSON as the structs that an operation takes, and results as JSON. What is sent of it, test_invoke.c
   has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/invocation.h"
#include "replay.h"

static void operations_are_found_by_name(void **state)
{
    const replay *r = *state;
    const sdp_operation *found = NULL;
    assert_int_equal(sdpi_find_operation(r->client, "products.get", &found), SDP_OK);
    assert_ptr_equal(found, sdp_operation_by_name("products.get"));
    assert_int_equal(sdpi_find_operation(r->client, "products.gte", &found), SDP_E_UNKNOWN_FIELD);
    assert_null(found);
    assert_non_null(strstr(sdp_error_message(sdp_last_error(r->client)), "did you mean 'products.get'?"));
    assert_int_equal(sdpi_client_enter(r->client), SDP_OK);
    assert_int_equal(sdpi_find_operation(r->client, "xyzzy", &found), SDP_E_UNKNOWN_FIELD);
    assert_null(strstr(sdp_error_message(sdp_last_error(r->client)), "did you mean"));
}

static void an_input_becomes_structs(void **state)
{
    static const char *const ids[] = {REPLAY_ID};
    const replay *r = *state;
    sdpi_invocation v = {.client = r->client};
    assert_int_equal(sdpi_invocation_begin(&v, "products.edit", ids, 1, "{\"product\":{\"name\":\"n\"}}"), SDP_OK);
    assert_ptr_equal(v.operation, sdp_operation_by_name("products.edit"));
    assert_string_equal(((const sdp_product *)v.input.entity)->name, "n");
    assert_ptr_equal(v.input.ids, ids);
    assert_int_equal(v.input.id_count, 1);
    assert_non_null(v.input.beside);
    sdpi_invocation_end(&v);

    v = (sdpi_invocation){.client = r->client};
    assert_int_equal(sdpi_invocation_begin(&v, "contracts.associate_assets", ids, 1,
                                           "[{\"asset\":{\"id\":\"7\"}},{\"asset\":{\"id\":\"8\"}}]"),
                     SDP_OK);
    assert_null(v.input.entity);
    assert_int_equal(v.input.item_count, 2);
    assert_string_equal(((const sdp_contract_asset *)v.input.items[1])->asset->id, "8");
    sdpi_invocation_end(&v);

    v = (sdpi_invocation){.client = r->client};
    assert_int_equal(sdpi_invocation_begin(&v, "products.get", ids, 1, NULL), SDP_OK);
    assert_null(v.input.entity);
    assert_null(v.document);
    sdpi_invocation_end(&v);
}

static void what_is_wrong_is_refused(void **state)
{
    static const struct {
        const char *operation;
        size_t id_count;
        const char *input;
        sdp_status status;
        const char *path;
    } rows[] = {
        {NULL, 0, NULL, SDP_E_ARGUMENT, "operation"},
        {"products.get", 1, NULL, SDP_E_ARGUMENT, "ids"},
        {"neucrm.delete", 0, NULL, SDP_E_ARGUMENT, "operation"},
        {"products.delete", 0, "{}", SDP_E_ARGUMENT, "input"},
        {"products.add", 0, "{\"nmae\":1}", SDP_E_UNKNOWN_FIELD, "product.nmae"},
        {"products.add", 0, "{\"product\":{},\"x\":1}", SDP_E_UNKNOWN_FIELD, "product.x"},
        {"products.list", 0, "{\"row_count\":0}", SDP_E_VALUE, "list_info.row_count"},
    };
    const replay *r = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sdpi_invocation v = {.client = r->client};
        assert_int_equal(sdpi_invocation_begin(&v, rows[i].operation, NULL, rows[i].id_count, rows[i].input),
                         rows[i].status);
        assert_string_equal(sdp_error_path(sdp_last_error(r->client)), rows[i].path);
        sdpi_invocation_end(&v);
    }
}

static void results_are_printed(void **state)
{
    static const sdp_product one = SDP_PRODUCT(.id = "1", .name = "a");
    static const sdp_product other = SDP_PRODUCT(.id = "2");
    const void *rows[] = {&one, &other};
    const sdp_operation *get = sdp_operation_by_name("products.get");
    const sdp_operation *list = sdp_operation_by_name("products.list");
    const sdpi_result nothing = {0};
    sdpi_result entity = {0};
    sdpi_result many = {.rows = rows, .row_count = 2};
    char *text = NULL;
    (void)state;
    assert_int_equal(sdp_entity_from_json(sdp_operation_output_type(get), "{\"id\":\"1\"}", 0, NULL, &entity.entity),
                     SDP_OK);
    assert_int_equal(sdpi_print_result(&entity, get, NULL, &text), SDP_OK);
    assert_string_equal(text, "{\"id\":\"1\"}");
    sdp_text_free(text);
    sdpi_result_free(&entity);
    assert_int_equal(sdpi_print_result(&nothing, get, NULL, &text), SDP_OK);
    assert_string_equal(text, "{}");
    sdp_text_free(text);
    assert_int_equal(sdpi_print_result(&many, list, NULL, &text), SDP_OK);
    assert_string_equal(text, "[{\"name\":\"a\",\"id\":\"1\"},{\"id\":\"2\"}]");
    sdp_text_free(text);
    assert_int_equal(sdpi_print_result(&nothing, list, NULL, &text), SDP_OK);
    assert_string_equal(text, "[]");
    sdp_text_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(operations_are_found_by_name),
        REPLAY_TEST(an_input_becomes_structs),
        REPLAY_TEST(what_is_wrong_is_refused),
        REPLAY_TEST(results_are_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
