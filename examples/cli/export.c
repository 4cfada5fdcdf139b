#include "export.h"

#include <string.h>

#include "csv.h"
#include "csv_value.h"
#include "errors.h"
#include "export_columns.h"
#include "export_target.h"
#include "json.h"
#include "tasks_session.h"
#include "verbose.h"
#include "where.h"

/* Records that decide about the columns of user-defined fields, a page of the service; and how often a list is read of
   which records moved meanwhile. */
enum { WAITING = 100, MOST_WALKS = 3 };

typedef struct exporting {
    const sdp_type *type;
    export_columns columns;
    export_target target;
    int64_t rows;
    sdp_json *waiting[WAITING];
    size_t waiting_count;
    bool is_headed; /* the header is written */
} exporting;

static int put_line(exporting *to, const text *line)
{
    return export_target_put(&to->target, text_get(line), line->size);
}

static int write_header(exporting *to)
{
    text line = {0};
    to->is_headed = true;
    for (size_t i = 0; i < to->columns.paths.count; i++) csv_cell(&line, to->columns.paths.paths[i]);
    csv_end_row(&line);
    const int status = put_line(to, &line);
    text_free(&line);
    return status;
}

/* Takes over the row. */
static int write_row(exporting *to, sdp_json *row)
{
    text line = {0};
    for (size_t i = 0; i < to->columns.paths.count; i++) {
        text cell = {0};
        csv_value_put(row, to->columns.paths.paths[i], to->columns.kinds[i], &cell);
        csv_cell(&line, text_get(&cell));
        text_free(&cell);
    }
    csv_end_row(&line);
    sdp_json_free(row);
    to->rows++;
    const int status = put_line(to, &line);
    text_free(&line);
    return status;
}

static void drop_waiting(exporting *from)
{
    for (size_t i = 0; i < from->waiting_count; i++) sdp_json_free(from->waiting[i]);
    from->waiting_count = 0;
}

/* Writes what waits, below the header. */
static int let_go(exporting *of)
{
    int status = of->is_headed ? STATUS_DONE : write_header(of);
    for (size_t i = 0; i < of->waiting_count; i++) {
        sdp_json *row = of->waiting[i];
        of->waiting[i] = NULL;
        if (status == STATUS_DONE) {
            status = write_row(of, row);
        } else {
            sdp_json_free(row);
        }
    }
    of->waiting_count = 0;
    return status;
}

static int see(void *data, sdp_json *row)
{
    exporting *to = data;
    export_columns_see(&to->columns, row, to->is_headed);
    if (!to->is_headed && to->waiting_count < WAITING) {
        to->waiting[to->waiting_count++] = row;
        return STATUS_DONE;
    }
    const int status = to->is_headed ? STATUS_DONE : let_go(to);
    if (status == STATUS_DONE) return write_row(to, row);
    sdp_json_free(row);
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
    if (status != STATUS_DONE) return status;
    *out = task_list_info(criteria);
    json_put_bool(*out, "get_total_count", true); /* it tells where records come and go while the list is read */
    return STATUS_DONE;
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

static int tell_moved(const exporting *of)
{
    if (of->target.path == NULL) {
        return complain(
            SDP_E_LIST, "stdout",
            "records were added or removed while the list was read, and some may be missing: an export to a "
            "FILE reads it again");
    }
    return complain(
        SDP_E_LIST, "FILE",
        "records were added or removed each of the %d times that the list was read: some may be missing, and "
        "no file was made",
        (int)MOST_WALKS);
}

static int walk_once(exporting *all, task_session *session, const sdp_json *list_info)
{
    sdp_status ended;
    int status = task_try_walk(session, session->noun, json_copy(list_info), see, all, &ended);
    if (status == STATUS_DONE && ended != SDP_END) status = task_tell_failure(session);
    if (status == STATUS_DONE) status = let_go(all);
    drop_waiting(all);
    return status;
}

/* The service counts records from the front: where one is removed there while the list is read, another moves up into a
   page that was read already. What stands in a file can be written anew. */
static int walk(exporting *all, task_session *session, const sdp_json *list_info)
{
    int status = walk_once(all, session, list_info);
    for (int walks = 1; status == STATUS_DONE && session->moved > 0; walks++) {
        if (all->target.path == NULL || walks == MOST_WALKS) return tell_moved(all);
        verbose_note("records were added or removed while the list was read: it is read again");
        all->rows = 0;
        all->is_headed = false;
        status = export_target_rewind(&all->target);
        if (status == STATUS_DONE) status = walk_once(all, session, list_info);
    }
    return status;
}

static void tell_left_out(const exporting *of)
{
    const text *names = &of->columns.left_out;
    if (names->size == 0) return;
    verbose_note("not exported: %.*s; --fields names what is to be", (int)names->size - 1, text_get(names));
}

static int run(exporting *all, const arguments *from, const char *path)
{
    task_session session;
    sdp_json *list_info = NULL;
    int status = make_list_info(all, from, &list_info);
    if (status != STATUS_DONE) return status;
    status = task_open(&session, from, from->words.items[0]);
    if (status == STATUS_DONE) status = export_target_open(&all->target, path);
    if (status == STATUS_DONE) status = walk(all, &session, list_info);
    sdp_json_free(list_info);
    status = export_target_close(&all->target, status, all->rows);
    if (status == STATUS_DONE) tell_left_out(all);
    task_close(&session);
    return status;
}

int export_records(const arguments *from)
{
    exporting all = {.type = sdp_operation_output_type(task_operation(from->words.items[0], "list"))};
    const char *path = from->words.count == 3 && strcmp(from->words.items[2], "-") != 0 ? from->words.items[2] : NULL;
    int status = check(from);
    if (status == STATUS_DONE) status = export_columns_choose(&all.columns, all.type, from);
    if (status == STATUS_DONE) status = run(&all, from, path);
    export_columns_free(&all.columns);
    return status;
}
