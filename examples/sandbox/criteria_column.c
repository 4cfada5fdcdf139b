#include "criteria_column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "udf.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

/* The kind of a member by its table or, below udf_fields, by its declaration; `*type` becomes that of what it holds. 0
   where there is no such member. */
static int32_t kind_of_member(const sdp_type **type, const char **udf_of, const char *name, const answer *problems)
{
    const char *noun = sdp_type_name(*type);
    const sdp_field *field = sdp_type_field_by_name(*type, name);
    if (*udf_of) {
        const udf_field *declared = udf_find(problems->udf, *udf_of, name);
        *udf_of = NULL;
        return declared ? udf_kind(declared) : 0;
    }
    *type = sdp_field_type(field);
    if (strcmp(name, UDF_MEMBER) != 0 || !udf_declares(problems->udf, noun)) return sdp_field_kind(field);
    *udf_of = noun;
    return SDP_KIND_OBJECT;
}

bool column_find(const sdp_type *type, const char *path, bool by_id, const answer *problems, column *out)
{
    char copy[COLUMN_PATH / 2];
    int32_t kind = SDP_KIND_OBJECT;
    *out = (column){.as = AS_TEXT};
    if (strlen(path) >= sizeof(copy)) return false;
    snprintf(copy, sizeof(copy), "%s", path);
    size_t length = (size_t)snprintf(out->path, sizeof(out->path), "$");
    char *rest = NULL;
    const char *udf_of = NULL; /* the noun whose declared fields come next */
    for (char *part = strtok_r(copy, ".", &rest); part; part = strtok_r(NULL, ".", &rest)) {
        if (kind == SDP_KIND_TIME && strcmp(part, "value") == 0) continue;
        /* Which item of a list would be meant is not documented. */
        if (kind == SDP_KIND_LIST || kind == SDP_KIND_TEXTS) return false;
        if (kind != SDP_KIND_JSON && kind != SDP_KIND_UDF) {
            kind = kind_of_member(&type, &udf_of, part, problems);
            if (kind == 0) return false;
        }
        if (part[strspn(part, LETTERS)] != '\0') return false;
        length += (size_t)snprintf(out->path + length, sizeof(out->path) - length, ".%s", part);
        if (length + sizeof(".value") >= sizeof(out->path)) return false;
    }
    if (length == 1 || udf_of || kind == SDP_KIND_LIST || kind == SDP_KIND_TEXTS) return false;
    const char *last = kind == SDP_KIND_TIME ? ".value" : kind != SDP_KIND_OBJECT ? "" : by_id ? ".id" : ".name";
    snprintf(out->path + length, sizeof(out->path) - length, "%s", last);
    if (kind == SDP_KIND_TIME || kind == SDP_KIND_NUMBER || kind == SDP_KIND_INTEGER) out->as = AS_NUMBER;
    if (kind == SDP_KIND_BOOL) out->as = AS_TRUTH;
    if (kind == SDP_KIND_ID || (kind == SDP_KIND_OBJECT && by_id)) out->as = AS_ID;
    if (strcmp(out->path, "$.id") == 0) out->name = "id";
    if (strcmp(out->path, "$.name") == 0) out->name = "name";
    return true;
}

/* Makes room for a bound value and returns it; its place is query->value_count. */
static store_value *new_value(query *to)
{
    store_value *values = realloc(to->values, (to->value_count + 1) * sizeof(*values));
    if (!values) return NULL;
    to->values = values;
    values[to->value_count] = (store_value){.kind = STORE_NULL};
    return &values[to->value_count++];
}

static bool bind_text(query *to, const char *string)
{
    store_value *value = new_value(to);
    if (!value) return false;
    value->text = strdup(string);
    value->kind = STORE_TEXT;
    return value->text != NULL;
}

bool column_write(query *asked, text *to, const column *from, bool as_number)
{
    if (as_number) text_puts(to, "CAST(");
    if (from->name) {
        text_puts(to, from->name);
    } else {
        if (!bind_text(asked, from->path)) return false;
        text_printf(to, "json_extract(document, ?%zu)", asked->value_count);
    }
    if (as_number) text_puts(to, " AS NUMERIC)");
    return true;
}

static bool bind_number(query *to, const char *string)
{
    char *end = NULL;
    store_value *value = new_value(to);
    if (!value || !string || !*string) return false;
    if (strspn(string[0] == '-' ? string + 1 : string, "0123456789") + (string[0] == '-') == strlen(string) &&
        strlen(string) < 19) {
        value->kind = STORE_INTEGER;
        value->integer = strtoll(string, &end, 10);
    } else {
        value->kind = STORE_REAL;
        value->real = strtod(string, &end);
    }
    return *end == '\0';
}

const sdp_json *column_operand(const sdp_json *value)
{
    if (sdp_json_kind(value) != SDP_JSON_OBJECT) return value;
    const sdp_json *id = sdp_json_member(value, "id");
    return id ? id : sdp_json_member(value, "name");
}

bool column_bind(query *to, const column *by, bool as_number, const sdp_json *value)
{
    int32_t kind = sdp_json_kind(value);
    const char *string = sdp_json_text(value);
    if (kind == SDP_JSON_NULL) return false;
    if (kind == SDP_JSON_TRUE || kind == SDP_JSON_FALSE || by->as == AS_TRUTH) {
        bool yes = kind == SDP_JSON_TRUE || (string && strcmp(string, "true") == 0);
        bool no = kind == SDP_JSON_FALSE || (string && strcmp(string, "false") == 0);
        if (by->as != AS_TRUTH || yes == no) return false;
        return bind_number(to, yes ? "1" : "0");
    }
    if (as_number) return bind_number(to, string);
    return string && bind_text(to, string);
}
