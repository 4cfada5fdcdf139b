#include "import_file.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "import_header.h"
#include "json.h"
#include "source.h"

static void tell_syntax(void *data, int64_t line, int64_t column, const char *problem)
{
    import_file *of = data;
    of->problems++;
    (void)complain(SDP_E_VALUE, "FILE", "line %" PRId64 ", column %" PRId64 ": %s", line, column, problem);
}

const char *import_cell(const csv_record *line, size_t column)
{
    return column < line->count ? line->cells[column] : "";
}

/* The key of a line: its id, else its name. */
static const char *key_of(const import_file *of, const csv_record *line, bool *is_id)
{
    const char *id = import_cell(line, of->id_column);
    *is_id = *id != '\0';
    return *is_id ? id : import_cell(line, of->name_column);
}

static int check_key(const import_file *of, const csv_record *line)
{
    bool is_id;
    const char *key = key_of(of, line, &is_id);
    if (*key == '\0') {
        return complain(SDP_E_REQUIRED, "name", "line %" PRId64 ": it has neither a name nor an id", line->line);
    }
    if (import_is_null(key) || import_is_null(import_cell(line, of->name_column))) {
        return complain(SDP_E_VALUE, "name", "line %" PRId64 ": name and id cannot be null", line->line);
    }
    if (is_id && key[strspn(key, "0123456789")] != '\0') {
        return complain(SDP_E_VALUE, "id", "line %" PRId64 ": an id has digits alone, not '%.60s'", line->line, key);
    }
    return STATUS_DONE;
}

static void check_line(import_file *of, const csv_record *line)
{
    char where[48];
    snprintf(where, sizeof(where), "line %" PRId64, line->line);
    if (line->count != of->column_count) {
        of->problems++;
        (void)complain(SDP_E_VALUE, "FILE", "%s: %zu cells, and the header has %zu", where, line->count,
                       of->column_count);
        return;
    }
    const bool has_keys = of->id_column != NO_COLUMN || of->name_column != NO_COLUMN;
    if (has_keys && check_key(of, line) != STATUS_DONE) of->problems++;
    for (size_t i = 0; i < of->column_count; i++) {
        sdp_json *value = NULL;
        if (i == of->id_column || *line->cells[i] == '\0' || *of->columns[i].path == '\0') continue;
        if (import_convert(where, &of->columns[i], line->cells[i], &value) != STATUS_DONE) of->problems++;
        sdp_json_free(value);
    }
}

/* What is compared to find lines about one record. */
typedef struct keyed {
    const char *key;
    bool is_id;
    int64_t line;
} keyed;

static int compare_keys(const void *a, const void *b)
{
    const keyed *one = a;
    const keyed *other = b;
    if (one->is_id != other->is_id) return one->is_id ? -1 : 1;
    const int order = strcmp(one->key, other->key);
    if (order != 0) return order;
    return one->line < other->line ? -1 : one->line > other->line;
}

static void check_repeated(import_file *of)
{
    const size_t count = of->csv.count - 1;
    keyed *keys = must_have(calloc(count + 1, sizeof(*keys)));
    for (size_t i = 0; i < count; i++) {
        const csv_record *line = &of->csv.records[i + 1];
        keys[i].key = key_of(of, line, &keys[i].is_id);
        keys[i].line = line->line;
    }
    qsort(keys, count, sizeof(*keys), compare_keys);
    for (size_t i = 1; i < count; i++) {
        if (*keys[i].key == '\0' || keys[i].is_id != keys[i - 1].is_id || strcmp(keys[i].key, keys[i - 1].key) != 0) {
            continue;
        }
        of->problems++;
        (void)complain(SDP_E_VALUE, keys[i].is_id ? "id" : "name",
                       "line %" PRId64 ": the %s '%.100s' is that of line %" PRId64 " too", keys[i].line,
                       keys[i].is_id ? "id" : "name", keys[i].key, keys[i - 1].line);
    }
    free(keys);
}

static int tell_problems(const import_file *of)
{
    if (of->problems == 0) return STATUS_DONE;
    return complain(SDP_E_VALUE, "FILE", "%" PRId64 " %s in the file, and nothing was sent", of->problems,
                    of->problems == 1 ? "problem" : "problems");
}

int import_file_read(import_file *to, const arguments *from)
{
    text source = {0};
    text option = {0};
    const char *path = from->words.items[2];
    *to = (import_file){.noun = from->words.items[0],
                        .id_column = NO_COLUMN,
                        .name_column = NO_COLUMN,
                        .allow_unknown = from->allow_unknown};
    text_printf(&option, "%s%s", strcmp(path, "-") == 0 ? "" : "@", path);
    int status = read_source("FILE", text_get(&option), &source);
    text_free(&option);
    if (status != STATUS_DONE) return status;
    csv_read(&source, tell_syntax, to, &to->csv);
    text_free(&source);
    if (to->csv.count == 0 && to->problems == 0) {
        return complain(SDP_E_REQUIRED, "FILE", "the file is empty: its first row names members, such as name");
    }
    if (to->csv.count > 0 && (to->problems == 0 || to->csv.records[0].line == 1)) {
        import_header_read(to);
        for (size_t i = 1; i < to->csv.count; i++) check_line(to, &to->csv.records[i]);
        check_repeated(to);
    }
    return tell_problems(to);
}

/* Whether the columns are of one object: the same member before the first point. */
static bool beside_each_other(const import_column *a, const import_column *b)
{
    const size_t size = strcspn(a->path, ".");
    return a->path[size] == '.' && strncmp(a->path, b->path, size + 1) == 0;
}

static bool is_set(const import_file *of, const csv_record *line, size_t column, const sdp_json *record)
{
    sdp_json *value = NULL;
    if (column == of->id_column || *import_cell(line, column) == '\0') return false;
    if (record == NULL) return true;
    (void)import_convert("FILE", &of->columns[column], line->cells[column], &value); /* it was checked */
    const bool differs = !import_is_same(record, &of->columns[column], value);
    sdp_json_free(value);
    return differs;
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
        sdp_json *value = NULL;
        if (!is_sent(of, line, i, record) || (is_new && import_is_null(line->cells[i]))) continue;
        (void)import_convert("FILE", &of->columns[i], line->cells[i], &value);
        json_put(made, of->columns[i].path, value);
        if (members != NULL && is_set(of, line, i, record)) json_put(members, "[]", json_text(of->columns[i].path));
    }
    return made;
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
                const sdp_error *error = sdp_last_error(with->client);
                of->problems++;
                (void)complain(status, sdp_error_path(error), "line %" PRId64 ": %s", line->line,
                               sdp_error_message(error));
            }
        }
        sdp_json_free(input);
    }
    with->options.dry_run = 0;
    return tell_problems(of);
}

void import_file_free(import_file *from)
{
    for (size_t i = 0; i < from->column_count; i++) free(from->columns[i].path);
    free(from->columns);
    csv_file_free(&from->csv);
}
