/*
 * Search criteria from text:
 *
 *     criteria   one { "and" one } | one { "or" one }
 *     one        "(" criteria ")" | MEMBER CONDITION values
 *     values     VALUE | VALUE "," VALUE | VALUE "and" VALUE | "(" VALUE { "," VALUE } ")"
 *
 * All of a text is one group of the builder, which unwraps it where it is one criterion. A mistake tells its column.
 */
#include <stdio.h>
#include <string.h>

#include "api/criteria.h"
#include "api/criteria_words.h"
#include "base/nearest.h"
#include "base/structs.h"
#include "base/text.h"
#include "base/times.h"
#include "call/criteria.h"

typedef struct reader {
    sdp_criteria *criteria;
    const sdpi_criterion *level; /* that the text is added to */
    const sdp_type *type;
    int32_t allow_unknown;
    const char *start;
    const char *at;
    size_t depth; /* of parentheses */
} reader;

/* One criterion that is being read. */
typedef struct part {
    sdpi_buffer field;
    int32_t kind; /* of the member */
    int32_t condition;
    sdp_json *values; /* an array */
} part;

static void skip_blanks(reader *r)
{
    r->at += strspn(r->at, SDPI_BLANKS);
}

/* Columns count characters, not bytes. */
static size_t column_of(const reader *r, const char *at)
{
    size_t column = 1;
    for (const char *byte = r->start; byte < at; byte++) column += (*byte & 0xC0) != 0x80;
    return column;
}

/* The text is one member of its level, and is added already or not at all. */
static sdp_status place(reader *r)
{
    sdpi_criterion before = *r->level;
    if (before.count > 0) before.count--;
    r->criteria->has_column = 1;
    return sdpi_criteria_place(r->criteria, &before);
}

static sdp_status fail(reader *r, const char *at, sdp_status status, const char *what)
{
    (void)sdpi_error_set(&r->criteria->error, status, NULL, "column %zu: %s", column_of(r, at), what);
    return place(r);
}

static sdp_status fail_quoting(reader *r, const char *at, const char *expected, const char *quoted)
{
    (void)sdpi_error_set(&r->criteria->error, SDP_E_VALUE, NULL, "column %zu: %s, not '%.60s'", column_of(r, at),
                         expected, quoted);
    return place(r);
}

static sdp_status out_of_memory(reader *r)
{
    (void)sdpi_error_no_memory(&r->criteria->error);
    return place(r);
}

/* The service finds nothing, and says nothing, where an object is compared to a text. */
static sdp_status no_name(reader *r, const char *at, const char *path, const sdp_type *type)
{
    const sdp_field *below = sdp_type_field_by_name(type, "value");
    if (below == NULL) below = sdp_type_field(type, 0);
    (void)sdpi_error_set(&r->criteria->error, SDP_E_VALUE, NULL,
                         "column %zu: '%.60s' is an object without a name: search for a member of it, such as %.60s.%s",
                         column_of(r, at), path, path, sdp_field_name(below));
    return place(r);
}

static sdp_status read_field(reader *r, part *p)
{
    const char *start = r->at;
    size_t size = sdpi_field_size(start);
    sdpi_searched found = {SDP_KIND_JSON, NULL};
    sdp_error error;
    if (size == 0) {
        return fail(r, start, SDP_E_UNKNOWN_FIELD, "the path of a member is missing, such as product_type.name");
    }
    sdpi_buffer_put(&p->field, start, size);
    if (p->field.status != SDP_OK) return out_of_memory(r);
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdp_status status = sdpi_searched_field(r->type, sdpi_buffer_string(&p->field), r->allow_unknown, &found, &error);
    if (status != SDP_OK) return fail(r, start, status, error.message);
    p->kind = found.kind;
    if (found.kind == SDP_KIND_OBJECT) {
        if (sdp_type_field_by_name(found.type, "name") == NULL) {
            return no_name(r, start, sdpi_buffer_string(&p->field), found.type);
        }
        sdpi_buffer_text(&p->field, ".name");
        p->kind = SDP_KIND_TEXT;
    }
    r->at += size;
    skip_blanks(r);
    return SDP_OK;
}

