/* Texts for people, in lines that a screen shows whole. */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include "text.h"

/* What lines of help keep to, wherever they go: pages of the documentation show them too. */
#define HELP_COLUMNS 80

/* Appends lines, each broken at blanks where it has more columns than `room`. What goes on stands below the last column
   of its line, which is what comes behind two blanks or more. */
void wrap_lines(text *to, const char *from, size_t room);
/* Appends a part of a line of help, in a new line `indent` deep where the one under way is full. */
void wrap_part(text *to, const char *part, size_t indent);
/* Appends a usage part by part: what stands in brackets stays together. */
void wrap_usage(text *to, const char *usage);
/* Appends a line of a list: a name, filled up to its width, and its text; a longer name has a line of its own. */
void wrap_entry(text *to, const char *name, size_t name_width, const char *doc);
/* Prints a text of help, whose lines are broken where they have more columns than help is to have, or the terminal.
   This and the next return an exit status. */
int wrap_print_help(const char *string);
/* Prints a text whose lines are as long as they are, unless a terminal is narrower. */
int wrap_print(const char *string);

#endif
