/* Prints docs/operations.md: the reference of operations and types, from the library's own tables.

       sdp-reference >docs/operations.md

   `lint.reference` fails where the committed page is another. */
#include <sdp/sdp.h>

#include <stdio.h>
#include <string.h>

#define MOST_TYPES 128

static const char head[] =
    "# Operations\n\n"
    "Made from the library's tables by `sdp-reference`; `python3 tests/lint/reference.py . PROGRAM --write` writes it\n"
    "anew. Every operation as a C function and as a command, and every type with its members.\n\n"
    "- **C**: `client` is an `sdp_client`, `options` an `sdp_options` or NULL, and the inputs are structs of the "
    "types\n"
    "  below: `sdp_customer input = SDP_CUSTOMER(.name = \"Acme\")`. What comes back in `out` is freed by the "
    "`…_free()`\n"
    "  of its type; the rows of a list go with their pager. [ownership.md](ownership.md) tells more.\n"
    "- **Shell**: `--set` and `--input` give the request, `--where` and `--query` search; [cli.md](cli.md) has all of\n"
    "  it. `sdp NOUN OPERATION --help` prints what stands here. IDs are written in capitals.\n"
    "- **By name**: `sdp_invoke(client, \"customers.add\", ids, id_count, json, 0, options, &text)` calls any of them "
    "with\n"
    "  JSON; uploads take `options->file`, and `sdp_invoke_list()` walks a list.\n"
    "- A *read* is sent again where that may help. A *write* is sent again only where it cannot have happened.\n\n";

static const char types_head[] =
    "## Types\n\n"
    "The struct of a type is `sdp_` and its name, that of list_info is `sdp_query`. *text*, *id* and *number* are\n"
    "`const char *`, *bool* is `sdp_bool`, *time* is `sdp_time`, *integer* is `int64_t`, *texts* is `sdp_texts`, "
    "*json* and\n"
    "*udf* are `const sdp_json *`; objects nest by pointer, and lists are `{items, count}`. A member whose name is a "
    "word\n"
    "of C++ ends in an underscore in C: `template_`. [ownership.md](ownership.md) has the three states of a "
    "member.\n\n";

static int is_list(const sdp_operation *operation)
{
    return sdp_operation_output_is_list(operation);
}

static size_t noun_size(const sdp_operation *operation)
{
    return strcspn(sdp_operation_name(operation), ".");
}

static const char *verb(const sdp_operation *operation)
{
    return sdp_operation_name(operation) + noun_size(operation) + 1;
}

/* Functions are named after what `get` brings: those of "customers" begin with sdp_customer_. NeuCRM has no `get`. */
static void print_prefix(const sdp_operation *operation)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s.get", (int)noun_size(operation), sdp_operation_name(operation));
    const sdp_type *type = sdp_operation_output_type(sdp_operation_by_name(name));
    printf("sdp_%.*s_", type != NULL ? 64 : (int)noun_size(operation),
           type != NULL ? sdp_type_name(type) : sdp_operation_name(operation));
}

static void print_type(const sdp_type *type)
{
    printf("[%s](#%s)", sdp_type_name(type), sdp_type_name(type));
}

/* The names of ids stand in the path; one that goes into the body is the customer's. */
static void print_ids(const sdp_operation *operation, int shell)
{
    size_t printed = 0;
    const char *at = sdp_operation_path(operation);
    while ((at = strchr(at, '{')) != NULL) {
        at++;
        for (size_t i = 0; shell && i < strcspn(at, "}"); i++) {
            int small = at[i] >= 'a' && at[i] <= 'z';
            printf("%s%c", i == 0 ? " " : "", small ? at[i] - 'a' + 'A' : at[i]);
        }
        if (!shell) printf(", %.*s", (int)strcspn(at, "}"), at);
        printed++;
    }
    for (; printed < sdp_operation_id_count(operation); printed++)
        fputs(shell ? " CUSTOMERID" : ", customerid", stdout);
}

