#include "api/keys.h"

#include <string.h>

#include "base/nearest.h"
#include "base/text.h"

static const sdpi_key *find(const sdpi_key *keys, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i].name, name) == 0) return &keys[i];
    }
    return NULL;
}

static sdp_status unknown(const sdpi_key *keys, size_t count, const char *name, sdp_error *error)
{
    const char *nearest = NULL;
    char hint[SDPI_HINT_SIZE];
    sdpi_nearest so_far = sdpi_nearest_begin(name);
    for (size_t i = 0; i < count; i++) {
        if (sdpi_is_nearer(&so_far, keys[i].name)) nearest = keys[i].name;
    }
    return sdpi_error_set(error, SDP_E_UNKNOWN_FIELD, name, "there is no member '%.80s' here%s", name,
                          sdpi_hint(hint, nearest));
}

/* The value itself may be a secret: it is not repeated. */
static sdp_status misfit(const sdpi_key *key, const char *expected, sdp_error *error)
{
    return sdpi_error_set(error, SDP_E_VALUE, key->name, "'%s' must be %s", key->name, expected);
}

static sdp_status read_number(const sdpi_key *key, const sdp_json *value, int64_t least, int64_t most, sdp_error *error,
                              int64_t *out)
{
    const char *text = sdp_json_kind(value) == SDP_JSON_NUMBER ? sdp_json_text(value) : NULL;
    if (text != NULL && sdpi_read_int(text, out) && *out >= least && *out <= most) return SDP_OK;
    return sdpi_error_set(error, SDP_E_VALUE, key->name, "'%s' must be a whole number from %lld to %lld", key->name,
                          (long long)least, (long long)most);
}

static sdp_status read_count(const sdpi_key *key, const sdp_json *value, sdp_error *error, void *slot)
{
    int64_t number = 0;
    int32_t narrow;
    size_t size;
    const int64_t most = key->kind == SDPI_KEY_RETRIES ? SDPI_MAX_RETRIES : INT32_MAX;
    sdp_status status = read_number(key, value, key->kind == SDPI_KEY_RETRIES ? 0 : 1, most, error, &number);
    if (status != SDP_OK) return status;
    switch (key->kind) {
    case SDPI_KEY_COUNT:
        memcpy(slot, &number, sizeof number);
        break;
    case SDPI_KEY_SIZE:
        size = (size_t)number;
        memcpy(slot, &size, sizeof size);
        break;
    default:
        narrow = (int32_t)number;
        if (key->kind == SDPI_KEY_RETRIES && narrow == 0) narrow = -1;
        memcpy(slot, &narrow, sizeof narrow);
        break;
    }
    return SDP_OK;
}

static sdp_status read_word(const sdpi_key *key, const sdp_json *value, sdp_error *error, void *slot)
{
    const char *text = sdp_json_kind(value) == SDP_JSON_STRING ? sdp_json_text(value) : "";
    char expected[SDPI_MAX_ID] = "one of";
    size_t length = strlen(expected);
    for (int32_t i = 0; key->words[i] != NULL; i++) {
        const size_t size = strlen(key->words[i]);
        if (strcmp(key->words[i], text) == 0) {
            memcpy(slot, &i, sizeof i);
            return SDP_OK;
        }
        if (length + size + 2 > sizeof expected) continue;
        expected[length] = ' ';
        memcpy(expected + length + 1, key->words[i], size + 1);
        length += size + 1;
    }
    return misfit(key, expected, error);
}

static sdp_status read_member(const sdpi_key *key, const sdp_json *value, sdp_error *error, void *slot)
{
    const int32_t kind = sdp_json_kind(value);
    const char *text = sdp_json_text(value);
    const int32_t flag = kind == SDP_JSON_TRUE;
    switch (key->kind) {
    case SDPI_KEY_TEXT:
        if (kind != SDP_JSON_STRING) return misfit(key, "a text", error);
        memcpy(slot, &text, sizeof text);
        return SDP_OK;
    case SDPI_KEY_FLAG:
        if (kind != SDP_JSON_TRUE && kind != SDP_JSON_FALSE) return misfit(key, "true or false", error);
        memcpy(slot, &flag, sizeof flag);
        return SDP_OK;
    case SDPI_KEY_OBJECT:
        if (kind != SDP_JSON_OBJECT) return misfit(key, "an object", error);
        memcpy(slot, &value, sizeof value);
        return SDP_OK;
    case SDPI_KEY_WORD:
        return read_word(key, value, error, slot);
    default:
        return read_count(key, value, error, slot);
    }
}

sdp_status sdpi_keys_read(const sdpi_key *keys, size_t count, const sdp_json *json, sdp_error *error, void *out,
                          int32_t *group)
{
    const sdpi_key *chosen = NULL;
    const sdpi_key *empty = NULL;
    if (group != NULL) *group = 0;
    if (sdp_json_kind(json) != SDP_JSON_OBJECT) {
        return sdpi_error_set(error, SDP_E_VALUE, NULL, "the JSON must be an object");
    }
    for (const sdp_json *value = sdp_json_first(json); value != NULL; value = sdp_json_next(value)) {
        const sdpi_key *key = find(keys, count, sdp_json_name(value));
        if (key == NULL) return unknown(keys, count, sdp_json_name(value), error);
        if (sdp_json_kind(value) == SDP_JSON_NULL) {
            if (empty == NULL && key->group != 0) empty = key;
            continue;
        }
        sdp_status status = read_member(key, value, error, (char *)out + key->offset);
        if (status != SDP_OK) return status;
        if (chosen != NULL && key->group != 0 && key->group != chosen->group) {
            return sdpi_error_set(error, SDP_E_CONFIG, key->name, "'%s' and '%s' cannot stand together", chosen->name,
                                  key->name);
        }
        if (key->group != 0) chosen = key;
    }
    /* Somebody forgot to set a variable, say: it would come out only when the service refuses the first call. */
    if (chosen == NULL && empty != NULL) {
        return sdpi_error_set(error, SDP_E_CONFIG, empty->name, "'%s' is null: leave it out where none is meant",
                              empty->name);
    }
    if (group != NULL && chosen != NULL) *group = chosen->group;
    return SDP_OK;
}
