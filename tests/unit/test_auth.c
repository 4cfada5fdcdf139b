/* What the engine does for a login: waiting, sending first, renewing once, failing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/products.h>

#include "fake_auth.h"
#include "scripted.h"

typedef struct setting {
    fake_auth auth;
    scripted s;
} setting;

static void begin(setting *t, int32_t first, int32_t second, int32_t third)
{
    fake_auth_init(&t->auth);
    t->auth.answers[0] = first;
    t->auth.answers[1] = second;
    t->auth.answers[2] = third;
    t->auth.status = SDP_E_LOGIN;
    scripted_init(&t->s, &t->auth.base);
    scripted_start(&t->s, "products.get", "7", NULL, NULL, 100);
}

static void assert_ended(const setting *t, sdp_status status)
{
    if (t->s.call.state != SDPI_CALL_DONE || t->s.call.status != status) {
        fail_msg("state %d, %s: %s", (int)t->s.call.state, sdp_status_name(t->s.call.status),
                 sdp_error_message(&t->s.error));
    }
    assert_int_equal(sdp_error_status(&t->s.error), status);
}

static void a_login_may_ask_to_wait(void **state)
{
    setting t;
    (void)state;
    fake_auth_init(&t.auth);
    t.auth.answers[0] = SDPI_AUTH_WAIT;
    t.auth.until_ms = 500;
    scripted_init(&t.s, &t.auth.base);
    scripted_start(&t.s, "products.get", "7", NULL, NULL, 100);
    assert_int_equal(t.s.call.state, SDPI_CALL_AUTHORIZE);
    assert_int_equal(sdpi_engine_wait_ms(&t.s.engine, 100), 400);
    scripted_step(&t.s, 499);
    assert_int_equal(t.auth.questions, 1);
    scripted_step(&t.s, 500);
    assert_int_equal(t.auth.questions, 2);
    assert_int_equal(t.s.starts, 1);
    assert_non_null(strstr(t.s.headers, "Authorization: Zoho-oauthtoken planted-secret\n"));
    scripted_answer(&t.s, 200, ANSWER_OK, NULL);
    scripted_step(&t.s, 501);
    assert_ended(&t, SDP_OK);
    scripted_free(&t.s);
}

static void a_login_may_send_first(void **state)
{
    setting t;
    (void)state;
    begin(&t, SDPI_AUTH_SEND_FIRST, SDPI_AUTH_READY, 0);
    assert_int_equal(t.s.call.state, SDPI_CALL_LOGIN);
    assert_string_equal(t.s.url, "https://accounts.example.com/oauth/v2/token");
    scripted_answer(&t.s, 200, "{\"access_token\":\"x\"}", NULL);
    scripted_step(&t.s, 200);
    assert_int_equal(t.auth.answered, 1);
    assert_string_equal(t.auth.body, "{\"access_token\":\"x\"}");
    assert_string_equal(t.s.method, "GET");
    assert_int_equal(t.s.events, 0); /* events tell of the call's own attempts */
    scripted_answer(&t.s, 200, ANSWER_OK, NULL);
    scripted_step(&t.s, 300);
    assert_ended(&t, SDP_OK);
    assert_int_equal(sdp_error_attempts(&t.s.error), 1);
    scripted_free(&t.s);
}

static void a_login_is_renewed_once(void **state)
{
    setting t;
    (void)state;
    begin(&t, SDPI_AUTH_READY, SDPI_AUTH_READY, SDPI_AUTH_READY);
    scripted_answer(&t.s, 401, ANSWER_FAILED("4000", "expired"), NULL);
    scripted_step(&t.s, 200);
    assert_int_equal(t.auth.refusals, 1);
    assert_int_equal(t.s.starts, 2);
    scripted_answer(&t.s, 401, ANSWER_FAILED("4000", "expired"), NULL);
    scripted_step(&t.s, 300);
    assert_ended(&t, SDP_E_LOGIN);
    assert_int_equal(t.auth.refusals, 1);
    assert_int_equal(t.s.starts, 2);
    assert_non_null(strstr(sdp_error_message(&t.s.error), "expired"));
    scripted_free(&t.s);
    begin(&t, SDPI_AUTH_READY, SDPI_AUTH_READY, SDPI_AUTH_READY);
    scripted_answer(&t.s, 401, ANSWER_FAILED("4000", "expired"), NULL);
    scripted_step(&t.s, 200);
    scripted_answer(&t.s, 200, ANSWER_OK, NULL);
    scripted_step(&t.s, 300);
    assert_ended(&t, SDP_OK);
    assert_int_equal(sdp_error_attempts(&t.s.error), 2);
    scripted_free(&t.s);
}

static void a_login_is_not_renewed_where_a_new_one_would_lack_the_same(void **state)
{
    static const char *const bodies[] = {ANSWER_FAILED("4002", "x"), ANSWER_FAILED("4007", "x"),
                                         ANSWER_FAILED("7001", "x"), "<html>"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        setting t;
        begin(&t, SDPI_AUTH_READY, SDPI_AUTH_READY, SDPI_AUTH_READY);
        scripted_answer(&t.s, 401, bodies[i], NULL);
        scripted_step(&t.s, 200);
        assert_ended(&t, SDP_E_LOGIN);
        assert_int_equal(t.s.starts, 1);
        scripted_free(&t.s);
    }
}

