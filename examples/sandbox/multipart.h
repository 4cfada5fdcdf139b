/* A multipart body that is read as it comes, in pieces that end anywhere. */
#ifndef SANDBOX_MULTIPART_H
#define SANDBOX_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

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
/* What is wrong with the body, of which all has come; NULL: nothing. `of` is nullable, for multipart_new(). */
const char *multipart_problem(const multipart *of);
void multipart_free(multipart *from);

#endif
