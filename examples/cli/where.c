#include "where.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "fields.h"
#include "json.h"
#include "nearest.h"
#include "set.h"
#include "text.h"
#include "times.h"

/* The conditions of the service. */
static const struct condition {
    const char *name;
    const char *sign;
    bool two_values;
} conditions[] = {
    {"is", "=", false},           {"is not", "!=", false},
    {"greater than", ">", false}, {"greater or equal", ">=", false},
    {"lesser than", "<", false},  {"lesser or equal", "<=", false},
    {"between", NULL, true},      {"not between", NULL, true},
    {"starts with", NULL, false}, {"ends with", NULL, false},
    {"contains", "~", false},     {"not contains", "!~", false},
};

#define CONDITIONS (sizeof(conditions) / sizeof(conditions[0]))
#define SIGNS "=!<>~"
#define BLANKS " \t\r\n"

const char *condition_at(size_t index, const char **sign)
{
    if (index >= CONDITIONS) return NULL;
    *sign = conditions[index].sign;
    return conditions[index].name;
}

static int unreadable(const char *condition, const char *why)
{
    return complain(SDP_E_ARGUMENT, "--where", "--where '%.100s': %s", condition, why);
}

/* The first words of a text, as many as `like` has. */
static void take_words(const char *from, const char *like, text *to)
{
    for (; like != NULL; like = strchr(like, ' '), like = like != NULL ? like + 1 : NULL) {
        size_t size = strcspn(from, BLANKS);
        if (to->size > 0) text_puts(to, " ");
        text_put(to, from, size);
        from += size;
        from += strspn(from, BLANKS);
    }
}

/* How many bytes of `at` are the words of the condition, with any blanks between them; 0 where they are not there. */
static size_t match_words(const char *at, const char *words)
{
    const char *start = at;
    for (; *words != '\0'; words++) {
        if (*words == ' ') {
            if (strspn(at, BLANKS) == 0) return 0;
            at += strspn(at, BLANKS);
        } else if ((*at | 0x20) == *words) {
            at++;
        } else {
            return 0;
        }
    }
    return *at == '\0' || strchr(BLANKS, *at) != NULL ? (size_t)(at - start) : 0;
}

static const struct condition *find_condition(const char **at)
{
    const struct condition *longest = NULL;
    size_t size = 0;
    for (size_t i = 0; i < CONDITIONS; i++) {
        size_t found = match_words(*at, conditions[i].name);
        if (found <= size) continue;
        size = found;
        longest = &conditions[i];
    }
    if (longest != NULL) {
        *at += size;
        return longest;
    }
    size = strspn(*at, SIGNS);
    for (size_t i = 0; i < CONDITIONS; i++) {
        if (conditions[i].sign == NULL || strlen(conditions[i].sign) != size) continue;
        if (memcmp(*at, conditions[i].sign, size) != 0) continue;
        *at += size;
        return &conditions[i];
    }
    return NULL;
}

static int unknown_condition(const char *condition, const char *at)
{
    const char *best = NULL;
    size_t distance = SIZE_MAX;
    if (*at == '\0') return unreadable(condition, "a condition and a value are missing, such as 'name contains Dell'");
    for (size_t i = 0; i < CONDITIONS; i++) {
        text words = {0};
        take_words(at, conditions[i].name, &words);
        nearest hint = nearest_to(text_get(&words));
        nearest_offer(&hint, conditions[i].name);
        if (hint.best != NULL && hint.distance < distance) {
            best = conditions[i].name;
            distance = hint.distance;
        }
        text_free(&words);
    }
    return complain(SDP_E_VALUE, "--where", "--where '%.100s': '%.*s' begins no condition of the service%s%s%s",
                    condition, (int)(strcspn(at, BLANKS) % 60), at,
                    best != NULL ? "; did you mean '" : "; see sdp --help", best != NULL ? best : "",
                    best != NULL ? "'?" : "");
}

