/* The table of faults and operations, of HTTP: pages, empty answers, throttles, redirects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "desk.h"
#include "fault_table.h"

#define PAGE "<html><body>Hello from a proxy</body></html>"
#define HTML(status_)                                                                                                  \
    STEPS(RAW_READ, RAW_SEND("HTTP/1.1 " status_ "\r\nContent-Type: text/html\r\nContent-Length: 44\r\n\r\n" PAGE))
#define EMPTY(status_, headers_)                                                                                       \
    STEPS(RAW_READ, RAW_SEND("HTTP/1.1 " status_ "\r\n" headers_ "Content-Length: 0\r\n\r\n"))

/* A file may be a page. */
static const fault pages[] = {
    FAULT("a page with 200", UNKNOWN, SDP_E_ANSWER, HTML("200 OK"), .http_status = 200, .words = "Hello from a proxy",
          .but = {{KIND(DOWNLOAD), FAULT_DONE, SDP_OK}}),
    FAULT("a page with 400", ANSWERED, SDP_E_REFUSED, HTML("400 Bad"), .http_status = 400, .words = "text/html"),
    FAULT("a page with 401", REFUSED, SDP_E_LOGIN, HTML("401 No"), .http_status = 401, .words = "Hello from a proxy"),
    FAULT("a page with 403", ANSWERED, SDP_E_FORBIDDEN, HTML("403 No"), .http_status = 403),
    FAULT("a page with 404", ANSWERED, SDP_E_NOT_FOUND, HTML("404 No"), .http_status = 404),
    FAULT("a page with 500", UNKNOWN, SDP_E_SERVER, HTML("500 No"), .http_status = 500),
    FAULT("a page with 502", UNKNOWN, SDP_E_SERVER, HTML("502 No"), .http_status = 502, .words = "Hello from a proxy"),
    FAULT("a page with 503 and a wish", UNKNOWN, SDP_E_SERVER, EMPTY("503 No", "Retry-After: 0\r\n"),
          .http_status = 503, .retry_after_ms = FAULT_AT_ONCE),
    FAULT("a page with 504", UNKNOWN, SDP_E_SERVER, HTML("504 No"), .http_status = 504),
    FAULT("half of an answer that is whole", UNKNOWN, SDP_E_ANSWER, STEPS(RAW_READ, RAW_REPLY("200 OK", "{\"prod")),
          .http_status = 200, .but = {{KIND(DOWNLOAD), FAULT_DONE, SDP_OK}}),
    FAULT("an array", UNKNOWN, SDP_E_ANSWER, STEPS(RAW_READ, RAW_REPLY("200 OK", "[1,2]")), .http_status = 200,
          .but = {{KIND(DOWNLOAD), FAULT_DONE, SDP_OK}}),
    FAULT("bytes that are no text", UNKNOWN, SDP_E_ANSWER,
          STEPS(RAW_READ, RAW_REPLY("200 OK", "{\"product\":{\"name\":\"\xC3\x28\"}}")), .http_status = 200,
          .but = {{KIND(DOWNLOAD), FAULT_DONE, SDP_OK}}),
    FAULT("brackets without end", UNKNOWN, SDP_E_ANSWER, STEPS(RAW_READ, RAW_REPLY("200 OK", "[[[[[[[[")),
          .http_status = 200, .but = {{KIND(DOWNLOAD), FAULT_DONE, SDP_OK}}),
};

static void what_is_not_of_the_service(void **state)
{
    (void)state;
    FAULT_TABLE(pages, .is_kept = 1);
    FAULT_TABLE(pages, .is_kept = 0, .max_retries = -1);
}

/* Silence is a success of a write, no answer to a read, an empty file, and nothing that NeuCRM says. */
#define SILENCE .http_status = 200, .but = {{KIND(DOWNLOAD) | (KINDS_WRITE & ~KINDS_CRM), FAULT_DONE, SDP_OK}}

