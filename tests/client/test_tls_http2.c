/* HTTP/2, as nginx offers it: it is used, its connection is kept, and no end of a connection sends a write twice.
   Needs SDP_SANDBOX_PATH and nginx. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tls_case.h"

static const tls_case kept = {.server = "two", .ca_file = "ca.pem"};

static void is_used_and_kept(void **state)
{
    static const char *const methods[] = {"GET", "POST", "GET"};
    tls_front *front = *state;
    tls_line lines[3];
    tls_reset(front);
    desk *d = tls_desk(front, &kept);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    tls_log(front, "two", lines, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(lines[i].protocol, "HTTP/2.0");
        assert_string_equal(lines[i].method, methods[i]);
        assert_int_equal(lines[i].connection, lines[0].connection);
        assert_int_equal(d->events[i].reused, i > 0);
    }
    desk_close(d);
    assert_int_equal(tls_requests(front), 3);
}

/* After each answer the server says that the connection is at its end. */
static void server_says_goodbye(void **state)
{
    tls_front *front = *state;
    tls_line lines[3];
    tls_reset(front);
    desk *d = tls_desk(front, &(tls_case){.server = "two-once", .ca_file = "ca.pem"});
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    tls_log(front, "two-once", lines, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(lines[i].protocol, "HTTP/2.0");
        assert_int_equal(d->events[i].reused, 0);
        if (i > 0) assert_int_not_equal(lines[i].connection, lines[i - 1].connection);
    }
    assert_int_equal(d->event_count, 3);
    desk_close(d);
    assert_int_equal(tls_requests(front), 3);
}

static void server_restarts_between_calls(void **state)
{
    tls_front *front = *state;
    tls_reset(front);
    desk *d = tls_desk(front, &kept);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    tls_restart(front);
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    tls_restart(front);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    assert_int_equal(d->event_count, 3);
    desk_close(d);
    assert_int_equal(tls_requests(front), 3);
}

/* The server breaks a POST off instead of answering it, on a new connection and on a kept one. */
static void write_without_an_answer(void **state)
{
    tls_front *front = *state;
    tls_line lines[3];
    tls_reset(front);
    for (int is_kept = 0; is_kept < 2; is_kept++) {
        desk *d = tls_desk(front, &(tls_case){.server = "two-silent", .ca_file = "ca.pem"});
        if (is_kept) desk_expect(d, DESK_LIST, NULL, SDP_OK);
        desk_expect(d, DESK_ADD, NULL, SDP_E_MAYBE_DONE);
        desk_expect_said(d, (desk_said){.attempts = 1, .maybe_done = 1, .fault = SDP_FAULT_NETWORK});
        desk_expect_words(d, "it is not known whether products.add happened");
        assert_int_equal(sdp_error_cause(sdp_last_error(d->client)), SDP_E_NETWORK);
        assert_int_equal(d->events[d->event_count - 1].reused, is_kept);
        /* The client goes on. */
        desk_expect(d, DESK_LIST, NULL, SDP_OK);
        desk_close(d);
    }
    /* POST, GET, GET, POST, GET: a write that was repeated would stand among the first. */
    tls_log(front, "two-silent", lines, 3);
    assert_string_equal(lines[0].method, "POST");
    assert_string_equal(lines[1].method, "GET");
    assert_string_equal(lines[2].method, "GET");
    assert_int_equal(tls_requests(front), 3);
}

static void *restart_in_the_middle(void *front)
{
    tls_wait(front, "DELETE /products");
    tls_restart(front);
    return NULL;
}

/* The server goes while it works on a write that came on a kept connection. Over HTTP/1.1, libcurl would send it
   again. */
static void server_restarts_during_a_write(void **state)
{
    static const char *const servers[] = {"two", "good"};
    tls_front *front = *state;
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        pthread_t other;
        tls_reset(front);
        desk *d = tls_desk(front, &(tls_case){.server = servers[i], .ca_file = "ca.pem"});
        desk_expect(d, DESK_LIST, NULL, SDP_OK);
        assert_int_equal(pthread_create(&other, NULL, restart_in_the_middle, front), 0);
        desk_expect(d, DESK_DELETE, NULL, SDP_E_MAYBE_DONE);
        assert_int_equal(pthread_join(other, NULL), 0);
        desk_expect_said(d, (desk_said){.attempts = 1, .maybe_done = 1, .fault = SDP_FAULT_NETWORK});
        assert_int_equal(sdp_error_cause(sdp_last_error(d->client)), SDP_E_NETWORK);
        assert_int_equal(d->events[1].reused, 1);
        desk_expect(d, DESK_LIST, NULL, SDP_OK);
        desk_close(d);
        assert_int_equal(tls_requests(front), 3);
    }
}

/* From https to http: what would follow it would show the login to everyone on the way. */
static void downgrade_is_not_followed(void **state)
{
    static const int operations[] = {DESK_LIST, DESK_ADD};
    tls_front *front = *state;
    tls_reset(front);
    desk *d = tls_desk(front, &(tls_case){.server = "downgrades", .ca_file = "ca.pem"});
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        desk_expect(d, operations[i], NULL, SDP_E_REDIRECT);
        desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_CALLER, .http_status = 302});
        desk_expect_words(d, "the server redirects, which is never followed");
        desk_expect_words(d, "to http://127.0.0.1:");
    }
    desk_close(d);
    assert_int_equal(tls_requests(front), 0);
}

int main(void)
{
    tls_front *front = tls_start((const char *const[]){"--fault", "DELETE /products* stall", NULL});
    struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(is_used_and_kept, front),
        cmocka_unit_test_prestate(server_says_goodbye, front),
        cmocka_unit_test_prestate(server_restarts_between_calls, front),
        cmocka_unit_test_prestate(write_without_an_answer, front),
        cmocka_unit_test_prestate(server_restarts_during_a_write, front),
        cmocka_unit_test_prestate(downgrade_is_not_followed, front),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    tls_stop(front);
    return failed;
}
