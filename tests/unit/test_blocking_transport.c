/* The adaptor of a function that blocks: src/http/blocking_transport.c. test_transport.c has the order of its queue and
   what it makes of success and failure; here are its words, its bodies, and cancelling and waking at every moment. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/error.h"
#include "folder.h"
#include "http/transport.h"

/* A program's function, and what it shall do and saw. */
typedef struct program {
    sdp_transport *transport;
    sdp_response answers; /* size 0: leaves the response as it is */
    sdp_status returns;
    const char *body; /* nullable: it gives this to the sink, in two pieces */
    int wakes;        /* 1: it calls wakeup() */
    void *cancels;    /* it cancels this transfer, ... */
    int32_t came;     /* ... which had come this far */
    int performed;
    sdp_request last;
} program;

static sdp_status perform(void *user_data, const sdp_request *request, sdp_response *response)
{
    program *self = user_data;
    self->performed++;
    self->last = *request;
    assert_int_equal(response->size, sizeof *response);
    assert_int_equal(response->status, SDP_OK);
    assert_int_equal(response->sent, SDP_SENT_MAYBE);
    assert_int_equal(response->http_status, 0);
    assert_null(response->message);
    assert_int_equal(response->header_count, 0);
    if (self->wakes) sdpi_transport_wakeup(self->transport);
    if (self->cancels != NULL) self->came = sdpi_transport_cancel(self->transport, self->cancels);
    if (self->answers.size != 0) *response = self->answers;
    for (size_t i = 0; self->body != NULL && i < 2; i++) {
        size_t half = strlen(self->body) / 2;
        size_t size = i == 0 ? half : strlen(self->body) - half;
        sdp_status status = request->sink(request->stream_data, self->body + i * half, size);
        if (status != SDP_OK) return status;
    }
    return self->returns;
}

/* How a transfer ended, and what its sink got. */
typedef struct outcome {
    int done;
    sdp_response response;
    char message[256];
    char body[64];
    size_t size;
    sdp_status sink_fails;
    sdp_transport *transport; /* `done` cancels `cancels` here, and wakes it */
    void *cancels;
    int32_t came;
} outcome;

static sdp_status take(void *user_data, const char *bytes, size_t size)
{
    outcome *self = user_data;
    if (self->sink_fails != SDP_OK) return self->sink_fails;
    assert_true(self->size + size < sizeof self->body);
    memcpy(self->body + self->size, bytes, size);
    self->size += size;
    return SDP_OK;
}

static void note(void *user_data, const sdp_response *response)
{
    outcome *self = user_data;
    self->done++;
    self->response = *response;
    snprintf(self->message, sizeof self->message, "%s", response->message != NULL ? response->message : "");
    if (self->cancels != NULL) {
        self->came = sdpi_transport_cancel(self->transport, self->cancels);
        sdpi_transport_wakeup(self->transport);
    }
}

static void open_transport(program *self)
{
    assert_int_equal(sdp_transport_new_blocking(perform, self, NULL, &self->transport), SDP_OK);
}

static void *start(program *self, outcome *result)
{
    void *transfer = NULL;
    const sdp_request request = {.size = sizeof request,
                                 .method = "POST",
                                 .url = "http://127.0.0.1/x",
                                 .body = "a=b",
                                 .body_size = 3,
                                 .sink = take,
                                 .stream_data = result,
                                 .timeout_ms = 1234,
                                 .once = 1};
    assert_int_equal(sdpi_transport_start(self->transport, &request, note, result, &transfer), SDP_OK);
    assert_non_null(transfer);
    assert_int_equal(result->done, 0);
    return transfer;
}

static const sdp_response found = {.size = sizeof found, .http_status = 200};

