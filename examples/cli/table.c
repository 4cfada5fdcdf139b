#include "table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "color.h"
#include "json.h"
#include "print.h"
#include "table_columns.h"
#include "text.h"
#include "width.h"

/* Rows that decide about the columns: a page of the service. */
#define WAITING 100
/* What is left at least of a line for a value. */
#define LEAST_VALUE 4

struct table {
    const sdp_type *type;
    const selection *chosen;
    table_columns columns;
    sdp_json *waiting[WAITING];
    size_t waiting_count;
    bool open; /* the columns are decided */
};

static bool keeps_columns;

void table_keep_columns(bool yes)
{
    keeps_columns = yes;
}

table *table_new(const sdp_type *type, const selection *columns)
{
    table *made = must_have(calloc(1, sizeof(*made)));
    made->type = type;
    made->chosen = columns;
    return made;
}

/* Appends a cell, cut or filled up to its width, a number before it; the last of a line is not filled up behind it. */
static void put_cell(text *line, style as, const char *cell, const table_column *column, bool last)
{
    const size_t width = column->width;
    text part = {0};
    if (width_of(cell) > width) {
        text_put(&part, cell, width_fit(cell, width - 1));
        text_puts(&part, "\xE2\x80\xA6");
    } else {
        text_puts(&part, cell);
    }
    const size_t rest = width - width_of(text_get(&part));
    if (column->is_number) text_pad(line, rest);
    color_put(line, as, text_get(&part));
    if (!last) text_pad(line, (column->is_number ? 0 : rest) + TABLE_GAP);
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
    for (size_t i = 0; i < of->columns.count; i++) {
        text cell = {0};
        const char *path = of->columns.items[i].path;
        cell_at(row, path, &cell);
        const bool is_null = cell.size == 0 && cell_is_null(row, path);
        if (is_null) text_puts(&cell, "-");
        put_cell(&line, is_null ? STYLE_DIM : color_of_status(path, text_get(&cell)), text_get(&cell),
                 &of->columns.items[i], i + 1 == of->columns.count);
        text_free(&cell);
    }
    end_line(&line);
}

static void print_header(const table *of)
{
    text names = {0};
    text rule = {0};
    for (size_t i = 0; i < of->columns.count; i++) {
        bool last = i + 1 == of->columns.count;
        put_cell(&names, STYLE_HEADER, of->columns.items[i].path, &of->columns.items[i], last);
        for (size_t dash = 0; dash < of->columns.items[i].width; dash++) text_puts(&rule, "-");
        if (!last) text_pad(&rule, TABLE_GAP);
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
    table_columns_decide(&from->columns, from->type, from->chosen, keeps_columns, from->waiting, from->waiting_count,
                         terminal_width());
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
    table_columns_free(&from->columns);
    free(from);
}

/* A value that is too long goes on in the next line, below its beginning. */
static void print_member(const char *name, size_t name_width, style as, const char *value, size_t room)
{
    text line = {0};
    size_t left = room > name_width + TABLE_GAP + LEAST_VALUE ? room - name_width - TABLE_GAP : SIZE_MAX;
    const table_column names = {.width = name_width};
    put_cell(&line, STYLE_HEADER, name, &names, false);
    while (width_of(value) > left) {
        size_t size = width_fit(value, left);
        text_put(&line, value, size);
        end_line(&line);
        text_pad(&line, name_width + TABLE_GAP);
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
