/* The command line. */
#ifndef SANDBOX_ARGUMENTS_H
#define SANDBOX_ARGUMENTS_H

#include <stdint.h>

#include "faults.h"
#include "login.h"
#include "seed.h"
#include "tokens.h"
#include "udf.h"

typedef struct arguments {
    uint16_t port;
    const char *address; /* to listen on; NULL: 127.0.0.1 */
    int64_t most_memory; /* in bytes, for the state and for what is being received */
    const char *file;    /* of the database; NULL: memory */
    login_rules login;
    token_rules tokens;
    const char *neucrm_key; /* NULL: any */
    bool bare_ids;
    bool strict;
    bool log;
    bool exit_with_parent;
    seed_data seed;
    word_list portals;
    const char *now;
    const char *record_url; /* of the service whose answers are recorded; NULL: none */
    const char *record_file;
    const char *ca_file;     /* NULL: what the system trusts */
    const char *replay_file; /* NULL: nothing is replayed */
    bool replay_loop;
    bool allow_http;
    faults *faults;
    udf_fields *udf;
} arguments;

/* What --help prints, in two parts: no compiler need take a text of that length in one. */
extern const char arguments_usage[];
extern const char arguments_usage_more[];

/* Reads the command line. Returns -1 to go on, else the exit status: 0 after --help, 2 after a mistake, which it has
   told about. arguments_free() frees what it gave in each case. */
int arguments_read(int count, char **words, arguments *to);
void arguments_free(arguments *from);

#endif
