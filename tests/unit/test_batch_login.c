/* A batch whose login asks for a token: no result is given meanwhile, for the caller may be busy with it for long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "oauth_case.h"
#include "poll_loop.h"

#define TOKEN "{\"access_token\":\"" DESK_PLANTED "access-5c1d\",\"expires_in\":3600}"

static const raw_step gives[] = {RAW_READ, RAW_DELAY(100), RAW_REPLY("200 OK", TOKEN), RAW_REPEAT, RAW_END};
static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};

static void a_login_is_not_left_waiting_for_the_caller(void **state)
{
    static const char *const ids[] = {"7"};
    raw_server *accounts = RAW_SERVER(gives);
    sdp_auth *auth = oauth_case_login(raw_server_url(accounts), OAUTH_REFRESH, NULL, NULL);
    sdp_cancel *cancel = NULL;
    sdp_batch *batch = NULL;
    sdp_batch_result result = {.size = sizeof result};
    char token[64];
    (void)state;
    desk *d = oauth_case_open(RAW_SERVER(works), NULL, auth);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    assert_int_equal(sdp_batch_new(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 2), &batch), SDP_OK);
    assert_int_equal(sdp_batch_add(batch, "products.get", ids, 1, NULL, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_batch_add(batch, "products.get", ids, 1, NULL, &options, NULL), SDP_OK);
    sdp_cancel_signal(cancel); /* its result is there at once */
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    assert_int_equal(sdp_auth_copy_token(auth, NULL, token, sizeof token), SDP_OK);
    assert_int_equal(raw_server_requests(accounts), 1);
    const sdp_status first = result.status;
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    assert_int_equal(first == SDP_OK ? result.status : first, SDP_E_CANCELED);
    assert_int_equal(first == SDP_OK ? first : result.status, SDP_OK);
    assert_int_equal(sdp_batch_next(batch, &result), SDP_END);
    sdp_batch_free(batch);
    sdp_cancel_free(cancel);
    desk_close(d);
    raw_server_stop(accounts);
}

/* The call that asks for the token ends when it is there, and sends nothing; nor does the one that waits for it. */
static void a_drained_batch_loses_no_token(void **state)
{
    raw_server *accounts = RAW_SERVER(gives);
    raw_server *service = RAW_SERVER(works);
    sdp_auth *auth = oauth_case_login(raw_server_url(accounts), OAUTH_REFRESH, NULL, NULL);
    poll_tally tally = {0};
    char token[64];
    (void)state;
    desk *d = oauth_case_open(service, NULL, auth);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 2);
    poll_loop_add_gets(batch, 4, NULL);
    while (raw_server_requests(accounts) == 0) poll_loop_turn(loop, 10);
    assert_int_equal(sdp_batch_drain(batch), SDP_OK);
    poll_loop_run(loop, &tally.results, 4);
    assert_int_equal(tally.failed, 4);
    assert_int_equal(tally.status, SDP_E_CANCELED);
    assert_int_equal(tally.attempts, 0);
    assert_int_equal(raw_server_requests(service), 0);
    assert_int_equal(sdp_auth_copy_token(auth, NULL, token, sizeof token), SDP_OK);
    poll_loop_add_gets(batch, 1, NULL);
    poll_loop_run(loop, &tally.results, 5);
    assert_int_equal(tally.failed, 4);
    assert_int_equal(raw_server_requests(accounts), 1);
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    desk_close(d);
    raw_server_stop(accounts);
}

static const raw_step refuses_later[] = {
    RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_READ, RAW_DELAY(50), RAW_REPLY("401 No", ""), RAW_REPEAT, RAW_END};

/* What is on its way and is refused would be sent again with another token. */
static void a_drained_batch_asks_for_no_other_token(void **state)
{
    raw_server *accounts = RAW_SERVER(gives);
    raw_server *service = RAW_SERVER(refuses_later);
    sdp_auth *auth = oauth_case_login(raw_server_url(accounts), OAUTH_REFRESH, NULL, NULL);
    poll_tally tally = {0};
    (void)state;
    desk *d = oauth_case_open(service, NULL, auth);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 1);
    poll_loop_add_gets(batch, 2, NULL);
    while (raw_server_requests(service) < 2) poll_loop_turn(loop, 10);
    assert_int_equal(sdp_batch_drain(batch), SDP_OK);
    poll_loop_run(loop, &tally.results, 2);
    assert_int_equal(tally.failed, 1);
    assert_int_equal(tally.status, SDP_E_LOGIN);
    assert_int_equal(tally.attempts, 1);
    assert_int_equal(raw_server_requests(service), 2);
    assert_int_equal(raw_server_requests(accounts), 1);
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    desk_close(d);
    raw_server_stop(accounts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_is_not_left_waiting_for_the_caller),
        cmocka_unit_test(a_drained_batch_loses_no_token),
        cmocka_unit_test(a_drained_batch_asks_for_no_other_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
