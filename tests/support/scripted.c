#include "scripted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void copy_text(char *to, size_t capacity, const char *from)
{
    int size = snprintf(to, capacity, "%s", from);
    assert_true(size >= 0 && (size_t)size < capacity);
}

static void note_headers(scripted *s, const sdp_request *request)
{
    size_t size = 0;
    s->headers[0] = '\0';
    for (size_t i = 0; i < request->header_count; i++) {
        int added = snprintf(s->headers + size, sizeof s->headers - size, "%s: %s\n", request->headers[i].name,
                             request->headers[i].value);
        assert_true(added > 0 && size + (size_t)added < sizeof s->headers);
        size += (size_t)added;
    }
}

static sdp_status scripted_start_transfer(void *self, const sdp_request *request, sdp_done_fn done, void *user_data,
                                          void **transfer)
{
    scripted *s = self;
    assert_false(s->active);
    assert_int_equal(request->size, sizeof *request);
    s->starts++;
    copy_text(s->method, sizeof s->method, request->method);
    copy_text(s->url, sizeof s->url, request->url);
    note_headers(s, request);
    s->has_body = request->body != NULL;
    s->body_size = request->body_size;
    assert_true(request->body_size < sizeof s->body);
    if (request->body_size > 0) memcpy(s->body, request->body, request->body_size);
    s->body[request->body_size] = '\0';
    s->once = request->once;
    s->timeout_ms = request->timeout_ms;
    s->done = done;
    s->done_data = user_data;
    s->sink = request->sink;
    s->sink_data = request->stream_data;
    if (s->start_status != SDP_OK) return s->start_status;
    s->active = 1;
    *transfer = s;
    return SDP_OK;
}

static sdp_status scripted_poll(void *self, int64_t timeout_ms)
{
    (void)self;
    (void)timeout_ms;
    return SDP_OK;
}

static int32_t scripted_cancel(void *self, void *transfer)
{
    scripted *s = self;
    assert_ptr_equal(transfer, s);
    assert_true(s->active);
    s->active = 0;
    s->cancels++;
    return s->cancel_sent;
}

static void scripted_wakeup(void *self)
{
    ((scripted *)self)->wakeups++;
}

static void scripted_destroy(void *self)
{
    assert_false(((scripted *)self)->active);
}

static void note_event(void *user_data, const sdp_event *event)
{
    scripted *s = user_data;
    s->events++;
    s->last_event = *event;
}

static void note_line(void *user_data, int32_t level, const char *line)
{
    scripted *s = user_data;
    size_t size = strlen(s->log);
    snprintf(s->log + size, sizeof s->log - size, "%d %s\n", (int)level, line);
}

void scripted_init(scripted *s, sdp_auth *auth)
{
    static char root[] = "https://desk.example.com/app/itdesk/api/v3";
    static const sdp_transport_ops ops = {.size = sizeof ops,
                                          .start = scripted_start_transfer,
                                          .poll = scripted_poll,
                                          .cancel = scripted_cancel,
                                          .wakeup = scripted_wakeup,
                                          .destroy = scripted_destroy};
    memset(s, 0, sizeof *s);
    s->cancel_sent = SDP_SENT_MAYBE;
    s->settings = (sdpi_settings){.references = {1},
                                  .allocator = sdpi_default_allocator,
                                  .dialect = &sdpi_dialect_v3,
                                  .root = root,
                                  .auth = auth,
                                  .timeout_ms = 60000,
                                  .max_retries = 3,
                                  .max_response_bytes = 65536,
                                  .log = {note_line, s, SDP_LOG_DEBUG},
                                  .event = note_event,
                                  .event_data = s};
    assert_int_equal(sdp_transport_new(&ops, s, NULL, &s->transport), SDP_OK);
    sdpi_engine_init(&s->engine, &s->settings, s->transport, UINT64_C(0x9E3779B97F4A7C15));
    sdpi_error_init(&s->error, &sdpi_default_allocator);
    sdpi_call_init(&s->call, &s->engine);
}

void scripted_free(scripted *s)
{
    sdpi_call_release(&s->call);
    sdpi_engine_release(&s->engine);
    sdpi_error_release(&s->error);
    sdp_transport_free(s->transport);
}

void scripted_start(scripted *s, const char *operation, const char *id, const void *input, const sdp_options *options,
                    int64_t now_ms)
{
    const sdp_operation *row = sdp_operation_by_name(operation);
    assert_non_null(row);
    const sdpi_input call_input = {.ids = &id, .id_count = id != NULL, .entity = input};
    sdpi_call_start(&s->call, row, &call_input, options, &s->error, now_ms);
    scripted_step(s, now_ms);
}

void scripted_step(scripted *s, int64_t now_ms)
{
    sdpi_engine_step(&s->engine, now_ms);
}

static void complete(scripted *s, const sdp_response *response)
{
    assert_true(s->active);
    s->active = 0;
    s->done(s->done_data, response);
}

void scripted_answer(scripted *s, int32_t http_status, const char *body, const sdp_header *header)
{
    sdp_response response = {.size = sizeof response,
                             .sent = SDP_SENT_ANSWERED,
                             .http_status = http_status,
                             .headers = header,
                             .header_count = header != NULL};
    assert_true(s->active);
    if (*body != '\0') response.status = s->sink(s->sink_data, body, strlen(body));
    complete(s, &response);
}

void scripted_fail(scripted *s, sdp_status status, int32_t sent)
{
    const sdp_response response = {.size = sizeof response, .status = status, .sent = sent};
    complete(s, &response);
}
