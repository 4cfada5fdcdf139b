#include "table_columns.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "table.h"
#include "table_numbers.h"
#include "text.h"
#include "width.h"

/* What a column gets at most where there are others to show. */
#define MOST_COLUMN 40
/* What a column is cut to for another that people look for. */
#define FAIR_COLUMN 20
/* What is left of names, as long as others can give way, and of these: a date and an amount stay whole. */
#define FAIR_NAME 24
#define LEAST_NAME 20
#define LEAST_OTHER 12
/* What is left of any column that must be shown. */
#define LEAST_COLUMN 4

/* What people look for first, whatever the entity, in this order. A member that is not among them comes after. */
static const char *const sought[] = {"name",  "status",   "customer", "product_type", "active_till", "vendor",
                                     "email", "email_id", "owner",    "type",         "subject",     "content_url"};

/* What is left out first of the columns of a task; what is not among them comes after, the last one first. */
static const char *const spared[] = {"vendor", "other", "expired", "active", "cost", "id", "customer", "days"};

enum { SOUGHT = sizeof(sought) / sizeof(sought[0]), SPARED = sizeof(spared) / sizeof(spared[0]) };

enum {
    RANK_KEY,
    RANK_NAME,
    RANK_FAIR_END = RANK_NAME + 5, /* for these others are cut */
    RANK_SOUGHT_END = RANK_NAME + SOUGHT,
    RANK_PLAIN = RANK_SOUGHT_END,
    RANK_OBJECT,
    RANK_BOOL,
    RANK_NEVER
};

/* How soon a member gets a column: its key, what is sought, then plain values, references, and truth values last. */
static int rank_of(const sdp_field *field)
{
    if (sdp_field_flags(field) & SDP_FIELD_KEY) return RANK_KEY;
    for (int i = RANK_NAME; i < RANK_SOUGHT_END; i++) {
        if (strcmp(sdp_field_name(field), sought[i - RANK_NAME]) == 0) return i;
    }
    switch (sdp_field_kind(field)) {
    case SDP_KIND_TEXT:
    case SDP_KIND_ID:
    case SDP_KIND_NUMBER:
    case SDP_KIND_TIME:
    case SDP_KIND_INTEGER:
        return RANK_PLAIN;
    case SDP_KIND_OBJECT:
        return RANK_OBJECT;
    case SDP_KIND_BOOL:
        return RANK_BOOL;
    default:
        return RANK_NEVER;
    }
}

/* The width of a column for these rows; 0 where none of them has anything in it. */
static size_t natural_width(const char *path, sdp_json *const *rows, size_t row_count)
{
    size_t widest = 0;
    for (size_t i = 0; i < row_count; i++) {
        text cell = {0};
        cell_at(rows[i], path, &cell);
        const size_t width = width_of(text_get(&cell));
        if (width > widest) widest = width;
        text_free(&cell);
    }
    return widest;
}

/* The width of all where no column has more than `most`. */
static size_t total_width(const table_columns *of, size_t most)
{
    size_t total = 0;
    for (size_t i = 0; i < of->count; i++) {
        const size_t width = of->items[i].width;
        total += (width > most ? most : width) + (i > 0 ? TABLE_GAP : 0);
    }
    return total;
}

static void add(table_columns *to, const sdp_type *type, const char *path, size_t width)
{
    const size_t header = width_of(path);
    to->items = must_have(realloc(to->items, (to->count + 1) * sizeof(*to->items)));
    to->items[to->count++] = (table_column){.path = copy_part(path, strlen(path)),
                                            .width = width > header ? width : header,
                                            .is_id = is_id_column(type, path)};
}

static void leave_out(table_columns *of, size_t index)
{
    free(of->items[index].path);
    of->count--;
    memmove(of->items + index, of->items + index + 1, (of->count - index) * sizeof(*of->items));
}

static bool is_taken(const table_columns *of, const char *path)
{
    for (size_t i = 0; i < of->count; i++) {
        if (strcmp(of->items[i].path, path) == 0) return true;
    }
    return false;
}

