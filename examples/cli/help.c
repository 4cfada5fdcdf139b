#include "help.h"

#include <stdlib.h>
#include <string.h>

#include <sdp/base.h>

#include "commands.h"
#include "describe.h"
#include "environment.h"
#include "errors.h"
#include "fields.h"
#include "help_man.h"
#include "help_texts.h"
#include "output.h"
#include "own_commands.h"
#include "tasks.h"
#include "text.h"
#include "where.h"
#include "wrap.h"

/* Names of members and operations that are listed before their texts; longer ones have lines of their own. */
enum { COMMAND_WIDTH = 24, OPTION_WIDTH = 20, VARIABLE_WIDTH = 17, VERB_WIDTH = 28 };

/* Where lists without columns go on. */
enum { LIST_INDENT = 2, NOUN_INDENT = 14, USAGE_INDENT = 7 };

static void put_verb(text *to, const char *verb, bool is_last)
{
    text part = {0};
    text_printf(&part, "%s%s", verb, is_last ? "" : ",");
    wrap_part(to, text_get(&part), NOUN_INDENT);
    text_free(&part);
}

static void put_noun(void *data, const sdp_operation *first)
{
    text *to = data;
    const char *noun = sdp_operation_name(first);
    const task *one = next_task_of_noun(noun, noun_size(first), NULL);
    text_printf(to, "  %-11.*s", (int)noun_size(first), noun);
    for (const sdp_operation *o = first; o != NULL; o = next_of_noun(o)) {
        put_verb(to, verb_of(o), one == NULL && next_of_noun(o) == NULL);
    }
    for (; one != NULL; one = next_task_of_noun(noun, noun_size(first), one)) {
        put_verb(to, one->verb, next_task_of_noun(noun, noun_size(first), one) == NULL);
    }
    text_puts(to, "\n");
}

static void put_own_commands(text *to)
{
    const own_command *row;
    text_puts(to, "\nOther commands\n");
    for (size_t i = 0; (row = own_command_at(i)) != NULL; i++) {
        text name = {0};
        text_printf(&name, "%s%s%s", row->name, row->usage != NULL ? " " : "", row->usage != NULL ? row->usage : "");
        wrap_entry(to, text_get(&name), COMMAND_WIDTH, row->doc);
        text_free(&name);
    }
    text_puts(to, "\n");
}

static void put_options(text *to)
{
    const option_row *row;
    text_puts(to, "Options, which may stand anywhere\n");
    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        text name = {0};
        text_printf(&name, "%s%s%s", row->name, row->value != NULL ? " " : "", row->value != NULL ? row->value : "");
        wrap_entry(to, text_get(&name), OPTION_WIDTH, row->doc);
        text_free(&name);
    }
}

static void put_conditions(text *to)
{
    const char *sign;
    const char *name;
    text_puts(to, "Conditions for --where MEMBER CONDITION VALUE\n ");
    for (size_t i = 0; (name = condition_at(i, &sign)) != NULL; i++) {
        const char *ignored;
        text part = {0};
        text_puts(&part, name);
        if (sign != NULL) text_printf(&part, " (%s)", sign);
        if (condition_at(i + 1, &ignored) != NULL) text_puts(&part, ",");
        wrap_part(to, text_get(&part), LIST_INDENT);
        text_free(&part);
    }
    text_printf(to, "\n%s", help_conditions);
}

static void put_exit_statuses(text *to)
{
    const exit_row *row;
    text_puts(to, "\nExit status\n");
    for (size_t i = 0; (row = exit_row_at(i)) != NULL; i++) text_printf(to, "  %-3s  %s\n", row->number, row->doc);
}

static int general_help(void)
{
    const variable *row;
    text out = {0};
    text_puts(&out, "usage: sdp [options] NOUN OPERATION [ID] [options]\n"
                    "ServiceDesk Plus MSP from the command line.\n\n"
                    "Nouns and their operations\n");
    each_noun(put_noun, &out);
    put_own_commands(&out);
    text_printf(&out, "Examples\n%s", help_examples);
    text_puts(&out, "\n");
    put_options(&out);
    text_puts(&out, "\n");
    text_printf(&out, "Values for --set\n%s", help_values);
    text_puts(&out, "\n");
    put_conditions(&out);
    text_puts(&out, "\nEnvironment\n");
    for (size_t i = 0; (row = variable_at(i)) != NULL; i++) wrap_entry(&out, row->name, VARIABLE_WIDTH, row->doc);
    put_exit_statuses(&out);
    int status = wrap_print_help(text_get(&out));
    text_free(&out);
    return status;
}

static int noun_help(const sdp_operation *first)
{
    text out = {0};
    int size = (int)noun_size(first);
    const char *noun = sdp_operation_name(first);
    text_printf(&out, "usage: sdp %.*s OPERATION [ID] [options]\n\n", size, noun);
    for (const sdp_operation *o = first; o != NULL; o = next_of_noun(o)) {
        wrap_entry(&out, verb_of(o), VERB_WIDTH, sdp_operation_doc(o));
    }
    const task *one = NULL;
    while ((one = next_task_of_noun(noun, noun_size(first), one)) != NULL) {
        wrap_entry(&out, one->verb, VERB_WIDTH, one->doc);
    }
    text_printf(&out, "\nsdp %.*s OPERATION --help explains one; sdp --help the options.\n", size, noun);
    int status = wrap_print_help(text_get(&out));
    text_free(&out);
    return status;
}

