/* Cells of an import: what they mean, and whether a record has it already. */
#ifndef CLI_IMPORT_VALUES_H
#define CLI_IMPORT_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include <sdp/json.h>

#include "text.h"

/* A member that the header names. */
typedef struct import_column {
    char *path; /* of an object, that of its name */
    int32_t kind;
} import_column;

/* The cell that makes a member null. */
bool import_is_null(const char *cell);
/* Appends a text as a cell that means it. */
void import_escape(text *to, const char *string);
/* Makes the value of a cell that is not empty; `option` says where it stands. Returns an exit status. */
int import_convert(const char *option, const import_column *column, const char *cell, sdp_json **out);
/* Whether what the record has is what the cell says, however the service writes it. A name is the same where it differs
   in blanks at its ends alone. */
bool import_is_same(const sdp_json *record, const import_column *column, const char *cell);
/* What a cell that is not empty sets in a record. Of what the tables do not know, user-defined fields, the kind is that
   of what the record has; nothing, or no record, makes a text, or a time of what an export would write for one. NULL
   where a cell cannot say it: `*problem` tells why. */
sdp_json *import_value(const sdp_json *record, const import_column *column, const char *cell, const char **problem);

#endif