static sdp_status unknown_condition(reader *r)
{
    if (*r->at == '\0') {
        return fail(r, r->at, SDP_E_VALUE, "a condition and a value are missing, such as 'name contains Dell'");
    }
    char hint[SDPI_HINT_SIZE];
    size_t size = strcspn(r->at, SDPI_BLANKS);
    (void)sdpi_error_set(&r->criteria->error, SDP_E_VALUE, NULL,
                         "column %zu: '%.*s' begins no condition of the service%s", column_of(r, r->at),
                         (int)(size < 60 ? size : 60), r->at,
                         sdpi_hint(hint, sdp_condition_text(sdpi_meant_condition(r->at))));
    return place(r);
}

/* How the service takes a value of this kind: numbers and times are texts. */
static sdp_status make_value(reader *r, const part *p, const char *at, int quoted, const char *text, sdp_json **out)
{
    char digits[24];
    int64_t ms = 0;
    const int equality = p->condition == SDP_CONDITION_IS || p->condition == SDP_CONDITION_IS_NOT;
    const int is_null = !quoted && sdpi_same_word(text, "null");
    if (is_null && equality) return sdp_json_new(SDP_JSON_NULL, out);
    if (is_null && p->condition >= SDP_CONDITION_GREATER_THAN && p->condition <= SDP_CONDITION_NOT_BETWEEN) {
        return fail(r, at, SDP_E_VALUE, "null goes with 'is' and 'is not' alone; the word itself needs quotes");
    }
    if (p->kind == SDP_KIND_ID && !sdpi_is_id(text)) {
        return fail_quoting(r, at, "the member takes the digits of an id", text);
    }
    if ((p->kind == SDP_KIND_NUMBER || p->kind == SDP_KIND_INTEGER) && !sdpi_is_number(text)) {
        return fail_quoting(r, at, "the member takes a number", text);
    }
    if (p->kind == SDP_KIND_BOOL) {
        const int yes = sdpi_same_word(text, "true");
        if (!yes && !sdpi_same_word(text, "false")) {
            return fail_quoting(r, at, "the member takes true or false", text);
        }
        return sdp_json_new(yes ? SDP_JSON_TRUE : SDP_JSON_FALSE, out);
    }
    /* What kind a user-defined field has, nobody knows: a date is taken for a time, unless it stands in quotes. */
    if (p->kind == SDP_KIND_TIME && !quoted && sdpi_is_short_number(text)) {
        return fail_quoting(
            r, at, "the member takes a date such as 2027-01-31, or milliseconds; so few of them need quotes", text);
    }
    if (p->kind == SDP_KIND_TIME || (p->kind == SDP_KIND_JSON && !quoted && sdpi_is_date(text))) {
        if (sdp_time_parse(text, &ms) != SDP_OK) {
            return fail_quoting(r, at,
                                "the member takes milliseconds or a date in UTC such as 2027-01-31 or "
                                "2027-01-31T10:00:00Z",
                                text);
        }
        snprintf(digits, sizeof digits, "%lld", (long long)ms);
        text = digits;
    }
    return sdp_json_new_text(SDP_JSON_STRING, text, out);
}

static sdp_status add_value(reader *r, part *p, const char *at, int quoted, const char *text)
{
    sdp_json *made = NULL;
    sdp_status status = make_value(r, p, at, quoted, text, &made);
    if (r->criteria->error.status != SDP_OK) return status;
    if (status == SDP_OK) status = sdp_json_put(p->values, "[]", made);
    return status == SDP_OK ? SDP_OK : out_of_memory(r);
}

/* What a value without quotes cannot be: it would be searched for as it stands, where something else was meant. */
static sdp_status check_bare(reader *r, const char *start, size_t size, int32_t kind, int open)
{
    if (size == 0 || (kind != SDPI_VALUE_IN_LIST && sdpi_joins(start, r->type))) {
        return fail(r, start, SDP_E_VALUE, "the value is missing; one that reads like the next condition needs quotes");
    }
    if (open) return fail(r, start, SDP_E_VALUE, "a value with a parenthesis that stays open needs quotes");
    const char *what = NULL;
    const char *lookalike = sdpi_find_lookalike(start, size, r->type, &what);
    if (lookalike != NULL) return fail(r, lookalike, SDP_E_VALUE, what);
    if (sdpi_starts_sign(start)) {
        return fail(r, start, SDP_E_VALUE, "one condition is enough; a value that begins with a sign needs quotes");
    }
    const char *joint = sdpi_find_joint(start, size);
    if (joint == NULL) return SDP_OK;
    if (sdpi_is_word(joint, "and")) {
        return fail(r, joint, SDP_E_VALUE,
                    "behind 'and' a criterion is missing; a value that has the word needs quotes");
    }
    return fail(r, joint, SDP_E_VALUE,
                "behind 'or' stands no criterion: repeat the member and its condition there, or say 'in (a, b)'; a "
                "value that has the word needs quotes");
}

