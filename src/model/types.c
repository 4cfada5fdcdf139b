#include "model/types.h"

#include <string.h>

#include "base/text.h"

static const sdp_type *const types[] = {
    &sdpi_type_sdp_product,      &sdpi_type_sdp_product_type, &sdpi_type_sdp_software, &sdpi_type_sdp_product_category,
    &sdpi_type_sdp_depreciation, &sdpi_type_sdp_lookup,       &sdpi_type_sdp_query,
};

enum { TYPE_COUNT = sizeof types / sizeof types[0] };

SDP_API const uint64_t sdp_null_value[8] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
                                            UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};
SDP_API const void *const sdp_empty_items[1] = {NULL};

int32_t sdp_is_null(const void *value)
{
    /* No UTF-8 text begins with this byte, and no head: the size of a struct is a multiple of 4. */
    return value != NULL && *(const unsigned char *)value == 0xFF;
}

int32_t sdp_is_null_list(const void *items)
{
    uintptr_t first;
    if (items == NULL) return 0;
    memcpy(&first, items, sizeof first);
    return first == UINTPTR_MAX;
}

const sdp_type *sdpi_type_by_number(int32_t number)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (types[i]->number == number) return types[i];
    }
    return NULL;
}

const sdp_type *sdp_type_at(size_t index)
{
    return index < TYPE_COUNT ? types[index] : NULL;
}

const sdp_field *sdpi_key_field(const sdp_type *type)
{
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].flags & SDP_FIELD_KEY) return &type->fields[i];
    }
    return NULL;
}

size_t sdpi_slot_size(const sdp_field *field)
{
    switch (field->kind) {
    case SDP_KIND_BOOL:
        return sizeof(sdp_bool);
    case SDP_KIND_TIME:
        return sizeof(sdp_time);
    case SDP_KIND_INTEGER:
        return sizeof(int64_t);
    case SDP_KIND_LIST:
    case SDP_KIND_TEXTS:
        return sizeof(sdpi_list);
    default:
        return sizeof(void *);
    }
}

/* Members are read byte by byte: the same code serves structs whose pointers have many declared types. */
const void *sdpi_slot_pointer(const void *slot)
{
    const void *pointer;
    memcpy(&pointer, slot, sizeof pointer);
    return pointer;
}

sdpi_list sdpi_slot_list(const void *slot)
{
    sdpi_list list;
    memcpy(&list, slot, sizeof list);
    return list;
}

static int32_t state_of_flag(int32_t state, int32_t null_state)
{
    if (state == 0) return SDP_STATE_ABSENT;
    return state == null_state ? SDP_STATE_NULL : SDP_STATE_VALUE;
}

int32_t sdpi_slot_state(const sdp_field *field, const void *slot)
{
    int64_t integer;
    sdp_bool flag;
    sdp_time time;
    const void *pointer;
    switch (field->kind) {
    case SDP_KIND_BOOL:
        memcpy(&flag, slot, sizeof flag);
        return state_of_flag(flag.state, 3);
    case SDP_KIND_TIME:
        memcpy(&time, slot, sizeof time);
        return state_of_flag(time.state, 2);
    case SDP_KIND_INTEGER:
        memcpy(&integer, slot, sizeof integer);
        return integer != 0 ? SDP_STATE_VALUE : SDP_STATE_ABSENT;
    case SDP_KIND_LIST:
    case SDP_KIND_TEXTS:
        pointer = sdpi_slot_list(slot).items;
        if (pointer == NULL) return SDP_STATE_ABSENT;
        return sdp_is_null_list(pointer) ? SDP_STATE_NULL : SDP_STATE_VALUE;
    default:
        pointer = sdpi_slot_pointer(slot);
        if (pointer == NULL) return SDP_STATE_ABSENT;
        return sdp_is_null(pointer) ? SDP_STATE_NULL : SDP_STATE_VALUE;
    }
}

const sdp_field *sdp_field_by_name(const sdp_type *type, const char *name)
{
    for (size_t i = 0; type != NULL && name != NULL && i < type->field_count; i++) {
        if (strcmp(type->fields[i].name, name) == 0) return &type->fields[i];
    }
    return NULL;
}

const sdp_field *sdp_field_nearest(const sdp_type *type, const char *name)
{
    const sdp_field *nearest = NULL;
    if (type == NULL || name == NULL) return NULL;
    size_t best = strlen(name) / 3 + 2; /* further off is another name, not a slip */
    for (size_t i = 0; i < type->field_count; i++) {
        size_t distance = sdpi_distance(name, type->fields[i].name);
        if (distance < best) {
            best = distance;
            nearest = &type->fields[i];
        }
    }
    return nearest;
}
