#include "batch_line.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "errors.h"
#include "json.h"
#include "json_repeats.h"
#include "nearest.h"
#include "text.h"

static const char *const members[] = {"operation", "noun", "id", "ids", "input", "tag", "file"};

enum { COUNT = sizeof(members) / sizeof(members[0]) };

static void put_json(text *to, const char *name, const sdp_json *value)
{
    if (value == NULL) return;
    char *printed = json_print(value, 0);
    text_printf(to, ",\"%s\":", name);
    text_puts(to, printed);
    sdp_text_free(printed);
}

/* What each answer begins with: where it belongs, in the words of the line itself. */
static void put_head(const batch_line *from, text *to)
{
    text_printf(to, "{\"line\":%" PRId64, from->line);
    if (from->operation != NULL) {
        text_printf(to, ",\"operation\":\"%s\"", sdp_operation_name(from->operation));
    } else {
        put_json(to, "operation", sdp_json_member(from->json, "operation"));
    }
    put_json(to, "id", sdp_json_member(from->json, "id"));
    put_json(to, "ids", sdp_json_member(from->json, "ids"));
    put_json(to, "tag", sdp_json_member(from->json, "tag"));
    text_printf(to, ",\"status\":\"%s\"", sdp_status_name(from->status));
}

/* Of a list: whether the rows are all that there are. */
static void put_page(const sdp_batch_result *result, text *to)
{
    if (result == NULL) return;
    if (result->total_count >= 0) text_printf(to, ",\"total_count\":%" PRId64, result->total_count);
    if (result->has_more_rows >= 0) text_printf(to, ",\"has_more_rows\":%s", result->has_more_rows ? "true" : "false");
}

static void answer(batch_line *to, sdp_status status, const sdp_batch_result *result, const char *name,
                   const char *json)
{
    text line = {0};
    to->status = status;
    put_head(to, &line);
    put_page(result, &line);
    text_printf(&line, ",\"%s\":", name);
    text_puts(&line, json);
    text_puts(&line, "}");
    to->answer = copy_part(text_get(&line), line.size);
    text_free(&line);
}

void batch_line_done(batch_line *to, const sdp_batch_result *result, const char *json)
{
    to->was_sent = true;
    answer(to, SDP_OK, result, "result", json);
}

void batch_line_described(batch_line *to, const char *json)
{
    answer(to, SDP_DRY_RUN, NULL, "request", json);
}

void batch_line_failed(batch_line *to, const sdp_error *error)
{
    char *json = error_in_shell_words(NULL, error);
    to->maybe_done = sdp_error_maybe_done(error) != 0;
    to->was_sent = sdp_error_attempts(error) > 0;
    answer(to, sdp_error_status(error), NULL, "error", json);
    sdp_text_free(json);
}

/* A write is not to be made again, which is what its error says. */
void batch_line_unprinted(batch_line *to, const sdp_batch_result *result, const sdp_error *why)
{
    const bool is_write = sdp_operation_access(to->operation) == SDP_ACCESS_WRITE;
    const sdp_status status = is_write ? SDP_E_MAYBE_DONE : sdp_error_status(why);
    text message = {0};
    text_printf(&message, "%s was done, but its result cannot be printed: %s", sdp_operation_name(to->operation),
                sdp_error_message(why));
    char *json = error_after_call(result->error, status, sdp_error_status(why), NULL, text_get(&message));
    to->maybe_done = is_write;
    to->was_sent = true;
    answer(to, status, NULL, "error", json);
    sdp_text_free(json);
    text_free(&message);
}

/* The error with other words for a member, and its line in the file; as it is where it is too long to be parsed, as
   with a name of megabytes. What is given is freed. */
static char *reword(const batch_line *of, char *error, const char *name, const char *words)
{
    sdp_json *made = NULL;
    if (sdp_json_parse(error, strlen(error), NULL, &made) != SDP_OK) return error;
    json_put_text(made, name, words);
    if (sdp_json_member(made, "line") != NULL) json_put_integer(made, "line", of->line);
    sdp_text_free(error);
    error = json_print(made, 0);
    sdp_json_free(made);
    return error;
}

