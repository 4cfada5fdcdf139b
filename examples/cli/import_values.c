#include "import_values.h"

#include <stdlib.h>
#include <string.h>

#include <sdp/reflect.h>

#include "csv_value.h"
#include "decimal.h"
#include "errors.h"
#include "import_names.h"
#include "json.h"
#include "set.h"

bool import_is_null(const char *cell)
{
    return strcmp(cell, "\\N") == 0;
}

/* Backslashes and an N: one of them is the mark of null, or stands before what is a text. */
static bool is_escape(const char *string)
{
    const size_t count = strspn(string, "\\");
    return count > 0 && strcmp(string + count, "N") == 0;
}

void import_escape(text *to, const char *string)
{
    if (is_escape(string)) text_puts(to, "\\");
    text_puts(to, string);
}

/* As people write it, and as spreadsheets do. NULL: it is neither. */
static const char *truth_of(const char *cell)
{
    if (strcmp(cell, "TRUE") == 0) return "true";
    if (strcmp(cell, "FALSE") == 0) return "false";
    return strcmp(cell, "true") == 0 || strcmp(cell, "false") == 0 ? cell : NULL;
}

int import_convert(const char *option, const import_column *column, const char *cell, sdp_json **out)
{
    if (import_is_null(cell)) {
        *out = json_new(SDP_JSON_NULL);
        return STATUS_DONE;
    }
    const char *truth = column->kind == SDP_KIND_BOOL ? truth_of(cell) : NULL;
    if (truth != NULL) cell = truth;
    return convert_value(option, column->path, column->kind, is_escape(cell) ? cell + 1 : cell, out);
}

static bool same_number(const char *a, const char *b)
{
    decimal one;
    decimal other = {0};
    const bool same = decimal_read(a, &one) && decimal_read(b, &other) && decimal_equal(&one, &other);
    decimal_free(&one);
    decimal_free(&other);
    return same;
}

/* As an export would write it, it is the same whatever it is. */
static bool is_as_exported(const sdp_json *record, const import_column *column, const char *cell)
{
    text shown = {0};
    csv_value_put(record, column->path, column->kind, &shown);
    const bool same = strcmp(text_get(&shown), cell) == 0;
    text_free(&shown);
    return same;
}

/* The same value in other words, such as 1.0 for 1. `value` is what was made of the cell. */
static bool is_equal(const sdp_json *found, const sdp_json *value)
{
    const int32_t kind = sdp_json_kind(value);
    const char *digits = csv_value_time(value);
    if (digits != NULL) return csv_value_time(found) != NULL && same_number(csv_value_time(found), digits);
    const char *string = sdp_json_text(found);
    if (kind == SDP_JSON_TRUE || kind == SDP_JSON_FALSE) {
        return sdp_json_kind(found) == kind ||
               (string != NULL && strcmp(string, kind == SDP_JSON_TRUE ? "true" : "false") == 0);
    }
    if (string == NULL || sdp_json_text(value) == NULL) return false;
    return kind == SDP_JSON_NUMBER ? same_number(string, sdp_json_text(value))
                                   : strcmp(string, sdp_json_text(value)) == 0;
}

static bool is_name(const sdp_json *found, const char *cell)
{
    bool same = false;
    if (sdp_json_text(found) != NULL) {
        char *name = copy_part(sdp_json_text(found), strlen(sdp_json_text(found)));
        import_trim(name);
        same = strcmp(name, cell) == 0;
        free(name);
    }
    return same;
}

/* NULL, having told nothing: it is none. */
static sdp_json *time_of(const char *path, const char *cell)
{
    sdp_json *ms = NULL;
    errors_silence(true);
    (void)convert_value("FILE", path, SDP_KIND_TIME, cell, &ms);
    errors_silence(false);
    if (ms == NULL) return NULL;
    sdp_json *made = json_new(SDP_JSON_OBJECT);
    json_put(made, "value", ms);
    return made;
}

/* Where nothing is yet, a time in the one form in which exports write it is taken for one. */
static sdp_json *new_value(const char *path, const char *cell)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
    size_t i = 0;
    while (cell[i] != '\0' && form[i] != '\0') {
        const bool is_digit = cell[i] >= '0' && cell[i] <= '9';
        if (form[i] == 'd' ? !is_digit : cell[i] != form[i]) break;
        i++;
    }
    sdp_json *made = cell[i] == '\0' && form[i] == '\0' ? time_of(path, cell) : NULL;
    return made != NULL ? made : json_text(is_escape(cell) ? cell + 1 : cell);
}

/* What a cell says where something may be already whose kind no table knows. */
static sdp_json *value_like(const sdp_json *found, const char *path, const char *cell, const char **problem)
{
    sdp_json *made = NULL;
    switch (sdp_json_kind(found)) {
    case SDP_JSON_NUMBER:
        if (sdp_json_new_text(SDP_JSON_NUMBER, cell, &made) != SDP_OK) *problem = "the record has a number there";
        return made;
    case SDP_JSON_TRUE:
    case SDP_JSON_FALSE:
        if (truth_of(cell) == NULL) {
            *problem = "the record has true or false there";
            return NULL;
        }
        return json_new(*truth_of(cell) == 't' ? SDP_JSON_TRUE : SDP_JSON_FALSE);
    case SDP_JSON_ARRAY:
        *problem = "the record has a list there, which a cell cannot hold; sdp batch can set it";
        return NULL;
    case SDP_JSON_OBJECT:
        break;
    case SDP_JSON_STRING:
        return json_text(is_escape(cell) ? cell + 1 : cell);
    default:
        return new_value(path, cell);
    }
    if (csv_value_time(found) == NULL) {
        *problem = "the record has an object there, which a cell cannot hold; sdp batch can set it";
    } else if ((made = time_of(path, cell)) == NULL) {
        *problem = "the record has a time there: milliseconds, or a date in UTC such as 2027-01-31T10:00:00Z";
    }
    return made;
}

sdp_json *import_value(const sdp_json *record, const import_column *column, const char *cell, const char **problem)
{
    sdp_json *made = NULL;
    const sdp_json *found = sdp_json_at(record, column->path);
    *problem = NULL;
    if (column->kind != SDP_KIND_JSON || import_is_null(cell)) {
        (void)import_convert("FILE", column, cell, &made); /* it was checked */
        return made;
    }
    if (found != NULL && is_as_exported(record, column, cell)) return json_copy(found);
    return value_like(found, column->path, cell, problem);
}

bool import_is_same(const sdp_json *record, const import_column *column, const char *cell)
{
    const char *problem;
    const sdp_json *found = sdp_json_at(record, column->path);
    if (import_is_null(cell)) return found == NULL || sdp_json_kind(found) == SDP_JSON_NULL;
    if (found == NULL) return false;
    if (is_as_exported(record, column, cell)) return true;
    if (strcmp(column->path, "name") == 0) return is_name(found, cell);
    if (column->kind == SDP_KIND_TIME && sdp_json_kind(found) == SDP_JSON_OBJECT) {
        found = sdp_json_member(found, "value");
    }
    sdp_json *value = import_value(record, column, cell, &problem);
    const bool same = value != NULL && is_equal(found, value);
    sdp_json_free(value);
    return same;
}
