/* What is done with products: each function sends its own row and gives what comes; and the walk of their list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "verbs.h"

static const sdp_product_type type = SDP_PRODUCT_TYPE(.id = "5");
static const sdp_product product = SDP_PRODUCT(.name = "n", .product_type = &type);
static const sdp_product change = SDP_PRODUCT(.comments = SDP_NULL);

VERB_GIVES(add, sdp_product, sdp_product_add(client, &product, options, &made))
VERB_GIVES(edit, sdp_product, sdp_product_edit(client, id, &change, options, &made))
VERB_GIVES(get, sdp_product, sdp_product_get(client, id, options, &made))
VERB_ONLY(delete_, sdp_product_delete(client, id, options))

#define ONE "/products/" REPLAY_ID
#define PRODUCT "\"product\":{\"id\":\"1\"},"

static const verb verbs[] = {
    {"products.add", add, "POST", "/products", "{\"product\":{\"name\":\"n\",\"product_type\":{\"id\":\"5\"}}}",
     PRODUCT, "product"},
    {"products.edit", edit, "PUT", ONE, "{\"product\":{\"comments\":null}}", PRODUCT, "product"},
    {"products.get", get, "GET", ONE, NULL, PRODUCT, "product"},
    {"products.delete", delete_, "DELETE", ONE, NULL, "", NULL},
};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

static void each_function_is_its_own_operation(void **state)
{
    verbs_are_all(verbs, VERBS, "products.");
    verbs_send(*state, verbs, VERBS);
}

static void options_are_passed_on(void **state)
{
    verbs_take_options(*state, verbs, VERBS);
}

static void a_failure_gives_nothing(void **state)
{
    verbs_fail(*state, verbs, VERBS);
}

static void what_is_missing_is_refused(void **state)
{
    replay *r = *state;
    const sdp_product *made = &product;
    verbs_refuse(r, verbs, VERBS);
    assert_int_equal(sdp_product_add(r->client, &change, NULL, &made), SDP_E_REQUIRED);
    assert_null(made);
    assert_int_equal(sdp_product_edit(r->client, REPLAY_ID, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_product_get(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "out");
    assert_int_equal(r->requests, 0);
}

static void the_list_is_walked(void **state)
{
    replay *r = *state;
    sdp_pager *pager = NULL;
    sdp_pager *contracts = NULL;
    const sdp_product *row = NULL;
    const sdp_product *copy = NULL;
    replay_answer_text(r, "{\"products\":[{\"id\":\"1\",\"name\":\"a\"}],\"list_info\":{\"has_more_rows\":false},"
                          "\"response_status\":[{\"status_code\":2000,\"status\":\"success\"}]}");
    assert_int_equal(sdp_product_list(r->client, NULL, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_product_next(pager, &row), SDP_OK);
    assert_non_null(strstr(r->url, "/products?input_data="));
    assert_int_equal(sdp_product_copy(row, NULL, &copy), SDP_OK);
    assert_int_equal(sdp_product_next(pager, &row), SDP_END);
    assert_null(row);
    sdp_pager_free(pager);
    assert_string_equal(copy->name, "a");
    sdp_product_free(copy);

    assert_int_equal(sdp_product_list(r->client, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_product_next(NULL, &row), SDP_E_ARGUMENT);
    assert_int_equal(sdp_contract_list(r->client, NULL, NULL, &contracts), SDP_OK);
    row = &product;
    assert_int_equal(sdp_product_next(contracts, &row), SDP_E_ARGUMENT);
    assert_null(row);
    sdp_pager_free(contracts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(each_function_is_its_own_operation),
        REPLAY_TEST(options_are_passed_on),
        REPLAY_TEST(a_failure_gives_nothing),
        REPLAY_TEST(what_is_missing_is_refused),
        REPLAY_TEST(the_list_is_walked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
