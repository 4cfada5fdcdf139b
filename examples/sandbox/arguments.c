#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sdp/base.h>

#include "clock.h"
#include "demo.h"
#include "lines.h"
#include "options.h"
#include "routes.h"
#include "server.h"

#define MOST_PRODUCTS 10000000
#define MOST_SECONDS 1000000000
#define MEBIBYTE INT64_C(1048576)
#define LEAST_MEBIBYTES 16
#define MOST_MEBIBYTES 1048576
#define USUAL_MEBIBYTES 1024

/* What was read but has its effect only when all is read. */
typedef struct later {
    uint64_t seed;
    word_list rules;
    const char *rule_file; /* NULL: none */
} later;

static int mistake(const char *what, const char *word)
{
    fprintf(stderr, "sdp-sandbox: %s '%s'; see sdp-sandbox --help\n", what, word);
    return 2;
}

static bool read_number(const char *digits, uint64_t most, uint64_t *out)
{
    size_t length = strlen(digits);
    if (length == 0 || length > 18 || strspn(digits, "0123456789") != length) return false;
    *out = strtoull(digits, NULL, 10);
    return *out <= most;
}

static bool read_seed_data(const char *what, seed_data *to)
{
    uint64_t count = 0;
    if (strcmp(what, "vendor") == 0) {
        to->vendor = true;
    } else if (strcmp(what, "demo") == 0) {
        to->demo = true;
    } else if (strcmp(what, "none") != 0) {
        if (!read_number(what, MOST_PRODUCTS, &count)) return false;
        to->products = (int64_t)count;
    }
    return true;
}

/* The array has room for every word of the command line. */
static void add_word(word_list *to, const char *word)
{
    to->words[to->count++] = word;
}

static bool read_auth(const char *value, login_rules *to)
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
    uint64_t seconds = 0;
    const char *colon = strrchr(value, ':');
    return *value && colon != value && (!colon || read_number(colon + 1, MOST_SECONDS, &seconds));
}

/* "N" or "N/SECONDS" */
static bool read_limit(const char *value, token_rules *to)
{
    char count[20];
    uint64_t most = 0;
    uint64_t seconds = (uint64_t)to->mint_seconds;
    size_t length = strcspn(value, "/");
    if (length >= sizeof(count)) return false;
    memcpy(count, value, length);
    count[length] = '\0';
    if (!read_number(count, MOST_PRODUCTS, &most)) return false;
    if (value[length] && !read_number(value + length + 1, MOST_SECONDS, &seconds)) return false;
    to->mint_limit = (int64_t)most;
    to->mint_seconds = (int64_t)seconds;
    return true;
}

static int read_login_option(int option, const char *value, arguments *to)
{
    uint64_t number = 0;
    switch (option) {
    case OPTION_AUTH:
        if (!read_auth(value, &to->login)) return mistake("neither any nor strict nor key:KEY:", value);
        break;
    case OPTION_TOKEN:
        if (!*value) return mistake("the token is empty:", value);
        to->login.token = value;
        break;
    case OPTION_CLIENT:
        if (value[0] == ':' || !strchr(value, ':')) return mistake("not ID:SECRET:", value);
        add_word(&to->tokens.clients, value);
        break;
    case OPTION_REFRESH_TOKEN:
        if (!*value) return mistake("the refresh token is empty:", value);
        add_word(&to->tokens.refresh_tokens, value);
        break;
    case OPTION_AUTH_CODE:
        if (!is_code(value)) return mistake("not CODE or CODE:SECONDS:", value);
        add_word(&to->tokens.codes, value);
        break;
    case OPTION_TOKEN_SECONDS:
        if (!read_number(value, MOST_SECONDS, &number)) return mistake("not a number of seconds:", value);
        to->tokens.token_seconds = (int64_t)number;
        break;
    case OPTION_TOKEN_SHAPE:
        to->tokens.old_shape = strcmp(value, "old") == 0;
        if (!to->tokens.old_shape && strcmp(value, "new") != 0) return mistake("neither new nor old:", value);
        break;
    default:
        if (!read_limit(value, &to->tokens)) return mistake("not N or N/SECONDS:", value);
        break;
    }
    return -1;
}

