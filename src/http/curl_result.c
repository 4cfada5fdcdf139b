/* What libcurl's codes mean here: a status, how far the request came, and a line of words without secrets. */
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "http/curl_parts.h"

typedef struct meaning {
    int code;
    sdp_status status;
    const char *words;
} meaning;

static const meaning meanings[] = {
    {CURLE_URL_MALFORMAT, SDP_E_URL, "the URL cannot be used"},
    {CURLE_LOGIN_DENIED, SDP_E_URL, "the URL holds a login"},
    {CURLE_COULDNT_RESOLVE_HOST, SDP_E_RESOLVE, "the host name was not found"},
    {CURLE_COULDNT_RESOLVE_PROXY, SDP_E_RESOLVE, "the proxy's name was not found"},
    {CURLE_COULDNT_CONNECT, SDP_E_CONNECT, "no connection"},
    {CURLE_PROXY, SDP_E_CONNECT, "the proxy made no connection"},
    {CURLE_OPERATION_TIMEDOUT, SDP_E_TIMEOUT, "timed out"},
    {CURLE_OUT_OF_MEMORY, SDP_E_NO_MEMORY, "out of memory"},
    {CURLE_GOT_NOTHING, SDP_E_NETWORK, "the server closed the connection without an answer"},
    {CURLE_PARTIAL_FILE, SDP_E_NETWORK, "the answer broke off"},
    {CURLE_SEND_ERROR, SDP_E_NETWORK, "the connection broke while sending"},
    {CURLE_SEND_FAIL_REWIND, SDP_E_NETWORK,
     "the kept connection ended without an answer; the request is not sent again"},
    {CURLE_RECV_ERROR, SDP_E_NETWORK, "the connection broke while receiving"},
    {CURLE_HTTP2, SDP_E_NETWORK, "the HTTP/2 connection broke"},
    {CURLE_HTTP2_STREAM, SDP_E_NETWORK, "the server broke the request off without a whole answer"},
    {CURLE_UNSUPPORTED_PROTOCOL, SDP_E_ANSWER, "the answer is not HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, SDP_E_ANSWER, "the answer is not proper HTTP"},
    {CURLE_BAD_CONTENT_ENCODING, SDP_E_ANSWER, "the answer cannot be decompressed"},
    {CURLE_SSL_CONNECT_ERROR, SDP_E_TLS, "no TLS connection"},
    {CURLE_SSL_CERTPROBLEM, SDP_E_TLS, "the client certificate or its key cannot be used"},
    {CURLE_SSL_CLIENTCERT, SDP_E_TLS, "the server asks for a client certificate; set client_cert"},
    {CURLE_SSL_CACERT_BADFILE, SDP_E_TLS, "the certificates of ca_file or ca_path cannot be read"},
    {CURLE_PEER_FAILED_VERIFICATION, SDP_E_TLS, "the server's certificate is not accepted"},
    {CURLE_SSL_ISSUER_ERROR, SDP_E_TLS, "the server's certificate is not accepted"},
    {CURLE_SSL_INVALIDCERTSTATUS, SDP_E_TLS, "the server's certificate is not accepted"},
    {CURLE_SSL_CIPHER, SDP_E_TLS, "no TLS connection"},
    {CURLE_SSL_CRL_BADFILE, SDP_E_TLS, "the list of revoked certificates cannot be read"},
    {CURLE_SSL_ENGINE_NOTFOUND, SDP_E_TLS, "no TLS connection"},
    {CURLE_SSL_ENGINE_SETFAILED, SDP_E_TLS, "no TLS connection"},
    {CURLE_SSL_ENGINE_INITFAILED, SDP_E_TLS, "no TLS connection"},
    {CURLE_USE_SSL_FAILED, SDP_E_TLS, "no TLS connection"},
};

static const meaning *find_meaning(int code)
{
    static const meaning other = {-1, SDP_E_NETWORK, "the transfer failed"};
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (meanings[i].code == code) return &meanings[i];
    }
    return &other;
}

/* With TLS 1.3 a server refuses a client's certificate only after the client thinks that the connection stands, and
   sent its request. A server does not read a request before it has settled whose it is: on a new connection, nothing
   that was sent has reached anyone. */
static const char *judge_refusal(sdpi_curl_transfer *transfer)
{
    const char *words = sdpi_curl_refusal_words(transfer);
    long connections = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connections);
    if (words != NULL && connections > 0 && transfer->begun == 1 && transfer->answer.lines == 0) transfer->begun = 0;
    return words;
}

static const char *connect_words(const sdpi_curl_transfer *transfer, const char *otherwise)
{
    long reason = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &reason);
    if (reason == ECONNREFUSED) return "the connection was refused; check host and port, and that the server runs";
    if (reason == EHOSTUNREACH || reason == ENETUNREACH) return "the server cannot be reached from this network";
    return otherwise;
}

