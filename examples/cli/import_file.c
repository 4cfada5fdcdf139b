#include "import_file.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "import_check.h"
#include "import_header.h"
#include "import_names.h"
#include "json.h"
#include "source.h"

static void tell_syntax(void *data, int64_t line, int64_t column, const char *problem)
{
    import_file *of = data;
    (void)complain(SDP_E_VALUE, "FILE", "%.200s, line %" PRId64 ", column %" PRId64 ": %s", of->name, line, column,
                   problem);
    import_problem(of);
}

const char *import_cell(const csv_record *line, size_t column)
{
    return column < line->count ? line->cells[column] : "";
}

const char *import_place_of(const import_file *of, const csv_record *line, size_t column, import_place *to)
{
    int64_t at = line->line;
    int size = snprintf(to->words, sizeof(to->words), "%.200s, ", of->name);
    if (column < line->count) at = line->places[column].line;
    size += snprintf(to->words + size, sizeof(to->words) - (size_t)size, "line %" PRId64, at);
    if (column < line->count) {
        snprintf(to->words + size, sizeof(to->words) - (size_t)size, ", column %" PRId64, line->places[column].column);
    }
    return to->words;
}

const char *import_key(const import_file *of, const csv_record *line, bool *is_id)
{
    const char *id = import_cell(line, of->id_column);
    *is_id = *id != '\0';
    return *is_id ? id : import_cell(line, of->name_column);
}

const csv_record *import_line_of_id(const import_file *of, const char *id)
{
    size_t first = 0;
    size_t end = of->id_count;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        const int order = strcmp(id, import_cell(of->with_ids[middle], of->id_column));
        if (order == 0) return of->with_ids[middle];
        if (order < 0) end = middle;
        if (order > 0) first = middle + 1;
    }
    return NULL;
}

/* As spreadsheets call it "Unicode text": a mark, or a zero byte in each character of plain English. */
static bool is_utf16(const text *source)
{
    const unsigned char *bytes = (const unsigned char *)text_get(source);
    if (source->size < 2) return false;
    const unsigned mark = bytes[0] * 256u + bytes[1];
    return mark == 0xFFFE || mark == 0xFEFF || (bytes[0] == 0) != (bytes[1] == 0);
}

static int read_bytes(import_file *to, const char *path, text *source)
{
    text option = {0};
    text_printf(&option, "%s%s", strcmp(path, "-") == 0 ? "" : "@", path);
    errors_silence(true);
    int status = read_source("import", text_get(&option), source);
    errors_silence(false);
    text_free(&option);
    if (status != STATUS_DONE && source->size > SOURCE_MOST_BYTES) {
        return complain(SDP_E_ARGUMENT, "FILE",
                        "%.200s is larger than %u MiB: cut it into several, each with the first row", to->name,
                        SOURCE_MOST_BYTES / (1024 * 1024));
    }
    if (status != STATUS_DONE) return complain(SDP_E_ARGUMENT, "FILE", "%s", errors_untold());
    if (!is_utf16(source)) return STATUS_DONE;
    return complain(SDP_E_VALUE, "FILE", "%.200s, line 1, column 1: the file is UTF-16; save it as CSV in UTF-8",
                    to->name);
}

/* What a record is found by has no blanks at its ends: people do not see them, and services drop them. */
static void trim_names(import_file *of)
{
    for (size_t i = 1; i < of->csv.count; i++) {
        const csv_record *line = &of->csv.records[i];
        if (of->name_column < line->count) import_trim(line->cells[of->name_column]);
        if (of->id_column < line->count) import_trim(line->cells[of->id_column]);
    }
}

