#include "guess.h"

#include <stdlib.h>
#include <string.h>

#include "request.h"
#include "udf.h"

#define GUESSED_UDF "a user-defined field other than a line of text of a customer, such as " UDF_PRINTED

bool guess_refuse(answer *out, const char *what)
{
    if (!out->strict) return false;
    text message = {0};
    text_printf(&message, GUESS_WORDS ": %s", what);
    if (out->problem_count == 0) out->http = 501;
    answer_problem(out, CODE_GENERIC, NULL, text_get(&message));
    text_free(&message);
    return true;
}

bool guess_refuse_query(const request *from, answer *out)
{
    if (!from->input || strcmp(from->method, "DELETE") != 0) return false;
    char *in_form = request_is_form(from) ? request_field(from, "input_data") : NULL;
    bool refused = !in_form && guess_refuse(out, "a DELETE with input_data in the query");
    free(in_form);
    return refused;
}

static bool refuse_udf(const char *noun, const sdp_json *old, const sdp_json *given, answer *out)
{
    for (const sdp_json *field = sdp_json_first(given); field; field = sdp_json_next(field)) {
        int32_t kind = sdp_json_kind(field);
        bool printed = udf_is_printed(out->udf, noun, sdp_json_name(field));
        if (printed && (kind == SDP_JSON_STRING || kind == SDP_JSON_NULL)) continue;
        if (guess_refuse(out, GUESSED_UDF)) return true;
    }
    for (const sdp_json *field = sdp_json_first(old); field; field = sdp_json_next(field)) {
        if (sdp_json_kind(field) == SDP_JSON_NULL || sdp_json_member(given, sdp_json_name(field))) continue;
        if (guess_refuse(out, "user-defined fields that are not given stay as they were")) return true;
    }
    return false;
}

static bool is_reference(const entity_row *row, const char *name)
{
    for (const reference *by = row->references; by && by->path; by++) {
        if (strcmp(by->path, name) == 0) return true;
    }
    return false;
}

/* Of the objects that are no references the pages show one whose members are replaced: the cost. */
static bool refuse_object(const sdp_field *field, const sdp_json *old, const sdp_json *given, answer *out)
{
    const sdp_type *type = sdp_field_type(field);
    for (const sdp_json *member = sdp_json_first(old); member; member = sdp_json_next(member)) {
        const sdp_field *inner = sdp_type_field_by_name(type, sdp_json_name(member));
        if (!inner || sdp_field_flags(inner) & SDP_FIELD_READ_ONLY) continue;
        int32_t kind = sdp_json_kind(member);
        bool empty = kind == SDP_JSON_NULL || (kind == SDP_JSON_ARRAY && sdp_json_count(member) == 0);
        if (empty || sdp_json_member(given, sdp_json_name(member))) continue;
        if (guess_refuse(out, "members of an object that are not given are cleared")) return true;
    }
    return false;
}

bool guess_refuse_input(const entity_row *row, const sdp_json *old, const sdp_json *input, answer *out)
{
    const sdp_type *type = sdp_type_by_name(row->noun);
    for (const sdp_json *member = sdp_json_first(input); member && out->strict; member = sdp_json_next(member)) {
        const char *name = sdp_json_name(member);
        const sdp_field *field = sdp_type_field_by_name(type, name);
        const sdp_json *before = sdp_json_member(old, name);
        if (sdp_json_kind(member) != SDP_JSON_OBJECT) continue;
        if (strcmp(name, UDF_MEMBER) == 0 && refuse_udf(row->noun, before, member, out)) return true;
        if (sdp_field_kind(field) != SDP_KIND_OBJECT || is_reference(row, name) || strcmp(name, "cost") == 0) continue;
        if (refuse_object(field, before, member, out)) return true;
    }
    return false;
}

bool guess_refuse_target(const sdp_json *given, const sdp_json *target, answer *out)
{
    static const char *const names[] = {"name", "email_id"};
    if (!json_text_at(given, "id")) return false;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *told = json_text_at(given, names[i]);
        const char *is = json_text_at(target, names[i]);
        if (!told || (is && strcmp(told, is) == 0)) continue;
        if (guess_refuse(out, "the id decides where the name beside it is another one's")) return true;
    }
    return false;
}

bool guess_refuse_name(store *in, const char *noun, const char *name, answer *out)
{
    char *found = store_find(in, noun, name);
    sdp_json *holder = json_parse(found);
    const char *held = json_text_at(holder, "name");
    bool same = held && strcmp(held, name) == 0;
    sdp_json_free(holder);
    free(found);
    return !same && guess_refuse(out, "names are the same in other letters, and are kept in the trash");
}

bool guess_refuse_field(const sdp_type *type, const char *field, answer *out)
{
    static const char begin[] = UDF_MEMBER ".";
    bool udf = strncmp(field, begin, sizeof(begin) - 1) == 0;
    return udf && !udf_is_printed(out->udf, sdp_type_name(type), field + sizeof(begin) - 1) &&
           guess_refuse(out, GUESSED_UDF);
}
