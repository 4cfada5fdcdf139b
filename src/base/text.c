#include "base/text.h"

#include <string.h>

#define HIGH_BITS 0x8080808080808080u

size_t sdpi_utf8_sequence(const unsigned char *bytes, size_t size)
{
    unsigned char first = bytes[0];
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length > size) return 0;
    /* The second byte decides what the first leaves open: overlong forms, surrogates, beyond U+10FFFF. */
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (bytes[1] < low || bytes[1] > high) return 0;
    for (size_t i = 2; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) return 0;
    }
    return length;
}

int sdpi_is_utf8(const char *bytes, size_t size)
{
    const unsigned char *at = (const unsigned char *)bytes;
    const unsigned char *end = at + size;
    while (at < end) {
        uint64_t eight;
        if (end - at >= 8 && (memcpy(&eight, at, 8), (eight & HIGH_BITS) == 0)) {
            at += 8;
            continue;
        }
        size_t length = sdpi_utf8_sequence(at, (size_t)(end - at));
        if (length == 0) return 0;
        at += length;
    }
    return 1;
}

static const char *skip_digits(const char *text, const char *end)
{
    while (text < end && *text >= '0' && *text <= '9') text++;
    return text;
}

const char *sdpi_skip_number(const char *text, const char *end)
{
    if (text < end && *text == '-') text++;
    const char *digits = text;
    text = skip_digits(text, end);
    if (text == digits || (*digits == '0' && text - digits > 1)) return NULL;
    if (text < end && *text == '.') {
        const char *fraction = text + 1;
        text = skip_digits(fraction, end);
        if (text == fraction) return NULL;
    }
    if (text < end && (*text == 'e' || *text == 'E')) {
        text++;
        if (text < end && (*text == '+' || *text == '-')) text++;
        const char *exponent = text;
        text = skip_digits(exponent, end);
        if (text == exponent) return NULL;
    }
    return text;
}

int sdpi_is_number(const char *text)
{
    const char *end = text + strlen(text);
    return sdpi_skip_number(text, end) == end;
}

int sdpi_is_header_name(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c <= ' ' || *c > '~' || strchr("()<>@,;:\\\"/[]?={}", *c) != NULL) return 0;
    }
    return *text != '\0';
}

int sdpi_is_header_text(const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if ((byte < ' ' && byte != '\t') || byte == 0x7F) return 0;
    }
    return 1;
}

int sdpi_same_word(const char *a, const char *b)
{
    while (*a != '\0' && (*a == *b || sdpi_lower(*a) == sdpi_lower(*b))) {
        a++;
        b++;
    }
    return sdpi_lower(*a) == sdpi_lower(*b);
}

int sdpi_contains_word(const char *text, size_t size, const char *word)
{
    size_t length = strlen(word);
    for (size_t start = 0; start + length <= size; start++) {
        size_t same = 0;
        while (same < length && sdpi_lower(text[start + same]) == word[same]) same++;
        if (same == length) return 1;
    }
    return 0;
}

void sdpi_copy_cut(char *to, size_t capacity, const char *from)
{
    const char *text = from != NULL ? from : "";
    size_t size = strlen(text);
    if (size >= capacity) size = capacity - 1;
    memcpy(to, text, size);
    to[size] = '\0';
}

int sdpi_read_int(const char *text, int64_t *number)
{
    int negative = *text == '-';
    const char *digit = text + negative;
    uint64_t value = 0;
    const uint64_t most = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    const uint64_t before_last = most / 10;
    if (*digit == '\0') return 0;
    for (; *digit != '\0'; digit++) {
        if (*digit < '0' || *digit > '9') return 0;
        uint64_t next = (uint64_t)(*digit - '0');
        if (value >= before_last && (value > before_last || next > most % 10)) return 0;
        value = value * 10 + next;
    }
    *number = negative ? (int64_t)(0u - value) : (int64_t)value;
    return 1;
}
