/*
 * The pass that keeps numbers as text, and the parser behind it, against a plain reading of JSON below. Bytes: whether
 * the text is the caller's (bit 0); then the text. Both say the same of whether it is JSON; each number keeps its
 * digits; and what is printed reads and prints to the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "fuzz.h"

/* A plain reading, one function for each rule of the grammar. Numbers go into `numbers`, one a line. */
typedef struct reading {
    const char *at;
    const char *end;
    int caller;
    int depth;
    char *numbers;
    size_t numbers_size;
} reading;

static int next_is(const reading *r, char byte)
{
    return r->at < r->end && *r->at == byte;
}

static int skip(reading *r, char byte)
{
    if (!next_is(r, byte)) return 0;
    r->at++;
    return 1;
}

static void skip_blanks(reading *r)
{
    while (next_is(r, ' ') || next_is(r, '\t') || next_is(r, '\n') || next_is(r, '\r')) r->at++;
}

static int skip_digits(reading *r)
{
    const char *start = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9') r->at++;
    return r->at > start;
}

static int read_number(reading *r)
{
    const char *start = r->at;
    (void)skip(r, '-');
    if (!skip(r, '0') && !skip_digits(r)) return 0;
    if (skip(r, '.') && !skip_digits(r)) return 0;
    if (skip(r, 'e') || skip(r, 'E')) {
        if (!skip(r, '+')) (void)skip(r, '-');
        if (!skip_digits(r)) return 0;
    }
    const size_t size = (size_t)(r->at - start);
    memcpy(r->numbers + r->numbers_size, start, size);
    r->numbers_size += size;
    r->numbers[r->numbers_size++] = '\n';
    return 1;
}

static int read_code(reading *r, unsigned *code)
{
    char digits[5] = "";
    if (r->end - r->at < 4) return 0;
    memcpy(digits, r->at, 4);
    r->at += 4;
    if (strspn(digits, "0123456789abcdefABCDEF") != 4) return 0;
    *code = (unsigned)strtoul(digits, NULL, 16);
    return 1;
}

static int read_escape(reading *r)
{
    unsigned code = 0;
    unsigned low = 0;
    if (r->at == r->end) return 0;
    if (*r->at != 'u') return memchr("\"\\/bfnrt", *r->at++, 8) != NULL;
    r->at++;
    if (!read_code(r, &code)) return 0;
    if (code == 0) return !r->caller;
    if (code >= 0xDC00 && code <= 0xDFFF) return 0;
    if (code < 0xD800 || code > 0xDBFF) return 1;
    return skip(r, '\\') && skip(r, 'u') && read_code(r, &low) && low >= 0xDC00 && low <= 0xDFFF;
}

static int read_string(reading *r)
{
    if (!skip(r, '"')) return 0;
    while (!skip(r, '"')) {
        if (r->at == r->end || (unsigned char)*r->at < ' ') return 0;
        if (skip(r, '\\')) {
            if (!read_escape(r)) return 0;
        } else {
            r->at++;
        }
    }
    return 1;
}

static int read_word(reading *r, const char *word)
{
    const size_t size = strlen(word);
    if ((size_t)(r->end - r->at) < size || memcmp(r->at, word, size) != 0) return 0;
    r->at += size;
    return 1;
}

static int read_value(reading *r);

static int read_members(reading *r, char close)
{
    skip_blanks(r);
    if (skip(r, close)) return 1;
    for (;;) {
        skip_blanks(r);
        if (close == '}') {
            if (!read_string(r)) return 0;
            skip_blanks(r);
            if (!skip(r, ':')) return 0;
        }
        if (!read_value(r)) return 0;
        if (skip(r, close)) return 1;
        if (!skip(r, ',')) return 0;
    }
}

/* A value and the blanks around it. */
static int read_value(reading *r)
{
    int good;
    skip_blanks(r);
    if (next_is(r, '{') || next_is(r, '[')) {
        if (++r->depth > (int)SDPI_MAX_JSON_DEPTH) return 0;
        good = read_members(r, *r->at++ == '{' ? '}' : ']');
        r->depth--;
    } else if (next_is(r, '"')) {
        good = read_string(r);
    } else {
        good = read_word(r, "true") || read_word(r, "false") || read_word(r, "null") || read_number(r);
    }
    skip_blanks(r);
    return good;
}

static int is_json(reading *r, size_t size)
{
    if (!sdpi_is_utf8(r->at, size)) return 0;
    if (!r->caller && size >= 3 && memcmp(r->at, "\xEF\xBB\xBF", 3) == 0) r->at += 3;
    return read_value(r) && r->at == r->end;
}

/* Compares the numbers of a tree, in their order, with those that were read. Returns where the rest begins. */
static const char *compare_numbers(const sdp_json *json, const char *numbers)
{
    if (sdp_json_kind(json) == SDP_JSON_NUMBER) {
        const char *text = sdp_json_text(json);
        const size_t size = strlen(text);
        FUZZ_CHECK(strncmp(numbers, text, size) == 0 && numbers[size] == '\n');
        return numbers + size + 1;
    }
    for (const sdp_json *child = sdp_json_first(json); child != NULL; child = sdp_json_next(child)) {
        numbers = compare_numbers(child, numbers);
    }
    return numbers;
}

static void check_print(const sdp_json *json, int32_t indent)
{
    char *text = NULL;
    char *again = NULL;
    sdp_json *read = NULL;
    FUZZ_CHECK_OK(sdp_json_print(json, indent, &text));
    if (text != NULL) FUZZ_CHECK_OK(sdp_json_parse(text, strlen(text), NULL, &read));
    if (read != NULL) FUZZ_CHECK_OK(sdp_json_print(read, indent, &again));
    if (again != NULL) FUZZ_CHECK(strcmp(text, again) == 0);
    sdp_text_free(text);
    sdp_text_free(again);
    sdp_json_free(read);
}

static void check_text(const fuzz *f, const char *text, size_t size, int32_t from, const reading *r, int good)
{
    sdpi_buffer scratch;
    sdpi_json_problem problem = {0, NULL};
    sdp_json *json = NULL;
    sdpi_buffer_init(&scratch, &f->memory.allocator, SDPI_MAX_RESPONSE * 4u);
    sdp_status status = sdpi_json_read(text, size, from, &scratch, &problem, &json);
    if (status == SDP_OK) {
        FUZZ_CHECK(good);
        FUZZ_CHECK(*compare_numbers(json, r->numbers) == '\0');
        check_print(json, 0);
        check_print(json, 2);
    } else if (status == SDP_E_NO_MEMORY) {
        FUZZ_CHECK(fuzz_failed());
    } else {
        FUZZ_CHECK(!good && json == NULL);
        FUZZ_CHECK(problem.what != NULL && problem.offset <= size);
    }
    sdp_json_free(json);
    sdpi_buffer_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    size_t text_size;
    fuzz_begin(&f, data, size);
    const int32_t from = fuzz_byte(&f) & 1 ? SDPI_JSON_CALLER : SDPI_JSON_ANSWER;
    char *text = fuzz_rest(&f, &text_size);
    reading r = {.at = text, .end = text + text_size, .caller = from == SDPI_JSON_CALLER};
    r.numbers = malloc(2 * text_size + 1);
    FUZZ_CHECK(r.numbers != NULL);
    const int good = is_json(&r, text_size);
    r.numbers[r.numbers_size] = '\0';
    fuzz_arm();
    check_text(&f, text, text_size, from, &r, good);
    (void)fuzz_disarm();
    free(r.numbers);
    free(text);
    fuzz_end(&f);
    return 0;
}
