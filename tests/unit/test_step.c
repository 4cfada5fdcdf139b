/* The call's way through its states, with the transport answered by hand and the time passed in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/products.h>

#include "fake_auth.h"
#include "scripted.h"

static sdp_product_type type_of_product = SDP_PRODUCT_TYPE(.name = "Workstation");

static sdp_product new_product(void)
{
    sdp_product in = SDP_PRODUCT(.name = "n", .product_type = &type_of_product);
    return in;
}

static void assert_done(const scripted *s, sdp_status status)
{
    if (s->call.state != SDPI_CALL_DONE || s->call.status != status || sdp_error_status(&s->error) != status) {
        fail_msg("state %d, %s, error %s: %s", (int)s->call.state, sdp_status_name(s->call.status),
                 sdp_status_name(sdp_error_status(&s->error)), sdp_error_message(&s->error));
    }
    assert_null(s->engine.calls);
    assert_int_equal(sdpi_engine_wait_ms(&s->engine, 0), -1);
}

static void a_read_goes_through(void **state)
{
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, NULL, 1000);
    assert_int_equal(s.call.state, SDPI_CALL_RECEIVE);
    assert_string_equal(s.method, "GET");
    assert_string_equal(s.url, "https://desk.example.com/app/itdesk/api/v3/products/7");
    assert_int_equal(s.has_body, 0);
    assert_int_equal(s.once, 0);
    assert_int_equal(s.timeout_ms, 60000);
    assert_int_equal(sdpi_engine_wait_ms(&s.engine, 1000), 60250);
    scripted_step(&s, 1500);
    assert_int_equal(s.call.state, SDPI_CALL_RECEIVE);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    assert_int_equal(s.call.state, SDPI_CALL_JUDGE);
    assert_int_equal(sdpi_engine_wait_ms(&s.engine, 1600), 0);
    scripted_step(&s, 1600);
    assert_done(&s, SDP_OK);
    assert_string_equal(((const sdp_product *)s.call.result.entity)->id, "1");
    assert_int_equal(sdp_error_attempts(&s.error), 1);
    assert_int_equal(sdp_error_elapsed_ms(&s.error), 600);
    assert_string_equal(sdp_error_url(&s.error), s.url);
    assert_int_equal(s.events, 1);
    assert_int_equal(s.last_event.retry_in_ms, -1);
    scripted_free(&s);
}

static void what_is_wrong_is_found_before_anything_is_sent(void **state)
{
    scripted s;
    const sdp_product nameless = SDP_PRODUCT(.product_type = &type_of_product);
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "../x", NULL, NULL, 0);
    assert_done(&s, SDP_E_ARGUMENT);
    scripted_start(&s, "products.add", NULL, &nameless, NULL, 0);
    assert_done(&s, SDP_E_REQUIRED);
    assert_string_equal(sdp_error_path(&s.error), "product.name");
    assert_int_equal(s.starts, 0);
    assert_int_equal(sdp_error_attempts(&s.error), 0);
    assert_string_equal(sdp_error_url(&s.error), "");
    /* The client is as good as before. */
    scripted_start(&s, "products.get", "7", NULL, NULL, 0);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    scripted_step(&s, 1);
    assert_done(&s, SDP_OK);
    scripted_free(&s);
}

static void a_read_is_repeated_and_waits_longer_each_time(void **state)
{
    scripted s;
    int64_t now = 1000;
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, NULL, now);
    for (int attempt = 1; attempt <= 3; attempt++) {
        scripted_fail(&s, SDP_E_NETWORK, SDP_SENT_MAYBE);
        scripted_step(&s, now);
        assert_int_equal(s.call.state, SDPI_CALL_BACKOFF);
        assert_int_equal(s.events, attempt);
        int64_t wait = sdpi_engine_wait_ms(&s.engine, now);
        assert_true(wait >= 0 && wait < (INT64_C(500) << (attempt - 1)));
        assert_int_equal(s.last_event.retry_in_ms, wait);
        assert_int_equal(s.starts, attempt);
        if (wait > 0) scripted_step(&s, now + wait - 1);
        assert_int_equal(s.starts, attempt + (wait == 0));
        now += wait;
        scripted_step(&s, now);
        assert_int_equal(s.starts, attempt + 1);
    }
    scripted_fail(&s, SDP_E_NETWORK, SDP_SENT_MAYBE);
    scripted_step(&s, now);
    assert_done(&s, SDP_E_NETWORK);
    assert_int_equal(sdp_error_attempts(&s.error), 4);
    assert_int_equal(sdp_error_retryable(&s.error), 1);
    assert_int_equal(sdp_error_maybe_done(&s.error), 0);
    scripted_free(&s);
}