/* A way to set a member that is required: an object by what stands for it. */
static void put_sample(const sdp_field *field, text *to)
{
    text part = {0};
    const char *below = short_member(sdp_field_type(field));
    text_printf(&part, "--set %s%s%s=...", sdp_field_name(field), below != NULL ? "." : "", below != NULL ? below : "");
    wrap_part(to, text_get(&part), USAGE_INDENT);
    text_free(&part);
}

static void put_input_options(const sdp_operation *operation, text *to)
{
    const sdp_type *input = sdp_operation_input_type(operation);
    const sdp_field *field;
    for (size_t i = 0; (field = sdp_type_field(input, i)) != NULL; i++) {
        if (sdp_operation_requires(operation, sdp_field_name(field))) put_sample(field, to);
    }
    wrap_part(to, "[--set PATH=VALUE]...", USAGE_INDENT);
    if (strcmp(verb_of(operation), "add") == 0) wrap_part(to, "[--ensure]", USAGE_INDENT);
    if (takes_filter(operation)) wrap_part(to, "[--sort MEMBER]", USAGE_INDENT);
    if (takes_filter(operation)) wrap_part(to, "[--all [--checkpoint FILE] | --count]", USAGE_INDENT);
    wrap_part(to, "[--input JSON|@FILE|-]", USAGE_INDENT);
}

static void put_usage(const sdp_operation *operation, text *to)
{
    text_printf(to, "usage: sdp %.*s %s", (int)noun_size(operation), sdp_operation_name(operation), verb_of(operation));
    for (size_t i = 0; i < sdp_operation_id_count(operation); i++) {
        char *word = id_word(operation, i);
        wrap_part(to, word, USAGE_INDENT);
        free(word);
    }
    if (takes_query(operation)) {
        wrap_part(to, "[--where CONDITION]...", USAGE_INDENT);
        wrap_part(to, "[--sort MEMBER]", USAGE_INDENT);
        wrap_part(to, "[--all [--checkpoint FILE] | --count]", USAGE_INDENT);
        wrap_part(to, "[--query JSON]", USAGE_INDENT);
    } else if (takes_file(operation)) {
        wrap_part(to, "--file PATH|-", USAGE_INDENT);
    } else if (sdp_operation_input_type(operation) != NULL) {
        put_input_options(operation, to);
    }
    wrap_part(to, "[options]", USAGE_INDENT);
    text_puts(to, "\n\n");
}

/* What --fields and the like choose from; what stands below these members would be too much for a page of help. */
static void put_printed(const sdp_operation *operation, const char *options, text *to)
{
    const sdp_type *type = printed_type(operation);
    const sdp_field *field;
    bool deeper = false;
    if (type == NULL) return;
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        deeper = deeper || sdp_field_type(field) != NULL;
    }
    text_printf(to, "\nMembers for %s: ", options);
    describe_members(type, to);
    if (!deeper) return;
    text_printf(to, "sdp describe %.*s %s shows what stands below them.\n", (int)noun_size(operation),
                sdp_operation_name(operation), verb_of(operation));
}

static bool requires_any(const sdp_operation *operation)
{
    const sdp_type *input = sdp_operation_input_type(operation);
    const sdp_field *field;
    for (size_t i = 0; (field = sdp_type_field(input, i)) != NULL; i++) {
        if (sdp_operation_requires(operation, sdp_field_name(field))) return true;
    }
    return false;
}

static int operation_help(const sdp_operation *operation)
{
    text out = {0};
    const sdp_type *input = sdp_operation_input_type(operation);
    put_usage(operation, &out);
    describe_operation(operation, &out);
    if (takes_query(operation)) {
        text_puts(&out, "\n");
        put_conditions(&out);
        put_printed(operation, "--where, --sort and --fields", &out);
    } else if (input != NULL) {
        text_printf(&out, "\nMembers for --set%s: ", requires_any(operation) ? " (* required)" : "");
        describe_settable(input, operation, &out);
        text_puts(&out, "\n");
        text_printf(&out, "Values for --set\n%s", help_values);
    }
    if (takes_filter(operation) || input == NULL) put_printed(operation, "--fields", &out);
    text_puts(&out, "\nsdp --help explains the options.\n");
    int status = wrap_print_help(text_get(&out));
    text_free(&out);
    return status;
}

int help(const values *words)
{
    const sdp_operation *operation = NULL;
    if (words->count == 0) return general_help();
    const char *noun = words->items[0];
    if (strcmp(noun, "man") == 0) return manual();
    const own_command *own = own_command_named(noun);
    if (own != NULL) return own->help != NULL ? own->help() : general_help();
    const sdp_operation *first = first_of_noun(noun);
    if (first == NULL) return unknown_noun(noun);
    if (words->count == 1) return noun_help(first);
    const task *which = task_named(noun, words->items[1]);
    if (which != NULL) return task_help(which);
    int status = find_operation(noun, words->items[1], &operation);
    return status == STATUS_DONE ? operation_help(operation) : status;
}

int help_command(const values *words)
{
    const bool is_noun = words->count > 0 && first_of_noun(words->items[0]) != NULL;
    const bool is_auth = words->count > 0 && strcmp(words->items[0], "auth") == 0;
    const size_t most = is_noun || is_auth ? 2 : 1;
    if (words->count <= most) return help(words);
    return complain(SDP_E_ARGUMENT, "argument", "'%.60s' is one argument too many: help takes a noun and an operation",
                    words->items[most]);
}

int version(void)
{
    text out = {0};
    text_printf(&out, "sdp %s\n", sdp_version());
    int status = output_text(text_get(&out));
    text_free(&out);
    return status;
}