static void without_another_login_the_answer_of_the_service_stands(void **state)
{
    setting t;
    (void)state;
    begin(&t, SDPI_AUTH_READY, SDPI_AUTH_FAIL, 0);
    scripted_answer(&t.s, 401, ANSWER_FAILED("4000", "the token is expired"), NULL);
    scripted_step(&t.s, 200);
    assert_ended(&t, SDP_E_LOGIN);
    assert_int_equal(sdp_error_http_status(&t.s.error), 401);
    assert_non_null(strstr(sdp_error_message(&t.s.error), "the token is expired"));
    scripted_free(&t.s);
}

static void a_failed_login_ends_the_call(void **state)
{
    setting t;
    (void)state;
    begin(&t, SDPI_AUTH_FAIL, 0, 0);
    assert_ended(&t, SDP_E_LOGIN);
    assert_int_equal(t.s.starts, 0);
    scripted_free(&t.s);
    /* Whatever it fails with after a 401, the answer of the service stands. */
    fake_auth_init(&t.auth);
    t.auth.answers[0] = SDPI_AUTH_READY;
    t.auth.answers[1] = SDPI_AUTH_FAIL;
    t.auth.status = SDP_E_NETWORK;
    scripted_init(&t.s, &t.auth.base);
    scripted_start(&t.s, "products.get", "7", NULL, NULL, 100);
    scripted_answer(&t.s, 401, "", NULL);
    scripted_step(&t.s, 200);
    assert_ended(&t, SDP_E_LOGIN);
    assert_int_equal(sdp_error_http_status(&t.s.error), 401);
    scripted_free(&t.s);
}

static void a_login_that_never_comes_to_an_end_fails(void **state)
{
    setting t;
    (void)state;
    begin(&t, SDPI_AUTH_SEND_FIRST, SDPI_AUTH_SEND_FIRST, SDPI_AUTH_SEND_FIRST);
    for (int i = 3; i < 8; i++) t.auth.answers[i] = SDPI_AUTH_SEND_FIRST;
    for (int i = 0; i < 4; i++) {
        scripted_answer(&t.s, 200, "{}", NULL);
        scripted_step(&t.s, 200);
    }
    assert_ended(&t, SDP_E_LOGIN);
    assert_int_equal(t.auth.answered, 5); /* the last one with a status: it was not sent */
    assert_int_equal(t.auth.unanswered, 0);
    scripted_free(&t.s);
}

/* However a call ends while its login's request is under way, the login gets to know: others wait for it. */
static void a_login_always_learns_how_its_request_ended(void **state)
{
    setting t;
    (void)state;
    begin(&t, SDPI_AUTH_SEND_FIRST, SDPI_AUTH_READY, 0);
    scripted_step(&t.s, 70000);
    assert_ended(&t, SDP_E_TIMEOUT);
    assert_int_equal(t.auth.unanswered, 1);
    scripted_free(&t.s);

    begin(&t, SDPI_AUTH_SEND_FIRST, SDPI_AUTH_READY, 0);
    scripted_free(&t.s);
    assert_int_equal(t.auth.unanswered, 1);
    assert_int_equal(t.s.cancels, 1);

    begin(&t, SDPI_AUTH_SEND_FIRST, SDPI_AUTH_READY, 0);
    sdpi_call_abort(&t.s.call, SDP_E_NETWORK, "the transport failed", 200);
    assert_ended(&t, SDP_E_NETWORK);
    assert_int_equal(t.auth.unanswered, 1);
    scripted_free(&t.s);

    fake_auth_init(&t.auth);
    t.auth.answers[0] = SDPI_AUTH_SEND_FIRST;
    scripted_init(&t.s, &t.auth.base);
    t.s.start_status = SDP_E_NO_MEMORY;
    scripted_start(&t.s, "products.get", "7", NULL, NULL, 100);
    assert_ended(&t, SDP_E_NO_MEMORY);
    assert_int_equal(t.auth.answered, 1);
    scripted_free(&t.s);

    begin(&t, SDPI_AUTH_SEND_FIRST, SDPI_AUTH_FAIL, 0);
    scripted_fail(&t.s, SDP_E_CONNECT, SDP_SENT_NOTHING);
    scripted_step(&t.s, 200);
    assert_ended(&t, SDP_E_LOGIN);
    assert_int_equal(t.auth.answered, 1);
    scripted_free(&t.s);
}

static void references_are_counted(void **state)
{
    sdp_auth *auth = NULL;
    (void)state;
    assert_null(sdpi_auth_hold(NULL));
    sdp_auth_free(NULL);
    assert_int_equal(sdp_auth_new_token("t", NULL, &auth), SDP_OK);
    assert_ptr_equal(sdpi_auth_hold(auth), auth);
    sdp_auth_free(auth);
    sdp_auth_free(auth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_may_ask_to_wait),
        cmocka_unit_test(a_login_may_send_first),
        cmocka_unit_test(a_login_is_renewed_once),
        cmocka_unit_test(a_login_is_not_renewed_where_a_new_one_would_lack_the_same),
        cmocka_unit_test(without_another_login_the_answer_of_the_service_stands),
        cmocka_unit_test(a_failed_login_ends_the_call),
        cmocka_unit_test(a_login_that_never_comes_to_an_end_fails),
        cmocka_unit_test(a_login_always_learns_how_its_request_ended),
        cmocka_unit_test(references_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
