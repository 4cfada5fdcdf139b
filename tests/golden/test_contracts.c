/* The requests and answers that the vendor's page of contracts prints for contracts themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json_equal.h"
#include "replay.h"

static void test_add(void **state)
{
    replay *r = *state;
    const sdp_template template = SDP_TEMPLATE(.id = "2000000030626");
    const sdp_money second = SDP_MONEY(.value = "2322");
    const sdp_money cost = SDP_MONEY(.value = "2322.00", .secondary_currency = &second);
    const sdp_user owner = SDP_USER(.id = "2000000036237");
    const sdp_user *const owners[] = {&owner};
    const sdp_asset asset = SDP_ASSET(.id = "2000000036443");
    const sdp_asset other_asset = SDP_ASSET(.id = "2000000036389");
    const sdp_contract_asset covered = SDP_CONTRACT_ASSET(.asset = &asset);
    const sdp_contract_asset other_covered = SDP_CONTRACT_ASSET(.asset = &other_asset);
    const sdp_contract_asset *const assets[] = {&covered, &other_covered};
    const sdp_vendor vendor = SDP_VENDOR(.id = "2000000036323");
    const sdp_contract_type type = SDP_CONTRACT_TYPE(.id = "2000000003022");
    const sdp_site site = SDP_SITE(.id = "2000000006130");
    const sdp_site *const sites[] = {&site};
    const sdp_notify_day day = SDP_NOTIFY_DAY(.notify_before = "2");
    const sdp_notify_day *const days[] = {&day};
    const sdp_expiry_notification expiry =
        SDP_EXPIRY_NOTIFICATION(.email_ids_to_notify = {SDP_NULL, 0}, .notify_days = {days, 1},
                                .notify_technicians = {owners, 1});
    const sdp_renewal_extension extension = SDP_RENEWAL_EXTENSION(.prolongation = "2", .period = "months");
    const sdp_auto_renewal renewal =
        SDP_AUTO_RENEWAL(.auto_renew_extension = &extension, .auto_renew_notify = {owners, 1});
    const sdp_auto_renewal *const renewals[] = {&renewal};
    const sdp_customer_lookup customer = SDP_CUSTOMER_LOOKUP(.id = "2000000040924");
    const sdp_contract input =
        SDP_CONTRACT(.name = "Contract Check", .template_ = &template, .cost = &cost, .owner = &owner,
                     .assets = {assets, 2}, .attachments = {SDP_EMPTY, 0}, .software_licenses = {SDP_EMPTY, 0},
                     .is_definite = SDP_TRUE, .is_notification_required = SDP_TRUE,
                     .is_req_creation_required = SDP_FALSE, .is_auto_renew = SDP_TRUE, .vendor = &vendor, .type = &type,
                     .active_from = SDP_TIME(1680287400000), .parent_contract = SDP_NULL, .sites = {sites, 1},
                     .exchange_rate = "1", .comments = "Description", .support = "Support Details",
                     .expiry_notification = &expiry, .request_creation_days = "0",
                     .active_till = SDP_TIME(1685557799999), .is_draft = SDP_FALSE, .auto_renew = {renewals, 1},
                     .customer = &customer);
    const sdp_contract *contract = NULL;
    replay_answer(r, "contracts/add.response.json");
    assert_int_equal(sdp_contract_add(r->client, &input, NULL, &contract), SDP_OK);
    replay_expect(r, "contracts.add");
    replay_expect_entity(r, contract, "contract");
    assert_string_equal(contract->display_id->display_value, "CON-4");
    assert_string_equal(contract->cost->value, "2322");
    assert_string_equal(contract->cost->secondary_currency->display_value, "2322");
    assert_string_equal(contract->vendor->currency->code, "USD");
    assert_string_equal(contract->assets.items[1]->asset->site->name, "Base Site");
    assert_string_equal(contract->auto_renew.items[0]->auto_renew_extension->prolongation, "2");
    assert_int_equal(contract->expiry_notification->email_ids_to_notify.count, 0);
    assert_string_equal(contract->expiry_notification->notify_technicians.items[0]->email_id, "test@zmail.com");
    assert_string_equal(contract->customer->name, "Customer ABC");
    assert_true(sdp_is_true(contract->owner->is_technician));
    sdp_contract_free(contract);
}

/* A date is cleared by null. */
static void test_edit(void **state)
{
    replay *r = *state;
    const sdp_money cost = SDP_MONEY(.value = "5.00");
    const sdp_contract input =
        SDP_CONTRACT(.name = "editcontract", .cost = &cost, .active_from = SDP_TIME(1678213800000),
                     .active_till = SDP_TIME_NULL, .is_definite = SDP_FALSE);
    const sdp_contract *contract = NULL;
    replay_answer(r, "contracts/edit.response.json");
    assert_int_equal(sdp_contract_edit(r->client, REPLAY_ID, &input, NULL, &contract), SDP_OK);
    replay_expect(r, "contracts.edit");
    replay_expect_input_exactly(r, "{\"contract\":{\"cost\":{\"value\":\"5.00\"},\"active_from\":{\"value\":"
                                   "1678213800000},\"active_till\":null,\"name\":\"editcontract\","
                                   "\"is_definite\":false}}");
    replay_expect_entity(r, contract, "contract");
    assert_int_equal(contract->active_till.state, SDP_STATE_NULL);
    assert_null(contract->type);
    sdp_contract_free(contract);
}

