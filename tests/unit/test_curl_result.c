/* What libcurl's codes come to: a status, how far the request came, and words. src/http/curl_result.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <curl/curl.h>

#include <cmocka.h>

#include "exchange.h"
#include "http/curl_parts.h"
#include "raw_server.h"

#define SECRET "planted-key-81f3c0"

/* A transfer by hand: what the transport would have noted of it is set by each test. */
static sdpi_curl_transfer *make(void)
{
    sdpi_curl_shared *shared = NULL;
    sdpi_curl_transfer *transfer = NULL;
    assert_int_equal(sdpi_curl_shared_new(&exchange_config, &sdpi_default_allocator, NULL, &shared), SDP_OK);
    assert_int_equal(sdpi_curl_transfer_new(shared, &transfer), SDP_OK);
    transfer->url = "http://127.0.0.1:8080/path?key=" SECRET;
    return transfer;
}

static void drop(sdpi_curl_transfer *transfer)
{
    sdpi_curl_shared *shared = transfer->shared;
    sdpi_curl_transfer_free(transfer);
    sdpi_curl_shared_release(shared);
}

/* The result of a code, of a request that was begun so often. */
static sdp_response result(sdpi_curl_transfer *transfer, int code, int32_t begun)
{
    sdp_response response;
    memset(&response, 0xA5, sizeof response);
    transfer->begun = begun;
    transfer->answer.ended = 1;
    transfer->status = SDP_OK;
    transfer->why = NULL;
    sdpi_curl_result(transfer, code, &response);
    assert_int_equal(response.size, sizeof response);
    assert_int_equal(response.header_count, 0);
    assert_non_null(response.message); /* there is none with CURLE_OK alone */
    assert_null(strstr(response.message, "planted"));
    assert_null(strpbrk(response.message, "\r\n"));
    return response;
}

static void each_code_has_a_status(void **state)
{
    static const struct {
        int code;
        sdp_status status; /* of a request that was sent */
        sdp_status unsent;
    } rows[] = {
        {CURLE_URL_MALFORMAT, SDP_E_URL, SDP_E_URL},
        {CURLE_LOGIN_DENIED, SDP_E_URL, SDP_E_URL},
        {CURLE_COULDNT_RESOLVE_HOST, SDP_E_RESOLVE, SDP_E_RESOLVE},
        {CURLE_COULDNT_RESOLVE_PROXY, SDP_E_RESOLVE, SDP_E_RESOLVE},
        {CURLE_COULDNT_CONNECT, SDP_E_CONNECT, SDP_E_CONNECT},
        {CURLE_PROXY, SDP_E_CONNECT, SDP_E_CONNECT},
        {CURLE_OPERATION_TIMEDOUT, SDP_E_TIMEOUT, SDP_E_TIMEOUT},
        {CURLE_OUT_OF_MEMORY, SDP_E_NO_MEMORY, SDP_E_NO_MEMORY},
        {CURLE_PARTIAL_FILE, SDP_E_NETWORK, SDP_E_NETWORK},
        {CURLE_SEND_FAIL_REWIND, SDP_E_NETWORK, SDP_E_NETWORK},
        /* A connection that breaks before anything was sent is one that did not come about. */
        {CURLE_GOT_NOTHING, SDP_E_NETWORK, SDP_E_CONNECT},
        {CURLE_SEND_ERROR, SDP_E_NETWORK, SDP_E_CONNECT},
        {CURLE_RECV_ERROR, SDP_E_NETWORK, SDP_E_CONNECT},
        /* Before anything was sent it is the URL that libcurl does not speak. */
        {CURLE_UNSUPPORTED_PROTOCOL, SDP_E_ANSWER, SDP_E_URL},
        {CURLE_WEIRD_SERVER_REPLY, SDP_E_ANSWER, SDP_E_ANSWER},
        {CURLE_BAD_CONTENT_ENCODING, SDP_E_ANSWER, SDP_E_ANSWER},
        {CURLE_SSL_CONNECT_ERROR, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_CERTPROBLEM, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_CLIENTCERT, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_CACERT_BADFILE, SDP_E_TLS, SDP_E_TLS},
        {CURLE_PEER_FAILED_VERIFICATION, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_ISSUER_ERROR, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_INVALIDCERTSTATUS, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_CIPHER, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_CRL_BADFILE, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_ENGINE_NOTFOUND, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_ENGINE_SETFAILED, SDP_E_TLS, SDP_E_TLS},
        {CURLE_SSL_ENGINE_INITFAILED, SDP_E_TLS, SDP_E_TLS},
        {CURLE_USE_SSL_FAILED, SDP_E_TLS, SDP_E_TLS},
        /* All others are failures of the network. */
        {CURLE_FTP_ACCEPT_FAILED, SDP_E_NETWORK, SDP_E_NETWORK},
        {CURLE_ABORTED_BY_CALLBACK, SDP_E_NETWORK, SDP_E_NETWORK},
        {12345, SDP_E_NETWORK, SDP_E_NETWORK},
    };
    (void)state;
    sdpi_curl_transfer *transfer = make();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int32_t begun = 0; begun < 2; begun++) {
            sdp_response response = result(transfer, rows[i].code, begun);
            if (response.status != (begun ? rows[i].status : rows[i].unsent)) {
                fail_msg("%d: %s", rows[i].code, sdp_status_name(response.status));
            }
            assert_int_equal(response.sent, begun ? SDP_SENT_MAYBE : SDP_SENT_NOTHING);
            assert_int_equal(response.http_status, 0);
            assert_true(strncmp(response.message, "127.0.0.1 port 8080: ", 21) == 0);
            assert_true(strlen(response.message) > 21 + 5);
        }
    }
    drop(transfer);
}

