/* Customers and contracts of the sandbox: what they refer to, and what the service makes of an input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/sandbox.h"
#include "support/sandbox_case.h"

static void add_customer(const char *input, char *path, size_t size)
{
    char id[40];
    ask_for("POST", "/customers", input, "customer.id", id, sizeof(id));
    snprintf(path, size, "/customers/%s", id);
}

static void customers_bring_what_they_need(void **state)
{
    char path[120];
    char other[120];
    char value[200];
    (void)state;
    add_customer("{\"customer\":{\"name\":\"A\"}}", path, sizeof(path));
    sandbox_case_expect(path, "customer.default_site.name", "A Base Site");
    sandbox_case_expect(path, "customer.template.name", "General Customer Template");
    sandbox_case_expect(path, "customer.udf_fields", "{\"txt_single_line_field\":null}");
    sandbox_case_expect(path, "customer.customer_group", "[]");
    sandbox_case_expect(path, "customer.client_portal", "");
    ask_for("GET", path, NULL, "customer.created_time.value", value, sizeof(value));
    assert_int_equal(strlen(value), 13);
    snprintf(value, sizeof(value), "cust-%s.clients.sdpcloud.com", strrchr(path, '/') + 1);
    sandbox_case_expect(path, "customer.domain", value);
    ask_expect("POST", "/customers", "{\"customer\":{\"name\":\"a\"}}", 400,
               "\"status_code\":4008,\"type\":\"failed\",\"field\":\"name\"");
    ask_expect("POST", "/customers", "{\"customer\":{}}", 400, "\"fields\":[\"name\"]");
    ask_expect("POST", "/customers", "{\"customer\":{\"name\":\"B\",\"domain\":\"x\"}}", 400, "4014");
    ask_expect("POST", "/customers", "{\"customer\":{\"name\":\"B\",\"template\":{\"name\":\"None\"}}}", 400,
               "\"field\":\"template\"");
    add_customer("{\"customer\":{\"name\":\"B\",\"default_site\":{\"name\":\"A Base Site\"}}}", other, sizeof(other));
    sandbox_case_expect(other, "customer.default_site.name", "A Base Site");
}

/* Fields that are not given stay; any name and any type will do. */
static void fields_of_users_are_open(void **state)
{
    char path[120];
    (void)state;
    add_customer(
        "{\"customer\":{\"name\":\"A\",\"udf_fields\":{\"a.b\":[1,{\"c\":null}],\"n\":12345678901234567890.10}}}", path,
        sizeof(path));
    ask_expect(
        "GET", path, NULL, 200,
        "\"udf_fields\":{\"txt_single_line_field\":null,\"a.b\":[1,{\"c\":null}],\"n\":12345678901234567890.10}");
    ask_expect("PUT", path, "{\"customer\":{\"udf_fields\":{\"n\":null,\"txt_single_line_field\":\"x\"}}}", 200,
               "\"udf_fields\":{\"a.b\":[1,{\"c\":null}],\"n\":null,\"txt_single_line_field\":\"x\"}");
    ask_expect("PUT", path, "{\"customer\":{\"udf_fields\":1}}", 400, "\"field\":\"udf_fields\"");
}

