/* Cancelling in each state, aborting, many calls on one engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/products.h>

#include "fake_auth.h"
#include "scripted.h"

static void assert_ended(const scripted *s, sdp_status status)
{
    assert_int_equal(s->call.state, SDPI_CALL_DONE);
    assert_int_equal(s->call.status, status);
    assert_int_equal(sdp_error_status(&s->error), status);
    assert_null(s->engine.calls);
}

static const sdp_product_type type = SDP_PRODUCT_TYPE(.id = "1");
static const sdp_product product = SDP_PRODUCT(.name = "n", .product_type = &type);

enum { IN_AUTHORIZE, IN_LOGIN, IN_PACE, IN_RECEIVE, IN_BACKOFF, PLACES };

/* Brings a call to a state in which it waits. */
static void bring_to(scripted *s, fake_auth *auth, int place, int write, const sdp_options *options)
{
    static const int32_t states[] = {SDPI_CALL_AUTHORIZE, SDPI_CALL_LOGIN, SDPI_CALL_PACE, SDPI_CALL_RECEIVE,
                                     SDPI_CALL_BACKOFF};
    const sdp_header asked = {"Retry-After", "5"};
    fake_auth_init(auth);
    auth->until_ms = 100000;
    auth->answers[0] = place == IN_AUTHORIZE ? SDPI_AUTH_WAIT
                       : place == IN_LOGIN   ? SDPI_AUTH_SEND_FIRST
                                             : SDPI_AUTH_READY;
    scripted_init(s, &auth->base);
    s->settings.limiter = sdpi_limiter_new(&sdpi_default_allocator, 6);
    if (place == IN_PACE) sdpi_limiter_take(s->settings.limiter, 1000);
    scripted_start(s, write ? "products.add" : "products.get", write ? NULL : "7", write ? &product : NULL, options,
                   1000);
    if (place == IN_BACKOFF) {
        scripted_answer(s, 429, "", &asked);
        scripted_step(s, 1001);
    }
    assert_int_equal(s->call.state, states[place]);
}

static void cancelling_ends_a_call_in_each_state(void **state)
{
    (void)state;
    for (int place = 0; place < PLACES; place++) {
        for (int write = 0; write < 2; write++) {
            sdp_cancel *cancel = NULL;
            fake_auth auth;
            scripted s;
            assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
            const sdp_options options = SDP_OPTIONS(.cancel = cancel);
            bring_to(&s, &auth, place, write, &options);
            sdp_cancel_signal(cancel);
            assert_int_equal(s.wakeups, 1);
            scripted_step(&s, 1002);
            int maybe = write && place == IN_RECEIVE;
            assert_ended(&s, maybe ? SDP_E_MAYBE_DONE : SDP_E_CANCELED);
            assert_int_equal(sdp_error_maybe_done(&s.error), maybe);
            assert_int_equal(sdp_error_retryable(&s.error), 0);
            assert_int_equal(s.cancels, place == IN_RECEIVE || place == IN_LOGIN);
            assert_int_equal(auth.unanswered, place == IN_LOGIN);
            /* The object serves again when it is reset. */
            sdp_cancel_reset(cancel);
            sdpi_limiter_free(s.settings.limiter);
            s.settings.limiter = NULL;
            auth.answers[auth.questions] = SDPI_AUTH_READY;
            scripted_start(&s, "products.get", "7", NULL, &options, 2000);
            scripted_answer(&s, 200, ANSWER_OK, NULL);
            scripted_step(&s, 2001);
            assert_ended(&s, SDP_OK);
            scripted_free(&s);
            sdp_cancel_free(cancel);
        }
    }
}

/* Where the transport knows that nothing was sent, a cancelled write did not happen. */
static void a_write_that_was_not_sent_did_not_happen(void **state)
{
    sdp_cancel *cancel = NULL;
    fake_auth auth;
    scripted s;
    (void)state;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    bring_to(&s, &auth, IN_RECEIVE, 1, &options);
    s.cancel_sent = SDP_SENT_NOTHING;
    sdp_cancel_signal(cancel);
    scripted_step(&s, 1002);
    assert_ended(&s, SDP_E_CANCELED);
    sdpi_limiter_free(s.settings.limiter);
    scripted_free(&s);
    sdp_cancel_free(cancel);
}

