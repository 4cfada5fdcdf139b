#include "nearest.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MOST 63

static char plain(char byte)
{
    if (byte == '-') return '_';
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

/* How many single-character changes, or swaps of neighbours, turn one word into the other. Rows i, i - 1 and i - 2 of
   the matrix take turns in three rows. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][MOST + 1];
    size_t columns = strlen(b);
    size_t i = 0;
    if (columns > MOST || strlen(a) > MOST) return SIZE_MAX;
    for (size_t j = 0; j <= columns; j++) rows[0][j] = j;
    for (i = 1; a[i - 1] != '\0'; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t changed = above[j - 1] + (plain(a[i - 1]) != plain(b[j - 1]));
            size_t moved = (row[j - 1] < above[j] ? row[j - 1] : above[j]) + 1;
            row[j] = changed < moved ? changed : moved;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && rows[(i + 1) % 3][j - 2] + 1 < row[j]) row[j] = rows[(i + 1) % 3][j - 2] + 1;
        }
    }
    return rows[(i - 1) % 3][columns];
}

nearest nearest_to(const char *wanted)
{
    return (nearest){wanted, NULL, strlen(wanted) / 3 + 2};
}

void nearest_offer(nearest *to, const char *candidate)
{
    size_t found = distance(to->wanted, candidate);
    /* A beginning of the word is a good hint too: "desc" for "describe". */
    size_t size = strlen(to->wanted);
    if (size >= 3 && strncmp(to->wanted, candidate, size) == 0) found = 1;
    if (found >= to->distance) return;
    to->distance = found;
    to->best = candidate;
}

const char *nearest_hint(const nearest *from)
{
    static char hint[MOST + 40];
    if (from->best == NULL) return "";
    snprintf(hint, sizeof(hint), "; did you mean '%.*s'?", MOST, from->best);
    return hint;
}
