/* Colours of tables and errors: on a terminal, unless somebody does not want them. */
#ifndef CLI_COLOR_H
#define CLI_COLOR_H

#include <stdbool.h>

#include "text.h"

typedef enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color_when;

typedef enum style { STYLE_PLAIN, STYLE_HEADER, STYLE_DIM, STYLE_GOOD, STYLE_WARN, STYLE_BAD } style;

/* Decides for stdout and stderr: auto goes by whether it is a terminal, by NO_COLOR and by TERM. */
void color_decide(color_when when);
/* Appends the text for stdout, or for stderr, in a style where colours are on. */
void color_put(text *to, style as, const char *string);
void color_put_error(text *to, style as, const char *string);
/* The style for what stands at a path, which is about a status. STYLE_PLAIN for all else. */
style color_of_status(const char *path, const char *value);

#endif
