/* What the members of an input refer to: by id, by name, or, of a user, by mail address. */
#ifndef SANDBOX_REFERENCE_H
#define SANDBOX_REFERENCE_H

#include "json.h"
#include "schema.h"

/* Resolves the references of those members of a document that the input gives, and takes over what follows from
   them. False where that fails; what does not exist is noted. */
bool reference_resolve(store *in, const entity_row *row, sdp_json *document, const sdp_json *input, answer *problems);
/* The document, new, of what an object refers to; NULL where that does not exist. An id decides where a name is
   given too. `key` NULL: "id". */
char *reference_find(store *in, const char *noun, const char *key, const sdp_json *given);

#endif
