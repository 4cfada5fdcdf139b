/* PREPARE: from arguments to a request that every attempt can send. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "call/call.h"
#include "call/options.h"
#include "call/url.h"
#include "model/encode.h"

static const char form_type[] = "application/x-www-form-urlencoded";

static sdp_status take_options(sdpi_call *call, const sdp_options *options)
{
    sdp_status status = sdpi_options_copy(options, call->error, &call->options);
    if (status != SDP_OK) return status;
    const sdp_options *o = &call->options;
    if (o->timeout_ms < 0 || o->attempt_timeout_ms < 0 || o->max_retries < -1 || o->max_retries > SDPI_MAX_RETRIES ||
        o->place < 0 || o->place > SDP_PLACE_NONE || o->bare < 0 || o->bare > SDP_BARE_OBJECT ||
        (o->headers == NULL && o->header_count > 0)) {
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, "options", "an option is out of its range");
    }
    return SDP_OK;
}

static int32_t place_of(const sdpi_call *call)
{
    return call->options.place != SDP_PLACE_DEFAULT ? call->options.place : call->operation->place;
}

static int32_t bare_of(const sdpi_call *call)
{
    return call->options.bare != SDP_BARE_DEFAULT ? call->options.bare : call->operation->bare;
}

static int has_input(const sdpi_input *input)
{
    return input->entity != NULL || input->items != NULL;
}

/* Whether a member is required that is absent or null. */
static int is_missing(const sdpi_call *call, const sdp_field *field, const void *entity)
{
    if (field->flags & SDP_FIELD_READ_ONLY) return 0; /* nobody can give it */
    /* Most members that are required are there, which the slot alone tells. */
    const void *slot = sdpi_slot(call->operation->input_type, field, entity);
    if (sdpi_slot_state(field, slot) == SDP_STATE_VALUE) return 0;
    return sdpi_has_word(call->operation->required, field->name) &&
           sdp_field_state(entity, field->name) != SDP_STATE_VALUE;
}

/* Where the operation cannot go without some members, all that are missing are told at once. */
static sdp_status check_required(const sdpi_call *call, const void *entity)
{
    const sdp_type *type = call->operation->input_type;
    const char *first = NULL;
    char others[SDPI_MAX_MESSAGE / 2] = "";
    size_t used = 0;
    for (size_t i = 0; call->operation->required != NULL && i < type->field_count; i++) {
        const char *name = type->fields[i].name;
        if (!is_missing(call, &type->fields[i], entity)) continue;
        if (first == NULL) {
            first = name;
        } else if (used + strlen(name) + sizeof ", and " <= sizeof others) {
            used += (size_t)snprintf(others + used, sizeof others - used, "%s%s", used > 0 ? ", " : ", and ", name);
        }
    }
    if (first == NULL) return SDP_OK;
    return sdpi_error_set(call->error, SDP_E_REQUIRED, first, "%s needs this member%s", call->operation->name, others);
}

/* Of an input whose one member is the entity, that member must not be a received one either. */
static sdp_status check_inner(const sdpi_call *call, const void *entity)
{
    const char *name = call->operation->input_inner;
    const sdp_field *field = name != NULL ? sdp_type_field_by_name(call->operation->input_type, name) : NULL;
    const void *slot = field != NULL ? sdpi_slot(call->operation->input_type, field, entity) : NULL;
    if (slot == NULL || sdpi_slot_state(field, slot) != SDP_STATE_VALUE) return SDP_OK;
    sdp_status status = sdpi_check_not_received(field->nested, sdpi_slot_pointer(slot), call->error);
    if (status != SDP_OK) sdpi_error_prefix(call->error, name);
    return status;
}

static sdp_status check_entity(const sdpi_call *call, const void *entity)
{
    const sdp_type *type = call->operation->input_type;
    if (entity == NULL || sdp_is_null(entity)) {
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, "input", "the input is NULL");
    }
    sdp_status status = sdpi_check_head(type, entity, call->error);
    if (status == SDP_OK) status = sdpi_check_not_received(type, entity, call->error);
    if (status == SDP_OK) status = check_required(call, entity);
    if (status == SDP_OK) status = check_inner(call, entity);
    if (status == SDP_OK && call->operation->check != NULL) status = call->operation->check(entity, call->error);
    return status;
}

static sdp_status check_items(const sdpi_call *call, const sdpi_input *input)
{
    if (input->items == NULL) return check_entity(call, input->entity);
    if (input->item_count == 0 || sdp_is_null_list(input->items)) {
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, NULL, "%s needs at least one item", call->operation->name);
    }
    for (size_t i = 0; i < input->item_count; i++) {
        sdp_status status = check_entity(call, input->items[i]);
        if (status == SDP_OK) continue;
        sdpi_error_prefix_index(call->error, i);
        return status;
    }
    return SDP_OK;
}

