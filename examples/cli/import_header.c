#include "import_header.h"

#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "fields.h"

/* Follows the path member by member: what cannot be set, and lists, have no place in a cell. Returns an exit status. */
static int check_settable(const sdp_type *type, const char *path)
{
    const char *at = path;
    while (type != NULL) {
        const size_t size = strcspn(at, ".");
        char *name = copy_part(at, size);
        const sdp_field *field = sdp_field_by_name(type, name);
        free(name);
        if (field == NULL) return STATUS_DONE;
        if ((sdp_field_flags(field) & SDP_FIELD_READ_ONLY) && strcmp(path, "id") != 0) {
            return complain(SDP_E_READ_ONLY, path, "line 1: '%.100s' cannot be set, for the service sets it", path);
        }
        const int32_t kind = sdp_field_kind(field);
        if (kind == SDP_KIND_LIST || kind == SDP_KIND_TEXTS || kind == SDP_KIND_JSON) {
            return complain(SDP_E_VALUE, path, "line 1: '%.100s' is more than a cell can hold; sdp batch can set it",
                            path);
        }
        type = sdp_field_type(field);
        if (at[size] == '\0') return STATUS_DONE;
        at += size + 1;
    }
    return STATUS_DONE;
}

static int read_column(const import_file *of, const sdp_type *type, const char *name, import_column *out)
{
    const path_rules rules = {"line 1", false, of->allow_unknown};
    place found;
    text path = {0};
    int status = follow_path(type, name, &rules, &found);
    if (status == STATUS_DONE) status = check_settable(type, name);
    if (status != STATUS_DONE) return status;
    text_puts(&path, name);
    *out = (import_column){.kind = found.kind};
    if (found.kind == SDP_KIND_OBJECT && short_member(found.type) == NULL) {
        text_free(&path);
        return complain(SDP_E_VALUE, name, "line 1: '%.100s' is an object without a name: name a member below it",
                        name);
    }
    if (found.kind == SDP_KIND_UDF) {
        text_free(&path);
        return complain(SDP_E_VALUE, name, "line 1: '%.100s' has members: name one of them", name);
    }
    if (found.kind == SDP_KIND_OBJECT) text_printf(&path, ".%s", short_member(found.type));
    if (found.kind == SDP_KIND_OBJECT || found.kind == SDP_KIND_JSON) out->kind = SDP_KIND_TEXT;
    out->path = must_have(path.data);
    return STATUS_DONE;
}

/* Whether both are one member, or one of them a part of the other. */
static bool overlap(const char *a, const char *b)
{
    const size_t size = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    return strncmp(a, b, size) == 0 && (a[size] == '\0' || a[size] == '.') && (b[size] == '\0' || b[size] == '.');
}

static int check_new(const import_file *of, const char *path)
{
    for (size_t i = 0; i < of->column_count; i++) {
        if (!overlap(of->columns[i].path, path)) continue;
        return complain(SDP_E_VALUE, path, "line 1: '%.100s' is named twice, by columns %zu and %zu", path, i + 1,
                        of->column_count + 1);
    }
    return STATUS_DONE;
}

void import_header_read(import_file *to)
{
    const csv_record *header = &to->csv.records[0];
    const sdp_type *type = sdp_operation_input_type(task_operation(to->noun, "edit"));
    const int64_t before = to->problems;
    to->columns = must_have(calloc(header->count, sizeof(*to->columns)));
    for (size_t i = 0; i < header->count; i++) {
        import_column column = {.path = NULL};
        int status = STATUS_DONE;
        if (*header->cells[i] == '\0') {
            status = complain(SDP_E_REQUIRED, "FILE", "line 1: column %zu has no name", i + 1);
        } else {
            status = read_column(to, type, header->cells[i], &column);
        }
        if (status == STATUS_DONE && column.path != NULL) status = check_new(to, column.path);
        if (status != STATUS_DONE || column.path == NULL) {
            to->problems++;
            free(column.path);
            column.path = copy_part("", 0); /* it keeps its place, so that others have their numbers */
        }
        to->columns[to->column_count++] = column;
        if (strcmp(column.path, "id") == 0) to->id_column = i;
        if (strcmp(column.path, "name") == 0) to->name_column = i;
    }
    if (to->problems == before && to->id_column == NO_COLUMN && to->name_column == NO_COLUMN) {
        to->problems++;
        (void)complain(SDP_E_REQUIRED, "name", "line 1: a column name or id is needed, to find records by");
    }
}