static void the_request_arrives_as_it_was_given(void **state)
{
    program self = {.answers = found, .body = "the answer"};
    outcome result = {0};
    (void)state;
    open_transport(&self);
    /* The request itself need not outlive start(): it is copied. */
    start(&self, &result);
    assert_int_equal(sdpi_transport_poll(self.transport, 0), SDP_OK);
    assert_string_equal(self.last.method, "POST");
    assert_string_equal(self.last.url, "http://127.0.0.1/x");
    assert_memory_equal(self.last.body, "a=b", 3);
    assert_int_equal(self.last.timeout_ms, 1234);
    assert_int_equal(self.last.once, 1);
    assert_int_equal(result.done, 1);
    assert_int_equal(result.response.sent, SDP_SENT_ANSWERED);
    assert_string_equal(result.body, "the answer");
    sdp_transport_free(self.transport);
}

static void an_answer_keeps_what_the_function_said(void **state)
{
    static const sdp_header headers[] = {{"Retry-After", "7"}};
    program self = {
        .answers = {
            .size = sizeof(sdp_response), .http_status = 429, .reused = 1, .headers = headers, .header_count = 1}};
    outcome result = {0};
    (void)state;
    open_transport(&self);
    start(&self, &result);
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(result.response.status, SDP_OK);
    assert_int_equal(result.response.http_status, 429);
    assert_int_equal(result.response.reused, 1);
    assert_int_equal(result.response.header_count, 1);
    assert_ptr_equal(result.response.headers, headers);
    assert_string_equal(result.message, "");
    sdp_transport_free(self.transport);
}