int import_file_read(import_file *to, const arguments *from)
{
    text source = {0};
    const char *path = from->words.items[2];
    *to = (import_file){.name = strcmp(path, "-") == 0 ? "standard input" : path,
                        .noun = from->words.items[0],
                        .id_column = NO_COLUMN,
                        .name_column = NO_COLUMN,
                        .allow_unknown = from->allow_unknown};
    int status = read_bytes(to, path, &source);
    if (status == STATUS_DONE) csv_read(&source, tell_syntax, to, &to->csv);
    text_free(&source);
    if (status != STATUS_DONE) return status;
    if (to->csv.count == 0 && to->problems == 0) {
        return complain(SDP_E_REQUIRED, "FILE",
                        "%.200s, line 1, column 1: the file is empty: its first row names members, such as name",
                        to->name);
    }
    if (to->csv.count > 0 && (to->problems == 0 || to->csv.records[0].line == 1)) {
        import_header_read(to);
        trim_names(to);
        import_check_lines(to);
    }
    return import_problems_tell(to);
}

/* Whether the columns are of one object: the same member before the first point. */
static bool beside_each_other(const import_column *a, const import_column *b)
{
    const size_t size = strcspn(a->path, ".");
    return a->path[size] == '.' && strncmp(a->path, b->path, size + 1) == 0;
}

static bool is_set(const import_file *of, const csv_record *line, size_t column, const sdp_json *record)
{
    if (column == of->id_column || *import_cell(line, column) == '\0') return false;
    return record == NULL || !import_is_same(record, &of->columns[column], line->cells[column]);
}

static bool is_sent(const import_file *of, const csv_record *line, size_t column, const sdp_json *record)
{
    if (column == of->id_column || *import_cell(line, column) == '\0') return false;
    for (size_t i = 0; i < of->column_count; i++) {
        const bool concerns = i == column || beside_each_other(&of->columns[i], &of->columns[column]);
        if (concerns && is_set(of, line, i, record)) return true;
    }
    return false;
}

sdp_json *import_input(const import_file *of, const csv_record *line, const sdp_json *record, bool is_new,
                       sdp_json *members)
{
    sdp_json *made = json_new(SDP_JSON_OBJECT);
    for (size_t i = 0; i < of->column_count; i++) {
        const char *problem;
        if (!is_sent(of, line, i, record) || (is_new && import_is_null(line->cells[i]))) continue;
        sdp_json *value = import_value(record, &of->columns[i], line->cells[i], &problem);
        if (value == NULL) continue; /* import_refusal() tells of it */
        json_put(made, of->columns[i].path, value);
        if (members != NULL && is_set(of, line, i, record)) json_put(members, "[]", json_text(of->columns[i].path));
    }
    return made;
}

const char *import_refusal(const import_file *of, const csv_record *line, const sdp_json *record, const char **path)
{
    for (size_t i = 0; i < of->column_count; i++) {
        const char *problem;
        if (of->columns[i].kind != SDP_KIND_JSON || !is_set(of, line, i, record)) continue;
        sdp_json_free(import_value(record, &of->columns[i], line->cells[i], &problem));
        *path = of->columns[i].path;
        if (problem != NULL) return problem;
    }
    return NULL;
}

int import_file_check(import_file *of, task_session *with)
{
    with->options.dry_run = 1;
    for (size_t i = 1; i < of->csv.count; i++) {
        const csv_record *line = &of->csv.records[i];
        sdp_status status;
        sdp_json *input = import_input(of, line, NULL, false, NULL);
        if (sdp_json_count(input) > 0) {
            const char *id = import_cell(line, of->id_column);
            sdp_json_free(task_call(with, of->noun, "edit", *id != '\0' ? id : "1", input, 0, &status));
            if (status != SDP_DRY_RUN) {
                import_place place;
                const sdp_error *error = sdp_last_error(with->client);
                (void)complain(status, sdp_error_path(error), "%s: %s", import_place_of(of, line, NO_COLUMN, &place),
                               sdp_error_message(error));
                import_problem(of);
            }
        }
        sdp_json_free(input);
    }
    with->options.dry_run = 0;
    return import_problems_tell(of);
}

void import_file_free(import_file *from)
{
    for (size_t i = 0; i < from->column_count; i++) free(from->columns[i].path);
    free(from->columns);
    free(from->with_ids);
    csv_file_free(&from->csv);
}
