#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(text *to, size_t more)
{
    if (to->failed || more >= (size_t)-1 / 2 - to->size) {
        to->failed = true;
        return false;
    }
    if (to->size + more + 1 <= to->room) return true;
    size_t room = to->room ? to->room : 256;
    while (room < to->size + more + 1) room *= 2;
    char *data = realloc(to->data, room);
    if (!data) {
        to->failed = true;
        return false;
    }
    to->data = data;
    to->room = room;
    return true;
}

void text_add(text *to, const char *data, size_t size)
{
    if (!reserve(to, size)) return;
    if (size) memcpy(to->data + to->size, data, size);
    to->size += size;
    to->data[to->size] = '\0';
}

void text_puts(text *to, const char *string)
{
    text_add(to, string, strlen(string));
}

void text_printf(text *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int needed = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (needed < 0 || !reserve(to, (size_t)needed)) {
        to->failed = true;
        return;
    }
    va_start(arguments, format);
    vsnprintf(to->data + to->size, (size_t)needed + 1, format, arguments);
    va_end(arguments);
    to->size += (size_t)needed;
}

/* The length of the UTF-8 sequence at `at`, 0 where there is none. The zero byte at the end stops it. */
static size_t sequence(const unsigned char *at)
{
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : at[0] < 0xF5 ? 4 : 0;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) return 0;
    }
    bool overlong = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xF0 && at[1] < 0x90);
    bool beyond = (at[0] == 0xED && at[1] >= 0xA0) || (at[0] == 0xF4 && at[1] >= 0x90);
    return overlong || beyond ? 0 : length;
}

void text_json(text *to, const char *string)
{
    text_puts(to, "\"");
    for (const char *at = string; *at;) {
        unsigned char byte = (unsigned char)*at;
        size_t length = sequence((const unsigned char *)at);
        if (length == 0) {
            text_puts(to, "\\ufffd");
        } else if (byte < 0x20 || byte == 0x7F) {
            text_printf(to, "\\u%04x", byte);
        } else if (byte == '"' || byte == '\\') {
            text_printf(to, "\\%c", byte);
        } else {
            text_add(to, at, length);
        }
        at += length ? length : 1;
    }
    text_puts(to, "\"");
}

const char *text_get(const text *from)
{
    return from->data ? from->data : "";
}

void text_clear(text *to)
{
    to->size = 0;
    to->failed = false;
    if (to->data) to->data[0] = '\0';
}

void text_free(text *to)
{
    free(to->data);
    *to = (text){0};
}

bool text_number(const char *digits, int64_t least, int64_t most, int64_t *out)
{
    size_t length = strlen(digits);
    if (length == 0 || length > 18 || strspn(digits, "0123456789") != length) return false;
    int64_t number = strtoll(digits, NULL, 10);
    if (number < least || number > most) return false;
    *out = number;
    return true;
}
