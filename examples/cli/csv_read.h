/* Reading comma-separated values as RFC 4180 has them: quotes, line breaks within them, CR LF or LF, a byte order
   mark. */
#ifndef CLI_CSV_READ_H
#define CLI_CSV_READ_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* Where a cell begins; both count from 1, columns in characters. */
typedef struct csv_place {
    int64_t line;
    int64_t column;
} csv_place;

typedef struct csv_record {
    int64_t line; /* where it begins */
    char **cells;
    csv_place *places; /* of the cells */
    size_t count;
} csv_record;

typedef struct csv_file {
    csv_record *records;
    size_t count;
} csv_file;

/* What is wrong in the file; line and column count from 1, columns in characters. */
typedef void (*csv_problem_fn)(void *data, int64_t line, int64_t column, const char *problem);

/* Reads all records; empty lines are none. Whatever is wrong is told, and what comes after it is read all the same.
   Records with a problem are left out. */
void csv_read(const text *source, csv_problem_fn problem, void *data, csv_file *out);
void csv_file_free(csv_file *from);

#endif
