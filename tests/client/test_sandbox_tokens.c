/* The accounts server of the sandbox: its grants, its limits, the logins that need its tokens, and what it counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/folder.h"
#include "support/sandbox.h"

#define ENDPOINT "/oauth/v2/token"
#define LOGIN_FORM "client_id=c&client_secret=s&"
#define REFRESH LOGIN_FORM "grant_type=refresh_token&refresh_token="
#define CODE LOGIN_FORM "grant_type=authorization_code&code="

static sandbox *start(const char *const *arguments)
{
    sandbox *box = sandbox_start(arguments);
    ask_begin(sandbox_root(box));
    return box;
}
#define START(...) start((const char *const[]){__VA_ARGS__, NULL})

static void stop(sandbox *box)
{
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

/* Asks for a token, and checks the status and the whole body or, where `part` begins with '~', a part of it. */
static void expect(const char *form, long status, const char *part)
{
    reply got = ask_raw("POST", ENDPOINT, form, strlen(form), &(ask_options){.login = ASK_NONE});
    int fits = *part == '~' ? strstr(got.body, part + 1) != NULL : strcmp(got.body, part) == 0;
    if (got.failure || got.status != status || !fits) {
        fail_msg("%s: %d, HTTP %ld %s instead of %ld %s", form, got.failure, got.status, got.body, status, part);
    }
    assert_non_null(strstr(got.type, "application/json"));
    ask_free(&got);
}

/* Gives a member of the answer. */
static void mint(const char *form, const char *member, char *out, size_t size)
{
    reply got = ask_raw("POST", ENDPOINT, form, strlen(form), &(ask_options){.login = ASK_NONE});
    ask_member(&got, member, out, size);
    if (!*out) fail_msg("%s: HTTP %ld, no %s in %s", form, got.status, member, got.body);
    ask_free(&got);
}

/* Calls the API, and checks the status and a part of the answer. */
static void call(const char *login, const char *path, long status, const char *part)
{
    reply got = ask_raw("GET", path, NULL, 0, &(ask_options){.login = login});
    if (got.failure || got.status != status || !strstr(got.body, part)) {
        fail_msg("%s %s: %d, HTTP %ld %s", login, path, got.failure, got.status, got.body);
    }
    ask_free(&got);
}

static void expect_token(const char *token, const char *path, long status, const char *part)
{
    char login[256];
    snprintf(login, sizeof(login), "Authorization: Zoho-oauthtoken %s", token);
    call(login, path, status, part);
    snprintf(login, sizeof(login), "Authorization: Bearer %s", token);
    call(login, path, status, part);
}

static void post(const char *path, const char *answer)
{
    reply got = ask_raw("POST", path, "", 0, NULL);
    assert_int_equal(got.status, 200);
    assert_string_equal(got.body, answer);
    ask_free(&got);
}

static void grants_have_zohos_shapes(void **state)
{
    char value[160];
    (void)state;
    sandbox *box = START("--token-seconds", "1800");
    expect(REFRESH "any", 200,
           "~\"api_domain\":\"https://www.zohoapis.com\",\"token_type\":\"Bearer\",\"expires_in\":1800}");
    reply got = ask_raw("POST", ENDPOINT, REFRESH "any", strlen(REFRESH "any"), NULL);
    assert_null(strstr(got.body, "refresh_token"));
    ask_free(&got);
    mint(CODE "any", "refresh_token", value, sizeof(value));
    stop(box);
    box = START("--token-seconds", "1800", "--token-shape", "old");
    expect(REFRESH "any", 200, "~\"expires_in_sec\":1800,\"expires_in\":\"1800\"}");
    stop(box);
}

