/* A member that lists are searched or sorted by, in SQL, and values that it is compared with. */
#ifndef SANDBOX_CRITERIA_COLUMN_H
#define SANDBOX_CRITERIA_COLUMN_H

#include "query.h"

#define COLUMN_PATH 200

/* How SQL reads the member, and how it compares. */
typedef struct column {
    char path[COLUMN_PATH]; /* of json_extract; empty: a column of the table */
    const char *name;       /* that column */
    enum { AS_TEXT, AS_NUMBER, AS_TRUTH, AS_ID } as;
} column;

/* Follows a dotted path through the tables of types. An object stands for its name, or for its id where the
   value asks for that; open JSON may be entered by any name, and so may user-defined fields of which none is
   declared. */
bool column_find(const sdp_type *type, const char *path, bool by_id, const answer *problems, column *out);
/* Writes how SQL reads it; a path is bound. */
bool column_write(query *asked, text *to, const column *from, bool as_number);
/* What a value from outside is searched by: an object stands for its id or its name. NULL: it has neither. */
const sdp_json *column_operand(const sdp_json *value);
/* Binds such an operand, but not null, in the manner of its column; its place is query->value_count. */
bool column_bind(query *to, const column *by, bool as_number, const sdp_json *value);

#endif
