/* User-defined fields that are declared to the sandbox: what they take, how they are answered, searched and sorted, and
   what becomes of a state that does not have them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/folder.h"
#include "support/sandbox.h"
#include "support/sandbox_case.h"

#define DECLARED                                                                                                       \
    "--udf", "customer.seats=integer", "--udf", "customer.notes=multiline", "--udf", "customer.rate=decimal", "--udf", \
        "customer.vip=boolean", "--udf", "customer.since=date", "--udf", "customer.seen=datetime", "--udf",            \
        "customer.plan=pick:gold|silver \"plus\"", "--udf", "customer.uses=multi:mail|web|phone", "--udf",             \
        "customer.contact=email", "--udf", "customer.site=url", "--udf", "customer.line=phone"
#define NO_VALUES(after)                                                                                               \
    "\"notes\":null,\"rate\":null,\"vip\":null,\"since\":null,\"seen\":null,\"plan\":null,\"uses\":null,"              \
    "\"contact\":null,\"site\":null,\"line\":" after "}"
#define CUSTOMER(fields) "{\"customer\":{\"udf_fields\":" fields "}}"
#define PRODUCT(name, more) "{\"product\":{\"name\":\"" name "\",\"product_type\":{\"name\":\"Laptop\"}" more "}}"

static sandbox *begin(sandbox *box)
{
    ask_begin(sandbox_root(box));
    return box;
}

static void end(sandbox *box)
{
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static int begin_declared(void **state)
{
    *state = begin(SANDBOX(DECLARED));
    return 0;
}

static void add_customer(const char *name, const char *more, char path[60])
{
    char input[600];
    char id[40];
    snprintf(input, sizeof(input), "{\"customer\":{\"name\":\"%s\"%s}}", name, more);
    ask_for("POST", "/customers", input, "customer.id", id, sizeof(id));
    snprintf(path, 60, "/customers/%s", id);
}

static void every_declared_field_is_there(void **state)
{
    char path[60];
    (void)state;
    add_customer("A", "", path);
    ask_expect("GET", path, NULL, 200,
               "\"udf_fields\":{\"txt_single_line_field\":null,\"seats\":null," NO_VALUES("null"));
    ask_expect("PUT", path, CUSTOMER("{\"line\":\"+49 (0)30 1\",\"seats\":12}"), 200,
               "\"udf_fields\":{\"txt_single_line_field\":null,\"seats\":12," NO_VALUES("\"+49 (0)30 1\""));
    /* What is absent stays, null clears, one or all. */
    ask_expect("PUT", path, CUSTOMER("{\"line\":null,\"txt_single_line_field\":\"x\"}"), 200,
               "\"udf_fields\":{\"txt_single_line_field\":\"x\",\"seats\":12," NO_VALUES("null"));
    ask_expect("PUT", path, "{\"customer\":{\"city\":\"Goa\"}}", 200,
               "\"udf_fields\":{\"txt_single_line_field\":\"x\",\"seats\":12," NO_VALUES("null"));
    ask_expect("PUT", path, CUSTOMER("null"), 200,
               "\"udf_fields\":{\"txt_single_line_field\":null,\"seats\":null," NO_VALUES("null"));
    ask_expect("GET", "/customers", NULL, 200, "\"udf_fields\":{\"txt_single_line_field\":null,\"seats\":null,");
}

