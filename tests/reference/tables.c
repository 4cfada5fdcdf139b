/* Prints the library's own tables as JSON: kinds, statuses, codes, types and operations. tests/lint/api.py joins them
   with what the headers say to docs/libsdp.api.json.

       sdp-tables >tables.json
*/
#include <sdp/sdp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(sdp_status status)
{
    if (status == SDP_OK) return;
    fprintf(stderr, "sdp-tables: %s\n", sdp_status_name(status));
    exit(1);
}

static sdp_json *made(int32_t kind)
{
    sdp_json *value;
    must(sdp_json_new(kind, &value));
    return value;
}

/* What is not there has no member. */
static void put_text(sdp_json *object, const char *name, const char *text)
{
    sdp_json *value;
    if (text == NULL) return;
    must(sdp_json_new_text(SDP_JSON_STRING, text, &value));
    must(sdp_json_put(object, name, value));
}

static void put_number(sdp_json *object, const char *name, long long number)
{
    sdp_json *value;
    char literal[32];
    snprintf(literal, sizeof literal, "%lld", number);
    must(sdp_json_new_text(SDP_JSON_NUMBER, literal, &value));
    must(sdp_json_put(object, name, value));
}

static void put_truth(sdp_json *object, const char *name, int truth)
{
    must(sdp_json_put(object, name, made(truth ? SDP_JSON_TRUE : SDP_JSON_FALSE)));
}

static void add_kinds(sdp_json *all)
{
    for (int32_t kind = 1; sdp_kind_name(kind) != NULL; kind++) {
        sdp_json *one = made(SDP_JSON_OBJECT);
        put_text(one, "name", sdp_kind_name(kind));
        put_number(one, "number", kind);
        must(sdp_json_put(all, "kinds[]", one));
    }
}

/* The numbers of statuses and codes have gaps: their whole range is looked at. */
static void add_statuses(sdp_json *all)
{
    for (sdp_status status = 99; status > -1000; status--) {
        sdp_json *one;
        if (strncmp(sdp_status_name(status), "SDP_", 4) != 0) continue;
        one = made(SDP_JSON_OBJECT);
        put_text(one, "name", sdp_status_name(status));
        put_number(one, "value", status);
        if (*sdp_status_advice(status) != '\0') put_text(one, "advice", sdp_status_advice(status));
        must(sdp_json_put(all, "statuses[]", one));
    }
}

static void add_codes(sdp_json *all)
{
    for (int32_t code = 0; code < 10000; code++) {
        sdp_json *one;
        if (sdp_api_code_text(code) == NULL) continue;
        one = made(SDP_JSON_OBJECT);
        put_number(one, "value", code);
        put_text(one, "documentation", sdp_api_code_text(code));
        put_text(one, "advice", sdp_api_code_advice(code));
        must(sdp_json_put(all, "codes[]", one));
    }
}

static sdp_json *field_of(const sdp_field *field)
{
    sdp_json *one = made(SDP_JSON_OBJECT);
    int32_t flags = sdp_field_flags(field);
    put_text(one, "name", sdp_field_name(field));
    put_text(one, "kind", sdp_kind_name(sdp_field_kind(field)));
    put_text(one, "type", sdp_type_name(sdp_field_type(field)));
    put_truth(one, "read_only", flags & SDP_FIELD_READ_ONLY);
    put_truth(one, "write_text", flags & SDP_FIELD_WRITE_TEXT);
    put_truth(one, "key", flags & SDP_FIELD_KEY);
    put_text(one, "documentation", sdp_field_doc(field));
    return one;
}

static void add_types(sdp_json *all)
{
    const sdp_type *type;
    const sdp_field *field;
    for (size_t i = 0; (type = sdp_type_at(i)) != NULL; i++) {
        sdp_json *one = made(SDP_JSON_OBJECT);
        put_text(one, "name", sdp_type_name(type));
        put_number(one, "number", sdp_type_number(type));
        put_text(one, "documentation", sdp_type_doc(type));
        must(sdp_json_put(one, "fields", made(SDP_JSON_ARRAY)));
        for (size_t j = 0; (field = sdp_type_field(type, j)) != NULL; j++)
            must(sdp_json_put(one, "fields[]", field_of(field)));
        must(sdp_json_put(all, "types[]", one));
    }
}

static void put_input(sdp_json *one, const sdp_operation *operation)
{
    const sdp_type *type = sdp_operation_input_type(operation);
    const sdp_field *field;
    put_number(one, "place", sdp_operation_place(operation));
    put_number(one, "bare", sdp_operation_bare(operation));
    put_text(one, "input.type", sdp_type_name(type));
    put_text(one, "input.key", sdp_operation_input_key(operation));
    put_text(one, "input.inner", sdp_operation_input_inner(operation));
    if (type != NULL) put_truth(one, "input.is_list", sdp_operation_input_is_list(operation));
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        if (sdp_operation_requires(operation, sdp_field_name(field)))
            put_text(one, "input.required[]", sdp_field_name(field));
    }
}

static void put_output(sdp_json *one, const sdp_operation *operation)
{
    if (sdp_operation_output_type(operation) == NULL) return;
    put_text(one, "output.type", sdp_type_name(sdp_operation_output_type(operation)));
    put_text(one, "output.keys", sdp_operation_output_keys(operation));
    put_truth(one, "output.is_list", sdp_operation_output_is_list(operation));
    put_truth(one, "output.is_whole", sdp_operation_output_is_whole(operation));
}

static void add_operations(sdp_json *all)
{
    const sdp_operation *operation;
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        sdp_json *one = made(SDP_JSON_OBJECT);
        put_text(one, "name", sdp_operation_name(operation));
        put_text(one, "documentation", sdp_operation_doc(operation));
        put_text(one, "method", sdp_operation_method(operation));
        put_text(one, "path", sdp_operation_path(operation));
        put_text(one, "printed_path", sdp_operation_printed_path(operation));
        put_number(one, "id_count", (long long)sdp_operation_id_count(operation));
        put_text(one, "body_ids", sdp_operation_body_ids(operation));
        put_number(one, "dialect", sdp_operation_dialect(operation));
        put_number(one, "access", sdp_operation_access(operation));
        put_input(one, operation);
        put_output(one, operation);
        must(sdp_json_put(all, "operations[]", one));
    }
}

int main(void)
{
    sdp_json *all = made(SDP_JSON_OBJECT);
    char *text;
    add_kinds(all);
    add_statuses(all);
    add_codes(all);
    add_types(all);
    add_operations(all);
    must(sdp_json_print(all, 2, &text));
    fputs(text, stdout);
    sdp_text_free(text);
    sdp_json_free(all);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
