/* What each fault of the sandbox answers, in each of the three services; and rules that come and go while it runs. */
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

#include <curl/curl.h>

#define TOKEN "/oauth/v2/token"
#define TOKEN_FORM "client_id=c&client_secret=s&grant_type=refresh_token&refresh_token=r"
#define NEUCRM "/api/customer/list"
#define NEUCRM_FORM "userid=1&api_key=k"
#define FAILED "{\"response_status\":{\"status_code\":4000,\"messages\":["
#define WORDS "\"message\":\"a fault of the sandbox\""

static void expect_faults(const char *method, const char *lines, long status, const char *answer)
{
    reply got = ask_raw(method, "/_sandbox/faults", lines, lines ? strlen(lines) : 0, NULL);
    if (got.status != status || !strstr(got.body, answer))
        fail_msg("%s: HTTP %ld %s", lines ? lines : method, got.status, got.body);
    ask_free(&got);
}

/* Puts one rule in the place of all others, and asks. */
static reply ask_with(const char *rule, const char *method, const char *path, const char *form, int decode)
{
    expect_faults("DELETE", NULL, 200, "{\"cleared\":true}");
    expect_faults("POST", rule, 200, "{\"added\":true}");
    return ask_raw(method, path, form, form ? strlen(form) : 0, &(ask_options){.timeout_ms = 5000, .decode = decode});
}

typedef struct fault_case {
    const char *action;
    int failure; /* of libcurl */
    long status;
    const char *body; /* the whole of it, or its head where there is a failure */
} fault_case;

static void check(const fault_case *of, const char *rule, reply *got)
{
    size_t length = strlen(of->body);
    int fits = of->failure ? strncmp(got->body, of->body, length) == 0 : strcmp(got->body, of->body) == 0;
    if (got->failure != of->failure || got->status != of->status || !fits) {
        fail_msg("%s: %d, HTTP %ld %s", rule, got->failure, got->status, got->body);
    }
    ask_free(got);
}

static void check_all(const fault_case *cases, size_t count, const char *method, const char *path, const char *form)
{
    for (size_t i = 0; i < count; i++) {
        char rule[400];
        snprintf(rule, sizeof(rule), "* %s %s", path, cases[i].action);
        reply got = ask_with(rule, method, path, form, 0);
        check(&cases[i], rule, &got);
    }
}
#define CHECK_ALL(cases, ...) check_all(cases, sizeof(cases) / sizeof((cases)[0]), __VA_ARGS__)

static void codes_come_in_every_shape(void **state)
{
    static const fault_case cases[] = {
        {"code:4001", 0, 400,
         FAILED "{\"status_code\":4001,\"type\":\"failed\",\"field\":\"name\"," WORDS "}],\"status\":\"failed\"}}"},
        {"code:4012:object", 0, 400,
         FAILED "{\"status_code\":4012,\"type\":\"failed\",\"fields\":[\"name\"]," WORDS "}],\"status\":\"failed\"}}"},
        {"code:4002", 0, 403,
         FAILED "{\"status_code\":4002,\"type\":\"failed\",\"message\":\"UNAUTHORISED\"}],\"status\":\"failed\"}}"},
        {"code:4005:array:200", 0, 200,
         "{\"response_status\":[{\"status_code\":4000,\"messages\":[{\"status_code\":4005,\"type\":\"failed\"," WORDS
         "}],\"status\":\"failed\"}]}"},
        {"code:4007:mixed", 0, 404,
         "{\"response_status\":[{\"status_code\":2000,\"status\":\"success\"},{\"status_code\":4000,\"messages\":[{"
         "\"status_code\":4007,\"type\":\"failed\"," WORDS "}],\"status\":\"failed\"}]}"},
        {"code:4016:top", 0, 400,
         "{\"response_status\":{\"status_code\":4016,\"messages\":[{\"type\":\"failed\"," WORDS
         "}],\"status\":\"failed\"}}"},
        {"code:4022:nomessage", 0, 401, FAILED "{\"status_code\":4022,\"type\":\"failed\"}],\"status\":\"failed\"}}"},
        {"code:7001:200:nocode", 0, 200,
         "{\"response_status\":{\"messages\":[{\"type\":\"failed\"," WORDS "}],\"status\":\"failed\"}}"},
        {"code:4004:empty", 0, 500,
         "{\"response_status\":{\"status_code\":4004,\"messages\":[],\"status\":\"failed\"}}"},
        {"code:4015:missing", 0, 429, "{\"response_status\":{\"status_code\":4015,\"status\":\"failed\"}}"},
        {"code:4008:bare", 0, 400, "{\"response_status\":{\"status\":\"failed\"}}"},
    };
    (void)state;
    CHECK_ALL(cases, "GET", "/products", NULL);
}

