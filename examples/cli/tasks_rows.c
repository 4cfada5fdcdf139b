#include "tasks_rows.h"

#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "csv.h"
#include "errors.h"
#include "json.h"
#include "nearest.h"
#include "output.h"
#include "print.h"
#include "text.h"

int task_rows_start(task_rows *to, const arguments *from)
{
    const bool to_terminal = isatty(STDOUT_FILENO) != 0;
    *to = (task_rows){.format = from->output, .indented = to_terminal};
    if (from->csv && to->format != FORMAT_DEFAULT && to->format != FORMAT_CSV) {
        return complain(SDP_E_ARGUMENT, "--csv", "--csv is --output csv: give no other --output with it");
    }
    if (from->csv) to->format = FORMAT_CSV;
    if (to->format == FORMAT_DEFAULT) to->format = to_terminal ? FORMAT_TABLE : FORMAT_JSON;
    if (to->format != FORMAT_RAW) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, "--output", "--output raw is for one answer of the service, and here are many");
}

/* Such as "cost.*", which stands for whatever is below it. */
static bool is_open(const char *column)
{
    const size_t size = strlen(column);
    return size > 2 && strcmp(column + size - 2, ".*") == 0;
}

static int check_column(const char *name, const char *const *all)
{
    nearest hint = nearest_to(name);
    text names = {0};
    for (size_t i = 0; all[i] != NULL; i++) {
        const size_t open = is_open(all[i]) ? strlen(all[i]) - 1 : 0;
        if (open > 0 ? strncmp(all[i], name, open) == 0 && name[open] != '\0' : strcmp(all[i], name) == 0) {
            text_free(&names);
            return STATUS_DONE;
        }
        if (open == 0) nearest_offer(&hint, all[i]);
        text_printf(&names, "%s%s", i > 0 ? ", " : "", all[i]);
    }
    const int status = hint.best != NULL
                           ? complain(SDP_E_UNKNOWN_FIELD, "--fields", "--fields: there is no column '%.60s'%s", name,
                                      nearest_hint(&hint))
                           : complain(SDP_E_UNKNOWN_FIELD, "--fields", "--fields: there is no column '%.60s', only %s",
                                      name, text_get(&names));
    text_free(&names);
    return status;
}

static int choose_columns(task_rows *to, const char *fields, const char *const *all)
{
    int status = STATUS_DONE;
    to->chosen = true;
    for (const char *at = fields; status == STATUS_DONE; at++) {
        at += strspn(at, " ");
        const size_t size = strcspn(at, ", ");
        selection_add(&to->columns, copy_part(at, size));
        status = check_column(to->columns.paths[to->columns.count - 1], all);
        at += size + strspn(at + size, " ");
        if (*at == '\0') return status;
    }
    return status;
}

int task_rows_columns(task_rows *to, const arguments *from, const char *const *all, const char *const *few)
{
    if (from->fields != NULL) return choose_columns(to, from->fields, all);
    const char *const *names = to->format == FORMAT_TABLE && few != NULL ? few : all;
    for (size_t i = 0; names[i] != NULL; i++) selection_add(&to->columns, copy_part(names[i], strlen(names[i])));
    return STATUS_DONE;
}

static void put_header(const task_rows *of, text *to)
{
    for (size_t i = 0; i < of->columns.count; i++) csv_cell(to, of->columns.paths[i]);
    csv_end_row(to);
}

/* A value as it is: what must not reach a terminal may well reach a file. */
static void put_raw_cell(const sdp_json *row, const char *path, text *to)
{
    const sdp_json *member = sdp_json_at(row, path);
    const char *value = sdp_json_text(member);
    text cell = {0};
    if (value == NULL) cell_at(row, path, &cell);
    csv_cell(to, value != NULL ? value : text_get(&cell));
    text_free(&cell);
}

static void print_csv(task_rows *to, const sdp_json *row)
{
    text line = {0};
    if (!to->begun) put_header(to, &line);
    to->begun = true;
    for (size_t i = 0; row != NULL && i < to->columns.count; i++) put_raw_cell(row, to->columns.paths[i], &line);
    if (row != NULL) csv_end_row(&line);
    print_bytes(text_get(&line), line.size);
    text_free(&line);
}

int task_rows_add(task_rows *to, sdp_json *row)
{
    if (to->chosen) {
        sdp_json *part = selection_apply(&to->columns, row);
        sdp_json_free(row);
        row = part;
    }
    if (to->format == FORMAT_TABLE) {
        if (to->table == NULL) to->table = table_new(NULL, &to->columns);
        table_add(to->table, row);
        return print_failed() ? print_flush() : STATUS_DONE;
    }
    if (to->format == FORMAT_JSON) {
        if (to->array == NULL) to->array = json_new(SDP_JSON_ARRAY);
        json_put(to->array, "[]", row);
        return STATUS_DONE;
    }
    if (to->format == FORMAT_CSV) {
        print_csv(to, row);
    } else {
        char *printed = json_print(row, 0);
        print_line(printed);
        sdp_text_free(printed);
    }
    sdp_json_free(row);
    return print_flush();
}

int task_rows_end(task_rows *to)
{
    if (to->table != NULL) table_end(to->table);
    to->table = NULL;
    if (to->format == FORMAT_CSV && !to->begun) print_csv(to, NULL);
    if (to->format == FORMAT_JSON) {
        char *printed = to->array != NULL ? json_print(to->array, 0) : NULL;
        const int status = output_json(printed != NULL ? printed : "[]");
        sdp_text_free(printed);
        return status;
    }
    return print_flush();
}

void task_rows_free(task_rows *from)
{
    if (from->table != NULL) table_end(from->table);
    sdp_json_free(from->array);
    selection_free(&from->columns);
}
