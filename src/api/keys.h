/* Configurations as JSON: objects whose members are read into structs by a table of keys. */
#ifndef SDPI_KEYS_H
#define SDPI_KEYS_H

#include "base/error.h"
#include "base/json.h"

/* What a member must be in JSON, and what it is in the struct. Where numbers are counted, 0 in the struct is the
   default. */
enum {
    SDPI_KEY_TEXT,    /* a string: const char *, borrowed from the JSON */
    SDPI_KEY_COUNT,   /* a whole number from 1: int64_t */
    SDPI_KEY_COUNT32, /* the same: int32_t */
    SDPI_KEY_SIZE,    /* the same: size_t */
    SDPI_KEY_RETRIES, /* a whole number from 0: int32_t, in which 0 is the default and -1 means none */
    SDPI_KEY_FLAG,    /* true or false: int32_t */
    SDPI_KEY_WORD,    /* one of `words`: int32_t, its place among them */
    SDPI_KEY_OBJECT   /* an object: const sdp_json *, borrowed from the JSON */
};

typedef struct sdpi_key {
    const char *name;
    size_t offset;
    int32_t kind;             /* SDPI_KEY_… */
    int32_t group;            /* not 0: members of different groups cannot stand together */
    const char *const *words; /* of SDPI_KEY_WORD: ends in NULL */
} sdpi_key;

/*
 * Reads the members of an object. Those that are absent or null leave their place in `out` alone. `*group` (nullable)
 * becomes the one that the members belong to, 0 where none of them has one.
 */
sdp_status sdpi_keys_read(const sdpi_key *keys, size_t count, const sdp_json *json, sdp_error *error, void *out,
                          int32_t *group);

#endif