/* Reads a value, in quotes or up to `end`, and moves on behind it. */
static bool take_value(const char **at, const char *end, text *value)
{
    *at += strspn(*at, BLANKS);
    char quote = **at;
    if (quote != '"' && quote != '\'') {
        size_t size = strcspn(*at, end);
        const char *next = *at + size;
        while (size > 0 && strchr(BLANKS, (*at)[size - 1]) != NULL) size--;
        text_put(value, *at, size);
        *at = next;
        return size > 0;
    }
    for (++*at; **at != quote; ++*at) {
        if (**at == '\\' && ((*at)[1] == quote || (*at)[1] == '\\')) ++*at;
        if (**at == '\0') return false;
        text_put(value, *at, 1);
    }
    ++*at;
    *at += strspn(*at, BLANKS);
    return true;
}

/* Values are texts, and times texts of milliseconds, as the service has them in searches; truth values are JSON's. */
static int add_value(sdp_json *criterion, const char *member, const char *field, int32_t kind, const char *value)
{
    sdp_json *made = NULL;
    if (kind == SDP_KIND_NUMBER || kind == SDP_KIND_INTEGER) {
        int status = convert_value("--where", field, kind, value, &made); /* only to check it */
        sdp_json_free(made);
        if (status != STATUS_DONE) return status;
        kind = SDP_KIND_TEXT;
    }
    if (kind == SDP_KIND_ID) kind = SDP_KIND_TEXT; /* a part of an id can be searched for */
    int status = convert_value("--where", field, kind, value, &made);
    if (status == STATUS_DONE) json_put(criterion, member, made);
    return status;
}

static int read_values(const char *condition, const struct condition *found, const char *at, const char *field,
                       int32_t kind, sdp_json *criterion)
{
    text first = {0};
    text second = {0};
    int status = STATUS_DONE;
    bool good = take_value(&at, found->two_values ? "," : "", &first);
    if (!good) {
        status = unreadable(condition, "the value is missing, or its closing quote is");
    } else if (found->two_values) {
        good = *at == ',';
        if (good) at++;
        good = good && take_value(&at, ",", &second) && *at == '\0';
        if (!good) status = unreadable(condition, "two values are needed, separated by a comma");
    } else if (*at != '\0') {
        status = unreadable(condition, "something stands behind the closing quote");
    }
    if (status == STATUS_DONE) {
        status = add_value(criterion, found->two_values ? "values[]" : "value", field, kind, text_get(&first));
    }
    if (status == STATUS_DONE && found->two_values) {
        status = add_value(criterion, "values[]", field, kind, text_get(&second));
    }
    text_free(&first);
    text_free(&second);
    return status;
}

static int read_criterion(const sdp_type *type, const char *condition, bool allow_unknown, sdp_json *criterion)
{
    const path_rules rules = {"--where", false, allow_unknown};
    const char *at = condition + strspn(condition, BLANKS);
    size_t size = strcspn(at, BLANKS SIGNS);
    text field = {0};
    place where;
    text_put(&field, at, size);
    int status = follow_path(type, text_get(&field), &rules, &where);
    if (status == STATUS_DONE && where.kind == SDP_KIND_OBJECT && short_member(where.type) != NULL) {
        text_printf(&field, ".%s", short_member(where.type));
        where.kind = SDP_KIND_TEXT;
    }
    at += size;
    at += strspn(at, BLANKS);
    const char *words = at;
    const struct condition *found = status == STATUS_DONE ? find_condition(&at) : NULL;
    if (status == STATUS_DONE && found == NULL) status = unknown_condition(condition, words);
    if (status == STATUS_DONE && found != NULL) {
        json_put_text(criterion, "field", text_get(&field));
        json_put_text(criterion, "condition", found->name);
        status = read_values(condition, found, at, text_get(&field), where.kind, criterion);
    }
    text_free(&field);
    return status;
}

int where_read(const sdp_type *type, const char *condition, bool allow_unknown, sdp_json **out)
{
    sdp_json *criterion = json_new(SDP_JSON_OBJECT);
    int status = read_criterion(type, condition, allow_unknown, criterion);
    if (status != STATUS_DONE) {
        sdp_json_free(criterion);
        criterion = NULL;
    }
    *out = criterion;
    return status;
}
