#include "describe.h"

#include <stdlib.h>
#include <string.h>

#include <sdp/client.h>

#include "commands.h"
#include "errors.h"
#include "json.h"
#include "output.h"
#include "width.h"
#include "wrap.h"

#define MOST_DEPTH 6
#define STEP 2

bool is_new_type(const sdp_type *type, const inside *outer)
{
    int depth = 0;
    for (; outer != NULL; outer = outer->outer, depth++) {
        if (outer->type == type) return false;
    }
    return type != NULL && depth < MOST_DEPTH;
}

/* Walks the fields of a type and of those in it; each is seen with its depth. */
typedef struct tree {
    const sdp_operation *operation; /* nullable */
    bool settable;                  /* what the service alone sets is left out */
    bool shallow;                   /* members of members are left out */
    text *to;                       /* NULL: only measure */
    size_t name_width;
    size_t kind_width;
} tree;

static void see_field(tree *in, const sdp_field *field, size_t depth)
{
    const char *name = sdp_field_name(field);
    const char *kind = sdp_kind_name(sdp_field_kind(field));
    bool top = depth == 0;
    size_t wide = depth * STEP + width_of(name);
    if (in->to == NULL) {
        if (wide > in->name_width) in->name_width = wide;
        if (width_of(kind) > in->kind_width) in->kind_width = width_of(kind);
        return;
    }
    char mark = sdp_field_flags(field) & SDP_FIELD_READ_ONLY ? '-' : ' ';
    if (top && sdp_operation_requires(in->operation, name)) mark = '*';
    if (in->shallow) mark = ' '; /* only what is set has marks */
    text_printf(in->to, "  %c ", mark);
    text_pad(in->to, depth * STEP);
    text_puts(in->to, name);
    text_pad(in->to, in->name_width - wide + 2);
    text_puts(in->to, kind);
    text_pad(in->to, in->kind_width - width_of(kind) + 2);
    text_printf(in->to, "%s\n", sdp_field_doc(field));
}

static void see_type(tree *in, const sdp_type *type, size_t depth, const inside *outer)
{
    const inside here = {type, outer};
    const sdp_field *field;
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        if (in->settable && (sdp_field_flags(field) & SDP_FIELD_READ_ONLY)) continue;
        see_field(in, field, depth);
        if (in->shallow) continue;
        if (is_new_type(sdp_field_type(field), &here)) see_type(in, sdp_field_type(field), depth + 1, &here);
    }
}

static void put_tree(tree *all, const sdp_type *type, text *to)
{
    see_type(all, type, 0, NULL);
    all->to = to;
    text_printf(to, "%s: %s\n", sdp_type_name(type), sdp_type_doc(type));
    see_type(all, type, 0, NULL);
}

void describe_type(const sdp_type *type, const sdp_operation *operation, text *to)
{
    tree all = {.operation = operation};
    put_tree(&all, type, to);
}

void describe_settable(const sdp_type *type, const sdp_operation *operation, text *to)
{
    tree all = {.operation = operation, .settable = true};
    put_tree(&all, type, to);
}

/* Where the input goes, in words. */
static const char *place_words(const sdp_operation *operation)
{
    switch (sdp_operation_place(operation)) {
    case SDP_PLACE_QUERY:
        return "in the query";
    case SDP_PLACE_FIELDS:
        return "in the form, a field for each member";
    default:
        return "in the form";
    }
}

static void describe_input(const sdp_operation *operation, text *to)
{
    static const char *const bare[] = {[SDP_BARE_NOTHING] = "nothing",
                                       [SDP_BARE_EMPTY] = "an empty input_data",
                                       [SDP_BARE_OBJECT] = "an empty object"};
    const char *key = sdp_operation_input_key(operation);
    bool many = sdp_operation_input_is_list(operation) != 0;
    int32_t without = sdp_operation_bare(operation);
    text_puts(to, "  input    ");
    if (key != NULL) text_printf(to, "{\"%s\": ", key);
    text_printf(to, "%s%s%s", many ? "[" : "", sdp_type_name(sdp_operation_input_type(operation)),
                many ? ", ...]" : "");
    if (key != NULL) text_puts(to, "}");
    text_printf(to, ", %s", place_words(operation));
    if (sdp_operation_place(operation) != SDP_PLACE_FIELDS &&
        (without == SDP_BARE_EMPTY || without == SDP_BARE_OBJECT)) {
        text_printf(to, "; without input %s", bare[without]);
    }
    text_puts(to, "\n");
    if (sdp_operation_input_inner(operation) == NULL) return;
    text_printf(to, "           (members of %s may be given without it: name is %s.name)\n",
                sdp_operation_input_inner(operation), sdp_operation_input_inner(operation));
}

void describe_members(const sdp_type *type, text *to)
{
    tree all = {.shallow = true};
    put_tree(&all, type, to);
}

static void describe_sent(const sdp_operation *operation, text *to)
{
    text_printf(to, "  sends    %s %s", sdp_operation_method(operation), sdp_operation_path(operation));
    for (size_t i = 0; i < sdp_operation_id_count(operation); i++) {
        char *name = id_name(operation, i);
        /* What stands in the path speaks for itself. */
        if (strstr(sdp_operation_path(operation), name) == NULL) text_printf(to, ", with %s", name);
        free(name);
    }
    text_puts(to, takes_file(operation) ? ", with a file\n" : "\n");
    if (sdp_operation_printed_path(operation) != NULL) {
        text_printf(to, "           the vendor prints %s\n", sdp_operation_printed_path(operation));
    }
    if (sdp_operation_input_type(operation) != NULL) describe_input(operation, to);
}

