#include "base/writer.h"

#include <string.h>

/* How a byte is written inside a JSON string, and whether percent-encoding changes it. */
enum { PLAIN = 0, PERCENT = 1, ESCAPE = 2 };

static const char hex[] = "0123456789ABCDEF";

static int is_unreserved(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

static int class_of(unsigned char byte)
{
    if (is_unreserved(byte)) return PLAIN;
    return byte < ' ' || byte == '"' || byte == '\\' ? ESCAPE : PERCENT;
}

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

/* Writes bytes that JSON itself is made of: brackets, quotes, literals. */
static void put_syntax(sdpi_writer *writer, const char *bytes, size_t size)
{
    if (writer->percent) {
        sdpi_percent_encode(writer->out, bytes, size);
    } else {
        sdpi_buffer_put(writer->out, bytes, size);
    }
}

static void break_line(sdpi_writer *writer)
{
    if (writer->indent == 0) return;
    sdpi_buffer_char(writer->out, '\n');
    for (int32_t i = writer->depth * writer->indent; i > 0; i--) sdpi_buffer_char(writer->out, ' ');
}

/* What stands before a value or a key. */
static void separate(sdpi_writer *writer)
{
    if (!writer->fresh) put_syntax(writer, ",", 1);
    if (writer->depth > 0 && writer->fresh != 2) break_line(writer);
    writer->fresh = 0;
}

void sdpi_write_open(sdpi_writer *writer, char bracket)
{
    separate(writer);
    put_syntax(writer, &bracket, 1);
    writer->depth++;
    writer->fresh = 1;
}

void sdpi_write_close(sdpi_writer *writer, char bracket)
{
    writer->depth--;
    if (!writer->fresh) break_line(writer);
    put_syntax(writer, &bracket, 1);
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

static char *put_byte(char *at, unsigned char byte, int percent)
{
    int class = class_of(byte);
    if (class == PLAIN || (class == PERCENT && !percent)) {
        *at++ = (char)byte;
        return at;
    }
    if (class == PERCENT) return put_percent(at, byte);
    if (!percent) return put_escape(at, byte);
    char escape[6];
    const char *end = put_escape(escape, byte);
    for (const char *c = escape; c < end; c++) {
        if (is_unreserved((unsigned char)*c)) {
            *at++ = *c;
        } else {
            at = put_percent(at, (unsigned char)*c);
        }
    }
    return at;
}

/* A byte becomes at most 8: `%5Cu001F`. Pieces bound what is reserved ahead of a long text. */
static void put_string_bytes(sdpi_writer *writer, const char *text)
{
    enum { PIECE = 512, WORST = 8 };
    size_t left = strlen(text);
    while (left > 0) {
        size_t size = left < PIECE ? left : PIECE;
        char *start = sdpi_buffer_room(writer->out, size * WORST);
        if (start == NULL) return;
        char *at = start;
        for (size_t i = 0; i < size; i++) at = put_byte(at, (unsigned char)text[i], writer->percent);
        *at = '\0';
        writer->out->size += (size_t)(at - start);
        text += size;
        left -= size;
    }
}

static void put_quoted(sdpi_writer *writer, const char *text)
{
    put_syntax(writer, "\"", 1);
    put_string_bytes(writer, text);
    put_syntax(writer, "\"", 1);
}

void sdpi_write_key(sdpi_writer *writer, const char *name)
{
    separate(writer);
    put_quoted(writer, name);
    put_syntax(writer, ":", 1);
    if (writer->indent > 0) sdpi_buffer_char(writer->out, ' ');
    writer->fresh = 2; /* the value follows on the same line */
}

void sdpi_write_string(sdpi_writer *writer, const char *text)
{
    separate(writer);
    put_quoted(writer, text);
}

void sdpi_write_literal(sdpi_writer *writer, const char *literal)
{
    separate(writer);
    put_syntax(writer, literal, strlen(literal));
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

void sdpi_percent_encode(sdpi_buffer *out, const char *text, size_t size)
{
    if (size > SIZE_MAX / 3) {
        out->status = SDP_E_LIMIT;
        return;
    }
    char *start = sdpi_buffer_room(out, size * 3);
    if (start == NULL) return;
    char *at = start;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (is_unreserved(byte)) {
            *at++ = (char)byte;
        } else {
            at = put_percent(at, byte);
        }
    }
    *at = '\0';
    out->size += (size_t)(at - start);
}