static void failures_come_in_every_service(void **state)
{
    static const fault_case v3[] = {
        {"throttle", 0, 400,
         "{\"error_code\":\"URL_ROLLING_THROTTLES_LIMIT_EXCEEDED\",\"message\":\"a fault of the sandbox\"}"},
        {"throttle:access", 0, 400,
         FAILED
         "{\"type\":\"failed\",\"message\":\"You have reached the maximum access limit.\"}],\"status\":\"failed\"}}"},
        {"throttle:requests:200", 0, 200,
         FAILED "{\"type\":\"failed\",\"message\":\"Too many requests.\"}],\"status\":\"failed\"}}"},
        {"error:some_word", 0, 400, FAILED "{\"type\":\"failed\",\"message\":\"some_word\"}],\"status\":\"failed\"}}"},
        {"expire", 0, 401,
         FAILED
         "{\"type\":\"failed\",\"message\":\"the token is not known, or its time is over\"}],\"status\":\"failed\"}}"},
        {"body:{\"a\":1,\"b=\":2}", 0, 200, "{\"a\":1,\"b=\":2}"},
        {"body:502:x", 0, 502, "x"},
    };
    static const fault_case tokens[] = {
        {"status:503", 0, 503, "{\"error\":\"general_error\"}"},
        {"code:4004", 0, 200, "{\"error\":\"general_error\"}"},
        {"error:invalid_scope", 0, 200, "{\"error\":\"invalid_scope\"}"},
        {"error:access_denied:401", 0, 401, "{\"error\":\"access_denied\"}"},
        {"expire", 0, 200, "{\"error\":\"invalid_code\"}"},
        {"throttle", 0, 400,
         "{\"error_description\":\"There were too many requests for tokens. Wait some minutes.\",\"error\":\"Access "
         "Denied\",\"status\":\"failure\"}"},
        {"reset", CURLE_GOT_NOTHING, 0, ""},
        {"truncate", CURLE_PARTIAL_FILE, 200, "{\"access_token\":\"1000.1."},
    };
    static const fault_case neucrm[] = {
        {"status:503", 0, 503, "{\"result\":null,\"error\":\"a fault of the sandbox\"}"},
        {"code:4004", 0, 200, "{\"result\":null,\"error\":\"a fault of the sandbox\"}"},
        {"code:4015:429", 0, 429, "{\"result\":null,\"error\":\"URL_ROLLING_THROTTLES_LIMIT_EXCEEDED\"}"},
        {"throttle:requests", 0, 200, "{\"result\":null,\"error\":\"Too many requests.\"}"},
        {"expire", 0, 200, "{\"result\":null,\"error\":\"Invalid userid or api_key\"}"},
        {"envelope:rows", 0, 200, "{\"rows\":[],\"error\":null}"},
    };
    (void)state;
    CHECK_ALL(v3, "GET", "/products", NULL);
    CHECK_ALL(tokens, "POST", TOKEN, TOKEN_FORM);
    CHECK_ALL(neucrm, "POST", NEUCRM, NEUCRM_FORM);
}

static void headers_come_as_told(void **state)
{
    (void)state;
    reply got = ask_with("* * status:429,Retry-After=date+100", "GET", "/products", NULL, 0);
    assert_int_equal(got.status, 429);
    assert_in_range(got.retry_after, 60, 100);
    ask_free(&got);
    got = ask_with("* * throttle:429,Retry-After=30", "POST", TOKEN, TOKEN_FORM, 0);
    assert_int_equal(got.status, 429);
    assert_int_equal(got.retry_after, 30);
    ask_free(&got);
    got = ask_with("* * html:200", "GET", "/products", NULL, 0);
    assert_int_equal(got.status, 200);
    assert_non_null(strstr(got.type, "text/html"));
    ask_free(&got);
    got = ask_with("* * redirect:http://127.0.0.2:9/other", "GET", "/products", NULL, 0);
    assert_int_equal(got.status, 302);
    assert_string_equal(got.location, "http://127.0.0.2:9/other");
    ask_free(&got);
    got = ask_with("* * redirect:307:http://127.0.0.2:9/", "GET", "/products", NULL, 0);
    assert_int_equal(got.status, 307);
    assert_string_equal(got.location, "http://127.0.0.2:9/");
    ask_free(&got);
    got = ask_with("* * gzip", "GET", "/products", NULL, 1);
    assert_int_equal(got.failure, CURLE_BAD_CONTENT_ENCODING);
    ask_free(&got);
}

