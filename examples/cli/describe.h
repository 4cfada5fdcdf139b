/* sdp describe: operations and types, as the tables have them. */
#ifndef CLI_DESCRIBE_H
#define CLI_DESCRIBE_H

#include <sdp/json.h>
#include <sdp/reflect.h>

#include "arguments.h"
#include "text.h"

/* Runs "describe [noun [operation]]". Returns an exit status. */
int describe(const arguments *from);

/* Types that are being described, so that one that contains itself is named and not entered again. */
typedef struct inside {
    const sdp_type *type;
    const struct inside *outer; /* nullable */
} inside;

/* Whether a nested type is to be entered. */
bool is_new_type(const sdp_type *type, const inside *outer);
/* The fields of a type as lines of text. `operation` is nullable; of one, what it requires is marked. */
void describe_type(const sdp_type *type, const sdp_operation *operation, text *to);
/* The same without what the service alone sets. */
void describe_settable(const sdp_type *type, const sdp_operation *operation, text *to);
/* Its own fields alone, without those of the objects in it. */
void describe_members(const sdp_type *type, text *to);
/* An operation in words: what is sent, what comes back. */
void describe_operation(const sdp_operation *operation, text *to);
/* The same for programs; new. */
sdp_json *describe_operation_json(const sdp_operation *operation);

#endif
