/* A dry run: the request in words of JSON, with nothing sent and nobody asked for a login. */
#include "call/call.h"

static void write_headers(sdpi_writer *writer, const sdpi_call *call)
{
    sdp_header login[SDPI_AUTH_HEADERS];
    const sdp_auth *auth = call->engine->settings->auth;
    size_t login_count = auth != NULL ? auth->ops->preview(auth, login) : 0;
    sdpi_write_key(writer, "headers");
    sdpi_write_open(writer, '{');
    for (size_t i = 0; i < call->header_count; i++) {
        const sdp_header *header = &call->headers[i];
        sdpi_write_text_member(writer, header->name, sdpi_is_public_header(header->name) ? header->value : "***");
    }
    for (size_t i = 0; i < login_count; i++) sdpi_write_text_member(writer, login[i].name, login[i].value);
    sdpi_write_close(writer, '}');
}

/* Members that are fields of the form, and those of the login. */
static sdp_status write_fields(sdpi_writer *writer, const sdpi_call *call, const sdpi_input *input)
{
    sdp_header login[SDPI_AUTH_FIELDS];
    const sdp_auth *auth = call->engine->settings->auth;
    const int has_fields = auth != NULL && auth->ops->preview_fields != NULL;
    size_t login_count = has_fields ? auth->ops->preview_fields(auth, login) : 0;
    sdpi_form form = {.json = writer};
    sdpi_write_text_member(writer, "place", "fields");
    sdpi_write_key(writer, "form");
    sdpi_write_open(writer, '{');
    sdp_status status = sdpi_call_write_fields(call, input, &form);
    for (size_t i = 0; i < login_count; i++) sdpi_form_put(&form, login[i].name, login[i].value);
    sdpi_write_close(writer, '}');
    return status;
}

static sdp_status write_input(sdpi_writer *writer, const sdpi_call *call, const sdpi_input *input)
{
    int in_query = call->url.size > call->url_size;
    if (call->operation->place == SDP_PLACE_FIELDS) return write_fields(writer, call, input);
    if (call->upload.active) {
        sdpi_write_text_member(writer, "place", "multipart");
        sdpi_write_key(writer, "file");
        sdpi_upload_describe(&call->upload, call->operation, writer);
        return SDP_OK;
    }
    if (call->download.active || (!in_query && !call->has_form)) return SDP_OK;
    sdpi_write_text_member(writer, "place", in_query ? "query" : "form");
    sdpi_write_key(writer, call->operation->dialect->field);
    if (input->entity != NULL || input->items != NULL) return sdpi_call_write_input(call, input, writer);
    /* `input_data=` alone, or with an empty object. */
    const sdpi_buffer *sent = in_query ? &call->url : &call->form;
    if (sent->data[sent->size - 1] == '=') {
        sdpi_write_string(writer, "");
    } else {
        sdpi_write_open(writer, '{');
        sdpi_write_close(writer, '}');
    }
    return SDP_OK;
}

sdp_status sdpi_call_describe(sdpi_call *call, const sdpi_input *input)
{
    sdpi_writer writer;
    sdpi_writer_init(&writer, &call->description, 0);
    sdpi_write_open(&writer, '{');
    sdpi_write_text_member(&writer, "operation", call->operation->name);
    sdpi_write_text_member(&writer, "method", call->operation->method);
    sdpi_write_key(&writer, "url");
    char saved = call->url.data[call->url_size];
    call->url.data[call->url_size] = '\0';
    sdpi_write_string(&writer, call->url.data);
    call->url.data[call->url_size] = saved;
    write_headers(&writer, call);
    sdp_status status = write_input(&writer, call, input);
    sdpi_write_close(&writer, '}');
    if (status == SDP_OK && call->description.status != SDP_OK) status = sdpi_error_no_memory(call->error);
    if (status != SDP_OK) sdpi_buffer_reset(&call->description, 0);
    return status;
}
