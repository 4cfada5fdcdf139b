#include "api/criteria_words.h"

#include <stdio.h>
#include <string.h>

#include "api/criteria.h"
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
        } else if (*at >= 'A' && *at <= 'Z' ? *at + ('a' - 'A') == *words : *at == *words) {
            at++;
        } else {
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