/* Whatever a function says and returns: never that a request was not sent, unless it filled the response so. */
static void how_far_it_came_is_told_with_care(void **state)
{
    static const struct {
        sdp_response answers;
        sdp_status returns, status;
        int32_t sent;
    } rows[] = {
        {{.size = 0}, SDP_E_NETWORK, SDP_E_NETWORK, SDP_SENT_MAYBE},
        {{.size = 1, .http_status = 200}, SDP_E_NETWORK, SDP_E_NETWORK, SDP_SENT_MAYBE},
        {{.size = 1, .http_status = 200, .sent = SDP_SENT_ANSWERED}, SDP_E_ANSWER, SDP_E_ANSWER, SDP_SENT_MAYBE},
        {{.size = 1, .sent = SDP_SENT_NOTHING}, SDP_E_CONNECT, SDP_E_CONNECT, SDP_SENT_MAYBE},
        {{.size = 1, .status = SDP_E_CONNECT, .sent = SDP_SENT_NOTHING}, SDP_OK, SDP_E_CONNECT, SDP_SENT_NOTHING},
        {{.size = 1, .status = SDP_E_TLS, .sent = SDP_SENT_NOTHING}, SDP_E_NETWORK, SDP_E_TLS, SDP_SENT_NOTHING},
        {{.size = 1, .status = SDP_E_TIMEOUT}, SDP_E_TIMEOUT, SDP_E_TIMEOUT, SDP_SENT_MAYBE},
        {{.size = 1, .sent = SDP_SENT_NOTHING}, SDP_OK, SDP_E_NETWORK, SDP_SENT_MAYBE},
        {{.size = 1, .sent = SDP_SENT_NOTHING, .http_status = 204}, SDP_OK, SDP_OK, SDP_SENT_ANSWERED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        program self = {.answers = rows[i].answers, .returns = rows[i].returns};
        outcome result = {0};
        open_transport(&self);
        start(&self, &result);
        assert_int_equal(sdpi_transport_poll(self.transport, 0), SDP_OK);
        if (result.response.status != rows[i].status || result.response.sent != rows[i].sent) {
            fail_msg("row %zu: %s, %d", i, sdp_status_name(result.response.status), (int)result.response.sent);
        }
        sdp_transport_free(self.transport);
    }
}

static void a_function_that_says_nothing_is_told_so(void **state)
{
    program self = {.returns = SDP_OK};
    outcome result = {0};
    (void)state;
    open_transport(&self);
    start(&self, &result);
    sdpi_transport_poll(self.transport, 0);
    assert_non_null(strstr(result.message, "neither an HTTP status nor an error"));
    sdp_transport_free(self.transport);
}

static void a_sink_may_end_it(void **state)
{
    program self = {.answers = found, .body = "the answer"};
    outcome result = {.sink_fails = SDP_E_TOO_LARGE};
    (void)state;
    open_transport(&self);
    start(&self, &result);
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(result.done, 1);
    assert_int_equal(result.response.status, SDP_E_TOO_LARGE);
    assert_int_equal(result.response.sent, SDP_SENT_MAYBE);
    sdp_transport_free(self.transport);
}

/* Poll performs one transfer, so that other things of the program have their turn in between. */
static void each_poll_performs_one(void **state)
{
    program self = {.answers = found};
    outcome results[3] = {{0}};
    (void)state;
    open_transport(&self);
    assert_int_equal(sdpi_transport_is_serial(self.transport), 1); /* whoever starts several knows that they queue */
    assert_int_equal(sdpi_transport_poll(self.transport, 0), SDP_OK);
    assert_int_equal(self.performed, 0);
    for (int i = 0; i < 3; i++) start(&self, &results[i]);
    for (int i = 0; i < 3; i++) {
        sdpi_transport_poll(self.transport, -1);
        assert_int_equal(self.performed, i + 1);
        assert_int_equal(results[i].done, 1);
    }
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(self.performed, 3);
    sdp_transport_free(self.transport);
}

/* Each of three in the queue is cancelled, alone and with another, and the rest is performed in order. */
static void any_of_the_queue_can_be_cancelled(void **state)
{
    (void)state;
    for (unsigned canceled = 0; canceled < 8; canceled++) {
        program self = {.answers = found};
        outcome results[4] = {{0}};
        void *transfers[3];
        int left = 0;
        open_transport(&self);
        for (int i = 0; i < 3; i++) transfers[i] = start(&self, &results[i]);
        for (int i = 0; i < 3; i++) {
            if ((canceled & 1u << i) == 0) {
                left++;
            } else {
                assert_int_equal(sdpi_transport_cancel(self.transport, transfers[i]), SDP_SENT_NOTHING);
            }
        }
        start(&self, &results[3]); /* the queue has an end whatever was taken out of it */
        for (int i = 0; i < 5; i++) sdpi_transport_poll(self.transport, 0);
        assert_int_equal(self.performed, left + 1);
        for (int i = 0; i < 3; i++) assert_int_equal(results[i].done, (canceled & 1u << i) == 0);
        assert_int_equal(results[3].done, 1);
        sdp_transport_free(self.transport);
    }
}

static void cancelled_while_it_is_performed_it_ends_without_a_word(void **state)
{
    program self = {.answers = found};
    outcome result = {0};
    outcome next = {0};
    (void)state;
    open_transport(&self);
    self.cancels = start(&self, &result);
    start(&self, &next);
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(self.came, SDP_SENT_MAYBE);
    assert_int_equal(result.done, 0);
    self.cancels = NULL;
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(next.done, 1);
    sdp_transport_free(self.transport);
}

static void the_end_of_one_may_cancel_the_next(void **state)
{
    program self = {.answers = found};
    outcome first = {0};
    outcome second = {0};
    (void)state;
    open_transport(&self);
    start(&self, &first);
    first.cancels = start(&self, &second);
    first.transport = self.transport;
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(first.came, SDP_SENT_NOTHING);
    sdpi_transport_poll(self.transport, -1); /* woken */
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(self.performed, 1);
    assert_int_equal(second.done, 0);
    sdp_transport_free(self.transport);
}

/* A wakeup during a call is not lost: the next poll returns at once. */
static void a_wakeup_is_kept_for_the_next_poll(void **state)
{
    program self = {.answers = found, .wakes = 1};
    outcome result = {0};
    outcome next = {0};
    (void)state;
    open_transport(&self);
    start(&self, &result);
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(result.done, 1);
    assert_int_equal(sdpi_transport_poll(self.transport, -1), SDP_OK); /* would wait without end */
    /* More of them than a pipe holds are one: they block nobody, and all are forgotten at once. */
    for (int i = 0; i < 100000; i++) sdpi_transport_wakeup(self.transport);
    assert_int_equal(sdpi_transport_poll(self.transport, -1), SDP_OK);
    self.wakes = 0;
    start(&self, &next);
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(self.performed, 2);
    sdp_transport_free(self.transport);
}

static void *wake(void *transport)
{
    sdpi_transport_wakeup(transport);
    return NULL;
}

static void any_thread_ends_a_poll_without_limit(void **state)
{
    program self = {.answers = found};
    (void)state;
    open_transport(&self);
    for (int i = 0; i < 20; i++) {
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, wake, self.transport), 0);
        /* Longer than any number of milliseconds that poll() takes counts as the longest of them. */
        assert_int_equal(sdpi_transport_poll(self.transport, i % 2 ? -1 : INT64_MAX), SDP_OK);
        assert_int_equal(pthread_join(thread, NULL), 0);
    }
    sdp_transport_free(self.transport);
}