static const struct {
    const char *name;
    const char *given;
    const char *answered; /* NULL: 4021; "4001": that; else how it is shown */
} values[] = {
    {"txt_single_line_field", "\"a line\"", "\"a line\""},
    {"txt_single_line_field", "\"two\\nlines\"", NULL},
    {"txt_single_line_field", "5", NULL},
    {"notes", "\"two\\nlines\"", "\"two\\nlines\""},
    {"notes", "[]", NULL},
    {"seats", "0", "0"},
    {"seats", "-7", "-7"},
    {"seats", "\"12\"", "12"},
    {"seats", "123456789012345678", "123456789012345678"},
    {"seats", "1234567890123456789", NULL},
    {"seats", "1.5", NULL},
    {"seats", "1e3", NULL},
    {"seats", "\"007\"", NULL},
    {"seats", "\" 5\"", NULL},
    {"seats", "true", NULL},
    {"rate", "2322.00", "2322.00"},
    {"rate", "0.10000000000000000000000001", "0.10000000000000000000000001"},
    {"rate", "\"-1.50\"", "-1.50"},
    {"rate", "\"1,5\"", NULL},
    {"rate", "\"0x10\"", NULL},
    {"rate", "{}", NULL},
    {"vip", "true", "true"},
    {"vip", "false", "false"},
    {"vip", "\"true\"", NULL},
    {"vip", "1", NULL},
    {"since", "{\"value\":1680287400000}", "{\"display_value\":\"Apr 1, 2023\",\"value\":\"1680287400000\"}"},
    {"since", "{\"value\":\"-1\",\"display_value\":\"?\"}", "{\"display_value\":\"Jan 1, 1970\",\"value\":\"-1\"}"},
    {"since", "{\"value\":\"soon\"}", NULL},
    {"since", "{\"value\":\"1234567890123456\"}", NULL},
    {"since", "1680287400000", NULL},
    {"since", "\"2023-04-01\"", NULL},
    {"seen", "{\"value\":1680287400000}", "{\"display_value\":\"Apr 1, 2023 12:00 AM\",\"value\":\"1680287400000\"}"},
    {"plan", "\"gold\"", "\"gold\""},
    {"plan", "\"silver \\\"plus\\\"\"", "\"silver \\\"plus\\\"\""},
    {"plan", "\"Gold\"", "4001"},
    {"plan", "\"gold|silver \\\"plus\\\"\"", "4001"},
    {"plan", "\"\"", "4001"},
    {"plan", "[\"gold\"]", NULL},
    {"uses", "[\"web\",\"mail\"]", "[\"web\",\"mail\"]"},
    {"uses", "[]", "[]"},
    {"uses", "[\"web\",\"fax\"]", "4001"},
    {"uses", "[1]", NULL},
    {"uses", "\"web\"", NULL},
    {"contact", "\"a@example.com\"", "\"a@example.com\""},
    {"contact", "\"a@\"", NULL},
    {"contact", "\"@b\"", NULL},
    {"contact", "\"a@b@c\"", NULL},
    {"contact", "\"a b@c\"", NULL},
    {"site", "\"https://example.com/a?b\"", "\"https://example.com/a?b\""},
    {"site", "\"example.com\"", NULL},
    {"site", "\"https://\"", NULL},
    {"site", "\"https://a b\"", NULL},
    {"line", "\"030-1 x2\"", "\"030-1 x2\""},
    {"line", "\"+\"", NULL},
    {"line", "\"call me\"", NULL},
};

static void values_have_their_type(void **state)
{
    char path[60];
    (void)state;
    add_customer("A", "", path);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char input[300];
        char part[300];
        bool choice = values[i].answered && strcmp(values[i].answered, "4001") == 0;
        bool good = values[i].answered && !choice;
        snprintf(input, sizeof(input), CUSTOMER("{\"%s\":%s}"), values[i].name, values[i].given);
        if (good) {
            snprintf(part, sizeof(part), "\"%s\":%s", values[i].name, values[i].answered);
        } else {
            snprintf(part, sizeof(part), "{\"status_code\":%s,\"type\":\"failed\",\"field\":\"udf_fields.%s\"",
                     choice ? "4001" : "4021", values[i].name);
        }
        ask_expect("PUT", path, input, good ? 200 : 400, part);
        if (good) ask_expect("GET", path, NULL, 200, part);
    }
}

static void others_are_refused(void **state)
{
    char path[60];
    (void)state;
    add_customer("A", "", path);
    ask_expect("PUT", path, CUSTOMER("{\"seat\":5}"), 400, "\"message\":\"EXTRA_KEY_FOUND_IN_JSON\"");
    ask_expect("PUT", path, CUSTOMER("{\"seat\":null}"), 400, "\"field\":\"udf_fields.seat\"");
    ask_expect("PUT", path, CUSTOMER("5"), 400, "\"status_code\":4021,\"type\":\"failed\",\"field\":\"udf_fields\"");
    ask_expect("PUT", path, CUSTOMER("{\"seats\":\"x\",\"vip\":2}"), 400, "\"field\":\"udf_fields.vip\"");
    /* What is refused changes nothing. */
    ask_expect("PUT", path, CUSTOMER("{\"seats\":5,\"vip\":2}"), 400, "udf_fields.vip");
    sandbox_case_expect(path, "customer.udf_fields.seats", "null");
    /* Nouns without declarations are as ever: customers are open, and the others have none. */
    ask_expect("POST", "/products", PRODUCT("A", ",\"udf_fields\":{}"), 400, "EXTRA_KEY_FOUND_IN_JSON");
    ask_expect("POST", "/products", PRODUCT("A", ""), 200, "\"name\":\"A\"");
}