static void words_tell_what_libcurl_was_doing(void **state)
{
    (void)state;
    sdpi_curl_transfer *transfer = make();
    assert_string_equal(result(transfer, CURLE_OPERATION_TIMEDOUT, 0).message,
                        "127.0.0.1 port 8080: timed out while connecting");
    assert_string_equal(result(transfer, CURLE_OPERATION_TIMEDOUT, 1).message,
                        "127.0.0.1 port 8080: timed out while waiting for the answer");
    assert_string_equal(result(transfer, CURLE_RECV_ERROR, 0).message, "127.0.0.1 port 8080: no connection");
    assert_string_equal(result(transfer, CURLE_PARTIAL_FILE, 1).message, "127.0.0.1 port 8080: the answer broke off");
    assert_string_equal(result(transfer, 12345, 1).message, "127.0.0.1 port 8080: the transfer failed");
    drop(transfer);
}

/* Puts libcurl's own words into a transfer, and expects the message. */
static void expect_words(const char *heard, const char *message)
{
    sdpi_curl_transfer *transfer = make();
    snprintf(transfer->curl_words, sizeof transfer->curl_words, "%s", heard);
    assert_string_equal(result(transfer, CURLE_PARTIAL_FILE, 1).message, message);
    drop(transfer);
}

static void libcurls_words_become_one_clean_line(void **state)
{
    (void)state;
    expect_words("it ended", "127.0.0.1 port 8080: the answer broke off (it ended)");
    expect_words("it\tended\x7F\r\n \n", "127.0.0.1 port 8080: the answer broke off (it ended )");
    expect_words("a\r\nb", "127.0.0.1 port 8080: the answer broke off (a  b)");
    /* These may repeat a login. */
    expect_words("bad URL http://me:" SECRET "@host/", "127.0.0.1 port 8080: the answer broke off");
    expect_words(" \r\n", "127.0.0.1 port 8080: the answer broke off");
}

