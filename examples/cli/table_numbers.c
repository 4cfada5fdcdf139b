#include "table_numbers.h"

#include <string.h>

#include "cell.h"
#include "errors.h"
#include "fields.h"
#include "text.h"

/* Longer words beside a number make a text of it. */
enum { MOST_CURRENCY = 4 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A currency beside a number: a short word or a sign, without anything that counts. */
static bool is_currency(const char *word, size_t size)
{
    if (size > MOST_CURRENCY) return false;
    for (size_t i = 0; i < size; i++) {
        if (is_digit(word[i]) || strchr("-+.,:/()% ", word[i]) != NULL) return false;
    }
    return true;
}

/* Such as -12, 1,200.50, 1.5e3, 5400.00 USD or $ 12: digits, and at most a currency on one side of them. */
static bool is_number(const char *cell)
{
    size_t begin = 0;
    size_t points = 0;
    while (cell[begin] != '\0' && !is_digit(cell[begin]) && cell[begin] != '-') begin++;
    size_t end = begin + (cell[begin] == '-');
    if (!is_digit(cell[end])) return false;
    for (; is_digit(cell[end]) || ((cell[end] == '.' || cell[end] == ',') && is_digit(cell[end + 1])); end++) {
        points += cell[end] == '.';
    }
    if ((cell[end] == 'e' || cell[end] == 'E') &&
        is_digit(cell[end + 1 + (cell[end + 1] == '-' || cell[end + 1] == '+')])) {
        end += 2;
        while (is_digit(cell[end])) end++;
    }
    const size_t before = begin > 0 && cell[begin - 1] == ' ' ? begin - 1 : begin;
    const char *behind = cell[end] == ' ' ? cell + end + 1 : cell + end;
    if (points > 1 || (before > 0 && *behind != '\0')) return false;
    return is_currency(cell, before) && is_currency(behind, strlen(behind));
}

/* What the type has at the path; SDP_KIND_JSON where it does not know. */
static int32_t kind_at(const sdp_type *type, const char *path)
{
    static const path_rules rules = {"--fields", false, true};
    place found;
    if (type == NULL || follow_path(type, path, &rules, &found) != STATUS_DONE) return SDP_KIND_JSON;
    return found.kind;
}

static bool ends_with(const char *path, const char *end)
{
    const size_t size = strlen(path);
    const size_t end_size = strlen(end);
    return size >= end_size && strcmp(path + size - end_size, end) == 0;
}

bool is_id_column(const sdp_type *type, const char *path)
{
    const int32_t kind = kind_at(type, path);
    if (kind != SDP_KIND_JSON && kind != SDP_KIND_UDF) return kind == SDP_KIND_ID;
    if (ends_with(path, "email_id")) return false; /* so the service calls addresses */
    return strcmp(path, "id") == 0 || ends_with(path, ".id") || ends_with(path, "_id");
}

/* Whether the type, as far as it knows the path, has there what may be a number. */
static bool may_be_number(const sdp_type *type, const char *path)
{
    switch (kind_at(type, path)) {
    case SDP_KIND_TEXT:
    case SDP_KIND_ID:
    case SDP_KIND_BOOL:
    case SDP_KIND_TIME:
    case SDP_KIND_LIST:
    case SDP_KIND_TEXTS:
        return false;
    default:
        return true;
    }
}

bool is_number_column(const sdp_type *type, const char *path, sdp_json *const *rows, size_t row_count)
{
    bool any = false;
    if (is_id_column(type, path) || !may_be_number(type, path)) return false;
    for (size_t i = 0; i < row_count; i++) {
        text cell = {0};
        cell_at(rows[i], path, &cell);
        const bool is_empty = cell.size == 0;
        const bool fits = is_empty || is_number(text_get(&cell));
        text_free(&cell);
        if (!fits) return false;
        any = any || !is_empty;
    }
    return any;
}
