#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sdp/base.h>

#define MOST_PRODUCTS 10000000

static const char usage[] = "usage: sdp-sandbox [options]\n"
                            "A local ServiceDesk Plus MSP v3 on 127.0.0.1, with state, for tests and "
                            "development.\n"
                            "\n"
                            "  --port N               port to listen on; 0, the default, picks a free "
                            "one\n"
                            "  --db FILE              keep the state in a file; default: in memory\n"
                            "  --auth any|strict      any non-empty token, the default, or only that "
                            "of --token\n"
                            "  --token T              the token that --auth strict lets in\n"
                            "  --seed-data WHAT       none, the default; vendor: what the vendor's "
                            "pages print; N: that many products\n"
                            "                         and contracts (10000 at most), and a customer "
                            "for each ten\n"
                            "  --neucrm-key K         the only api_key that NeuCRM lets in; default: "
                            "any\n"
                            "  --strict               refuse what the vendor prints as a success and "
                            "live servers were seen to refuse\n"
                            "  --bare-ids             print ids as JSON numbers instead of strings\n"
                            "  --fault RULE           'METHOD GLOB [skip=N] [times=N] [p=F] "
                            "ACTION[:ARG]'; may be repeated\n"
                            "                         GLOB matches the path below /api/v3, such as "
                            "/products*; METHOD may be *\n"
                            "                         latency:MS status:CODE[,Retry-After=N] html:CODE "
                            "reset truncate stall\n"
                            "  --seed N               seed of the random numbers behind p=F; default "
                            "1\n"
                            "  --log                  a line for each request on stderr\n"
                            "  --exit-with-parent     stop when standard input ends\n"
                            "  --help, --version\n"
                            "\n"
                            "The first line on stdout is JSON and tells the port. GET "
                            "/_sandbox/requests and /_sandbox/stats show what\n"
                            "came in; POST /_sandbox/reset goes back to the start.\n";

enum {
    PORT,
    DB,
    AUTH,
    TOKEN,
    SEED_DATA,
    FAULT,
    SEED,
    NEUCRM_KEY,
    STRICT,
    BARE_IDS,
    LOG,
    EXIT_WITH_PARENT,
    HELP,
    VERSION,
    OPTIONS
};

static const struct {
    const char *name;
    bool takes_value;
} options[OPTIONS] = {
    [PORT] = {"--port", true},
    [DB] = {"--db", true},
    [AUTH] = {"--auth", true},
    [TOKEN] = {"--token", true},
    [SEED_DATA] = {"--seed-data", true},
    [FAULT] = {"--fault", true},
    [SEED] = {"--seed", true},
    [NEUCRM_KEY] = {"--neucrm-key", true},
    [STRICT] = {"--strict", false},
    [BARE_IDS] = {"--bare-ids", false},
    [LOG] = {"--log", false},
    [EXIT_WITH_PARENT] = {"--exit-with-parent", false},
    [HELP] = {"--help", false},
    [VERSION] = {"--version", false},
};

/* What was read but has its effect only when all is read. */
typedef struct later {
    bool strict;
    uint64_t seed;
    const char **rules; /* borrowed from the command line */
    size_t rule_count;
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
    } else if (strcmp(what, "none") != 0) {
        if (!read_number(what, MOST_PRODUCTS, &count)) return false;
        to->products = (int64_t)count;
    }
    return true;
}

static int read_option(int option, const char *value, arguments *to, later *wait)
{
    uint64_t number = 0;
    switch (option) {
    case PORT:
        if (!read_number(value, 65535, &number)) return mistake("not a port:", value);
        to->port = (uint16_t)number;
        break;
    case DB:
        to->file = value;
        break;
    case AUTH:
        wait->strict = strcmp(value, "strict") == 0;
        if (!wait->strict && strcmp(value, "any") != 0) return mistake("neither any nor strict:", value);
        break;
    case TOKEN:
        if (!*value) return mistake("the token is empty:", value);
        to->token = value;
        break;
    case SEED_DATA:
        if (!read_seed_data(value, &to->seed)) return mistake("not none, vendor or a number of products:", value);
        break;
    case FAULT:
        wait->rules[wait->rule_count++] = value;
        break;
    case SEED:
        if (!read_number(value, UINT64_MAX, &wait->seed)) return mistake("not a seed:", value);
        break;
    case NEUCRM_KEY:
        if (!*value) return mistake("the key is empty:", value);
        to->neucrm_key = value;
        break;
    case STRICT:
        to->strict = true;
        break;
    case BARE_IDS:
        to->bare_ids = true;
        break;
    case LOG:
        to->log = true;
        break;
    case EXIT_WITH_PARENT:
        to->exit_with_parent = true;
        break;
    case HELP:
        fputs(usage, stdout);
        return 0;
    default:
        printf("sdp-sandbox %s\n", sdp_version());
        return 0;
    }
    return -1;
}

static int find_option(const char *word)
{
    for (int i = 0; i < OPTIONS; i++) {
        if (strcmp(options[i].name, word) == 0) return i;
    }
    return OPTIONS;
}

static int read_all(int count, char **words, arguments *to, later *wait)
{
    for (int i = 1; i < count; i++) {
        int option = find_option(words[i]);
        if (option == OPTIONS) return mistake("unknown option", words[i]);
        if (options[option].takes_value && i + 1 == count) return mistake("a value is missing after", words[i]);
        int exit_status = read_option(option, options[option].takes_value ? words[++i] : "", to, wait);
        if (exit_status >= 0) return exit_status;
    }
    if (wait->strict && !to->token) return mistake("--auth strict needs", "--token");
    if (!wait->strict) to->token = NULL;
    return -1;
}

/* The rules come last, since --seed may stand after them. */
static int read_rules(const later *wait, arguments *to)
{
    text problem = {0};
    to->faults = faults_new(wait->seed);
    bool good = to->faults != NULL;
    if (!good) text_puts(&problem, "out of memory");
    for (size_t i = 0; i < wait->rule_count && good; i++) good = faults_add(to->faults, wait->rules[i], &problem);
    if (!good) fprintf(stderr, "sdp-sandbox: %s\n", text_get(&problem));
    text_free(&problem);
    return good ? -1 : 2;
}

int arguments_read(int count, char **words, arguments *to)
{
    later wait = {.seed = 1};
    *to = (arguments){0};
    wait.rules = calloc((size_t)count + 1, sizeof(*wait.rules));
    if (!wait.rules) return mistake("out of memory at", "start");
    int exit_status = read_all(count, words, to, &wait);
    if (exit_status < 0) exit_status = read_rules(&wait, to);
    free(wait.rules);
    return exit_status;
}