/* Begins a new connection: on a kept one libcurl would ask twice, or find it closed. */
static void reconnect(const sandbox *to)
{
    ask_end();
    ask_begin(sandbox_root(to));
}

/* These have done what was asked: each adds a product of its own. */
static void the_deed_is_done(void **state)
{
    static const fault_case cases[] = {
        {"reset:during", CURLE_RECV_ERROR, 200, "{\"product\":"},
        {"reset:after", CURLE_RECV_ERROR, 0, ""},
        {"truncate", CURLE_PARTIAL_FILE, 200, "{\"product\":"},
        {"length:long", CURLE_PARTIAL_FILE, 200, "{\"product\":"},
        {"length:short", 0, 200, "{\"product\":{"},
        {"hangup", 0, 200, "{\"product\":{"},
        {"empty", 0, 200, ""},
        {"empty:204", 0, 204, ""},
        {"bom", 0, 200, "\xEF\xBB\xBF{\"product\":{"},
        {"envelope", 0, 200, "{\"odd\":{"},
        {"envelope:products", 0, 200, "{\"products\":{"},
        {"gzip", 0, 200, "\x1f\x8b\x08"},
    };
    enum { COUNT = sizeof(cases) / sizeof(cases[0]) };
    char rule[200];
    char input[200];
    for (size_t i = 0; i < COUNT; i++) {
        expect_faults("DELETE", NULL, 200, "cleared");
        snprintf(rule, sizeof(rule), "POST /products %s", cases[i].action);
        expect_faults("POST", rule, 200, "added");
        reconnect(*state);
        snprintf(input, sizeof(input), "{\"product\":{\"name\":\"P%zu\",\"product_type\":{\"name\":\"Laptop\"}}}", i);
        reply got = ask("POST", "/products", input);
        int whole = strstr(got.body, "\"response_status\"") != NULL;
        if (got.failure != cases[i].failure || got.status != cases[i].status ||
            strncmp(got.body, cases[i].body, strlen(cases[i].body)) != 0) {
            fail_msg("%s: %d, HTTP %ld %s", rule, got.failure, got.status, got.body);
        }
        if (strcmp(cases[i].action, "length:short") == 0) assert_false(whole);
        if (strcmp(cases[i].action, "hangup") == 0) assert_true(whole);
        ask_free(&got);
        reconnect(*state);
    }
    snprintf(input, sizeof(input), "\"POST /products\":{\"requests\":%d,\"handled\":%d}", COUNT, COUNT);
    ask_expect("GET", "/_sandbox/routes", NULL, 200, input);
    snprintf(input, sizeof(input), "\"total_count\":%d", COUNT);
    ask_expect("GET", "/products", "{\"list_info\":{\"get_total_count\":true}}", 200, input);
}

static void an_answer_can_stall_in_its_middle(void **state)
{
    (void)state;
    expect_faults("POST", "GET /products stall:body", 200, "added");
    /* A machine that is busy may need longer until the first half is there. */
    int ms = 150;
    reply got = ask_raw("GET", "/products", NULL, 0, &(ask_options){.timeout_ms = ms});
    while (got.status == 0 && ms < 4000) {
        ask_free(&got);
        got = ask_raw("GET", "/products", NULL, 0, &(ask_options){.timeout_ms = ms *= 2});
    }
    assert_int_equal(got.failure, CURLE_OPERATION_TIMEDOUT);
    assert_int_equal(got.status, 200);
    assert_true(got.size > 0);
    assert_null(strstr(got.body, "\"products\""));
    ask_free(&got);
    expect_faults("DELETE", NULL, 200, "cleared");
    ask_expect("GET", "/products", NULL, 200, "\"products\":[]}");
}

