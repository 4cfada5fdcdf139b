/* Servers that ask for a client certificate. nginx shakes hands with anyone and answers with HTTP 400; stricter servers
   break the handshake off, with TLS 1.3 after the client has sent its request. Needs SDP_SANDBOX_PATH and nginx. */
#define _XOPEN_SOURCE 700

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tls_case.h"

#define ASKS "the server asks for a client certificate; set client_cert and client_key"
#define DOES_NOT_ACCEPT "the server does not accept the client certificate; check client_cert and client_key"

static void good_certificate(void **state)
{
    static const tls_case cases[] = {
        {.client_cert = "client.pem", .client_key = "client.key"},
        {.client_cert = "client-whole.pem"},
        {.client_cert = "client.pem", .client_key = "client-locked.key", .password = TLS_PASSWORD},
        {.client_cert = "client.pem", .client_key = "client.key", .password = "not needed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tls_case c = cases[i];
        c.server = "asks";
        c.ca_file = "ca.pem";
        tls_works(*state, &c);
    }
    /* And where nobody asks for one. */
    tls_works(
        *state,
        &(tls_case){.server = "good", .ca_file = "ca.pem", .client_cert = "client.pem", .client_key = "client.key"});
}

/* An answer like any other: the service, or what stands before it, says no. */
static void nginx_refuses(tls_front *front, const char *client_cert, const char *words)
{
    static const int operations[] = {DESK_LIST, DESK_ADD};
    tls_reset(front);
    desk *d = tls_desk(front, &(tls_case){.server = "asks",
                                          .ca_file = "ca.pem",
                                          .client_cert = client_cert,
                                          .client_key = client_cert != NULL ? "client.key" : NULL});
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        desk_expect(d, operations[i], NULL, SDP_E_REFUSED);
        desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_CALLER, .http_status = 400});
        desk_expect_words(d, words);
    }
    desk_close(d);
    assert_int_equal(tls_requests(front), 0);
}

static void nginx_names_what_it_wants(void **state)
{
    nginx_refuses(*state, NULL, "No required SSL certificate was sent");
    nginx_refuses(*state, "client-of-other.pem", "The SSL certificate error");
    nginx_refuses(*state, "client-expired.pem", "The SSL certificate error");
}

static void strict_server_wants_one(void **state)
{
    tls_fails(*state, &(tls_case){.server = "strict12",
                                  .ca_file = "ca.pem",
                                  .words = "the server wants a client certificate, which client_cert gives"});
    tls_fails(*state, &(tls_case){.server = "strict13", .ca_file = "ca.pem", .words = ASKS});
}

static void strict_server_does_not_accept(void **state)
{
    static const char *const servers[] = {"strict12", "strict13"};
    static const char *const certificates[] = {"client-of-other.pem", "client-expired.pem"};
    for (size_t i = 0; i < 4; i++) {
        tls_fails(*state, &(tls_case){.server = servers[i / 2],
                                      .ca_file = "ca.pem",
                                      .client_cert = certificates[i % 2],
                                      .client_key = "client.key",
                                      .words = DOES_NOT_ACCEPT});
    }
}

static void own_files_that_cannot_be_used(void **state)
{
    static const struct {
        const char *cert;
        const char *key;
        const char *password;
        const char *words;
    } cases[] = {
        {"client.pem", "client-locked.key", NULL, "cannot be used; it needs a client_key_password"},
        {"client.pem", "client-locked.key", "wrong", "cannot be used; client_key_password is wrong"},
        {"client.pem", "client-locked.key", "", "cannot be used; client_key_password is wrong"},
        {"client.pem", "server.key", NULL, "or is not that of client_cert"},
        {"client.pem", "no.pem", NULL, "the key of the client certificate cannot be used"},
        {"client.pem", NULL, NULL, "the key of the client certificate cannot be used"},
        {"no.pem", "client.key", NULL, "client_cert cannot be used; it must be a certificate in PEM"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tls_fails(*state, &(tls_case){.server = "asks",
                                      .ca_file = "ca.pem",
                                      .client_cert = cases[i].cert,
                                      .client_key = cases[i].key,
                                      .password = cases[i].password,
                                      .words = cases[i].words});
    }
}

static void files_that_are_missing(void **state)
{
    tls_front *front = *state;
    const struct {
        sdp_config config;
        const char *path;
    } cases[] = {
        {SDP_CONFIG(.client_cert = tls_file(front, "missing.pem")), "client_cert"},
        {SDP_CONFIG(.client_cert = tls_file(front, "client.pem"), .client_key = tls_file(front, "missing.key")),
         "client_key"},
        {SDP_CONFIG(.client_key = tls_file(front, "client.key")), "client_cert"},
        {SDP_CONFIG(.ca_file = tls_file(front, "missing.pem")), "ca_file"},
        {SDP_CONFIG(.ca_path = tls_file(front, "missing")), "ca_path"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sdp_config config = cases[i].config;
        sdp_client *client = NULL;
        sdp_error *error = NULL;
        config.base_url = tls_url(front, "asks");
        assert_int_equal(sdp_error_new(&error), SDP_OK);
        assert_int_equal(sdp_client_new(&config, error, &client), SDP_E_CONFIG);
        assert_null(client);
        assert_string_equal(sdp_error_path(error), cases[i].path);
        assert_non_null(strstr(sdp_error_message(error), cases[i].path));
        sdp_error_free(error);
    }
}

/* In a session whose terminal it is: what opens /dev/tty finds it. */
static void call_on_terminal(tls_front *front, const char *terminal)
{
    if (setsid() < 0 || open(terminal, O_RDWR) < 0) _exit(1);
    const tls_case c = {
        .server = "asks", .ca_file = "ca.pem", .client_cert = "client.pem", .client_key = "client-locked.key"};
    desk *d = tls_desk(front, &c);
    sdp_status status = desk_do(d, DESK_LIST, NULL);
    desk_close(d);
    _exit(status == SDP_E_TLS ? 0 : 2);
}

/* Waits until the child ends, or asks: who asks waits for ever, and OpenSSL minds no signal meanwhile. */
static int wait_for_end(pid_t child, int terminal)
{
    int status = 0;
    int asked = 0;
    for (int i = 0; i < 2000 && !asked; i++) {
        if (waitpid(child, &status, WNOHANG) == child) return status;
        struct pollfd written = {.fd = terminal, .events = POLLIN};
        asked = poll(&written, 1, 10) > 0 && (written.revents & POLLIN) != 0;
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return status;
}

static void nobody_is_asked_for_a_password(void **state)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) call_on_terminal(*state, ptsname(terminal));
    int status = wait_for_end(child, terminal);
    close(terminal);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    tls_front *front = tls_start(NULL);
    struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(nobody_is_asked_for_a_password, front),
        cmocka_unit_test_prestate(good_certificate, front),
        cmocka_unit_test_prestate(nginx_names_what_it_wants, front),
        cmocka_unit_test_prestate(strict_server_wants_one, front),
        cmocka_unit_test_prestate(strict_server_does_not_accept, front),
        cmocka_unit_test_prestate(own_files_that_cannot_be_used, front),
        cmocka_unit_test_prestate(files_that_are_missing, front),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    tls_stop(front);
    return failed;
}
