/* The tables: what a type and a field are. Every verb of the codec walks these and nothing else. */
#ifndef SDPI_TYPES_H
#define SDPI_TYPES_H

#include <sdp/entity.h>

#include <string.h>

#include "base/structs.h"

struct sdp_field {
    const char *name; /* in JSON */
    const char *doc;
    const sdp_type *nested; /* of OBJECT and LIST */
    uint32_t offset;
    uint8_t kind;  /* SDP_KIND_… */
    uint8_t flags; /* SDP_FIELD_… */
    uint8_t name_size;
};

struct sdp_type {
    const char *name;
    const char *doc;
    const sdp_field *fields;
    uint16_t field_count;
    uint16_t number; /* SDP_TYPE_… */
    uint32_t size;   /* of the struct in this library */
};

/* How every list view is laid out, whatever it is a list of. */
typedef struct sdpi_list {
    const void *const *items;
    size_t count;
} sdpi_list;

/* NULL where no type has that number. */
const sdp_type *sdpi_type_by_number(int32_t number);
/* The field that identifies the entity, or NULL. */
const sdp_field *sdpi_key_field(const sdp_type *type);
/* How many bytes the member of a field takes in its struct. */
size_t sdpi_slot_size(const sdp_field *field);

/* The head of an entity, of whatever type. */
static inline sdp_head sdpi_head(const void *entity)
{
    sdp_head head;
    memcpy(&head, entity, sizeof head);
    return head;
}

/* The one way to a member of an entity: NULL where it does not lie within the struct as its user compiled it. */
static inline const void *sdpi_slot(const sdp_type *type, const sdp_field *field, const void *entity)
{
    const uint32_t size = sdpi_head(entity).size;
    if (size < type->size && field->offset + sdpi_slot_size(field) > size) return NULL;
    return (const char *)entity + field->offset;
}

/* The pointers and lists of a struct, whatever the declared type of the member. */
const void *sdpi_slot_pointer(const void *slot);
sdpi_list sdpi_slot_list(const void *slot);
/* SDP_STATE_… of the member at `slot`; NULL: absent. */
int32_t sdpi_slot_state(const sdp_field *field, const void *slot);

extern const sdp_type sdpi_type_sdp_query;
extern const sdp_type sdpi_type_sdp_lookup;
extern const sdp_type sdpi_type_sdp_product;
extern const sdp_type sdpi_type_sdp_product_type;
extern const sdp_type sdpi_type_sdp_software;
extern const sdp_type sdpi_type_sdp_product_category;
extern const sdp_type sdpi_type_sdp_depreciation;
extern const sdp_type sdpi_type_sdp_site;
extern const sdp_type sdpi_type_sdp_user;
extern const sdp_type sdpi_type_sdp_currency;
extern const sdp_type sdpi_type_sdp_money;
extern const sdp_type sdpi_type_sdp_attachment;
extern const sdp_type sdpi_type_sdp_upload;
extern const sdp_type sdpi_type_sdp_template;
extern const sdp_type sdpi_type_sdp_customer_lookup;
extern const sdp_type sdpi_type_sdp_customer;
extern const sdp_type sdpi_type_sdp_advisory;
extern const sdp_type sdpi_type_sdp_service_url;
extern const sdp_type sdpi_type_sdp_contract;
extern const sdp_type sdpi_type_sdp_contract_type;
extern const sdp_type sdpi_type_sdp_vendor;
extern const sdp_type sdpi_type_sdp_display_id;
extern const sdp_type sdpi_type_sdp_asset;
extern const sdp_type sdpi_type_sdp_contract_asset;
extern const sdp_type sdpi_type_sdp_contract_software_license;
extern const sdp_type sdpi_type_sdp_contract_relationship;
extern const sdp_type sdpi_type_sdp_notify_day;
extern const sdp_type sdpi_type_sdp_expiry_notification;
extern const sdp_type sdpi_type_sdp_renewal_extension;
extern const sdp_type sdpi_type_sdp_auto_renewal;
extern const sdp_type sdpi_type_sdp_contract_renewal;
extern const sdp_type sdpi_type_sdp_contract_cancellation;
extern const sdp_type sdpi_type_sdp_contract_association;
extern const sdp_type sdpi_type_sdp_contract_mail;
extern const sdp_type sdpi_type_sdp_neucrm_customer;
extern const sdp_type sdpi_type_sdp_neucrm_filter;
extern const sdp_type sdpi_type_sdp_neucrm_result;

#endif
