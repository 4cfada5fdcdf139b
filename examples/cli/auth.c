#include "auth.h"

#include <string.h>

#include "errors.h"
#include "nearest.h"
#include "own_commands.h"

static const struct {
    const char *name;
    int (*run)(const arguments *from);
} parts[] = {{"login", auth_login}, {"status", auth_status}, {"token", auth_token}};

enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

/* Words that are not understood are not repeated: somebody may have put a secret there. */
static int not_a_part(const char *word)
{
    nearest hint = nearest_to(word);
    for (size_t i = 0; i < PARTS; i++) nearest_offer(&hint, parts[i].name);
    return complain(SDP_E_ARGUMENT, "operation", "auth needs login, status or token%s", nearest_hint(&hint));
}

static int too_many(const char *part)
{
    if (strcmp(part, "login") == 0) {
        return complain(SDP_E_ARGUMENT, "code",
                        "a code is not given as an argument, where all users of this machine can read it: give it by "
                        "standard input, SDP_CODE or SDP_CODE_FILE");
    }
    return complain(SDP_E_ARGUMENT, "argument", "auth %s takes no arguments", part);
}

int auth(const arguments *from)
{
    static const char *const none[] = {NULL};
    char command[32] = "auth ";
    const char *word = from->words.count > 1 ? from->words.items[1] : "";
    size_t which = 0;
    while (which < PARTS && strcmp(parts[which].name, word) != 0) which++;
    if (which == PARTS) return not_a_part(word);
    if (from->words.count > 2) return too_many(word);
    strncat(command, word, sizeof(command) - strlen(command) - 1);
    const bool is_login = parts[which].run == auth_login;
    int status = arguments_allow(from, command, is_login ? own_command_named("auth")->options : none);
    if (status == STATUS_DONE && from->output == FORMAT_RAW) {
        status =
            complain(SDP_E_ARGUMENT, "--output", "--output raw is for answers of the service; %s takes json", command);
    }
    return status == STATUS_DONE ? parts[which].run(from) : status;
}
