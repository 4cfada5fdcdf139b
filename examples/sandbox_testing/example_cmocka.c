/* How a C program is tested against the sandbox, here with cmocka: build with -lsdp-sandbox -lcmocka, and your
   client. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sdp/sdp.h>

#include "sdp_sandbox.h"

static sdp_sandbox *box;
static sdp_client *client;

static int start(void **state)
{
    char why[200];
    sdp_auth *auth = NULL;
    (void)state;
    box = SDP_SANDBOX(why, "--seed-data", "demo");
    if (box == NULL) fail_msg("%s", why);
    assert_int_equal(sdp_auth_new_token("any", NULL, &auth), SDP_OK);
    sdp_config config = SDP_CONFIG(.base_url = sdp_sandbox_base_url(box), .auth = auth);
    assert_int_equal(sdp_client_new(&config, NULL, &client), SDP_OK);
    sdp_auth_free(auth);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    sdp_client_free(client);
    return sdp_sandbox_stop(box);
}

static int reset(void **state)
{
    (void)state;
    return sdp_sandbox_reset(box);
}

static sdp_status ensure_scanner(int32_t *added)
{
    sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Printer");
    sdp_product input = SDP_PRODUCT(.name = "Scanner", .product_type = &type);
    return sdp_product_ensure(client, &input, NULL, added, NULL);
}

static void a_lost_answer_adds_nothing_twice(void **state)
{
    int32_t added = 0;
    char *requests;
    (void)state;
    assert_int_equal(sdp_sandbox_add_fault(box, "POST /products times=1 reset:after"), 0);
    assert_int_equal(ensure_scanner(&added), SDP_OK);
    assert_int_equal(ensure_scanner(&added), SDP_OK);
    assert_int_equal(added, 0);
    requests = sdp_sandbox_requests(box);
    assert_non_null(strstr(requests, "\"method\":\"POST\""));
    assert_null(strstr(strstr(requests, "\"method\":\"POST\"") + 1, "\"method\":\"POST\""));
    free(requests);
}

static void a_contract_ends(void **state)
{
    const sdp_contract *row = NULL;
    sdp_pager *pager = NULL;
    sdp_criteria *search = NULL;
    const sdp_json *json = NULL;
    (void)state;
    assert_int_equal(sdp_sandbox_set_clock(box, "+5000d"), 0);
    assert_int_equal(sdp_criteria_new(&search), SDP_OK);
    sdp_criteria_add_text(search, SDP_AND, "status.name", SDP_CONDITION_IS, "Active");
    sdp_criteria_add_bool(search, SDP_AND, "is_definite", SDP_CONDITION_IS, 1);
    assert_int_equal(sdp_criteria_json(search, NULL, &json), SDP_OK);
    const sdp_query query = SDP_QUERY(.search_criteria = json);
    assert_int_equal(sdp_contract_list(client, &query, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_contract_next(pager, &row), SDP_END);
    sdp_pager_free(pager);
    sdp_criteria_free(search);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_lost_answer_adds_nothing_twice, reset),
        cmocka_unit_test_setup(a_contract_ends, reset),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
