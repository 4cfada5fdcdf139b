/* What the sandbox only guesses: each is served without --strict, and refused with it. The rows are those of the ledger
   in docs/sandbox.md. */
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

#define RENEWED                                                                                                        \
    "\"name\":\"B\",\"template\":null,\"sites\":[],\"type\":null,\"vendor\":{\"name\":\"Canon\"},"                     \
    "\"owner\":{\"email_id\":\"test@zmail.com\"},\"is_definite\":false,\"comments\":null,\"cost\":null,"               \
    "\"support\":null,\"active_from\":{\"value\":1711909800000}"
#define PRINTER "{\"assets\":[{\"asset\":{\"name\":\"printer_1\"}}]}"
#define SEARCH(field_)                                                                                                 \
    "{\"list_info\":{\"search_criteria\":{\"field\":\"" field_ "\",\"condition\":\"is\",\"value\":\"x\"}}}"
#define IS_A "{\"field\":\"name\",\"condition\":\"is\",\"value\":\"A\""

/* What is sent. "%1", "%2" and "%3" stand for three contracts: one alone, a parent, and its child; "%c" for a customer,
   "%l" for the contract that was answered last. */
typedef struct step {
    const char *method;
    const char *path;
    const char *input;
} step;

static const struct guess {
    const char *name;
    step before[3]; /* good in both ways; NULL: no more */
    step guessed;
    long refused; /* HTTP status with --strict; 0: 501 */
} guesses[] = {
    {"unknown software",
     {{NULL, NULL, NULL}},
     {"POST", "/products",
      "{\"product\":{\"name\":\"A\",\"product_type\":{\"name\":\"Laptop\"},\"software\":{\"name\":\"New\"}}}"},
     0},
    {"an id with another's name",
     {{NULL, NULL, NULL}},
     {"PUT", "/contracts/%1", "{\"contract\":{\"template\":{\"id\":\"100000000000030618\",\"name\":\"Other\"}}}"},
     0},
    {"unknown user-defined field",
     {{NULL, NULL, NULL}},
     {"PUT", "/customers/%c", "{\"customer\":{\"udf_fields\":{\"txt_x\":\"1\"}}}"},
     0},
    {"user-defined field of another type",
     {{NULL, NULL, NULL}},
     {"PUT", "/customers/%c", "{\"customer\":{\"udf_fields\":{\"txt_single_line_field\":5}}}"},
     0},
    {"user-defined field that is left out",
     {{"PUT", "/customers/%c", "{\"customer\":{\"udf_fields\":{\"txt_single_line_field\":\"x\"}}}"}},
     {"PUT", "/customers/%c", "{\"customer\":{\"udf_fields\":{}}}"},
     0},
    {"search by a user-defined field", {{NULL, NULL, NULL}}, {"GET", "/customers", SEARCH("udf_fields.txt_x")}, 0},
    {"search_fields of a user-defined field",
     {{NULL, NULL, NULL}},
     {"GET", "/customers", "{\"list_info\":{\"search_fields\":{\"udf_fields.txt_x\":\"x\"}}}"},
     0},
    {"order by a user-defined field",
     {{NULL, NULL, NULL}},
     {"GET", "/customers", "{\"list_info\":{\"sort_field\":\"udf_fields.txt_x\"}}"},
     0},
    {"AND and OR on one level",
     {{NULL, NULL, NULL}},
     {"GET", "/customers",
      "{\"list_info\":{\"search_criteria\":[" IS_A "}," IS_A ",\"logical_operator\":\"OR\"}," IS_A
      ",\"logical_operator\":\"AND\"}]}}"},
     0},
    {"AND and OR on the level of a criterion and its children",
     {{NULL, NULL, NULL}},
     {"GET", "/products",
      "{\"list_info\":{\"search_criteria\":" IS_A ",\"children\":[" IS_A ",\"logical_operator\":\"AND\"}," IS_A
      ",\"logical_operator\":\"OR\"}]}}}"},
     0},
    {"another page of customers",
     {{NULL, NULL, NULL}},
     {"GET", "/customers", "{\"list_info\":{\"start_index\":2}}"},
     0},
    {"count of customers",
     {{NULL, NULL, NULL}},
     {"GET", "/customers", "{\"list_info\":{\"get_total_count\":true}}"},
     0},
    {"more customers than a page", {{NULL, NULL, NULL}}, {"GET", "/customers", "{\"list_info\":{\"row_count\":1}}"}, 0},
    {"members of an object that are left out",
     {{"PUT", "/contracts/%1",
       "{\"contract\":{\"expiry_notification\":{\"email_ids_to_notify\":[\"a@example.com\"],\"notify_days\":[]}}}"}},
     {"PUT", "/contracts/%1", "{\"contract\":{\"expiry_notification\":{\"notify_days\":[]}}}"},
     0},
    {"renewal with what is not given",
     {{NULL, NULL, NULL}},
     {"POST", "/contracts/%1/_renew_contract", "{\"contract\":{\"active_from\":{\"value\":1711909800000}}}"},
     0},
    {"deletion of a successor",
     {{"POST", "/contracts/%1/_renew_contract", "{\"contract\":{" RENEWED "}}"}},
     {"DELETE", "/contracts/%l", NULL},
     0},
    {"deletion of a parent", {{NULL, NULL, NULL}}, {"DELETE", "/contracts/%2", NULL}, 0},
    {"release of children",
     {{NULL, NULL, NULL}},
     {"PUT", "/contracts/%2/_cancel", "{\"notification\":{\"dissociate_child\":true}}"},
     0},
    {"deletion from the trash", {{"PUT", "/contracts/%1/_move_to_trash", NULL}}, {"DELETE", "/contracts/%1", NULL}, 0},
    {"input_data of a DELETE in the query",
     {{"POST", "/contracts/%1/assets", PRINTER}},
     {"DELETE", "/contracts/%1/assets?input_data={\"assets\":[{\"asset\":{\"name\":\"printer_1\"}}]}", NULL},
     0},
    {"an asset of another site",
     {{"PUT", "/contracts/%1", "{\"contract\":{\"sites\":[{\"name\":\"First Base Site\"}]}}"}},
     {"POST", "/contracts/%1/assets", PRINTER},
     0},
    {"several associations",
     {{NULL, NULL, NULL}},
     {"POST", "/contracts/%1/assets",
      "{\"assets\":[{\"asset\":{\"name\":\"printer_1\"}},{\"asset\":{\"name\":\"server_1\"}}]}"},
     0},
    {"a definite contract without an end",
     {{NULL, NULL, NULL}},
     {"PUT", "/contracts/%1", "{\"contract\":{\"is_definite\":true}}"},
     0},
    {"a contract that is renewed by weeks",
     {{NULL, NULL, NULL}},
     {"PUT", "/contracts/%1",
      "{\"contract\":{\"auto_renew\":[{\"auto_renew_extension\":{\"prolongation\":2,\"period\":\"weeks\"},\"auto_renew_"
      "notify\":[]}]}}"},
     0},
    {"a renewal that begins before its predecessor",
     {{"PUT", "/contracts/%1", "{\"contract\":{\"active_from\":{\"value\":1711909800001}}}"}},
     {"POST", "/contracts/%1/_renew_contract", "{\"contract\":{" RENEWED "}}"},
     0},
    {"a product's name of two lines",
     {{NULL, NULL, NULL}},
     {"POST", "/products", "{\"product\":{\"name\":\"a\\nb\",\"product_type\":{\"name\":\"Laptop\"}}}"},
     0},
    {"a page and an index",
     {{NULL, NULL, NULL}},
     {"GET", "/products", "{\"list_info\":{\"page\":2,\"start_index\":1}}"},
     0},
    {"a member that there is not",
     {{NULL, NULL, NULL}},
     {"GET", "/products", "{\"list_info\":{\"fields_required\":[\"name\",\"nope\"]}}"},
     0},
    {"dissociation of nothing", {{NULL, NULL, NULL}}, {"DELETE", "/contracts/%1/assets", NULL}, 500},
    {"a service URL that was never added",
     {{NULL, NULL, NULL}},
     {"DELETE", "/customers/%c/client_portal_directory/_delete_service_url", NULL},
     400},
};

