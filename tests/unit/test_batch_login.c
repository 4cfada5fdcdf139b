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

/* A client of a service, and the server that gives it its token. */
typedef struct login_case {
    raw_server *accounts;
    raw_server *service;
    sdp_auth *auth;
    desk *d;
} login_case;

static void login_case_open(login_case *c, raw_server *service)
{
    c->accounts = RAW_SERVER(gives);
    c->service = service;
    c->auth = oauth_case_login(raw_server_url(c->accounts), OAUTH_REFRESH, NULL, NULL);
    c->d = oauth_case_open(service, NULL, c->auth);
}

static void login_case_close(login_case *c)
{
    desk_close(c->d);
    raw_server_stop(c->accounts);
}

static void a_login_is_not_left_waiting_for_the_caller(void **state)
{
    static const char *const ids[] = {"7"};
    login_case c;
    sdp_cancel *cancel = NULL;
    sdp_batch *batch = NULL;
    sdp_batch_result result = {.size = sizeof result};
    char token[64];
    (void)state;
    login_case_open(&c, RAW_SERVER(works));
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    const sdp_options options = SDP_OPTIONS(.cancel = cancel);
    assert_int_equal(sdp_batch_new(c.d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 2), &batch), SDP_OK);
    assert_int_equal(sdp_batch_add(batch, "products.get", ids, 1, NULL, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_batch_add(batch, "products.get", ids, 1, NULL, &options, NULL), SDP_OK);
    sdp_cancel_signal(cancel); /* its result is there at once */
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    assert_int_equal(sdp_auth_copy_token(c.auth, NULL, token, sizeof token), SDP_OK);
    assert_int_equal(raw_server_requests(c.accounts), 1);
    const sdp_status first = result.status;
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    assert_int_equal(first == SDP_OK ? result.status : first, SDP_E_CANCELED);
    assert_int_equal(first == SDP_OK ? first : result.status, SDP_OK);
    assert_int_equal(sdp_batch_next(batch, &result), SDP_END);
    sdp_batch_free(batch);
    sdp_cancel_free(cancel);
    login_case_close(&c);
}

/* A client that a loop drives, with a batch of its calls. */
typedef struct looped {
    login_case login;
    poll_loop *loop;
    sdp_batch *batch;
    poll_tally tally;
} looped;

static void looped_open(looped *l, raw_server *service, int concurrency)
{
    login_case_open(&l->login, service);
    l->tally = (poll_tally){0};
    l->loop = poll_loop_new();
    poll_loop_attach(l->loop, l->login.d->client);
    l->batch = poll_loop_batch(l->login.d->client, &l->tally, concurrency);
}

/* Drains the batch of so many calls when the server has so many requests, and takes what comes of the calls. */
static void drain_at(looped *l, int calls, raw_server *server, int requests)
{
    poll_loop_add_gets(l->batch, calls, NULL);
    while (raw_server_requests(server) < requests) poll_loop_turn(l->loop, 10);
    assert_int_equal(sdp_batch_drain(l->batch), SDP_OK);
    poll_loop_run(l->loop, &l->tally.results, calls);
}

static void looped_close(looped *l)
{
    sdp_batch_free(l->batch);
    poll_loop_detach(l->loop, l->login.d->client);
    poll_loop_free(l->loop);
    login_case_close(&l->login);
}

/* The call that asks for the token ends when it is there, and sends nothing; nor does the one that waits for it. */
static void a_drained_batch_loses_no_token(void **state)
{
    looped l;
    char token[64];
    (void)state;
    looped_open(&l, RAW_SERVER(works), 2);
    drain_at(&l, 4, l.login.accounts, 1);
    assert_int_equal(l.tally.failed, 4);
    assert_int_equal(l.tally.status, SDP_E_CANCELED);
    assert_int_equal(l.tally.attempts, 0);
    assert_int_equal(raw_server_requests(l.login.service), 0);
    assert_int_equal(sdp_auth_copy_token(l.login.auth, NULL, token, sizeof token), SDP_OK);
    poll_loop_add_gets(l.batch, 1, NULL);
    poll_loop_run(l.loop, &l.tally.results, 5);
    assert_int_equal(l.tally.failed, 4);
    assert_int_equal(raw_server_requests(l.login.accounts), 1);
    looped_close(&l);
}

static const raw_step refuses_later[] = {
    RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_READ, RAW_DELAY(50), RAW_REPLY("401 No", ""), RAW_REPEAT, RAW_END};

/* What is on its way and is refused would be sent again with another token. */
static void a_drained_batch_asks_for_no_other_token(void **state)
{
    looped l;
    (void)state;
    looped_open(&l, RAW_SERVER(refuses_later), 1);
    drain_at(&l, 2, l.login.service, 2);
    assert_int_equal(l.tally.failed, 1);
    assert_int_equal(l.tally.status, SDP_E_LOGIN);
    assert_int_equal(l.tally.attempts, 1);
    assert_int_equal(raw_server_requests(l.login.service), 2);
    assert_int_equal(raw_server_requests(l.login.accounts), 1);
    looped_close(&l);
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