static void judge(sdpi_curl_transfer *transfer, int code)
{
    const meaning *found = find_meaning(code);
    sdp_status status = found->status;
    const char *words = found->words;
    int broke = code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING ||
                code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM;
    const char *of_proxy = sdpi_curl_proxy_words(transfer, code, &status);
    const char *refusal = broke ? judge_refusal(transfer) : NULL;
    if (of_proxy != NULL) {
        words = of_proxy;
        transfer->proxy_failed = 1;
    } else if (refusal != NULL) {
        status = SDP_E_TLS;
        words = refusal;
    } else if (status == SDP_E_TLS) {
        words = sdpi_curl_tls_words(transfer, code, words);
        transfer->proxy_failed = sdpi_curl_is_with_proxy(transfer);
    } else if (status == SDP_E_TIMEOUT) {
        words = transfer->begun > 0 ? "timed out while waiting for the answer" : "timed out while connecting";
    } else if (code == CURLE_COULDNT_CONNECT) {
        words = connect_words(transfer, words);
    } else if (transfer->begun == 0 && broke) {
        status = SDP_E_CONNECT;
        words = "no connection";
    } else if (transfer->begun == 0 && code == CURLE_UNSUPPORTED_PROTOCOL) {
        status = SDP_E_URL;
        words = "the URL cannot be used";
    } else if (transfer->answer.lines > 0 && code == CURLE_OUT_OF_MEMORY && !transfer->answer.ended) {
        /* Up to version 8.5, libcurl says this of a header line beyond its own ceiling too. */
        status = SDP_E_TOO_LARGE;
        words = "the answer has too long a header line, or there was no memory for it";
    }
    transfer->status = status;
    transfer->why = words;
}

/* Such an answer is none of the service, which has heard nothing of the request. */
static int is_refused_by_proxy(sdpi_curl_transfer *transfer, long http_status)
{
    const char *words = sdpi_curl_proxy_refusal(transfer, http_status);
    if (words == NULL) return 0;
    transfer->status = SDP_E_LOGIN;
    transfer->why = words;
    transfer->proxy_failed = 1;
    transfer->begun = 0;
    return 1;
}

/* Writes "host port N" of a URL, which are all of it that a message shows. */
static void name_host(const char *url, char *to, size_t capacity)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    char *port = NULL;
    snprintf(to, capacity, "the server");
    if (parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK) {
        snprintf(to, capacity, "%s port %s", host, port);
    }
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(parts);
}

/* Whom the message is about: the server, the way to it, or the proxy alone. */
static void name_party(const sdpi_curl_transfer *transfer, char *to, size_t capacity)
{
    char host[300];
    char proxy[300];
    name_host(transfer->url, host, sizeof host);
    if (!sdpi_curl_is_proxied(transfer)) {
        snprintf(to, capacity, "%s", host);
        return;
    }
    sdpi_curl_name_proxy(transfer->shared, proxy, sizeof proxy);
    if (transfer->proxy_failed) {
        snprintf(to, capacity, "%s", proxy);
    } else {
        snprintf(to, capacity, "%s by %s", host, proxy);
    }
}

/* libcurl's own words become one line. What holds an "@" might be a URL with a login, and is left out. */
static void tidy(char *words)
{
    if (strchr(words, '@') != NULL) words[0] = '\0';
    size_t size = strlen(words);
    while (size > 0 && (unsigned char)words[size - 1] <= ' ') words[--size] = '\0';
    for (char *byte = words; *byte != '\0'; byte++) {
        if ((unsigned char)*byte < ' ' || *byte == 0x7f) *byte = ' ';
    }
}

/* The words of a callback say all; those of libcurl add what it heard. */
static void write_message(sdpi_curl_transfer *transfer, int own)
{
    char party[610];
    name_party(transfer, party, sizeof party);
    tidy(transfer->curl_words);
    const char *why = transfer->why != NULL ? transfer->why : "the transfer was ended by its sink or source";
    if (own || transfer->curl_words[0] == '\0') {
        snprintf(transfer->message, sizeof transfer->message, "%s: %s", party, why);
    } else {
        snprintf(transfer->message, sizeof transfer->message, "%s: %s (%s)", party, why, transfer->curl_words);
    }
}

void sdpi_curl_result(sdpi_curl_transfer *transfer, int code, sdp_response *response)
{
    long http_status = 0;
    long connections = 0;
    int own = transfer->status != SDP_OK;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &http_status);
    curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connections);
    if (http_status < 200) http_status = 0; /* none, or an interim one */
    if (code == CURLE_OK && http_status == 0) code = CURLE_WEIRD_SERVER_REPLY;
    /* libcurl is content with an answer that ends in the middle of its header lines. */
    if (code == CURLE_OK && !transfer->answer.ended) code = CURLE_PARTIAL_FILE;
    int answered = code == CURLE_OK;
    transfer->proxy_failed = 0;
    if (!answered && !own) judge(transfer, code);
    if (answered && is_refused_by_proxy(transfer, http_status)) {
        answered = 0;
        http_status = 0;
    }

    *response = (sdp_response){
        .size = sizeof *response,
        .status = answered ? SDP_OK : transfer->status,
        .sent = answered              ? SDP_SENT_ANSWERED
                : transfer->begun > 0 ? SDP_SENT_MAYBE
                                      : SDP_SENT_NOTHING,
        .http_status = (int32_t)http_status,
        /* Where a request that is sent once was about to be repeated, it was a kept connection that had ended. */
        .reused = transfer->begun > 0 && (connections == 0 || (transfer->once && transfer->begun > 1)),
        .headers = transfer->answer.headers,
        .header_count = sdpi_curl_answer_headers(&transfer->answer),
        .by_proxy = transfer->proxy_failed,
    };
    if (transfer->status == SDP_OK) return;
    write_message(transfer, own);
    response->message = transfer->message;
}
