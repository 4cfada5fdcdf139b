/* Codes: for whom, how often, and what stays of them in a store that several logins share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "asker.h"
#include "auth/oauth_parts.h"
#include "folder.h"
#include "shelf.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

static sdp_auth *login_of(const char *code, const char *account, sdp_token_store *store)
{
    sdp_auth *auth = NULL;
    const sdp_oauth config = SDP_OAUTH(.client_id = "id", .client_secret = "hush", .code = code, .account = account,
                                       .accounts_url = "https://accounts.example.com", .store = store);
    assert_int_equal(sdp_auth_new_oauth(&config, NULL, &auth), SDP_OK);
    return auth;
}

/* Asks, and expects a request with these words in its body. */
static void expect_request(asker *a, int64_t now_ms, const char *words)
{
    if (asker_ask(a, now_ms) != SDPI_AUTH_SEND_FIRST) {
        fail_msg("at %ld: %d: %s", (long)now_ms, (int)a->step.kind, sdp_error_message(&a->error));
    }
    assert_non_null(strstr(a->step.request.body, words));
}

static void accounts_do_not_meet_in_a_store(void **state)
{
    static const char *const names[] = {"one@example.com", "two@example.com"};
    static const char *const codes[] = {"c1", "c2"};
    static const char *const answers[] = {ASKER_CODE_TOKEN("t1", "r1"), ASKER_CODE_TOKEN("t2", "r2")};
    static const char *const tokens[] = {"t1", "t2"};
    static const char *const renewals[] = {"&refresh_token=r1", "&refresh_token=r2"};
    const folder *f = *state;
    char path[400];
    sdp_token_store *store = NULL;
    snprintf(path, sizeof path, "%s/tokens", f->path);
    assert_int_equal(sdp_token_store_new_file(path, NULL, &store), SDP_OK);
    for (int by_code = 1; by_code >= 0; by_code--) {
        for (int i = 0; i < 2; i++) {
            asker a;
            sdp_auth *auth = login_of(by_code ? codes[i] : NULL, names[i], store);
            asker_open(&a, auth);
            if (by_code) {
                expect_request(&a, 0, i == 0 ? "&code=c1" : "&code=c2");
                asker_answer(&a, 0, 200, answers[i]);
            }
            asker_expect(&a, 1, tokens[i]);
            if (!by_code) {
                expect_request(&a, HOUR, renewals[i]);
                asker_leave(&a, HOUR);
            }
            asker_close(&a);
            sdp_auth_free(auth);
        }
    }
    sdp_token_store_free(store);
}

/* Sent once more, a code that was used could take back what it brought. */
static void a_code_that_may_be_used_up_is_not_sent_again(void **state)
{
    (void)state;
    for (int row = 0; row < 3; row++) {
        shelf s;
        sdp_token_store *store = shelf_open(&s);
        sdp_auth *auth = login_of("c1", NULL, store);
        sdpi_token newer = {.access = "t9", .refresh = "r9", .minted_ms = ASKER_DAY, .expires_ms = ASKER_DAY + HOUR};
        asker a;
        asker b;
        const sdp_status status = row == 0 ? SDP_E_NETWORK : row == 1 ? SDP_E_TIMEOUT : SDP_E_LOGIN_CODE;
        asker_open(&a, auth);
        asker_open(&b, auth);
        expect_request(&a, 0, "&code=c1");
        if (row == 2) {
            asker_leave(&a, 10);
        } else {
            asker_fail(&a, 10, status, SDP_SENT_MAYBE);
        }
        asker_expect_failure(&a, 10, status, "the code may be used up");
        assert_non_null(strstr(sdp_error_message(&a.error), "make a new one"));
        assert_int_equal(a.error.retryable, 0);
        asker_expect_failure(&b, HOUR, status, "the code may be used up");
        /* Nor when another code has brought a token meanwhile. */
        assert_int_equal(sdpi_store_lock(store, ((const sdpi_oauth *)auth)->key, NULL), SDP_OK);
        assert_int_equal(sdpi_store_save(store, ((const sdpi_oauth *)auth)->key, &newer, NULL), SDP_OK);
        sdpi_store_unlock(store, ((const sdpi_oauth *)auth)->key);
        asker_expect_failure(&b, MINUTE, status, "the code may be used up");
        asker_expect_failure(&b, 24 * HOUR, status, "the code may be used up");
        asker_close(&a);
        asker_close(&b);
        sdp_auth_free(auth);
        sdp_token_store_free(store);
    }
}

