/* Many calls on the client's one engine: those whose turn it is are under way, the others wait, prepared. */
#include <sdp/batch.h>

#include <string.h>

#include "api/batch_parts.h"
#include "api/invocation.h"
#include "base/structs.h"
#include "model/types.h"

static const sdp_allocator *allocator_of(const sdp_batch *batch)
{
    return &batch->allocator;
}

static sdp_status wrong_config(sdp_client *client, const char *member)
{
    return sdpi_error_set(&client->error, SDP_E_CONFIG, member, "%s is out of its range", member);
}

static sdp_status read_config(sdp_client *client, const sdp_batch_config *given, sdp_batch_config *config)
{
    const sdp_batch_config defaults = SDP_BATCH_CONFIG_INIT;
    *config = defaults;
    if (given != NULL && sdpi_copy_struct(config, sizeof *config, given, SDP_TYPE_BATCH_CONFIG) != SDP_OK) {
        return sdpi_error_set(&client->error, SDP_E_STRUCT, "config",
                              "start the struct with SDP_BATCH_CONFIG(…) or SDP_BATCH_CONFIG_INIT");
    }
    if (config->concurrency == 0) config->concurrency = SDPI_CONCURRENCY;
    if (config->max_pending == 0) config->max_pending = SDPI_MAX_PENDING;
    if (config->concurrency < 1 || config->concurrency > SDPI_MAX_CONCURRENCY) {
        return wrong_config(client, "concurrency");
    }
    return config->max_pending < 1 ? wrong_config(client, "max_pending") : SDP_OK;
}

sdp_status sdp_batch_new(sdp_client *client, const sdp_batch_config *config, sdp_batch **out)
{
    sdp_batch_config checked;
    if (out != NULL) *out = NULL;
    if (client == NULL) return SDP_E_ARGUMENT;
    if (out == NULL) return sdpi_client_null(client, "out");
    sdp_status status = sdpi_client_enter(client);
    if (status == SDP_OK) status = read_config(client, config, &checked);
    if (status != SDP_OK) return status;
    sdp_batch *batch = sdpi_allocate_zero(&client->settings->allocator, sizeof *batch);
    if (batch == NULL) return sdpi_error_no_memory(&client->error);
    batch->client = client;
    batch->allocator = client->settings->allocator;
    batch->config = checked;
    batch->next = client->batches;
    client->batches = batch;
    *out = batch;
    return SDP_OK;
}

int64_t sdp_batch_room(const sdp_batch *batch)
{
    return batch != NULL && batch->client != NULL ? batch->config.max_pending - batch->pending : 0;
}

static void free_call(sdp_batch *batch, sdpi_batch_call *one)
{
    sdpi_call_release(&one->call);
    sdpi_error_release(&one->error);
    sdpi_release(allocator_of(batch), one->tag);
    sdpi_release(allocator_of(batch), one);
}

/* Memory of a call is used again, by as many as run at once. */
static sdpi_batch_call *take_idle(sdp_batch *batch)
{
    sdpi_batch_call *one = batch->idle;
    if (one != NULL) {
        batch->idle = one->next;
        batch->idle_count--;
        one->next = NULL;
        return one;
    }
    one = sdpi_allocate_zero(allocator_of(batch), sizeof *one);
    if (one == NULL) return NULL;
    sdpi_error_init(&one->error, allocator_of(batch));
    sdpi_call_init(&one->call, &batch->client->engine);
    return one;
}

void sdpi_batch_recycle(sdp_batch *batch, sdpi_batch_call *one)
{
    if (batch->idle_count >= batch->config.concurrency) {
        free_call(batch, one);
        return;
    }
    sdpi_result_free(&one->call.result);
    sdpi_release(allocator_of(batch), one->tag);
    one->tag = NULL;
    one->next = batch->idle;
    batch->idle = one;
    batch->idle_count++;
}

