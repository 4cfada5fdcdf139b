#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "errors.h"
#include "json.h"
#include "json_repeats.h"
#include "query.h"
#include "set.h"
#include "source.h"
#include "text.h"

/* Of two members of one name one would be lost in silence. */
int request_check_names(const char *option, const sdp_json *json)
{
    text path = {0};
    int status = STATUS_DONE;
    if (json_repeats_name(json, &path)) {
        status = complain(SDP_E_JSON, text_get(&path), "%s: the JSON has '%.200s' twice", option, text_get(&path));
    }
    text_free(&path);
    return status;
}

/* Parses what --input or --query gave, naming line and column of an error. */
static int parse(const char *option, const text *source, sdp_json **out)
{
    sdp_error *error = NULL;
    (void)sdp_error_new(&error);
    (void)must_have(error);
    int status = STATUS_DONE;
    if (sdp_json_parse(text_get(source), source->size, error, out) != SDP_OK) status = complain_error(option, error);
    sdp_error_free(error);
    return status == STATUS_DONE ? request_check_names(option, *out) : status;
}

static int read_root(request *to, const char *option, const char *from)
{
    text source = {0};
    int status = read_source(option, from, &source);
    if (status == STATUS_DONE) status = parse(option, &source, &to->root);
    text_free(&source);
    return status;
}

static void path_below(const request *in, const char *path, text *full)
{
    text_puts(full, in->prefix);
    if (sdp_operation_input_is_list(in->operation) && *path != '[') text_puts(full, "[0]");
    if (full->size > 0 && *path != '[' && *path != '\0') text_puts(full, ".");
    text_puts(full, path);
}

int request_put(request *to, const char *option, const char *path, sdp_json *value)
{
    text full = {0};
    int status = STATUS_DONE;
    path_below(to, path, &full);
    sdp_status put = sdp_json_put(to->root, text_get(&full), value);
    if (put == SDP_E_NO_MEMORY) (void)must_have(NULL);
    if (put == SDP_E_VALUE) {
        status = complain(put, path,
                          "%s: no value can stand at '%.200s': the path crosses one of another kind, or an "
                          "index beyond the end of its list",
                          option, path);
    } else if (put != SDP_OK) {
        status = complain(put, path, "%s: '%.200s' is not a path that can be set", option, path);
    }
    text_free(&full);
    return status;
}

int request_note_set(request *to, const char *path)
{
    text line = {0};
    text_puts(&line, "\n");
    path_below(to, path, &line);
    text_puts(&line, "\n");
    /* What is appended, or a path that nobody has twice. */
    const bool is_new = strstr(path, "[]") != NULL || strstr(text_get(&to->set), text_get(&line)) == NULL;
    if (is_new) text_puts(&to->set, text_get(&line));
    text_free(&line);
    if (is_new) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, path, "--set: '%.200s' is set twice", path);
}

const sdp_json *request_at(const request *from, const char *path)
{
    text full = {0};
    path_below(from, path, &full);
    const sdp_json *found = sdp_json_at(from->root, text_get(&full));
    text_free(&full);
    return found;
}

/* Of an input that holds its entity in a member, what --input gave without that member is the entity. */
static void wrap_inner(request *in, const char *inner)
{
    if (in->root == NULL || sdp_json_kind(in->root) != SDP_JSON_OBJECT) return;
    if (sdp_json_member(in->root, inner) != NULL) return;
    sdp_json *outer = json_new(SDP_JSON_OBJECT);
    json_put(outer, inner, in->root);
    in->root = outer;
}

