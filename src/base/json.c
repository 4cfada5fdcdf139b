#include "base/json.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/error.h"
#include "base/json_grammar.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/writer.h"

/* An sdp_json is a cJSON node under another name, so that no public header shows cJSON. */
static const cJSON *node_of(const sdp_json *json)
{
    return (const cJSON *)(const void *)json;
}

static sdp_json *json_of(cJSON *node)
{
    return (sdp_json *)(void *)node;
}

static const sdp_json *const_json_of(const cJSON *node)
{
    return (const sdp_json *)(const void *)node;
}

static int is_blank(const char *text, const char *end)
{
    while (text < end && (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r')) text++;
    return text == end;
}

sdp_status sdpi_json_read(const char *text, size_t size, int32_t from, sdpi_buffer *scratch, sdpi_json_problem *problem,
                          sdp_json **out)
{
    const char *ready;
    size_t ready_size;
    *out = NULL;
    sdp_status status = sdpi_json_keep_numbers(text, size, from, scratch, &ready, &ready_size, problem);
    if (status != SDP_OK) return status;
    const char *end = ready;
    cJSON *node = ready_size > 0 ? cJSON_ParseWithLengthOpts(ready, ready_size, &end, 0) : NULL;
    if (node != NULL && is_blank(end, ready + ready_size)) {
        *out = json_of(node);
        return SDP_OK;
    }
    /* The parser does not say why it gave up: the grammar does, or finds no fault, and then there was no memory. */
    const size_t mark = problem->offset;
    problem->what = sdpi_json_fault(text + mark, size - mark, &problem->offset);
    problem->offset += mark;
    cJSON_Delete(node);
    return problem->what != NULL ? SDP_E_JSON : SDP_E_NO_MEMORY;
}

static void find_line(const char *text, size_t offset, sdp_error *error)
{
    const char *line = text;
    error->line = 1;
    for (const char *at = text; at < text + offset; at++) {
        if (*at != '\n') continue;
        error->line++;
        line = at + 1;
    }
    error->column = (int32_t)(text + offset - line) + 1;
}

sdp_status sdpi_json_read_input(const char *text, size_t size, sdp_error *error, sdp_json **out)
{
    sdpi_buffer scratch;
    sdpi_json_problem problem = {0, ""};
    *out = NULL;
    if (size > SDPI_MAX_JSON_TEXT) {
        return sdpi_error_set(error, SDP_E_LIMIT, NULL, "the JSON text is longer than %u bytes", SDPI_MAX_JSON_TEXT);
    }
    sdpi_buffer_init(&scratch, &sdpi_default_allocator, SDPI_MAX_JSON_TEXT * 4u);
    sdp_status status = sdpi_json_read(text, size, SDPI_JSON_CALLER, &scratch, &problem, out);
    sdpi_buffer_free(&scratch);
    if (status == SDP_OK) return SDP_OK;
    if (status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
    if (error != NULL && error->status == SDP_OK) {
        find_line(text, problem.offset, error);
        sdpi_error_set(error, status, NULL, "JSON, line %d, column %d: %s", (int)error->line, (int)error->column,
                       problem.what);
    }
    return status;
}

sdp_status sdp_json_parse(const char *text, size_t size, sdp_error *error, sdp_json **out)
{
    sdpi_error_reset(error);
    if (out != NULL) *out = NULL;
    if (text == NULL || out == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, text == NULL ? "text" : "out", "an argument is NULL");
    }
    return sdpi_json_read_input(text, size, error, out);
}

void sdp_json_free(sdp_json *json)
{
    cJSON_Delete((cJSON *)(void *)json);
}

sdp_status sdp_json_print(const sdp_json *json, int32_t indent, char **out)
{
    if (out == NULL) return SDP_E_ARGUMENT;
    *out = NULL;
    if (json == NULL || indent < 0 || indent > 8) return SDP_E_ARGUMENT;
    sdpi_buffer buffer;
    sdpi_writer writer;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, SIZE_MAX / 2);
    sdpi_writer_init(&writer, &buffer, indent);
    sdpi_write_json(&writer, json);
    *out = sdpi_buffer_take(&buffer);
    return *out != NULL ? SDP_OK : SDP_E_NO_MEMORY;
}

int32_t sdp_json_kind(const sdp_json *json)
{
    if (json == NULL) return SDP_JSON_NONE;
    switch (node_of(json)->type & 0xFF) {
    case cJSON_False:
        return SDP_JSON_FALSE;
    case cJSON_True:
        return SDP_JSON_TRUE;
    case cJSON_String:
        return node_of(json)->valuestring[0] == SDPI_NUMBER_MARK ? SDP_JSON_NUMBER : SDP_JSON_STRING;
    case cJSON_Array:
        return SDP_JSON_ARRAY;
    case cJSON_Object:
        return SDP_JSON_OBJECT;
    default:
        return SDP_JSON_NULL;
    }
}

const char *sdp_json_text(const sdp_json *json)
{
    if (json == NULL || (node_of(json)->type & 0xFF) != cJSON_String) return NULL;
    const char *text = node_of(json)->valuestring;
    return text[0] == SDPI_NUMBER_MARK ? text + 1 : text;
}

const sdp_json *sdp_json_first(const sdp_json *json)
{
    return json != NULL ? const_json_of(node_of(json)->child) : NULL;
}

const sdp_json *sdp_json_next(const sdp_json *json)
{
    return json != NULL ? const_json_of(node_of(json)->next) : NULL;
}

const char *sdp_json_name(const sdp_json *json)
{
    return json != NULL ? node_of(json)->string : NULL;
}

size_t sdp_json_count(const sdp_json *json)
{
    size_t count = 0;
    for (const sdp_json *child = sdp_json_first(json); child != NULL; child = sdp_json_next(child)) count++;
    return count;
}

const sdp_json *sdp_json_member(const sdp_json *json, const char *name)
{
    const cJSON *found = NULL; /* the last one of that name counts */
    if (json == NULL || (node_of(json)->type & 0xFF) != cJSON_Object || name == NULL) return NULL;
    for (const cJSON *child = node_of(json)->child; child != NULL; child = child->next) {
        if (child->string[0] == name[0] && strcmp(child->string, name) == 0) found = child;
    }
    return const_json_of(found);
}

sdp_status sdp_json_new(int32_t kind, sdp_json **out)
{
    if (out == NULL) return SDP_E_ARGUMENT;
    cJSON *node = NULL;
    *out = NULL;
    switch (kind) {
    case SDP_JSON_OBJECT:
        node = cJSON_CreateObject();
        break;
    case SDP_JSON_ARRAY:
        node = cJSON_CreateArray();
        break;
    case SDP_JSON_NULL:
        node = cJSON_CreateNull();
        break;
    case SDP_JSON_TRUE:
    case SDP_JSON_FALSE:
        node = cJSON_CreateBool(kind == SDP_JSON_TRUE);
        break;
    default:
        return SDP_E_ARGUMENT;
    }
    *out = json_of(node);
    return node != NULL ? SDP_OK : SDP_E_NO_MEMORY;
}

sdp_status sdp_json_new_text(int32_t kind, const char *text, sdp_json **out)
{
    if (out == NULL) return SDP_E_ARGUMENT;
    *out = NULL;
    if (text == NULL) return SDP_E_ARGUMENT;
    cJSON *node = NULL;
    if (kind == SDP_JSON_STRING) {
        if (!sdpi_is_utf8(text, strlen(text))) return SDP_E_UTF8;
        node = cJSON_CreateString(text);
    } else if (kind == SDP_JSON_NUMBER) {
        if (!sdpi_is_number(text)) return SDP_E_VALUE;
        sdpi_buffer marked;
        sdpi_buffer_init(&marked, &sdpi_default_allocator, SDPI_MAX_JSON_TEXT);
        sdpi_buffer_char(&marked, SDPI_NUMBER_MARK);
        sdpi_buffer_text(&marked, text);
        if (marked.status == SDP_OK) node = cJSON_CreateString(marked.data);
        sdpi_buffer_free(&marked);
    } else {
        return SDP_E_ARGUMENT;
    }
    *out = json_of(node);
    return node != NULL ? SDP_OK : SDP_E_NO_MEMORY;
}

sdp_status sdp_json_copy(const sdp_json *json, sdp_json **out)
{
    if (out == NULL) return SDP_E_ARGUMENT;
    *out = NULL;
    if (json == NULL) return SDP_E_ARGUMENT;
    cJSON *copy = cJSON_Duplicate(node_of(json), 1);
    if (copy == NULL) return SDP_E_NO_MEMORY;
    /* A copy stands alone: it is no longer the member that it was. */
    cJSON_free(copy->string);
    copy->string = NULL;
    *out = json_of(copy);
    return SDP_OK;
}
