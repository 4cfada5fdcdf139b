/* How texts look on a terminal: its columns, how many of them they take, and what must not reach it. */
#ifndef CLI_WIDTH_H
#define CLI_WIDTH_H

#include "text.h"

/* Columns of the terminal: COLUMNS, or what the terminal says; SIZE_MAX where there is neither. */
size_t terminal_width(void);
/* The columns that a text takes: wide characters two, combining ones none, joined pictures as many as one. */
size_t width_of(const char *string);
/* How many bytes of the text fit into so many columns; what people take for one character is not parted. At least one
   does where there are three columns. */
size_t width_fit(const char *string, size_t columns);
/* Appends the text with control characters, and what is not UTF-8, replaced; line breaks and tabs become blanks. */
void clean_text(text *to, const char *from);
/* Appends JSON with the control characters that may stand in its strings written as escapes. */
void escape_controls(text *to, const char *json);

#endif
