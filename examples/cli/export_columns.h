/* The columns of an export: those that the caller named, or what an import can set. */
#ifndef CLI_EXPORT_COLUMNS_H
#define CLI_EXPORT_COLUMNS_H

#include "arguments.h"
#include "select.h"
#include "text.h"

typedef struct export_columns {
    selection paths;
    int32_t *kinds;
    const char *open; /* the member that holds user-defined fields; NULL: there is none, or the caller chose */
    text left_out;    /* user-defined fields that some record has, and the file has not */
} export_columns;

/* Returns an exit status. */
int export_columns_choose(export_columns *to, const sdp_type *type, const arguments *from);
/* Looks at a record's user-defined fields. Where the header `is_written` they can only be noted, else those that a cell
   can hold become columns. */
void export_columns_see(export_columns *to, const sdp_json *row, bool is_written);
void export_columns_free(export_columns *from);

#endif
