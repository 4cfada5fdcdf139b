/* Several logins of one account that share a store, as processes do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "asker.h"
#include "auth/oauth_parts.h"
#include "shelf.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

static shelf s;
static sdp_token_store *store;
static sdp_auth *first; /* each as in a process of its own */
static sdp_auth *second;
static asker a;
static asker b;

static int begin(void **state)
{
    (void)state;
    store = shelf_open(&s);
    first = asker_login("r1", NULL, store);
    second = asker_login("r1", NULL, store);
    asker_open(&a, first);
    asker_open(&b, second);
    return 0;
}

static int end(void **state)
{
    (void)state;
    asker_close(&a);
    asker_close(&b);
    sdp_auth_free(first);
    sdp_auth_free(second);
    sdp_token_store_free(store);
    return s.destroyed == 1 && s.is_locked == 0 ? 0 : -1;
}

static void keep(const sdpi_token *token)
{
    assert_int_equal(sdpi_store_lock(store, ((const sdpi_oauth *)first)->key, NULL), SDP_OK);
    assert_int_equal(sdpi_store_save(store, ((const sdpi_oauth *)first)->key, token, NULL), SDP_OK);
    sdpi_store_unlock(store, ((const sdpi_oauth *)first)->key);
}

static sdpi_token kept(void)
{
    sdpi_token token;
    assert_int_equal(sdpi_token_read(s.record, &token), SDP_OK);
    return token;
}

static void one_asks_for_all(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    assert_int_equal(s.is_locked, 1);
    assert_int_equal(kept().request_count, 1); /* counted before it is sent */
    s.is_held = 1;
    s.is_locked = 0; /* as another process sees it */
    asker_expect_wait(&b, 0, SDPI_STORE_POLL_MS);
    s.is_held = 0;
    s.is_locked = 1;
    asker_answer(&a, 10, 200, ASKER_TOKEN("t1", "3600"));
    assert_int_equal(s.is_locked, 0);
    assert_string_equal(kept().access, "t1");
    asker_expect(&b, 50, "t1");
    asker_expect(&a, 50, "t1");
    assert_int_equal(b.requests, 0);
    assert_int_equal(s.locks, s.unlocks + 1); /* all but the one that did not get it */
    /* While it is good, nobody looks into the store. */
    const int loads = s.loads;
    asker_expect(&b, HOUR / 2, "t1");
    assert_int_equal(s.loads, loads);
}

/* Whoever lost the lock before it asked is as one that never had it: it waits, looks again and asks. */
static void a_lock_that_was_lost_is_waited_for(void **state)
{
    (void)state;
    s.save_status = SDP_END;
    asker_expect_wait(&a, 0, SDPI_STORE_POLL_MS);
    assert_string_equal(a.step.waits_for, "another process has, or took, the lock of the token store");
    assert_int_equal(sdp_error_status(&a.error), SDP_OK);
    assert_int_equal(s.is_locked, 0);
    s.save_status = SDP_OK;
    assert_int_equal(asker_ask(&a, SDPI_STORE_POLL_MS), SDPI_AUTH_SEND_FIRST);
    assert_int_equal(kept().request_count, 1);
    /* Lost after that, the token serves this process alone. */
    s.save_status = SDP_END;
    asker_answer(&a, 100, 200, ASKER_TOKEN("t1", "3600"));
    asker_expect(&a, 100, "t1");
    assert_int_equal(((const sdpi_oauth *)first)->is_kept, 0);
}

/* Whoever took the lock may have exchanged the code, which is of no use then. */
static void a_code_is_not_sent_behind_another_process(void **state)
{
    sdp_auth *first_login = asker_login(NULL, "c1", store);
    sdp_auth *second_login = asker_login(NULL, "c1", store);
    asker early, later;
    (void)state;
    asker_open(&early, first_login);
    asker_open(&later, second_login);
    s.save_status = SDP_END;
    asker_expect_wait(&early, 0, SDPI_STORE_POLL_MS);
    s.save_status = SDP_OK;
    assert_int_equal(asker_ask(&later, 10), SDPI_AUTH_SEND_FIRST);
    asker_answer(&later, 20, 200, ASKER_CODE_TOKEN("t1", "r1"));
    asker_expect(&early, SDPI_STORE_POLL_MS, "t1");
    asker_close(&early);
    asker_close(&later);
    sdp_auth_free(first_login);
    sdp_auth_free(second_login);
}

