/* The requests and answers that the vendor's page prints for what is done with contracts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "replay.h"

static void test_cancel(void **state)
{
    replay *r = *state;
    static const char *const addresses[] = {"test@zmail.com"};
    const sdp_contract_cancellation input =
        SDP_CONTRACT_CANCELLATION(.is_notify = SDP_TRUE, .to = {addresses, 1}, .cancel_comments = "CANCEL",
                                  .dissociate_child = SDP_TRUE);
    replay_answer(r, "contracts/cancel.response.json");
    assert_int_equal(sdp_contract_cancel(r->client, REPLAY_ID, &input, NULL), SDP_OK);
    replay_expect(r, "contracts.cancel");
    const sdp_error *said = sdp_last_error(r->client);
    assert_int_equal(sdp_error_message_count(said), 1);
    assert_string_equal(sdp_error_server_message(said, 0)->message, "Contract canceled.");
}

/* One thing is associated, and the answer holds it without brackets; the contract's id is a bare number. */
static void test_associate_assets(void **state)
{
    replay *r = *state;
    const sdp_asset asset = SDP_ASSET(.name = "access point_1");
    const sdp_contract_asset covered = SDP_CONTRACT_ASSET(.asset = &asset);
    const sdp_contract_asset *const items[] = {&covered};
    const sdp_contract_assets list = {items, 1};
    const sdp_contract_association *association = NULL;
    replay_answer(r, "contracts/associate_assets.response.json");
    assert_int_equal(sdp_contract_associate_assets(r->client, REPLAY_ID, &list, NULL, &association), SDP_OK);
    replay_expect(r, "contracts.associate_assets");
    assert_int_equal(association->assets.count, 1);
    assert_string_equal(association->assets.items[0]->contract->id, "100000000000033283");
    sdp_json *answer = replay_fixture("contracts/associate_assets.response.json");
    replay_expect_json(sdp_json_member(answer, "assets"), association->assets.items[0]);
    sdp_json_free(answer);
    sdp_contract_association_free(association);
    assert_int_equal(sdp_contract_associate_assets(r->client, REPLAY_ID, &list, NULL, NULL), SDP_OK);
}

static void test_associate_software_licenses(void **state)
{
    replay *r = *state;
    const sdp_lookup license = SDP_LOOKUP(.id = "100000000000040109");
    const sdp_contract_software_license covered = SDP_CONTRACT_SOFTWARE_LICENSE(.software_license = &license);
    const sdp_contract_software_license *const items[] = {&covered};
    const sdp_contract_software_licenses list = {items, 1};
    const sdp_contract_association *association = NULL;
    replay_answer(r, "contracts/associate_software_licenses.response.json");
    assert_int_equal(sdp_contract_associate_software_licenses(r->client, REPLAY_ID, &list, NULL, &association), SDP_OK);
    replay_expect(r, "contracts.associate_software_licenses");
    assert_string_equal(association->software_licenses.items[0]->contract->id, "100000000000036061");
    sdp_json *answer = replay_fixture("contracts/associate_software_licenses.response.json");
    replay_expect_json(sdp_json_member(answer, "software_licenses"), association->software_licenses.items[0]);
    sdp_json_free(answer);
    sdp_contract_association_free(association);
}

