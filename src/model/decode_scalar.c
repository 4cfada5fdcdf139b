#include "model/decode_scalar.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

static const char *describe(const cJSON *node)
{
    static const char *const names[] = {"nothing",  "null",     "false",    "true",
                                        "a number", "a string", "an array", "an object"};
    return names[sdp_json_kind((const sdp_json *)(const void *)node)];
}

sdp_status sdpi_misfit(const sdpi_decoder *d, const char *expected, const cJSON *found)
{
    sdp_status status = sdpi_is_input(d) ? SDP_E_VALUE : SDP_E_MISFIT;
    const char *text = sdp_json_text((const sdp_json *)(const void *)found);
    if (text == NULL) return sdpi_error_set(d->error, status, NULL, "expected %s, found %s", expected, describe(found));
    return sdpi_error_set(d->error, status, NULL, "expected %s, found %s '%.40s'", expected, describe(found), text);
}

sdp_status sdpi_decode_null(const sdpi_decoder *d, const sdp_field *field, void *slot)
{
    static const sdp_bool null_bool = SDP_BOOL_NULL;
    static const sdp_time null_time = SDP_TIME_NULL;
    const void *null = SDP_NULL;
    switch (field->kind) {
    case SDP_KIND_BOOL:
        memcpy(slot, &null_bool, sizeof null_bool);
        break;
    case SDP_KIND_TIME:
        memcpy(slot, &null_time, sizeof null_time);
        break;
    case SDP_KIND_INTEGER:
        /* It has no null of its own: absent on receipt, and nothing that a caller could mean. */
        memset(slot, 0, sdpi_slot_size(field));
        if (sdpi_is_input(d)) return sdpi_error_set(d->error, SDP_E_VALUE, NULL, "expected a whole number, found null");
        break;
    case SDP_KIND_LIST:
    case SDP_KIND_TEXTS:
        /* The first member of a list view is its pointer. */
        memset(slot, 0, sdpi_slot_size(field));
        if (sdpi_is_input(d)) memcpy(slot, &null, sizeof null);
        break;
    default:
        if (!sdpi_is_input(d)) null = NULL;
        memcpy(slot, &null, sizeof null);
        break;
    }
    return SDP_OK;
}

static int is_digits(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static sdp_status decode_text(const sdpi_decoder *d, const sdp_field *field, const cJSON *node, void *slot)
{
    const char *text = sdpi_node_text(node);
    const char *expected = "a text";
    if (field->kind == SDP_KIND_ID) {
        expected = "the digits of an id";
        /* Ids of the service are digits; an answer may bring others, which are kept as they are. */
        if (text != NULL && sdpi_is_input(d) && !is_digits(text)) text = NULL;
    } else if (field->kind == SDP_KIND_NUMBER) {
        expected = "a number";
        /* A kept number was looked at when it was read. */
        if (text != NULL && text == node->valuestring && !sdpi_is_number(text)) text = NULL;
    } else if (sdpi_is_input(d) && text != NULL && text != node->valuestring) {
        text = NULL; /* a bare number where a text is meant is a slip of the caller */
    }
    if (text == NULL) return sdpi_misfit(d, expected, node);
    memcpy(slot, &text, sizeof text);
    return SDP_OK;
}

static sdp_status decode_bool(const sdpi_decoder *d, const cJSON *node, void *slot)
{
    const char *text = sdpi_node_text(node);
    sdp_bool value = {0};
    if (cJSON_IsTrue(node) || (text != NULL && strcmp(text, "true") == 0)) {
        value.state = SDP_BOOL_IS_TRUE;
    } else if (cJSON_IsFalse(node) || (text != NULL && strcmp(text, "false") == 0)) {
        value.state = SDP_BOOL_IS_FALSE;
    } else {
        return sdpi_misfit(d, "true or false", node);
    }
    memcpy(slot, &value, sizeof value);
    return SDP_OK;
}

static sdp_status decode_integer(const sdpi_decoder *d, const cJSON *node, void *slot)
{
    const char *text = sdpi_node_text(node);
    int64_t value;
    if (text == NULL || !sdpi_read_int(text, &value)) return sdpi_misfit(d, "a whole number", node);
    if (value == 0 && sdpi_is_input(d)) return sdpi_misfit(d, "a whole number other than 0", node);
    memcpy(slot, &value, sizeof value);
    return SDP_OK;
}

/* {"value": …, "display_value": …}, or the milliseconds alone, as a number or a string. */
static sdp_status decode_time(const sdpi_decoder *d, const sdp_field *field, const cJSON *node, void *slot)
{
    sdp_time time = {0, NULL, SDP_STATE_VALUE, 0};
    const cJSON *value = sdpi_node_is(node, cJSON_Object) ? NULL : node;
    if (sdpi_node_is(node, cJSON_Object)) {
        for (const cJSON *child = node->child; child != NULL; child = child->next) {
            if (strcmp(child->string, "value") == 0) value = child;
            if (strcmp(child->string, "display_value") == 0) time.display_value = sdpi_node_text(child);
        }
    }
    if (value != NULL && sdpi_node_is(value, cJSON_NULL) && !sdpi_is_input(d)) return sdpi_decode_null(d, field, slot);
    const char *text = value != NULL ? sdpi_node_text(value) : NULL;
    if (text == NULL || !sdpi_read_int(text, &time.ms)) {
        return sdpi_misfit(d, "a time in milliseconds", value != NULL ? value : node);
    }
    memcpy(slot, &time, sizeof time);
    return SDP_OK;
}

sdp_status sdpi_decode_scalar(const sdpi_decoder *d, const sdp_field *field, const cJSON *node, void *slot)
{
    if (sdpi_node_is(node, cJSON_NULL)) return sdpi_decode_null(d, field, slot);
    switch (field->kind) {
    case SDP_KIND_BOOL:
        return decode_bool(d, node, slot);
    case SDP_KIND_INTEGER:
        return decode_integer(d, node, slot);
    case SDP_KIND_TIME:
        return decode_time(d, field, node, slot);
    default:
        return decode_text(d, field, node, slot);
    }
}