static sdp_status check_input(const sdpi_call *call, const sdpi_input *input)
{
    const sdp_operation *operation = call->operation;
    if (!has_input(input)) {
        /* Without a form for no input, the operation makes no sense without one, unless the caller says so. */
        if (operation->input_type == NULL || bare_of(call) != SDP_BARE_NOTHING || place_of(call) == SDP_PLACE_NONE) {
            return SDP_OK;
        }
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, "input", "%s needs an input%s%s%s", operation->name,
                              operation->input_key != NULL ? ": '" : "",
                              operation->input_key != NULL ? operation->input_key : "",
                              operation->input_key != NULL ? "'" : "");
    }
    if (operation->input_type == NULL) {
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, "input", "%s takes no input", operation->name);
    }
    /* What a write is about must not be dropped in silence: without it, the service may take everything. */
    if (place_of(call) == SDP_PLACE_NONE && operation->access == SDP_ACCESS_WRITE) {
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, "options.place",
                              "an input and SDP_PLACE_NONE exclude each other");
    }
    sdp_status status = check_items(call, input);
    /* Members are named from the envelope on, as they are on the wire. */
    if (status != SDP_OK && operation->input_key != NULL && strcmp(call->error->path, "input") != 0) {
        sdpi_error_prefix(call->error, operation->input_key);
    }
    return status;
}

static void write_beside(const sdpi_input *input, const char *key, sdpi_writer *writer)
{
    const sdp_json *member = key != NULL ? sdp_json_first(input->beside) : NULL;
    for (; member != NULL; member = sdp_json_next(member)) {
        if (strcmp(sdp_json_name(member), key) == 0) continue;
        sdpi_write_key(writer, sdp_json_name(member));
        sdpi_write_json(writer, member);
    }
}

sdp_status sdpi_call_write_input(const sdpi_call *call, const sdpi_input *input, sdpi_writer *writer)
{
    const sdp_operation *operation = call->operation;
    const void *const single[] = {input->entity};
    const void *const *items = input->items != NULL ? input->items : single;
    size_t count = input->items != NULL ? input->item_count : 1;
    sdp_status status = SDP_OK;
    if (operation->input_key != NULL) {
        sdpi_write_open(writer, '{');
        sdpi_write_key(writer, operation->input_key);
    }
    if (operation->input_is_list) sdpi_write_open(writer, '[');
    for (size_t i = 0; i < count && status == SDP_OK; i++) {
        status = sdpi_encode(operation->input_type, items[i], SDPI_ENCODE_REQUEST, writer, call->error);
        if (status != SDP_OK && operation->input_is_list) sdpi_error_prefix_index(call->error, i);
    }
    if (operation->input_is_list) sdpi_write_close(writer, ']');
    write_beside(input, operation->input_key, writer);
    if (operation->input_key != NULL) sdpi_write_close(writer, '}');
    if (status == SDP_OK && writer->out->status != SDP_OK) {
        status = sdpi_error_set(call->error, writer->out->status, NULL, "the input is longer than %zu bytes",
                                writer->out->limit);
    }
    return status;
}

/* The field of a form or query that carries the input. */
static sdp_status write_field(sdpi_call *call, const sdpi_input *input, sdpi_buffer *out)
{
    sdpi_writer writer;
    sdpi_buffer_text(out, call->operation->dialect->field);
    sdpi_buffer_char(out, '=');
    sdpi_writer_init(&writer, out, SDPI_WRITE_PERCENT);
    if (has_input(input)) return sdpi_call_write_input(call, input, &writer);
    if (bare_of(call) == SDP_BARE_OBJECT) {
        sdpi_write_open(&writer, '{');
        sdpi_write_close(&writer, '}');
    }
    return SDP_OK;
}

static sdp_status prepare_input(sdpi_call *call, const sdpi_input *input)
{
    const int bare = !has_input(input);
    int32_t place = place_of(call);
    sdp_status status = SDP_OK;
    if (place == SDP_PLACE_FIELDS) {
        sdpi_form form = {.out = &call->form};
        call->has_form = 1;
        return sdpi_call_write_fields(call, input, &form);
    }
    /* What is sent without input goes where the operation would have it: into the query of a GET, else into the
       form. */
    if (bare && place == SDP_PLACE_NONE && bare_of(call) != SDP_BARE_NOTHING) {
        place = strcmp(call->operation->method, "GET") == 0 ? SDP_PLACE_QUERY : SDP_PLACE_FORM;
    }
    if (place == SDP_PLACE_NONE || (bare && bare_of(call) == SDP_BARE_NOTHING)) return SDP_OK;
    if (place == SDP_PLACE_QUERY) {
        sdpi_buffer_char(&call->url, '?');
        status = write_field(call, input, &call->url);
    } else {
        call->has_form = 1;
        status = write_field(call, input, &call->form);
    }
    if (status != SDP_OK && call->error->path[0] != '\0' && call->operation->input_key != NULL) {
        sdpi_error_prefix(call->error, call->operation->input_key);
    }
    return status;
}

