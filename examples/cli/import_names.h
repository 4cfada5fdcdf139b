/* Names as services compare them: without regard to case, or to blanks at the ends. */
#ifndef CLI_IMPORT_NAMES_H
#define CLI_IMPORT_NAMES_H

#include <stdbool.h>

/* What a record is found by: an id, or what all names have in common that a service may take for one. */
typedef struct record_key {
    char *words; /* freed by free() */
    bool is_id;
} record_key;

record_key record_key_of(const char *cell, bool is_id);
/* For two that begin with a record_key: ids come first. */
int record_key_compare(const void *a, const void *b);
/* Takes blanks at the ends away, where it stands. */
void import_trim(char *name);
/* Whether a service may take both for one name. */
bool import_similar(const char *a, const char *b);

#endif
