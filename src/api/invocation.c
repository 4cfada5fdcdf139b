#include "api/invocation.h"

#include <string.h>

#include "base/json.h"
#include "base/nearest.h"
#include "base/text.h"
#include "call/query.h"
#include "model/decode.h"
#include "model/encode.h"
#include "model/types.h"

static const char *nearest_operation(const char *name)
{
    const char *nearest = NULL;
    sdpi_nearest so_far = sdpi_nearest_begin(name);
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        if (sdpi_is_nearer(&so_far, sdpi_operations[i].name)) nearest = sdpi_operations[i].name;
    }
    return nearest;
}

sdp_status sdpi_find_operation(sdp_client *client, const char *name, const sdp_operation **out)
{
    *out = sdp_operation_by_name(name);
    if (*out != NULL) return SDP_OK;
    char hint[SDPI_HINT_SIZE];
    return sdpi_error_set(&client->error, SDP_E_UNKNOWN_FIELD, "operation", "there is no operation '%.80s'%s", name,
                          sdpi_hint(hint, nearest_operation(name)));
}

/* Beside the envelope stands nothing that the tables know. */
static sdp_status check_beside(const sdpi_invocation *v, const sdp_json *json)
{
    for (const sdp_json *m = sdp_json_first(json); m != NULL; m = sdp_json_next(m)) {
        const char *name = sdp_json_name(m);
        if (strcmp(name, v->operation->input_key) == 0 || (v->flags & SDP_ALLOW_UNKNOWN)) continue;
        return sdpi_error_set(&v->client->error, SDP_E_UNKNOWN_FIELD, name, "%s takes only '%s' here",
                              v->operation->name, v->operation->input_key);
    }
    return SDP_OK;
}

static sdp_status decode_items(sdpi_invocation *v, const sdp_json *node)
{
    const int many = sdp_json_kind(node) == SDP_JSON_ARRAY;
    const size_t count = many ? sdp_json_count(node) : 1;
    const int32_t flags = SDPI_DECODE_INPUT | (v->flags & SDP_ALLOW_UNKNOWN ? SDPI_DECODE_ALLOW_UNKNOWN : 0);
    v->items = sdpi_arena_take(&v->document->arena, (count + 1) * sizeof *v->items);
    if (v->items == NULL) return sdpi_error_no_memory(&v->client->error);
    if (many) node = sdp_json_first(node);
    for (size_t i = 0; i < count; i++, node = sdp_json_next(node)) {
        void *entity;
        sdp_status status =
            sdpi_decode(v->document, v->operation->input_type, node, flags, 0, &v->client->error, &entity);
        if (status != SDP_OK) {
            if (many) sdpi_error_prefix_index(&v->client->error, i);
            return status;
        }
        v->items[i] = entity;
    }
    if (v->operation->input_is_list) {
        v->input.items = v->items;
        v->input.item_count = count;
    } else {
        v->input.entity = v->items[0];
    }
    return SDP_OK;
}

/* An operation whose input has members beside the entity takes the bare entity too. Frees `*json` on a failure. */
static sdp_status wrap_inner(const sdp_operation *operation, sdp_json **json)
{
    sdp_json *outer;
    if (operation->input_inner == NULL || sdp_json_kind(*json) != SDP_JSON_OBJECT ||
        sdp_json_member(*json, operation->input_inner) != NULL) {
        return SDP_OK;
    }
    sdp_status status = sdp_json_new(SDP_JSON_OBJECT, &outer);
    if (status != SDP_OK) {
        sdp_json_free(*json);
        return status;
    }
    status = sdp_json_put(outer, operation->input_inner, *json);
    if (status != SDP_OK) sdp_json_free(outer);
    *json = outer;
    return status;
}

static sdp_status read_input(sdpi_invocation *v, const char *text)
{
    sdp_error *error = &v->client->error;
    const sdp_operation *operation = v->operation;
    sdp_json *json;
    if (operation->input_type == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "input", "%s takes no input", operation->name);
    }
    sdp_status status = sdpi_json_read_input(text, strlen(text), error, &json);
    if (status != SDP_OK) return status;
    status = wrap_inner(operation, &json);
    if (status != SDP_OK) return sdpi_error_no_memory(error);
    v->document = sdpi_document_new(&v->client->settings->allocator, json);
    if (v->document == NULL) return sdpi_error_no_memory(error);
    const sdp_json *node = operation->input_key != NULL ? sdp_json_member(json, operation->input_key) : NULL;
    if (node != NULL) {
        status = check_beside(v, json);
        v->input.beside = json;
    } else {
        node = json;
    }
    if (status == SDP_OK && !operation->input_is_list && sdp_json_kind(node) == SDP_JSON_ARRAY) {
        status = sdpi_error_set(error, SDP_E_VALUE, NULL, "expected one object, found an array");
    }
    if (status == SDP_OK) status = decode_items(v, node);
    if (status != SDP_OK && status != SDP_E_NO_MEMORY) {
        if (operation->input_key != NULL) sdpi_error_prefix(error, operation->input_key);
        sdpi_error_name_path(error);
    }
    return status;
}

