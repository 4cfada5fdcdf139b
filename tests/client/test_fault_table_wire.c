/* The table of faults and operations, of connections and of bytes: what breaks, and what is no proper HTTP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"
#include "fault_table.h"

#define OK_HEAD(headers_) "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" headers_ "\r\n"
#define LINE_64 "X-Filler: 34567890123456789012345678901234567890123456789012345\r\n"

/* Nothing of an answer, or a part of it: nobody knows what became of the request. */
static const fault broken[] = {
    FAULT("closed without an answer", UNKNOWN, SDP_E_NETWORK, STEPS(RAW_READ, RAW_CLOSE), .is_silent = 1),
    FAULT("reset after the request", UNKNOWN, SDP_E_NETWORK, STEPS(RAW_READ, RAW_RESET), .is_silent = 1),
    FAULT("reset in the middle of the request", UNKNOWN, SDP_E_NETWORK, STEPS(RAW_READ_HEAD, RAW_RESET),
          .is_silent = 1),
    FAULT("half a status line", UNKNOWN, SDP_E_NETWORK, STEPS(RAW_READ, RAW_SEND("HTTP/1."), RAW_CLOSE),
          .is_silent = 1),
    FAULT("half a header line", UNKNOWN, SDP_E_NETWORK,
          STEPS(RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Le"), RAW_CLOSE), .http_status = 200),
    FAULT("a header and no body", UNKNOWN, SDP_E_NETWORK,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Content-Length: 100\r\n")), RAW_CLOSE), .http_status = 200),
    FAULT("truncated", UNKNOWN, SDP_E_NETWORK,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Content-Length: 100\r\n") "{\"res"), RAW_CLOSE), .http_status = 200),
    FAULT("reset in the middle of the answer", UNKNOWN, SDP_E_NETWORK,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Content-Length: 100\r\n") "{\"res"), RAW_DELAY(5), RAW_RESET),
          .http_status = 200),
    FAULT("chunks without an end", UNKNOWN, SDP_E_NETWORK,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Transfer-Encoding: chunked\r\n") "5\r\n{\"res\r\n"), RAW_CLOSE),
          .http_status = 200),
    FAULT("a failure that breaks off", UNKNOWN, SDP_E_NETWORK,
          STEPS(RAW_READ, RAW_SEND("HTTP/1.1 400 No\r\nContent-Length: 100\r\n\r\n{\"res"), RAW_CLOSE),
          .http_status = 400),
};

static void connections_that_break(void **state)
{
    (void)state;
    FAULT_TABLE(broken, .is_kept = 0);
    FAULT_TABLE(broken, .is_kept = 1);
    FAULT_TABLE(broken, .max_retries = 2, .kinds = KIND(GET) | KIND(TRASH));
    FAULT_TABLE(broken, .max_retries = -1);
}

