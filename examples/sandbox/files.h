/* The content of uploaded files, in pieces in a database of its own: beside that of the state, or in a
   temporary file that vanishes with the process. So a large upload takes no memory. */
#ifndef SANDBOX_FILES_H
#define SANDBOX_FILES_H

#include <stdint.h>
#include <sys/types.h>

#include "store.h"

typedef struct files files;

enum { FILES_PIECE = 256 * 1024 }; /* of every piece but the last */

/* `beside` is the file of the state; NULL: memory. Nothing is opened until the first upload. */
files *files_new(const char *beside);
void files_free(files *from);
/* The number of a new content; -1 on failure. */
int64_t files_begin(files *in);
/* Adds a piece; they are counted from 0. */
bool files_add(files *in, int64_t content, int64_t piece, const void *data, size_t size);
/* Reads bytes of one piece from an offset on; -1 on failure. */
ssize_t files_read(files *in, int64_t content, uint64_t offset, char *to, size_t room);
void files_drop(files *in, int64_t content);
void files_clear(files *in);
/* Removes an uploaded file: its entity in the store, and its content. */
bool files_forget(store *of, files *in, const char *file_id);

#endif
