#include "model/types.h"

#include <string.h>

#include "base/nearest.h"
#include "base/text.h"

/* In the order in which they are told: what has operations first, then its parts. */
static const sdp_type *const types[] = {
    &sdpi_type_sdp_product,
    &sdpi_type_sdp_product_type,
    &sdpi_type_sdp_software,
    &sdpi_type_sdp_product_category,
    &sdpi_type_sdp_depreciation,
    &sdpi_type_sdp_customer,
    &sdpi_type_sdp_advisory,
    &sdpi_type_sdp_service_url,
    &sdpi_type_sdp_contract,
    &sdpi_type_sdp_contract_type,
    &sdpi_type_sdp_vendor,
    &sdpi_type_sdp_display_id,
    &sdpi_type_sdp_asset,
    &sdpi_type_sdp_contract_asset,
    &sdpi_type_sdp_contract_software_license,
    &sdpi_type_sdp_contract_relationship,
    &sdpi_type_sdp_notify_day,
    &sdpi_type_sdp_expiry_notification,
    &sdpi_type_sdp_renewal_extension,
    &sdpi_type_sdp_auto_renewal,
    &sdpi_type_sdp_contract_renewal,
    &sdpi_type_sdp_contract_cancellation,
    &sdpi_type_sdp_contract_association,
    &sdpi_type_sdp_contract_mail,
    &sdpi_type_sdp_neucrm_customer,
    &sdpi_type_sdp_neucrm_filter,
    &sdpi_type_sdp_neucrm_result,
    &sdpi_type_sdp_lookup,
    &sdpi_type_sdp_customer_lookup,
    &sdpi_type_sdp_template,
    &sdpi_type_sdp_site,
    &sdpi_type_sdp_user,
    &sdpi_type_sdp_currency,
    &sdpi_type_sdp_money,
    &sdpi_type_sdp_attachment,
    &sdpi_type_sdp_upload,
    &sdpi_type_sdp_query,
};

enum { TYPE_COUNT = sizeof types / sizeof types[0] };

const void *sdp_null(void)
{
    return sdp_null_value;
}

const void *sdp_empty(void)
{
    return sdp_empty_items;
}

int32_t sdp_is_null(const void *value)
{
    /* Byte by byte: a text may end before the eighth. No UTF-8 text has such a byte, and no head such a size. */
    const unsigned char *bytes = value;
    if (value == NULL) return 0;
    for (size_t i = 0; i < 8; i++) {
        if (bytes[i] != 0xFF) return 0;
    }
    return 1;
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

/* Of an sdp_bool or an sdp_time; an impossible state is a value, so that writing it is refused. */
static int32_t own_state(int32_t state)
{
    return state == SDP_STATE_ABSENT || state == SDP_STATE_NULL ? state : SDP_STATE_VALUE;
}

int32_t sdpi_slot_state(const sdp_field *field, const void *slot)
{
    int64_t integer;
    sdp_bool flag;
    sdp_time time;
    sdpi_list list;
    const void *pointer;
    if (slot == NULL) return SDP_STATE_ABSENT;
    switch (field->kind) {
    case SDP_KIND_BOOL:
        memcpy(&flag, slot, sizeof flag);
        return own_state(flag.state);
    case SDP_KIND_TIME:
        memcpy(&time, slot, sizeof time);
        return own_state(time.state);
    case SDP_KIND_INTEGER:
        memcpy(&integer, slot, sizeof integer);
        return integer != 0 ? SDP_STATE_VALUE : SDP_STATE_ABSENT;
    case SDP_KIND_LIST:
    case SDP_KIND_TEXTS:
        list = sdpi_slot_list(slot);
        /* A count without items is a value, so that writing it is refused. */
        if (list.items == NULL) return list.count > 0 ? SDP_STATE_VALUE : SDP_STATE_ABSENT;
        return sdp_is_null_list(list.items) ? SDP_STATE_NULL : SDP_STATE_VALUE;
    default:
        pointer = sdpi_slot_pointer(slot);
        if (pointer == NULL) return SDP_STATE_ABSENT;
        return sdp_is_null(pointer) ? SDP_STATE_NULL : SDP_STATE_VALUE;
    }
}

const sdp_field *sdp_type_field_by_name(const sdp_type *type, const char *name)
{
    for (size_t i = 0; type != NULL && name != NULL && i < type->field_count; i++) {
        if (strcmp(type->fields[i].name, name) == 0) return &type->fields[i];
    }
    return NULL;
}

const sdp_field *sdp_type_field_nearest(const sdp_type *type, const char *name)
{
    const sdp_field *nearest = NULL;
    if (type == NULL || name == NULL) return NULL;
    sdpi_nearest so_far = sdpi_nearest_begin(name);
    for (size_t i = 0; i < type->field_count; i++) {
        if (sdpi_is_nearer(&so_far, type->fields[i].name)) nearest = &type->fields[i];
    }
    return nearest;
}
