/* Lines of a file or of standard input, one at a time: memory for one of them, and never a wait that was not asked
   for. */
#ifndef CLI_BATCH_LINES_H
#define CLI_BATCH_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

typedef struct batch_lines {
    int descriptor;
    bool is_own;
    bool ended;
    int64_t number; /* of the line that was given last, from 1 */
    int64_t total;  /* lines that hold anything; -1: unknown, since it is no file that could be looked at before */
    text buffer;
    size_t begin;  /* of the next line */
    size_t seen;   /* bytes from there on that hold no line break */
    bool too_long; /* the line that is being read: what came of it so far is left out */
} batch_lines;

/* What batch_lines_next() came to. */
typedef enum batch_line_state {
    LINE_GIVEN,
    LINE_TOO_LONG, /* it is left out; the next one can be had */
    LINE_NOT_YET,
    LINE_NONE, /* the end */
    LINE_UNREADABLE
} batch_line_state;

/* Opens the file, or standard input for "-"; tells what is wrong. Returns an exit status. */
int batch_lines_open(batch_lines *to, const char *path);
void batch_lines_close(batch_lines *from);
/* Gives the next line that holds anything but blanks and does not begin with '#', without its line break. It is valid
   until the next call. Nothing is waited for. */
batch_line_state batch_lines_next(batch_lines *from, const char **line, size_t *size);

#endif