/* What became of the attempt, and what the call makes of it, for a write and a read. */
static const struct {
    sdp_status status; /* of the transport; SDP_OK: an answer came */
    int32_t sent;
    int32_t http;
    const char *body;
    sdp_status read, write; /* where there is no retry */
    int read_again, write_again;
} ends[] = {
    {SDP_E_CONNECT, SDP_SENT_NOTHING, 0, "", SDP_E_CONNECT, SDP_E_CONNECT, 1, 1},
    {SDP_E_RESOLVE, SDP_SENT_NOTHING, 0, "", SDP_E_RESOLVE, SDP_E_RESOLVE, 1, 1},
    {SDP_E_TLS, SDP_SENT_NOTHING, 0, "", SDP_E_TLS, SDP_E_TLS, 0, 0},
    {SDP_E_NETWORK, SDP_SENT_MAYBE, 0, "", SDP_E_NETWORK, SDP_E_MAYBE_DONE, 1, 0},
    {SDP_E_TIMEOUT, SDP_SENT_MAYBE, 0, "", SDP_E_TIMEOUT, SDP_E_MAYBE_DONE, 1, 0},
    {SDP_E_NO_MEMORY, SDP_SENT_NOTHING, 0, "", SDP_E_NO_MEMORY, SDP_E_NO_MEMORY, 0, 0},
    {SDP_OK, 0, 429, "", SDP_E_QUOTA, SDP_E_QUOTA, 1, 1},
    {SDP_OK, 0, 503, "", SDP_E_SERVER, SDP_E_MAYBE_DONE, 1, 0},
    {SDP_OK, 0, 200, "<html>", SDP_E_ANSWER, SDP_E_MAYBE_DONE, 1, 0},
    {SDP_OK, 0, 400, ANSWER_FAILED("4012", "x"), SDP_E_REFUSED, SDP_E_REFUSED, 0, 0},
    {SDP_OK, 0, 404, "", SDP_E_NOT_FOUND, SDP_E_NOT_FOUND, 0, 0},
};

static void only_what_cannot_be_done_twice_is_repeated(void **state)
{
    const sdp_product in = new_product();
    const sdp_options once = SDP_OPTIONS(.max_retries = -1);
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        for (int write = 0; write < 2; write++) {
            for (int retries = 0; retries < 2; retries++) {
                scripted s;
                scripted_init(&s, NULL);
                scripted_start(&s, write ? "products.add" : "products.get", write ? NULL : "7", write ? &in : NULL,
                               retries ? NULL : &once, 0);
                assert_int_equal(s.once, write);
                if (ends[i].status != SDP_OK) {
                    scripted_fail(&s, ends[i].status, ends[i].sent);
                } else {
                    scripted_answer(&s, ends[i].http, ends[i].body, NULL);
                }
                scripted_step(&s, 1);
                int again = retries && (write ? ends[i].write_again : ends[i].read_again);
                sdp_status end = write ? ends[i].write : ends[i].read;
                if (again) {
                    assert_true(s.call.state == SDPI_CALL_BACKOFF || s.starts == 2);
                } else {
                    assert_done(&s, end);
                    assert_int_equal(s.starts, 1);
                    assert_int_equal(sdp_error_maybe_done(&s.error), end == SDP_E_MAYBE_DONE);
                    assert_int_equal(sdp_error_retryable(&s.error), write ? ends[i].write_again : ends[i].read_again);
                }
                scripted_free(&s);
            }
        }
    }
}

static void the_deadline_ends_waits_and_attempts(void **state)
{
    scripted s;
    const sdp_options short_call = SDP_OPTIONS(.timeout_ms = 1000, .attempt_timeout_ms = 300);
    const sdp_header asked = {"retry-after", "2"};
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, &short_call, 0);
    assert_int_equal(s.timeout_ms, 300);
    /* The server asks for more time than there is: the call ends at once. */
    scripted_answer(&s, 429, "", &asked);
    scripted_step(&s, 10);
    assert_done(&s, SDP_E_QUOTA);
    assert_int_equal(sdp_error_retry_after_ms(&s.error), 2000);
    /* With more time it is heeded. */
    const sdp_options longer = SDP_OPTIONS(.timeout_ms = 5000);
    scripted_start(&s, "products.get", "7", NULL, &longer, 0);
    scripted_answer(&s, 429, "", &asked);
    scripted_step(&s, 10);
    assert_int_equal(sdpi_engine_wait_ms(&s.engine, 10), 2000);
    scripted_step(&s, 2010);
    assert_int_equal(s.timeout_ms, 5000 - 2010);
    /* A transport that does not keep its time is ended a little later. */
    scripted_step(&s, 5000);
    assert_int_equal(s.cancels, 0);
    scripted_step(&s, 5250);
    assert_done(&s, SDP_E_TIMEOUT);
    assert_int_equal(s.cancels, 1);
    scripted_free(&s);
}

