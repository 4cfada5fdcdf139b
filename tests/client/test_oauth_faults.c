/* The OAuth login between a login server and a service that misbehave in ways of their own. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oauth_case.h"

#define TOKEN "{\"access_token\":\"" DESK_PLANTED "access\",\"expires_in\":3600}"
#define UNAUTHORISED                                                                                                   \
    "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"message\":\"UNAUTHORISED\"}]}}"

static const raw_step gives[] = {RAW_READ, RAW_REPLY("200 OK", TOKEN), RAW_REPEAT, RAW_END};
static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};

/* A login server and a service, and a client of both. */
static raw_server *accounts;

static desk *open_at(raw_server *login_server, raw_server *service)
{
    accounts = login_server;
    return oauth_case_open(service, NULL, oauth_case_login(raw_server_url(login_server), OAUTH_REFRESH, NULL, NULL));
}

static void close_both(desk *d)
{
    desk_close(d);
    raw_server_stop(accounts);
}

static void a_request_for_a_token_is_proper(void **state)
{
    (void)state;
    desk *d = open_at(RAW_SERVER(gives), RAW_SERVER(works));
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_int_equal(raw_server_requests(accounts), 1);
    const raw_request *request = raw_server_request(accounts, 0);
    assert_string_equal(request->method, "POST");
    assert_string_equal(request->target, "/oauth/v2/token");
    assert_string_equal(raw_request_header(request, "Content-Type"), "application/x-www-form-urlencoded");
    assert_string_equal(request->body, "grant_type=refresh_token&client_id=client-5c1d&client_secret=" OAUTH_SECRET
                                       "&refresh_token=" OAUTH_REFRESH);
    assert_null(raw_request_header(request, "Authorization"));
    assert_string_equal(raw_request_header(raw_server_request(d->server, 0), "Authorization"),
                        "Zoho-oauthtoken " DESK_PLANTED "access");
    close_both(d);
}

/* What a new token does not cure is not answered by one: a client that renewed on each 401 locked itself out. */
static void not_every_401_is_the_tokens_fault(void **state)
{
    static const struct {
        raw_step steps[4];
        int tokens;
    } refusals[] = {
        {{RAW_READ, RAW_REPLY("401 No", "{" DESK_FAILURE(4002) "}"), RAW_REPEAT, RAW_END}, 1},
        {{RAW_READ, RAW_REPLY("401 No", "{" DESK_FAILURE(4007) "}"), RAW_REPEAT, RAW_END}, 1},
        {{RAW_READ, RAW_REPLY("401 No", "{" DESK_FAILURE(7001) "}"), RAW_REPEAT, RAW_END}, 1},
        {{RAW_READ, RAW_SEND("HTTP/1.1 401 No\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>"),
          RAW_REPEAT, RAW_END},
         1},
        {{RAW_READ, RAW_REPLY("403 No", "{" DESK_FAILURE(4002) "}"), RAW_REPEAT, RAW_END}, 1},
        {{RAW_READ, RAW_REPLY("401 No", UNAUTHORISED), RAW_REPEAT, RAW_END}, 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
            desk *d = open_at(RAW_SERVER(gives), RAW_SERVER(refusals[i].steps));
            assert_int_equal(sdp_login(d->client, NULL), SDP_OK);
            assert_true(desk_do(d, operation, NULL) < 0);
            assert_int_equal(sdp_error_maybe_done(sdp_last_error(d->client)), 0);
            if (raw_server_requests(accounts) != refusals[i].tokens) {
                fail_msg("refusal %d: %d tokens", (int)i, raw_server_requests(accounts));
            }
            assert_int_equal(raw_server_requests(d->server), refusals[i].tokens);
            close_both(d);
        }
    }
}

static void a_server_in_trouble_is_asked_again(void **state)
{
    static const raw_step recovers[][6] = {
        {RAW_READ, RAW_REPLY("500 No", "{}"), RAW_READ, RAW_REPLY("200 OK", TOKEN), RAW_REPEAT, RAW_END},
        {RAW_READ, RAW_SEND(DESK_ANSWER("502 No", "Content-Type: text/html\r\n", "<html>", 6)), RAW_READ,
         RAW_REPLY("200 OK", TOKEN), RAW_REPEAT, RAW_END},
    };
    static const raw_step resets[] = {RAW_READ, RAW_RESET, RAW_END};
    static const raw_step cuts[] = {RAW_READ, RAW_SEND(DESK_ANSWER("200 OK", "", "{\"access_token\":\"x", 90)),
                                    RAW_CLOSE, RAW_END};
    raw_server *servers[] = {RAW_SERVER(recovers[0]), RAW_SERVER(recovers[1]), RAW_SERVER(resets, gives),
                             RAW_SERVER(cuts, gives)};
    (void)state;
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        sdp_login_state known = {.size = sizeof known};
        desk *d = open_at(servers[i], RAW_SERVER(works));
        desk_expect(d, DESK_ADD, NULL, SDP_OK);
        assert_int_equal(raw_server_requests(accounts), 2);
        assert_int_equal(raw_server_requests(d->server), 1);
        assert_int_equal(sdp_auth_get_state(d->auth, NULL, &known), SDP_OK);
        assert_int_equal(known.requests, 2); /* each of them may have made a token */
        close_both(d);
    }
}

