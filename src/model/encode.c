#include "model/encode.h"

#include <string.h>

#include "base/text.h"
#include "model/decode.h"
#include "model/print.h"

typedef struct encoder {
    sdpi_writer *writer;
    sdp_error *error;
    int32_t mode;
} encoder;

static sdp_status encode_object(const encoder *e, const sdp_type *type, const void *entity);

sdp_status sdpi_check_head(const sdp_type *type, const void *entity, sdp_error *error)
{
    const sdp_head head = sdpi_head(entity);
    if (head.size < sizeof head) {
        return sdpi_error_set(error, SDP_E_STRUCT, NULL, "the %s was not initialised: the size in its head is %u",
                              type->name, (unsigned)head.size);
    }
    if (head.type != type->number) {
        const sdp_type *other = sdpi_type_by_number(head.type);
        return sdpi_error_set(error, SDP_E_STRUCT, NULL, "a struct of type %s (%u) stands where %s is expected",
                              other != NULL ? other->name : "unknown", (unsigned)head.type, type->name);
    }
    if (head.size > type->size && !sdpi_is_zero_beyond(entity, type->size, head.size)) {
        return sdpi_error_set(error, SDP_E_STRUCT, NULL,
                              "the %s has members that this version of the library does not know", type->name);
    }
    return SDP_OK;
}

sdp_status sdpi_check_place(const sdp_type *type, const void *entity, sdp_error *error)
{
    if (!(sdpi_head(entity).flags & SDP_FLAG_RECEIVED) || sdpi_is_in_place(entity)) return SDP_OK;
    return sdpi_error_set(
        error, SDP_E_STRUCT, NULL,
        "the %s is a received one that was copied by assignment: use sdp_entity_copy(), or set what is "
        "needed in a new struct",
        type->name);
}

/* The member is looked for in what came, and not in the struct, which may be a copy that is shorter than its size
   says. */
sdp_status sdpi_check_not_received(const sdp_type *type, const void *entity, sdp_error *error)
{
    const sdp_head head = sdpi_head(entity);
    if (!(head.flags & SDP_FLAG_RECEIVED)) return SDP_OK;
    const char *first = "";
    for (size_t i = 0; i < type->field_count && *first == '\0'; i++) {
        const sdp_field *field = &type->fields[i];
        if (!(field->flags & SDP_FIELD_READ_ONLY)) continue;
        if (sdp_json_member(head.meta, field->name) != NULL) first = field->name;
    }
    return sdpi_error_set(error, SDP_E_RECEIVED, first,
                          "a received %s cannot be sent back%s%s%s: set what should change in a new struct", type->name,
                          *first != '\0' ? ", since its member '" : "", first, *first != '\0' ? "' is read-only" : "");
}

static sdp_status encode_text(const encoder *e, const char *text)
{
    const size_t size = strlen(text);
    if (!sdpi_is_utf8(text, size)) return sdpi_error_set(e->error, SDP_E_UTF8, NULL, "the text is not UTF-8");
    sdpi_write_text(e->writer, text, size);
    return SDP_OK;
}

static sdp_status encode_number(const encoder *e, const sdp_field *field, const char *text)
{
    if (!sdpi_is_number(text)) return sdpi_error_set(e->error, SDP_E_VALUE, NULL, "'%.40s' is not a number", text);
    if (field->flags & SDP_FIELD_WRITE_TEXT) {
        sdpi_write_string(e->writer, text);
    } else {
        sdpi_write_literal(e->writer, text);
    }
    return SDP_OK;
}

static sdp_status encode_bool(const encoder *e, const void *slot)
{
    sdp_bool value;
    memcpy(&value, slot, sizeof value);
    if (value.state < SDP_BOOL_IS_ABSENT || value.state > SDP_BOOL_IS_TRUE) {
        return sdpi_error_set(e->error, SDP_E_VALUE, NULL, "%d is not a state of sdp_bool", (int)value.state);
    }
    sdpi_write_literal(e->writer, sdp_is_true(value) ? "true" : "false");
    return SDP_OK;
}

