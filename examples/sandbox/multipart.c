#include "multipart.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

#define MOST_HEAD (64u * 1024) /* of a part */

typedef enum place {
    BEFORE,  /* before the first boundary */
    LINE,    /* behind a boundary, on its line */
    HEAD,    /* in the head of a part */
    CONTENT, /* in what a part holds */
    WHOLE,
    STOPPED /* it is no multipart body, or whoever takes it wants no more */
} place;

struct multipart {
    place at;
    char line[MULTIPART_LINE];
    text pending; /* what came and was not read */
    multipart_part part;
    multipart_take take;
    void *data;
};

const char *multipart_find(const char *from, const char *end, const char *what)
{
    size_t length = strlen(what);
    for (const char *at = from; (size_t)(end - at) >= length; at++) {
        at = memchr(at, what[0], (size_t)(end - at));
        if (!at || (size_t)(end - at) < length) return NULL;
        if (memcmp(at, what, length) == 0) return at;
    }
    return NULL;
}

bool multipart_boundary(const char *content_type, char out[MULTIPART_LINE])
{
    const char *at = content_type ? content_type : "";
    while (*at && strncasecmp(at, "boundary=", 9) != 0) at++;
    if (!*at) return false;
    at += 9;
    bool quoted = *at == '"';
    at += quoted;
    size_t length = strcspn(at, quoted ? "\"" : "; \t");
    if (length == 0 || length + 5 > MULTIPART_LINE) return false;
    memcpy(out, "\r\n--", 4);
    memcpy(out + 4, at, length);
    out[length + 4] = '\0';
    return true;
}

/* The value of a header in the head of a part, where its line begins; NULL where it is not there. */
static const char *find_header(const char *head, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, name, length) != 0 || line[2 + length] != ':') continue;
        const char *value = line + 2 + length + 1;
        return value + strspn(value, " \t");
    }
    return NULL;
}

/* A parameter on a line, given with its quote such as name=", new; NULL where it is not there, or no memory. */
static char *parameter(const char *line, const char *name)
{
    const char *end = line + strcspn(line, "\r");
    for (const char *at = line; (at = multipart_find(at, end, name)); at++) {
        const char *value = at + strlen(name);
        if (at > line && (at[-1] == ' ' || at[-1] == ';')) return strndup(value, strcspn(value, "\"\r"));
    }
    return NULL;
}

void multipart_part_free(multipart_part *from)
{
    free(from->name);
    free(from->filename);
    free(from->type);
    *from = (multipart_part){0};
}

bool multipart_part_read(const char *head, multipart_part *out)
{
    const char *disposition = find_header(head, "Content-Disposition");
    const char *type = find_header(head, "Content-Type");
    *out = (multipart_part){0};
    out->name = disposition ? parameter(disposition, "name=\"") : NULL;
    out->filename = disposition ? parameter(disposition, "filename=\"") : NULL;
    if (!out->name) out->name = strdup("");
    if (type) out->type = strndup(type, strcspn(type, "\r"));
    return out->name && (!type || out->type);
}

multipart *multipart_new(const char *content_type, multipart_take take, void *data)
{
    multipart *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    made->take = take;
    made->data = data;
    /* The first boundary may stand at the very beginning, where no line ends before it. */
    text_puts(&made->pending, "\r\n");
    if (multipart_boundary(content_type, made->line)) return made;
    multipart_free(made);
    return NULL;
}

void multipart_free(multipart *from)
{
    if (!from) return;
    multipart_part_free(&from->part);
    text_free(&from->pending);
    free(from);
}

/* Forgets the first bytes of what is pending. */
static void drop(multipart *in, size_t count)
{
    if (count == 0) return;
    in->pending.size -= count;
    memmove(in->pending.data, in->pending.data + count, in->pending.size + 1);
}

static bool stop(multipart *by)
{
    by->at = STOPPED;
    return false;
}

/* Up to the next boundary, of which the end of what came may be the beginning. */
static bool read_content(multipart *by)
{
    const char *from = text_get(&by->pending);
    size_t size = by->pending.size;
    size_t length = strlen(by->line);
    const char *found = multipart_find(from, from + size, by->line);
    size_t count = found ? (size_t)(found - from) : size >= length ? size - length + 1 : 0;
    if (by->at == CONTENT && count > 0 && !by->take(by->data, &by->part, from, count)) return stop(by);
    drop(by, found ? count + length : count);
    if (found) by->at = LINE;
    return found != NULL;
}

/* Behind a boundary stand two hyphens, and then it was the last one, or nothing but blanks. */
static bool read_line(multipart *by)
{
    const char *from = text_get(&by->pending);
    size_t blanks = strspn(from, " \t");
    if (by->pending.size < 2 || by->pending.size < blanks + 2) return by->pending.size > MOST_HEAD ? stop(by) : false;
    if (memcmp(from, "--", 2) == 0) {
        by->at = WHOLE;
        return false;
    }
    if (memcmp(from + blanks, "\r\n", 2) != 0) return stop(by);
    drop(by, blanks);
    by->at = HEAD;
    return true;
}

static bool read_head(multipart *by)
{
    const char *from = text_get(&by->pending);
    const char *end = multipart_find(from, from + by->pending.size, "\r\n\r\n");
    if (!end) return by->pending.size > MOST_HEAD ? stop(by) : false;
    size_t size = (size_t)(end - from);
    char *head = strndup(from, size);
    multipart_part_free(&by->part);
    bool good = head && multipart_part_read(head, &by->part) && by->take(by->data, &by->part, NULL, 0);
    free(head);
    if (!good) return stop(by);
    drop(by, size + 4);
    by->at = CONTENT;
    return true;
}

/* Reads as far as it can; false when more must come first. */
static bool step(multipart *by)
{
    switch (by->at) {
    case BEFORE:
    case CONTENT:
        return read_content(by);
    case LINE:
        return read_line(by);
    case HEAD:
        return read_head(by);
    default:
        return false;
    }
}

void multipart_read(multipart *by, const char *piece, size_t size)
{
    if (by->at == WHOLE || by->at == STOPPED) return;
    text_add(&by->pending, piece, size);
    if (by->pending.failed) by->at = STOPPED;
    while (step(by)) {
    }
}

bool multipart_is_whole(const multipart *of)
{
    return of->at == WHOLE;
}
