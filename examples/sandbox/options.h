/* The options that there are, and what each one does. */
#ifndef SANDBOX_OPTIONS_H
#define SANDBOX_OPTIONS_H

#include "arguments.h"

/* What the command line is read into. */
typedef struct reading {
    arguments *to;
    /* What was read but has its effect only when all is read: */
    uint64_t seed; /* of the faults */
    word_list rules;
    const char *rule_file; /* NULL: none */
} reading;

typedef struct option {
    const char *name;
    bool takes_value;
    /* Takes the value, "" where the option has none. Returns -1 to go on, else the exit status. */
    int (*read)(reading *in, const char *value);
} option;

/* NULL where there is none of that name. */
const option *option_find(const char *name);
/* Tells about a mistake in the command line; returns the exit status, 2. */
int option_mistake(const char *what, const char *word);

#endif
