#include "model/decode.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/json.h"
#include "base/nearest.h"
#include "base/text.h"
#include "model/decode_scalar.h"

static int is_named(const sdp_field *field, const char *name)
{
    return field->name[0] == name[0] && strcmp(field->name, name) == 0;
}

/* The row of that name, looked for from `next` on, and then from the first. */
static const sdp_field *find_row(const sdp_type *type, const sdp_field *next, const char *name)
{
    const sdp_field *end = type->fields + type->field_count;
    for (const sdp_field *field = next; field < end; field++) {
        if (is_named(field, name)) return field;
    }
    for (const sdp_field *field = type->fields; field < next; field++) {
        if (is_named(field, name)) return field;
    }
    return NULL;
}

static sdp_status decode_object(const sdpi_decoder *d, const sdp_type *type, const cJSON *node, void *out);

static sdp_status decode_nested(const sdpi_decoder *d, const sdp_type *type, const cJSON *node, const void **out)
{
    void *entity = sdpi_arena_take(d->arena, type->size);
    if (entity == NULL) return sdpi_error_no_memory(d->error);
    *out = entity;
    return decode_object(d, type, node, entity);
}

static sdp_status decode_pointer(const sdpi_decoder *d, const sdp_field *field, const cJSON *node, void *slot)
{
    const void *entity = NULL;
    /* Where one thing is meant, some answers have a list of one, or an empty list for none. */
    if (sdpi_node_is(node, cJSON_Array) && !sdpi_is_input(d)) {
        if (node->child == NULL) return sdpi_decode_null(d, field, slot);
        if (node->child->next == NULL) node = node->child;
    }
    if (sdpi_node_is(node, cJSON_NULL)) return sdpi_decode_null(d, field, slot);
    if (!sdpi_node_is(node, cJSON_Object)) return sdpi_misfit(d, "an object", node);
    sdp_status status = decode_nested(d, field->nested, node, &entity);
    if (status == SDP_OK) memcpy(slot, &entity, sizeof entity);
    return status;
}

static sdp_status decode_items(const sdpi_decoder *d, const sdp_field *field, const cJSON *list, const void **items,
                               size_t count)
{
    const cJSON *node = sdpi_node_is(list, cJSON_Array) ? list->child : list;
    for (size_t i = 0; i < count; i++, node = node->next) {
        sdp_status status;
        if (field->kind == SDP_KIND_LIST) {
            status = sdpi_node_is(node, cJSON_Object) ? decode_nested(d, field->nested, node, &items[i])
                                                      : sdpi_misfit(d, "an object", node);
        } else {
            const char *text = sdp_json_text((const sdp_json *)(const void *)node);
            status = text != NULL ? SDP_OK : sdpi_misfit(d, "a text", node);
            items[i] = text;
        }
        if (status != SDP_OK) {
            if (sdpi_node_is(list, cJSON_Array)) sdpi_error_prefix_index(d->error, i);
            return status;
        }
    }
    return SDP_OK;
}

/* A list comes as an array, as one item without brackets, or as null. */
static sdp_status decode_list(const sdpi_decoder *d, const sdp_field *field, const cJSON *node, void *slot)
{
    sdpi_list list = {(const void *const *)sdp_empty_items, 0};
    if (sdpi_node_is(node, cJSON_NULL)) return sdpi_decode_null(d, field, slot);
    if (sdpi_node_is(node, cJSON_Array)) {
        for (const cJSON *item = node->child; item != NULL; item = item->next) list.count++;
    } else {
        list.count = 1;
    }
    if (list.count > 0) {
        const void **items = sdpi_arena_take(d->arena, list.count * sizeof *items);
        if (items == NULL) return sdpi_error_no_memory(d->error);
        sdp_status status = decode_items(d, field, node, items, list.count);
        if (status != SDP_OK) return status;
        list.items = items;
    }
    memcpy(slot, &list, sizeof list);
    return SDP_OK;
}

static sdp_status decode_open(const sdpi_decoder *d, const sdp_field *field, const cJSON *node, void *slot)
{
    if (sdpi_node_is(node, cJSON_NULL)) return sdpi_decode_null(d, field, slot);
    if (field->kind == SDP_KIND_UDF && !sdpi_node_is(node, cJSON_Object)) return sdpi_misfit(d, "an object", node);
    memcpy(slot, &node, sizeof node);
    return SDP_OK;
}

static sdp_status decode_value(const sdpi_decoder *d, const sdp_field *field, const cJSON *node, void *slot)
{
    switch (field->kind) {
    case SDP_KIND_OBJECT:
        return decode_pointer(d, field, node, slot);
    case SDP_KIND_LIST:
    case SDP_KIND_TEXTS:
        return decode_list(d, field, node, slot);
    case SDP_KIND_JSON:
    case SDP_KIND_UDF:
        return decode_open(d, field, node, slot);
    default:
        return sdpi_decode_scalar(d, field, node, slot);
    }
}