/* Takes members while they fit; one that is empty in all rows, or would have to be cut much, is not worth its place. */
static void pick(table_columns *to, const sdp_type *type, sdp_json *const *rows, size_t row_count, size_t room)
{
    for (int rank = RANK_KEY; rank < RANK_NEVER; rank++) {
        const sdp_field *field;
        for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
            const char *name = sdp_field_name(field);
            if (rank_of(field) != rank || is_taken(to, name)) continue;
            size_t width = natural_width(name, rows, row_count);
            if (width == 0) continue;
            if (room != SIZE_MAX && width > MOST_COLUMN) width = MOST_COLUMN;
            add(to, type, name, width);
            if (rank <= RANK_NAME || total_width(to, rank < RANK_FAIR_END ? FAIR_COLUMN : SIZE_MAX) <= room) continue;
            leave_out(to, to->count - 1);
        }
    }
}

/* By what people know a row: its name, or the first column that says something. Where the caller named the columns, the
   order is a wish too. */
static size_t name_column(const table_columns *of, bool keep)
{
    size_t first = 0;
    for (size_t i = 0; i < of->count && !keep; i++) {
        if (strcmp(of->items[i].path, "name") == 0) return i;
    }
    while (first < of->count && of->items[first].is_id) first++;
    return first;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* What a column is cut to where a name is cut to `least_name`. */
static size_t least_of(const table_columns *of, size_t index, size_t name, size_t least_name)
{
    const table_column *one = &of->items[index];
    return one->is_id ? one->width : smaller(one->width, index == name ? least_name : LEAST_OTHER);
}

static bool fits(const table_columns *of, size_t name, size_t room)
{
    size_t total = 0;
    for (size_t i = 0; i < of->count; i++) total += least_of(of, i, name, LEAST_NAME) + (i > 0 ? TABLE_GAP : 0);
    return total <= room;
}

static bool is_member_of(const char *path, const char *name)
{
    const size_t size = strlen(name);
    return strncmp(path, name, size) == 0 && (path[size] == '\0' || path[size] == '.');
}

static size_t least_important(const table_columns *of, size_t name)
{
    for (size_t i = 0; i < SPARED; i++) {
        for (size_t j = of->count; j-- > 0;) {
            if (j != name && is_member_of(of->items[j].path, spared[i])) return j;
        }
    }
    return of->count - 1 != name ? of->count - 1 : of->count - 2;
}

/* The widest give way first, down to what each is to keep. */
static void shrink(table_columns *of, size_t name, size_t least_name, size_t room)
{
    while (total_width(of, SIZE_MAX) > room) {
        table_column *widest = NULL;
        for (size_t i = 0; i < of->count; i++) {
            table_column *one = &of->items[i];
            if (one->width <= least_of(of, i, name, least_name)) continue;
            if (widest == NULL || one->width > widest->width) widest = one;
        }
        if (widest == NULL) return;
        widest->width--;
    }
}

/* What must be shown is cut as far as it takes: the last ones first, and ids after all others. */
static void squeeze(table_columns *of, size_t room)
{
    for (int ids = 0; ids < 2; ids++) {
        for (size_t i = of->count; i-- > 0;) {
            table_column *one = &of->items[i];
            if (one->is_id != (ids == 1)) continue;
            while (one->width > LEAST_COLUMN && total_width(of, SIZE_MAX) > room) one->width--;
        }
    }
}

void table_columns_decide(table_columns *to, const sdp_type *type, const selection *wanted, bool keep,
                          sdp_json *const *rows, size_t row_count, size_t room)
{
    for (size_t i = 0; i < wanted->count; i++) {
        add(to, type, wanted->paths[i], natural_width(wanted->paths[i], rows, row_count));
    }
    if (wanted->count == 0) pick(to, type, rows, row_count, room);
    size_t name = name_column(to, keep);
    while (!keep && to->count > 1 && !fits(to, name, room)) {
        leave_out(to, least_important(to, name));
        name = name_column(to, keep);
    }
    shrink(to, name, FAIR_NAME, room);
    shrink(to, name, LEAST_NAME, room);
    squeeze(to, room);
    for (size_t i = 0; i < to->count; i++) {
        to->items[i].is_number = is_number_column(type, to->items[i].path, rows, row_count);
    }
}

void table_columns_free(table_columns *from)
{
    for (size_t i = 0; i < from->count; i++) free(from->items[i].path);
    free(from->items);
    *from = (table_columns){0};
}
