/*
 * Members of entities by their paths, as bindings read and set them. Bytes: the type; bit 0: members without a row are
 * let through, bit 1: the member is made absent; then lines: path, value in JSON, and the entity in JSON.
 */
#include <sdp/entity.h>

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "model/types.h"

static const sdp_type *type_of(uint8_t number)
{
    size_t count = 0;
    while (sdp_type_at(count) != NULL) count++;
    return sdp_type_at(number % count);
}

static char *print(const void *entity)
{
    char *text = NULL;
    FUZZ_CHECK_OK(sdp_entity_to_json(entity, 0, NULL, &text));
    return text;
}

/* A refused change leaves the entity as it was; one that was made can be read where it was put. */
static void check_set(void *entity, const char *path, const char *value)
{
    char *before = print(entity);
    char *got = NULL;
    const sdp_status status = sdp_entity_set(entity, path, value, NULL);
    char *after = print(entity);
    if (status != SDP_OK && before != NULL && after != NULL) FUZZ_CHECK(strcmp(before, after) == 0);
    const sdp_status found = sdp_entity_get(entity, path, NULL, &got);
    FUZZ_CHECK_OK(found);
    if (status == SDP_OK && found == SDP_OK && strstr(path, "[]") == NULL) {
        const int32_t state = sdp_field_state(entity, path);
        FUZZ_CHECK((got != NULL) == (state != SDP_STATE_ABSENT));
        FUZZ_CHECK((state == SDP_STATE_ABSENT) == (value == NULL));
    }
    sdp_text_free(got);
    sdp_text_free(before);
    sdp_text_free(after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    void *entity = NULL;
    void *copy = NULL;
    fuzz_begin(&f, data, size);
    const sdp_type *type = type_of(fuzz_byte(&f));
    const uint8_t flags = fuzz_byte(&f);
    char *path = fuzz_line(&f);
    char *value = fuzz_line(&f);
    char *json = fuzz_rest(&f, NULL);
    fuzz_arm();
    if (sdp_entity_from_json(type, json, flags & 1, NULL, &entity) == SDP_OK) {
        check_set(entity, path, flags & 2 ? NULL : value);
        FUZZ_CHECK_OK(sdp_entity_copy(entity, NULL, &copy));
        char *first = copy != NULL ? print(entity) : NULL;
        char *second = copy != NULL ? print(copy) : NULL;
        if (first != NULL && second != NULL) FUZZ_CHECK(strcmp(first, second) == 0);
        sdp_text_free(first);
        sdp_text_free(second);
        sdp_entity_free(copy);
    }
    sdp_entity_free(entity);
    (void)fuzz_disarm();
    free(path);
    free(value);
    free(json);
    fuzz_end(&f);
    return 0;
}
