/* Renewal and cancellation of contracts in the sandbox, and the mails about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/sandbox.h"
#include "support/sandbox_case.h"

static void renew(const char *id, const char *input, char *next, size_t size)
{
    char path[120];
    snprintf(path, sizeof(path), "/contracts/%s/_renew_contract", id);
    ask_for("POST", path, input, "contract.id", next, size);
}

static void successor_knows_its_predecessors(void **state)
{
    static const char later[] = "{\"contract\":{\"name\":\"Second\",\"active_from\":{\"value\":1711909800000}}}";
    char first[40];
    char second[40];
    char third[40];
    char path[120];
    (void)state;
    sandbox_case_contract("First", ",\"cost\":{\"value\":\"12.50\"}", first, sizeof(first));
    renew(first, later, second, sizeof(second));
    renew(second, "{\"contract\":{\"active_from\":{\"value\":\"1711909800000\"}},\"disable_notification\":true}", third,
          sizeof(third));
    snprintf(path, sizeof(path), "/contracts/%s", first);
    sandbox_case_expect(path, "contract.is_renewed", "true");
    sandbox_case_expect(path, "contract.contract_renewed_from", "null");
    snprintf(path, sizeof(path), "/contracts/%s", third);
    sandbox_case_expect(path, "contract.name", "Second Renewed");
    sandbox_case_expect(path, "contract.cost.display_value", "12.50");
    sandbox_case_expect(path, "contract.is_renewed", "false");
    sandbox_case_expect(path, "contract.is_notification_disabled", "true");
    sandbox_case_expect(path, "contract.contract_renewal_origin", first);
    sandbox_case_expect(path, "contract.contract_renewed_from.id", second);
    sandbox_case_expect(path, "contract.contract_renewed_from.is_renewed", "true");
    sandbox_case_expect(path, "contract.contract_renewed_from.contract_renewed_from.id", first);
    sandbox_case_expect(path, "contract.contract_renewed_from.contract_renewed_from.display_id.display_value", "CON-1");
    sandbox_case_expect(path, "contract.contract_renewed_from.contract_renewed_from.owner", "");
}

static void renewal_is_checked(void **state)
{
    char id[40];
    char next[40];
    char path[120];
    (void)state;
    sandbox_case_contract("A", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/_renew_contract", id);
    ask_expect("POST", path, NULL, 400, "\"fields\":[\"contract\"]");
    ask_expect("POST", path, "{\"contract\":{}}", 400, "\"fields\":[\"active_from\"]");
    ask_expect("POST", path, "{\"contract\":{\"active_from\":{\"value\":1},\"name\":null}}", 400,
               "\"fields\":[\"name\"]");
    ask_expect("POST", path, "{\"contract\":{\"active_from\":{\"value\":1}},\"more\":1}", 400,
               "EXTRA_KEY_FOUND_IN_JSON");
    ask_expect("POST", path, "{\"contract\":{\"active_from\":{\"value\":1},\"vendor\":{\"name\":\"Nobody\"}}}", 400,
               "\"field\":\"vendor\"");
    ask_expect("POST", "/contracts/1/_renew_contract", "{\"contract\":{\"active_from\":{\"value\":1}}}", 404, "4007");
    renew(id, "{\"contract\":{\"active_from\":{\"value\":1}}}", next, sizeof(next));
    ask_expect("POST", path, "{\"contract\":{\"active_from\":{\"value\":1}}}", 400, "renewed already");
    /* Without its successor a contract can be renewed again. */
    snprintf(path, sizeof(path), "/contracts/%s", next);
    ask_expect("DELETE", path, NULL, 200, "success");
    renew(id, "{\"contract\":{\"active_from\":{\"value\":1}}}", next, sizeof(next));
}

static void cancellation_is_for_good(void **state)
{
    static const char how[] =
        "{\"notification\":{\"is_notify\":true,\"to\":[\"a@example.com\"],\"cancel_comments\":\"x\","
        "\"dissociate_child\":false}}";
    char id[40];
    char path[120];
    char cancel[120];
    (void)state;
    sandbox_case_contract("A", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s", id);
    snprintf(cancel, sizeof(cancel), "/contracts/%s/_cancel", id);
    sandbox_case_expect(path, "contract.status.name", "Active");
    ask_expect("PUT", cancel, "{\"notification\":{\"is_notify\":\"yes\"}}", 400, "\"field\":\"is_notify\"");
    ask_expect("PUT", cancel, "{\"notice\":{}}", 400, "\"field\":\"notice\"");
    ask_expect("PUT", cancel, how, 200,
               "{\"response_status\":{\"status_code\":2000,\"messages\":[{\"status_code\":2000,\"type\":\"success\","
               "\"message\":\"Contract canceled.\"}],\"status\":\"success\"}}");
    sandbox_case_expect(path, "contract.status.name", "Canceled");
    ask_expect("PUT", cancel, how, 400, "canceled already");
    ask_expect("PUT", path, "{\"contract\":{\"comments\":\"still\"}}", 200, "\"name\":\"Canceled\"");
    ask_expect("PUT", "/contracts/1/_cancel", how, 404, "4007");
}

/* Where a contract stands follows from its dates. */
static void status_follows_the_dates(void **state)
{
    char id[40];
    char path[120];
    (void)state;
    sandbox_case_contract("A", ",\"is_draft\":true", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s", id);
    sandbox_case_expect(path, "contract.status.name", "Draft");
    ask_expect("PUT", path, "{\"contract\":{\"is_draft\":false}}", 200, "{\"name\":\"Active\",");
    ask_expect("PUT", path, "{\"contract\":{\"active_from\":{\"value\":4102444800000}}}", 200, "Yet to be Active");
    ask_expect("PUT", path,
               "{\"contract\":{\"active_from\":{\"value\":1680287400000},\"is_definite\":true,"
               "\"active_till\":{\"value\":1685557799999}}}",
               200, "{\"name\":\"Expired\",");
    sandbox_case_expect(path, "contract.active_till.display_value", "May 31, 2023");
    sandbox_case_expect(path, "contract.active_from.display_value", "Apr 1, 2023");
}

static void mails_are_worded(void **state)
{
    char id[40];
    char path[120];
    char text[2000];
    (void)state;
    sandbox_case_contract("A <b>", ",\"type\":{\"name\":\"Lease\"},\"cost\":{\"value\":\"7.50\"}", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/_email_owner", id);
    ask_for("GET", path, NULL, "notification.description", text, sizeof(text));
    assert_non_null(strstr(text, "Hi test,<br /><br />The contract ID: CON-1 has been assigned to you. The contract is "
                                 "active from Apr 1, 2023.<br /><br />Contract Details<br />Contract Name : A &lt;b&gt;"
                                 "<br />Type : Lease<br />Cost : 7.5<br />Vendor : Canon <br />"));
    ask_for("GET", path, NULL, "notification.to", text, sizeof(text));
    assert_string_equal(text, "[\"test@zmail.com\"]");
    snprintf(path, sizeof(path), "/contracts/%s/_email_vendor", id);
    ask_for("GET", path, NULL, "notification.subject", text, sizeof(text));
    assert_string_equal(text, "Initiated contract with ID: CON-1");
    ask_for("GET", path, NULL, "notification.to", text, sizeof(text));
    assert_string_equal(text, "[]");
    ask_expect("GET", "/contracts/1/_email_vendor", NULL, 404, "4007");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(successor_knows_its_predecessors, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(renewal_is_checked, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(cancellation_is_for_good, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(status_follows_the_dates, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(mails_are_worded, sandbox_case_begin, sandbox_case_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
