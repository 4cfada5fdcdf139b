/* Timeouts, deadlines, retries, and servers that ask to wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

/* No call may take this long beyond its time, however loaded the machine is. */
enum { SLACK_MS = 2500, CHANCES = 5 };

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
/* The repeated request may come on the same connection. */
#define AGAIN RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_STALL, RAW_END

static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};

/* Does it until its first attempt is read by a server that does not answer: on a machine that is busy its time may
   be over before that, and then there is twice the time. */
static desk *open_stalled(int operation, sdp_options *options, sdp_status expected, int requests)
{
    for (int chance = 1;; chance++) {
        desk *d = desk_open(RAW_SERVER(stalls, works), NULL);
        const int64_t began_ms = desk_now_ms();
        const sdp_status status = desk_do(d, operation, options);
        assert_true(sdp_error_elapsed_ms(sdp_last_error(d->client)) <= desk_now_ms() - began_ms + 1);
        if ((status == expected && raw_server_requests(d->server) == requests) || chance == CHANCES) {
            assert_int_equal(status, expected);
            assert_int_equal(raw_server_requests(d->server), requests);
            return d;
        }
        desk_close(d);
        options->attempt_timeout_ms *= 2;
        options->timeout_ms *= 2;
    }
}

static void an_attempt_has_a_time_of_its_own(void **state)
{
    (void)state;
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        sdp_options options = SDP_OPTIONS(.attempt_timeout_ms = 150);
        int write = desk_is_write(operation);
        desk *d = open_stalled(operation, &options, write ? SDP_E_MAYBE_DONE : SDP_OK, write ? 1 : 2);
        const int64_t elapsed_ms = d->events[0].elapsed_ms;
        assert_int_equal(d->events[0].status, SDP_E_TIMEOUT);
        assert_in_range(elapsed_ms, options.attempt_timeout_ms - 10, options.attempt_timeout_ms + SLACK_MS);
        if (write) desk_expect_said(d, (desk_said){.attempts = 1, .maybe_done = 1, .fault = SDP_FAULT_NETWORK});
        desk_expect(d, operation, NULL, SDP_OK);
        desk_close(d);
    }
}

static void the_client_has_an_attempt_time_too(void **state)
{
    (void)state;
    desk *d = desk_open(RAW_SERVER(stalls), &(sdp_config)SDP_CONFIG(.attempt_timeout_ms = 150, .max_retries = -1));
    desk_expect(d, DESK_GET, NULL, SDP_E_TIMEOUT);
    desk_expect_said(d, (desk_said){.attempts = 1, .retryable = 1, .fault = SDP_FAULT_NETWORK});
    desk_close(d);
}

static void a_call_ends_at_its_deadline(void **state)
{
    (void)state;
    for (int operation = DESK_DELETE; operation <= DESK_GET; operation++) {
        sdp_options options = SDP_OPTIONS(.timeout_ms = 200, .max_retries = 20);
        int write = desk_is_write(operation);
        desk *d = open_stalled(operation, &options, write ? SDP_E_MAYBE_DONE : SDP_E_TIMEOUT, 1);
        const int64_t elapsed_ms = sdp_error_elapsed_ms(sdp_last_error(d->client));
        assert_in_range(elapsed_ms, options.timeout_ms - 10, options.timeout_ms + SLACK_MS);
        assert_int_equal(sdp_error_attempts(sdp_last_error(d->client)), 1);
        desk_close(d);
    }
}

static void retries_end_at_the_deadline(void **state)
{
    const sdp_options options = SDP_OPTIONS(.timeout_ms = 500, .attempt_timeout_ms = 60, .max_retries = 20);
    (void)state;
    desk *d = desk_open(RAW_SERVER(stalls), NULL);
    int64_t began = desk_now_ms();
    desk_expect(d, DESK_GET, &options, SDP_E_TIMEOUT);
    assert_true(desk_now_ms() - began < 500 + SLACK_MS);
    assert_int_equal(sdp_error_attempts(sdp_last_error(d->client)), d->event_count);
    int64_t planned = 0;
    for (int i = 0; i < d->event_count; i++) {
        assert_int_equal(d->events[i].attempt, i + 1);
        if (d->events[i].retry_in_ms > 0) planned += d->events[i].retry_in_ms;
    }
    /* A wait that would end after the deadline is not begun. */
    assert_true(planned < 500);
    assert_int_equal(d->events[d->event_count - 1].retry_in_ms, -1);
    desk_close(d);
}

