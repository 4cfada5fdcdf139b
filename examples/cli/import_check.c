#include "import_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "import_names.h"

/* What is wrong with a whole file, a wrong encoding for one, need not be told of each of its lines. An id has 18
   digits. */
enum { MOST_TOLD = 50, MOST_DIGITS = 32 };

void import_problem(import_file *of)
{
    of->problems++;
    if (of->problems == MOST_TOLD) errors_silence(true);
}

int import_problems_tell(const import_file *of)
{
    char told[64] = "";
    if (of->problems == 0) return STATUS_DONE;
    if (of->problems >= MOST_TOLD) errors_silence(false);
    if (of->problems > MOST_TOLD) snprintf(told, sizeof(told), ", of which the first %d are told", MOST_TOLD);
    return complain(SDP_E_VALUE, "FILE", "%" PRId64 " %s in %.200s%s, and nothing was sent", of->problems,
                    of->problems == 1 ? "problem" : "problems", of->name, told);
}

static int check_digits(const char *where, const char *path, const char *id)
{
    if (strlen(id) <= MOST_DIGITS) return STATUS_DONE;
    return complain(SDP_E_VALUE, path, "%s: no id has %zu digits, as '%.20s...' has", where, strlen(id), id);
}

static int check_key(const import_file *of, const csv_record *line)
{
    import_place place;
    bool is_id;
    const char *key = import_key(of, line, &is_id);
    const size_t column = is_id || of->name_column == NO_COLUMN ? of->id_column : of->name_column;
    const char *where = import_place_of(of, line, column, &place);
    if (*key == '\0') {
        return complain(SDP_E_REQUIRED, "name", "%s: the line has neither a name nor an id", where);
    }
    if (import_is_null(key) || import_is_null(import_cell(line, of->name_column))) {
        return complain(SDP_E_VALUE, "name", "%s: name and id cannot be null", where);
    }
    if (is_id && key[strspn(key, "0123456789")] != '\0') {
        return complain(SDP_E_VALUE, "id", "%s: an id has digits alone, not '%.60s'", where, key);
    }
    return is_id ? check_digits(where, "id", key) : STATUS_DONE;
}

static void check_line(import_file *of, const csv_record *line)
{
    import_place place;
    if (line->count != of->column_count) {
        const size_t first = line->count > of->column_count ? of->column_count : line->count - 1;
        (void)complain(SDP_E_VALUE, "FILE", "%s: the line has %zu %s, and the header %zu",
                       import_place_of(of, line, first, &place), line->count, line->count == 1 ? "cell" : "cells",
                       of->column_count);
        import_problem(of);
        return;
    }
    const bool has_keys = of->id_column != NO_COLUMN || of->name_column != NO_COLUMN;
    if (has_keys && check_key(of, line) != STATUS_DONE) import_problem(of);
    for (size_t i = 0; i < of->column_count; i++) {
        sdp_json *value = NULL;
        if (i == of->id_column || *line->cells[i] == '\0' || *of->columns[i].path == '\0') continue;
        const import_column *column = &of->columns[i];
        const char *where = import_place_of(of, line, i, &place);
        int status = import_convert(where, column, line->cells[i], &value);
        if (status == STATUS_DONE && column->kind == SDP_KIND_ID) {
            status = check_digits(where, column->path, line->cells[i]);
        }
        if (status != STATUS_DONE) import_problem(of);
        sdp_json_free(value);
    }
}

/* What is compared to find lines about one record. */
typedef struct keyed {
    record_key key;
    bool is_found; /* the line's record is found by this */
    const csv_record *line;
} keyed;

static int compare_keys(const void *a, const void *b)
{
    const keyed *one = a;
    const keyed *other = b;
    const int order = record_key_compare(&one->key, &other->key);
    if (order != 0) return order;
    return one->line->line < other->line->line ? -1 : one->line->line > other->line->line;
}

static void tell_repeated(import_file *of, const keyed *one, const keyed *before)
{
    import_place place;
    const size_t column = one->key.is_id ? of->id_column : of->name_column;
    const char *noun = one->key.is_id ? "id" : "name";
    const char *where = import_place_of(of, one->line, column, &place);
    const char *cell = import_cell(one->line, column);
    const bool is_same = strcmp(cell, import_cell(before->line, column)) == 0;
    (void)complain(SDP_E_VALUE, noun, "%s: the %s '%.100s' is that of line %" PRId64 " too%s", where, noun, cell,
                   before->line->line, is_same ? "" : ", but for case or blanks");
    import_problem(of);
}

/* A line has its id and its name, so that another one that has the name alone is seen to mean the same. */
static size_t collect_keys(const import_file *of, keyed *to)
{
    size_t count = 0;
    for (size_t i = 1; i < of->csv.count; i++) {
        const csv_record *line = &of->csv.records[i];
        const char *id = import_cell(line, of->id_column);
        const char *name = import_cell(line, of->name_column);
        if (*id != '\0') to[count++] = (keyed){record_key_of(id, true), true, line};
        if (*name != '\0') to[count++] = (keyed){record_key_of(name, false), *id == '\0', line};
    }
    return count;
}

/* The ids come first, in their order. */
static void keep_ids(import_file *of, const keyed *keys, size_t count)
{
    while (of->id_count < count && keys[of->id_count].key.is_id) of->id_count++;
    of->with_ids = must_have(calloc(of->id_count + 1, sizeof(const csv_record *)));
    for (size_t i = 0; i < of->id_count; i++) of->with_ids[i] = keys[i].line;
}

/* Two records may have one name, or get it: it is a mistake where a line is found by it. */
static void check_repeated(import_file *of)
{
    keyed *keys = must_have(calloc(2 * of->csv.count, sizeof(*keys)));
    const size_t count = collect_keys(of, keys);
    qsort(keys, count, sizeof(*keys), compare_keys);
    const keyed *first = keys; /* of those with the same key */
    const keyed *found = NULL; /* the first of them that is found by it */
    for (const keyed *one = keys; one < keys + count; one++) {
        if (record_key_compare(&one->key, &first->key) != 0) {
            first = one;
            found = NULL;
        }
        const keyed *before = one->is_found ? first : found;
        if (before != NULL && before != one && *one->key.words != '\0') tell_repeated(of, one, before);
        if (found == NULL && one->is_found) found = one;
    }
    keep_ids(of, keys, count);
    for (size_t i = 0; i < count; i++) free(keys[i].key.words);
    free(keys);
}

void import_check_lines(import_file *of)
{
    if (of->column_count == 0) return; /* nobody knows what the cells are */
    for (size_t i = 1; i < of->csv.count; i++) check_line(of, &of->csv.records[i]);
    check_repeated(of);
}
