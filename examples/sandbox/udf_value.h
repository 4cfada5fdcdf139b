/* Values of declared user-defined fields: whether they fit, and how they are kept and shown. */
#ifndef SANDBOX_UDF_VALUE_H
#define SANDBOX_UDF_VALUE_H

#include "answer.h"
#include "json.h"
#include "store.h"
#include "udf.h"

/* Notes a problem for each member of an input's udf_fields that is not declared, or does not fit. `path` is how the
   member is named in it. */
void udf_check(const udf_fields *declared, const char *noun, const sdp_json *given, const char *path, answer *problems);
/* Puts udf_fields into a document: every declared field, with the value that is given, else with the one that it had,
   else null. `given` is nullable; JSON null takes all values away. Both fit. False where memory ran out. */
bool udf_put(const udf_fields *declared, const char *noun, sdp_json *document, const sdp_json *given);
/* Brings all that the store has in line with the declarations: fields that are missing are null. False with the reason
   where a value does not fit. The lock is held, and a transaction is begun. */
bool udf_settle(const udf_fields *declared, store *in, text *problem);

#endif
