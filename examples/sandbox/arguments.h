/* The command line. */
#ifndef SANDBOX_ARGUMENTS_H
#define SANDBOX_ARGUMENTS_H

#include <stdint.h>

#include "faults.h"
#include "seed.h"

typedef struct arguments {
    uint16_t port;
    const char *file;       /* of the database; NULL: memory */
    const char *token;      /* NULL: any */
    const char *neucrm_key; /* NULL: any */
    bool bare_ids;
    bool strict;
    bool log;
    bool exit_with_parent;
    seed_data seed;
    faults *faults;
} arguments;

/* Reads the command line. Returns -1 to go on, else the exit status: 0 after --help, 2 after a mistake, which
   it has told about. `to->faults` is the caller's to free in each case. */
int arguments_read(int count, char **words, arguments *to);

#endif