/* Finds the entity in what --input gave, as sdp_invoke() does; of an operation on a list it becomes an array. */
static int find_entity(request *in)
{
    const char *key = sdp_operation_input_key(in->operation);
    bool many = sdp_operation_input_is_list(in->operation) != 0;
    const char *inner = sdp_operation_input_inner(in->operation);
    if (inner != NULL) wrap_inner(in, inner);
    if (in->root == NULL) in->root = json_new(many ? SDP_JSON_ARRAY : SDP_JSON_OBJECT);
    const sdp_json *entity = sdp_json_member(in->root, key);
    in->prefix = entity != NULL ? key : "";
    if (entity == NULL) entity = in->root;
    int32_t kind = sdp_json_kind(entity);
    if (many && kind == SDP_JSON_OBJECT) {
        sdp_json *list = json_new(SDP_JSON_ARRAY);
        json_put(list, "[]", json_copy(entity));
        if (entity == in->root) {
            sdp_json_free(in->root);
            in->root = list;
        } else {
            json_put(in->root, key, list);
        }
        kind = SDP_JSON_ARRAY;
    }
    if (kind == (many ? SDP_JSON_ARRAY : SDP_JSON_OBJECT)) return STATUS_DONE;
    return complain(SDP_E_VALUE, key, "--input: %s takes %s", sdp_operation_name(in->operation),
                    many ? "an object or an array of objects" : "one object");
}

static bool has_parts(const arguments *from)
{
    return from->sets.count > 0 || from->wheres.count > 0 || from->sort != NULL || from->count;
}

/* Whoever would set a member of what is listed wants to search by it. */
static int check_no_search(const request *to, const char *set)
{
    const sdp_type *taken = sdp_operation_input_type(to->operation);
    const size_t size = strcspn(set, ":=");
    if (!takes_query(to->operation)) return STATUS_DONE;
    char *name = copy_part(set, strcspn(set, ".[:="));
    const bool is_search = sdp_type_field_by_name(taken, name) == NULL &&
                           sdp_type_field_by_name(sdp_operation_output_type(to->operation), name) != NULL;
    free(name);
    if (!is_search) return STATUS_DONE;
    char *path = copy_part(set, size);
    const char *value = set + size + strspn(set + size, ":=");
    const int status =
        complain(SDP_E_UNKNOWN_FIELD, path, "--set: %s has no member '%.60s'; to search, give --where '%.60s is %.60s'",
                 sdp_type_name(taken), path, path, value);
    free(path);
    return status;
}

static int add_parts(const arguments *from, request *to)
{
    int status = find_entity(to);
    for (size_t i = 0; i < from->sets.count && status == STATUS_DONE; i++) {
        if (!from->allow_unknown) status = check_no_search(to, from->sets.items[i]);
        if (status == STATUS_DONE) status = set_member(to, from->sets.items[i], from->allow_unknown);
    }
    if (status == STATUS_DONE) status = query_add(to, from);
    const char *inner = sdp_operation_input_inner(to->operation);
    if (status != STATUS_DONE || inner == NULL || sdp_json_member(to->root, inner) != NULL) return status;
    return complain(SDP_E_REQUIRED, inner, "%s needs '%s': none of its members is given",
                    sdp_operation_name(to->operation), inner);
}

/* Options that say the same, or the contrary of each other. */
static int check_options(const arguments *from)
{
    if (from->all && from->count) return complain(SDP_E_ARGUMENT, "--all", "give either --all or --count");
    if (from->input == NULL || from->query == NULL) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, "--query", "give either --input or --query: for a list they are the same");
}

int request_read(const arguments *from, const sdp_operation *operation, char **json)
{
    request made = {.operation = operation, .prefix = ""};
    *json = NULL;
    int status = check_options(from);
    if (status == STATUS_DONE && from->input != NULL) status = read_root(&made, "--input", from->input);
    if (status == STATUS_DONE && from->query != NULL) status = read_root(&made, "--query", from->query);
    if (status == STATUS_DONE && has_parts(from)) status = add_parts(from, &made);
    if (status == STATUS_DONE && made.root != NULL) *json = json_print(made.root, 0);
    sdp_json_free(made.root);
    text_free(&made.set);
    return status;
}
