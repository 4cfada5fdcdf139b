#include "arguments.h"

#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "nearest.h"
#include "text.h"

#define MOST_RETRIES 20
#define MOST_CONCURRENCY 512
#define MOST_DAYS 3650

enum {
    INPUT,
    SET,
    FILE_PATH,
    QUERY,
    WHERE,
    SORT,
    COUNT,
    ALL,
    CHECKPOINT,
    FIELDS,
    OUTPUT,
    CURL,
    DRY_RUN,
    TIMEOUT_MS,
    MAX_RETRIES,
    VERBOSE,
    ALLOW_UNKNOWN,
    ENSURE,
    DATA_CENTRE,
    REDIRECT_URI,
    CONCURRENCY,
    IN_ORDER,
    DAYS,
    TODAY,
    LOOK_UP,
    CSV,
    PROFILE,
    COLOR,
    NO_PAGER,
    QUIET,
    HELP,
    VERSION,
    OPTIONS
};

static const option_row options[OPTIONS] = {
    [INPUT] = {"--input", "JSON|@FILE|-", "the request: as text, from a file, or from standard input", &fit_input},
    [SET] = {"--set", "PATH=VALUE", "sets a member of the request, by its kind; PATH:=JSON sets any JSON; repeatable",
             &fit_input},
    [FILE_PATH] = {"--file", "PATH|-", "the file to upload, or where a download goes; - is a stream", &fit_file},
    [QUERY] = {"--query", "JSON|@FILE|-", "what to list: the service's list_info", &fit_query},
    [WHERE] = {"--where", "CONDITION", "lists only rows of which this holds: 'name contains Dell'; repeatable",
               &fit_query},
    [SORT] = {"--sort", "MEMBER", "sorts the list; -MEMBER the other way round", &fit_sort},
    [COUNT] = {"--count", NULL, "only counts the rows", &fit_count},
    [ALL] = {"--all", NULL, "lists every page, one JSON object a line", &fit_list},
    [CHECKPOINT] = {"--checkpoint", "FILE", "with --all: keeps there how far it came; the next run goes on behind it",
                    &fit_list},
    [FIELDS] = {"--fields", "A,B.C", "prints only these members", &fit_fields},
    [OUTPUT] = {"--output", "json|jsonl|table|csv|raw", "how to print; by default a table on a terminal, else JSON",
                NULL},
    [DRY_RUN] = {"--dry-run", NULL, "prints the request as JSON and sends nothing", NULL},
    [CURL] = {"--curl", NULL, "prints the request as a curl command without the secret, and sends nothing", NULL},
    [TIMEOUT_MS] = {"--timeout-ms", "N", "most milliseconds that a call may take, retries included", NULL},
    [MAX_RETRIES] = {"--max-retries", "N", "how often a failed attempt is made again, 0 to 20", NULL},
    [VERBOSE] = {"--verbose", NULL, "tells on stderr of each attempt", NULL},
    [ALLOW_UNKNOWN] = {"--allow-unknown", NULL, "sends members that the tables do not know", NULL},
    [ENSURE] = {"--ensure", NULL, "with add: finds the record by its name, and adds it only where there is none",
                &fit_ensure},
    [DATA_CENTRE] = {"--dc", "NAME", "with auth login: the data centre of the account, instead of SDP_DC", &fit_login},
    [REDIRECT_URI] = {"--redirect-uri", "URI", "with auth login: of a client that is no self client", &fit_login},
    [CONCURRENCY] = {"--concurrency", "N", "with batch: calls under way at once, 1 to 512; 8 by default", &fit_batch},
    [IN_ORDER] = {"--in-order", NULL, "with batch: results in the order of the lines, not as they come", &fit_batch},
    [DAYS] = {"--days", "N", "with contracts expiring and report: how far to look, 0 to 3650 days; 30 by default",
              &fit_days},
    [TODAY] = {"--today", "DATE", "with contracts expiring and report: looks from that day on, such as 2027-01-01",
               &fit_days},
    [LOOK_UP] = {"--look-up", "auto|list|each",
                 "with import: lists all records first, or looks up each line; auto: the cheaper", &fit_import},
    [CSV] = {"--csv", NULL, "with tasks such as contracts report: the same as --output csv", &fit_task},
    [PROFILE] = {"--profile", "PROFILE", "the section of ~/.config/sdp/config to use, instead of SDP_PROFILE", NULL},
    [COLOR] = {"--color", "auto|always|never",
               "colours of tables and errors; auto: on a terminal, unless NO_COLOR is set", NULL},
    [NO_PAGER] = {"--no-pager", NULL, "prints tables that are longer than the screen without a pager", NULL},
    [QUIET] = {"--quiet", NULL, "tells errors alone on stderr, and no notes or progress; also -q", NULL},
    [HELP] = {"--help", NULL, "explains the command, the noun or the operation", NULL},
    [VERSION] = {"--version", NULL, "prints the version", NULL},
};