void batch_line_wrong(batch_line *to, sdp_status status, const char *path, const char *format, ...)
{
    char message[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    char *json = error_as_json(status, path, message);
    /* Neither an operation nor a member of the line can be sent as an unknown one. */
    if (status == SDP_E_UNKNOWN_FIELD) json = reword(to, json, "advice", "check the spelling");
    answer(to, status, NULL, "error", json);
    sdp_text_free(json);
}

/* The line is that of the file: within it the column alone says where. */
static void no_json(batch_line *to, const sdp_error *error)
{
    static const char place[] = "JSON, line 1, ";
    const char *message = sdp_error_message(error);
    char *json = error_in_shell_words(NULL, error);
    if (begins_with(message, place)) json = reword(to, json, "message", message + sizeof(place) - 1);
    answer(to, sdp_error_status(error), NULL, "error", json);
    sdp_text_free(json);
}

static bool parse(batch_line *to, const char *line, size_t size)
{
    sdp_error *error = NULL;
    (void)sdp_error_new(&error);
    (void)must_have(error);
    bool good = sdp_json_parse(line, size, error, &to->json) == SDP_OK;
    if (!good) no_json(to, error);
    sdp_error_free(error);
    return good;
}

static bool check_names(batch_line *to)
{
    text path = {0};
    const bool repeated = json_repeats_name(to->json, &path);
    if (repeated) {
        batch_line_wrong(to, SDP_E_JSON, text_get(&path), "the line has '%.200s' twice", text_get(&path));
    }
    text_free(&path);
    return !repeated;
}

static bool check_members(batch_line *to)
{
    if (sdp_json_kind(to->json) != SDP_JSON_OBJECT) {
        batch_line_wrong(to, SDP_E_VALUE, NULL, "a line is an object, such as %s",
                         "{\"operation\":\"products.get\",\"id\":\"1\"}");
        return false;
    }
    for (const sdp_json *m = sdp_json_first(to->json); m != NULL; m = sdp_json_next(m)) {
        const char *name = sdp_json_name(m);
        nearest hint = nearest_to(name);
        size_t i = 0;
        while (i < COUNT && strcmp(members[i], name) != 0) nearest_offer(&hint, members[i++]);
        if (i < COUNT) continue;
        if (strcmp(name, "ensure") == 0) {
            batch_line_wrong(to, SDP_E_ARGUMENT, name,
                             "a batch cannot find or add, which is several calls: use sdp NOUN add --ensure");
        } else {
            batch_line_wrong(to, SDP_E_UNKNOWN_FIELD, name, "a line has no member '%.60s'%s", name,
                             nearest_hint(&hint));
        }
        return false;
    }
    return true;
}

/* "products.get" however it is written, with a blank for the point and '-' for '_'. */
static void put_operation_name(text *to, const char *from)
{
    for (; *from != '\0'; from++) text_put(to, *from == ' ' ? "." : *from == '-' ? "_" : from, 1);
}

static bool find_by_name(batch_line *to, const char *name)
{
    const sdp_operation *one;
    nearest hint = nearest_to(name);
    to->operation = sdp_operation_by_name(name);
    if (to->operation != NULL) return true;
    for (size_t i = 0; (one = sdp_operation_at(i)) != NULL; i++) nearest_offer(&hint, sdp_operation_name(one));
    batch_line_wrong(to, SDP_E_UNKNOWN_FIELD, "operation", "there is no operation '%.60s'%s", name,
                     nearest_hint(&hint));
    return false;
}

static bool read_operation(batch_line *to)
{
    const sdp_json *noun = sdp_json_member(to->json, "noun");
    const sdp_json *verb = sdp_json_member(to->json, "operation");
    text name = {0};
    if (sdp_json_kind(verb) != SDP_JSON_STRING || (noun != NULL && sdp_json_kind(noun) != SDP_JSON_STRING)) {
        batch_line_wrong(to, verb == NULL ? SDP_E_REQUIRED : SDP_E_VALUE, "operation",
                         "a line needs an operation, such as \"products.get\"");
        return false;
    }
    if (noun != NULL) text_printf(&name, "%s.", sdp_json_text(noun));
    put_operation_name(&name, sdp_json_text(verb));
    const bool good = find_by_name(to, text_get(&name));
    text_free(&name);
    return good;
}

static bool add_id(batch_line *to, const sdp_json *from)
{
    const char *id = sdp_json_text(from);
    if (id == NULL || *id == '\0') {
        batch_line_wrong(to, SDP_E_VALUE, "id", "an id is a text or a number, and is not empty");
        return false;
    }
    to->ids = must_have(realloc(to->ids, (to->id_count + 1) * sizeof(*to->ids)));
    to->ids[to->id_count++] = id;
    return true;
}

static bool check_id_count(batch_line *to)
{
    const size_t wanted = sdp_operation_id_count(to->operation);
    if (to->id_count == wanted) return true;
    char *name = id_name(to->operation, to->id_count < wanted ? to->id_count : 0);
    if (to->id_count < wanted) {
        batch_line_wrong(to, SDP_E_ARGUMENT, "id", "%s needs an id: %s", sdp_operation_name(to->operation), name);
    } else {
        batch_line_wrong(to, SDP_E_ARGUMENT, "id", "%s takes %zu id%s, not %zu", sdp_operation_name(to->operation),
                         wanted, wanted == 1 ? "" : "s", to->id_count);
    }
    free(name);
    return false;
}

static bool read_ids(batch_line *to)
{
    const sdp_json *one = sdp_json_member(to->json, "id");
    const sdp_json *many = sdp_json_member(to->json, "ids");
    if (one != NULL && many != NULL) {
        batch_line_wrong(to, SDP_E_ARGUMENT, "ids", "give either \"id\" or \"ids\"");
        return false;
    }
    if (one != NULL && !add_id(to, one)) return false;
    if (many != NULL && sdp_json_kind(many) != SDP_JSON_ARRAY) {
        batch_line_wrong(to, SDP_E_VALUE, "ids", "\"ids\" is an array");
        return false;
    }
    for (const sdp_json *id = sdp_json_first(many); id != NULL; id = sdp_json_next(id)) {
        if (!add_id(to, id)) return false;
    }
    return check_id_count(to);
}

static bool read_file_name(batch_line *to)
{
    static const sdp_file no_file = SDP_FILE_INIT;
    const sdp_json *file = sdp_json_member(to->json, "file");
    if (file == NULL) return true; /* where one is needed, the library says so */
    if (sdp_json_kind(file) != SDP_JSON_STRING || strcmp(sdp_json_text(file), "-") == 0) {
        batch_line_wrong(to, SDP_E_VALUE, "file", "\"file\" is the path of a file");
        return false;
    }
    to->file = no_file;
    to->file.path = sdp_json_text(file);
    to->has_file = true;
    return true;
}

bool batch_line_read(batch_line *to, const char *line, size_t size)
{
    return parse(to, line, size) && check_names(to) && check_members(to) && read_operation(to) && read_ids(to) &&
           read_file_name(to);
}

char *batch_line_input(const batch_line *from)
{
    const sdp_json *input = sdp_json_member(from->json, "input");
    return input != NULL && sdp_json_kind(input) != SDP_JSON_NULL ? json_print(input, 0) : NULL;
}

void batch_line_free(batch_line *from)
{
    sdp_json_free(from->json);
    free(from->ids);
    free(from->answer);
    free(from);
}
