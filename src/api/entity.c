/* Entities of any type: reading, writing, copying and freeing them by the tables. */
#include <sdp/entity.h>

#include <string.h>

#include "base/json.h"
#include "model/decode.h"
#include "model/encode.h"
#include "model/path.h"

const sdp_type *sdp_entity_type(const void *entity)
{
    if (entity == NULL || sdp_is_null(entity)) return NULL;
    sdp_head head = sdpi_head(entity);
    return head.size >= sizeof head ? sdpi_type_by_number(head.type) : NULL;
}

static int32_t json_state(const sdp_json *json)
{
    if (json == NULL) return SDP_STATE_ABSENT;
    return sdp_json_kind(json) == SDP_JSON_NULL ? SDP_STATE_NULL : SDP_STATE_VALUE;
}

int32_t sdp_field_state(const void *entity, const char *path)
{
    const sdp_type *type = sdp_entity_type(entity);
    sdpi_member member;
    if (type == NULL || path == NULL) return SDP_STATE_ABSENT;
    if (sdpi_find_member(type, entity, path, &member)) {
        if (member.field == NULL) return SDP_STATE_VALUE;
        int32_t state = sdpi_slot_state(member.field, member.slot);
        if (state != SDP_STATE_ABSENT) return state;
    }
    /* On receipt null and absent look alike in the struct, and some members have no place there: the document tells. */
    return json_state(sdp_json_at(sdpi_head(entity).meta, path));
}

/* What the two printing functions share: a buffer, a writer, and an answer. */
typedef struct printing {
    sdpi_buffer buffer;
    sdpi_writer writer;
} printing;

static void start(printing *p, int32_t indent)
{
    sdpi_buffer_init(&p->buffer, &sdpi_default_allocator, SDPI_MAX_JSON_TEXT);
    sdpi_writer_init(&p->writer, &p->buffer, indent);
}

static sdp_status finish(printing *p, sdp_status status, sdp_error *error, char **out)
{
    if (status != SDP_OK) {
        sdpi_error_name_path(error);
    } else if (p->buffer.status == SDP_E_LIMIT) {
        status = sdpi_error_set(error, SDP_E_LIMIT, NULL, "the text would be longer than %u bytes", SDPI_MAX_JSON_TEXT);
    } else {
        *out = sdpi_buffer_take(&p->buffer);
        if (*out == NULL) status = sdpi_error_no_memory(error);
    }
    sdpi_buffer_free(&p->buffer);
    return status;
}

/* What every function here needs first; `out` has been set to NULL. */
static sdp_status check_entity(const void *entity, const sdp_type *type, sdp_error *error)
{
    if (entity == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "entity", "the entity is NULL");
    if (type != NULL) return sdpi_check_place(type, entity, error);
    return sdpi_error_set(error, SDP_E_STRUCT, "entity", "the entity was not initialised, or is of no known type");
}

sdp_status sdp_entity_get(const void *entity, const char *path, sdp_error *error, char **out)
{
    const sdp_type *type = sdp_entity_type(entity);
    sdpi_member member;
    printing p;
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "the argument 'out' is NULL");
    *out = NULL;
    sdp_status status = check_entity(entity, type, error);
    if (status != SDP_OK) return status;
    if (path == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "path", "the path is NULL");
    int32_t state = sdp_field_state(entity, path);
    if (state == SDP_STATE_ABSENT) return SDP_OK;
    start(&p, 0);
    int found = sdpi_find_member(type, entity, path, &member);
    /* A member that was left absent since it did not fit is in the document alone. */
    if (found && member.field != NULL && state == SDP_STATE_VALUE) {
        found = sdpi_slot_state(member.field, member.slot) == SDP_STATE_VALUE;
    }
    if (!found) {
        sdpi_write_json(&p.writer, sdp_json_at(sdpi_head(entity).meta, path));
    } else if (member.field == NULL) {
        status = sdpi_encode(member.type, member.slot, SDPI_ENCODE_PRINT, &p.writer, error);
    } else if (state == SDP_STATE_NULL) {
        sdpi_write_literal(&p.writer, "null");
    } else {
        status = sdpi_encode_member(member.field, member.slot, SDPI_ENCODE_PRINT, &p.writer, error);
    }
    return finish(&p, status, error, out);
}

sdp_status sdp_entity_to_json(const void *entity, int32_t indent, sdp_error *error, char **out)
{
    const sdp_type *type = sdp_entity_type(entity);
    printing p;
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "the argument 'out' is NULL");
    *out = NULL;
    sdp_status status = check_entity(entity, type, error);
    if (status != SDP_OK) return status;
    if (indent < 0 || indent > 8) return sdpi_error_set(error, SDP_E_ARGUMENT, "indent", "the indent is 0 to 8");
    start(&p, indent);
    return finish(&p, sdpi_encode(type, entity, SDPI_ENCODE_PRINT, &p.writer, error), error, out);
}