/* Between the look and the lock another process may have brought a token. */
static sdp_status (*shelf_lock)(void *self, const char *key);
static sdpi_token late;

static sdp_status lock_late(void *self, const char *key)
{
    shelf *to = self;
    sdpi_buffer record;
    sdpi_buffer_init(&record, &sdpi_default_allocator, SDPI_MAX_STORE);
    sdpi_token_write(&late, &record);
    snprintf(to->key, sizeof to->key, "%s", key);
    snprintf(to->record, sizeof to->record, "%s", sdpi_buffer_string(&record));
    to->has_record = 1;
    sdpi_buffer_free(&record);
    return shelf_lock(self, key);
}

static void the_store_is_looked_at_inside_the_lock(void **state)
{
    shelf own = {.loads = 0};
    sdp_token_store *slow = NULL;
    sdp_token_store_ops ops = shelf_ops;
    asker call;
    (void)state;
    late = (sdpi_token){.access = "t9", .minted_ms = ASKER_DAY, .expires_ms = ASKER_DAY + HOUR};
    shelf_lock = shelf_ops.lock;
    ops.lock = lock_late;
    assert_int_equal(sdp_token_store_new(&ops, &own, NULL, &slow), SDP_OK);
    sdp_auth *auth = asker_login("r1", NULL, slow);
    asker_open(&call, auth);
    asker_expect(&call, 0, "t9");
    assert_int_equal(own.locks, 1);
    assert_int_equal(own.unlocks, 1);
    asker_close(&call);
    sdp_auth_free(auth);
    sdp_token_store_free(slow);
}

static void the_budget_is_shared(void **state)
{
    (void)state;
    for (int i = 0; i < SDPI_TOKEN_REQUESTS; i++) asker_mint(i % 2 ? &a : &b, 2000 * i, "t1", 2);
    asker_expect_failure(&a, 20000, SDP_E_LOGIN_BUDGET, "ten times in ten minutes");
    asker_expect_failure(&b, 20000, SDP_E_LOGIN_BUDGET, "ten times in ten minutes");
    assert_int_equal(kept().request_count, SDPI_TOKEN_REQUESTS);
}

static void a_throttle_is_shared(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, 0, 400, ASKER_THROTTLED);
    asker_expect_failure(&b, 1000, SDP_E_LOGIN_THROTTLED, "another 599 s");
    assert_int_equal(b.requests, 0);
    asker_mint(&b, 10 * MINUTE, "t1", 3600);
    assert_int_equal(kept().blocked_ms, 0);
}

static void what_never_arrived_is_given_back(void **state)
{
    (void)state;
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    asker_fail(&a, 0, SDP_E_CONNECT, SDP_SENT_NOTHING);
    assert_int_equal(kept().request_count, 0);
    assert_int_equal(asker_ask(&b, 0), SDPI_AUTH_WAIT); /* one pause for all that share the store */
    assert_int_equal(asker_ask(&b, 1000), SDPI_AUTH_SEND_FIRST);
    asker_leave(&b, 1000);
    assert_int_equal(kept().request_count, 1);
}

/* Each way in which a renewal fails leaves the token that others may still use. */
static void a_failed_renewal_leaves_the_token(void **state)
{
    static const char *const bodies[] = {"{\"error\":\"invalid_code\"}", "", "<html>", "{\"access_token\":\"\"}",
                                         ASKER_THROTTLED};
    const int64_t early = 58 * MINUTE;
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies + 2; i++) {
        sdp_auth *other = asker_login("r1", NULL, store);
        asker call;
        asker_open(&call, other);
        assert_int_equal(asker_ask(&call, early), SDPI_AUTH_SEND_FIRST);
        if (i == 5) {
            asker_leave(&call, early);
        } else if (i == 6) {
            asker_fail(&call, early, SDP_E_TIMEOUT, SDP_SENT_MAYBE);
        } else {
            asker_answer(&call, early, 200, bodies[i]);
        }
        assert_string_equal(kept().access, "t1");
        assert_int_equal(kept().expires_ms, ASKER_DAY + HOUR);
        if (i != 5) asker_expect(&call, early, "t1"); /* after leave() the next one asks again, as it should */
        asker_close(&call);
        sdp_auth_free(other);
        sdpi_token again = kept();
        again.request_count = 0;
        again.blocked_ms = 0;
        keep(&again);
    }
}

