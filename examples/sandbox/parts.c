#include "parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_BOUNDARY 200
#define LONGEST_VALUE 65536u /* of a field; a longer one is told as a file is */

/* FNV-1a. */
uint64_t parts_checksum(const char *bytes, size_t size)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++) sum = (sum ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return sum;
}

/* Finds bytes in bytes; NULL where they are not there. */
static const char *find(const char *from, const char *end, const char *what)
{
    size_t length = strlen(what);
    for (const char *at = from; (size_t)(end - at) >= length; at++) {
        at = memchr(at, what[0], (size_t)(end - at));
        if (!at || (size_t)(end - at) < length) return NULL;
        if (memcmp(at, what, length) == 0) return at;
    }
    return NULL;
}

/* Writes the line "--boundary" that stands before each part; false where the Content-Type tells none. */
static bool read_boundary(const char *type, char out[LONGEST_BOUNDARY])
{
    const char *at = type;
    while (*at && strncasecmp(at, "boundary=", 9) != 0) at++;
    if (!*at) return false;
    at += 9;
    bool quoted = *at == '"';
    at += quoted;
    size_t length = strcspn(at, quoted ? "\"" : "; \t");
    if (length == 0 || length + 3 > LONGEST_BOUNDARY) return false;
    memcpy(out, "--", 2);
    memcpy(out + 2, at, length);
    out[length + 2] = '\0';
    return true;
}

/* A parameter of Content-Disposition, such as name="…", new; NULL where it is not there. */
static char *parameter(const char *head, const char *name)
{
    for (const char *at = head; (at = strstr(at, name)); at++) {
        if (at > head && (at[-1] == ' ' || at[-1] == ';'))
            return strndup(at + strlen(name), strcspn(at + strlen(name), "\"\r\n"));
    }
    return NULL;
}

static void write_part(const char *head, const char *content, size_t size, const secrets *without, text *to)
{
    char *name = parameter(head, "name=\"");
    char *file = parameter(head, "filename=\"");
    bool is_short = !file && size <= LONGEST_VALUE;
    text_puts(to, "{\"name\":");
    secrets_add_string(to, without, name ? name : "");
    if (file) {
        text_puts(to, ",\"filename\":");
        secrets_add_string(to, without, file);
    }
    if (!is_short) {
        text_printf(to, ",\"size\":%zu,\"checksum\":\"%016" PRIx64 "\"", size, parts_checksum(content, size));
    } else {
        char *value = strndup(content, size);
        text_puts(to, ",\"value\":");
        secrets_add_field(to, without, name ? name : "", value ? value : "");
        if (!value) to->failed = true;
        free(value);
    }
    text_puts(to, "}");
    free(name);
    free(file);
}

void parts_write(const request *from, const secrets *without, text *to)
{
    char line[LONGEST_BOUNDARY] = "";
    const char *at = text_get(&from->body);
    const char *end = at + from->body.size;
    bool first = true;
    text_puts(to, ",\"parts\":[");
    at = from->content_type && read_boundary(from->content_type, line) ? find(at, end, line) : NULL;
    while (at) {
        const char *head = at + strlen(line);
        const char *next = find(head, end, line);
        const char *content = next ? find(head, next, "\r\n\r\n") : NULL;
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
