/* Requests whose form has a field for each member, and logins that are fields of the form. */
#include <string.h>

#include "call/call.h"
#include "call/url.h"

sdp_status sdpi_call_check_dialect(const sdpi_settings *settings, const sdp_operation *operation, sdp_error *error)
{
    if (operation->dialect == settings->dialect) return SDP_OK;
    return sdpi_error_set(error, SDP_E_ARGUMENT, "operation", "%s is an operation of %s, and this client is one of %s",
                          operation->name, operation->dialect->service, settings->dialect->service);
}

/* Where each member is a field there is no other place for them, and every request has a form. */
static sdp_status check_options(const sdpi_call *call)
{
    const sdp_options *o = &call->options;
    if (call->operation->place != SDP_PLACE_FIELDS) return SDP_OK;
    if (o->place == SDP_PLACE_DEFAULT && o->bare == SDP_BARE_DEFAULT) return SDP_OK;
    return sdpi_error_set(call->error, SDP_E_ARGUMENT, "options", "%s is sent as form fields alone",
                          call->operation->name);
}

sdp_status sdpi_call_check_fields(const sdpi_call *call, const sdpi_input *input)
{
    const size_t in_path = sdpi_path_id_count(call->operation);
    const size_t in_body = sdpi_body_id_count(call->operation);
    sdp_status status = check_options(call);
    if (status != SDP_OK || in_body == 0) return status;
    if (input->id_count < in_path + in_body) {
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, "id", "%s is missing", call->operation->body_ids);
    }
    if (input->id_count > in_path + in_body) {
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, "id", "%zu ids were given where %zu are used",
                              input->id_count, in_path + in_body);
    }
    for (size_t i = in_path; i < input->id_count && status == SDP_OK; i++) {
        status = sdpi_check_id(input->ids[i], i, call->error);
    }
    return status;
}

sdp_status sdpi_call_write_fields(const sdpi_call *call, const sdpi_input *input, sdpi_form *form)
{
    const sdp_operation *operation = call->operation;
    const char *names = operation->body_ids;
    for (size_t i = sdpi_path_id_count(operation); names != NULL && i < input->id_count; i++) {
        char name[32] = "";
        size_t size = strcspn(names, " ");
        if (size < sizeof name) memcpy(name, names, size);
        sdpi_form_put(form, name, input->ids[i]);
        names += names[size] == ' ' ? size + 1 : size;
    }
    if (input->entity == NULL) return SDP_OK;
    return sdpi_encode_form(operation->input_type, input->entity, form, call->error);
}

/* The login's fields go behind the input's for the time of one attempt. */
sdp_status sdpi_call_put_login(sdpi_call *call)
{
    sdpi_form form = {.out = &call->form};
    size_t most = 0;
    if (call->login.field_count == 0) return SDP_OK;
    for (size_t i = 0; i < call->login.field_count; i++) {
        most += 3 * (strlen(call->login.fields[i].name) + strlen(call->login.fields[i].value)) + 2;
    }
    /* With room for all of it the buffer does not move while secrets are written, which would leave them behind. */
    (void)sdpi_buffer_reserve(&call->form, most);
    for (size_t i = 0; i < call->login.field_count; i++) {
        sdpi_form_put(&form, call->login.fields[i].name, call->login.fields[i].value);
    }
    return call->form.status;
}

void sdpi_call_drop_login(sdpi_call *call)
{
    if (call->form.data == NULL || call->form.size <= call->form_size) return;
    sdpi_wipe(call->form.data + call->form_size, call->form.size - call->form_size);
    call->form.size = call->form_size;
}

/* What is as short as an id is no secret, and would be found in other words too. */
enum { SHORTEST_SECRET = 8 };

static size_t same_bytes(const char *a, const char *b)
{
    size_t size = 0;
    while (a[size] != '\0' && a[size] == b[size]) size++;
    return size;
}

/* Overwrites what is found of a secret, as it is and as a form has it. It may have been cut off: its beginning is
   enough to know it by. */
static void cover(char *text, const char *secret, const char *encoded)
{
    while (*text != '\0') {
        size_t size = same_bytes(text, secret);
        const size_t other = same_bytes(text, encoded);
        if (other > size) size = other;
        if (size < SHORTEST_SECRET) size = 0;
        memset(text, '*', size);
        text += size > 0 ? size : 1;
    }
}

static void cover_error(sdpi_call *call, const char *secret)
{
    sdp_error *error = call->error;
    sdpi_buffer encoded;
    if (strlen(secret) < SHORTEST_SECRET) return;
    sdpi_buffer_init(&encoded, &call->engine->settings->allocator, SDPI_MAX_REQUEST);
    (void)sdpi_buffer_reserve(&encoded, 3 * strlen(secret)); /* it does not move, which would leave secrets behind */
    sdpi_percent_encode(&encoded, secret, strlen(secret));
    const char *form = encoded.status == SDP_OK ? sdpi_buffer_string(&encoded) : secret;
    cover(error->message, secret, form);
    cover(error->path, secret, form);
    for (size_t m = 0; m < error->message_count; m++) {
        const sdp_message *said = &error->messages[m];
        /* The texts lie in the error's own arena. */
        if (said->message != NULL) cover(sdpi_own(said->message), secret, form);
        if (said->type != NULL) cover(sdpi_own(said->type), secret, form);
        for (int32_t f = 0; f < said->field_count; f++) cover(sdpi_own(said->fields[f]), secret, form);
    }
    if (encoded.data != NULL) sdpi_wipe(encoded.data, encoded.capacity);
    sdpi_buffer_free(&encoded);
}

/* A service, or a proxy before it, may repeat the login when it explains a failure. */
void sdpi_call_redact(sdpi_call *call)
{
    const sdp_error *error = call->error;
    if (error->message[0] == '\0' && error->path[0] == '\0' && error->message_count == 0) return; /* nothing was said */
    for (size_t i = 0; i < call->login.field_count; i++) cover_error(call, call->login.fields[i].value);
    for (size_t i = 0; i < call->login.header_count; i++) {
        /* "Zoho-oauthtoken <token>": what stands before the blank is no secret. */
        const char *value = call->login.headers[i].value;
        const char *blank = strrchr(value, ' ');
        cover_error(call, blank != NULL ? blank + 1 : value);
    }
}
