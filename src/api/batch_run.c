/* How a batch moves: who is next, who has ended, and what is given. */
#include <string.h>

#include "api/batch_parts.h"
#include "base/structs.h"
#include "base/sys.h"

enum { KEPT_BYTES = 16384, BUSY_MS = 5 };

#define DRAINED "the batch was drained, and the call was not on its way"

void sdpi_batch_append(sdpi_batch_queue *queue, sdpi_batch_call *one)
{
    one->next = NULL;
    if (queue->last != NULL) {
        queue->last->next = one;
    } else {
        queue->first = one;
    }
    queue->last = one;
}

/* `before` is the one in front of it, NULL where it is the first. */
static void cut(sdpi_batch_queue *queue, sdpi_batch_call *one, sdpi_batch_call *before)
{
    if (before != NULL) {
        before->next = one->next;
    } else {
        queue->first = one->next;
    }
    if (queue->last == one) queue->last = before;
    one->next = NULL;
}

void sdpi_batch_put_in_order(sdp_batch *batch, sdpi_batch_call *one)
{
    one->later = NULL;
    one->has_ended = 0;
    if (!batch->config.in_order) return;
    if (batch->newest != NULL) {
        batch->newest->later = one;
    } else {
        batch->oldest = one;
    }
    batch->newest = one;
}

sdp_batch_progress sdpi_batch_progress(const sdp_batch *batch)
{
    const sdp_batch_progress progress = {.size = sizeof progress,
                                         .added = batch->added,
                                         .done = batch->done,
                                         .failed = batch->failed,
                                         .running = batch->running_count};
    return progress;
}

static void note_end(sdp_batch *batch, sdpi_batch_call *one)
{
    batch->running_count--;
    batch->done++;
    batch->failed += one->call.status != SDP_OK;
    /* A result that waits for one before it holds its structs, and neither what was sent nor the raw answer. Where it
       is taken at once, their memory serves the next call. */
    const size_t keep = batch->config.in_order && one != batch->oldest ? 0 : KEPT_BYTES;
    sdpi_buffer_reset(&one->call.body, keep);
    sdpi_buffer_reset(&one->call.form, keep);
    sdpi_buffer_reset(&one->call.url, keep);
    one->has_ended = 1;
    if (!batch->config.in_order) sdpi_batch_append(&batch->ended, one);
    if (batch->config.progress == NULL) return;
    const sdp_batch_progress progress = sdpi_batch_progress(batch);
    batch->config.progress(batch->config.user_data, &progress);
}

/* Of a call that only waited for a login of its own, the login itself is no result. */
static void note_drained(sdpi_batch_call *one)
{
    sdpi_call *call = &one->call;
    if (!call->is_login || call->status != SDP_OK) return;
    call->status = sdpi_error_replace(&one->error, SDP_E_CANCELED, DRAINED " (%s)", sdp_status_name(SDP_E_CANCELED));
    one->error.retryable = 1;
}

static void collect(sdp_batch *batch)
{
    sdpi_batch_call *before = NULL;
    for (sdpi_batch_call *one = batch->running.first; one != NULL;) {
        sdpi_batch_call *next = one->next;
        if (one->call.state == SDPI_CALL_DONE) {
            cut(&batch->running, one, before);
            note_drained(one);
            note_end(batch, one);
        } else {
            before = one;
        }
        one = next;
    }
}

/* Whether results can be taken, and more of them wait than calls may be under way. In an event loop without a function
   for them nobody takes any before the loop is left. */
static int is_behind(const sdp_batch *batch)
{
    if (batch->client->loop != NULL && batch->config.done == NULL) return 0;
    const int64_t taken = batch->added - batch->pending;
    const sdpi_batch_call *next = batch->config.in_order ? batch->oldest : batch->ended.first;
    return next != NULL && next->has_ended && batch->done - taken > batch->config.concurrency;
}

/* Where one transfer follows the other, a call whose turn is not yet would only spend its time in waiting: another one
   begins while all that have begun wait for their next attempt. */