static sdp_status check_query(const sdpi_invocation *v)
{
    sdp_error *error = &v->client->error;
    if (v->operation->input_type != &sdpi_type_sdp_query || v->input.entity == NULL) return SDP_OK;
    sdp_status status = sdpi_query_check(v->input.entity, error);
    if (status == SDP_OK) return SDP_OK;
    sdpi_error_prefix(error, v->operation->input_key);
    sdpi_error_name_path(error);
    return status;
}

static sdp_status check_ensure(const sdpi_invocation *v)
{
    if (!(v->flags & SDP_INVOKE_ENSURE) || v->operation->natural_key != NULL) return SDP_OK;
    return sdpi_error_set(&v->client->error, SDP_E_ARGUMENT, "flags", "%s adds nothing that could be found by name",
                          v->operation->name);
}

sdp_status sdpi_invocation_begin(sdpi_invocation *v, const char *name, const char *const *ids, size_t id_count,
                                 const char *input)
{
    sdp_status status = sdpi_client_enter(v->client);
    if (status != SDP_OK) return status;
    if (name == NULL) {
        sdpi_client_null(v->client, "operation");
        return SDP_E_ARGUMENT;
    }
    if (ids == NULL && id_count > 0) {
        sdpi_client_null(v->client, "ids");
        return SDP_E_ARGUMENT;
    }
    v->input.ids = ids;
    v->input.id_count = id_count;
    status = sdpi_check_flags(v->flags, SDP_ALLOW_UNKNOWN | SDP_INVOKE_ENSURE, &v->client->error);
    if (status == SDP_OK) status = sdpi_find_operation(v->client, name, &v->operation);
    if (status == SDP_OK) status = sdpi_client_check_operation(v->client, v->operation);
    if (status == SDP_OK) status = check_ensure(v);
    if (status == SDP_OK && input != NULL) status = read_input(v, input);
    if (status == SDP_OK) status = check_query(v);
    return status;
}

void sdpi_invocation_end(sdpi_invocation *v)
{
    sdpi_document_free(v->document);
}

/* Of a whole answer, what stands under the operation's key. */
static sdp_status print_part(const sdpi_result *result, const sdp_operation *operation, char **out)
{
    sdp_status status = sdp_entity_get(result->entity, operation->output_keys, NULL, out);
    if (status != SDP_OK || *out != NULL) return status;
    *out = sdpi_copy_text(&sdpi_default_allocator, "{}");
    return *out != NULL ? SDP_OK : SDP_E_NO_MEMORY;
}

sdp_status sdpi_print_result(const sdpi_result *result, const sdp_operation *operation, sdp_error *error, char **out)
{
    if (operation->output_is_whole && result->entity != NULL) return print_part(result, operation, out);
    sdpi_buffer buffer;
    sdpi_writer writer;
    sdp_status status = SDP_OK;
    /* A list may be answered by one thing that is not a row, such as a count. */
    const int list = operation->output_is_list && result->entity == NULL;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, SIZE_MAX / 2);
    sdpi_writer_init(&writer, &buffer, 0);
    if (list) sdpi_write_open(&writer, '[');
    for (size_t i = 0; i < result->row_count && status == SDP_OK; i++) {
        status = sdpi_encode(operation->output_type, result->rows[i], SDPI_ENCODE_PRINT, &writer, error);
    }
    if (list) sdpi_write_close(&writer, ']');
    if (result->entity != NULL) {
        status = sdpi_encode(sdp_entity_type(result->entity), result->entity, SDPI_ENCODE_PRINT, &writer, error);
    }
    if (buffer.size == 0) sdpi_buffer_text(&buffer, "{}");
    if (status == SDP_OK) *out = sdpi_buffer_take(&buffer);
    sdpi_buffer_free(&buffer);
    if (status == SDP_OK && *out == NULL) status = sdpi_error_no_memory(error);
    return status;
}
