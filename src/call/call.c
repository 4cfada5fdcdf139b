/* A call's beginning and end. */
#include "call/call.h"

#include <string.h>

#include "call/step_parts.h"

void sdpi_call_init(sdpi_call *call, sdpi_engine *engine)
{
    const sdp_allocator *allocator = &engine->settings->allocator;
    memset(call, 0, sizeof *call);
    call->engine = engine;
    sdpi_buffer_init(&call->url, allocator, SDPI_MAX_URL);
    sdpi_buffer_init(&call->form, allocator, SDPI_MAX_REQUEST);
    sdpi_buffer_init(&call->body, allocator, engine->settings->max_response_bytes);
    sdpi_buffer_init(&call->description, allocator, SDPI_MAX_JSON_TEXT);
    sdpi_buffer_init(&call->login_store, allocator, SDPI_MAX_HEADERS);
    sdpi_upload_init(&call->upload, allocator);
    sdpi_download_init(&call->download, allocator);
}

static int is_under_way(const sdpi_call *call)
{
    return call->state != SDPI_CALL_IDLE && call->state != SDPI_CALL_DONE;
}

static void leave_engine(sdpi_call *call)
{
    if (call->next != NULL) {
        call->next->previous = call->previous;
    } else {
        call->engine->last = call->previous;
    }
    if (call->previous != NULL) {
        call->previous->next = call->next;
    } else {
        call->engine->calls = call->next;
    }
    call->next = NULL;
    call->previous = NULL;
}

void sdpi_call_release(sdpi_call *call)
{
    if (is_under_way(call)) {
        sdpi_call_stop(call, 0); /* what the login learns is that nothing came, whatever the time */
        sdpi_cancel_leave(&call->cancel);
        leave_engine(call);
    }
    sdpi_result_free(&call->result);
    sdpi_call_drop_login(call);
    sdpi_upload_free(&call->upload);
    sdpi_download_free(&call->download);
    sdpi_buffer_free(&call->url);
    sdpi_buffer_free(&call->form);
    sdpi_buffer_free(&call->body);
    sdpi_buffer_free(&call->description);
    if (call->login_store.data != NULL) sdpi_wipe(call->login_store.data, call->login_store.capacity);
    sdpi_buffer_free(&call->login_store);
    sdpi_release(&call->engine->settings->allocator, call->headers);
    call->headers = NULL;
    call->state = SDPI_CALL_DONE;
}

/* What the caller gets to know of every call, good or bad. */
static void fill_error(sdpi_call *call, int64_t now_ms)
{
    sdp_error *error = call->error;
    error->attempts = call->run.attempts;
    error->elapsed_ms = now_ms - call->run.started_ms;
    if (call->run.attempts == 0) return;
    size_t size = call->url_size < sizeof error->url - 1 ? call->url_size : sizeof error->url - 1;
    memcpy(error->url, call->url.data, size);
    error->url[size] = '\0';
}

void sdpi_call_end(sdpi_call *call, sdp_status status, int64_t now_ms)
{
    fill_error(call, now_ms);
    sdpi_call_close_files(call);
    call->status = status;
    call->error->status = status; /* what was said may be older: a 401 before a login that failed otherwise */
    if (is_under_way(call)) {
        sdpi_cancel_leave(&call->cancel);
        leave_engine(call);
    }
    call->state = SDPI_CALL_DONE;
}

void sdpi_call_abort(sdpi_call *call, sdp_status status, const char *why, int64_t now_ms)
{
    int sent = sdpi_call_stop(call, now_ms);
    const int maybe_done = sent && call->operation->access == SDP_ACCESS_WRITE;
    sdpi_call_drop_login(call);
    call->completion = (sdpi_completion){.status = status, .sent = sent ? SDP_SENT_MAYBE : SDP_SENT_NOTHING};
    call->options.max_retries = 0;
    sdpi_error_reset(call->error);
    sdpi_error_set(call->error, status, NULL, "%s (%s)", why, sdp_status_name(status));
    call->error->retryable = !maybe_done && status != SDP_E_NO_MEMORY;
    sdpi_call_tell(call, status, now_ms, -1);
    if (maybe_done) {
        call->error->maybe_done = 1;
        call->error->cause = status;
        status = sdpi_error_replace(call->error, SDP_E_MAYBE_DONE, "it is not known whether %s happened: %s (%s)",
                                    call->operation->name, why, sdp_status_name(call->error->cause));
    }
    sdpi_call_end(call, status, now_ms);
}

void sdpi_call_set_deadline(sdpi_call *call, int64_t now_ms)
{
    const sdpi_settings *settings = call->engine->settings;
    /* How long a file takes is known to nobody but the caller: it ends where nothing moves, not at a time. */
    int64_t usual = sdpi_call_has_file(call) ? INT64_MAX : settings->timeout_ms;
    int64_t timeout = call->options.timeout_ms > 0 ? call->options.timeout_ms : usual;
    call->run.deadline_ms = timeout > INT64_MAX - now_ms ? INT64_MAX : now_ms + timeout;
}

static void set_limits(sdpi_call *call, int64_t now_ms)
{
    const sdpi_settings *settings = call->engine->settings;
    call->run.started_ms = now_ms;
    sdpi_call_set_deadline(call, now_ms);
    if (call->options.max_retries == 0) call->options.max_retries = settings->max_retries;
    if (call->options.max_retries < 0) call->options.max_retries = 0;
}

static void join_engine(sdpi_call *call)
{
    sdpi_engine *engine = call->engine;
    call->next = NULL;
    call->previous = engine->last;
    if (engine->last != NULL) {
        engine->last->next = call;
    } else {
        engine->calls = call;
    }
    engine->last = call;
    sdpi_cancel_join(call->options.cancel, &call->cancel, engine->transport);
    call->state = SDPI_CALL_AUTHORIZE;
}

sdp_status sdpi_call_make(sdpi_call *call, const sdp_operation *operation, const sdpi_input *input,
                          const sdp_options *options, sdp_error *error)
{
    call->state = SDPI_CALL_IDLE;
    call->operation = operation;
    call->error = error;
    call->is_login = input->is_login;
    call->run = (sdpi_call_run){0};
    call->login = (sdpi_auth_step){0};
    sdpi_step_clear_completion(&call->completion);
    sdpi_result_free(&call->result);
    sdpi_error_reset(error);
    sdp_status status = sdpi_call_prepare(call, input, options);
    sdpi_buffer_reset(&call->description, 0);
    if (status == SDP_OK && call->options.dry_run) {
        status = sdpi_call_describe(call, input);
        if (status == SDP_OK) status = SDP_DRY_RUN;
    }
    return status;
}

void sdpi_call_set_patient(sdpi_call *call)
{
    call->run.heeds_pauses = 1;
    call->run.waits_freely = 1;
    call->run.engine_times = 1;
}

void sdpi_call_go(sdpi_call *call, int64_t now_ms)
{
    call->run.started_ms = now_ms;
    sdp_status status = sdpi_call_open_target(call);
    if (status != SDP_OK) {
        sdpi_call_end(call, status, now_ms);
        return;
    }
    set_limits(call, now_ms);
    join_engine(call);
}

void sdpi_call_start(sdpi_call *call, const sdp_operation *operation, const sdpi_input *input,
                     const sdp_options *options, sdp_error *error, int64_t now_ms)
{
    sdp_status status = sdpi_call_make(call, operation, input, options, error);
    call->run.started_ms = now_ms;
    if (status == SDP_OK) {
        sdpi_call_go(call, now_ms);
    } else {
        sdpi_call_end(call, status, now_ms);
    }
}
