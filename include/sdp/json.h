/**
 * @file json.h
 * Open JSON: what the service sends beyond the typed members, and what the caller adds to them.
 *
 * Numbers are kept as the text they were written in; nothing passes through a double. Of a name that
 * stands twice in an object the last one counts. `\u0000`, which a C string cannot hold, reads as U+FFFD
 * in an answer and is refused in JSON from the caller.
 */
#ifndef SDP_JSON_H
#define SDP_JSON_H

#include <sdp/error.h>

SDP_BEGIN_DECLS

/** A JSON value. Opaque. */
typedef struct sdp_json sdp_json;

/** What sdp_json_kind() returns. */
enum {
    SDP_JSON_NONE = 0, /**< no value: a NULL pointer */
    SDP_JSON_NULL = 1,
    SDP_JSON_FALSE = 2,
    SDP_JSON_TRUE = 3,
    SDP_JSON_NUMBER = 4,
    SDP_JSON_STRING = 5,
    SDP_JSON_ARRAY = 6,
    SDP_JSON_OBJECT = 7
};

/**
 * Reads a JSON document, strictly: UTF-8, nothing after the document, depth and size within the ceilings.
 *
 * @param text   the document, not NULL; need not end in a zero byte
 * @param size   its length in bytes
 * @param error  receives the reason with line and column; nullable
 * @param out    receives a new value, freed by sdp_json_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_JSON, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_json_parse(const char *text, size_t size, sdp_error *error, sdp_json **out);

/**
 * Frees a value that is new to the caller, with all that it contains.
 *
 * @param json  freed; nullable; never a borrowed value
 * @thread the value's
 */
SDP_API void sdp_json_free(sdp_json *json);

/**
 * Prints a value.
 *
 * @param json    borrowed; not NULL
 * @param indent  spaces a level, 0 for one line, 8 at most
 * @param out     receives a new text, freed by sdp_text_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any; the value is not changed
 */
SDP_API sdp_status sdp_json_print(const sdp_json *json, int32_t indent, char **out);

/**
 * What kind of value this is.
 *
 * @param json  borrowed; nullable
 * @return one of SDP_JSON_…
 * @thread any
 */
SDP_API int32_t sdp_json_kind(const sdp_json *json);

/**
 * The text of a string or the literal of a number.
 *
 * @param json  borrowed; nullable
 * @return the text, NULL for every other kind; borrowed from the value
 * @thread any
 */
SDP_API const char *sdp_json_text(const sdp_json *json);

/**
 * How many items an array, or members an object, has.
 *
 * @param json  borrowed; nullable
 * @return the count, 0 for every other kind
 * @thread any
 */
SDP_API size_t sdp_json_count(const sdp_json *json);

/**
 * The first item of an array or member of an object.
 *
 * @param json  borrowed; nullable
 * @return the value, or NULL where there is none; borrowed from `json`
 * @thread any
 */
SDP_API const sdp_json *sdp_json_first(const sdp_json *json);

/**
 * The item or member that comes after this one.
 *
 * @param json  borrowed; nullable
 * @return the value, or NULL at the end; borrowed from the same document
 * @thread any
 */
SDP_API const sdp_json *sdp_json_next(const sdp_json *json);

/**
 * The name of a member.
 *
 * @param json  borrowed; nullable
 * @return the name, NULL for a value that is not a member of an object; borrowed from the value
 * @thread any
 */
SDP_API const char *sdp_json_name(const sdp_json *json);

/**
 * A member of an object by its exact name.
 *
 * @param json  borrowed; nullable
 * @param name  borrowed; nullable
 * @return the value, or NULL where there is none; borrowed from `json`
 * @thread any
 */
SDP_API const sdp_json *sdp_json_member(const sdp_json *json, const char *name);

/**
 * A value by its path, such as "cost.value" or "sites[0].name".
 *
 * @param json  borrowed; nullable
 * @param path  names joined by '.', indexes in brackets; borrowed; nullable
 * @return the value, or NULL where there is none; borrowed from `json`
 * @thread any
 */
SDP_API const sdp_json *sdp_json_at(const sdp_json *json, const char *path);

/**
 * Makes an empty object, array, or a null to build upon.
 *
 * @param kind  SDP_JSON_OBJECT, SDP_JSON_ARRAY, SDP_JSON_NULL, SDP_JSON_TRUE or SDP_JSON_FALSE
 * @param out   receives a new value, freed by sdp_json_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_json_new(int32_t kind, sdp_json **out);

/**
 * Makes a string or a number.
 *
 * @param kind  SDP_JSON_STRING or SDP_JSON_NUMBER
 * @param text  the text, or the literal of the number; copied; not NULL
 * @param out   receives a new value, freed by sdp_json_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_UTF8, SDP_E_VALUE for a malformed literal, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_json_new_text(int32_t kind, const char *text, sdp_json **out);

/**
 * Puts a value at a path, making the objects and arrays on the way; what stood there is freed.
 *
 * @param root   an object or an array; changed; not NULL
 * @param path   names joined by '.', "[2]" an index that is at most the length, "[]" appends; not NULL
 * @param value  taken over on success, and freed on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_UTF8, SDP_E_VALUE where the path crosses a value of another kind,
 *         SDP_E_LIMIT, SDP_E_NO_MEMORY; on failure the root is as it was
 * @thread the value's
 */
SDP_API sdp_status sdp_json_put(sdp_json *root, const char *path, sdp_json *value);

/**
 * Makes a deep copy.
 *
 * @param json  borrowed; not NULL
 * @param out   receives a new value, freed by sdp_json_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_json_copy(const sdp_json *json, sdp_json **out);

SDP_END_DECLS

#endif
