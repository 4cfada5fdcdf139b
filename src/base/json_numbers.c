#include <string.h>

#if defined(__GNUC__) && defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

/*
 * One linear pass over a JSON text, a block at a time. It knows only what it needs: where strings begin and end, where
 * numbers stand, and how deep brackets nest. The parser that follows checks the rest of the grammar.
 */
typedef struct pass {
    const char *at;
    const char *end;
    const char *copied; /* all before this stands in `out` already */
    sdpi_buffer *out;
    int32_t from;
    int32_t changed;
    size_t depth;
    const char *what;
} pass;

enum { BLOCK = 64 };

/* What happens seldom is kept out of the loops, which then need no memory for what they hold. */
#if defined(__GNUC__)
#define APART __attribute__((__noinline__))
#else
#define APART
#endif

/*
 * Sets of the bytes of a block, each a bit; the lowest is the first byte's. Quotes; what is special inside a string,
 * which are backslashes, control characters and what is not ASCII; and marks, which mean nothing outside of one:
 * commas, colons and the letters of words.
 */
#if defined(__GNUC__) && defined(__SSE2__)

static __m128i load(const char *bytes)
{
    return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

static uint64_t bits_of(__m128i bytes, int shift)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(bytes) << shift;
}

static uint64_t find_quotes(const char *bytes, uint64_t *special)
{
    uint64_t quotes = 0;
    *special = 0;
    for (int i = 0; i < BLOCK; i += 16) {
        const __m128i some = load(bytes + i);
        const __m128i slashes = _mm_cmpeq_epi8(some, _mm_set1_epi8('\\'));
        /* Bytes count as signed here, so that what is not ASCII is less than a blank too. */
        const __m128i others = _mm_cmplt_epi8(some, _mm_set1_epi8(' '));
        quotes |= bits_of(_mm_cmpeq_epi8(some, _mm_set1_epi8('"')), i);
        *special |= bits_of(_mm_or_si128(slashes, others), i);
    }
    return quotes;
}

static uint64_t find_marks(const char *bytes)
{
    uint64_t marks = 0;
    for (int i = 0; i < BLOCK; i += 16) {
        const __m128i some = load(bytes + i);
        const __m128i commas = _mm_cmpeq_epi8(some, _mm_set1_epi8(','));
        const __m128i colons = _mm_cmpeq_epi8(some, _mm_set1_epi8(':'));
        /* Moved up so far that what is behind "z" turns negative. */
        const __m128i moved = _mm_add_epi8(some, _mm_set1_epi8(127 - 'z'));
        const __m128i letters = _mm_cmpgt_epi8(moved, _mm_set1_epi8(127 - 'z' + 'a' - 1));
        marks |= bits_of(_mm_or_si128(letters, _mm_or_si128(commas, colons)), i);
    }
    return marks;
}

#else

static uint64_t find_quotes(const char *bytes, uint64_t *special)
{
    uint64_t quotes = 0;
    *special = 0;
    for (int i = 0; i < BLOCK; i++) {
        const unsigned char byte = (unsigned char)bytes[i];
        quotes |= (uint64_t)(byte == '"') << i;
        *special |= (uint64_t)(byte == '\\' || byte < ' ' || byte >= 0x80) << i;
    }
    return quotes;
}

static uint64_t find_marks(const char *bytes)
{
    uint64_t marks = 0;
    for (int i = 0; i < BLOCK; i++) {
        marks |= (uint64_t)(bytes[i] == ',' || bytes[i] == ':' || (bytes[i] >= 'a' && bytes[i] <= 'z')) << i;
    }
    return marks;
}

#endif

/* Each bit becomes the parity of itself and those below it: of quotes, what stands between an opening one, which is set
   too, and a closing one. */
static uint64_t parity_below(uint64_t bits)
{
    for (int shift = 1; shift < BLOCK; shift += shift) bits ^= bits << shift;
    return bits;
}

static size_t lowest(uint64_t bits)
{
#if defined(__GNUC__)
    return (size_t)__builtin_ctzll(bits);
#else
    size_t i = 0;
    while ((bits >> i & 1) == 0) i++;
    return i;
#endif
}

/* What a byte outside of strings begins, of those that are looked at. Blanks begin nothing. Words are left to the
   parser. */
enum { WRONG, NOTHING, OPEN, CLOSE, NUMBER };

