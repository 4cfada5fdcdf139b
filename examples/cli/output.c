#include "output.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "errors.h"
#include "json.h"
#include "pager.h"
#include "print.h"
#include "text.h"
#include "verbose.h"
#include "width.h"

#define INDENT 2

static bool to_terminal(void)
{
    return isatty(STDOUT_FILENO) != 0;
}

int output_start(output *to, const arguments *from, const sdp_operation *operation)
{
    *to = (output){.format = from->output, .indented = to_terminal()};
    to->type = printed_type(operation);
    if (to->format == FORMAT_DEFAULT) to->format = to_terminal() ? FORMAT_TABLE : FORMAT_JSON;
    /* That a write cannot be printed must be known when its result is told: a pager would know it later. */
    if (to->format == FORMAT_TABLE && sdp_operation_access(operation) == SDP_ACCESS_READ) {
        print_by_pager(pager_screen(from));
    }
    if (from->fields == NULL) return STATUS_DONE;
    if (to->format == FORMAT_RAW) {
        return complain(SDP_E_ARGUMENT, "--fields",
                        "--fields does not go with --output raw, which is the answer as it came");
    }
    return selection_read(to->type, from->fields, from->allow_unknown, &to->fields);
}

void output_free(output *from)
{
    if (from->rows != NULL) table_end(from->rows);
    from->rows = NULL;
    csv_sheet_free(from->sheet);
    from->sheet = NULL;
    selection_free(&from->fields);
}

/* JSON is shown to a terminal without characters that it would obey. */
static void print_json_text(const char *json)
{
    text safe = {0};
    if (!to_terminal()) {
        print_line(json);
        return;
    }
    escape_controls(&safe, json);
    print_line(text_get(&safe));
    text_free(&safe);
}

static void print_json(const sdp_json *json, int32_t indent)
{
    char *printed = json_print(json, indent);
    print_json_text(printed);
    sdp_text_free(printed);
}

/* What the library printed is read again only where something is to be done with it. */
static int parse(const char *text_of_json, sdp_json **out)
{
    sdp_error *error = NULL;
    int status = STATUS_DONE;
    (void)sdp_error_new(&error);
    (void)must_have(error);
    if (sdp_json_parse(text_of_json, strlen(text_of_json), error, out) != SDP_OK) {
        (void)complain_error("the answer", error);
        status = STATUS_ANSWER;
    }
    sdp_error_free(error);
    return status;
}

static sdp_json *chosen(const output *to, sdp_json *json)
{
    if (to->fields.count == 0) return json;
    sdp_json *part = selection_apply(&to->fields, json);
    sdp_json_free(json);
    return part;
}

static void print_table(output *to, const sdp_json *json)
{
    if (sdp_json_kind(json) != SDP_JSON_ARRAY) {
        if (sdp_json_count(json) > 0) table_entity(json, &to->fields);
        return;
    }
    table *rows = table_new(to->type, &to->fields);
    for (const sdp_json *row = sdp_json_first(json); row != NULL; row = sdp_json_next(row))
        table_add(rows, json_copy(row));
    table_end(rows);
    to->shown = sdp_json_count(json);
}

/* Columns are taken from the rows as they came: --fields names them, and need not choose from the JSON first. */
static csv_sheet *sheet_of(output *to)
{
    if (to->sheet == NULL) to->sheet = csv_sheet_new(to->type, &to->fields);
    return to->sheet;
}

static void print_sheet(output *to, const sdp_json *json)
{
    if (sdp_json_kind(json) != SDP_JSON_ARRAY) {
        if (sdp_json_count(json) > 0) csv_sheet_row(sheet_of(to), json);
        return;
    }
    csv_sheet_head(sheet_of(to));
    for (const sdp_json *row = sdp_json_first(json); row != NULL; row = sdp_json_next(row))
        csv_sheet_row(to->sheet, row);
}

static void print_lines(const sdp_json *json)
{
    if (sdp_json_kind(json) != SDP_JSON_ARRAY) {
        print_json(json, 0);
        return;
    }
    for (const sdp_json *row = sdp_json_first(json); row != NULL; row = sdp_json_next(row)) print_json(row, 0);
}

