/* The client itself: how it is made and duplicated, what it takes over and gives back, what it says of its last
   call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "scarce.h"

#define BASE "https://desk.example.com"
#define SUCCESS "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"
#define PRODUCT "{\"product\":{\"id\":\"1\",\"name\":\"n\"}," SUCCESS "}"

/* A transport that answers at its first poll, and counts what lives of it. */
typedef struct office {
    int made;
    int destroyed;
    int dups;
    int starts;
    sdp_status dup_status;
    int32_t http_status; /* 0: no answer comes */
    const char *body;
    sdp_done_fn done;
    void *done_data;
} office;

static sdp_status start(void *self, const sdp_request *request, sdp_done_fn done, void *user_data, void **transfer)
{
    office *o = self;
    o->starts++;
    if (o->http_status > 0) {
        assert_int_equal(request->sink(request->stream_data, o->body, strlen(o->body)), SDP_OK);
    }
    o->done = done;
    o->done_data = user_data;
    *transfer = o;
    return SDP_OK;
}

static sdp_status poll_office(void *self, int64_t timeout_ms)
{
    office *o = self;
    const int answered = o->http_status > 0;
    const sdp_response response = {.size = sizeof response,
                                   .status = answered ? SDP_OK : SDP_E_CONNECT,
                                   .sent = answered ? SDP_SENT_ANSWERED : SDP_SENT_NOTHING,
                                   .http_status = o->http_status};
    (void)timeout_ms;
    o->done(o->done_data, &response);
    return SDP_OK;
}

static int32_t cancel(void *self, void *transfer)
{
    (void)self;
    (void)transfer;
    return SDP_SENT_MAYBE;
}

static void wakeup(void *self)
{
    (void)self;
}

static void destroy(void *self)
{
    ((office *)self)->destroyed++;
}

static sdp_status dup(void *self, void **other)
{
    office *o = self;
    o->dups++;
    if (o->dup_status != SDP_OK) return o->dup_status;
    o->made++;
    *other = o;
    return SDP_OK;
}

static sdp_transport *transport_of(office *o)
{
    static const sdp_transport_ops ops = {.size = sizeof ops,
                                          .start = start,
                                          .poll = poll_office,
                                          .cancel = cancel,
                                          .wakeup = wakeup,
                                          .destroy = destroy,
                                          .dup = dup};
    sdp_transport *transport = NULL;
    assert_int_equal(sdp_transport_new(&ops, o, NULL, &transport), SDP_OK);
    o->made++;
    return transport;
}

static sdp_client *client_of(office *o)
{
    sdp_client *client = NULL;
    const sdp_config config = SDP_CONFIG(.base_url = BASE, .transport = transport_of(o), .max_retries = -1);
    assert_int_equal(sdp_client_new(&config, NULL, &client), SDP_OK);
    return client;
}

static void a_client_is_made_of_a_url_alone(void **state)
{
    sdp_client *client = NULL;
    size_t size = 7;
    (void)state;
    assert_int_equal(sdp_client_new(&(sdp_config)SDP_CONFIG(.base_url = BASE), NULL, &client), SDP_OK);
    assert_string_equal(sdp_client_root(client), BASE "/api/v3");
    /* Nothing was called yet, and that can be asked. */
    assert_int_equal(sdp_error_status(sdp_last_error(client)), SDP_OK);
    assert_int_equal(sdp_error_attempts(sdp_last_error(client)), 0);
    assert_null(sdp_last_dry_run(client));
    assert_null(sdp_last_body(client, &size));
    assert_int_equal(size, 0);
    sdp_client_free(client);
}

