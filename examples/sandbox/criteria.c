#include "criteria.h"

#include <string.h>
#include <strings.h>

#include "criteria_column.h"
#include "guess.h"

/* What a search may have: SQLite's own limits, which are words about a parser and the like, are beyond these. */
#define MOST_CRITERIA 500
#define MOST_VALUES 2000
#define MOST_DEPTH 20
#define DIGITS_OF(number_) #number_
#define DIGITS(number_) DIGITS_OF(number_)

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

typedef struct reader {
    query *query;
    const sdp_type *type;
    answer *problems;
} reader;

/* Criteria in SQL, and how they are joined. */
typedef struct piece {
    text sql;
    const char *joined_by; /* AND or OR, where no parenthesis is around all of it; NULL: one criterion */
    int depth;             /* of the parentheses inside */
} piece;

static bool refuse(answer *problems, const char *field, const char *why)
{
    answer_problem(problems, CODE_NO_SUCH_REFERENCE, field, why);
    return false;
}

/* Any of several values, by one list of them: each OR would make the expression deeper. Null is in no list. */
static bool write_equal(query *asked, text *to, const column *by, const char *read, const sdp_json *first, bool list)
{
    bool null = false;
    size_t count = 0;
    for (const sdp_json *value = first; value; value = list ? sdp_json_next(value) : NULL) {
        const sdp_json *is = column_operand(value);
        if (sdp_json_kind(is) == SDP_JSON_NULL) {
            null = true;
            continue;
        }
        if (!column_bind(asked, by, by->as == AS_NUMBER, is)) return false;
        if (count++ == 0) text_printf(to, "%s COLLATE NOCASE IN (", read);
        text_printf(to, count > 1 ? ",?%zu" : "?%zu", asked->value_count);
    }
    if (count) text_puts(to, ")");
    if (null) text_printf(to, "%s%s IS NULL", count ? " OR " : "", read);
    return true;
}

/* One value in any other condition. The empty text is in all that is not null, at its beginning and at its end. */
static bool write_test(query *asked, text *to, const column *by, const char *read, shape how, const char *sign,
                       const sdp_json *value)
{
    bool as_number = by->as == AS_NUMBER || by->as == AS_ID;
    if (!column_bind(asked, by, as_number && (how == COMPARE || how == BETWEEN), column_operand(value))) return false;
    size_t at = asked->value_count;
    switch (how) {
    case CONTAINS:
        text_printf(to, "instr(lower(%s), lower(?%zu)) > 0", read, at);
        break;
    case STARTS:
        text_printf(to, "lower(substr(%s, 1, length(?%zu))) = lower(?%zu)", read, at, at);
        break;
    case ENDS:
        text_printf(to, "lower(substr(%s, length(%s) - length(?%zu) + 1)) = lower(?%zu)", read, read, at, at);
        break;
    default:
        text_printf(to, "%s %s ?%zu COLLATE NOCASE", read, sign, at);
        break;
    }
    return true;
}

/* Several values are alternatives; `between` takes exactly two. A member that is null is not equal to a text
   and does not contain it, so the negated conditions hold for it. */
static bool write_tests(query *asked, text *to, const column *by, const struct condition *what, const sdp_json *first,
                        bool list)
{
    bool as_number = by->as == AS_NUMBER && what->shape < CONTAINS;
    if (by->as == AS_ID && (what->shape == COMPARE || what->shape == BETWEEN)) as_number = true;
    text read = {0};
    bool good = column_write(asked, &read, by, as_number);
    size_t position = 0;
    text_puts(to, what->negated ? "((" : "(");
    if (what->shape == EQUAL) good = good && write_equal(asked, to, by, text_get(&read), first, list);
    for (const sdp_json *value = what->shape == EQUAL ? NULL : first; value && good; position++) {
        const char *sign = what->shape != BETWEEN ? what->sign : position ? "<=" : ">=";
        if (position) text_puts(to, what->shape == BETWEEN ? " AND " : " OR ");
        good = write_test(asked, to, by, text_get(&read), what->shape, sign, value);
        value = list ? sdp_json_next(value) : NULL;
    }
    text_puts(to, what->negated ? ") IS NOT 1)" : ")");
    good = good && !read.failed && !to->failed;
    text_free(&read);
    return good;
}

/* The same, where it does not make the search too large. `why` tells what is wrong with a value. */
static bool write_criterion_of(const reader *in, text *to, const char *field, const column *by,
                               const struct condition *what, const sdp_json *values, const char *why)
{
    bool list = sdp_json_kind(values) == SDP_JSON_ARRAY;
    size_t count = list ? sdp_json_count(values) : values != NULL;
    if (count == 0 || (what->shape == BETWEEN && count != 2)) return refuse(in->problems, field, why);
    in->query->operands += count;
    in->query->criteria += what->shape == EQUAL || what->shape == BETWEEN ? 1 : count;
    if (in->query->operands > MOST_VALUES) {
        return refuse(in->problems, "values", "a search has at most " DIGITS(MOST_VALUES) " values");
    }
    if (in->query->criteria > MOST_CRITERIA) {
        return refuse(
            in->problems, "search_criteria",
            "a search has at most " DIGITS(MOST_CRITERIA) " criteria; of 'contains' and the like, of 'greater "
                                                          "than' and the like, each value counts as one");
    }
    const sdp_json *first = list ? sdp_json_first(values) : values;
    return write_tests(in->query, to, by, what, first, list) || refuse(in->problems, field, why);
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
    if (!field || !column_find(in->type, field, sdp_json_member(first, "id") != NULL, in->problems, &by)) {
        return refuse(in->problems, field ? field : "field", "no such member can be searched by");
    }
    if (guess_refuse_field(in->type, field, in->problems)) return false;
    if (!what) return refuse(in->problems, "condition", "no such condition");
    return write_criterion_of(in, to, field, &by, what, values, "the value does not fit the condition");
}

