#include "decimal.h"

#include <stdlib.h>
#include <string.h>

#define MOST_EXPONENT 100

void decimal_free(decimal *from)
{
    free(from->digits);
    *from = (decimal){0};
}

/* Takes over the digits, without the zeros in front that say nothing. */
static void set_digits(decimal *to, char *digits, size_t count, size_t scale)
{
    size_t zeros = 0;
    while (count - zeros > scale + 1 && digits[zeros] == '0') zeros++;
    memmove(digits, digits + zeros, count - zeros);
    free(to->digits);
    to->digits = digits;
    to->count = count - zeros;
    to->scale = scale;
}

/* The exponent behind the number, 0 where there is none. Returns false where it is not one that is read. */
static bool read_exponent(const char *at, long *out)
{
    *out = 0;
    if (*at == '\0') return true;
    if (*at != 'e' && *at != 'E') return false;
    at++;
    const size_t sign = *at == '-' || *at == '+';
    const size_t size = strspn(at + sign, "0123456789");
    if (size == 0 || size > 3 || at[sign + size] != '\0') return false;
    *out = strtol(at, NULL, 10);
    return *out >= -MOST_EXPONENT && *out <= MOST_EXPONENT;
}

bool decimal_read(const char *from, decimal *out)
{
    long exponent = 0;
    *out = (decimal){.negative = *from == '-'};
    const char *whole = from + (*from == '-' || *from == '+');
    const size_t whole_count = strspn(whole, "0123456789");
    const char *part = whole + whole_count + (whole[whole_count] == '.');
    const size_t part_count = whole[whole_count] == '.' ? strspn(part, "0123456789") : 0;
    if (whole_count == 0 || (whole[whole_count] == '.' && part_count == 0)) return false;
    if (!read_exponent(part + part_count, &exponent)) return false;
    /* Zeros make room for the point wherever the exponent moves it. */
    const size_t front = exponent < 0 ? (size_t)-exponent : 0;
    const size_t behind = exponent > 0 && (size_t)exponent > part_count ? (size_t)exponent - part_count : 0;
    const size_t count = front + whole_count + part_count + behind;
    char *digits = must_have(malloc(count));
    memset(digits, '0', count);
    memcpy(digits + front, whole, whole_count);
    memcpy(digits + front + whole_count, part, part_count);
    const long scale = (long)part_count - exponent;
    set_digits(out, digits, count, scale > 0 ? (size_t)scale : 0);
    return true;
}

/* The digit at a place: 0 is the one before the point, -1 the one behind it. */
static int digit_at(const decimal *of, long place)
{
    const long index = (long)of->count - (long)of->scale - 1 - place;
    return index >= 0 && index < (long)of->count ? of->digits[index] - '0' : 0;
}

static long top_place(const decimal *a, const decimal *b)
{
    const long places_a = (long)a->count - (long)a->scale;
    const long places_b = (long)b->count - (long)b->scale;
    return places_a > places_b ? places_a : places_b;
}

static long low_place(const decimal *a, const decimal *b)
{
    return -(long)(a->scale > b->scale ? a->scale : b->scale);
}

/* Compares without regard to the signs. */
static int compare_sizes(const decimal *a, const decimal *b)
{
    const long low = low_place(a, b);
    for (long place = top_place(a, b); place >= low; place--) {
        const int difference = digit_at(a, place) - digit_at(b, place);
        if (difference != 0) return difference;
    }
    return 0;
}

/* The larger with the smaller added (sign 1) or taken away (sign -1). */
static void combine(decimal *to, const decimal *larger, const decimal *smaller, int sign)
{
    const long low = low_place(larger, smaller);
    const long top = top_place(larger, smaller);
    const size_t count = (size_t)(top - low + 1);
    char *digits = must_have(malloc(count));
    int carry = 0;
    for (long place = low; place <= top; place++) {
        const int sum = digit_at(larger, place) + sign * digit_at(smaller, place) + carry;
        carry = sum > 9 ? 1 : sum < 0 ? -1 : 0;
        digits[top - place] = (char)('0' + sum - 10 * carry);
    }
    const bool negative = larger->negative;
    set_digits(to, digits, count, (size_t)-low);
    to->negative = negative;
}

void decimal_add(decimal *to, const decimal *other)
{
    const bool other_first = compare_sizes(to, other) < 0;
    const decimal *larger = other_first ? other : to;
    const decimal *smaller = other_first ? to : other;
    combine(to, larger, smaller, to->negative == other->negative ? 1 : -1);
}

static bool is_zero(const decimal *of)
{
    for (size_t i = 0; i < of->count; i++) {
        if (of->digits[i] != '0') return false;
    }
    return true;
}

bool decimal_equal(const decimal *a, const decimal *b)
{
    return compare_sizes(a, b) == 0 && (a->negative == b->negative || is_zero(a));
}

void decimal_put(text *to, const decimal *from, size_t least_scale)
{
    const size_t scale = from->scale > least_scale ? from->scale : least_scale;
    const long top = (long)from->count > (long)from->scale ? (long)from->count - (long)from->scale - 1 : 0;
    if (from->negative && !is_zero(from)) text_puts(to, "-");
    for (long place = top; place >= -(long)scale; place--) {
        const char digit = (char)('0' + digit_at(from, place));
        if (place == -1) text_puts(to, ".");
        text_put(to, &digit, 1);
    }
}
