#include "criteria.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "guess.h"
#include "udf.h"

#define MOST_VALUES 2000
#define MOST_DEPTH 20
#define MOST_PATH 200
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

typedef enum shape { EQUAL, COMPARE, BETWEEN, CONTAINS, STARTS, ENDS } shape;

static const struct condition {
    const char *name;
    shape shape;
    const char *sign;
    bool negated;
} conditions[] = {
    {"is", EQUAL, "=", false},
    {"is not", EQUAL, "=", true},
    {"greater than", COMPARE, ">", false},
    {"greater or equal", COMPARE, ">=", false},
    {"lesser than", COMPARE, "<", false},
    {"lesser or equal", COMPARE, "<=", false},
    {"between", BETWEEN, NULL, false},
    {"not between", BETWEEN, NULL, true},
    {"contains", CONTAINS, NULL, false},
    {"not contains", CONTAINS, NULL, true},
    {"starts with", STARTS, NULL, false},
    {"ends with", ENDS, NULL, false},
};

/* A member that is searched or sorted by: how SQL reads it, and how it compares. */
typedef struct column {
    char path[MOST_PATH]; /* of json_extract; empty: a column of the table */
    const char *name;     /* that column */
    enum { AS_TEXT, AS_NUMBER, AS_TRUTH, AS_ID } as;
} column;

typedef struct reader {
    query *query;
    const sdp_type *type;
    answer *problems;
} reader;

static bool refuse(answer *problems, const char *field, const char *why)
{
    answer_problem(problems, CODE_NO_SUCH_REFERENCE, field, why);
    return false;
}

/* The kind of a member by its table or, below udf_fields, by its declaration; `*type` becomes that of what it holds. 0 where
   there is no such member. */
static int32_t kind_of_member(const sdp_type **type, const char **udf_of, const char *name, const answer *problems)
{
    const char *noun = sdp_type_name(*type);
    const sdp_field *field = sdp_field_by_name(*type, name);
    if (*udf_of) {
        const udf_field *declared = udf_find(problems->udf, *udf_of, name);
        *udf_of = NULL;
        return declared ? udf_kind(declared) : 0;
    }
    *type = sdp_field_type(field);
    if (strcmp(name, UDF_MEMBER) != 0 || !udf_declares(problems->udf, noun)) return sdp_field_kind(field);
    *udf_of = noun;
    return SDP_KIND_OBJECT;
}

/* Follows a dotted path through the tables of types. An object stands for its name, or for its id where the
   value asks for that; open JSON may be entered by any name, and so may user-defined fields of which none is declared. */
static bool find_column(const sdp_type *type, const char *path, bool by_id, const answer *problems, column *out)
{
    char copy[MOST_PATH / 2];
    int32_t kind = SDP_KIND_OBJECT;
    *out = (column){.as = AS_TEXT};
    if (strlen(path) >= sizeof(copy)) return false;
    snprintf(copy, sizeof(copy), "%s", path);
    size_t length = (size_t)snprintf(out->path, sizeof(out->path), "$");
    char *rest = NULL;
    const char *udf_of = NULL; /* the noun whose declared fields come next */
    for (char *part = strtok_r(copy, ".", &rest); part; part = strtok_r(NULL, ".", &rest)) {
        if (kind == SDP_KIND_TIME && strcmp(part, "value") == 0) continue;
        /* Which item of a list would be meant is not documented. */
        if (kind == SDP_KIND_LIST || kind == SDP_KIND_TEXTS) return false;
        if (kind != SDP_KIND_JSON && kind != SDP_KIND_UDF) {
            kind = kind_of_member(&type, &udf_of, part, problems);
            if (kind == 0) return false;
        }
        if (part[strspn(part, LETTERS)] != '\0') return false;
        length += (size_t)snprintf(out->path + length, sizeof(out->path) - length, ".%s", part);
        if (length + sizeof(".value") >= sizeof(out->path)) return false;
    }
    if (length == 1 || udf_of || kind == SDP_KIND_LIST || kind == SDP_KIND_TEXTS) return false;
    const char *last = kind == SDP_KIND_TIME ? ".value" : kind != SDP_KIND_OBJECT ? "" : by_id ? ".id" : ".name";
    snprintf(out->path + length, sizeof(out->path) - length, "%s", last);
    if (kind == SDP_KIND_TIME || kind == SDP_KIND_NUMBER || kind == SDP_KIND_INTEGER) out->as = AS_NUMBER;
    if (kind == SDP_KIND_BOOL) out->as = AS_TRUTH;
    if (kind == SDP_KIND_ID || (kind == SDP_KIND_OBJECT && by_id)) out->as = AS_ID;
    if (strcmp(out->path, "$.id") == 0) out->name = "id";
    if (strcmp(out->path, "$.name") == 0) out->name = "name";
    return true;
}

/* Makes room for a bound value and returns it; its place is query->value_count. */
static store_value *new_value(query *to)
{
    if (to->value_count >= MOST_VALUES) return NULL;
    store_value *values = realloc(to->values, (to->value_count + 1) * sizeof(*values));
    if (!values) return NULL;
    to->values = values;
    values[to->value_count] = (store_value){.kind = STORE_NULL};
    return &values[to->value_count++];
}

