#include "fits.h"

#include <stddef.h>
#include <string.h>

#include "commands.h"
#include "errors.h"

static bool has_input(const sdp_operation *operation)
{
    return sdp_operation_input_type(operation) != NULL;
}

static bool is_list(const sdp_operation *operation)
{
    return sdp_operation_output_is_list(operation) != 0;
}

static bool is_sorted(const sdp_operation *operation)
{
    const sdp_type *input = sdp_operation_input_type(operation);
    return takes_query(operation) || (takes_filter(operation) && sdp_type_field_by_name(input, "sort_field") != NULL);
}

static bool is_counted(const sdp_operation *operation)
{
    return takes_query(operation) || takes_filter(operation);
}

static bool brings_members(const sdp_operation *operation)
{
    return printed_type(operation) != NULL;
}

static bool is_add(const sdp_operation *operation)
{
    return strcmp(verb_of(operation), "add") == 0;
}

const fit fit_input = {has_input, "operations that take input"};
const fit fit_list = {is_list, "lists"};
const fit fit_query = {takes_query, "lists with a list_info"};
const fit fit_sort = {is_sorted, "lists that can be sorted"};
const fit fit_count = {is_counted, "lists that can be counted"};
const fit fit_file = {takes_file, "uploads and downloads"};
const fit fit_fields = {brings_members, "operations that bring members back"};
const fit fit_ensure = {is_add, "add"};
const fit fit_batch = {NULL, "sdp batch"};
const fit fit_login = {NULL, "sdp auth login"};
const fit fit_days = {NULL, "contracts expiring and report"};
const fit fit_import = {NULL, "imports"};
const fit fit_task = {NULL, "tasks such as contracts report"};

bool fits(const fit *of, const sdp_operation *operation)
{
    return of == NULL || (of->has != NULL && of->has(operation));
}

int refuse_misfit(const char *option, const fit *of, const sdp_operation *operation)
{
    const char *name = sdp_operation_name(operation);
    const bool is_search = of == &fit_query || of == &fit_sort;
    const char *hint =
        is_search && takes_filter(operation) ? ": set the members of its filter by --set or --input" : "";
    return complain(SDP_E_ARGUMENT, option, "%s is for %s, not for %s%s; see sdp %.*s %s --help", option, of->words,
                    name, hint, (int)noun_size(operation), name, verb_of(operation));
}