static void an_attempt_has_a_time_of_its_own(void **state)
{
    scripted s;
    const sdp_options options = SDP_OPTIONS(.timeout_ms = 10000, .attempt_timeout_ms = 300);
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, &options, 0);
    scripted_step(&s, 549);
    assert_int_equal(s.cancels, 0);
    scripted_step(&s, 550); /* the transport should have ended it at 300 */
    assert_int_equal(s.cancels, 1);
    assert_true(s.call.state == SDPI_CALL_BACKOFF || s.starts == 2);
    scripted_step(&s, 1100);
    assert_int_equal(s.starts, 2);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    scripted_step(&s, 1200);
    assert_done(&s, SDP_OK);
    scripted_free(&s);
}

static void a_limiter_paces_up_to_the_deadline(void **state)
{
    scripted s;
    const sdp_options options = SDP_OPTIONS(.timeout_ms = 1000);
    (void)state;
    scripted_init(&s, NULL);
    s.settings.limiter = sdpi_limiter_new(&sdpi_default_allocator, 60);
    while (sdpi_limiter_take(s.settings.limiter, 5000) == 0) continue;
    scripted_start(&s, "products.get", "7", NULL, NULL, 5000);
    assert_int_equal(s.call.state, SDPI_CALL_PACE);
    assert_int_equal(s.starts, 0);
    assert_int_equal(sdpi_engine_wait_ms(&s.engine, 5000), 1000);
    scripted_step(&s, 6000);
    assert_int_equal(s.starts, 1);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    scripted_step(&s, 6001);
    assert_done(&s, SDP_OK);
    scripted_start(&s, "products.get", "7", NULL, &options, 6001);
    assert_int_equal(s.call.state, SDPI_CALL_PACE);
    const sdp_options hurry = SDP_OPTIONS(.timeout_ms = 500);
    scripted_free(&s);
    sdpi_limiter_free(s.settings.limiter);
    scripted_init(&s, NULL);
    s.settings.limiter = sdpi_limiter_new(&sdpi_default_allocator, 60);
    while (sdpi_limiter_take(s.settings.limiter, 5000) == 0) continue;
    scripted_start(&s, "products.add", NULL,
                   &(sdp_product){.head = new_product().head, .name = "n", .product_type = &type_of_product}, &hurry,
                   5000);
    assert_done(&s, SDP_E_QUOTA); /* at once, for waiting would bring nothing; and nothing was sent */
    assert_int_equal(sdp_error_retry_after_ms(&s.error), 1000);
    assert_int_equal(sdp_error_retryable(&s.error), 1);
    assert_int_equal(sdp_error_maybe_done(&s.error), 0);
    assert_int_equal(s.starts, 0);
    sdpi_limiter_free(s.settings.limiter);
    scripted_free(&s);
}

/* A pause without a rate: a call of a batch waits for its end, up to its own time; a single call does not know of
   it. */