static void nobody_listens(void **state)
{
    char base[64];
    (void)state;
    snprintf(base, sizeof base, "http://127.0.0.1:%d", raw_closed_port());
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = base));
    for (int operation = DESK_DELETE; operation <= DESK_GET; operation++) {
        desk_expect(d, operation, NULL, SDP_E_CONNECT);
        desk_expect_said(d, (desk_said){.attempts = 2, .retryable = 1, .fault = SDP_FAULT_NETWORK});
    }
    desk_expect(d, DESK_ADD, &(sdp_options)SDP_OPTIONS(.max_retries = -1), SDP_E_CONNECT);
    desk_expect_said(d, (desk_said){.attempts = 1, .retryable = 1, .fault = SDP_FAULT_NETWORK});
    size_t size = 1;
    assert_null(sdp_last_body(d->client, &size));
    assert_int_equal(size, 0);
    desk_close(d);
}

static void connecting_has_a_time_of_its_own(void **state)
{
    char base[64];
    raw_blackhole *hole = raw_blackhole_start();
    (void)state;
    snprintf(base, sizeof base, "http://127.0.0.1:%d", raw_blackhole_port(hole));
    const sdp_config config = SDP_CONFIG(.base_url = base, .connect_timeout_ms = 150, .max_retries = -1);
    desk *d = desk_open(NULL, &config);
    desk_expect(d, DESK_ADD, NULL, SDP_E_TIMEOUT);
    desk_expect_said(d, (desk_said){.attempts = 1, .retryable = 1, .fault = SDP_FAULT_NETWORK});
    desk_expect_words(d, "connecting");
    desk_close(d);
    raw_blackhole_stop(hole);
}

static void a_name_that_does_not_resolve(void **state)
{
    const sdp_config config =
        SDP_CONFIG(.base_url = "http://" RAW_NO_HOST, .allow_http = 1, .max_retries = -1, .timeout_ms = 20000);
    (void)state;
    desk *d = desk_open(NULL, &config);
    desk_expect(d, DESK_ADD, NULL, SDP_E_RESOLVE);
    desk_expect_said(d, (desk_said){.attempts = 1, .retryable = 1, .fault = SDP_FAULT_NETWORK});
    desk_expect_words(d, RAW_NO_HOST);
    desk_close(d);
}

static void a_server_without_tls(void **state)
{
    static const raw_step plain[] = {RAW_SEND("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), RAW_STALL,
                                     RAW_END};
    raw_server *server = RAW_SERVER(plain);
    char base[64];
    (void)state;
    snprintf(base, sizeof base, "https://127.0.0.1:%d", raw_server_port(server));
    desk *d = desk_open(server, &(sdp_config)SDP_CONFIG(.base_url = base, .max_retries = 3));
    desk_expect(d, DESK_ADD, NULL, SDP_E_TLS);
    desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_NETWORK});
    desk_expect(d, DESK_GET, NULL, SDP_E_TLS);
    desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_NETWORK});
    assert_int_equal(raw_server_requests(server), 0);
    desk_close(d);
}

static void a_wait_that_the_server_asks_for_is_kept(void **state)
{
    static const raw_step busy[] = {RAW_READ, RAW_SEND(DESK_ANSWER("429 Busy", "Retry-After: 1\r\n", "", 0)), RAW_READ,
                                    RAW_REPLY("200 OK", DESK_PRODUCT), RAW_END};
    static const int operations[] = {DESK_GET, DESK_ADD};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        desk *d = desk_open(RAW_SERVER(busy), NULL);
        int64_t began = desk_now_ms();
        desk_expect(d, operations[i], NULL, SDP_OK);
        assert_true(desk_now_ms() - began >= 1000);
        assert_int_equal(raw_server_requests(d->server), 2);
        assert_int_equal(d->events[0].status, SDP_E_QUOTA);
        assert_int_equal(d->events[0].retry_in_ms, 1000);
        desk_close(d);
    }
}