/* Whatever process sent it: one that died with the request under way leaves the same. */
static void a_lost_code_is_lost_for_all(void **state)
{
    (void)state;
    for (int row = 0; row < 5; row++) {
        const int is_lost = row < 2;
        shelf s;
        sdp_token_store *store = shelf_open(&s);
        sdp_auth *first = login_of("c1", NULL, store);
        sdp_auth *second = login_of("c1", NULL, store);
        sdp_auth *other = login_of("c2", NULL, store);
        asker a;
        asker b;
        asker c;
        asker_open(&a, first);
        asker_open(&b, second);
        asker_open(&c, other);
        expect_request(&a, 0, "&code=c1");
        s.is_held = 1; /* while it is under way the others wait, as they see it */
        s.is_locked = 0;
        asker_expect_wait(&b, 5, 5 + SDPI_STORE_POLL_MS);
        s.is_held = 0;
        s.is_locked = 1;
        if (row == 0) asker_fail(&a, 10, SDP_E_NETWORK, SDP_SENT_MAYBE);
        if (row == 1) asker_leave(&a, 10);
        if (row == 2) asker_fail(&a, 10, SDP_E_CONNECT, SDP_SENT_NOTHING);
        if (row == 3) asker_answer(&a, 10, 503, "<html>");
        if (row == 4) asker_answer(&a, 10, 200, "{\"error\":\"invalid_client\"}");
        if (is_lost) {
            asker_expect_failure(&b, MINUTE, SDP_E_LOGIN_CODE, "may be used up, make a new one");
            assert_int_equal(s.is_locked, 0);
            expect_request(&c, MINUTE, "&code=c2");
            asker_leave(&c, MINUTE);
        } else {
            expect_request(&b, MINUTE, "&code=c1");
            asker_answer(&b, MINUTE, 200, ASKER_CODE_TOKEN("t1", "r1"));
            asker_expect(&a, 2 * MINUTE, "t1");
        }
        asker_close(&a);
        asker_close(&b);
        asker_close(&c);
        sdp_auth_free(first);
        sdp_auth_free(second);
        sdp_auth_free(other);
        sdp_token_store_free(store);
    }
}

static void one_code_is_sent_once_for_all(void **state)
{
    enum { LOGINS = 12 };
    shelf s;
    sdp_token_store *store = shelf_open(&s);
    sdp_auth *auths[LOGINS];
    asker askers[LOGINS];
    int sent = 0;
    (void)state;
    for (int i = 0; i < LOGINS; i++) {
        auths[i] = login_of("c1", NULL, store);
        asker_open(&askers[i], auths[i]);
    }
    for (int i = 0; i < LOGINS; i++) {
        if (asker_ask(&askers[i], i) == SDPI_AUTH_SEND_FIRST) {
            sent++;
            asker_answer(&askers[i], i, 200, ASKER_CODE_TOKEN("t1", "r1"));
        }
        asker_expect(&askers[i], i, "t1");
    }
    assert_int_equal(sent, 1);
    for (int i = 0; i < LOGINS; i++) {
        asker_close(&askers[i]);
        sdp_auth_free(auths[i]);
    }
    /* A program that is started again has the same code in its configuration. */
    sdp_auth *again = login_of("c1", NULL, store);
    asker_open(&askers[0], again);
    asker_expect(&askers[0], MINUTE, "t1");
    expect_request(&askers[0], HOUR, "&refresh_token=r1");
    asker_answer(&askers[0], HOUR, 200, ASKER_TOKEN("t2", "3600"));
    asker_expect(&askers[0], HOUR, "t2");
    asker_close(&askers[0]);
    sdp_auth_free(again);
    again = login_of("c1", NULL, store); /* the record still knows the code after a renewal */
    asker_open(&askers[0], again);
    asker_expect(&askers[0], HOUR + 1, "t2");
    asker_close(&askers[0]);
    sdp_auth_free(again);
    sdp_token_store_free(store);
}

