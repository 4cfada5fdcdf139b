#include "width.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "width_tables.h"

/* Reads a character and moves on; 0xFFFD, and one byte on, where none begins here. */
static uint32_t next_code(const char **at)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)*at;
    size_t size = bytes[0] < 0x80         ? 1
                  : (bytes[0] >> 5) == 6  ? 2
                  : (bytes[0] >> 4) == 14 ? 3
                  : (bytes[0] >> 3) == 30 ? 4
                                          : 0;
    uint32_t code = size == 1 ? bytes[0] : size == 0 ? 0 : bytes[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80) size = 0;
        code = code << 6 | (bytes[i] & 0x3F);
    }
    if (size == 0 || code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        ++*at;
        return 0xFFFD;
    }
    *at += size;
    return code;
}

/* Nothing that people write is wider, and whoever cuts a text counts on getting on. */
enum { MOST_COLUMNS = 3 };

enum { JOINER = 0x200D, AS_PICTURE = 0xFE0F };

static bool is_flag_letter(uint32_t code)
{
    return code >= 0x1F1E6 && code <= 0x1F1FF;
}

static uint32_t peek(const char *at)
{
    return *at != '\0' ? next_code(&at) : 0;
}

static size_t columns_of(uint32_t code)
{
    return is_zero_width(code) ? 0 : is_wide(code) ? 2 : 1;
}

/* Reads what people take for one character, with its marks and what is joined to it, and moves on. Returns its columns,
   as terminals show it that know of joined pictures. */
static size_t next_cluster(const char **at)
{
    const uint32_t first = next_code(at);
    size_t columns = columns_of(first);
    if (is_flag_letter(first) && is_flag_letter(peek(*at))) {
        (void)next_code(at);
        columns = 2;
    }
    for (uint32_t next; (next = peek(*at)) != 0;) {
        if (is_spacing_mark(next) && columns < MOST_COLUMNS) {
            columns++;
        } else if (!is_zero_width(next)) {
            break;
        }
        (void)next_code(at);
        if (next == AS_PICTURE && is_picture(first)) columns = 2;
        if (next == JOINER && is_picture(first) && is_picture(peek(*at))) (void)next_code(at);
    }
    return columns;
}

size_t terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    long wished = columns != NULL ? strtol(columns, NULL, 10) : 0;
    if (wished > 0 && wished <= 10000) return (size_t)wished;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return SIZE_MAX;
}

size_t width_of(const char *string)
{
    size_t columns = 0;
    while (*string != '\0') columns += next_cluster(&string);
    return columns;
}

size_t width_fit(const char *string, size_t columns)
{
    const char *at = string;
    while (*at != '\0') {
        const char *next = at;
        size_t more = next_cluster(&next);
        if (more > columns) break;
        columns -= more;
        at = next;
    }
    return (size_t)(at - string);
}

/* Controls of the terminal, and those that turn the direction of writing. */
static bool is_control(uint32_t code)
{
    return code < ' ' || (code >= 0x7F && code <= 0x9F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029 || code == 0xFFFD;
}

void clean_text(text *to, const char *from)
{
    while (*from != '\0') {
        const char *next = from;
        uint32_t code = next_code(&next);
        if (code == '\n' || code == '\r' || code == '\t') {
            text_puts(to, " ");
        } else if (is_control(code)) {
            text_puts(to, "\xEF\xBF\xBD");
        } else {
            text_put(to, from, (size_t)(next - from));
        }
        from = next;
    }
}

void escape_controls(text *to, const char *json)
{
    while (*json != '\0') {
        const char *next = json;
        uint32_t code = next_code(&next);
        if (code > ' ' && code != 0xFFFD && is_control(code)) {
            text_printf(to, "\\u%04X", (unsigned)code);
        } else {
            text_put(to, json, (size_t)(next - json));
        }
        json = next;
    }
}