/* Customers by name, each with its values; the lists below are the names of those found, in their order. */
static const char *const people[][2] = {
    {"A", "\"seats\":9007199254740993,\"rate\":2.5,\"vip\":true,\"since\":{\"value\":1000},\"plan\":\"gold\""},
    {"B", "\"seats\":9007199254740992,\"rate\":10,\"vip\":false,\"since\":{\"value\":999},\"notes\":\"Two\\nlines\""},
    {"C", "\"seats\":-3,\"rate\":0.25,\"since\":{\"value\":20000},\"uses\":[\"web\"],\"site\":\"http://c\""},
    {"D", ""},
};

static void expect_names(const char *path, const char *info, const char *names)
{
    char found[80] = "";
    char name[40] = "";
    char input[500];
    snprintf(input, sizeof(input), "{\"list_info\":{%s}}", info);
    reply got = ask("GET", path, input);
    if (got.status != 200) fail_msg("%s: HTTP %ld %s", info, got.status, got.body);
    for (int i = 0; i < 9; i++) {
        char member[40];
        snprintf(member, sizeof(member), "customer.%d.name", i);
        ask_member(&got, member, name, sizeof(name));
        strncat(found, name, sizeof(found) - strlen(found) - 1);
    }
    ask_free(&got);
    if (strcmp(found, names) != 0) fail_msg("%s: %s instead of %s", info, found, names);
}

static void expect_found(const char *field, const char *condition, const char *value, const char *names)
{
    char info[300];
    snprintf(info, sizeof(info),
             "\"search_criteria\":{\"field\":\"udf_fields.%s\",\"condition\":\"%s\",\"value%s\":%s}", field, condition,
             *value == '[' ? "s" : "", value);
    expect_names("/customers", info, names);
}

static void searches_go_by_type(void **state)
{
    char path[60];
    (void)state;
    for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
        char more[300];
        snprintf(more, sizeof(more), ",\"udf_fields\":{%s}", people[i][1]);
        add_customer(people[i][0], more, path);
    }
    /* Beyond 2^53 a double would take the one for the other. */
    expect_found("seats", "is", "9007199254740993", "A");
    expect_found("seats", "is", "\"9007199254740992\"", "B");
    expect_found("seats", "greater than", "9007199254740992", "A");
    expect_found("seats", "lesser than", "10", "C");
    expect_found("seats", "is", "null", "D");
    expect_found("rate", "greater than", "\"2.4\"", "AB");
    expect_found("rate", "between", "[0.2,2.50]", "AC");
    expect_found("vip", "is", "true", "A");
    expect_found("vip", "is", "\"false\"", "B");
    expect_found("vip", "is not", "true", "BCD");
    expect_found("since", "greater or equal", "\"1000\"", "AC");
    expect_found("since.value", "lesser than", "1000", "B");
    expect_found("plan", "is", "\"GOLD\"", "A");
    expect_found("notes", "contains", "\"lines\"", "B");
    expect_found("site", "starts with", "\"http:\"", "C");
    expect_names("/customers", "\"search_fields\":{\"udf_fields.plan\":\"old\"}", "A");
    expect_names("/customers", "\"sort_field\":\"udf_fields.seats\"", "DCBA");
    expect_names("/customers", "\"sort_field\":\"udf_fields.rate\",\"sort_order\":\"desc\"", "BACD");
    expect_names("/customers", "\"sort_field\":\"udf_fields.since\"", "DBAC");
    expect_names("/customers", "\"sort_field\":\"udf_fields.vip\",\"sort_order\":\"desc\"", "ABCD");
    static const char *const refused[] = {
        "\"sort_field\":\"udf_fields.seat\"",
        "\"sort_field\":\"udf_fields.uses\"",
        "\"sort_field\":\"udf_fields\"",
        "\"sort_field\":\"udf_fields.seats.value\"",
        "\"sort_field\":\"udf_fields.since.month\"",
        "\"search_fields\":{\"udf_fields.seat\":\"x\"}",
        "\"search_criteria\":{\"field\":\"udf_fields.seats\",\"condition\":\"is\",\"value\":\"many\"}",
        "\"search_criteria\":{\"field\":\"udf_fields.vip\",\"condition\":\"is\",\"value\":\"maybe\"}",
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        char input[300];
        snprintf(input, sizeof(input), "{\"list_info\":{%s}}", refused[i]);
        ask_expect("GET", "/customers", input, 400, "4001");
    }
}

