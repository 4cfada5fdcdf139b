#include "tasks.h"

#include <stdio.h>
#include <string.h>

#include "contracts_expiring.h"
#include "contracts_report.h"
#include "contracts_tree.h"
#include "errors.h"
#include "export.h"
#include "import.h"
#include "text.h"
#include "wrap.h"

#define WORDS_OF_TIME                                                                                                  \
    "  --days N           how far to look, 0 to 3650 days; 30 by default\n"                                            \
    "  --today DATE       looks from that day on, such as 2027-01-01, instead of from today on\n"

static const char *const days_options[] = {"--days",   "--today",         "--csv", "--where",
                                           "--fields", "--allow-unknown", NULL};
static const char *const tree_options[] = {NULL};
static const char *const export_options[] = {"--fields", "--where", "--allow-unknown", "--csv", NULL};
static const char *const import_options[] = {"--dry-run",       "--checkpoint", "--look-up",
                                             "--allow-unknown", "--csv",        NULL};

static const char export_help[] =
    "Writes all of them as CSV, to standard output or to FILE, which appears when it is whole. Without "
    "--fields the columns are the id and what can be set, so that import takes the file back; user-defined "
    "fields that a cell cannot hold are named on stderr. A file is written anew where records were added or "
    "removed while the list was read; where that happens three times, or to standard output, the exit status "
    "is 6. An empty cell is null or absent; times are in UTC; a text that would read as \\N is written as \\\\N.\n\n"
    "  --fields A,B.C     these columns\n"
    "  --where CONDITION  only those of which this holds; repeatable\n";

static const char import_help[] =
    "Adds what is not there, and changes what is and differs, by a file of CSV or by standard input (-). "
    "The first row names members, as --set does: name,product_type.name,comments. A row is found by its "
    "id where it has one, else by its name. An empty cell leaves its member as it is, \\N makes it null, "
    "and \\\\N is the text \\N.\n\n"
    "The whole file is checked first, and all that is wrong is told with its line. Then each line has a "
    "row of the report: line, action (added, changed, unchanged, failed), id, name and the members that "
    "were set. Lines that are done are noted in FILE.state until all are: the same command goes on with "
    "the others. It may be run twice: a line that is done already is unchanged.\n\n"
    "  --dry-run          looks everything up, tells what would be done, and writes nothing\n"
    "  --checkpoint FILE  notes there what is done, instead of in FILE.state; needed to resume from -\n"
    "  --look-up HOW      each: a search for every line. list: all records are listed first, a hundred a "
    "request, and lines that are unchanged need no other. auto, the default: a list for "
    "20 lines or more, where it has fewer pages than the file has lines\n\n"
    "The exit status is 7 where a write may have happened, or happened and could not be told or noted, else that of "
    "the first line that failed, but 2 only where no line failed otherwise; 6 where nobody reads the report.\n";

static const task tasks[] = {
    {"contracts", "expiring", "[--days N] [--today DATE] [--where CONDITION]...",
     "what ends within N days, over all customers",
     "Contracts that end today or within N days, of all customers, the next one first. Left out are those "
     "that were cancelled or renewed, and drafts. Days are those of UTC, as --set and "
     "--where take them, and begin at midnight: the same command sends the same request all day, and with "
     "--today on any day.\n\n" WORDS_OF_TIME "  --where CONDITION  only those of which this holds too; repeatable\n"
     "  --fields A,B       these columns: id, display_id, name, customer_id, customer, vendor, type, owner, "
     "status, active_from, active_till, active_till_ms, days_left, cost, currency\n"
     "  --csv              the same as --output csv\n",
     days_options, contracts_expiring_columns, contracts_expiring},
    {"contracts", "tree", "CONTRACT_ID", "its renewals, what it is a part of, and its parts",
     "Draws the chain of renewals that the contract is in, from its first term on, the contract that it is "
     "a part of, and its parts. The contract itself is marked with an asterisk. --output json gives the "
     "same as a nested object: renewed_by, part_of and parts.\n",
     tree_options, NULL, contracts_tree},
    {"contracts", "report", "[--days N] [--today DATE] [--where CONDITION]...",
     "a row for each customer: contracts, costs, next end",
     "A row for each customer: how many contracts it has, how many of them run, end within N days without "
     "having been renewed, have ended, or are anything else (cancelled, drafts, or not begun); what those "
     "that run cost, summed exactly for each currency; and when the next of them ends.\n\n" WORDS_OF_TIME
     "  --where CONDITION  counts only contracts of which this holds, and leaves customers without any out; "
     "repeatable\n"
     "  --fields A,B       these columns: customer_id, customer, contracts, active, expiring, expired, other, "
     "cost (of one currency: cost.USD), next_end\n"
     "  --csv              the same as --output csv\n",
     days_options, contracts_report_columns, contracts_report},
    {"customers", "export", "[FILE]", "all of them as CSV", export_help, export_options, NULL, export_records},
    {"customers", "import", "FILE|- [--dry-run] [--checkpoint FILE]", "adds and changes by a file of CSV", import_help,
     import_options, NULL, import_records},
    {"products", "export", "[FILE]", "all of them as CSV", export_help, export_options, NULL, export_records},
    {"products", "import", "FILE|- [--dry-run] [--checkpoint FILE]", "adds and changes by a file of CSV", import_help,
     import_options, NULL, import_records},
};

enum { TASKS = sizeof(tasks) / sizeof(tasks[0]) };

const task *task_at(size_t index)
{
    return index < TASKS ? &tasks[index] : NULL;
}

const task *task_named(const char *noun, const char *verb)
{
    for (size_t i = 0; i < TASKS; i++) {
        if (strcmp(tasks[i].noun, noun) == 0 && strcmp(tasks[i].verb, verb) == 0) return &tasks[i];
    }
    return NULL;
}

const task *next_task_of_noun(const char *noun, size_t noun_size, const task *from)
{
    for (const task *one = from == NULL ? tasks : from + 1; one < tasks + TASKS; one++) {
        if (strlen(one->noun) == noun_size && memcmp(one->noun, noun, noun_size) == 0) return one;
    }
    return NULL;
}

int task_run(const task *which, const arguments *from)
{
    char command[64];
    snprintf(command, sizeof(command), "%s %s", which->noun, which->verb);
    const int status = arguments_allow(from, command, which->options);
    return status == STATUS_DONE ? which->run(from) : status;
}

int task_help(const task *which)
{
    text out = {0};
    text_printf(&out, "usage: sdp %s %s", which->noun, which->verb);
    wrap_usage(&out, which->usage);
    wrap_usage(&out, "[options]");
    text_printf(&out, "\n\n%s\nsdp --help explains the options.\n", which->help);
    const int status = wrap_print_help(text_get(&out));
    text_free(&out);
    return status;
}
