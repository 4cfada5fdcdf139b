/* A client over a transport of the program's own: one that blocks, and ones that fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

/* A function that blocks: notes the request, and answers as it is told. */
typedef struct exchanger {
    int calls;
    char method[8];
    char url[128];
    char body[256];
    char login[64];
    int32_t once;
    int64_t timeout_ms;
    /* What it answers. */
    sdp_status returned;
    sdp_status status;
    int32_t sent;
    int32_t http_status;
    const char *answer;
    const sdp_header *headers;
    size_t header_count;
} exchanger;

static sdp_status perform(void *user_data, const sdp_request *request, sdp_response *response)
{
    exchanger *e = user_data;
    e->calls++;
    snprintf(e->method, sizeof e->method, "%s", request->method);
    snprintf(e->url, sizeof e->url, "%s", request->url);
    snprintf(e->body, sizeof e->body, "%.*s", (int)request->body_size, request->body != NULL ? request->body : "");
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcmp(request->headers[i].name, "Authorization") != 0) continue;
        snprintf(e->login, sizeof e->login, "%s", request->headers[i].value);
    }
    e->once = request->once;
    e->timeout_ms = request->timeout_ms;
    response->status = e->status;
    response->sent = e->sent;
    response->http_status = e->http_status;
    response->headers = e->headers;
    response->header_count = e->header_count;
    if (e->answer == NULL) return e->returned;
    sdp_status status = request->sink(request->stream_data, e->answer, strlen(e->answer));
    return status != SDP_OK ? status : e->returned;
}

static desk *open_blocking(exchanger *e, const sdp_config *base)
{
    sdp_config config = *base;
    config.base_url = "http://127.0.0.1:1";
    assert_int_equal(sdp_transport_new_blocking(perform, e, NULL, &config.transport), SDP_OK);
    return desk_open(NULL, &config);
}

static void a_function_that_blocks(void **state)
{
    exchanger e = {.http_status = 200, .answer = DESK_PRODUCT};
    (void)state;
    desk *d = open_blocking(&e, &(sdp_config)SDP_CONFIG_INIT);
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        desk_expect(d, operation, &(sdp_options)SDP_OPTIONS(.attempt_timeout_ms = 1234), SDP_OK);
        assert_int_equal(e.calls, operation + 1);
        assert_int_equal(e.once, desk_is_write(operation));
        assert_int_equal(e.timeout_ms, 1234);
        assert_string_equal(e.login, "Zoho-oauthtoken " DESK_TOKEN);
    }
    desk_expect(d, DESK_EDIT, NULL, SDP_OK);
    assert_string_equal(e.method, "PUT");
    assert_string_equal(e.url, "http://127.0.0.1:1/api/v3/products/77");
    assert_non_null(strstr(e.body, "input_data=%7B%22product%22"));
    /* There is no sibling of a function. */
    sdp_client *sibling = d->client;
    assert_int_equal(sdp_client_dup(d->client, &sibling), SDP_E_CONFIG);
    assert_null(sibling);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    desk_close(d);
}

