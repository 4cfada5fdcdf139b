/* Planted secrets of the OAuth login, searched in everything that the library shows: the log at its highest level,
   errors, events, descriptions of requests, kept answers, and the URLs and headers that arrive at servers. The desk
   looks through log, events and errors of every call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "folder.h"
#include "oauth_case.h"

#define ACCESS DESK_PLANTED "access-5c1d"
#define TOKEN                                                                                                          \
    "{\"access_token\":\"" ACCESS "\",\"refresh_token\":\"" DESK_PLANTED "new-refresh\",\"scope\":\"" DESK_PLANTED     \
    "scope\",\"expires_in\":3600}"
#define UNAUTHORISED                                                                                                   \
    "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"message\":\"UNAUTHORISED\"}]}}"
#define ALL DESK_PLANTED "a " OAUTH_SECRET " " OAUTH_REFRESH " " OAUTH_CODE

static const raw_step gives[] = {RAW_READ, RAW_REPLY("200 OK", TOKEN), RAW_REPEAT, RAW_END};
static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step refuses[] = {RAW_READ, RAW_REPLY("401 No", UNAUTHORISED), RAW_REPEAT, RAW_END};

/* Login servers that repeat what they were told, as servers in trouble do. */
static const raw_step echoes[][4] = {
    {RAW_READ, RAW_REPLY("200 OK", "{\"error\":\"" ALL "\"}"), RAW_REPEAT, RAW_END},
    {RAW_READ, RAW_REPLY("400 No", "{\"error\":\"invalid_client\",\"error_description\":\"" ALL "\"}"), RAW_REPEAT,
     RAW_END},
    {RAW_READ, RAW_REPLY("200 OK", "<html>" ALL "</html>"), RAW_REPEAT, RAW_END},
    {RAW_READ, RAW_REPLY("500 No", "<html>" ALL "</html>"), RAW_REPEAT, RAW_END},
    {RAW_READ, RAW_REPLY("200 OK", "{\"access_token\":\"" ALL "\"}"), RAW_REPEAT, RAW_END},
    {RAW_READ, RAW_REPLY("200 OK", "{\"access_token\":\"" ACCESS), RAW_REPEAT, RAW_END},
    {RAW_READ,
     RAW_SEND("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/?t=" OAUTH_REFRESH "\r\nSet-Cookie: t=" OAUTH_REFRESH
              "\r\nContent-Length: 0\r\n\r\n"),
     RAW_REPEAT, RAW_END},
    {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nX-Token: " OAUTH_REFRESH "\r\nContent-Length: 500\r\n\r\n" ALL), RAW_CLOSE,
     RAW_END},
    {RAW_READ, RAW_SEND(ALL "\r\n\r\n"), RAW_CLOSE, RAW_END},
};

static void expect_clean(const char *where, const char *text)
{
    if (text != NULL && strstr(text, DESK_PLANTED) != NULL) fail_msg("%s: %s", where, text);
}

static void expect_clean_client(desk *d)
{
    size_t size;
    expect_clean("message", sdp_error_message(sdp_last_error(d->client)));
    expect_clean("body", sdp_last_body(d->client, &size));
    expect_clean("dry run", sdp_last_dry_run(d->client));
    expect_clean("log", d->log);
}

/* The only places that secrets may have: the body of a request for a token, and the one header. */
static void expect_clean_requests(raw_server *server, int is_accounts)
{
    const raw_request *request;
    for (int i = 0; (request = raw_server_request(server, i)) != NULL; i++) {
        expect_clean("URL", request->target);
        if (is_accounts) expect_clean("head", request->head);
        if (!is_accounts) expect_clean("body", request->body);
        const char *header = strstr(request->head, DESK_PLANTED);
        if (header != NULL) assert_int_equal(strncmp(header - 16, "Zoho-oauthtoken " ACCESS "\r\n", 16 + 21), 0);
        if (header != NULL) assert_null(strstr(header + 1, DESK_PLANTED));
    }
}

static void run(raw_server *accounts, raw_server *service, int by_code, sdp_token_store *store)
{
    desk *d = oauth_case_open(
        service, NULL,
        oauth_case_login(raw_server_url(accounts), by_code ? NULL : OAUTH_REFRESH, by_code ? OAUTH_CODE : NULL, store));
    const sdp_options hurry = SDP_OPTIONS(.timeout_ms = 400, .tag = "t");
    const sdp_options dry = SDP_OPTIONS(.dry_run = 1);
    for (int i = 0; i < 3; i++) {
        desk_do(d, i == 0 ? DESK_GET : DESK_LIST, &hurry);
        expect_clean_client(d);
        assert_int_equal(desk_do(d, DESK_GET, &dry), SDP_DRY_RUN);
        assert_non_null(strstr(sdp_last_dry_run(d->client), "Zoho-oauthtoken ***"));
        expect_clean_client(d);
        (void)sdp_login(d->client, &hurry);
        desk_check_error(d);
        expect_clean_client(d);
    }
    expect_clean_requests(accounts, 1);
    expect_clean_requests(service, 0);
    desk_close(d); /* which fails the test where something was shown */
    raw_server_stop(accounts);
}

static void what_goes_well_shows_nothing(void **state)
{
    (void)state;
    for (int by_code = 0; by_code < 2; by_code++) run(RAW_SERVER(gives), RAW_SERVER(works), by_code, NULL);
}

static void what_is_refused_shows_nothing(void **state)
{
    (void)state;
    for (int by_code = 0; by_code < 2; by_code++) run(RAW_SERVER(gives), RAW_SERVER(refuses), by_code, NULL);
}

static void what_is_echoed_is_not_shown(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof echoes / sizeof *echoes; i++) {
        for (int by_code = 0; by_code < 2; by_code++) run(RAW_SERVER(echoes[i]), RAW_SERVER(works), by_code, NULL);
    }
}

/* A store that was tampered with is told of, and its content is not. */
static void what_a_store_holds_is_not_shown(void **state)
{
    static const char content[] = "{\"" ACCESS "\":" OAUTH_REFRESH;
    const folder *f = *state;
    sdp_token_store *store = NULL;
    const char *path = folder_write(f, "tokens", content, sizeof content - 1);
    assert_int_equal(sdp_token_store_new_file(path, NULL, &store), SDP_OK);
    run(RAW_SERVER(gives), RAW_SERVER(works), 0, store);
    assert_int_equal(remove(path), 0);
    run(RAW_SERVER(gives), RAW_SERVER(works), 0, store);
    sdp_token_store_free(store);
}

/* The logged line is there, so that the search above is one of something. */
static void the_log_has_the_requests(void **state)
{
    (void)state;
    raw_server *accounts = RAW_SERVER(gives);
    desk *d =
        oauth_case_open(RAW_SERVER(works), NULL, oauth_case_login(raw_server_url(accounts), OAUTH_REFRESH, NULL, NULL));
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_non_null(strstr(d->log, "Authorization: ***"));
    desk_close(d);
    raw_server_stop(accounts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_well_shows_nothing),
        cmocka_unit_test(what_is_refused_shows_nothing),
        cmocka_unit_test(what_is_echoed_is_not_shown),
        cmocka_unit_test_setup_teardown(what_a_store_holds_is_not_shown, folder_make, folder_remove),
        cmocka_unit_test(the_log_has_the_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
