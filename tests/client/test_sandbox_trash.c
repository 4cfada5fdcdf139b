/* The trash of the sandbox: what is in it is gone for everything but its restoration and its end. */
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

#define GONE "\"status_code\":4007"

static void contract_goes_and_comes_back(void **state)
{
    char id[40];
    char path[120];
    char trash[120];
    char restore[120];
    char member[200];
    (void)state;
    sandbox_case_contract("A", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s", id);
    snprintf(trash, sizeof(trash), "/contracts/%s/_move_to_trash", id);
    snprintf(restore, sizeof(restore), "/contracts/%s/_restore_from_trash", id);
    ask_expect("PUT", restore, "{}", 400, "\"status_code\":4001,\"type\":\"failed\",\"field\":\"id\"");
    ask_for("PUT", trash, "{}", "contract.deleted_time.value", member, sizeof(member));
    assert_int_equal(strlen(member), 13);
    ask_expect("GET", path, NULL, 404, GONE);
    ask_expect("PUT", path, "{\"contract\":{\"name\":\"B\"}}", 404, GONE);
    ask_expect("PUT", trash, "{}", 404, GONE);
    ask_expect("GET", "/contracts", NULL, 200, "\"contracts\":[]");
    reply got = ask("PUT", restore, "{}");
    assert_int_equal(got.status, 200);
    ask_member(&got, "response_status.0.id", member, sizeof(member));
    assert_string_equal(member, id);
    ask_member(&got, "contracts.deleted_time", member, sizeof(member));
    assert_string_equal(member, "null");
    ask_member(&got, "contracts.name", member, sizeof(member));
    assert_string_equal(member, "A");
    ask_free(&got);
    ask_expect("GET", path, NULL, 200, "\"deleted_time\":null");
    ask_expect("PUT", restore, "{}", 400, "4001");
    ask_expect("PUT", "/contracts/1/_move_to_trash", "{}", 404, GONE);
    ask_expect("PUT", "/contracts/1/_restore_from_trash", "{}", 404, GONE);
}

/* None, an empty text and an empty object are the same; anything else is refused. */
static void bodies_of_the_trash(void **state)
{
    static const char *const bodies[] = {NULL, "", "{}"};
    char id[40];
    char trash[120];
    char restore[120];
    (void)state;
    ask_for("POST", "/customers", "{\"customer\":{\"name\":\"A\"}}", "customer.id", id, sizeof(id));
    snprintf(trash, sizeof(trash), "/customers/%s/_move_to_trash", id);
    snprintf(restore, sizeof(restore), "/customers/%s/_restore_from_trash", id);
    for (size_t i = 0; i < 3; i++) {
        ask_expect("PUT", trash, bodies[i], 200, "\"deleted_time\":{\"display_value\":");
        ask_expect("PUT", restore, bodies[i], 200, "\"deleted_time\":null");
    }
    ask_expect("PUT", trash, "{\"id\":1}", 400, "EXTRA_KEY_FOUND_IN_JSON");
    ask_expect("PUT", trash, "[]", 400, "not a JSON object");
    ask_expect("PUT", trash, "", 200, "\"client_portal\":\"");
    ask_expect("GET", "/customers", NULL, 200, "\"customer\":[]");
}

/* A name in the trash is still taken, and what is in the trash cannot be referred to. */
static void trash_is_remembered(void **state)
{
    char customer[40];
    char contract[40];
    char path[120];
    char more[120];
    (void)state;
    ask_for("POST", "/customers", "{\"customer\":{\"name\":\"A\"}}", "customer.id", customer, sizeof(customer));
    snprintf(more, sizeof(more), ",\"customer\":{\"id\":\"%s\"}", customer);
    sandbox_case_contract("C", more, contract, sizeof(contract));
    snprintf(path, sizeof(path), "/customers/%s/_move_to_trash", customer);
    ask_expect("PUT", path, NULL, 200, "success");
    ask_expect("POST", "/customers", "{\"customer\":{\"name\":\"a\"}}", 400, "\"status_code\":4008");
    snprintf(path, sizeof(path), "/contracts/%s", contract);
    ask_for("GET", path, NULL, "contract.customer.deleted_time.value", more, sizeof(more));
    assert_int_equal(strlen(more), 13);
    snprintf(more, sizeof(more), "{\"contract\":{\"customer\":{\"id\":\"%s\"}}}", customer);
    ask_expect("PUT", path, more, 400, "\"status_code\":4001,\"type\":\"failed\",\"field\":\"customer\"");
}

static void deleted_is_gone_for_good(void **state)
{
    char id[40];
    char other[40];
    char path[120];
    char restore[120];
    (void)state;
    sandbox_case_contract("A", "", id, sizeof(id));
    sandbox_case_contract("B", "", other, sizeof(other));
    snprintf(path, sizeof(path), "/contracts/%s", id);
    snprintf(restore, sizeof(restore), "/contracts/%s/_restore_from_trash", id);
    ask_expect("DELETE", path, NULL, 200, "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
    ask_expect("DELETE", path, NULL, 404, GONE);
    ask_expect("PUT", restore, "{}", 404, GONE);
    snprintf(path, sizeof(path), "/contracts/%s/_move_to_trash", other);
    ask_expect("PUT", path, "{}", 200, "success");
    snprintf(path, sizeof(path), "/contracts/%s", other);
    ask_expect("DELETE", path, NULL, 200, "success");
    ask_expect("DELETE", path, NULL, 404, GONE);
    ask_expect("DELETE", "/customers/1", NULL, 404, GONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(contract_goes_and_comes_back, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(bodies_of_the_trash, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(trash_is_remembered, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(deleted_is_gone_for_good, sandbox_case_begin, sandbox_case_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
