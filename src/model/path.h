/* Members of structs by path. */
#ifndef SDPI_PATH_H
#define SDPI_PATH_H

#include "model/types.h"

typedef struct sdpi_member {
    const sdp_field *field; /* NULL: the path ends at an item of a list */
    const sdp_type *type;   /* of the item */
    const void *slot;       /* the member in its struct, or the item itself */
} sdpi_member;

/* Finds a member by a path such as "product_type.name". 0 where the path leads nowhere. */
int sdpi_find_member(const sdp_type *type, const void *entity, const char *path, sdpi_member *member);

#endif
