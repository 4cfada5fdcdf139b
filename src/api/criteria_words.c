#include "api/criteria_words.h"

#include <stdio.h>
#include <string.h>

#include "api/criteria.h"
#include "base/nearest.h"
#include "base/text.h"
#include "call/criteria.h"

#define SIGNS "=!<>~"

static int is_blank(char byte)
{
    return byte != '\0' && strchr(SDPI_BLANKS, byte) != NULL;
}

static int ends_word(char byte)
{
    return byte == '\0' || byte == '(' || byte == ')' || is_blank(byte);
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, SDPI_BLANKS);
}

/* How many bytes of `at` are these words of lower case, with any blanks between them; 0 where they are not there. */
static size_t match_words(const char *at, const char *words)
{
    const char *start = at;
    for (; *words != '\0'; words++) {
        if (*words == ' ') {
            if (!is_blank(*at)) return 0;
            at = skip_blanks(at);
        } else if (sdpi_lower(*at++) != *words) {
            return 0;
        }
    }
    return ends_word(*at) ? (size_t)(at - start) : 0;
}

/* The longest words win: "is not" before "is". */
sdpi_written sdpi_find_condition(const char *at)
{
    static const struct {
        const char *words;
        int32_t condition;
    } lists[] = {{"in", SDP_CONDITION_IS}, {"not in", SDP_CONDITION_IS_NOT}};
    sdpi_written found = {0, 0, 0};
    const char *text;
    for (int32_t i = 1; (text = sdp_condition_text(i)) != NULL; i++) {
        size_t size = match_words(at, text);
        if (size > found.size) found = (sdpi_written){i, 0, size};
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t size = match_words(at, lists[i].words);
        if (size > found.size) found = (sdpi_written){lists[i].condition, 1, size};
    }
    if (found.size > 0) return found;
    size_t size = strspn(at, SIGNS);
    for (int32_t i = 1; sdp_condition_text(i) != NULL; i++) {
        text = sdp_condition_sign(i);
        if (text != NULL && strlen(text) == size && memcmp(at, text, size) == 0) return (sdpi_written){i, 0, size};
    }
    return found;
}

/* The first words of a text, as many as `like` has. */
static void take_words(const char *from, const char *like, char *to, size_t size)
{
    size_t used = 0;
    for (; like != NULL && used + 1 < size; like = strchr(like, ' '), like = like != NULL ? like + 1 : NULL) {
        size_t length = strcspn(from, SDPI_BLANKS);
        int shown = (int)(length < size ? length : size);
        used += (size_t)snprintf(to + used, size - used, "%s%.*s", used > 0 ? " " : "", shown, from);
        from = skip_blanks(from + length);
    }
}

int32_t sdpi_meant_condition(const char *at)
{
    int32_t meant = 0;
    size_t best = SIZE_MAX;
    const char *text;
    for (int32_t i = 1; (text = sdp_condition_text(i)) != NULL; i++) {
        char words[64];
        take_words(at, text, words, sizeof words);
        size_t distance = sdpi_distance(words, text);
        if (distance >= best || sdpi_condition_nearest(words) != i) continue;
        best = distance;
        meant = i;
    }
    return meant;
}

size_t sdpi_field_size(const char *at)
{
    return strcspn(at, SDPI_BLANKS SIGNS "()\"',");
}

int sdpi_is_word(const char *at, const char *word)
{
    return match_words(at, word) > 0;
}

static int is_member(const sdp_type *type, const char *at, size_t size)
{
    char path[256];
    sdpi_searched found;
    if (type == NULL || size >= sizeof path) return 0;
    snprintf(path, sizeof path, "%.*s", (int)size, at);
    return sdpi_searched_field(type, path, 0, &found, NULL) == SDP_OK;
}

int sdpi_joins(const char *at, const sdp_type *type)
{
    if (!sdpi_is_word(at, "and") && !sdpi_is_word(at, "or")) return 0;
    at += *at == 'a' || *at == 'A' ? 3 : 2;
    at += strspn(at, SDPI_BLANKS "(");
    size_t size = sdpi_field_size(at);
    const char *behind = skip_blanks(at + size);
    if (size == 0) return 0;
    return sdpi_find_condition(behind).condition != 0 || (*behind != '\0' && is_member(type, at, size));
}

const char *sdpi_value_end(const char *at, int32_t kind, const sdp_type *type, int *open)
{
    size_t inner = 0;
    for (; *at != '\0'; at++) {
        const char *word = at + 1;
        if (*at == ')' && inner == 0) break;
        if (*at == ',' && kind != SDPI_VALUE_ALONE) break;
        if (*at == '(') inner++;
        if (*at == ')' && inner > 0) inner--;
        if (!is_blank(*at) || kind == SDPI_VALUE_IN_LIST) continue;
        if (kind == SDPI_VALUE_OF_TWO && (sdpi_is_word(word, "and") || sdpi_is_word(word, "or"))) break;
        if (sdpi_joins(word, type)) break;
    }
    *open = inner > 0;
    return at;
}

const char *sdpi_find_joint(const char *at, size_t size)
{
    const char *end = at + size;
    for (const char *word = at; word < end; word = skip_blanks(word)) {
        const char *start = word;
        while (word < end && !is_blank(*word)) word++;
        if (sdpi_is_word(start, "or") || (word == end && sdpi_is_word(start, "and"))) return start;
    }
    return NULL;
}

