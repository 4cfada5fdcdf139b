/* Cancelling: every call that listens is woken, and knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "call/cancel.h"

static int wakeups;

static sdp_status no_start(void *self, const sdp_request *request, sdp_done_fn done, void *user_data, void **transfer)
{
    (void)self;
    (void)request;
    (void)done;
    (void)user_data;
    (void)transfer;
    return SDP_E_NETWORK;
}

static sdp_status no_poll(void *self, int64_t timeout_ms)
{
    (void)self;
    (void)timeout_ms;
    return SDP_OK;
}

static int32_t no_cancel(void *self, void *transfer)
{
    (void)self;
    (void)transfer;
    return SDP_SENT_NOTHING;
}

static void count_wakeup(void *self)
{
    (void)self;
    wakeups++;
}

static void no_destroy(void *self)
{
    (void)self;
}

static sdp_transport *new_transport(void)
{
    static const sdp_transport_ops ops = {.size = sizeof ops,
                                          .start = no_start,
                                          .poll = no_poll,
                                          .cancel = no_cancel,
                                          .wakeup = count_wakeup,
                                          .destroy = no_destroy};
    sdp_transport *transport = NULL;
    assert_int_equal(sdp_transport_new(&ops, NULL, NULL, &transport), SDP_OK);
    return transport;
}

static void a_signal_wakes_all_that_listen(void **state)
{
    sdp_cancel *cancel = NULL;
    sdp_transport *transport = new_transport();
    sdpi_cancel_link links[3];
    (void)state;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    for (int i = 0; i < 3; i++) sdpi_cancel_join(cancel, &links[i], transport);
    for (int i = 0; i < 3; i++) assert_false(sdpi_cancel_is_signaled(&links[i]));
    wakeups = 0;
    sdp_cancel_signal(cancel);
    assert_int_equal(wakeups, 3);
    for (int i = 0; i < 3; i++) assert_true(sdpi_cancel_is_signaled(&links[i]));
    /* Leaving from the middle, the end and the front. */
    static const int order[] = {1, 0, 2};
    for (int i = 0; i < 3; i++) {
        sdpi_cancel_leave(&links[order[i]]);
        assert_false(sdpi_cancel_is_signaled(&links[order[i]]));
        wakeups = 0;
        sdp_cancel_signal(cancel);
        assert_int_equal(wakeups, 2 - i);
    }
    sdpi_cancel_leave(&links[0]); /* twice is once */
    sdp_cancel_free(cancel);
    sdp_transport_free(transport);
}

static void a_signal_stays_until_it_is_reset(void **state)
{
    sdp_cancel *cancel = NULL;
    sdp_transport *transport = new_transport();
    sdpi_cancel_link link;
    (void)state;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    sdp_cancel_signal(cancel);
    sdpi_cancel_join(cancel, &link, transport);
    assert_true(sdpi_cancel_is_signaled(&link));
    sdp_cancel_reset(cancel);
    assert_false(sdpi_cancel_is_signaled(&link));
    sdpi_cancel_leave(&link);
    sdp_cancel_free(cancel);
    sdp_transport_free(transport);
}

static void none_is_none(void **state)
{
    sdpi_cancel_link link;
    (void)state;
    sdpi_cancel_join(NULL, &link, NULL);
    assert_false(sdpi_cancel_is_signaled(&link));
    sdpi_cancel_leave(&link);
    sdp_cancel_signal(NULL);
    sdp_cancel_reset(NULL);
    sdp_cancel_free(NULL);
    assert_int_equal(sdp_cancel_new(NULL), SDP_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_wakes_all_that_listen),
        cmocka_unit_test(a_signal_stays_until_it_is_reset),
        cmocka_unit_test(none_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
