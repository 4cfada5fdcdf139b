/* What Unicode says of characters that matters to a terminal. */
#ifndef CLI_WIDTH_TABLES_H
#define CLI_WIDTH_TABLES_H

#include <stdbool.h>
#include <stdint.h>

/* Takes no column of its own. */
bool is_zero_width(uint32_t code);
/* Takes a column, and belongs to the character before it all the same. */
bool is_spacing_mark(uint32_t code);
/* Takes two columns. */
bool is_wide(uint32_t code);
/* May be joined to others of its kind. */
bool is_picture(uint32_t code);

#endif
