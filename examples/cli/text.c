#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"

static int without_memory = STATUS_USAGE; /* exit status */

void must_have_or_maybe_done(void)
{
    without_memory = STATUS_MAYBE_DONE;
}

void *must_have(void *memory)
{
    if (memory != NULL) return memory;
    fputs("sdp: out of memory\n", stderr);
    exit(without_memory);
}

static char *room(text *to, size_t size)
{
    size_t needed = to->size + size + 1;
    if (needed > to->capacity) {
        to->capacity = needed > to->capacity * 2 ? needed + 64 : to->capacity * 2;
        to->data = must_have(realloc(to->data, to->capacity));
    }
    return to->data + to->size;
}

void text_put(text *to, const char *bytes, size_t size)
{
    char *at = room(to, size);
    if (size > 0) memcpy(at, bytes, size);
    at[size] = '\0';
    to->size += size;
}

void text_puts(text *to, const char *string)
{
    text_put(to, string, strlen(string));
}

void text_printf(text *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): version 14 does not see va_start() in the line above. */
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size <= 0) return;
    char *at = room(to, (size_t)size);
    va_start(arguments, format);
    vsnprintf(at, (size_t)size + 1, format, arguments);
    va_end(arguments);
    to->size += (size_t)size;
}

void text_pad(text *to, size_t count)
{
    char *at = room(to, count);
    memset(at, ' ', count);
    at[count] = '\0';
    to->size += count;
}

const char *text_get(const text *from)
{
    return from->data != NULL ? from->data : "";
}

void text_free(text *from)
{
    free(from->data);
    *from = (text){0};
}

char *copy_part(const char *string, size_t size)
{
    char *copy = must_have(malloc(size + 1));
    memcpy(copy, string, size);
    copy[size] = '\0';
    return copy;
}

bool begins_with(const char *string, const char *prefix)
{
    return strncmp(string, prefix, strlen(prefix)) == 0;
}
