#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "udf_value.h"

#define MOST_DEPTH 20
#define MOST_MANDATORY 32

sdp_json *check_json(const char *input, answer *problems)
{
    sdp_json *document = NULL;
    sdp_error *error = NULL;
    sdp_error_new(&error);
    if (sdp_json_parse(input, strlen(input), error, &document) != SDP_OK) {
        text message = {0};
        text_printf(&message, "input_data is not valid JSON: %s", error ? sdp_error_message(error) : "out of memory");
        answer_problem(problems, CODE_GENERIC, NULL, text_get(&message));
        text_free(&message);
    } else if (sdp_json_kind(document) != SDP_JSON_OBJECT) {
        answer_problem(problems, CODE_GENERIC, NULL, "input_data is not a JSON object");
        sdp_json_free(document);
        document = NULL;
    }
    sdp_error_free(error);
    return document;
}

/* Finds what stands under the only key that input_data may have. */
static const sdp_json *check_key(const char *input, const char *key, int32_t kind, sdp_json **document,
                                 answer *problems)
{
    *document = NULL;
    if (!input || !*input) {
        answer_problem_fields(problems, CODE_MANDATORY, &key, 1);
        return NULL;
    }
    *document = check_json(input, problems);
    if (!*document) return NULL;
    const sdp_json *value = sdp_json_member(*document, key);
    for (const sdp_json *member = sdp_json_first(*document); member; member = sdp_json_next(member)) {
        if (strcmp(sdp_json_name(member), key) == 0) continue;
        answer_problem(problems, CODE_GENERIC, sdp_json_name(member), "EXTRA_KEY_FOUND_IN_JSON");
    }
    if (!value) answer_problem_fields(problems, CODE_MANDATORY, &key, 1);
    if (value && sdp_json_kind(value) != kind) {
        answer_problem(problems, CODE_TYPE_MISMATCH, key, NULL);
        return NULL;
    }
    return value;
}

const sdp_json *check_envelope(const char *input, const char *key, sdp_json **document, answer *problems)
{
    return check_key(input, key, SDP_JSON_OBJECT, document, problems);
}

const sdp_json *check_list(const char *input, const char *key, sdp_json **document, answer *problems)
{
    const sdp_json *list = check_key(input, key, SDP_JSON_ARRAY, document, problems);
    if (list && sdp_json_count(list) == 0) answer_problem_fields(problems, CODE_MANDATORY, &key, 1);
    for (const sdp_json *item = sdp_json_first(list); item; item = sdp_json_next(item)) {
        if (sdp_json_kind(item) == SDP_JSON_OBJECT) continue;
        answer_problem(problems, CODE_TYPE_MISMATCH, key, NULL);
        return NULL;
    }
    return list;
}

void check_bare(const char *input, answer *problems)
{
    if (!input || !*input) return;
    sdp_json *document = check_json(input, problems);
    for (const sdp_json *member = sdp_json_first(document); member; member = sdp_json_next(member)) {
        answer_problem(problems, CODE_GENERIC, sdp_json_name(member), "EXTRA_KEY_FOUND_IN_JSON");
    }
    sdp_json_free(document);
}

static bool is_number(const sdp_json *value, bool whole)
{
    const char *digits = sdp_json_text(value);
    if (!digits || !*digits) return false;
    if (sdp_json_kind(value) == SDP_JSON_NUMBER && !whole) return true;
    if (*digits == '-') digits++;
    if (whole) return *digits && digits[strspn(digits, "0123456789")] == '\0';
    /* strtod() reads hexadecimal digits too. */
    if (digits[strspn(digits, "0123456789.eE+-")] != '\0') return false;
    char *end = NULL;
    strtod(digits, &end);
    return *digits >= '0' && *digits <= '9' && *end == '\0';
}

static bool is_list_of(const sdp_json *value, int32_t kind)
{
    if (sdp_json_kind(value) != SDP_JSON_ARRAY) return false;
    for (const sdp_json *item = sdp_json_first(value); item; item = sdp_json_next(item)) {
        if (sdp_json_kind(item) != kind) return false;
    }
    return true;
}

