/* The sandbox as a service of its own: its start, its gates, its strictness, and products with state. */
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

#include <cjson/cJSON.h>

#define LAPTOP "{\"product\":{\"name\":\"Latitude\",\"product_type\":{\"name\":\"Laptop\"}}}"

static void assert_has(const char *body, const char *part)
{
    if (!strstr(body, part)) fail_msg("no %s in %s", part, body);
}

/* Asks, checks the HTTP status and that the answer has a part, and frees it. */
static void expect(const char *method, const char *path, const char *input, long status, const char *part)
{
    reply got = ask(method, path, input);
    if (got.failure || got.status != status) {
        fail_msg("%s %s %s: %d, HTTP %ld %s", method, path, input ? input : "", got.failure, got.status, got.body);
    }
    assert_has(got.body, part);
    ask_free(&got);
}

/* Adds something and gives its id. */
static void add(const char *input, char *id, size_t size)
{
    reply got = ask("POST", "/products", input);
    if (got.status != 200) fail_msg("%s", got.body);
    cJSON *document = cJSON_Parse(got.body);
    cJSON *entity = cJSON_GetObjectItemCaseSensitive(document, "product");
    snprintf(id, size, "%s", cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entity, "id")));
    cJSON_Delete(document);
    ask_free(&got);
}

static int begin_vendor(void **state)
{
    sandbox *box = SANDBOX("--seed-data", "vendor");
    ask_begin(sandbox_root(box));
    *state = box;
    return 0;
}

/* Every sandbox must end with status 0, which a leak under a sanitizer would change. */
static int end(void **state)
{
    ask_end();
    return sandbox_stop(*state);
}