static void files_break_too(void **state)
{
    char id[40];
    char path[200];
    static const ask_part parts[] = {{.name = "filename", .filename = "a.bin", .type = "text/plain", .size = 100000}};
    (void)state;
    sandbox_case_contract("C", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/_uploads", id);
    reply got = ask_upload(path, parts, 1);
    assert_int_equal(got.status, 200);
    ask_member(&got, "files.0.content_url", path, sizeof(path));
    ask_free(&got);
    assert_string_not_equal(path, "");
    got = ask_with("GET /contracts/_uploads/* truncate", "GET", path, NULL, 0);
    assert_int_equal(got.failure, CURLE_PARTIAL_FILE);
    assert_int_equal(got.size, 50000);
    ask_free(&got);
    got = ask_with("GET /contracts/_uploads/* reset:during", "GET", path, NULL, 0);
    assert_int_equal(got.failure, CURLE_RECV_ERROR);
    ask_free(&got);
    expect_faults("DELETE", NULL, 200, "cleared");
    assert_int_equal(ask_download(path), 100000);
}

/* The token of the request dies, and no other. */
static void tokens_can_end_in_the_middle(void **state)
{
    char login[2][200];
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict");
    ask_begin(sandbox_root(box));
    for (int i = 0; i < 2; i++) {
        char token[100];
        reply got = ask_raw("POST", TOKEN, TOKEN_FORM, strlen(TOKEN_FORM), NULL);
        ask_member(&got, "access_token", token, sizeof(token));
        snprintf(login[i], sizeof(login[i]), "Authorization: Zoho-oauthtoken %s", token);
        ask_free(&got);
    }
    static const struct {
        int token;
        long status;
    } steps[] = {{0, 200}, {0, 401}, {0, 401}, {1, 200}};
    expect_faults("POST", "GET /products skip=1 times=1 expire", 200, "added");
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        reply got = ask_raw("GET", "/products", NULL, 0, &(ask_options){.login = login[steps[i].token]});
        assert_int_equal(got.status, steps[i].status);
        assert_null(strstr(got.body, "4002"));
        ask_free(&got);
    }
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static void rules_come_and_go(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--fault", "GET /products status:500");
    ask_begin(sandbox_root(box));
    ask_expect("GET", "/products", NULL, 500, "4004");
    expect_faults("POST", "GET /customers status:503\n\r\n* /contracts skip=1 status:502\n", 200, "{\"added\":true}");
    ask_expect("GET", "/customers", NULL, 503, "failed");
    ask_expect("GET", "/contracts", NULL, 200, "contracts");
    reply got = ask("GET", "/_sandbox/faults", NULL);
    assert_string_equal(got.body, "[{\"rule\":\"GET /products status:500\",\"seen\":1,\"fired\":1},\n"
                                  "{\"rule\":\"GET /customers status:503\",\"seen\":1,\"fired\":1},\n"
                                  "{\"rule\":\"* /contracts skip=1 status:502\",\"seen\":1,\"fired\":0}]");
    ask_free(&got);
    /* All of them or none. */
    expect_faults("POST", "GET /other status:500\nGET /other explode", 400,
                  "{\"added\":false,\"problem\":\"there is no action 'explode', in ");
    ask_expect("GET", "/_sandbox/faults", NULL, 200, "status:502\",\"seen\":1,\"fired\":0}]");
    expect_faults("DELETE", NULL, 200, "{\"cleared\":true}");
    ask_expect("GET", "/_sandbox/faults", NULL, 200, "[]");
    ask_expect("GET", "/products", NULL, 200, "products");
    expect_faults("POST", "GET /customers status:503", 200, "added");
    got = ask_raw("POST", "/_sandbox/reset", "", 0, NULL);
    ask_free(&got);
    ask_expect("GET", "/products", NULL, 500, "4004");
    ask_expect("GET", "/customers", NULL, 200, "customer");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static void mistakes_are_told(void **state)
{
    static const char *const wrong[] = {"code",
                                        "code:400",
                                        "code:4001:round",
                                        "code:4001:200:201",
                                        "code:4001:top:array",
                                        "throttle:no",
                                        "error",
                                        "error:a:99",
                                        "body",
                                        "redirect",
                                        "expire:1",
                                        "reset:later",
                                        "stall:head",
                                        "truncate:1",
                                        "length",
                                        "length:wrong",
                                        "hangup:1",
                                        "empty:99",
                                        "bom:1",
                                        "gzip:1",
                                        "envelope:",
                                        "html",
                                        "latency",
                                        "latency:-1",
                                        "status:429,Retry-After=x",
                                        "status",
                                        "status:429,Later=1",
                                        "code:4015,Retry-After=date7"};
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char rule[100];
        char says[200];
        snprintf(rule, sizeof(rule), "GET /products %s", wrong[i]);
        snprintf(says, sizeof(says), "\"problem\":\"'%s' is not %.*s", wrong[i], (int)strcspn(wrong[i], ":"), wrong[i]);
        expect_faults("POST", rule, 400, says);
    }
    char rule[1101];
    memset(rule, 'x', sizeof(rule) - 1);
    rule[sizeof(rule) - 1] = '\0';
    expect_faults("POST", rule, 400, "\"problem\":\"longer than 1000 bytes, in 'xxx");
    expect_faults("POST", rule, 400, "xxx...'\"}");
    ask_expect("GET", "/_sandbox/faults", NULL, 200, "[]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(codes_come_in_every_shape, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(failures_come_in_every_service, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(headers_come_as_told, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(the_deed_is_done, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(an_answer_can_stall_in_its_middle, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(files_break_too, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(mistakes_are_told, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test(tokens_can_end_in_the_middle),
        cmocka_unit_test(rules_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
