/* The state of the sandbox as a whole: portals, the clock, what is kept and brought back, and what a kill leaves. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/folder.h"
#include "support/sandbox.h"

#define ADD "{\"product\":{\"name\":\"%s\",\"product_type\":{\"name\":\"Laptop\"}}}"
#define COUNT "{\"list_info\":{\"row_count\":1,\"get_total_count\":true}}"

static void portals_are_kept_apart(void **state)
{
    (void)state;
    char input[200];
    sandbox *box = SANDBOX("--portal", "east", "--portal", "west", "--seed-data", "vendor");
    ask_begin(sandbox_root(box));
    assert_non_null(strstr(sandbox_base_url(box), "/app/east"));
    snprintf(input, sizeof(input), ADD, "Scanner");
    ask_expect("POST", "/app/east/api/v3/products", input, 200, "Scanner");
    ask_expect("GET", "/app/east/api/v3/products", COUNT, 200, "\"total_count\":5");
    ask_expect("GET", "/app/west/api/v3/products", COUNT, 200, "\"total_count\":4");
    /* Names are unique within a portal, and a path without a portal is the first one's. */
    ask_expect("POST", "/app/west/api/v3/products", input, 200, "Scanner");
    ask_expect("POST", "/app/west/api/v3/products", input, 400, "4008");
    ask_expect("GET", "/api/v3/products", "{\"list_info\":{\"get_total_count\":true}}", 200, "\"total_count\":5");
    ask_expect("GET", "/app/north/api/v3/products", COUNT, 404, "4007");
    /* The ids of the vendor's pages are in each. */
    ask_expect("GET", "/app/west/api/v3/contracts/100000000000033283", NULL, 200, "\"contract\"");
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
    ask_expect("GET", "/app/west/api/v3/products", COUNT, 200, "\"total_count\":4");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static void move_clock(const char *when, long status)
{
    reply got = ask_raw("POST", "/_sandbox/clock", when, strlen(when), &(ask_options){.content_type = "text/plain"});
    if (got.status != status) fail_msg("%s: HTTP %ld: %s", when, got.status, got.body);
    ask_free(&got);
}

static void expect_status(const char *name, const char *status)
{
    char criteria[400];
    char part[100];
    snprintf(criteria, sizeof(criteria),
             "{\"list_info\":{\"search_criteria\":[{\"field\":\"name\",\"condition\":\"is\",\"value\":\"%s\"},"
             "{\"field\":\"status.name\",\"condition\":\"is\",\"value\":\"%s\",\"logical_operator\":\"AND\"}]}}",
             name, status);
    snprintf(part, sizeof(part), "\"row_count\":1");
    ask_expect("GET", "/contracts", criteria, 200, part);
}

static void contracts_end_as_the_clock_moves(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "demo");
    ask_begin(sandbox_root(box));
    expect_status("Printer care", "Active");
    expect_status("Backup in two places", "Yet to be Active");
    expect_status("Telephones", "Canceled");
    move_clock("+31d", 200);
    expect_status("Backup in two places", "Active");
    move_clock("+300d", 200);
    expect_status("Printer care", "Expired");
    expect_status("Telephones", "Canceled");
    move_clock("real", 200);
    expect_status("Printer care", "Active");
    expect_status("Backup in two places", "Yet to be Active");
    /* What was kept at another time is of this one as soon as it is back. */
    reply kept = ask("GET", "/_sandbox/state", NULL);
    move_clock("+331d", 200);
    expect_status("Printer care", "Expired");
    reply put = ask_raw("PUT", "/_sandbox/state", kept.body, kept.size, &(ask_options){0});
    assert_int_equal(put.status, 200);
    expect_status("Printer care", "Expired");
    ask_free(&put);
    ask_free(&kept);
    move_clock("2200-01-01", 200);
    expect_status("Backup in two places", "Expired");
    ask_expect("GET", "/_sandbox/clock", NULL, 200, "\"shown\":\"Jan 1, 2200");
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
    ask_expect("GET", "/_sandbox/clock", NULL, 200, "\"offset_ms\":0,");
    static const char *const wrong[] = {
        "", "+", "+90", "90d", "+90y", "2027-13-01", "2027-01-01T25:00:00Z", "soon", "+9999999999d"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) move_clock(wrong[i], 400);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static void tokens_end_as_the_clock_moves(void **state)
{
    (void)state;
    static const char form[] = "grant_type=refresh_token&refresh_token=r&client_id=c&client_secret=s";
    char token[100];
    char login[140];
    sandbox *box = SANDBOX("--auth", "strict", "--now", "2030-06-01T12:00:00Z");
    ask_begin(sandbox_root(box));
    ask_expect("GET", "/_sandbox/clock", NULL, 200, "\"shown\":\"Jun 1, 2030");
    reply got = ask_raw("POST", "/oauth/v2/token", form, strlen(form),
                        &(ask_options){.content_type = "application/x-www-form-urlencoded"});
    ask_member(&got, "access_token", token, sizeof(token));
    ask_free(&got);
    snprintf(login, sizeof(login), "Authorization: Zoho-oauthtoken %s", token);
    const ask_options with = {.login = login};
    for (int round = 0; round < 2; round++) {
        got = ask_raw("GET", "/app/itdesk/api/v3/products", "", 0, &with);
        assert_int_equal(got.status, round == 0 ? 200 : 401);
        ask_free(&got);
        move_clock("+61m", 200);
    }
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

/* What GET gives, PUT brings back, into another sandbox too; and what is none of that changes nothing. */
static void the_state_is_kept_and_brought_back(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "demo");
    ask_begin(sandbox_root(box));
    reply kept = ask("GET", "/_sandbox/state", NULL);
    assert_int_equal(kept.status, 200);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);

    box = SANDBOX_PLAIN();
    ask_begin(sandbox_root(box));