static const char *const formats[] = {[FORMAT_JSON] = "json",
                                      [FORMAT_JSONL] = "jsonl",
                                      [FORMAT_TABLE] = "table",
                                      [FORMAT_CSV] = "csv",
                                      [FORMAT_RAW] = "raw"};

const option_row *option_at(size_t index)
{
    return index < OPTIONS ? &options[index] : NULL;
}

bool option_is_common(const option_row *option)
{
    static const int common[] = {OUTPUT, TIMEOUT_MS, MAX_RETRIES, VERBOSE, PROFILE,
                                 COLOR,  NO_PAGER,   QUIET,       HELP,    VERSION};
    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
        if (option == &options[common[i]]) return true;
    }
    return false;
}

static void add(values *to, const char *item)
{
    to->items = must_have(realloc(to->items, (to->count + 1) * sizeof(*to->items)));
    to->items[to->count++] = item;
}

bool arguments_want_json_errors(int count, char **words)
{
    bool json = false;
    for (int i = 1; i < count && strcmp(words[i], "--") != 0; i++) {
        const char *value = NULL;
        if (begins_with(words[i], "--output=")) value = strchr(words[i], '=') + 1;
        if (strcmp(words[i], "--output") == 0 && i + 1 < count) value = words[++i];
        if (value != NULL) json = strcmp(value, "json") == 0;
    }
    return json;
}

/* A whole number from `least` to `most`, or -1. */
static int64_t read_number(const char *digits, int64_t least, int64_t most)
{
    size_t length = strlen(digits);
    if (length == 0 || length > 10 || strspn(digits, "0123456789") != length) return -1;
    int64_t number = strtoll(digits, NULL, 10);
    return number >= least && number <= most ? number : -1;
}

static int read_output(const char *value, arguments *to)
{
    nearest hint = nearest_to(value);
    for (size_t i = FORMAT_JSON; i <= FORMAT_RAW; i++) {
        nearest_offer(&hint, formats[i]);
        if (strcmp(value, formats[i]) != 0) continue;
        to->output = (format)i;
        return STATUS_DONE;
    }
    return complain(SDP_E_ARGUMENT, "--output", "--output takes json, jsonl, table, csv or raw, not '%.40s'%s", value,
                    nearest_hint(&hint));
}

static int read_color(const char *value, arguments *to)
{
    static const char *const names[] = {[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
    nearest hint = nearest_to(value);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        nearest_offer(&hint, names[i]);
        if (strcmp(value, names[i]) != 0) continue;
        to->color = (color_when)i;
        return STATUS_DONE;
    }
    return complain(SDP_E_ARGUMENT, "--color", "--color takes auto, always or never, not '%.40s'%s", value,
                    nearest_hint(&hint));
}

static int read_look_up(const char *value, arguments *to)
{
    static const char *const names[] = {[LOOK_UP_AUTO] = "auto", [LOOK_UP_LIST] = "list", [LOOK_UP_EACH] = "each"};
    nearest hint = nearest_to(value);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        nearest_offer(&hint, names[i]);
        if (strcmp(value, names[i]) != 0) continue;
        to->look_up = (look_up)i;
        return STATUS_DONE;
    }
    return complain(SDP_E_ARGUMENT, "--look-up", "--look-up takes auto, list or each, not '%.40s'%s", value,
                    nearest_hint(&hint));
}