static void a_pause_holds_back_patient_calls(void **state)
{
    static const sdp_header pause = {"Retry-After", "5"};
    const sdp_options options = SDP_OPTIONS(.timeout_ms = 3000);
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    s.settings.limiter = sdpi_limiter_new(&sdpi_default_allocator, 0);
    scripted_start(&s, "products.get", "7", NULL, &options, 1000);
    scripted_answer(&s, 429, "", &pause);
    scripted_step(&s, 1000);
    assert_done(&s, SDP_E_QUOTA); /* as its time is over before */
    scripted_start(&s, "products.get", "7", NULL, &options, 1100);
    assert_int_equal(s.starts, 2);
    sdpi_call_set_patient(&s.call);
    scripted_answer(&s, 503, "", NULL);
    scripted_step(&s, 1200);
    assert_int_equal(s.call.state, SDPI_CALL_BACKOFF);
    scripted_step(&s, s.call.run.wake_ms);
    assert_done(&s, SDP_E_QUOTA); /* its next attempt has no place in its time */
    assert_non_null(strstr(sdp_error_message(&s.error), "pause"));
    assert_int_equal(sdp_error_retryable(&s.error), 1);
    assert_int_equal(s.starts, 2);
    scripted_start(&s, "products.get", "7", NULL, NULL, 1300);
    sdpi_call_set_patient(&s.call);
    scripted_answer(&s, 503, "", NULL);
    scripted_step(&s, 1400);
    scripted_step(&s, s.call.run.wake_ms);
    assert_int_equal(s.call.state, SDPI_CALL_PACE);
    scripted_step(&s, 5999);
    assert_int_equal(s.starts, 3);
    scripted_step(&s, 6000);
    assert_int_equal(s.starts, 4);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    scripted_step(&s, 6001);
    assert_done(&s, SDP_OK);
    sdpi_limiter_free(s.settings.limiter);
    scripted_free(&s);
}

/* The transport is not told the time of such a call: the engine looks at the clock when it has looked at what came. */
static void a_patient_call_is_judged_by_the_engine(void **state)
{
    const sdp_options options = SDP_OPTIONS(.attempt_timeout_ms = 200, .max_retries = -1);
    scripted s;
    (void)state;
    for (int late = 0; late < 2; late++) {
        scripted_init(&s, NULL);
        s.settings.limiter = sdpi_limiter_new(&sdpi_default_allocator, 0);
        sdpi_limiter_refused(s.settings.limiter, 0, 0, 1000);
        scripted_start(&s, "products.get", "7", NULL, &options, 0);
        assert_int_equal(s.timeout_ms, 200);
        scripted_fail(&s, SDP_E_NETWORK, SDP_SENT_MAYBE);
        sdpi_call_set_patient(&s.call);
        s.call.options.max_retries = 1;
        scripted_step(&s, 10);
        scripted_step(&s, s.call.run.wake_ms);
        scripted_step(&s, 1000);
        assert_int_equal(s.call.state, SDPI_CALL_RECEIVE);
        assert_int_equal(s.timeout_ms, 0);
        assert_int_equal(sdpi_engine_wait_ms(&s.engine, 1000), 200);
        s.engine.is_late = late;
        scripted_step(&s, 1200);
        assert_int_equal(s.call.state, late ? SDPI_CALL_RECEIVE : SDPI_CALL_DONE);
        if (late) scripted_answer(&s, 200, ANSWER_OK, NULL);
        scripted_step(&s, 9000);
        assert_done(&s, late ? SDP_OK : SDP_E_TIMEOUT);
        sdpi_limiter_free(s.settings.limiter);
        scripted_free(&s);
    }
}

/* Single calls are not held back, and each that is refused begins another pause: a call of a batch does not wait for
   ever. */
static void pauses_of_others_end_in_time(void **state)
{
    static const char *const id = "7";
    static const int64_t timeouts[] = {1000, INT64_MAX};
    const sdpi_input input = {.ids = &id, .id_count = 1};
    scripted s;
    (void)state;
    for (size_t i = 0; i < sizeof timeouts / sizeof *timeouts; i++) {
        const sdp_options options = SDP_OPTIONS(.timeout_ms = timeouts[i]);
        int64_t now_ms = 1000;
        scripted_init(&s, NULL);
        s.settings.limiter = sdpi_limiter_new(&sdpi_default_allocator, 0);
        assert_int_equal(sdpi_call_make(&s.call, sdp_operation_by_name("products.get"), &input, &options, &s.error),
                         SDP_OK);
        sdpi_call_set_patient(&s.call);
        sdpi_call_go(&s.call, now_ms);
        for (int pauses = 0; s.call.state != SDPI_CALL_DONE && pauses < 100; pauses++) {
            sdpi_limiter_refused(s.settings.limiter, now_ms, now_ms, 30000);
            scripted_step(&s, now_ms);
            if (s.call.state == SDPI_CALL_PACE) now_ms = s.call.run.wake_ms;
        }
        assert_done(&s, SDP_E_QUOTA);
        assert_in_range(sdp_error_elapsed_ms(&s.error), SDPI_MAX_PAUSE_MS, SDPI_MAX_PAUSE_MS + s.settings.timeout_ms);
        assert_int_equal(sdp_error_retryable(&s.error), 1);
        assert_int_equal(s.starts, 0);
        sdpi_limiter_free(s.settings.limiter);
        scripted_free(&s);
    }
}

