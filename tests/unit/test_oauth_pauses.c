/* Pauses of the login server that logins share through a store, and what they leave of the tokens there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "asker.h"
#include "auth/oauth_parts.h"
#include "shelf.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

enum { LOGINS = 12 };

static shelf s;
static sdp_token_store *store;
static sdp_auth *auths[LOGINS]; /* each as in a process of its own */
static asker askers[LOGINS];

static int begin(void **state)
{
    (void)state;
    store = shelf_open(&s);
    for (int i = 0; i < LOGINS; i++) {
        auths[i] = asker_login("r1", NULL, store);
        asker_open(&askers[i], auths[i]);
    }
    return 0;
}

static int end(void **state)
{
    (void)state;
    for (int i = 0; i < LOGINS; i++) {
        asker_close(&askers[i]);
        sdp_auth_free(auths[i]);
    }
    sdp_token_store_free(store);
    return s.destroyed == 1 && s.is_locked == 0 ? 0 : -1;
}

static sdpi_token kept(void)
{
    sdpi_token token;
    assert_int_equal(sdpi_token_read(s.record, &token), SDP_OK);
    return token;
}

/* Every login asks every 50 ms up to that time; each request gets this answer. Returns how many were sent. */
static int requests_until(int64_t from_ms, int64_t until_ms, int32_t http_status, const char *body)
{
    int sent = 0;
    for (int64_t now_ms = from_ms; now_ms < until_ms; now_ms += 50) {
        for (int i = 0; i < LOGINS; i++) {
            if (asker_ask(&askers[i], now_ms) != SDPI_AUTH_SEND_FIRST) continue;
            asker_answer(&askers[i], now_ms, http_status, body);
            sent++;
        }
    }
    return sent;
}

static void a_server_in_trouble_is_asked_by_one(void **state)
{
    (void)state;
    assert_int_equal(requests_until(0, 3000, 503, "<html>"), SDPI_TOKEN_FAILURES);
    for (int i = 0; i < LOGINS; i++) asker_expect_failure(&askers[i], 3000, SDP_E_SERVER, "the login server");
    asker_mint(&askers[7], MINUTE, "t1", 3600);
    for (int i = 0; i < LOGINS; i++) asker_expect(&askers[i], MINUTE, "t1");
    assert_int_equal(kept().pause_count, 0);
    assert_int_equal(kept().pause_ms, 0);
}

static void a_wrong_secret_is_sent_once_a_pause(void **state)
{
    static const char refusal[] = "{\"error\":\"invalid_client_secret\"}";
    sdp_auth *other = NULL;
    asker call;
    (void)state;
    assert_int_equal(requests_until(0, MINUTE, 200, refusal), 1);
    for (int i = 0; i < LOGINS; i++) asker_expect_failure(&askers[i], MINUTE - 1, SDP_E_LOGIN_SECRET, "gave");
    assert_int_equal(kept().request_count, 0); /* no token was made: the budget is as it was */
    assert_int_equal(requests_until(MINUTE, 2 * MINUTE, 200, refusal), 1);
    assert_int_equal(kept().request_count, 0);
    const sdp_oauth config = SDP_OAUTH(.client_id = "id", .client_secret = "better", .refresh_token = "r1",
                                       .accounts_url = "https://accounts.example.com", .store = store);
    assert_int_equal(sdp_auth_new_oauth(&config, NULL, &other), SDP_OK);
    asker_open(&call, other);
    asker_mint(&call, MINUTE + 100, "t1", 3600);
    asker_close(&call);
    sdp_auth_free(other);
    for (int i = 0; i < LOGINS; i++) asker_expect(&askers[i], 2 * MINUTE - 1, "t1");
}

/* What a call waits for is told when its time is over, and siblings may have changed it by then. */
static void waits_have_words(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&askers[0], 0), SDPI_AUTH_SEND_FIRST);
    s.is_held = 1;
    s.is_locked = 0;
    assert_int_equal(asker_ask(&askers[1], 0), SDPI_AUTH_WAIT);
    assert_string_equal(askers[1].step.waits_for, "another process has, or took, the lock of the token store");
    s.is_held = 0;
    s.is_locked = 1;
    asker_answer(&askers[0], 0, 503, "<html>");
    assert_int_equal(asker_ask(&askers[1], 0), SDPI_AUTH_WAIT);
    assert_non_null(strstr(askers[1].step.waits_for, "gave another process no token"));
    const char *words = ((sdpi_oauth *)auths[1])->failure.text;
    assert_true(askers[1].step.waits_for < words ||
                askers[1].step.waits_for >= words + sizeof((sdpi_oauth *)auths[1])->failure.text);
    askers[0].left_ms = 1;
    asker_expect_failure(&askers[0], 0, SDP_E_SERVER, "answered something that is not JSON");
}