int output_answer(output *to, const char *json)
{
    sdp_json *parsed;
    if (to->format == FORMAT_JSON && !to->indented && to->fields.count == 0) {
        print_line(json);
        return print_flush();
    }
    int status = parse(json, &parsed);
    if (status != STATUS_DONE) return status;
    /* An operation that brings nothing says {}, whatever is chosen. */
    if (sdp_json_count(parsed) > 0 && to->format != FORMAT_CSV) parsed = chosen(to, parsed);
    if (to->format == FORMAT_TABLE) {
        print_table(to, parsed);
    } else if (to->format == FORMAT_CSV) {
        print_sheet(to, parsed);
    } else if (to->format == FORMAT_JSONL) {
        print_lines(parsed);
    } else {
        print_json(parsed, to->indented ? INDENT : 0);
    }
    sdp_json_free(parsed);
    return print_flush();
}

void output_more_rows(const output *to, const char *body, size_t size)
{
    sdp_json *answer = NULL;
    if (to->format != FORMAT_TABLE || to->shown == 0 || body == NULL) return;
    if (sdp_json_parse(body, size, NULL, &answer) != SDP_OK) return;
    const bool has_more = sdp_json_kind(sdp_json_at(answer, "list_info.has_more_rows")) == SDP_JSON_TRUE;
    const char *total = sdp_json_text(sdp_json_at(answer, "list_info.total_count"));
    if (has_more && total != NULL) {
        verbose_note("%zu of %.20s rows; --all for every page", to->shown, total);
    } else if (has_more) {
        verbose_note("%zu rows, and there are more; --all for every page", to->shown);
    }
    sdp_json_free(answer);
}

void output_head(output *to, bool before)
{
    if (to->format != FORMAT_CSV) return;
    if (before) csv_sheet_skip_head(sheet_of(to));
    csv_sheet_head(sheet_of(to));
}

int output_row(output *to, const char *json)
{
    sdp_json *row;
    if (to->format != FORMAT_TABLE && to->format != FORMAT_CSV && to->fields.count == 0) {
        print_json_text(json);
        return print_failed() ? print_flush() : STATUS_DONE;
    }
    int status = parse(json, &row);
    if (status != STATUS_DONE) return status;
    if (to->format == FORMAT_CSV) {
        csv_sheet_row(sheet_of(to), row);
        sdp_json_free(row);
        return print_failed() ? print_flush() : STATUS_DONE;
    }
    row = chosen(to, row);
    if (to->format == FORMAT_TABLE) {
        if (to->rows == NULL) to->rows = table_new(to->type, &to->fields);
        table_add(to->rows, row);
    } else {
        print_json(row, 0);
        sdp_json_free(row);
    }
    return print_failed() ? print_flush() : STATUS_DONE;
}

int output_rows_end(output *to)
{
    if (to->rows != NULL) table_end(to->rows);
    to->rows = NULL;
    if (to->format == FORMAT_CSV) csv_sheet_head(sheet_of(to));
    return print_flush();
}

int output_count(const output *to, int64_t count)
{
    char line[64];
    bool plain = to->format == FORMAT_TABLE || to->format == FORMAT_CSV;
    if (to->format == FORMAT_CSV) print_line("total_count");
    snprintf(line, sizeof(line), "%s%" PRId64 "%s", plain ? "" : "{\"total_count\":", count, plain ? "" : "}");
    print_line(line);
    return print_flush();
}

int output_json(const char *json)
{
    sdp_json *parsed;
    if (!to_terminal()) {
        print_line(json);
        return print_flush();
    }
    int status = parse(json, &parsed);
    if (status != STATUS_DONE) return status;
    print_json(parsed, INDENT);
    sdp_json_free(parsed);
    return print_flush();
}

int output_body(const char *body, size_t size)
{
    print_bytes(body, size);
    if (size > 0 && body[size - 1] != '\n' && to_terminal()) print_bytes("\n", 1);
    return print_flush();
}

int output_text(const char *string)
{
    print_bytes(string, strlen(string));
    return print_flush();
}
