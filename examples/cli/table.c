#include "table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "color.h"
#include "json.h"
#include "print.h"
#include "text.h"
#include "width.h"

/* Rows that decide about the columns: a page of the service. */
#define WAITING 100
#define GAP 2
/* What a column gets at most where there are others to show, and what is left of it at least. */
#define MOST_COLUMN 40
/* What a column is cut to for another that people look for. */
#define FAIR_COLUMN 20
#define LEAST_COLUMN 4

typedef struct column {
    char *path;
    size_t width;
} column;

struct table {
    const sdp_type *type;
    const selection *chosen;
    column *columns;
    size_t column_count;
    sdp_json *waiting[WAITING];
    size_t waiting_count;
    bool open; /* the columns are decided */
};

table *table_new(const sdp_type *type, const selection *columns)
{
    table *made = must_have(calloc(1, sizeof(*made)));
    made->type = type;
    made->chosen = columns;
    return made;
}

/* The width of a column for the rows that wait; 0 where none of them has anything in it. */
static size_t natural_width(const table *of, const char *path)
{
    size_t widest = 0;
    for (size_t i = 0; i < of->waiting_count; i++) {
        text cell = {0};
        cell_at(of->waiting[i], path, &cell);
        size_t width = width_of(text_get(&cell));
        if (width > widest) widest = width;
        text_free(&cell);
    }
    return widest;
}

/* The width of all where no column has more than `most`. */
static size_t total_width(const table *of, size_t most)
{
    size_t total = 0;
    for (size_t i = 0; i < of->column_count; i++) {
        const size_t width = of->columns[i].width;
        total += (width > most ? most : width) + (i > 0 ? GAP : 0);
    }
    return total;
}

static void add_column(table *to, const char *path, size_t width)
{
    size_t header = width_of(path);
    to->columns = must_have(realloc(to->columns, (to->column_count + 1) * sizeof(*to->columns)));
    to->columns[to->column_count++] = (column){copy_part(path, strlen(path)), width > header ? width : header};
}

static bool is_taken(const table *of, const char *path)
{
    for (size_t i = 0; i < of->column_count; i++) {
        if (strcmp(of->columns[i].path, path) == 0) return true;
    }
    return false;
}

/* What people look for first, whatever the entity, in this order. A member that is not among them comes after. */
static const char *const sought[] = {"name",  "status",   "customer", "product_type", "active_till", "vendor",
                                     "email", "email_id", "owner",    "type",         "subject",     "content_url"};

