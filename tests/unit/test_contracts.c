/* What is done with contracts: each function sends its own row and gives what comes; and the walk of their list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "verbs.h"

static const sdp_vendor vendor = SDP_VENDOR(.id = "5");
static const sdp_user owner = SDP_USER(.id = "6");
static const sdp_contract contract = SDP_CONTRACT(.name = "n", .vendor = &vendor, .owner = &owner,
                                                  .is_definite = SDP_FALSE, .active_from = SDP_TIME(1000));
static const sdp_contract change = SDP_CONTRACT(.comments = SDP_NULL);
static const sdp_contract_renewal renewal = SDP_CONTRACT_RENEWAL(.contract = &change, .disable_notification = SDP_TRUE);
static const sdp_contract_cancellation cancellation = SDP_CONTRACT_CANCELLATION(.cancel_comments = "c");
static const sdp_lookup child = SDP_LOOKUP(.id = "8");
static const sdp_contract_relationship relationship = SDP_CONTRACT_RELATIONSHIP(.child_contract = &child);
static const sdp_asset asset = SDP_ASSET(.id = "7");
static const sdp_contract_asset covered = SDP_CONTRACT_ASSET(.asset = &asset);
static const sdp_contract_asset *const covered_items[] = {&covered, &covered};
static const sdp_contract_assets assets = {covered_items, 2};
static const sdp_contract_software_license licensed = SDP_CONTRACT_SOFTWARE_LICENSE(.software_license = &child);
static const sdp_contract_software_license *const licensed_items[] = {&licensed};
static const sdp_contract_software_licenses licenses = {licensed_items, 1};

VERB_GIVES(add, sdp_contract, sdp_contract_add(client, &contract, options, &made))
VERB_GIVES(edit, sdp_contract, sdp_contract_edit(client, id, &change, options, &made))
VERB_GIVES(get, sdp_contract, sdp_contract_get(client, id, options, &made))
VERB_ONLY(delete_, sdp_contract_delete(client, id, options))
VERB_GIVES(move, sdp_contract, sdp_contract_move_to_trash(client, id, options, &made))
VERB_GIVES(restore, sdp_contract, sdp_contract_restore_from_trash(client, id, options, &made))
VERB_GIVES(renew, sdp_contract, sdp_contract_renew(client, id, &renewal, options, &made))
VERB_ONLY(cancel, sdp_contract_cancel(client, id, &cancellation, options))
VERB_GIVES(associate_assets, sdp_contract_association,
           sdp_contract_associate_assets(client, id, &assets, options, &made))
VERB_ONLY(dissociate_assets, sdp_contract_dissociate_assets(client, id, &assets, options))
VERB_GIVES(associate_licenses, sdp_contract_association,
           sdp_contract_associate_software_licenses(client, id, &licenses, options, &made))
VERB_ONLY(dissociate_licenses, sdp_contract_dissociate_software_licenses(client, id, &licenses, options))
VERB_GIVES(associate_child, sdp_contract_relationship,
           sdp_contract_associate_child_contract(client, id, &relationship, options, &made))
VERB_ONLY(dissociate_child, sdp_contract_dissociate_child_contract(client, id, &relationship, options))
VERB_GIVES(email_vendor, sdp_contract_mail, sdp_contract_email_vendor(client, id, options, &made))
VERB_GIVES(email_owner, sdp_contract_mail, sdp_contract_email_owner(client, id, options, &made))

#define ONE "/contracts/" REPLAY_ID
#define CONTRACT "\"contract\":{\"id\":\"1\"},"
#define ASSETS "{\"assets\":[{\"asset\":{\"id\":\"7\"}},{\"asset\":{\"id\":\"7\"}}]}"
#define LICENSES "{\"software_licenses\":[{\"software_license\":{\"id\":\"8\"}}]}"
#define CHILD "{\"contract_relationship\":{\"child_contract\":{\"id\":\"8\"}}}"
#define MAIL "\"notification\":{\"subject\":\"s\"},"

static const verb verbs[] = {
    {"contracts.add", add, "POST", "/contracts",
     "{\"contract\":{\"name\":\"n\",\"vendor\":{\"id\":\"5\"},\"owner\":{\"id\":\"6\"},\"is_definite\":false,"
     "\"active_from\":{\"value\":1000}}}",
     CONTRACT, "contract"},
    {"contracts.edit", edit, "PUT", ONE, "{\"contract\":{\"comments\":null}}", CONTRACT, "contract"},
    {"contracts.get", get, "GET", ONE, NULL, CONTRACT, "contract"},
    {"contracts.delete", delete_, "DELETE", ONE, NULL, "", NULL},
    {"contracts.move_to_trash", move, "PUT", ONE "/_move_to_trash", "{}", CONTRACT, "contract"},
    {"contracts.restore_from_trash", restore, "PUT", ONE "/_restore_from_trash", "{}", CONTRACT, "contract"},
    {"contracts.renew", renew, "POST", ONE "/_renew_contract",
     "{\"contract\":{\"comments\":null},\"disable_notification\":true}", CONTRACT, "contract"},
    {"contracts.cancel", cancel, "PUT", ONE "/_cancel", "{\"notification\":{\"cancel_comments\":\"c\"}}", "", NULL},
    {"contracts.associate_assets", associate_assets, "POST", ONE "/assets", ASSETS,
     "\"assets\":{\"asset\":{\"id\":\"7\"}},", "contract_association"},
    {"contracts.dissociate_assets", dissociate_assets, "DELETE", ONE "/assets", ASSETS, "", NULL},
    {"contracts.associate_software_licenses", associate_licenses, "POST", ONE "/software_licenses", LICENSES,
     "\"software_licenses\":[{\"software_license\":{\"id\":\"8\"}}],", "contract_association"},
    {"contracts.dissociate_software_licenses", dissociate_licenses, "DELETE", ONE "/software_licenses", LICENSES, "",
     NULL},
    {"contracts.associate_child_contract", associate_child, "POST", ONE "/child_contracts", CHILD,
     "\"contract_relationship\":{\"child_contract\":{\"id\":\"8\"}},", "contract_relationship"},
    {"contracts.dissociate_child_contract", dissociate_child, "DELETE", ONE "/child_contracts", CHILD, "", NULL},
    {"contracts.email_vendor", email_vendor, "GET", ONE "/_email_vendor", NULL, MAIL, "contract_mail"},
    {"contracts.email_owner", email_owner, "GET", ONE "/_email_owner", NULL, MAIL, "contract_mail"},
};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

static void each_function_is_its_own_operation(void **state)
{
    verbs_are_all(verbs, VERBS, "contracts.");
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
    const sdp_contract_assets none = {covered_items, 0};
    const sdp_contract *made = &contract;
    verbs_refuse(r, verbs, VERBS);
    assert_int_equal(sdp_contract_add(r->client, NULL, NULL, &made), SDP_E_ARGUMENT);
    assert_null(made);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "input");
    assert_int_equal(sdp_contract_cancel(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(
        sdp_contract_renew(r->client, REPLAY_ID, &(sdp_contract_renewal)SDP_CONTRACT_RENEWAL_INIT, NULL, NULL),
        SDP_E_REQUIRED);
    assert_int_equal(sdp_contract_associate_assets(r->client, REPLAY_ID, NULL, NULL, NULL), SDP_E_ARGUMENT);
    /* A dissociation from nothing would be one from everything. */
    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, &none, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_contract_get(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "out");
    assert_int_equal(r->requests, 0);
}

