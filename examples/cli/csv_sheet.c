#include "csv_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "fields.h"
#include "json.h"
#include "print.h"
#include "text.h"

struct csv_sheet {
    selection columns;
    bool headed;
};

static void add_path(csv_sheet *to, const char *name, const char *below)
{
    text path = {0};
    text_printf(&path, "%s%s%s", name, below != NULL ? "." : "", below != NULL ? below : "");
    selection_add(&to->columns, path.data);
}

static void add_field(csv_sheet *to, const sdp_field *field)
{
    const char *name = sdp_field_name(field);
    const sdp_type *type = sdp_field_type(field);
    if (sdp_field_kind(field) == SDP_KIND_TIME) {
        add_path(to, name, "value");
        add_path(to, name, "display_value");
    } else if (sdp_field_kind(field) == SDP_KIND_OBJECT && short_member(type) != NULL) {
        if (sdp_type_field_by_name(type, "id") != NULL) add_path(to, name, "id");
        add_path(to, name, short_member(type));
    } else {
        add_path(to, name, NULL);
    }
}

enum { RANKS = 3 };

static int rank_of(const sdp_field *field)
{
    if (sdp_field_flags(field) & SDP_FIELD_KEY) return 0;
    return strcmp(sdp_field_name(field), "name") == 0 ? 1 : 2;
}

csv_sheet *csv_sheet_new(const sdp_type *type, const selection *columns)
{
    const sdp_field *field;
    csv_sheet *made = must_have(calloc(1, sizeof(*made)));
    for (size_t i = 0; i < columns->count; i++) add_path(made, columns->paths[i], NULL);
    if (columns->count > 0) return made;
    /* What a row is about comes first. */
    for (int wanted = 0; wanted < RANKS; wanted++) {
        for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
            if (rank_of(field) == wanted) add_field(made, field);
        }
    }
    return made;
}

/* What stands at a path; of a list on the way each item gives its part. A new value, NULL where there is nothing. */
static sdp_json *value_at(const sdp_json *json, const char *path)
{
    if (json == NULL || *path == '\0') return json != NULL ? json_copy(json) : NULL;
    if (sdp_json_kind(json) == SDP_JSON_ARRAY) {
        sdp_json *list = json_new(SDP_JSON_ARRAY);
        for (const sdp_json *item = sdp_json_first(json); item != NULL; item = sdp_json_next(item)) {
            sdp_json *part = value_at(item, path);
            json_put(list, "[]", part != NULL ? part : json_new(SDP_JSON_NULL));
        }
        return list;
    }
    const sdp_json *whole = sdp_json_member(json, path); /* a member's name may have points in it */
    if (whole != NULL) return json_copy(whole);
    const size_t size = strcspn(path, ".");
    char *name = copy_part(path, size);
    const sdp_json *member = sdp_json_member(json, name);
    free(name);
    return value_at(member, path[size] == '.' ? path + size + 1 : path + size);
}

static void put_value(text *to, const sdp_json *value)
{
    switch (sdp_json_kind(value)) {
    case SDP_JSON_NONE:
    case SDP_JSON_NULL:
        csv_cell(to, NULL);
        return;
    case SDP_JSON_TRUE:
    case SDP_JSON_FALSE:
        csv_cell(to, sdp_json_kind(value) == SDP_JSON_TRUE ? "true" : "false");
        return;
    case SDP_JSON_STRING:
    case SDP_JSON_NUMBER:
        csv_cell(to, sdp_json_text(value));
        return;
    default:
        break;
    }
    char *printed = json_print(value, 0);
    csv_cell(to, printed);
    sdp_text_free(printed);
}

static void print_text(text *line)
{
    csv_end_row(line);
    print_bytes(text_get(line), line->size);
    text_free(line);
}

void csv_sheet_head(csv_sheet *to)
{
    text line = {0};
    if (to->headed || to->columns.count == 0) return;
    to->headed = true;
    for (size_t i = 0; i < to->columns.count; i++) csv_cell(&line, to->columns.paths[i]);
    print_text(&line);
}

void csv_sheet_skip_head(csv_sheet *to)
{
    to->headed = true;
}

void csv_sheet_row(csv_sheet *to, const sdp_json *row)
{
    text line = {0};
    csv_sheet_head(to);
    if (to->columns.count == 0) return;
    for (size_t i = 0; i < to->columns.count; i++) {
        sdp_json *value = value_at(row, to->columns.paths[i]);
        put_value(&line, value);
        sdp_json_free(value);
    }
    print_text(&line);
}

void csv_sheet_free(csv_sheet *from)
{
    if (from == NULL) return;
    selection_free(&from->columns);
    free(from);
}
