/* The OAuth login against the sandbox (SDP_SANDBOX_PATH): as it is used every day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ask.h"
#include "auth/token.h"
#include "base/sys.h"
#include "folder.h"
#include "oauth_case.h"
#include "shelf.h"

static void the_first_call_mints_for_all(void **state)
{
    sdp_client *sibling = NULL;
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict", "--seed-data", "3");
    desk *d = oauth_case_desk(box);
    assert_int_equal(oauth_case_count("minted"), 0);
    for (int i = 0; i < 3; i++) desk_expect(d, DESK_LIST, NULL, SDP_OK);
    assert_int_equal(oauth_case_count("minted"), 1);
    assert_int_equal(sdp_client_dup(d->client, &sibling), SDP_OK);
    assert_int_equal(sdp_login(sibling, NULL), SDP_OK);
    sdp_client_free(sibling);
    assert_int_equal(oauth_case_count("minted"), 1);
    assert_int_equal(oauth_case_count("failed"), 0);
    assert_int_equal(oauth_case_count("in_query"), 0);
    oauth_case_close(d, box);
}

static void what_expires_is_renewed_before(void **state)
{
    sdp_login_state known = {.size = sizeof known};
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict", "--token-seconds", "1", "--token-shape", "old");
    desk *d = oauth_case_desk(box);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    assert_int_equal(sdp_auth_get_state(d->auth, NULL, &known), SDP_OK);
    assert_int_equal(known.expires_ms - known.minted_ms, 1000);
    desk_sleep_ms(1010);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    assert_int_equal(oauth_case_count("minted"), 2);
    for (int i = 0; i < d->event_count; i++) assert_int_not_equal(d->events[i].http_status, 401);
    oauth_case_close(d, box);
}

/* The service forgot the token: of a read and of a write alike, nothing was done. */
static void a_401_is_cured_by_one_renewal(void **state)
{
    static const int operations[] = {DESK_LIST, DESK_ADD};
    (void)state;
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        sandbox *box = SANDBOX("--auth", "strict");
        desk *d = oauth_case_desk(box);
        assert_int_equal(sdp_login(d->client, NULL), SDP_OK);
        oauth_case_control("POST", "/_sandbox/tokens/expire", "");
        desk_expect(d, operations[i], NULL, SDP_OK);
        assert_int_equal(oauth_case_count("minted"), 2);
        int refused = 0;
        for (int j = 0; j < d->event_count; j++) refused += d->events[j].http_status == 401;
        assert_int_equal(refused, 1);
        /* Again at once: no second renewal within two minutes. */
        oauth_case_control("POST", "/_sandbox/tokens/expire", "");
        desk_expect(d, operations[i], NULL, SDP_E_LOGIN);
        desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_CREDENTIALS, .http_status = 401});
        assert_int_equal(oauth_case_count("minted"), 2);
        oauth_case_close(d, box);
    }
}