static sdp_status copy_tag(sdp_batch *batch, sdpi_batch_call *one)
{
    if (one->call.options.tag == NULL) return SDP_OK;
    one->tag = sdpi_copy_text(allocator_of(batch), one->call.options.tag);
    one->call.options.tag = one->tag;
    return one->tag != NULL ? SDP_OK : sdpi_error_no_memory(&one->error);
}

/* What became of a call that is not added: its error, or what a dry run describes, are the client's. */
static sdp_status refuse(sdp_batch *batch, sdpi_batch_call *one, sdp_status status)
{
    sdp_client *client = batch->client;
    sdpi_call_end(&one->call, status, 0);
    sdpi_error_copy(&client->error, &one->error);
    if (status == SDP_DRY_RUN) {
        const sdpi_buffer described = one->call.description;
        one->call.description = client->call.description;
        client->call.description = described;
    }
    sdpi_batch_recycle(batch, one);
    return status;
}

static sdp_status add(sdp_batch *batch, const sdp_operation *operation, const sdpi_input *input,
                      const sdp_options *options, int64_t *number)
{
    sdp_client *client = batch->client;
    sdpi_buffer_reset(&client->call.description, 0);
    if (sdp_batch_room(batch) <= 0) {
        return sdpi_error_set(&client->error, SDP_E_LIMIT, "max_pending",
                              "the batch holds %lld calls whose results were not taken",
                              (long long)batch->config.max_pending);
    }
    sdpi_batch_call *one = take_idle(batch);
    if (one == NULL) return sdpi_error_no_memory(&client->error);
    sdp_status status = sdpi_call_make(&one->call, operation, input, options, &one->error);
    if (status == SDP_OK) status = copy_tag(batch, one);
    if (status != SDP_OK) return refuse(batch, one, status);
    sdpi_upload_rest(&one->call.upload); /* thousands that wait would need as many descriptors */
    if (one->call.options.cancel == NULL) one->call.options.cancel = batch->config.cancel;
    sdpi_call_set_patient(&one->call);
    one->number = batch->added++;
    if (number != NULL) *number = one->number;
    batch->pending++;
    sdpi_batch_append(&batch->waiting, one);
    sdpi_batch_put_in_order(batch, one);
    sdpi_client_loop_due(client);
    return SDP_OK;
}

sdp_status sdp_batch_add(sdp_batch *batch, const char *operation, const char *const *ids, size_t id_count,
                         const void *input, const sdp_options *options, int64_t *number)
{
    const sdp_operation *row;
    sdpi_input call_input = {.ids = ids, .id_count = id_count};
    if (number != NULL) *number = -1;
    if (batch == NULL || batch->client == NULL) return SDP_E_ARGUMENT;
    if (operation == NULL) return sdpi_client_null(batch->client, "operation");
    if (ids == NULL && id_count > 0) return sdpi_client_null(batch->client, "ids");
    sdp_status status = sdpi_client_enter(batch->client);
    if (status == SDP_OK) status = sdpi_find_operation(batch->client, operation, &row);
    if (status != SDP_OK) return status;
    if (row->input_is_list && input != NULL) {
        const sdpi_list view = sdpi_slot_list(input);
        call_input.items = view.items;
        call_input.item_count = view.count;
    } else {
        call_input.entity = input;
    }
    return add(batch, row, &call_input, options, number);
}

sdp_status sdp_batch_add_json(sdp_batch *batch, const char *operation, const char *const *ids, size_t id_count,
                              const char *input, int32_t flags, const sdp_options *options, int64_t *number)
{
    if (number != NULL) *number = -1;
    if (batch == NULL || batch->client == NULL) return SDP_E_ARGUMENT;
    if (flags & SDP_INVOKE_ENSURE) {
        sdp_status entered = sdpi_client_enter(batch->client);
        if (entered != SDP_OK) return entered;
        return sdpi_error_set(&batch->client->error, SDP_E_ARGUMENT, "flags",
                              "a batch cannot find or add: that is several calls, one after the other");
    }
    sdpi_invocation v = {.client = batch->client, .flags = flags};
    sdp_status status = sdpi_invocation_begin(&v, operation, ids, id_count, input);
    if (status == SDP_OK) status = add(batch, v.operation, &v.input, options, number);
    sdpi_invocation_end(&v);
    return status;
}

