#include "model/print.h"

#include <string.h>

#include "base/text.h"
#include "model/encode.h"

/* The document says in which form a value came: a bare number or a string, one item or a list. The value itself is the
   struct's. */

static sdp_status print_value(const sdp_field *field, const void *slot, const sdp_json *form, sdpi_writer *writer,
                              sdp_error *error);

/* Where a name stands twice, the form may be that of a number and the value another's text. */
static void print_scalar(sdpi_writer *writer, const char *text, const sdp_json *form)
{
    if (sdp_json_kind(form) == SDP_JSON_NUMBER && sdpi_is_number(text)) {
        sdpi_write_literal(writer, text);
    } else {
        sdpi_write_string(writer, text);
    }
}

static void print_bool(sdpi_writer *writer, const void *slot, const sdp_json *form)
{
    sdp_bool value;
    memcpy(&value, slot, sizeof value);
    const char *text = sdp_is_true(value) ? "true" : "false";
    if (sdp_json_kind(form) == SDP_JSON_STRING) {
        sdpi_write_string(writer, text);
    } else {
        sdpi_write_literal(writer, text);
    }
}

static void print_integer(sdpi_writer *writer, int64_t number, const sdp_json *form)
{
    char digits[24];
    sdpi_buffer text;
    if (sdp_json_kind(form) != SDP_JSON_STRING) {
        sdpi_write_int(writer, number);
        return;
    }
    sdpi_buffer_init(&text, &sdpi_default_allocator, sizeof digits);
    sdpi_buffer_int(&text, number);
    if (text.status != SDP_OK) writer->out->status = text.status;
    sdpi_write_string(writer, sdpi_buffer_string(&text));
    sdpi_buffer_free(&text);
}

static void print_time(sdpi_writer *writer, const void *slot, const sdp_json *form)
{
    sdp_time time;
    memcpy(&time, slot, sizeof time);
    if (sdp_json_kind(form) != SDP_JSON_OBJECT) {
        print_integer(writer, time.ms, form);
        return;
    }
    sdpi_write_open(writer, '{');
    for (const sdp_json *part = sdp_json_first(form); part != NULL; part = sdp_json_next(part)) {
        const char *name = sdp_json_name(part);
        sdpi_write_key(writer, name);
        if (strcmp(name, "value") == 0) {
            print_integer(writer, time.ms, part);
        } else if (strcmp(name, "display_value") == 0 && time.display_value != NULL) {
            print_scalar(writer, time.display_value, part);
        } else {
            sdpi_write_json(writer, part);
        }
    }
    sdpi_write_close(writer, '}');
}

static sdp_status print_item(const sdp_field *field, const void *item, const sdp_json *form, sdpi_writer *writer,
                             sdp_error *error)
{
    if (field->kind != SDP_KIND_TEXTS) return sdpi_print_received(field->nested, item, writer, error);
    print_scalar(writer, item, form);
    return SDP_OK;
}

static sdp_status print_list(const sdp_field *field, const void *slot, const sdp_json *form, sdpi_writer *writer,
                             sdp_error *error)
{
    sdpi_list list = sdpi_slot_list(slot);
    /* Where a name stands twice, the form is of one and the value of the other. */
    if (sdp_json_kind(form) != SDP_JSON_ARRAY && list.count > 0) {
        return print_item(field, list.items[0], form, writer, error);
    }
    const sdp_json *item = sdp_json_first(form);
    sdp_status status = SDP_OK;
    sdpi_write_open(writer, '[');
    for (size_t i = 0; i < list.count && status == SDP_OK; i++, item = sdp_json_next(item)) {
        status = print_item(field, list.items[i], item, writer, error);
    }
    sdpi_write_close(writer, ']');
    return status;
}

/* An object may have come in an array of one. */
static sdp_status print_object(const sdp_field *field, const void *slot, const sdp_json *form, sdpi_writer *writer,
                               sdp_error *error)
{
    int in_array = sdp_json_kind(form) == SDP_JSON_ARRAY;
    if (in_array) sdpi_write_open(writer, '[');
    sdp_status status = sdpi_print_received(field->nested, sdpi_slot_pointer(slot), writer, error);
    if (in_array) sdpi_write_close(writer, ']');
    return status;
}

static sdp_status print_value(const sdp_field *field, const void *slot, const sdp_json *form, sdpi_writer *writer,
                              sdp_error *error)
{
    int64_t integer;
    switch (field->kind) {
    case SDP_KIND_BOOL:
        print_bool(writer, slot, form);
        return SDP_OK;
    case SDP_KIND_TIME:
        print_time(writer, slot, form);
        return SDP_OK;
    case SDP_KIND_INTEGER:
        memcpy(&integer, slot, sizeof integer);
        print_integer(writer, integer, form);
        return SDP_OK;
    case SDP_KIND_OBJECT:
        return print_object(field, slot, form, writer, error);
    case SDP_KIND_LIST:
    case SDP_KIND_TEXTS:
        return print_list(field, slot, form, writer, error);
    case SDP_KIND_JSON:
    case SDP_KIND_UDF:
        sdpi_write_json(writer, sdpi_slot_pointer(slot));
        return SDP_OK;
    default:
        print_scalar(writer, sdpi_slot_pointer(slot), form);
        return SDP_OK;
    }
}

sdp_status sdpi_print_received(const sdp_type *type, const void *entity, sdpi_writer *writer, sdp_error *error)
{
    const sdp_head head = sdpi_head(entity);
    sdp_status status = SDP_OK;
    sdpi_write_open(writer, '{');
    for (const sdp_json *member = sdp_json_first(head.meta); member != NULL; member = sdp_json_next(member)) {
        const sdp_field *field = sdp_type_field_by_name(type, sdp_json_name(member));
        const void *slot = field != NULL ? sdpi_slot(type, field, entity) : NULL;
        sdpi_write_key(writer, sdp_json_name(member));
        /* Null, unknown, and a misfit that was kept: the document alone has them. */
        if (field == NULL || sdpi_slot_state(field, slot) != SDP_STATE_VALUE) {
            sdpi_write_json(writer, member);
        } else {
            status = print_value(field, slot, member, writer, error);
        }
        if (status != SDP_OK) break;
    }
    sdpi_write_close(writer, '}');
    return status;
}