static void print_function(const sdp_operation *operation)
{
    const char *name = sdp_operation_name(operation);
    const char *input = sdp_operation_input_is_list(operation) ? "list" : "input";
    if (sdp_operation_place(operation) == SDP_PLACE_MULTIPART) input = "file";
    if (is_list(operation)) input = sdp_operation_dialect(operation) == SDP_DIALECT_NEUCRM ? "filter" : "query";
    int has_input = sdp_operation_input_type(operation) != NULL || strcmp(input, "file") == 0;
    fputs("| C | `", stdout);
    print_prefix(operation);
    printf("%s(client", verb(operation));
    print_ids(operation, 0);
    if (has_input) printf(", &%s", input);
    printf(", options%s)`", sdp_operation_output_type(operation) == NULL ? ""
                            : is_list(operation)                         ? ", &pager"
                                                                         : ", &out");
    if (is_list(operation)) {
        fputs(", then `", stdout);
        print_prefix(operation);
        fputs("next(pager, &row)`", stdout);
    }
    const char *file = strcmp(input, "file") == 0 ? "files" : name;
    int size = (int)(strcmp(input, "file") == 0 ? strlen(file) : noun_size(operation));
    printf("; [sdp/%.*s.h](../include/sdp/%.*s.h) |\n", size, file, size, file);
}

/* A way to set each required member: an object by its name, or by its id where it may be anything. */
static void print_sets(const sdp_operation *operation)
{
    const sdp_type *type = sdp_operation_input_type(operation);
    const sdp_field *field;
    int printed = 0;
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        const char *name = sdp_field_name(field);
        const sdp_type *nested = sdp_field_type(field);
        if (!sdp_operation_requires(operation, name)) continue;
        int by_id = sdp_type_number(nested) == SDP_TYPE_LOOKUP;
        const char *below = nested == NULL ? "" : by_id ? ".id" : ".name";
        printf(" --set %s%s=…", name, below);
        printed = 1;
    }
    if (!printed) fputs(" --set MEMBER=VALUE", stdout);
}

/* Whether the input is one entity and what goes beside it, so that JSON is the natural way to give it. */
static int wraps_entity(const sdp_operation *operation)
{
    const sdp_type *output = sdp_operation_output_type(operation);
    const sdp_field *field = sdp_type_field_by_name(sdp_operation_input_type(operation), sdp_type_name(output));
    return sdp_operation_input_key(operation) == NULL && field != NULL && sdp_field_type(field) == output;
}

static void print_command(const sdp_operation *operation)
{
    printf("| shell | `sdp %.*s %s", (int)noun_size(operation), sdp_operation_name(operation), verb(operation));
    print_ids(operation, 1);
    if (sdp_operation_place(operation) == SDP_PLACE_MULTIPART) {
        fputs(" --file PATH", stdout);
    } else if (is_list(operation) && sdp_operation_dialect(operation) == SDP_DIALECT_V3) {
        fputs(" --where 'name contains A' --sort name --all", stdout);
    } else if (is_list(operation)) {
        fputs(" --set name=A% --all", stdout);
    } else if (wraps_entity(operation)) {
        fputs(" --input @FILE", stdout);
    } else if (sdp_operation_input_type(operation) != NULL) {
        print_sets(operation);
    }
    fputs("` |\n", stdout);
}

static void print_sent(const sdp_operation *operation)
{
    static const char *const places[] = {[SDP_PLACE_QUERY] = "`input_data` in the query",
                                         [SDP_PLACE_FORM] = "`input_data` in the form",
                                         [SDP_PLACE_NONE] = "nothing",
                                         [SDP_PLACE_MULTIPART] = "the file, as multipart/form-data",
                                         [SDP_PLACE_FIELDS] = "a form field for each member"};
    const sdp_type *type = sdp_operation_input_type(operation);
    const char *key = sdp_operation_input_key(operation);
    int32_t bare = sdp_operation_bare(operation);
    const sdp_field *field;
    int first = 1;
    printf("| sends | %s", places[sdp_operation_place(operation)]);
    if (type != NULL) {
        fputs(": ", stdout);
        if (key != NULL) printf("`{\"%s\": …}`, ", key);
        if (sdp_operation_input_is_list(operation)) fputs("a list of ", stdout);
        print_type(type);
    }
    if (bare == SDP_BARE_EMPTY || bare == SDP_BARE_OBJECT) {
        printf("%s %s", type != NULL ? "; without input" : ":", bare == SDP_BARE_EMPTY ? "an empty one" : "`{}`");
    }
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        if (!sdp_operation_requires(operation, sdp_field_name(field))) continue;
        printf("%s`%s`", first ? "; required: " : ", ", sdp_field_name(field));
        first = 0;
    }
    fputs(" |\n", stdout);
}

