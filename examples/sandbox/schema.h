/* The entities that the sandbox serves, as data. Members, their kinds and their documentation come from the
   library's reflection; what stands here is what only the service knows: how it answers and what it refuses. */
#ifndef SANDBOX_SCHEMA_H
#define SANDBOX_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

/* A member that refers to another entity. */
typedef struct reference {
    const char *field;
    const char *noun; /* of the entity it refers to */
    bool create;      /* an unknown name makes a new one; otherwise it answers 4001 */
} reference;

/* A member with a value of its own: one that was never given, or one taken over from what another refers to. */
typedef struct standing {
    const char *field;
    const char *json;      /* what it is when it was never given; NULL: see `reference` */
    const char *reference; /* the member whose target has a member of the same name */
} standing;

typedef struct entity_row {
    const char *noun;            /* as entities are kept, and the name of their type in sdp/reflect.h */
    const char *plural;          /* as in the names of operations: "products.add" */
    const char *singular_key;    /* of an answer with one entity */
    const char *list_key;        /* of an answer with many */
    bool list_without_info;      /* the vendor prints no list_info */
    bool unique_name;            /* a second entity of that name answers 4008 */
    const reference *references; /* ends with a NULL field */
    const standing *standings;   /* ends with a NULL field */
} entity_row;

/* The row of the nouns that stand in the names of operations; NULL where the sandbox does not serve them. */
const entity_row *schema_by_plural(const char *plural, size_t length);

#endif
