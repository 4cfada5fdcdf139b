/* The words for a failed TLS connection, by what libcurl and the TLS library said. What they really say is tested in
   tests/client/test_tls*.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "http/curl_parts.h"

static char path[] = "/some/file.pem";

/* A transfer that failed before anything was known of it but libcurl's words. */
static sdpi_curl_transfer *failed(sdpi_curl_shared *shared, const char *heard)
{
    sdpi_curl_transfer *transfer = NULL;
    *shared = (sdpi_curl_shared){.allocator = sdpi_default_allocator};
    shared->user_agent = path;
    assert_int_equal(curl_global_init(CURL_GLOBAL_DEFAULT), CURLE_OK);
    assert_int_equal(sdpi_curl_transfer_new(shared, &transfer), SDP_OK);
    snprintf(transfer->curl_words, sizeof transfer->curl_words, "%s", heard);
    return transfer;
}

static void expect(const char *heard, int code, const char *words)
{
    sdpi_curl_shared shared;
    sdpi_curl_transfer *transfer = failed(&shared, heard);
    const char *said = sdpi_curl_tls_words(transfer, code, "otherwise");
    if (strstr(said, words) == NULL) fail_msg("%s: '%s' is not in '%s'", heard, words, said);
    sdpi_curl_transfer_free(transfer);
}

/* Where there is no verdict, or none that is known, as with other TLS libraries. */
static void words_about_the_certificate(void **state)
{
    static const struct {
        const char *heard;
        const char *words;
    } rows[] = {
        {"SSL certificate problem: certificate has expired", "has expired; its owner"},
        {"server certificate expiration date has passed.", "has expired; its owner"},
        {"SSL certificate problem: certificate is not yet valid", "not valid yet"},
        {"server certificate not activated yet.", "not valid yet"},
        {"SSL certificate problem: certificate revoked", "was revoked"},
        {"SSL: no alternative certificate subject name matches target host name 'x'", "for another host name"},
        {"SSL certificate problem: self-signed certificate in certificate chain", "not trusted; set ca_file"},
        {"SSL certificate problem: self signed certificate in certificate chain", "not trusted; set ca_file"},
        {"SSL certificate problem: self-signed certificate", "signed by itself"},
        {"SSL certificate problem: unable to get local issuer certificate", "not known; set ca_file"},
        {"SSL certificate problem: unable to verify the first certificate", "not known; set ca_file"},
        {"server certificate verification failed. CAfile: x CRLfile: none", "not known; set ca_file"},
        {"", "otherwise"},
        {"what no library says", "otherwise"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect(rows[i].heard, CURLE_PEER_FAILED_VERIFICATION, rows[i].words);
    }
}

static void words_about_the_handshake(void **state)
{
    static const struct {
        const char *heard;
        const char *words;
    } rows[] = {
        {"error:0A00010B:SSL routines::wrong version number", "does not speak TLS on this port"},
        {"error:0A0000C6:SSL routines::packet length too long", "does not speak TLS on this port"},
        {"gnutls_handshake() failed: An unexpected TLS packet was received.", "does not speak TLS on this port"},
        {"error:0A00042E:SSL routines::tlsv1 alert protocol version", "older than 1.2"},
        {"error:0A000102:SSL routines::unsupported protocol", "older than 1.2"},
        {"error:0A000410:SSL routines::sslv3 alert handshake failure", "wants a client certificate"},
        {"gnutls_handshake() failed: Handshake failed", "wants a client certificate"},
        {"OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to x:1", "closed the connection during the handshake"},
        {"OpenSSL SSL_connect: Connection reset by peer in connection to x:1", "closed the connection during"},
        {"error:0A000412:SSL routines::sslv3 alert bad certificate", "asks for a client certificate; set client_cert"},
        {"", "otherwise"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect(rows[i].heard, CURLE_SSL_CONNECT_ERROR, rows[i].words);
    }
    expect("error setting certificate file: issuer", CURLE_SSL_CACERT_BADFILE, "otherwise");
}

static void words_about_the_clients_own_files(void **state)
{
    static const char openssl[] = "unable to set private key file: 'x' type PEM";
    static const char gnutls[] = "error reading X.509 potentially-encrypted key file: Decryption has failed.";
    (void)state;
    expect(openssl, CURLE_SSL_CERTPROBLEM, "needs a client_key_password");
    expect(gnutls, CURLE_SSL_CONNECT_ERROR, "needs a client_key_password");
    expect("could not load PEM client certificate, OpenSSL error x", CURLE_SSL_CERTPROBLEM,
           "client_cert cannot be used");
    expect("error reading X.509 key or certificate file", CURLE_SSL_CONNECT_ERROR, "check client_cert, client_key");
    expect("", CURLE_SSL_CERTPROBLEM, "check client_cert, client_key");
    sdpi_curl_shared shared;
    sdpi_curl_transfer *transfer = failed(&shared, openssl);
    shared.client_key_password = path;
    const char *said = sdpi_curl_tls_words(transfer, CURLE_SSL_CERTPROBLEM, "otherwise");
    assert_non_null(strstr(said, "client_key_password is wrong"));
    sdpi_curl_transfer_free(transfer);
}

static void alerts_about_the_clients_certificate(void **state)
{
    static const char *const alerts[] = {
        "tlsv13 alert certificate required",   "sslv3 alert bad certificate",     "tlsv1 alert unknown ca",
        "sslv3 alert certificate unknown",     "sslv3 alert certificate expired", "sslv3 alert certificate revoked",
        "sslv3 alert unsupported certificate",
    };
    static const char expired[] = "SSL certificate verification failed";
    sdpi_curl_shared shared;
    (void)state;
    for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++) {
        sdpi_curl_transfer *transfer = failed(&shared, alerts[i]);
        assert_non_null(strstr(sdpi_curl_refusal_words(transfer), "asks for a client certificate"));
        shared.client_cert = path;
        assert_non_null(strstr(sdpi_curl_refusal_words(transfer), "does not accept the client certificate"));
        sdpi_curl_transfer_free(transfer);
    }
    sdpi_curl_transfer *transfer = failed(&shared, expired);
    assert_null(sdpi_curl_refusal_words(transfer));
    shared.client_cert = path;
    assert_non_null(sdpi_curl_refusal_words(transfer));
    sdpi_curl_transfer_free(transfer);
    transfer = failed(&shared, "tlsv1 alert internal error");
    shared.client_cert = path;
    assert_null(sdpi_curl_refusal_words(transfer));
    sdpi_curl_transfer_free(transfer);
}

/* The library is known before there is a connection: its number decides how a client's key is read. */
static void backend_is_known(void **state)
{
    sdpi_curl_shared shared;
    sdpi_curl_transfer *transfer = failed(&shared, "");
    (void)state;
    assert_int_not_equal(sdpi_curl_tls_backend(transfer->easy), CURLSSLBACKEND_NONE);
    sdpi_curl_transfer_free(transfer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_about_the_certificate),
        cmocka_unit_test(words_about_the_handshake),
        cmocka_unit_test(words_about_the_clients_own_files),
        cmocka_unit_test(alerts_about_the_clients_certificate),
        cmocka_unit_test(backend_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
