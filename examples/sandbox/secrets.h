/* What a record must not hold: the logins, keys and tokens of a request, and members whose names say that they are
   some. */
#ifndef SANDBOX_SECRETS_H
#define SANDBOX_SECRETS_H

#include <sdp/json.h>

#include "request.h"

#define SECRETS_MOST (4u * 1024 * 1024) /* bytes of all values together */

/* Values that were seen in requests, which are left out wherever they come up again. */
typedef struct secrets {
    struct secret **known; /* by their first bytes */
    size_t size;           /* of what is kept */
    bool incomplete;       /* there was no room or no memory for one: all texts are left out whole from then on */
} secrets;

/* Collects those of the headers, of the query and of the form. */
void secrets_collect(secrets *to, const request *from);
void secrets_free(secrets *from);

/* Whether a member, a field or a header of that name holds a secret, in any letter case, with or without '_' and
   '-'. */
bool secrets_is_name(const char *name);
/* Adds a text without secrets: "(left out)" stands in their place. */
void secrets_add_text(text *to, const secrets *known, const char *string);
/* The same as a JSON string, with its quotes. */
void secrets_add_string(text *to, const secrets *known, const char *string);
/* A field of a form or of a query as a JSON string. */
void secrets_add_field(text *to, const secrets *known, const char *name, const char *value);
void secrets_add_json(text *to, const secrets *known, const sdp_json *value);

#endif
