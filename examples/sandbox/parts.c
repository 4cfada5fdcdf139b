#include "parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "multipart.h"

#define LONGEST_VALUE 65536u /* of a field; a longer one is told as a file is */
#define PIECE (64u * 1024)   /* the reader keeps a copy of what it is given at once */
#define NO_BYTES UINT64_C(0xcbf29ce484222325)

/* The part that is being read, and those before it. */
typedef struct parts {
    const secrets *without;
    text written;
    char *name; /* NULL: none is being read */
    bool is_file;
    text value; /* as far as it may be told */
    size_t size;
    uint64_t sum;
} parts;

/* FNV-1a. */
static uint64_t add_bytes(uint64_t sum, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) sum = (sum ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return sum;
}

uint64_t parts_checksum(const char *bytes, size_t size)
{
    return add_bytes(NO_BYTES, bytes, size);
}

static void write_sum(size_t size, uint64_t sum, text *to)
{
    text_printf(to, "\"size\":%zu,\"checksum\":\"%016" PRIx64 "\"}", size, sum);
}

static void end_part(parts *in)
{
    bool is_short = !in->is_file && in->size <= LONGEST_VALUE && strlen(text_get(&in->value)) == in->size;
    if (!in->name) return;
    text_puts(&in->written, ",");
    if (is_short) {
        text_puts(&in->written, "\"value\":");
        secrets_add_field(&in->written, in->without, in->name, text_get(&in->value));
        text_puts(&in->written, "}");
    } else {
        write_sum(in->size, in->sum, &in->written);
    }
    if (in->value.failed) in->written.failed = true;
    free(in->name);
    in->name = NULL;
}

static bool begin_part(parts *in, const multipart_part *is)
{
    end_part(in);
    in->is_file = is->filename != NULL;
    in->size = 0;
    in->sum = NO_BYTES;
    text_clear(&in->value);
    in->name = strdup(is->name);
    text_puts(&in->written, in->written.size ? ",{\"name\":" : "{\"name\":");
    secrets_add_string(&in->written, in->without, is->name);
    if (in->is_file) {
        text_puts(&in->written, ",\"filename\":");
        secrets_add_string(&in->written, in->without, is->filename);
    }
    return in->name != NULL;
}

static bool take(void *data, const multipart_part *of, const char *piece, size_t size)
{
    parts *in = data;
    if (!piece) return begin_part(in, of);
    in->size += size;
    in->sum = add_bytes(in->sum, piece, size);
    if (!in->is_file && in->size <= LONGEST_VALUE) text_add(&in->value, piece, size);
    return !in->value.failed && !in->written.failed;
}

void parts_write(const request *from, const secrets *without, text *to)
{
    parts in = {.without = without};
    multipart *reader = multipart_new(from->content_type, take, &in);
    const char *body = text_get(&from->body);
    size_t size = from->body.size;
    for (size_t at = 0; reader && at < size; at += PIECE) {
        multipart_read(reader, body + at, size - at < PIECE ? size - at : PIECE);
    }
    end_part(&in);
    text_puts(to, ",\"parts\":[");
    if (multipart_problem(reader)) {
        text_puts(to, "{");
        write_sum(size, parts_checksum(body, size), to);
    } else {
        text_add(to, text_get(&in.written), in.written.size);
    }
    text_puts(to, "]");
    if (in.written.failed) to->failed = true;
    multipart_free(reader);
    text_free(&in.value);
    text_free(&in.written);
}
