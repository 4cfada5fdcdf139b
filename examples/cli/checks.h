/* What the doctor found. */
#ifndef CLI_CHECKS_H
#define CLI_CHECKS_H

#include <stddef.h>

#include "arguments.h"

/* CHECK_OPEN: it cannot be known, or is not wrong and might be better. */
typedef enum verdict { CHECK_OK, CHECK_OPEN, CHECK_WRONG } verdict;

typedef struct check {
    const char *name;
    verdict verdict;
    int status;   /* the exit status that it asks for */
    char *detail; /* what is so */
    char *advice; /* how to mend it; "" where nothing needs doing */
} check;

typedef struct checks {
    check *items;
    size_t count;
} checks;

/* Each adds a check. Names are static. */
void check_ok(checks *to, const char *name, const char *words, ...) __attribute__((format(printf, 3, 4)));
void check_open(checks *to, const char *name, const char *advice, const char *words, ...)
    __attribute__((format(printf, 4, 5)));
void check_wrong(checks *to, const char *name, int status, const char *advice, const char *words, ...)
    __attribute__((format(printf, 5, 6)));
/* Prints all: a line each, a JSON array, or a JSON object a line. Returns the exit status: that of the first that is
   wrong, if any. */
int checks_print(const checks *from, format how);
void checks_free(checks *from);

#endif
