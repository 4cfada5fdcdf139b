/* An OAuth login whose login server gives no token: pauses, refusals, throttles, and the budget of requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "asker.h"
#include "auth/oauth_parts.h"

#define MINUTE INT64_C(60000)

static sdp_auth *auth;
static asker a;
static asker b; /* a sibling's call */

static int begin(void **state)
{
    (void)state;
    auth = asker_login("r1", NULL, NULL);
    asker_open(&a, auth);
    asker_open(&b, auth);
    return 0;
}

static int end(void **state)
{
    (void)state;
    asker_close(&a);
    asker_close(&b);
    sdp_auth_free(auth);
    return 0;
}

static size_t counted(int64_t now_ms)
{
    return sdpi_token_requests(&((const sdpi_oauth *)auth)->token, ASKER_DAY + now_ms);
}

static void refusals_stand_for_a_minute(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, 0, 200, "{\"error\":\"invalid_client\"}");
    asker_expect_failure(&a, 0, SDP_E_LOGIN_CLIENT, "https://accounts.example.com gave no token: invalid_client");
    assert_non_null(strstr(sdp_error_message(&a.error), "data centre may be wrong"));
    assert_int_equal(a.error.retryable, 0);
    assert_int_equal(a.error.retry_after_ms, MINUTE);
    asker_expect_failure(&b, MINUTE - 1, SDP_E_LOGIN_CLIENT, "invalid_client");
    asker_mint(&b, MINUTE, "t1", 3600);
    asker_expect(&a, MINUTE, "t1");
}