static const fault lengths[] = {
    FAULT("a length too long", UNKNOWN, SDP_E_NETWORK,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Content-Length: 1000\r\n") DESK_PRODUCT), RAW_CLOSE), .http_status = 200),
    FAULT("a length too short", UNKNOWN, SDP_E_ANSWER,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Content-Length: 20\r\n") DESK_PRODUCT), RAW_STALL), .http_status = 200,
          .kinds = (KINDS_V3 | KINDS_CRM) & ~KIND(DOWNLOAD)),
    FAULT("a length that is no number", UNKNOWN, SDP_E_ANSWER,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Content-Length: many\r\n") DESK_PRODUCT), RAW_CLOSE), .http_status = 200,
          .is_hopeless = 1),
    FAULT("a length below zero", UNKNOWN, SDP_E_ANSWER,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Content-Length: -5\r\n") DESK_PRODUCT), RAW_CLOSE), .http_status = 200,
          .is_hopeless = 1),
    FAULT("a chunk of no size", UNKNOWN, SDP_E_NETWORK,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Transfer-Encoding: chunked\r\n") "many\r\n{}"), RAW_CLOSE),
          .http_status = 200),
};

static void lengths_that_are_wrong(void **state)
{
    (void)state;
    FAULT_TABLE(lengths, .is_kept = 0);
    FAULT_TABLE(lengths, .is_kept = 1);
}

static char huge_line[300 * 1024];

/* Each ends at a ceiling, and would end there again. */
static const fault floods[] = {
    FAULT("endless header lines", UNKNOWN, SDP_E_TOO_LARGE,
          STEPS(RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\n"), RAW_SEND_TIMES(LINE_64, 100000), RAW_STALL),
          .http_status = 200, .is_hopeless = 1),
    FAULT("one header line as long as a book", UNKNOWN, SDP_E_TOO_LARGE,
          STEPS(RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nX-Filler: "), RAW_SEND(huge_line), RAW_STALL),
          .http_status = 200, .is_hopeless = 1),
    FAULT("interim answers without end", UNKNOWN, SDP_E_TOO_LARGE,
          STEPS(RAW_READ, RAW_SEND_TIMES("HTTP/1.1 100 Continue\r\n\r\n", 100000), RAW_STALL), .is_hopeless = 1),
};

static void headers_without_end(void **state)
{
    (void)state;
    memset(huge_line, 'x', sizeof huge_line - 1);
    FAULT_TABLE(floods, .is_kept = 0);
}

static const fault interim[] = {
    FAULT("100 first", DONE, SDP_OK, STEPS(RAW_READ, RAW_SEND("HTTP/1.1 100 Continue\r\n\r\n"), FAULT_GOOD)),
    FAULT("102 first", DONE, SDP_OK,
          STEPS(RAW_READ, RAW_SEND("HTTP/1.1 102 Processing\r\n\r\n"), RAW_DELAY(5), FAULT_GOOD)),
    FAULT(
        "103 with header lines first", DONE, SDP_OK,
        STEPS(RAW_READ, RAW_SEND("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nRetry-After: 99\r\n\r\n"), FAULT_GOOD)),
    FAULT("several of them", DONE, SDP_OK,
          STEPS(RAW_READ, RAW_SEND_TIMES("HTTP/1.1 102 Processing\r\n\r\n", 20), FAULT_GOOD)),
    FAULT("nothing but 100", UNKNOWN, SDP_E_NETWORK,
          STEPS(RAW_READ, RAW_SEND("HTTP/1.1 100 Continue\r\n\r\n"), RAW_CLOSE)),
    FAULT("an answer before all of the request is read", UNKNOWN, SDP_E_SERVER,
          STEPS(RAW_READ_HEAD, RAW_SEND("HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
                RAW_STALL),
          .http_status = 503),
};

static void interim_answers(void **state)
{
    (void)state;
    FAULT_TABLE(interim, .is_kept = 0);
}

static const fault garbage[] = {
    FAULT("another protocol", UNKNOWN, SDP_E_ANSWER,
          STEPS(RAW_READ, RAW_SEND("SSH-2.0-OpenSSH_9.2\r\n\r\n"), RAW_CLOSE), .is_hopeless = 1),
    FAULT("bytes", UNKNOWN, SDP_E_ANSWER, STEPS(RAW_READ, RAW_SEND("\x16\x03\x01\x02\r\n\r\n"), RAW_CLOSE),
          .is_hopeless = 1),
    FAULT("another encoding than told", UNKNOWN, SDP_E_ANSWER,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Content-Encoding: gzip\r\nContent-Length: 20\r\n") "this is no gzip data"),
                RAW_STALL),
          .http_status = 200, .is_hopeless = 1),
};

static void what_is_not_http(void **state)
{
    (void)state;
    FAULT_TABLE(garbage, .is_kept = 0);
    FAULT_TABLE(garbage, .is_kept = 1);
}

/* The deflate stream of many bytes "0": each two bits stand for 258 of them. Sent until the client has enough. */
static const char zeros[16384];
static const unsigned char bomb_head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                         "Content-Encoding: gzip\r\n\r\n"
                                         "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00"
                                         "\xc2\xa0\x4a\xeb\x9f\xce\x10\xbe\x40\x01";
static const fault bombs[] = {
    FAULT("gzip that becomes far more", UNKNOWN, SDP_E_TOO_LARGE,
          STEPS(RAW_READ, RAW_SEND_BYTES(bomb_head, sizeof bomb_head - 1), RAW_SEND_BYTES(zeros, sizeof zeros),
                RAW_STALL),
          .http_status = 200, .is_hopeless = 1),
};

/* Quick enough for two kinds, and too slow for all. */
static const fault long_bodies[] = {
    FAULT("a body of ten megabytes", UNKNOWN, SDP_E_TOO_LARGE,
          STEPS(RAW_READ, RAW_SEND(OK_HEAD("Content-Length: 10485760\r\n")),
                RAW_SEND_TIMES("[1234567890123456789012345678901234567890123456789012345678901],", 163840), RAW_STALL),
          .http_status = 200, .is_hopeless = 1),
};

static void bodies_that_are_too_long(void **state)
{
    (void)state;
    FAULT_TABLE(bombs, .is_kept = 0);
    FAULT_TABLE(long_bodies, .kinds = KIND(GET) | KIND(EDIT));
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
        cmocka_unit_test(connections_that_break), cmocka_unit_test(lengths_that_are_wrong),
        cmocka_unit_test(headers_without_end),    cmocka_unit_test(interim_answers),
        cmocka_unit_test(what_is_not_http),       cmocka_unit_test(bodies_that_are_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, say_how_many);
}
