/* What a good answer becomes: members as they came, whatever form they came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

/* Reads a product from an answer of which nothing but the body matters. */
static desk *get(const char *body, const sdp_config *config, sdp_status expected, const sdp_product **out)
{
    const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", body), RAW_STALL, RAW_END};
    const sdp_config once = SDP_CONFIG(.max_retries = -1);
    desk *d = desk_open(RAW_SERVER(script), config != NULL ? config : &once);
    sdp_status status = sdp_product_get(d->client, "77", NULL, out);
    if (status != expected) fail_msg("%s: %s", body, sdp_error_message(sdp_last_error(d->client)));
    desk_check_error(d);
    /* The script lies on this function's stack. */
    raw_server_stop(d->server);
    d->server = NULL;
    return d;
}

static void numbers_keep_their_digits(void **state)
{
    const sdp_product *p = NULL;
    char *json = NULL;
    (void)state;
    desk *d = get("{" DESK_SUCCESS ",\"product\":{\"id\":1829236507633258123,\"product_type\":{\"id\":"
                  "100000000000033283},\"depreciation_detail\":{\"id\":\"007\",\"useful_life\":2322.00,"
                  "\"depreciation_percent\":1e400,\"salvage_value\":\"12.50\"},\"extra\":[123456789012345678901.50]}}",
                  NULL, SDP_OK, &p);
    desk_close(d);
    /* The client is gone, the entity is not. */
    assert_string_equal(p->id, "1829236507633258123");
    assert_string_equal(p->product_type->id, "100000000000033283");
    assert_string_equal(p->depreciation_detail->id, "007");
    assert_string_equal(p->depreciation_detail->useful_life, "2322.00");
    assert_string_equal(p->depreciation_detail->depreciation_percent, "1e400");
    assert_string_equal(p->depreciation_detail->salvage_value, "12.50");
    assert_int_equal(sdp_entity_get(p, "extra", NULL, &json), SDP_OK);
    assert_string_equal(json, "[123456789012345678901.50]");
    sdp_text_free(json);
    assert_int_equal(sdp_entity_to_json(p, 0, NULL, &json), SDP_OK);
    assert_non_null(strstr(json, "\"id\":1829236507633258123,"));
    assert_non_null(strstr(json, "\"useful_life\":2322.00,\"depreciation_percent\":1e400"));
    sdp_text_free(json);
    sdp_product_free(p);
}

static void unknown_and_null_members_are_kept(void **state)
{
    const sdp_product *p = NULL;
    char *json = NULL;
    (void)state;
    desk *d = get("{" DESK_SUCCESS ",\"product\":{\"id\":\"1\",\"comments\":null,\"udf_fields\":{\"udf_char1\":\"x\"},"
                  "\"is_laptop\":\"true\"}}",
                  NULL, SDP_OK, &p);
    assert_null(p->comments);
    assert_null(p->part_no);
    assert_int_equal(sdp_field_state(p, "comments"), SDP_STATE_NULL);
    assert_int_equal(sdp_field_state(p, "part_no"), SDP_STATE_ABSENT);
    assert_int_equal(sdp_field_state(p, "udf_fields.udf_char1"), SDP_STATE_VALUE);
    assert_string_equal(sdp_json_text(sdp_json_at(p->head.meta, "udf_fields.udf_char1")), "x");
    assert_true(sdp_is_true(p->is_laptop));
    assert_int_equal(sdp_entity_to_json(p, 0, NULL, &json), SDP_OK);
    assert_non_null(strstr(json, "\"comments\":null"));
    assert_non_null(strstr(json, "\"udf_fields\":{\"udf_char1\":\"x\"}"));
    sdp_text_free(json);
    sdp_product_free(p);
    desk_close(d);
}

static void the_entity_is_found_in_every_envelope(void **state)
{
    static const char *const bodies[] = {DESK_PRODUCT,
                                         "{\"product\":{\"id\":\"77\",\"name\":\"a\"}}",
                                         "{" DESK_SUCCESS ",\"product\":[{\"id\":\"77\",\"name\":\"a\"}]}",
                                         "{" DESK_SUCCESS ",\"products\":{\"id\":\"77\",\"name\":\"a\"}}",
                                         "{" DESK_SUCCESS ",\"some_other_key\":{\"id\":77,\"name\":\"a\"}}",
                                         "{\"response_status\":[{\"status_code\":\"2000\",\"status\":\"Success\"}],"
                                         "\"product\":{\"id\":77,\"name\":\"a\"}}",
                                         "{\"response_status\":[],\"product\":{\"id\":77,\"name\":\"a\"}}",
                                         " {\n\"product\" : {\"id\" : \"77\", \"name\":\"\\u0061\"} , "
                                         "\"response_status\" : {\"status\":\"success\"} }\n"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        const sdp_product *p = NULL;
        desk *d = get(bodies[i], NULL, SDP_OK, &p);
        assert_string_equal(p->id, "77");
        assert_string_equal(p->name, "a");
        sdp_product_free(p);
        desk_close(d);
    }
}

static void the_content_type_is_not_what_counts(void **state)
{
    static const raw_step html[] = {
        RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" DESK_PRODUCT),
        RAW_END};
    static const raw_step none[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" DESK_PRODUCT),
                                    RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(html, none), NULL);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    desk_close(d);
}

