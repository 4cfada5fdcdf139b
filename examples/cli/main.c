/* sdp: ServiceDesk Plus MSP from the command line, made of the library's tables of operations and fields. */
#include <unistd.h>

#include "arguments.h"
#include "color.h"
#include "commands.h"
#include "empty.h"
#include "errors.h"
#include "help.h"
#include "own_commands.h"
#include "print.h"
#include "profile.h"
#include "run.h"
#include "signals.h"
#include "table.h"
#include "tasks.h"
#include "verbose.h"

static int run_version(const values *words)
{
    if (words->count == 0) return version();
    return complain(SDP_E_ARGUMENT, "--version", "--version stands alone, and not with '%.60s'", words->items[0]);
}

static int run_task(const arguments *from, const task *which)
{
    const int status = task_run(which, from);
    if (status == STATUS_DONE) empty_tell_task(from, which);
    return status;
}

static int run_verb(const arguments *from, const char *noun, const char *verb)
{
    const sdp_operation *operation;
    int status = find_operation(noun, verb, &operation);
    if (status == STATUS_DONE) status = run_operation(from, operation);
    if (status == STATUS_DONE) empty_tell_operation(from, operation);
    return status;
}

static int run(const arguments *from)
{
    const values *words = &from->words;
    if (from->version) return run_version(words);
    if (from->help) return help(words);
    if (words->count == 0) {
        return complain(SDP_E_ARGUMENT, "noun",
                        "a noun and an operation are missing, such as products list; see sdp --help");
    }
    const char *command = words->items[0];
    const own_command *own = own_command_named(command);
    if (own != NULL) return own_command_run(own, from);
    const int status = profile_apply(from);
    if (status != STATUS_DONE) return status;
    const char *verb = words->count > 1 ? words->items[1] : "";
    const task *which = task_named(command, verb);
    return which != NULL ? run_task(from, which) : run_verb(from, command, verb);
}

int main(int count, char **words)
{
    arguments read;
    signals_prepare();
    errors_as_json(arguments_want_json_errors(count, words));
    color_decide(COLOR_AUTO);
    int status = arguments_read(count, words, &read);
    color_decide(read.color);
    quiet_set(read.quiet);
    table_keep_columns(read.fields != NULL);
    if (status == STATUS_DONE) status = run(&read);
    arguments_free(&read);
    print_settle();
    if (status == STATUS_DONE || status == STATUS_CLOSED_PIPE) status = print_flush();
    /* Whoever leaves the pager has read enough; an interrupt before that is one all the same. */
    if (status == STATUS_CLOSED_PIPE && signals_interrupted()) status = STATUS_INTERRUPTED;
    if (status == STATUS_INTERRUPTED) status = signals_status();
    /* What could not be printed is not tried again when the streams are closed. */
    if (status == STATUS_CLOSED_PIPE) _exit(STATUS_DONE);
    return status;
}
