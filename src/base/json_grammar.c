#include "base/json_grammar.h"

#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"

/* What may come next. */
enum { VALUE, FIRST_ITEM, FIRST_KEY, KEY, COLON, COMMA, NOTHING };

/* The open brackets are one bit each, 1 for an object: the number pass has kept their depth within the ceiling. */
typedef struct reading {
    const char *at;
    const char *end;
    uint64_t objects;
    size_t depth;
    int next;
    const char *fault;
} reading;

_Static_assert(SDPI_MAX_JSON_DEPTH <= 64, "one bit for each open bracket");

static int fail(reading *r, const char *fault)
{
    r->fault = fault;
    return 0;
}

/* Four hexadecimal digits, or -1. */
static long read_hex(const char *at, const char *end)
{
    long code = 0;
    if (end - at < 4) return -1;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdefABCDEF";
        const char *digit = at[i] != '\0' ? strchr(digits, at[i]) : NULL;
        if (digit == NULL) return -1;
        long value = (long)(digit - digits);
        code = code * 16 + (value < 16 ? value : value - 6);
    }
    return code;
}

static int skip_escape(reading *r)
{
    if (r->end - r->at < 2 || strchr("\"\\/bfnrtu", r->at[1]) == NULL || r->at[1] == '\0') {
        return fail(r, "a backslash is followed by a character that it does not escape");
    }
    if (r->at[1] != 'u') {
        r->at += 2;
        return 1;
    }
    long code = read_hex(r->at + 2, r->end);
    if (code < 0) return fail(r, "\\u is not followed by four hexadecimal digits");
    if (code >= 0xDC00 && code <= 0xDFFF) return fail(r, "the second half of a surrogate pair stands alone");
    size_t size = 6;
    if (code >= 0xD800 && code <= 0xDBFF) {
        const char *second = r->at + 6;
        long low = r->end - second >= 6 && memcmp(second, "\\u", 2) == 0 ? read_hex(second + 2, r->end) : -1;
        if (low < 0xDC00 || low > 0xDFFF) return fail(r, "the first half of a surrogate pair stands alone");
        size = 12;
    }
    r->at += size;
    return 1;
}

static int skip_string(reading *r)
{
    if (r->at == r->end || *r->at != '"') return fail(r, "a name in quotes is missing");
    r->at++;
    while (r->at < r->end && *r->at != '"') {
        if (*r->at == '\\') {
            if (!skip_escape(r)) return 0;
        } else {
            r->at++;
        }
    }
    if (r->at == r->end) return fail(r, "the text ends inside a string");
    r->at++;
    return 1;
}

static void after_value(reading *r)
{
    r->next = r->depth > 0 ? COMMA : NOTHING;
}

static int open_bracket(reading *r, int object)
{
    if (r->depth == SDPI_MAX_JSON_DEPTH) return fail(r, "objects and arrays are nested too deeply");
    r->objects = r->objects << 1 | (uint64_t)object;
    r->depth++;
    r->at++;
    r->next = object ? FIRST_KEY : FIRST_ITEM;
    return 1;
}

static int close_bracket(reading *r)
{
    r->objects >>= 1;
    r->depth--;
    r->at++;
    after_value(r);
    return 1;
}

static int skip_word(reading *r)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t size = strlen(words[i]);
        if ((size_t)(r->end - r->at) < size || memcmp(r->at, words[i], size) != 0) continue;
        r->at += size;
        return 1;
    }
    const char *number = sdpi_skip_number(r->at, r->end);
    if (number == NULL) return fail(r, "a value is missing");
    r->at = number;
    return 1;
}

static int read_value(reading *r)
{
    if (*r->at == '{' || *r->at == '[') return open_bracket(r, *r->at == '{');
    if (!(*r->at == '"' ? skip_string(r) : skip_word(r))) return 0;
    after_value(r);
    return 1;
}

static int read_comma(reading *r)
{
    const int object = (int)(r->objects & 1);
    if (*r->at == (object ? '}' : ']')) return close_bracket(r);
    if (*r->at != ',') return fail(r, object ? "a comma or '}' is missing" : "a comma or ']' is missing");
    r->at++;
    r->next = object ? KEY : VALUE;
    return 1;
}

static int read_next(reading *r)
{
    switch (r->next) {
    case FIRST_ITEM:
        return *r->at == ']' ? close_bracket(r) : read_value(r);
    case FIRST_KEY:
        if (*r->at == '}') return close_bracket(r);
        r->next = KEY;
        return 1;
    case KEY:
        r->next = COLON;
        return skip_string(r);
    case COLON:
        if (*r->at != ':') return fail(r, "a colon is missing after a name");
        r->at++;
        r->next = VALUE;
        return 1;
    case COMMA:
        return read_comma(r);
    case NOTHING:
        return fail(r, "something stands after the end of the document");
    default:
        return read_value(r);
    }
}

const char *sdpi_json_fault(const char *text, size_t size, size_t *offset)
{
    reading r = {.at = text, .end = text + size, .next = VALUE};
    int good = 1;
    while (good) {
        while (r.at < r.end && (*r.at == ' ' || *r.at == '\t' || *r.at == '\n' || *r.at == '\r')) r.at++;
        if (r.at == r.end) break;
        good = read_next(&r);
    }
    const int is_empty = good && r.next == VALUE && r.depth == 0;
    *offset = is_empty ? 0 : (size_t)(r.at - text);
    if (is_empty) return "the text is empty";
    if (good && r.next != NOTHING) return "the text ends before its brackets do";
    return good ? NULL : r.fault;
}
