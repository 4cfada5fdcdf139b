/* Commands that are made of several operations, or of many calls of one: what people do all day. Help, completion and
   the manual page know them from this table. */
#ifndef CLI_TASKS_H
#define CLI_TASKS_H

#include <stddef.h>

#include "arguments.h"

typedef struct task {
    const char *noun;
    const char *verb;
    const char *usage; /* what stands behind noun and verb */
    const char *doc;   /* in a line */
    const char *help;  /* all that there is to know; a paragraph is a line, which is broken when it is printed */
    const char *const *options; /* that it takes, beside those of every command; ends in NULL */
    const char *const *columns; /* that --fields chooses from; NULL: it takes none, or members of the noun */
    int (*run)(const arguments *from);
} task;

/* A task by its position, NULL past the end. */
const task *task_at(size_t index);
/* NULL where there is none of that name. */
const task *task_named(const char *noun, const char *verb);
/* The next task of a noun: `from` is NULL for the first; NULL at the end. */
const task *next_task_of_noun(const char *noun, size_t noun_size, const task *from);
/* Runs it, where it can do with the options that are given. Like the next one it returns an exit status. */
int task_run(const task *which, const arguments *from);
int task_help(const task *which);

#endif