static int read_switch(int option, arguments *to)
{
    switch (option) {
    case OPTION_STRICT:
        to->strict = true;
        break;
    case OPTION_BARE_IDS:
        to->bare_ids = true;
        break;
    case OPTION_ALLOW_HTTP:
        to->allow_http = true;
        break;
    case OPTION_REPLAY_LOOP:
        to->replay_loop = true;
        break;
    case OPTION_LOG:
        to->log = true;
        break;
    case OPTION_EXIT_WITH_PARENT:
        to->exit_with_parent = true;
        break;
    case OPTION_HELP:
        fputs(arguments_usage, stdout);
        fputs(arguments_usage_more, stdout);
        return 0;
    default:
        printf("sdp-sandbox %s\n", sdp_version());
        return 0;
    }
    return -1;
}

/* The files and the URL of a record, and that they go together. */
static int read_tape_option(int option, const char *value, arguments *to)
{
    if (!*value) return mistake("nothing stands after", options[option].name);
    if (option == OPTION_RECORD) to->record_url = value;
    if (option == OPTION_RECORD_TO) to->record_file = value;
    if (option == OPTION_CA_FILE) to->ca_file = value;
    if (option == OPTION_REPLAY) to->replay_file = value;
    return -1;
}

/* A declaration, or a file of them. */
static int read_udf(int option, const char *value, udf_fields *to)
{
    text problem = {0};
    bool good = option == OPTION_UDF ? udf_declare(to, value, &problem) : lines_each(value, udf_declare, to, &problem);
    if (!good && option == OPTION_UDF) fprintf(stderr, "sdp-sandbox: --udf '%s': %s\n", value, text_get(&problem));
    if (!good && option == OPTION_UDF_FILE) fprintf(stderr, "sdp-sandbox: %s\n", text_get(&problem));
    text_free(&problem);
    return good ? -1 : 2;
}

static int read_option(int option, const char *value, arguments *to, later *wait)
{
    uint64_t number = 0;
    switch (option) {
    case OPTION_PORT:
        if (!read_number(value, 65535, &number)) return mistake("not a port:", value);
        to->port = (uint16_t)number;
        return -1;
    case OPTION_LISTEN:
        if (!server_knows_address(value)) return mistake("not an address such as 127.0.0.1 or 0.0.0.0:", value);
        to->address = value;
        return -1;
    case OPTION_MAX_MEMORY:
        if (!read_number(value, MOST_MEBIBYTES, &number) || number < LEAST_MEBIBYTES) {
            return mistake("not a number of MiB from 16 on:", value);
        }
        to->most_memory = (int64_t)number * MEBIBYTE;
        return -1;
    case OPTION_DB:
        to->file = value;
        return -1;
    case OPTION_SEED_DATA:
        if (!read_seed_data(value, &to->seed)) return mistake("not none, vendor, demo or a number of products:", value);
        return -1;
    case OPTION_PORTAL:
        if (!is_portal(value)) return mistake("not a name of letters, digits, - and _:", value);
        add_word(&to->portals, value);
        return -1;
    case OPTION_UDF:
    case OPTION_UDF_FILE:
        return read_udf(option, value, to->udf);
    case OPTION_NOW:
        if (!clock_set(value)) return mistake("neither a step such as +90d nor a moment such as 2027-01-31:", value);
        to->now = value;
        return clock_set("real") ? -1 : 2;
    case OPTION_FAULT:
        add_word(&wait->rules, value);
        return -1;
    case OPTION_FAULTS:
        wait->rule_file = value;
        return -1;
    case OPTION_SEED:
    case OPTION_FAULT_SEED:
        if (!read_number(value, UINT64_MAX, &wait->seed)) return mistake("not a seed:", value);
        return -1;
    case OPTION_NEUCRM_KEY:
        if (!*value) return mistake("the key is empty:", value);
        to->neucrm_key = value;
        return -1;
    case OPTION_RECORD:
    case OPTION_RECORD_TO:
    case OPTION_CA_FILE:
    case OPTION_REPLAY:
        return read_tape_option(option, value, to);
    default:
        return options[option].takes_value ? read_login_option(option, value, to) : read_switch(option, to);
    }
}