static void a_function_that_fails(void **state)
{
    static const sdp_header wait[] = {{"Retry-After", "0"}, {"content-type", "application/json"}};
    const struct {
        exchanger made;
        sdp_status read;
        sdp_status write;
        int read_calls; /* with one retry */
        int write_calls;
    } cases[] = {
        {{.status = SDP_E_CONNECT, .sent = SDP_SENT_NOTHING}, SDP_E_CONNECT, SDP_E_CONNECT, 2, 2},
        {{.status = SDP_E_NETWORK, .sent = SDP_SENT_MAYBE}, SDP_E_NETWORK, SDP_E_MAYBE_DONE, 2, 1},
        {{.returned = SDP_E_TLS}, SDP_E_TLS, SDP_E_MAYBE_DONE, 1, 1},
        {{.returned = SDP_E_NETWORK}, SDP_E_NETWORK, SDP_E_MAYBE_DONE, 2, 1},
        {{.status = SDP_OK}, SDP_E_NETWORK, SDP_E_MAYBE_DONE, 2, 1},
        {{.status = SDP_END}, SDP_E_NETWORK, SDP_E_MAYBE_DONE, 2, 1},
        {{.http_status = 429, .headers = wait, .header_count = 2}, SDP_E_QUOTA, SDP_E_QUOTA, 2, 2},
        {{.http_status = 200, .answer = "<html>"}, SDP_E_ANSWER, SDP_E_MAYBE_DONE, 2, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        exchanger e = cases[i].made;
        desk *d = open_blocking(&e, &(sdp_config)SDP_CONFIG_INIT);
        desk_expect(d, DESK_GET, NULL, cases[i].read);
        assert_int_equal(e.calls, cases[i].read_calls);
        e.calls = 0;
        desk_expect(d, DESK_ADD, NULL, cases[i].write);
        assert_int_equal(e.calls, cases[i].write_calls);
        e = (exchanger){.http_status = 200, .answer = DESK_PRODUCT};
        desk_expect(d, DESK_ADD, NULL, SDP_OK);
        desk_close(d);
    }
}

static void a_function_is_bounded_too(void **state)
{
    exchanger e = {.http_status = 200, .answer = DESK_PRODUCT};
    (void)state;
    desk *d = open_blocking(&e, &(sdp_config)SDP_CONFIG(.max_response_bytes = 10));
    desk_expect(d, DESK_GET, NULL, SDP_E_TOO_LARGE);
    desk_expect(d, DESK_ADD, NULL, SDP_E_MAYBE_DONE);
    desk_close(d);
}

/* A transport that is told when to fail. */
typedef struct moody {
    sdp_status start;
    sdp_status poll;
    int started;
    int canceled;
    int destroyed;
    sdp_done_fn done;
    void *user_data;
    sdp_sink_fn sink;
    void *stream_data;
} moody;

static sdp_status moody_start(void *self, const sdp_request *request, sdp_done_fn done, void *user_data,
                              void **transfer)
{
    moody *m = self;
    if (m->start != SDP_OK) return m->start;
    m->started++;
    m->done = done;
    m->user_data = user_data;
    m->sink = request->sink;
    m->stream_data = request->stream_data;
    *transfer = m;
    return SDP_OK;
}

static sdp_status moody_poll(void *self, int64_t timeout_ms)
{
    moody *m = self;
    (void)timeout_ms;
    if (m->poll != SDP_OK) return m->poll;
    if (m->done == NULL) return SDP_OK;
    const sdp_response response = {.size = sizeof response, .sent = SDP_SENT_ANSWERED, .http_status = 200};
    m->sink(m->stream_data, DESK_PRODUCT, strlen(DESK_PRODUCT));
    sdp_done_fn done = m->done;
    m->done = NULL;
    done(m->user_data, &response);
    return SDP_OK;
}

static int32_t moody_cancel(void *self, void *transfer)
{
    moody *m = self;
    assert_ptr_equal(transfer, m);
    m->canceled++;
    m->done = NULL;
    return SDP_SENT_MAYBE;
}

static void moody_wakeup(void *self)
{
    (void)self;
}

static void moody_destroy(void *self)
{
    moody *m = self;
    m->destroyed++;
}

static const sdp_transport_ops moody_ops = {.size = sizeof moody_ops,
                                            .start = moody_start,
                                            .poll = moody_poll,
                                            .cancel = moody_cancel,
                                            .wakeup = moody_wakeup,
                                            .destroy = moody_destroy};

static void a_transport_that_does_not_start(void **state)
{
    static const sdp_status reasons[] = {SDP_E_CONNECT, SDP_E_NO_MEMORY, SDP_E_ARGUMENT, SDP_END};
    static const sdp_status expected[] = {SDP_E_CONNECT, SDP_E_NO_MEMORY, SDP_E_ARGUMENT, SDP_E_NETWORK};
    static const int32_t attempts[] = {2, 1, 1, 2};
    moody m = {.start = SDP_OK};
    sdp_config config = SDP_CONFIG(.base_url = "http://127.0.0.1:1");
    (void)state;
    assert_int_equal(sdp_transport_new(&moody_ops, &m, NULL, &config.transport), SDP_OK);
    desk *d = desk_open(NULL, &config);
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        m.start = reasons[i];
        desk_expect(d, DESK_ADD, NULL, expected[i]);
        assert_int_equal(sdp_error_maybe_done(sdp_last_error(d->client)), 0);
        assert_int_equal(sdp_error_attempts(sdp_last_error(d->client)), attempts[i]);
        m.start = SDP_OK;
        desk_expect(d, DESK_ADD, NULL, SDP_OK);
    }
    desk_close(d);
    assert_int_equal(m.destroyed, 1);
}

