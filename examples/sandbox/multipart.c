#include "multipart.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

#define MOST_HEAD (64u * 1024) /* of a part */
#define MOST_PARTS 1000
#define MOST_LINE 200 /* a boundary with what stands before it */

#define WORDS_OF(number_) #number_
#define WORDS(number_) WORDS_OF(number_)

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
    char line[MOST_LINE];
    text pending; /* what came in this piece, behind what was not read of the last one */
    size_t done;  /* so much of it was read */
    size_t parts;
    multipart_part part;
    const char *problem; /* why the reading stopped, where there is more to tell than that it is no multipart body */
    multipart_take take;
    void *data;
};

/* Finds a text in bytes; NULL where it is not there. */
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

/* Writes the boundary that a Content-Type tells, with what stands before it in the body: "\r\n--boundary". False where
   it tells none. */
static bool read_boundary(const char *content_type, char out[MOST_LINE])
{
    const char *at = content_type ? content_type : "";
    while (*at && strncasecmp(at, "boundary=", 9) != 0) at++;
    if (!*at) return false;
    at += 9;
    bool quoted = *at == '"';
    at += quoted;
    size_t length = strcspn(at, quoted ? "\"" : "; \t");
    if (length == 0 || length + 5 > MOST_LINE) return false;
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
    for (const char *at = line; (at = find(at, end, name)); at++) {
        const char *value = at + strlen(name);
        if (at > line && (at[-1] == ' ' || at[-1] == ';')) return strndup(value, strcspn(value, "\"\r"));
    }
    return NULL;
}

static void free_part(multipart_part *from)
{
    free(from->name);
    free(from->filename);
    free(from->type);
    *from = (multipart_part){0};
}

/* Takes the head of a part apart, which begins with the end of a line. False where memory runs out. */
static bool read_part(const char *head, multipart_part *out)
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
    if (read_boundary(content_type, made->line)) return made;
    multipart_free(made);
    return NULL;
}

void multipart_free(multipart *from)
{
    if (!from) return;
    free_part(&from->part);
    text_free(&from->pending);
    free(from);
}

static const char *next_byte(const multipart *in)
{
    return text_get(&in->pending) + in->done;
}

static size_t left(const multipart *in)
{
    return in->pending.size - in->done;
}

/* Forgets what was read: once for a piece, however many parts are in it. */
static void drop(multipart *in)
{
    if (in->done == 0) return;
    in->pending.size -= in->done;
    memmove(in->pending.data, in->pending.data + in->done, in->pending.size + 1);
    in->done = 0;
}

static bool stop(multipart *by)
{
    by->at = STOPPED;
    return false;
}

/* Up to the next boundary, of which the end of what came may be the beginning. */
static bool read_content(multipart *by)
{
    const char *from = next_byte(by);
    size_t size = left(by);
    size_t length = strlen(by->line);
    const char *found = find(from, from + size, by->line);
    size_t count = found ? (size_t)(found - from) : size >= length ? size - length + 1 : 0;
    if (by->at == CONTENT && count > 0 && !by->take(by->data, &by->part, from, count)) return stop(by);
    by->done += found ? count + length : count;
    if (found) by->at = LINE;
    return found != NULL;
}

/* Behind a boundary stand two hyphens, and then it was the last one, or nothing but blanks. */
static bool read_line(multipart *by)
{
    const char *from = next_byte(by);
    size_t blanks = strspn(from, " \t");
    if (left(by) < blanks + 2) return left(by) > MOST_HEAD ? stop(by) : false;
    if (memcmp(from, "--", 2) == 0) {
        by->at = WHOLE;
        return false;
    }
    if (memcmp(from + blanks, "\r\n", 2) != 0) return stop(by);
    if (by->parts == MOST_PARTS) {
        by->problem = "the body has more than " WORDS(MOST_PARTS) " parts";
        return stop(by);
    }
    by->parts++;
    by->done += blanks;
    by->at = HEAD;
    return true;
}

static bool read_head(multipart *by)
{
    const char *from = next_byte(by);
    const char *end = find(from, from + left(by), "\r\n\r\n");
    if (!end) return left(by) > MOST_HEAD ? stop(by) : false;
    size_t size = (size_t)(end - from);
    char *head = strndup(from, size);
    free_part(&by->part);
    bool good = head && read_part(head, &by->part) && by->take(by->data, &by->part, NULL, 0);
    free(head);
    if (!good) return stop(by);
    by->done += size + 4;
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
    drop(by);
}

const char *multipart_problem(const multipart *of)
{
    if (of && of->at == WHOLE) return NULL;
    return of && of->problem ? of->problem : "the body is not multipart/form-data";
}
