#include "import_values.h"

#include <string.h>

#include <sdp/reflect.h>

#include "decimal.h"
#include "errors.h"
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

int import_convert(const char *option, const import_column *column, const char *cell, sdp_json **out)
{
    if (import_is_null(cell)) {
        *out = json_new(SDP_JSON_NULL);
        return STATUS_DONE;
    }
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

bool import_is_same(const sdp_json *record, const import_column *column, const sdp_json *value)
{
    const sdp_json *found = sdp_json_at(record, column->path);
    if (column->kind == SDP_KIND_TIME && sdp_json_kind(found) == SDP_JSON_OBJECT) {
        found = sdp_json_member(found, "value");
    }
    const int32_t kind = sdp_json_kind(value);
    if (kind == SDP_JSON_NULL) return found == NULL || sdp_json_kind(found) == SDP_JSON_NULL;
    const char *string = sdp_json_text(found);
    if (kind == SDP_JSON_TRUE || kind == SDP_JSON_FALSE) {
        return sdp_json_kind(found) == kind ||
               (string != NULL && strcmp(string, kind == SDP_JSON_TRUE ? "true" : "false") == 0);
    }
    if (string == NULL) return false;
    return kind == SDP_JSON_NUMBER ? same_number(string, sdp_json_text(value))
                                   : strcmp(string, sdp_json_text(value)) == 0;
}