static void other_nouns_have_theirs(void **state)
{
    char id[40];
    char path[120];
    char input[200];
    (void)state;
    sandbox *box = begin(SANDBOX("--udf", "product.cores=integer", "--udf", "contract.level=pick:1|2"));
    ask_expect("POST", "/products", PRODUCT("A", ",\"udf_fields\":{\"cores\":8}"), 200, "\"udf_fields\":{\"cores\":8}");
    ask_expect("POST", "/products", PRODUCT("B", ""), 200, "\"udf_fields\":{\"cores\":null}");
    ask_expect("POST", "/products", PRODUCT("C", ",\"udf_fields\":{\"level\":\"1\"}"), 400, "udf_fields.level");
    ask_expect("GET", "/products",
               "{\"list_info\":{\"sort_field\":\"udf_fields.cores\",\"sort_order\":\"desc\","
               "\"fields_required\":[\"name\",\"udf_fields\"]}}",
               200, "\"name\":\"A\",\"udf_fields\":{\"cores\":8}},{");
    sandbox_case_contract("X", ",\"udf_fields\":{\"level\":\"2\"}", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s", id);
    sandbox_case_expect(path, "contract.udf_fields", "{\"level\":\"2\"}");
    ask_expect("GET", "/contracts", NULL, 200, "\"udf_fields\":{\"level\":\"2\"}");
    ask_expect("PUT", path, "{\"contract\":{\"udf_fields\":{\"level\":2}}}", 400, "\"field\":\"udf_fields.level\"");
    snprintf(path, sizeof(path), "/contracts/%s/_renew_contract", id);
    snprintf(input, sizeof(input), "{\"contract\":{\"active_from\":{\"value\":1711909800000},\"udf_fields\":%s}}",
             "{\"level\":\"3\"}");
    ask_expect("POST", path, input, 400, "\"field\":\"contract.udf_fields.level\"");
    ask_expect("POST", path, "{\"contract\":{\"active_from\":{\"value\":1711909800000}}}", 200,
               "\"udf_fields\":{\"level\":null}");
    /* A search for what was declared with a noun of its own. */
    ask_expect("GET", "/contracts", "{\"list_info\":{\"sort_field\":\"udf_fields.cores\"}}", 400, "4001");
    ask_expect("PUT", "/customers/1", CUSTOMER("{\"any\":[1]}"), 404, "4007");
    end(box);
}

static void declarations_are_listed(void **state)
{
    static const char fields[] = "# of customers\n\ncustomer.plan=pick:gold|silver\r\ncustomer.vip=boolean";
    char whole[5000];
    snprintf(whole, sizeof(whole), "#%04000d\n%s", 0, fields); /* a comment may be longer than any buffer */
    const char *file = folder_write(*state, "fields", whole, strlen(whole));
    sandbox *box = begin(SANDBOX("--udf", "product.cores=integer", "--udf-file", file));
    ask_expect("GET", "/_sandbox/udf", NULL, 200,
               "{\"fields\":[\n{\"noun\":\"product\",\"name\":\"cores\",\"type\":\"integer\"},\n"
               "{\"noun\":\"customer\",\"name\":\"txt_single_line_field\",\"type\":\"text\"},\n"
               "{\"noun\":\"customer\",\"name\":\"plan\",\"type\":\"pick\",\"choices\":[\"gold\",\"silver\"]},\n"
               "{\"noun\":\"customer\",\"name\":\"vip\",\"type\":\"boolean\"}]}");
    end(box);
    box = begin(SANDBOX_PLAIN());
    ask_expect("GET", "/_sandbox/udf", NULL, 200, "{\"fields\":[]}");
    end(box);
}

static void expect_refusal(const char *option, const char *value, const char *says)
{
    char output[500];
    const char *const words[] = {option, value, NULL};
    if (sandbox_run(words, output, sizeof(output)) != 2 || !strstr(output, says)) {
        fail_msg("%s '%s': %s", option, value, output);
    }
}

static void wrong_declarations_are_told(void **state)
{
    static const char *const wrong[][2] = {
        {"", "begins neither"},
        {"vendor.a=text", "begins neither"},
        {"customer", "a name of letters"},
        {"customer.=text", "a name of letters"},
        {"customer.a", "a name of letters"},
        {"customer.a.b=text", "a name of letters"},
        {"customer.1a=text", "a name of letters"},
        {"customer.a b=text", "a name of letters"},
        {"customer.a=", "the type is none of"},
        {"customer.a=word", "the type is none of"},
        {"customer.a=pick", "needs choices"},
        {"customer.a=pick:", "a choice is empty"},
        {"customer.a=multi:x|", "a choice is empty"},
        {"customer.a=multi:x||y", "a choice is empty"},
        {"customer.a=pick:x|y|x", "a choice stands twice"},
        {"customer.a=text:x", "has no choices"},
        {"customer.txt_single_line_field=multiline", "the printed field is a text"},
        {"customer.txt_single_line_field=pick:a", "the printed field is a text"},
    };
    static const char fields[] = "customer.a=text\n#\ncustomer.a=integer\n";
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) expect_refusal("--udf", wrong[i][0], wrong[i][1]);
    expect_refusal("--udf-file", "/none/of/these", "No such file");
    expect_refusal("--udf-file", folder_write(*state, "fields", fields, strlen(fields)),
                   "fields:3: the field is declared already");
    static const char choices[] = "customer.a=pick:x|y\ncustomer.a=pick:x\n";
    expect_refusal("--udf-file", folder_write(*state, "choices", choices, strlen(choices)),
                   "choices:2: the field is declared already");
    expect_refusal("--udf-file", ((const folder *)*state)->path, "Is a directory");
}

