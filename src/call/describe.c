/* A dry run: the request in words of JSON, with nothing sent and nobody asked for a login. */
#include "call/call.h"

static void write_member(sdpi_writer *writer, const char *name, const char *text)
{
    sdpi_write_key(writer, name);
    sdpi_write_string(writer, text);
}

static void write_headers(sdpi_writer *writer, const sdpi_call *call)
{
    sdp_header login[SDPI_AUTH_HEADERS];
    const sdp_auth *auth = call->engine->settings->auth;
    size_t login_count = auth != NULL ? auth->ops->preview(auth, login) : 0;
    sdpi_write_key(writer, "headers");
    sdpi_write_open(writer, '{');
    for (size_t i = 0; i < call->header_count; i++) {
        const sdp_header *header = &call->headers[i];
        write_member(writer, header->name, sdpi_is_public_header(header->name) ? header->value : "***");
    }
    for (size_t i = 0; i < login_count; i++) write_member(writer, login[i].name, login[i].value);
    sdpi_write_close(writer, '}');
}

static sdp_status write_input(sdpi_writer *writer, const sdpi_call *call, const sdpi_input *input)
{
    int in_query = call->url.size > call->url_size;
    if (!in_query && !call->has_form) return SDP_OK;
    write_member(writer, "place", in_query ? "query" : "form");
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

sdp_status sdpi_call_describe(sdpi_call *call, const sdpi_input *input, char **out)
{
    sdpi_buffer buffer;
    sdpi_writer writer;
    *out = NULL;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, SDPI_MAX_JSON_TEXT);
    sdpi_writer_init(&writer, &buffer, 0);
    sdpi_write_open(&writer, '{');
    write_member(&writer, "operation", call->operation->name);
    write_member(&writer, "method", call->operation->method);
    sdpi_write_key(&writer, "url");
    char saved = call->url.data[call->url_size];
    call->url.data[call->url_size] = '\0';
    sdpi_write_string(&writer, call->url.data);
    call->url.data[call->url_size] = saved;
    write_headers(&writer, call);
    sdp_status status = write_input(&writer, call, input);
    sdpi_write_close(&writer, '}');
    if (status != SDP_OK) {
        sdpi_buffer_free(&buffer);
        return status;
    }
    *out = sdpi_buffer_take(&buffer);
    return *out != NULL ? SDP_OK : sdpi_error_no_memory(call->error);
}