static int read_timeout(const char *value, arguments *to)
{
    to->timeout_ms = read_number(value, 1, INT32_MAX);
    if (to->timeout_ms > 0) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, "--timeout-ms",
                    "--timeout-ms takes a whole number of milliseconds from 1 to %d, not '%.40s'", INT32_MAX, value);
}

static int read_retries(const char *value, arguments *to)
{
    int64_t number = read_number(value, 0, MOST_RETRIES);
    if (number < 0) {
        return complain(SDP_E_ARGUMENT, "--max-retries", "--max-retries takes a whole number from 0 to %d, not '%.40s'",
                        MOST_RETRIES, value);
    }
    to->max_retries = number == 0 ? -1 : (int32_t)number;
    return STATUS_DONE;
}

static int read_concurrency(const char *value, arguments *to)
{
    to->concurrency = (int32_t)read_number(value, 1, MOST_CONCURRENCY);
    if (to->concurrency > 0) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, "--concurrency", "--concurrency takes a whole number from 1 to %d, not '%.40s'",
                    MOST_CONCURRENCY, value);
}

static int read_days(const char *value, arguments *to)
{
    to->days = (int32_t)read_number(value, 0, MOST_DAYS);
    if (to->days >= 0) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, "--days", "--days takes a whole number of days from 0 to %d, not '%.40s'",
                    MOST_DAYS, value);
}

static int take_value(int which, const char *value, arguments *to)
{
    switch (which) {
    case INPUT:
        to->input = value;
        break;
    case SET:
        add(&to->sets, value);
        break;
    case FILE_PATH:
        to->file = value;
        break;
    case QUERY:
        to->query = value;
        break;
    case WHERE:
        add(&to->wheres, value);
        break;
    case SORT:
        to->sort = value;
        break;
    case FIELDS:
        to->fields = value;
        break;
    case CHECKPOINT:
        to->checkpoint = value;
        break;
    case TODAY:
        to->today = value;
        break;
    case DATA_CENTRE:
        to->data_centre = value;
        break;
    case REDIRECT_URI:
        to->redirect_uri = value;
        break;
    case PROFILE:
        to->profile = value;
        break;
    case COLOR:
        return read_color(value, to);
    case LOOK_UP:
        return read_look_up(value, to);
    case OUTPUT:
        return read_output(value, to);
    case DAYS:
        return read_days(value, to);
    case CONCURRENCY:
        return read_concurrency(value, to);
    case TIMEOUT_MS:
        return read_timeout(value, to);
    default:
        return read_retries(value, to);
    }
    return STATUS_DONE;
}

static void take_flag(int which, arguments *to)
{
    bool *const flags[OPTIONS] = {[COUNT] = &to->count,
                                  [ALL] = &to->all,
                                  [DRY_RUN] = &to->dry_run,
                                  [VERBOSE] = &to->verbose,
                                  [ALLOW_UNKNOWN] = &to->allow_unknown,
                                  [ENSURE] = &to->ensure,
                                  [IN_ORDER] = &to->in_order,
                                  [CSV] = &to->csv,
                                  [CURL] = &to->curl,
                                  [NO_PAGER] = &to->no_pager,
                                  [QUIET] = &to->quiet,
                                  [HELP] = &to->help,
                                  [VERSION] = &to->version};
    if (flags[which] != NULL) *flags[which] = true;
}

/* Whether an option is given that not every command takes. */
static bool is_given(const arguments *from, size_t which)
{
    const bool given[OPTIONS] = {[INPUT] = from->input != NULL,
                                 [SET] = from->sets.count > 0,
                                 [FILE_PATH] = from->file != NULL,
                                 [QUERY] = from->query != NULL,
                                 [WHERE] = from->wheres.count > 0,
                                 [SORT] = from->sort != NULL,
                                 [COUNT] = from->count,
                                 [ALL] = from->all,
                                 [CHECKPOINT] = from->checkpoint != NULL,
                                 [FIELDS] = from->fields != NULL,
                                 [CURL] = from->curl,
                                 [DRY_RUN] = from->dry_run,
                                 [ALLOW_UNKNOWN] = from->allow_unknown,
                                 [ENSURE] = from->ensure,
                                 [DATA_CENTRE] = from->data_centre != NULL,
                                 [REDIRECT_URI] = from->redirect_uri != NULL,
                                 [CONCURRENCY] = from->concurrency > 0,
                                 [IN_ORDER] = from->in_order,
                                 [DAYS] = from->days >= 0,
                                 [TODAY] = from->today != NULL,
                                 [LOOK_UP] = from->look_up != LOOK_UP_AUTO,
                                 [CSV] = from->csv};
    return given[which];
}

