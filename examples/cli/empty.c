#include "empty.h"

#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "contracts_expiring.h"
#include "contracts_report.h"
#include "print.h"
#include "verbose.h"

/* A table without rows has no header either, and says nothing; every other form has something for none. */
static bool is_empty_table(const arguments *from)
{
    const bool is_table = from->output == FORMAT_TABLE || (from->output == FORMAT_DEFAULT && !from->csv);
    return is_table && !from->count && !from->dry_run && !print_any() && isatty(STDOUT_FILENO) != 0;
}

void empty_tell_operation(const arguments *from, const sdp_operation *operation)
{
    const bool reads = sdp_operation_access(operation) == SDP_ACCESS_READ;
    const bool searched = from->wheres.count + from->sets.count > 0 || from->input != NULL || from->query != NULL;
    if (!reads || !sdp_operation_output_is_list(operation) || !is_empty_table(from)) return;
    const char *verb = searched ? "match" : "found";
    if (strcmp(verb_of(operation), "list") != 0) {
        verbose_note("no rows");
    } else if (sdp_operation_dialect(operation) == SDP_DIALECT_NEUCRM) {
        verbose_note("no customers %s", verb);
    } else {
        verbose_note("no %.*s %s", (int)noun_size(operation), sdp_operation_name(operation), verb);
    }
}

void empty_tell_task(const arguments *from, const task *which)
{
    const bool expiring = which->run == contracts_expiring;
    if ((!expiring && which->run != contracts_report) || !is_empty_table(from)) return;
    verbose_note("no contracts %s", expiring || from->wheres.count > 0 ? "match" : "found");
}
