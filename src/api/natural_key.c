#include "api/natural_key.h"

#include <stdio.h>
#include <string.h>

#include <sdp/entity.h>
#include <sdp/json.h>

#include "base/memory.h"
#include "base/text.h"

/* The member as JSON, NULL where it is absent or null. */
sdp_status sdpi_read_text_member(const void *entity, const char *path, sdp_json **out)
{
    char *text = NULL;
    *out = NULL;
    sdp_status status = sdp_entity_get(entity, path, NULL, &text);
    if (status == SDP_OK && text != NULL) status = sdp_json_parse(text, strlen(text), NULL, out);
    sdp_text_free(text);
    if (sdp_json_text(*out) != NULL) return status;
    sdp_json_free(*out);
    *out = NULL;
    return status == SDP_E_NO_MEMORY ? status : SDP_OK;
}

/* A lookup is known by its id, or by its name where it has none. */
static sdp_status read_part(sdpi_natural_key *key, const void *input, const char *name, size_t size)
{
    static const char *const tails[] = {"", ".id", ".name"};
    sdpi_key_part *part = &key->parts[key->count];
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        snprintf(part->path, sizeof part->path, "%.*s%s", (int)size, name, tails[i]);
        sdp_status status = sdpi_read_text_member(input, part->path, &part->value);
        if (status != SDP_OK) return status;
        if (part->value == NULL) continue;
        key->count++;
        break;
    }
    return SDP_OK;
}

sdp_status sdpi_natural_key_read(sdpi_natural_key *key, const void *input, const char *names)
{
    while (*names != '\0' && key->count < SDPI_KEY_PARTS) {
        size_t size = strcspn(names, " ");
        sdp_status status = read_part(key, input, names, size);
        if (status != SDP_OK) return status;
        names += size + strspn(names + size, " ");
    }
    return SDP_OK;
}

sdp_status sdpi_natural_key_criteria(const sdpi_natural_key *key, sdp_criteria *criteria)
{
    sdp_status status = SDP_OK;
    for (size_t i = 0; i < key->count && status == SDP_OK; i++) {
        status = sdp_criteria_add_text(criteria, SDP_AND, key->parts[i].path, SDP_CONDITION_IS,
                                       sdp_json_text(key->parts[i].value));
    }
    return status;
}

static int is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

sdp_status sdpi_natural_key_trim(sdpi_natural_key *copy, const sdp_allocator *allocator, int *is_other)
{
    const char *name = sdp_json_text(copy->parts[0].value);
    const char *first = name;
    while (is_blank(*first)) first++;
    size_t size = strlen(first);
    while (size > 0 && is_blank(first[size - 1])) size--;
    *is_other = size > 0 && (first != name || first[size] != '\0');
    if (!*is_other) return SDP_OK;
    char *trimmed = sdpi_copy_text(allocator, first);
    if (trimmed == NULL) return SDP_E_NO_MEMORY;
    trimmed[size] = '\0';
    sdp_status status = sdp_json_new_text(SDP_JSON_STRING, trimmed, &copy->parts[0].value);
    sdpi_release(allocator, trimmed);
    return status;
}

/* Equal but for case and outer blanks. */
static int is_similar(const char *a, const char *b)
{
    while (is_blank(*a)) a++;
    while (is_blank(*b)) b++;
    while (*a != '\0' && sdpi_lower(*a) == sdpi_lower(*b)) {
        a++;
        b++;
    }
    while (is_blank(*a)) a++;
    while (is_blank(*b)) b++;
    return *a == '\0' && *b == '\0';
}

/* A service may search without regard to case, or not at all, so that each record is compared. The worst part
   counts. */
sdp_status sdpi_natural_key_compare(const sdpi_natural_key *key, const void *record, int *verdict)
{
    *verdict = SDPI_KEY_EQUAL;
    for (size_t i = 0; i < key->count; i++) {
        sdp_json *value;
        int part = SDPI_KEY_UNSHOWN;
        sdp_status status = sdpi_read_text_member(record, key->parts[i].path, &value);
        if (status != SDP_OK) return status;
        if (value != NULL) {
            const char *wanted = sdp_json_text(key->parts[i].value);
            const char *given = sdp_json_text(value);
            part = strcmp(given, wanted) == 0  ? SDPI_KEY_EQUAL
                   : is_similar(given, wanted) ? SDPI_KEY_SIMILAR
                                               : SDPI_KEY_DIFFERENT;
        } else if (i == 0) {
            part = SDPI_KEY_DIFFERENT;
        }
        if (part < *verdict) *verdict = part;
        sdp_json_free(value);
    }
    return SDP_OK;
}

void sdpi_natural_key_free(sdpi_natural_key *key)
{
    for (size_t i = 0; i < key->count; i++) sdp_json_free(key->parts[i].value);
    key->count = 0;
}