#define GUESSES (sizeof(guesses) / sizeof(guesses[0]))

typedef struct ids {
    char alone[40];
    char parent[40];
    char child[40];
    char customer[40];
    char last[40];
} ids;

static const char *id_of(const ids *from, char letter)
{
    switch (letter) {
    case '1':
        return from->alone;
    case '2':
        return from->parent;
    case '3':
        return from->child;
    case 'l':
        return from->last;
    default:
        return from->customer;
    }
}

static void write_path(const char *from, const ids *with, char *out, size_t size)
{
    size_t length = 0;
    for (; *from && length + 1 < size; from++) {
        const char *id = *from == '%' ? id_of(with, *++from) : NULL;
        length += (size_t)snprintf(out + length, size - length, id ? "%s" : "%.1s", id ? id : from);
    }
}

static reply take(const step *is, const ids *with)
{
    char path[200];
    write_path(is->path, with, path, sizeof(path));
    return ask(is->method, path, is->input);
}

static void fill(ids *with)
{
    char path[120];
    char input[200];
    ask_for("POST", "/customers", "{\"customer\":{\"name\":\"First\"}}", "customer.id", with->customer,
            sizeof(with->customer));
    ask_expect("POST", "/customers", "{\"customer\":{\"name\":\"Second\"}}", 200, "success");
    sandbox_case_contract("Alone", "", with->alone, sizeof(with->alone));
    sandbox_case_contract("Parent", "", with->parent, sizeof(with->parent));
    sandbox_case_contract("Child", "", with->child, sizeof(with->child));
    snprintf(path, sizeof(path), "/contracts/%s/child_contracts", with->parent);
    snprintf(input, sizeof(input), "{\"contract_relationship\":{\"child_contract\":{\"id\":\"%s\"}}}", with->child);
    ask_expect("POST", path, input, 200, "success");
}

