#include "api/client.h"

#include "api/batch_parts.h"
#include "api/pager_parts.h"
#include "api/settings.h"
#include "base/sys.h"

/* Takes over one reference of the settings, and the transport, on success alone. */
static sdp_status make(sdpi_settings *settings, sdp_transport *transport, sdp_client **out)
{
    sdp_client *client = sdpi_allocate_zero(&settings->allocator, sizeof *client);
    if (client == NULL) return SDP_E_NO_MEMORY;
    client->settings = settings;
    client->transport = transport;
    sdpi_error_init(&client->error, &settings->allocator);
    sdpi_engine_init(&client->engine, settings, transport, sdpi_random());
    sdpi_call_init(&client->call, &client->engine);
    *out = client;
    return SDP_OK;
}

sdp_status sdpi_client_make(const sdp_config *config, const sdpi_dialect *dialect, sdp_error *error, sdp_client **out)
{
    sdpi_settings *settings = NULL;
    sdp_config copy;
    sdp_status status = sdpi_settings_new(config, dialect, error, &copy, &settings);
    if (status != SDP_OK) return status;
    sdp_transport *transport = copy.transport;
    if (transport == NULL) status = sdpi_settings_transport(&copy, settings, error, &transport);
    if (status == SDP_OK) {
        status = make(settings, transport, out);
        if (status != SDP_OK) sdpi_error_no_memory(error);
    }
    if (status == SDP_OK) return SDP_OK;
    /* A transport of the caller's stays the caller's. */
    if (copy.transport == NULL) sdp_transport_free(transport);
    sdpi_settings_free(settings);
    return status;
}

sdp_status sdp_client_new(const sdp_config *config, sdp_error *error, sdp_client **out)
{
    sdpi_error_reset(error);
    if (out != NULL) *out = NULL;
    if (config == NULL || out == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, config == NULL ? "config" : "out", "an argument is NULL");
    }
    return sdpi_client_make(config, &sdpi_dialect_v3, error, out);
}

sdp_status sdp_client_dup(sdp_client *client, sdp_client **out)
{
    sdp_transport *transport = NULL;
    if (out != NULL) *out = NULL;
    if (client == NULL) return SDP_E_ARGUMENT;
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    if (out == NULL) return sdpi_client_null(client, "out");
    status = sdpi_transport_dup(client->transport, &transport);
    if (status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(&client->error);
    if (status != SDP_OK) return sdpi_error_set(&client->error, status, NULL, "the transport has no sibling");
    status = make(sdpi_settings_hold(client->settings), transport, out);
    if (status == SDP_OK) return SDP_OK;
    sdp_transport_free(transport);
    sdpi_settings_free(client->settings);
    return sdpi_error_no_memory(&client->error);
}

void sdp_client_free(sdp_client *client)
{
    if (client == NULL) return;
    sdpi_settings *settings = client->settings;
    sdp_allocator allocator = settings->allocator;
    /* Freed in the wrong order, they are empty from now on, instead of using what is gone. */
    while (client->pagers != NULL) sdpi_pager_empty(client->pagers);
    while (client->batches != NULL) sdpi_batch_empty(client->batches);
    sdpi_call_release(&client->call);
    sdpi_engine_release(&client->engine);
    sdp_transport_free(client->transport);
    sdpi_client_loop_free(client);
    sdpi_error_release(&client->error);
    sdpi_release(&allocator, client);
    sdpi_settings_free(settings);
}

const sdp_error *sdp_last_error(const sdp_client *client)
{
    static const sdp_error none = {.status = SDP_E_ARGUMENT, .retry_after_ms = -1, .message = "the client is NULL"};
    return client != NULL ? &client->error : &none;
}

const char *sdp_last_dry_run(const sdp_client *client)
{
    return client != NULL && client->call.description.size > 0 ? client->call.description.data : NULL;
}

const char *sdp_last_body(const sdp_client *client, size_t *size)
{
    if (size != NULL) *size = 0;
    if (client == NULL || size == NULL || client->call.completion.http_status == 0) return NULL;
    *size = client->call.body.size;
    return sdpi_buffer_string(&client->call.body);
}

const char *sdp_client_root(const sdp_client *client)
{
    return client != NULL ? client->settings->root : "";
}

sdp_status sdpi_client_enter(sdp_client *client)
{
    if (client == NULL) return SDP_E_ARGUMENT;
    if (client->busy) return SDP_E_ARGUMENT; /* the error belongs to the call under way */
    sdpi_error_reset(&client->error);
    return SDP_OK;
}

sdp_status sdpi_client_enter_call(sdp_client *client)
{
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK || client->loop == NULL) return status;
    return sdpi_error_set(&client->error, SDP_E_ARGUMENT, "client",
                          "an event loop has the client: make calls by a batch, whose function gets the results");
}

sdp_status sdpi_client_check_operation(sdp_client *client, const sdp_operation *operation)
{
    return sdpi_call_check_dialect(client->settings, operation, &client->error);
}

sdp_status sdpi_client_null(sdp_client *client, const char *name)
{
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    return sdpi_error_set(&client->error, SDP_E_ARGUMENT, name, "the argument '%s' is NULL", name);
}
