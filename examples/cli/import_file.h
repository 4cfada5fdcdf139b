/* The file of an import: read and checked as a whole before anything is sent. */
#ifndef CLI_IMPORT_FILE_H
#define CLI_IMPORT_FILE_H

#include <stdint.h>

#include "csv_read.h"
#include "import_values.h"
#include "tasks_session.h"

/* No such column. */
#define NO_COLUMN SIZE_MAX

typedef struct import_file {
    const char *name; /* for errors */
    const char *noun;
    csv_file csv; /* the header is its first record */
    import_column *columns;
    size_t column_count;
    size_t id_column;            /* or NO_COLUMN */
    size_t name_column;          /* or NO_COLUMN */
    const csv_record **with_ids; /* the lines that have one, by its characters */
    size_t id_count;
    bool allow_unknown;
    int64_t problems; /* that were told */
} import_file;

/* Reads it, "-" being standard input, and tells all that is wrong. Returns an exit status; import_file_free() is called
   in any case. */
int import_file_read(import_file *to, const arguments *from);
/* Lets the library look at each line as a request. Returns an exit status. */
int import_file_check(import_file *of, task_session *with);
void import_file_free(import_file *from);

/* Where something stands, as errors begin. */
typedef struct import_place {
    char words[300];
} import_place;

/* "in.csv, line 2, column 5", which is where the cell begins, in characters; the line alone where it has no such cell.
   Returns the words. */
const char *import_place_of(const import_file *of, const csv_record *line, size_t column, import_place *to);
/* A cell of a line, "" where there is none. */
const char *import_cell(const csv_record *line, size_t column);
/* What a line's record is found by: its id, else its name. */
const char *import_key(const import_file *of, const csv_record *line, bool *is_id);
/* The line that has this id; NULL where none has. */
const csv_record *import_line_of_id(const import_file *of, const char *id);
/* The members that a line sets. With a `record`, those in which it differs, and those beside them in the same object:
   the service replaces objects as a whole. Nulls are left out where `is_new`. `members`, nullable, receives the
   paths. */
sdp_json *import_input(const import_file *of, const csv_record *line, const sdp_json *record, bool is_new,
                       sdp_json *members);
/* Why the line cannot be set in this record, and of which member that is said; NULL: it can. */
const char *import_refusal(const import_file *of, const csv_record *line, const sdp_json *record, const char **path);

#endif
