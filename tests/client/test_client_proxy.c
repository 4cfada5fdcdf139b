/* A proxy that is down, refuses or wants a login is what the error names, and not the service behind it. */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "desk.h"

#define LOGIN DESK_PLANTED "user:" DESK_PLANTED "password@"
#define HTTP_DESK "http://desk.example.invalid"
#define HTTPS_DESK "https://desk.example.invalid"
#define PAGE_HEADERS "Connection: close\r\nContent-Type: text/html\r\n"
#define PAGE(status_) RAW_READ, RAW_SEND(DESK_ANSWER(status_, PAGE_HEADERS, "<html>", 6)), RAW_END

static const raw_step wants_login[] = {PAGE("407 Proxy Authentication Required")};
static const raw_step forbids[] = {PAGE("403 Forbidden")};
static const raw_step finds_nobody[] = {PAGE("502 Bad Gateway")};
static const raw_step hangs_up[] = {RAW_READ_HEAD, RAW_CLOSE, RAW_END};
static const raw_step no_method[] = {RAW_SEND_BYTES("\x05\xFF", 2), RAW_STALL, RAW_END};

typedef struct expected {
    sdp_status status;
    int32_t fault;
    int32_t retryable;
    const char *words;
} expected;

/* A read and a write by a proxy at this port: nothing reached the service, and the proxy is named without its login. */
static void expect_by(raw_server *server, int port, const char *scheme, const char *login, const char *base,
                      expected what)
{
    char proxy[160];
    char named[64];
    snprintf(proxy, sizeof proxy, "%s://%s127.0.0.1:%d", scheme, login, port);
    snprintf(named, sizeof named, "the proxy 127.0.0.1 port %d: ", port);
    desk *d = desk_open(server, &(sdp_config)SDP_CONFIG(.base_url = base, .proxy = proxy, .allow_http = 1,
                                                        .max_retries = -1, .timeout_ms = 10000));
    static const int operations[] = {DESK_GET, DESK_ADD};
    for (size_t i = 0; i < 2; i++) {
        desk_expect(d, operations[i], NULL, what.status);
        desk_expect_said(d, (desk_said){.attempts = 1, .retryable = what.retryable, .fault = what.fault});
        desk_expect_words(d, named);
        desk_expect_words(d, what.words);
        assert_int_equal(sdp_error_by_proxy(sdp_last_error(d->client)), 1);
        assert_null(strstr(sdp_error_message(sdp_last_error(d->client)), "desk.example"));
    }
    desk_close(d);
}

static void expect_of(const raw_step *script, const char *scheme, const char *login, const char *base, expected what)
{
    raw_server *server = RAW_SERVER(script);
    expect_by(server, raw_server_port(server), scheme, login, base, what);
}

static void a_proxy_that_is_down(void **state)
{
    static const char *const bases[] = {HTTP_DESK, HTTPS_DESK};
    const expected what = {SDP_E_CONNECT, SDP_FAULT_NETWORK, 1,
                           "the connection was refused; check the setting proxy, SDP_PROXY"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        expect_by(NULL, raw_closed_port(), "http", LOGIN, bases[i], what);
        expect_by(NULL, raw_closed_port(), "socks5h", LOGIN, bases[i], what);
    }
}

/* No other program's server can have the port before the test ends. */
static void a_closed_port_stays_ours(void **state)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((unsigned short)raw_closed_port());
    const int file = socket(AF_INET, SOCK_STREAM, 0);
    (void)state;
    assert_true(file >= 0);
    assert_int_equal(bind(file, (struct sockaddr *)&address, sizeof address), -1);
    assert_int_equal(errno, EADDRINUSE);
    close(file);
}

static void a_proxy_whose_name_is_not_found(void **state)
{
    (void)state;
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = HTTPS_DESK, .max_retries = -1, .timeout_ms = 10000,
                                                      .proxy = "http://" LOGIN RAW_NO_HOST ":3128"));
    desk_expect(d, DESK_ADD, NULL, SDP_E_RESOLVE);
    desk_expect_said(d, (desk_said){.attempts = 1, .retryable = 1, .fault = SDP_FAULT_NETWORK});
    desk_expect_words(d, "the proxy " RAW_NO_HOST " port 3128: its name was not found; check the setting proxy");
    assert_non_null(strstr(sdp_error_advice(sdp_last_error(d->client)), "proxy"));
    assert_int_equal(sdp_error_by_proxy(sdp_last_error(d->client)), 1);
    desk_close(d);
}

static void a_proxy_that_makes_no_connection(void **state)
{
    const expected what = {SDP_E_CONNECT, SDP_FAULT_NETWORK, 1, "it made no connection to the service"};
    const expected silent = {SDP_E_CONNECT, SDP_FAULT_NETWORK, 1, "it closed the connection without a proxy's answer"};
    (void)state;
    expect_of(forbids, "http", LOGIN, HTTPS_DESK, what);
    expect_of(finds_nobody, "http", "", HTTPS_DESK, what);
    expect_of(hangs_up, "http", "", HTTPS_DESK, silent);
}

