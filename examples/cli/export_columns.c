#include "export_columns.h"

#include <stdlib.h>
#include <string.h>

#include "csv_value.h"
#include "errors.h"
#include "fields.h"
#include "json.h"

static void add_column(export_columns *to, const char *first, const char *below, int32_t kind)
{
    text path = {0};
    text_printf(&path, "%s%s%s", first, below != NULL ? "." : "", below != NULL ? below : "");
    selection_add(&to->paths, path.data);
    to->kinds = must_have(realloc(to->kinds, to->paths.count * sizeof(*to->kinds)));
    to->kinds[to->paths.count - 1] = kind;
}

static bool is_plain(const sdp_field *field)
{
    switch (sdp_field_kind(field)) {
    case SDP_KIND_TEXT:
    case SDP_KIND_ID:
    case SDP_KIND_NUMBER:
    case SDP_KIND_INTEGER:
    case SDP_KIND_BOOL:
    case SDP_KIND_TIME:
        return true;
    default:
        return false;
    }
}

/* The first site of a customer is made by the service, with a name of its own: elsewhere there is none of that name. */
static bool is_made_by_service(const char *name)
{
    return strcmp(name, "default_site") == 0;
}

/* The id, the name, and what an import can set: plain members, and objects by their names. */
static void usual_columns(export_columns *to, const sdp_type *type)
{
    const sdp_field *field;
    add_column(to, "id", NULL, SDP_KIND_ID);
    add_column(to, "name", NULL, SDP_KIND_TEXT);
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        const char *name = sdp_field_name(field);
        const int32_t kind = sdp_field_kind(field);
        if (sdp_field_flags(field) & SDP_FIELD_READ_ONLY) continue;
        if (strcmp(name, "id") == 0 || strcmp(name, "name") == 0 || is_made_by_service(name)) continue;
        if (kind == SDP_KIND_UDF) to->open = name;
        const char *below = kind == SDP_KIND_OBJECT ? short_member(sdp_field_type(field)) : NULL;
        if (is_plain(field) || below != NULL) add_column(to, name, below, below != NULL ? SDP_KIND_TEXT : kind);
    }
}

int export_columns_choose(export_columns *to, const sdp_type *type, const arguments *from)
{
    const path_rules rules = {"--fields", false, from->allow_unknown};
    *to = (export_columns){.open = NULL};
    if (from->fields == NULL) {
        usual_columns(to, type);
        return STATUS_DONE;
    }
    int status = selection_read(type, from->fields, from->allow_unknown, &to->paths);
    to->kinds = must_have(calloc(to->paths.count + 1, sizeof(*to->kinds)));
    for (size_t i = 0; i < to->paths.count && status == STATUS_DONE; i++) {
        place found;
        status = follow_path(type, to->paths.paths[i], &rules, &found);
        to->kinds[i] = found.kind;
    }
    return status;
}

static bool has_column(const export_columns *in, const char *path)
{
    for (size_t i = 0; i < in->paths.count; i++) {
        if (strcmp(in->paths.paths[i], path) == 0) return true;
    }
    return false;
}

/* Whether a cell can hold it, below a name that can stand in a path. */
static bool fits_cell(const sdp_json *member)
{
    const int32_t kind = sdp_json_kind(member);
    if (strpbrk(sdp_json_name(member), ".[] ,") != NULL || kind == SDP_JSON_ARRAY) return false;
    return kind != SDP_JSON_OBJECT || csv_value_time(member) != NULL;
}

/* The names are parted and ended by commas. */
static void note_left_out(export_columns *to, const char *path)
{
    text name = {0};
    text_printf(&name, "%s,", path);
    const char *at = text_get(&to->left_out);
    for (; (at = strstr(at, text_get(&name))) != NULL; at++) {
        if (at == to->left_out.data || at[-1] == ',') break;
    }
    if (at == NULL) text_puts(&to->left_out, text_get(&name));
    text_free(&name);
}

void export_columns_see(export_columns *to, const sdp_json *row, bool is_written)
{
    if (to->open == NULL) return;
    const sdp_json *fields = sdp_json_member(row, to->open);
    for (const sdp_json *member = sdp_json_first(fields); member != NULL; member = sdp_json_next(member)) {
        text path = {0};
        if (sdp_json_kind(member) == SDP_JSON_NULL) continue;
        text_printf(&path, "%s.%s", to->open, sdp_json_name(member));
        const bool fits = fits_cell(member);
        if (fits && !is_written && !has_column(to, text_get(&path))) {
            add_column(to, to->open, sdp_json_name(member), SDP_KIND_JSON);
        } else if (!fits || !has_column(to, text_get(&path))) {
            note_left_out(to, text_get(&path));
        }
        text_free(&path);
    }
}

void export_columns_free(export_columns *from)
{
    selection_free(&from->paths);
    free(from->kinds);
    text_free(&from->left_out);
}
