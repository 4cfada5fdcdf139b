#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sdp/base.h>

#include "clock.h"
#include "lines.h"
#include "routes.h"
#include "server.h"

#define MOST_PRODUCTS 10000000
#define MOST_SECONDS 1000000000
#define MEBIBYTE INT64_C(1048576)
#define LEAST_MEBIBYTES 16
#define MOST_MEBIBYTES 1048576

int option_mistake(const char *what, const char *word)
{
    fprintf(stderr, "sdp-sandbox: %s '%s'; see sdp-sandbox --help\n", what, word);
    return 2;
}

static bool take_seed_data(const char *what, seed_data *to)
{
    if (strcmp(what, "vendor") == 0) {
        to->vendor = true;
    } else if (strcmp(what, "demo") == 0) {
        to->demo = true;
    } else if (strcmp(what, "none") != 0) {
        return text_number(what, 0, MOST_PRODUCTS, &to->products);
    }
    return true;
}

/* The array has room for every word of the command line. */
static void add_word(word_list *to, const char *word)
{
    to->words[to->count++] = word;
}

static bool take_auth(const char *value, login_rules *to)
{
    to->kind = LOGIN_ANY;
    if (strcmp(value, "strict") == 0) to->kind = LOGIN_STRICT;
    if (strncmp(value, "key:", 4) == 0 && value[4]) {
        to->kind = LOGIN_KEY;
        to->key = value + 4;
    }
    return to->kind != LOGIN_ANY || strcmp(value, "any") == 0;
}

static bool is_portal(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t length = strlen(name);
    return length > 0 && length < ROUTE_PORTAL && strspn(name, letters) == length;
}

/* "CODE" or "CODE:SECONDS" */
static bool is_code(const char *value)
{
    int64_t seconds = 0;
    const char *colon = strrchr(value, ':');
    return *value && colon != value && (!colon || text_number(colon + 1, 0, MOST_SECONDS, &seconds));
}

/* "N" or "N/SECONDS" */
static bool take_limit(const char *value, token_rules *to)
{
    char count[20];
    int64_t most = 0;
    int64_t seconds = to->mint_seconds;
    size_t length = strcspn(value, "/");
    if (length >= sizeof(count)) return false;
    memcpy(count, value, length);
    count[length] = '\0';
    if (!text_number(count, 0, MOST_PRODUCTS, &most)) return false;
    if (value[length] && !text_number(value + length + 1, 0, MOST_SECONDS, &seconds)) return false;
    to->mint_limit = most;
    to->mint_seconds = seconds;
    return true;
}

static int read_port(reading *in, const char *value)
{
    int64_t number = 0;
    if (!text_number(value, 0, 65535, &number)) return option_mistake("not a port:", value);
    in->to->port = (uint16_t)number;
    return -1;
}

static int read_listen(reading *in, const char *value)
{
    if (!server_knows_address(value)) return option_mistake("not an address such as 127.0.0.1 or 0.0.0.0:", value);
    in->to->address = value;
    return -1;
}

static int read_max_memory(reading *in, const char *value)
{
    int64_t number = 0;
    if (!text_number(value, LEAST_MEBIBYTES, MOST_MEBIBYTES, &number)) {
        return option_mistake("not a number of MiB from 16 on:", value);
    }
    in->to->most_memory = number * MEBIBYTE;
    return -1;
}

static int read_db(reading *in, const char *value)
{
    in->to->file = value;
    return -1;
}

static int read_auth(reading *in, const char *value)
{
    if (!take_auth(value, &in->to->login)) return option_mistake("neither any nor strict nor key:KEY:", value);
    return -1;
}

static int read_token(reading *in, const char *value)
{
    if (!*value) return option_mistake("the token is empty:", value);
    in->to->login.token = value;
    return -1;
}

static int read_client(reading *in, const char *value)
{
    if (value[0] == ':' || !strchr(value, ':')) return option_mistake("not ID:SECRET:", value);
    add_word(&in->to->tokens.clients, value);
    return -1;
}

static int read_refresh_token(reading *in, const char *value)
{
    if (!*value) return option_mistake("the refresh token is empty:", value);
    add_word(&in->to->tokens.refresh_tokens, value);
    return -1;
}

static int read_code(reading *in, const char *value)
{
    if (!is_code(value)) return option_mistake("not CODE or CODE:SECONDS:", value);
    add_word(&in->to->tokens.codes, value);
    return -1;
}

static int read_token_seconds(reading *in, const char *value)
{
    if (text_number(value, 0, MOST_SECONDS, &in->to->tokens.token_seconds)) return -1;
    return option_mistake("not a number of seconds:", value);
}

static int read_token_shape(reading *in, const char *value)
{
    in->to->tokens.old_shape = strcmp(value, "old") == 0;
    if (!in->to->tokens.old_shape && strcmp(value, "new") != 0) return option_mistake("neither new nor old:", value);
    return -1;
}

static int read_mint_limit(reading *in, const char *value)
{
    if (!take_limit(value, &in->to->tokens)) return option_mistake("not N or N/SECONDS:", value);
    return -1;
}

static int read_seed_data(reading *in, const char *value)
{
    if (take_seed_data(value, &in->to->seed)) return -1;
    return option_mistake("not none, vendor, demo or a number of products:", value);
}

static int read_portal(reading *in, const char *value)
{
    const word_list *portals = &in->to->portals;
    if (!is_portal(value)) return option_mistake("not a name of letters, digits, - and _:", value);
    for (size_t i = 0; i < portals->count; i++) {
        if (strcmp(portals->words[i], value) == 0) return option_mistake("this portal is told twice:", value);
    }
    add_word(&in->to->portals, value);
    return -1;
}

