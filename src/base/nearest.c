#include "base/nearest.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

size_t sdpi_distance(const char *a, const char *b)
{
    enum { MOST = 63 };
    size_t columns = strlen(b);
    size_t rows = strlen(a);
    if (columns > MOST || rows > MOST) return SIZE_MAX;
    size_t row[MOST + 1];
    for (size_t j = 0; j <= columns; j++) row[j] = j;
    for (size_t i = 1; i <= rows; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t change = diagonal + (sdpi_lower(a[i - 1]) != sdpi_lower(b[j - 1]));
            size_t best = row[j - 1] < row[j] ? row[j - 1] + 1 : row[j] + 1;
            diagonal = row[j];
            row[j] = change < best ? change : best;
        }
    }
    return row[columns];
}

sdpi_nearest sdpi_nearest_begin(const char *wanted)
{
    return (sdpi_nearest){wanted, strlen(wanted) / 3 + 2};
}

int sdpi_is_nearer(sdpi_nearest *so_far, const char *name)
{
    size_t changes = sdpi_distance(so_far->wanted, name);
    if (changes >= so_far->distance) return 0;
    so_far->distance = changes;
    return 1;
}

const char *sdpi_hint(char buffer[SDPI_HINT_SIZE], const char *nearest)
{
    if (nearest == NULL) return "";
    snprintf(buffer, SDPI_HINT_SIZE, "; did you mean '%.63s'?", nearest);
    return buffer;
}
