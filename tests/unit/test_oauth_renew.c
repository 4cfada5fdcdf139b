/* When an OAuth login asks for a token, and when it does not: memory alone, without a store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "asker.h"
#include "auth/oauth_parts.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

static sdp_auth *auth;
static asker a;
static asker b; /* a sibling's call */

static int begin(void **state)
{
    (void)state;
    auth = asker_login("r%1", NULL, NULL);
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

static void the_first_call_asks(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    const sdp_request *request = &a.step.request;
    assert_string_equal(request->method, "POST");
    assert_string_equal(request->url, "https://accounts.example.com/oauth/v2/token");
    assert_string_equal(request->body, "grant_type=refresh_token&client_id=id&client_secret=hush&refresh_token=r%251");
    assert_int_equal(request->body_size, strlen(request->body));
    assert_int_equal(request->once, 1);
    assert_int_equal(request->header_count, 2);
    asker_answer(&a, 10, 200, ASKER_TOKEN("t1", "3600"));
    asker_expect(&a, 10, "t1");
    asker_expect(&b, 20, "t1");
    assert_int_equal(a.requests, 1);
    assert_int_equal(b.requests, 0);
}

static void the_request_is_wiped(void **state)
{
    const sdpi_oauth *oauth = (const sdpi_oauth *)auth;
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    const size_t size = a.step.request.body_size;
    asker_answer(&a, 10, 200, ASKER_TOKEN("t1", "3600"));
    assert_non_null(oauth->request.data);
    for (size_t i = 0; i < size; i++) assert_int_equal(oauth->request.data[i], 0);
    for (size_t i = 0; i < sizeof oauth->stored; i++) assert_int_equal(((const char *)&oauth->stored)[i], 0);
    assert_int_equal(asker_ask(&a, HOUR), SDPI_AUTH_SEND_FIRST);
    asker_leave(&a, HOUR);
    for (size_t i = 0; i < size; i++) assert_int_equal(oauth->request.data[i], 0);
}

static void siblings_wait_for_the_one_that_asks(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    asker_expect_wait(&b, 5, 25);
    asker_expect_wait(&b, 25, 45);
    asker_answer(&a, 30, 200, ASKER_TOKEN("t1", "3600"));
    asker_expect(&b, 45, "t1");
    asker_expect(&a, 45, "t1");
}

/* The one that asked was cancelled, or its time was over. */
static void a_sibling_takes_over(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    asker_expect_wait(&b, 5, 25);
    asker_leave(&a, 10);
    asker_mint(&b, 25, "t1", 3600);
    asker_expect(&a, 30, "t1");
}

static void renewal_begins_two_minutes_early(void **state)
{
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    asker_expect(&b, HOUR - 2 * MINUTE - 1, "t1");
    assert_int_equal(asker_ask(&a, HOUR - 2 * MINUTE), SDPI_AUTH_SEND_FIRST);
    /* The others go on with the token that there is, while it will do. */
    asker_expect(&b, HOUR - 2 * MINUTE, "t1");
    asker_expect(&b, HOUR - 5001, "t1");
    asker_expect_wait(&b, HOUR - 5000, HOUR - 5000 + SDPI_TOKEN_POLL_MS);
    asker_answer(&a, HOUR, 200, ASKER_TOKEN("t2", "3600"));
    asker_expect(&a, HOUR, "t2");
    asker_expect(&b, HOUR, "t2");
}

/* What a slow server gave was made when it was asked, or later: nobody knows. */
static void a_life_begins_with_the_request(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, 30000, 200, ASKER_TOKEN("t1", "80"));
    asker_expect(&a, 30000, "t1");
    asker_expect(&b, 39999, "t1");
    assert_int_equal(asker_ask(&b, 40000), SDPI_AUTH_SEND_FIRST);
    asker_expect(&a, 74999, "t1");
    asker_expect_wait(&a, 75000, 75020);
    asker_leave(&b, 75000);
}

static void short_lives_are_renewed_at_half_time(void **state)
{
    (void)state;
    asker_mint(&a, 0, "t1", 2);
    asker_expect(&a, 999, "t1");
    assert_int_equal(asker_ask(&a, 1000), SDPI_AUTH_SEND_FIRST);
    asker_expect(&b, 1749, "t1");
    asker_expect_wait(&b, 1750, 1770);
    asker_answer(&a, 1760, 200, ASKER_TOKEN("t2", "2"));
    asker_expect(&b, 1770, "t2");
}

static void the_clock_may_be_set_back(void **state)
{
    (void)state;
    asker_mint(&a, HOUR, "t1", 3600);
    asker_expect(&a, HOUR - MINUTE, "t1");
    assert_int_equal(asker_ask(&a, HOUR - MINUTE - 1), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, HOUR - MINUTE, 200, ASKER_TOKEN("t2", "3600"));
    asker_expect(&a, HOUR - MINUTE, "t2");
}