/* Whether it is asked for a tunnel or for a page: the token of the service is good. */
static void a_proxy_that_wants_a_login(void **state)
{
    static const char *const bases[] = {HTTP_DESK, HTTPS_DESK};
    const expected none = {SDP_E_LOGIN, SDP_FAULT_CREDENTIALS, 0, "it wants a login; put user and password into"};
    const expected wrong = {SDP_E_LOGIN, SDP_FAULT_CREDENTIALS, 0, "it does not accept user and password in"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        expect_of(wants_login, "http", "", bases[i], none);
        expect_of(wants_login, "http", LOGIN, bases[i], wrong);
    }
    expect_of(no_method, "socks5h", "", HTTPS_DESK, none);
}

static void the_advice_is_not_about_the_token(void **state)
{
    raw_server *server = RAW_SERVER(wants_login);
    (void)state;
    desk *d = desk_open(server, &(sdp_config)SDP_CONFIG(.base_url = HTTPS_DESK, .proxy = raw_server_url(server)));
    desk_expect(d, DESK_GET, NULL, SDP_E_LOGIN);
    assert_int_equal(raw_server_requests(server), 1); /* no other attempt, and no other login */
    assert_null(strstr(sdp_error_advice(sdp_last_error(d->client)), "token"));
    assert_non_null(strstr(sdp_error_advice(sdp_last_error(d->client)), "proxy"));
    desk_close(d);
}

static void expect_proxy_login(const sdp_client *client)
{
    const sdp_error *error = sdp_last_error(client);
    assert_int_equal(sdp_error_fault(error), SDP_FAULT_CREDENTIALS);
    assert_int_equal(sdp_error_by_proxy(error), 1);
    assert_null(strstr(sdp_error_advice(error), "token"));
}

/* The login server lies behind the proxy too; a sibling learns the same from what the first call came to. */
static void a_login_that_does_not_get_by_the_proxy(void **state)
{
    raw_server *server = RAW_SERVER(wants_login);
    sdp_auth *auth = NULL;
    sdp_client *sibling = NULL;
    const sdp_oauth oauth =
        SDP_OAUTH(.client_id = "a", .client_secret = DESK_PLANTED "secret", .refresh_token = DESK_PLANTED "refresh",
                  .accounts_url = "https://accounts.example.invalid");
    (void)state;
    assert_int_equal(sdp_auth_new_oauth(&oauth, NULL, &auth), SDP_OK);
    desk *d = desk_open(server, &(sdp_config)SDP_CONFIG(.base_url = HTTPS_DESK, .proxy = raw_server_url(server),
                                                        .auth = auth, .max_retries = -1, .timeout_ms = 30000));
    desk_expect(d, DESK_GET, NULL, SDP_E_LOGIN);
    desk_expect_words(d, "accounts.example.invalid cannot be asked for a token: the proxy 127.0.0.1 port ");
    desk_expect_words(d, "it wants a login; put user and password into the URL");
    expect_proxy_login(d->client);
    assert_int_equal(sdp_client_dup(d->client, &sibling), SDP_OK);
    assert_int_equal(sdp_product_delete(sibling, "1", NULL), SDP_E_LOGIN);
    expect_proxy_login(sibling);
    sdp_client_free(sibling);
    desk_close(d);
    sdp_auth_free(auth);
}

/* Once a request is on its way, either may be the cause. */
static void a_request_that_breaks_names_both(void **state)
{
    char named[96];
    raw_server *server = RAW_SERVER(hangs_up);
    (void)state;
    snprintf(named, sizeof named,
             "desk.example.invalid port 80 by the proxy 127.0.0.1 port %d: ", raw_server_port(server));
    desk *d = desk_open(server, &(sdp_config)SDP_CONFIG(.base_url = HTTP_DESK, .proxy = raw_server_url(server),
                                                        .allow_http = 1, .max_retries = -1));
    desk_expect(d, DESK_ADD, NULL, SDP_E_MAYBE_DONE);
    desk_expect_words(d, named);
    assert_int_equal(sdp_error_by_proxy(sdp_last_error(d->client)), 0);
    desk_close(d);
}

/* A host that needs no proxy is itself to blame, whatever becomes of a proxy. */
static void an_excepted_host_is_named_alone(void **state)
{
    char base[64];
    char named[96];
    const int port = raw_closed_port();
    (void)state;
    snprintf(base, sizeof base, "http://127.0.0.1:%d", port);
    snprintf(named, sizeof named, "127.0.0.1 port %d: the connection was refused; check host and port", port);
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = base, .proxy = "http://" LOGIN "127.0.0.1:1",
                                                      .no_proxy = "a.example, 127.0.0.1", .max_retries = -1));
    desk_expect(d, DESK_GET, NULL, SDP_E_CONNECT);
    desk_expect_words(d, named);
    assert_null(strstr(sdp_error_message(sdp_last_error(d->client)), "proxy"));
    assert_int_equal(sdp_error_by_proxy(sdp_last_error(d->client)), 0);
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_port_stays_ours),
        cmocka_unit_test(a_proxy_that_is_down),
        cmocka_unit_test(a_proxy_whose_name_is_not_found),
        cmocka_unit_test(a_proxy_that_makes_no_connection),
        cmocka_unit_test(a_proxy_that_wants_a_login),
        cmocka_unit_test(the_advice_is_not_about_the_token),
        cmocka_unit_test(a_login_that_does_not_get_by_the_proxy),
        cmocka_unit_test(a_request_that_breaks_names_both),
        cmocka_unit_test(an_excepted_host_is_named_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