/* Reads a value and moves on behind it. */
static sdp_status read_value(reader *r, part *p, int32_t kind)
{
    sdpi_buffer value;
    sdp_status status = SDP_OK;
    skip_blanks(r);
    const char *start = r->at;
    const int quoted = *start == '"' || *start == '\'';
    sdpi_buffer_init(&value, &sdpi_default_allocator, SDPI_MAX_REQUEST);
    if (quoted) {
        const char *end = sdpi_read_quoted(start, &value);
        if (end == NULL) status = fail(r, start, SDP_E_VALUE, "the closing quote of the value is missing");
        r->at = end != NULL ? end : start;
    } else {
        int open = 0;
        const char *end = sdpi_value_end(start, kind, r->type, &open);
        size_t size = (size_t)(end - start);
        while (size > 0 && strchr(SDPI_BLANKS, start[size - 1]) != NULL) size--;
        sdpi_buffer_put(&value, start, size);
        status = check_bare(r, start, size, kind, open);
        r->at = end;
    }
    if (status == SDP_OK && value.status == SDP_E_LIMIT) {
        status = fail(r, start, SDP_E_LIMIT, "the value is longer than a request can be");
    } else if (status == SDP_OK && value.status != SDP_OK) {
        status = out_of_memory(r);
    }
    if (status == SDP_OK) status = add_value(r, p, start, quoted, sdpi_buffer_string(&value));
    sdpi_buffer_free(&value);
    skip_blanks(r);
    return status;
}

/* Nothing lies between 10 and 5. In which order texts are, the service knows alone. */
static sdp_status check_order(reader *r, const part *p, const char *at)
{
    int64_t low = 0;
    int64_t high = 0;
    if (p->kind != SDP_KIND_NUMBER && p->kind != SDP_KIND_INTEGER && p->kind != SDP_KIND_TIME) return SDP_OK;
    const sdp_json *first = sdp_json_first(p->values);
    if (!sdpi_whole_part(sdp_json_text(first), &low)) return SDP_OK;
    if (!sdpi_whole_part(sdp_json_text(sdp_json_next(first)), &high) || low <= high) return SDP_OK;
    return fail(r, at, SDP_E_VALUE, "the first of the two values is the larger one: nothing lies between them");
}

static sdp_status read_two(reader *r, part *p)
{
    static const char two[] = "two values are needed, such as 'between 10 and 20' or 'between 10, 20'";
    skip_blanks(r);
    const char *start = r->at;
    sdp_status status = read_value(r, p, SDPI_VALUE_OF_TWO);
    if (status != SDP_OK) return status;
    if (*r->at == ',') {
        r->at++;
    } else if (sdpi_is_word(r->at, "and")) {
        r->at += strlen("and");
    } else {
        return fail(r, r->at, SDP_E_VALUE, two);
    }
    skip_blanks(r);
    if (*r->at == '\0') return fail(r, r->at, SDP_E_VALUE, two);
    status = read_value(r, p, SDPI_VALUE_OF_TWO);
    if (status != SDP_OK) return status;
    const int more = *r->at == ',' || (*r->at != '\0' && *r->at != ')' && !sdpi_joins(r->at, r->type));
    return more ? fail(r, r->at, SDP_E_VALUE, two) : check_order(r, p, start);
}

static sdp_status read_list(reader *r, part *p)
{
    skip_blanks(r);
    if (*r->at != '(') return fail(r, r->at, SDP_E_VALUE, "the values of 'in' stand in parentheses: in (a, b)");
    do {
        r->at++;
        sdp_status status = read_value(r, p, SDPI_VALUE_IN_LIST);
        if (status != SDP_OK) return status;
    } while (*r->at == ',');
    if (*r->at != ')') return fail(r, r->at, SDP_E_VALUE, "the closing parenthesis of the values is missing");
    r->at++;
    skip_blanks(r);
    return SDP_OK;
}