int arguments_allow(const arguments *from, const char *command, const char *const *allowed)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        size_t j = 0;
        if (!is_given(from, i)) continue;
        while (allowed[j] != NULL && strcmp(allowed[j], options[i].name) != 0) j++;
        if (allowed[j] != NULL) continue;
        return complain(SDP_E_ARGUMENT, options[i].name, "%s is not for %s", options[i].name, command);
    }
    return STATUS_DONE;
}

int arguments_fit(const arguments *from, const sdp_operation *operation)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const option_row *row = &options[i];
        if (is_given(from, i) && !fits(row->fit, operation)) return refuse_misfit(row->name, row->fit, operation);
    }
    return STATUS_DONE;
}

static int find_option(const char *word, size_t size)
{
    if (size == 2 && memcmp(word, "-h", 2) == 0) return HELP;
    if (size == 2 && memcmp(word, "-q", 2) == 0) return QUIET;
    for (int i = 0; i < OPTIONS; i++) {
        if (strlen(options[i].name) == size && memcmp(options[i].name, word, size) == 0) return i;
    }
    return OPTIONS;
}

static int unknown_option(const char *word, size_t size)
{
    char *name = copy_part(word, size);
    if (strcmp(name, "--code") == 0) {
        free(name);
        return complain(SDP_E_ARGUMENT, "--code",
                        "the code is never an argument, which all users of the machine could read: give it by "
                        "standard input, SDP_CODE or SDP_CODE_FILE");
    }
    nearest hint = nearest_to(name);
    for (size_t i = 0; i < OPTIONS; i++) nearest_offer(&hint, options[i].name);
    int status = complain(SDP_E_ARGUMENT, name, "there is no option '%.60s'%s see sdp --help", name,
                          hint.best != NULL ? nearest_hint(&hint) : ";");
    free(name);
    return status;
}

/* Reads the option at words[*at]; moves on where its value is the next word. */
static int read_option(int count, char **words, int *at, arguments *to)
{
    const char *word = words[*at];
    size_t size = strcspn(word, "=");
    const char *value = word[size] == '=' ? word + size + 1 : NULL;
    int which = find_option(word, size);
    if (which == OPTIONS) return unknown_option(word, size);
    const option_row *found = &options[which];
    if (found->value == NULL) {
        if (value != NULL) return complain(SDP_E_ARGUMENT, found->name, "%s takes no value", found->name);
        take_flag(which, to);
        return STATUS_DONE;
    }
    if (value == NULL && *at + 1 == count) {
        return complain(SDP_E_ARGUMENT, found->name, "%s needs a value: %s", found->name, found->value);
    }
    if (value == NULL) value = words[++*at];
    return take_value(which, value, to);
}

int arguments_read(int count, char **words, arguments *to)
{
    bool options_end = false;
    *to = (arguments){.days = -1};
    for (int i = 1; i < count; i++) {
        int status = STATUS_DONE;
        if (!options_end && strcmp(words[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && words[i][0] == '-' && words[i][1] != '\0') {
            status = read_option(count, words, &i, to);
        } else {
            add(&to->words, words[i]);
        }
        if (status != STATUS_DONE) return status;
    }
    to->dry_run = to->dry_run || to->curl;
    if (!to->quiet || !to->verbose) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, "--quiet", "give either --quiet or --verbose");
}

void arguments_free(arguments *from)
{
    free(from->words.items);
    free(from->sets.items);
    free(from->wheres.items);
}