static void a_declaration_may_be_told_again(void **state)
{
    (void)state;
    sandbox *box = begin(SANDBOX("--udf", "customer.txt_single_line_field=text", "--udf", "customer.plan=pick:a|b",
                                 "--udf", "customer.plan=pick:a|b", "--udf", "customer.txt_single_line_field=text"));
    ask_expect("GET", "/_sandbox/udf", NULL, 200,
               "{\"fields\":[\n{\"noun\":\"customer\",\"name\":\"txt_single_line_field\",\"type\":\"text\"},\n"
               "{\"noun\":\"customer\",\"name\":\"plan\",\"type\":\"pick\",\"choices\":[\"a\",\"b\"]}]}");
    end(box);
}

/* Seeds, files and states that were made without a declaration get its fields, as null; what does not fit is
   refused. */
static void what_is_kept_is_settled(void **state)
{
    static const char added[] = "{\"customer\":{\"name\":\"A\",\"udf_fields\":{\"seats\":12.50,\"gone\":null}}}";
    const folder *in = *state;
    char file[300];
    char output[500];
    sandbox *box = begin(SANDBOX("--seed-data", "10", "--udf", "product.a=text", "--udf", "customer.b=text"));
    ask_expect("GET", "/products", NULL, 200, "\"udf_fields\":{\"a\":null}");
    ask_expect("GET", "/customers", NULL, 200, "\"udf_fields\":{\"txt_single_line_field\":null,\"b\":null}");
    end(box);

    snprintf(file, sizeof(file), "%s/state", in->path);
    box = begin(SANDBOX("--db", file));
    ask_expect("POST", "/customers", added, 200, "12.50");
    reply kept = ask("GET", "/_sandbox/state", NULL);
    end(box);
    const char *const misfit[] = {"--db", file, "--udf", "customer.seats=integer", NULL};
    assert_int_equal(sandbox_run(misfit, output, sizeof(output)), 1);
    if (!strstr(output, "udf_fields.seats does not fit its type")) fail_msg("%s", output);
    box = begin(SANDBOX("--db", file, "--udf", "customer.plan=text", "--udf", "customer.seats=decimal"));
    ask_expect("GET", "/customers", NULL, 200,
               "\"udf_fields\":{\"txt_single_line_field\":null,\"plan\":null,\"seats\":12.50}");
    end(box);

    box = begin(SANDBOX("--udf", "customer.seats=decimal", "--udf", "customer.plan=text"));
    reply put = ask_raw("PUT", "/_sandbox/state", kept.body, kept.size, NULL);
    assert_int_equal(put.status, 200);
    ask_free(&put);
    ask_expect("GET", "/customers", NULL, 200, "null,\"seats\":12.50,\"plan\":null}");
    end(box);
    box = begin(SANDBOX("--udf", "customer.plan=text"));
    ask_expect("POST", "/customers", "{\"customer\":{\"name\":\"B\"}}", 200, "\"plan\":null");
    put = ask_raw("PUT", "/_sandbox/state", kept.body, kept.size, NULL);
    if (put.status != 400 || !strstr(put.body, "udf_fields.seats is not declared")) fail_msg("%s", put.body);
    ask_free(&put);
    ask_expect("GET", "/customers", NULL, 200, "\"name\":\"B\"");
    ask_free(&kept);
    end(box);
}