/* A printed path stands below the portal; every other one below the root, which ends in /api/v3. */
static sdp_status prepare_url(sdpi_call *call, const sdpi_input *input)
{
    const char *root = call->engine->settings->root;
    const char *path = call->operation->path;
    size_t size = strlen(root);
    if (input->content_url != NULL) return sdpi_call_prepare_content_url(call, input->content_url);
    if (call->options.printed_path && call->operation->printed_path != NULL) {
        path = call->operation->printed_path;
        size -= strlen("/api/v3");
    }
    sdpi_buffer_put(&call->url, root, size);
    sdp_status status =
        sdpi_url_path(path, input->ids, input->id_count - sdpi_body_id_count(call->operation), &call->url, call->error);
    call->url_size = call->url.size;
    return status;
}

/* Headers that the library itself sets, or that decide where a message ends. */
static int is_own_header(const char *name)
{
    static const char *const names[] = {"Accept",       "Authorization",     "authtoken", "Connection",
                                        "Content-Type", "Content-Length",    "Expect",    "Host",
                                        "PORTALID",     "Proxy-Connection",  "TE",        "TECHNICIAN_KEY",
                                        "Trailer",      "Transfer-Encoding", "Upgrade"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (sdpi_same_word(name, names[i])) return 1;
    }
    return 0;
}

static sdp_status check_headers(const sdpi_call *call)
{
    for (size_t i = 0; i < call->options.header_count; i++) {
        const sdp_header *header = &call->options.headers[i];
        const char *problem = NULL;
        if (header->name == NULL || !sdpi_is_header_name(header->name)) {
            problem = "the name of a header is missing or cannot be sent";
        } else if (header->value == NULL || !sdpi_is_header_text(header->value)) {
            problem = "the value of a header is missing or has a line end or a control character";
        } else if (is_own_header(header->name)) {
            problem = "the header is set by the library";
        }
        if (problem != NULL) {
            sdpi_error_set(call->error, SDP_E_ARGUMENT, NULL, "%s", problem);
            sdpi_error_prefix_index(call->error, i);
            sdpi_error_prefix(call->error, "options.headers");
            return SDP_E_ARGUMENT;
        }
    }
    return SDP_OK;
}

static sdp_status prepare_headers(sdpi_call *call)
{
    enum { OWN = 2 };
    sdp_status status = check_headers(call);
    if (status != SDP_OK) return status;
    size_t capacity = OWN + SDPI_AUTH_HEADERS + call->options.header_count;
    if (capacity > call->header_capacity) {
        const sdp_allocator *allocator = &call->engine->settings->allocator;
        sdp_header *headers = sdpi_resize(allocator, call->headers, capacity * sizeof *headers);
        if (headers == NULL) return sdpi_error_no_memory(call->error);
        call->headers = headers;
        call->header_capacity = capacity;
    }
    call->headers[0] = (sdp_header){"Accept", call->operation->dialect->accept};
    call->headers[1] = (sdp_header){"Content-Type", call->upload.active ? call->upload.body.content_type : form_type};
    for (size_t i = 0; i < call->options.header_count; i++) call->headers[OWN + i] = call->options.headers[i];
    call->header_count = OWN + call->options.header_count;
    return SDP_OK;
}

static sdp_status check_made(const sdpi_call *call)
{
    const sdpi_buffer *wrong = call->url.status != SDP_OK ? &call->url : &call->form;
    if (wrong->status == SDP_OK) return SDP_OK;
    if (wrong->status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(call->error);
    return sdpi_error_set(call->error, wrong->status, NULL, "the input is too long to be sent as a %s",
                          wrong == &call->url ? "query" : "form");
}

sdp_status sdpi_call_prepare(sdpi_call *call, const sdpi_input *input, const sdp_options *options)
{
    sdpi_buffer_reset(&call->url, SDPI_KEPT_BUFFER);
    sdpi_buffer_reset(&call->form, SDPI_KEPT_BUFFER);
    call->has_form = 0;
    sdp_status status = sdpi_call_check_dialect(call->engine->settings, call->operation, call->error);
    if (status == SDP_OK) status = take_options(call, options);
    if (status == SDP_OK) status = sdpi_call_check_fields(call, input);
    if (status == SDP_OK) status = prepare_url(call, input);
    if (status == SDP_OK) status = check_input(call, input);
    if (status == SDP_OK) status = prepare_input(call, input);
    if (status == SDP_OK) status = check_made(call);
    if (status == SDP_OK) status = sdpi_call_prepare_files(call, input);
    if (status == SDP_OK) status = prepare_headers(call);
    call->form_size = call->form.size;
    if (status != SDP_OK && status != SDP_E_NO_MEMORY) sdpi_error_name_path(call->error);
    return status;
}