/* Several things come in a list. */
static void test_associate_several(void **state)
{
    replay *r = *state;
    static const char *const ids[] = {REPLAY_ID};
    char *printed = NULL;
    replay_answer_text(r, "{\"assets\":[{\"asset\":{\"id\":100000000000000001}},{\"asset\":{\"id\":\"2\"}}],"
                          "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
    assert_int_equal(sdp_invoke(r->client, "contracts.associate_assets", ids, 1,
                                "[{\"asset\":{\"id\":\"100000000000000001\"}},{\"asset\":{\"id\":\"2\"}}]", 0, NULL,
                                &printed),
                     SDP_OK);
    replay_expect_input_exactly(
        r, "{\"assets\":[{\"asset\":{\"id\":\"100000000000000001\"}},{\"asset\":{\"id\":\"2\"}}]}");
    assert_string_equal(printed, "[{\"asset\":{\"id\":100000000000000001}},{\"asset\":{\"id\":\"2\"}}]");
    sdp_text_free(printed);
}

static void test_associate_child_contract(void **state)
{
    replay *r = *state;
    const sdp_lookup child = SDP_LOOKUP(.id = "100000000000033287");
    const sdp_contract_relationship input = SDP_CONTRACT_RELATIONSHIP(.child_contract = &child);
    const sdp_contract_relationship *relationship = NULL;
    replay_answer(r, "contracts/associate_child_contract.response.json");
    assert_int_equal(sdp_contract_associate_child_contract(r->client, REPLAY_ID, &input, NULL, &relationship), SDP_OK);
    replay_expect(r, "contracts.associate_child_contract");
    replay_expect_entity(r, relationship, "contract_relationship");
    assert_string_equal(relationship->parent_contract->id, "100000000000033283");
    sdp_contract_relationship_free(relationship);
}

/* The page prints no input of a dissociation, and asks for one: with SDP_PLACE_NONE the request is the printed one. */
static void test_dissociate(void **state)
{
    replay *r = *state;
    const sdp_options none = SDP_OPTIONS(.place = SDP_PLACE_NONE);
    const sdp_asset asset = SDP_ASSET(.name = "access point_1");
    const sdp_contract_asset covered = SDP_CONTRACT_ASSET(.asset = &asset);
    const sdp_contract_asset *const items[] = {&covered};
    const sdp_contract_assets list = {items, 1};
    const sdp_lookup license = SDP_LOOKUP(.id = "100000000000040109");
    const sdp_contract_software_license licensed = SDP_CONTRACT_SOFTWARE_LICENSE(.software_license = &license);
    const sdp_contract_software_license *const licenses[] = {&licensed};
    const sdp_contract_software_licenses license_list = {licenses, 1};
    const sdp_lookup child = SDP_LOOKUP(.name = "Child 1");
    const sdp_contract_relationship relationship = SDP_CONTRACT_RELATIONSHIP(.child_contract = &child);

    replay_answer(r, "contracts/dissociate_assets.response.json");
    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, NULL, &none), SDP_OK);
    replay_expect(r, "contracts.dissociate_assets");
    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, &list, NULL), SDP_OK);
    replay_expect_route(r, "contracts.dissociate_assets");
    replay_expect_input_exactly(r, "{\"assets\":[{\"asset\":{\"name\":\"access point_1\"}}]}");
    assert_true(r->has_body);

    replay_answer(r, "contracts/dissociate_software_licenses.response.json");
    assert_int_equal(sdp_contract_dissociate_software_licenses(r->client, REPLAY_ID, NULL, &none), SDP_OK);
    replay_expect(r, "contracts.dissociate_software_licenses");
    assert_int_equal(sdp_contract_dissociate_software_licenses(r->client, REPLAY_ID, &license_list, NULL), SDP_OK);
    replay_expect_route(r, "contracts.dissociate_software_licenses");
    replay_expect_input_exactly(r, "{\"software_licenses\":[{\"software_license\":{\"id\":\"100000000000040109\"}}]}");

    replay_answer(r, "contracts/dissociate_child_contract.response.json");
    assert_int_equal(sdp_contract_dissociate_child_contract(r->client, REPLAY_ID, NULL, &none), SDP_OK);
    replay_expect(r, "contracts.dissociate_child_contract");
    assert_int_equal(sdp_contract_dissociate_child_contract(r->client, REPLAY_ID, &relationship, NULL), SDP_OK);
    replay_expect_route(r, "contracts.dissociate_child_contract");
    replay_expect_input_exactly(r, "{\"contract_relationship\":{\"child_contract\":{\"name\":\"Child 1\"}}}");
}

static void test_email(void **state)
{
    replay *r = *state;
    const sdp_contract_mail *mail = NULL;
    replay_answer(r, "contracts/email_vendor.response.json");
    assert_int_equal(sdp_contract_email_vendor(r->client, REPLAY_ID, NULL, &mail), SDP_OK);
    replay_expect(r, "contracts.email_vendor");
    replay_expect_entity(r, mail, "notification");
    assert_string_equal(mail->subject, "Initiated contract with ID: CON-7");
    sdp_contract_mail_free(mail);

    replay_answer(r, "contracts/email_owner.response.json");
    assert_int_equal(sdp_contract_email_owner(r->client, REPLAY_ID, NULL, &mail), SDP_OK);
    replay_expect(r, "contracts.email_owner");
    replay_expect_entity(r, mail, "notification");
    assert_string_equal(mail->to.items[0], "test@zmail.com");
    sdp_contract_mail_free(mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(test_cancel),
        REPLAY_TEST(test_associate_assets),
        REPLAY_TEST(test_associate_software_licenses),
        REPLAY_TEST(test_associate_several),
        REPLAY_TEST(test_associate_child_contract),
        REPLAY_TEST(test_dissociate),
        REPLAY_TEST(test_email),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