static void a_read_needs_an_entity(void **state)
{
    static const char *const bodies[] = {"{}", "{" DESK_SUCCESS "}", "{" DESK_SUCCESS ",\"product\":null}",
                                         "{\"list_info\":{}}"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        const sdp_product *p = NULL;
        const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", bodies[i]), RAW_STALL, RAW_END};
        desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.max_retries = -1));
        sdp_status status = sdp_product_get(d->client, "77", NULL, &p);
        assert_null(p);
        if (status != SDP_E_ANSWER && status != SDP_E_MISFIT) fail_msg("%s: %s", bodies[i], sdp_status_name(status));
        desk_close(d);
    }
}

static void a_misfit_is_named(void **state)
{
    static const struct {
        const char *body;
        const char *path;
    } misfits[] = {{"{" DESK_SUCCESS ",\"product\":{\"id\":{}}}", "product.id"},
                   {"{" DESK_SUCCESS ",\"product\":{\"id\":\"1\",\"name\":[1]}}", "product.name"},
                   {"{" DESK_SUCCESS ",\"product\":{\"id\":\"1\",\"is_laptop\":\"maybe\"}}", "product.is_laptop"},
                   {"{" DESK_SUCCESS ",\"product\":{\"id\":\"1\",\"product_type\":\"x\"}}", "product.product_type"},
                   {"{" DESK_SUCCESS ",\"product\":{\"id\":\"1\",\"depreciation_detail\":{\"useful_life\":true}}}",
                    "product.depreciation_detail.useful_life"},
                   {"{" DESK_SUCCESS ",\"product\":[{\"id\":1},{\"id\":2}]}", "product"}};
    (void)state;
    for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
        const sdp_product *p = NULL;
        desk *d = get(misfits[i].body, NULL, SDP_E_MISFIT, &p);
        assert_null(p);
        assert_string_equal(sdp_error_path(sdp_last_error(d->client)), misfits[i].path);
        desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_SERVER, .http_status = 200});
        desk_close(d);
    }
}

/* A write that the service confirmed has happened, whatever is wrong with what came back. */
static void a_misfit_after_a_write(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", "{" DESK_SUCCESS ",\"product\":{\"name\":[]}}"),
                                      RAW_REPEAT, RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.max_retries = 3));
    desk_expect(d, DESK_ADD, NULL, SDP_E_MISFIT);
    desk_expect_said(d, (desk_said){.attempts = 1, .maybe_done = 1, .fault = SDP_FAULT_SERVER, .http_status = 200});
    desk_expect(d, DESK_DELETE, NULL, SDP_OK);
    desk_close(d);
}

static void a_misfit_can_be_kept(void **state)
{
    const sdp_product *p = NULL;
    char *json = NULL;
    const sdp_config keep = SDP_CONFIG(.keep_misfits = 1);
    (void)state;
    desk *d =
        get("{" DESK_SUCCESS ",\"product\":{\"id\":\"1\",\"name\":[1],\"product_type\":{\"id\":{},\"name\":\"x\"},"
            "\"depreciation_detail\":true}}",
            &keep, SDP_OK, &p);
    assert_string_equal(p->id, "1");
    assert_null(p->name);
    assert_null(p->product_type->id);
    assert_string_equal(p->product_type->name, "x");
    assert_null(p->depreciation_detail);
    assert_int_equal(sdp_entity_get(p, "name", NULL, &json), SDP_OK);
    assert_string_equal(json, "[1]");
    sdp_text_free(json);
    assert_int_equal(sdp_entity_to_json(p, 0, NULL, &json), SDP_OK);
    assert_non_null(strstr(json, "\"name\":[1],\"product_type\":{\"id\":{},\"name\":\"x\"}"));
    assert_non_null(strstr(json, "\"depreciation_detail\":true"));
    sdp_text_free(json);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_OK);
    sdp_product_free(p);
    desk_close(d);
}

static void a_success_may_say_something(void **state)
{
    const sdp_product *p = NULL;
    (void)state;
    desk *d = get("{\"response_status\":{\"status_code\":2000,\"status\":\"success\",\"messages\":[{\"message\":"
                  "\"Done so.\",\"type\":\"success\"}]},\"product\":{\"id\":\"1\"}}",
                  NULL, SDP_OK, &p);
    const sdp_error *error = sdp_last_error(d->client);
    assert_int_equal(sdp_error_message_count(error), 1);
    assert_string_equal(sdp_error_server_message(error, 0)->message, "Done so.");
    assert_int_equal(sdp_error_api_code(error), SDP_API_SUCCESS);
    assert_string_equal(sdp_error_message(error), "");
    sdp_product_free(p);
    desk_close(d);
}

static void success_and_failure_side_by_side(void **state)
{
    static const raw_step script[] = {
        RAW_READ,
        RAW_REPLY("200 OK", "{\"response_status\":[{\"status\":\"success\"},{\"status\":\"failed\",\"messages\":"
                            "[{\"status_code\":4005}]}]}"),
        RAW_REPEAT, RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    desk_expect(d, DESK_DELETE, NULL, SDP_E_PARTIAL);
    desk_expect_said(d, (desk_said){.attempts = 1, .maybe_done = 1, .fault = SDP_FAULT_SERVER, .http_status = 200});
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_their_digits),
        cmocka_unit_test(unknown_and_null_members_are_kept),
        cmocka_unit_test(the_entity_is_found_in_every_envelope),
        cmocka_unit_test(the_content_type_is_not_what_counts),
        cmocka_unit_test(a_read_needs_an_entity),
        cmocka_unit_test(a_misfit_is_named),
        cmocka_unit_test(a_misfit_after_a_write),
        cmocka_unit_test(a_misfit_can_be_kept),
        cmocka_unit_test(a_success_may_say_something),
        cmocka_unit_test(success_and_failure_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
