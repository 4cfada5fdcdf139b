/* Find by name, or add: never two, whatever becomes of the answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define ROWS(rows_) "{" DESK_SUCCESS ",\"products\":[" rows_ "],\"list_info\":{\"has_more_rows\":false}}"
#define ROW(id_, name_) "{\"id\":\"" id_ "\",\"name\":\"" name_ "\"}"

static const sdp_product_type laptop = SDP_PRODUCT_TYPE(.name = "Laptop");

static sdp_status ensure(desk *d, const char *name, const sdp_options *options, int32_t *added, char id[32])
{
    const sdp_product input = SDP_PRODUCT(.name = name, .product_type = &laptop);
    const sdp_product *out = (const sdp_product *)1;
    *added = 7;
    sdp_status status = sdp_product_ensure(d->client, &input, options, added, &out);
    *id = '\0';
    if (status == SDP_OK) {
        assert_non_null(out);
        strcpy(id, out->id);
        sdp_product_free(out);
    } else {
        assert_null(out);
        assert_int_equal(*added, 0);
    }
    return status;
}

static void expect_methods(desk *d, const char *const *methods)
{
    int count = 0;
    for (; methods[count] != NULL; count++) {
        assert_non_null(raw_server_request(d->server, count));
        assert_string_equal(raw_server_request(d->server, count)->method, methods[count]);
    }
    assert_int_equal(raw_server_requests(d->server), count);
}
#define METHODS(...)                                                                                                   \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

static void what_is_there_is_found_and_read_whole(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", ROWS(ROW("5", "A") "," ROW("6", "a"))), RAW_READ,
                                      RAW_REPLY("200 OK", DESK_PRODUCT), RAW_END};
    int32_t added;
    char id[32];
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    assert_int_equal(ensure(d, "a", NULL, &added, id), SDP_OK);
    assert_int_equal(added, 0);
    assert_string_equal(id, "77");
    expect_methods(d, METHODS("GET", "GET"));
    desk_expect_input(d, 0,
                      "{\"list_info\":{\"row_count\":100,\"start_index\":1,\"search_criteria\":{\"field\":\"name\","
                      "\"condition\":\"is\",\"value\":\"a\"}}}");
    assert_non_null(strstr(raw_server_request(d->server, 1)->target, "/products/6")); /* not "A", which is another */
    desk_close(d);
}

static void what_is_not_there_is_added(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", ROWS("")), RAW_READ,
                                      RAW_REPLY("200 OK", DESK_PRODUCT), RAW_END};
    int32_t added;
    char id[32];
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    assert_int_equal(ensure(d, "a", NULL, &added, id), SDP_OK);
    assert_int_equal(added, 1);
    expect_methods(d, METHODS("GET", "POST"));
    desk_expect_input(d, 1, "{\"product\":{\"product_type\":{\"name\":\"Laptop\"},\"name\":\"a\"}}");
    desk_close(d);
}

static void several_are_the_callers_to_choose_from(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", ROWS(ROW("5", "a") "," ROW("6", "a"))), RAW_END};
    int32_t added;
    char id[32];
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    assert_int_equal(ensure(d, "a", NULL, &added, id), SDP_E_AMBIGUOUS);
    desk_expect_words(d, "ids 5, 6; nothing was added");
    assert_int_equal(sdp_error_fault(sdp_last_error(d->client)), SDP_FAULT_CALLER);
    expect_methods(d, METHODS("GET"));
    desk_close(d);
}

static void a_lost_answer_is_settled_by_looking_again(void **state)
{
    static const raw_step loses[] = {RAW_READ, RAW_REPLY("200 OK", ROWS("")), RAW_READ, RAW_RESET, RAW_END};
    static const raw_step has_it[] = {RAW_READ, RAW_REPLY("200 OK", ROWS(ROW("77", "a"))), RAW_READ,
                                      RAW_REPLY("200 OK", DESK_PRODUCT), RAW_END};
    int32_t added;
    char id[32];
    (void)state;
    desk *d = desk_open(RAW_SERVER(loses, has_it), NULL);
    assert_int_equal(ensure(d, "a", NULL, &added, id), SDP_OK);
    assert_int_equal(added, 1);
    assert_string_equal(id, "77");
    expect_methods(d, METHODS("GET", "POST", "GET", "GET"));
    desk_close(d);
}

static void a_lost_answer_that_cannot_be_settled_stays_open(void **state)
{
    static const raw_step loses[] = {RAW_READ, RAW_REPLY("200 OK", ROWS("")), RAW_READ, RAW_RESET, RAW_END};
    static const raw_step has_none[] = {RAW_READ, RAW_REPLY("200 OK", ROWS("")), RAW_END};
    int32_t added;
    char id[32];
    (void)state;
    desk *d = desk_open(RAW_SERVER(loses, has_none), NULL);
    assert_int_equal(ensure(d, "a", NULL, &added, id), SDP_E_MAYBE_DONE);
    assert_true(sdp_error_maybe_done(sdp_last_error(d->client)));
    desk_expect_words(d, "products.add");
    expect_methods(d, METHODS("GET", "POST", "GET")); /* and no second POST */
    desk_close(d);
}