static bool bind_text(query *to, const char *string)
{
    store_value *value = new_value(to);
    if (!value) return false;
    value->text = strdup(string);
    value->kind = STORE_TEXT;
    return value->text != NULL;
}

/* Writes how SQL reads the column. */
static bool write_column(query *asked, text *to, const column *from, bool as_number)
{
    if (as_number) text_puts(to, "CAST(");
    if (from->name) {
        text_puts(to, from->name);
    } else {
        if (!bind_text(asked, from->path)) return false;
        text_printf(to, "json_extract(document, ?%zu)", asked->value_count);
    }
    if (as_number) text_puts(to, " AS NUMERIC)");
    return true;
}

static bool bind_number(query *to, const char *string)
{
    char *end = NULL;
    store_value *value = new_value(to);
    if (!value || !string || !*string) return false;
    if (strspn(string[0] == '-' ? string + 1 : string, "0123456789") + (string[0] == '-') == strlen(string) &&
        strlen(string) < 19) {
        value->kind = STORE_INTEGER;
        value->integer = strtoll(string, &end, 10);
    } else {
        value->kind = STORE_REAL;
        value->real = strtod(string, &end);
    }
    return *end == '\0';
}

/* Binds a value from outside in the manner of its column; an object is looked into for its id or name. */
static bool bind_operand(query *to, const column *by, bool as_number, const sdp_json *value)
{
    if (sdp_json_kind(value) == SDP_JSON_OBJECT) {
        const sdp_json *id = sdp_json_member(value, "id");
        value = id ? id : sdp_json_member(value, "name");
    }
    int32_t kind = sdp_json_kind(value);
    const char *string = sdp_json_text(value);
    if (kind == SDP_JSON_NULL) return new_value(to) != NULL;
    if (kind == SDP_JSON_TRUE || kind == SDP_JSON_FALSE || by->as == AS_TRUTH) {
        bool yes = kind == SDP_JSON_TRUE || (string && strcmp(string, "true") == 0);
        bool no = kind == SDP_JSON_FALSE || (string && strcmp(string, "false") == 0);
        if (by->as != AS_TRUTH || yes == no) return false;
        return bind_number(to, yes ? "1" : "0");
    }
    if (as_number) return bind_number(to, string);
    return string && bind_text(to, string);
}

static bool write_test(query *asked, text *to, const column *by, const struct condition *what, const sdp_json *value)
{
    bool as_number = by->as == AS_NUMBER || (by->as == AS_ID && (what->shape == COMPARE || what->shape == BETWEEN));
    if (what->shape >= CONTAINS) as_number = false;
    text read = {0};
    bool good = write_column(asked, &read, by, as_number) && bind_operand(asked, by, as_number, value);
    const char *column_sql = text_get(&read);
    size_t at = asked->value_count;
    bool null = good && asked->values[at - 1].kind == STORE_NULL;
    if (null && what->shape != EQUAL) good = false;
    switch (what->shape) {
    case EQUAL:
        text_printf(to, null ? "%s IS ?%zu" : "%s = ?%zu COLLATE NOCASE", column_sql, at);
        break;
    case COMPARE:
    case BETWEEN:
        text_printf(to, "%s %s ?%zu COLLATE NOCASE", column_sql, what->sign, at);
        break;
    case CONTAINS:
        text_printf(to, "instr(lower(%s), lower(?%zu)) > 0", column_sql, at);
        break;
    case STARTS:
        text_printf(to, "lower(substr(%s, 1, length(?%zu))) = lower(?%zu)", column_sql, at, at);
        break;
    case ENDS:
        text_printf(to, "lower(substr(%s, -length(?%zu))) = lower(?%zu)", column_sql, at, at);
        break;
    }
    text_free(&read);
    return good;
}

/* Several values are alternatives; `between` takes exactly two. A member that is null is not equal to a text
   and does not contain it, so the negated conditions hold for it. */
static bool write_tests(query *asked, text *to, const column *by, const struct condition *what, const sdp_json *values)
{
    bool many = sdp_json_kind(values) == SDP_JSON_ARRAY;
    size_t count = many ? sdp_json_count(values) : 1;
    if (count == 0 || (what->shape == BETWEEN && count != 2)) return false;
    bool good = true;
    size_t position = 0;
    text_puts(to, what->negated ? "((" : "(");
    for (const sdp_json *value = many ? sdp_json_first(values) : values; value && good; position++) {
        struct condition one = *what;
        if (what->shape == BETWEEN) one.sign = position ? "<=" : ">=";
        if (position) text_puts(to, what->shape == BETWEEN ? " AND " : " OR ");
        good = write_test(asked, to, by, &one, value);
        value = many ? sdp_json_next(value) : NULL;
    }
    text_puts(to, what->negated ? ") IS NOT 1)" : ")");
    return good;
}

static const struct condition *find_condition(const char *name)
{
    for (size_t i = 0; name && i < sizeof(conditions) / sizeof(conditions[0]); i++) {
        if (strcasecmp(conditions[i].name, name) == 0) return &conditions[i];
    }
    return NULL;
}

