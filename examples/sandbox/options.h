/* The options that there are. What each one does stands in arguments.c. */
#ifndef SANDBOX_OPTIONS_H
#define SANDBOX_OPTIONS_H

#include <stdbool.h>

enum {
    OPTION_PORT,
    OPTION_LISTEN,
    OPTION_MAX_MEMORY,
    OPTION_DB,
    OPTION_AUTH,
    OPTION_TOKEN,
    OPTION_CLIENT,
    OPTION_REFRESH_TOKEN,
    OPTION_AUTH_CODE,
    OPTION_TOKEN_SECONDS,
    OPTION_TOKEN_SHAPE,
    OPTION_MINT_LIMIT,
    OPTION_SEED_DATA,
    OPTION_PORTAL,
    OPTION_UDF,
    OPTION_UDF_FILE,
    OPTION_NOW,
    OPTION_FAULT,
    OPTION_FAULTS,
    OPTION_SEED,
    OPTION_FAULT_SEED,
    OPTION_NEUCRM_KEY,
    OPTION_RECORD,
    OPTION_RECORD_TO,
    OPTION_CA_FILE,
    OPTION_ALLOW_HTTP,
    OPTION_REPLAY,
    OPTION_REPLAY_LOOP,
    OPTION_STRICT,
    OPTION_BARE_IDS,
    OPTION_LOG,
    OPTION_EXIT_WITH_PARENT,
    OPTION_HELP,
    OPTION_VERSION,
    OPTIONS /* how many there are */
};

typedef struct option_row {
    const char *name;
    bool takes_value;
} option_row;

extern const option_row options[OPTIONS];

/* Its place in the table; OPTIONS where there is none of that name. */
int option_find(const char *name);

#endif
