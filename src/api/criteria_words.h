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
/* The word in a value of this size that looks as if it were to join criteria: any "or", since few names have one, and
   an "and" at the end. NULL where there is none. */
const char *sdpi_find_joint(const char *at, size_t size);
/* Where in a value of this size a criterion begins that nothing joins: a member of the type, a condition, and a value.
   NULL where none does. */
const char *sdpi_find_criterion(const char *at, size_t size, const sdp_type *type);
/* What is wrong where "&&" or "||" stands there, NULL where neither does. */
const char *sdpi_operator_mistake(const char *at);
/* Where in a value of this size something begins that looks like quotes, blanks or another criterion, and would be
   searched for as it stands; `*what` is told about it then. NULL where nothing does. */
const char *sdpi_find_lookalike(const char *at, size_t size, const sdp_type *type, const char **what);
/* Whether these are fewer than twelve digits: a year, 20270131 or seconds, and hardly a time in milliseconds, of which
   they would be one before 1973. */
int sdpi_is_short_number(const char *text);
/* The whole part of a number or a time. Returns 0 where it is none, is too large, or has an exponent. `text` is
   nullable. */
int sdpi_whole_part(const char *text, int64_t *whole);
/* Whether one of the characters stands there that signs of conditions are made of. */
int sdpi_starts_sign(const char *at);
/* Appends the value between quotes that begins there; returns what is behind it, NULL where no quote closes it. */
const char *sdpi_read_quoted(const char *at, sdpi_buffer *value);

#endif