static void each_failure_has_its_status(void **state)
{
    static const struct {
        const char *fault;
        sdp_status status;
        int32_t fault_kind;
    } faults[] = {
        {"POST /oauth/v2/token error:invalid_client", SDP_E_LOGIN_CLIENT, SDP_FAULT_CREDENTIALS},
        {"POST /oauth/v2/token error:invalid_client:400", SDP_E_LOGIN_CLIENT, SDP_FAULT_CREDENTIALS},
        {"POST /oauth/v2/token error:invalid_client_secret", SDP_E_LOGIN_SECRET, SDP_FAULT_CREDENTIALS},
        {"POST /oauth/v2/token error:invalid_code", SDP_E_LOGIN_CODE, SDP_FAULT_CREDENTIALS},
        {"POST /oauth/v2/token error:invalid_scope:400", SDP_E_LOGIN_SCOPE, SDP_FAULT_CREDENTIALS},
        {"POST /oauth/v2/token error:access_denied", SDP_E_LOGIN_DENIED, SDP_FAULT_CREDENTIALS},
        {"POST /oauth/v2/token html:200", SDP_E_LOGIN_ANSWER, -1},
        {"POST /oauth/v2/token body:{}", SDP_E_LOGIN_ANSWER, -1},
        {"POST /oauth/v2/token body:{\"access_token\":\"\"}", SDP_E_LOGIN_ANSWER, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        sandbox *box = SANDBOX("--auth", "strict", "--fault", faults[i].fault);
        desk *d = oauth_case_desk(box);
        desk_expect(d, DESK_ADD, NULL, faults[i].status);
        desk_expect_words(d, sandbox_root(box));
        const sdp_error *error = sdp_last_error(d->client);
        assert_int_equal(sdp_error_maybe_done(error), 0);
        if (faults[i].fault_kind >= 0) assert_int_equal(sdp_error_fault(error), faults[i].fault_kind);
        /* It stands: no second request. */
        desk_expect(d, DESK_LIST, NULL, faults[i].status);
        assert_int_equal(sdp_login(d->client, NULL), faults[i].status);
        desk_check_error(d);
        reply got = ask_raw("GET", "/_sandbox/routes", NULL, 0, NULL);
        assert_non_null(strstr(got.body, "\"POST /oauth/v2/token\":{\"requests\":1,"));
        ask_free(&got);
        oauth_case_close(d, box);
    }
}

static void minting_is_throttled(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict", "--mint-limit", "1/600");
    desk *d = oauth_case_desk(box);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    oauth_case_control("POST", "/_sandbox/tokens/expire", "");
    desk_expect(d, DESK_LIST, NULL, SDP_E_LOGIN_THROTTLED);
    assert_int_equal(sdp_error_retryable(sdp_last_error(d->client)), 1);
    assert_int_equal(oauth_case_count("throttled"), 1);
    for (int i = 0; i < 5; i++) desk_expect(d, DESK_LIST, NULL, SDP_E_LOGIN_THROTTLED);
    assert_int_equal(oauth_case_count("throttled"), 1);
    oauth_case_close(d, box);
}

/* Ten requests of other processes stand in the store. */
static void the_budget_protects_the_login(void **state)
{
    shelf kept;
    char key[SDPI_TOKEN_KEY_SIZE];
    sdp_login_state known = {.size = sizeof known};
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict");
    ask_begin(sandbox_root(box));
    sdp_token_store *store = shelf_open(&kept);
    sdpi_token_key(sandbox_root(box), "client-5c1d", OAUTH_REFRESH, NULL, key);
    const long long now_ms = (long long)sdpi_wall_ms();
    snprintf(kept.key, sizeof kept.key, "%s", key);
    snprintf(kept.record, sizeof kept.record, "{\"requests\":[1,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld]}", now_ms,
             now_ms, now_ms, now_ms, now_ms, now_ms, now_ms, now_ms, now_ms);
    kept.has_record = 1;
    desk *d =
        oauth_case_open(NULL, sandbox_base_url(box), oauth_case_login(sandbox_root(box), OAUTH_REFRESH, NULL, store));
    sdp_token_store_free(store);
    desk_expect(d, DESK_LIST, NULL, SDP_OK); /* the ring has nine of them: one is left */
    assert_int_equal(oauth_case_count("minted"), 1);
    oauth_case_control("POST", "/_sandbox/tokens/expire", "");
    desk_expect(d, DESK_LIST, NULL, SDP_E_LOGIN_BUDGET);
    desk_expect_said(d, (desk_said){.attempts = 1,
                                    .retryable = 1,
                                    .fault = sdp_error_fault(sdp_last_error(d->client)),
                                    .http_status = sdp_error_http_status(sdp_last_error(d->client))});
    assert_true(sdp_error_retry_after_ms(sdp_last_error(d->client)) > 500000);
    assert_int_equal(sdp_auth_get_state(d->auth, NULL, &known), SDP_OK);
    assert_int_equal(known.requests, 10);
    assert_true(known.blocked_ms > now_ms + 500000);
    assert_int_equal(oauth_case_count("minted"), 1);
    oauth_case_close(d, box);
}

static void a_code_is_exchanged_and_kept(void **state)
{
    const folder *f = *state;
    char path[300];
    char token[200];
    sdp_login_state known = {.size = sizeof known};
    sdp_token_store *store = NULL;
    snprintf(path, sizeof path, "%s/tokens", f->path);
    sandbox *box = SANDBOX("--auth", "strict", "--code", OAUTH_CODE, "--refresh-token", "another");
    ask_begin(sandbox_root(box));
    assert_int_equal(sdp_token_store_new_file(path, NULL, &store), SDP_OK);
    desk *d =
        oauth_case_open(NULL, sandbox_base_url(box), oauth_case_login(sandbox_root(box), NULL, OAUTH_CODE, store));
    sdp_token_store_free(store);
    assert_int_equal(sdp_auth_get_state(d->auth, NULL, &known), SDP_OK);
    assert_int_equal(known.can_renew, 0);
    assert_int_equal(sdp_login(d->client, NULL), SDP_OK);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    assert_int_equal(sdp_auth_get_state(d->auth, NULL, &known), SDP_OK);
    assert_true(known.can_renew && known.is_stored && known.requests == 1);
    desk_close(d);
    /* Another run, without code: the token is there, and where it is over, so is what renews it. */
    assert_int_equal(sdp_token_store_new_file(path, NULL, &store), SDP_OK);
    d = oauth_case_open(NULL, sandbox_base_url(box), oauth_case_login(sandbox_root(box), NULL, NULL, store));
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    assert_int_equal(oauth_case_count("minted"), 1);
    oauth_case_control("POST", "/_sandbox/tokens/expire", "");
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    assert_int_equal(oauth_case_count("minted"), 2);
    assert_int_equal(sdp_auth_copy_token(d->auth, NULL, token, sizeof token), SDP_OK);
    desk_close(d);
    /* A program that keeps its code in its configuration may start again. */
    d = oauth_case_open(NULL, sandbox_base_url(box), oauth_case_login(sandbox_root(box), NULL, OAUTH_CODE, store));
    sdp_token_store_free(store);
    assert_int_equal(sdp_login(d->client, NULL), SDP_OK);
    assert_int_equal(oauth_case_count("minted"), 2);
    oauth_case_close(d, box);
}

static void a_login_is_no_call_of_the_service(void **state)
{
    sdp_cancel *cancel = NULL;
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict");
    desk *d = oauth_case_desk(box);
    assert_int_equal(sdp_login(NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_login(d->client, (const sdp_options *)&(sdp_query)SDP_QUERY_INIT), SDP_E_STRUCT);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_E_STRUCT);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    sdp_cancel_signal(cancel);
    assert_int_equal(sdp_login(d->client, &(sdp_options)SDP_OPTIONS(.cancel = cancel)), SDP_E_CANCELED);
    sdp_cancel_free(cancel);
    assert_int_equal(oauth_case_count("minted"), 0);
    /* What does not count is not looked at: no dry run, no headers. */
    const sdp_header header = {"X-More", "1"};
    assert_int_equal(
        sdp_login(d->client, &(sdp_options)SDP_OPTIONS(.dry_run = 1, .headers = &header, .header_count = 1)), SDP_OK);
    assert_int_equal(sdp_login(d->client, NULL), SDP_OK);
    assert_int_equal(oauth_case_count("minted"), 1);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_OK);
    reply got = ask_raw("GET", "/_sandbox/routes", NULL, 0, NULL);
    assert_string_equal(got.body, "{\"POST /oauth/v2/token\":{\"requests\":1,\"handled\":1}}");
    ask_free(&got);
    desk_close(d);
    /* Kinds of login that need no token are ready. */
    d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = sandbox_base_url(box)));
    assert_int_equal(sdp_login(d->client, NULL), SDP_OK);
    assert_int_equal(sdp_login(d->client, &(sdp_options)SDP_OPTIONS(.timeout_ms = 1000)), SDP_OK);
    oauth_case_close(d, box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_call_mints_for_all),
        cmocka_unit_test(what_expires_is_renewed_before),
        cmocka_unit_test(a_401_is_cured_by_one_renewal),
        cmocka_unit_test(each_failure_has_its_status),
        cmocka_unit_test(minting_is_throttled),
        cmocka_unit_test(the_budget_protects_the_login),
        cmocka_unit_test_setup_teardown(a_code_is_exchanged_and_kept, folder_make, folder_remove),
        cmocka_unit_test(a_login_is_no_call_of_the_service),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
