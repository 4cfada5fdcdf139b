/* The tables of what the operations beyond a contract itself take and bring, and what becomes of them as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "json_equal.h"
#include "table.h"

static const table tables[] = {
    {"contract_renewal", SDP_TYPE_CONTRACT_RENEWAL, .objects = "contract:contract", .bools = "disable_notification"},
    {"contract_cancellation", SDP_TYPE_CONTRACT_CANCELLATION, .bools = "is_notify dissociate_child", .text_lists = "to",
     .texts = "cancel_comments"},
    {"contract_association", SDP_TYPE_CONTRACT_ASSOCIATION,
     .lists = "assets:contract_asset software_licenses:contract_software_license", .read_only = "*"},
    {"contract_mail", SDP_TYPE_CONTRACT_MAIL, .texts = "subject description", .text_lists = "to", .read_only = "*"},
};

static void the_tables_say_what_may_be_sent(void **state)
{
    (void)state;
    table_expect(tables, sizeof tables / sizeof tables[0]);
}

static void expect_printed(const void *entity, const char *expected)
{
    char *text = NULL;
    assert_int_equal(sdp_entity_to_json(entity, 0, NULL, &text), SDP_OK);
    assert_json_text(text, expected);
    sdp_text_free(text);
}

static void members_have_their_names(void **state)
{
    static const char *const addresses[] = {"a@example.com", "b@example.com"};
    const sdp_contract contract = SDP_CONTRACT(.name = "n");
    const sdp_contract_renewal renewal = SDP_CONTRACT_RENEWAL(.contract = &contract, .disable_notification = SDP_FALSE);
    const sdp_contract_cancellation cancellation =
        SDP_CONTRACT_CANCELLATION(.is_notify = SDP_TRUE, .dissociate_child = SDP_BOOL_NULL, .cancel_comments = "c",
                                  .to = {addresses, 2});
    (void)state;
    expect_printed(&renewal, "{\"contract\":{\"name\":\"n\"},\"disable_notification\":false}");
    expect_printed(&cancellation, "{\"is_notify\":true,\"to\":[\"a@example.com\",\"b@example.com\"],"
                                  "\"cancel_comments\":\"c\",\"dissociate_child\":null}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_say_what_may_be_sent),
        cmocka_unit_test(members_have_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