static int has_turn(const sdp_batch *batch)
{
    const sdpi_engine *engine = &batch->client->engine;
    if (batch->running_count >= batch->config.concurrency || is_behind(batch)) return 0;
    if (!sdpi_transport_is_serial(engine->transport)) return 1;
    for (const sdpi_call *call = engine->calls; call != NULL; call = call->next) {
        if (call->state != SDPI_CALL_BACKOFF) return 0;
    }
    return 1;
}

static void begin_calls(sdp_batch *batch, int64_t now_ms)
{
    while (batch->waiting.first != NULL && has_turn(batch)) {
        sdpi_batch_call *one = batch->waiting.first;
        cut(&batch->waiting, one, NULL);
        sdpi_batch_append(&batch->running, one);
        batch->running_count++;
        sdpi_call_go(&one->call, now_ms);
        if (one->call.state == SDPI_CALL_DONE) collect(batch);
    }
}

void sdpi_batch_pump(sdp_batch *batch, int64_t now_ms)
{
    collect(batch);
    begin_calls(batch, now_ms);
}

/* As a call ends that has no further attempt. */
static void end_between_attempts(sdpi_call *call, int64_t now_ms)
{
    sdpi_call_redact(call);
    sdpi_call_advise(call);
    call->error->retryable = 1; /* else there would not have been another attempt */
    sdpi_call_end(call, call->error->status, now_ms);
}

/* What is on its way, or has been, comes to its end without another attempt. A token that was asked for is not lost,
   for others may wait for it. */
static void drain_one(sdpi_call *call, int64_t now_ms)
{
    switch (call->state) {
    case SDPI_CALL_RECEIVE:
    case SDPI_CALL_JUDGE:
        call->options.max_retries = 0;
        call->run.renewed = 1;
        break;
    case SDPI_CALL_LOGIN:
        call->is_login = 1;
        break;
    case SDPI_CALL_BACKOFF:
        end_between_attempts(call, now_ms);
        break;
    case SDPI_CALL_DONE:
        break;
    default:
        sdpi_call_abort(call, SDP_E_CANCELED, DRAINED, now_ms);
        break;
    }
}

static void drain(sdp_batch *batch, int64_t now_ms)
{
    for (sdpi_batch_call *one = batch->running.first; one != NULL; one = one->next) drain_one(&one->call, now_ms);
    collect(batch);
    while (batch->waiting.first != NULL) {
        sdpi_batch_call *one = batch->waiting.first;
        cut(&batch->waiting, one, NULL);
        batch->running_count++;
        one->call.run.started_ms = now_ms;
        sdpi_call_abort(&one->call, SDP_E_CANCELED, DRAINED, now_ms);
        note_end(batch, one);
    }
}

sdp_status sdp_batch_drain(sdp_batch *batch)
{
    if (batch == NULL || batch->client == NULL) return SDP_E_ARGUMENT;
    sdp_status status = sdpi_client_enter(batch->client);
    if (status != SDP_OK) return status;
    batch->client->busy = 1; /* ends are told of */
    drain(batch, sdpi_now_ms());
    batch->client->busy = 0;
    sdpi_client_loop_due(batch->client);
    return SDP_OK;
}

static void drop_current(sdp_batch *batch)
{
    sdpi_batch_call *one = batch->current;
    if (one == NULL) return;
    batch->current = NULL;
    sdpi_batch_recycle(batch, one);
}

/* Of those that have ended, the one to be given now. */
static sdpi_batch_call *choose(sdp_batch *batch)
{
    sdpi_batch_call *one = batch->config.in_order ? batch->oldest : batch->ended.first;
    if (one == NULL || !one->has_ended) return NULL;
    if (!batch->config.in_order) {
        cut(&batch->ended, one, NULL);
        return one;
    }
    batch->oldest = one->later;
    if (batch->newest == one) batch->newest = NULL;
    one->later = NULL;
    return one;
}

