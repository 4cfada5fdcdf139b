#include "base/writer.h"

#include <string.h>

/* How a byte is written inside a JSON string, and whether percent-encoding changes it. Bits, so that the classes of
   several bytes can be looked at together. */
enum { PLAIN = 0, PERCENT = 1, ESCAPE = 2 };

/* By the byte: a table costs a third of the comparisons that it stands for. Rows of 32. */
/* clang-format off */
static const unsigned char classes[256] = {
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, /* - . digits */
    1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 1, 1, 0, /* A to Z, _ */
    1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 1, /* a to z, ~ */
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};
/* clang-format on */

static const char hex[] = "0123456789ABCDEF";

void sdpi_writer_init(sdpi_writer *writer, sdpi_buffer *out, int32_t indent)
{
    *writer = (sdpi_writer){.out = out, .fresh = 1};
    if (indent == SDPI_WRITE_PERCENT) {
        writer->percent = 1;
    } else {
        writer->indent = indent;
    }
}

static char *put_percent(char *at, unsigned char byte)
{
    *at++ = '%';
    *at++ = hex[byte >> 4];
    *at++ = hex[byte & 15];
    return at;
}

/* A byte that JSON itself is made of: a bracket, quote, comma or colon. */
static inline char *put_mark(char *at, char mark, int percent)
{
    if (percent) return put_percent(at, (unsigned char)mark);
    *at++ = mark;
    return at;
}

/* Room for a comma, two quotes and a colon, each a byte or three. */
enum { MARKS = 4 * 3 };
/* Pieces bound what is reserved ahead of a long text. */
enum { PIECE = 512 };

static void write_mark(sdpi_writer *writer, char mark)
{
    char *at = sdpi_buffer_reserve(writer->out, 3);
    if (at != NULL) sdpi_buffer_end(writer->out, put_mark(at, mark, writer->percent));
}

static void break_line(sdpi_writer *writer)
{
    if (writer->indent == 0) return;
    sdpi_buffer_char(writer->out, '\n');
    for (int32_t i = writer->depth * writer->indent; i > 0; i--) sdpi_buffer_char(writer->out, ' ');
}

/* What stands before a value or a key. Returns 1 where a comma is left to be written with what follows. */
static int begin(sdpi_writer *writer)
{
    int comma = !writer->fresh;
    if (comma && writer->indent > 0) {
        write_mark(writer, ',');
        comma = 0;
    }
    if (writer->depth > 0 && writer->fresh != 2) break_line(writer);
    writer->fresh = 0;
    return comma;
}

static void separate(sdpi_writer *writer)
{
    if (begin(writer)) write_mark(writer, ',');
}

void sdpi_write_open(sdpi_writer *writer, char bracket)
{
    separate(writer);
    write_mark(writer, bracket);
    writer->depth++;
    writer->fresh = 1;
}

void sdpi_write_close(sdpi_writer *writer, char bracket)
{
    writer->depth--;
    if (!writer->fresh) break_line(writer);
    write_mark(writer, bracket);
    writer->fresh = 0;
}

static char *put_escape(char *at, unsigned char byte)
{
    *at++ = '\\';
    switch (byte) {
    case '"':
    case '\\':
        *at++ = (char)byte;
        return at;
    case '\n':
        *at++ = 'n';
        return at;
    case '\r':
        *at++ = 'r';
        return at;
    case '\t':
        *at++ = 't';
        return at;
    default:
        memcpy(at, "u00", 3);
        at[3] = hex[byte >> 4];
        at[4] = hex[byte & 15];
        return at + 5;
    }
}

static char *put_special(char *at, unsigned char byte, int percent)
{
    if (classes[byte] == PERCENT) return put_percent(at, byte);
    if (!percent) return put_escape(at, byte);
    char escape[6];
    const char *end = put_escape(escape, byte);
    for (const char *c = escape; c < end; c++) {
        if (classes[(unsigned char)*c] == PLAIN) {
            *at++ = *c;
        } else {
            at = put_percent(at, (unsigned char)*c);
        }
    }
    return at;
}

static char *put_bytes(char *at, const char *text, size_t size, int percent)
{
    const unsigned char *byte = (const unsigned char *)text;
    const unsigned char *end = byte + size;
    const int changed = percent ? PERCENT | ESCAPE : ESCAPE;
    while (byte < end) {
        if (end - byte >= 4 &&
            ((classes[byte[0]] | classes[byte[1]] | classes[byte[2]] | classes[byte[3]]) & changed) == 0) {
            memcpy(at, byte, 4);
            at += 4;
            byte += 4;
        } else if ((classes[*byte] & changed) == 0) {
            *at++ = (char)*byte++;
        } else {
            at = put_special(at, *byte++, percent);
        }
    }
    return at;
}

/* Writes a string, with the comma before it and the colon behind it in the same step. A byte becomes at most 8:
   `%5Cu001F`. */
