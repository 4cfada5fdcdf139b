/* The accessors of the two tables: what reflect.h shows of them. */
#include <sdp/reflect.h>

#include <string.h>

#include "api/operations.h"
#include "call/dialect.h"
#include "model/types.h"

const sdp_type *sdp_type_by_name(const char *name)
{
    const sdp_type *type = NULL;
    for (size_t i = 0; name != NULL && (type = sdp_type_at(i)) != NULL; i++) {
        if (strcmp(type->name, name) == 0) return type;
    }
    return NULL;
}

const char *sdp_type_name(const sdp_type *type)
{
    return type != NULL ? type->name : NULL;
}

const char *sdp_type_doc(const sdp_type *type)
{
    return type != NULL ? type->doc : NULL;
}

int32_t sdp_type_number(const sdp_type *type)
{
    return type != NULL ? type->number : 0;
}

size_t sdp_type_size(const sdp_type *type)
{
    return type != NULL ? type->size : 0;
}

const sdp_field *sdp_type_field(const sdp_type *type, size_t index)
{
    return type != NULL && index < type->field_count ? &type->fields[index] : NULL;
}

const char *sdp_field_name(const sdp_field *field)
{
    return field != NULL ? field->name : NULL;
}

const char *sdp_field_doc(const sdp_field *field)
{
    return field != NULL ? field->doc : NULL;
}

int32_t sdp_field_kind(const sdp_field *field)
{
    return field != NULL ? field->kind : 0;
}

const char *sdp_kind_name(int32_t kind)
{
    static const char *const names[] = {NULL,      "text",   "id",   "number", "bool", "time",
                                        "integer", "object", "list", "texts",  "json", "udf"};
    return kind > 0 && (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : NULL;
}

int32_t sdp_field_flags(const sdp_field *field)
{
    return field != NULL ? field->flags : 0;
}

size_t sdp_field_offset(const sdp_field *field)
{
    return field != NULL ? field->offset : 0;
}

const sdp_type *sdp_field_type(const sdp_field *field)
{
    return field != NULL ? field->nested : NULL;
}

const sdp_operation *sdp_operation_at(size_t index)
{
    return index < SDPI_OP_COUNT ? &sdpi_operations[index] : NULL;
}

const sdp_operation *sdp_operation_by_name(const char *name)
{
    for (size_t i = 0; name != NULL && i < SDPI_OP_COUNT; i++) {
        if (strcmp(sdpi_operations[i].name, name) == 0) return &sdpi_operations[i];
    }
    return NULL;
}

const char *sdp_operation_name(const sdp_operation *operation)
{
    return operation != NULL ? operation->name : NULL;
}

const char *sdp_operation_doc(const sdp_operation *operation)
{
    return operation != NULL ? operation->doc : NULL;
}

const char *sdp_operation_method(const sdp_operation *operation)
{
    return operation != NULL ? operation->method : NULL;
}

const char *sdp_operation_path(const sdp_operation *operation)
{
    return operation != NULL ? operation->path : NULL;
}

const char *sdp_operation_printed_path(const sdp_operation *operation)
{
    return operation != NULL ? operation->printed_path : NULL;
}

size_t sdp_operation_id_count(const sdp_operation *operation)
{
    return operation != NULL ? sdpi_path_id_count(operation) + sdpi_body_id_count(operation) : 0;
}

const char *sdp_operation_body_ids(const sdp_operation *operation)
{
    return operation != NULL ? operation->body_ids : NULL;
}

int32_t sdp_operation_dialect(const sdp_operation *operation)
{
    return operation != NULL ? operation->dialect->number : 0;
}

int32_t sdp_operation_access(const sdp_operation *operation)
{
    return operation != NULL ? operation->access : SDP_ACCESS_READ;
}

int32_t sdp_operation_place(const sdp_operation *operation)
{
    return operation != NULL ? operation->place : SDP_PLACE_NONE;
}

int32_t sdp_operation_bare(const sdp_operation *operation)
{
    return operation != NULL ? operation->bare : SDP_BARE_NOTHING;
}

const sdp_type *sdp_operation_input_type(const sdp_operation *operation)
{
    return operation != NULL ? operation->input_type : NULL;
}

const char *sdp_operation_input_key(const sdp_operation *operation)
{
    return operation != NULL ? operation->input_key : NULL;
}

int32_t sdp_operation_input_is_list(const sdp_operation *operation)
{
    return operation != NULL ? operation->input_is_list : 0;
}

const char *sdp_operation_input_inner(const sdp_operation *operation)
{
    return operation != NULL ? operation->input_inner : NULL;
}

int32_t sdp_operation_requires(const sdp_operation *operation, const char *field)
{
    return operation != NULL && field != NULL && sdpi_has_word(operation->required, field);
}

const sdp_type *sdp_operation_output_type(const sdp_operation *operation)
{
    return operation != NULL ? operation->output_type : NULL;
}

const char *sdp_operation_output_keys(const sdp_operation *operation)
{
    return operation != NULL ? operation->output_keys : NULL;
}

int32_t sdp_operation_output_is_list(const sdp_operation *operation)
{
    return operation != NULL ? operation->output_is_list : 0;
}

int32_t sdp_operation_output_is_whole(const sdp_operation *operation)
{
    return operation != NULL ? operation->output_is_whole : 0;
}