static sdp_status unknown_member(const sdpi_decoder *d, const sdp_type *type, const char *name)
{
    if (!sdpi_is_input(d) || (d->flags & SDPI_DECODE_ALLOW_UNKNOWN)) return SDP_OK;
    char hint[SDPI_HINT_SIZE];
    return sdpi_error_set(d->error, SDP_E_UNKNOWN_FIELD, name, "%s has no member of this name%s", type->name,
                          sdpi_hint(hint, sdp_field_name(sdp_type_field_nearest(type, name))));
}

static sdp_status decode_member(const sdpi_decoder *d, const sdp_type *type, const sdp_field *field, const cJSON *node,
                                void *slot)
{
    sdp_status status = decode_value(d, field, node, slot);
    if (status == SDP_OK) return SDP_OK;
    if (status == SDP_E_MISFIT && (d->flags & SDPI_DECODE_KEEP_MISFITS)) {
        memset(slot, 0, sdpi_slot_size(field));
        sdpi_error_note(d->error, type->name, field->name);
        return SDP_OK;
    }
    sdpi_error_prefix(d->error, field->name);
    return status;
}

/* Most members of an answer: a text that is borrowed as it stands. Returns 0 where it is anything else. */
static int borrow_text(const sdpi_decoder *d, const sdp_field *field, const cJSON *node, void *slot)
{
    if (field->kind != SDP_KIND_TEXT && field->kind != SDP_KIND_ID) return 0;
    if (!sdpi_node_is(node, cJSON_String) || sdpi_is_input(d)) return 0;
    const char *text = sdpi_node_text(node);
    memcpy(slot, &text, sizeof text);
    return 1;
}

/* An object has no number: there its node keeps which struct was made from it, so that a copy can be told from the
   struct. */
_Static_assert(sizeof(void *) <= sizeof(((cJSON *)0)->valuedouble), "a pointer fits into the number of a node");

static void keep_place(const cJSON *node, const void *entity)
{
    cJSON *own = sdpi_own(node);
    memcpy(&own->valuedouble, &entity, sizeof entity);
}

int sdpi_is_in_place(const void *entity)
{
    const cJSON *node = (const cJSON *)(const void *)sdpi_head(entity).meta;
    const void *place = NULL;
    if (node != NULL) memcpy(&place, &node->valuedouble, sizeof place);
    return place == entity;
}

void sdpi_set_place(void *entity)
{
    keep_place((const cJSON *)(const void *)sdpi_head(entity).meta, entity);
}

/* One pass over the children finds the row of each: members tend to come in the order of the rows, so that the next one
   is tried first. */
static sdp_status decode_object(const sdpi_decoder *d, const sdp_type *type, const cJSON *node, void *out)
{
    sdp_head head = {type->size, type->number, d->head_flags, (const sdp_json *)(const void *)node};
    memcpy(out, &head, sizeof head);
    keep_place(node, out);
    const sdp_field *end = type->fields + type->field_count;
    const sdp_field *next = type->fields;
    for (const cJSON *child = node->child; child != NULL; child = child->next) {
        const char *name = child->string;
        sdp_status status = SDP_OK;
        const sdp_field *field = next < end && is_named(next, name) ? next : find_row(type, next, name);
        if (field != NULL) {
            char *slot = (char *)out + field->offset;
            next = field + 1;
            if (borrow_text(d, field, child, slot)) continue;
            status = decode_member(d, type, field, child, slot);
        } else {
            status = unknown_member(d, type, name);
        }
        if (status != SDP_OK) return status;
    }
    return SDP_OK;
}

sdp_status sdpi_decode(sdpi_document *document, const sdp_type *type, const sdp_json *node, int32_t flags, int32_t top,
                       sdp_error *error, void **out)
{
    sdpi_decoder d = {&document->arena, error, flags, SDP_FLAG_RECEIVED};
    if (flags & SDPI_DECODE_INPUT) d.head_flags = SDP_FLAG_PARSED;
    *out = NULL;
    if (sdp_json_kind(node) != SDP_JSON_OBJECT) return sdpi_misfit(&d, "an object", (const cJSON *)(const void *)node);
    void *entity = top ? sdpi_document_top(document, type->size) : sdpi_arena_take(&document->arena, type->size);
    if (entity == NULL) return sdpi_error_no_memory(error);
    sdp_status status = decode_object(&d, type, (const cJSON *)(const void *)node, entity);
    if (status != SDP_OK) return status;
    if (top) {
        sdp_head head;
        document->flags = flags;
        memcpy(&head, entity, sizeof head);
        head.flags |= SDP_FLAG_OWNER;
        memcpy(entity, &head, sizeof head);
    }
    *out = entity;
    return SDP_OK;
}