void describe_operation(const sdp_operation *operation, text *to)
{
    const sdp_type *type = printed_type(operation);
    text_printf(to, "%s: %s\n", sdp_operation_name(operation), sdp_operation_doc(operation));
    describe_sent(operation, to);
    text_printf(to, "  returns  %s%s\n", type == NULL ? "nothing" : sdp_type_name(type),
                prints_many(operation) ? ", many of them" : "");
    text_printf(to, "  %s\n",
                sdp_operation_access(operation) == SDP_ACCESS_WRITE ? "changes something on the server" : "only reads");
}

static void describe_types(const sdp_operation *operation, text *to)
{
    const sdp_type *input = sdp_operation_input_type(operation);
    const sdp_type *brought = printed_type(operation);
    if (input != NULL) {
        text_puts(to, "\nInput (* required, - set by the service alone): ");
        describe_type(input, operation, to);
    }
    if (brought == NULL) return;
    if (brought == input) {
        text_printf(to, "\nOutput: %s, as above.\n", sdp_type_name(brought));
        return;
    }
    text_puts(to, "\nOutput: ");
    describe_type(brought, NULL, to);
}

/* A line for each operation, of one noun or of all. */
static void describe_lines(const char *noun, text *to)
{
    const sdp_operation *operation;
    size_t widest = 0;
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        size_t size = strlen(sdp_operation_name(operation));
        if (size > widest) widest = size;
    }
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        size_t size = noun_size(operation);
        const char *name = sdp_operation_name(operation);
        if (noun != NULL && (strlen(noun) != size || !begins_with(name, noun))) continue;
        text_printf(to, "  %.*s %s", (int)size, name, verb_of(operation));
        text_pad(to, widest - strlen(name) + 2);
        text_printf(to, "%s\n", sdp_operation_doc(operation));
    }
}

/* The types that the operations of a noun speak of, each once. */
static void describe_noun(const sdp_operation *first, text *to)
{
    const sdp_type *seen[32];
    size_t count = 0;
    for (const sdp_operation *o = first; o != NULL; o = next_of_noun(o)) {
        const sdp_type *types[] = {sdp_operation_input_type(o), printed_type(o)};
        for (size_t i = 0; i < 2; i++) {
            bool known = types[i] == NULL || count == sizeof(seen) / sizeof(seen[0]);
            for (size_t j = 0; j < count; j++) known = known || seen[j] == types[i];
            if (known) continue;
            seen[count++] = types[i];
            text_puts(to, "\n");
            describe_type(types[i], NULL, to);
        }
    }
}

/* One operation, those of a noun, or all. */
static int describe_json(const char *noun, const sdp_operation *one)
{
    sdp_json *json;
    if (one != NULL) {
        json = describe_operation_json(one);
    } else {
        json = json_new(SDP_JSON_ARRAY);
        const sdp_operation *operation;
        for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
            bool wanted = noun == NULL ||
                          (noun_size(operation) == strlen(noun) && begins_with(sdp_operation_name(operation), noun));
            if (wanted) json_put(json, "[]", describe_operation_json(operation));
        }
    }
    char *printed = json_print(json, 0);
    int status = output_json(printed);
    sdp_text_free(printed);
    sdp_json_free(json);
    return status;
}

/* What is to be described: all, a noun, or an operation. */
typedef struct subject {
    char *noun;
    char *verb;
} subject;

/* An operation may be named as the tables name it too: contracts.renew. */
static int read_subject(const values *words, subject *out)
{
    const char *noun = words->count > 1 ? words->items[1] : NULL;
    const char *point = noun != NULL ? strchr(noun, '.') : NULL;
    const size_t most = point != NULL ? 2 : 3;
    if (words->count > most) {
        return complain(SDP_E_ARGUMENT, "describe",
                        "'%.60s' is one argument too many: describe takes a noun and an operation", words->items[most]);
    }
    if (noun != NULL) out->noun = copy_part(noun, point != NULL ? (size_t)(point - noun) : strlen(noun));
    const char *verb = point != NULL ? point + 1 : words->count > 2 ? words->items[2] : NULL;
    if (verb != NULL) out->verb = copy_part(verb, strlen(verb));
    return STATUS_DONE;
}

static int describe_subject(const char *noun, const sdp_operation *one)
{
    text out = {0};
    if (one != NULL) {
        describe_operation(one, &out);
        describe_types(one, &out);
    } else if (noun != NULL) {
        describe_lines(noun, &out);
        describe_noun(first_of_noun(noun), &out);
    } else {
        describe_lines(NULL, &out);
        text_puts(&out, "\nsdp describe NOUN OPERATION shows the members.\n");
    }
    const int status = wrap_print(text_get(&out));
    text_free(&out);
    return status;
}

int describe(const arguments *from)
{
    subject about = {NULL, NULL};
    const sdp_operation *one = NULL;
    int status = read_subject(&from->words, &about);
    if (status == STATUS_DONE && about.noun != NULL && first_of_noun(about.noun) == NULL) {
        status = unknown_noun(about.noun);
    }
    if (status == STATUS_DONE && about.verb != NULL) status = find_operation(about.noun, about.verb, &one);
    if (status == STATUS_DONE) {
        const bool to_program = from->output == FORMAT_JSON || from->output == FORMAT_JSONL;
        status = to_program ? describe_json(about.noun, one) : describe_subject(about.noun, one);
    }
    free(about.noun);
    free(about.verb);
    return status;
}
