/* Writes JSON into a buffer: plain, indented, or straight in percent-encoded form for a form body or a query. */
#ifndef SDPI_WRITER_H
#define SDPI_WRITER_H

#include <sdp/json.h>

#include "base/buffer.h"

enum { SDPI_WRITE_PERCENT = -1 }; /* instead of an indent */

typedef struct sdpi_writer {
    sdpi_buffer *out;
    int32_t percent; /* 1: everything is percent-encoded */
    int32_t indent;  /* spaces a level; 0: one line */
    int32_t depth;
    int32_t fresh; /* 1: nothing stands before the next value, so that it needs no comma */
} sdpi_writer;

/* `indent` is 0 to 8, or SDPI_WRITE_PERCENT. */
void sdpi_writer_init(sdpi_writer *writer, sdpi_buffer *out, int32_t indent);
/* Opens '{' or '['. Commas between values come by themselves. */
void sdpi_write_open(sdpi_writer *writer, char bracket);
void sdpi_write_close(sdpi_writer *writer, char bracket);
void sdpi_write_key(sdpi_writer *writer, const char *name);
/* A key of letters, digits and underscores alone, which is written as it stands. */
void sdpi_write_name(sdpi_writer *writer, const char *name, size_t size);
/* `text` is UTF-8. */
void sdpi_write_text(sdpi_writer *writer, const char *text, size_t size);
void sdpi_write_string(sdpi_writer *writer, const char *text);
/* A number, true, false or null. */
void sdpi_write_literal(sdpi_writer *writer, const char *literal);
void sdpi_write_int(sdpi_writer *writer, int64_t number);
void sdpi_write_json(sdpi_writer *writer, const sdp_json *json);

/* Members: a key with its value. A text that is NULL is null; a flag below 0 is not known, which is null. */
void sdpi_write_text_member(sdpi_writer *writer, const char *name, const char *text);
void sdpi_write_int_member(sdpi_writer *writer, const char *name, int64_t number);
void sdpi_write_flag_member(sdpi_writer *writer, const char *name, int32_t flag);

/* Percent-encodes a text for a path segment, a query or a form: all but letters, digits, '-', '.', '_' and '~'. */
void sdpi_percent_encode(sdpi_buffer *out, const char *text, size_t size);

#endif
