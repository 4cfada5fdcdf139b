/* A call's beginning and end, and its memory: used again, freed, and lacking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/products.h>

#include "scarce.h"
#include "scripted.h"

static const sdp_product_type type = SDP_PRODUCT_TYPE(.id = "5");
static const sdp_product product = SDP_PRODUCT(.name = "n", .product_type = &type);

static void a_call_is_used_again(void **state)
{
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    for (int i = 0; i < 3; i++) {
        scripted_start(&s, "products.add", NULL, &product, NULL, i);
        assert_string_equal(s.body, "input_data=%7B%22product%22%3A%7B%22product_type%22%3A%7B%22id%22%3A%225%22%7D%2C%"
                                    "22name%22%3A%22n%22%7D%7D");
        scripted_answer(&s, 200, ANSWER_OK, NULL);
        scripted_step(&s, i);
        assert_int_equal(s.call.status, SDP_OK);
        scripted_start(&s, "products.get", "7", NULL, NULL, i);
        assert_int_equal(s.has_body, 0);
        scripted_fail(&s, SDP_E_TLS, SDP_SENT_NOTHING);
        scripted_step(&s, i);
        assert_int_equal(s.call.status, SDP_E_TLS);
        assert_null(s.call.result.entity); /* that of the call before is gone */
    }
    scripted_free(&s);
}

static void releasing_ends_what_is_under_way(void **state)
{
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, NULL, 0);
    scripted_free(&s);
    assert_int_equal(s.cancels, 1);
    scripted_init(&s, NULL);
    scripted_free(&s); /* one that never began */
}

static void times_do_not_overflow(void **state)
{
    scripted s;
    const sdp_options forever = SDP_OPTIONS(.timeout_ms = INT64_MAX);
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, &forever, 1000);
    assert_true(s.timeout_ms == 0);
    assert_true(sdpi_engine_wait_ms(&s.engine, 1000) == -1);
    scripted_step(&s, INT64_MAX / 2);
    assert_int_equal(s.call.state, SDPI_CALL_RECEIVE);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    scripted_step(&s, INT64_MAX / 2);
    assert_int_equal(s.call.status, SDP_OK);
    scripted_free(&s);
}

/* Each allocation fails once: the call says so, or succeeds, and nothing leaks. */
static void without_memory_a_call_ends_cleanly(void **state)
{
    int failed = 0;
    (void)state;
    for (long left = 0; left < 40; left++) {
        scarce memory;
        scripted s;
        scarce_init(&memory, -1);
        scripted_init(&s, NULL);
        s.settings.allocator = memory.allocator;
        sdpi_call_release(&s.call);
        sdpi_engine_init(&s.engine, &s.settings, s.transport, 1);
        sdpi_call_init(&s.call, &s.engine);
        memory.left = left;
        scripted_start(&s, "products.add", NULL, &product, NULL, 0);
        if (s.active) {
            scripted_answer(&s, 200, ANSWER_OK, NULL);
            scripted_step(&s, 1);
        }
        assert_int_equal(s.call.state, SDPI_CALL_DONE);
        assert_int_equal(sdp_error_status(&s.error), s.call.status);
        if (s.call.status != SDP_OK) {
            failed++;
            assert_true(s.call.status == SDP_E_NO_MEMORY || s.call.status == SDP_E_MAYBE_DONE);
            /* What was sent is not said to be undone. */
            if (s.starts > 0) assert_int_equal(sdp_error_maybe_done(&s.error), 1);
        }
        scripted_free(&s);
        assert_int_equal(memory.alive, 0);
    }
    assert_true(failed > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_used_again),
        cmocka_unit_test(releasing_ends_what_is_under_way),
        cmocka_unit_test(times_do_not_overflow),
        cmocka_unit_test(without_memory_a_call_ends_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