/* A missing scope looks like a token that is over. Who was not refused is served as before. */
static void a_refused_token_serves_those_that_were_not_refused(void **state)
{
    asker *const a = &askers[0];
    asker b; /* of the same login */
    (void)state;
    asker_mint(a, 0, "t1", 3600);
    asker_close(a);
    asker_open(a, auths[0]);
    asker_open(&b, auths[0]);
    asker_expect(a, 10 * MINUTE, "t1");
    asker_expect(&b, 10 * MINUTE, "t1");
    assert_int_equal(asker_ask_refused(a, 10 * MINUTE), SDPI_AUTH_SEND_FIRST);
    asker_expect(&b, 10 * MINUTE, "t1"); /* while the other one asks */
    asker_answer(a, 10 * MINUTE, 200, "{\"error\":\"invalid_client\"}");
    asker_expect_failure(a, 10 * MINUTE, SDP_E_LOGIN_CLIENT, "gave no token: invalid_client");
    asker_expect(&b, 10 * MINUTE, "t1");
    assert_int_equal(sdp_error_status(&b.error), SDP_OK);
    asker_expect_failure(a, 10 * MINUTE + 30000, SDP_E_LOGIN_CLIENT, "gave no token: invalid_client");
    asker_expect(&askers[1], 10 * MINUTE, "t1");
    asker_close(&b);
}

/* It could not be saved, and what the store has is over: that is no replacement. */
static void a_refused_token_is_not_replaced_by_an_old_one(void **state)
{
    asker *const a = &askers[0];
    asker b; /* of the same login */
    (void)state;
    asker_mint(a, 0, "t1", 3600);
    assert_int_equal(asker_ask(a, 2 * HOUR), SDPI_AUTH_SEND_FIRST);
    s.save_status = SDP_E_TOKEN_STORE;
    asker_answer(a, 2 * HOUR, 200, ASKER_TOKEN("t2", "3600"));
    s.save_status = SDP_OK;
    asker_close(a);
    asker_open(a, auths[0]);
    asker_open(&b, auths[0]);
    asker_expect(a, 2 * HOUR + 10 * MINUTE, "t2");
    assert_string_equal(kept().access, "t1");
    assert_int_equal(asker_ask_refused(a, 2 * HOUR + 10 * MINUTE), SDPI_AUTH_SEND_FIRST);
    asker_expect(&b, 2 * HOUR + 10 * MINUTE, "t2");
    asker_answer(a, 2 * HOUR + 10 * MINUTE, 200, "{\"error\":\"invalid_client\"}");
    asker_expect(&b, 2 * HOUR + 10 * MINUTE, "t2");
    asker_close(&b);
}

/* One login met a server in trouble, and another one a refusal after that: nobody waits for a refusal to pass. */
static void a_refusal_of_others_is_told_at_once(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&askers[0], 0), SDPI_AUTH_SEND_FIRST);
    asker_answer(&askers[0], 0, 503, "<html>");
    assert_int_equal(asker_ask(&askers[1], 1000), SDPI_AUTH_SEND_FIRST);
    asker_answer(&askers[1], 1000, 200, "{\"error\":\"invalid_client\"}");
    askers[0].left_ms = INT64_MAX;
    asker_expect_failure(&askers[0], 1001, SDP_E_LOGIN_CLIENT, "gave another process no token");
    assert_int_equal(askers[0].error.retryable, 0);
}

/* A clock that is two hours fast takes the token for expired. It is the others', who know better. */
static void a_fast_clock_takes_no_token_away(void **state)
{
    static const char *const answers[] = {"{\"error\":\"invalid_client\"}", ASKER_THROTTLED, "<html>"};
    (void)state;
    asker_mint(&askers[0], 0, "t1", 3600);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        asker *const fast = &askers[1 + i];
        assert_int_equal(asker_ask(fast, (2 + 3 * (int64_t)i) * HOUR), SDPI_AUTH_SEND_FIRST);
        assert_string_equal(kept().access, "t1"); /* while it asks, too */
        asker_answer(fast, (2 + 3 * (int64_t)i) * HOUR, 200, answers[i]);
        assert_string_equal(kept().access, "t1");
        assert_int_equal(kept().expires_ms, ASKER_DAY + HOUR);
    }
    asker_expect(&askers[11], MINUTE, "t1");
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_server_in_trouble_is_asked_by_one),
        TEST(a_wrong_secret_is_sent_once_a_pause),
        TEST(waits_have_words),
        TEST(a_refused_token_serves_those_that_were_not_refused),
        TEST(a_refused_token_is_not_replaced_by_an_old_one),
        TEST(a_refusal_of_others_is_told_at_once),
        TEST(a_fast_clock_takes_no_token_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
