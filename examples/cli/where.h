/* The language of --where: 'name contains Dell', 'part_no is "A 1"', 'price between 10, 20'. */
#ifndef CLI_WHERE_H
#define CLI_WHERE_H

#include <stdbool.h>

#include <sdp/json.h>
#include <sdp/reflect.h>

/* Reads one condition about entities of a type as a criterion of the service; `*out` is new. Returns an exit status. */
int where_read(const sdp_type *type, const char *condition, bool allow_unknown, sdp_json **out);
/* The conditions by position, with what may be written for them, NULL where nothing else may; NULL past the end. */
const char *condition_at(size_t index, const char **sign);

#endif
