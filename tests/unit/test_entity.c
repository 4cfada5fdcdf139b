/* Entities by type, path and JSON: what tools and bindings do with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/entity.h>
#include <sdp/products.h>

#include "json_equal.h"
#include "model/decode.h"
#include "model/types.h"

#define RECEIVED                                                                                                       \
    "{\"id\":1829236507633258123,\"name\":\"n\",\"comments\":null,\"is_laptop\":\"true\",\"part_no\":7,"               \
    "\"product_type\":{\"id\":\"5\",\"name\":\"Workstation\",\"new\":{\"a\":[1,2.50]}},\"surprise\":[null,1e400]}"

static sdp_product *receive(const char *text, sdpi_document **document)
{
    void *entity = NULL;
    *document = sdpi_document_new(&sdpi_default_allocator, json_of_text(text));
    assert_int_equal(sdpi_decode(*document, &sdpi_type_sdp_product, (*document)->json, 0, 1, NULL, &entity), SDP_OK);
    return entity;
}

static sdp_product *parse(const char *text)
{
    void *entity = NULL;
    sdp_error *error = NULL;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    if (sdp_entity_from_json(sdp_type_by_name("product"), text, 0, error, &entity) != SDP_OK)
        fail_msg("%s", sdp_error_message(error));
    sdp_error_free(error);
    return entity;
}

static void assert_prints(const void *entity, const char *expected)
{
    char *text = NULL;
    assert_int_equal(sdp_entity_to_json(entity, 0, NULL, &text), SDP_OK);
    assert_string_equal(text, expected);
    sdp_text_free(text);
}

static void states_are_told_of_received_entities(void **state)
{
    static const struct {
        const char *path;
        int32_t state;
    } rows[] = {{"id", SDP_STATE_VALUE},
                {"comments", SDP_STATE_NULL},
                {"manufacturer", SDP_STATE_ABSENT},
                {"product_type", SDP_STATE_VALUE},
                {"product_type.name", SDP_STATE_VALUE},
                {"product_type.image", SDP_STATE_ABSENT},
                {"product_type.new.a[1]", SDP_STATE_VALUE},
                {"surprise[0]", SDP_STATE_NULL},
                {"surprise[9]", SDP_STATE_ABSENT},
                {"software.id", SDP_STATE_ABSENT},
                {"", SDP_STATE_ABSENT},
                {"no such", SDP_STATE_ABSENT}};
    sdpi_document *document;
    (void)state;
    const sdp_product *got = receive(RECEIVED, &document);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(sdp_field_state(got, rows[i].path), rows[i].state);
    assert_int_equal(sdp_field_state(NULL, "id"), SDP_STATE_ABSENT);
    assert_int_equal(sdp_field_state(got, NULL), SDP_STATE_ABSENT);
    sdpi_document_free(document);
}

static void states_are_told_of_the_callers_structs(void **state)
{
    const sdp_product_type type = SDP_PRODUCT_TYPE(.name = SDP_NULL);
    const sdp_product in =
        SDP_PRODUCT(.name = "n", .is_laptop = SDP_BOOL_NULL, .product_type = &type, .software = SDP_NULL);
    (void)state;
    assert_int_equal(sdp_field_state(&in, "name"), SDP_STATE_VALUE);
    assert_int_equal(sdp_field_state(&in, "is_laptop"), SDP_STATE_NULL);
    assert_int_equal(sdp_field_state(&in, "product_type.name"), SDP_STATE_NULL);
    assert_int_equal(sdp_field_state(&in, "product_type.id"), SDP_STATE_ABSENT);
    assert_int_equal(sdp_field_state(&in, "software"), SDP_STATE_NULL);
    assert_int_equal(sdp_field_state(&in, "software.id"), SDP_STATE_ABSENT);
    assert_int_equal(sdp_field_state(&in, "comments"), SDP_STATE_ABSENT);
}

static void members_are_got_as_json(void **state)
{
    static const struct {
        const char *path, *text;
    } rows[] = {
        {"id", "1829236507633258123"},     {"comments", "null"},         {"product_type.name", "\"Workstation\""},
        {"product_type.new.a[1]", "2.50"}, {"surprise", "[null,1e400]"}, {"manufacturer", NULL},
        {"product_type.no", NULL}};
    sdpi_document *document;
    (void)state;
    const sdp_product *got = receive(RECEIVED, &document);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = NULL;
        assert_int_equal(sdp_entity_get(got, rows[i].path, NULL, &text), SDP_OK);
        assert_int_equal(text != NULL, rows[i].text != NULL);
        /* Of a member with a row the digits count: an id prints as the text that it is. */
        if (i == 0) assert_non_null(strstr(text, rows[i].text));
        if (i > 0 && text != NULL) assert_string_equal(text, rows[i].text);
        sdp_text_free(text);
    }
    char *text = NULL;
    sdp_product zero;
    memset(&zero, 0, sizeof zero);
    assert_int_equal(sdp_entity_get(NULL, "id", NULL, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_entity_get(got, NULL, NULL, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_entity_get(got, "id", NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_entity_get(&zero, "id", NULL, &text), SDP_E_STRUCT);
    sdpi_document_free(document);
}

static void received_entities_print_as_they_came(void **state)
{
    sdpi_document *document;
    char *text = NULL;
    (void)state;
    const sdp_product *got = receive(RECEIVED, &document);
    assert_prints(got, RECEIVED);
    assert_int_equal(sdp_entity_to_json(got, 9, NULL, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_entity_to_json(NULL, 0, NULL, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_entity_to_json(got, 0, NULL, NULL), SDP_E_ARGUMENT);
    sdpi_document_free(document);
}

static void copies_live_alone(void **state)
{
    sdpi_document *document;
    void *copy = NULL;
    (void)state;
    const sdp_product *got = receive(RECEIVED, &document);
    assert_int_equal(sdp_entity_copy(got, NULL, &copy), SDP_OK);
    sdpi_document_free(document);
    assert_prints(copy, RECEIVED);
    assert_int_equal(sdp_field_state(copy, "comments"), SDP_STATE_NULL);
    sdp_entity_free(copy);
    /* A part of it, and a struct of the caller's. */
    got = receive(RECEIVED, &document);
    assert_int_equal(sdp_entity_copy(got->product_type, NULL, &copy), SDP_OK);
    assert_ptr_equal(sdp_entity_type(copy), sdp_type_by_name("product_type"));
    sdp_entity_free(copy);
    const sdp_product in =
        SDP_PRODUCT(.name = "n", .comments = SDP_NULL, .is_laptop = SDP_FALSE, .product_type = got->product_type);
    assert_int_equal(sdp_entity_copy(&in, NULL, &copy), SDP_OK);
    sdpi_document_free(document);
    assert_int_equal(sdp_field_state(copy, "comments"), SDP_STATE_NULL);
    assert_string_equal(((const sdp_product *)copy)->product_type->name, "Workstation");
    sdp_entity_free(copy);
    assert_int_equal(sdp_entity_copy(NULL, NULL, &copy), SDP_E_ARGUMENT);
    assert_int_equal(sdp_entity_copy(&in, NULL, NULL), SDP_E_ARGUMENT);
}

static void members_are_set_by_path(void **state)
{
    sdp_error *error = NULL;
    sdp_product *e = parse("{\"name\":\"n\",\"product_type\":{\"name\":\"w\"}}");
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_entity_set(e, "product_type.id", "\"5\"", error), SDP_OK);
    assert_int_equal(sdp_entity_set(e, "software.name", "\"s\"", error), SDP_OK);
    assert_int_equal(sdp_entity_set(e, "comments", "null", error), SDP_OK);
    assert_int_equal(sdp_entity_set(e, "product_type.name", NULL, error), SDP_OK);
    assert_int_equal(sdp_entity_set(e, "manufacturer", NULL, error), SDP_OK);
    assert_prints(e,
                  "{\"comments\":null,\"product_type\":{\"id\":\"5\"},\"software\":{\"name\":\"s\"},\"name\":\"n\"}");
    static const struct {
        const char *path, *json;
        sdp_status status;
    } bad[] = {{"nmae", "1", SDP_E_UNKNOWN_FIELD},  {"is_laptop", "5", SDP_E_VALUE},      {"name", "{", SDP_E_JSON},
               {"name", "\"\\u0000\"", SDP_E_JSON}, {"name", "5", SDP_E_VALUE},           {"name.x", "1", SDP_E_VALUE},
               {"", "1", SDP_E_ARGUMENT},           {"product_type[0]", "1", SDP_E_VALUE}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(sdp_entity_set(e, bad[i].path, bad[i].json, error), bad[i].status);
        assert_int_equal(sdp_error_status(error), bad[i].status);
        assert_prints(
            e, "{\"comments\":null,\"product_type\":{\"id\":\"5\"},\"software\":{\"name\":\"s\"},\"name\":\"n\"}");
    }
    sdp_product own = SDP_PRODUCT(.name = "n");
    assert_int_equal(sdp_entity_set(&own, "name", "\"m\"", error), SDP_E_STRUCT);
    assert_int_equal(sdp_entity_set(NULL, "name", "\"m\"", error), SDP_E_ARGUMENT);
    assert_int_equal(sdp_entity_set(e, NULL, "\"m\"", error), SDP_E_ARGUMENT);
    sdp_entity_free(e);
    sdp_error_free(error);
}

static void json_of_the_caller_is_read_strictly(void **state)
{
    static const struct {
        const char *json, *path;
        sdp_status status;
    } bad[] = {{"{\"nmae\":\"x\"}", "nmae", SDP_E_UNKNOWN_FIELD},
               {"{\"product_type\":{\"id\":\"x\"}}", "product_type.id", SDP_E_VALUE},
               {"{\"name\":5}", "name", SDP_E_VALUE},
               {"[]", "", SDP_E_VALUE},
               {"{", "", SDP_E_JSON},
               {"", "", SDP_E_JSON}};
    sdp_error *error = NULL;
    void *entity = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(sdp_entity_from_json(&sdpi_type_sdp_product, bad[i].json, 0, error, &entity), bad[i].status);
        assert_string_equal(sdp_error_path(error), bad[i].path);
        assert_null(entity);
    }
    assert_int_equal(sdp_entity_from_json(&sdpi_type_sdp_product, "{\"zz\":1}", 1, error, &entity), SDP_OK);
    assert_prints(entity, "{\"zz\":1}");
    sdp_entity_free(entity);
    assert_int_equal(sdp_entity_from_json(NULL, "{}", 0, error, &entity), SDP_E_ARGUMENT);
    assert_int_equal(sdp_entity_from_json(&sdpi_type_sdp_product, "{}", 2, error, &entity), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(error), "flags");
    assert_int_equal(sdp_entity_from_json(&sdpi_type_sdp_product, NULL, 0, error, &entity), SDP_E_ARGUMENT);
    assert_int_equal(sdp_entity_from_json(&sdpi_type_sdp_product, "{}", 0, error, NULL), SDP_E_ARGUMENT);
    sdp_error_free(error);
}

static void only_owners_are_freed(void **state)
{
    sdpi_document *document;
    const sdp_product own = SDP_PRODUCT(.name = "n");
    (void)state;
    sdp_product *got = receive(RECEIVED, &document);
    sdp_entity_free(got->product_type);
    sdp_entity_free(&own);
    sdp_entity_free(NULL);
    sdp_entity_free(SDP_NULL);
    sdp_product_free(got);
}

/* What was changed takes the place of what was: nothing piles up until the entity is freed. */
static void changes_do_not_pile_up(void **state)
{
    sdp_product *e = parse("{\"name\":\"n\",\"product_type\":{\"id\":\"1\",\"name\":\"w\"}}");
    const sdpi_document *document = sdpi_document_of(e);
    const sdpi_arena before = document->arena;
    (void)state;
    for (int i = 0; i < 200; i++) {
        assert_int_equal(sdp_entity_set(e, "product_type.name", i % 2 ? "\"odd\"" : "\"even\"", NULL), SDP_OK);
    }
    assert_string_equal(e->product_type->name, "odd");
    assert_memory_equal(&document->arena, &before, sizeof before);
    assert_null(document->json);
    assert_null(document->newer->newer);
    assert_prints(e, "{\"product_type\":{\"name\":\"odd\",\"id\":\"1\"},\"name\":\"n\"}");
    sdp_entity_free(e);
}

/* A program with older headers has a shorter struct, and its head says the library's size. */
static void *short_copy(const void *entity, size_t size)
{
    void *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, entity, size);
    return copy;
}

static void copies_by_assignment_are_not_read(void **state)
{
    sdpi_document *document;
    sdp_error *error = NULL;
    char *text = NULL;
    void *made = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    const sdp_product *got = receive(RECEIVED, &document);
    sdp_product *copy = short_copy(got, sizeof(sdp_head));
    assert_int_equal(sdp_entity_to_json(copy, 0, error, &text), SDP_E_STRUCT);
    assert_non_null(strstr(sdp_error_message(error), "copied by assignment"));
    assert_int_equal(sdp_entity_get(copy, "name", error, &text), SDP_E_STRUCT);
    assert_int_equal(sdp_entity_copy(copy, error, &made), SDP_E_STRUCT);
    /* What came is in the document. */
    assert_int_equal(sdp_field_state(copy, "name"), SDP_STATE_VALUE);
    assert_int_equal(sdp_field_state(copy, "product_type.name"), SDP_STATE_VALUE);
    assert_int_equal(sdp_field_state(copy, "comments"), SDP_STATE_NULL);
    sdp_entity_free(copy);
    free(copy);
    copy = short_copy(got->product_type, sizeof(sdp_head));
    const sdp_product in = SDP_PRODUCT(.name = "n", .product_type = (const void *)copy);
    assert_int_equal(sdp_entity_to_json(&in, 0, error, &text), SDP_E_STRUCT);
    assert_string_equal(sdp_error_path(error), "product_type");
    free(copy);
    sdp_product_free(got);
    sdp_product *parsed = parse("{\"name\":\"n\"}");
    sdp_product assigned = *parsed;
    sdp_entity_free(&assigned);
    assert_int_equal(sdp_entity_set(&assigned, "name", "\"m\"", error), SDP_E_STRUCT);
    assert_int_equal(sdp_entity_set(parsed, "name", "\"m\"", error), SDP_OK);
    sdp_entity_free(parsed);
    sdp_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_are_told_of_received_entities),
        cmocka_unit_test(states_are_told_of_the_callers_structs),
        cmocka_unit_test(members_are_got_as_json),
        cmocka_unit_test(received_entities_print_as_they_came),
        cmocka_unit_test(copies_live_alone),
        cmocka_unit_test(members_are_set_by_path),
        cmocka_unit_test(json_of_the_caller_is_read_strictly),
        cmocka_unit_test(only_owners_are_freed),
        cmocka_unit_test(changes_do_not_pile_up),
        cmocka_unit_test(copies_by_assignment_are_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