static void run(const struct guess *is, int strict)
{
    ids with;
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
    fill(&with);
    for (size_t i = 0; i < 3 && is->before[i].method; i++) {
        reply got = take(&is->before[i], &with);
        if (got.status != 200) fail_msg("%s, before: HTTP %ld %s", is->name, got.status, got.body);
        ask_member(&got, "contract.id", with.last, sizeof(with.last));
        ask_free(&got);
    }
    reply got = take(&is->guessed, &with);
    long status = !strict ? 200 : is->refused ? is->refused : 501;
    if (got.status != status) fail_msg("%s: HTTP %ld instead of %ld: %s", is->name, got.status, status, got.body);
    if (status == 501 && !strstr(got.body, "the sandbox only guesses this; run without --strict")) {
        fail_msg("%s: %s", is->name, got.body);
    }
    ask_free(&got);
}

/* A refusal that is a guess too, in words of its own. */
static void names_in_other_letters(void **state)
{
    static const char first[] = "{\"customer\":{\"name\":\"First\"}}";
    static const char other[] = "{\"customer\":{\"name\":\"FIRST\"}}";
    const int *strict = *state;
    ids with;
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
    fill(&with);
    ask_expect("POST", "/customers", first, 400, "4008");
    ask_expect("POST", "/customers", other, *strict ? 501 : 400, *strict ? "only guesses" : "4008");
}

