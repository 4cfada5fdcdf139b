/* Text for manual pages in the language of mdoc(7). */
#ifndef CLI_ROFF_H
#define CLI_ROFF_H

#include "text.h"

/* The first lines of a page of section 1. */
void roff_head(text *to, const char *name, const char *version, const char *what);
/* A line of text, escaped; blanks at its beginning count where it is literal. Nothing of an empty one. */
void roff_line(text *to, const char *string, size_t size, bool literal);
/* Lines of text, each without its first `indent` bytes, as a paragraph, or as they stand where `literal`. */
void roff_lines(text *to, const char *string, size_t indent, bool literal);
/* An item of a list: ".It MACRO TERM", with a value behind it (nullable), and what it is. */
void roff_item(text *to, const char *macro, const char *term, const char *value, const char *doc);

#endif
