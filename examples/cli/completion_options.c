/* Options by the command that they stand with: what it would refuse is not offered. */
#include <string.h>

#include "commands.h"
#include "completion.h"
#include "own_commands.h"
#include "tasks.h"

static bool is_among(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0) return true;
    }
    return false;
}

bool option_goes_with(const option_row *option, const char *const *words, size_t count)
{
    if (count == 0 || option->is_common) return true;
    const own_command *own = own_command_named(words[0]);
    if (own != NULL) {
        /* Of the parts of auth, login alone has options of its own. */
        const bool other_part = strcmp(words[0], "auth") == 0 && count > 1 && strcmp(words[1], "login") != 0;
        return !other_part && is_among(option->name, own->options);
    }
    if (count == 1) return true;
    const task *which = task_named(words[0], words[1]);
    if (which != NULL) return is_among(option->name, which->options);
    const sdp_operation *operation = operation_named(words[0], words[1]);
    return operation == NULL || fits(option->fit, operation);
}