/* A lock that ends by itself, as those of other machines do: another one has renewed the token meanwhile. */
static void a_newer_token_is_not_overwritten(void **state)
{
    sdpi_token newer = {.access = "t2", .minted_ms = ASKER_DAY + HOUR, .expires_ms = ASKER_DAY + 2 * HOUR};
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    assert_int_equal(asker_ask(&a, HOUR), SDPI_AUTH_SEND_FIRST);
    s.is_locked = 0;
    newer.requests[0] = ASKER_DAY + HOUR;
    newer.request_count = 1;
    keep(&newer);
    s.is_locked = 1;
    asker_answer(&a, HOUR + 90000, 200, "{\"error\":\"invalid_client\"}");
    assert_string_equal(kept().access, "t2");
    asker_expect(&a, HOUR + 90000, "t2");
}

static void another_process_replaces_a_refused_token(void **state)
{
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    asker_expect(&b, 0, "t1");
    asker_close(&a);
    asker_open(&a, first);
    asker_expect(&a, 5 * MINUTE, "t1");
    assert_int_equal(asker_ask_refused(&a, 5 * MINUTE), SDPI_AUTH_SEND_FIRST);
    assert_int_equal(kept().renewed_ms, ASKER_DAY + 5 * MINUTE);
    asker_answer(&a, 5 * MINUTE, 200, ASKER_TOKEN("t2", "3600"));
    assert_int_equal(asker_ask_refused(&b, 5 * MINUTE + 10), SDPI_AUTH_READY);
    assert_string_equal(b.step.headers[0].value, "Zoho-oauthtoken t2");
    /* That one is refused too: no process asks for a third. */
    assert_int_equal(asker_ask_refused(&b, 5 * MINUTE + 20), SDPI_AUTH_FAIL);
    assert_int_equal(b.requests, 0);
}

static void a_store_that_cannot_be_read_or_locked_ends_the_call(void **state)
{
    (void)state;
    s.reason = "the shelf is broken";
    s.load_status = SDP_E_TOKEN_STORE;
    asker_expect_failure(&a, 0, SDP_E_TOKEN_STORE, "cannot be read: the shelf is broken");
    s.load_status = SDP_OK;
    s.lock_status = SDP_E_NETWORK;
    asker_expect_failure(&a, 0, SDP_E_TOKEN_STORE, "cannot be locked: the shelf is broken");
    s.lock_status = SDP_E_NO_MEMORY;
    asker_expect_failure(&a, 0, SDP_E_NO_MEMORY, "");
    s.lock_status = SDP_OK;
    s.save_status = SDP_E_TOKEN_STORE; /* what cannot be counted is not sent */
    asker_expect_failure(&a, 0, SDP_E_TOKEN_STORE, "cannot be written: the shelf is broken");
    assert_int_equal(s.is_locked, 0);
    s.save_status = SDP_OK;
    asker_mint(&a, 0, "t1", 3600);
    assert_int_equal(kept().request_count, 1);
}

static void with_a_token_a_broken_store_does_not_matter(void **state)
{
    const int64_t early = 59 * MINUTE;
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    s.load_status = SDP_E_TOKEN_STORE;
    asker_expect(&a, early, "t1");
    s.load_status = SDP_OK;
    s.lock_status = SDP_E_TOKEN_STORE;
    asker_expect(&a, early, "t1");
    s.lock_status = SDP_OK;
    s.save_status = SDP_E_TOKEN_STORE;
    asker_expect(&a, early, "t1");
    assert_int_equal(s.is_locked, 0);
}

