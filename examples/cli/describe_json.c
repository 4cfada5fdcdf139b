/* What describe tells programs. */
#include "describe.h"

#include <stdlib.h>
#include <string.h>

#include <sdp/client.h>

#include "commands.h"
#include "json.h"

static sdp_json *type_json(const sdp_type *type, const sdp_operation *operation, const inside *outer);

static sdp_json *field_json(const sdp_field *field, const sdp_operation *operation, const inside *outer)
{
    const sdp_type *nested = sdp_field_type(field);
    sdp_json *json = json_new(SDP_JSON_OBJECT);
    json_put_text(json, "name", sdp_field_name(field));
    json_put_text(json, "kind", sdp_kind_name(sdp_field_kind(field)));
    json_put_bool(json, "required", operation != NULL && sdp_operation_requires(operation, sdp_field_name(field)));
    json_put_bool(json, "read_only", (sdp_field_flags(field) & SDP_FIELD_READ_ONLY) != 0);
    json_put_bool(json, "key", (sdp_field_flags(field) & SDP_FIELD_KEY) != 0);
    json_put_text(json, "doc", sdp_field_doc(field));
    if (nested != NULL && is_new_type(nested, outer)) {
        json_put(json, "type", type_json(nested, NULL, outer));
    } else if (nested != NULL) {
        json_put_text(json, "type.name", sdp_type_name(nested));
    }
    return json;
}

static sdp_json *type_json(const sdp_type *type, const sdp_operation *operation, const inside *outer)
{
    const inside here = {type, outer};
    const sdp_field *field;
    sdp_json *json = json_new(SDP_JSON_OBJECT);
    sdp_json *fields = json_new(SDP_JSON_ARRAY);
    json_put_text(json, "name", sdp_type_name(type));
    json_put_text(json, "doc", sdp_type_doc(type));
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        json_put(fields, "[]", field_json(field, operation, &here));
    }
    json_put(json, "fields", fields);
    return json;
}

static void put_text_or_null(sdp_json *to, const char *path, const char *string)
{
    if (string != NULL) {
        json_put_text(to, path, string);
    } else {
        json_put(to, path, json_new(SDP_JSON_NULL));
    }
}

/* By the numbers of SDP_PLACE_… and SDP_BARE_…. */
static const char *const places[] = {"default", "query", "form", "none", "multipart", "fields"};
static const char *const bare[] = {"default", "nothing", "empty", "object"};

static const char *word_at(const char *const *words, size_t count, int32_t number)
{
    return number >= 0 && (size_t)number < count ? words[number] : "other";
}

static sdp_json *input_json(const sdp_operation *operation)
{
    if (sdp_operation_input_type(operation) == NULL) return json_new(SDP_JSON_NULL);
    sdp_json *json = json_new(SDP_JSON_OBJECT);
    put_text_or_null(json, "key", sdp_operation_input_key(operation));
    json_put_text(json, "place", word_at(places, sizeof(places) / sizeof(places[0]), sdp_operation_place(operation)));
    json_put_text(json, "without_input", word_at(bare, sizeof(bare) / sizeof(bare[0]), sdp_operation_bare(operation)));
    json_put_bool(json, "is_list", sdp_operation_input_is_list(operation) != 0);
    put_text_or_null(json, "inner", sdp_operation_input_inner(operation));
    json_put(json, "type", type_json(sdp_operation_input_type(operation), operation, NULL));
    return json;
}

static sdp_json *output_json(const sdp_operation *operation)
{
    if (sdp_operation_output_type(operation) == NULL) return json_new(SDP_JSON_NULL);
    sdp_json *json = json_new(SDP_JSON_OBJECT);
    put_text_or_null(json, "keys", sdp_operation_output_keys(operation));
    json_put_bool(json, "is_list", prints_many(operation));
    json_put(json, "type", type_json(printed_type(operation), NULL, NULL));
    return json;
}

static sdp_json *id_names_json(const sdp_operation *operation)
{
    sdp_json *names = json_new(SDP_JSON_ARRAY);
    for (size_t i = 0; i < sdp_operation_id_count(operation); i++) {
        char *name = id_name(operation, i);
        json_put_text(names, "[]", name);
        free(name);
    }
    return names;
}

sdp_json *describe_operation_json(const sdp_operation *operation)
{
    sdp_json *json = json_new(SDP_JSON_OBJECT);
    bool writes = sdp_operation_access(operation) == SDP_ACCESS_WRITE;
    json_put_text(json, "operation", sdp_operation_name(operation));
    json_put_text(json, "doc", sdp_operation_doc(operation));
    json_put_text(json, "access", writes ? "write" : "read");
    json_put_text(json, "method", sdp_operation_method(operation));
    json_put_text(json, "path", sdp_operation_path(operation));
    put_text_or_null(json, "printed_path", sdp_operation_printed_path(operation));
    json_put_integer(json, "ids", (int64_t)sdp_operation_id_count(operation));
    json_put(json, "id_names", id_names_json(operation));
    json_put_bool(json, "file", takes_file(operation));
    json_put(json, "input", input_json(operation));
    json_put(json, "output", output_json(operation));
    return json;
}