static void each_refusal_has_its_status(void **state)
{
    static const struct {
        const char *word;
        sdp_status status;
        int elsewhere;
    } words[] = {
        {"{\"error\":\"invalid_code\"}", SDP_E_LOGIN_CODE, 1},
        {"{\"error\":\"invalid_client_secret\"}", SDP_E_LOGIN_SECRET, 0},
        {"{\"error\":\"invalid_scope\"}", SDP_E_LOGIN_SCOPE, 0},
        {"{\"error\":\"access_denied\"}", SDP_E_LOGIN_DENIED, 0},
        {"<html>hush</html>", SDP_E_LOGIN_ANSWER, 0},
        {"{\"access_token\":\"\"}", SDP_E_LOGIN_ANSWER, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const int64_t now_ms = (int64_t)i * MINUTE;
        assert_int_equal(asker_ask(&a, now_ms), SDPI_AUTH_SEND_FIRST);
        asker_answer(&a, now_ms, i % 2 ? 400 : 200, words[i].word);
        asker_expect_failure(&b, now_ms, words[i].status, "https://accounts.example.com ");
        assert_int_equal(strstr(sdp_error_message(&b.error), "data centre") != NULL, words[i].elsewhere);
    }
    assert_int_equal(counted(6 * MINUTE), 2); /* the four refusals made no token */
}

/* Three tries in a row, each after a longer pause; then calls fail at once until the pause is over. */
static void a_server_in_trouble_is_tried_again(void **state)
{
    int64_t now_ms = 1000;
    int64_t pause_ms = SDPI_BACKOFF_FIRST_MS;
    (void)state;
    for (int i = 1; i < SDPI_TOKEN_FAILURES; i++) {
        assert_int_equal(asker_ask(&a, now_ms), SDPI_AUTH_SEND_FIRST);
        asker_answer(&a, now_ms, 502, "<html>Bad Gateway</html>");
        asker_expect_wait(&a, now_ms, now_ms + pause_ms);
        asker_expect_wait(&b, now_ms, now_ms + pause_ms);
        now_ms += pause_ms;
        pause_ms *= 2;
    }
    assert_int_equal(asker_ask(&a, now_ms), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, now_ms, 502, "<html>Bad Gateway</html>");
    asker_expect_failure(&a, now_ms, SDP_E_SERVER, "answered something that is not JSON");
    assert_int_equal(a.error.retryable, 1);
    assert_int_equal(a.error.http_status, 502);
    assert_int_equal(a.error.retry_after_ms, pause_ms);
    asker_expect_failure(&b, now_ms + pause_ms - 1, SDP_E_SERVER, "answered");
    /* One try after the pause, and another pause. */
    now_ms += pause_ms;
    assert_int_equal(asker_ask(&b, now_ms), SDPI_AUTH_SEND_FIRST);
    asker_answer(&b, now_ms, 502, "");
    asker_expect_failure(&b, now_ms, SDP_E_SERVER, "answered");
    now_ms += 2 * pause_ms;
    asker_mint(&b, now_ms, "t1", 3600);
    asker_expect(&a, now_ms, "t1");
}

/* A call that is not to be repeated asks once, and one that is waits for a sibling's pause to be over all the same. */
static void repeats_are_those_of_the_call(void **state)
{
    static const char *const answers[] = {"<html>", ASKER_THROTTLED};
    static const sdp_status statuses[] = {SDP_E_SERVER, SDP_E_LOGIN_THROTTLED};
    (void)state;
    for (int32_t most = 0; most < SDPI_TOKEN_FAILURES; most++) {
        for (int i = 0; i < 2; i++) {
            sdp_auth *own = asker_login("r1", NULL, NULL);
            asker one;
            asker other;
            int64_t now_ms = 0;
            asker_open(&one, own);
            asker_open(&other, own);
            one.max_retries = other.max_retries = most;
            while (asker_ask(&one, now_ms) != SDPI_AUTH_FAIL) {
                if (one.step.kind == SDPI_AUTH_SEND_FIRST) asker_answer_with(&one, now_ms, 503, answers[i], "1");
                if (one.requests == 1) assert_int_equal(asker_ask(&other, now_ms), SDPI_AUTH_WAIT);
                now_ms += 50;
            }
            assert_int_equal(one.step.status, statuses[i]);
            assert_int_equal(one.requests, most + 1);
            asker_close(&one);
            asker_close(&other);
            sdp_auth_free(own);
        }
    }
}

/* No pause is longer than a minute, however often the server fails. */
static void pauses_do_not_grow_for_ever(void **state)
{
    int64_t now_ms = 0;
    (void)state;
    for (int i = 0; i < 40; i++) {
        asker call;
        asker_open(&call, auth);
        if (asker_ask(&call, now_ms) == SDPI_AUTH_SEND_FIRST)
            asker_fail(&call, now_ms, SDP_E_CONNECT, SDP_SENT_NOTHING);
        asker_close(&call);
        const int64_t pause_ms = ((const sdpi_oauth *)auth)->failure.until_ms - now_ms;
        assert_in_range(pause_ms, 1, MINUTE);
        now_ms += pause_ms;
    }
    asker_mint(&a, now_ms, "t1", 3600);
}

static void a_call_without_time_fails_at_once(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    asker_fail(&a, 10, SDP_E_CONNECT, SDP_SENT_NOTHING);
    a.left_ms = SDPI_BACKOFF_FIRST_MS;
    asker_expect_failure(&a, 10, SDP_E_CONNECT, "cannot be asked for a token: it broke");
    assert_int_equal(a.error.retryable, 1);
    asker_expect_wait(&b, 10, 10 + SDPI_BACKOFF_FIRST_MS);
}

/* The budget counts what may have reached the server, and nothing else. */
static void what_never_arrived_is_not_counted(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    assert_int_equal(counted(0), 1);
    asker_fail(&a, 0, SDP_E_RESOLVE, SDP_SENT_NOTHING);
    assert_int_equal(counted(0), 0);
    assert_int_equal(asker_ask(&a, 1000), SDPI_AUTH_SEND_FIRST);
    asker_fail(&a, 1000, SDP_E_TIMEOUT, SDP_SENT_MAYBE);
    assert_int_equal(counted(1000), 1);
    assert_int_equal(asker_ask(&a, 9000), SDPI_AUTH_SEND_FIRST);
    asker_leave(&a, 9000);
    assert_int_equal(counted(9000), 2);
    asker_mint(&a, 9000, "t1", 3600);
    assert_int_equal(counted(9000), 3);
}

static void a_good_token_outlives_failures(void **state)
{
    const int64_t early = 58 * MINUTE;
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    assert_int_equal(asker_ask(&a, early), SDPI_AUTH_SEND_FIRST);
    asker_fail(&a, early, SDP_E_TIMEOUT, SDP_SENT_MAYBE);
    asker_expect(&a, early, "t1");
    assert_int_equal(asker_ask(&a, early + SDPI_BACKOFF_FIRST_MS), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, early + SDPI_BACKOFF_FIRST_MS, 200, "{\"error\":\"invalid_client\"}");
    asker_expect(&a, early + 30000, "t1");
    asker_expect(&b, early + 30000, "t1");
    assert_int_equal(asker_ask(&a, early + 61000), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, early + 61000, 400, ASKER_THROTTLED);
    asker_expect(&a, early + 61000, "t1");
    asker_expect_failure(&a, 60 * MINUTE - 5000, SDP_E_LOGIN_THROTTLED, "takes no request for a token");
}

static void ten_requests_are_the_most(void **state)
{
    int64_t now_ms = 0;
    (void)state;
    for (int i = 0; i < SDPI_TOKEN_REQUESTS; i++) {
        asker_mint(&a, now_ms, "t1", 2);
        now_ms += 2000;
    }
    asker_expect_failure(&b, now_ms, SDP_E_LOGIN_BUDGET, "within the next 580 s");
    assert_int_equal(b.error.retryable, 1);
    assert_int_equal(b.error.retry_after_ms, 580000);
    /* A call that has the time waits, and looks again now and then. */
    b.left_ms = INT64_MAX;
    asker_expect_failure(&b, now_ms, SDP_E_LOGIN_BUDGET, "ten times in ten minutes");
    asker_expect_wait(&b, 10 * MINUTE - 30000, 10 * MINUTE - 29000);
    asker_expect_wait(&b, 10 * MINUTE - 300, 10 * MINUTE);
    asker_mint(&b, 10 * MINUTE, "t2", 2);
    b.requests = 0;
    asker_expect_wait(&b, 10 * MINUTE + 1750, 10 * MINUTE + 2000);
}

static void a_throttled_login_waits_for_the_window(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, 0, 400, ASKER_THROTTLED);
    asker_expect_failure(&a, 0, SDP_E_LOGIN_THROTTLED, "takes no request for a token for another 600 s");
    assert_int_equal(a.error.retryable, 1);
    assert_int_equal(a.error.retry_after_ms, 10 * MINUTE);
    asker_expect_failure(&b, 5 * MINUTE, SDP_E_LOGIN_THROTTLED, "another 300 s");
    asker_mint(&b, 10 * MINUTE, "t1", 3600);
}