static void leave_client(sdp_batch *batch)
{
    for (sdp_batch **link = &batch->client->batches; *link != NULL; link = &(*link)->next) {
        if (*link != batch) continue;
        *link = batch->next;
        return;
    }
}

static void free_queue(sdp_batch *batch, sdpi_batch_call *first)
{
    while (first != NULL) {
        sdpi_batch_call *next = first->next;
        free_call(batch, first);
        first = next;
    }
}

/* Of a batch in order, those that have ended are in no queue. */
static void free_ended_in_order(sdp_batch *batch)
{
    for (sdpi_batch_call *one = batch->oldest; one != NULL;) {
        sdpi_batch_call *later = one->later;
        if (one->has_ended) free_call(batch, one);
        one = later;
    }
}

void sdpi_batch_empty(sdp_batch *batch)
{
    leave_client(batch);
    free_queue(batch, batch->current);
    free_ended_in_order(batch);
    free_queue(batch, batch->running.first);
    free_queue(batch, batch->waiting.first);
    free_queue(batch, batch->ended.first);
    free_queue(batch, batch->idle);
    *batch = (sdp_batch){.allocator = batch->allocator};
}

void sdp_batch_free(sdp_batch *batch)
{
    if (batch == NULL) return;
    if (batch->client != NULL) sdpi_batch_empty(batch);
    const sdp_allocator allocator = batch->allocator;
    sdpi_release(&allocator, batch);
}

static int can_answer(sdp_batch *batch, const void *out, sdp_status *status)
{
    *status = SDP_E_ARGUMENT;
    if (batch == NULL || batch->client == NULL) return 0;
    if (out == NULL) {
        *status = sdpi_client_null(batch->client, "out");
        return 0;
    }
    *status = sdpi_client_enter(batch->client);
    if (*status != SDP_OK || batch->current != NULL) return *status == SDP_OK;
    *status = sdpi_error_set(&batch->client->error, SDP_E_ARGUMENT, "batch", "no result was given so far");
    return 0;
}

sdp_status sdp_batch_take(sdp_batch *batch, const void **entity)
{
    sdp_status status;
    if (entity != NULL) *entity = NULL;
    if (!can_answer(batch, entity, &status)) return status;
    *entity = batch->current->call.result.entity;
    batch->current->call.result.entity = NULL;
    if (*entity != NULL) batch->is_taken = 1;
    return SDP_OK;
}

sdp_status sdp_batch_result_to_json(sdp_batch *batch, char **out)
{
    sdp_status status;
    if (out != NULL) *out = NULL;
    if (!can_answer(batch, out, &status)) return status;
    const sdpi_call *call = &batch->current->call;
    if (call->status != SDP_OK) return SDP_OK;
    if (batch->is_taken) {
        return sdpi_error_set(&batch->client->error, SDP_E_ARGUMENT, "batch",
                              "the entity of the result was taken, and is not there to be printed");
    }
    status = sdpi_print_result(&call->result, call->operation, &batch->client->error, out);
    return status == SDP_E_NO_MEMORY ? sdpi_error_no_memory(&batch->client->error) : status;
}

sdp_status sdp_batch_get_progress(const sdp_batch *batch, sdp_batch_progress *progress)
{
    if (batch == NULL || batch->client == NULL) return SDP_E_ARGUMENT;
    const sdp_batch_progress known = sdpi_batch_progress(batch);
    return sdpi_fill_struct(progress, &known, sizeof known);
}
