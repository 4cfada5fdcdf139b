/* The table of functions behind a transport, and the adaptor of a function that blocks. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sys.h"
#include "http/transport.h"

/* A transport that notes how it was called. */
typedef struct fake {
    int starts, polls, cancels, wakeups, destroys, dups;
    int64_t timeout_ms;
    const sdp_request *request;
    void *canceled;
    sdp_status dup_status;
    struct fake *sibling;
} fake;

static sdp_status fake_start(void *self, const sdp_request *request, sdp_done_fn done, void *user_data, void **transfer)
{
    fake *one = self;
    (void)done;
    (void)user_data;
    one->starts++;
    one->request = request;
    *transfer = &one->starts;
    return SDP_OK;
}

static sdp_status fake_poll(void *self, int64_t timeout_ms)
{
    fake *one = self;
    one->polls++;
    one->timeout_ms = timeout_ms;
    return SDP_E_NETWORK;
}

static int32_t fake_cancel(void *self, void *transfer)
{
    fake *one = self;
    one->cancels++;
    one->canceled = transfer;
    return SDP_SENT_MAYBE;
}

static void fake_wakeup(void *self)
{
    ((fake *)self)->wakeups++;
}

static void fake_destroy(void *self)
{
    ((fake *)self)->destroys++;
}

static sdp_status fake_dup(void *self, void **other)
{
    fake *one = self;
    one->dups++;
    *other = one->sibling;
    return one->dup_status;
}

static const sdp_transport_ops fake_ops = {
    .size = sizeof(sdp_transport_ops),
    .start = fake_start,
    .poll = fake_poll,
    .cancel = fake_cancel,
    .wakeup = fake_wakeup,
    .destroy = fake_destroy,
    .dup = fake_dup,
};

static void never_done(void *user_data, const sdp_response *response)
{
    (void)user_data;
    (void)response;
    fail();
}

static void forwards_to_the_functions(void **state)
{
    fake self = {0};
    sdp_transport *transport = NULL;
    void *transfer = NULL;
    const sdp_request request = {.size = sizeof request};
    (void)state;
    assert_int_equal(sdp_transport_new(&fake_ops, &self, NULL, &transport), SDP_OK);
    assert_int_equal(sdpi_transport_start(transport, &request, never_done, NULL, &transfer), SDP_OK);
    assert_ptr_equal(self.request, &request);
    assert_ptr_equal(transfer, &self.starts);
    assert_int_equal(sdpi_transport_poll(transport, 1234), SDP_E_NETWORK);
    assert_int_equal(self.timeout_ms, 1234);
    assert_int_equal(sdpi_transport_cancel(transport, transfer), SDP_SENT_MAYBE);
    assert_ptr_equal(self.canceled, transfer);
    sdpi_transport_wakeup(transport);
    assert_int_equal(self.wakeups, 1);
    assert_int_equal(self.destroys, 0);
    sdp_transport_free(transport);
    assert_int_equal(self.destroys, 1);
    sdp_transport_free(NULL);
}

static void refuses_incomplete_tables(void **state)
{
    sdp_transport *transport = (sdp_transport *)(void *)&state;
    sdp_transport_ops ops[6] = {fake_ops, fake_ops, fake_ops, fake_ops, fake_ops, fake_ops};
    ops[0].start = NULL;
    ops[1].poll = NULL;
    ops[2].cancel = NULL;
    ops[3].wakeup = NULL;
    ops[4].destroy = NULL;
    ops[5].size = 0;
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        transport = (sdp_transport *)(void *)&state;
        assert_int_equal(sdp_transport_new(&ops[i], NULL, NULL, &transport), SDP_E_ARGUMENT);
        assert_null(transport);
    }
    assert_int_equal(sdp_transport_new(NULL, NULL, NULL, &transport), SDP_E_ARGUMENT);
    assert_int_equal(sdp_transport_new(&fake_ops, NULL, NULL, NULL), SDP_E_ARGUMENT);
}