/* However long the pause is, it is kept: a request before its end makes it longer. */
static void the_pause_that_the_server_names_is_kept(void **state)
{
    static const struct {
        const char *value;
        int64_t pause_ms;
    } pauses[] = {{"30", 30000},     {"1500", 1500000},
                  {"3600", 3600000}, {"99999999999999999999", 3600000},
                  {"0", 600000},     {"Wed, 01 Jan 2031 00:00:00 GMT", 600000},
                  {"", 600000}};
    int64_t now_ms = 0;
    (void)state;
    for (size_t i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        asker call;
        asker_open(&call, auth);
        call.left_ms = 1;
        assert_int_equal(asker_ask(&call, now_ms), SDPI_AUTH_SEND_FIRST);
        asker_answer_with(&call, now_ms, 429, "", pauses[i].value);
        asker_expect_failure(&call, now_ms, SDP_E_LOGIN_THROTTLED, "takes no request");
        assert_int_equal(call.error.retry_after_ms, pauses[i].pause_ms);
        now_ms += pauses[i].pause_ms;
        asker_expect_failure(&call, now_ms - 1, SDP_E_LOGIN_THROTTLED, "another 1 s");
        asker_close(&call);
    }
}

/* A server that asks for a moment, again and again, does not keep a call busy for ever. */
static void a_call_does_not_wait_for_throttles_for_ever(void **state)
{
    int64_t now_ms = 0;
    (void)state;
    for (int i = 0; i < SDPI_TOKEN_FAILURES; i++) {
        assert_int_equal(asker_ask(&a, now_ms), SDPI_AUTH_SEND_FIRST);
        asker_answer_with(&a, now_ms, 429, "", "1");
        if (i + 1 < SDPI_TOKEN_FAILURES) asker_expect_wait(&a, now_ms, now_ms + 1000);
        if (i + 1 < SDPI_TOKEN_FAILURES) now_ms += 1000;
    }
    asker_expect_failure(&a, now_ms, SDP_E_LOGIN_THROTTLED, "another 1 s");
    asker_expect_wait(&b, now_ms, now_ms + 1000);
}

static void a_refused_code_is_refused_for_ever(void **state)
{
    sdp_auth *other = asker_login(NULL, "c", NULL);
    asker call;
    (void)state;
    asker_open(&call, other);
    assert_int_equal(asker_ask(&call, 0), SDPI_AUTH_SEND_FIRST);
    asker_answer(&call, 0, 200, "{\"error\":\"invalid_code\"}");
    asker_expect_failure(&call, 0, SDP_E_LOGIN_CODE, "invalid_code");
    assert_int_equal(call.error.retry_after_ms, -1);
    asker_expect_failure(&call, 24 * 60 * MINUTE, SDP_E_LOGIN_CODE, "invalid_code");
    asker_close(&call);
    sdp_auth_free(other);
}

/* Before it was looked at, a code is as good as new. */
static void a_code_survives_what_passes(void **state)
{
    sdp_auth *other = asker_login(NULL, "c", NULL);
    asker call;
    (void)state;
    asker_open(&call, other);
    assert_int_equal(asker_ask(&call, 0), SDPI_AUTH_SEND_FIRST);
    asker_fail(&call, 0, SDP_E_CONNECT, SDP_SENT_NOTHING);
    assert_int_equal(asker_ask(&call, 1000), SDPI_AUTH_SEND_FIRST);
    asker_answer(&call, 1000, 503, "");
    assert_int_equal(asker_ask(&call, 5000), SDPI_AUTH_SEND_FIRST);
    assert_non_null(strstr(call.step.request.body, "&code=c"));
    asker_answer(&call, 5000, 200, ASKER_CODE_TOKEN("t1", "r"));
    asker_expect(&call, 5000, "t1");
    asker_close(&call);
    sdp_auth_free(other);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(refusals_stand_for_a_minute),
        TEST(each_refusal_has_its_status),
        TEST(a_server_in_trouble_is_tried_again),
        TEST(repeats_are_those_of_the_call),
        TEST(pauses_do_not_grow_for_ever),
        TEST(a_call_without_time_fails_at_once),
        TEST(what_never_arrived_is_not_counted),
        TEST(a_good_token_outlives_failures),
        TEST(ten_requests_are_the_most),
        TEST(a_throttled_login_waits_for_the_window),
        TEST(the_pause_that_the_server_names_is_kept),
        TEST(a_call_does_not_wait_for_throttles_for_ever),
        TEST(a_refused_code_is_refused_for_ever),
        TEST(a_code_survives_what_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
