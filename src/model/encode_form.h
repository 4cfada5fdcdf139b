/* Struct to plain form fields, by the same tables: each member is a field `name=value` of its own. */
#ifndef SDPI_ENCODE_FORM_H
#define SDPI_ENCODE_FORM_H

#include "base/error.h"
#include "base/writer.h"
#include "model/types.h"

/* Where fields go: percent-encoded into a form body, or, to show them, into an object of JSON texts. */
typedef struct sdpi_form {
    sdpi_buffer *out;
    sdpi_writer *json; /* not NULL: instead of `out` */
} sdpi_form;

/* Both are UTF-8. */
void sdpi_form_put(sdpi_form *form, const char *name, const char *value);

/*
 * Writes the members of an entity that are set. Null is an empty value, true is 1 and false is 0: a form has texts
 * alone. What has members of its own cannot be a field. On a failure `error` has the path below the entity.
 */
sdp_status sdpi_encode_form(const sdp_type *type, const void *entity, sdpi_form *form, sdp_error *error);

#endif