/* Whoever does not want what comes passes NULL; a leak shows under a sanitizer. */
static void results_need_not_be_wanted(void **state)
{
    replay *r = *state;
    replay_answer_text(r, "{" CONTRACT "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
    assert_int_equal(sdp_contract_add(r->client, &contract, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_contract_edit(r->client, REPLAY_ID, &change, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_contract_renew(r->client, REPLAY_ID, &renewal, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_contract_move_to_trash(r->client, REPLAY_ID, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_contract_email_owner(r->client, REPLAY_ID, NULL, NULL), SDP_OK);
    assert_int_equal(r->requests, 5);
}

static void the_list_is_walked(void **state)
{
    replay *r = *state;
    const sdp_query query = SDP_QUERY(.row_count = 5);
    sdp_pager *pager = NULL;
    const sdp_contract *row = NULL;
    const sdp_contract *copy = NULL;
    replay_answer_text(
        r, "{\"contracts\":[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\"}],\"list_info\":"
           "{\"has_more_rows\":false},\"response_status\":[{\"status_code\":2000,\"status\":\"success\"}]}");
    assert_int_equal(sdp_contract_list(r->client, &query, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_contract_next(pager, &row), SDP_OK);
    assert_string_equal(r->method, "GET");
    assert_non_null(strstr(r->url, "/contracts?input_data="));
    replay_expect_input_exactly(r, "{\"list_info\":{\"row_count\":5,\"start_index\":1}}");
    assert_string_equal(row->name, "a");
    assert_int_equal(sdp_contract_copy(row, NULL, &copy), SDP_OK);
    assert_int_equal(sdp_contract_next(pager, &row), SDP_OK);
    assert_string_equal(row->id, "2");
    assert_int_equal(sdp_contract_next(pager, &row), SDP_END);
    assert_null(row);
    sdp_pager_free(pager);
    assert_string_equal(copy->name, "a");
    sdp_contract_free(copy);
    assert_int_equal(sdp_contract_copy(NULL, NULL, &copy), SDP_E_ARGUMENT);
    assert_null(copy);
    assert_int_equal(sdp_contract_copy(&change, NULL, NULL), SDP_E_ARGUMENT);
}

static void walks_that_cannot_be_made_are_refused(void **state)
{
    replay *r = *state;
    sdp_pager *pager = NULL;
    sdp_pager *products = NULL;
    const sdp_contract *row = &contract;
    assert_int_equal(sdp_contract_list(r->client, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_contract_list(NULL, NULL, NULL, &pager), SDP_E_ARGUMENT);
    assert_null(pager);
    assert_int_equal(sdp_contract_next(NULL, &row), SDP_E_ARGUMENT);
    assert_null(row);
    /* The rows of another list are no contracts. */
    assert_int_equal(sdp_product_list(r->client, NULL, NULL, &products), SDP_OK);
    row = &contract;
    assert_int_equal(sdp_contract_next(products, &row), SDP_E_ARGUMENT);
    assert_null(row);
    assert_int_equal(sdp_contract_next(products, NULL), SDP_E_ARGUMENT);
    sdp_pager_free(products);
    assert_int_equal(r->requests, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(each_function_is_its_own_operation),
        REPLAY_TEST(options_are_passed_on),
        REPLAY_TEST(a_failure_gives_nothing),
        REPLAY_TEST(what_is_missing_is_refused),
        REPLAY_TEST(results_need_not_be_wanted),
        REPLAY_TEST(the_list_is_walked),
        REPLAY_TEST(walks_that_cannot_be_made_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
