#include "arguments.h"

#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "nearest.h"
#include "text.h"

/* Where the value of an option goes. */
#define AT(member) offsetof(arguments, member)

static const option_row options[] = {
    {"--input", "JSON|@FILE|-", "the request: as text, from a file, or from standard input", &fit_input,
     .place = AT(input)},
    {"--set", "PATH=VALUE", "sets a member of the request, by its kind; PATH:=JSON sets any JSON; repeatable",
     &fit_input, OPTION_REPEATED, .place = AT(sets)},
    {"--file", "PATH|-", "the file to upload, or where a download goes; - is a stream", &fit_file, .place = AT(file)},
    {"--query", "JSON|@FILE|-", "what to list: the service's list_info", &fit_query, .place = AT(query)},
    {"--where", "CONDITION", "lists only rows of which this holds: 'name contains Dell'; repeatable", &fit_query,
     OPTION_REPEATED, .place = AT(wheres)},
    {"--sort", "MEMBER", "sorts the list; -MEMBER the other way round", &fit_sort, .place = AT(sort)},
    {"--count", NULL, "only counts the rows", &fit_count, OPTION_FLAG, .place = AT(count)},
    {"--all", NULL, "lists every page, one JSON object a line", &fit_list, OPTION_FLAG, .place = AT(all)},
    {"--checkpoint", "FILE", "with --all: keeps there how far it came; the next run goes on behind it", &fit_list,
     .place = AT(checkpoint)},
    {"--fields", "A,B.C", "prints only these members", &fit_fields, .place = AT(fields)},
    {"--output", "json|jsonl|table|csv|raw", "how to print; by default a table on a terminal, else JSON", NULL,
     OPTION_WORD, .place = AT(output), .least = FORMAT_JSON, .is_common = true},
    {"--curl", NULL, "prints the request as a curl command without the secret, and sends nothing", NULL, OPTION_FLAG,
     .place = AT(curl)},
    {"--dry-run", NULL, "prints the request as JSON and sends nothing", NULL, OPTION_FLAG, .place = AT(dry_run)},
    {"--timeout-ms", "N", "most milliseconds that a call may take, retries included", NULL, OPTION_NUMBER,
     .place = AT(timeout_ms), .least = 1, .most = INT32_MAX, .unit = "milliseconds", .is_common = true},
    {"--max-retries", "N", "how often a failed attempt is made again, 0 to 20", NULL, OPTION_NUMBER,
     .place = AT(max_retries), .most = 20, .for_zero = -1, .is_common = true},
    {"--verbose", NULL, "tells on stderr of each attempt", NULL, OPTION_FLAG, .place = AT(verbose), .is_common = true},
    {"--allow-unknown", NULL, "sends members that the tables do not know", NULL, OPTION_FLAG,
     .place = AT(allow_unknown)},
    {"--ensure", NULL, "with add: finds the record by its name, and adds it only where there is none", &fit_ensure,
     OPTION_FLAG, .place = AT(ensure)},
    {"--dc", "NAME", "with auth login: the data centre of the account, instead of SDP_DC", &fit_login,
     .place = AT(data_centre)},
    {"--redirect-uri", "URI", "with auth login: of a client that is no self client", &fit_login,
     .place = AT(redirect_uri)},
    {"--concurrency", "N", "with batch: calls under way at once, 1 to 512; 8 by default", &fit_batch, OPTION_NUMBER,
     .place = AT(concurrency), .least = 1, .most = 512},
    {"--in-order", NULL, "with batch: results in the order of the lines, not as they come", &fit_batch, OPTION_FLAG,
     .place = AT(in_order)},
    {"--days", "N", "with contracts expiring and report: how far to look, 0 to 3650 days; 30 by default", &fit_days,
     OPTION_NUMBER, .place = AT(days), .most = 3650, .unit = "days"},
    {"--today", "DATE", "with contracts expiring and report: looks from that day on, such as 2027-01-01", &fit_days,
     .place = AT(today)},
    {"--look-up", "auto|list|each", "with import: lists all records first, or looks up each line; auto: the cheaper",
     &fit_import, OPTION_WORD, .place = AT(look_up), .least = LOOK_UP_AUTO},
    {"--csv", NULL, "with tasks such as contracts report: the same as --output csv", &fit_task, OPTION_FLAG,
     .place = AT(csv)},
    {"--profile", "PROFILE", "the section of ~/.config/sdp/config to use, instead of SDP_PROFILE", NULL,
     .place = AT(profile), .is_common = true},
    {"--color", "auto|always|never", "colours of tables and errors; auto: on a terminal, unless NO_COLOR is set", NULL,
     OPTION_WORD, .place = AT(color), .least = COLOR_AUTO, .is_common = true},
    {"--no-pager", NULL, "prints tables that are longer than the screen without a pager", NULL, OPTION_FLAG,
     .place = AT(no_pager), .is_common = true},
    {"--quiet", NULL, "tells errors alone on stderr, and no notes or progress; also -q", NULL, OPTION_FLAG,
     .place = AT(quiet), .letter = 'q', .is_common = true},
    {"--help", NULL, "explains the command, the noun or the operation", NULL, OPTION_FLAG, .place = AT(help),
     .letter = 'h', .is_common = true},
    {"--version", NULL, "prints the version", NULL, OPTION_FLAG, .place = AT(version), .is_common = true},
};

enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

_Static_assert(sizeof(format) == sizeof(int32_t) && sizeof(look_up) == sizeof(int32_t) &&
                   sizeof(color_when) == sizeof(int32_t),
               "a word is read into an enum as into a number");
_Static_assert(OPTIONS <= 64, "each option has a bit in arguments.given");

const option_row *option_at(size_t index)
{
    return index < OPTIONS ? &options[index] : NULL;
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

static void *place_of(const option_row *option, arguments *in)
{
    return (char *)in + option->place;
}

static int take_number(const option_row *of, const char *value, arguments *to)
{
    const size_t length = strlen(value);
    const bool is_number = length > 0 && length <= 10 && strspn(value, "0123456789") == length;
    const int64_t number = is_number ? strtoll(value, NULL, 10) : -1;
    if (number < of->least || number > of->most) {
        const bool has_unit = of->unit != NULL;
        return complain(SDP_E_ARGUMENT, of->name, "%s takes a whole number%s%s from %d to %d, not '%.40s'", of->name,
                        has_unit ? " of " : "", has_unit ? of->unit : "", (int)of->least, (int)of->most, value);
    }
    *(int32_t *)place_of(of, to) = number == 0 ? of->for_zero : (int32_t)number;
    return STATUS_DONE;
}

static int refuse_word(const option_row *of, const char *value)
{
    nearest hint = nearest_to(value);
    text names = {0};
    char *words = copy_part(of->value, strlen(of->value));
    for (char *word = words; word != NULL;) {
        char *const end = strchr(word, '|');
        if (end != NULL) *end = '\0';
        text_printf(&names, "%s%s", word == words ? "" : end != NULL ? ", " : " or ", word);
        nearest_offer(&hint, word);
        word = end != NULL ? end + 1 : NULL;
    }
    const int status = complain(SDP_E_ARGUMENT, of->name, "%s takes %s, not '%.40s'%s", of->name, text_get(&names),
                                value, nearest_hint(&hint));
    text_free(&names);
    free(words);
    return status;
}

/* The words are those that help shows: "auto|always|never". */
static int take_word(const option_row *of, const char *value, arguments *to)
{
    int32_t number = of->least;
    for (const char *at = of->value; *at != '\0'; number++) {
        const size_t size = strcspn(at, "|");
        if (strlen(value) == size && memcmp(at, value, size) == 0) {
            *(int32_t *)place_of(of, to) = number;
            return STATUS_DONE;
        }
        at += size;
        if (*at == '|') at++;
    }
    return refuse_word(of, value);
}

/* `value` is NULL of a flag alone. */
static int take(const option_row *of, const char *value, arguments *to)
{
    to->given |= UINT64_C(1) << (of - options);
    switch (of->kind) {
    case OPTION_FLAG:
        *(bool *)place_of(of, to) = true;
        return STATUS_DONE;
    case OPTION_REPEATED:
        add(place_of(of, to), value);
        return STATUS_DONE;
    case OPTION_NUMBER:
        return take_number(of, value, to);
    case OPTION_WORD:
        return take_word(of, value, to);
    default:
        *(const char **)place_of(of, to) = value;
        return STATUS_DONE;
    }
}

/* Whether an option is given that not every command takes. */
static bool is_given(const arguments *from, size_t which)
{
    return (from->given >> which & 1) != 0 && !options[which].is_common;
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

/* NULL where there is none of that name. */
static const option_row *find_option(const char *word, size_t size)
{
    for (const option_row *row = options; row < options + OPTIONS; row++) {
        if (size == 2 && word[0] == '-' && word[1] == row->letter) return row;
        if (strlen(row->name) == size && memcmp(row->name, word, size) == 0) return row;
    }
    return NULL;
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
    const option_row *found = find_option(word, size);
    if (found == NULL) return unknown_option(word, size);
    if (found->kind == OPTION_FLAG) {
        if (value != NULL) return complain(SDP_E_ARGUMENT, found->name, "%s takes no value", found->name);
        return take(found, NULL, to);
    }
    if (value == NULL && *at + 1 == count) {
        return complain(SDP_E_ARGUMENT, found->name, "%s needs a value: %s", found->name, found->value);
    }
    if (value == NULL) value = words[++*at];
    return take(found, value, to);
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