/* Takes over `json`. */
static sdp_status make(const sdp_type *type, sdp_json *json, int32_t flags, sdp_error *error, void **out)
{
    sdpi_document *document = sdpi_document_new(&sdpi_default_allocator, json);
    if (document == NULL) return sdpi_error_no_memory(error);
    sdp_status status = sdpi_decode(document, type, json, flags, 1, error, out);
    if (status != SDP_OK) {
        sdpi_error_name_path(error);
        sdpi_document_free(document);
    }
    return status;
}

sdp_status sdp_entity_from_json(const sdp_type *type, const char *json, int32_t flags, sdp_error *error, void **out)
{
    sdp_json *document;
    sdpi_error_reset(error);
    if (out != NULL) *out = NULL;
    if (type == NULL || json == NULL || out == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT,
                              type == NULL   ? "type"
                              : json == NULL ? "json"
                                             : "out",
                              "an argument is NULL");
    }
    sdp_status status = sdpi_check_flags(flags, SDP_ALLOW_UNKNOWN, error);
    if (status == SDP_OK) status = sdpi_json_read_input(json, strlen(json), error, &document);
    if (status != SDP_OK) return status;
    return make(type, document, SDPI_DECODE_INPUT | (flags & SDP_ALLOW_UNKNOWN ? SDPI_DECODE_ALLOW_UNKNOWN : 0), error,
                out);
}

/* A copy of the entity's JSON with one value changed. */
static sdp_status change(const sdpi_document *document, const char *path, const char *json, sdp_error *error,
                         sdp_json **changed)
{
    sdp_json *value = NULL;
    sdp_status status = SDP_OK;
    *changed = NULL;
    if (json != NULL) status = sdpi_json_read_input(json, strlen(json), error, &value);
    if (status != SDP_OK) return status;
    status = sdp_json_copy(sdpi_document_json(document), changed);
    if (status != SDP_OK) {
        sdp_json_free(value);
        return sdpi_error_no_memory(error);
    }
    status = json != NULL ? sdp_json_put(*changed, path, value) : SDP_OK;
    if (json == NULL) (void)sdpi_json_remove(*changed, path); /* what is absent already stays so */
    if (status != SDP_OK) {
        sdp_json_free(*changed);
        *changed = NULL;
        return sdpi_error_set(error, status, path, "no value can stand at this path");
    }
    return SDP_OK;
}

sdp_status sdp_entity_set(void *entity, const char *path, const char *json, sdp_error *error)
{
    const uint16_t own = SDP_FLAG_OWNER | SDP_FLAG_PARSED;
    const sdp_type *type = sdp_entity_type(entity);
    sdp_json *changed;
    void *made;
    sdpi_error_reset(error);
    if (entity == NULL || path == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, entity == NULL ? "entity" : "path", "an argument is NULL");
    }
    if (type == NULL || (sdpi_head(entity).flags & own) != own || !sdpi_is_in_place(entity)) {
        return sdpi_error_set(error, SDP_E_STRUCT, NULL, "the entity was not made by sdp_entity_from_json()");
    }
    sdpi_document *document = sdpi_document_of(entity);
    sdp_status status = change(document, path, json, error, &changed);
    if (status != SDP_OK) return status;
    sdpi_document *newer = sdpi_document_new(&sdpi_default_allocator, changed);
    if (newer == NULL) return sdpi_error_no_memory(error);
    status = sdpi_decode(newer, type, changed, document->flags, 0, error, &made);
    if (status != SDP_OK) {
        sdpi_error_name_path(error);
        sdpi_document_free(newer);
        return status;
    }
    sdp_head head = sdpi_head(made);
    head.flags = own;
    memcpy(entity, made, type->size);
    memcpy(entity, &head, sizeof head);
    sdpi_set_place(entity);
    sdpi_document_replace(document, newer);
    return SDP_OK;
}

/* A received entity is made again from a copy of its JSON; any other from what it prints. */
sdp_status sdp_entity_copy(const void *entity, sdp_error *error, void **out)
{
    const sdp_type *type = sdp_entity_type(entity);
    sdp_json *json = NULL;
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "the argument 'out' is NULL");
    *out = NULL;
    sdp_status status = check_entity(entity, type, error);
    if (status != SDP_OK) return status;
    sdp_head head = sdpi_head(entity);
    if (head.flags & SDP_FLAG_RECEIVED) {
        if (sdp_json_copy(head.meta, &json) != SDP_OK) return sdpi_error_no_memory(error);
        /* Its misfits were told when it came. */
        status = make(type, json, SDPI_DECODE_KEEP_MISFITS, NULL, out);
        return status == SDP_OK ? SDP_OK : sdpi_error_set(error, status, NULL, "out of memory");
    }
    char *text;
    status = sdp_entity_to_json(entity, 0, error, &text);
    if (status != SDP_OK) return status;
    status = sdp_entity_from_json(type, text, SDP_ALLOW_UNKNOWN, error, out);
    sdp_text_free(text);
    return status;
}

void sdp_entity_free(const void *entity)
{
    if (entity == NULL || sdp_is_null(entity)) return;
    /* A copy by assignment says that it is the owner, and is none. */
    if ((sdpi_head(entity).flags & SDP_FLAG_OWNER) && sdpi_is_in_place(entity)) {
        sdpi_document_free(sdpi_document_of(entity));
    }
}