static void what_cannot_be_a_client_is_refused(void **state)
{
    const sdp_config good = SDP_CONFIG(.base_url = BASE);
    const sdp_config bad = SDP_CONFIG(.base_url = "desk");
    sdp_client *client = (sdp_client *)(void *)&client;
    sdp_error *error = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_client_new(NULL, error, &client), SDP_E_ARGUMENT);
    assert_null(client);
    assert_string_equal(sdp_error_path(error), "config");
    assert_int_equal(sdp_client_new(&good, error, NULL), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(error), "out");
    client = (sdp_client *)(void *)&client;
    assert_int_equal(sdp_client_new(&bad, error, &client), SDP_E_URL);
    assert_null(client);
    assert_int_equal(sdp_error_status(error), SDP_E_URL);
    assert_int_equal(sdp_client_new(&bad, NULL, &client), SDP_E_URL);
    /* A success leaves no old reason behind. */
    assert_int_equal(sdp_client_new(&good, error, &client), SDP_OK);
    assert_int_equal(sdp_error_status(error), SDP_OK);
    sdp_client_free(client);
    sdp_error_free(error);
    sdp_client_free(NULL);
}

static void a_transport_is_taken_over_by_a_success_alone(void **state)
{
    office o = {0};
    sdp_transport *transport = transport_of(&o);
    sdp_client *client = NULL;
    (void)state;
    assert_int_equal(sdp_client_new(&(sdp_config)SDP_CONFIG(.base_url = "", .transport = transport), NULL, &client),
                     SDP_E_URL);
    assert_int_equal(o.destroyed, 0);
    assert_int_equal(sdp_client_new(&(sdp_config)SDP_CONFIG(.base_url = BASE, .transport = transport), NULL, &client),
                     SDP_OK);
    sdp_client_free(client);
    assert_int_equal(o.destroyed, 1);
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    sdp_status status = SDP_E_NO_MEMORY;
    (void)state;
    for (long left = 0; status != SDP_OK; left++) {
        office o = {0};
        scarce memory;
        sdp_client *client = NULL;
        sdp_error *error = NULL;
        sdp_transport *transport = transport_of(&o);
        scarce_init(&memory, left);
        const sdp_config config = SDP_CONFIG(.base_url = BASE, .transport = transport, .allocator = &memory.allocator);
        assert_int_equal(sdp_error_new(&error), SDP_OK);
        status = sdp_client_new(&config, error, &client);
        assert_int_equal(sdp_error_status(error), status);
        if (status != SDP_OK) {
            assert_int_equal(status, SDP_E_NO_MEMORY);
            assert_null(client);
            assert_int_equal(o.destroyed, 0);
            sdp_transport_free(transport);
        }
        assert_true(left < 100);
        sdp_client_free(client);
        sdp_error_free(error);
        assert_int_equal(memory.alive, 0);
        assert_int_equal(o.destroyed, 1);
    }
}

static void siblings_share_what_they_are_made_of(void **state)
{
    office o = {.http_status = 200, .body = PRODUCT};
    sdp_client *client = client_of(&o);
    sdp_client *sibling = NULL;
    const sdp_product *product = NULL;
    (void)state;
    assert_int_equal(sdp_client_dup(client, &sibling), SDP_OK);
    assert_int_equal(o.made, 2);
    assert_string_equal(sdp_client_root(sibling), sdp_client_root(client));
    /* Each knows its own last call alone. */
    assert_int_equal(sdp_product_get(sibling, "", NULL, &product), SDP_E_ARGUMENT);
    assert_int_equal(sdp_error_status(sdp_last_error(client)), SDP_OK);
    /* The first one may go before. */
    sdp_client_free(client);
    assert_int_equal(o.destroyed, 1);
    assert_int_equal(sdp_product_get(sibling, "1", NULL, &product), SDP_OK);
    sdp_product_free(product);
    assert_int_equal(sdp_client_dup(sibling, &client), SDP_OK);
    sdp_client_free(client);
    sdp_client_free(sibling);
    assert_int_equal(o.destroyed, 3);
}