static const fault empties[] = {
    FAULT("an empty body with 200", UNKNOWN, SDP_E_ANSWER, EMPTY("200 OK", ""), SILENCE),
    FAULT("an empty body with 401", REFUSED, SDP_E_LOGIN, EMPTY("401 No", ""), .http_status = 401),
    FAULT("an empty body with 403", ANSWERED, SDP_E_FORBIDDEN, EMPTY("403 No", ""), .http_status = 403),
    FAULT("an empty body with 404", ANSWERED, SDP_E_NOT_FOUND, EMPTY("404 No", ""), .http_status = 404),
    FAULT("an empty body with 415", ANSWERED, SDP_E_REFUSED, EMPTY("415 No", ""), .http_status = 415),
    FAULT("an empty body with 500", UNKNOWN, SDP_E_SERVER, EMPTY("500 No", ""), .http_status = 500),
};
static const fault nothing[] = {
    FAULT("204", UNKNOWN, SDP_E_ANSWER, STEPS(RAW_READ, RAW_SEND("HTTP/1.1 204 No Content\r\n\r\n")),
          .http_status = 204, .but = {{KIND(DOWNLOAD) | (KINDS_WRITE & ~KINDS_CRM), FAULT_DONE, SDP_OK}}),
};
/* A success may have something to say. */
static const fault said[] = {
    FAULT("a success with messages", DONE, SDP_OK,
          STEPS(RAW_READ,
                RAW_REPLY("200 OK", "{\"product\":{\"id\":\"77\"},\"contract\":{},\"files\":[],\"response_status\":"
                                    "{\"status_code\":2000,\"status\":\"success\",\"messages\":[{\"message\":\"Done.\","
                                    "\"status_code\":2000,\"type\":\"success\"}]}}")),
          .kinds = KINDS_V3 & ~KIND(LIST)),
};

static void empty_answers_and_messages(void **state)
{
    (void)state;
    FAULT_TABLE(empties, .is_kept = 1);
    FAULT_TABLE(nothing, .is_kept = 1);
    FAULT_TABLE(said, .is_kept = 1, .kinds = KINDS_V3 & ~KIND(LIST));
}

#define CODE_4015 "{" DESK_FAILURE(4015) "}"

/* Nothing was done: every kind is made again. */
static const fault throttles[] = {
    FAULT("429", REFUSED, SDP_E_QUOTA, EMPTY("429 Busy", ""), .http_status = 429),
    FAULT("429 with a page", REFUSED, SDP_E_QUOTA, HTML("429 Busy"), .http_status = 429),
    FAULT("429 and 0 seconds", REFUSED, SDP_E_QUOTA, EMPTY("429 Busy", "Retry-After: 0\r\n"), .http_status = 429,
          .retry_after_ms = FAULT_AT_ONCE),
    FAULT("429 and a date that is past", REFUSED, SDP_E_QUOTA,
          EMPTY("429 Busy", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), .http_status = 429,
          .retry_after_ms = FAULT_AT_ONCE),
    FAULT("429 and what is neither", REFUSED, SDP_E_QUOTA, EMPTY("429 Busy", "Retry-After: soon\r\n"),
          .http_status = 429),
    FAULT("429 and less than nothing", REFUSED, SDP_E_QUOTA, EMPTY("429 Busy", "Retry-After: -5\r\n"),
          .http_status = 429),
    FAULT("4015 with 200", REFUSED, SDP_E_QUOTA, STEPS(RAW_READ, RAW_REPLY("200 OK", CODE_4015)), .http_status = 200,
          .api_code = 4015, .kinds = KINDS_V3),
    FAULT("4015 with 400", REFUSED, SDP_E_QUOTA, STEPS(RAW_READ, RAW_REPLY("400 Bad", CODE_4015)), .http_status = 400,
          .api_code = 4015, .kinds = KINDS_V3),
    FAULT("4015 with 429", REFUSED, SDP_E_QUOTA, STEPS(RAW_READ, RAW_REPLY("429 Busy", CODE_4015)), .http_status = 429,
          .api_code = 4015, .kinds = KINDS_V3),
    FAULT("URL_ROLLING_THROTTLES_LIMIT_EXCEEDED", REFUSED, SDP_E_QUOTA,
          STEPS(RAW_READ, RAW_REPLY("400 Bad", "{\"error_code\":\"URL_ROLLING_THROTTLES_LIMIT_EXCEEDED\"}")),
          .http_status = 400),
    FAULT("maximum access limit", REFUSED, SDP_E_QUOTA,
          STEPS(RAW_READ, RAW_REPLY("400 Bad", "You have reached the maximum access limit")), .http_status = 400),
    FAULT("too many requests", REFUSED, SDP_E_QUOTA,
          STEPS(RAW_READ,
                RAW_REPLY("400 Bad", "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":"
                                     "[{\"message\":\"Too many requests within a minute\"}]}}")),
          .http_status = 400, .api_code = 4000, .kinds = KINDS_V3),
};

static void throttles_are_waited_for(void **state)
{
    (void)state;
    FAULT_TABLE(throttles, .is_kept = 1);
    FAULT_TABLE(throttles, .is_kept = 0, .max_retries = -1);
}

