/* sdp: ServiceDesk Plus MSP from the command line, made of the library's tables of operations and fields. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "auth.h"
#include "batch.h"
#include "color.h"
#include "commands.h"
#include "describe.h"
#include "doctor.h"
#include "errors.h"
#include "help.h"
#include "print.h"
#include "profile.h"
#include "quiet.h"
#include "run.h"
#include "signals.h"
#include "tasks.h"

/* Rows of entities are all that it is for. */
static int refuse_csv(const char *command)
{
    const own_command *row;
    for (size_t i = 0; (row = own_command_at(i)) != NULL; i++) {
        if (strcmp(command, row->name) != 0) continue;
        return complain(SDP_E_ARGUMENT, "--output", "--output csv is for operations, and not for %s", command);
    }
    return STATUS_DONE;
}

static int run(const arguments *from)
{
    const values *words = &from->words;
    const sdp_operation *operation;
    if (from->version) return version();
    if (from->help) return help(words);
    if (words->count == 0) {
        return complain(SDP_E_ARGUMENT, "noun",
                        "a noun and an operation are missing, such as products list; see sdp --help");
    }
    const char *command = words->items[0];
    if (strcmp(command, "help") == 0) {
        const values rest = {words->items + 1, words->count - 1};
        return help(&rest);
    }
    int status = from->output == FORMAT_CSV ? refuse_csv(command) : STATUS_DONE;
    if (status != STATUS_DONE) return status;
    if (strcmp(command, "describe") == 0) return describe(from);
    if (strcmp(command, "completion") == 0) return completion(words);
    status = profile_apply(from);
    if (status != STATUS_DONE) return status;
    if (strcmp(command, "download") == 0) return run_download(from);
    if (strcmp(command, "batch") == 0) return batch(from);
    if (strcmp(command, "auth") == 0) return auth(from);
    if (strcmp(command, "doctor") == 0) return doctor(from);
    const char *verb = words->count > 1 ? words->items[1] : "";
    const task *which = task_named(command, verb);
    if (which != NULL) return task_run(which, from);
    status = find_operation(command, verb, &operation);
    if (status == STATUS_DONE) status = task_refuse_options(from, sdp_operation_name(operation));
    return status == STATUS_DONE ? run_operation(from, operation) : status;
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
