/* Answers that cannot be used, and what becomes of the call: a read is repeated, a write may have happened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define PAGE "<html><body>Hello from a proxy</body></html>"
#define HTML "Content-Type: text/html\r\n"

/* The client may use the connection again, and finds a good answer there. */
#define THEN_WORKS RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_STALL, RAW_END

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};

/* A script, how a read and a write end where nothing is repeated, and whether repeating a read is any use. */
typedef struct bad_answer {
    const raw_step *script;
    sdp_status read;
    sdp_status write;
    int32_t http_status;
    int32_t retryable; /* of a read */
    const char *words;
} bad_answer;

static void check_bad_answer(const bad_answer *bad, int operation)
{
    int write = desk_is_write(operation);
    desk *d = desk_open(RAW_SERVER(bad->script, works), &(sdp_config)SDP_CONFIG(.max_retries = -1));
    desk_expect(d, operation, NULL, write ? bad->write : bad->read);
    const sdp_error *error = sdp_last_error(d->client);
    assert_int_equal(sdp_error_attempts(error), 1);
    assert_int_equal(sdp_error_http_status(error), bad->http_status);
    assert_int_equal(sdp_error_maybe_done(error), write && bad->write == SDP_E_MAYBE_DONE);
    if (!write) assert_int_equal(sdp_error_retryable(error), bad->retryable);
    if (write) assert_int_equal(sdp_error_retryable(error), 0);
    if (bad->words != NULL) desk_expect_words(d, bad->words);
    assert_int_equal(raw_server_requests(d->server), 1);
    /* The client goes on. */
    desk_expect(d, operation, NULL, SDP_OK);
    desk_close(d);
}

static void check_bad_answers(const bad_answer *bad, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (int operation = 0; operation < DESK_OPERATIONS; operation++) check_bad_answer(&bad[i], operation);
    }
}

static void answers_that_break_off(void **state)
{
    static const raw_step truncated[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"res"),
                                         RAW_CLOSE, RAW_END};
    static const raw_step reset[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"res"),
                                     RAW_DELAY(30), RAW_RESET, RAW_END};
    static const raw_step chunk[] = {
        RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"res\r\n"), RAW_CLOSE, RAW_END};
    static const raw_step head[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Le"), RAW_CLOSE, RAW_END};
    static const bad_answer bad[] = {
        {truncated, SDP_E_NETWORK, SDP_E_MAYBE_DONE, 200, 1, "broke off"},
        {reset, SDP_E_NETWORK, SDP_E_MAYBE_DONE, 200, 1, NULL},
        {chunk, SDP_E_NETWORK, SDP_E_MAYBE_DONE, 200, 1, NULL},
        {head, SDP_E_NETWORK, SDP_E_MAYBE_DONE, 200, 1, NULL},
    };
    (void)state;
    check_bad_answers(bad, sizeof bad / sizeof *bad);
}

static void answers_that_are_not_of_the_service(void **state)
{
    static const raw_step garbage[] = {RAW_READ, RAW_SEND("SSH-2.0-OpenSSH_9.2\r\n\r\n"), RAW_CLOSE, RAW_END};
    static const raw_step ok[] = {RAW_READ, RAW_SEND(DESK_ANSWER("200 OK", HTML, PAGE, 44)), THEN_WORKS};
    static const raw_step unauthorised[] = {RAW_READ, RAW_SEND(DESK_ANSWER("401 No", HTML, PAGE, 44)), THEN_WORKS};
    static const raw_step missing[] = {RAW_READ, RAW_SEND(DESK_ANSWER("404 No", HTML, PAGE, 44)), THEN_WORKS};
    static const raw_step gateway[] = {RAW_READ, RAW_SEND(DESK_ANSWER("502 No", HTML, PAGE, 44)), THEN_WORKS};
    static const raw_step array[] = {RAW_READ, RAW_REPLY("200 OK", "[1,2]"), THEN_WORKS};
    static const raw_step tail[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT "x"), THEN_WORKS};
    static const raw_step bytes[] = {RAW_READ, RAW_REPLY("200 OK", "{\"product\":{\"name\":\"\xC3\x28\"}}"),
                                     THEN_WORKS};
    static const bad_answer bad[] = {
        {garbage, SDP_E_ANSWER, SDP_E_MAYBE_DONE, 0, 0, NULL},
        {ok, SDP_E_ANSWER, SDP_E_MAYBE_DONE, 200, 1, "text/html"},
        {unauthorised, SDP_E_LOGIN, SDP_E_LOGIN, 401, 0, "Hello from a proxy"},
        {missing, SDP_E_NOT_FOUND, SDP_E_NOT_FOUND, 404, 0, "Hello from a proxy"},
        {gateway, SDP_E_SERVER, SDP_E_MAYBE_DONE, 502, 1, "Hello from a proxy"},
        {array, SDP_E_ANSWER, SDP_E_MAYBE_DONE, 200, 1, "not a JSON object"},
        {tail, SDP_E_ANSWER, SDP_E_MAYBE_DONE, 200, 1, NULL},
        {bytes, SDP_E_ANSWER, SDP_E_MAYBE_DONE, 200, 1, NULL},
    };
    (void)state;
    check_bad_answers(bad, sizeof bad / sizeof *bad);
}

