/* The state as JSON: to be looked at, kept beside tests, and brought back. Tokens are left out, for they are secrets,
   and the bytes of files, which are not JSON. */
#ifndef SANDBOX_ARCHIVE_H
#define SANDBOX_ARCHIVE_H

#include "store.h"
#include "udf.h"

/* Writes everything, an entity a line. False on failure. */
bool archive_write(store *from, text *to);
/* Puts what was written in the place of everything; false, with the reason in `problem` and the state as it was, where
   that cannot be: an entity is of no kind that is kept, lacks something, comes twice, belongs to a portal that is none
   of these, or has user-defined fields that are not those declared. */
bool archive_read(store *to, const char *json, const char *const *portals, size_t portal_count,
                  const udf_fields *declared, text *problem);

#endif