/* A line of text of a customer is what a page prints; every other type, and every other noun, is a guess. */
static void strict_takes_lines_of_text(void **state)
{
    char path[60];
    (void)state;
    sandbox *box = begin(SANDBOX("--strict", "--udf", "customer.plan=text", "--udf", "customer.seats=integer", "--udf",
                                 "product.note=text"));
    add_customer("A", "", path);
    ask_expect("PUT", path, CUSTOMER("{\"plan\":\"x\"}"), 200, "\"plan\":\"x\",\"seats\":null}");
    ask_expect("GET", "/customers", "{\"list_info\":{\"sort_field\":\"udf_fields.plan\"}}", 200, "\"plan\":\"x\"");
    ask_expect("PUT", path, CUSTOMER("{\"plan\":\"y\",\"seats\":1}"), 501, "only guesses this");
    ask_expect("PUT", path, CUSTOMER("{\"seats\":\"x\"}"), 400, "4021");
    ask_expect("GET", "/customers", "{\"list_info\":{\"sort_field\":\"udf_fields.seats\"}}", 501, "only guesses this");
    ask_expect("POST", "/products", PRODUCT("A", ",\"udf_fields\":{\"note\":\"x\"}"), 501, "only guesses this");
    ask_expect("GET", "/products", "{\"list_info\":{\"sort_field\":\"udf_fields.note\"}}", 501, "only guesses this");
    end(box);
}

/* The customers of the demonstration have fields, unless the command line says which. */
static void the_demonstration_has_some(void **state)
{
    (void)state;
    sandbox *box = begin(SANDBOX("--seed-data", "demo", "--now", "2026-11-22T12:00:00Z"));
    expect_names("/customers", "\"sort_field\":\"udf_fields.managed_since\",\"row_count\":2",
                 "Hollis EngineeringAster Dental Group");
    expect_names(
        "/customers",
        "\"search_criteria\":{\"field\":\"udf_fields.hourly_rate\",\"condition\":\"greater than\",\"value\":\"99\"}",
        "Hollis Engineering");
    ask_expect("GET", "/customers", NULL, 200,
               "\"udf_fields\":{\"txt_single_line_field\":null,\"service_level\":\"bronze\",\"managed_since\":"
               "{\"display_value\":\"Feb 10, 2025\",\"value\":\"1739125800000\"},\"hourly_rate\":null}");
    end(box);
    box = begin(SANDBOX("--seed-data", "demo", "--udf", "customer.plan=text"));
    ask_expect("GET", "/customers", NULL, 200, "\"udf_fields\":{\"txt_single_line_field\":null,\"plan\":null}");
    end(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_declared_field_is_there, begin_declared, sandbox_case_end),
        cmocka_unit_test_setup_teardown(values_have_their_type, begin_declared, sandbox_case_end),
        cmocka_unit_test_setup_teardown(others_are_refused, begin_declared, sandbox_case_end),
        cmocka_unit_test_setup_teardown(searches_go_by_type, begin_declared, sandbox_case_end),
        cmocka_unit_test(other_nouns_have_theirs),
        cmocka_unit_test_setup_teardown(declarations_are_listed, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(wrong_declarations_are_told, folder_make, folder_remove),
        cmocka_unit_test(a_declaration_may_be_told_again),
        cmocka_unit_test_setup_teardown(what_is_kept_is_settled, folder_make, folder_remove),
        cmocka_unit_test(strict_takes_lines_of_text),
        cmocka_unit_test(the_demonstration_has_some),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
