#include "udf_value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sdp/reflect.h>

/* Whole numbers of so many digits are compared exactly, and times of so many milliseconds can be shown. */
#define MOST_DIGITS 18
#define MOST_TIME_DIGITS 15

static bool is_whole(const char *digits, size_t most)
{
    size_t length = strlen(digits + (*digits == '-'));
    return length > 0 && length <= most && strspn(digits + (*digits == '-'), "0123456789") == length;
}

/* A number is kept as it was written, digit by digit; a text may stand for it. */
static int write_number(const sdp_json *value, bool whole, text *to)
{
    sdp_json *number = NULL;
    const char *literal = sdp_json_text(value);
    if (!literal || sdp_json_new_text(SDP_JSON_NUMBER, literal, &number) != SDP_OK) return CODE_TYPE_MISMATCH;
    bool fits = !whole || is_whole(literal, MOST_DIGITS);
    if (fits) text_puts(to, literal);
    sdp_json_free(number);
    return fits ? 0 : CODE_TYPE_MISMATCH;
}

static int write_time(const sdp_json *value, bool with_clock, text *to)
{
    char shown[40];
    const char *ms = json_text_at(value, "value");
    if (!ms || !is_whole(ms, MOST_TIME_DIGITS)) return CODE_TYPE_MISMATCH;
    int64_t moment = strtoll(ms, NULL, 10);
    json_show_time(moment, with_clock, shown);
    text_printf(to, "{\"display_value\":\"%s\",\"value\":\"%" PRId64 "\"}", shown, moment);
    return 0;
}

/* Something before and behind one @, and no blanks. */
static bool is_email(const char *string)
{
    const char *at = strchr(string, '@');
    return at && at != string && at[1] && !strchr(at + 1, '@') && strcspn(string, " \t\r\n") == strlen(string);
}

/* A scheme, "://", and something behind it. */
static bool is_url(const char *string)
{
    const char *rest = strstr(string, "://");
    return rest && rest != string && rest[3] && strcspn(string, " \t\r\n") == strlen(string);
}

static bool is_phone(const char *string)
{
    return string[strspn(string, "+-()./x 0123456789")] == '\0' && strpbrk(string, "0123456789");
}

static int write_text(const udf_field *is, const sdp_json *value, text *to)
{
    const char *string = sdp_json_text(value);
    bool fits = sdp_json_kind(value) == SDP_JSON_STRING && string;
    if (fits && is->type == UDF_TEXT) fits = !strpbrk(string, "\r\n");
    if (fits && is->type == UDF_EMAIL) fits = is_email(string);
    if (fits && is->type == UDF_URL) fits = is_url(string);
    if (fits && is->type == UDF_PHONE) fits = is_phone(string);
    if (!fits) return CODE_TYPE_MISMATCH;
    if (is->choices && !udf_has_choice(is, string)) return CODE_NO_SUCH_REFERENCE;
    text_json(to, string);
    return 0;
}

static int write_texts(const udf_field *is, const sdp_json *value, text *to)
{
    int code = sdp_json_kind(value) == SDP_JSON_ARRAY ? 0 : CODE_TYPE_MISMATCH;
    text_puts(to, "[");
    for (const sdp_json *item = sdp_json_first(value); item && code == 0; item = sdp_json_next(item)) {
        if (item != sdp_json_first(value)) text_puts(to, ",");
        code = write_text(is, item, to);
    }
    text_puts(to, "]");
    return code;
}

/* Writes a value as it is kept. Returns 0, or the code of the reason why it does not fit. */
static int write_value(const udf_field *is, const sdp_json *value, text *to)
{
    int32_t kind = sdp_json_kind(value);
    if (kind == SDP_JSON_NULL) {
        text_puts(to, "null");
        return 0;
    }
    switch (udf_kind(is)) {
    case SDP_KIND_BOOL:
        text_puts(to, kind == SDP_JSON_TRUE ? "true" : "false");
        return kind == SDP_JSON_TRUE || kind == SDP_JSON_FALSE ? 0 : CODE_TYPE_MISMATCH;
    case SDP_KIND_INTEGER:
    case SDP_KIND_NUMBER:
        return write_number(value, is->type == UDF_INTEGER, to);
    case SDP_KIND_TIME:
        return write_time(value, is->type == UDF_DATETIME, to);
    case SDP_KIND_TEXTS:
        return write_texts(is, value, to);
    default:
        return write_text(is, value, to);
    }
}

