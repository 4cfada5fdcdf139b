/* The synchronous way: start a call and run the client's own engine until it is done. */
#include "api/client.h"
#include "base/sys.h"

static void run_to_end(sdp_client *client)
{
    sdpi_call *call = &client->call;
    for (;;) {
        int64_t now_ms = sdpi_now_ms();
        sdpi_engine_step(&client->engine, now_ms);
        if (call->state == SDPI_CALL_DONE) return;
        int64_t wait_ms = sdpi_engine_wait_ms(&client->engine, now_ms);
        sdp_status status = sdpi_transport_poll(client->transport, wait_ms);
        if (status != SDP_OK) sdpi_call_abort(call, status, "the transport failed", sdpi_now_ms());
    }
}

sdp_status sdpi_client_run(sdp_client *client, const sdp_operation *operation, const sdpi_input *input,
                           const sdp_options *options, sdpi_result *result)
{
    *result = (sdpi_result){0};
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    client->busy = 1;
    client->engine.wall_offset_ms = sdpi_wall_ms() - sdpi_now_ms();
    sdpi_call_start(&client->call, operation, input, options, &client->error, sdpi_now_ms());
    if (client->call.state != SDPI_CALL_DONE) run_to_end(client);
    client->busy = 0;
    *result = client->call.result;
    client->call.result = (sdpi_result){0};
    return client->call.status;
}

sdp_status sdpi_client_run_entity(sdp_client *client, int operation, const char *id, const void *input,
                                  const sdp_options *options, const void **entity)
{
    const sdp_operation *row = &sdpi_operations[operation];
    const char *const ids[] = {id};
    const sdpi_input call_input = {.ids = ids, .id_count = sdp_operation_id_count(row), .entity = input};
    sdpi_result result;
    if (row->input_type != NULL && input == NULL) return sdpi_client_null(client, "input");
    sdp_status status = sdpi_client_run(client, row, &call_input, options, &result);
    if (entity != NULL) {
        *entity = result.entity;
        result.entity = NULL;
    }
    sdpi_result_free(&result);
    return status;
}
