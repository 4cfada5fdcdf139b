/* What no believable entity has is refused in the service's shape, with the member named, and nothing is kept. */
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

#define COUNT "{\"list_info\":{\"row_count\":1,\"get_total_count\":true}}"
#define MOST_NAME 250

/* Asks for what is to be refused; the failure names the member. */
static void refuse(const char *method, const char *path, const char *input, const char *member)
{
    char part[200];
    snprintf(part, sizeof(part), "\"messages\":[{\"status_code\":4000,\"type\":\"failed\",\"field\":\"%s\"", member);
    ask_expect(method, path, input, 400, part);
}

static void write_contract(const char *members, char *out, size_t size)
{
    snprintf(
        out, size,
        "{\"contract\":{\"name\":\"A\",\"vendor\":{\"name\":\"Canon\"},\"owner\":{\"email_id\":\"test@zmail.com\"},"
        "%s}}",
        members);
}

static const struct wrong {
    const char *members;
    const char *member;
} wrong[] = {
    {"\"is_definite\":true,\"active_from\":{\"value\":1711909800000},\"active_till\":{\"value\":1711909799999}",
     "active_till"},
    {"\"is_definite\":false,\"active_from\":{\"value\":\"253402300800000\"}", "active_from"},
    {"\"is_definite\":false,\"active_from\":{\"value\":\"-62135596800001\"}", "active_from"},
    {"\"is_definite\":false,\"active_from\":{\"value\":\"99999999999999999999\"}", "active_from"},
    {"\"is_definite\":true,\"active_from\":{\"value\":1},\"active_till\":{\"value\":999999999999999999}",
     "active_till"},
    {"\"is_definite\":false,\"active_from\":{\"value\":1},\"cost\":{\"value\":-0.01}", "cost.value"},
    {"\"is_definite\":false,\"active_from\":{\"value\":1},\"cost\":{\"value\":\"-5.00\"}", "cost.value"},
    {"\"is_definite\":false,\"active_from\":{\"value\":1},\"cost\":{\"value\":1e999}", "cost.value"},
    {"\"is_definite\":false,\"active_from\":{\"value\":1},"
     "\"cost\":{\"value\":\"10000000000000000000000000000000000000000\"}",
     "cost.value"},
    {"\"is_definite\":false,\"active_from\":{\"value\":1},"
     "\"cost\":{\"value\":5,\"secondary_currency\":{\"value\":\"-1\"}}",
     "cost.secondary_currency.value"},
};

static void contracts(void **state)
{
    (void)state;
    char input[600];
    char id[40];
    char path[100];
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        write_contract(wrong[i].members, input, sizeof(input));
        refuse("POST", "/contracts", input, wrong[i].member);
    }
    ask_expect("GET", "/contracts", COUNT, 200, "\"total_count\":0");
    /* Digits alone make an amount. */
    write_contract("\"is_definite\":false,\"active_from\":{\"value\":1},\"cost\":{\"value\":\"0x10\"}", input,
                   sizeof(input));
    ask_expect("POST", "/contracts", input, 400, "4021");
    write_contract("\"is_definite\":true,\"active_from\":{\"value\":5},\"active_till\":{\"value\":5},"
                   "\"cost\":{\"value\":0}",
                   input, sizeof(input));
    ask_for("POST", "/contracts", input, "contract.id", id, sizeof(id));

    /* A change is looked at together with what stays, and a renewal as a new one is. */
    snprintf(path, sizeof(path), "/contracts/%s", id);
    refuse("PUT", path, "{\"contract\":{\"active_from\":{\"value\":6}}}", "active_till");
    refuse("PUT", path, "{\"contract\":{\"active_till\":{\"value\":4}}}", "active_till");
    refuse("PUT", path, "{\"contract\":{\"cost\":{\"value\":\"-1\"}}}", "cost.value");
    ask_expect("PUT", path, "{\"contract\":{\"active_from\":{\"value\":6},\"active_till\":{\"value\":7}}}", 200,
               "\"7\"");
    ask_expect("PUT", path, "{\"contract\":{\"active_till\":null,\"is_definite\":false}}", 200, "success");
    ask_expect("PUT", path, "{\"contract\":{\"active_from\":{\"value\":8}}}", 200, "success");
    snprintf(path, sizeof(path), "/contracts/%s/_renew_contract", id);
    refuse("POST", path, "{\"contract\":{\"active_from\":{\"value\":20},\"active_till\":{\"value\":10}}}",
           "active_till");
    sandbox_case_expect("/contracts", "list_info.row_count", "1");
}

/* What a contract says of its renewals and of the mails about it. */
static void renewals_and_mails(void **state)
{
    (void)state;
    static const struct wrong settings[] = {
        {"\"auto_renew\":[{\"auto_renew_extension\":{\"prolongation\":-2,\"period\":\"months\"}}]",
         "auto_renew.auto_renew_extension.prolongation"},
        {"\"auto_renew\":[{\"auto_renew_extension\":{\"prolongation\":\"0\",\"period\":\"months\"}}]",
         "auto_renew.auto_renew_extension.prolongation"},
        {"\"auto_renew\":[{\"auto_renew_extension\":{\"prolongation\":2,\"period\":\"lunar\"}}]",
         "auto_renew.auto_renew_extension.period"},
        {"\"expiry_notification\":{\"notify_days\":[{\"notify_before\":\"2\"},{\"notify_before\":\"-2\"}]}",
         "expiry_notification.notify_days.notify_before"},
        {"\"expiry_notification\":{\"email_ids_to_notify\":[\"a@example.com\",\"not an email\"]}",
         "expiry_notification.email_ids_to_notify"},
        {"\"expiry_notification\":{\"email_ids_to_notify\":\"not an email\"}",
         "expiry_notification.email_ids_to_notify"},
    };
    char id[40];
    char path[100];
    char input[400];
    sandbox_case_contract("A", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s", id);
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        snprintf(input, sizeof(input), "{\"contract\":{%s}}", settings[i].members);
        refuse("PUT", path, input, settings[i].member);
    }
    ask_expect("PUT", path,
               "{\"contract\":{\"auto_renew\":[{\"auto_renew_extension\":{\"prolongation\":\"1\",\"period\":\"days\"},"
               "\"auto_renew_notify\":[]}],"
               "\"expiry_notification\":{\"email_ids_to_notify\":[\"a@example.com\"],"
               "\"notify_days\":[{\"notify_before\":0}]}}}",
               200, "\"period\":\"days\"");
}

