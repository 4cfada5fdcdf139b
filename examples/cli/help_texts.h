/* What --help and the manual page both tell. Each text is lines that begin with two blanks. */
#ifndef CLI_HELP_TEXTS_H
#define CLI_HELP_TEXTS_H

#include <stddef.h>

extern const char help_examples[];
extern const char help_values[];
extern const char help_conditions[];

typedef struct exit_row {
    const char *number;
    const char *doc;
} exit_row;

/* An exit status by its position, NULL past the end. */
const exit_row *exit_row_at(size_t index);

#endif
