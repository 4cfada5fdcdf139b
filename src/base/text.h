/* Checks of texts. */
#ifndef SDPI_TEXT_H
#define SDPI_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Whether the bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF. */
int sdpi_is_utf8(const char *bytes, size_t size);
/* The length of the well-formed UTF-8 sequence at `bytes`, 0 where there is none. */
size_t sdpi_utf8_sequence(const unsigned char *bytes, size_t size);
/* Whether it is a number as JSON writes one. */
int sdpi_is_number(const char *text);
/* The end of the JSON number at `text`, NULL where none stands there. */
const char *sdpi_skip_number(const char *text, const char *end);
/* Whether the name of a header can be sent: a token of HTTP. */
int sdpi_is_header_name(const char *text);
/* Whether the value of a header can be sent: visible ASCII and blanks, or UTF-8 bytes; no control characters. */
int sdpi_is_header_text(const char *text);
/* Letters of ASCII alone: no locale has a say. */
static inline char sdpi_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

#define SDPI_HASH_SEED UINT64_C(14695981039346656037)

/* FNV-1a, which goes on from the seed. */
static inline uint64_t sdpi_hash(uint64_t seed, const char *text)
{
    for (; *text != '\0'; text++) seed = (seed ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return seed;
}

/* Compares texts of ASCII without regard to case. */
int sdpi_same_word(const char *a, const char *b);
/* Whether `text` contains `word` (of lower-case ASCII) without regard to case, within `size` bytes. */
int sdpi_contains_word(const char *text, size_t size, const char *word);
/* Copies as much of a text as there is room for, and ends it; `from` may be NULL, which is "". `capacity` is above
   0. */
void sdpi_copy_cut(char *to, size_t capacity, const char *from);
/* Reads decimal digits; returns 0 and leaves *number alone where it is not one, or does not fit. */
int sdpi_read_int(const char *text, int64_t *number);

#endif
