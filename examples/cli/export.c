#include "export.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cell.h"
#include "csv.h"
#include "errors.h"
#include "export_target.h"
#include "fields.h"
#include "import_values.h"
#include "json.h"
#include "select.h"
#include "tasks_session.h"
#include "where.h"

typedef struct exporting {
    const sdp_type *type;
    selection columns;
    int32_t *kinds; /* of the columns */
    export_target target;
    int64_t rows;
} exporting;

static void add_column(selection *to, const char *first, const char *below)
{
    text path = {0};
    text_printf(&path, "%s%s%s", first, below != NULL ? "." : "", below != NULL ? below : "");
    to->paths = must_have(realloc(to->paths, (to->count + 1) * sizeof(*to->paths)));
    to->paths[to->count++] = path.data;
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

/* The id, the name, and what an import can set: plain members, and objects by their names. */
static void usual_columns(const sdp_type *type, selection *to)
{
    const sdp_field *field;
    add_column(to, "id", NULL);
    add_column(to, "name", NULL);
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        const char *name = sdp_field_name(field);
        if (sdp_field_flags(field) & SDP_FIELD_READ_ONLY) continue;
        if (strcmp(name, "id") == 0 || strcmp(name, "name") == 0) continue;
        const bool is_object = sdp_field_kind(field) == SDP_KIND_OBJECT;
        const char *below = is_object ? short_member(sdp_field_type(field)) : NULL;
        if (is_plain(field) || below != NULL) add_column(to, name, below);
    }
}

static int choose_columns(exporting *to, const arguments *from)
{
    const path_rules rules = {"--fields", false, from->allow_unknown};
    int status = STATUS_DONE;
    if (from->fields != NULL) {
        status = selection_read(to->type, from->fields, from->allow_unknown, &to->columns);
    } else {
        usual_columns(to->type, &to->columns);
    }
    to->kinds = must_have(calloc(to->columns.count + 1, sizeof(*to->kinds)));
    for (size_t i = 0; i < to->columns.count && status == STATUS_DONE; i++) {
        place found;
        status = follow_path(to->type, to->columns.paths[i], &rules, &found);
        to->kinds[i] = found.kind;
    }
    return status;
}

/* A time as --set takes it, to the millisecond, in UTC. */
static bool put_time(text *to, const char *digits)
{
    int64_t ms;
    if (digits == NULL || sdp_time_parse(digits, &ms) != SDP_OK) return false;
    const int64_t part = (ms % 1000 + 1000) % 1000;
    const time_t seconds = (time_t)((ms - part) / 1000);
    struct tm at;
    char shown[40];
    if (gmtime_r(&seconds, &at) == NULL || strftime(shown, sizeof(shown), "%Y-%m-%dT%H:%M:%S", &at) == 0) return false;
    text_printf(to, "%s.%03dZ", shown, (int)part);
    return true;
}

static void put_value(const sdp_json *row, const char *path, int32_t kind, text *to)
{
    const sdp_json *member = sdp_json_at(row, path);
    const sdp_json *value = sdp_json_kind(member) == SDP_JSON_OBJECT ? sdp_json_member(member, "value") : member;
    if (kind == SDP_KIND_TIME && put_time(to, sdp_json_text(value))) return;
    const char *string = sdp_json_text(member);
    if (string != NULL) {
        import_escape(to, string);
        return;
    }
    /* Members below a list, and whole objects. */
    cell_at(row, path, to);
}

static int see(void *data, sdp_json *row)
{
    exporting *to = data;
    text line = {0};
    for (size_t i = 0; i < to->columns.count; i++) {
        text cell = {0};
        put_value(row, to->columns.paths[i], to->kinds[i], &cell);
        csv_cell(&line, text_get(&cell));
        text_free(&cell);
    }
    csv_end_row(&line);
    sdp_json_free(row);
    to->rows++;
    const int status = export_target_put(&to->target, text_get(&line), line.size);
    text_free(&line);
    return status;
}

static int write_header(exporting *to)
{
    text line = {0};
    for (size_t i = 0; i < to->columns.count; i++) csv_cell(&line, to->columns.paths[i]);
    csv_end_row(&line);
    const int status = export_target_put(&to->target, text_get(&line), line.size);
    text_free(&line);
    return status;
}

static int make_list_info(const exporting *of, const arguments *from, sdp_json **out)
{
    sdp_json *criteria = NULL;
    int status = STATUS_DONE;
    *out = NULL;
    if (from->wheres.count > 0) {
        status = where_read_all(of->type, from->wheres.items, from->wheres.count, from->allow_unknown, &criteria);
    }
    if (status == STATUS_DONE) *out = task_list_info(criteria);
    return status;
}

static int check(const arguments *from)
{
    const char *noun = from->words.items[0];
    if (from->words.count > 3) {
        return complain(SDP_E_ARGUMENT, "FILE", "%s export takes one file, and not '%.60s' too", noun,
                        from->words.items[3]);
    }
    if (from->output == FORMAT_DEFAULT || from->output == FORMAT_CSV) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, "--output", "%s export writes CSV; for the rest there is sdp %s list --all", noun,
                    noun);
}

static int run(exporting *all, const arguments *from, const char *path)
{
    task_session session;
    sdp_json *list_info = NULL;
    int status = make_list_info(all, from, &list_info);
    if (status != STATUS_DONE) return status;
    status = task_open(&session, from, from->words.items[0]);
    if (status == STATUS_DONE) status = export_target_open(&all->target, path);
    if (status == STATUS_DONE) status = write_header(all);
    if (status == STATUS_DONE) {
        status = task_walk(&session, from->words.items[0], list_info, see, all);
    } else {
        sdp_json_free(list_info);
    }
    status = export_target_close(&all->target, status, all->rows);
    task_close(&session);
    return status;
}

int export_records(const arguments *from)
{
    exporting all = {.type = sdp_operation_output_type(task_operation(from->words.items[0], "list"))};
    const char *path = from->words.count == 3 && strcmp(from->words.items[2], "-") != 0 ? from->words.items[2] : NULL;
    int status = check(from);
    if (status == STATUS_DONE) status = choose_columns(&all, from);
    if (status == STATUS_DONE) status = run(&all, from, path);
    selection_free(&all.columns);
    free(all.kinds);
    return status;
}