/* A transport says that a proxy failed; one that was compiled before it could has random bytes there. */
static void a_response_tells_of_a_proxy(void **state)
{
    static const struct {
        size_t size;
        sdp_status status;
        int32_t sent;
        int32_t by_proxy;
        int32_t expected;
    } rows[] = {
        {sizeof(sdp_response), SDP_E_CONNECT, SDP_SENT_NOTHING, 1, 1},
        {sizeof(sdp_response), SDP_E_CONNECT, SDP_SENT_NOTHING, 0, 0},
        {sizeof(sdp_response), SDP_E_CONNECT, SDP_SENT_MAYBE, 1, 0},
        {offsetof(sdp_response, by_proxy), SDP_E_CONNECT, SDP_SENT_NOTHING, 1, 0},
        {offsetof(sdp_response, by_proxy), SDP_E_LOGIN, SDP_SENT_NOTHING, 0, 1},
        {offsetof(sdp_response, by_proxy), SDP_E_LOGIN, SDP_SENT_MAYBE, 0, 0},
    };
    static const sdp_options options = SDP_OPTIONS(.max_retries = -1);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const sdp_response response = {
            .size = rows[i].size, .status = rows[i].status, .sent = rows[i].sent, .by_proxy = rows[i].by_proxy};
        scripted s;
        scripted_init(&s, NULL);
        scripted_start(&s, "products.get", "7", NULL, &options, 0);
        s.active = 0;
        s.done(s.done_data, &response);
        scripted_step(&s, 1);
        assert_done(&s, rows[i].status);
        assert_int_equal(sdp_error_by_proxy(&s.error), rows[i].expected);
        scripted_free(&s);
    }
}

/* Nothing of a response that its maker did not initialise is believed, and nobody repeats it. */
static void a_response_without_its_size_is_an_error(void **state)
{
    static const size_t sizes[] = {0, offsetof(sdp_response, header_count)};
    const sdp_product in = new_product();
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const int write = i >= 2;
        const sdp_response response = {.size = sizes[i % 2], .sent = SDP_SENT_ANSWERED, .http_status = 200};
        scripted s;
        scripted_init(&s, NULL);
        scripted_start(&s, write ? "products.add" : "products.get", write ? NULL : "7", write ? &in : NULL, NULL, 0);
        assert_int_equal(s.sink(s.sink_data, ANSWER_OK, strlen(ANSWER_OK)), SDP_OK);
        s.active = 0;
        s.done(s.done_data, &response);
        scripted_step(&s, 1);
        assert_done(&s, write ? SDP_E_MAYBE_DONE : SDP_E_STRUCT);
        if (write) assert_int_equal(sdp_error_cause(&s.error), SDP_E_STRUCT);
        assert_non_null(strstr(sdp_error_message(&s.error), "the size of its response"));
        assert_int_equal(s.starts, 1);
        scripted_free(&s);
    }
}

/* Of a request that it cannot send it says so itself; any other failure is not the request's. */
static void a_transport_that_does_not_start(void **state)
{
    static const struct {
        sdp_status status;
        const char *words;
    } rows[] = {
        {SDP_E_URL, "its URL or one of its headers cannot be sent"},
        {SDP_E_ARGUMENT, "its URL or one of its headers cannot be sent"},
        {SDP_E_NETWORK, "the transport could not start the request"},
    };
    const sdp_options once = SDP_OPTIONS(.max_retries = -1);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scripted s;
        scripted_init(&s, NULL);
        s.start_status = rows[i].status;
        scripted_start(&s, "products.get", "7", NULL, &once, 0);
        assert_done(&s, rows[i].status);
        assert_non_null(strstr(sdp_error_message(&s.error), rows[i].words));
        scripted_free(&s);
    }
}

