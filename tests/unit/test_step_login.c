/* A call whose login sends a request of its own: how long that may take, what becomes of its answer where the call ends
   before it looked, and that nothing of it stays in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "asker.h"
#include "auth/oauth_parts.h"
#include "fake_auth.h"
#include "scarce.h"
#include "scripted.h"
#include "shelf.h"

#define PLANTED "planted-token-5c1d"
#define TOKEN "{\"access_token\":\"" PLANTED "\",\"refresh_token\":\"planted-refresh\",\"expires_in\":3600}"

static fake_auth auth;
static scripted s;

static void begin(const sdp_options *options)
{
    fake_auth_init(&auth);
    auth.answers[0] = SDPI_AUTH_SEND_FIRST;
    scripted_init(&s, &auth.base);
    scripted_start(&s, "products.get", "7", NULL, options, 1000);
    assert_int_equal(s.call.state, SDPI_CALL_LOGIN);
}

static void a_token_request_has_a_bound(void **state)
{
    static const struct {
        int64_t timeout_ms;
        int64_t attempt_timeout_ms;
        int64_t expected;
    } rows[] = {{INT64_MAX, 0, SDPI_TOKEN_REQUEST_MS},
                {INT64_MAX, 600000, SDPI_TOKEN_REQUEST_MS},
                {600000, 0, SDPI_TOKEN_REQUEST_MS},
                {600000, 5000, 5000},
                {3000, 0, 3000}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const sdp_options options =
            SDP_OPTIONS(.timeout_ms = rows[i].timeout_ms, .attempt_timeout_ms = rows[i].attempt_timeout_ms);
        begin(&options);
        assert_int_equal(s.timeout_ms, rows[i].expected);
        /* A transport that does not keep to it is ended all the same. */
        scripted_step(&s, 1000 + rows[i].expected);
        assert_int_equal(s.cancels, 0);
        scripted_step(&s, 1000 + rows[i].expected + 250);
        assert_int_equal(s.cancels, 1);
        assert_int_equal(auth.unanswered, 1);
        scripted_free(&s);
    }
}

/* A token was made, and counts: it is taken, however the call ends. */
static void an_answer_that_came_is_not_lost(void **state)
{
    (void)state;
    for (int row = 0; row < 4; row++) {
        sdp_cancel *cancel = NULL;
        assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
        const sdp_options options = SDP_OPTIONS(.cancel = cancel);
        begin(&options);
        scripted_answer(&s, 200, TOKEN, NULL);
        assert_int_equal(auth.answered, 0);
        if (row == 0) sdpi_call_abort(&s.call, SDP_E_CANCELED, "the end", 1010);
        if (row == 1) sdp_cancel_signal(cancel);
        if (row == 1) scripted_step(&s, 1010);
        if (row == 2) scripted_step(&s, 1000000); /* and the time of the call is over */
        if (row == 3) sdpi_call_release(&s.call);
        assert_int_equal(auth.answered, 1);
        assert_int_equal(auth.unanswered, 0);
        assert_string_equal(auth.body, TOKEN);
        if (row > 0 && row < 3) assert_int_equal(s.call.status, row == 1 ? SDP_E_CANCELED : SDP_E_TIMEOUT);
        scripted_free(&s);
        assert_int_equal(auth.answered + auth.unanswered, 1);
        sdp_cancel_free(cancel);
    }
}

/* Who frees a call does not say what time it is: a login server's wish for a pause stands all the same. */
static void a_freed_call_leaves_its_pause(void **state)
{
    shelf shelves;
    sdpi_token kept;
    (void)state;
    sdp_token_store *store = shelf_open(&shelves);
    sdp_auth *oauth = asker_login("r1", NULL, store);
    scripted_init(&s, oauth);
    s.engine.wall_offset_ms = ASKER_DAY;
    scripted_start(&s, "products.get", "7", NULL, NULL, 5000000);
    assert_int_equal(s.call.state, SDPI_CALL_LOGIN);
    scripted_answer(&s, 400, ASKER_THROTTLED, NULL);
    scripted_free(&s);
    assert_int_equal(sdpi_token_read(shelves.record, &kept), SDP_OK);
    assert_int_equal(kept.blocked_ms, ASKER_DAY + 5000000 + SDPI_TOKEN_WINDOW_MS);
    sdp_auth_free(oauth);
    sdp_token_store_free(store);
}

