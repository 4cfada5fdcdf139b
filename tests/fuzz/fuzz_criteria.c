/*
 * What a list is asked for: a list_info in JSON, as sdp_invoke() takes it, or words as sdp_criteria_parse() and
 * --where take them. Bytes: the type that is listed, by its row; bit 0: words, bit 1: members without a row are let
 * through; then the text.
 */
#include <stdlib.h>
#include <string.h>

#include <sdp/query.h>

#include "api/operations.h"
#include "base/writer.h"
#include "call/criteria.h"
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

/* What the library reads from the words, as a new text; NULL: a mistake, or no memory. What is good is sent as it
   is. */
static char *read_words(const fuzz *f, const sdp_type *type, const char *words, int32_t allow_unknown)
{
    sdp_criteria *criteria = NULL;
    const sdp_json *json = NULL;
    char *text = NULL;
    sdp_error error;
    if (sdp_criteria_new(&criteria) != SDP_OK) return NULL;
    sdpi_error_init(&error, &f->memory.allocator);
    sdp_status status = sdp_criteria_parse(criteria, SDP_AND, words, type, allow_unknown);
    if (status == SDP_OK) {
        FUZZ_CHECK(sdp_criteria_count(criteria) == 1);
        if (!allow_unknown) FUZZ_CHECK_OK(sdp_criteria_check(criteria, type, &error));
    }
    sdp_status made = sdp_criteria_json(criteria, &error, &json);
    if (status != SDP_OK) FUZZ_CHECK(made == status && *sdp_error_message(&error) != '\0');
    if (status == SDP_OK) FUZZ_CHECK_OK(made);
    FUZZ_CHECK((made == SDP_OK) == (json != NULL) && sdp_error_status(&error) == made);
    if (json != NULL) {
        FUZZ_CHECK(sdpi_criteria_check(json, NULL) == SDP_OK);
        FUZZ_CHECK_OK(sdp_json_print(json, 0, &text));
    }
    sdp_criteria_free(criteria);
    sdpi_error_release(&error);
    return text;
}

/* With too little memory the words mean the same, or nothing. */
static void check_words(const fuzz *f, const sdp_type *type, const char *words, int32_t allow_unknown)
{
    fuzz_arm();
    char *text = read_words(f, type, words, allow_unknown);
    const int failed = fuzz_disarm();
    char *again = read_words(f, type, words, allow_unknown);
    if (text != NULL) FUZZ_CHECK(again != NULL && strcmp(text, again) == 0);
    if (!failed) FUZZ_CHECK((text != NULL) == (again != NULL));
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
        check_words(&f, operation->output_type, text, (flags & 2) != 0);
        check_condition(operation, text, (flags & 2) != 0);
    }
    free(text);
    fuzz_end(&f);
    return 0;
}
