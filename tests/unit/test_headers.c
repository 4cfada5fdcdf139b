/* What the macros of the public headers make: heads, states, nulls. That they compile everywhere is tests/lint's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

static sdp_product file_product = SDP_PRODUCT(.name = "XPS 15", .comments = SDP_NULL, .is_laptop = SDP_TRUE);

static void macros_set_the_head(void **state)
{
    (void)state;
    sdp_product product = SDP_PRODUCT(.name = "x");
    sdp_product plain = SDP_PRODUCT_INIT;
    sdp_config config = SDP_CONFIG(.base_url = "x");
    sdp_query query = SDP_QUERY_INIT;
    sdp_options options = SDP_OPTIONS(.tag = "x");
    sdp_lookup lookup = SDP_LOOKUP(.id = "1");

    assert_int_equal(product.head.size, sizeof product);
    assert_int_equal(product.head.type, SDP_TYPE_PRODUCT);
    assert_int_equal(product.head.flags, 0);
    assert_null(product.head.meta);
    assert_int_equal(plain.head.size, sizeof plain);
    assert_int_equal(plain.head.type, SDP_TYPE_PRODUCT);
    assert_int_equal(config.head.size, sizeof config);
    assert_int_equal(config.head.type, SDP_TYPE_CONFIG);
    assert_int_equal(query.head.type, SDP_TYPE_QUERY);
    assert_int_equal(options.head.type, SDP_TYPE_OPTIONS);
    assert_int_equal(lookup.head.type, SDP_TYPE_LOOKUP);
    assert_int_equal(file_product.head.size, sizeof file_product);
}

static void init_makes_all_absent(void **state)
{
    (void)state;
    sdp_product product;
    memset(&product, 0x55, sizeof product);
    sdp_product_init(&product);

    assert_int_equal(product.head.size, sizeof product);
    assert_int_equal(product.head.type, SDP_TYPE_PRODUCT);
    assert_null(product.name);
    assert_null(product.depreciation_detail);
    assert_int_equal(product.is_laptop.state, 0);
}

static void truth_has_four_states(void **state)
{
    (void)state;
    sdp_bool yes = SDP_TRUE;
    sdp_bool no = SDP_FALSE;
    sdp_bool null = SDP_BOOL_NULL;
    sdp_bool absent = {0};

    assert_true(sdp_is_true(yes) && !sdp_is_false(yes));
    assert_true(sdp_is_false(no) && !sdp_is_true(no));
    assert_false(sdp_is_true(null) || sdp_is_false(null));
    assert_false(sdp_is_true(absent) || sdp_is_false(absent));
    assert_int_equal(sdp_bool_of(7).state, yes.state);
    assert_int_equal(sdp_bool_of(0).state, no.state);
}

static void null_is_known_by_its_content(void **state)
{
    (void)state;
    uint64_t copy[8];
    memcpy(copy, sdp_null_value, sizeof copy);

    assert_int_equal(((const unsigned char *)sdp_null_value)[0], 0xFF);
    assert_true(sdp_is_null(file_product.comments));
    assert_true(sdp_is_null(copy));
    assert_false(sdp_is_null(file_product.name));
    assert_false(sdp_is_null(file_product.type));
    assert_false(sdp_is_null(""));
}

static void null_and_empty_lists_differ(void **state)
{
    (void)state;
    sdp_texts null = {SDP_NULL, 0};
    sdp_texts empty = {SDP_EMPTY, 0};
    sdp_texts absent = {NULL, 0};

    assert_true(sdp_is_null_list(null.items));
    assert_false(sdp_is_null_list(empty.items));
    assert_non_null(empty.items);
    assert_false(sdp_is_null_list(absent.items));
}

static void times_have_three_states(void **state)
{
    (void)state;
    sdp_time moment = SDP_TIME(1737111264440);
    sdp_time null = SDP_TIME_NULL;

    assert_true(moment.ms == 1737111264440);
    assert_int_equal(moment.state, SDP_STATE_VALUE);
    assert_int_equal(null.state, SDP_STATE_NULL);
}

static void headers_and_library_have_one_version(void **state)
{
    (void)state;
    assert_string_equal(sdp_version(), SDP_VERSION);
    assert_int_equal(sdp_version_number(), SDP_VERSION_MAJOR * 10000 + SDP_VERSION_MINOR * 100 + SDP_VERSION_PATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(macros_set_the_head),
        cmocka_unit_test(init_makes_all_absent),
        cmocka_unit_test(truth_has_four_states),
        cmocka_unit_test(null_is_known_by_its_content),
        cmocka_unit_test(null_and_empty_lists_differ),
        cmocka_unit_test(times_have_three_states),
        cmocka_unit_test(headers_and_library_have_one_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