static void neucrm_customer_without_owner(void **state)
{
    static const char form[] = "userid=5&api_key=key&ispid=1&type=Individual&name=A&mobile=1&email=a%40example.com&"
                               "zipcode=1&state=Goa&city=Panaji&street=x";
    static const char whole[] = "userid=5&api_key=key&ispid=1&resellerid=2&type=Individual&name=A&mobile=1&"
                                "email=a%40example.com&zipcode=1&state=Goa&city=Panaji&street=x";
    const int *strict = *state;
    reply got = ask_raw("POST", "/api/customer/create", form, strlen(form), NULL);
    assert_int_equal(got.status, *strict ? 501 : 200);
    assert_non_null(
        strstr(got.body, *strict ? "{\"result\":null,\"error\":\"the sandbox only guesses" : "\"error\":null"));
    ask_free(&got);
    got = ask_raw("POST", "/api/customer/create", whole, strlen(whole), NULL);
    assert_non_null(strstr(got.body, "\"error\":null"));
    ask_free(&got);
}

/* With all that the vendor's sample of a renewal gives, and the like of it elsewhere, nothing is guessed. */
static void what_is_printed_is_served(void **state)
{
    static const step printed[] = {
        {"POST", "/contracts/%1/_renew_contract", "{\"contract\":{" RENEWED "}}"},
        {"PUT", "/customers/%c", "{\"customer\":{\"udf_fields\":{\"txt_single_line_field\":\"x\"}}}"},
        {"GET", "/customers", SEARCH("udf_fields.txt_single_line_field")},
        {"GET", "/customers",
         "{\"list_info\":{\"search_criteria\":[" IS_A ",\"logical_operator\":\"AND\"}," IS_A
         ",\"logical_operator\":\"OR\"}," IS_A ",\"logical_operator\":\"OR\",\"children\":[" IS_A
         ",\"logical_operator\":\"AND\"}]}]}}"},
        {"GET", "/customers", NULL},
        {"GET", "/products", "{\"list_info\":{\"page\":2,\"row_count\":5,\"fields_required\":[\"name\",\"id\"]}}"},
        {"PUT", "/contracts/%1",
         "{\"contract\":{\"auto_renew\":[{\"auto_renew_extension\":{\"prolongation\":\"2\",\"period\":\"months\"},"
         "\"auto_renew_notify\":[]}]}}"},
        {"POST", "/contracts/%3/assets", PRINTER},
        {"DELETE", "/contracts/%3/assets", PRINTER},
        {"DELETE", "/contracts/%3", NULL},
        {"PUT", "/contracts/%1", "{\"contract\":{\"cost\":{\"value\":\"5.00\"}}}"},
    };
    ids with;
    (void)state;
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
    fill(&with);
    for (size_t i = 0; i < sizeof(printed) / sizeof(printed[0]); i++) {
        reply got = take(&printed[i], &with);
        if (got.status != 200) fail_msg("%s %s: HTTP %ld %s", printed[i].method, printed[i].path, got.status, got.body);
        ask_free(&got);
    }
}

static void guesses_are_told(void **state)
{
    const int *strict = *state;
    for (size_t i = 0; i < GUESSES; i++) run(&guesses[i], *strict);
}

int main(void)
{
    static int no = 0;
    static int yes = 1;
    static int *both[] = {&no, &yes};
    int failed = 0;
    for (size_t i = 0; i < 2; i++) {
        const struct CMUnitTest tests[] = {
            cmocka_unit_test_prestate(guesses_are_told, both[i]),
            cmocka_unit_test_prestate(names_in_other_letters, both[i]),
            cmocka_unit_test_prestate(neucrm_customer_without_owner, both[i]),
            cmocka_unit_test_prestate(what_is_printed_is_served, both[i]),
        };
        sandbox *box = i ? SANDBOX("--strict") : SANDBOX_PLAIN();
        ask_begin(sandbox_root(box));
        failed += cmocka_run_group_tests_name(i ? "with --strict" : "without --strict", tests, NULL, NULL);
        ask_end();
        failed += sandbox_stop(box) != 0;
    }
    return failed;
}