enum {
    RANK_KEY,
    RANK_NAME,
    RANK_FAIR_END = RANK_NAME + 5, /* for these others are cut */
    RANK_SOUGHT_END = RANK_NAME + sizeof(sought) / sizeof(sought[0]),
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

/* Takes members while they fit; one that is empty in all rows, or would have to be cut much, is not worth its place. */
static void pick_columns(table *to, size_t room)
{
    for (int rank = RANK_KEY; rank < RANK_NEVER; rank++) {
        const sdp_field *field;
        for (size_t i = 0; (field = sdp_type_field(to->type, i)) != NULL; i++) {
            const char *name = sdp_field_name(field);
            if (rank_of(field) != rank || is_taken(to, name)) continue;
            size_t width = natural_width(to, name);
            if (width == 0) continue;
            if (room != SIZE_MAX && width > MOST_COLUMN) width = MOST_COLUMN;
            add_column(to, name, width);
            if (rank <= RANK_NAME || total_width(to, rank < RANK_FAIR_END ? FAIR_COLUMN : SIZE_MAX) <= room) continue;
            free(to->columns[--to->column_count].path);
        }
    }
}

static bool is_id(const column *of)
{
    size_t size = strlen(of->path);
    return strcmp(of->path, "id") == 0 || (size > 3 && strcmp(of->path + size - 3, ".id") == 0);
}

/* Where the columns do not fit, the widest give way first, and ids, which are of no use in part, last. */
static void shrink(table *of, size_t room)
{
    bool ids = false;
    while (total_width(of, SIZE_MAX) > room) {
        column *widest = NULL;
        for (size_t i = 0; i < of->column_count; i++) {
            column *one = &of->columns[i];
            if (one->width <= LEAST_COLUMN || (is_id(one) && !ids)) continue;
            if (widest == NULL || one->width > widest->width) widest = one;
        }
        if (widest == NULL && ids) return;
        if (widest != NULL) widest->width--;
        ids = widest == NULL;
    }
}

/* Appends a cell, cut or filled up to its width; the last of a line is not filled up. */
static void put_cell(text *line, style as, const char *cell, size_t width, bool last)
{
    text part = {0};
    if (width_of(cell) > width) {
        text_put(&part, cell, width_fit(cell, width - 1));
        text_puts(&part, "\xE2\x80\xA6");
    } else {
        text_puts(&part, cell);
    }
    color_put(line, as, text_get(&part));
    if (!last) text_pad(line, width - width_of(text_get(&part)) + GAP);
    text_free(&part);
}

static void end_line(text *line)
{
    while (line->size > 0 && line->data[line->size - 1] == ' ') line->data[--line->size] = '\0';
    print_line(text_get(line));
    text_free(line);
}

static void print_row(const table *of, const sdp_json *row)
{
    text line = {0};
    for (size_t i = 0; i < of->column_count; i++) {
        text cell = {0};
        const char *path = of->columns[i].path;
        cell_at(row, path, &cell);
        const bool is_null = cell.size == 0 && cell_is_null(row, path);
        if (is_null) text_puts(&cell, "-");
        put_cell(&line, is_null ? STYLE_DIM : color_of_status(path, text_get(&cell)), text_get(&cell),
                 of->columns[i].width, i + 1 == of->column_count);
        text_free(&cell);
    }
    end_line(&line);
}

static void print_header(const table *of)
{
    text names = {0};
    text rule = {0};
    for (size_t i = 0; i < of->column_count; i++) {
        bool last = i + 1 == of->column_count;
        put_cell(&names, STYLE_HEADER, of->columns[i].path, of->columns[i].width, last);
        for (size_t dash = 0; dash < of->columns[i].width; dash++) text_puts(&rule, "-");
        if (!last) text_pad(&rule, GAP);
    }
    end_line(&names);
    color_put(&names, STYLE_DIM, text_get(&rule));
    text_free(&rule);
    end_line(&names);
}

static void flush(table *from)
{
    if (from->open) return;
    from->open = true;
    size_t room = terminal_width();
    for (size_t i = 0; i < from->chosen->count; i++) {
        add_column(from, from->chosen->paths[i], natural_width(from, from->chosen->paths[i]));
    }
    if (from->chosen->count == 0) pick_columns(from, room);
    if (from->column_count > 0) shrink(from, room);
    if (from->waiting_count > 0) print_header(from);
    for (size_t i = 0; i < from->waiting_count; i++) {
        print_row(from, from->waiting[i]);
        sdp_json_free(from->waiting[i]);
    }
    from->waiting_count = 0;
}

void table_add(table *to, sdp_json *row)
{
    if (to->waiting_count == WAITING) flush(to);
    if (!to->open) {
        to->waiting[to->waiting_count++] = row;
        return;
    }
    print_row(to, row);
    sdp_json_free(row);
}

void table_end(table *from)
{
    flush(from);
    for (size_t i = 0; i < from->column_count; i++) free(from->columns[i].path);
    free(from->columns);
    free(from);
}

/* A value that is too long goes on in the next line, below its beginning. */
static void print_member(const char *name, size_t name_width, style as, const char *value, size_t room)
{
    text line = {0};
    size_t left = room > name_width + GAP + LEAST_COLUMN ? room - name_width - GAP : SIZE_MAX;
    put_cell(&line, STYLE_HEADER, name, name_width, false);
    while (width_of(value) > left) {
        size_t size = width_fit(value, left);
        text_put(&line, value, size);
        end_line(&line);
        text_pad(&line, name_width + GAP);
        value += size;
    }
    color_put(&line, as, value);
    end_line(&line);
}

static void print_entity(const sdp_json *entity, char *const *names, size_t count)
{
    size_t width = 0;
    for (size_t i = 0; i < count; i++) width = width_of(names[i]) > width ? width_of(names[i]) : width;
    for (size_t i = 0; i < count; i++) {
        text cell = {0};
        cell_at(entity, names[i], &cell);
        const bool is_null = cell.size == 0 && cell_is_null(entity, names[i]);
        if (is_null) text_puts(&cell, "null");
        const style as = is_null ? STYLE_DIM : color_of_status(names[i], text_get(&cell));
        print_member(names[i], width, as, text_get(&cell), terminal_width());
        text_free(&cell);
    }
}

void table_entity(const sdp_json *entity, const selection *members)
{
    if (members->count > 0) {
        print_entity(entity, members->paths, members->count);
        return;
    }
    size_t count = 0;
    char **names = must_have(calloc(sdp_json_count(entity) + 1, sizeof(*names)));
    for (const sdp_json *m = sdp_json_first(entity); m != NULL; m = sdp_json_next(m)) {
        names[count++] = copy_part(sdp_json_name(m), strlen(sdp_json_name(m)));
    }
    print_entity(entity, names, count);
    for (size_t i = 0; i < count; i++) free(names[i]);
    free(names);
}
