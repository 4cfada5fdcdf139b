/* The synchronous way through a client: until when its transport is polled, what a failing poll means, that nobody gets
   in while a call is under way, and where the result goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "api/client.h"

#define PRODUCT                                                                                                        \
    "{\"product\":{\"id\":\"1\",\"name\":\"n\"},\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}"

/* A transport whose transfer ends at the poll that the test names, or never. */
typedef struct line {
    sdp_client *client;
    sdp_done_fn done;
    void *done_data;
    int active;
    int starts;
    int polls;
    int cancels;
    int64_t longest_wait_ms; /* -1: without limit */
    char url[256];
    /* What it does. */
    int answers_at; /* the poll in which the answer comes, from 1; 0: none */
    int fails_at;   /* the poll that fails, from 1; 0: none */
    int32_t http_status;
    const char *body;
    sdp_header header;
    void (*inside)(struct line *l); /* called from inside a poll; nullable */
    int entered;                    /* how often it was */
} line;

static sdp_status start(void *self, const sdp_request *request, sdp_done_fn done, void *user_data, void **transfer)
{
    line *l = self;
    l->starts++;
    if (l->body != NULL) assert_int_equal(request->sink(request->stream_data, l->body, strlen(l->body)), SDP_OK);
    l->active = 1;
    l->done = done;
    l->done_data = user_data;
    snprintf(l->url, sizeof l->url, "%s", request->url);
    *transfer = l;
    return SDP_OK;
}

static sdp_status poll_line(void *self, int64_t timeout_ms)
{
    line *l = self;
    l->polls++;
    if (timeout_ms < 0 || timeout_ms > l->longest_wait_ms) l->longest_wait_ms = timeout_ms;
    if (l->inside != NULL) l->inside(l);
    if (l->active && l->polls == l->answers_at) {
        const sdp_response response = {.size = sizeof response,
                                       .sent = SDP_SENT_ANSWERED,
                                       .http_status = l->http_status,
                                       .headers = &l->header,
                                       .header_count = l->header.name != NULL};
        l->active = 0;
        l->done(l->done_data, &response);
    }
    return l->polls == l->fails_at ? SDP_E_NETWORK : SDP_OK;
}

static int32_t cancel(void *self, void *transfer)
{
    line *l = self;
    assert_ptr_equal(transfer, l);
    assert_true(l->active);
    l->active = 0;
    l->cancels++;
    return SDP_SENT_MAYBE;
}

static void wakeup(void *self)
{
    (void)self;
}

static void destroy(void *self)
{
    assert_false(((line *)self)->active);
}

static void note_event(void *user_data, const sdp_event *event)
{
    line *l = user_data;
    (void)event;
    if (l->inside != NULL) l->inside(l);
}

static void open_line(line *l)
{
    static const sdp_transport_ops ops = {
        .size = sizeof ops, .start = start, .poll = poll_line, .cancel = cancel, .wakeup = wakeup, .destroy = destroy};
    sdp_transport *transport = NULL;
    if (l->http_status == 0) l->http_status = 200;
    assert_int_equal(sdp_transport_new(&ops, l, NULL, &transport), SDP_OK);
    const sdp_config config = SDP_CONFIG(.base_url = "https://desk.example.com", .transport = transport,
                                         .max_retries = -1, .event = note_event, .event_data = l);
    assert_int_equal(sdp_client_new(&config, NULL, &l->client), SDP_OK);
}

static void a_call_is_polled_until_it_is_done(void **state)
{
    line l = {.answers_at = 3, .body = PRODUCT};
    const sdp_product *product = NULL;
    (void)state;
    open_line(&l);
    assert_int_equal(sdp_product_get(l.client, "1", NULL, &product), SDP_OK);
    assert_string_equal(product->name, "n");
    assert_string_equal(l.url, "https://desk.example.com/api/v3/products/1");
    assert_int_equal(l.starts, 1);
    assert_int_equal(l.polls, 3);
    /* There is a deadline, so that no poll is without limit. */
    assert_true(l.longest_wait_ms > 0 && l.longest_wait_ms <= 61000);
    /* The entity needs its client no more. */
    sdp_client_free(l.client);
    assert_string_equal(product->id, "1");
    sdp_product_free(product);
}

