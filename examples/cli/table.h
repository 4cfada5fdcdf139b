/* Tables for people: columns that matter, as wide as the terminal allows. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "select.h"

/* Blanks between columns. */
#define TABLE_GAP 2

typedef struct table table;

/* Whether columns that a table is given are a wish of the caller: then all are shown, and otherwise as many as fit. */
void table_keep_columns(bool yes);

/* A table of entities of a type. `columns` is borrowed; with none in it, the table picks its own. */
table *table_new(const sdp_type *type, const selection *columns);
/* Takes over the row. The first rows wait, since they decide about the columns. */
void table_add(table *to, sdp_json *row);
/* Prints what waits, and frees the table. */
void table_end(table *from);
/* Prints an entity, a line for each member. */
void table_entity(const sdp_json *entity, const selection *members);

#endif
