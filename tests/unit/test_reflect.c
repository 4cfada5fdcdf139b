/* What reflection shows of the two tables: everything has its name, words and place, and NULL is harmless. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/invoke.h>

static void every_type_and_field_can_be_found(void **state)
{
    const sdp_type *type;
    const sdp_field *field;
    size_t types = 0;
    (void)state;
    for (; (type = sdp_type_at(types)) != NULL; types++) {
        assert_ptr_equal(sdp_type_by_name(sdp_type_name(type)), type);
        assert_true(strlen(sdp_type_doc(type)) > 0);
        for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
            assert_ptr_equal(sdp_type_field_by_name(type, sdp_field_name(field)), field);
            assert_true(strlen(sdp_field_doc(field)) > 0);
            assert_non_null(sdp_kind_name(sdp_field_kind(field)));
            assert_true(sdp_field_offset(field) >= sizeof(sdp_head));
            assert_true(sdp_field_offset(field) < sdp_type_size(type));
            int32_t kind = sdp_field_kind(field);
            assert_int_equal(sdp_field_type(field) != NULL, kind == SDP_KIND_OBJECT || kind == SDP_KIND_LIST);
        }
    }
    assert_true(types > 30);
    assert_null(sdp_type_by_name("no such type"));
    assert_string_equal(sdp_field_name(sdp_type_field_nearest(sdp_type_by_name("product"), "nmae")), "name");
    assert_null(sdp_type_field_nearest(sdp_type_by_name("product"), "nothing like it"));
}

static void every_operation_can_be_found(void **state)
{
    const sdp_operation *operation;
    size_t count = 0;
    (void)state;
    for (; (operation = sdp_operation_at(count)) != NULL; count++) {
        assert_ptr_equal(sdp_operation_by_name(sdp_operation_name(operation)), operation);
        assert_true(strlen(sdp_operation_doc(operation)) > 0);
        assert_int_equal(sdp_operation_path(operation)[0], '/');
        assert_non_null(sdp_operation_method(operation));
    }
    assert_int_equal(count, 37);
    operation = sdp_operation_by_name("products.add");
    assert_true(sdp_operation_requires(operation, "name"));
    assert_false(sdp_operation_requires(operation, "comments"));
    assert_int_equal(sdp_operation_id_count(operation), 0);
    assert_int_equal(sdp_operation_id_count(sdp_operation_by_name("neucrm.update")), 1);
    assert_string_equal(sdp_operation_input_inner(sdp_operation_by_name("contracts.renew")), "contract");
}

static void null_is_harmless(void **state)
{
    (void)state;
    assert_null(sdp_type_name(NULL));
    assert_null(sdp_type_field(NULL, 0));
    assert_null(sdp_type_field_by_name(NULL, "id"));
    assert_null(sdp_field_name(NULL));
    assert_int_equal(sdp_field_kind(NULL), 0);
    assert_null(sdp_operation_by_name(NULL));
    assert_null(sdp_operation_path(NULL));
    assert_int_equal(sdp_operation_id_count(NULL), 0);
    assert_null(sdp_kind_name(0));
    assert_null(sdp_kind_name(1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_and_field_can_be_found),
        cmocka_unit_test(every_operation_can_be_found),
        cmocka_unit_test(null_is_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
