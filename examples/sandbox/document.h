/* How a document is made from an input: members laid over what was there, references resolved, and the members
   that the service sets by itself. And how one is shown. */
#ifndef SANDBOX_DOCUMENT_H
#define SANDBOX_DOCUMENT_H

#include "json.h"
#include "schema.h"

/* A new document with all members of the type: those given, and the explicit nulls of the others. NULL where
   that fails, with the problems noted. `before`, nullable, is a document whose members come first. */
sdp_json *document_new(store *in, const entity_row *row, const char *id, const sdp_json *before, const sdp_json *input,
                       answer *problems);
/* A new document: `old` with the members of the input laid over it; null clears one. */
sdp_json *document_change(store *in, const entity_row *row, const char *old, const sdp_json *input, answer *problems);
/* Keeps a document under its id and name, and does what follows from it. `input` is nullable. */
bool document_keep(store *in, const entity_row *row, const sdp_json *document, const sdp_json *input, answer *problems);
/* A new text: the document as the service shows it; `view` NULL: as it is kept. */
char *document_show(store *in, const entity_row *row, const char *view, const char *document);
/* A new document with the named members alone, and the id. */
char *document_part(const char *document, const sdp_json *names);

#endif
