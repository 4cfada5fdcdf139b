/* Comma-separated values, RFC 4180 with line feeds: what spreadsheets and programs read. */
#ifndef CLI_CSV_H
#define CLI_CSV_H

#include "text.h"

/* Appends a cell to the row under way; NULL is an empty one. Quotes stand only where they must. Values are written as
   they are: what begins with = + - @ may be a formula to a spreadsheet, and is data to everything else. */
void csv_cell(text *to, const char *value);
/* Ends the row, which has a cell at least. */
void csv_end_row(text *to);

#endif
