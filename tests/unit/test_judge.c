/* JUDGE: what the caller gets to know, events, and answers beyond a ceiling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/products.h>

#include "base/text.h"
#include "scripted.h"

static const sdp_product_type type = SDP_PRODUCT_TYPE(.id = "5");
static const sdp_product product = SDP_PRODUCT(.name = "n", .product_type = &type);

static void events_tell_of_each_attempt(void **state)
{
    scripted s;
    const sdp_options options = SDP_OPTIONS(.tag = "mine");
    const sdp_header asked = {"Retry-After", "1"};
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.add", NULL, &product, &options, 100);
    scripted_answer(&s, 429, "", &asked);
    scripted_step(&s, 150);
    assert_int_equal(s.events, 1);
    assert_int_equal(s.last_event.attempt, 1);
    assert_int_equal(s.last_event.http_status, 429);
    assert_int_equal(s.last_event.status, SDP_E_QUOTA);
    assert_int_equal(s.last_event.elapsed_ms, 50);
    assert_int_equal(s.last_event.retry_in_ms, 1000);
    assert_string_equal(s.last_event.tag, "mine");
    assert_string_equal(s.last_event.operation, "products.add");
    assert_string_equal(s.last_event.method, "POST");
    scripted_step(&s, 1150);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    scripted_step(&s, 1200);
    assert_int_equal(s.events, 2);
    assert_int_equal(s.last_event.attempt, 2);
    assert_int_equal(s.last_event.status, SDP_OK);
    assert_int_equal(s.last_event.retry_in_ms, -1);
    scripted_free(&s);
}

static void a_lost_write_says_so_and_why(void **state)
{
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.add", NULL, &product, NULL, 0);
    scripted_answer(&s, 502, "<html>Bad Gateway", NULL);
    scripted_step(&s, 10);
    assert_int_equal(s.call.status, SDP_E_MAYBE_DONE);
    assert_non_null(strstr(sdp_error_message(&s.error), "it is not known whether products.add happened: "));
    assert_non_null(strstr(sdp_error_message(&s.error), "Bad Gateway"));
    assert_int_equal(sdp_error_http_status(&s.error), 502);
    assert_int_equal(sdp_error_maybe_done(&s.error), 1);
    assert_int_equal(sdp_error_retryable(&s.error), 0);
    assert_int_equal(sdp_error_fault(&s.error), SDP_FAULT_SERVER);
    scripted_free(&s);
}

static void an_answer_has_a_ceiling(void **state)
{
    scripted s;
    char big[300];
    (void)state;
    memset(big, ' ', sizeof big);
    big[sizeof big - 1] = '\0';
    for (int write = 0; write < 2; write++) {
        scripted_init(&s, NULL);
        s.settings.max_response_bytes = 200;
        scripted_start(&s, write ? "products.add" : "products.get", write ? NULL : "7", write ? &product : NULL, NULL,
                       0);
        sdp_response response = {.size = sizeof response, .sent = SDP_SENT_MAYBE, .http_status = 200};
        response.status = s.sink(s.sink_data, big, strlen(big));
        assert_int_equal(response.status, SDP_E_TOO_LARGE);
        s.active = 0;
        s.done(s.done_data, &response);
        scripted_step(&s, 1);
        assert_int_equal(s.call.status, write ? SDP_E_MAYBE_DONE : SDP_E_TOO_LARGE);
        assert_int_equal(s.starts, 1);
        assert_non_null(strstr(sdp_error_message(&s.error), "longer than 200 bytes"));
        scripted_free(&s);
    }
}

static void messages_of_a_success_are_kept(void **state)
{
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.delete", "7", NULL, NULL, 0);
    scripted_answer(
        &s, 200,
        "{\"response_status\":{\"status\":\"success\",\"status_code\":2000,\"messages\":[{\"message\":\"Gone.\"}]}}",
        NULL);
    scripted_step(&s, 1);
    assert_int_equal(s.call.status, SDP_OK);
    assert_string_equal(sdp_error_server_message(&s.error, 0)->message, "Gone.");
    assert_int_equal(sdp_error_api_code(&s.error), 2000);
    assert_string_equal(sdp_error_message(&s.error), "");
    scripted_free(&s);
}

static void words_of_a_failure_are_those_of_the_last_attempt(void **state)
{
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, NULL, 0);
    scripted_answer(&s, 503, "first", NULL);
    scripted_step(&s, 1);
    scripted_step(&s, 1000);
    assert_int_equal(s.starts, 2);
    scripted_answer(&s, 404, ANSWER_FAILED("4007", "no such product"), NULL);
    scripted_step(&s, 1001);
    assert_int_equal(s.call.status, SDP_E_NOT_FOUND);
    assert_null(strstr(sdp_error_message(&s.error), "first"));
    assert_int_equal(sdp_error_message_count(&s.error), 1);
    assert_int_equal(sdp_error_attempts(&s.error), 2);
    scripted_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_tell_of_each_attempt),
        cmocka_unit_test(a_lost_write_says_so_and_why),
        cmocka_unit_test(an_answer_has_a_ceiling),
        cmocka_unit_test(messages_of_a_success_are_kept),
        cmocka_unit_test(words_of_a_failure_are_those_of_the_last_attempt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
