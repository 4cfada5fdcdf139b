#include "csv.h"

#include <string.h>

/* Blanks at the ends, which some readers drop, are quoted too. */
static bool needs_quotes(const char *value)
{
    const size_t size = strlen(value);
    if (size == 0) return false;
    return value[0] == ' ' || value[size - 1] == ' ' || strpbrk(value, ",\"\r\n\t") != NULL;
}

/* Each cell is followed by a comma; csv_end_row() puts the line feed in the place of the last one. */
void csv_cell(text *to, const char *value)
{
    if (value == NULL) value = "";
    if (!needs_quotes(value)) {
        text_puts(to, value);
        text_puts(to, ",");
        return;
    }
    text_puts(to, "\"");
    for (const char *quote; (quote = strchr(value, '"')) != NULL; value = quote + 1) {
        text_put(to, value, (size_t)(quote - value));
        text_puts(to, "\"\"");
    }
    text_puts(to, value);
    text_puts(to, "\",");
}

/* A row of one empty cell would be an empty line, which readers skip: its cell is quoted. A line feed before the last
   comma ends the row before, since one within a cell is followed by a quote. */
void csv_end_row(text *to)
{
    if (to->size == 0) return;
    to->data[--to->size] = '\0';
    if (to->size == 0 || to->data[to->size - 1] == '\n') text_puts(to, "\"\"");
    text_puts(to, "\n");
}
