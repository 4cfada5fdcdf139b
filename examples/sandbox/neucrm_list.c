/* Lists of NeuCRM: filters, wildcards, order, pages and counts. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "neucrm.h"

#define MOST_FILTERS 20
#define MOST_ROWS 100
#define USUAL_ROWS 10
#define MOST_OFFSET 1000000000

typedef struct filters {
    text where;
    store_value values[MOST_FILTERS];
    size_t count;
} filters;

/* In a wildcard search '%' stands for any text and every other character for itself, the underscore too. */
static char *pattern(const char *given)
{
    text escaped = {0};
    for (const char *at = given; *at; at++) {
        if (*at == '_' || *at == '\\') text_puts(&escaped, "\\");
        text_add(&escaped, at, 1);
    }
    char *copy = escaped.failed ? NULL : strdup(text_get(&escaped));
    text_free(&escaped);
    return copy;
}

/* Adds a condition on a member: "=", ">=", "<=", or "LIKE". */
static bool add(filters *to, const char *member, const char *sign, const char *value)
{
    bool like = strcmp(sign, "LIKE") == 0;
    if (!value || !*value) return true;
    if (to->count == MOST_FILTERS) return false;
    char *bound = like ? pattern(value) : strdup(value);
    if (!bound) return false;
    to->values[to->count++] = (store_value){.kind = STORE_TEXT, .text = bound};
    text_printf(&to->where, "%sCAST(json_extract(document, '$.%s') AS TEXT) %s ?%zu%s", to->count > 1 ? " AND " : "",
                member, sign, to->count, like ? " ESCAPE '\\'" : " COLLATE NOCASE");
    return !to->where.failed;
}

static bool add_all(filters *to, const sdp_json *fields)
{
    static const char *const equal[] = {"ispid", "resellerid", "serviceid", "type", "mobile",
                                        "email", "zipcode",    "state",     "city"};
    bool good = add(to, "id", "=", json_text_at(fields, "customerid")) &&
                add(to, "name", "LIKE", json_text_at(fields, "name")) &&
                add(to, "username", "LIKE", json_text_at(fields, "username")) &&
                add(to, "created", ">=", json_text_at(fields, "created_from")) &&
                add(to, "created", "<=", json_text_at(fields, "created_upto"));
    for (size_t i = 0; i < sizeof(equal) / sizeof(equal[0]) && good; i++) {
        good = add(to, equal[i], "=", json_text_at(fields, equal[i]));
    }
    return good;
}

static bool read_number(const sdp_json *fields, const char *name, int64_t least, int64_t most, int64_t *out,
                        answer *problems)
{
    const char *digits = json_text_at(fields, name);
    if (!digits || !*digits) return true;
    bool good = text_number(digits, least, most, out);
    if (!good) neucrm_fail(problems, "Invalid value", name);
    return good;
}

static const char *find_order(const sdp_json *fields, answer *problems)
{
    static const char *const orders[][3] = {
        {"id", "CAST(id AS INTEGER)", "CAST(id AS INTEGER) DESC"},
        {"name", "name COLLATE NOCASE, seq", "name COLLATE NOCASE DESC, seq"},
        {"mobile", "json_extract(document, '$.mobile'), seq", "json_extract(document, '$.mobile') DESC, seq"},
        {"email", "json_extract(document, '$.email') COLLATE NOCASE, seq",
         "json_extract(document, '$.email') COLLATE NOCASE DESC, seq"},
    };
    const char *field = json_text_at(fields, "sort_field");
    const char *way = json_text_at(fields, "sort_order");
    if (!field || !*field) field = "id";
    if (!way || !*way) way = "asc";
    bool down = strcmp(way, "desc") == 0;
    if (!down && strcmp(way, "asc") != 0) {
        neucrm_fail(problems, "Invalid value", "sort_order");
        return NULL;
    }
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        if (strcmp(orders[i][0], field) == 0) return orders[i][down ? 2 : 1];
    }
    neucrm_fail(problems, "Invalid value", "sort_field");
    return NULL;
}

static void collect(void *data, const char *document)
{
    text *to = data;
    if (to->size > 1) text_puts(to, ",");
    text_puts(to, document);
}

static void write_rows(store *in, const store_selection *what, answer *out)
{
    text rows = {0};
    text_puts(&rows, "[");
    if (store_select(in, what, collect, &rows) && !rows.failed) {
        out->http = 200;
        text_printf(&out->body, "{\"result\":%s],\"error\":null}", text_get(&rows));
    }
    text_free(&rows);
}

void neucrm_list(store *in, const sdp_json *fields, answer *out)
{
    filters by = {0};
    int64_t limit = USUAL_ROWS;
    int64_t offset = 0;
    int64_t count_only = 0;
    const char *order = find_order(fields, out);
    if (order && add_all(&by, fields) && read_number(fields, "rows_limit", 1, MOST_ROWS, &limit, out) &&
        read_number(fields, "rows_offset", 0, MOST_OFFSET, &offset, out) &&
        read_number(fields, "show_count", 0, 1, &count_only, out)) {
        store_selection what = {.noun = "neucrm_customer",
                                .where = text_get(&by.where),
                                .order = order,
                                .values = by.values,
                                .value_count = by.count,
                                .offset = offset,
                                .limit = limit};
        if (count_only) {
            out->http = 200;
            text_printf(&out->body, "{\"result\":%" PRId64 ",\"error\":null}", store_count(in, &what));
        } else {
            write_rows(in, &what, out);
        }
    }
    for (size_t i = 0; i < by.count; i++) free(by.values[i].text);
    text_free(&by.where);
}