/* What the call before it waited for, and what was answered to it, is of no account. */
static void a_call_begins_with_nothing_of_the_one_before(void **state)
{
    const sdp_operation *get = sdp_operation_by_name("products.get");
    const char *const id = "7";
    const sdpi_input input = {.ids = &id, .id_count = 1};
    const sdp_options brief = SDP_OPTIONS(.timeout_ms = 100);
    fake_auth auth;
    scripted s;
    (void)state;
    fake_auth_init(&auth);
    auth.answers[0] = SDPI_AUTH_WAIT;
    auth.until_ms = 1000;
    auth.waits_for = "a token of somebody else's";
    scripted_init(&s, &auth.base);
    scripted_start(&s, "products.get", "7", NULL, &brief, 0);
    scripted_step(&s, 100);
    assert_done(&s, SDP_E_TIMEOUT);
    assert_non_null(strstr(sdp_error_message(&s.error), auth.waits_for));
    s.call.completion.http_status = 200;
    memset(&s.call.run, 0x55, sizeof s.call.run);
    sdpi_call_start(&s.call, get, &input, &brief, &s.error, 200);
    assert_int_equal(s.call.completion.http_status, 0);
    const sdpi_call_run *run = &s.call.run;
    assert_true(run->started_ms == 200 && run->deadline_ms == 300 && run->wake_ms == 0 && run->free_ms == 0);
    assert_true(run->attempts == 0 && run->retries == 0 && run->logins == 0 && run->untold == 0 && !run->has_place);
    assert_false(run->heeds_pauses || run->waits_freely || run->engine_times || run->refused || run->renewed);
    assert_null(run->transfer);
    scripted_step(&s, 300); /* its login was not asked yet */
    assert_done(&s, SDP_E_TIMEOUT);
    assert_string_equal(sdp_error_message(&s.error), "the time of the call is over");
    scripted_free(&s);
}

static void a_transfer_waits_for_one_before_it(void **state)
{
    const char *const id = "7";
    const sdpi_input input = {.ids = &id, .id_count = 1};
    const sdp_options options = SDP_OPTIONS(.attempt_timeout_ms = 100);
    sdpi_call other;
    sdp_error error;
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    sdpi_transport_set_serial(s.transport);
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdpi_call_init(&other, &s.engine);
    scripted_start(&s, "products.get", "7", NULL, NULL, 0);
    sdpi_call_start(&other, sdp_operation_by_name("products.get"), &input, &options, &error, 0);
    scripted_step(&s, 5000);
    assert_int_equal(s.starts, 1);
    assert_int_equal(other.state, SDPI_CALL_SEND);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    scripted_step(&s, 5001);
    assert_int_equal(s.call.state, SDPI_CALL_DONE);
    assert_int_equal(s.call.status, SDP_OK);
    assert_int_equal(other.state, SDPI_CALL_RECEIVE);
    assert_int_equal(s.starts, 2);
    assert_int_equal(s.timeout_ms, 100);
    assert_int_equal(sdpi_engine_wait_ms(&s.engine, 5001), 350);
    sdpi_call_release(&other);
    sdpi_error_release(&error);
    scripted_free(&s);
}

static void no_secret_is_logged(void **state)
{
    fake_auth auth;
    scripted s;
    (void)state;
    fake_auth_init(&auth);
    auth.answers[0] = SDPI_AUTH_SEND_FIRST;
    scripted_init(&s, &auth.base);
    scripted_start(&s, "products.get", "7", NULL, NULL, 0);
    assert_string_equal(s.method, "POST");
    scripted_answer(&s, 200, "{\"access_token\":\"planted-secret\"}", NULL);
    scripted_step(&s, 1);
    assert_non_null(strstr(s.headers, "Authorization: Zoho-oauthtoken planted-secret"));
    scripted_fail(&s, SDP_E_NETWORK, SDP_SENT_MAYBE);
    scripted_step(&s, 2);
    assert_non_null(strstr(s.log, "Authorization: ***"));
    assert_null(strstr(s.log, "planted-secret"));
    scripted_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_read_goes_through),
        cmocka_unit_test(what_is_wrong_is_found_before_anything_is_sent),
        cmocka_unit_test(a_read_is_repeated_and_waits_longer_each_time),
        cmocka_unit_test(only_what_cannot_be_done_twice_is_repeated),
        cmocka_unit_test(the_deadline_ends_waits_and_attempts),
        cmocka_unit_test(an_attempt_has_a_time_of_its_own),
        cmocka_unit_test(a_limiter_paces_up_to_the_deadline),
        cmocka_unit_test(a_pause_holds_back_patient_calls),
        cmocka_unit_test(a_patient_call_is_judged_by_the_engine),
        cmocka_unit_test(pauses_of_others_end_in_time),
        cmocka_unit_test(a_response_tells_of_a_proxy),
        cmocka_unit_test(a_response_without_its_size_is_an_error),
        cmocka_unit_test(a_transport_that_does_not_start),
        cmocka_unit_test(a_call_begins_with_nothing_of_the_one_before),
        cmocka_unit_test(a_transfer_waits_for_one_before_it),
        cmocka_unit_test(no_secret_is_logged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