/* Whether a value that is not null has the type that the service expects. */
static bool fits(int32_t kind, const sdp_json *value)
{
    int32_t is = sdp_json_kind(value);
    switch (kind) {
    case SDP_KIND_TEXT:
        return is == SDP_JSON_STRING;
    case SDP_KIND_ID:
    case SDP_KIND_INTEGER:
        return is_number(value, true);
    case SDP_KIND_NUMBER:
        return is_number(value, false);
    case SDP_KIND_BOOL:
        return is == SDP_JSON_TRUE || is == SDP_JSON_FALSE;
    case SDP_KIND_TIME:
        return is == SDP_JSON_OBJECT && is_number(sdp_json_member(value, "value"), true);
    case SDP_KIND_OBJECT:
    case SDP_KIND_UDF:
        return is == SDP_JSON_OBJECT;
    case SDP_KIND_LIST:
        return is_list_of(value, SDP_JSON_OBJECT);
    case SDP_KIND_TEXTS:
        return is == SDP_JSON_STRING || is_list_of(value, SDP_JSON_STRING);
    default:
        return true;
    }
}

static void check_object(const sdp_type *type, const sdp_json *object, text *path, int depth, answer *problems);

static void check_member(const sdp_type *type, const sdp_json *member, text *path, int depth, answer *problems)
{
    const sdp_field *field = sdp_type_field_by_name(type, sdp_json_name(member));
    if (strcmp(sdp_json_name(member), UDF_MEMBER) == 0 && udf_declares(problems->udf, sdp_type_name(type))) {
        udf_check(problems->udf, sdp_type_name(type), member, text_get(path), problems);
        return;
    }
    if (!field) {
        answer_problem(problems, CODE_GENERIC, text_get(path), "EXTRA_KEY_FOUND_IN_JSON");
        return;
    }
    /* The id of the entity itself is the service's to give; the id of what it refers to is how it is named. */
    int32_t flags = sdp_field_flags(field);
    bool names_reference = depth > 0 && sdp_field_kind(field) == SDP_KIND_ID;
    if ((flags & SDP_FIELD_READ_ONLY || (depth == 0 && flags & SDP_FIELD_KEY)) && !names_reference) {
        answer_problem(problems, CODE_READ_ONLY, text_get(path), NULL);
        return;
    }
    if (sdp_json_kind(member) == SDP_JSON_NULL) return;
    if (!fits(sdp_field_kind(field), member)) {
        answer_problem(problems, CODE_TYPE_MISMATCH, text_get(path), NULL);
    } else if (sdp_field_kind(field) == SDP_KIND_OBJECT) {
        check_object(sdp_field_type(field), member, path, depth + 1, problems);
    } else if (sdp_field_kind(field) == SDP_KIND_LIST) {
        for (const sdp_json *item = sdp_json_first(member); item; item = sdp_json_next(item)) {
            check_object(sdp_field_type(field), item, path, depth + 1, problems);
        }
    }
}

static void check_object(const sdp_type *type, const sdp_json *object, text *path, int depth, answer *problems)
{
    if (depth > MOST_DEPTH) {
        answer_problem(problems, CODE_GENERIC, NULL, "input_data is nested too deeply");
        return;
    }
    size_t before = path->size;
    for (const sdp_json *member = sdp_json_first(object); member; member = sdp_json_next(member)) {
        if (before) text_puts(path, ".");
        text_puts(path, sdp_json_name(member));
        check_member(type, member, path, depth, problems);
        path->size = before;
        if (path->data) path->data[before] = '\0';
    }
}

void check_members(const sdp_type *type, const sdp_json *entity, answer *problems)
{
    text path = {0};
    check_object(type, entity, &path, 0, problems);
    text_free(&path);
}

static bool is_missing(const sdp_json *value, bool all)
{
    if (!value) return all;
    if (sdp_json_kind(value) == SDP_JSON_NULL) return true;
    const char *content = sdp_json_text(value);
    return content && content[strspn(content, " \t\r\n")] == '\0';
}

void check_mandatory(const char *operation, const sdp_type *type, const sdp_json *entity, bool all, answer *problems)
{
    const char *missing[MOST_MANDATORY];
    size_t count = 0;
    const sdp_operation *needs = sdp_operation_by_name(operation);
    for (size_t i = 0; sdp_type_field(type, i) && count < MOST_MANDATORY; i++) {
        const char *name = sdp_field_name(sdp_type_field(type, i));
        if (!sdp_operation_requires(needs, name)) continue;
        if (is_missing(sdp_json_member(entity, name), all)) missing[count++] = name;
    }
    if (count) answer_problem_fields(problems, CODE_MANDATORY, missing, count);
}
