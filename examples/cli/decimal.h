/* Exact sums of amounts, which are digits and never a double: as many digits as it takes. */
#ifndef CLI_DECIMAL_H
#define CLI_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* A number. All zero is 0. */
typedef struct decimal {
    bool negative;
    char *digits; /* all of them, without the point; NULL: none, which is 0 */
    size_t count;
    size_t scale; /* how many of them stand behind the point */
} decimal;

/* Reads "-12.50", "7" or "1e3"; false for anything else, and for an exponent beyond 100. */
bool decimal_read(const char *from, decimal *out);
void decimal_add(decimal *to, const decimal *other);
/* Whether both are one number, however it is written. */
bool decimal_equal(const decimal *a, const decimal *b);
/* Appends it with at least so many digits behind the point. */
void decimal_put(text *to, const decimal *from, size_t least_scale);
void decimal_free(decimal *from);

#endif
