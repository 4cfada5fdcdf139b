/* Rows that a task prints, in each form that --output has. */
#ifndef CLI_TASKS_ROWS_H
#define CLI_TASKS_ROWS_H

#include <sdp/json.h>

#include "arguments.h"
#include "select.h"
#include "table.h"

typedef struct task_rows {
    format format;
    bool indented;
    selection columns; /* of tables and CSV; and of JSON, where they were chosen by --fields */
    bool chosen;
    table *table;
    sdp_json *array; /* of JSON; it is printed as a whole */
    bool begun;      /* the first line of CSV is out */
} task_rows;

/* How the rows are to be printed. Returns an exit status; others of these do as well. */
int task_rows_start(task_rows *to, const arguments *from);
/* The columns, which end in NULL; only those of a table where `few` (nullable) names fewer. What --fields names must be
   among them; "cost.*" allows all that stands below cost. */
int task_rows_columns(task_rows *to, const arguments *from, const char *const *all, const char *const *few);
/* Takes over the row. */
int task_rows_add(task_rows *to, sdp_json *row);
int task_rows_end(task_rows *to);
void task_rows_free(task_rows *from);

#endif
