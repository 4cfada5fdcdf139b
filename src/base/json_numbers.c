#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

/*
 * One linear pass over a JSON text. It knows only what it needs: where strings begin and end, where numbers stand,
 * and how deep brackets nest. The parser that follows checks the rest of the grammar.
 */
typedef struct pass {
    const char *at;
    const char *end;
    const char *copied; /* all before this stands in `out` already */
    sdpi_buffer *out;
    int32_t from;
    int32_t changed;
    const char *what;
} pass;

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* Whether one of eight bytes is a quote, a backslash, a control character, or not ASCII. */
static int has_special(uint64_t eight)
{
    uint64_t quote = eight ^ (ONES * '"');
    uint64_t slash = eight ^ (ONES * '\\');
    uint64_t found = (quote - ONES) | (slash - ONES) | (eight - ONES * ' ') | eight;
    return (found & HIGHS) != 0;
}

/* The same of one byte. */
static int is_special(unsigned char byte)
{
    return byte == '"' || byte == '\\' || byte < ' ' || byte >= 0x80;
}

/* Replaces [at, at + size) of the text by other bytes. */
static void replace(pass *p, const char *at, size_t size, const char *bytes, size_t bytes_size)
{
    sdpi_buffer_put(p->out, p->copied, (size_t)(at - p->copied));
    sdpi_buffer_put(p->out, bytes, bytes_size);
    p->copied = at + size;
    p->changed = 1;
}

static int fail(pass *p, const char *what)
{
    p->what = what;
    return 0;
}

static int skip_escape(pass *p)
{
    if (p->end - p->at < 2) return fail(p, "the text ends inside a string");
    if (p->at[1] == 'u' && p->end - p->at >= 6 && memcmp(p->at + 2, "0000", 4) == 0) {
        if (p->from == SDPI_JSON_CALLER) return fail(p, "\\u0000 cannot be part of a text");
        replace(p, p->at, 6, "\\uFFFD", 6);
        p->at += 6;
        return 1;
    }
    p->at += 2;
    return 1;
}

/* p->at stands behind the opening quote, and afterwards behind the closing one. */
static int skip_string(pass *p)
{
    for (;;) {
        uint64_t eight;
        const char *at = p->at;
        while (p->end - at >= 8 && (memcpy(&eight, at, 8), !has_special(eight))) at += 8;
        while (at < p->end && !is_special((unsigned char)*at)) at++;
        p->at = at;
        if (at == p->end) return fail(p, "the text ends inside a string");
        unsigned char byte = (unsigned char)*p->at;
        if (byte == '"') {
            p->at++;
            return 1;
        }
        if (byte == '\\') {
            if (!skip_escape(p)) return 0;
        } else if (byte < ' ') {
            return fail(p, "a control character stands in a string without being escaped");
        } else {
            size_t length = sdpi_utf8_sequence((const unsigned char *)p->at, (size_t)(p->end - p->at));
            if (length == 0) return fail(p, "the text is not UTF-8");
            p->at += length;
        }
    }
}

static int keep_number(pass *p)
{
    const char *number = p->at;
    const char *after = sdpi_skip_number(number, p->end);
    if (after == NULL) return fail(p, "a number is malformed");
    size_t before = (size_t)(number - p->copied);
    size_t size = (size_t)(after - number);
    char *room = sdpi_buffer_room(p->out, before + size + 3);
    if (room != NULL) {
        memcpy(room, p->copied, before);
        room += before;
        *room++ = '"';
        *room++ = SDPI_NUMBER_MARK;
        memcpy(room, number, size);
        room[size] = '"';
        p->out->size += before + size + 3;
    }
    p->copied = after;
    p->changed = 1;
    p->at = after;
    return 1;
}

static int step(pass *p, size_t *depth)
{
    switch (*p->at) {
    case '"':
        p->at++;
        return skip_string(p);
    case '{':
    case '[':
        if (++*depth > SDPI_MAX_JSON_DEPTH) return fail(p, "objects and arrays are nested too deeply");
        break;
    case '}':
    case ']':
        if (*depth > 0) --*depth;
        break;
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case ',':
    case ':':
        break;
    default:
        if (*p->at == '-' || (*p->at >= '0' && *p->at <= '9')) return keep_number(p);
        /* Only the letters of true, false and null are left. */
        if (*p->at < 'a' || *p->at > 'z') return fail(p, "an unexpected character");
        break;
    }
    p->at++;
    return 1;
}

sdp_status sdpi_json_keep_numbers(const char *text, size_t size, int32_t from, sdpi_buffer *scratch, const char **ready,
                                  size_t *ready_size, sdpi_json_problem *problem)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* a byte order mark, which some proxies add */
    pass p = {.at = text, .end = text + size, .copied = text, .out = scratch, .from = from};
    size_t depth = 0;
    if (from == SDPI_JSON_ANSWER && size >= 3 && memcmp(text, mark, 3) == 0) p.copied = p.at = text + 3;
    const char *start = p.at;
    while (p.at < p.end) {
        if (!step(&p, &depth)) {
            *problem = (sdpi_json_problem){(size_t)(p.at - text), p.what};
            return depth > SDPI_MAX_JSON_DEPTH ? SDP_E_LIMIT : SDP_E_JSON;
        }
    }
    if (!p.changed) {
        *ready = start;
        *ready_size = (size_t)(p.end - start);
        return SDP_OK;
    }
    sdpi_buffer_put(scratch, p.copied, (size_t)(p.end - p.copied));
    if (scratch->status == SDP_E_LIMIT) *problem = (sdpi_json_problem){0, "the text is too long"};
    *ready = scratch->data;
    *ready_size = scratch->size;
    return scratch->status;
}
