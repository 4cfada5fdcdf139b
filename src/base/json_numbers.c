#include <string.h>

#if defined(__GNUC__) && defined(__SSE2__)
#include <emmintrin.h>
#endif

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

static int is_special(unsigned char byte)
{
    return byte == '"' || byte == '\\' || byte < ' ' || byte >= 0x80;
}

/* plain_bytes(): how many of STRIDE bytes stand before a quote, a backslash, a control character, or what is not ASCII. */
#if defined(__GNUC__) && defined(__SSE2__)

enum { STRIDE = 16 };

static size_t plain_bytes(const char *at)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i slashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    /* Bytes count as signed here, so that what is not ASCII is less than a blank too. */
    const __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
    const int found = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, slashes), others));
    return found == 0 ? STRIDE : (size_t)__builtin_ctz((unsigned)found);
}

#else

enum { STRIDE = 8 };

/* A borrow runs upwards from such a byte alone, so that the lowest one found is right. */
static size_t plain_bytes(const char *at)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t eight;
    memcpy(&eight, at, 8);
    uint64_t quote = eight ^ (ones * '"');
    uint64_t slash = eight ^ (ones * '\\');
    uint64_t found = ((quote - ones) | (slash - ones) | (eight - ones * ' ') | eight) & (ones * 0x80);
    if (found == 0) return STRIDE;
    size_t plain = 0;
    while (!is_special((unsigned char)at[plain])) plain++;
    return plain;
}

#endif

/* The first special byte of a string, or the end of the text. */
static const char *skip_plain(const char *at, const char *end)
{
    while (end - at >= STRIDE) {
        size_t plain = plain_bytes(at);
        at += plain;
        if (plain < STRIDE) return at;
    }
    while (at < end && !is_special((unsigned char)*at)) at++;
    return at;
}

/* What a byte between strings begins. Blanks, commas, colons, and the letters of true, false and null begin nothing. */
enum { WRONG, NOTHING, STRING, OPEN, CLOSE, NUMBER };

static int kind_of(unsigned char byte)
{
    static const unsigned char kinds[256] = {
        ['\t'] = NOTHING, ['\n'] = NOTHING, ['\r'] = NOTHING, [' '] = NOTHING, [','] = NOTHING, [':'] = NOTHING,
        ['a'] = NOTHING,  ['e'] = NOTHING,  ['f'] = NOTHING,  ['l'] = NOTHING, ['n'] = NOTHING, ['r'] = NOTHING,
        ['s'] = NOTHING,  ['t'] = NOTHING,  ['u'] = NOTHING,  ['"'] = STRING,  ['{'] = OPEN,    ['['] = OPEN,
        ['}'] = CLOSE,    [']'] = CLOSE,    ['-'] = NUMBER,   ['0'] = NUMBER,  ['1'] = NUMBER,  ['2'] = NUMBER,
        ['3'] = NUMBER,   ['4'] = NUMBER,   ['5'] = NUMBER,   ['6'] = NUMBER,  ['7'] = NUMBER,  ['8'] = NUMBER,
        ['9'] = NUMBER};
    return kinds[byte]; /* 0, all that is not named, is WRONG */
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

static int is_hex(const char *digits)
{
    for (int i = 0; i < 4; i++) {
        if (digits[i] == '\0' || strchr("0123456789abcdefABCDEF", digits[i]) == NULL) return 0;
    }
    return 1;
}

/* The parser takes an escape with other digits for U+0000, and its text would end there. */
static int skip_escape(pass *p)
{
    if (p->end - p->at < 2) return fail(p, "the text ends inside a string");
    if (p->at[1] == 'u' && (p->end - p->at < 6 || !is_hex(p->at + 2))) {
        return fail(p, "\\u is not followed by four hexadecimal digits");
    }
    if (p->at[1] == 'u' && memcmp(p->at + 2, "0000", 4) == 0) {
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
        const char *at = skip_plain(p->at, p->end);
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

/* A number in the place of a name would pass as one once it is a string. */
static int is_name(const char *after, const char *end)
{
    while (after < end && (*after == ' ' || *after == '\t' || *after == '\n' || *after == '\r')) after++;
    return after < end && *after == ':';
}

static int keep_number(pass *p)
{
    const char *number = p->at;
    const char *after = sdpi_skip_number(number, p->end);
    if (after == NULL) return fail(p, "a number is malformed");
    if (is_name(after, p->end)) return fail(p, "a number stands where a name is expected");
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

static int change_depth(pass *p, int kind, size_t *depth)
{
    if (kind == OPEN && ++*depth > SDPI_MAX_JSON_DEPTH) return fail(p, "objects and arrays are nested too deeply");
    if (kind == CLOSE && *depth > 0) --*depth;
    p->at++;
    return 1;
}

/* Goes over the text up to its end, or to what is wrong with it. */
static int run(pass *p, size_t *depth)
{
    for (;;) {
        const char *at = p->at;
        int kind = NOTHING;
        while (at < p->end && (kind = kind_of((unsigned char)*at)) == NOTHING) at++;
        p->at = at;
        if (at == p->end) return 1;
        int good;
        if (kind == STRING) {
            p->at++;
            good = skip_string(p);
        } else if (kind == NUMBER) {
            good = keep_number(p);
        } else if (kind == WRONG) {
            good = fail(p, "an unexpected character");
        } else {
            good = change_depth(p, kind, depth);
        }
        if (!good) return 0;
    }
}

sdp_status sdpi_json_keep_numbers(const char *text, size_t size, int32_t from, sdpi_buffer *scratch, const char **ready,
                                  size_t *ready_size, sdpi_json_problem *problem)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* a byte order mark, which some proxies add */
    pass p = {.at = text, .end = text + size, .copied = text, .out = scratch, .from = from};
    size_t depth = 0;
    if (from == SDPI_JSON_ANSWER && size >= 3 && memcmp(text, mark, 3) == 0) p.copied = p.at = text + 3;
    const char *start = p.at;
    problem->offset = (size_t)(start - text);
    if (!run(&p, &depth)) {
        *problem = (sdpi_json_problem){(size_t)(p.at - text), p.what};
        return depth > SDPI_MAX_JSON_DEPTH ? SDP_E_LIMIT : SDP_E_JSON;
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
