/* Logins: what is sent, and what happens where it is not accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define UNAUTHORISED                                                                                                   \
    "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"message\":\"UNAUTHORISED\"}]}}"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step refuses[] = {RAW_READ, RAW_REPLY("401 Unauthorized", UNAUTHORISED), RAW_REPEAT, RAW_END};
static const raw_step refuses_once[] = {
    RAW_READ, RAW_REPLY("401 Unauthorized", UNAUTHORISED), RAW_READ,  RAW_REPLY("200 OK", DESK_PRODUCT),
    RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT),           RAW_STALL, RAW_END};

/* A login function that counts, and gives another header each time. */
typedef struct provider {
    int asked;
    int refused;       /* how often with the word that the last one was refused */
    sdp_status first;  /* what it returns the first time ... */
    sdp_status later;  /* ... and then */
    const char *name;  /* of the header */
    const char *value; /* nullable: a number that grows */
    char made[32];
    sdp_header header;
} provider;

static sdp_status provide(void *user_data, const sdp_auth_question *question, sdp_auth_answer *answer)
{
    provider *p = user_data;
    p->asked++;
    p->refused += question->refused == 1;
    snprintf(p->made, sizeof p->made, DESK_PLANTED "%d", p->asked);
    p->header = (sdp_header){p->name, p->value != NULL ? p->value : p->made};
    answer->headers = &p->header;
    answer->header_count = p->name != NULL;
    return p->asked == 1 ? p->first : p->later;
}

static desk *open_with(raw_server *server, provider *p)
{
    sdp_auth *auth = NULL;
    assert_int_equal(sdp_auth_new_callback(provide, p, NULL, NULL, &auth), SDP_OK);
    desk *d = desk_open(server, &(sdp_config)SDP_CONFIG(.auth = auth, .max_retries = 3));
    d->auth = auth;
    return d;
}

static void a_fixed_token_is_not_tried_again(void **state)
{
    (void)state;
    desk *d = desk_open(RAW_SERVER(refuses), &(sdp_config)SDP_CONFIG(.max_retries = 3));
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        desk_expect(d, operation, NULL, SDP_E_LOGIN);
        desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_CREDENTIALS, .http_status = 401});
        desk_expect_words(d, "UNAUTHORISED");
        assert_int_equal(raw_server_requests(d->server), operation + 1);
        assert_int_equal(d->event_count, operation + 1);
        assert_int_equal(d->events[operation].status, SDP_E_LOGIN);
        assert_int_equal(d->events[operation].retry_in_ms, -1);
    }
    assert_string_equal(raw_request_header(raw_server_request(d->server, 0), "Authorization"),
                        "Zoho-oauthtoken " DESK_TOKEN);
    desk_close(d);
}

static void a_key_has_headers_of_its_own(void **state)
{
    sdp_auth *auth = NULL;
    (void)state;
    assert_int_equal(sdp_auth_new_key(DESK_PLANTED "key", "42", NULL, &auth), SDP_OK);
    desk *d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.auth = auth));
    /* The client keeps a reference of its own. */
    sdp_auth_free(auth);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    const raw_request *seen = raw_server_request(d->server, 0);
    assert_string_equal(raw_request_header(seen, "authtoken"), DESK_PLANTED "key");
    assert_string_equal(raw_request_header(seen, "PORTALID"), "42");
    assert_null(raw_request_header(seen, "Authorization"));
    desk_close(d);
}

static void a_login_function_is_asked_once_more(void **state)
{
    (void)state;
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        provider p = {.name = "Authorization"};
        desk *d = open_with(RAW_SERVER(refuses_once, works), &p);
        desk_expect(d, operation, NULL, SDP_OK);
        assert_int_equal(p.asked, 2);
        assert_int_equal(p.refused, 1);
        assert_int_equal(raw_server_requests(d->server), 2);
        assert_string_equal(raw_request_header(raw_server_request(d->server, 0), "Authorization"), DESK_PLANTED "1");
        assert_string_equal(raw_request_header(raw_server_request(d->server, 1), "Authorization"), DESK_PLANTED "2");
        assert_int_equal(d->event_count, 2);
        assert_int_equal(d->events[0].retry_in_ms, 0);
        assert_int_equal(d->events[1].retry_in_ms, -1);
        desk_expect(d, operation, NULL, SDP_OK);
        assert_int_equal(p.refused, 1);
        desk_close(d);
    }
}

static void but_only_once(void **state)
{
    provider p = {.name = "Authorization"};
    (void)state;
    desk *d = open_with(RAW_SERVER(refuses), &p);
    desk_expect(d, DESK_ADD, NULL, SDP_E_LOGIN);
    desk_expect_said(d, (desk_said){.attempts = 2, .fault = SDP_FAULT_CREDENTIALS, .http_status = 401});
    assert_int_equal(p.asked, 2);
    assert_int_equal(raw_server_requests(d->server), 2);
    desk_close(d);
}

static void there_may_be_no_other_login(void **state)
{
    static const sdp_status reasons[] = {SDP_E_LOGIN, SDP_E_CONFIG, SDP_END};
    (void)state;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        provider p = {.name = "Authorization", .later = reasons[i]};
        desk *d = open_with(RAW_SERVER(refuses_once), &p);
        desk_expect(d, DESK_GET, NULL, SDP_E_LOGIN);
        desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_CREDENTIALS, .http_status = 401});
        desk_expect_words(d, "UNAUTHORISED");
        assert_int_equal(p.refused, 1);
        assert_int_equal(raw_server_requests(d->server), 1);
        p.later = SDP_OK;
        desk_expect(d, DESK_GET, NULL, SDP_OK);
        desk_close(d);
    }
}

