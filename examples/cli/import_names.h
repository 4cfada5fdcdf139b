/* Names as services compare them: without regard to case, or to blanks at the ends. */
#ifndef CLI_IMPORT_NAMES_H
#define CLI_IMPORT_NAMES_H

#include <stdbool.h>

/* What all names have in common that a service may take for one; freed by free(). */
char *import_fold(const char *name);
/* Takes blanks at the ends away, where it stands. */
void import_trim(char *name);
/* Whether a service may take both for one name. */
bool import_similar(const char *a, const char *b);

#endif
