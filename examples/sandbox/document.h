/* How a document is made from an input: members laid over what was there, references resolved, and the members
   that the service sets by itself. */
#ifndef SANDBOX_DOCUMENT_H
#define SANDBOX_DOCUMENT_H

#include <sdp/reflect.h>

#include "answer.h"
#include "schema.h"
#include "store.h"

/* A new document with all members of the type: those given, and the explicit nulls of the others. NULL where
   that fails, with the problems noted. */
char *document_new(store *in, const entity_row *row, const char *id, const sdp_json *input, answer *problems);
/* A new document: `old` with the members of the input laid over it; null clears one. */
char *document_change(store *in, const entity_row *row, const char *old, const sdp_json *input, answer *problems);
/* A new document with the named members alone, and the id. */
char *document_part(const char *document, const sdp_json *names);

#endif
