#include "neucrm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "guess.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz_"
#define NOUN "neucrm_customer"

const sdp_operation *neucrm_operation(const char *method, const char *path)
{
    for (size_t i = 0;; i++) {
        const sdp_operation *operation = sdp_operation_at(i);
        if (!operation) return NULL;
        if (sdp_operation_dialect(operation) != SDP_DIALECT_NEUCRM) continue;
        if (strcmp(sdp_operation_method(operation), method) != 0) continue;
        if (strcmp(sdp_operation_path(operation), path) == 0) return operation;
    }
}

bool neucrm_knows(const char *path)
{
    return neucrm_operation("POST", path) != NULL;
}

void neucrm_fail(answer *out, const char *why, const char *about)
{
    char message[200];
    int length = snprintf(message, sizeof(message), "%s", why);
    if (about && length >= 0 && (size_t)length < sizeof(message)) {
        snprintf(message + length, sizeof(message) - (size_t)length, ": %s", about);
    }
    text_clear(&out->body);
    out->http = 200;
    text_puts(&out->body, "{\"result\":null,\"error\":");
    text_json(&out->body, message);
    text_puts(&out->body, "}");
}

void neucrm_refuse_method(answer *out)
{
    out->content_type = "application/json";
    text_puts(&out->headers, "Allow: POST\n");
    neucrm_fail(out, "The method is not POST", NULL);
    out->http = 405;
}

static void succeed(answer *out, const char *result)
{
    out->http = 200;
    text_printf(&out->body, "{\"result\":%s,\"error\":null}", result);
}

/* The fields of the form as an object of texts; NULL where a name is strange or memory runs out. */
static sdp_json *read_form(const request *from)
{
    sdp_json *fields = NULL;
    const char *at = text_get(&from->body);
    bool good = sdp_json_new(SDP_JSON_OBJECT, &fields) == SDP_OK;
    while (*at && good) {
        size_t length = strcspn(at, "&");
        const char *sign = memchr(at, '=', length);
        size_t name_length = sign ? (size_t)(sign - at) : length;
        char *name = request_decode(at, name_length, true, NULL);
        char *value = sign ? request_decode(sign + 1, length - name_length - 1, true, NULL) : strdup("");
        good = name && value && name[strspn(name, LETTERS)] == '\0';
        if (good && *name) good = json_put_text(fields, name, value);
        free(name);
        free(value);
        at += length + (at[length] == '&');
    }
    if (good) return fields;
    sdp_json_free(fields);
    return NULL;
}

/* What is recorded of the request: its fields without the login. */
static char *without_login(const sdp_json *fields)
{
    sdp_json *rest = NULL;
    bool good = sdp_json_new(SDP_JSON_OBJECT, &rest) == SDP_OK;
    for (const sdp_json *field = sdp_json_first(fields); field && good; field = sdp_json_next(field)) {
        const char *name = sdp_json_name(field);
        if (strcmp(name, "api_key") != 0 && strcmp(name, "userid") != 0) good = json_put_copy(rest, name, field);
    }
    return json_print(rest);
}

static bool is_one_of(const char *value, const char *first, const char *second)
{
    return !value || strcmp(value, first) == 0 || strcmp(value, second) == 0;
}

static bool is_date(const char *value)
{
    static const char shape[] = "0000-00-00";
    if (!value) return true;
    if (strlen(value) != sizeof(shape) - 1) return false;
    for (size_t i = 0; shape[i]; i++) {
        if (shape[i] == '0' ? value[i] < '0' || value[i] > '9' : value[i] != shape[i]) return false;
    }
    const int year = (int)strtol(value, NULL, 10);
    const int month = (int)strtol(value + 5, NULL, 10);
    return clock_is_day(year, month, (int)strtol(value + 8, NULL, 10));
}

static bool is_number(const char *value)
{
    return value && *value && value[strspn(value, "0123456789")] == '\0';
}

static bool is_let_in(const sdp_json *fields, const char *key, answer *out)
{
    const char *user = json_text_at(fields, "userid");
    const char *given = json_text_at(fields, "api_key");
    if (is_number(user) && given && *given && (!key || strcmp(given, key) == 0)) return true;
    neucrm_fail(out, "Invalid userid or api_key", NULL);
    return false;
}

/* Whether a field belongs to the form: it is the login, an id of the path's kind, or a member of the input. */
static bool is_known(const sdp_operation *operation, const char *name)
{
    if (strcmp(name, "userid") == 0 || strcmp(name, "api_key") == 0) return true;
    if (strcmp(name, "customerid") == 0) return strcmp(sdp_operation_name(operation), "neucrm.create") != 0;
    const sdp_field *field = sdp_type_field_by_name(sdp_operation_input_type(operation), name);
    return field && !(sdp_field_flags(field) & SDP_FIELD_READ_ONLY);
}

/* Which of the two numbers a customer can go without is not told. */
static bool lacks_owner(const sdp_operation *operation, const sdp_json *fields, answer *out)
{
    bool creates = strcmp(sdp_operation_name(operation), "neucrm.create") == 0;
    if (!out->strict || !creates || (json_has(fields, "ispid") && json_has(fields, "resellerid"))) return false;
    neucrm_fail(out, GUESS_WORDS, "a customer without ispid or without resellerid");
    out->http = 501;
    return true;
}