static bool write_criterion(const reader *in, const sdp_json *criterion, int depth, piece *to);

/* Puts a parenthesis around criteria that another operator joins than the one that comes now. */
static void enclose(piece *is, const char *now)
{
    if (!is->joined_by || strcmp(is->joined_by, now) == 0) return;
    text whole = {0};
    text_printf(&whole, "(%s)", text_get(&is->sql));
    text_free(&is->sql);
    is->sql = whole;
    is->joined_by = NULL;
    is->depth++;
}

/* Joins `more`, which is emptied, to what `to` has already. */
static bool append(const reader *in, piece *to, const char *by, piece *more)
{
    if (!to->sql.size) {
        text_free(&to->sql);
        *to = *more;
        *more = (piece){.joined_by = NULL};
        return true;
    }
    enclose(to, by);
    enclose(more, by);
    text_printf(&to->sql, " %s %s", by, text_get(&more->sql));
    if (more->sql.failed || to->sql.failed) return false;
    text_free(&more->sql);
    to->joined_by = by;
    if (more->depth > to->depth) to->depth = more->depth;
    return to->depth <= MOST_DEPTH ||
           refuse(in->problems, "logical_operator",
                  "AND and OR change at most " DIGITS(MOST_DEPTH) " times, counted in depth and along a level");
}

/* Joins criteria from left to right, each by its own logical_operator, to what `to` has already. */
static bool join(const reader *in, const sdp_json *first, bool list, int depth, piece *to)
{
    const char *before = NULL;
    for (const sdp_json *next = first; next; next = list ? sdp_json_next(next) : NULL) {
        const char *name = sdp_json_text(sdp_json_member(next, "logical_operator"));
        bool either = name && strcasecmp(name, "OR") == 0;
        if (name && !either && strcasecmp(name, "AND") != 0) {
            return refuse(in->problems, "logical_operator", "neither AND nor OR");
        }
        const char *by = either ? "OR" : "AND";
        if (to->sql.size && before && strcmp(before, by) != 0 &&
            guess_refuse(in->problems, "AND and OR on one level go from left to right")) {
            return false;
        }
        if (to->sql.size) before = by;
        piece more = {.joined_by = NULL};
        bool good = write_criterion(in, next, depth, &more) && append(in, to, by, &more);
        text_free(&more.sql);
        if (!good) return false;
    }
    return true;
}

static bool write_criterion(const reader *in, const sdp_json *criterion, int depth, piece *to)
{
    if (sdp_json_kind(criterion) != SDP_JSON_OBJECT) {
        return refuse(in->problems, "search_criteria", "neither an object nor an array of objects");
    }
    if (!known_members(in, criterion)) return false;
    const sdp_json *children = sdp_json_member(criterion, "children");
    bool group = children && !sdp_json_member(criterion, "field");
    if (!group && !write_own(in, criterion, &to->sql)) return false;
    bool list = sdp_json_kind(children) == SDP_JSON_ARRAY;
    if (!children || (list && sdp_json_count(children) == 0)) {
        return group ? refuse(in->problems, "children", "there are none") : true;
    }
    if (depth == MOST_DEPTH) {
        return refuse(in->problems, "children", "criteria are nested at most " DIGITS(MOST_DEPTH) " levels deep");
    }
    return join(in, list ? sdp_json_first(children) : children, list, depth + 1, to);
}

bool criteria_add(query *to, const sdp_type *type, const sdp_json *criteria, answer *problems)
{
    reader in = {to, type, problems};
    bool list = sdp_json_kind(criteria) == SDP_JSON_ARRAY;
    piece all = {.joined_by = NULL};
    bool good = join(&in, list ? sdp_json_first(criteria) : criteria, list, 0, &all);
    good = good && !all.sql.failed;
    if (good && all.sql.size) text_printf(&to->where, "(%s)", text_get(&all.sql));
    text_free(&all.sql);
    return good;
}

bool criteria_add_contains(query *to, const sdp_type *type, const char *field, const sdp_json *value, answer *problems)
{
    static const struct condition contains = {"contains", CONTAINS, NULL, false};
    const reader in = {to, type, problems};
    column by;
    if (!column_find(type, field, false, problems, &by)) {
        return refuse(problems, field, "no such member can be searched by");
    }
    if (guess_refuse_field(type, field, problems)) return false;
    if (to->where.size) text_puts(&to->where, " AND ");
    return write_criterion_of(&in, &to->where, field, &by, &contains, value, "a text is needed");
}

bool criteria_order(query *to, const sdp_type *type, const char *field, bool descending, answer *problems)
{
    column by;
    if (!column_find(type, field, false, problems, &by)) {
        return refuse(problems, field, "no such member can be sorted by");
    }
    if (guess_refuse_field(type, field, problems)) return false;
    bool number = by.as == AS_NUMBER || by.as == AS_ID;
    if (!column_write(to, &to->order, &by, number)) return refuse(problems, field, NULL);
    text_puts(&to->order, number ? "" : " COLLATE NOCASE");
    text_puts(&to->order, descending ? " DESC, seq" : ", seq");
    return true;
}