static void a_transport_that_does_not_poll(void **state)
{
    moody m = {.start = SDP_OK};
    sdp_config config = SDP_CONFIG(.base_url = "http://127.0.0.1:1");
    (void)state;
    assert_int_equal(sdp_transport_new(&moody_ops, &m, NULL, &config.transport), SDP_OK);
    desk *d = desk_open(NULL, &config);
    m.poll = SDP_E_NETWORK;
    desk_expect(d, DESK_GET, NULL, SDP_E_NETWORK);
    assert_int_equal(m.canceled, 1);
    desk_expect(d, DESK_ADD, NULL, SDP_E_MAYBE_DONE);
    assert_int_equal(sdp_error_maybe_done(sdp_last_error(d->client)), 1);
    assert_int_equal(m.canceled, 2);
    m.poll = SDP_END;
    desk_expect(d, DESK_GET, NULL, SDP_E_NETWORK);
    assert_int_equal(m.canceled, 3);
    m.poll = SDP_OK;
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    desk_close(d);
    assert_int_equal(m.destroyed, 1);
}

/* A transport is taken over by a client that came to be, and by no other. */
static void who_frees_a_transport(void **state)
{
    moody m = {.start = SDP_OK};
    sdp_client *client = NULL;
    sdp_config config = SDP_CONFIG(.base_url = "http://desk.example.com");
    (void)state;
    assert_int_equal(sdp_transport_new(&moody_ops, &m, NULL, &config.transport), SDP_OK);
    assert_int_equal(sdp_client_new(&config, NULL, &client), SDP_E_URL);
    assert_int_equal(m.destroyed, 0);
    config.base_url = "https://desk.example.com";
    assert_int_equal(sdp_client_new(&config, NULL, &client), SDP_OK);
    sdp_client_free(client);
    assert_int_equal(m.destroyed, 1);
    assert_int_equal(sdp_transport_new(&moody_ops, &m, NULL, &config.transport), SDP_OK);
    sdp_transport_free(config.transport);
    assert_int_equal(m.destroyed, 2);
}

/* A callback that calls the client again is told no, and the call under way goes on. */
typedef struct meddler {
    sdp_client *client;
    sdp_pager *pager;
    sdp_status statuses[4];
} meddler;

static void meddle(void *user_data, const sdp_event *event)
{
    meddler *m = user_data;
    const sdp_product *out = NULL;
    char *text = NULL;
    (void)event;
    if (m->client == NULL) return;
    m->statuses[0] = sdp_product_get(m->client, "1", NULL, &out);
    m->statuses[1] = sdp_invoke(m->client, "products.list", NULL, 0, NULL, 0, NULL, &text);
    m->statuses[2] = sdp_product_list(m->client, NULL, NULL, &m->pager);
    m->statuses[3] = sdp_product_delete(m->client, NULL, NULL);
}

static void a_callback_that_calls_again(void **state)
{
    exchanger e = {.http_status = 200, .answer = DESK_PRODUCT};
    meddler m = {0};
    (void)state;
    desk *d = open_blocking(&e, &(sdp_config)SDP_CONFIG(.event = meddle, .event_data = &m));
    m.client = d->client;
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    for (int i = 0; i < 4; i++) assert_int_equal(m.statuses[i], SDP_E_ARGUMENT);
    assert_null(m.pager);
    assert_int_equal(e.calls, 1);
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_that_blocks),         cmocka_unit_test(a_function_that_fails),
        cmocka_unit_test(a_function_is_bounded_too),      cmocka_unit_test(a_transport_that_does_not_start),
        cmocka_unit_test(a_transport_that_does_not_poll), cmocka_unit_test(who_frees_a_transport),
        cmocka_unit_test(a_callback_that_calls_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
