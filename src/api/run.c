/* The synchronous way: start a call and run the client's own engine until it is done. */
#include <string.h>

#include "api/client.h"
#include "base/sys.h"
#include "model/types.h"

static void poll_transport(sdp_client *client, int64_t wait_ms)
{
    sdp_status status = sdpi_transport_poll(client->transport, wait_ms);
    if (status != SDP_OK) sdpi_engine_abort(&client->engine, status, sdpi_now_ms());
}

void sdpi_client_finish(sdp_client *client, sdpi_call *call)
{
    client->busy = 1;
    client->engine.wall_offset_ms = sdpi_wall_ms() - sdpi_now_ms();
    /* What came while the caller was busy is taken before anybody looks at the clock. */
    if (sdpi_engine_is_sending(&client->engine)) poll_transport(client, 0);
    while (call->state != SDPI_CALL_DONE) {
        int64_t now_ms = sdpi_now_ms();
        sdpi_engine_step(&client->engine, now_ms);
        if (call->state == SDPI_CALL_DONE) break;
        poll_transport(client, sdpi_engine_wait_ms(&client->engine, now_ms));
    }
    client->busy = 0;
}

sdp_status sdpi_client_run(sdp_client *client, const sdp_operation *operation, const sdpi_input *input,
                           const sdp_options *options, sdpi_result *result)
{
    *result = (sdpi_result){0};
    sdp_status status = sdpi_client_enter_call(client);
    if (status != SDP_OK) return status;
    client->busy = 1; /* what describes the call may call back */
    sdpi_call_start(&client->call, operation, input, options, &client->error, sdpi_now_ms());
    sdpi_client_finish(client, &client->call);
    *result = client->call.result;
    client->call.result = (sdpi_result){0};
    return client->call.status;
}

/* All pointers to structs have one representation, so that one function serves them all. */
void sdpi_give(const void *entity, void *out)
{
    if (out != NULL) {
        memcpy(out, &entity, sizeof entity);
    } else {
        sdp_entity_free(entity);
    }
}

static sdp_status run_and_give(sdp_client *client, int operation, const char *id, sdpi_input input,
                               const sdp_options *options, void *out)
{
    const sdp_operation *row = &sdpi_operations[operation];
    const char *const ids[] = {id};
    sdpi_result result;
    input.ids = ids;
    input.id_count = sdp_operation_id_count(row);
    sdp_status status = sdpi_client_run(client, row, &input, options, &result);
    sdpi_give(result.entity, out);
    result.entity = NULL;
    sdpi_result_free(&result);
    return status;
}

sdp_status sdpi_client_run_entity(sdp_client *client, int operation, const char *id, const void *input,
                                  const sdp_options *options, void *out)
{
    const sdpi_input call_input = {.entity = input};
    return run_and_give(client, operation, id, call_input, options, out);
}

sdp_status sdpi_client_run_list(sdp_client *client, int operation, const char *id, const void *list,
                                const sdp_options *options, void *out)
{
    sdpi_input call_input = {0};
    if (list != NULL) {
        sdpi_list view = sdpi_slot_list(list);
        call_input.items = view.items;
        call_input.item_count = view.count;
    }
    return run_and_give(client, operation, id, call_input, options, out);
}
