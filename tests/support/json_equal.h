/* Whether two JSON documents are equal: the same members, the same nulls, the same order in arrays. */
#ifndef JSON_EQUAL_H
#define JSON_EQUAL_H

#include <sdp/json.h>

/* How scalars are compared. */
enum {
    JSON_EQUAL_AS_TEXT, /* 5 and "5" are the same */
    JSON_EQUAL_EXACT    /* they are not */
};

/* Returns 1 where they are equal; else 0, and the path and kind of the first difference in `where`. */
int json_equal(const sdp_json *expected, const sdp_json *actual, int how, char *where, size_t where_size);

/* Both texts are documents; fails the test where one cannot be read, or they are not equal in form and value. */
void assert_json_text(const char *actual, const char *expected);

/* Reads a document; fails the test where that is not possible. */
sdp_json *json_of_text(const char *text);

#endif
