#include "set.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "fields.h"
#include "json.h"
#include "text.h"

static int wrong_value(const char *option, const char *path, const char *expected, const char *value)
{
    return complain(SDP_E_VALUE, path, "%s: %.100s takes %s, not '%.60s'", option, path, expected, value);
}

/* A day without its dashes, a year, or seconds: milliseconds that people mean have twelve digits since 1973. */
static bool is_hardly_a_time(const char *value)
{
    enum { LEAST_DIGITS = 12 };
    const size_t size = strlen(value);
    return size > 0 && size < LEAST_DIGITS && strspn(value, "0123456789") == size;
}

static int convert_time(const char *option, const char *path, const char *value, sdp_json **out)
{
    int64_t ms;
    char digits[32];
    if (is_hardly_a_time(value)) {
        const bool is_set = strcmp(option, "--set") == 0;
        return wrong_value(option, path,
                           is_set ? "a date such as 2027-01-31 (:=MS sends milliseconds as they are)"
                                  : "a date such as 2027-01-31, or milliseconds of twelve digits or more",
                           value);
    }
    if (sdp_time_parse(value, &ms) != SDP_OK) {
        return wrong_value(option, path, "milliseconds or a date in UTC such as 2027-01-31 or 2027-01-31T10:00:00Z",
                           value);
    }
    snprintf(digits, sizeof(digits), "%" PRId64, ms);
    *out = json_text(digits);
    return STATUS_DONE;
}

static int convert_text(const char *option, const char *path, int32_t kind, const char *value, sdp_json **out)
{
    sdp_status status = sdp_json_new_text(kind, value, out);
    if (status == SDP_OK) return STATUS_DONE;
    if (status == SDP_E_NO_MEMORY) (void)must_have(NULL);
    if (kind == SDP_JSON_NUMBER) return wrong_value(option, path, "a number", value);
    return complain(status, path, "%s: the text for %.100s is not UTF-8", option, path);
}

int convert_value(const char *option, const char *path, int32_t kind, const char *value, sdp_json **out)
{
    *out = NULL;
    switch (kind) {
    case SDP_KIND_NUMBER:
    case SDP_KIND_INTEGER:
        return convert_text(option, path, SDP_JSON_NUMBER, value, out);
    case SDP_KIND_TIME:
        return convert_time(option, path, value, out);
    case SDP_KIND_ID:
        if (*value == '\0' || value[strspn(value, "0123456789")] != '\0') {
            return wrong_value(option, path, "the digits of an id", value);
        }
        break;
    case SDP_KIND_BOOL:
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0) {
            return wrong_value(option, path, "true or false", value);
        }
        *out = json_new(*value == 't' ? SDP_JSON_TRUE : SDP_JSON_FALSE);
        return STATUS_DONE;
    default:
        break;
    }
    return convert_text(option, path, SDP_JSON_STRING, value, out);
}

/* A value for a whole object is its name; for a whole list, its one item. */
static int convert_for(const place *at, const char *path, const char *value, sdp_json **out)
{
    const char *option = "--set";
    sdp_json *made = NULL;
    if (at->kind != SDP_KIND_OBJECT && at->kind != SDP_KIND_LIST && at->kind != SDP_KIND_TEXTS) {
        return convert_value(option, path, at->kind, value, out);
    }
    const char *name = at->kind != SDP_KIND_TEXTS ? short_member(at->type) : NULL;
    if (at->kind != SDP_KIND_TEXTS && name == NULL) {
        return complain(SDP_E_VALUE, path,
                        "%s: %.100s is an object without a name: set a member below it, or use :=JSON", option, path);
    }
    int status = convert_text(option, path, SDP_JSON_STRING, value, &made);
    if (status != STATUS_DONE) return status;
    if (name != NULL) {
        *out = json_new(SDP_JSON_OBJECT);
        json_put(*out, name, made);
        made = *out;
    }
    if (at->kind != SDP_KIND_OBJECT) {
        *out = json_new(SDP_JSON_ARRAY);
        json_put(*out, "[]", made);
    }
    return STATUS_DONE;
}

