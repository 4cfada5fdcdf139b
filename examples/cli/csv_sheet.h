/* Entities as rows of comma-separated values, below one header. */
#ifndef CLI_CSV_SHEET_H
#define CLI_CSV_SHEET_H

#include "select.h"

typedef struct csv_sheet csv_sheet;

/* `columns` is borrowed; with none in it, the members of the type are the columns: of objects with a name their id and
   name, of times their value and display_value. They are the same whatever the rows have. */
csv_sheet *csv_sheet_new(const sdp_type *type, const selection *columns);
/* Prints a row, and the header before the first. */
void csv_sheet_row(csv_sheet *to, const sdp_json *row);
/* Prints the header, where there was no row. */
void csv_sheet_head(csv_sheet *to);
/* The header stands in the file already. */
void csv_sheet_skip_head(csv_sheet *to);
void csv_sheet_free(csv_sheet *from);

#endif