static void a_server_that_stays_in_trouble_is_left_alone(void **state)
{
    static const raw_step broken[] = {RAW_READ, RAW_REPLY("503 No", "{}"), RAW_REPEAT, RAW_END};
    (void)state;
    desk *d = open_at(RAW_SERVER(broken), RAW_SERVER(works));
    desk_expect(d, DESK_ADD, &(sdp_options)SDP_OPTIONS(.max_retries = 9), SDP_E_SERVER);
    assert_int_equal(sdp_error_retryable(sdp_last_error(d->client)), 1);
    assert_int_equal(raw_server_requests(accounts), 3);
    for (int i = 0; i < 3; i++) desk_expect(d, DESK_GET, NULL, SDP_E_SERVER);
    desk_expect_said(d, (desk_said){.retryable = 1, .fault = SDP_FAULT_SERVER, .http_status = 503});
    assert_int_equal(raw_server_requests(accounts), 3);
    assert_int_equal(raw_server_requests(d->server), 0);
    close_both(d);
}

/* A call that is not to be repeated does not repeat its request for a token either. */
static void retries_are_those_of_the_call(void **state)
{
    static const raw_step broken[] = {RAW_READ, RAW_REPLY("503 No", "{}"), RAW_REPEAT, RAW_END};
    (void)state;
    for (int32_t retries = -1; retries <= 1; retries += 2) {
        const sdp_options options = SDP_OPTIONS(.max_retries = retries);
        const int requests = retries < 0 ? 1 : 2;
        for (int explicitly = 0; explicitly < 2; explicitly++) {
            desk *d = open_at(RAW_SERVER(broken), RAW_SERVER(works));
            if (explicitly) assert_int_equal(sdp_login(d->client, &options), SDP_E_SERVER);
            if (!explicitly) desk_expect(d, DESK_ADD, &options, SDP_E_SERVER);
            assert_int_equal(sdp_error_retryable(sdp_last_error(d->client)), 1);
            assert_int_equal(raw_server_requests(accounts), requests);
            close_both(d);
        }
    }
}

static void nobody_listens(void **state)
{
    char url[64];
    sdp_login_state known = {.size = sizeof known};
    (void)state;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", raw_closed_port());
    desk *d = oauth_case_open(RAW_SERVER(works), NULL, oauth_case_login(url, OAUTH_REFRESH, NULL, NULL));
    desk_expect(d, DESK_ADD, NULL, SDP_E_CONNECT);
    desk_expect_words(d, url);
    assert_int_equal(sdp_error_retryable(sdp_last_error(d->client)), 1);
    assert_int_equal(sdp_error_maybe_done(sdp_last_error(d->client)), 0);
    assert_int_equal(sdp_auth_get_state(d->auth, NULL, &known), SDP_OK);
    assert_int_equal(known.requests, 0); /* none can have arrived */
    assert_int_equal(raw_server_requests(d->server), 0);
    desk_close(d);
}

/* Tokens do not go where a redirect leads. */
static void redirects_are_not_followed(void **state)
{
    static const raw_step moved[] = {RAW_READ, RAW_SEND(DESK_ANSWER("307 Moved", "Location: /other\r\n", "", 0)),
                                     RAW_REPEAT, RAW_END};
    (void)state;
    desk *d = open_at(RAW_SERVER(moved), RAW_SERVER(works));
    desk_expect(d, DESK_GET, NULL, SDP_E_LOGIN_ANSWER);
    assert_int_equal(raw_server_requests(accounts), 1);
    close_both(d);
}

