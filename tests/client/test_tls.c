/* Which servers are trusted, over real TLS: authorities, names and dates. Needs SDP_SANDBOX_PATH and nginx. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tls_case.h"

#define NOT_KNOWN "is signed by an authority that is not known; set ca_file"
#define OTHER_NAME "the server's certificate is for another host name; check the URL"

static void good_chain(void **state)
{
    static const tls_case cases[] = {
        {.server = "good", .ca_file = "ca.pem"},
        {.server = "good", .ca_path = "ca-path"},
        {.server = "good", .ca_file = "other-ca.pem", .ca_path = "ca-path"},
        {.server = "good", .host = "127.0.0.1", .ca_file = "ca.pem"},
        {.server = "named", .ca_file = "ca.pem"},
        {.server = "numbered", .host = "127.0.0.1", .ca_file = "ca.pem"},
        {.server = "chained", .ca_file = "ca.pem"},
        {.server = "selfsigned", .ca_file = "selfsigned.pem"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) tls_works(*state, &cases[i]);
}

/* By the system's authorities, by another one, and where the server sends the unknown one too. */
static void unknown_authority(void **state)
{
    tls_fails(*state, &(tls_case){.server = "good", .words = NOT_KNOWN});
    tls_fails(*state, &(tls_case){.server = "unknown", .ca_file = "ca.pem", .words = NOT_KNOWN});
    tls_fails(*state, &(tls_case){.server = "unknown", .ca_path = "ca-path", .words = NOT_KNOWN});
    tls_fails(*state, &(tls_case){.server = "unknown-whole",
                                  .ca_file = "ca.pem",
                                  .words = "is signed by an authority that is not trusted; set ca_file"});
}

/* A server that sends its own certificate alone looks the same as one of an unknown authority, so that the words name
   both. */
static void certificate_in_between_is_missing(void **state)
{
    tls_fails(*state, &(tls_case){.server = "broken",
                                  .ca_file = "ca.pem",
                                  .words = "or have the server send the certificates in between"});
}

static void self_signed(void **state)
{
    tls_fails(*state, &(tls_case){.server = "selfsigned",
                                  .ca_file = "ca.pem",
                                  .words = "is signed by itself, and not trusted; set ca_file to that certificate"});
}

static void other_name(void **state)
{
    tls_fails(*state, &(tls_case){.server = "stranger", .ca_file = "ca.pem", .words = OTHER_NAME});
    tls_fails(*state, &(tls_case){.server = "numbered", .ca_file = "ca.pem", .words = OTHER_NAME});
    tls_fails(*state, &(tls_case){.server = "named", .host = "127.0.0.1", .ca_file = "ca.pem", .words = OTHER_NAME});
}

static void wrong_dates(void **state)
{
    tls_fails(*state, &(tls_case){.server = "expired",
                                  .ca_file = "ca.pem",
                                  .words = "the server's certificate has expired; its owner must renew it"});
    tls_fails(*state, &(tls_case){.server = "early",
                                  .ca_file = "ca.pem",
                                  .words = "the server's certificate is not valid yet; check this machine's clock"});
}

static void file_of_authorities_that_holds_none(void **state)
{
    tls_fails(*state, &(tls_case){.server = "good",
                                  .ca_file = "no.pem",
                                  .words = "the certificates of ca_file or ca_path cannot be read"});
}

/* A refusal is not remembered for longer than it holds, nor is trust: each client decides for itself. */
static void clients_do_not_share_trust(void **state)
{
    const tls_case trusts = {.server = "good", .ca_file = "ca.pem"};
    const tls_case doubts = {.server = "good", .ca_file = "other-ca.pem"};
    desk *one = tls_desk(*state, &trusts);
    desk *other = tls_desk(*state, &doubts);
    for (int i = 0; i < 2; i++) {
        desk_expect(one, DESK_LIST, NULL, SDP_OK);
        desk_expect(other, DESK_LIST, NULL, SDP_E_TLS);
    }
    desk_close(one);
    desk_close(other);
}

int main(void)
{
    tls_front *front = tls_start(NULL);
    struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(good_chain, front),
        cmocka_unit_test_prestate(unknown_authority, front),
        cmocka_unit_test_prestate(certificate_in_between_is_missing, front),
        cmocka_unit_test_prestate(self_signed, front),
        cmocka_unit_test_prestate(other_name, front),
        cmocka_unit_test_prestate(wrong_dates, front),
        cmocka_unit_test_prestate(file_of_authorities_that_holds_none, front),
        cmocka_unit_test_prestate(clients_do_not_share_trust, front),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    tls_stop(front);
    return failed;
}
