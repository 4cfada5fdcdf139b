/* Options by the command that they stand with: what it would refuse is not offered. */
#include <string.h>

#include "commands.h"
#include "completion.h"
#include "tasks.h"

static bool is_among(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0) return true;
    }
    return false;
}

static bool sorts(const sdp_operation *operation)
{
    const sdp_type *input = sdp_operation_input_type(operation);
    return takes_query(operation) || (takes_filter(operation) && sdp_field_by_name(input, "sort_field") != NULL);
}

/* By the tables, as the checks of a run go. */
static bool operation_takes(const sdp_operation *operation, const char *name)
{
    static const char *const always[] = {"--dry-run", "--curl", "--allow-unknown", NULL};
    static const char *const of_input[] = {"--input", "--set", NULL};
    static const char *const of_lists[] = {"--all", "--checkpoint", NULL};
    static const char *const of_searches[] = {"--where", "--query", NULL};
    const bool is_list = sdp_operation_output_is_list(operation) != 0;
    if (is_among(name, always)) return true;
    if (is_among(name, of_input)) return sdp_operation_input_type(operation) != NULL;
    if (is_among(name, of_lists)) return is_list;
    if (is_among(name, of_searches)) return takes_query(operation);
    if (strcmp(name, "--sort") == 0) return sorts(operation);
    if (strcmp(name, "--count") == 0) return takes_query(operation) || takes_filter(operation);
    if (strcmp(name, "--file") == 0) return takes_file(operation);
    if (strcmp(name, "--fields") == 0) return printed_type(operation) != NULL;
    return strcmp(name, "--ensure") == 0 && strcmp(verb_of(operation), "add") == 0;
}

bool option_goes_with(const option_row *option, const char *const *words, size_t count)
{
    if (count == 0 || option_is_common(option)) return true;
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
    return operation == NULL || operation_takes(operation, option->name);
}
