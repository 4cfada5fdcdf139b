/* Help and completion, made from the tables. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "arguments.h"

/* Each prints to stdout and returns an exit status. Words are those of the command line. */
int help(const values *words);
/* The same for the words behind the command help, each of which must mean something. */
int help_command(const values *words);
int version(void);
/* "completion bash": a script for the shell. */
int completion(const values *words);

#endif
