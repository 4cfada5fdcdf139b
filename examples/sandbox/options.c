#include "options.h"

#include <string.h>

const option_row options[OPTIONS] = {
    [OPTION_PORT] = {"--port", true},
    [OPTION_LISTEN] = {"--listen", true},
    [OPTION_MAX_MEMORY] = {"--max-memory", true},
    [OPTION_DB] = {"--db", true},
    [OPTION_AUTH] = {"--auth", true},
    [OPTION_TOKEN] = {"--token", true},
    [OPTION_CLIENT] = {"--client", true},
    [OPTION_REFRESH_TOKEN] = {"--refresh-token", true},
    [OPTION_AUTH_CODE] = {"--code", true},
    [OPTION_TOKEN_SECONDS] = {"--token-seconds", true},
    [OPTION_TOKEN_SHAPE] = {"--token-shape", true},
    [OPTION_MINT_LIMIT] = {"--mint-limit", true},
    [OPTION_SEED_DATA] = {"--seed-data", true},
    [OPTION_PORTAL] = {"--portal", true},
    [OPTION_UDF] = {"--udf", true},
    [OPTION_UDF_FILE] = {"--udf-file", true},
    [OPTION_NOW] = {"--now", true},
    [OPTION_FAULT] = {"--fault", true},
    [OPTION_FAULTS] = {"--faults", true},
    [OPTION_SEED] = {"--seed", true},
    [OPTION_FAULT_SEED] = {"--fault-seed", true},
    [OPTION_NEUCRM_KEY] = {"--neucrm-key", true},
    [OPTION_RECORD] = {"--record", true},
    [OPTION_RECORD_TO] = {"--to", true},
    [OPTION_CA_FILE] = {"--ca-file", true},
    [OPTION_ALLOW_HTTP] = {"--allow-http", false},
    [OPTION_REPLAY] = {"--replay", true},
    [OPTION_REPLAY_LOOP] = {"--replay-loop", false},
    [OPTION_STRICT] = {"--strict", false},
    [OPTION_BARE_IDS] = {"--bare-ids", false},
    [OPTION_LOG] = {"--log", false},
    [OPTION_EXIT_WITH_PARENT] = {"--exit-with-parent", false},
    [OPTION_HELP] = {"--help", false},
    [OPTION_VERSION] = {"--version", false},
};

int option_find(const char *name)
{
    int place = 0;
    while (place < OPTIONS && strcmp(options[place].name, name) != 0) place++;
    return place;
}