static void dup_makes_a_sibling(void **state)
{
    fake sibling = {0};
    fake self = {.sibling = &sibling};
    sdp_transport *transport = NULL;
    sdp_transport *other = NULL;
    (void)state;
    assert_int_equal(sdp_transport_new(&fake_ops, &self, NULL, &transport), SDP_OK);
    assert_int_equal(sdpi_transport_dup(transport, &other), SDP_OK);
    sdpi_transport_wakeup(other);
    assert_int_equal(sibling.wakeups, 1);
    assert_int_equal(self.wakeups, 0);
    sdp_transport_free(other);
    assert_int_equal(sibling.destroys, 1);
    self.dup_status = SDP_E_NO_MEMORY;
    assert_int_equal(sdpi_transport_dup(transport, &other), SDP_E_NO_MEMORY);
    assert_null(other);
    self.dup_status = 7; /* no status of the library's */
    assert_int_equal(sdpi_transport_dup(transport, &other), SDP_E_NETWORK);
    assert_null(other);
    sdp_transport_free(transport);
}

/* A program that was compiled before `dup` existed passes a shorter table; what follows it in memory is not read. */
/* A function that the library does not know would never be called. */
static void refuses_what_it_does_not_know(void **state)
{
    struct {
        sdp_transport_ops ops;
        void (*from_the_future)(void);
    } newer = {.ops = {.size = sizeof newer,
                       .start = fake_start,
                       .poll = fake_poll,
                       .cancel = fake_cancel,
                       .wakeup = fake_wakeup,
                       .destroy = fake_destroy}};
    fake one = {0};
    sdp_transport *transport = NULL;
    (void)state;
    assert_int_equal(sdp_transport_new(&newer.ops, &one, NULL, &transport), SDP_OK);
    sdp_transport_free(transport);
    newer.from_the_future = abort;
    assert_int_equal(sdp_transport_new(&newer.ops, &one, NULL, &transport), SDP_E_STRUCT);
    assert_null(transport);
}

static void takes_a_shorter_table(void **state)
{
    fake self = {0};
    sdp_transport_ops ops = fake_ops;
    sdp_transport *transport = NULL;
    sdp_transport *other = NULL;
    (void)state;
    ops.size = offsetof(sdp_transport_ops, dup);
    assert_int_equal(sdp_transport_new(&ops, &self, NULL, &transport), SDP_OK);
    assert_int_equal(sdpi_transport_dup(transport, &other), SDP_E_CONFIG);
    assert_null(other);
    assert_int_equal(self.dups, 0);
    sdp_transport_free(transport);
    ops.size = offsetof(sdp_transport_ops, destroy);
    assert_int_equal(sdp_transport_new(&ops, &self, NULL, &transport), SDP_E_ARGUMENT);
}

/* What a blocking function shall do, and what came of it. */
typedef struct script {
    sdp_status returns;
    sdp_response writes;
    int performed;
    const char *last_url;
    sdp_transport *transport; /* from inside, ... */
    void *cancels;            /* ... this one is cancelled */
} script;

static sdp_status perform(void *user_data, const sdp_request *request, sdp_response *response)
{
    script *self = user_data;
    self->performed++;
    self->last_url = request->url;
    assert_int_equal(response->size, sizeof *response);
    if (self->writes.size != 0) *response = self->writes;
    if (self->cancels != NULL) {
        assert_int_equal(sdpi_transport_cancel(self->transport, self->cancels), SDP_SENT_MAYBE);
    }
    return self->returns;
}

typedef struct seen {
    int count;
    sdp_response response;
    sdp_transport *transport; /* `done` starts `again` here */
    const sdp_request *again;
} seen;

static void note(void *user_data, const sdp_response *response)
{
    seen *self = user_data;
    self->count++;
    self->response = *response;
    if (self->again != NULL) {
        const sdp_request *request = self->again;
        void *transfer = NULL;
        self->again = NULL;
        assert_int_equal(sdpi_transport_start(self->transport, request, note, self, &transfer), SDP_OK);
    }
}

static sdp_response exchange(sdp_status returns, sdp_response writes)
{
    script self = {.returns = returns, .writes = writes};
    seen result = {0};
    sdp_transport *transport = NULL;
    void *transfer = NULL;
    const sdp_request request = {.size = sizeof request, .url = "http://localhost/"};
    assert_int_equal(sdp_transport_new_blocking(perform, &self, NULL, &transport), SDP_OK);
    assert_int_equal(sdpi_transport_start(transport, &request, note, &result, &transfer), SDP_OK);
    assert_int_equal(self.performed, 0);
    assert_int_equal(sdpi_transport_poll(transport, 0), SDP_OK);
    assert_int_equal(self.performed, 1);
    assert_int_equal(result.count, 1);
    sdp_transport_free(transport);
    return result.response;
}

