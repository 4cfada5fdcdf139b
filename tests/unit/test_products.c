/* The tables of products.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/products.h>

#include "model/types.h"

static const struct {
    const char *type, *member;
    int32_t kind, flags;
} rows[] = {
    {"product", "id", SDP_KIND_ID, SDP_FIELD_KEY | SDP_FIELD_READ_ONLY},
    {"product", "name", SDP_KIND_TEXT, 0},
    {"product", "manufacturer", SDP_KIND_TEXT, 0},
    {"product", "part_no", SDP_KIND_TEXT, 0},
    {"product", "comments", SDP_KIND_TEXT, 0},
    {"product", "is_laptop", SDP_KIND_BOOL, 0},
    {"product", "product_type", SDP_KIND_OBJECT, 0},
    {"product", "software", SDP_KIND_OBJECT, 0},
    {"product", "type", SDP_KIND_OBJECT, SDP_FIELD_READ_ONLY},
    {"product", "category", SDP_KIND_OBJECT, SDP_FIELD_READ_ONLY},
    {"product", "depreciation_detail", SDP_KIND_OBJECT, SDP_FIELD_READ_ONLY},
    {"product_type", "id", SDP_KIND_ID, SDP_FIELD_KEY},
    {"product_type", "name", SDP_KIND_TEXT, 0},
    {"product_type", "image", SDP_KIND_TEXT, SDP_FIELD_READ_ONLY},
    {"software", "is_parent_suite", SDP_KIND_BOOL, SDP_FIELD_READ_ONLY},
    {"product_category", "description", SDP_KIND_TEXT, SDP_FIELD_READ_ONLY},
    {"depreciation", "depreciation_percent", SDP_KIND_NUMBER, 0},
};

static void rows_say_what_may_be_sent(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdp_field *field = sdp_type_field_by_name(sdp_type_by_name(rows[i].type), rows[i].member);
        assert_non_null(field);
        assert_int_equal(sdp_field_kind(field), rows[i].kind);
        assert_int_equal(sdp_field_flags(field), rows[i].flags);
    }
    assert_int_equal(sdp_type_by_name("product")->field_count, 11);
}

static void initialisers_agree(void **state)
{
    const sdp_product by_macro = SDP_PRODUCT_INIT;
    sdp_product by_function;
    (void)state;
    memset(&by_function, 0xEE, sizeof by_function);
    sdp_product_init(&by_function);
    assert_int_equal(by_function.head.size, sizeof(sdp_product));
    assert_int_equal(by_function.head.type, SDP_TYPE_PRODUCT);
    assert_int_equal(by_macro.head.size, by_function.head.size);
    assert_null(by_function.name);
    assert_int_equal(by_function.is_laptop.state, 0);
    assert_ptr_equal(sdp_entity_type(&by_macro), sdp_type_by_name("product"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_say_what_may_be_sent),
        cmocka_unit_test(initialisers_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