static int parse_value(const char *path, const char *value, sdp_json **out)
{
    text option = {0};
    sdp_error *error = NULL;
    int status = STATUS_DONE;
    (void)sdp_error_new(&error);
    (void)must_have(error);
    text_printf(&option, "--set %.100s", path);
    if (sdp_json_parse(value, strlen(value), error, out) != SDP_OK) status = complain_error(text_get(&option), error);
    if (status == STATUS_DONE) status = request_check_names(text_get(&option), *out);
    if (status != STATUS_DONE) {
        sdp_json_free(*out);
        *out = NULL;
    }
    text_free(&option);
    sdp_error_free(error);
    return status;
}

/* Cuts "[0]" and the envelope key off, which may stand before a path but are not of the entity. */
static const char *path_of_entity(const request *to, const char *path)
{
    const char *key = sdp_operation_input_key(to->operation);
    const sdp_type *type = sdp_operation_input_type(to->operation);
    size_t size = key != NULL ? strlen(key) : 0;
    bool named = size > 0 && strncmp(path, key, size) == 0 && (path[size] == '.' || path[size] == '[');
    if (named && sdp_type_field_by_name(type, key) == NULL) path += path[size] == '.' ? size + 1 : size;
    return path;
}

static const char *path_in_item(const request *to, const char *path)
{
    const char *end = *path == '[' && sdp_operation_input_is_list(to->operation) ? strchr(path, ']') : NULL;
    if (end == NULL) return path;
    return end[1] == '.' ? end + 2 : end + 1;
}

/* Of an input that holds its entity in a member, a member that the input has not is one of the entity. */
static void add_inner(const request *to, text *path)
{
    const char *inner = sdp_operation_input_inner(to->operation);
    if (inner == NULL) return;
    text whole = {0};
    char *first = copy_part(text_get(path), strcspn(text_get(path), ".["));
    bool is_outer = sdp_type_field_by_name(sdp_operation_input_type(to->operation), first) != NULL;
    free(first);
    if (is_outer) return;
    text_printf(&whole, "%s.%s", inner, text_get(path));
    text_free(path);
    *path = whole;
}

static int set_at(request *to, const char *path, const char *value, bool json, bool allow_unknown)
{
    const path_rules rules = {"--set", true, allow_unknown};
    const char *below = path_in_item(to, path);
    sdp_json *made = NULL;
    place at = {SDP_KIND_JSON, NULL};
    /* A whole item of a list, [0]:={…}, has no path of its own. */
    bool whole_item = json && *below == '\0' && *path != '\0';
    int status = whole_item ? STATUS_DONE : follow_path(sdp_operation_input_type(to->operation), below, &rules, &at);
    if (status != STATUS_DONE) return status;
    /* What stands for an object is its name, whichever way that is written. */
    const char *name = !json && at.kind == SDP_KIND_OBJECT ? short_member(at.type) : NULL;
    text full = {0};
    text_printf(&full, "%s%s%s", path, name != NULL ? "." : "", name != NULL ? name : "");
    status = request_note_set(to, text_get(&full));
    text_free(&full);
    if (status != STATUS_DONE) return status;
    status = json ? parse_value(path, value, &made) : convert_for(&at, path, value, &made);
    return status == STATUS_DONE ? request_put(to, "--set", path, made) : status;
}

int set_member(request *to, const char *argument, bool allow_unknown)
{
    const char *equals = strchr(argument, '=');
    if (equals == NULL || equals == argument) {
        return complain(SDP_E_ARGUMENT, "--set", "--set takes PATH=VALUE or PATH:=JSON, not '%.60s'", argument);
    }
    bool json = equals[-1] == ':';
    char *whole_path = copy_part(argument, (size_t)(equals - argument) - json);
    text path = {0};
    text_puts(&path, path_of_entity(to, whole_path));
    add_inner(to, &path);
    int status = set_at(to, text_get(&path), equals + 1, json, allow_unknown);
    text_free(&path);
    free(whole_path);
    return status;
}