static void failures_come_with_status_200(void **state)
{
    (void)state;
    sandbox *box = START("--client", "c:s", "--client", "other:t", "--refresh-token", "r1", "--refresh-token", "r2",
                         "--code", "once", "--code", "late:0");
    expect(REFRESH "r1", 200, "~access_token");
    expect(REFRESH "r2", 200, "~access_token");
    expect(REFRESH "r3", 200, "{\"error\":\"invalid_code\"}");
    expect(REFRESH, 200, "{\"error\":\"invalid_code\"}");
    expect(CODE "unknown", 200, "{\"error\":\"invalid_code\"}");
    expect(CODE "late", 200, "{\"error\":\"invalid_code\"}");
    expect("client_id=other&client_secret=t&grant_type=refresh_token&refresh_token=r1", 200, "~access_token");
    expect("client_id=x&client_secret=s&grant_type=refresh_token&refresh_token=r1", 200,
           "{\"error\":\"invalid_client\"}");
    expect("grant_type=refresh_token&refresh_token=r1", 200, "{\"error\":\"invalid_client\"}");
    expect("client_id=c&client_secret=t&grant_type=refresh_token&refresh_token=r1", 200,
           "{\"error\":\"invalid_client_secret\"}");
    expect("client_id=c&grant_type=refresh_token&refresh_token=r1", 200, "{\"error\":\"invalid_client_secret\"}");
    expect(LOGIN_FORM "grant_type=password", 200, "{\"error\":\"unsupported_grant_type\"}");
    stop(box);
}

/* A code is good once; the refresh token that it gives is good whatever the command line says. */
static void codes_are_good_once(void **state)
{
    char refresh[160];
    char form[400];
    (void)state;
    sandbox *box = START("--refresh-token", "other", "--code", "once:600");
    mint(CODE "once", "refresh_token", refresh, sizeof(refresh));
    expect(CODE "once", 200, "{\"error\":\"invalid_code\"}");
    snprintf(form, sizeof(form), REFRESH "%s", refresh);
    expect(form, 200, "~access_token");
    post("/_sandbox/reset", "{\"reset\":true}");
    expect(form, 200, "{\"error\":\"invalid_code\"}");
    expect(CODE "once", 200, "~refresh_token");
    stop(box);
}

/* What a server's log would show is no place for secrets. */
static void secrets_in_the_query_are_refused(void **state)
{
    (void)state;
    sandbox *box = sandbox_start((const char *const[]){NULL});
    ask_begin(sandbox_root(box));
    reply got = ask_raw("POST", ENDPOINT "?" REFRESH "planted", "", 0, NULL);
    assert_int_equal(got.status, 400);
    assert_non_null(strstr(got.body, "invalid_request"));
    ask_free(&got);
    got = ask_raw("POST", ENDPOINT, "{}", 2, &(ask_options){.content_type = "application/json"});
    assert_int_equal(got.status, 400);
    ask_free(&got);
    call(ASK_NONE, ENDPOINT, 405, "<html>");
    expect(REFRESH "planted", 200, "~access_token");
    call(ASK_NONE, "/_sandbox/tokens", 200, "\"failed\":3,\"in_query\":1,");
    got = ask("GET", "/_sandbox/requests", NULL);
    assert_non_null(
        strstr(got.body, "\"input_data\":\"{\\\"grant_type\\\":\\\"refresh_token\\\",\\\"client_id\\\":\\\"c\\\"}\""));
    assert_null(strstr(got.body, "planted"));
    ask_free(&got);
    stop(box);
}

static void minting_has_its_limit(void **state)
{
    (void)state;
    sandbox *box = sandbox_start((const char *const[]){NULL});
    ask_begin(sandbox_root(box));
    for (int i = 0; i < 10; i++) expect(REFRESH "a", 200, "~access_token");
    for (int i = 0; i < 2; i++) expect(REFRESH "a", 400, "~\"error\":\"Access Denied\"");
    expect(REFRESH "a", 400, "~too many requests");
    expect(REFRESH "b", 200, "~access_token");
    call(ASK_NONE, "/_sandbox/tokens", 200,
         "{\"minted\":11,\"throttled\":3,\"failed\":3,\"in_query\":0,\"live\":11,\"refresh_tokens\":["
         "{\"refresh_token\":\"a\",\"number\":1,\"minted\":10,\"throttled\":3,\"calls\":0,\"portal\":null,\"strays\":0}"
         ",\n"
         "{\"refresh_token\":\"b\",\"number\":2,\"minted\":1,\"throttled\":0,\"calls\":0,\"portal\":null,\"strays\":0}]"
         "}");
    post("/_sandbox/tokens/reset", "{\"reset\":true}");
    expect(REFRESH "a", 200, "~access_token");
    stop(box);
    /* A window that is over at once, and none. */
    box = START("--mint-limit", "1/0");
    for (int i = 0; i < 3; i++) expect(REFRESH "a", 200, "~access_token");
    stop(box);
    box = START("--mint-limit", "0");
    for (int i = 0; i < 12; i++) expect(REFRESH "a", 200, "~access_token");
    stop(box);
}

