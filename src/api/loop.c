/* A client that an event loop drives: the same engine and the same batches, stepped from outside. */
#include <sdp/loop.h>

#include "api/batch_parts.h"
#include "base/structs.h"
#include "base/sys.h"

/* A timer that is told this much later than it was set for means a loop that was busy with something else. */
enum { LATE_MS = 20 };

struct sdpi_client_loop {
    sdp_loop loop;
    int64_t due_ms;       /* what the timer was set for; INT64_MAX: nothing */
    int64_t transport_ms; /* when the transport wants to act; INT64_MAX: not at a time */
    int32_t acting;
    int32_t was_late; /* 1: the timer came late, and the loop is given a turn before any attempt's time is judged */
    int32_t is_due;   /* 1: there is something to be sent that the engine does not know yet */
};

static void pass_watch(void *user_data, int64_t descriptor, int32_t events)
{
    const sdp_client *client = user_data;
    client->loop->loop.watch(client->loop->loop.user_data, descriptor, events);
}

static void set_timer(const sdp_client *client)
{
    sdpi_client_loop *own = client->loop;
    const int64_t now_ms = sdpi_now_ms();
    int64_t wait_ms = sdpi_engine_wait_ms(&client->engine, now_ms);
    if (own->transport_ms != INT64_MAX) {
        const int64_t other_ms = own->transport_ms > now_ms ? own->transport_ms - now_ms : 0;
        if (wait_ms < 0 || other_ms < wait_ms) wait_ms = other_ms;
    }
    if (own->is_due) wait_ms = 0;
    if (own->was_late) wait_ms = 1; /* and not 0, which some loops tell of before they look at descriptors */
    own->due_ms = wait_ms < 0 ? INT64_MAX : now_ms + wait_ms;
    own->loop.timer(own->loop.user_data, wait_ms);
}

/* The loop has one timer for the transport and the engine. While the client acts, it is set at the end. */
static void note_timer(void *user_data, int64_t timeout_ms)
{
    const sdp_client *client = user_data;
    client->loop->transport_ms = timeout_ms < 0 ? INT64_MAX : sdpi_now_ms() + timeout_ms;
    if (!client->loop->acting) set_timer(client);
}

void sdpi_client_loop_due(const sdp_client *client)
{
    sdpi_client_loop *own = client->loop;
    if (own == NULL || own->acting) return;
    own->is_due = 1;
    own->due_ms = sdpi_now_ms();
    own->loop.timer(own->loop.user_data, 0);
}

void sdpi_client_loop_free(sdp_client *client)
{
    if (client->loop == NULL) return;
    client->loop->acting = 1; /* nobody is to act any more */
    client->loop->loop.timer(client->loop->loop.user_data, -1);
    sdpi_release(&client->settings->allocator, client->loop);
    client->loop = NULL;
}

static sdp_status detach(sdp_client *client)
{
    if (client->loop == NULL) return SDP_OK;
    sdpi_transport_attach(client->transport, NULL);
    sdpi_client_loop_free(client);
    return SDP_OK;
}

sdp_status sdp_client_attach(sdp_client *client, const sdp_loop *loop)
{
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    sdp_error *error = &client->error;
    if (client->loop != NULL && client->loop->acting) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "client", "the client is acting");
    }
    if (client->engine.calls != NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "client", "calls of the client are under way");
    }
    if (loop == NULL) return detach(client);
    if (client->loop != NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "client", "a loop has the client already");
    if (loop->size < sizeof *loop || loop->watch == NULL || loop->timer == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "loop", "the loop lacks its size or one of its functions");
    }
    if (!sdpi_is_zero_beyond(loop, sizeof *loop, loop->size)) {
        return sdpi_error_set(error, SDP_E_STRUCT, "loop",
                              "the loop has members that this version of the library does not know");
    }
    client->loop = sdpi_allocate_zero(&client->settings->allocator, sizeof *client->loop);
    if (client->loop == NULL) return sdpi_error_no_memory(error);
    client->loop->loop = *loop;
    client->loop->transport_ms = INT64_MAX;
    client->loop->due_ms = INT64_MAX;
    const sdp_loop own = {sizeof own, pass_watch, note_timer, client};
    status = sdpi_transport_attach(client->transport, &own);
    if (status == SDP_OK) {
        /* Calls that were added before wait for their turn. */
        if (client->batches != NULL) sdpi_client_loop_due(client);
        return SDP_OK;
    }
    sdpi_client_loop_free(client);
    if (status == SDP_E_NO_MEMORY) {
        return sdpi_error_set(error, status, NULL, "there is no memory, or no descriptor, to wake the loop by");
    }
    return sdpi_error_set(error, status, NULL, "the client's transport cannot be driven by an event loop");
}

/* Where a loop was busy, a timer may be told before the descriptors whose answers have come long ago: attempts are
   ended for their time only when the timer comes and every descriptor had its turn. */
static void look_at_clock(sdp_client *client, int64_t descriptor)
{
    sdpi_client_loop *own = client->loop;
    const int64_t now_ms = sdpi_now_ms();
    /* The time that is over may be the engine's alone. */
    if (descriptor < 0 && own->transport_ms <= now_ms) own->transport_ms = INT64_MAX;
    if (descriptor < 0) own->was_late = !own->was_late && own->due_ms != INT64_MAX && now_ms - own->due_ms >= LATE_MS;
    client->engine.is_late = descriptor >= 0 || own->was_late;
    own->is_due = 0;
}

/* Returns how many results were given. */
static int deliver(sdp_batch *batch)
{
    int given = 0;
    sdp_batch_result result = {.size = sizeof result};
    while (batch->config.done != NULL && sdpi_batch_give(batch, &result)) {
        batch->config.done(batch->config.user_data, batch, &result);
        given++;
    }
    return given;
}

static void step(sdp_client *client)
{
    const int64_t now_ms = sdpi_now_ms();
    client->busy = 1;
    client->engine.wall_offset_ms = sdpi_wall_ms() - now_ms;
    for (sdp_batch *batch = client->batches; batch != NULL; batch = batch->next) sdpi_batch_pump(batch, now_ms);
    sdpi_engine_step(&client->engine, now_ms);
    for (sdp_batch *batch = client->batches; batch != NULL; batch = batch->next) sdpi_batch_pump(batch, now_ms);
    client->busy = 0;
}

sdp_status sdp_client_act(sdp_client *client, int64_t descriptor, int32_t events)
{
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    if (client->loop == NULL || client->loop->acting) {
        return sdpi_error_set(&client->error, SDP_E_ARGUMENT, "client",
                              client->loop == NULL ? "no event loop has the client" : "the client is acting already");
    }
    look_at_clock(client, descriptor);
    client->loop->acting = 1;
    client->busy = 1;
    status = sdpi_transport_act(client->transport, descriptor, events);
    if (status != SDP_OK) sdpi_engine_abort(&client->engine, status, sdpi_now_ms());
    client->busy = 0;
    for (int given = 1; given > 0;) {
        given = 0;
        step(client);
        /* The functions may add calls, whose turn may be now. */
        for (sdp_batch *batch = client->batches; batch != NULL; batch = batch->next) given += deliver(batch);
    }
    client->engine.is_late = 0;
    set_timer(client);
    client->loop->acting = 0;
    return SDP_OK;
}