static void expect_wiped(const sdpi_buffer *body)
{
    if (body->data == NULL) return;
    for (size_t i = 0; i < body->capacity; i++) {
        if (body->data[i] != '\0') fail_msg("byte %zu of %zu is %d", i, body->capacity, body->data[i]);
    }
}

static void sink_pieces(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) assert_int_equal(s.sink(s.sink_data, at, 1), SDP_OK);
}

/* In pieces, with blanks before and behind: a buffer that grew with them would leave copies behind. */
static void an_answer_in_pieces_leaves_no_copy(void **state)
{
    static char blanks[6000];
    (void)state;
    memset(blanks, ' ', sizeof blanks - 1);
    for (int row = 0; row < 3; row++) {
        scarce memory;
        fake_auth_init(&auth);
        auth.answers[0] = SDPI_AUTH_SEND_FIRST;
        scripted_init(&s, &auth.base);
        scarce_init(&memory, -1);
        sdpi_buffer_init(&s.call.body, &memory.allocator, s.settings.max_response_bytes);
        scripted_start(&s, "products.get", "7", NULL, NULL, 1000);
        const long calls = memory.calls;
        const long alive = memory.alive;
        sink_pieces(TOKEN);
        sink_pieces(blanks);
        sink_pieces(TOKEN);
        assert_int_equal(memory.calls, calls);
        assert_int_equal(memory.alive, alive);
        if (row == 0) scripted_answer(&s, 200, " ", NULL);
        if (row == 0) scripted_step(&s, 1010);
        if (row == 1) sdpi_call_abort(&s.call, SDP_E_CANCELED, "the end", 1010);
        if (row == 2) scripted_step(&s, 1000 + SDPI_TOKEN_REQUEST_MS + 250);
        assert_int_equal(auth.answered, row == 0);
        assert_int_equal(auth.unanswered, row > 0);
        expect_wiped(&s.call.body);
        scripted_free(&s);
        for (size_t i = 0; i < sizeof memory.seen; i++) assert_int_equal(memory.seen[i], 0);
        assert_int_equal(memory.alive, 0);
    }
}

/* The bound is of the login's answer alone. */
static void a_token_answer_has_its_own_ceiling(void **state)
{
    static char much[SDPI_MAX_TOKEN_ANSWER + 2];
    (void)state;
    memset(much, ' ', sizeof much - 1);
    begin(NULL);
    s.settings.max_response_bytes = 4 * SDPI_MAX_TOKEN_ANSWER;
    assert_int_equal(s.sink(s.sink_data, much, sizeof much - 1), SDP_E_TOO_LARGE);
    scripted_fail(&s, SDP_E_TOO_LARGE, SDP_SENT_MAYBE);
    scripted_step(&s, 1010);
    assert_int_equal(s.call.state, SDPI_CALL_RECEIVE);
    assert_int_equal(s.sink(s.sink_data, much, sizeof much - 1), SDP_OK);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    scripted_step(&s, 1020);
    assert_int_equal(s.call.status, SDP_OK);
    scripted_free(&s);
}

