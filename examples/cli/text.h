/* A growing text. Without memory the program ends: there is nothing useful left to do. */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct text {
    char *data; /* ends in a zero byte; NULL while nothing was written */
    size_t size;
    size_t capacity;
} text;

void text_put(text *to, const char *bytes, size_t size);
void text_puts(text *to, const char *string);
void text_printf(text *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Blanks. */
void text_pad(text *to, size_t count);
/* Never NULL. */
const char *text_get(const text *from);
void text_free(text *from);

/* The same pointer; ends the program where it is NULL. */
void *must_have(void *memory);
/* From now on its exit status says that a write may have happened. */
void must_have_or_maybe_done(void);
/* A new text of `size` bytes of `string`. */
char *copy_part(const char *string, size_t size);
/* Whether `string` begins with `prefix`. */
bool begins_with(const char *string, const char *prefix);

#endif