static void a_failure_inside_http_200(void **state)
{
    static const raw_step object[] = {RAW_READ, RAW_REPLY("200 OK", "{" DESK_FAILURE(4001) "}"), THEN_WORKS};
    static const raw_step array[] = {
        RAW_READ,
        RAW_REPLY("200 OK", "{\"response_status\":[{\"status_code\":4000,\"status\":\"failed\",\"messages\":"
                            "[{\"type\":\"failed\"},{\"status_code\":\"4008\",\"message\":\"Twice.\",\"fields\":"
                            "[\"name\",\"id\"]}]}]}"),
        THEN_WORKS};
    static const raw_step bare[] = {RAW_READ, RAW_REPLY("200 OK", "{\"response_status\":{\"status\":\"failed\"}}"),
                                    THEN_WORKS};
    static const bad_answer bad[] = {
        {object, SDP_E_REFUSED, SDP_E_REFUSED, 200, 0, "code 4001"},
        {array, SDP_E_REFUSED, SDP_E_REFUSED, 200, 0, "Twice."},
        {bare, SDP_E_REFUSED, SDP_E_REFUSED, 200, 0, NULL},
    };
    (void)state;
    check_bad_answers(bad, sizeof bad / sizeof *bad);
}

static void every_message_is_kept(void **state)
{
    static const raw_step script[] = {
        RAW_READ,
        RAW_REPLY("400 Bad Request",
                  "{\"response_status\":[{\"status_code\":4000,\"status\":\"failed\",\"messages\":"
                  "[{\"type\":\"failed\"},{\"status_code\":\"4008\",\"message\":\"Twice.\",\"fields\":"
                  "[\"name\",\"id\"]}]},{\"status\":\"failed\",\"messages\":{\"status_code\":4012,\"field\":\"x\"}}]}"),
        RAW_END};
    (void)state;
    desk *d = desk_open(RAW_SERVER(script), NULL);
    desk_expect(d, DESK_ADD, NULL, SDP_E_REFUSED);
    const sdp_error *error = sdp_last_error(d->client);
    assert_int_equal(sdp_error_message_count(error), 3);
    assert_int_equal(sdp_error_api_code(error), SDP_API_NOT_UNIQUE);
    assert_null(sdp_error_server_message(error, 0)->message);
    const sdp_message *second = sdp_error_server_message(error, 1);
    assert_int_equal(second->status_code, 4008);
    assert_string_equal(second->message, "Twice.");
    assert_int_equal(second->field_count, 2);
    assert_string_equal(second->fields[1], "id");
    assert_int_equal(sdp_error_server_message(error, 2)->status_code, 4012);
    assert_string_equal(sdp_error_server_message(error, 2)->fields[0], "x");
    assert_null(sdp_error_server_message(error, 3));
    assert_string_equal(sdp_error_path(error), "name");
    desk_close(d);
}

/* What comes of an answer without a body. */
static void empty_answers(void **state)
{
    static const raw_step empty[] = {RAW_READ, RAW_SEND(DESK_ANSWER("200 OK", "", "", 0)), RAW_REPEAT, RAW_END};
    static const raw_step nothing[] = {RAW_READ, RAW_SEND("HTTP/1.1 204 No Content\r\n\r\n"), RAW_REPEAT, RAW_END};
    static const raw_step *const scripts[] = {empty, nothing};
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    static const sdp_product input = SDP_PRODUCT(.name = "a", .product_type = &type);
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        desk *d = desk_open(RAW_SERVER(scripts[i]), &(sdp_config)SDP_CONFIG(.max_retries = -1));
        const sdp_product *out = NULL;
        assert_int_equal(sdp_product_add(d->client, &input, NULL, &out), SDP_OK);
        assert_non_null(out);
        assert_null(out->id);
        assert_null(out->name);
        sdp_product_free(out);
        desk_expect(d, DESK_EDIT, NULL, SDP_OK);
        desk_expect(d, DESK_DELETE, NULL, SDP_OK);
        desk_expect(d, DESK_GET, NULL, SDP_E_ANSWER);
        /* Silence is not an empty list. */
        desk_expect(d, DESK_LIST, NULL, SDP_E_ANSWER);
        assert_int_equal(raw_server_requests(d->server), 5);
        desk_close(d);
    }
}