static void blocking_success_is_an_answer(void **state)
{
    (void)state;
    sdp_response response = exchange(SDP_OK, (sdp_response){.size = sizeof response, .http_status = 503});
    assert_int_equal(response.status, SDP_OK);
    assert_int_equal(response.sent, SDP_SENT_ANSWERED);
    assert_int_equal(response.http_status, 503);
    response = exchange(SDP_OK, (sdp_response){.size = 0});
    assert_int_equal(response.status, SDP_E_NETWORK);
    assert_int_equal(response.sent, SDP_SENT_MAYBE);
    assert_non_null(response.message);
}

static void blocking_errors_may_have_been_sent(void **state)
{
    (void)state;
    sdp_response response = exchange(SDP_E_TIMEOUT, (sdp_response){.size = 0});
    assert_int_equal(response.status, SDP_E_TIMEOUT);
    assert_int_equal(response.sent, SDP_SENT_MAYBE);
    /* A response that was zeroed says nothing of how far it came. */
    response = exchange(SDP_E_TIMEOUT, (sdp_response){.size = sizeof response, .sent = SDP_SENT_NOTHING});
    assert_int_equal(response.status, SDP_E_TIMEOUT);
    assert_int_equal(response.sent, SDP_SENT_MAYBE);
    /* One that was filled does, whatever was returned. */
    response = exchange(SDP_E_NETWORK,
                        (sdp_response){.size = sizeof response, .status = SDP_E_CONNECT, .sent = SDP_SENT_NOTHING});
    assert_int_equal(response.status, SDP_E_CONNECT);
    assert_int_equal(response.sent, SDP_SENT_NOTHING);
    response = exchange(SDP_OK, (sdp_response){.size = sizeof response, .status = SDP_E_TLS});
    assert_int_equal(response.status, SDP_E_TLS);
}

static void blocking_keeps_the_order(void **state)
{
    static const char *const urls[] = {"http://localhost/1", "http://localhost/2", "http://localhost/3"};
    script self = {.writes = {.size = sizeof(sdp_response), .http_status = 200}};
    seen results[3] = {0};
    void *transfers[3];
    sdp_transport *transport = NULL;
    (void)state;
    assert_int_equal(sdp_transport_new_blocking(perform, &self, NULL, &transport), SDP_OK);
    for (int i = 0; i < 3; i++) {
        sdp_request request = {.size = sizeof request, .url = urls[i]};
        assert_int_equal(sdpi_transport_start(transport, &request, note, &results[i], &transfers[i]), SDP_OK);
    }
    assert_int_equal(sdpi_transport_cancel(transport, transfers[1]), SDP_SENT_NOTHING);
    sdpi_transport_poll(transport, -1);
    assert_string_equal(self.last_url, urls[0]);
    sdpi_transport_poll(transport, -1);
    assert_string_equal(self.last_url, urls[2]);
    sdpi_transport_poll(transport, 0);
    assert_int_equal(self.performed, 2);
    assert_int_equal(results[0].count + results[2].count, 2);
    assert_int_equal(results[1].count, 0);
    sdp_transport_free(transport);
}

static void blocking_cancel_of_the_last(void **state)
{
    script self = {.writes = {.size = sizeof(sdp_response), .http_status = 200}};
    seen results[3] = {0};
    void *transfers[3];
    sdp_transport *transport = NULL;
    const sdp_request request = {.size = sizeof request, .url = "http://localhost/"};
    (void)state;
    assert_int_equal(sdp_transport_new_blocking(perform, &self, NULL, &transport), SDP_OK);
    for (int i = 0; i < 2; i++) sdpi_transport_start(transport, &request, note, &results[i], &transfers[i]);
    sdpi_transport_cancel(transport, transfers[1]);
    sdpi_transport_start(transport, &request, note, &results[2], &transfers[2]);
    for (int i = 0; i < 3; i++) sdpi_transport_poll(transport, 0);
    assert_int_equal(results[0].count, 1);
    assert_int_equal(results[1].count, 0);
    assert_int_equal(results[2].count, 1);
    sdp_transport_free(transport);
}

