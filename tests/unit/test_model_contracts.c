/* The tables of contracts.h: a contract and its parts, what may be sent of them, and what becomes of them as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "json_equal.h"
#include "table.h"

static const table tables[] = {
    {"contract_type", SDP_TYPE_CONTRACT_TYPE, .texts = "color name", .ids = "id", .keys = "id", .read_only = "color"},
    {"vendor", SDP_TYPE_VENDOR, .texts = "name description", .ids = "id", .objects = "currency:currency", .keys = "id",
     .read_only = "description currency"},
    {"display_id", SDP_TYPE_DISPLAY_ID, .texts = "display_value", .numbers = "value", .read_only = "*"},
    {"asset", SDP_TYPE_ASSET, .texts = "name", .ids = "id", .objects = "site:site", .keys = "id", .read_only = "site"},
    {"contract_asset", SDP_TYPE_CONTRACT_ASSET, .objects = "contract:lookup asset:asset", .read_only = "contract"},
    {"contract_software_license", SDP_TYPE_CONTRACT_SOFTWARE_LICENSE,
     .objects = "contract:lookup software_license:lookup", .read_only = "contract"},
    {"contract_relationship", SDP_TYPE_CONTRACT_RELATIONSHIP, .objects = "child_contract:lookup parent_contract:lookup",
     .read_only = "parent_contract"},
    {"notify_day", SDP_TYPE_NOTIFY_DAY, .numbers = "notify_before", .ids = "id", .json = "notification", .keys = "id",
     .read_only = "notification", .as_text = "notify_before"},
    {"expiry_notification", SDP_TYPE_EXPIRY_NOTIFICATION, .text_lists = "email_ids_to_notify",
     .lists = "notify_days:notify_day notify_technicians:user"},
    {"renewal_extension", SDP_TYPE_RENEWAL_EXTENSION, .texts = "period", .numbers = "prolongation"},
    {"auto_renewal", SDP_TYPE_AUTO_RENEWAL, .objects = "auto_renew_extension:renewal_extension", .ids = "id",
     .lists = "auto_renew_notify:user", .keys = "id"},
    {"contract", SDP_TYPE_CONTRACT, .texts = "name comments support", .ids = "id contract_renewal_origin",
     .numbers = "request_creation_days exchange_rate",
     .bools = "is_auto_renew is_definite is_req_creation_required is_notification_required is_draft notes_present "
              "is_notification_disabled is_renewed is_escalated",
     .times = "active_from active_till deleted_time created_date",
     .objects = "owner:user template:template cost:money display_id:display_id type:contract_type "
                "contract_renewed_from:contract expiry_notification:expiry_notification vendor:vendor "
                "currency:currency parent_contract:lookup status:lookup customer:customer_lookup created_by:user",
     .lists = "attachments:attachment sites:site assets:contract_asset software_licenses:contract_software_license "
              "auto_renew:auto_renewal child_contracts:contract_relationship",
     .json = "configuration_items vendor_currency_id expiry_request escalate_to_id contract_usage services people",
     .keys = "id",
     .read_only = "display_id contract_renewed_from currency id deleted_time notes_present status is_renewed "
                  "vendor_currency_id expiry_request escalate_to_id contract_usage contract_renewal_origin created_by "
                  "is_escalated created_date",
     .as_text = "request_creation_days exchange_rate"},
};

static void the_tables_say_what_may_be_sent(void **state)
{
    (void)state;
    table_expect(tables, sizeof tables / sizeof tables[0]);
}

/* A member whose name C++ keeps for itself has another in the struct alone. */
static void members_have_their_names(void **state)
{
    const sdp_template template = SDP_TEMPLATE(.name = "t");
    const sdp_notify_day day = SDP_NOTIFY_DAY(.notify_before = "7");
    const sdp_notify_day *const days[] = {&day};
    const sdp_expiry_notification notification = SDP_EXPIRY_NOTIFICATION(.notify_days = {days, 1});
    const sdp_contract contract = SDP_CONTRACT(.template_ = &template, .expiry_notification = &notification,
                                               .active_till = SDP_TIME_NULL, .is_draft = SDP_TRUE);
    char *text = NULL;
    (void)state;
    assert_int_equal(sdp_entity_to_json(&contract, 0, NULL, &text), SDP_OK);
    assert_json_text(text, "{\"template\":{\"name\":\"t\"},\"expiry_notification\":{\"notify_days\":"
                           "[{\"notify_before\":\"7\"}]},\"is_draft\":true,\"active_till\":null}");
    sdp_text_free(text);
}

static void initialisers_agree(void **state)
{
    const sdp_contract by_macro = SDP_CONTRACT_INIT;
    sdp_contract by_function;
    (void)state;
    memset(&by_function, 0xEE, sizeof by_function);
    sdp_contract_init(&by_function);
    assert_ptr_equal(sdp_entity_type(&by_function), sdp_type_by_name("contract"));
    assert_ptr_equal(sdp_entity_type(&by_macro), sdp_type_by_name("contract"));
    assert_null(by_function.name);
    assert_int_equal(by_function.active_till.state, SDP_STATE_ABSENT);
    assert_null(by_function.child_contracts.items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_say_what_may_be_sent),
        cmocka_unit_test(members_have_their_names),
        cmocka_unit_test(initialisers_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