/* The pages say of all texts of a customer that they have no line breaks, and give "abc.gmail.com" as an address. */
static void texts(void **state)
{
    (void)state;
    static const struct wrong lines[] = {
        {"\"name\":\"a\\nb\"", "name"},
        {"\"name\":\"a\",\"description\":\"a\\r\\nb\"", "description"},
        {"\"name\":\"a\",\"city\":\"a\\u0007\"", "city"},
        {"\"name\":\"a\",\"fax\":\"\\u007f\"", "fax"},
        {"\"name\":\"a\",\"email_id\":\"not an email\"", "email_id"},
        {"\"name\":\"a\",\"support_email\":\"a@example.com,b@example.com\"", "support_email"},
    };
    char input[300];
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        snprintf(input, sizeof(input), "{\"customer\":{%s}}", lines[i].members);
        refuse("POST", "/customers", input, lines[i].member);
    }
    ask_expect("POST", "/customers",
               "{\"customer\":{\"name\":\"\u00FC\",\"email_id\":\"abc.gmail.com\",\"support_email\":null}}", 200,
               "abc.gmail.com");
    ask_expect("POST", "/products",
               "{\"product\":{\"name\":\"ab\",\"product_type\":{\"name\":\"Laptop\"},\"comments\":\"a\\nb\"}}", 200,
               "a\\nb");
}

/* What is asked for is refused, and nothing that need not be there is missed. */
static void a_strange_cancellation(void **state)
{
    (void)state;
    static const char extra[] = "\"messages\":[{\"status_code\":4000,\"type\":\"failed\",\"field\":\"comment\","
                                "\"message\":\"EXTRA_KEY_FOUND_IN_JSON\"}]";
    char id[40];
    char path[100];
    sandbox_case_contract("A", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/_cancel", id);
    ask_expect("PUT", path, "{\"comment\":\"x\"}", 400, extra);
    ask_expect("PUT", path, "{\"notification\":{\"dissociate_child\":false},\"comment\":\"x\"}", 400, extra);
    ask_expect("PUT", path, "{\"notification\":[]}", 400, "4021");
    ask_expect("PUT", path, "x", 400, "not valid JSON");
    ask_expect("PUT", path, "{ }", 200, "Contract canceled.");
}

/* Letters are counted, not bytes. */
static void names(void **state)
{
    (void)state;
    char name[2 * MOST_NAME + 3] = "";
    char input[1000];
    char id[40];
    char path[100];
    static const struct {
        const char *path;
        const char *envelope;
        const char *before;
    } nouns[] = {{"/products", "product", "\"product_type\":{\"name\":\"Laptop\"},"},
                 {"/customers", "customer", ""},
                 {"/contracts", "contract",
                  "\"vendor\":{\"name\":\"Canon\"},\"owner\":{\"email_id\":\"test@zmail.com\"},"
                  "\"is_definite\":false,\"active_from\":{\"value\":1},"}};
    for (int i = 0; i < MOST_NAME; i++) memcpy(name + (size_t)i * 2, "\xC3\xBC", 3);
    for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
        char member[60];
        snprintf(input, sizeof(input), "{\"%s\":{%s\"name\":\"%sx\"}}", nouns[i].envelope, nouns[i].before, name);
        refuse("POST", nouns[i].path, input, "name");
        snprintf(input, sizeof(input), "{\"%s\":{%s\"name\":\"%s\"}}", nouns[i].envelope, nouns[i].before, name);
        snprintf(member, sizeof(member), "%s.id", nouns[i].envelope);
        ask_for("POST", nouns[i].path, input, member, id, sizeof(id));
        snprintf(path, sizeof(path), "%s/%s", nouns[i].path, id);
        snprintf(input, sizeof(input), "{\"%s\":{\"name\":\"%sx\"}}", nouns[i].envelope, name);
        refuse("PUT", path, input, "name");
    }
}

static void days_of_neucrm(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        const char *part;
    } days[] = {{"2024-02-29", "\"error\":null"},     {"2025-02-29", "Invalid value: dob"},
                {"2025-13-01", "Invalid value: dob"}, {"2025-00-10", "Invalid value: dob"},
                {"2025-04-31", "Invalid value: dob"}, {"2025-12-31", "\"error\":null"}};
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        char form[300];
        snprintf(form, sizeof(form),
                 "userid=5&api_key=key&ispid=1&resellerid=2&type=Individual&name=A&mobile=1&email=a%%40example.com&"
                 "zipcode=1&state=Goa&city=Panaji&street=x&dob=%s",
                 days[i].day);
        reply got = ask_raw("POST", "/api/customer/create", form, strlen(form), NULL);
        if (!strstr(got.body, days[i].part)) fail_msg("%s: %s", days[i].day, got.body);
        ask_free(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(contracts, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(renewals_and_mails, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(texts, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(a_strange_cancellation, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(names, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(days_of_neucrm, sandbox_case_begin, sandbox_case_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