static void a_server_is_named_by_host_and_port_alone(void **state)
{
    static const char *const rows[][2] = {
        {"https://desk.example.com/api/v3/x?input_data=" SECRET "#" SECRET, "desk.example.com port 443: "},
        {"http://[::1]/", "[::1] port 80: "},
        {"https://me:" SECRET "@desk.example.com:8443/", "desk.example.com port 8443: "},
        {"http://", "the server: "},
        {"", "the server: "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_curl_transfer *transfer = make();
        transfer->url = rows[i][0];
        const char *message = result(transfer, CURLE_PARTIAL_FILE, 1).message;
        if (strncmp(message, rows[i][1], strlen(rows[i][1])) != 0) fail_msg("%s", message);
        drop(transfer);
    }
}

static void what_a_callback_found_counts_first(void **state)
{
    sdp_response response;
    (void)state;
    sdpi_curl_transfer *transfer = make();
    transfer->begun = 1;
    transfer->status = SDP_E_TOO_LARGE;
    transfer->why = "the answer has too many header lines";
    snprintf(transfer->curl_words, sizeof transfer->curl_words, "Failed writing header");
    sdpi_curl_result(transfer, CURLE_WRITE_ERROR, &response);
    assert_int_equal(response.status, SDP_E_TOO_LARGE);
    assert_int_equal(response.sent, SDP_SENT_MAYBE);
    assert_string_equal(response.message, "127.0.0.1 port 8080: the answer has too many header lines");
    /* A sink or source of the caller's gives a status alone. */
    transfer->status = SDP_E_CANCELED;
    transfer->why = NULL;
    sdpi_curl_result(transfer, CURLE_WRITE_ERROR, &response);
    assert_int_equal(response.status, SDP_E_CANCELED);
    assert_string_equal(response.message, "127.0.0.1 port 8080: the transfer was ended by its sink or source");
    drop(transfer);
}

/* libcurl has one code for a header line beyond its own ceiling and for memory that ran out. */
static void an_endless_header_line_is_no_want_of_memory(void **state)
{
    static const struct {
        int32_t begun;
        int ended;
        sdp_status status;
    } rows[] = {{1, 0, SDP_E_TOO_LARGE}, {1, 1, SDP_E_NO_MEMORY}, {0, 0, SDP_E_NO_MEMORY}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_response response;
        sdpi_curl_transfer *transfer = make();
        transfer->begun = rows[i].begun;
        transfer->answer.ended = rows[i].ended;
        transfer->answer.lines = (size_t)rows[i].begun;
        sdpi_curl_result(transfer, CURLE_OUT_OF_MEMORY, &response);
        assert_int_equal(response.status, rows[i].status);
        drop(transfer);
    }
}

static void an_alert_about_the_clients_certificate_is_tls(void **state)
{
    static const int codes[] = {CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING};
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        sdpi_curl_transfer *transfer = make();
        snprintf(transfer->curl_words, sizeof transfer->curl_words, "OpenSSL: tlsv13 alert certificate required");
        sdp_response response = result(transfer, codes[i], 1);
        assert_int_equal(response.status, SDP_E_TLS);
        assert_non_null(strstr(response.message, "client certificate"));
        drop(transfer);
    }
}

static void an_answer_without_a_status_is_not_http(void **state)
{
    (void)state;
    sdpi_curl_transfer *transfer = make();
    sdp_response response = result(transfer, CURLE_OK, 1);
    assert_int_equal(response.status, SDP_E_ANSWER);
    assert_int_equal(response.sent, SDP_SENT_MAYBE);
    drop(transfer);
}

/* Does a GET of a server, or of a port where there is none, with the transfer's own handle. */
static CURLcode get(sdpi_curl_transfer *transfer, const char *base)
{
    const sdp_request request = exchange_request("GET", base, "/");
    assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), SDP_OK);
    return curl_easy_perform(transfer->easy);
}