static void test_get(void **state)
{
    replay *r = *state;
    const sdp_contract *contract = NULL;
    replay_answer(r, "contracts/get.response.json");
    assert_int_equal(sdp_contract_get(r->client, REPLAY_ID, NULL, &contract), SDP_OK);
    replay_expect(r, "contracts.get");
    replay_expect_entity(r, contract, "contract");
    assert_string_equal(contract->software_licenses.items[0]->software_license->name, "dfgh-100000000000037101");
    sdp_contract_free(contract);
    assert_int_equal(sdp_contract_get(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
}

static void test_list(void **state)
{
    replay *r = *state;
    char *printed = NULL;
    sdp_pager *pager = NULL;
    const sdp_contract *row = NULL;
    const sdp_contract *kept = NULL;
    sdp_json *answer = replay_fixture("contracts/list.response.json");
    const sdp_json *expected = sdp_json_first(sdp_json_member(answer, "contracts"));
    replay_answer(r, "contracts/list.response.json");
    assert_int_equal(sdp_invoke(r->client, "contracts.list", NULL, 0, NULL, 0, NULL, &printed), SDP_OK);
    replay_expect(r, "contracts.list");
    sdp_text_free(printed);

    assert_int_equal(sdp_contract_list(r->client, NULL, NULL, &pager), SDP_OK);
    for (; expected != NULL; expected = sdp_json_next(expected)) {
        assert_int_equal(sdp_contract_next(pager, &row), SDP_OK);
        replay_expect_json(expected, row);
        sdp_contract_free(kept);
        assert_int_equal(sdp_contract_copy(row, NULL, &kept), SDP_OK);
    }
    replay_expect_route(r, "contracts.list");
    sdp_pager_free(pager);
    replay_expect_json(sdp_json_at(answer, "contracts[3]"), kept);
    sdp_contract_free(kept);
    sdp_json_free(answer);
}

static void test_delete(void **state)
{
    replay *r = *state;
    replay_answer(r, "contracts/delete.response.json");
    assert_int_equal(sdp_contract_delete(r->client, REPLAY_ID, NULL), SDP_OK);
    replay_expect(r, "contracts.delete");
}

/* Restoring answers with the key of a list that holds one object. */
static void test_trash(void **state)
{
    replay *r = *state;
    const sdp_contract *contract = NULL;
    replay_answer(r, "contracts/move_to_trash.response.json");
    assert_int_equal(sdp_contract_move_to_trash(r->client, REPLAY_ID, NULL, &contract), SDP_OK);
    replay_expect(r, "contracts.move_to_trash");
    replay_expect_entity(r, contract, "contract");
    assert_true(sdp_is_true(contract->is_escalated));
    assert_string_equal(contract->owner->contact_info_id, "100000000000036223");
    sdp_contract_free(contract);

    replay_answer(r, "contracts/restore_from_trash.response.json");
    assert_int_equal(sdp_contract_restore_from_trash(r->client, REPLAY_ID, NULL, &contract), SDP_OK);
    replay_expect(r, "contracts.restore_from_trash");
    replay_expect_entity(r, contract, "contracts");
    sdp_contract_free(contract);
}

/* What the page prints as the input of a renewal. */
static const sdp_template printed_template = SDP_TEMPLATE(.id = "100000000000030618");
static const sdp_vendor printed_vendor = SDP_VENDOR(.id = "100000000000036303");
static const sdp_user printed_owner = SDP_USER(.id = "100000000000036225");
static const sdp_money printed_second = SDP_MONEY(.value = "0.00");
static const sdp_money printed_cost = SDP_MONEY(.value = "0.00", .secondary_currency = &printed_second);
static const sdp_site printed_site = SDP_SITE(.id = "100000000000006130");

static void test_renew(void **state)
{
    replay *r = *state;
    static const char *const no_address[] = {""};
    const sdp_site *const sites[] = {&printed_site};
    sdp_json *none = json_of_text("[]");
    const sdp_expiry_notification expiry =
        SDP_EXPIRY_NOTIFICATION(.email_ids_to_notify = {no_address, 1}, .notify_days = {SDP_EMPTY, 0},
                                .notify_technicians = {SDP_EMPTY, 0});
    const sdp_contract successor =
        SDP_CONTRACT(.is_auto_renew = SDP_FALSE, .template_ = &printed_template, .request_creation_days = "0",
                     .sites = {sites, 1}, .type = SDP_NULL, .is_req_creation_required = SDP_FALSE,
                     .expiry_notification = &expiry, .configuration_items = none, .is_notification_required = SDP_FALSE,
                     .vendor = &printed_vendor, .is_draft = SDP_FALSE, .owner = &printed_owner, .is_definite = SDP_TRUE,
                     .comments = SDP_NULL, .cost = &printed_cost, .exchange_rate = SDP_NULL, .services = none,
                     .people = none, .name = "contract2 Renewed Renewed", .support = SDP_NULL,
                     .attachments = {SDP_EMPTY, 0}, .active_from = SDP_TIME(1682620200000), .parent_contract = SDP_NULL,
                     .active_till = SDP_TIME(1682792999999), .auto_renew = {SDP_EMPTY, 0});
    const sdp_contract_renewal input = SDP_CONTRACT_RENEWAL(.contract = &successor, .disable_notification = SDP_FALSE);
    const sdp_contract *contract = NULL;
    replay_answer(r, "contracts/renew.response.json");
    assert_int_equal(sdp_contract_renew(r->client, REPLAY_ID, &input, NULL, &contract), SDP_OK);
    replay_expect(r, "contracts.renew");
    replay_expect_entity(r, contract, "contract");
    const sdp_contract *first = contract->contract_renewed_from->contract_renewed_from;
    assert_string_equal(first->id, "100000000000036375");
    assert_string_equal(first->status->id, "100000000000002579");
    assert_string_equal(contract->contract_renewal_origin, first->id);
    assert_true(sdp_is_true(contract->contract_renewed_from->is_renewed));
    sdp_contract_free(contract);
    sdp_json_free(none);
}

/* The same by JSON: the whole input, and the contract alone. */
static void test_renew_invoked(void **state)
{
    replay *r = *state;
    static const char *const ids[] = {REPLAY_ID};
    char *input = NULL;
    char *printed = NULL;
    sdp_json *request = replay_fixture("contracts/renew.request.json");
    sdp_json *answer = replay_fixture("contracts/renew.response.json");
    char where[600];
    replay_answer(r, "contracts/renew.response.json");
    assert_int_equal(sdp_json_print(request, 0, &input), SDP_OK);
    assert_int_equal(sdp_invoke(r->client, "contracts.renew", ids, 1, input, 0, NULL, &printed), SDP_OK);
    replay_expect(r, "contracts.renew");
    sdp_json *shown = json_of_text(printed);
    assert_true(json_equal(sdp_json_member(answer, "contract"), shown, JSON_EQUAL_EXACT, where, sizeof where));
    sdp_json_free(shown);
    sdp_text_free(printed);
    sdp_text_free(input);

    assert_int_equal(
        sdp_invoke(r->client, "contracts.renew", ids, 1, "{\"name\":\"next\",\"is_draft\":true}", 0, NULL, &printed),
        SDP_OK);
    replay_expect_input_exactly(r, "{\"contract\":{\"name\":\"next\",\"is_draft\":true}}");
    sdp_text_free(printed);
    sdp_json_free(request);
    sdp_json_free(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(test_add),    REPLAY_TEST(test_edit),  REPLAY_TEST(test_get),   REPLAY_TEST(test_list),
        REPLAY_TEST(test_delete), REPLAY_TEST(test_trash), REPLAY_TEST(test_renew), REPLAY_TEST(test_renew_invoked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
