/* The words of search criteria in text: where a condition begins and where a value ends. */
#ifndef SDPI_CRITERIA_WORDS_H
#define SDPI_CRITERIA_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include <sdp/criteria.h>

#include "base/buffer.h"

#define SDPI_BLANKS " \t\r\n"

/* A condition as it was written. */
typedef struct sdpi_written {
    int32_t condition; /* 0: none stands there */
    int32_t has_list;  /* 1: "in" or "not in", whose values stand in parentheses */
    size_t size;       /* bytes that it takes */
} sdpi_written;

sdpi_written sdpi_find_condition(const char *at);
/* The condition that was meant where none stands, 0 where none is near. */
int32_t sdpi_meant_condition(const char *at);

/* How many bytes the name of a member takes. */
size_t sdpi_field_size(const char *at);
/* Whether a word, in any case, stands there; a blank, a parenthesis or the end follows it. */
int sdpi_is_word(const char *at, const char *word);
/* Whether "and" or "or" stands there, and joins a criterion to what stands before: what follows is a member and a
   condition, or a member of the type and more. Otherwise it is a part of a value, as in "Research and Development". */
int sdpi_joins(const char *at, const sdp_type *type);

/* What ends a value that stands without quotes. */
enum {
    SDPI_VALUE_ALONE = 0,
    SDPI_VALUE_OF_TWO = 1, /* of "between": a comma, or any "and" or "or" */
    SDPI_VALUE_IN_LIST = 2 /* a comma or the closing parenthesis */
};

/* Where the value ends that begins there. `*open`: whether a parenthesis that it opens is still open at its end. */
const char *sdpi_value_end(const char *at, int32_t kind, const sdp_type *type, int *open);
/* The word in a value of this size that looks as if it were to join criteria: any "or", since few names have one, and an
   "and" at the end. NULL where there is none. */
const char *sdpi_find_joint(const char *at, size_t size);
/* Whether one of the characters stands there that signs of conditions are made of. */
int sdpi_starts_sign(const char *at);
/* Appends the value between quotes that begins there; returns what is behind it, NULL where no quote closes it. */
const char *sdpi_read_quoted(const char *at, sdpi_buffer *value);

#endif
