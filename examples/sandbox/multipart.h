/* A multipart body that is read as it comes, in pieces that end anywhere. */
#ifndef SANDBOX_MULTIPART_H
#define SANDBOX_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

enum { MULTIPART_LINE = 200 };

typedef struct multipart_part {
    char *name;
    char *filename; /* NULL: a plain field */
    char *type;     /* NULL: none is told */
} multipart_part;

/* Called once when a part begins, with NULL, and then for each piece of it. False stops the reading. */
typedef bool (*multipart_take)(void *data, const multipart_part *of, const char *piece, size_t size);

typedef struct multipart multipart;

/* NULL where the Content-Type tells no boundary, or memory runs out. */
multipart *multipart_new(const char *content_type, multipart_take take, void *data);
void multipart_read(multipart *by, const char *piece, size_t size);
/* Whether the last boundary has come. */
bool multipart_is_whole(const multipart *of);
void multipart_free(multipart *from);

/* Writes the boundary that a Content-Type tells, with what stands before it in the body: "\r\n--boundary". False where it
   tells none. */
bool multipart_boundary(const char *content_type, char out[MULTIPART_LINE]);
/* Takes the head of a part apart, which begins with the end of a line. False where memory runs out. */
bool multipart_part_read(const char *head, multipart_part *out);
void multipart_part_free(multipart_part *from);
/* Finds a text in bytes; NULL where it is not there. */
const char *multipart_find(const char *from, const char *end, const char *what);

#endif