static void service_urls(void **state)
{
    char path[120];
    char other[120];
    char add[200];
    char away[200];
    char usual[200];
    (void)state;
    add_customer("{\"customer\":{\"name\":\"A\"}}", path, sizeof(path));
    add_customer("{\"customer\":{\"name\":\"B\"}}", other, sizeof(other));
    ask_for("GET", path, NULL, "customer.domain", usual, sizeof(usual));
    snprintf(add, sizeof(add), "%s/client_portal_directory/_add_service_url", path);
    snprintf(away, sizeof(away), "%s/client_portal_directory/_delete_service_url", path);
    ask_expect("PUT", add, NULL, 400, "\"fields\":[\"service_url\"]");
    ask_expect("PUT", add, "{\"service_url\":\"x\",\"more\":1}", 400, "EXTRA_KEY_FOUND_IN_JSON");
    ask_expect("PUT", add, "{\"service_url\":\"http://x\"}", 400, "\"field\":\"service_url\"");
    ask_expect("PUT", add, "{\"service_url\":\"a.example.com\"}", 200,
               "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
    sandbox_case_expect(path, "customer.domain", "a.example.com");
    snprintf(add, sizeof(add), "/app/x/app/itdesk/api/v3%s/client_portal_directory/_add_service_url", other);
    ask_expect("PUT", add, "{\"service_url\":\"a.example.com\"}", 400, "4008");
    ask_expect("PUT", add, "{\"service_url\":\"b.example.com\"}", 200, "success");
    sandbox_case_expect(other, "customer.domain", "b.example.com");
    ask_expect("DELETE", away, NULL, 200, "success");
    sandbox_case_expect(path, "customer.domain", usual);
    ask_expect("DELETE", away, NULL, 200, "success");
    ask_expect("DELETE", "/customers/1/client_portal_directory/_delete_service_url", NULL, 404, "4007");
}

#define CONTRACT(more)                                                                                                 \
    "{\"contract\":{\"name\":\"A\",\"vendor\":{\"name\":\"Canon\"},\"owner\":{\"name\":\"test\"},\"active_from\":"     \
    "{\"value\":\"1680287400000\"},\"is_definite\":false" more "}}"

static void contracts_refer_to_what_exists(void **state)
{
    static const struct {
        const char *input;
        const char *says;
    } cases[] = {
        {"{\"contract\":{}}", "\"fields\":["},
        {CONTRACT(",\"customer\":{\"name\":\"None\"}"), "\"field\":\"customer\""},
        {CONTRACT(",\"template\":{\"id\":\"1\"}"), "\"field\":\"template\""},
        {CONTRACT(",\"type\":{\"name\":\"None\"}"), "\"field\":\"type\""},
        {CONTRACT(",\"sites\":[{\"id\":\"1\"}]"), "\"field\":\"sites\""},
        {CONTRACT(",\"assets\":[{\"asset\":{\"id\":\"1\"}}]"), "\"field\":\"assets.asset\""},
        {CONTRACT(",\"assets\":[{}]"), "\"status_code\":4012,\"type\":\"failed\",\"fields\":[\"assets.asset\"]"},
        {CONTRACT(",\"software_licenses\":[{\"software_license\":{\"id\":\"1\"}}]"),
         "\"field\":\"software_licenses.software_license\""},
        {CONTRACT(",\"expiry_notification\":{\"notify_technicians\":[{\"email_id\":\"nobody@example.com\"}]}"),
         "\"field\":\"expiry_notification.notify_technicians\""},
        {CONTRACT(",\"parent_contract\":{\"id\":\"1\"}"), "\"field\":\"parent_contract\""},
        {CONTRACT(",\"attachments\":[{\"file_id\":\"1\"}]"), "\"field\":\"attachments\""},
        {CONTRACT(",\"vendor\":{\"name\":\"None\"}"), "\"field\":\"vendor\""},
        {CONTRACT(",\"status\":{\"name\":\"Active\"}"), "4014"},
        {CONTRACT(",\"cost\":5"), "\"status_code\":4021,\"type\":\"failed\",\"field\":\"cost\""},
        {CONTRACT(",\"cost\":{\"display_value\":\"5\"}"), "4014"},
        {CONTRACT(",\"active_till\":\"soon\""), "4021"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ask_expect("POST", "/contracts", cases[i].input, 400, cases[i].says);
    }
    ask_expect("GET", "/contracts", NULL, 200, "\"contracts\":[]");
}

static void contracts_are_completed(void **state)
{
    static const char more[] = CONTRACT(
        ",\"cost\":{\"value\":\"2322.50\"},\"sites\":[{\"name\":\"Base Site\"}],\"exchange_rate\":\"1\","
        "\"expiry_notification\":{\"email_ids_to_notify\":\"a@example.com\",\"notify_days\":[{\"notify_before\":2}]},"
        "\"auto_renew\":[{\"auto_renew_extension\":{\"prolongation\":2,\"period\":\"months\"},\"auto_renew_notify\":"
        "[{\"email_id\":\"TEST@zmail.com\"}]}]");
    char id[40];
    char path[120];
    (void)state;
    ask_for("POST", "/contracts", more, "contract.id", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s", id);
    sandbox_case_expect(
        path, "contract.cost",
        "{\"display_value\":\"2322.50\",\"currency_symbol\":\"$\",\"value\":2322.5,\"secondary_currency\":"
        "{\"display_value\":2322.5,\"currency_symbol\":\"$\",\"value\":2322.5}}");
    sandbox_case_expect(path, "contract.active_from",
                        "{\"display_value\":\"Apr 1, 2023\",\"value\":\"1680287400000\"}");
    sandbox_case_expect(path, "contract.active_till", "null");
    sandbox_case_expect(path, "contract.exchange_rate", "null");
    sandbox_case_expect(path, "contract.currency.code", "USD");
    sandbox_case_expect(path, "contract.owner.first_name", "test");
    sandbox_case_expect(path, "contract.expiry_notification.email_ids_to_notify", "[\"a@example.com\"]");
    sandbox_case_expect(path, "contract.expiry_notification.notify_days.0.notify_before", "2");
    sandbox_case_expect(path, "contract.auto_renew.0.auto_renew_extension.prolongation", "2");
    sandbox_case_expect(path, "contract.auto_renew.0.auto_renew_notify.0.name", "test");
    sandbox_case_expect(path, "contract.display_id", "{\"display_value\":\"CON-1\",\"value\":\"1\"}");
    ask_expect("PUT", path, "{\"contract\":{\"cost\":null,\"comments\":\"c\"}}", 200, "\"display_value\":\"0.00\"");
    ask_expect("PUT", path, "{\"contract\":{\"comments\":null,\"vendor\":{\"id\":\"2000000036323\"}}}", 200,
               "\"name\":\"AA\"");
    sandbox_case_expect(path, "contract.comments", "null");
    sandbox_case_expect(path, "contract.currency.id", "2000000004129");
    /* The vendor's own list has two contracts of one name under one customer. */
    ask_expect("POST", "/contracts", CONTRACT(""), 200, "CON-2");
}

/* A customer's new name is the one that its contracts show. */
static void names_are_repeated(void **state)
{
    char path[120];
    char input[400];
    char id[40];
    (void)state;
    add_customer("{\"customer\":{\"name\":\"Before\"}}", path, sizeof(path));
    snprintf(input, sizeof(input), CONTRACT(",\"customer\":{\"id\":\"%s\"}"), strrchr(path, '/') + 1);
    ask_for("POST", "/contracts", input, "contract.id", id, sizeof(id));
    ask_expect("PUT", path, "{\"customer\":{\"name\":\"After\"}}", 200, "After");
    snprintf(path, sizeof(path), "/contracts/%s", id);
    sandbox_case_expect(path, "contract.customer.name", "After");
}

/* 41 customers, 400 contracts of which each fifth is indefinite; vendors and kinds in turn. */
static void lists_are_searched_and_paged(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "400", "--bare-ids");
    ask_begin(sandbox_root(box));
    ask_expect("GET", "/customers", "{\"list_info\":{\"row_count\":100}}", 200,
               "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"},\"customer\":[{");
    ask_expect("GET", "/customers", NULL, 200,
               "\"list_info\":{\"has_more_rows\":true,\"row_count\":10},\"customer\":[{");
    ask_expect("GET", "/customers", "{\"list_info\":{\"row_count\":40,\"start_index\":41}}", 200,
               "\"list_info\":{\"has_more_rows\":false,\"row_count\":1,\"start_index\":41}");
    ask_expect("GET", "/contracts", "", 200,
               "\"list_info\":{\"has_more_rows\":true,\"sort_field\":\"name\",\"row_count\":10}");
    static const struct {
        const char *field;
        const char *value;
        int count;
    } cases[] = {
        {"vendor.name", "\"canon\"", 100},     {"customer.name", "\"Acme Industries 100\"", 10},
        {"type", "{\"name\":\"Lease\"}", 133}, {"owner.email_id", "\"test@zmail.com\"", 400},
        {"is_definite", "false", 80},          {"active_till", "null", 80},
        {"cost.value", "\"100\"", 8},          {"display_id.value", "\"17\"", 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char input[400];
        char total[40];
        snprintf(input, sizeof(input),
                 "{\"list_info\":{\"row_count\":1,\"get_total_count\":true,\"search_criteria\":{\"field\":\"%s\","
                 "\"condition\":\"is\",\"value\":%s}}}",
                 cases[i].field, cases[i].value);
        snprintf(total, sizeof(total), "\"total_count\":%d}", cases[i].count);
        ask_expect("GET", "/contracts", input, 200, total);
    }
    ask_expect("GET", "/contracts", "{\"list_info\":{\"sort_field\":\"assets.asset\"}}", 400, "assets.asset");
    ask_expect("GET", "/contracts",
               "{\"list_info\":{\"row_count\":1,\"sort_field\":\"active_from\",\"sort_order\":\"desc\"}}", 200,
               "\"sort_field\":\"active_from\"");
    ask_expect("GET", "/contracts", NULL, 200, "\"id\":100000000000036225");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(customers_bring_what_they_need, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(fields_of_users_are_open, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(service_urls, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(contracts_refer_to_what_exists, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(contracts_are_completed, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(names_are_repeated, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test(lists_are_searched_and_paged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