static void bad_input_sends_nothing(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_REPEAT, RAW_END};
    const sdp_product no_type = SDP_PRODUCT(.name = "a");
    const sdp_product no_name = SDP_PRODUCT(.product_type = &laptop);
    const sdp_product null_name = SDP_PRODUCT(.name = SDP_NULL, .product_type = &laptop);
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    assert_int_equal(sdp_product_ensure(d->client, &no_type, NULL, NULL, NULL), SDP_E_REQUIRED);
    assert_string_equal(sdp_error_path(sdp_last_error(d->client)), "product.product_type");
    assert_int_equal(sdp_product_ensure(d->client, &no_name, NULL, NULL, NULL), SDP_E_REQUIRED);
    assert_int_equal(sdp_product_ensure(d->client, &null_name, NULL, NULL, NULL), SDP_E_REQUIRED);
    assert_int_not_equal(sdp_product_ensure(d->client, NULL, NULL, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_product_ensure(NULL, &no_type, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(raw_server_requests(d->server), 0);
    desk_close(d);
}

static void a_dry_run_describes_the_adding(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_REPEAT, RAW_END};
    const sdp_options dry = SDP_OPTIONS(.dry_run = 1);
    int32_t added;
    char id[32];
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    assert_int_equal(ensure(d, "a", &dry, &added, id), SDP_DRY_RUN);
    assert_non_null(strstr(sdp_last_dry_run(d->client), "\"method\":\"POST\""));
    assert_int_equal(raw_server_requests(d->server), 0);
    desk_close(d);
}

static void one_time_counts_for_all_of_it(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_DELAY(150), RAW_REPLY("200 OK", ROWS("")),
                                      RAW_READ, RAW_STALL,      RAW_END};
    const sdp_options options = SDP_OPTIONS(.timeout_ms = 400);
    int32_t added;
    char id[32];
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    int64_t began = desk_now_ms();
    assert_int_equal(ensure(d, "a", &options, &added, id), SDP_E_MAYBE_DONE);
    assert_true(desk_now_ms() - began < 5000);
    desk_close(d);
}

static void a_contract_is_known_by_its_customer_too(void **state)
{
    static const raw_step script[] = {
        RAW_READ,
        RAW_REPLY("200 OK", "{" DESK_SUCCESS ",\"contracts\":["
                            "{\"id\":\"5\",\"name\":\"a\",\"customer\":{\"id\":\"900000000000000001\"}},"
                            "{\"id\":\"6\",\"name\":\"a\",\"customer\":{\"id\":900000000000000002}}],"
                            "\"list_info\":{\"has_more_rows\":false}}"),
        RAW_READ, RAW_REPLY("200 OK", "{" DESK_SUCCESS ",\"contract\":{\"id\":\"6\",\"name\":\"a\"}}"), RAW_END};
    const sdp_vendor vendor = SDP_VENDOR(.name = "v");
    const sdp_user owner = SDP_USER(.name = "o");
    const sdp_customer_lookup customer = SDP_CUSTOMER_LOOKUP(.id = "900000000000000002");
    const sdp_contract input = SDP_CONTRACT(.name = "a", .vendor = &vendor, .owner = &owner, .is_definite = SDP_FALSE,
                                            .active_from = {.ms = 1, .state = SDP_STATE_VALUE}, .customer = &customer);
    const sdp_contract *out;
    int32_t added = 7;
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    assert_int_equal(sdp_contract_ensure(d->client, &input, NULL, &added, &out), SDP_OK);
    assert_string_equal(out->id, "6");
    assert_int_equal(added, 0);
    sdp_contract_free(out);
    char *asked = desk_input_of(raw_server_request(d->server, 0));
    assert_non_null(strstr(asked, "{\"field\":\"customer.id\",\"condition\":\"is\",\"value\":\"900000000000000002\","
                                  "\"logical_operator\":\"AND\"}]"));
    free(asked);
    desk_close(d);
}

static void by_name_with_json_too(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", ROWS("")), RAW_READ,
                                      RAW_REPLY("200 OK", DESK_PRODUCT), RAW_END};
    static const char input[] = "{\"name\":\"a\",\"product_type\":{\"name\":\"Laptop\"}}";
    char *out;
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    assert_int_equal(sdp_invoke(d->client, "products.add", NULL, 0, input, SDP_INVOKE_ENSURE, NULL, &out), SDP_OK);
    sdp_text_free(out);
    expect_methods(d, METHODS("GET", "POST"));
    assert_int_equal(sdp_invoke(d->client, "products.list", NULL, 0, NULL, SDP_INVOKE_ENSURE, NULL, &out),
                     SDP_E_ARGUMENT);
    assert_null(out);
    sdp_pager *pager;
    assert_int_equal(sdp_invoke_list(d->client, "products.list", NULL, 0, NULL, SDP_INVOKE_ENSURE, NULL, &pager),
                     SDP_E_ARGUMENT);
    assert_null(pager);
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there_is_found_and_read_whole),
        cmocka_unit_test(what_is_not_there_is_added),
        cmocka_unit_test(several_are_the_callers_to_choose_from),
        cmocka_unit_test(a_lost_answer_is_settled_by_looking_again),
        cmocka_unit_test(a_lost_answer_that_cannot_be_settled_stays_open),
        cmocka_unit_test(bad_input_sends_nothing),
        cmocka_unit_test(a_dry_run_describes_the_adding),
        cmocka_unit_test(one_time_counts_for_all_of_it),
        cmocka_unit_test(a_contract_is_known_by_its_customer_too),
        cmocka_unit_test(by_name_with_json_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
