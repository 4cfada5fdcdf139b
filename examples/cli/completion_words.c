/* A command line that is being typed: commands, nouns, operations and options. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "completion.h"
#include "own_commands.h"
#include "tasks.h"

/* What stands before the word that is being typed. */
typedef struct standing {
    const char *words[3]; /* the first that are no options; those behind them are ids */
    size_t count;
    const option_row *pending; /* whose value comes next; NULL: none's */
    bool options_end;
} standing;

static const option_row *option_named(const char *name, size_t size)
{
    const option_row *row;
    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        if (strlen(row->name) == size && memcmp(row->name, name, size) == 0) return row;
    }
    return NULL;
}

static void step_over(standing *at, const char *word)
{
    const option_row *row = option_named(word, strlen(word));
    if (at->pending != NULL) {
        at->pending = NULL;
    } else if (!at->options_end && strcmp(word, "--") == 0) {
        at->options_end = true;
    } else if (!at->options_end && word[0] == '-' && word[1] != '\0') {
        if (row != NULL && row->value != NULL) at->pending = row;
    } else {
        if (at->count < sizeof(at->words) / sizeof(at->words[0])) at->words[at->count] = word;
        at->count++;
    }
}

static void offer_noun(void *data, const sdp_operation *first)
{
    text doc = {0};
    char *name = copy_part(sdp_operation_name(first), noun_size(first));
    for (const sdp_operation *o = first; o != NULL; o = next_of_noun(o)) {
        text_printf(&doc, "%s%s", o != first ? ", " : "", verb_of(o));
    }
    if (doc.size > 60) {
        doc.size = 57;
        text_puts(&doc, "...");
    }
    candidates_offer(data, "", name, "", text_get(&doc));
    text_free(&doc);
    free(name);
}

static void offer_operations(candidates *to, const char *noun)
{
    for (const sdp_operation *o = first_of_noun(noun); o != NULL; o = next_of_noun(o)) {
        candidates_offer(to, "", verb_of(o), "", sdp_operation_doc(o));
    }
}

static void offer_tasks(candidates *to, const char *noun)
{
    const task *one = NULL;
    while ((one = next_task_of_noun(noun, strlen(noun), one)) != NULL) {
        candidates_offer(to, "", one->verb, "", one->doc);
    }
}

/* What stands behind a task: a file, where it takes one. */
static void offer_task_words(candidates *to, const task *which)
{
    if (which != NULL && strstr(which->usage, "FILE") != NULL) candidates_offer_files(to, "");
}

static void offer_commands(candidates *to)
{
    const own_command *row;
    each_noun(offer_noun, to);
    for (size_t i = 0; (row = own_command_at(i)) != NULL; i++) candidates_offer(to, "", row->name, "", row->doc);
}

/* What stands behind a command of our own: words in small letters stand for themselves. */
static void offer_usage(candidates *to, const own_command *command)
{
    const char *at = command->usage != NULL ? command->usage : "";
    while (*at != '\0') {
        size_t size = strcspn(at, "|");
        char *word = copy_part(at, size);
        if (strcmp(word, "FILE") == 0) {
            candidates_offer_files(to, "");
        } else if (strcmp(word, "-") == 0) {
            candidates_offer(to, "", word, "", "standard input");
        } else if (strspn(word, "abcdefghijklmnopqrstuvwxyz") == size) {
            candidates_offer(to, "", word, "", NULL);
        }
        free(word);
        at += size;
        if (*at == '|') at++;
    }
}

/* describe and help take the words of other commands. */
static bool takes_commands(const char *word)
{
    return strcmp(word, "describe") == 0 || strcmp(word, "help") == 0;
}

static void offer_word(candidates *to, const standing *at)
{
    const char *const *words = at->words;
    size_t count = at->count;
    if (count == 0) {
        offer_commands(to);
        return;
    }
    if (count == 1 && strcmp(words[0], "describe") == 0) {
        each_noun(offer_noun, to);
    } else if (count == 1 && strcmp(words[0], "help") == 0) {
        offer_commands(to);
        candidates_offer(to, "", "man", "", "the manual page");
    } else if (count == 2 && takes_commands(words[0])) {
        offer_operations(to, words[1]);
        if (strcmp(words[0], "help") == 0) offer_tasks(to, words[1]);
    } else if (count == 2) {
        offer_task_words(to, task_named(words[0], words[1]));
    } else if (count == 1) {
        const own_command *command = own_command_named(words[0]);
        if (command != NULL) offer_usage(to, command);
        offer_operations(to, words[0]);
        offer_tasks(to, words[0]);
    }
}

/* Offers values by the operation that the words name, if they name one. */
static void offer_value(candidates *to, const standing *at, const option_row *option, const char *before)
{
    const size_t first = at->count > 0 && takes_commands(at->words[0]) ? 1 : 0;
    if (at->count <= first + 1) {
        complete_value(to, option, NULL, NULL, before);
        return;
    }
    /* Conditions and members of a task are those of the list that it walks, unless it has columns of its own. */
    const task *which = task_named(at->words[first], at->words[first + 1]);
    const sdp_operation *operation = operation_named(at->words[first], which != NULL ? "list" : at->words[first + 1]);
    complete_value(to, option, operation, which != NULL ? which->columns : NULL, before);
}

static void offer_options(candidates *to, const standing *at)
{
    const option_row *row;
    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        if (option_goes_with(row, at->words, at->count)) candidates_offer(to, "", row->name, "", row->doc);
    }
}

void complete_words(candidates *to, const values *line)
{
    standing at = {.count = 0};
    if (line->count == 0) return;
    to->typed = line->items[line->count - 1];
    for (size_t i = 0; i + 1 < line->count; i++) step_over(&at, line->items[i]);
    size_t name = strcspn(to->typed, "=");
    const option_row *row = !at.options_end && to->typed[name] == '=' ? option_named(to->typed, name) : NULL;
    if (at.pending != NULL) {
        offer_value(to, &at, at.pending, "");
    } else if (row != NULL && row->value != NULL) {
        char *before = copy_part(to->typed, name + 1);
        offer_value(to, &at, row, before);
        free(before);
    } else if (to->typed[0] == '-' && !at.options_end) {
        offer_options(to, &at);
    } else {
        offer_word(to, &at);
    }
}