#define TWICE "{\"portal\":\"\",\"noun\":\"product\",\"id\":\"1\",\"document\":{}}"
    static const char *const wrong[] = {
        "",
        "{}",
        "[]",
        "{\"format\":1,\"entities\":{}}",
        "{\"format\":2,\"entities\":[]}",
        "{\"format\":1,\"entities\":[{\"noun\":\"product\",\"id\":\"1\"}]}",
        "{\"format\":1,\"counters\":{\"id\":[]},\"entities\":[]}",
        "{\"format\":1,\"entities\":[{\"portal\":\"\",\"noun\":\"product\",\"id\":\"x\",\"document\":{}}]}",
        "{\"format\":1,\"entities\":[{\"portal\":\"west\",\"noun\":\"product\",\"id\":\"1\",\"document\":{}}]}",
        "{\"format\":1,\"entities\":[{\"portal\":\"\",\"noun\":\"product\",\"id\":\"1\",\"document\":{\"id\":\"2\"}}]}",
        "{\"format\":1,\"entities\":[" TWICE "," TWICE "]}"};
#undef TWICE
    ask_expect("GET", "/products", COUNT, 200, "\"total_count\":0");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        reply got = ask_raw("PUT", "/_sandbox/state", wrong[i], strlen(wrong[i]), &(ask_options){0});
        if (got.status != 400) fail_msg("%s: HTTP %ld", wrong[i], got.status);
        ask_free(&got);
    }
    ask_expect("GET", "/users", NULL, 404, "4007");
    reply put = ask_raw("PUT", "/_sandbox/state", kept.body, kept.size, &(ask_options){0});
    assert_int_equal(put.status, 200);
    ask_free(&put);
    ask_expect("GET", "/products", COUNT, 200, "\"total_count\":20");
    expect_status("Telephones", "Canceled");
    /* New ids go on behind those that were brought. */
    char input[200];
    snprintf(input, sizeof(input), ADD, "Scanner");
    ask_expect("POST", "/products", input, 200, "Scanner");
    ask_expect("GET", "/products", COUNT, 200, "\"total_count\":21");
    put = ask_raw("PUT", "/_sandbox/state", kept.body, kept.size, &(ask_options){0});
    ask_free(&put);
    reply again = ask("GET", "/_sandbox/state", NULL);
    assert_string_equal(again.body, kept.body);
    ask_free(&again);
    ask_free(&kept);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

/* The refusal names the place, and what was there is there still. */
static void entities_of_an_unknown_kind_are_refused(void **state)
{
    (void)state;
    static const char *const nouns[] = {"produkt", "oauth_token", ""};
    sandbox *box = SANDBOX("--seed-data", "20");
    ask_begin(sandbox_root(box));
    for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
        char body[300];
        char place[80];
        snprintf(body, sizeof(body),
                 "{\"format\":1,\"counters\":{\"id\":7},\"entities\":["
                 "{\"portal\":\"\",\"noun\":\"product\",\"id\":\"1\",\"document\":{}},"
                 "{\"portal\":\"\",\"noun\":\"%s\",\"id\":\"1\",\"document\":{}}]}",
                 nouns[i]);
        snprintf(place, sizeof(place), "entities[1] is a '%s'", nouns[i]);
        reply got = ask_raw("PUT", "/_sandbox/state", body, strlen(body), &(ask_options){0});
        if (got.status != 400 || !strstr(got.body, place)) fail_msg("HTTP %ld: %s", got.status, got.body);
        ask_free(&got);
        ask_expect("GET", "/products", COUNT, 200, "\"total_count\":20");
    }
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static atomic_int acknowledged;

