/*
 * A whole answer of any operation, up to typed entities. Bytes: the row of the operation; whether misfits are kept
 * (bit 0); then the body. What is printed from an entity decodes and prints to the same text, and so does a copy.
 */
#include <sdp/entity.h>

#include <stdlib.h>
#include <string.h>

#include "api/operations.h"
#include "base/json.h"
#include "call/dialect.h"
#include "fuzz.h"
#include "model/decode.h"
#include "model/encode.h"

static char *print(const void *entity)
{
    char *text = NULL;
    sdp_error error;
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdp_status status = sdp_entity_to_json(entity, 0, &error, &text);
    FUZZ_CHECK_OK(status);
    FUZZ_CHECK((status == SDP_OK) == (text != NULL));
    FUZZ_CHECK(sdp_error_status(&error) == status);
    sdpi_error_release(&error);
    return text;
}

/* Decodes what was printed, as if it had been received. NULL where there is no memory. */
static void *decode_again(const sdp_type *type, const char *text, int32_t flags)
{
    sdpi_buffer scratch;
    sdpi_json_problem problem = {0, ""};
    sdp_json *json = NULL;
    void *entity = NULL;
    sdp_error error;
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdpi_buffer_init(&scratch, &sdpi_default_allocator, SDPI_MAX_JSON_TEXT);
    sdp_status status = sdpi_json_read(text, strlen(text), SDPI_JSON_ANSWER, &scratch, &problem, &json);
    FUZZ_CHECK_OK(status);
    sdpi_buffer_free(&scratch);
    sdpi_document *document = status == SDP_OK ? sdpi_document_new(&sdpi_default_allocator, json) : NULL;
    if (document != NULL) {
        status = sdpi_decode(document, type, json, flags, 1, &error, &entity);
        FUZZ_CHECK_OK(status);
        if (status != SDP_OK) sdpi_document_free(document);
    }
    FUZZ_CHECK(entity != NULL || fuzz_failed());
    sdpi_error_release(&error);
    return entity;
}

static void check_same(const void *entity, const char *expected)
{
    char *text = entity != NULL ? print(entity) : NULL;
    FUZZ_CHECK(text == NULL || strcmp(text, expected) == 0);
    sdp_text_free(text);
}

/* Each member by its name: it has a value as text exactly where it is not absent. */
static void check_members(const sdp_type *type, const void *entity)
{
    for (size_t i = 0; sdp_type_field(type, i) != NULL; i++) {
        const char *name = sdp_field_name(sdp_type_field(type, i));
        char *text = NULL;
        const int32_t state = sdp_field_state(entity, name);
        const sdp_status status = sdp_entity_get(entity, name, NULL, &text);
        FUZZ_CHECK_OK(status);
        if (status == SDP_OK) FUZZ_CHECK((text == NULL) == (state == SDP_STATE_ABSENT));
        if (status == SDP_OK && state == SDP_STATE_NULL) FUZZ_CHECK(strcmp(text, "null") == 0);
        sdp_text_free(text);
    }
}

static void check_entity(const sdp_type *type, const void *entity, int32_t flags)
{
    FUZZ_CHECK(sdp_entity_type(entity) == type);
    char *text = print(entity);
    if (text == NULL) return;
    void *again = decode_again(type, text, flags);
    check_same(again, text);
    sdp_entity_free(again);
    void *copy = NULL;
    FUZZ_CHECK_OK(sdp_entity_copy(entity, NULL, &copy));
    check_same(copy, text);
    sdp_entity_free(copy);
    check_members(type, entity);
    sdp_text_free(text);
}

static void check_result(const sdp_operation *operation, sdpi_result *result, int32_t flags)
{
    FUZZ_CHECK(result->entity == NULL || result->row_count == 0);
    if (result->entity != NULL) check_entity(sdp_entity_type(result->entity), result->entity, flags);
    for (size_t i = 0; i < result->row_count; i++) check_entity(operation->output_type, result->rows[i], flags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    sdpi_buffer scratch;
    sdp_error error;
    sdpi_verdict verdict;
    sdpi_result result;
    fuzz_begin(&f, data, size);
    const sdp_operation *operation = &sdpi_operations[fuzz_byte(&f) % SDPI_OP_COUNT];
    sdpi_answer answer = {.operation = operation,
                          .http_status = 200,
                          .keep_misfits = fuzz_byte(&f) & 1,
                          .allocator = &f.memory.allocator,
                          .scratch = &scratch};
    char *body = fuzz_rest(&f, &answer.body_size);
    answer.body = body;
    const int keeps = answer.keep_misfits || operation->dialect->number == SDP_DIALECT_NEUCRM;
    const int32_t flags = keeps ? SDPI_DECODE_KEEP_MISFITS : 0;
    sdpi_buffer_init(&scratch, &f.memory.allocator, SDPI_MAX_RESPONSE * 4u);
    sdpi_error_init(&error, &f.memory.allocator);
    fuzz_arm();
    sdp_status status = operation->dialect->judge(&answer, &verdict, &result, &error);
    FUZZ_CHECK(sdp_error_status(&error) == status);
    if (status == SDP_OK) {
        FUZZ_CHECK(verdict.outcome == SDPI_ANSWERED);
        check_result(operation, &result, flags);
    } else {
        FUZZ_CHECK(result.entity == NULL && result.document == NULL && result.rows == NULL);
        FUZZ_CHECK(*sdp_error_message(&error) != '\0');
        FUZZ_CHECK(status != SDP_E_NO_MEMORY || fuzz_failed());
    }
    sdpi_result_free(&result);
    sdpi_error_release(&error);
    sdpi_buffer_free(&scratch);
    free(body);
    fuzz_end(&f);
    return 0;
}
