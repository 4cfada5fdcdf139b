/* The page of the sandbox as HTTP sees it: its files and their headers, what it asks for, and who is refused. */
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

#define ADD "{\"product\":{\"name\":\"%s\",\"product_type\":{\"name\":\"Laptop\"}}}"

/* Sends a request as it stands, and gives the whole answer, head and body, new. */
static char *raw(const sandbox *box, const char *method, const char *path, const char *headers)
{
    char request[1000];
    snprintf(request, sizeof(request), "%s %s HTTP/1.1\r\nConnection: close\r\n%s\r\n", method, path, headers);
    return ask_bytes(sandbox_port(box), request);
}

static void expect_raw(const sandbox *box, const char *method, const char *path, const char *headers, const char *part)
{
    char *got = raw(box, method, path, headers);
    if (!strstr(got, part)) fail_msg("%s %s %s: no %s in %.600s", method, path, headers, part, got);
    free(got);
}

static void files_have_their_headers(void **state)
{
    static const struct {
        const char *path;
        const char *type;
        const char *part;
    } files[] = {
        {"/", "text/html;charset=UTF-8", "<title>sdp-sandbox</title>"},
        {"/_sandbox/page/page.css", "text/css;charset=UTF-8", "prefers-color-scheme: dark"},
        {"/_sandbox/page/page.js", "text/javascript;charset=UTF-8", "import {follow} from"},
        {"/_sandbox/page/page.svg", "image/svg+xml", "<svg "},
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char type[100];
        snprintf(type, sizeof(type), "Content-Type: %s\r\n", files[i].type);
        expect_raw(*state, "GET", files[i].path, "Host: localhost\r\n", "HTTP/1.1 200 OK\r\n");
        expect_raw(*state, "GET", files[i].path, "Host: localhost\r\n", type);
        expect_raw(*state, "GET", files[i].path, "Host: localhost\r\n", files[i].part);
        expect_raw(*state, "HEAD", files[i].path, "Host: localhost\r\n", type);
        expect_raw(*state, "GET", files[i].path, "Host: localhost\r\n", "Cache-Control: no-store\r\n");
        expect_raw(*state, "GET", files[i].path, "Host: localhost\r\n", "X-Content-Type-Options: nosniff\r\n");
        expect_raw(*state, "GET", files[i].path, "Host: localhost\r\n", "default-src 'none'; script-src 'self';");
    }
    expect_raw(*state, "POST", "/", "Host: localhost\r\nContent-Length: 0\r\n", "HTTP/1.1 405 ");
    /* Nothing of the page is counted, and the API has none of these headers. */
    ask_expect("GET", "/_sandbox/stats", NULL, 200, "\"requests\":0}");
    char *got = raw(*state, "GET", "/app/itdesk/api/v3/products", "Host: localhost\r\n");
    assert_null(strstr(got, "Content-Security-Policy"));
    free(got);
}

static void new_requests_are_told_by_number(void **state)
{
    (void)state;
    ask_expect("GET", "/_sandbox/requests?after=0", NULL, 200, "[]");
    ask_expect("POST", "/_sandbox/faults", NULL, 200, "true");
    static const char rules[] = "GET /products latency:1\nGET /products status:503";
    reply got = ask_raw("POST", "/_sandbox/faults", rules, sizeof(rules) - 1, NULL);
    ask_free(&got);
    ask_expect("GET", "/products", NULL, 503, "4004");
    ask_expect("GET", "/products/1", NULL, 404, "4007");
    ask_expect("GET", "/_sandbox/requests?after=0", NULL, 200, "\"serial\":1,\"time_ms\":");
    ask_expect("GET", "/_sandbox/requests?after=0", NULL, 200,
               "\"fault\":\"GET /products latency:1\\u000aGET /products status:503\",\"answer_type\":\"application/");
    got = ask("GET", "/_sandbox/requests?after=1&wait_ms=10000", NULL);
    assert_null(strstr(got.body, "\"serial\":1,"));
    assert_non_null(strstr(got.body, "\"serial\":2,"));
    assert_non_null(strstr(got.body, "\"fault\":null,"));
    assert_non_null(strstr(got.body, "\"answer\":\"{\\\"response_status\\\""));
    ask_free(&got);
    ask_expect("GET", "/_sandbox/requests?after=2&wait_ms=50", NULL, 200, "[]");
    /* A number that was never given is of a sandbox before this one. */
    ask_expect("GET", "/_sandbox/requests?after=99&wait_ms=10000", NULL, 200, "\"serial\":1,");
    /* Numbers go on over a reset. */
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
    ask_expect("GET", "/_sandbox/requests?after=2&wait_ms=1", NULL, 200, "[]");
    ask_expect("GET", "/products/1", NULL, 404, "4007");
    ask_expect("GET", "/_sandbox/requests?after=2", NULL, 200, "\"serial\":3,");
}