static void mistakes_are_refused(void **state)
{
    static const struct {
        const char *words[4];
        int status;
        const char *says;
    } cases[] = {
        {{"--help"}, 0, "--fault RULE"},
        {{"--version"}, 0, "sdp-sandbox "},
        {{"--wrong"}, 2, "unknown option '--wrong'"},
        {{"--port"}, 2, "missing after '--port'"},
        {{"--port", "65536"}, 2, "not a port"},
        {{"--auth", "maybe"}, 2, "neither any nor strict"},
        {{"--auth", "key:"}, 2, "neither any nor strict"},
        {{"--client", "no-secret"}, 2, "not ID:SECRET"},
        {{"--refresh-token", ""}, 2, "the refresh token is empty"},
        {{"--code", "c:soon"}, 2, "not CODE or CODE:SECONDS"},
        {{"--token-seconds", "-1"}, 2, "not a number of seconds"},
        {{"--token-shape", "round"}, 2, "neither new nor old"},
        {{"--mint-limit", "10/"}, 2, "not N or N/SECONDS"},
        {{"--seed-data", "some"}, 2, "'some'"},
        {{"--fault", "PATCH /x reset"}, 2, "'PATCH'"},
        {{"--fault", "GET products reset"}, 2, "'products'"},
        {{"--fault", "GET /products explode"},
         2,
         "sandbox: there is no action 'explode', in 'GET /products explode'; see "},
        {{"--fault", "GET /products status:99"}, 2, "'status:99' is not status:HTTP, in "},
        {{"--fault", "GET /products status:429,Later=1"}, 2, "is not status:HTTP, in "},
        {{"--fault", "GET /products p=2 reset"}, 2, "'p=2'"},
        {{"--fault", "GET /products reset reset"}, 2, "after the action"},
        {{"--fault", "GET /products skip=1"}, 2, "action is missing"},
        {{"--db", "/nowhere/at/all"}, 1, "database"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char output[8192];
        int status = sandbox_run(cases[i].words, output, sizeof(output));
        if (status != cases[i].status) fail_msg("%s: %d, %s", cases[i].words[0], status, output);
        assert_has(output, cases[i].says);
    }
}

static void ends_with_its_parent(void **state)
{
    (void)state;
    assert_int_equal(sandbox_abandon(SANDBOX_PLAIN()), 0);
}

static void product_lives_and_dies(void **state)
{
    char id[40];
    char path[80];
    char named[80];
    (void)state;
    add(LAPTOP, id, sizeof(id));
    assert_int_equal(strlen(id), 18);
    snprintf(path, sizeof(path), "/products/%s", id);
    snprintf(named, sizeof(named), "\"id\":\"%s\"", id);
    expect("GET", path, NULL, 200, named);
    expect("PUT", path, "{\"product\":{\"part_no\":\"L-1\"}}", 200, "\"part_no\":\"L-1\"");
    expect("GET", "/products", "{}", 200, named);
    expect("GET", "/products", NULL, 200, "\"list_info\":{\"has_more_rows\":false,\"row_count\":1}");
    expect("DELETE", path, NULL, 200, "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
    expect("GET", path, NULL, 404, "\"status_code\":4007");
    expect("PUT", path, "{\"product\":{\"part_no\":\"L-2\"}}", 404, "\"status_code\":4007");
    expect("DELETE", path, NULL, 404, "\"status_code\":4007");
    expect("GET", "/products", "{}", 200, "\"products\":[]");
}

static void null_clears_and_absent_leaves(void **state)
{
    char id[40];
    char path[80];
    (void)state;
    add("{\"product\":{\"name\":\"A\",\"comments\":\"c\",\"manufacturer\":\"m\",\"product_type\":{\"name\":\"Laptop\"}}"
        "}",
        id, sizeof(id));
    snprintf(path, sizeof(path), "/products/%s", id);
    expect("GET", path, NULL, 200, "\"part_no\":null");
    expect("GET", path, NULL, 200, "\"is_laptop\":false");
    expect("PUT", path, "{\"product\":{\"comments\":null}}", 200, "\"comments\":null");
    expect("GET", path, NULL, 200, "\"manufacturer\":\"m\"");
    expect("PUT", path, "{\"product\":{\"name\":null}}", 400,
           "\"status_code\":4012,\"type\":\"failed\",\"fields\":[\"name\"]");
}

static void input_is_checked(void **state)
{
    static const struct {
        const char *input;
        const char *says;
    } cases[] = {
        {"", "\"status_code\":4012"},
        {"{\"product\":", "not valid JSON"},
        {"{\"product\":{\"name\":\"a\",}}", "not valid JSON"},
        {"{\"product\":{}} x", "not valid JSON"},
        {"[]", "not a JSON object"},
        {"{}", "\"status_code\":4012,\"type\":\"failed\",\"fields\":[\"product\"]"},
        {"{\"product\":[]}", "\"status_code\":4021,\"type\":\"failed\",\"field\":\"product\""},
        {"{\"product\":{}}", "\"fields\":[\"product_type\",\"name\"]"},
        {"{\"product\":{\"name\":\" \",\"product_type\":{\"name\":\"Laptop\"}}}", "\"fields\":[\"name\"]"},
        {"{\"product\":{\"naem\":\"a\"}}", "\"field\":\"naem\",\"message\":\"EXTRA_KEY_FOUND_IN_JSON\""},
        {"{\"product\":{\"name\":\"a\"},\"more\":1}", "\"field\":\"more\",\"message\":\"EXTRA_KEY_FOUND_IN_JSON\""},
        {"{\"product\":{\"product_type\":{\"nmae\":\"a\"}}}", "\"field\":\"product_type.nmae\""},
        {"{\"product\":{\"id\":\"1\"}}", "\"status_code\":4014,\"type\":\"failed\",\"field\":\"id\""},
        {"{\"product\":{\"category\":null}}", "\"status_code\":4014,\"type\":\"failed\",\"field\":\"category\""},
        {"{\"product\":{\"name\":7}}", "\"status_code\":4021,\"type\":\"failed\",\"field\":\"name\""},
        {"{\"product\":{\"is_laptop\":\"no\"}}", "\"status_code\":4021,\"type\":\"failed\",\"field\":\"is_laptop\""},
        {"{\"product\":{\"product_type\":\"Laptop\"}}", "\"status_code\":4021"},
        {"{\"product\":{\"product_type\":{\"id\":\"x\"}}}", "\"field\":\"product_type.id\""},
        {"{\"product\":{\"name\":\"a\",\"product_type\":{\"name\":\"Nothing\"}}}",
         "\"status_code\":4001,\"type\":\"failed\",\"field\":\"product_type\""},
        {"{\"product\":{\"name\":\"a\",\"product_type\":{\"id\":\"1\",\"name\":\"Laptop\"}}}", "\"status_code\":4001"},
        {"{\"product\":{\"name\":\"a\",\"product_type\":{\"name\":\"Laptop\"},\"software\":{\"id\":\"1\"}}}",
         "\"field\":\"software\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        expect("POST", "/products", cases[i].input, 400, cases[i].says);
        expect("POST", "/products", cases[i].input, 400, "{\"response_status\":{\"status_code\":4000,\"messages\":[{");
    }
    expect("POST", "/products", "{\"product\":{\"naem\":1,\"id\":\"2\",\"name\":3}}", 400, "4014");
    expect("POST", "/products", "{\"product\":{\"naem\":1,\"id\":\"2\",\"name\":3}}", 400, "4021");
    expect("GET", "/products", "{}", 200, "\"products\":[]");
}

static void names_are_unique(void **state)
{
    char id[40];
    char other[40];
    char path[80];
    (void)state;
    add(LAPTOP, id, sizeof(id));
    expect("POST", "/products", LAPTOP, 400, "\"status_code\":4008,\"type\":\"failed\",\"field\":\"name\"");
    add("{\"product\":{\"name\":\"Other\",\"product_type\":{\"name\":\"laptop\"}}}", other, sizeof(other));
    assert_string_not_equal(id, other);
    snprintf(path, sizeof(path), "/products/%s", other);
    expect("PUT", path, "{\"product\":{\"name\":\"LATITUDE\"}}", 400, "\"status_code\":4008");
    expect("PUT", path, "{\"product\":{\"name\":\"Other\",\"part_no\":\"1\"}}", 200, "\"part_no\":\"1\"");
}

/* A product type must exist; a software that is only named is made, once. */
static void references_are_resolved(void **state)
{
    char id[40];
    (void)state;
    add("{\"product\":{\"name\":\"A\",\"product_type\":{\"name\":\"Server\"},\"software\":{\"name\":\"Office\"}}}", id,
        sizeof(id));
    reply first = ask("GET", "/products", "{}");
    const char *software = strstr(first.body, "\"software\":{");
    assert_non_null(software);
    char made[120] = "";
    snprintf(made, sizeof(made), "%.*s", (int)strcspn(software, "}"), software);
    assert_has(made, "\"is_parent_suite\":false");
    expect("POST", "/products",
           "{\"product\":{\"name\":\"B\",\"product_type\":{\"name\":\"Server\"},\"software\":{\"name\":\"office\"}}}",
           200, made);
    assert_has(first.body, "\"type\":{\"id\":\"200000000000000101\",\"name\":\"Asset\"}");
    assert_has(first.body, "\"name\":\"IT\"");
    ask_free(&first);
}

static void answers_are_the_vendor_s(void **state)
{
    static const char *const printed[][2] = {
        {"add", "1829236507633258"}, {"edit", "2389334491499884"}, {"get", "2296212508943217"}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char path[400];
        static char fixture[8192];
        snprintf(path, sizeof(path), SDP_FIXTURES_DIR "/products/%s.response.json", printed[i][0]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        fixture[fread(fixture, 1, sizeof(fixture) - 1, file)] = '\0';
        fclose(file);
        snprintf(path, sizeof(path), "/products/%s", printed[i][1]);
        reply got = ask("GET", path, NULL);
        cJSON *is = cJSON_Parse(got.body);
        cJSON *should = cJSON_Parse(fixture);
        assert_non_null(should);
        assert_true(cJSON_Compare(is, should, 1));
        cJSON_Delete(is);
        cJSON_Delete(should);
        ask_free(&got);
    }
    expect("GET", "/products", "{}", 200,
           "{\"response_status\":[{\"status_code\":2000,\"status\":\"success\"}],"
           "\"list_info\":{\"has_more_rows\":false,\"row_count\":4},\"products\":[{");
}

/* The bodies that the vendor's pages print, as they stand there: not even percent-encoded. */
static void vendor_s_samples_run(void **state)
{
    static const char add_sample[] =
        "input_data={\n\"product\": {\n\"is_laptop\": false,\n\"part_no\": \"test-part_no\",\n\"product_type\": {\n"
        "\"name\": \"Workstation\",\n\"id\": \"1893410493717337\"\n},\n\"software\": {\n\"name\": \"test-name\",\n"
        "\"id\": \"1537003994714405\"\n},\n\"name\": \"test-name\"\n}\n}";
    static const char edit_sample[] =
        "input_data={\"product\": {\"product_type\": {\"name\": \"Workstation\", \"id\": \"2247881320113485\"},"
        "\"software\": {\"name\": \"test-name\", \"id\": \"1970019934993439\"}, \"name\": \"test-name\"}}";
    (void)state;
    reply got = ask_raw("POST", "/products", add_sample, strlen(add_sample), NULL);
    assert_int_equal(got.status, 200);
    assert_has(got.body, "\"id\":\"1893410493717337\"");
    ask_free(&got);
    got = ask_raw("POST", "/products", add_sample, strlen(add_sample), NULL);
    assert_int_equal(got.status, 400);
    assert_has(got.body, "4008");
    ask_free(&got);
    got = ask_raw("PUT", "/products/2389334491499884", edit_sample, strlen(edit_sample), NULL);
    assert_int_equal(got.status, 200);
    ask_free(&got);
    expect("DELETE", "/products/2389334491499884", NULL, 200, "2000");
}

static void gates_are_kept(void **state)
{
    static const struct {
        const char *method;
        const char *path;
        ask_options with;
        long status;
        const char *says;
    } cases[] = {
        {"GET",
         "/products",
         {.login = ASK_NONE},
         401,
         "\"status_code\":4002,\"type\":\"failed\",\"message\":\"UNAUTHORISED\""},
        {"GET", "/products", {.login = "Authorization: Basic eDp5"}, 401, "UNAUTHORISED"},
        {"GET", "/products", {.login = "Authorization: Bearer x"}, 200, "products"},
        {"GET", "/products", {.login = "authtoken: x"}, 200, "products"},
        {"GET", "/products", {.accept = "*/*"}, 415, "Accept"},
        {"GET", "/products", {.accept = "text/html, application/vnd.manageengine.sdp.v3+json;q=1"}, 200, "products"},
        {"POST", "/products", {.content_type = "application/json"}, 415, "Content-Type"},
        {"GET", "/api/v3/products", {0}, 200, "products"},
        {"GET", "/app/other/api/v3/products", {0}, 200, "products"},
        {"GET", "/app/other/app/itdesk/api/v3/products", {0}, 200, "products"},
        {"GET", "/nothing", {0}, 404, "4007"},
        {"GET", "/products/", {0}, 404, "4007"},
        {"PUT", "/products", {0}, 404, "4007"},
        {"PATCH", "/products/1", {0}, 405, "4000"},
        {"PATCH", "/nothing", {0}, 404, "4007"},
        {"GET", "/app/itdesk/products", {0}, 404, "<html>"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *body = cases[i].with.content_type ? "{}" : NULL;
        reply got = ask_raw(cases[i].method, cases[i].path, body, body ? 2 : 0, &cases[i].with);
        if (got.failure || got.status != cases[i].status) {
            fail_msg("case %zu: %d, HTTP %ld %s", i, got.failure, got.status, got.body);
        }
        assert_has(got.body, cases[i].says);
        ask_free(&got);
    }
}

static void strict_login_takes_one_token(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict", "--token", "right");
    ask_begin(sandbox_root(box));
    static const char *const logins[] = {"Authorization: Zoho-oauthtoken right", "authtoken: right",
                                         "Authorization: Zoho-oauthtoken wrong", "authtoken: rightly"};
    for (size_t i = 0; i < 4; i++) {
        reply got = ask_raw("GET", "/products", NULL, 0, &(ask_options){.login = logins[i]});
        assert_int_equal(got.status, i < 2 ? 200 : 401);
        ask_free(&got);
    }
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static void ids_can_be_bare(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--bare-ids", "--seed-data", "vendor");
    ask_begin(sandbox_root(box));
    expect("POST", "/products",
           "{\"product\":{\"name\":\"a \\\"id\\\":\\\"1\\\"\",\"product_type\":{\"name\":\"Laptop\"}}}", 200,
           "\"id\":200000000000001001,");
    expect("GET", "/products/2389334491499884", NULL, 200, "\"id\":2389334491499884,");
    expect("GET", "/products/200000000000001001", NULL, 200, "\"name\":\"a \\\"id\\\":\\\"1\\\"\"");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

/* What was acknowledged is still there after the hardest end. */
static void file_outlives_the_process(void **state)
{
    char folder[] = "/tmp/sdp-sandbox-XXXXXX";
    char file[64];
    char id[40];
    char next[40];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(file, sizeof(file), "%s/state.db", folder);
    sandbox *box = SANDBOX("--db", file);
    ask_begin(sandbox_root(box));
    add(LAPTOP, id, sizeof(id));
    ask_end();
    assert_int_equal(sandbox_kill(box), -1);
    box = SANDBOX("--db", file);
    ask_begin(sandbox_root(box));
    expect("POST", "/products", LAPTOP, 400, "4008");
    add("{\"product\":{\"name\":\"Next\",\"product_type\":{\"name\":\"Laptop\"}}}", next, sizeof(next));
    assert_true(strcmp(id, next) < 0);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[80];
        snprintf(name, sizeof(name), "%s%s", file, endings[i]);
        unlink(name);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_refused),
        cmocka_unit_test(ends_with_its_parent),
        cmocka_unit_test_setup_teardown(product_lives_and_dies, sandbox_case_begin, end),
        cmocka_unit_test_setup_teardown(null_clears_and_absent_leaves, sandbox_case_begin, end),
        cmocka_unit_test_setup_teardown(input_is_checked, sandbox_case_begin, end),
        cmocka_unit_test_setup_teardown(names_are_unique, sandbox_case_begin, end),
        cmocka_unit_test_setup_teardown(references_are_resolved, sandbox_case_begin, end),
        cmocka_unit_test_setup_teardown(answers_are_the_vendor_s, begin_vendor, end),
        cmocka_unit_test_setup_teardown(vendor_s_samples_run, begin_vendor, end),
        cmocka_unit_test_setup_teardown(gates_are_kept, sandbox_case_begin, end),
        cmocka_unit_test(strict_login_takes_one_token),
        cmocka_unit_test(ids_can_be_bare),
        cmocka_unit_test(file_outlives_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
