/* The customer API of NeuCRM in the sandbox. */
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

#define LOGIN "userid=5&api_key=key&"
#define SOMEONE                                                                                                        \
    "type=Individual&mobile=12344444&email=abc%40email.com&zipcode=12345&state=Goa&city=Panaji&street=3rd+street"

/* Sends a form to /api/customer/…; every answer has HTTP 200. */
static void expect(const char *verb, const char *form, const char *part)
{
    char path[80];
    snprintf(path, sizeof(path), "/api/customer/%s", verb);
    reply got = ask_raw("POST", path, form, strlen(form), NULL);
    if (got.failure || got.status != 200 || !strstr(got.body, part)) {
        fail_msg("%s %s: %d, HTTP %ld, no %s in %s", verb, form, got.failure, got.status, part, got.body);
    }
    ask_free(&got);
}

static void customer_lives_and_dies(void **state)
{
    (void)state;
    expect("create", LOGIN "name=Some+Name&resellerid=1&" SOMEONE, "{\"result\":1001,\"error\":null}");
    expect("list", LOGIN "customerid=1001", "\"street\":\"3rd street\"");
    expect("update", LOGIN "customerid=1001&street=2nd+street&reset_password=N",
           "{\"result\":\"done\",\"error\":null}");
    expect("list", LOGIN, "\"street\":\"2nd street\"");
    expect("list", LOGIN, "\"email\":\"abc@email.com\"");
    expect("delete", LOGIN "customerid=1001", "{\"result\":\"done\",\"error\":null}");
    expect("delete", LOGIN "customerid=1001", "{\"result\":null,\"error\":\"Customer not found\"}");
    expect("update", LOGIN "customerid=1001&city=x", "{\"result\":null,\"error\":\"Customer not found\"}");
    expect("list", LOGIN, "{\"result\":[],\"error\":null}");
    expect("create", LOGIN "name=Next&" SOMEONE, "{\"result\":1002,\"error\":null}");
}