static void a_signal_before_the_start_ends_it_unsent(void **state)
{
    sdp_cancel *cancel = NULL;
    scripted s;
    (void)state;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    sdp_cancel_signal(cancel);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, &options, 0);
    assert_ended(&s, SDP_E_CANCELED);
    assert_int_equal(s.starts, 0);
    scripted_free(&s);
    sdp_cancel_free(cancel);
}

static void an_answer_that_came_in_time_counts(void **state)
{
    sdp_cancel *cancel = NULL;
    scripted s;
    (void)state;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    scripted_init(&s, NULL);
    scripted_start(&s, "products.add", NULL, &product, &options, 0);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    sdp_cancel_signal(cancel);
    scripted_step(&s, 100000);
    assert_ended(&s, SDP_OK);
    scripted_free(&s);
    sdp_cancel_free(cancel);
}

static void aborting_tells_what_may_have_happened(void **state)
{
    (void)state;
    for (int place = 0; place < PLACES; place++) {
        for (int write = 0; write < 2; write++) {
            fake_auth auth;
            scripted s;
            bring_to(&s, &auth, place, write, NULL);
            sdpi_call_abort(&s.call, SDP_E_NETWORK, "the transport failed", 1500);
            assert_ended(&s, write && place == IN_RECEIVE ? SDP_E_MAYBE_DONE : SDP_E_NETWORK);
            assert_non_null(strstr(sdp_error_message(&s.error), "the transport failed"));
            sdpi_limiter_free(s.settings.limiter);
            scripted_free(&s);
        }
    }
}

static void calls_share_an_engine(void **state)
{
    fake_auth auth;
    scripted s;
    sdpi_call others[3];
    sdp_error errors[3];
    const char *const id = "7";
    const sdpi_input input = {.ids = &id, .id_count = 1};
    (void)state;
    fake_auth_init(&auth);
    auth.answers[0] = SDPI_AUTH_WAIT;
    auth.answers[1] = auth.answers[2] = auth.answers[3] = SDPI_AUTH_WAIT;
    auth.until_ms = 500;
    scripted_init(&s, &auth.base);
    for (int i = 0; i < 3; i++) {
        const sdp_options options = SDP_OPTIONS(.timeout_ms = 100 * (i + 1));
        sdpi_error_init(&errors[i], &sdpi_default_allocator);
        sdpi_call_init(&others[i], &s.engine);
        sdpi_call_start(&others[i], sdp_operation_by_name("products.get"), &input, &options, &errors[i], 0);
    }
    scripted_step(&s, 0);
    assert_int_equal(sdpi_engine_wait_ms(&s.engine, 0), 100);
    scripted_step(&s, 200);
    assert_int_equal(others[0].state, SDPI_CALL_DONE);
    assert_int_equal(others[1].state, SDPI_CALL_DONE);
    assert_int_equal(others[2].state, SDPI_CALL_AUTHORIZE);
    assert_int_equal(sdpi_engine_wait_ms(&s.engine, 200), 100);
    assert_int_equal(sdpi_engine_wait_ms(&s.engine, 400), 0);
    for (int i = 2; i >= 0; i--) sdpi_call_release(&others[i]);
    for (int i = 0; i < 3; i++) sdpi_error_release(&errors[i]);
    assert_int_equal(sdpi_engine_wait_ms(&s.engine, 400), -1);
    scripted_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cancelling_ends_a_call_in_each_state),
        cmocka_unit_test(a_write_that_was_not_sent_did_not_happen),
        cmocka_unit_test(a_signal_before_the_start_ends_it_unsent),
        cmocka_unit_test(an_answer_that_came_in_time_counts),
        cmocka_unit_test(aborting_tells_what_may_have_happened),
        cmocka_unit_test(calls_share_an_engine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