static void *kill_in_the_middle(void *box)
{
    for (int i = 0; i < 20000 && acknowledged < 20; i++) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    sandbox_kill(box);
    return NULL;
}

/* Writes one after the other until the sandbox is killed; what it had said yes to is there when it is started again. */
static void a_kill_loses_nothing_that_was_acknowledged(void **state)
{
    enum { MOST = 100000 };
    const folder *in = *state;
    pthread_t killer;
    char file[300];
    static int ids[MOST];
    acknowledged = 0;
    snprintf(file, sizeof(file), "%s/state.db", in->path);
    sandbox *box = SANDBOX("--db", file);
    ask_begin(sandbox_root(box));
    assert_int_equal(pthread_create(&killer, NULL, kill_in_the_middle, box), 0);
    for (int i = 0; i < MOST; i++) {
        char input[200];
        char name[30];
        snprintf(name, sizeof(name), "P%d", i);
        snprintf(input, sizeof(input), ADD, name);
        reply got = ask("POST", "/products", input);
        int done = got.failure == 0 && got.status == 200;
        ask_free(&got);
        if (!done) break;
        ids[acknowledged++] = i;
    }
    pthread_join(killer, NULL);
    ask_end();
    assert_in_range(acknowledged, 20, MOST - 1);

    box = SANDBOX("--db", file);
    ask_begin(sandbox_root(box));
    reply got = ask("GET", "/products", COUNT);
    char total[30];
    ask_member(&got, "list_info.total_count", total, sizeof(total));
    ask_free(&got);
    /* The last one may have been kept without a yes. */
    assert_in_range(strtol(total, NULL, 10), acknowledged, acknowledged + 1);
    for (int i = 0; i < acknowledged; i += 1 + acknowledged / 50) {
        char search[200];
        snprintf(search, sizeof(search),
                 "{\"list_info\":{\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\",\"value\":\"P%d\"}}}",
                 ids[i]);
        ask_expect("GET", "/products", search, 200, "\"row_count\":1");
    }
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static void rules_come_from_a_file(void **state)
{
    static const char good[] = "# slow, and then away\n\nGET /products times=1 status:503\r\nPOST * reset\n";
    static const char bad[] = "GET /products reset\nGET nowhere\n";
    const folder *in = *state;
    char output[500];
    sandbox *box = SANDBOX("--faults", folder_write(in, "rules", good, strlen(good)));
    ask_begin(sandbox_root(box));
    ask_expect("GET", "/products", NULL, 503, "4004");
    ask_expect("GET", "/products", NULL, 200, "products");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
    const char *const words[] = {"--faults", folder_write(in, "rules", bad, strlen(bad)), NULL};
    assert_int_equal(sandbox_run(words, output, sizeof(output)), 2);
    assert_non_null(strstr(output, "rules:2: "));
    /* What opens and cannot be read is no empty file. */
    const char *const directory[] = {"--faults", in->path, NULL};
    assert_int_equal(sandbox_run(directory, output, sizeof(output)), 2);
    if (!strstr(output, in->path) || !strstr(output, ": Is a directory")) fail_msg("%s", output);
}

static void options_are_checked(void **state)
{
    (void)state;
    static const char *const wrong[][5] = {
        {"--portal", "a/b", NULL},      {"--portal", "", NULL},         {"--now", "soon", NULL},
        {"--now", "+1", NULL},          {"--now", "2027-02-29", NULL},  {"--now", "2027-04-31", NULL},
        {"--faults", "/nowhere", NULL}, {"--seed-data", "demos", NULL}, {"--portal", "a", "--portal", "a", NULL},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char output[500];
        if (sandbox_run(wrong[i], output, sizeof(output)) != 2) fail_msg("%s %s", wrong[i][0], wrong[i][1]);
        assert_non_null(strstr(output, "sdp-sandbox: "));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(portals_are_kept_apart),
        cmocka_unit_test(contracts_end_as_the_clock_moves),
        cmocka_unit_test(tokens_end_as_the_clock_moves),
        cmocka_unit_test(the_state_is_kept_and_brought_back),
        cmocka_unit_test(entities_of_an_unknown_kind_are_refused),
        cmocka_unit_test_setup_teardown(a_kill_loses_nothing_that_was_acknowledged, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(rules_come_from_a_file, folder_make, folder_remove),
        cmocka_unit_test(options_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