static void empty_failures(void **state)
{
    static const raw_step login[] = {RAW_READ, RAW_SEND(DESK_ANSWER("401 No", "", "", 0)), THEN_WORKS};
    static const raw_step missing[] = {RAW_READ, RAW_SEND(DESK_ANSWER("404 No", "", "", 0)), THEN_WORKS};
    static const raw_step fails[] = {RAW_READ, RAW_SEND(DESK_ANSWER("500 No", "", "", 0)), THEN_WORKS};
    static const raw_step moved[] = {
        RAW_READ,
        RAW_SEND(DESK_ANSWER("302 Found", "Location: https://a.example/login?key=" DESK_PLANTED "x\r\n", "", 0)),
        THEN_WORKS};
    static const bad_answer bad[] = {
        {login, SDP_E_LOGIN, SDP_E_LOGIN, 401, 0, "empty"},
        {missing, SDP_E_NOT_FOUND, SDP_E_NOT_FOUND, 404, 0, "empty"},
        {fails, SDP_E_SERVER, SDP_E_MAYBE_DONE, 500, 1, "empty"},
        {moved, SDP_E_REDIRECT, SDP_E_REDIRECT, 302, 0, "https://a.example/login"},
    };
    (void)state;
    check_bad_answers(bad, sizeof bad / sizeof *bad);
}

static const char zeros[32768];

/* The deflate stream of many bytes "0": each two bits stand for 258 of them. Sent until the client has enough. */
static void answers_that_are_too_long(void **state)
{
    static const unsigned char bomb_head[] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
                                             "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00"
                                             "\xc2\xa0\x4a\xeb\x9f\xce\x10\xbe\x40\x01";
    static const raw_step bomb[] = {RAW_READ, RAW_SEND_BYTES(bomb_head, sizeof bomb_head - 1),
                                    RAW_SEND_BYTES(zeros, sizeof zeros), RAW_STALL, RAW_END};
    static const raw_step ten_megabytes[] = {
        RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n"),
        RAW_SEND_TIMES("[1234567890123456789012345678901234567890123456789012345678901],", 163840), RAW_STALL, RAW_END};
    static const bad_answer bad[] = {
        {ten_megabytes, SDP_E_TOO_LARGE, SDP_E_MAYBE_DONE, 200, 0, "longer than 8388608 bytes"},
        {bomb, SDP_E_TOO_LARGE, SDP_E_MAYBE_DONE, 200, 0, "longer than 8388608 bytes"},
    };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        check_bad_answer(&bad[i], DESK_GET);
        check_bad_answer(&bad[i], DESK_ADD);
    }
}

static void the_ceiling_can_be_set(void **state)
{
    enum { SIZE = sizeof DESK_PRODUCT - 1 };
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.max_response_bytes = SIZE));
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    size_t size = 0;
    assert_string_equal(sdp_last_body(d->client, &size), DESK_PRODUCT);
    assert_int_equal(size, SIZE);
    desk_close(d);
    d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.max_response_bytes = SIZE - 1, .max_retries = 3));
    desk_expect(d, DESK_GET, NULL, SDP_E_TOO_LARGE);
    desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_SERVER, .http_status = 200});
    desk_expect(d, DESK_DELETE, NULL, SDP_E_MAYBE_DONE);
    desk_close(d);
}

/* A message of the server that is cut must still be UTF-8, and one line. */
static void a_long_message_is_cut_well(void **state)
{
    static const char body[] = "{\"response_status\":{\"status\":\"failed\",\"messages\":[{\"message\":\"\\u001b\\n";
    (void)state;
    for (int shift = 0; shift < 4; shift++) {
        char made[3000];
        snprintf(made, sizeof made, "%s%.*s", body, shift, "abc");
        while (strlen(made) < 2500) strcat(made, "\xE2\x82\xAC");
        strcat(made, "\"}]}}");
        const raw_step script[] = {RAW_READ, RAW_REPLY("503 No", made), RAW_REPEAT, RAW_END};
        desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.max_retries = -1));
        desk_expect(d, DESK_GET, NULL, SDP_E_SERVER);
        const char *message = sdp_error_message(sdp_last_error(d->client));
        for (const char *c = message; *c != '\0'; c++) assert_true((unsigned char)*c >= ' ');
        desk_expect(d, DESK_ADD, NULL, SDP_E_MAYBE_DONE);
        desk_close(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_that_break_off),
        cmocka_unit_test(answers_that_are_not_of_the_service),
        cmocka_unit_test(a_failure_inside_http_200),
        cmocka_unit_test(every_message_is_kept),
        cmocka_unit_test(empty_answers),
        cmocka_unit_test(empty_failures),
        cmocka_unit_test(answers_that_are_too_long),
        cmocka_unit_test(the_ceiling_can_be_set),
        cmocka_unit_test(a_long_message_is_cut_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