static void requests_are_checked(void **state)
{
    static const struct {
        const char *verb;
        const char *form;
        const char *error;
    } cases[] = {
        {"list", "", "Invalid userid or api_key"},
        {"list", "userid=5", "Invalid userid or api_key"},
        {"list", "userid=x&api_key=k", "Invalid userid or api_key"},
        {"list", "userid=5&api_key=", "Invalid userid or api_key"},
        {"create", LOGIN SOMEONE, "Missing parameter: name"},
        {"create", LOGIN "name=&" SOMEONE, "Missing parameter: name"},
        {"create", LOGIN "name=A&customerid=1&" SOMEONE, "Unknown parameter: customerid"},
        {"create", LOGIN "name=A&username=u&" SOMEONE, "Unknown parameter: username"},
        {"create", LOGIN "name=A&dob=17.01.2025&" SOMEONE, "Invalid value: dob"},
        {"create", LOGIN "name=A&type=Firm", "Missing parameter: mobile"},
        {"update", LOGIN "city=x", "Missing parameter: customerid"},
        {"update", LOGIN "customerid=1&type=Firm", "Invalid value: type"},
        {"update", LOGIN "customerid=1&reset_password=yes", "Invalid value: reset_password"},
        {"delete", LOGIN "customerid=1&name=x", "Unknown parameter: name"},
        {"list", LOGIN "rows_limit=101", "Invalid value: rows_limit"},
        {"list", LOGIN "rows_limit=0", "Invalid value: rows_limit"},
        {"list", LOGIN "rows_offset=-1", "Invalid value: rows_offset"},
        {"list", LOGIN "show_count=2", "Invalid value: show_count"},
        {"list", LOGIN "sort_field=street", "Invalid value: sort_field"},
        {"list", LOGIN "sort_order=up", "Invalid value: sort_order"},
        {"list", LOGIN "created_from=2025", "Invalid value: created_from"},
        {"list", LOGIN "a.b=2025", "The request is not a form"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char part[160];
        snprintf(part, sizeof(part), "{\"result\":null,\"error\":\"%s\"}", cases[i].error);
        expect(cases[i].verb, cases[i].form, part);
    }
    reply got = ask_raw("POST", "/api/customer/list", "{}", 2, &(ask_options){.content_type = "application/json"});
    assert_non_null(strstr(got.body, "\"result\":null"));
    ask_free(&got);
    got = ask_raw("GET", "/api/customer/list", NULL, 0, NULL);
    assert_int_equal(got.status, 405);
    ask_free(&got);
}

static size_t rows(const char *form)
{
    reply got = ask_raw("POST", "/api/customer/list", form, strlen(form), NULL);
    size_t count = 0;
    for (const char *at = got.body; (at = strstr(at, "{\"id\":")); at++) count++;
    ask_free(&got);
    return count;
}

/* 41 customers: two resellers in turn, an organisation for each three, eight firms in turn. */
static void lists_are_filtered_and_paged(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "400");
    ask_begin(sandbox_root(box));
    expect("list", LOGIN "show_count=1", "{\"result\":41,\"error\":null}");
    expect("list", LOGIN "show_count=1&rows_limit=1&rows_offset=7", "{\"result\":41,\"error\":null}");
    expect("list", LOGIN "show_count=1&name=A%25", "{\"result\":6,\"error\":null}");
    expect("list", LOGIN "show_count=1&name=%25shipping%25", "{\"result\":5,\"error\":null}");
    expect("list", LOGIN "show_count=1&name=acme+industries+100", "{\"result\":1,\"error\":null}");
    expect("list", LOGIN "show_count=1&name=acme+industries", "{\"result\":0,\"error\":null}");
    expect("list", LOGIN "show_count=1&username=user_100%25", "{\"result\":9,\"error\":null}");
    expect("list", LOGIN "show_count=1&username=user-1%25", "{\"result\":0,\"error\":null}");
    expect("list", LOGIN "show_count=1&username=user_100_", "{\"result\":0,\"error\":null}");
    expect("list", LOGIN "show_count=1&type=Organisation", "{\"result\":14,\"error\":null}");
    expect("list", LOGIN "show_count=1&type=Organisation&resellerid=1", "{\"result\":7,\"error\":null}");
    expect("list", LOGIN "show_count=1&city=margao", "{\"result\":20,\"error\":null}");
    expect("list", LOGIN "show_count=1&email=user1001%40example.com", "{\"result\":1,\"error\":null}");
    expect("list", LOGIN "show_count=1&created_from=2025-12-01&created_upto=2025-12-31",
           "{\"result\":3,\"error\":null}");
    assert_int_equal(rows(LOGIN), 10);
    assert_int_equal(rows(LOGIN "rows_limit=30&rows_offset=30"), 11);
    assert_int_equal(rows(LOGIN "rows_limit=30&rows_offset=41"), 0);
    expect("list", LOGIN "rows_limit=1", "{\"result\":[{\"id\":1001,");
    expect("list", LOGIN "rows_limit=1&sort_order=desc", "{\"result\":[{\"id\":1041,");
    expect("list", LOGIN "rows_limit=1&sort_field=name&sort_order=desc", "\"name\":\"Harbour Hotels 139\"");
    expect("list", LOGIN "rows_limit=1&sort_field=email", "user1001@example.com");
    expect("list", LOGIN "rows_limit=1&sort_field=mobile&sort_order=desc", "\"mobile\":\"9800000040\"");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static void page_s_samples_run(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "vendor");
    ask_begin(sandbox_root(box));
    expect("list", LOGIN, "\"id\":1423");
    expect("update", LOGIN "customerid=1243&street=2nd+street", "{\"result\":\"done\",\"error\":null}");
    expect("delete", LOGIN "customerid=1423", "{\"result\":\"done\",\"error\":null}");
    expect("create", LOGIN "name=Some+Name&" SOMEONE, "{\"result\":1424,\"error\":null}");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

/* One key alone is let in, it is in no record, and faults reach these paths too. */
static void key_is_a_secret(void **state)
{
    (void)state;
    sandbox *box =
        SANDBOX("--neucrm-key", "right-one", "--bare-ids", "--fault", "POST /api/customer/list skip=2 status:503");
    ask_begin(sandbox_root(box));
    expect("list", LOGIN, "Invalid userid or api_key");
    expect("list", "userid=5&api_key=right-one&city=Goa", "{\"result\":[],\"error\":null}");
    reply got = ask_raw("POST", "/api/customer/list", LOGIN, sizeof(LOGIN) - 1, NULL);
    assert_int_equal(got.status, 503);
    ask_free(&got);
    got = ask_raw("GET", "/_sandbox/requests", NULL, 0, NULL);
    assert_non_null(strstr(got.body, "{\\\"city\\\":\\\"Goa\\\"}"));
    assert_null(strstr(got.body, "right-one"));
    ask_free(&got);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(customer_lives_and_dies, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(requests_are_checked, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test(lists_are_filtered_and_paged),
        cmocka_unit_test(page_s_samples_run),
        cmocka_unit_test(key_is_a_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
