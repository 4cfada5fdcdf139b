/*
 * What a list is asked for: a list_info in JSON, as sdp_invoke() takes it, or one condition of --where. Bytes: the type
 * that is listed, by its row; bit 0: a condition, bit 1: members without a row are let through; then the text.
 */
#include <stdlib.h>
#include <string.h>

#include <sdp/query.h>

#include "api/operations.h"
#include "base/writer.h"
#include "call/query.h"
#include "errors.h"
#include "fuzz.h"
#include "model/encode.h"
#include "model/types.h"
#include "where.h"

/* What was found good is written, and what was written is good and writes the same. */
static char *write_query(const fuzz *f, const char *json)
{
    void *query = NULL;
    sdp_error error;
    sdpi_buffer out;
    sdpi_writer writer;
    sdpi_error_init(&error, &f->memory.allocator);
    sdpi_buffer_init(&out, &sdpi_default_allocator, SDPI_MAX_REQUEST);
    sdpi_writer_init(&writer, &out, 0);
    sdp_status status = sdp_entity_from_json(&sdpi_type_sdp_query, json, 0, &error, &query);
    FUZZ_CHECK((status == SDP_OK) == (query != NULL));
    if (status == SDP_OK) status = sdpi_query_check(query, &error);
    if (status == SDP_OK) {
        status = sdpi_encode(&sdpi_type_sdp_query, query, SDPI_ENCODE_REQUEST, &writer, &error);
        FUZZ_CHECK_OK(status);
    }
    FUZZ_CHECK(sdp_error_status(&error) == status);
    if (status != SDP_OK) FUZZ_CHECK(*sdp_error_message(&error) != '\0');
    sdp_entity_free(query);
    sdpi_error_release(&error);
    char *text = status == SDP_OK ? sdpi_buffer_take(&out) : NULL;
    sdpi_buffer_free(&out);
    return text;
}

static void check_query(const fuzz *f, const char *json)
{
    char *text = write_query(f, json);
    if (text == NULL) return;
    char *again = write_query(f, text);
    FUZZ_CHECK(again != NULL || fuzz_failed());
    if (again != NULL) FUZZ_CHECK(strcmp(text, again) == 0);
    sdp_text_free(text);
    sdp_text_free(again);
}

/* The command ends where it has no memory, so that nothing fails here. A condition is a criterion for the library. */
static void check_condition(const sdp_operation *operation, const char *condition, bool allow_unknown)
{
    sdp_json *criterion = NULL;
    const int status = where_read(operation->output_type, condition, allow_unknown, &criterion);
    FUZZ_CHECK((status == STATUS_DONE) == (criterion != NULL));
    if (criterion != NULL) {
        const sdp_query query = SDP_QUERY(.search_criteria = criterion);
        FUZZ_CHECK(sdpi_query_check(&query, NULL) == SDP_OK);
    }
    sdp_json_free(criterion);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    fuzz_begin(&f, data, size);
    const sdp_operation *operation = &sdpi_operations[fuzz_byte(&f) % SDPI_OP_COUNT];
    const uint8_t flags = fuzz_byte(&f);
    char *text = fuzz_rest(&f, NULL);
    if ((flags & 1) == 0) {
        fuzz_arm();
        check_query(&f, text);
        (void)fuzz_disarm();
    } else if (operation->output_type != NULL) {
        check_condition(operation, text, (flags & 2) != 0);
    }
    free(text);
    fuzz_end(&f);
    return 0;
}