static void print_operation(const sdp_operation *operation)
{
    const sdp_type *output = sdp_operation_output_type(operation);
    const char *printed = sdp_operation_printed_path(operation);
    printf("### %s\n\n%s.\n\n| | |\n|---|---|\n", sdp_operation_name(operation), sdp_operation_doc(operation));
    print_function(operation);
    print_command(operation);
    printf("| request | `%s %s`", sdp_operation_method(operation), sdp_operation_path(operation));
    if (printed != NULL) printf("; with the option `printed_path` below `/app/PORTAL`: `%s`", printed);
    printf(" |\n");
    print_sent(operation);
    fputs("| brings | ", stdout);
    if (output == NULL) fputs("nothing", stdout);
    if (is_list(operation)) fputs("rows: ", stdout);
    if (output != NULL) print_type(output);
    printf(" |\n| access | %s |\n\n", sdp_operation_access(operation) == SDP_ACCESS_WRITE ? "write" : "read");
}

static void print_field(const sdp_field *field)
{
    int32_t flags = sdp_field_flags(field);
    const sdp_type *nested = sdp_field_type(field);
    printf("| `%s` | ", sdp_field_name(field));
    if (sdp_field_kind(field) == SDP_KIND_LIST) fputs("list of ", stdout);
    if (nested != NULL) {
        print_type(nested);
    } else {
        fputs(sdp_kind_name(sdp_field_kind(field)), stdout);
    }
    printf(" | %s%s", flags & SDP_FIELD_READ_ONLY ? "read-only" : "",
           flags & SDP_FIELD_WRITE_TEXT ? "sent as a text" : "");
    printf(" | %s |\n", sdp_field_doc(field));
}

/* Whether an operation takes or gives the type, or one does that holds it. */
static void mark(const sdp_type *type, unsigned char *used)
{
    const sdp_field *field;
    for (size_t i = 0; sdp_type_at(i) != NULL && i < MOST_TYPES; i++) {
        if (sdp_type_at(i) != type || used[i]) continue;
        used[i] = 1;
        for (size_t j = 0; (field = sdp_type_field(type, j)) != NULL; j++) mark(sdp_field_type(field), used);
    }
}

static void print_types(void)
{
    unsigned char used[MOST_TYPES] = {0};
    const sdp_operation *operation;
    const sdp_type *type;
    const sdp_field *field;
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        mark(sdp_operation_input_type(operation), used);
        mark(sdp_operation_output_type(operation), used);
    }
    fputs(types_head, stdout);
    for (size_t i = 0; (type = sdp_type_at(i)) != NULL && i < MOST_TYPES; i++) {
        if (!used[i]) continue;
        printf("### %s\n\n%s.\n\n| member | kind | | |\n|---|---|---|---|\n", sdp_type_name(type), sdp_type_doc(type));
        for (size_t j = 0; (field = sdp_type_field(type, j)) != NULL; j++) print_field(field);
        fputs("\n", stdout);
    }
}

int main(void)
{
    const sdp_operation *operation;
    const char *noun = "";
    fputs(head, stdout);
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        const char *name = sdp_operation_name(operation);
        if (strncmp(noun, name, noun_size(operation) + 1) != 0) printf("## %.*s\n\n", (int)noun_size(operation), name);
        noun = name;
        print_operation(operation);
    }
    print_types();
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