static void without_a_login_nothing_is_sent(void **state)
{
    static const struct {
        provider made;
        sdp_status expected;
    } cases[] = {
        {{.name = "Authorization", .first = SDP_E_LOGIN}, SDP_E_LOGIN},
        {{.name = "Authorization", .first = SDP_E_TIMEOUT}, SDP_E_TIMEOUT},
        {{.name = "Authorization", .first = SDP_END}, SDP_E_LOGIN},
        {{.name = "Authorization", .value = "a\r\nHost: b"}, SDP_E_ARGUMENT},
        {{.name = "Authorization\r\nX", .value = "a"}, SDP_E_ARGUMENT},
        {{.name = "Authorization: x", .value = "a"}, SDP_E_ARGUMENT},
        {{.name = "Content-Length", .value = "0"}, SDP_E_ARGUMENT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        provider p = cases[i].made;
        desk *d = open_with(RAW_SERVER(works), &p);
        desk_expect(d, DESK_ADD, NULL, cases[i].expected);
        assert_int_equal(sdp_error_maybe_done(sdp_last_error(d->client)), 0);
        assert_int_equal(raw_server_connections(d->server), 0);
        p.first = SDP_OK;
        p.later = SDP_OK;
        p.name = "X-Login";
        p.value = NULL;
        desk_expect(d, DESK_ADD, NULL, SDP_OK);
        desk_close(d);
    }
}

static void a_login_may_need_no_header(void **state)
{
    provider p = {.name = NULL};
    (void)state;
    desk *d = open_with(RAW_SERVER(works), &p);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_null(raw_request_header(raw_server_request(d->server, 0), "Authorization"));
    desk_close(d);
}

/* A page, or a code that says that the login is good and lacks something: another login would lack it too. */
static void some_refusals_need_no_new_login(void **state)
{
    static const raw_step page[] = {
        RAW_READ, RAW_SEND("HTTP/1.1 401 No\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>"),
        RAW_END};
    static const raw_step forbidden[] = {RAW_READ, RAW_REPLY("401 Unauthorized", "{" DESK_FAILURE(4002) "}"), RAW_END};
    static const raw_step no_url[] = {RAW_READ, RAW_REPLY("401 Unauthorized", "{" DESK_FAILURE(4007) "}"), RAW_END};
    static const raw_step licence[] = {RAW_READ, RAW_REPLY("401 Unauthorized", "{" DESK_FAILURE(7001) "}"), RAW_END};
    static const raw_step *const scripts[] = {page, forbidden, no_url, licence};
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        provider p = {.name = "Authorization"};
        desk *d = open_with(RAW_SERVER(scripts[i], works), &p);
        desk_expect(d, DESK_GET, NULL, SDP_E_LOGIN);
        assert_int_equal(p.asked, 1);
        assert_int_equal(raw_server_requests(d->server), 1);
        desk_expect(d, DESK_GET, NULL, SDP_OK);
        desk_close(d);
    }
}

static void forbidden_is_an_answer(void **state)
{
    static const raw_step forbids[] = {RAW_READ, RAW_REPLY("403 Forbidden", "{" DESK_FAILURE(4002) "}"), RAW_REPEAT,
                                       RAW_END};
    provider p = {.name = "Authorization"};
    (void)state;
    desk *d = open_with(RAW_SERVER(forbids), &p);
    desk_expect(d, DESK_ADD, NULL, SDP_E_FORBIDDEN);
    desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_CREDENTIALS, .http_status = 403});
    assert_int_equal(p.asked, 1);
    desk_close(d);
}

static void secrets_that_cannot_be_headers(void **state)
{
    static const char *const secrets[] = {
        "", "a b", "a\nb", "a\r\nHost: x", "a\tb", "planted-\x7f", "planted-\xC3\xA9", "a\x01"};
    sdp_error *error = NULL;
    sdp_auth *auth = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        auth = (sdp_auth *)(void *)error;
        assert_int_equal(sdp_auth_new_token(secrets[i], error, &auth), SDP_E_ARGUMENT);
        assert_null(auth);
        assert_string_equal(sdp_error_path(error), "token");
        assert_null(strstr(sdp_error_message(error), DESK_PLANTED));
        assert_int_equal(sdp_auth_new_key(secrets[i], NULL, error, &auth), SDP_E_ARGUMENT);
        assert_string_equal(sdp_error_path(error), "key");
        assert_int_equal(sdp_auth_new_token(secrets[i], NULL, &auth), SDP_E_ARGUMENT);
    }
    assert_int_equal(sdp_auth_new_key("k", "", error, &auth), SDP_E_ARGUMENT);
    assert_int_equal(sdp_auth_new_key("k", "1\r\n", error, &auth), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(error), "portal_id");
    assert_null(auth);
    sdp_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_token_is_not_tried_again),
        cmocka_unit_test(a_key_has_headers_of_its_own),
        cmocka_unit_test(a_login_function_is_asked_once_more),
        cmocka_unit_test(but_only_once),
        cmocka_unit_test(there_may_be_no_other_login),
        cmocka_unit_test(without_a_login_nothing_is_sent),
        cmocka_unit_test(a_login_may_need_no_header),
        cmocka_unit_test(some_refusals_need_no_new_login),
        cmocka_unit_test(forbidden_is_an_answer),
        cmocka_unit_test(secrets_that_cannot_be_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
