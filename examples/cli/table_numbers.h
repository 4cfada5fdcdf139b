/* Which columns of a table are of ids, and which of numbers: these stand with their ends below each other. */
#ifndef CLI_TABLE_NUMBERS_H
#define CLI_TABLE_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include <sdp/json.h>
#include <sdp/reflect.h>

/* Whether ids stand at the path: nobody compares two of them by size, and none is of use in part. By the name where the
   type, which is nullable, does not know. */
bool is_id_column(const sdp_type *type, const char *path);
/* Whether all that stands at the path in these rows are numbers or amounts of money, and at least one does. What the
   type knows as a text or an id is none, whatever its characters. `type` is nullable. */
bool is_number_column(const sdp_type *type, const char *path, sdp_json *const *rows, size_t row_count);

#endif
