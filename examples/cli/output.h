/* What goes to stdout: JSON, JSON Lines, a table, comma-separated values, or the body as it came. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "arguments.h"
#include "csv_sheet.h"
#include "select.h"
#include "table.h"

typedef struct output {
    format format;
    bool indented; /* JSON for a person's eyes */
    const sdp_type *type;
    selection fields;
    table *rows;      /* NULL: no table is under way */
    csv_sheet *sheet; /* NULL: none is under way */
    size_t shown;     /* rows of a list that was printed as a table */
} output;

/* Decides how to print what the operation brings; checks --fields. Returns an exit status. */
int output_start(output *to, const arguments *from, const sdp_operation *operation);
void output_free(output *from);

/* Prints JSON of the library: an entity, an array of them, or "{}". Each of these returns an exit status. */
int output_answer(output *to, const char *json);
/* After a list that was printed as a table: tells people, on stderr, where the service has more rows than these. `body`
   is its answer, nullable. */
void output_more_rows(const output *to, const char *body, size_t size);
/* Prints the header of CSV, unless it was printed `before`, by a run that this one goes on from; of other forms
   nothing. */
void output_head(output *to, bool before);
/* Prints a row of a walk; rows may wait until the walk ends. */
int output_row(output *to, const char *json);
int output_rows_end(output *to);
/* Prints how many rows there are. */
int output_count(const output *to, int64_t count);
/* Prints JSON that is no answer of the service, such as a request of --dry-run. */
int output_json(const char *json);
/* Prints a body as it came. */
int output_body(const char *body, size_t size);
/* Prints a text as it is. */
int output_text(const char *string);

#endif