static void a_call_that_ends_in_preparation_polls_nothing(void **state)
{
    line l = {0};
    const sdp_product *product = NULL;
    (void)state;
    open_line(&l);
    assert_int_equal(sdp_product_get(l.client, "../x", NULL, &product), SDP_E_ARGUMENT);
    assert_int_equal(sdp_product_get(l.client, "1", &(sdp_options)SDP_OPTIONS(.dry_run = 1), &product), SDP_DRY_RUN);
    assert_int_equal(l.starts + l.polls, 0);
    sdp_client_free(l.client);
}

static void a_deadline_ends_what_never_answers(void **state)
{
    line l = {0};
    const sdp_options options = SDP_OPTIONS(.timeout_ms = 50);
    const sdp_product *product = NULL;
    (void)state;
    open_line(&l);
    assert_int_equal(sdp_product_get(l.client, "1", &options, &product), SDP_E_TIMEOUT);
    assert_int_equal(l.cancels, 1);
    assert_int_equal(sdp_product_delete(l.client, "1", &options), SDP_E_MAYBE_DONE);
    assert_int_equal(l.cancels, 2);
    sdp_client_free(l.client);
}

static void a_poll_that_fails_ends_the_call(void **state)
{
    static const struct {
        int write;
        int fails_at;
        int answers_at;
        sdp_status status;
        int cancels;
    } rows[] = {
        {0, 1, 0, SDP_E_NETWORK, 1},    {0, 2, 0, SDP_E_NETWORK, 1},
        {1, 1, 0, SDP_E_MAYBE_DONE, 1}, {0, 2, 2, SDP_OK, 0}, /* what came before the failure counts */
        {1, 2, 2, SDP_OK, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        line l = {.fails_at = rows[i].fails_at, .answers_at = rows[i].answers_at, .body = PRODUCT};
        const sdp_product *product = NULL;
        open_line(&l);
        sdp_status status =
            rows[i].write ? sdp_product_delete(l.client, "1", NULL) : sdp_product_get(l.client, "1", NULL, &product);
        if (status != rows[i].status) fail_msg("row %zu: %s", i, sdp_error_message(sdp_last_error(l.client)));
        assert_int_equal(l.cancels, rows[i].cancels);
        assert_int_equal(product != NULL, status == SDP_OK && !rows[i].write);
        const sdp_error *error = sdp_last_error(l.client);
        assert_int_equal(sdp_error_maybe_done(error), status == SDP_E_MAYBE_DONE);
        if (status != SDP_OK) assert_non_null(strstr(sdp_error_message(error), "the transport failed"));
        sdp_product_free(product);
        /* The client goes on. */
        l.polls = l.fails_at = 0;
        l.answers_at = 1;
        assert_int_equal(sdp_product_delete(l.client, "1", NULL), SDP_OK);
        sdp_client_free(l.client);
    }
}

/* From a transport or a callback the same client cannot be used: its call is in the middle of something. */
static void try_to_get_in(line *l)
{
    const sdp_product *product = NULL;
    sdp_pager *pager = NULL;
    sdp_client *sibling = NULL;
    char *text = NULL;
    l->entered++;
    assert_int_equal(sdp_product_get(l->client, "2", NULL, &product), SDP_E_ARGUMENT);
    assert_int_equal(sdp_product_get(l->client, "2", NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_product_list(l->client, NULL, NULL, &pager), SDP_E_ARGUMENT);
    assert_int_equal(sdp_invoke(l->client, "products.get", NULL, 0, NULL, 0, NULL, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_client_dup(l->client, &sibling), SDP_E_ARGUMENT);
    assert_true(product == NULL && pager == NULL && sibling == NULL && text == NULL);
}

static void nobody_gets_in_during_a_call(void **state)
{
    line l = {.answers_at = 1, .body = PRODUCT, .inside = try_to_get_in};
    const sdp_product *product = NULL;
    (void)state;
    open_line(&l);
    assert_int_equal(sdp_product_get(l.client, "1", NULL, &product), SDP_OK);
    assert_string_equal(product->id, "1");
    sdp_product_free(product);
    assert_int_equal(l.entered, 2); /* in its poll, and in its event */
    assert_int_equal(l.starts, 1);
    /* The error is of the call, not of who tried to get in. */
    assert_int_equal(sdp_error_status(sdp_last_error(l.client)), SDP_OK);
    l.inside = NULL;
    l.polls = 0;
    assert_int_equal(sdp_product_get(l.client, "1", NULL, &product), SDP_OK);
    sdp_product_free(product);
    sdp_client_free(l.client);
}

/* A date in Retry-After is one of the wall's clock, and calls have another. */
static void dates_of_the_server_are_understood(void **state)
{
    char date[64];
    line l = {.answers_at = 1, .http_status = 429, .body = "{}", .header = {"Retry-After", date}};
    const time_t later = time(NULL) + 3600;
    const sdp_product *product = NULL;
    struct tm parts;
    (void)state;
    assert_non_null(gmtime_r(&later, &parts));
    assert_true(strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts) > 0);
    open_line(&l);
    assert_int_equal(sdp_product_get(l.client, "1", NULL, &product), SDP_E_QUOTA);
    const int64_t wait_ms = sdp_error_retry_after_ms(sdp_last_error(l.client));
    assert_true(wait_ms > 3000000 && wait_ms <= 3601000);
    sdp_client_free(l.client);
}

static void results_are_given_or_freed(void **state)
{
    line l = {.answers_at = 1, .body = PRODUCT};
    const char *const ids[] = {"1"};
    const sdpi_input input = {.ids = ids, .id_count = 1};
    const sdp_product *product = NULL;
    sdpi_result result;
    (void)state;
    open_line(&l);
    assert_int_equal(sdpi_client_run(l.client, &sdpi_operations[SDPI_OP_PRODUCT_GET], &input, NULL, &result), SDP_OK);
    sdpi_give(result.entity, &product);
    assert_ptr_equal(product, result.entity);
    sdpi_give(product, NULL); /* nobody wants it: freed, as a sanitizer can tell */
    sdpi_give(NULL, &product);
    assert_null(product);
    sdpi_give(NULL, NULL);
    /* A failure leaves an empty result, whatever was there. */
    memset(&result, 0xEE, sizeof result);
    assert_int_equal(sdpi_client_run(NULL, &sdpi_operations[SDPI_OP_PRODUCT_GET], &input, NULL, &result),
                     SDP_E_ARGUMENT);
    assert_true(result.entity == NULL && result.rows == NULL && result.document == NULL);
    memset(&result, 0xEE, sizeof result);
    l.polls = 0;
    l.http_status = 500;
    assert_int_equal(sdpi_client_run(l.client, &sdpi_operations[SDPI_OP_PRODUCT_GET], &input, NULL, &result),
                     SDP_E_ANSWER);
    assert_true(result.entity == NULL && result.rows == NULL && result.document == NULL);
    sdp_client_free(l.client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_polled_until_it_is_done),
        cmocka_unit_test(a_call_that_ends_in_preparation_polls_nothing),
        cmocka_unit_test(a_deadline_ends_what_never_answers),
        cmocka_unit_test(a_poll_that_fails_ends_the_call),
        cmocka_unit_test(nobody_gets_in_during_a_call),
        cmocka_unit_test(dates_of_the_server_are_understood),
        cmocka_unit_test(results_are_given_or_freed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
