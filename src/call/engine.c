#include "call/call.h"

void sdpi_engine_init(sdpi_engine *engine, const sdpi_settings *settings, sdp_transport *transport, uint64_t seed)
{
    *engine = (sdpi_engine){.settings = settings, .transport = transport};
    engine->random = seed != 0 ? seed : 1; /* xorshift stays at zero */
    /* The pass over an answer adds three bytes to each number at most, and a number has at least one. */
    sdpi_buffer_init(&engine->scratch, &settings->allocator, settings->max_response_bytes * 4);
}

uint32_t sdpi_engine_random(sdpi_engine *engine)
{
    uint64_t x = engine->random; /* xorshift64 */
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    engine->random = x;
    return (uint32_t)(x >> 32);
}

void sdpi_engine_release(sdpi_engine *engine)
{
    sdpi_buffer_free(&engine->scratch);
}

int sdpi_engine_is_sending(const sdpi_engine *engine)
{
    for (const sdpi_call *call = engine->calls; call != NULL; call = call->next) {
        if (call->run.transfer != NULL) return 1;
    }
    return 0;
}

int sdpi_engine_is_occupied(const sdpi_engine *engine)
{
    return sdpi_transport_is_serial(engine->transport) && sdpi_engine_is_sending(engine);
}

void sdpi_engine_abort(sdpi_engine *engine, sdp_status status, int64_t now_ms)
{
    sdpi_call *next;
    for (sdpi_call *call = engine->calls; call != NULL; call = next) {
        next = call->next;
        /* What came before the failure counts: the next step judges it. */
        if (call->state != SDPI_CALL_JUDGE) sdpi_call_abort(call, status, "the transport failed", now_ms);
    }
}

void sdpi_engine_step(sdpi_engine *engine, int64_t now_ms)
{
    sdpi_call *next;
    for (sdpi_call *call = engine->calls; call != NULL; call = next) {
        next = call->next;
        sdpi_call_step(call, now_ms);
    }
}

/* When a call needs a step although nothing has come for it. */
static int64_t next_step_ms(const sdpi_call *call)
{
    switch (call->state) {
    case SDPI_CALL_AUTHORIZE:
    case SDPI_CALL_PACE:
    case SDPI_CALL_BACKOFF:
        return call->run.wake_ms < call->run.deadline_ms ? call->run.wake_ms : call->run.deadline_ms;
    case SDPI_CALL_LOGIN:
    case SDPI_CALL_RECEIVE:
        return call->run.transfer != NULL ? call->run.give_up_ms : 0;
    default:
        return 0;
    }
}

int64_t sdpi_engine_wait_ms(const sdpi_engine *engine, int64_t now_ms)
{
    int64_t first = INT64_MAX;
    for (const sdpi_call *call = engine->calls; call != NULL; call = call->next) {
        int64_t step = next_step_ms(call);
        if (step < first) first = step;
    }
    if (first == INT64_MAX) return -1;
    return first > now_ms ? first - now_ms : 0;
}
