/* The state as JSON: to be looked at, kept beside tests, and brought back. Tokens are left out, for they are secrets, and
   the bytes of files, which are not JSON. */
#ifndef SANDBOX_ARCHIVE_H
#define SANDBOX_ARCHIVE_H

#include "store.h"

/* Writes everything, an entity a line. False on failure. */
bool archive_write(store *from, text *to);
/* Puts what was written in the place of everything; false, with the reason in `problem` and the state as it was, where that
   cannot be: an entity lacks something, comes twice, or belongs to a portal that is none of these. */
bool archive_read(store *to, const char *json, const char *const *portals, size_t portal_count, text *problem);

#endif
