/* A text that grows. After a failed allocation it stays as it was, and `failed` is set. */
#ifndef SANDBOX_TEXT_H
#define SANDBOX_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct text {
    char *data; /* ends in a zero byte; NULL while nothing was added */
    size_t size;
    size_t room;
    bool failed;
} text;

void text_add(text *to, const char *data, size_t size);
void text_puts(text *to, const char *string);
void text_printf(text *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds a JSON string, with its quotes. Bytes that are not UTF-8 are shown as U+FFFD. */
void text_json(text *to, const char *string);
/* The content, never NULL. */
const char *text_get(const text *from);
void text_clear(text *to);
void text_free(text *to);
/* Reads a number that is nothing but decimal digits, 18 at most; false where it is none from `least` to `most`. */
bool text_number(const char *digits, int64_t least, int64_t most, int64_t *out);

#endif
