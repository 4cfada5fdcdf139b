/*
 * --set of the command: members of the request by their paths. Bytes: the row of the operation; bit 0: there is an
 * --input before, bit 1: members without a row are let through; then lines: the input, if any, and one --set each.
 */
#include <stdlib.h>
#include <string.h>

#include <sdp/entity.h>

#include "api/operations.h"
#include "base/error.h"
#include "errors.h"
#include "fuzz.h"
#include "request.h"

enum { MOST_SETS = 16 };

/* What the command makes is JSON, whose entity the library can read or refuse with words. */
static void check_made(const sdp_operation *operation, const char *json)
{
    sdp_json *made = NULL;
    void *entity = NULL;
    sdp_error error;
    char *printed = NULL;
    sdpi_error_init(&error, &sdpi_default_allocator);
    FUZZ_CHECK(sdp_json_parse(json, strlen(json), NULL, &made) == SDP_OK);
    FUZZ_CHECK(sdp_json_print(made, 0, &printed) == SDP_OK && strcmp(printed, json) == 0);
    const sdp_status status = sdp_entity_from_json(operation->input_type, json, 1, &error, &entity);
    FUZZ_CHECK(sdp_error_status(&error) == status && status != SDP_E_NO_MEMORY);
    FUZZ_CHECK((status == SDP_OK) == (entity != NULL));
    sdp_entity_free(entity);
    sdpi_error_release(&error);
    sdp_text_free(printed);
    sdp_json_free(made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    const char *sets[MOST_SETS];
    char *json = NULL;
    fuzz_begin(&f, data, size);
    const sdp_operation *operation = &sdpi_operations[fuzz_byte(&f) % SDPI_OP_COUNT];
    const uint8_t flags = fuzz_byte(&f);
    char *input = flags & 1 ? fuzz_line(&f) : NULL;
    arguments given = {.sets = {sets, 0}, .allow_unknown = (flags & 2) != 0};
    /* Files and standard input are not for a fuzzer to read. */
    if (input != NULL && *input != '@' && strcmp(input, "-") != 0) given.input = input;
    while (f.left > 0 && given.sets.count < MOST_SETS) sets[given.sets.count++] = fuzz_line(&f);
    const int status = request_read(&given, operation, &json);
    if (status == STATUS_DONE) {
        FUZZ_CHECK(json != NULL || (given.input == NULL && given.sets.count == 0));
        if (json != NULL) check_made(operation, json);
    } else {
        FUZZ_CHECK(json == NULL);
    }
    sdp_text_free(json);
    for (size_t i = 0; i < given.sets.count; i++) {
        char *owned;
        memcpy(&owned, &sets[i], sizeof owned);
        free(owned);
    }
    free(input);
    fuzz_end(&f);
    return 0;
}