static void answers_are_cut_and_have_no_secrets(void **state)
{
    (void)state;
    static const char form[] = "grant_type=authorization_code&code=c&client_id=c&client_secret=planted-secret";
    char token[100], refresh[100], input[20000];
    reply got = ask_raw("POST", "/oauth/v2/token", form, sizeof(form) - 1, NULL);
    ask_member(&got, "access_token", token, sizeof(token));
    ask_member(&got, "refresh_token", refresh, sizeof(refresh));
    assert_true(strlen(token) > 5 && strlen(refresh) > 5);
    ask_free(&got);
    got = ask("GET", "/_sandbox/requests?after=0", NULL);
    assert_non_null(strstr(got.body, "\\\"access_token\\\":\\\"(left out)\\\""));
    assert_null(strstr(got.body, token));
    assert_null(strstr(got.body, refresh));
    assert_null(strstr(got.body, "planted-secret"));
    ask_free(&got);
    char long_text[17001];
    memset(long_text, 'x', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    snprintf(input, sizeof(input),
             "{\"product\":{\"name\":\"L\",\"comments\":\"%s\",\"product_type\":{\"name\":\"Laptop\"}}}", long_text);
    got = ask("POST", "/products", input);
    ask_free(&got);
    ask_expect("GET", "/_sandbox/requests?after=1", NULL, 200, "\"answer_cut\":true}]");
}

static void entities_can_be_looked_at(void **state)
{
    char input[200], id[40], path[100];
    (void)state;
    for (int i = 0; i < 30; i++) {
        snprintf(input, sizeof(input), ADD, i == 7 ? "100%_sure" : "Scanner");
        if (i != 7)
            snprintf(input, sizeof(input),
                     "{\"product\":{\"name\":\"Scanner %d\",\"product_type\":{\"name\":\"Laptop\"}}}", i);
        ask_for("POST", "/products", input, "product.id", id, sizeof(id));
    }
    ask_expect("GET", "/_sandbox/entities", NULL, 200, "\"noun\":\"product\",\"count\":30,\"trashed\":0}");
    ask_expect("GET", "/_sandbox/entities?noun=product", NULL, 200,
               "\"total\":30,\"offset\":0,\"entities\":[\n{\"id\":");
    ask_expect("GET", "/_sandbox/entities?noun=product&limit=1", NULL, 200,
               "\"name\":\"Scanner 29\",\"trashed\":false");
    ask_expect("GET", "/_sandbox/entities?noun=product&limit=1&offset=29", NULL, 200, "\"name\":\"Scanner 0\"");
    ask_expect("GET", "/_sandbox/entities?noun=product&search=sCANNER+2", NULL, 200, "\"total\":11,");
    ask_expect("GET", "/_sandbox/entities?noun=product&search=0%25_", NULL, 200, "\"total\":1,");
    ask_expect("GET", "/_sandbox/entities?noun=product&search='%3B--", NULL, 200, "\"total\":0,");
    snprintf(path, sizeof(path), "/_sandbox/entities?noun=product&search=%s", id);
    ask_expect("GET", path, NULL, 200, "\"total\":1,");
    snprintf(path, sizeof(path), "/_sandbox/entities?noun=product&id=%s", id);
    ask_expect("GET", path, NULL, 200, "\"name\":\"Scanner 29\"");
    sandbox_case_contract("Away", "", id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/_move_to_trash", id);
    ask_expect("PUT", path, NULL, 200, "success");
    ask_expect("GET", "/_sandbox/entities?noun=contract", NULL, 200, "\"name\":\"Away\",\"trashed\":true");
    ask_expect("GET", "/_sandbox/entities?noun=product&id=1", NULL, 404, "problem");
    ask_expect("GET", "/_sandbox/entities?noun=product&limit=101", NULL, 400, "problem");
    ask_expect("GET", "/_sandbox/entities?noun=oauth_access", NULL, 403, "tokens are not shown");
}

static void one_rule_can_be_taken_away(void **state)
{
    (void)state;
    static const char rules[] = "GET /a reset\nGET /b reset";
    reply got = ask_raw("POST", "/_sandbox/faults", rules, sizeof(rules) - 1, NULL);
    ask_free(&got);
    ask_expect("DELETE", "/_sandbox/faults?rule=GET+/a+reset", NULL, 200, "{\"cleared\":true}");
    ask_expect("GET", "/_sandbox/faults", NULL, 200, "[{\"rule\":\"GET /b reset\",\"seen\":0,\"fired\":0}]");
    ask_expect("DELETE", "/_sandbox/faults?rule=GET+/a+reset", NULL, 400, "there is no such rule");
    ask_expect("DELETE", "/_sandbox/faults", NULL, 200, "true");
    ask_expect("GET", "/_sandbox/faults", NULL, 200, "[]");
}

/* A page of another site may neither change the sandbox nor read it under a name of its own. */
static void other_sites_are_refused(void **state)
{
    static const char *const good[] = {"Host: 127.0.0.1:1\r\n", "Host: localhost\r\n", "Host: LOCALHOST:80\r\n",
                                       "Host: [::1]:8080\r\n",
                                       "Host: localhost:8080\r\nOrigin: http://localhost:8080\r\n"};
    static const char *const wrong[] = {"Host: evil.example\r\n",
                                        "Host: 127.0.0.1.evil.example\r\n",
                                        "Host: localhost.evil.example:80\r\n",
                                        "Host: localhost\r\nOrigin: http://evil.example\r\n",
                                        "Host: localhost:8080\r\nOrigin: http://localhost:8081\r\n",
                                        "Host: localhost\r\nOrigin: null\r\n"};
    char headers[200];
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        snprintf(headers, sizeof(headers), "%sContent-Length: 0\r\n", good[i]);
        expect_raw(*state, "POST", "/_sandbox/tokens/reset", headers, "HTTP/1.1 200 ");
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        snprintf(headers, sizeof(headers), "%sContent-Length: 0\r\n", wrong[i]);
        expect_raw(*state, "POST", "/_sandbox/tokens/reset", headers, "HTTP/1.1 403 ");
        expect_raw(*state, "DELETE", "/_sandbox/faults", headers, "HTTP/1.1 403 ");
    }
    expect_raw(*state, "GET", "/_sandbox/requests", wrong[0], "HTTP/1.1 403 ");
    expect_raw(*state, "GET", "/_sandbox/requests", wrong[3], "HTTP/1.1 200 ");
}

int main(void)
{
#define WITH_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_case_begin, sandbox_case_end)
    const struct CMUnitTest tests[] = {
        WITH_SANDBOX(files_have_their_headers),
        WITH_SANDBOX(new_requests_are_told_by_number),
        WITH_SANDBOX(answers_are_cut_and_have_no_secrets),
        WITH_SANDBOX(entities_can_be_looked_at),
        WITH_SANDBOX(one_rule_can_be_taken_away),
        WITH_SANDBOX(other_sites_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