/* Nobody waits for what comes after the deadline: the call returns at once, and says how long it would be. */
static const fault far_off[] = {
    FAULT("429 and an hour", REFUSED, SDP_E_QUOTA, EMPTY("429 Busy", "Retry-After: 3600\r\n"), .http_status = 429,
          .retry_after_ms = 3600000),
    FAULT("429 and a date that is far", REFUSED, SDP_E_QUOTA,
          EMPTY("429 Busy", "Retry-After: Wed, 29 Feb 2096 00:00:00 GMT\r\n"), .http_status = 429,
          .retry_after_ms = INT64_C(31536000000)),
    FAULT("503 and an hour", UNKNOWN, SDP_E_SERVER, EMPTY("503 Busy", "Retry-After: 3600\r\n"), .http_status = 503,
          .retry_after_ms = 3600000),
};

static void waits_beyond_the_deadline(void **state)
{
    (void)state;
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        for (size_t i = 0; i < sizeof far_off / sizeof *far_off; i++) {
            raw_step script[] = {far_off[i].steps[0], far_off[i].steps[1], RAW_REPEAT, RAW_END};
            raw_server *server = RAW_SERVER(script);
            sdp_client *client = fault_client(kind, raw_server_url(server), &(sdp_config)SDP_CONFIG(.max_retries = 3));
            const int64_t began_ms = desk_now_ms();
            fault_do(kind, client, NULL);
            assert_true(desk_now_ms() - began_ms < 5000);
            fault_end law = fault_law(&far_off[i], kind, -1, 0);
            fault_compare(far_off[i].name, kind, sdp_error_message(sdp_last_error(client)),
                          fault_seen(client, raw_server_requests(server)), law);
            sdp_client_free(client);
            raw_server_stop(server);
        }
    }
}

/* One that is near is waited for, in seconds and as a date. */
static void waits_before_the_deadline(void **state)
{
    static const char format[] = "HTTP/1.1 429 Busy\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n";
    (void)state;
    for (int as_date = 0; as_date < 2; as_date++) {
        char when[64] = "1";
        char head[160];
        const time_t at = time(NULL) + 2; /* more than one second, whenever the present one began */
        struct tm broken;
        if (as_date) strftime(when, sizeof when, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&at, &broken));
        snprintf(head, sizeof head, format, when);
        const raw_step script[] = {RAW_READ, RAW_SEND(head), RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_STALL};
        raw_server *server = RAW_SERVER(script);
        sdp_client *client = fault_client(KIND_ADD, raw_server_url(server), &(sdp_config)SDP_CONFIG(.max_retries = 3));
        const int64_t began_ms = desk_now_ms();
        assert_int_equal(fault_do(KIND_ADD, client, NULL), SDP_OK);
        assert_true(desk_now_ms() - began_ms >= (as_date ? 900 : 1000));
        assert_int_equal(raw_server_requests(server), 2);
        sdp_client_free(client);
        raw_server_stop(server);
    }
}

/* Where a redirect points to nothing is ever sent. */
static void redirects_are_never_followed(void **state)
{
    static const raw_step idle[] = {RAW_STALL, RAW_END};
    static const char *const lines[] = {"301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"};
    static const int32_t statuses[] = {301, 302, 303, 307, 308};
    static char heads[10][200];
    static fault moved[10];
    raw_server *other = RAW_SERVER(idle);
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        /* To another server, and to another path of it that looks like the same by a name. */
        snprintf(heads[i], sizeof heads[i],
                 "HTTP/1.1 %s\r\nLocation: http://%s:%d/login?key=%s\r\nContent-Length: 0\r\n\r\n", lines[i % 5],
                 i < 5 ? "127.0.0.1" : "localhost", raw_server_port(other), DESK_PLANTED "x");
        moved[i] =
            (fault)FAULT(lines[i % 5], ANSWERED, SDP_E_REDIRECT, STEPS(RAW_READ, RAW_SEND(heads[i])),
                         .http_status = statuses[i % 5], .is_half_done = statuses[i % 5] == 303, .words = "/login");
    }
    FAULT_TABLE(moved, .is_kept = 1);
    FAULT_TABLE(moved, .is_kept = 0);
    assert_int_equal(raw_server_connections(other), 0);
    raw_server_stop(other);
}

static int say_how_many(void **state)
{
    (void)state;
    print_message("%d cells\n", fault_table_cells());
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_of_the_service), cmocka_unit_test(empty_answers_and_messages),
        cmocka_unit_test(throttles_are_waited_for),   cmocka_unit_test(waits_beyond_the_deadline),
        cmocka_unit_test(waits_before_the_deadline),  cmocka_unit_test(redirects_are_never_followed),
    };
    return cmocka_run_group_tests(tests, NULL, say_how_many);
}
