#include "help.h"

#include <stdlib.h>
#include <string.h>

#include <sdp/base.h>

#include "commands.h"
#include "describe.h"
#include "environment.h"
#include "errors.h"
#include "fields.h"
#include "help_batch.h"
#include "help_login.h"
#include "help_man.h"
#include "help_texts.h"
#include "output.h"
#include "tasks.h"
#include "text.h"
#include "where.h"

#define MOST_COLUMNS 100

static void put_verb(text *to, const char *verb, size_t *column)
{
    const size_t size = strlen(verb) + 2;
    const bool is_first = *column == 0;
    const bool is_full = *column + size > 96;
    if (is_full) *column = 0;
    text_puts(to, is_first ? "" : is_full ? "," : ", ");
    if (is_full) text_printf(to, "\n%14s", "");
    text_puts(to, verb);
    *column += size;
}

static void put_noun(void *data, const sdp_operation *first)
{
    text *to = data;
    size_t column = 0;
    text_printf(to, "  %-11.*s ", (int)noun_size(first), sdp_operation_name(first));
    for (const sdp_operation *o = first; o != NULL; o = next_of_noun(o)) put_verb(to, verb_of(o), &column);
    const task *one = NULL;
    while ((one = next_task_of_noun(sdp_operation_name(first), noun_size(first), one)) != NULL) {
        put_verb(to, one->verb, &column);
    }
    text_puts(to, "\n");
}

static void put_own_commands(text *to)
{
    const own_command *row;
    text_puts(to, "\nOther commands\n");
    for (size_t i = 0; (row = own_command_at(i)) != NULL; i++) {
        text name = {0};
        text_printf(&name, "%s %s", row->name, row->usage != NULL ? row->usage : "");
        text_printf(to, "  %-28s %s\n", text_get(&name), row->doc);
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
        text_printf(to, "  %-33s  %s\n", text_get(&name), row->doc);
        text_free(&name);
    }
}

static void put_conditions(text *to)
{
    const char *sign;
    const char *name;
    text_puts(to, "Conditions for --where MEMBER CONDITION VALUE\n ");
    for (size_t i = 0; (name = condition_at(i, &sign)) != NULL; i++) {
        if (i == 6) text_puts(to, "\n ");
        text_printf(to, " %s", name);
        if (sign != NULL) text_printf(to, " (%s)", sign);
        text_puts(to, condition_at(i + 1, &sign) != NULL ? "," : "\n");
    }
    text_puts(to, help_conditions);
}

static void put_exit_statuses(text *to)
{
    const exit_row *row;
    size_t column = 0;
    text_puts(to, "\nExit status\n");
    for (size_t i = 0; (row = exit_row_at(i)) != NULL; i++) {
        size_t size = strlen(row->number) + strlen(row->doc) + 3;
        if (column + size > MOST_COLUMNS) {
            text_puts(to, "\n");
            column = 0;
        }
        text_printf(to, "%s%s %s", column > 0 ? "   " : "  ", row->number, row->doc);
        column += size;
    }
    text_puts(to, "\n");
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
    for (size_t i = 0; (row = variable_at(i)) != NULL; i++) text_printf(&out, "  %-17s %s\n", row->name, row->doc);
    put_exit_statuses(&out);
    int status = output_text(text_get(&out));
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
        text_printf(&out, "  %-29s %s\n", verb_of(o), sdp_operation_doc(o));
    }
    const task *one = NULL;
    while ((one = next_task_of_noun(noun, noun_size(first), one)) != NULL) {
        text_printf(&out, "  %-29s %s\n", one->verb, one->doc);
    }
    text_printf(&out, "\nsdp %.*s OPERATION --help explains one; sdp --help the options.\n", size, noun);
    int status = output_text(text_get(&out));
    text_free(&out);
    return status;
}

/* Appends a part of the usage, in a new line where the one under way is full. */
static void put_part(text *to, const char *part)
{
    const char *last = strrchr(text_get(to), '\n');
    size_t column = last != NULL ? strlen(last + 1) : to->size;
    if (column + strlen(part) > MOST_COLUMNS) text_puts(to, "\n      ");
    text_printf(to, " %s", part);
}

/* A way to set a member that is required: an object by what stands for it. */
static void put_sample(const sdp_field *field, text *to)
{
    text part = {0};
    const char *below = short_member(sdp_field_type(field));
    text_printf(&part, "--set %s%s%s=...", sdp_field_name(field), below != NULL ? "." : "", below != NULL ? below : "");
    put_part(to, text_get(&part));
    text_free(&part);
}

static void put_input_options(const sdp_operation *operation, text *to)
{
    const sdp_type *input = sdp_operation_input_type(operation);
    const sdp_field *field;
    for (size_t i = 0; (field = sdp_type_field(input, i)) != NULL; i++) {
        if (sdp_operation_requires(operation, sdp_field_name(field))) put_sample(field, to);
    }
    put_part(to, "[--set PATH=VALUE]...");
    if (strcmp(verb_of(operation), "add") == 0) put_part(to, "[--ensure]");
    if (takes_filter(operation)) put_part(to, "[--sort MEMBER]");
    if (takes_filter(operation)) put_part(to, "[--all [--checkpoint FILE] | --count]");
    put_part(to, "[--input JSON|@FILE|-]");
}

static void put_usage(const sdp_operation *operation, text *to)
{
    text_printf(to, "usage: sdp %.*s %s", (int)noun_size(operation), sdp_operation_name(operation), verb_of(operation));
    for (size_t i = 0; i < sdp_operation_id_count(operation); i++) {
        char *word = id_word(operation, i);
        put_part(to, word);
        free(word);
    }
    if (takes_query(operation)) {
        put_part(to, "[--where CONDITION]...");
        put_part(to, "[--sort MEMBER]");
        put_part(to, "[--all [--checkpoint FILE] | --count]");
        put_part(to, "[--query JSON]");
    } else if (takes_file(operation)) {
        put_part(to, "--file PATH|-");
    } else if (sdp_operation_input_type(operation) != NULL) {
        put_input_options(operation, to);
    }
    put_part(to, "[options]");
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
        text_puts(&out, "\nMembers for --set (* required): ");
        describe_settable(input, operation, &out);
        text_puts(&out, "\n");
        text_printf(&out, "Values for --set\n%s", help_values);
    }
    if (takes_filter(operation) || input == NULL) put_printed(operation, "--fields", &out);
    text_puts(&out, "\nsdp --help explains the options.\n");
    int status = output_text(text_get(&out));
    text_free(&out);
    return status;
}

int help(const values *words)
{
    const sdp_operation *operation = NULL;
    if (words->count == 0) return general_help();
    const char *noun = words->items[0];
    if (strcmp(noun, "describe") == 0 || strcmp(noun, "completion") == 0 || strcmp(noun, "download") == 0) {
        return general_help();
    }
    if (strcmp(noun, "man") == 0) return manual();
    if (strcmp(noun, "auth") == 0) return auth_help();
    if (strcmp(noun, "batch") == 0) return batch_help();
    if (strcmp(noun, "doctor") == 0) return doctor_help();
    const sdp_operation *first = first_of_noun(noun);
    if (first == NULL) return unknown_noun(noun);
    if (words->count == 1) return noun_help(first);
    const task *which = task_named(noun, words->items[1]);
    if (which != NULL) return task_help(which);
    int status = find_operation(noun, words->items[1], &operation);
    return status == STATUS_DONE ? operation_help(operation) : status;
}

int version(void)
{
    text out = {0};
    text_printf(&out, "sdp %s\n", sdp_version());
    int status = output_text(text_get(&out));
    text_free(&out);
    return status;
}
