#include "import_header.h"

#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "fields.h"
#include "import_check.h"
#include "import_names.h"

/* Follows the path member by member: what cannot be set, and lists, have no place in a cell. Returns an exit status. */
static int check_settable(const sdp_type *type, const char *path, const char *where)
{
    const char *at = path;
    while (type != NULL) {
        const size_t size = strcspn(at, ".");
        char *name = copy_part(at, size);
        const sdp_field *field = sdp_type_field_by_name(type, name);
        free(name);
        if (field == NULL) return STATUS_DONE;
        if ((sdp_field_flags(field) & SDP_FIELD_READ_ONLY) && strcmp(path, "id") != 0) {
            return complain(SDP_E_READ_ONLY, path, "%s: '%.100s' cannot be set, for the service sets it", where, path);
        }
        const int32_t kind = sdp_field_kind(field);
        if (kind == SDP_KIND_LIST || kind == SDP_KIND_TEXTS || kind == SDP_KIND_JSON) {
            return complain(SDP_E_VALUE, path, "%s: '%.100s' is more than a cell can hold; sdp batch can set it", where,
                            path);
        }
        type = sdp_field_type(field);
        if (at[size] == '\0') return STATUS_DONE;
        at += size + 1;
    }
    return STATUS_DONE;
}

static int read_column(const import_file *of, const sdp_type *type, const char *name, const char *where,
                       import_column *out)
{
    const path_rules rules = {where, false, of->allow_unknown};
    place found;
    text path = {0};
    int status = follow_path(type, name, &rules, &found);
    if (status == STATUS_DONE) status = check_settable(type, name, where);
    if (status != STATUS_DONE) return status;
    text_puts(&path, name);
    *out = (import_column){.kind = found.kind};
    if (found.kind == SDP_KIND_OBJECT && short_member(found.type) == NULL) {
        text_free(&path);
        return complain(SDP_E_VALUE, name, "%s: '%.100s' is an object without a name: name a member below it", where,
                        name);
    }
    if (found.kind == SDP_KIND_UDF) {
        text_free(&path);
        return complain(SDP_E_VALUE, name, "%s: '%.100s' has members: name one of them", where, name);
    }
    if (found.kind == SDP_KIND_OBJECT) text_printf(&path, ".%s", short_member(found.type));
    if (found.kind == SDP_KIND_OBJECT) out->kind = SDP_KIND_TEXT;
    out->path = must_have(path.data);
    return STATUS_DONE;
}

/* Whether both are one member, or one of them a part of the other. */
static bool overlap(const char *a, const char *b)
{
    const size_t size = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    return strncmp(a, b, size) == 0 && (a[size] == '\0' || a[size] == '.') && (b[size] == '\0' || b[size] == '.');
}

static int check_new(const import_file *of, const char *path, const char *where)
{
    for (size_t i = 0; i < of->column_count; i++) {
        if (!overlap(of->columns[i].path, path)) continue;
        return complain(SDP_E_VALUE, path, "%s: '%.100s' is named twice, by the cells %zu and %zu", where, path, i + 1,
                        of->column_count + 1);
    }
    return STATUS_DONE;
}

/* Cells that are parted by something else, as spreadsheets of some countries do, look like one cell. Returns whether
   that was told. */
static bool tell_separator(import_file *of, const csv_record *header)
{
    import_place words;
    const char *cell = header->cells[0];
    const size_t size = strcspn(cell, ";\t");
    if (header->count != 1 || cell[size] == '\0') return false;
    (void)complain(SDP_E_VALUE, "FILE", "%s: cells are parted by commas, and not by %s",
                   import_place_of(of, header, 0, &words), cell[size] == ';' ? "semicolons" : "tabs");
    import_problem(of);
    return true;
}

/* Spreadsheets save columns that once had something. */
static bool is_empty(const import_file *of, size_t column)
{
    for (size_t i = 1; i < of->csv.count; i++) {
        if (*import_cell(&of->csv.records[i], column) != '\0') return false;
    }
    return true;
}

static void read_cell(import_file *to, const csv_record *header, const sdp_type *type, size_t i)
{
    import_place words;
    import_column column = {.path = NULL};
    int status = STATUS_DONE;
    const char *where = import_place_of(to, header, i, &words);
    import_trim(header->cells[i]);
    if (*header->cells[i] == '\0' && is_empty(to, i)) {
        column.path = copy_part("", 0);
    } else if (*header->cells[i] == '\0') {
        status = complain(SDP_E_REQUIRED, "FILE", "%s: the column has no name", where);
    } else {
        status = read_column(to, type, header->cells[i], where, &column);
    }
    if (status == STATUS_DONE && column.path != NULL && *column.path != '\0')
        status = check_new(to, column.path, where);
    if (status != STATUS_DONE || column.path == NULL) {
        import_problem(to);
        free(column.path);
        column.path = copy_part("", 0); /* it keeps its place, so that others have their numbers */
    }
    to->columns[to->column_count++] = column;
    if (strcmp(column.path, "id") == 0) to->id_column = i;
    if (strcmp(column.path, "name") == 0) to->name_column = i;
}

void import_header_read(import_file *to)
{
    import_place words;
    const csv_record *header = &to->csv.records[0];
    const sdp_type *type = sdp_operation_input_type(task_operation(to->noun, "edit"));
    const int64_t before = to->problems;
    to->columns = must_have(calloc(header->count, sizeof(*to->columns)));
    if (tell_separator(to, header)) return;
    for (size_t i = 0; i < header->count; i++) read_cell(to, header, type, i);
    if (to->problems == before && to->id_column == NO_COLUMN && to->name_column == NO_COLUMN) {
        (void)complain(SDP_E_REQUIRED, "name", "%s: a column name or id is needed, to find records by",
                       import_place_of(to, header, 0, &words));
        import_problem(to);
    } else if (header->count > 1 && (size_t)(to->problems - before) == header->count) {
        (void)complain(SDP_E_REQUIRED, "FILE", "%s: no cell of the first row names a member, as name and comments do",
                       import_place_of(to, header, 0, &words));
        import_problem(to);
    }
}
