/* The tables: what a type and a field are. Every verb of the codec walks these and nothing else. */
#ifndef SDPI_TYPES_H
#define SDPI_TYPES_H

#include <sdp/reflect.h>

struct sdp_field {
    const char *name; /* in JSON */
    const char *doc;
    const sdp_type *nested; /* of OBJECT and LIST */
    uint32_t offset;
    uint8_t kind;  /* SDP_KIND_… */
    uint8_t flags; /* SDP_FIELD_… */
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

/* The pointers and lists of a struct, whatever the declared type of the member. */
const void *sdpi_slot_pointer(const void *slot);
sdpi_list sdpi_slot_list(const void *slot);
/* SDP_STATE_… of the member at `slot`. */
int32_t sdpi_slot_state(const sdp_field *field, const void *slot);

extern const sdp_type sdpi_type_sdp_query;
extern const sdp_type sdpi_type_sdp_lookup;
extern const sdp_type sdpi_type_sdp_product;
extern const sdp_type sdpi_type_sdp_product_type;
extern const sdp_type sdpi_type_sdp_software;
extern const sdp_type sdpi_type_sdp_product_category;
extern const sdp_type sdpi_type_sdp_depreciation;

#endif
