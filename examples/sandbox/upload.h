/* A multipart request as it comes in: its file goes straight into the store of files. */
#ifndef SANDBOX_UPLOAD_H
#define SANDBOX_UPLOAD_H

#include "job.h"

typedef struct upload upload;

/* `kept` false: what comes is read and counted, and no more, since the request will be refused. NULL when memory runs
   out. */
upload *upload_new(files *into, const char *content_type, bool kept);
/* Takes a piece of the body. What goes wrong is told by upload_finish(). */
void upload_take(upload *to, const char *data, size_t size);
/* Forgets the file unless a verb has taken it over. */
void upload_free(upload *from);

/* What came in, when all of it is there. */
typedef struct upload_file {
    int64_t content; /* see files.h */
    int64_t size;
    const char *name;
    const char *type;
    bool to_attach;
} upload_file;

/* Ends the reading; false where the body is not as it should be, with the problems noted. */
bool upload_finish(upload *of, upload_file *out, answer *problems);
/* Tells that the content is now the store's. */
void upload_keep(upload *of);
/* Prints name, type and size of the file as far as it came, {"name":…,"type":…,"size":…}, and nothing where none came;
   `of` is nullable. What the file holds is nobody's business. */
void upload_describe(const upload *of, text *to);

/* contracts.upload_attachment, customers.upload_attachment and customers.upload_image. */
void upload_answer(const job *of);

/* The path below the root that a content_url names, or NULL: it stands with or without /api/v3 and the portal. */
const char *upload_below(const char *path);
/* Answers the content of a file. False for a path that is none of a file. */
bool upload_download(store *in, const char *below, answer *out);

#endif