void udf_check(const udf_fields *declared, const char *noun, const sdp_json *given, const char *path, answer *problems)
{
    int32_t kind = sdp_json_kind(given);
    if (kind != SDP_JSON_OBJECT && kind != SDP_JSON_NULL) answer_problem(problems, CODE_TYPE_MISMATCH, path, NULL);
    if (kind != SDP_JSON_OBJECT) return;
    for (const sdp_json *member = sdp_json_first(given); member; member = sdp_json_next(member)) {
        const udf_field *field = udf_find(declared, noun, sdp_json_name(member));
        text name = {0};
        text kept = {0};
        text_printf(&name, "%s.%s", path, sdp_json_name(member));
        int code = field ? write_value(field, member, &kept) : CODE_GENERIC;
        const char *why = !field ? "EXTRA_KEY_FOUND_IN_JSON" : code == CODE_NO_SUCH_REFERENCE ? "no such choice" : NULL;
        if (code) answer_problem(problems, code, text_get(&name), why);
        text_free(&kept);
        text_free(&name);
    }
}

/* Writes every declared field; see udf_put(). */
static void write_all(const udf_fields *declared, const char *noun, const sdp_json *old, const sdp_json *given,
                      text *to)
{
    const udf_field *first = udf_next(declared, noun, NULL);
    text_puts(to, "{");
    for (const udf_field *field = first; field; field = udf_next(declared, noun, field)) {
        const sdp_json *value = sdp_json_member(given, field->name);
        if (!value) value = sdp_json_member(old, field->name);
        text_printf(to, "%s\"%s\":", field == first ? "" : ",", field->name);
        if (!value) text_puts(to, "null");
        if (value && write_value(field, value, to) != 0) to->failed = true;
    }
    text_puts(to, "}");
}

bool udf_put(const udf_fields *declared, const char *noun, sdp_json *document, const sdp_json *given)
{
    text printed = {0};
    bool cleared = given && sdp_json_kind(given) == SDP_JSON_NULL;
    write_all(declared, noun, cleared ? NULL : sdp_json_member(document, UDF_MEMBER), given, &printed);
    bool good = !printed.failed && json_put_printed(document, UDF_MEMBER, text_get(&printed));
    text_free(&printed);
    return good;
}

typedef struct settling {
    const udf_fields *declared;
    const char *noun;
    text *problem;
} settling;

/* A field that is not declared may be there as long as it holds nothing: it is left out then. */
static bool check_kept(const settling *by, const char *id, const sdp_json *fields)
{
    for (const sdp_json *member = sdp_json_first(fields); member; member = sdp_json_next(member)) {
        const udf_field *field = udf_find(by->declared, by->noun, sdp_json_name(member));
        text kept = {0};
        bool fits = field ? write_value(field, member, &kept) == 0 : sdp_json_kind(member) == SDP_JSON_NULL;
        text_free(&kept);
        if (fits) continue;
        text_printf(by->problem, "%s %s: " UDF_MEMBER ".%s %s", by->noun, id, sdp_json_name(member),
                    field ? "does not fit its type" : "is not declared");
        return false;
    }
    return true;
}

static char *settle_one(void *data, const char *id, const char *document)
{
    const settling *by = data;
    char *printed = NULL;
    sdp_json *whole = json_parse(document);
    if (check_kept(by, id, sdp_json_member(whole, UDF_MEMBER)) && whole &&
        udf_put(by->declared, by->noun, whole, NULL)) {
        printed = json_print(whole);
    } else {
        sdp_json_free(whole);
    }
    return printed;
}

bool udf_settle(const udf_fields *declared, store *in, text *problem)
{
    for (const udf_field *field = udf_next(declared, NULL, NULL); field; field = udf_next(declared, NULL, field)) {
        if (field != udf_next(declared, field->noun, NULL)) continue; /* one round for each noun */
        settling by = {.declared = declared, .noun = field->noun, .problem = problem};
        text empty = {0};
        write_all(declared, field->noun, NULL, NULL, &empty);
        bool good = !empty.failed && store_rewrite(in, field->noun, "$." UDF_MEMBER, text_get(&empty), settle_one, &by);
        text_free(&empty);
        if (!good) return false;
    }
    return true;
}