/* The store broke while the request was under way: this process has its token all the same, and keeps to it. */
static void a_token_that_cannot_be_kept_is_used(void **state)
{
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    asker_close(&a);
    asker_open(&a, first);
    asker_expect(&a, 10 * MINUTE, "t1");
    assert_int_equal(asker_ask_refused(&a, 10 * MINUTE), SDPI_AUTH_SEND_FIRST);
    s.save_status = SDP_E_TOKEN_STORE;
    asker_answer(&a, 10 * MINUTE, 200, ASKER_TOKEN("t2", "3600"));
    assert_string_equal(kept().access, "t1");
    assert_int_equal(s.is_locked, 0);
    asker_expect(&a, 10 * MINUTE, "t2");
    assert_int_equal(sdpi_oauth_look((sdpi_oauth *)first, 10 * MINUTE, ASKER_DAY + 10 * MINUTE, NULL), SDP_OK);
    assert_int_equal(((const sdpi_oauth *)first)->is_kept, 0);
    asker_expect(&a, 11 * MINUTE, "t2");
}

static void a_code_leaves_its_refresh_token_in_the_store(void **state)
{
    sdp_auth *giver = asker_login(NULL, "c1", store);
    sdp_auth *taker = asker_login(NULL, NULL, store);
    asker call;
    (void)state;
    asker_open(&call, giver);
    assert_int_equal(asker_ask(&call, 0), SDPI_AUTH_SEND_FIRST);
    asker_answer(&call, 0, 200, ASKER_CODE_TOKEN("t1", "new-r"));
    asker_close(&call);
    sdp_auth_free(giver);
    asker_open(&call, taker);
    asker_expect(&call, 0, "t1");
    assert_int_equal(asker_ask(&call, HOUR), SDPI_AUTH_SEND_FIRST);
    assert_non_null(strstr(call.step.request.body, "&refresh_token=new-r"));
    asker_answer(&call, HOUR, 200, ASKER_TOKEN("t2", "3600"));
    asker_close(&call);
    sdp_auth_free(taker);
    assert_string_equal(kept().access, "t2");
    assert_string_equal(kept().refresh, "new-r"); /* a renewal brings none, and takes none away */
}

/* Who gives a code wants it exchanged, whatever the store has, and hears where that fails. */
static void a_code_comes_before_the_store(void **state)
{
    sdp_auth *giver = asker_login(NULL, "c1", store);
    asker call;
    (void)state;
    asker_open(&call, giver);
    assert_int_equal(asker_ask(&call, 0), SDPI_AUTH_SEND_FIRST);
    asker_answer(&call, 0, 200, ASKER_CODE_TOKEN("t1", "r1"));
    asker_close(&call);
    sdp_auth_free(giver);
    giver = asker_login(NULL, "c2", store);
    asker_open(&call, giver);
    assert_int_equal(asker_ask(&call, MINUTE), SDPI_AUTH_SEND_FIRST);
    assert_non_null(strstr(call.step.request.body, "&code=c2"));
    asker_answer(&call, MINUTE, 200, "{\"error\":\"invalid_code\"}");
    asker_expect_failure(&call, MINUTE, SDP_E_LOGIN_CODE, "invalid_code");
    asker_close(&call);
    sdp_auth_free(giver);
    assert_string_equal(kept().access, "t1"); /* the old login is as good as before */
    assert_string_equal(kept().refresh, "r1");
}

static void tenants_do_not_meet_in_a_store(void **state)
{
    sdp_auth *other = asker_login("r2", NULL, store);
    asker call;
    (void)state;
    asker_mint(&a, 0, "t1", 3600);
    asker_open(&call, other);
    asker_mint(&call, 0, "t2", 3600);
    asker_expect(&a, 0, "t1");
    asker_close(&call);
    sdp_auth_free(other);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_asks_for_all),
        TEST(a_lock_that_was_lost_is_waited_for),
        TEST(a_code_is_not_sent_behind_another_process),
        TEST(the_store_is_looked_at_inside_the_lock),
        TEST(the_budget_is_shared),
        TEST(a_throttle_is_shared),
        TEST(what_never_arrived_is_given_back),
        TEST(a_failed_renewal_leaves_the_token),
        TEST(a_newer_token_is_not_overwritten),
        TEST(another_process_replaces_a_refused_token),
        TEST(a_store_that_cannot_be_read_or_locked_ends_the_call),
        TEST(with_a_token_a_broken_store_does_not_matter),
        TEST(a_token_that_cannot_be_kept_is_used),
        TEST(a_code_leaves_its_refresh_token_in_the_store),
        TEST(a_code_comes_before_the_store),
        TEST(tenants_do_not_meet_in_a_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