static void blocking_cancel_from_inside(void **state)
{
    script self = {.writes = {.size = sizeof(sdp_response), .http_status = 200}};
    seen result = {0};
    const sdp_request request = {.size = sizeof request, .url = "http://localhost/"};
    (void)state;
    assert_int_equal(sdp_transport_new_blocking(perform, &self, NULL, &self.transport), SDP_OK);
    sdpi_transport_start(self.transport, &request, note, &result, &self.cancels);
    sdpi_transport_poll(self.transport, 0);
    assert_int_equal(self.performed, 1);
    assert_int_equal(result.count, 0);
    sdp_transport_free(self.transport);
}

static void blocking_done_starts_another(void **state)
{
    script self = {.writes = {.size = sizeof(sdp_response), .http_status = 200}};
    seen result = {0};
    void *transfer = NULL;
    const sdp_request request = {.size = sizeof request, .url = "http://localhost/"};
    (void)state;
    assert_int_equal(sdp_transport_new_blocking(perform, &self, NULL, &result.transport), SDP_OK);
    result.again = &request;
    sdpi_transport_start(result.transport, &request, note, &result, &transfer);
    sdpi_transport_poll(result.transport, 0);
    assert_int_equal(result.count, 1);
    sdpi_transport_poll(result.transport, 0);
    assert_int_equal(result.count, 2);
    /* Freed while one is queued. */
    sdpi_transport_start(result.transport, &request, note, &result, &transfer);
    sdp_transport_free(result.transport);
    assert_int_equal(result.count, 2);
}

static void *wake_soon(void *transport)
{
    int64_t until = sdpi_now_ms() + 30;
    while (sdpi_now_ms() < until) continue;
    sdpi_transport_wakeup(transport);
    return NULL;
}

static void blocking_poll_waits_and_wakes(void **state)
{
    script self = {.writes = {.size = sizeof(sdp_response), .http_status = 200}};
    seen result = {0};
    void *transfer = NULL;
    sdp_transport *transport = NULL;
    pthread_t thread;
    const sdp_request request = {.size = sizeof request, .url = "http://localhost/"};
    (void)state;
    assert_int_equal(sdp_transport_new_blocking(perform, &self, NULL, &transport), SDP_OK);
    int64_t start = sdpi_now_ms();
    sdpi_transport_poll(transport, 40);
    assert_in_range(sdpi_now_ms() - start, 35, 5000);
    /* Many wakeups before a poll are one, and that poll returns at once, before it performs. */
    for (int i = 0; i < 200; i++) sdpi_transport_wakeup(transport);
    sdpi_transport_start(transport, &request, note, &result, &transfer);
    sdpi_transport_poll(transport, -1);
    assert_int_equal(self.performed, 0);
    sdpi_transport_poll(transport, -1);
    assert_int_equal(self.performed, 1);
    assert_int_equal(pthread_create(&thread, NULL, wake_soon, transport), 0);
    sdpi_transport_poll(transport, -1);
    assert_int_equal(pthread_join(thread, NULL), 0);
    sdp_transport_free(transport);
}

static void blocking_refuses_bad_arguments(void **state)
{
    sdp_transport *transport = (sdp_transport *)(void *)&state;
    assert_int_equal(sdp_transport_new_blocking(NULL, NULL, NULL, &transport), SDP_E_ARGUMENT);
    assert_null(transport);
    assert_int_equal(sdp_transport_new_blocking(perform, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_transport_new_blocking(perform, NULL, NULL, &transport), SDP_OK);
    sdp_transport *other = NULL;
    assert_int_equal(sdpi_transport_dup(transport, &other), SDP_E_CONFIG);
    sdp_transport_free(transport);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forwards_to_the_functions),
        cmocka_unit_test(refuses_incomplete_tables),
        cmocka_unit_test(dup_makes_a_sibling),
        cmocka_unit_test(takes_a_shorter_table),
        cmocka_unit_test(refuses_what_it_does_not_know),
        cmocka_unit_test(blocking_success_is_an_answer),
        cmocka_unit_test(blocking_errors_may_have_been_sent),
        cmocka_unit_test(blocking_keeps_the_order),
        cmocka_unit_test(blocking_cancel_of_the_last),
        cmocka_unit_test(blocking_cancel_from_inside),
        cmocka_unit_test(blocking_done_starts_another),
        cmocka_unit_test(blocking_poll_waits_and_wakes),
        cmocka_unit_test(blocking_refuses_bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