static bool check(const sdp_operation *operation, const sdp_json *fields, answer *out)
{
    const sdp_type *type = sdp_operation_input_type(operation);
    for (const sdp_json *field = sdp_json_first(fields); field; field = sdp_json_next(field)) {
        if (is_known(operation, sdp_json_name(field))) continue;
        neucrm_fail(out, "Unknown parameter", sdp_json_name(field));
        return false;
    }
    for (size_t i = 0; sdp_type_field(type, i); i++) {
        const char *name = sdp_field_name(sdp_type_field(type, i));
        const char *value = json_text_at(fields, name);
        if (!sdp_operation_requires(operation, name) || (value && *value)) continue;
        neucrm_fail(out, "Missing parameter", name);
        return false;
    }
    const char *wrong = NULL;
    if (!is_one_of(json_text_at(fields, "type"), "Individual", "Organisation")) wrong = "type";
    if (!is_one_of(json_text_at(fields, "reset_password"), "Y", "N")) wrong = "reset_password";
    if (!is_date(json_text_at(fields, "dob"))) wrong = "dob";
    if (!is_date(json_text_at(fields, "created_from"))) wrong = "created_from";
    if (!is_date(json_text_at(fields, "created_upto"))) wrong = "created_upto";
    if (wrong) neucrm_fail(out, "Invalid value", wrong);
    return !wrong && !lacks_owner(operation, fields, out);
}

/* Lays the fields over a customer and keeps it. */
static bool keep(store *in, sdp_json *customer, const sdp_json *fields)
{
    bool good = true;
    const sdp_type *type = sdp_type_by_name(NOUN);
    for (const sdp_json *field = sdp_json_first(fields); field && good; field = sdp_json_next(field)) {
        const char *name = sdp_json_name(field);
        bool kept = sdp_type_field_by_name(type, name) && strcmp(name, "customerid") != 0;
        if (kept && strcmp(name, "reset_password") != 0) good = json_put_copy(customer, name, field);
    }
    char *printed = NULL;
    if (!good || sdp_json_print(customer, 0, &printed) != SDP_OK) return false;
    stored made = {
        .noun = NOUN, .id = json_text_at(customer, "id"), .name = json_text_at(customer, "name"), .document = printed};
    good = store_put(in, &made);
    sdp_text_free(printed);
    return good;
}

/* A customer with all members that the library's table has, but for those of requests alone. */
static sdp_json *blank(const char *id)
{
    char today[16];
    sdp_json *made = NULL;
    time_t now = (time_t)(clock_now() / 1000);
    struct tm at = {0};
    gmtime_r(&now, &at);
    strftime(today, sizeof(today), "%Y-%m-%d", &at);
    bool good = sdp_json_new(SDP_JSON_OBJECT, &made) == SDP_OK;
    const sdp_type *type = sdp_type_by_name(NOUN);
    for (size_t i = 0; sdp_type_field(type, i) && good; i++) {
        const char *name = sdp_field_name(sdp_type_field(type, i));
        if (strcmp(name, "customerid") == 0 || strcmp(name, "reset_password") == 0) continue;
        good = json_put_new(made, name, SDP_JSON_NULL);
    }
    if (good && json_put_number(made, "id", id) && json_put_text(made, "created", today)) return made;
    sdp_json_free(made);
    return NULL;
}

static void create(store *in, const sdp_json *fields, answer *out)
{
    char id[STORE_ID_SIZE];
    snprintf(id, sizeof(id), "%" PRId64, store_next(in, "neucrm", NEUCRM_FIRST_ID));
    sdp_json *customer = blank(id);
    if (customer && keep(in, customer, fields)) succeed(out, id);
    sdp_json_free(customer);
}

static void change(store *in, const sdp_json *fields, bool away, answer *out)
{
    const char *id = json_text_at(fields, "customerid");
    char *printed = id ? store_get(in, NOUN, id) : NULL;
    sdp_json *customer = json_parse(printed);
    free(printed);
    if (!id || !*id) {
        neucrm_fail(out, "Missing parameter", "customerid");
    } else if (!customer) {
        neucrm_fail(out, "Customer not found", NULL);
    } else if (away ? store_delete(in, NOUN, id) : keep(in, customer, fields)) {
        succeed(out, "\"done\"");
    }
    sdp_json_free(customer);
}

void neucrm_answer(store *in, const char *key, const sdp_operation *operation, request *from, answer *out)
{
    const char *verb = strchr(sdp_operation_name(operation), '.') + 1;
    sdp_json *fields = request_is_form(from) ? read_form(from) : NULL;
    out->content_type = "application/json";
    from->input = fields ? without_login(fields) : NULL;
    store_lock(in);
    if (!fields) {
        neucrm_fail(out, "The request is not a form", NULL);
    } else if (!is_let_in(fields, key, out) || !check(operation, fields, out)) {
        /* The failure is written. */
    } else if (strcmp(verb, "list") == 0) {
        neucrm_list(in, fields, out);
    } else if (strcmp(verb, "create") == 0) {
        create(in, fields, out);
    } else {
        change(in, fields, strcmp(verb, "delete") == 0, out);
    }
    const char *full = store_ceiling(in);
    if (out->body.size == 0) neucrm_fail(out, full ? full : "Internal error", NULL);
    store_unlock(in);
    sdp_json_free(fields);
}
