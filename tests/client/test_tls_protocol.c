/* Versions of TLS, and ports where another protocol is spoken. OpenSSL is told to allow what it would refuse by itself,
   so that what is refused here is refused by this library. Needs SDP_SANDBOX_PATH and nginx. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tls_case.h"

static void good_versions(void **state)
{
    static const struct {
        const char *server;
        const char *tls;
    } versions[] = {{"tls12", "TLSv1.2"}, {"tls13", "TLSv1.3"}};
    for (size_t i = 0; i < 2; i++) {
        tls_line line;
        tls_works(*state, &(tls_case){.server = versions[i].server, .ca_file = "ca.pem"});
        tls_log(*state, versions[i].server, &line, 1);
        assert_string_equal(line.tls, versions[i].tls);
        assert_string_equal(line.protocol, "HTTP/1.1");
    }
}

static void old_versions(void **state)
{
    tls_fails(*state, &(tls_case){.server = "old",
                                  .ca_file = "ca.pem",
                                  .words = "no TLS connection: the server's TLS is older than 1.2"});
}

static void port_without_tls(void **state)
{
    tls_fails(*state, &(tls_case){.server = "plain",
                                  .ca_file = "ca.pem",
                                  .words = "the server does not speak TLS on this port; check scheme and port"});
}

/* The server notices, and answers so; the library sees no difference to any other refusal. */
static void http_on_a_port_with_tls(void **state)
{
    static const int operations[] = {DESK_LIST, DESK_ADD};
    tls_front *front = *state;
    tls_reset(front);
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = tls_url_of(front, "good", "http", "127.0.0.1")));
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        desk_expect(d, operations[i], NULL, SDP_E_REFUSED);
        desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_CALLER, .http_status = 400});
        desk_expect_words(d, "The plain HTTP request was sent to HTTPS port");
    }
    desk_close(d);
    assert_int_equal(tls_requests(front), 0);
}

int main(void)
{
    tls_front *front = tls_start(NULL);
    setenv("OPENSSL_CONF", tls_file(front, "lax.cnf"), 1);
    struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(good_versions, front),
        cmocka_unit_test_prestate(old_versions, front),
        cmocka_unit_test_prestate(port_without_tls, front),
        cmocka_unit_test_prestate(http_on_a_port_with_tls, front),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    tls_stop(front);
    return failed;
}
