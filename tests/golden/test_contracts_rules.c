/* What the functions of contracts send by option, refuse, and survive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json_equal.h"
#include "replay.h"

#define SUCCESS "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}"

static const sdp_asset asset = SDP_ASSET(.id = "100000000000033317");
static const sdp_contract_asset covered = SDP_CONTRACT_ASSET(.asset = &asset);
static const sdp_contract_asset *const covered_items[] = {&covered};
static const sdp_contract_assets covered_list = {covered_items, 1};
static const char covered_json[] = "{\"assets\":[{\"asset\":{\"id\":\"100000000000033317\"}}]}";

static void expect_error(const replay *r, const char *path, const char *words)
{
    const sdp_error *error = sdp_last_error(r->client);
    assert_string_equal(sdp_error_path(error), path);
    if (strstr(sdp_error_message(error), words) == NULL) fail_msg("%s", sdp_error_message(error));
}

/* The list goes into the form, or into the query, or does not exist; an empty or lost one is never sent. */
static void test_place_of_a_dissociation(void **state)
{
    replay *r = *state;
    const sdp_options query = SDP_OPTIONS(.place = SDP_PLACE_QUERY);
    const sdp_options none = SDP_OPTIONS(.place = SDP_PLACE_NONE);
    const sdp_options object = SDP_OPTIONS(.bare = SDP_BARE_OBJECT);
    replay_answer_text(r, SUCCESS);
    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, &covered_list, NULL), SDP_OK);
    assert_true(r->has_body);
    replay_expect_input_exactly(r, covered_json);
    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, &covered_list, &query), SDP_OK);
    assert_false(r->has_body);
    assert_non_null(strchr(r->url, '?'));
    replay_expect_input_exactly(r, covered_json);
    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, NULL, &none), SDP_OK);
    replay_expect_input(r, NULL);
    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, NULL, &object), SDP_OK);
    replay_expect_input(r, "{}");
    assert_int_equal(r->requests, 4);

    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
    expect_error(r, "input", "needs an input");
    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, &covered_list, &none), SDP_E_ARGUMENT);
    expect_error(r, "options.place", "SDP_PLACE_NONE");
    assert_int_equal(sdp_contract_dissociate_child_contract(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(r->requests, 4);
}

static void test_empty_lists_are_refused(void **state)
{
    replay *r = *state;
    static const char *const ids[] = {REPLAY_ID};
    const sdp_contract_assets empty = {SDP_EMPTY, 0};
    const sdp_contract_assets null = {SDP_NULL, 0};
    const sdp_contract_assets absent = {NULL, 0};
    const sdp_contract_software_licenses no_licenses = {SDP_EMPTY, 0};
    const sdp_contract_association *association = NULL;
    char *printed = NULL;
    assert_int_equal(sdp_contract_associate_assets(r->client, REPLAY_ID, &empty, NULL, &association), SDP_E_ARGUMENT);
    expect_error(r, "assets", "at least one");
    assert_null(association);
    assert_int_equal(sdp_contract_associate_assets(r->client, REPLAY_ID, &null, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_contract_associate_assets(r->client, REPLAY_ID, &absent, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_contract_associate_assets(r->client, REPLAY_ID, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_contract_dissociate_assets(r->client, REPLAY_ID, &empty, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_contract_dissociate_software_licenses(r->client, REPLAY_ID, &no_licenses, NULL),
                     SDP_E_ARGUMENT);
    expect_error(r, "software_licenses", "at least one");
    assert_int_equal(sdp_invoke(r->client, "contracts.dissociate_assets", ids, 1, "[]", 0, NULL, &printed),
                     SDP_E_ARGUMENT);
    assert_int_equal(sdp_invoke(r->client, "contracts.dissociate_assets", ids, 1, "{\"assets\":[]}", 0, NULL, &printed),
                     SDP_E_ARGUMENT);
    assert_int_equal(r->requests, 0);
}

static void test_items_are_checked(void **state)
{
    replay *r = *state;
    const sdp_contract_asset nothing = SDP_CONTRACT_ASSET_INIT;
    const sdp_contract_asset *const items[] = {&covered, &nothing};
    const sdp_contract_assets list = {items, 2};
    const sdp_contract_asset *const lost_items[] = {NULL};
    const sdp_contract_assets lost = {lost_items, 1};
    assert_int_equal(sdp_contract_associate_assets(r->client, REPLAY_ID, &list, NULL, NULL), SDP_E_REQUIRED);
    expect_error(r, "assets[1].asset", "needs this member");
    assert_int_equal(sdp_contract_associate_assets(r->client, REPLAY_ID, &lost, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(r->requests, 0);
}

/* What was received as a part is sent by its id; what was received as a whole is refused. */
static void test_received_parts(void **state)
{
    replay *r = *state;
    const sdp_contract *got = NULL;
    replay_answer(r, "contracts/add.response.json");
    assert_int_equal(sdp_contract_get(r->client, REPLAY_ID, NULL, &got), SDP_OK);
    const sdp_contract input =
        SDP_CONTRACT(.owner = got->owner, .vendor = got->vendor, .template_ = got->template_, .type = got->type,
                     .customer = got->customer, .sites = got->sites, .assets = got->assets, .cost = got->cost);
    assert_int_equal(sdp_contract_edit(r->client, REPLAY_ID, &input, NULL, NULL), SDP_OK);
    replay_expect_input_exactly(
        r, "{\"contract\":{\"template\":{\"id\":\"2000000030626\"},\"sites\":[{\"id\":\"2000000006130\"}],"
           "\"type\":{\"id\":\"2000000003022\"},\"assets\":[{\"asset\":{\"id\":\"2000000036443\"}},"
           "{\"asset\":{\"id\":\"2000000036389\"}}],\"vendor\":{\"id\":\"2000000036323\"},"
           "\"owner\":{\"id\":\"2000000036237\"},\"cost\":{\"value\":\"2322\",\"secondary_currency\":"
           "{\"value\":\"2322\"}},\"customer\":{\"id\":\"2000000040924\"}}}");

    const int sent = r->requests;
    assert_int_equal(sdp_contract_edit(r->client, REPLAY_ID, got, NULL, NULL), SDP_E_RECEIVED);
    expect_error(r, "contract.display_id", "read-only");
    const sdp_contract_renewal renewal = SDP_CONTRACT_RENEWAL(.contract = got);
    assert_int_equal(sdp_contract_renew(r->client, REPLAY_ID, &renewal, NULL, NULL), SDP_E_RECEIVED);
    expect_error(r, "contract.display_id", "read-only");
    assert_int_equal(r->requests, sent);
    sdp_contract_free(got);
}

static void test_required_members(void **state)
{
    replay *r = *state;
    const sdp_vendor vendor = SDP_VENDOR(.name = "v");
    const sdp_user owner = SDP_USER(.email_id = "o@example.com");
    const sdp_contract_renewal nothing = SDP_CONTRACT_RENEWAL(.disable_notification = SDP_TRUE);
    sdp_contract input = SDP_CONTRACT(.name = "n", .vendor = &vendor, .owner = &owner, .is_definite = SDP_FALSE);
    assert_int_equal(sdp_contract_add(r->client, &input, NULL, NULL), SDP_E_REQUIRED);
    expect_error(r, "contract.active_from", "needs this member");
    input = (sdp_contract)SDP_CONTRACT(.name = "n", .active_from = SDP_TIME_NULL);
    assert_int_equal(sdp_contract_add(r->client, &input, NULL, NULL), SDP_E_REQUIRED);
    expect_error(r, "contract.owner", "needs this member, and is_definite, active_from, vendor");
    input = (sdp_contract)SDP_CONTRACT(.name = "n", .vendor = &vendor, .owner = &owner, .is_definite = SDP_FALSE);
    assert_int_equal(sdp_contract_renew(r->client, REPLAY_ID, &nothing, NULL, NULL), SDP_E_REQUIRED);
    expect_error(r, "contract", "needs this member");
    assert_int_equal(r->requests, 0);
    input.active_from = (sdp_time)SDP_TIME(1678213800000);
    replay_answer_text(r, SUCCESS);
    assert_int_equal(sdp_contract_add(r->client, &input, NULL, NULL), SDP_OK);
    replay_expect_input_exactly(r, "{\"contract\":{\"name\":\"n\",\"vendor\":{\"name\":\"v\"},\"owner\":{\"email_id\":"
                                   "\"o@example.com\"},\"is_definite\":false,\"active_from\":{\"value\":"
                                   "1678213800000}}}");
}

static void test_read_only_members(void **state)
{
    static const struct {
        sdp_contract input;
        const char *path;
    } cases[] = {
        {SDP_CONTRACT(.id = "1"), "contract.id"},
        {SDP_CONTRACT(.created_date = SDP_TIME(1)), "contract.created_date"},
        {SDP_CONTRACT(.contract_renewal_origin = "1"), "contract.contract_renewal_origin"},
        {SDP_CONTRACT(.is_renewed = SDP_TRUE), "contract.is_renewed"},
        {SDP_CONTRACT(.deleted_time = SDP_TIME_NULL), "contract.deleted_time"},
        {SDP_CONTRACT(.status = SDP_NULL), "contract.status"},
    };
    replay *r = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(sdp_contract_edit(r->client, REPLAY_ID, &cases[i].input, NULL, NULL), SDP_E_READ_ONLY);
        expect_error(r, cases[i].path, "read-only");
    }
    assert_int_equal(r->requests, 0);
}

/* Addresses read null, a text and a list; what is read prints as it came. */
static void test_addresses(void **state)
{
    static const struct {
        const char *json;
        size_t count;
    } forms[] = {{"null", 0}, {"[]", 0}, {"\"\"", 1}, {"\"a@b.c\"", 1}, {"[\"a@b.c\",\"d@e.f\"]", 2}};
    replay *r = *state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char answer[256] = "{\"contract\":{\"expiry_notification\":{\"email_ids_to_notify\":";
        const sdp_contract *contract = NULL;
        strcat(answer, forms[i].json);
        strcat(answer, "}}}");
        replay_answer_text(r, answer);
        assert_int_equal(sdp_contract_get(r->client, REPLAY_ID, NULL, &contract), SDP_OK);
        replay_expect_entity(r, contract, "contract");
        assert_int_equal(contract->expiry_notification->email_ids_to_notify.count, forms[i].count);
        sdp_contract_free(contract);
    }
}

/* Money and ids come back digit by digit, in whatever form they came. */
static void test_numbers(void **state)
{
    replay *r = *state;
    const sdp_contract *contract = NULL;
    replay_answer_text(r, "{\"contract\":{\"cost\":{\"value\":2322.00,\"display_value\":\"$ 5.00\","
                          "\"secondary_currency\":{\"value\":\"100000000000033283.10\",\"display_value\":2322.50}},"
                          "\"contract_renewal_origin\":100000000000036375,\"exchange_rate\":1e400,"
                          "\"display_id\":{\"value\":7}}}");
    assert_int_equal(sdp_contract_get(r->client, REPLAY_ID, NULL, &contract), SDP_OK);
    replay_expect_entity(r, contract, "contract");
    assert_string_equal(contract->cost->value, "2322.00");
    assert_string_equal(contract->cost->display_value, "$ 5.00");
    assert_string_equal(contract->cost->secondary_currency->display_value, "2322.50");
    assert_string_equal(contract->exchange_rate, "1e400");
    assert_string_equal(contract->contract_renewal_origin, "100000000000036375");
    sdp_contract_free(contract);
}

static void test_child_contracts(void **state)
{
    replay *r = *state;
    const sdp_contract *contract = NULL;
    const sdp_lookup child = SDP_LOOKUP(.id = "2");
    const sdp_contract_relationship relationship = SDP_CONTRACT_RELATIONSHIP(.child_contract = &child);
    const sdp_contract_relationship *const items[] = {&relationship};
    const sdp_contract input = SDP_CONTRACT(.child_contracts = {items, 1}, .parent_contract = &child);
    replay_answer_text(r, "{\"contract\":{\"parent_contract\":{\"id\":3,\"name\":\"p\"},\"child_contracts\":[{"
                          "\"child_contract\":{\"name\":\"c\",\"id\":\"4\"},\"parent_contract\":{\"id\":\"1\"}}]}}");
    assert_int_equal(sdp_contract_edit(r->client, REPLAY_ID, &input, NULL, &contract), SDP_OK);
    replay_expect_input_exactly(r, "{\"contract\":{\"parent_contract\":{\"id\":\"2\"},\"child_contracts\":[{"
                                   "\"child_contract\":{\"id\":\"2\"}}]}}");
    replay_expect_entity(r, contract, "contract");
    assert_string_equal(contract->child_contracts.items[0]->child_contract->name, "c");
    sdp_contract_free(contract);
}

/* A chain of predecessors, each within the next. */
static void answer_nested(replay *r, int depth)
{
    static const char before[] = "{\"contract_renewed_from\":";
    char *text = calloc(1, (size_t)depth * sizeof before + 128);
    assert_non_null(text);
    strcpy(text, "{\"contract\":");
    for (int i = 0; i < depth; i++) strcat(text, before);
    strcat(text, "{\"id\":\"1\"}");
    for (int i = 0; i < depth; i++) strcat(text, "}");
    strcat(text, "}");
    replay_answer_text(r, text);
    free(text);
}

static void test_depth(void **state)
{
    enum { CEILING = 64 };
    replay *r = *state;
    const sdp_contract *contract = NULL;
    answer_nested(r, CEILING - 2);
    assert_int_equal(sdp_contract_get(r->client, REPLAY_ID, NULL, &contract), SDP_OK);
    replay_expect_entity(r, contract, "contract");
    sdp_contract_free(contract);
    answer_nested(r, CEILING - 1);
    assert_int_equal(sdp_contract_get(r->client, REPLAY_ID, NULL, &contract), SDP_E_ANSWER);
    assert_null(contract);
    expect_error(r, "", "deep");
}

/* A mail may be on its way although the method is GET: what is not known is not repeated. */
static void test_mail_is_a_write(void **state)
{
    replay *r = *state;
    const sdp_contract_mail *mail = NULL;
    const sdp_options eager = SDP_OPTIONS(.max_retries = 3);
    replay_answer_text(r, "<html>");
    assert_int_equal(sdp_contract_email_owner(r->client, REPLAY_ID, &eager, &mail), SDP_E_MAYBE_DONE);
    assert_null(mail);
    assert_int_equal(r->requests, 1);
}

static void test_initialisers(void **state)
{
    (void)state;
    sdp_contract contract = SDP_CONTRACT(.name = "x", .is_draft = SDP_TRUE);
    sdp_customer customer = SDP_CUSTOMER(.name = "x");
    const sdp_contract no_contract = SDP_CONTRACT_INIT;
    const sdp_customer no_customer = SDP_CUSTOMER_INIT;
    sdp_contract_init(&contract);
    sdp_customer_init(&customer);
    assert_memory_equal(&contract, &no_contract, sizeof contract);
    assert_memory_equal(&customer, &no_customer, sizeof customer);
    assert_int_equal(contract.head.type, SDP_TYPE_CONTRACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(test_place_of_a_dissociation),
        REPLAY_TEST(test_empty_lists_are_refused),
        REPLAY_TEST(test_items_are_checked),
        REPLAY_TEST(test_received_parts),
        REPLAY_TEST(test_required_members),
        REPLAY_TEST(test_read_only_members),
        REPLAY_TEST(test_addresses),
        REPLAY_TEST(test_numbers),
        REPLAY_TEST(test_child_contracts),
        REPLAY_TEST(test_depth),
        REPLAY_TEST(test_mail_is_a_write),
        cmocka_unit_test(test_initialisers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