static int kind_of(char byte)
{
    static const unsigned char kinds[256] = {
        ['\t'] = NOTHING, ['\n'] = NOTHING, ['\r'] = NOTHING, [' '] = NOTHING, ['{'] = OPEN,
        ['['] = OPEN,     ['}'] = CLOSE,    [']'] = CLOSE,    ['-'] = NUMBER,  ['0'] = NUMBER,
        ['1'] = NUMBER,   ['2'] = NUMBER,   ['3'] = NUMBER,   ['4'] = NUMBER,  ['5'] = NUMBER,
        ['6'] = NUMBER,   ['7'] = NUMBER,   ['8'] = NUMBER,   ['9'] = NUMBER};
    return kinds[(unsigned char)byte]; /* 0, all that is not named, is WRONG */
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

/* p->at stands on a special byte inside a string. */
static int skip_special(pass *p)
{
    if (*p->at == '\\') return skip_escape(p);
    if ((unsigned char)*p->at < ' ') return fail(p, "a control character stands in a string without being escaped");
    do { /* seldom alone */
        size_t length = sdpi_utf8_sequence((const unsigned char *)p->at, (size_t)(p->end - p->at));
        if (length == 0) return fail(p, "the text is not UTF-8");
        p->at += length;
    } while (p->at < p->end && (unsigned char)*p->at >= 0x80);
    return 1;
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

/* What needs more than a look: a special byte inside a string, or a number or a wrong byte outside. p->at stands on
   it. */
static APART int skip_more(pass *p, uint64_t inside)
{
    if (inside) return skip_special(p);
    if (kind_of(*p->at) == OPEN) {
        p->depth++;
        return fail(p, "objects and arrays are nested too deeply");
    }
    return kind_of(*p->at) == NUMBER ? keep_number(p) : fail(p, "an unexpected character");
}

/* The bytes of a block that have to be looked at, given which stand in strings. */
static uint64_t find_work(const char *bytes, uint64_t strings, uint64_t quotes, uint64_t special)
{
    const uint64_t outside = ~(strings | quotes);
    return (strings & special) | (outside != 0 ? outside & ~find_marks(bytes) : 0);
}

/* Goes over the block at p->at, and beyond its end with what does not end there. `inside` is whether p->at stands
   inside a string: all bits, or none. Returns the same of where p->at stands then. */
static uint64_t pass_block(pass *p, uint64_t inside)
{
    const char *start = p->at;
    const char *bytes = start;
    char padded[BLOCK];
    uint64_t special;
    if (p->end - start < BLOCK) { /* commas are never looked at */
        memset(padded, ',', sizeof padded);
        bytes = memcpy(padded, start, (size_t)(p->end - start));
    }
    const uint64_t quotes = find_quotes(bytes, &special);
    uint64_t strings = parity_below(quotes) ^ inside;
    uint64_t work = find_work(bytes, strings, quotes, special);
    while (work != 0) {
        const size_t at = lowest(work);
        const uint64_t in_string = 0 - (strings >> at & 1);
        const int kind = in_string ? WRONG : kind_of(bytes[at]);
        work &= work - 1;
        if (kind == NOTHING || (kind == CLOSE && p->depth == 0)) continue;
        if (kind == CLOSE) {
            p->depth--;
        } else if (kind == OPEN && p->depth < SDPI_MAX_JSON_DEPTH) {
            p->depth++;
        } else {
            p->at = start + at;
            if (!skip_more(p, in_string)) return 0;
            const size_t done = (size_t)(p->at - start);
            if (done >= BLOCK) return in_string;
            const uint64_t rest = ~(uint64_t)0 << done;
            if (in_string && p->at[-1] == '"') { /* it was escaped: what follows stands in the string still */
                strings ^= rest;
                work = find_work(bytes, strings, quotes, special);
            }
            work &= rest;
        }
    }
    p->at = p->end - start < BLOCK ? p->end : start + BLOCK;
    return 0 - (strings >> (BLOCK - 1));
}

/* Goes over the text up to its end, or to what is wrong with it. */
static int run(pass *p)
{
    uint64_t inside = 0;
    while (p->at < p->end && p->what == NULL) inside = pass_block(p, inside);
    if (inside) fail(p, "the text ends inside a string");
    return p->what == NULL;
}

sdp_status sdpi_json_keep_numbers(const char *text, size_t size, int32_t from, sdpi_buffer *scratch, const char **ready,
                                  size_t *ready_size, sdpi_json_problem *problem)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* a byte order mark, which some proxies add */
    pass p = {.at = text, .end = text + size, .copied = text, .out = scratch, .from = from};
    if (from == SDPI_JSON_ANSWER && size >= 3 && memcmp(text, mark, 3) == 0) p.copied = p.at = text + 3;
    const char *start = p.at;
    problem->offset = (size_t)(start - text);
    if (!run(&p)) {
        *problem = (sdpi_json_problem){(size_t)(p.at - text), p.what};
        return p.depth > SDPI_MAX_JSON_DEPTH ? SDP_E_LIMIT : SDP_E_JSON;
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
