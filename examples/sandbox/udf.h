/* User-defined fields that the command line declares: which there are of a noun, and of which type. A noun without any
   takes any name and any value, as one knows nothing of it. */
#ifndef SANDBOX_UDF_H
#define SANDBOX_UDF_H

#include <stdint.h>

#include "text.h"

#define UDF_MEMBER "udf_fields"
/* The only one that the vendor's pages print; each customer has it. */
#define UDF_PRINTED "txt_single_line_field"

typedef enum udf_type {
    UDF_TEXT,
    UDF_MULTILINE,
    UDF_INTEGER,
    UDF_DECIMAL,
    UDF_BOOLEAN,
    UDF_DATE,
    UDF_DATETIME,
    UDF_PICK,
    UDF_MULTI,
    UDF_EMAIL,
    UDF_URL,
    UDF_PHONE,
    UDF_TYPES
} udf_type;

typedef struct udf_field {
    const char *noun;
    char *name;
    udf_type type;
    char *choices; /* "first|second"; NULL for a type that has none */
    struct udf_field *next;
} udf_field;

typedef struct udf_fields udf_fields;

udf_fields *udf_new(void);
void udf_free(udf_fields *from);
/* Takes 'NOUN.NAME=TYPE[:CHOICE|CHOICE…]', also once more; false with the reason. The signature is that of
   lines_each(). */
bool udf_declare(void *to, const char *declaration, text *problem);

/* All of these take NULL for declarations of nothing. Whether a noun has any: */
bool udf_declares(const udf_fields *from, const char *noun);
/* Those of a noun in the order in which they were declared; `after` NULL: the first. NULL: no more. */
const udf_field *udf_next(const udf_fields *from, const char *noun, const udf_field *after);
/* NULL where it is not declared. */
const udf_field *udf_find(const udf_fields *from, const char *noun, const char *name);
/* Whether a page prints such a field: a line of text, of a customer. */
bool udf_is_printed(const udf_fields *from, const char *noun, const char *name);
/* The SDP_KIND_… of members that are searched and sorted like it. */
int32_t udf_kind(const udf_field *of);
/* Whether a text is one of the choices. */
bool udf_has_choice(const udf_field *of, const char *choice);
/* {"fields":[{"noun":"customer","name":"…","type":"pick","choices":["…"]},…]} */
void udf_print(const udf_fields *from, text *to);

#endif