static void a_whole_answer(void **state)
{
    static const raw_step steps[] = {
        RAW_READ,
        RAW_SEND("HTTP/1.1 103 Early\r\nLocation: /no\r\n\r\nHTTP/1.1 503 No\r\nRetry-After: 7\r\n"
                 "Content-Length: 0\r\n\r\n"),
        RAW_REPEAT, RAW_END};
    raw_server *server = RAW_SERVER(steps);
    sdp_response response;
    (void)state;
    sdpi_curl_transfer *transfer = make();
    for (int i = 0; i < 2; i++) {
        CURLcode code = get(transfer, raw_server_url(server));
        sdpi_curl_result(transfer, (int)code, &response);
        assert_int_equal(response.status, SDP_OK);
        assert_int_equal(response.sent, SDP_SENT_ANSWERED);
        assert_int_equal(response.http_status, 503);
        assert_int_equal(response.reused, i);
        assert_null(response.message);
        assert_int_equal(response.header_count, 1);
        assert_string_equal(response.headers[0].name, "Retry-After");
        assert_string_equal(response.headers[0].value, "7");
    }
    /* Content with an answer that ends inside its header lines, libcurl is the only one. */
    transfer->answer.ended = 0;
    sdpi_curl_result(transfer, CURLE_OK, &response);
    assert_int_equal(response.status, SDP_E_NETWORK);
    assert_int_equal(response.sent, SDP_SENT_MAYBE);
    assert_non_null(strstr(response.message, "the answer broke off"));
    drop(transfer);
    raw_server_stop(server);
}

/* Where a request was about to be sent a second time, it was a kept connection that had ended. */
static void a_repeated_beginning_was_a_kept_connection(void **state)
{
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_END};
    raw_server *server = RAW_SERVER(works);
    sdp_response response;
    (void)state;
    sdpi_curl_transfer *transfer = make();
    assert_int_equal(get(transfer, raw_server_url(server)), CURLE_OK);
    static const struct {
        int32_t once, begun, reused;
    } rows[] = {{0, 0, 0}, {0, 1, 0}, {0, 2, 0}, {1, 1, 0}, {1, 2, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        transfer->once = rows[i].once;
        transfer->begun = rows[i].begun;
        transfer->status = SDP_OK;
        sdpi_curl_result(transfer, CURLE_GOT_NOTHING, &response);
        assert_int_equal(response.reused, rows[i].reused);
    }
    drop(transfer);
    raw_server_stop(server);
}

static void an_interim_answer_is_none(void **state)
{
    static const raw_step steps[] = {RAW_READ, RAW_SEND("HTTP/1.1 103 Early\r\n\r\n"), RAW_CLOSE, RAW_END};
    raw_server *server = RAW_SERVER(steps);
    sdp_response response;
    (void)state;
    sdpi_curl_transfer *transfer = make();
    CURLcode code = get(transfer, raw_server_url(server));
    sdpi_curl_result(transfer, (int)code, &response);
    assert_int_equal(response.http_status, 0);
    assert_int_not_equal(response.status, SDP_OK);
    assert_int_equal(response.sent, SDP_SENT_MAYBE);
    drop(transfer);
    raw_server_stop(server);
}

static void a_refused_connection_says_what_to_check(void **state)
{
    char base[64];
    sdp_response response;
    (void)state;
    snprintf(base, sizeof base, "http://127.0.0.1:%d", raw_closed_port());
    sdpi_curl_transfer *transfer = make();
    CURLcode code = get(transfer, base);
    assert_int_equal(code, CURLE_COULDNT_CONNECT);
    sdpi_curl_result(transfer, (int)code, &response);
    assert_int_equal(response.status, SDP_E_CONNECT);
    assert_int_equal(response.sent, SDP_SENT_NOTHING);
    assert_int_equal(response.reused, 0);
    assert_non_null(strstr(response.message, "the connection was refused; check host and port"));
    drop(transfer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_has_a_status),
        cmocka_unit_test(words_tell_what_libcurl_was_doing),
        cmocka_unit_test(libcurls_words_become_one_clean_line),
        cmocka_unit_test(a_server_is_named_by_host_and_port_alone),
        cmocka_unit_test(what_a_callback_found_counts_first),
        cmocka_unit_test(an_endless_header_line_is_no_want_of_memory),
        cmocka_unit_test(an_alert_about_the_clients_certificate_is_tls),
        cmocka_unit_test(an_answer_without_a_status_is_not_http),
        cmocka_unit_test(a_whole_answer),
        cmocka_unit_test(a_repeated_beginning_was_a_kept_connection),
        cmocka_unit_test(an_interim_answer_is_none),
        cmocka_unit_test(a_refused_connection_says_what_to_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
