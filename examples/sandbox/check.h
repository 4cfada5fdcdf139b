/* The service's strictness: an input against the table of its type. */
#ifndef SANDBOX_CHECK_H
#define SANDBOX_CHECK_H

#include <sdp/reflect.h>

#include "answer.h"

/* Reads input_data and finds the entity under its key. NULL where that fails, with the problems noted; else the
   document is the caller's, and the entity is borrowed from it. */
const sdp_json *check_envelope(const char *input, const char *key, sdp_json **document, answer *problems);
/* The same for a list of entities: the array is borrowed from the document. */
const sdp_json *check_list(const char *input, const char *key, sdp_json **document, answer *problems);
/* Notes a problem where an operation that takes no input got one: nothing, an empty text and {} are none. */
void check_bare(const char *input, answer *problems);
/* Reads input_data as JSON: a new document, NULL where it is wrong. */
sdp_json *check_json(const char *input, answer *problems);
/* Notes a problem for each member that is unknown, read-only, or of the wrong type. */
void check_members(const sdp_type *type, const sdp_json *entity, answer *problems);
/* Notes the members that the operation cannot go without: those absent, where `all`, and those null or empty. */
void check_mandatory(const char *operation, const sdp_type *type, const sdp_json *entity, bool all, answer *problems);

#endif