static void strict_login_takes_what_was_minted(void **state)
{
    static const char dead[] = "{\"response_status\":{\"status_code\":4000,\"messages\":[{\"type\":\"failed\",";
    char first[160];
    char second[160];
    (void)state;
    sandbox *box = START("--auth", "strict");
    mint(REFRESH "a", "access_token", first, sizeof(first));
    mint(REFRESH "a", "access_token", second, sizeof(second));
    assert_string_not_equal(first, second);
    expect_token(first, "/products", 200, "products");
    expect_token(second, "/products", 200, "products");
    expect_token("other", "/products", 401, dead);
    call("authtoken: x", "/products", 401, dead);
    call(ASK_NONE, "/products", 401, "4002");
    post("/_sandbox/tokens/expire", "{\"expired\":2}");
    expect_token(first, "/products", 401, dead);
    expect_token(second, "/products", 401, dead);
    mint(REFRESH "a", "access_token", first, sizeof(first));
    expect_token(first, "/products", 200, "products");
    post("/_sandbox/reset", "{\"reset\":true}");
    mint(REFRESH "a", "access_token", second, sizeof(second));
    expect_token(first, "/products", 401, dead);
    stop(box);
    box = START("--auth", "strict", "--token-seconds", "0");
    mint(REFRESH "a", "access_token", first, sizeof(first));
    expect_token(first, "/products", 401, dead);
    stop(box);
}

static void keys_are_let_in_on_premises(void **state)
{
    (void)state;
    sandbox *box = START("--auth", "key:right");
    call("authtoken: right", "/products", 200, "products");
    call("TECHNICIAN_KEY: right", "/products", 200, "products");
    call("authtoken: wrong", "/products", 401, "\"messages\":[{\"status_code\":4022,");
    call("Authorization: Bearer right", "/products", 401, "4022");
    call(ASK_NONE, "/products", 401, "4022");
    stop(box);
}

/* Tests tell by this that no token of one tenant is used for another. */
static void calls_are_counted_by_refresh_token(void **state)
{
    char a[160];
    char b[160];
    (void)state;
    sandbox *box = START("--auth", "strict");
    mint(REFRESH "a", "access_token", a, sizeof(a));
    mint(REFRESH "b", "access_token", b, sizeof(b));
    expect_token(a, "/app/one/api/v3/products", 200, "products");
    expect_token(b, "/app/two/api/v3/products", 200, "products");
    expect_token(b, "/app/one/api/v3/products", 200, "products");
    expect_token("unknown", "/app/one/api/v3/products", 401, "");
    call(ASK_NONE, "/_sandbox/tokens", 200, "\"calls\":2,\"portal\":\"one\",\"strays\":0}");
    call(ASK_NONE, "/_sandbox/tokens", 200, "\"calls\":4,\"portal\":\"two\",\"strays\":2}");
    call(
        ASK_NONE, "/_sandbox/routes", 200,
        "{\"POST /oauth/v2/token\":{\"requests\":2,\"handled\":2},\n\"GET /products\":{\"requests\":8,\"handled\":8}}");
    stop(box);
}

static void tokens_live_in_the_file(void **state)
{
    const folder *f = *state;
    char file[300];
    char token[160];
    snprintf(file, sizeof(file), "%s/state", f->path);
    sandbox *box = START("--auth", "strict", "--mint-limit", "1/600", "--db", file);
    mint(REFRESH "a", "access_token", token, sizeof(token));
    stop(box);
    box = START("--auth", "strict", "--mint-limit", "1/600", "--db", file);
    expect_token(token, "/products", 200, "products");
    expect(REFRESH "a", 400, "~Access Denied");
    stop(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grants_have_zohos_shapes),
        cmocka_unit_test(failures_come_with_status_200),
        cmocka_unit_test(codes_are_good_once),
        cmocka_unit_test(secrets_in_the_query_are_refused),
        cmocka_unit_test(minting_has_its_limit),
        cmocka_unit_test(strict_login_takes_what_was_minted),
        cmocka_unit_test(keys_are_let_in_on_premises),
        cmocka_unit_test(calls_are_counted_by_refresh_token),
        cmocka_unit_test_setup_teardown(tokens_live_in_the_file, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
