/* A type with a member of each kind, for tests of the codec. */
#ifndef EVERYTHING_H
#define EVERYTHING_H

#include <sdp/types.h>

#include "model/types.h"

enum { TYPE_EVERYTHING = 9000, TYPE_PART = 9001 };

typedef struct part {
    sdp_head head;
    const char *id;
    const char *name;
    const char *stamp;
} part;

typedef struct parts {
    const part *const *items;
    size_t count;
} parts;

typedef struct everything {
    sdp_head head;
    const char *id;
    const char *text;
    const char *number;
    const char *price; /* a number that is sent as a string */
    sdp_bool flag;
    sdp_time time;
    int64_t integer;
    const part *object;
    parts list;
    sdp_texts texts;
    const sdp_json *open;
    const sdp_json *udf_fields;
    const struct everything *self;
    const char *made_by; /* read-only */
} everything;

#define PART(...)                                                                                                      \
    {                                                                                                                  \
        .head = SDP_HEAD(part, TYPE_PART), __VA_ARGS__                                                                 \
    }
#define EVERYTHING(...)                                                                                                \
    {                                                                                                                  \
        .head = SDP_HEAD(everything, TYPE_EVERYTHING), __VA_ARGS__                                                     \
    }

extern const sdp_type sdpi_type_part;
extern const sdp_type sdpi_type_everything;

#endif