static bool known_members(const reader *in, const sdp_json *criterion)
{
    static const char *const names[] = {"field", "condition", "value", "values", "logical_operator", "children"};
    for (const sdp_json *member = sdp_json_first(criterion); member; member = sdp_json_next(member)) {
        bool known = false;
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            if (strcmp(names[i], sdp_json_name(member)) == 0) known = true;
        }
        if (!known) {
            answer_problem(in->problems, CODE_GENERIC, sdp_json_name(member), "EXTRA_KEY_FOUND_IN_JSON");
            return false;
        }
    }
    return true;
}

/* The condition that a criterion states by itself, without its children. */
static bool write_own(const reader *in, const sdp_json *criterion, text *to)
{
    const char *field = sdp_json_text(sdp_json_member(criterion, "field"));
    const struct condition *what = find_condition(sdp_json_text(sdp_json_member(criterion, "condition")));
    const sdp_json *values = sdp_json_member(criterion, "values");
    if (!values) values = sdp_json_member(criterion, "value");
    const sdp_json *first = sdp_json_kind(values) == SDP_JSON_ARRAY ? sdp_json_first(values) : values;
    column by;
    if (!field || !find_column(in->type, field, sdp_json_member(first, "id") != NULL, in->problems, &by)) {
        return refuse(in->problems, field ? field : "field", "no such member can be searched by");
    }
    if (guess_refuse_field(in->type, field, in->problems)) return false;
    if (!what) return refuse(in->problems, "condition", "no such condition");
    if (!values || !write_tests(in->query, to, &by, what, values)) {
        return refuse(in->problems, field, "the value does not fit the condition");
    }
    return true;
}

static bool write_criterion(const reader *in, const sdp_json *criterion, int depth, text *to);

/* Joins criteria from left to right, each by its own logical_operator, to what `to` has already. */
static bool join(const reader *in, const sdp_json *first, bool list, int depth, text *to)
{
    for (const sdp_json *next = first; next; next = list ? sdp_json_next(next) : NULL) {
        const char *name = sdp_json_text(sdp_json_member(next, "logical_operator"));
        bool either = name && strcasecmp(name, "OR") == 0;
        if (name && !either && strcasecmp(name, "AND") != 0) {
            return refuse(in->problems, "logical_operator", "neither AND nor OR");
        }
        text own = {0};
        text both = {0};
        bool good = write_criterion(in, next, depth, &own);
        if (to->size) {
            text_printf(&both, "(%s %s %s)", text_get(to), either ? "OR" : "AND", text_get(&own));
        } else {
            text_puts(&both, text_get(&own));
        }
        text_free(&own);
        text_free(to);
        *to = both;
        if (!good) return false;
    }
    return true;
}

static bool write_criterion(const reader *in, const sdp_json *criterion, int depth, text *to)
{
    if (sdp_json_kind(criterion) != SDP_JSON_OBJECT || depth > MOST_DEPTH) {
        return refuse(in->problems, "search_criteria", "neither an object nor an array of objects");
    }
    if (!known_members(in, criterion)) return false;
    const sdp_json *children = sdp_json_member(criterion, "children");
    bool group = children && !sdp_json_member(criterion, "field");
    if (!group && !write_own(in, criterion, to)) return false;
    bool list = sdp_json_kind(children) == SDP_JSON_ARRAY;
    if (!children || (list && sdp_json_count(children) == 0)) {
        return group ? refuse(in->problems, "children", "there are none") : true;
    }
    return join(in, list ? sdp_json_first(children) : children, list, depth + 1, to);
}

bool criteria_add(query *to, const sdp_type *type, const sdp_json *criteria, answer *problems)
{
    reader in = {to, type, problems};
    bool list = sdp_json_kind(criteria) == SDP_JSON_ARRAY;
    return join(&in, list ? sdp_json_first(criteria) : criteria, list, 0, &to->where);
}

bool criteria_add_contains(query *to, const sdp_type *type, const char *field, const sdp_json *value, answer *problems)
{
    column by;
    if (!find_column(type, field, false, problems, &by)) {
        return refuse(problems, field, "no such member can be searched by");
    }
    if (guess_refuse_field(type, field, problems)) return false;
    if (to->where.size) text_puts(&to->where, " AND ");
    const struct condition contains = {"contains", CONTAINS, NULL, false};
    if (write_tests(to, &to->where, &by, &contains, value)) return true;
    return refuse(problems, field, "a text is needed");
}

bool criteria_order(query *to, const sdp_type *type, const char *field, bool descending, answer *problems)
{
    column by;
    if (!find_column(type, field, false, problems, &by)) {
        return refuse(problems, field, "no such member can be sorted by");
    }
    if (guess_refuse_field(type, field, problems)) return false;
    bool number = by.as == AS_NUMBER || by.as == AS_ID;
    if (!write_column(to, &to->order, &by, number)) return refuse(problems, field, NULL);
    text_puts(&to->order, number ? "" : " COLLATE NOCASE");
    text_puts(&to->order, descending ? " DESC, seq" : ", seq");
    return true;
}