static sdp_status read_part(reader *r, part *p)
{
    sdp_status status = read_field(r, p);
    if (status != SDP_OK) return status;
    const sdpi_written written = sdpi_find_condition(r->at);
    if (written.condition == 0) return unknown_condition(r);
    p->condition = written.condition;
    r->at += written.size;
    if (sdp_json_new(SDP_JSON_ARRAY, &p->values) != SDP_OK) return out_of_memory(r);
    if (written.has_list) return read_list(r, p);
    const int takes_two = p->condition == SDP_CONDITION_BETWEEN || p->condition == SDP_CONDITION_NOT_BETWEEN;
    return takes_two ? read_two(r, p) : read_value(r, p, SDPI_VALUE_ALONE);
}

static sdp_status read_criterion(reader *r, int32_t logical)
{
    part p = {.values = NULL};
    sdpi_buffer_init(&p.field, &sdpi_default_allocator, SDPI_MAX_REQUEST);
    sdp_status status = read_part(r, &p);
    if (status == SDP_OK && p.field.status != SDP_OK) status = out_of_memory(r);
    if (status == SDP_OK) {
        const sdp_json *value = sdp_json_count(p.values) == 1 ? sdp_json_first(p.values) : p.values;
        status = sdp_criteria_add_value(r->criteria, logical, sdpi_buffer_string(&p.field), p.condition, value);
    }
    sdp_json_free(p.values);
    sdpi_buffer_free(&p.field);
    return status;
}

static sdp_status read_list_of(reader *r);

static sdp_status read_one(reader *r, int32_t logical)
{
    const char *start = r->at;
    if (*start != '(') return read_criterion(r, logical);
    /* The whole text is a group too. */
    if (r->criteria->depth >= SDPI_MAX_CRITERIA_DEPTH) {
        return fail(r, start, SDP_E_LIMIT, "parentheses are nested too deeply: 15 may stand inside one another");
    }
    sdp_status status = sdp_criteria_open(r->criteria, logical);
    r->at++;
    r->depth++;
    if (status == SDP_OK) status = read_list_of(r);
    if (status != SDP_OK) return status;
    if (*r->at != ')') return fail(r, start, SDP_E_VALUE, "the parenthesis is not closed");
    r->at++;
    r->depth--;
    skip_blanks(r);
    return sdp_criteria_close(r->criteria);
}

static sdp_status read_list_of(reader *r)
{
    int32_t joined = 0;
    skip_blanks(r);
    sdp_status status = read_one(r, SDP_AND);
    while (status == SDP_OK && *r->at != '\0' && (*r->at != ')' || r->depth == 0)) {
        const char *word = r->at;
        if (*word == ')') {
            return fail(r, word, SDP_E_VALUE, "no parenthesis is open here; a value that has one needs quotes");
        }
        const int32_t logical = sdpi_is_word(word, "and") ? SDP_AND : sdpi_is_word(word, "or") ? SDP_OR : 0;
        if (logical == 0) {
            const char *what = sdpi_operator_mistake(word);
            if (what == NULL) what = "something stands behind the value, but neither and nor or";
            return fail(r, word, SDP_E_VALUE, what);
        }
        if (joined != 0 && joined != logical) {
            return fail(r, word, SDP_E_VALUE, "'and' and 'or' are mixed: parentheses say what belongs together");
        }
        joined = logical;
        r->at += logical == SDP_AND ? strlen("and") : strlen("or");
        skip_blanks(r);
        status = read_one(r, logical);
    }
    return status;
}

sdp_status sdp_criteria_parse(sdp_criteria *criteria, int32_t logical, const char *text, const sdp_type *type,
                              int32_t flags)
{
    if (criteria == NULL) return SDP_E_ARGUMENT;
    reader r = {criteria, criteria->level, type, flags & SDP_ALLOW_UNKNOWN, text, text, 0};
    sdp_status status = sdp_criteria_open(criteria, logical);
    if (status != SDP_OK) return status;
    if (sdpi_check_flags(flags, SDP_ALLOW_UNKNOWN, &criteria->error) != SDP_OK) return place(&r);
    if (text == NULL) {
        (void)sdpi_error_set(&criteria->error, SDP_E_ARGUMENT, NULL, "the text is NULL");
        return place(&r);
    }
    if (!sdpi_is_utf8(text, strlen(text))) return fail(&r, text, SDP_E_UTF8, "the text is not UTF-8");
    status = read_list_of(&r);
    return status == SDP_OK ? sdp_criteria_close(criteria) : status;
}