static void put_quoted(sdpi_writer *writer, int comma, const char *text, size_t left, int colon)
{
    enum { WORST = 8 };
    const int percent = writer->percent;
    size_t size = left < PIECE ? left : PIECE;
    char *at = sdpi_buffer_reserve(writer->out, size * WORST + MARKS);
    if (at == NULL) return;
    if (comma) at = put_mark(at, ',', percent);
    at = put_mark(at, '"', percent);
    for (;;) {
        at = put_bytes(at, text, size, percent);
        left -= size;
        if (left == 0) break;
        sdpi_buffer_end(writer->out, at);
        text += size;
        size = left < PIECE ? left : PIECE;
        at = sdpi_buffer_reserve(writer->out, size * WORST + MARKS);
        if (at == NULL) return;
    }
    at = put_mark(at, '"', percent);
    if (colon) at = put_mark(at, ':', percent);
    sdpi_buffer_end(writer->out, at);
}

static void after_key(sdpi_writer *writer)
{
    if (writer->indent > 0) sdpi_buffer_char(writer->out, ' ');
    writer->fresh = 2; /* the value follows on the same line */
}

void sdpi_write_key(sdpi_writer *writer, const char *name)
{
    put_quoted(writer, begin(writer), name, strlen(name), 1);
    after_key(writer);
}

void sdpi_write_name(sdpi_writer *writer, const char *name, size_t size)
{
    const int percent = writer->percent;
    const int comma = begin(writer);
    char *at = sdpi_buffer_reserve(writer->out, size + MARKS);
    if (at == NULL) return;
    if (comma) at = put_mark(at, ',', percent);
    at = put_mark(at, '"', percent);
    memcpy(at, name, size);
    at = put_mark(at + size, '"', percent);
    sdpi_buffer_end(writer->out, put_mark(at, ':', percent));
    after_key(writer);
}

void sdpi_write_text(sdpi_writer *writer, const char *text, size_t size)
{
    put_quoted(writer, begin(writer), text, size, 0);
}

void sdpi_write_string(sdpi_writer *writer, const char *text)
{
    sdpi_write_text(writer, text, strlen(text));
}

void sdpi_write_literal(sdpi_writer *writer, const char *literal)
{
    separate(writer);
    if (writer->percent) {
        sdpi_percent_encode(writer->out, literal, strlen(literal)); /* of 1e+5, the sign is */
    } else {
        sdpi_buffer_text(writer->out, literal);
    }
}

void sdpi_write_int(sdpi_writer *writer, int64_t number)
{
    separate(writer);
    sdpi_buffer_int(writer->out, number); /* digits and '-' are never encoded */
}

static void write_children(sdpi_writer *writer, const sdp_json *json, char open, char close)
{
    sdpi_write_open(writer, open);
    for (const sdp_json *child = sdp_json_first(json); child != NULL; child = sdp_json_next(child)) {
        if (open == '{') sdpi_write_key(writer, sdp_json_name(child));
        sdpi_write_json(writer, child);
    }
    sdpi_write_close(writer, close);
}

void sdpi_write_json(sdpi_writer *writer, const sdp_json *json)
{
    switch (sdp_json_kind(json)) {
    case SDP_JSON_OBJECT:
        write_children(writer, json, '{', '}');
        break;
    case SDP_JSON_ARRAY:
        write_children(writer, json, '[', ']');
        break;
    case SDP_JSON_STRING:
        sdpi_write_string(writer, sdp_json_text(json));
        break;
    case SDP_JSON_NUMBER:
        sdpi_write_literal(writer, sdp_json_text(json));
        break;
    case SDP_JSON_TRUE:
        sdpi_write_literal(writer, "true");
        break;
    case SDP_JSON_FALSE:
        sdpi_write_literal(writer, "false");
        break;
    default:
        sdpi_write_literal(writer, "null");
        break;
    }
}

void sdpi_write_text_member(sdpi_writer *writer, const char *name, const char *text)
{
    sdpi_write_key(writer, name);
    if (text != NULL) {
        sdpi_write_string(writer, text);
    } else {
        sdpi_write_literal(writer, "null");
    }
}

void sdpi_write_int_member(sdpi_writer *writer, const char *name, int64_t number)
{
    sdpi_write_key(writer, name);
    sdpi_write_int(writer, number);
}

void sdpi_write_flag_member(sdpi_writer *writer, const char *name, int32_t flag)
{
    sdpi_write_key(writer, name);
    sdpi_write_literal(writer, flag > 0 ? "true" : flag == 0 ? "false" : "null");
}

void sdpi_percent_encode(sdpi_buffer *out, const char *text, size_t size)
{
    if (size > out->limit - out->size) {
        sdpi_buffer_refuse(out);
        return;
    }
    const unsigned char *byte = (const unsigned char *)text;
    const unsigned char *end = byte + size;
    do {
        const unsigned char *piece = (size_t)(end - byte) < PIECE ? end : byte + PIECE;
        char *at = sdpi_buffer_reserve(out, (size_t)(piece - byte) * 3);
        if (at == NULL) return;
        for (; byte < piece; byte++) {
            if (classes[*byte] == PLAIN) {
                *at++ = (char)*byte;
            } else {
                at = put_percent(at, *byte);
            }
        }
        sdpi_buffer_end(out, at);
    } while (byte < end);
}