static sdp_status encode_time(const encoder *e, const void *slot)
{
    sdp_time time;
    memcpy(&time, slot, sizeof time);
    if (time.state != SDP_STATE_VALUE) {
        return sdpi_error_set(e->error, SDP_E_VALUE, NULL, "%d is not a state of sdp_time", (int)time.state);
    }
    sdp_status status = sdpi_check_reserved(time.reserved, "reserved", e->error);
    if (status != SDP_OK) return status;
    sdpi_write_open(e->writer, '{');
    sdpi_write_key(e->writer, "value");
    sdpi_write_int(e->writer, time.ms);
    sdpi_write_close(e->writer, '}');
    return SDP_OK;
}

static sdp_status encode_item(const encoder *e, const sdp_field *field, const void *item)
{
    if (item == NULL) return sdpi_error_set(e->error, SDP_E_VALUE, NULL, "an item of the list is NULL");
    return field->kind == SDP_KIND_TEXTS ? encode_text(e, item) : encode_object(e, field->nested, item);
}

/* One empty text stands for no texts: the service writes that without brackets. */
static int is_empty_text(const sdp_field *field, const sdpi_list *list)
{
    return field->kind == SDP_KIND_TEXTS && list->count == 1 && list->items[0] != NULL &&
           *(const char *)list->items[0] == '\0';
}

static sdp_status encode_list(const encoder *e, const sdp_field *field, const void *slot)
{
    sdpi_list list = sdpi_slot_list(slot);
    if (list.items == NULL) {
        return sdpi_error_set(e->error, SDP_E_VALUE, NULL, "the list has a count of %zu and no items", list.count);
    }
    if (is_empty_text(field, &list)) return encode_text(e, list.items[0]);
    sdpi_write_open(e->writer, '[');
    for (size_t i = 0; i < list.count; i++) {
        sdp_status status = encode_item(e, field, list.items[i]);
        if (status != SDP_OK) {
            sdpi_error_prefix_index(e->error, i);
            return status;
        }
    }
    sdpi_write_close(e->writer, ']');
    return SDP_OK;
}

static sdp_status encode_value(const encoder *e, const sdp_field *field, const void *slot, int32_t state)
{
    int64_t integer;
    if (state == SDP_STATE_NULL) {
        sdpi_write_literal(e->writer, "null");
        return SDP_OK;
    }
    switch (field->kind) {
    case SDP_KIND_NUMBER:
        return encode_number(e, field, sdpi_slot_pointer(slot));
    case SDP_KIND_BOOL:
        return encode_bool(e, slot);
    case SDP_KIND_TIME:
        return encode_time(e, slot);
    case SDP_KIND_INTEGER:
        memcpy(&integer, slot, sizeof integer);
        sdpi_write_int(e->writer, integer);
        return SDP_OK;
    case SDP_KIND_OBJECT:
        return encode_object(e, field->nested, sdpi_slot_pointer(slot));
    case SDP_KIND_LIST:
    case SDP_KIND_TEXTS:
        return encode_list(e, field, slot);
    case SDP_KIND_JSON:
    case SDP_KIND_UDF:
        sdpi_write_json(e->writer, sdpi_slot_pointer(slot));
        return SDP_OK;
    default:
        return encode_text(e, sdpi_slot_pointer(slot));
    }
}

static sdp_status encode_field(const encoder *e, const sdp_field *field, const void *slot, int32_t state)
{
    sdpi_write_name(e->writer, field->name, field->name_size);
    sdp_status status = encode_value(e, field, slot, state);
    if (status != SDP_OK) sdpi_error_prefix(e->error, field->name);
    return status;
}

