/* One copy of the options, and one word for what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "call/options.h"

static void options_of_any_version_are_copied(void **state)
{
    const sdp_options defaults = SDP_OPTIONS_INIT;
    struct {
        sdp_options known;
        const char *from_the_future;
    } newer = {.known = SDP_OPTIONS_INIT};
    sdp_options copy;
    sdp_error error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    memset(&copy, 'x', sizeof copy);
    assert_int_equal(sdpi_options_copy(NULL, &error, &copy), SDP_OK);
    assert_memory_equal(&copy, &defaults, sizeof copy);
    newer.known.timeout_ms = 5;
    newer.known.head.size = offsetof(sdp_options, timeout_ms) + sizeof newer.known.timeout_ms;
    assert_int_equal(sdpi_options_copy(&newer.known, &error, &copy), SDP_OK);
    assert_int_equal(copy.timeout_ms, 5);
    assert_int_equal(copy.head.size, sizeof copy);
    newer.known.head.size = sizeof newer;
    newer.from_the_future = "x";
    assert_int_equal(sdpi_options_copy(&newer.known, &error, &copy), SDP_E_STRUCT);
    assert_string_equal(sdp_error_path(&error), "options");
    assert_memory_equal(&copy, &defaults, sizeof copy);
    sdpi_error_reset(&error);
    newer.known.head.size = 0;
    assert_int_equal(sdpi_options_copy(&newer.known, &error, &copy), SDP_E_STRUCT);
    assert_non_null(strstr(sdp_error_message(&error), "SDP_OPTIONS"));
    sdpi_error_release(&error);
}

static void a_reserved_member_is_left_alone(void **state)
{
    const sdp_options defaults = SDP_OPTIONS_INIT;
    const sdp_options options = SDP_OPTIONS(.timeout_ms = 5, .reserved = 1);
    sdp_options copy;
    sdp_error error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(sdpi_options_copy(&options, &error, &copy), SDP_E_STRUCT);
    assert_string_equal(sdp_error_path(&error), "options.reserved");
    assert_memory_equal(&copy, &defaults, sizeof copy);
    sdpi_error_release(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_of_any_version_are_copied),
        cmocka_unit_test(a_reserved_member_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
