/* Which columns a table has, and how wide each is. */
#ifndef CLI_TABLE_COLUMNS_H
#define CLI_TABLE_COLUMNS_H

#include <stdbool.h>

#include "select.h"

typedef struct table_column {
    char *path;
    size_t width;
    bool is_id;     /* of no use in part */
    bool is_number; /* what is below each other are the ends */
} table_column;

typedef struct table_columns {
    table_column *items;
    size_t count;
} table_columns;

/* Decides, for rows of a type, by the first of them and the room of the terminal. `wanted` names columns; with none in
   it they are picked from the type. `keep`: all that are named are shown, whatever the room; else those that matter
   least are left out. */
void table_columns_decide(table_columns *to, const sdp_type *type, const selection *wanted, bool keep,
                          sdp_json *const *rows, size_t row_count, size_t room);
void table_columns_free(table_columns *from);

#endif