/* Members that have no place in the struct: what the caller put into `meta`. */
static sdp_status encode_extras(const encoder *e, const sdp_type *type, const void *entity, const sdp_head *head)
{
    const sdp_json *extra = head->flags & SDP_FLAG_RECEIVED ? NULL : sdp_json_first(head->meta);
    for (; extra != NULL; extra = sdp_json_next(extra)) {
        const char *name = sdp_json_name(extra);
        const sdp_field *field = sdp_type_field_by_name(type, name);
        if (name == NULL) return sdpi_error_set(e->error, SDP_E_STRUCT, "meta", "meta is not a JSON object");
        if (field != NULL && (head->flags & SDP_FLAG_PARSED)) continue;
        if (field != NULL && sdpi_slot_state(field, sdpi_slot(type, field, entity)) != SDP_STATE_ABSENT) {
            return sdpi_error_set(e->error, SDP_E_VALUE, name, "the member is set both in the struct and in meta");
        }
        sdpi_write_key(e->writer, name);
        sdpi_write_json(e->writer, extra);
    }
    return SDP_OK;
}

/* A received lookup as part of a request: its id says all. Returns 0 where it has none. */
static int encode_reference(const encoder *e, const sdp_type *type, const void *entity)
{
    const sdp_field *key = sdpi_key_field(type);
    const void *slot = key != NULL ? sdpi_slot(type, key, entity) : NULL;
    if (slot == NULL || sdpi_slot_state(key, slot) != SDP_STATE_VALUE) return 0;
    sdpi_write_open(e->writer, '{');
    encode_field(e, key, slot, SDP_STATE_VALUE);
    sdpi_write_close(e->writer, '}');
    return 1;
}

static sdp_status encode_members(const encoder *e, const sdp_type *type, const void *entity)
{
    const sdp_head head = sdpi_head(entity);
    for (size_t i = 0; i < type->field_count; i++) {
        const sdp_field *field = &type->fields[i];
        const void *slot = sdpi_slot(type, field, entity);
        const int32_t state = sdpi_slot_state(field, slot);
        if (state == SDP_STATE_ABSENT) continue;
        if (e->mode == SDPI_ENCODE_REQUEST && (field->flags & SDP_FIELD_READ_ONLY)) {
            if (head.flags & SDP_FLAG_RECEIVED) continue;
            return sdpi_error_set(e->error, SDP_E_READ_ONLY, field->name, "the member is read-only: %s", field->doc);
        }
        sdp_status status = encode_field(e, field, slot, state);
        if (status != SDP_OK) return status;
    }
    return encode_extras(e, type, entity, &head);
}

static sdp_status encode_object(const encoder *e, const sdp_type *type, const void *entity)
{
    sdp_status status = sdpi_check_head(type, entity, e->error);
    if (status != SDP_OK) return status;
    if (e->writer->depth >= (int32_t)SDPI_MAX_JSON_DEPTH) {
        return sdpi_error_set(e->error, SDP_E_LIMIT, NULL, "objects are nested too deeply");
    }
    if (sdpi_head(entity).flags & SDP_FLAG_RECEIVED) {
        status = sdpi_check_place(type, entity, e->error);
        if (status != SDP_OK) return status;
        if (e->mode == SDPI_ENCODE_PRINT) return sdpi_print_received(type, entity, e->writer, e->error);
        if (encode_reference(e, type, entity)) return SDP_OK;
    }
    sdpi_write_open(e->writer, '{');
    status = encode_members(e, type, entity);
    sdpi_write_close(e->writer, '}');
    return status;
}

sdp_status sdpi_encode(const sdp_type *type, const void *entity, int32_t mode, sdpi_writer *writer, sdp_error *error)
{
    encoder e = {writer, error, mode};
    return encode_object(&e, type, entity);
}

sdp_status sdpi_encode_member(const sdp_field *field, const void *slot, int32_t mode, sdpi_writer *writer,
                              sdp_error *error)
{
    encoder e = {writer, error, mode};
    return encode_value(&e, field, slot, sdpi_slot_state(field, slot));
}