/* Refused by the service: one new token for all who had the old one. */
static void a_refusal_is_cured_once(void **state)
{
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    asker_close(&a);
    asker_open(&a, auth); /* another call */
    asker_expect(&a, 10 * MINUTE, "t1");
    asker_expect(&b, 10 * MINUTE, "t1");
    assert_int_equal(asker_ask_refused(&a, 10 * MINUTE), SDPI_AUTH_SEND_FIRST);
    assert_int_equal(asker_ask_refused(&b, 10 * MINUTE), SDPI_AUTH_WAIT);
    asker_answer(&a, 10 * MINUTE + 5, 200, ASKER_TOKEN("t2", "3600"));
    asker_expect(&a, 10 * MINUTE + 5, "t2");
    assert_int_equal(asker_ask_refused(&b, 10 * MINUTE + 20), SDPI_AUTH_READY);
    assert_string_equal(b.step.headers[0].value, "Zoho-oauthtoken t2");
    assert_int_equal(b.requests, 0);
    /* The new one is refused as well: no token cures that. */
    assert_int_equal(asker_ask_refused(&a, 10 * MINUTE + 30), SDPI_AUTH_FAIL);
    assert_int_equal(a.step.status, SDP_E_LOGIN);
    assert_int_equal(sdp_error_status(&a.error), SDP_OK); /* what the service said stays */
    assert_int_equal(asker_ask_refused(&b, 12 * MINUTE - 1), SDPI_AUTH_FAIL);
    asker_expect(&a, 11 * MINUTE, "t2"); /* for other calls it is good enough */
}

static void a_token_of_this_very_call_is_not_renewed(void **state)
{
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    assert_int_equal(asker_ask_refused(&a, 10 * MINUTE), SDPI_AUTH_FAIL);
    asker_expect(&b, 10 * MINUTE, "t1");
}

/* A scope that is missing looks like a token that is over: one renewal in two minutes, whoever asks. */
static void refusals_do_not_use_up_the_budget(void **state)
{
    int sent = 0;
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    for (int64_t now_ms = MINUTE; now_ms < 31 * MINUTE; now_ms += 1000) {
        asker call;
        asker_open(&call, auth);
        assert_int_equal(asker_ask(&call, now_ms), SDPI_AUTH_READY);
        if (asker_ask_refused(&call, now_ms) == SDPI_AUTH_SEND_FIRST) {
            asker_answer(&call, now_ms, 200, ASKER_TOKEN("t2", "3600"));
            sent++;
        } else {
            assert_int_equal(call.step.kind, SDPI_AUTH_FAIL);
        }
        asker_close(&call);
    }
    assert_int_equal(sent, 15);
}

static void without_a_grant_nothing_is_sent(void **state)
{
    (void)state;
    sdp_auth *other = asker_login(NULL, NULL, NULL);
    asker call;
    asker_open(&call, other);
    asker_expect_failure(&call, 0, SDP_E_LOGIN_CODE, "there is no refresh token");
    assert_int_equal(sdpi_token_requests(&((sdpi_oauth *)other)->token, ASKER_DAY), 0);
    asker_close(&call);
    sdp_auth_free(other);
}

static void a_code_is_used_once(void **state)
{
    sdp_auth *other = asker_login(NULL, "c&1", NULL);
    asker call;
    (void)state;
    asker_open(&call, other);
    assert_int_equal(asker_ask(&call, 0), SDPI_AUTH_SEND_FIRST);
    assert_string_equal(call.step.request.body,
                        "grant_type=authorization_code&client_id=id&client_secret=hush&code=c%261");
    asker_answer(&call, 0, 200, ASKER_CODE_TOKEN("t1", "new-r"));
    asker_expect(&call, 0, "t1");
    assert_null(((const sdpi_oauth *)other)->code);
    assert_int_equal(asker_ask(&call, HOUR), SDPI_AUTH_SEND_FIRST);
    assert_string_equal(call.step.request.body,
                        "grant_type=refresh_token&client_id=id&client_secret=hush&refresh_token=new-r");
    asker_answer(&call, HOUR, 200, ASKER_TOKEN("t2", "3600"));
    asker_expect(&call, HOUR, "t2");
    asker_close(&call);
    sdp_auth_free(other);
}

static void a_code_may_bring_no_refresh_token(void **state)
{
    sdp_auth *other = asker_login(NULL, "c", NULL);
    asker call;
    (void)state;
    asker_open(&call, other);
    asker_mint(&call, 0, "t1", 3600);
    asker_expect(&call, HOUR - 2 * MINUTE, "t1");
    asker_expect_failure(&call, HOUR, SDP_E_LOGIN_CODE, "there is no refresh token");
    asker_close(&call);
    sdp_auth_free(other);
}

static void a_redirect_goes_with_the_code(void **state)
{
    sdp_auth *other = NULL;
    asker call;
    (void)state;
    const sdp_oauth config =
        SDP_OAUTH(.client_id = "id", .client_secret = "s", .code = "c", .redirect_uri = "https://a.example.com/b?c");
    assert_int_equal(sdp_auth_new_oauth(&config, NULL, &other), SDP_OK);
    asker_open(&call, other);
    assert_int_equal(asker_ask(&call, 0), SDPI_AUTH_SEND_FIRST);
    assert_string_equal(call.step.request.body, "grant_type=authorization_code&client_id=id&client_secret=s&code=c&"
                                                "redirect_uri=https%3A%2F%2Fa.example.com%2Fb%3Fc");
    asker_leave(&call, 0);
    asker_close(&call);
    sdp_auth_free(other);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_call_asks),
        TEST(the_request_is_wiped),
        TEST(siblings_wait_for_the_one_that_asks),
        TEST(a_sibling_takes_over),
        TEST(renewal_begins_two_minutes_early),
        TEST(a_life_begins_with_the_request),
        TEST(short_lives_are_renewed_at_half_time),
        TEST(the_clock_may_be_set_back),
        TEST(a_refusal_is_cured_once),
        TEST(a_token_of_this_very_call_is_not_renewed),
        TEST(refusals_do_not_use_up_the_budget),
        TEST(without_a_grant_nothing_is_sent),
        TEST(a_code_is_used_once),
        TEST(a_code_may_bring_no_refresh_token),
        TEST(a_redirect_goes_with_the_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