static int check_tape(const arguments *given)
{
    if (given->record_url && given->replay_file) return mistake("only one of --record and", "--replay");
    if (given->record_url && !given->record_file) return mistake("--record needs", "--to FILE");
    if (given->record_file && !given->record_url) return mistake("--to needs", "--record URL");
    if (given->ca_file && !given->record_url) return mistake("--ca-file needs", "--record URL");
    if (given->allow_http && !given->record_url) return mistake("--allow-http needs", "--record URL");
    if (given->replay_loop && !given->replay_file) return mistake("--replay-loop needs", "--replay FILE");
    return -1;
}

static int read_all(int count, char **words, arguments *to, later *wait)
{
    for (int i = 1; i < count; i++) {
        int option = option_find(words[i]);
        if (option == OPTIONS) return mistake("unknown option", words[i]);
        if (options[option].takes_value && i + 1 == count) return mistake("a value is missing after", words[i]);
        int exit_status = read_option(option, options[option].takes_value ? words[++i] : "", to, wait);
        if (exit_status >= 0) return exit_status;
    }
    return -1;
}

static bool take_rule(void *to, const char *line, text *why)
{
    return faults_add(to, line, true, why);
}

/* The rules come last, since --seed may stand after them. */
static int read_rules(const later *wait, arguments *to)
{
    text problem = {0};
    to->faults = faults_new(wait->seed);
    bool good = to->faults != NULL;
    if (!good) text_puts(&problem, "out of memory");
    for (size_t i = 0; i < wait->rules.count && good; i++) {
        good = faults_add(to->faults, wait->rules.words[i], true, &problem);
    }
    if (good && wait->rule_file) good = lines_each(wait->rule_file, take_rule, to->faults, &problem);
    if (!good) fprintf(stderr, "sdp-sandbox: %s\n", text_get(&problem));
    text_free(&problem);
    return good ? -1 : 2;
}

static bool make_list(word_list *to, int count)
{
    to->words = calloc((size_t)count + 1, sizeof(*to->words));
    return to->words != NULL;
}

int arguments_read(int count, char **words, arguments *to)
{
    later wait = {.seed = 1};
    *to = (arguments){.most_memory = USUAL_MEBIBYTES * MEBIBYTE,
                      .tokens = {.token_seconds = 3600, .mint_limit = 10, .mint_seconds = 600, .since = clock_now()}};
    bool good = make_list(&wait.rules, count) && make_list(&to->tokens.clients, count) &&
                make_list(&to->tokens.refresh_tokens, count) && make_list(&to->tokens.codes, count) &&
                make_list(&to->portals, count) && (to->udf = udf_new()) != NULL;
    int exit_status = good ? read_all(count, words, to, &wait) : mistake("out of memory at", "start");
    if (exit_status < 0) exit_status = check_tape(to);
    if (exit_status < 0 && to->seed.demo) to->seed.demo_fields = demo_declare(to->udf);
    if (exit_status < 0) exit_status = read_rules(&wait, to);
    free(wait.rules.words);
    return exit_status;
}

void arguments_free(arguments *from)
{
    free(from->tokens.clients.words);
    free(from->tokens.refresh_tokens.words);
    free(from->tokens.codes.words);
    free(from->portals.words);
    faults_free(from->faults);
    udf_free(from->udf);
    *from = (arguments){0};
}
