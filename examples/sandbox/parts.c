#include "parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "multipart.h"

#define LONGEST_VALUE 65536u /* of a field; a longer one is told as a file is */

/* FNV-1a. */
uint64_t parts_checksum(const char *bytes, size_t size)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++) sum = (sum ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return sum;
}

static void write_part(const char *head, const char *content, size_t size, const secrets *without, text *to)
{
    multipart_part is;
    if (!multipart_part_read(head, &is)) to->failed = true;
    const char *name = is.name ? is.name : "";
    bool is_short = !is.filename && size <= LONGEST_VALUE;
    text_puts(to, "{\"name\":");
    secrets_add_string(to, without, name);
    if (is.filename) {
        text_puts(to, ",\"filename\":");
        secrets_add_string(to, without, is.filename);
    }
    if (!is_short) {
        text_printf(to, ",\"size\":%zu,\"checksum\":\"%016" PRIx64 "\"", size, parts_checksum(content, size));
    } else {
        char *value = strndup(content, size);
        text_puts(to, ",\"value\":");
        secrets_add_field(to, without, name, value ? value : "");
        if (!value) to->failed = true;
        free(value);
    }
    text_puts(to, "}");
    multipart_part_free(&is);
}

void parts_write(const request *from, const secrets *without, text *to)
{
    char line[MULTIPART_LINE] = "";
    const char *boundary = line + 2; /* the first one may have no line before it */
    const char *at = text_get(&from->body);
    const char *end = at + from->body.size;
    bool first = true;
    text_puts(to, ",\"parts\":[");
    at = multipart_boundary(from->content_type, line) ? multipart_find(at, end, boundary) : NULL;
    while (at) {
        const char *head = at + strlen(boundary);
        const char *next = multipart_find(head, end, boundary);
        const char *content = next ? multipart_find(head, next, "\r\n\r\n") : NULL;
        if (content && content + 6 <= next) {
            char *copy = strndup(head, (size_t)(content - head));
            if (!first) text_puts(to, ",");
            if (copy) write_part(copy, content + 4, (size_t)(next - content) - 6, without, to);
            if (!copy) to->failed = true;
            free(copy);
            first = false;
        }
        at = next;
    }
    text_puts(to, "]");
}
