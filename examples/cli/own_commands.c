#include "own_commands.h"

#include <string.h>

#include "auth.h"
#include "batch.h"
#include "describe.h"
#include "doctor.h"
#include "download.h"
#include "errors.h"
#include "help.h"
#include "help_batch.h"
#include "help_login.h"
#include "help_own.h"
#include "profile.h"

static int run_completion(const arguments *from)
{
    return completion(&from->words);
}

static int run_help(const arguments *from)
{
    const values rest = {from->words.items + 1, from->words.count - 1};
    return help_command(&rest);
}

static const char *const no_options[] = {NULL};
static const char *const auth_options[] = {"--dc", "--redirect-uri", NULL}; /* of login alone */
static const char *const batch_options[] = {"--concurrency", "--in-order", "--dry-run", "--allow-unknown", NULL};
static const char *const download_options[] = {"--file", "--dry-run", "--curl", NULL};

static const own_command own_commands[] = {
    {"auth", "login|status|token", "the login by OAuth: gets it, tells of it, gives its token to others", auth_options,
     auth, auth_help, OPTIONS_LEFT, true},
    {"batch", "FILE|-", "many calls, one a line; see sdp batch --help", batch_options, batch, batch_help, OPTIONS_LEFT,
     true},
    {"doctor", NULL, "looks for what is wrong with address, login, clock and files", no_options, doctor, doctor_help,
     OPTIONS_CHECKED, false},
    {"describe", "[NOUN [OPERATION]]", "the members that an operation takes and gives", no_options, describe, NULL,
     OPTIONS_CHECKED, false},
    {"download", "CONTENT_URL", "a file that was uploaded, to --file PATH", download_options, download, download_help,
     OPTIONS_CHECKED, true},
    {"help", "[NOUN [OPERATION]]", "the same as --help; help man prints the manual page", no_options, run_help, NULL,
     OPTIONS_IGNORED, false},
    {"completion", "bash|zsh|fish", "completes commands: eval \"$(sdp completion bash)\"", no_options, run_completion,
     completion_help, OPTIONS_CHECKED, false},
};

enum { OWN_COMMANDS = sizeof(own_commands) / sizeof(own_commands[0]) };

const own_command *own_command_at(size_t index)
{
    return index < OWN_COMMANDS ? &own_commands[index] : NULL;
}

const own_command *own_command_named(const char *name)
{
    for (size_t i = 0; i < OWN_COMMANDS; i++) {
        if (strcmp(name, own_commands[i].name) == 0) return &own_commands[i];
    }
    return NULL;
}

int own_command_run(const own_command *which, const arguments *from)
{
    int status = STATUS_DONE;
    if (which->check != OPTIONS_IGNORED && from->output == FORMAT_CSV) {
        /* Rows of entities are all that it is for. */
        return complain(SDP_E_ARGUMENT, "--output", "--output csv is for operations, and not for %s", which->name);
    }
    if (which->check == OPTIONS_CHECKED) status = arguments_allow(from, which->name, which->options);
    if (status == STATUS_DONE && which->needs_profile) status = profile_apply(from);
    return status == STATUS_DONE ? which->run(from) : status;
}