static void fill(const sdpi_batch_call *one, sdp_batch_result *result)
{
    const sdpi_call *call = &one->call;
    sdp_batch_result known = {.number = one->number,
                              .operation = call->operation->name,
                              .tag = one->tag,
                              .status = call->status,
                              .total_count = -1,
                              .has_more_rows = -1,
                              .error = &one->error};
    if (call->status == SDP_OK) {
        known.entity = call->result.entity;
        known.rows = call->result.row_count > 0 ? (const void *const *)call->result.rows : NULL;
        known.row_count = call->result.row_count;
        if (call->operation->output_is_list) {
            known.total_count = call->result.info.total_count;
            known.has_more_rows = call->result.info.has_more_rows;
        }
    }
    (void)sdpi_fill_struct(result, &known, sizeof known); /* it was looked at before */
}

void sdpi_batch_keep(sdp_batch *batch)
{
    batch->again = 1;
}

int sdpi_batch_give(sdp_batch *batch, sdp_batch_result *result)
{
    if (batch->again) {
        batch->again = 0;
        fill(batch->current, result);
        return 1;
    }
    sdpi_batch_call *one = choose(batch);
    if (one == NULL) return 0;
    drop_current(batch);
    batch->current = one;
    batch->is_taken = 0;
    batch->pending--;
    fill(one, result);
    return 1;
}

/* Others may be waiting for the token that it brings: the caller is not given a result to be busy with meanwhile. */
static int has_login_under_way(const sdp_batch *batch)
{
    for (const sdpi_batch_call *one = batch->running.first; one != NULL; one = one->next) {
        if (one->call.state == SDPI_CALL_LOGIN) return 1;
    }
    return 0;
}

static void poll_transport(sdp_batch *batch, int64_t wait_ms)
{
    sdp_status status = sdpi_transport_poll(batch->client->transport, wait_ms);
    batch->polled_ms = sdpi_now_ms();
    if (status != SDP_OK) sdpi_engine_abort(&batch->client->engine, status, batch->polled_ms);
}

/* What was begun is on its way while the caller is busy. A transport that blocks would do all of it now. */
static void send_begun(sdp_batch *batch, int64_t sends)
{
    const sdpi_engine *engine = &batch->client->engine;
    if (engine->sends != sends && !sdpi_transport_is_serial(engine->transport)) poll_transport(batch, 0);
}

static void run_until_result(sdp_batch *batch, sdp_batch_result *result)
{
    sdpi_engine *engine = &batch->client->engine;
    /* What came while the caller was busy is taken before anybody looks at the clock. */
    if (batch->running_count > 0 && sdpi_now_ms() - batch->polled_ms >= BUSY_MS) poll_transport(batch, 0);
    for (;;) {
        const int64_t sends = engine->sends;
        int64_t now_ms = sdpi_now_ms();
        engine->wall_offset_ms = sdpi_wall_ms() - now_ms;
        sdpi_batch_pump(batch, now_ms);
        sdpi_engine_step(engine, now_ms);
        sdpi_batch_pump(batch, now_ms);
        if (!has_login_under_way(batch) && sdpi_batch_give(batch, result)) {
            send_begun(batch, sends);
            return;
        }
        poll_transport(batch, sdpi_engine_wait_ms(engine, now_ms));
    }
}

sdp_status sdp_batch_next(sdp_batch *batch, sdp_batch_result *result)
{
    if (batch == NULL || batch->client == NULL) return SDP_E_ARGUMENT;
    if (result == NULL || result->size < sizeof result->size) {
        sdp_status entered = sdpi_client_enter(batch->client);
        if (entered != SDP_OK) return entered;
        return sdpi_error_set(&batch->client->error, SDP_E_ARGUMENT, "result",
                              "the result is NULL, or its size is not set");
    }
    sdp_status status = sdpi_client_enter_call(batch->client);
    if (status != SDP_OK) return status;
    if (batch->pending == 0 && !batch->again) return SDP_END;
    batch->client->busy = 1;
    run_until_result(batch, result);
    batch->client->busy = 0;
    return SDP_OK;
}
