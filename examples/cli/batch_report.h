/* What a batch prints: a line for each line, as they end or in their order; and what all of it comes to. Where standard
   output takes no more, stderr tells what became of each line. */
#ifndef CLI_BATCH_REPORT_H
#define CLI_BATCH_REPORT_H

#include "batch_line.h"

typedef struct batch_report {
    bool in_order;
    bool as_array;     /* one JSON array instead of JSON Lines */
    batch_line *first; /* that are not answered, and in order those that wait for one before them */
    batch_line *last;
    int64_t open; /* how many these are */
    int64_t done;
    int64_t failed;   /* of them */
    int64_t bad_line; /* the first line that failed otherwise than by its own fault; 0: none */
    int bad_status;
    bool is_wrong;   /* a line was no good request */
    bool maybe_done; /* a write may have happened, or has and could not be told */
    bool is_closed;  /* nothing can be printed any more */
} batch_report;

/* A new line, which the report owns. */
batch_line *batch_report_add(batch_report *to, int64_t line);
/* The line of a call of the batch. */
batch_line *batch_report_find(const batch_report *in, int64_t number);
/* Prints the answer of a line, now or when its turn has come; then it is gone. */
void batch_report_answered(batch_report *to, batch_line *line);
/* After the last one. Returns the exit status of all. */
int batch_report_end(batch_report *from);
void batch_report_free(batch_report *from);

#endif