static void a_wait_beyond_the_deadline_is_not_begun(void **state)
{
    static const raw_step busy[] = {
        RAW_READ, RAW_SEND(DESK_ANSWER("429 Busy", "Retry-After: 3600\r\n", "{" DESK_FAILURE(4015) "}", 139)),
        RAW_REPEAT, RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(busy), &(sdp_config)SDP_CONFIG(.max_retries = 3));
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        int64_t began = desk_now_ms();
        desk_expect(d, operation, NULL, SDP_E_QUOTA);
        assert_true(desk_now_ms() - began < SLACK_MS);
        desk_expect_said(d, (desk_said){.attempts = 1, .retryable = 1, .fault = SDP_FAULT_QUOTA, .http_status = 429});
        assert_int_equal(sdp_error_retry_after_ms(sdp_last_error(d->client)), 3600000);
        assert_int_equal(sdp_error_api_code(sdp_last_error(d->client)), SDP_API_RATE_LIMIT);
    }
    desk_close(d);
}

static void every_throttle_form_is_safe_to_repeat(void **state)
{
    static const raw_step code[] = {RAW_READ, RAW_REPLY("200 OK", "{" DESK_FAILURE(4015) "}"), AGAIN};
    static const raw_step words[] = {
        RAW_READ, RAW_REPLY("400 Bad Request", "{\"error\":\"URL_ROLLING_THROTTLES_LIMIT_EXCEEDED\"}"), AGAIN};
    static const raw_step date[] = {
        RAW_READ, RAW_SEND(DESK_ANSWER("429 Busy", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "", 0)), AGAIN};
    static const raw_step *const scripts[] = {code, words, date};
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        desk *d = desk_open(RAW_SERVER(scripts[i], works), NULL);
        desk_expect(d, DESK_ADD, NULL, SDP_OK);
        assert_int_equal(raw_server_requests(d->server), 2);
        assert_int_equal(d->events[0].status, SDP_E_QUOTA);
        desk_close(d);
    }
}

static void a_failure_without_an_answer(void **state)
{
    static const raw_step fails[] = {RAW_READ, RAW_SEND(DESK_ANSWER("503 No", "Retry-After: 0\r\n", "", 0)), RAW_END};
    (void)state;
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        int write = desk_is_write(operation);
        desk *d = desk_open(RAW_SERVER(fails, works), NULL);
        desk_expect(d, operation, NULL, write ? SDP_E_MAYBE_DONE : SDP_OK);
        assert_int_equal(raw_server_requests(d->server), write ? 1 : 2);
        assert_int_equal(d->events[0].status, SDP_E_SERVER);
        if (write) {
            desk_expect_said(
                d, (desk_said){.attempts = 1, .maybe_done = 1, .fault = SDP_FAULT_SERVER, .http_status = 503});
        }
        desk_close(d);
    }
}

static void a_failure_with_a_code_is_an_answer(void **state)
{
    static const raw_step fails[] = {RAW_READ, RAW_REPLY("500 Internal", "{" DESK_FAILURE(4004) "}"), RAW_REPEAT,
                                     RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(fails), &(sdp_config)SDP_CONFIG(.max_retries = 3));
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        desk_expect(d, operation, NULL, SDP_E_REFUSED);
        desk_expect_said(d, (desk_said){.attempts = 1,
                                        .retryable = !desk_is_write(operation),
                                        .maybe_done = desk_is_write(operation),
                                        .fault = SDP_FAULT_SERVER,
                                        .http_status = 500});
        assert_int_equal(sdp_error_api_code(sdp_last_error(d->client)), SDP_API_INTERNAL_ERROR);
        assert_int_equal(sdp_error_message_count(sdp_last_error(d->client)), 1);
    }
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attempt_has_a_time_of_its_own),
        cmocka_unit_test(the_client_has_an_attempt_time_too),
        cmocka_unit_test(a_call_ends_at_its_deadline),
        cmocka_unit_test(retries_end_at_the_deadline),
        cmocka_unit_test(nobody_listens),
        cmocka_unit_test(connecting_has_a_time_of_its_own),
        cmocka_unit_test(a_name_that_does_not_resolve),
        cmocka_unit_test(a_server_without_tls),
        cmocka_unit_test(a_wait_that_the_server_asks_for_is_kept),
        cmocka_unit_test(a_wait_beyond_the_deadline_is_not_begun),
        cmocka_unit_test(every_throttle_form_is_safe_to_repeat),
        cmocka_unit_test(a_failure_without_an_answer),
        cmocka_unit_test(a_failure_with_a_code_is_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
