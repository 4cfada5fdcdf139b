/* Paths such as "product_type.name", followed through the tables of types. */
#ifndef CLI_FIELDS_H
#define CLI_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include <sdp/reflect.h>

/* Where a path leads. */
typedef struct place {
    int32_t kind;         /* SDP_KIND_…; SDP_KIND_JSON where the tables say nothing more */
    const sdp_type *type; /* of an object or of the items of a list */
} place;

/* How a path is read. */
typedef struct path_rules {
    const char *option; /* for errors */
    bool indexes;       /* whether "[0]" and "[]" may stand in it; without them, lists are entered by name */
    bool allow_unknown; /* members without a row are no error */
} path_rules;

/* Follows the path; tells what is wrong with it. Returns an exit status. */
int follow_path(const sdp_type *type, const char *path, const path_rules *rules, place *out);
/* The member of an object that stands for it among people: "name", or NULL. */
const char *short_member(const sdp_type *type);

#endif