static void an_answer_without_end_is_refused(void **state)
{
    static const raw_step floods[] = {
        RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n{\"access_token\":\""),
        RAW_SEND_TIMES("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                       200000),
        RAW_END};
    (void)state;
    desk *d = open_at(RAW_SERVER(floods), RAW_SERVER(works));
    assert_true(desk_do(d, DESK_GET, &(sdp_options)SDP_OPTIONS(.timeout_ms = 600)) < 0);
    assert_int_equal(raw_server_requests(d->server), 0);
    close_both(d);
}

/* Each place where a call may be while it waits for a token; its end leaves the way free for the next. */
static void a_deadline_ends_the_wait(void **state)
{
    sdp_login_state known = {.size = sizeof known};
    (void)state;
    desk *d = open_at(RAW_SERVER(stalls, gives), RAW_SERVER(works));
    const int64_t begun_ms = desk_now_ms();
    desk_expect(d, DESK_ADD, &(sdp_options)SDP_OPTIONS(.timeout_ms = 200), SDP_E_TIMEOUT);
    assert_true(desk_now_ms() - begun_ms < 10000);
    assert_int_equal(sdp_error_maybe_done(sdp_last_error(d->client)), 0);
    assert_int_equal(raw_server_requests(d->server), 0);
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    assert_int_equal(raw_server_requests(accounts), 2);
    assert_int_equal(sdp_auth_get_state(d->auth, NULL, &known), SDP_OK);
    assert_int_equal(known.requests, 2);
    close_both(d);
}

static void a_slow_answer_is_waited_for(void **state)
{
    static const raw_step slow[] = {RAW_READ, RAW_DELAY(150), RAW_REPLY("200 OK", TOKEN), RAW_REPEAT, RAW_END};
    (void)state;
    desk *d = open_at(RAW_SERVER(slow), RAW_SERVER(works));
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_int_equal(raw_server_requests(accounts), 1);
    close_both(d);
}

typedef struct waiter {
    sdp_client *client;
    sdp_options options;
    sdp_status status;
} waiter;

static void *wait_for_login(void *opaque)
{
    waiter *w = opaque;
    w->status = sdp_login(w->client, &w->options);
    return NULL;
}

static sdp_cancel *cancel_later(waiter *w, pthread_t *thread, int requests)
{
    sdp_cancel *cancel = NULL;
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    w->options = (sdp_options)SDP_OPTIONS(.cancel = cancel, .timeout_ms = 20000);
    assert_int_equal(pthread_create(thread, NULL, wait_for_login, w), 0);
    assert_int_equal(raw_server_wait(accounts, requests), 1);
    return cancel;
}

static void the_one_that_asks_is_cancelled(void **state)
{
    waiter w = {.client = NULL};
    pthread_t thread;
    (void)state;
    desk *d = open_at(RAW_SERVER(stalls, gives), RAW_SERVER(works));
    w.client = d->client;
    sdp_cancel *cancel = cancel_later(&w, &thread, 1);
    sdp_cancel_signal(cancel);
    pthread_join(thread, NULL);
    assert_int_equal(w.status, SDP_E_CANCELED);
    sdp_cancel_free(cancel);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_int_equal(raw_server_requests(accounts), 2);
    close_both(d);
}

/* A sibling asks, this call waits for it: deadline and cancel end the wait, and the one that asks goes on. */
static void the_one_that_waits_ends_alone(void **state)
{
    static const raw_step late[] = {RAW_READ, RAW_HOLD, RAW_REPLY("200 OK", TOKEN), RAW_REPEAT, RAW_END};
    waiter w = {.client = NULL};
    waiter second = {.client = NULL};
    pthread_t thread;
    pthread_t other;
    sdp_cancel *cancel = NULL;
    (void)state;
    desk *d = open_at(RAW_SERVER(late), RAW_SERVER(works));
    assert_int_equal(sdp_client_dup(d->client, &w.client), SDP_OK);
    assert_int_equal(sdp_client_dup(d->client, &second.client), SDP_OK);
    sdp_cancel *never = cancel_later(&w, &thread, 1);
    desk_expect(d, DESK_ADD, &(sdp_options)SDP_OPTIONS(.timeout_ms = 60), SDP_E_TIMEOUT);
    desk_expect_words(d, "there is no login yet");
    assert_int_equal(sdp_error_maybe_done(sdp_last_error(d->client)), 0);
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    second.options = (sdp_options)SDP_OPTIONS(.cancel = cancel);
    assert_int_equal(pthread_create(&other, NULL, wait_for_login, &second), 0);
    desk_sleep_ms(40);
    sdp_cancel_signal(cancel);
    pthread_join(other, NULL);
    assert_int_equal(second.status, SDP_E_CANCELED);
    raw_server_release(accounts);
    pthread_join(thread, NULL);
    assert_int_equal(w.status, SDP_OK);
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    assert_int_equal(raw_server_requests(accounts), 1);
    sdp_cancel_free(never);
    sdp_cancel_free(cancel);
    sdp_client_free(w.client);
    sdp_client_free(second.client);
    close_both(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_for_a_token_is_proper),
        cmocka_unit_test(not_every_401_is_the_tokens_fault),
        cmocka_unit_test(a_server_in_trouble_is_asked_again),
        cmocka_unit_test(a_server_that_stays_in_trouble_is_left_alone),
        cmocka_unit_test(retries_are_those_of_the_call),
        cmocka_unit_test(nobody_listens),
        cmocka_unit_test(redirects_are_not_followed),
        cmocka_unit_test(an_answer_without_end_is_refused),
        cmocka_unit_test(a_deadline_ends_the_wait),
        cmocka_unit_test(a_slow_answer_is_waited_for),
        cmocka_unit_test(the_one_that_asks_is_cancelled),
        cmocka_unit_test(the_one_that_waits_ends_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
