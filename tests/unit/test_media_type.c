/* Media types by the end of a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/media_type.h"

static void the_end_of_a_name_tells(void **state)
{
    (void)state;
    assert_string_equal(sdpi_media_type("logo.png"), "image/png");
    assert_string_equal(sdpi_media_type("LOGO.PNG"), "image/png");
    assert_string_equal(sdpi_media_type("a.b.pdf"), "application/pdf");
    assert_string_equal(sdpi_media_type("png"), "application/octet-stream");
    assert_string_equal(sdpi_media_type("a."), "application/octet-stream");
    assert_string_equal(sdpi_media_type("a.png.nobody-knows"), "application/octet-stream");
    assert_string_equal(sdpi_media_type(""), "application/octet-stream");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_end_of_a_name_tells)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