static void it_gives_back_its_pipe_and_what_is_queued(void **state)
{
    int before = folder_descriptors();
    program self = {.answers = found};
    outcome results[2] = {{0}};
    (void)state;
    open_transport(&self);
    assert_int_equal(folder_descriptors(), before + 2);
    for (int i = 0; i < 2; i++) start(&self, &results[i]);
    sdp_transport_free(self.transport);
    assert_int_equal(folder_descriptors(), before);
    assert_int_equal(self.performed, 0);
    assert_int_equal(results[0].done + results[1].done, 0);
}

static void a_missing_function_is_named(void **state)
{
    sdp_error error;
    sdp_transport *transport = NULL;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(sdp_transport_new_blocking(NULL, NULL, &error, &transport), SDP_E_ARGUMENT);
    assert_string_equal(error.path, "perform");
    assert_int_equal(sdp_transport_new_blocking(perform, NULL, &error, NULL), SDP_E_ARGUMENT);
    assert_string_equal(error.path, "out");
    assert_int_equal(sdp_transport_new_blocking(perform, NULL, &error, &transport), SDP_OK);
    assert_int_equal(error.status, SDP_OK);
    sdp_transport_free(transport);
    sdpi_error_release(&error);
}

static void without_a_pipe_there_is_no_transport(void **state)
{
    sdp_error error;
    struct rlimit before;
    sdp_transport *transport = (sdp_transport *)(void *)&error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    sdp_status status = sdp_transport_new_blocking(perform, NULL, &error, &transport);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(status, SDP_E_NO_MEMORY);
    assert_null(transport);
    assert_non_null(strstr(error.message, "pipe"));
    sdpi_error_release(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_request_arrives_as_it_was_given),
        cmocka_unit_test(an_answer_keeps_what_the_function_said),
        cmocka_unit_test(how_far_it_came_is_told_with_care),
        cmocka_unit_test(a_function_that_says_nothing_is_told_so),
        cmocka_unit_test(a_sink_may_end_it),
        cmocka_unit_test(each_poll_performs_one),
        cmocka_unit_test(any_of_the_queue_can_be_cancelled),
        cmocka_unit_test(cancelled_while_it_is_performed_it_ends_without_a_word),
        cmocka_unit_test(the_end_of_one_may_cancel_the_next),
        cmocka_unit_test(a_wakeup_is_kept_for_the_next_poll),
        cmocka_unit_test(any_thread_ends_a_poll_without_limit),
        cmocka_unit_test(it_gives_back_its_pipe_and_what_is_queued),
        cmocka_unit_test(a_missing_function_is_named),
        cmocka_unit_test(without_a_pipe_there_is_no_transport),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
