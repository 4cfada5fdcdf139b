/* What --seed-data demo makes: the days that are shown are those that were meant, and NeuCRM has the same customers. */
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

#define FIND(name_)                                                                                                    \
    "{\"list_info\":{\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\",\"value\":\"" name_ "\"}}}"

/* At each of these moments it is the same day in India, whose days are shown, but not everywhere: "Printer care" began
   60 days before, and ends 305 days later. */
static void days_are_those_that_are_shown(void **state)
{
    (void)state;
    static const struct {
        const char *now;
        const char *from;
        const char *till;
    } days[] = {
        {"2026-11-21T18:30:05Z", "Sep 23, 2026", "Sep 23, 2027"},
        {"2026-11-22T00:00:05Z", "Sep 23, 2026", "Sep 23, 2027"},
        {"2026-11-22T18:29:30Z", "Sep 23, 2026", "Sep 23, 2027"},
        {"2026-11-22T18:30:05Z", "Sep 24, 2026", "Sep 24, 2027"},
        {"2026-11-22T23:59:30Z", "Sep 24, 2026", "Sep 24, 2027"},
    };
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        char from[100];
        char till[100];
        snprintf(from, sizeof(from), "\"active_from\":{\"display_value\":\"%s\"", days[i].from);
        snprintf(till, sizeof(till), "\"active_till\":{\"display_value\":\"%s\"", days[i].till);
        sandbox *box = SANDBOX("--seed-data", "demo", "--now", days[i].now);
        ask_begin(sandbox_root(box));
        ask_expect("GET", "/contracts", FIND("Printer care"), 200, from);
        ask_expect("GET", "/contracts", FIND("Printer care"), 200, till);
        ask_end();
        assert_int_equal(sandbox_stop(box), 0);
    }
}

static void expect_subscribers(void)
{
    static const char form[] = "userid=5&api_key=key";
    reply got = ask_raw("POST", "/api/customer/list", form, strlen(form), NULL);
    static const char *const parts[] = {"\"error\":null", "\"name\":\"Aster Dental Group\"",
                                        "\"email\":\"works@hollis.example\"", "\"street\":\"52 Foundry Way\"",
                                        "\"city\":\"Pune\""};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (!strstr(got.body, parts[i])) fail_msg("no %s in %s", parts[i], got.body);
    }
    int count = 0;
    for (const char *at = got.body; (at = strstr(at, "\"zipcode\":\"")) != NULL; at++) count++;
    assert_int_equal(count, 8);
    ask_free(&got);
}

static void neucrm_has_the_same_customers(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "demo", "--portal", "east", "--portal", "west");
    ask_begin(sandbox_root(box));
    expect_subscribers();
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
    expect_subscribers();
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_those_that_are_shown),
        cmocka_unit_test(neucrm_has_the_same_customers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
