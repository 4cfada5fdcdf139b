/* Uploads to the sandbox, and downloads from it. */
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

#define LARGE (20u * 1024 * 1024 + 4711) /* more than any other body may have, and not a whole number of pieces */

static void make_contract(char *id, size_t size)
{
    ask_for("POST", "/contracts",
            "{\"contract\":{\"name\":\"A\",\"vendor\":{\"name\":\"Canon\"},\"owner\":{\"name\":\"test\"},"
            "\"active_from\":{\"value\":1680287400000},\"is_definite\":false}}",
            "contract.id", id, size);
}

static reply upload(const char *path, const char *filename, const char *type, size_t size, const char *to_attach)
{
    const ask_part parts[] = {{"filename", filename, type, NULL, size},
                              {"addtoattachment", NULL, NULL, to_attach ? to_attach : "", 0}};
    return ask_upload(path, parts, to_attach ? 2 : 1);
}

static void attachment_is_served_back(void **state)
{
    char id[40];
    char path[120];
    char uploads[120];
    (void)state;
    make_contract(id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s", id);
    snprintf(uploads, sizeof(uploads), "/contracts/%s/_uploads", id);
    reply got = upload(uploads, "a%22b \xC3\xA9.png", "image/png", 300001, "true");
    assert_string_equal(got.body, "{\"response_status\":[{\"status_code\":2000,\"status\":\"success\"}],\"files\":[{"
                                  "\"content_type\":\"image/png\",\"size\":\"300001\",\"file_id\":\"2001\",\"name\":"
                                  "\"a\\\"b \xC3\xA9.png\",\"content_url\":\"/contracts/_uploads/2001\"}]}");
    ask_free(&got);
    sandbox_case_expect(path, "contract.attachments.0.file_id", "2001");
    sandbox_case_expect(path, "contract.attachments.0.size", "300001");
    assert_int_equal(ask_download("/contracts/_uploads/2001"), 300001);
    assert_int_equal(ask_download("/app/itdesk/contracts/_uploads/2001"), 300001);
    assert_int_equal(ask_download("/api/v3/contracts/_uploads/2001"), 300001);
    assert_int_equal(ask_download("/customers/_uploads/2001"), -1);
    assert_int_equal(ask_download("/contracts/_uploads/2002"), -1);
    got = ask_raw("GET", "/contracts/_uploads/2001", NULL, 0, &(ask_options){.login = ASK_NONE});
    assert_int_equal(got.status, 401);
    ask_free(&got);
    got = ask_raw("GET", "/contracts/_uploads/2001", NULL, 0, &(ask_options){.accept = "image/*"});
    assert_string_equal(got.type, "image/png");
    ask_free(&got);
    ask_expect("DELETE", path, NULL, 200, "success");
    assert_int_equal(ask_download("/contracts/_uploads/2001"), -1);
}

/* A file that is not attached by its upload can be attached by its id. */
static void files_are_named_by_id(void **state)
{
    char id[40];
    char path[120];
    (void)state;
    reply got = upload("/customers/_images", "logo.png", NULL, 10, "true");
    assert_non_null(strstr(got.body, "\"content_url\":\"/customers/_images/2001\""));
    ask_free(&got);
    got = upload("/customers/_uploads", "notes.txt", "text/plain", 1, NULL);
    assert_non_null(strstr(got.body, "\"content_url\":\"/customers/_uploads/2002\""));
    ask_free(&got);
    ask_for("POST", "/customers",
            "{\"customer\":{\"name\":\"A\",\"header_logo\":\"2001\",\"attachments\":[{\"file_id\":\"2002\"}]}}",
            "customer.id", id, sizeof(id));
    snprintf(path, sizeof(path), "/customers/%s", id);
    sandbox_case_expect(path, "customer.header_logo", "2001");
    sandbox_case_expect(path, "customer.attachments.0.name", "notes.txt");
    ask_expect("PUT", path, "{\"customer\":{\"login_logo\":\"2003\"}}", 400, "\"field\":\"login_logo\"");
    ask_expect("PUT", path, "{\"customer\":{\"attachments\":[{\"file_id\":\"9\"}]}}", 400, "\"field\":\"attachments\"");
    make_contract(id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/_uploads", id);
    got = upload(path, "loose.txt", "text/plain", 5, "false");
    assert_int_equal(got.status, 200);
    ask_free(&got);
    snprintf(path, sizeof(path), "/contracts/%s", id);
    sandbox_case_expect(path, "contract.attachments", "[]");
    ask_expect("PUT", path, "{\"contract\":{\"attachments\":[{\"file_id\":\"2003\"}]}}", 200, "\"name\":\"loose.txt\"");
}

static void a_contract_takes_fifty(void **state)
{
    char id[40];
    char path[120];
    (void)state;
    make_contract(id, sizeof(id));
    snprintf(path, sizeof(path), "/contracts/%s/_uploads", id);
    for (int i = 0; i < 50; i++) {
        reply got = upload(path, "a.txt", "text/plain", 3, "true");
        assert_int_equal(got.status, 200);
        ask_free(&got);
    }
    reply got = upload(path, "a.txt", "text/plain", 3, "true");
    assert_int_equal(got.status, 400);
    assert_non_null(strstr(got.body, "A maximum of 50 files can be attached to a contract."));
    ask_free(&got);
}

static void wrong_uploads_are_refused(void **state)
{
    static const char half[] = "--x\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"a\"\r\n\r\nabc";
    (void)state;
    const ask_part nothing[] = {{"addtoattachment", NULL, NULL, "true", 4}};
    reply got = ask_upload("/customers/_uploads", nothing, 1);
    assert_non_null(strstr(got.body, "\"status_code\":4012,\"type\":\"failed\",\"fields\":[\"filename\"]"));
    ask_free(&got);
    const ask_part extra[] = {{"filename", "a", NULL, "x", 1}, {"more", NULL, NULL, "1", 1}};
    got = ask_upload("/customers/_uploads", extra, 2);
    assert_non_null(strstr(got.body, "\"field\":\"more\",\"message\":\"EXTRA_KEY_FOUND_IN_JSON\""));
    ask_free(&got);
    const ask_part two[] = {{"filename", "a", NULL, "x", 1}, {"filename", "b", NULL, "y", 1}};
    got = ask_upload("/customers/_uploads", two, 2);
    assert_int_equal(got.status, 400);
    ask_free(&got);
    got = upload("/customers/_uploads", "a", NULL, 3, "maybe");
    assert_non_null(strstr(got.body, "\"status_code\":4021,\"type\":\"failed\",\"field\":\"addtoattachment\""));
    ask_free(&got);
    got = upload("/contracts/1/_uploads", "a", NULL, 3, "true");
    assert_int_equal(got.status, 404);
    ask_free(&got);
    got = upload("/customers", "a", NULL, 3, "true");
    assert_int_equal(got.status, 415);
    ask_free(&got);
    got = ask_raw("POST", "/customers/_uploads", half, sizeof(half) - 1,
                  &(ask_options){.content_type = "multipart/form-data; boundary=x"});
    assert_int_equal(got.status, 400);
    assert_non_null(strstr(got.body, "not multipart"));
    ask_free(&got);
    ask_expect("POST", "/customers/_uploads", "{}", 415, "multipart/form-data");
    /* None of them left a file behind, or took a number. */
    got = upload("/customers/_uploads", "a", NULL, 0, NULL);
    assert_non_null(strstr(got.body, "\"size\":\"0\",\"file_id\":\"2001\""));
    ask_free(&got);
    assert_int_equal(ask_download("/customers/_uploads/2001"), 0);
}

/* Sends a body as it stands, with that Content-Type behind "multipart/form-data; ". */
static void send_body(const char *parameters, const char *body, long status, const char *part)
{
    char type[200];
    snprintf(type, sizeof(type), "multipart/form-data; %s", parameters);
    reply got = ask_raw("POST", "/customers/_uploads", body, strlen(body), &(ask_options){.content_type = type});
    if (got.status != status || !strstr(got.body, part)) fail_msg("%s: HTTP %ld %s", parameters, got.status, got.body);
    ask_free(&got);
}

#define HEAD "Content-Disposition: form-data; name=\"filename\"; filename=\"a\"\r\n"

static void boundaries_are_those_of_the_standard(void **state)
{
    static const char whole[] = "--B\r\n" HEAD "\r\nab\r\n--\r\r\n-B\r\n--B--\r\n";
    static const char in_words[] = "to be skipped\r\n--B \t\r\ncontent-type: text/x\r\n" HEAD "\r\nab\r\n--B--\r\nover";
    (void)state;
    send_body("boundary=B", whole, 200, "\"size\":\"11\"");
    send_body("boundary=\"B\"", whole, 200, "\"size\":\"11\"");
    send_body("Boundary=B; charset=UTF-8", whole, 200, "\"size\":\"11\"");
    send_body("boundary=B", in_words, 200, "\"content_type\":\"text/x\",\"size\":\"2\"");
    send_body("boundary=B", "--B--", 400, "\"fields\":[\"filename\"]");
    send_body("charset=UTF-8", whole, 400, "not multipart");
    send_body("boundary=", whole, 400, "not multipart");
    send_body("boundary=C", whole, 400, "not multipart");
    send_body("boundary=B", "--B\r\n" HEAD "\r\nab\r\n--Bx\r\n--B--\r\n", 400, "not multipart");
    send_body("boundary=B", "", 400, "");
}

/* Many parts in one piece: a ceiling, and in words. */
static void a_body_has_no_end_of_parts(void **state)
{
    enum { MOST = 1000 };
    static const char one[] = "--B\r\nContent-Disposition: form-data; name=\"more\"\r\n\r\n\r\n";
    const size_t size = sizeof(one) - 1;
    char *body = malloc((MOST + 1) * size + sizeof("--B--"));
    (void)state;
    assert_non_null(body);
    for (size_t i = 0; i <= MOST; i++) memcpy(body + i * size, one, size);
    memcpy(body + (MOST + 1) * size, "--B--", sizeof("--B--"));
    send_body("boundary=B", body, 400, "the body has more than 1000 parts");
    send_body("boundary=B", body + size, 400, "\"field\":\"more\",\"message\":\"EXTRA_KEY_FOUND_IN_JSON\"");
    free(body);
}

/* Every other byte of the content begins what could be a boundary; it comes in many pieces. */
static void content_is_no_boundary(void **state)
{
    enum { ROUNDS = 30000 };
    static const char nearly[] = "\r\n--AB";
    static const char head[] = "--ABC\r\n" HEAD "\r\n";
    static const char end[] = "\r\n--ABC--";
    const size_t size = sizeof(head) - 1 + ROUNDS * (sizeof(nearly) - 1);
    char *body = malloc(size + sizeof(end));
    (void)state;
    assert_non_null(body);
    memcpy(body, head, sizeof(head) - 1);
    for (size_t i = 0; i < ROUNDS; i++) {
        memcpy(body + sizeof(head) - 1 + i * (sizeof(nearly) - 1), nearly, sizeof(nearly) - 1);
    }
    memcpy(body + size, end, sizeof(end));
    send_body("boundary=ABC", body, 200, "\"size\":\"180000\"");
    reply got = ask("GET", "/customers/_uploads/2001", NULL);
    assert_int_equal(got.size, ROUNDS * (sizeof(nearly) - 1));
    assert_memory_equal(got.body, body + sizeof(head) - 1, got.size);
    ask_free(&got);
    free(body);
}

/* In two chunks, which the sandbox gets one after the other, parted at each byte. */
static void bodies_may_be_parted_anywhere(void **state)
{
    static const char body[] = "before\r\n--AB \r\n" HEAD "\r\nwhat it\r\n--A\r\nholds\r\n--AB--";
    for (size_t at = 1; at < sizeof(body) - 1; at++) {
        char request[1000];
        snprintf(request, sizeof(request),
                 "POST /api/v3/customers/_uploads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                 "Authorization: Bearer x\r\nAccept: application/vnd.manageengine.sdp.v3+json\r\n"
                 "Content-Type: multipart/form-data; boundary=AB\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "%zx\r\n%.*s\r\n%zx\r\n%s\r\n0\r\n\r\n",
                 at, (int)at, body, sizeof(body) - 1 - at, body + at);
        char *got = ask_bytes(sandbox_port(*state), request);
        if (!strstr(got, "\"size\":\"19\"")) fail_msg("%zu: %s", at, got);
        free(got);
    }
}

/* What is shown of a file, whatever becomes of its request; `file` NULL: nothing. */
static void expect_shown(const char *file)
{
    reply got = ask("GET", "/_sandbox/requests", NULL);
    if (file ? !strstr(got.body, file) : strstr(got.body, "\"file\"") != NULL) fail_msg("%s: %s", file, got.body);
    assert_null(strstr(got.body, "held"));
    ask_free(&got);
    got = ask("GET", "/_sandbox/requests?after=0", NULL);
    if (file ? !strstr(got.body, file) : strstr(got.body, "\"file\"") != NULL) fail_msg("%s: %s", file, got.body);
    assert_null(strstr(got.body, "held"));
    ask_free(&got);
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
}

static void uploads_show_their_file(void **state)
{
    static const struct {
        const char *path;
        const char *body;
        const char *login;
        const char *shown;
    } cases[] = {
        {"/customers/_uploads", "--B\r\n" HEAD "\r\nheld\r\n--B--", NULL,
         "\"status\":200,\"input_data\":null,\"file\":{\"name\":\"a\",\"type\":\"application/"
         "octet-stream\",\"size\":4}"},
        {"/customers/_uploads", "--B\r\nContent-Type: text/plain\r\n" HEAD "\r\nheld", NULL,
         "\"status\":400,\"input_data\":null,\"file\":{\"name\":\"a\",\"type\":\"text/plain\",\"size\":0}"},
        {"/customers/_uploads", "--B\r\n" HEAD "\r\nheld\r\n--B--", ASK_NONE,
         "\"status\":401,\"input_data\":null,\"file\":{\"name\":\"a\",\"type\":\"application/"
         "octet-stream\",\"size\":4}"},
        {"/contracts/1/_uploads", "--B\r\n" HEAD "\r\nheld\r\n--B--", NULL,
         "\"status\":404,\"input_data\":null,\"file\":{\"name\":\"a\",\"type\":\"application/"
         "octet-stream\",\"size\":4}"},
        {"/nowhere", "--B\r\n" HEAD "\r\nheld\r\n--B--", NULL,
         "\"status\":404,\"input_data\":null,\"file\":{\"name\":\"a\",\"type\":\"application/"
         "octet-stream\",\"size\":4}"},
        {"/customers/_uploads", "--B\r\nContent-Disposition: form-data; name=\"addtoattachment\"\r\n\r\ntrue\r\n--B--",
         NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        reply got = ask_raw("POST", cases[i].path, cases[i].body, strlen(cases[i].body),
                            &(ask_options){.content_type = "multipart/form-data; boundary=B", .login = cases[i].login});
        ask_free(&got);
        expect_shown(cases[i].shown);
    }
}

/* What does not fit into any other body, with a file of the state, and after a new start. */
static void large_files_outlive_the_process(void **state)
{
    char folder[] = "/tmp/sdp-sandbox-XXXXXX";
    char file[64];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(file, sizeof(file), "%s/state.db", folder);
    sandbox *box = SANDBOX("--db", file, "--fault", "GET /customers/_uploads/* skip=1 times=1 truncate");
    ask_begin(sandbox_root(box));
    reply got = upload("/customers/_uploads", "large.bin", NULL, LARGE, NULL);
    assert_int_equal(got.status, 200);
    ask_free(&got);
    assert_int_equal(ask_download("/customers/_uploads/2001"), LARGE);
    assert_int_equal(ask_download("/customers/_uploads/2001"), -1);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
    box = SANDBOX("--db", file);
    ask_begin(sandbox_root(box));
    assert_int_equal(ask_download("/customers/_uploads/2001"), LARGE);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
    static const char *const names[] = {"state.db",       "state.db-wal",       "state.db-shm",
                                        "state.db-files", "state.db-files-wal", "state.db-files-shm"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char name[120];
        snprintf(name, sizeof(name), "%s/%s", folder, names[i]);
        unlink(name);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(attachment_is_served_back, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(files_are_named_by_id, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(a_contract_takes_fifty, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(wrong_uploads_are_refused, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(boundaries_are_those_of_the_standard, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(a_body_has_no_end_of_parts, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(content_is_no_boundary, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(bodies_may_be_parted_anywhere, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test_setup_teardown(uploads_show_their_file, sandbox_case_begin, sandbox_case_end),
        cmocka_unit_test(large_files_outlive_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