/* A sibling process was quicker, and the login server refused the code to this one. */
static void a_code_that_others_exchanged_is_no_failure(void **state)
{
    shelf s;
    sdp_token_store *store = shelf_open(&s);
    sdp_auth *auth = login_of("c1", NULL, store);
    sdpi_token theirs = {.access = "t1",
                         .refresh = "r1",
                         .minted_ms = ASKER_DAY - 2 * HOUR,
                         .expires_ms = ASKER_DAY - HOUR,
                         .used_code = sdpi_token_fingerprint("c1")};
    asker a;
    (void)state;
    asker_open(&a, auth);
    expect_request(&a, 0, "&code=c1");
    assert_int_equal(sdpi_store_save(store, ((const sdpi_oauth *)auth)->key, &theirs, NULL), SDP_OK);
    asker_answer(&a, 0, 200, "{\"error\":\"invalid_code\"}");
    expect_request(&a, 1, "&refresh_token=r1"); /* theirs, whose access token is over */
    asker_answer(&a, 1, 200, ASKER_TOKEN("t2", "3600"));
    asker_expect(&a, 1, "t2");
    asker_close(&a);
    sdp_auth_free(auth);
    sdp_token_store_free(store);
}

/* The store broke when the refresh token came: the older one that it still has is no match for it. */
static void a_refresh_token_that_was_not_saved_is_kept(void **state)
{
    shelf s;
    asker a;
    sdp_token_store *store = shelf_open(&s);
    sdp_auth *old = login_of("c1", NULL, store);
    sdp_auth *auth = login_of("c2", NULL, store);
    (void)state;
    asker_open(&a, old);
    expect_request(&a, 0, "&code=c1");
    asker_answer(&a, 0, 200, ASKER_CODE_TOKEN("t1", "old-r"));
    asker_close(&a);
    asker_open(&a, auth);
    expect_request(&a, MINUTE, "&code=c2");
    s.save_status = SDP_E_TOKEN_STORE;
    asker_answer(&a, MINUTE, 200, ASKER_CODE_TOKEN("t2", "new-r"));
    s.save_status = SDP_OK;
    asker_expect(&a, MINUTE, "t2");
    assert_non_null(strstr(s.record, "old-r"));
    expect_request(&a, MINUTE + HOUR, "&refresh_token=new-r");
    assert_non_null(strstr(s.record, "\"new-r\"")); /* saved with the request that is counted */
    asker_answer(&a, MINUTE + HOUR, 200, ASKER_TOKEN("t3", "3600"));
    asker_close(&a);
    sdp_auth_free(auth);
    auth = login_of("c2", NULL, store); /* after a restart: the record tells which code it is of */
    asker_open(&a, auth);
    asker_expect(&a, MINUTE + HOUR, "t3");
    asker_close(&a);
    sdp_auth_free(auth);
    sdp_auth_free(old);
    sdp_token_store_free(store);
}

/* Who has lost the refresh token makes a new code, and does not wait for the pause of the old one. */
static void a_new_code_does_not_wait_for_the_old_token(void **state)
{
    shelf s;
    asker a;
    sdp_token_store *store = shelf_open(&s);
    sdp_auth *old = login_of("c1", NULL, store);
    sdp_auth *auth = login_of("c2", NULL, store);
    (void)state;
    asker_open(&a, old);
    expect_request(&a, 0, "&code=c1");
    asker_answer(&a, 0, 200, ASKER_CODE_TOKEN("t1", "r1"));
    expect_request(&a, HOUR, "&refresh_token=r1");
    asker_answer(&a, HOUR, 200, "{\"error\":\"invalid_code\"}");
    asker_expect_failure(&a, HOUR + 1, SDP_E_LOGIN_CODE, "invalid_code");
    asker_close(&a);
    asker_open(&a, auth);
    expect_request(&a, HOUR + 2, "&code=c2");
    asker_answer(&a, HOUR + 2, 200, ASKER_CODE_TOKEN("t2", "r2"));
    asker_expect(&a, HOUR + 2, "t2");
    asker_close(&a);
    asker_open(&a, old); /* whose pause is over with that */
    asker_expect(&a, HOUR + 3, "t2");
    asker_close(&a);
    sdp_auth_free(auth);
    sdp_auth_free(old);
    sdp_token_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(accounts_do_not_meet_in_a_store, folder_make, folder_remove),
        cmocka_unit_test(a_code_that_may_be_used_up_is_not_sent_again),
        cmocka_unit_test(a_lost_code_is_lost_for_all),
        cmocka_unit_test(one_code_is_sent_once_for_all),
        cmocka_unit_test(a_code_that_others_exchanged_is_no_failure),
        cmocka_unit_test(a_refresh_token_that_was_not_saved_is_kept),
        cmocka_unit_test(a_new_code_does_not_wait_for_the_old_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
