/* The file of a record: JSON Lines, of which the first tells the path of the base URL, and each other one an exchange.
   Nobody but its owner may read it. */
#ifndef SANDBOX_TAPE_H
#define SANDBOX_TAPE_H

#include "text.h"

typedef struct tape tape;

/* Makes the file; NULL with the reason where it is there already, or cannot be made. */
tape *tape_create(const char *file, const char *base_path, text *problem);
/* Adds a line whole, or nothing of it; false where that fails. */
bool tape_add(tape *to, const text *line);
void tape_close(tape *from);

/* Reads a file: its base path, new, and each exchange with the number of its line, as long as that succeeds. False with
   the reason in `problem`, where `exchange` gives it too. */
bool tape_read(const char *file, char **base_path,
               bool (*exchange)(void *data, const char *line, size_t number, text *problem), void *data, text *problem);
/* Whether a path can be that of a base URL. */
bool tape_is_base_path(const char *path);

#endif
