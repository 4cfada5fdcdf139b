/* Associations of contracts in the sandbox: assets, software licenses, child contracts. */
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

static void expect_member(const char *id, const char *member, const char *value)
{
    char path[120];
    char is[8000];
    snprintf(path, sizeof(path), "/contracts/%s", id);
    ask_for("GET", path, NULL, member, is, sizeof(is));
    if (strcmp(is, value) != 0) fail_msg("%s %s: %s instead of %s", path, member, is, value);
}

/* A dissociation with its input in the query, where ask() puts it into the form. */
static void delete_by_query(const char *path, const char *encoded, long status)
{
    char target[400];
    snprintf(target, sizeof(target), "%s?input_data=%s", path, encoded);
    reply got = ask_raw("DELETE", target, NULL, 0, NULL);
    if (got.status != status) fail_msg("%s: HTTP %ld %s", target, got.status, got.body);
    ask_free(&got);
}

static void assets_come_and_go(void **state)
{
    char id[40];
    char path[120];
    char answer[400];
    (void)state;
    sandbox_case_contract("A", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/assets", id);
    ask_for("POST", path, "{\"assets\":[{\"asset\":{\"name\":\"access point_1\"}}]}", "assets.asset", answer,
            sizeof(answer));
    assert_string_equal(answer, "{\"name\":\"access point_1\",\"id\":\"100000000000033317\"}");
    reply got = ask("POST", path,
                    "{\"assets\":[{\"asset\":{\"id\":\"200000000000000601\"}},"
                    "{\"asset\":{\"id\":200000000000000602}}]}");
    snprintf(answer, sizeof(answer), "\"assets\":[{\"contract\":{\"id\":%s},\"asset\":{\"name\":\"printer_1\"", id);
    if (!strstr(got.body, answer)) fail_msg("%s", got.body);
    ask_free(&got);
    expect_member(id, "contract.assets.2.asset.name", "server_1");
    expect_member(id, "contract.assets.0.asset.site.is_default", "true");
    ask_expect("POST", path, "{\"assets\":[{\"asset\":{\"name\":\"PRINTER_1\"}}]}", 400, "\"status_code\":4008");
    ask_expect("DELETE", path, "{\"assets\":[{\"asset\":{\"name\":\"printer_1\"}}]}", 200, "success");
    expect_member(id, "contract.assets.1.asset.name", "server_1");
    delete_by_query(path, "%7B%22assets%22%3A%5B%7B%22asset%22%3A%7B%22name%22%3A%22server_1%22%7D%7D%5D%7D", 200);
    expect_member(id, "contract.assets.1", "");
    ask_expect("DELETE", path, "{\"assets\":[{\"asset\":{\"name\":\"printer_1\"}}]}", 400, "not associated");
    /* Nothing is named: a success, as printed, of which nothing follows. */
    ask_expect("DELETE", path, NULL, 200, "success");
    expect_member(id, "contract.assets.0.asset.name", "access point_1");
}

static void associations_are_checked(void **state)
{
    static const struct {
        const char *input;
        const char *says;
    } cases[] = {
        {NULL, "\"fields\":[\"assets\"]"},
        {"{\"assets\":{}}", "\"status_code\":4021,\"type\":\"failed\",\"field\":\"assets\""},
        {"{\"assets\":[]}", "\"fields\":[\"assets\"]"},
        {"{\"assets\":[1]}", "4021"},
        {"{\"assets\":[{}]}", "\"fields\":[\"asset\"]"},
        {"{\"assets\":[{\"asset\":{\"name\":\"nothing\"}}]}",
         "\"status_code\":4001,\"type\":\"failed\",\"field\":\"asset\""},
        {"{\"assets\":[{\"asset\":{\"name\":\"asfc\"},\"more\":1}]}", "EXTRA_KEY_FOUND_IN_JSON"},
        {"{\"assets\":[{\"asset\":{\"name\":\"asfc\"}},{\"asset\":{\"name\":\"asfc\"}}]}", "4008"},
    };
    char id[40];
    char path[120];
    (void)state;
    sandbox_case_contract("A", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/assets", id);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ask_expect("POST", path, cases[i].input, 400, cases[i].says);
    }
    expect_member(id, "contract.assets", "[]");
    ask_expect("POST", "/contracts/1/assets", "{\"assets\":[{\"asset\":{\"name\":\"asfc\"}}]}", 404, "4007");
}

static void licenses_answer_as_printed(void **state)
{
    char id[40];
    char path[120];
    char says[200];
    (void)state;
    sandbox_case_contract("A", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/software_licenses", id);
    snprintf(says, sizeof(says),
             "{\"response_status\":[{\"status_code\":2000,\"status\":\"success\"}],\"software_licenses\":{\"contract\":"
             "{\"id\":%s},\"software_license\":{\"id\":\"100000000000040109\"}}}",
             id);
    ask_expect("POST", path, "{\"software_licenses\":[{\"software_license\":{\"id\":\"100000000000040109\"}}]}", 200,
               says);
    expect_member(id, "contract.software_licenses.0.software_license.id", "100000000000040109");
    ask_expect("DELETE", path, "{\"software_licenses\":[{\"software_license\":{\"id\":\"100000000000040109\"}}]}", 200,
               "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
    expect_member(id, "contract.software_licenses", "[]");
}

static void relate(const char *method, const char *parent, const char *child, long status, const char *says)
{
    char path[120];
    char input[200];
    snprintf(path, sizeof(path), "/contracts/%s/child_contracts", parent);
    snprintf(input, sizeof(input), "{\"contract_relationship\":{\"child_contract\":{\"id\":\"%s\"}}}", child);
    ask_expect(method, path, input, status, says);
}

static void children_know_their_parents(void **state)
{
    char top[40];
    char middle[40];
    char low[40];
    char path[120];
    char says[300];
    (void)state;
    sandbox_case_contract("Top", "", top, sizeof(top));
    sandbox_case_contract("Middle", "", middle, sizeof(middle));
    snprintf(says, sizeof(says), ",\"parent_contract\":{\"id\":\"%s\"}", middle);
    sandbox_case_contract("Low", says, low, sizeof(low));
    snprintf(says, sizeof(says),
             "\"contract_relationship\":{\"child_contract\":{\"name\":\"Middle\",\"id\":\"%s\"},\"parent_contract\":"
             "{\"id\":%s}}",
             middle, top);
    relate("POST", top, middle, 200, says);
    relate("POST", low, middle, 400, "parent contract already");
    relate("POST", low, top, 400, "part of itself");
    relate("POST", top, top, 400, "part of itself");
    expect_member(middle, "contract.parent_contract.name", "Top");
    expect_member(middle, "contract.child_contracts.0.child_contract.name", "Low");
    expect_member(low, "contract.child_contracts", "");
    /* A name that changes changes wherever it is repeated. */
    snprintf(path, sizeof(path), "/contracts/%s", top);
    ask_expect("PUT", path, "{\"contract\":{\"name\":\"Summit\"}}", 200, "Summit");
    expect_member(middle, "contract.parent_contract.name", "Summit");
    relate("DELETE", low, middle, 400, "no part of the contract");
    relate("DELETE", middle, low, 200, "success");
    expect_member(low, "contract.parent_contract", "null");
    ask_expect("DELETE", path, NULL, 200, "success");
    expect_member(middle, "contract.parent_contract", "null");
}

static void cancellation_can_release_children(void **state)
{
    char parent[40];
    char child[40];
    char path[120];
    (void)state;
    sandbox_case_contract("Parent", "", parent, sizeof(parent));
    sandbox_case_contract("Child", "", child, sizeof(child));
    relate("POST", parent, child, 200, "success");
    snprintf(path, sizeof(path), "/contracts/%s/_cancel", parent);
    ask_expect("PUT", path, "{\"notification\":{\"dissociate_child\":true}}", 200, "Contract canceled.");
    expect_member(child, "contract.parent_contract", "null");
    expect_member(parent, "contract.child_contracts", "");
}

/* The other answer to a dissociation that names nothing, which live servers gave. */
static void strictness_minds_an_empty_dissociation(void **state)
{
    static const char *const parts[] = {"assets", "software_licenses", "child_contracts"};
    char id[40];
    char path[120];
    (void)state;
    sandbox *box = SANDBOX("--strict");
    ask_begin(sandbox_root(box));
    sandbox_case_contract("A", "", id, sizeof(id));
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "/contracts/%s/%s", id, parts[i]);
        ask_expect("DELETE", path, NULL, 500, "\"status_code\":4004");
    }
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(assets_come_and_go, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(associations_are_checked, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(licenses_answer_as_printed, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(children_know_their_parents, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(cancellation_can_release_children, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test(strictness_minds_an_empty_dissociation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