const char *sdpi_find_criterion(const char *at, size_t size, const sdp_type *type)
{
    const char *end = at + size;
    for (const char *word = at; word < end; word++) {
        if (word > at && !is_blank(word[-1]) && word[-1] != ',' && word[-1] != '(') continue;
        size_t length = sdpi_field_size(word);
        if (length == 0) continue;
        const char *condition = skip_blanks(word + length);
        const sdpi_written written = sdpi_find_condition(condition);
        if (written.condition == 0 || skip_blanks(condition + written.size) >= end) continue;
        if (is_member(type, word, length)) return word;
    }
    return NULL;
}

/* Where the last word of a text begins. */
static const char *last_word(const char *at, size_t size)
{
    const char *word = at + size;
    while (word > at && !is_blank(word[-1])) word--;
    return word;
}

static size_t without_blanks(const char *at, size_t size)
{
    while (size > 0 && is_blank(at[size - 1])) size--;
    return size;
}

/* A member at the end of a value, behind a comma, "and" or "or", or one of these and "not": a criterion without a
   condition, and hardly a part of a name. */
static const char *find_lone_member(const char *at, size_t size, const sdp_type *type)
{
    const char *member = last_word(at, size);
    if (!is_member(type, member, (size_t)(at + size - member))) return NULL;
    size_t before = without_blanks(at, (size_t)(member - at));
    if (before > 0 && at[before - 1] == ',') return member;
    const char *word = last_word(at, before);
    if (before > 0 && sdpi_is_word(word, "not")) {
        before = without_blanks(at, (size_t)(word - at));
        word = last_word(at, before);
    }
    return before > 0 && (sdpi_is_word(word, "and") || sdpi_is_word(word, "or")) ? member : NULL;
}

/* Whether one of these characters, each of them in UTF-8, begins a value, or, with `at_end`, ends it. */
static int has_one_of(const char *const *characters, const char *at, size_t size, int at_end)
{
    for (; *characters != NULL; characters++) {
        const size_t length = strlen(*characters);
        if (length <= size && memcmp(at_end ? at + size - length : at, *characters, length) == 0) return 1;
    }
    return 0;
}

/* A quote that this language does not know, as word processors set them. */
static int starts_typeset(const char *at, size_t size)
{
    static const char *const quotes[] = {"\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9A",
                                         "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E",
                                         "\xC2\xAB",     "\xC2\xBB",     NULL};
    return has_one_of(quotes, at, size, 0);
}

/* Two no-break spaces, one as wide as a digit, one as wide as an ideograph, one without width, and the mark of the
   order of bytes, which is one too. */
static int has_odd_blank(const char *at, size_t size)
{
    static const char *const blanks[] = {
        "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x87", "\xE3\x80\x80", "\xE2\x80\x8B", "\xEF\xBB\xBF", NULL};
    return has_one_of(blanks, at, size, 0) || has_one_of(blanks, at, size, 1);
}

const char *sdpi_operator_mistake(const char *at)
{
    if (at[0] == '&' && at[1] == '&') return "'and' joins criteria, not '&&'; a value that has it needs quotes";
    if (at[0] == '|' && at[1] == '|') return "'or' joins criteria, not '||'; a value that has it needs quotes";
    return NULL;
}

const char *sdpi_find_lookalike(const char *at, size_t size, const sdp_type *type, const char **what)
{
    if (has_odd_blank(at, size)) {
        *what = "a blank beside the value is no plain one, such as a no-break space; a value that has one needs quotes";
        return at;
    }
    if (starts_typeset(at, size)) {
        *what = "quotes are \" or '; a value that begins with another kind of them needs those around it";
        return at;
    }
    for (size_t i = 0; i + 1 < size; i++) {
        *what = sdpi_operator_mistake(at + i);
        if (*what != NULL) return at + i;
    }
    *what = "a criterion begins here, and neither 'and' nor 'or' stands before it; a value that reads like one needs "
            "quotes";
    const char *criterion = sdpi_find_criterion(at, size, type);
    if (criterion != NULL) return criterion;
    *what = "a member stands here without a condition, such as 'is true'; a value that ends so needs quotes";
    return find_lone_member(at, size, type);
}

int sdpi_is_short_number(const char *text)
{
    const size_t size = strlen(text);
    return size > 0 && size < 12 && strspn(text, "0123456789") == size;
}

int sdpi_whole_part(const char *text, int64_t *whole)
{
    char digits[32];
    if (text == NULL || strpbrk(text, "eE") != NULL) return 0;
    const size_t size = strcspn(text, ".");
    if (size >= sizeof digits) return 0;
    snprintf(digits, sizeof digits, "%.*s", (int)size, text);
    return sdpi_read_int(digits, whole);
}

int sdpi_starts_sign(const char *at)
{
    return *at != '\0' && strchr(SIGNS, *at) != NULL;
}

const char *sdpi_read_quoted(const char *at, sdpi_buffer *value)
{
    const char quote = *at++;
    for (; *at != quote; at++) {
        if (*at == '\\' && (at[1] == quote || at[1] == '\\')) at++;
        if (*at == '\0') return NULL;
        sdpi_buffer_char(value, *at);
    }
    return at + 1;
}