/* A token may end while the call waits for its place: the login is asked once more, and the place stays the call's. */
static void a_login_is_asked_again_behind_a_wait(void **state)
{
    (void)state;
    for (int renews = 0; renews < 2; renews++) {
        fake_auth_init(&auth);
        auth.answers[0] = SDPI_AUTH_READY;
        auth.answers[1] = renews ? SDPI_AUTH_SEND_FIRST : SDPI_AUTH_READY;
        auth.answers[2] = SDPI_AUTH_READY;
        scripted_init(&s, &auth.base);
        s.settings.limiter = sdpi_limiter_new(&sdpi_default_allocator, 60);
        while (sdpi_limiter_take(s.settings.limiter, 5000) == 0) continue;
        scripted_start(&s, "products.get", "7", NULL, NULL, 5000);
        assert_int_equal(s.call.state, SDPI_CALL_PACE);
        assert_int_equal(auth.questions, 1);
        scripted_step(&s, 6000);
        assert_int_equal(auth.questions, 2);
        assert_int_equal(s.starts, 1);
        if (renews) {
            assert_int_equal(s.call.state, SDPI_CALL_LOGIN);
            scripted_answer(&s, 200, TOKEN, NULL);
            scripted_step(&s, 6001);
            assert_int_equal(auth.questions, 3);
            assert_int_equal(s.starts, 2);
        }
        assert_int_equal(s.call.state, SDPI_CALL_RECEIVE);
        /* The next attempt needs a place of its own. */
        scripted_fail(&s, SDP_E_NETWORK, SDP_SENT_MAYBE);
        scripted_step(&s, 6002);
        if (s.call.state == SDPI_CALL_BACKOFF) scripted_step(&s, s.call.run.wake_ms);
        assert_int_equal(s.call.state, SDPI_CALL_PACE);
        scripted_step(&s, 7000);
        assert_int_equal(s.call.state, SDPI_CALL_RECEIVE);
        scripted_answer(&s, 200, ANSWER_OK, NULL);
        scripted_step(&s, 7001);
        assert_int_equal(s.call.status, SDP_OK);
        assert_int_equal(auth.refusals, 0);
        sdpi_limiter_free(s.settings.limiter);
        scripted_free(&s);
    }
}

/* A call whose time went by in a wait for the login says what it waited for. */
static void a_wait_is_told(void **state)
{
    static const sdp_options options = SDP_OPTIONS(.timeout_ms = 300);
    shelf shelves;
    (void)state;
    sdp_token_store *store = shelf_open(&shelves);
    sdp_auth *oauth = asker_login("r1", NULL, store);
    shelves.is_held = 1;
    scripted_init(&s, oauth);
    scripted_start(&s, "products.get", "7", NULL, &options, 1000);
    scripted_step(&s, 1299);
    assert_int_equal(s.call.state, SDPI_CALL_AUTHORIZE);
    scripted_step(&s, 1300);
    assert_int_equal(s.call.status, SDP_E_TIMEOUT);
    assert_string_equal(sdp_error_message(&s.error), "the time of the call is over, and there is no login yet: another "
                                                     "process has, or took, the lock of the token store");
    assert_int_equal(s.starts, 0);
    scripted_free(&s);
    sdp_auth_free(oauth);
    sdp_token_store_free(store);
}

/* No login could be had in all its tries, or the call's time was over between two of them: it is the proxy that
   failed. */
static void a_proxy_before_the_login_server_is_told(void **state)
{
    static const int64_t steps_ms[] = {100, 5000};
    static const sdp_status ends[] = {SDP_E_CONNECT, SDP_E_TIMEOUT};
    static const sdp_options options = SDP_OPTIONS(.timeout_ms = 4000);
    const sdp_response response = {
        .size = sizeof response, .status = SDP_E_CONNECT, .sent = SDP_SENT_NOTHING, .by_proxy = 1};
    (void)state;
    for (int i = 0; i < 2; i++) {
        sdp_auth *oauth = asker_login("r1", NULL, NULL);
        scripted_init(&s, oauth);
        scripted_start(&s, "products.get", "7", NULL, &options, 1000);
        for (int64_t now_ms = 1000; s.call.state != SDPI_CALL_DONE; now_ms += steps_ms[i]) {
            const int fails = s.active;
            s.active = 0;
            if (fails) s.done(s.done_data, &response);
            scripted_step(&s, now_ms);
        }
        assert_int_equal(s.call.status, ends[i]);
        assert_int_equal(s.starts, i == 0 ? SDPI_TOKEN_FAILURES : 1);
        assert_int_equal(sdp_error_by_proxy(&s.error), 1);
        scripted_free(&s);
        sdp_auth_free(oauth);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_is_asked_again_behind_a_wait),
        cmocka_unit_test(a_token_request_has_a_bound),
        cmocka_unit_test(an_answer_that_came_is_not_lost),
        cmocka_unit_test(a_freed_call_leaves_its_pause),
        cmocka_unit_test(an_answer_in_pieces_leaves_no_copy),
        cmocka_unit_test(a_token_answer_has_its_own_ceiling),
        cmocka_unit_test(a_wait_is_told),
        cmocka_unit_test(a_proxy_before_the_login_server_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
