/* Commands that are no noun: their rows say how they are shown, and how they are run. */
#ifndef CLI_OWN_COMMANDS_H
#define CLI_OWN_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "arguments.h"

typedef enum option_check {
    OPTIONS_CHECKED, /* before it runs */
    OPTIONS_LEFT,    /* to itself, which looks at its words first */
    OPTIONS_IGNORED
} option_check;

typedef struct own_command {
    const char *name;
    const char *usage; /* what stands after it; nullable */
    const char *doc;
    const char *const *options; /* that it takes, beside those of every command; ends in NULL */
    int (*run)(const arguments *from);
    int (*help)(void); /* NULL: the help of all commands explains it */
    option_check check;
    bool needs_profile; /* whose settings are to be in force when it runs */
} own_command;

/* A command by its position, NULL past the end. */
const own_command *own_command_at(size_t index);
/* NULL where there is none of that name. */
const own_command *own_command_named(const char *name);
/* Runs it, where it can do with the options that are given. Returns an exit status. */
int own_command_run(const own_command *which, const arguments *from);

#endif
