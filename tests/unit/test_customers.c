/* What is done with customers: each function sends its own row and gives what comes; and the tables of customers.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "table.h"
#include "verbs.h"

static const sdp_customer customer = SDP_CUSTOMER(.name = "n");
static const sdp_customer change = SDP_CUSTOMER(.fax = SDP_NULL);
static const sdp_service_url domain = SDP_SERVICE_URL(.service_url = "desk.example.com");

VERB_GIVES(add, sdp_customer, sdp_customer_add(client, &customer, options, &made))
VERB_GIVES(edit, sdp_customer, sdp_customer_edit(client, id, &change, options, &made))
VERB_GIVES(get, sdp_customer, sdp_customer_get(client, id, options, &made))
VERB_ONLY(add_url, sdp_customer_add_service_url(client, id, &domain, options))
VERB_ONLY(delete_url, sdp_customer_delete_service_url(client, id, options))
VERB_GIVES(move, sdp_customer, sdp_customer_move_to_trash(client, id, options, &made))
VERB_GIVES(restore, sdp_customer, sdp_customer_restore_from_trash(client, id, options, &made))

#define ONE "/customers/" REPLAY_ID
#define CUSTOMER "\"customer\":{\"id\":\"1\"},"

static const verb verbs[] = {
    {"customers.add", add, "POST", "/customers", "{\"customer\":{\"name\":\"n\"}}", CUSTOMER, "customer"},
    {"customers.edit", edit, "PUT", ONE, "{\"customer\":{\"fax\":null}}", CUSTOMER, "customer"},
    {"customers.get", get, "GET", ONE, NULL, CUSTOMER, "customer"},
    {"customers.add_service_url", add_url, "PUT", ONE "/client_portal_directory/_add_service_url",
     "{\"service_url\":\"desk.example.com\"}", "", NULL},
    {"customers.delete_service_url", delete_url, "DELETE", ONE "/client_portal_directory/_delete_service_url", NULL, "",
     NULL},
    {"customers.move_to_trash", move, "PUT", ONE "/_move_to_trash", "", CUSTOMER, "customer"},
    {"customers.restore_from_trash", restore, "PUT", ONE "/_restore_from_trash", "", CUSTOMER, "customer"},
};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

static void each_function_is_its_own_operation(void **state)
{
    verbs_are_all(verbs, VERBS, "customers.");
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
    const sdp_customer *made = &customer;
    verbs_refuse(r, verbs, VERBS);
    assert_int_equal(sdp_customer_add(r->client, &change, NULL, &made), SDP_E_REQUIRED);
    assert_null(made);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "customer.name");
    assert_int_equal(sdp_customer_edit(r->client, REPLAY_ID, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_customer_add_service_url(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_customer_get(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "out");
    assert_int_equal(r->requests, 0);
}

/* The page prints a path of its own for the domain: the one operation of the noun where the option counts. */
static void the_printed_path_can_be_asked_for(void **state)
{
    replay *r = *state;
    const sdp_options printed = SDP_OPTIONS(.printed_path = 1);
    replay_answer_text(r, "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
    assert_int_equal(sdp_customer_add_service_url(r->client, REPLAY_ID, &domain, &printed), SDP_OK);
    assert_string_equal(r->url, "https://desk.example.com/app/itdesk/app/itdesk/api/v3" ONE
                                "/client_portal_directory/_add_service_url");
    assert_int_equal(sdp_customer_delete_service_url(r->client, REPLAY_ID, &printed), SDP_OK);
    assert_string_equal(r->url, "https://desk.example.com/app/itdesk/api/v3" ONE
                                "/client_portal_directory/_delete_service_url");
}

static void results_need_not_be_wanted(void **state)
{
    replay *r = *state;
    replay_answer_text(r, "{" CUSTOMER "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
    assert_int_equal(sdp_customer_add(r->client, &customer, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_customer_edit(r->client, REPLAY_ID, &change, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_customer_move_to_trash(r->client, REPLAY_ID, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_customer_restore_from_trash(r->client, REPLAY_ID, NULL, NULL), SDP_OK);
    assert_int_equal(r->requests, 4);
}

static void the_list_is_walked(void **state)
{
    replay *r = *state;
    const sdp_query query = SDP_QUERY(.row_count = 5);
    sdp_pager *pager = NULL;
    sdp_pager *products = NULL;
    const sdp_customer *row = NULL;
    const sdp_customer *copy = NULL;
    replay_answer_text(
        r, "{\"customers\":[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\"}],\"list_info\":"
           "{\"has_more_rows\":false},\"response_status\":[{\"status_code\":2000,\"status\":\"success\"}]}");
    assert_int_equal(sdp_customer_list(r->client, &query, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_customer_next(pager, &row), SDP_OK);
    assert_non_null(strstr(r->url, "/customers?input_data="));
    replay_expect_input_exactly(r, "{\"list_info\":{\"row_count\":5,\"start_index\":1}}");
    assert_int_equal(sdp_customer_copy(row, NULL, &copy), SDP_OK);
    assert_int_equal(sdp_customer_next(pager, &row), SDP_OK);
    assert_string_equal(row->id, "2");
    assert_int_equal(sdp_customer_next(pager, &row), SDP_END);
    assert_null(row);
    sdp_pager_free(pager);
    assert_string_equal(copy->name, "a");
    sdp_customer_free(copy);
    assert_int_equal(sdp_customer_copy(&change, NULL, NULL), SDP_E_ARGUMENT);

    assert_int_equal(sdp_customer_list(r->client, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_customer_next(NULL, &row), SDP_E_ARGUMENT);
    assert_int_equal(sdp_product_list(r->client, NULL, NULL, &products), SDP_OK);
    row = &customer;
    assert_int_equal(sdp_customer_next(products, &row), SDP_E_ARGUMENT);
    assert_null(row);
    sdp_pager_free(products);
}

static const table tables[] = {
    {"customer", SDP_TYPE_CUSTOMER,
     .texts = "email_id country city description client_portal support_name street door_no state landmark fax website "
              "mobile support_email domain name location phone_number postal_code",
     .ids = "id header_logo login_logo", .bools = "is_msp", .times = "created_time deleted_time",
     .objects = "template:template default_site:site", .lists = "attachments:attachment sites:site advisories:advisory",
     .json = "customer_group", .udf = "udf_fields", .keys = "id",
     .read_only = "id client_portal is_msp created_time domain deleted_time sites advisories"},
    {"advisory", SDP_TYPE_ADVISORY, .texts = "description", .ids = "id", .bools = "ispublic", .times = "performed_time",
     .objects = "performed_by:user customer:customer_lookup", .keys = "id", .read_only = "*"},
    {"service_url", SDP_TYPE_SERVICE_URL, .texts = "service_url"},
};

static void the_tables_say_what_may_be_sent(void **state)
{
    (void)state;
    table_expect(tables, sizeof tables / sizeof tables[0]);
}

static void initialisers_agree(void **state)
{
    sdp_customer by_function;
    (void)state;
    memset(&by_function, 0xEE, sizeof by_function);
    sdp_customer_init(&by_function);
    assert_ptr_equal(sdp_entity_type(&by_function), sdp_type_by_name("customer"));
    assert_ptr_equal(sdp_entity_type(&customer), sdp_type_by_name("customer"));
    assert_null(by_function.name);
    assert_int_equal(sdp_field_state(&by_function, "template"), SDP_STATE_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(each_function_is_its_own_operation),
        REPLAY_TEST(options_are_passed_on),
        REPLAY_TEST(a_failure_gives_nothing),
        REPLAY_TEST(what_is_missing_is_refused),
        REPLAY_TEST(the_printed_path_can_be_asked_for),
        REPLAY_TEST(results_need_not_be_wanted),
        REPLAY_TEST(the_list_is_walked),
        cmocka_unit_test(the_tables_say_what_may_be_sent),
        cmocka_unit_test(initialisers_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