static int read_udf(reading *in, const char *value)
{
    text problem = {0};
    bool good = udf_declare(in->to->udf, value, &problem);
    if (!good) fprintf(stderr, "sdp-sandbox: --udf '%s': %s\n", value, text_get(&problem));
    text_free(&problem);
    return good ? -1 : 2;
}

static int read_udf_file(reading *in, const char *value)
{
    text problem = {0};
    bool good = lines_each(value, udf_declare, in->to->udf, &problem);
    if (!good) fprintf(stderr, "sdp-sandbox: %s\n", text_get(&problem));
    text_free(&problem);
    return good ? -1 : 2;
}

static int read_now(reading *in, const char *value)
{
    if (!clock_set(value)) return option_mistake("neither a step such as +90d nor a moment such as 2027-01-31:", value);
    in->to->now = value;
    return clock_set("real") ? -1 : 2;
}

static int read_fault(reading *in, const char *value)
{
    add_word(&in->rules, value);
    return -1;
}

static int read_faults(reading *in, const char *value)
{
    in->rule_file = value;
    return -1;
}

static int read_fault_seed(reading *in, const char *value)
{
    int64_t number = 0;
    if (!text_number(value, 0, INT64_MAX, &number)) return option_mistake("not a seed:", value);
    in->seed = (uint64_t)number;
    return -1;
}

static int read_neucrm_key(reading *in, const char *value)
{
    if (!*value) return option_mistake("the key is empty:", value);
    in->to->neucrm_key = value;
    return -1;
}

static int read_record(reading *in, const char *value)
{
    if (!*value) return option_mistake("nothing stands after", "--record");
    in->to->record_url = value;
    return -1;
}

static int read_to(reading *in, const char *value)
{
    if (!*value) return option_mistake("nothing stands after", "--to");
    in->to->record_file = value;
    return -1;
}

static int read_ca_file(reading *in, const char *value)
{
    if (!*value) return option_mistake("nothing stands after", "--ca-file");
    in->to->ca_file = value;
    return -1;
}

static int read_replay(reading *in, const char *value)
{
    if (!*value) return option_mistake("nothing stands after", "--replay");
    in->to->replay_file = value;
    return -1;
}

static int read_allow_http(reading *in, const char *value)
{
    (void)value;
    in->to->allow_http = true;
    return -1;
}

static int read_replay_loop(reading *in, const char *value)
{
    (void)value;
    in->to->replay_loop = true;
    return -1;
}

static int read_strict(reading *in, const char *value)
{
    (void)value;
    in->to->strict = true;
    return -1;
}

static int read_bare_ids(reading *in, const char *value)
{
    (void)value;
    in->to->bare_ids = true;
    return -1;
}

static int read_log(reading *in, const char *value)
{
    (void)value;
    in->to->log = true;
    return -1;
}

static int read_exit_with_parent(reading *in, const char *value)
{
    (void)value;
    in->to->exit_with_parent = true;
    return -1;
}

static int show_help(reading *in, const char *value)
{
    (void)in;
    (void)value;
    fputs(arguments_usage, stdout);
    fputs(arguments_usage_more, stdout);
    return 0;
}

static int show_version(reading *in, const char *value)
{
    (void)in;
    (void)value;
    printf("sdp-sandbox %s\n", sdp_version());
    return 0;
}

/* A row without a function does not compile. */
#define VALUE(name_, read_)                                                                                            \
    {                                                                                                                  \
        name_, true, read_                                                                                             \
    }
#define SWITCH(name_, read_)                                                                                           \
    {                                                                                                                  \
        name_, false, read_                                                                                            \
    }

static const option options[] = {
    VALUE("--port", read_port),
    VALUE("--listen", read_listen),
    VALUE("--max-memory", read_max_memory),
    VALUE("--db", read_db),
    VALUE("--auth", read_auth),
    VALUE("--token", read_token),
    VALUE("--client", read_client),
    VALUE("--refresh-token", read_refresh_token),
    VALUE("--code", read_code),
    VALUE("--token-seconds", read_token_seconds),
    VALUE("--token-shape", read_token_shape),
    VALUE("--mint-limit", read_mint_limit),
    VALUE("--seed-data", read_seed_data),
    VALUE("--portal", read_portal),
    VALUE("--udf", read_udf),
    VALUE("--udf-file", read_udf_file),
    VALUE("--now", read_now),
    VALUE("--fault", read_fault),
    VALUE("--faults", read_faults),
    VALUE("--fault-seed", read_fault_seed),
    VALUE("--seed", read_fault_seed),
    VALUE("--neucrm-key", read_neucrm_key),
    VALUE("--record", read_record),
    VALUE("--to", read_to),
    VALUE("--ca-file", read_ca_file),
    VALUE("--replay", read_replay),
    SWITCH("--allow-http", read_allow_http),
    SWITCH("--replay-loop", read_replay_loop),
    SWITCH("--strict", read_strict),
    SWITCH("--bare-ids", read_bare_ids),
    SWITCH("--log", read_log),
    SWITCH("--exit-with-parent", read_exit_with_parent),
    SWITCH("--help", show_help),
    SWITCH("--version", show_version),
};

const option *option_find(const char *name)
{
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (strcmp(options[i].name, name) == 0) return &options[i];
    }
    return NULL;
}
