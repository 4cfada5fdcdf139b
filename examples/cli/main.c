/* sdp: ServiceDesk Plus MSP from the command line, made of the library's tables of operations and fields. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "auth.h"
#include "batch.h"
#include "commands.h"
#include "describe.h"
#include "doctor.h"
#include "errors.h"
#include "help.h"
#include "run.h"
#include "signals.h"

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
    if (strcmp(command, "describe") == 0) return describe(from);
    if (strcmp(command, "completion") == 0) return completion(words);
    if (strcmp(command, "download") == 0) return run_download(from);
    if (strcmp(command, "batch") == 0) return batch(from);
    if (strcmp(command, "auth") == 0) return auth(from);
    if (strcmp(command, "doctor") == 0) return doctor(from);
    int status = find_operation(command, words->count > 1 ? words->items[1] : "", &operation);
    return status == STATUS_DONE ? run_operation(from, operation) : status;
}

int main(int count, char **words)
{
    arguments read;
    signals_prepare();
    errors_as_json(arguments_want_json_errors(count, words));
    int status = arguments_read(count, words, &read);
    if (status == STATUS_DONE) status = run(&read);
    arguments_free(&read);
    if (status == STATUS_INTERRUPTED) status = signals_status();
    /* What could not be printed is not tried again when the streams are closed. */
    if (status == STATUS_CLOSED_PIPE) _exit(STATUS_DONE);
    return status;
}
