/* Rows of the table of operations, and lists of words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/client.h>

#include "call/dialect.h"
#include "call/operation.h"

static void words_are_found_whole(void **state)
{
    (void)state;
    assert_true(sdpi_has_word("name product_type", "name"));
    assert_true(sdpi_has_word("name product_type", "product_type"));
    assert_true(sdpi_has_word("one", "one"));
    assert_false(sdpi_has_word("name product_type", "product"));
    assert_false(sdpi_has_word("name product_type", "type"));
    assert_false(sdpi_has_word("name product_type", "name product_type"));
    assert_false(sdpi_has_word("", "a"));
    assert_false(sdpi_has_word(NULL, "a"));
}

/* What holds for every row, whatever is added. */
static void rows_are_sound(void **state)
{
    const sdp_operation *row;
    (void)state;
    for (size_t i = 0; (row = sdp_operation_at(i)) != NULL; i++) {
        assert_ptr_equal(sdp_operation_by_name(row->name), row);
        assert_non_null(row->dialect);
        assert_non_null(strchr(row->name, '.'));
        assert_true(strlen(row->doc) > 5);
        assert_int_equal(row->path[0], '/');
        assert_true(row->place >= SDP_PLACE_QUERY);
        assert_true(row->bare >= SDP_BARE_NOTHING && row->bare <= SDP_BARE_OBJECT);
        if (strcmp(row->method, "GET") == 0) {
            /* Only what sends mail changes something by asking. */
            int sends_mail = strstr(row->name, ".email_") != NULL;
            assert_int_equal(row->access, sends_mail ? SDP_ACCESS_WRITE : SDP_ACCESS_READ);
            assert_int_not_equal(row->place, SDP_PLACE_FORM);
        } else {
            assert_int_not_equal(row->place, SDP_PLACE_QUERY);
        }
        if (row->output_keys != NULL) assert_non_null(row->output_type);
        for (size_t f = 0; row->required != NULL && sdp_type_field(row->input_type, f) != NULL; f++) {
            const sdp_field *field = sdp_type_field(row->input_type, f);
            if (sdpi_has_word(row->required, sdp_field_name(field))) {
                assert_false(sdp_field_flags(field) & SDP_FIELD_READ_ONLY);
            }
        }
    }
    assert_non_null(sdp_operation_at(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_whole),
        cmocka_unit_test(rows_are_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