static void what_has_no_sibling_says_so(void **state)
{
    office o = {.dup_status = SDP_E_NO_MEMORY, .http_status = 200, .body = PRODUCT};
    sdp_client *client = client_of(&o);
    sdp_client *sibling = client;
    (void)state;
    assert_int_equal(sdp_client_dup(client, &sibling), SDP_E_NO_MEMORY);
    assert_null(sibling);
    assert_int_equal(sdp_error_status(sdp_last_error(client)), SDP_E_NO_MEMORY);
    assert_string_equal(sdp_error_message(sdp_last_error(client)), "out of memory");
    o.dup_status = SDP_E_CONFIG;
    assert_int_equal(sdp_client_dup(client, &sibling), SDP_E_CONFIG);
    assert_string_equal(sdp_error_message(sdp_last_error(client)), "the transport has no sibling");
    sibling = client;
    assert_int_equal(sdp_client_dup(NULL, &sibling), SDP_E_ARGUMENT);
    assert_null(sibling);
    assert_int_equal(sdp_client_dup(NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_client_dup(client, NULL), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(sdp_last_error(client)), "out");
    assert_int_equal(o.dups, 2);
    assert_int_equal(sdp_product_delete(client, "1", NULL), SDP_OK);
    sdp_client_free(client);
    assert_int_equal(o.destroyed, 1);
}

static void questions_about_no_client_have_answers(void **state)
{
    size_t size = 7;
    (void)state;
    assert_int_equal(sdp_error_status(sdp_last_error(NULL)), SDP_E_ARGUMENT);
    assert_true(strlen(sdp_error_message(sdp_last_error(NULL))) > 0);
    assert_int_equal(sdp_error_retry_after_ms(sdp_last_error(NULL)), -1);
    assert_null(sdp_last_dry_run(NULL));
    assert_null(sdp_last_body(NULL, &size));
    assert_int_equal(size, 0);
    assert_string_equal(sdp_client_root(NULL), "");
}

static void expect_body(const sdp_client *client, const char *expected)
{
    size_t size = 7;
    const char *body = sdp_last_body(client, &size);
    assert_null(sdp_last_body(client, NULL));
    if (expected == NULL) {
        assert_null(body);
        assert_int_equal(size, 0);
        return;
    }
    assert_int_equal(size, strlen(expected));
    assert_string_equal(body, expected); /* a zero byte follows it */
}

static void the_last_call_is_told_of(void **state)
{
    static const char failure[] = "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":"
                                  "[{\"status_code\":4007,\"message\":\"No.\"}]}}";
    office o = {.http_status = 200, .body = PRODUCT};
    sdp_client *client = client_of(&o);
    const sdp_options dry = SDP_OPTIONS(.dry_run = 1);
    (void)state;
    assert_int_equal(sdp_product_delete(client, "1", NULL), SDP_OK);
    expect_body(client, PRODUCT);
    assert_null(sdp_last_dry_run(client));
    o.http_status = 404;
    o.body = failure;
    assert_int_equal(sdp_product_delete(client, "1", NULL), SDP_E_NOT_FOUND);
    expect_body(client, failure);
    assert_int_equal(sdp_error_http_status(sdp_last_error(client)), 404);
    assert_int_equal(sdp_error_attempts(sdp_last_error(client)), 1);
    /* What sends nothing changes nothing of the last answer, but is the last call all the same. */
    assert_int_equal(sdp_product_delete(client, "1", &dry), SDP_DRY_RUN);
    assert_non_null(strstr(sdp_last_dry_run(client), "\"operation\":\"products.delete\""));
    assert_int_equal(sdp_error_status(sdp_last_error(client)), SDP_DRY_RUN);
    assert_int_equal(sdp_error_attempts(sdp_last_error(client)), 0);
    assert_int_equal(o.starts, 2);
    /* An empty answer is one; none is none. */
    o.http_status = 204;
    o.body = "";
    assert_int_equal(sdp_product_delete(client, "1", NULL), SDP_OK);
    expect_body(client, "");
    assert_null(sdp_last_dry_run(client));
    o.http_status = 0;
    assert_int_equal(sdp_product_delete(client, "1", NULL), SDP_E_CONNECT);
    expect_body(client, NULL);
    sdp_client_free(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_is_made_of_a_url_alone),
        cmocka_unit_test(what_cannot_be_a_client_is_refused),
        cmocka_unit_test(a_transport_is_taken_over_by_a_success_alone),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
        cmocka_unit_test(siblings_share_what_they_are_made_of),
        cmocka_unit_test(what_has_no_sibling_says_so),
        cmocka_unit_test(questions_about_no_client_have_answers),
        cmocka_unit_test(the_last_call_is_told_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
