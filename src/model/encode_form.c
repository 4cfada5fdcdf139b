#include "model/encode_form.h"

#include <string.h>

#include "base/text.h"
#include "model/encode.h"

void sdpi_form_put(sdpi_form *form, const char *name, const char *value)
{
    if (form->json != NULL) {
        sdpi_write_key(form->json, name);
        sdpi_write_string(form->json, value);
        return;
    }
    if (form->out->size > 0) sdpi_buffer_char(form->out, '&');
    sdpi_percent_encode(form->out, name, strlen(name));
    sdpi_buffer_char(form->out, '=');
    sdpi_percent_encode(form->out, value, strlen(value));
}

static sdp_status put_text(sdpi_form *form, const char *name, const char *text, sdp_error *error)
{
    if (!sdpi_is_utf8(text, strlen(text))) return sdpi_error_set(error, SDP_E_UTF8, name, "the text is not UTF-8");
    sdpi_form_put(form, name, text);
    return SDP_OK;
}

static sdp_status put_number(sdpi_form *form, const char *name, const char *text, sdp_error *error)
{
    if (!sdpi_is_number(text)) return sdpi_error_set(error, SDP_E_VALUE, name, "'%.40s' is not a number", text);
    sdpi_form_put(form, name, text);
    return SDP_OK;
}

static sdp_status put_integer(sdpi_form *form, const char *name, const void *slot, sdp_error *error)
{
    int64_t integer;
    sdpi_buffer digits;
    memcpy(&integer, slot, sizeof integer);
    sdpi_buffer_init(&digits, &sdpi_default_allocator, 24);
    sdpi_buffer_int(&digits, integer);
    sdp_status status = digits.status;
    if (status == SDP_OK) sdpi_form_put(form, name, digits.data);
    sdpi_buffer_free(&digits);
    return status == SDP_OK ? SDP_OK : sdpi_error_no_memory(error);
}

static sdp_status put_nothing(const char *name, sdp_error *error)
{
    return sdpi_error_set(error, SDP_E_VALUE, name, "a form field holds one text, not an object or a list");
}

static sdp_status put_field(sdpi_form *form, const sdp_field *field, const void *slot, sdp_error *error)
{
    sdp_bool flag;
    if (sdpi_slot_state(field, slot) == SDP_STATE_NULL) {
        sdpi_form_put(form, field->name, "");
        return SDP_OK;
    }
    switch (field->kind) {
    case SDP_KIND_TEXT:
    case SDP_KIND_ID:
        return put_text(form, field->name, sdpi_slot_pointer(slot), error);
    case SDP_KIND_NUMBER:
        return put_number(form, field->name, sdpi_slot_pointer(slot), error);
    case SDP_KIND_INTEGER:
        return put_integer(form, field->name, slot, error);
    case SDP_KIND_BOOL:
        memcpy(&flag, slot, sizeof flag);
        sdpi_form_put(form, field->name, sdp_is_true(flag) ? "1" : "0");
        return SDP_OK;
    default:
        return put_nothing(field->name, error);
    }
}

/* A member that has no place in the struct. */
static sdp_status put_extra(sdpi_form *form, const sdp_json *extra, sdp_error *error)
{
    const char *name = sdp_json_name(extra);
    const char *text = sdp_json_text(extra);
    if (name == NULL) return sdpi_error_set(error, SDP_E_STRUCT, "meta", "meta is not a JSON object");
    switch (sdp_json_kind(extra)) {
    case SDP_JSON_NULL:
        text = "";
        break;
    case SDP_JSON_TRUE:
        text = "1";
        break;
    case SDP_JSON_FALSE:
        text = "0";
        break;
    default:
        break;
    }
    return text != NULL ? put_text(form, name, text, error) : put_nothing(name, error);
}

static sdp_status put_extras(sdpi_form *form, const sdp_type *type, const sdp_head *head, sdp_error *error)
{
    for (const sdp_json *extra = sdp_json_first(head->meta); extra != NULL; extra = sdp_json_next(extra)) {
        const sdp_field *field = sdp_type_field_by_name(type, sdp_json_name(extra));
        if (field != NULL && (head->flags & SDP_FLAG_PARSED)) continue;
        if (field != NULL) {
            return sdpi_error_set(error, SDP_E_VALUE, field->name,
                                  "the member has its place in the struct, not in meta");
        }
        sdp_status status = put_extra(form, extra, error);
        if (status != SDP_OK) return status;
    }
    return SDP_OK;
}

sdp_status sdpi_encode_form(const sdp_type *type, const void *entity, sdpi_form *form, sdp_error *error)
{
    const sdp_head head = sdpi_head(entity);
    sdp_status status = sdpi_check_head(type, entity, error);
    for (size_t i = 0; i < type->field_count && status == SDP_OK; i++) {
        const sdp_field *field = &type->fields[i];
        const void *slot = sdpi_slot(type, field, entity);
        if (sdpi_slot_state(field, slot) == SDP_STATE_ABSENT) continue;
        if (field->flags & SDP_FIELD_READ_ONLY) {
            return sdpi_error_set(error, SDP_E_READ_ONLY, field->name, "the member is read-only: %s", field->doc);
        }
        status = put_field(form, field, slot, error);
    }
    return status == SDP_OK ? put_extras(form, type, &head, error) : status;
}
