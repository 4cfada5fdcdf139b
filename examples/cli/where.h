/* --where: 'name contains Dell', 'part_no is "A 1"', 'price between 10 and 20'. docs/queries.md has the grammar. */
#ifndef CLI_WHERE_H
#define CLI_WHERE_H

#include <stdbool.h>

#include <sdp/criteria.h>

/* Reads conditions about entities of a type, which must all hold, as search criteria; `*out` is new, NULL on failure.
   Returns an exit status. */
int where_read_all(const sdp_type *type, const char *const *conditions, size_t count, bool allow_unknown,
                   sdp_json **out);
/* The same for one. */
int where_read(const sdp_type *type, const char *condition, bool allow_unknown, sdp_json **out);
/* The conditions by position, with what may be written for them, NULL where nothing else may; NULL past the end. */
const char *condition_at(size_t index, const char **sign);

#endif
