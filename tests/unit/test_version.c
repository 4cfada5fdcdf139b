/* The version of the headers and of the library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/base.h>

static void the_library_is_as_new_as_its_headers(void **state)
{
    (void)state;
    assert_string_equal(sdp_version(), SDP_VERSION);
    assert_int_equal(sdp_version_number(), SDP_VERSION_MAJOR * 10000 + SDP_VERSION_MINOR * 100 + SDP_VERSION_PATCH);
}

static void no_text_can_be_freed(void **state)
{
    (void)state;
    sdp_text_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_is_as_new_as_its_headers),
        cmocka_unit_test(no_text_can_be_freed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
