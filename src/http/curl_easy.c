/* One transfer and its easy handle: the options that never change, and those that each request brings. */
#include <curl/curl.h>
#include <limits.h>
#include <string.h>

#include "base/address.h"
#include "http/curl_parts.h"

/* Sets an option while all went well so far. */
#define SET(option, value)                                                                                             \
    do {                                                                                                               \
        if (code == CURLE_OK) code = curl_easy_setopt(easy, option, value);                                            \
    } while (0)

_Static_assert(sizeof((sdpi_curl_transfer *)0)->curl_words >= CURL_ERROR_SIZE, "libcurl writes that much");

static void fail(sdpi_curl_transfer *transfer, sdp_status status, const char *why)
{
    if (transfer->status != SDP_OK) return;
    transfer->status = status;
    transfer->why = why;
}

static size_t on_header(char *line, size_t size, size_t count, void *user_data)
{
    sdpi_curl_transfer *transfer = user_data;
    size_t total = size * count;
    sdp_status status = sdpi_curl_answer_line(&transfer->answer, line, total);
    if (status == SDP_OK) return total;
    fail(transfer, status, "the answer has too many header lines");
    return 0;
}

/* Called before the first byte of the body, and only then is the HTTP status the last one. */
static sdp_status begin_body(sdpi_curl_transfer *transfer)
{
    sdp_begin_fn begin = transfer->begin;
    long http_status = 0;
    curl_off_t size = -1;
    if (begin == NULL) return SDP_OK;
    transfer->begin = NULL;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &http_status);
    curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
    return begin(transfer->stream_data, (int32_t)http_status, size >= 0 ? (int64_t)size : -1);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *user_data)
{
    sdpi_curl_transfer *transfer = user_data;
    size_t total = size * count;
    if (transfer->sink == NULL || total == 0) return total;
    sdp_status status = begin_body(transfer);
    if (status == SDP_OK) status = transfer->sink(transfer->stream_data, bytes, total);
    if (status == SDP_OK) return total;
    fail(transfer, status, NULL);
    return 0; /* any other number than what came ends the transfer */
}

static size_t on_source(char *bytes, size_t size, size_t count, void *user_data)
{
    sdpi_curl_transfer *transfer = user_data;
    size_t capacity = size * count;
    size_t got = 0;
    if (transfer->source_left >= 0 && (uint64_t)transfer->source_left < capacity) {
        capacity = (size_t)transfer->source_left;
    }
    if (capacity == 0) return 0;
    sdp_status status = transfer->source(transfer->stream_data, bytes, capacity, &got);
    if (status == SDP_OK && got > capacity) status = SDP_E_ARGUMENT;
    if (status != SDP_OK) {
        fail(transfer, status, NULL);
        return CURL_READFUNC_ABORT;
    }
    if (got == 0 && transfer->source_left > 0) {
        fail(transfer, SDP_E_ARGUMENT, "the streamed body is shorter than its stated size");
        return CURL_READFUNC_ABORT;
    }
    if (transfer->source_left >= 0) transfer->source_left -= (int64_t)got;
    return got;
}

/* libcurl calls this whenever it is about to send the request. It sends it a second time, without a word, where a kept
   connection ends unanswered; a request that must be sent once at most stops there. */
static int on_begin(void *user_data, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
    sdpi_curl_transfer *transfer = user_data;
    (void)remote_ip;
    (void)local_ip;
    (void)remote_port;
    (void)local_port;
    transfer->begun++;
    if (!transfer->once || transfer->begun == 1) return CURL_PREREQFUNC_OK;
    fail(transfer, SDP_E_NETWORK, "the kept connection ended without an answer; the request is not sent again");
    return CURL_PREREQFUNC_ABORT;
}

static CURLcode set_callbacks(sdpi_curl_transfer *transfer)
{
    CURL *easy = transfer->easy;
    CURLcode code = CURLE_OK;
    SET(CURLOPT_PRIVATE, transfer);
    SET(CURLOPT_ERRORBUFFER, transfer->curl_words);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, transfer);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, transfer);
    SET(CURLOPT_READFUNCTION, on_source);
    SET(CURLOPT_READDATA, transfer);
    SET(CURLOPT_PREREQFUNCTION, on_begin);
    SET(CURLOPT_PREREQDATA, transfer);
    return code;
}

/* What goes over the wire, and nothing that the caller did not ask for: no redirects, no cookies or netrc (libcurl's
   default), no login from a URL, and no proxy from the environment, which libcurl reads where these texts are NULL. */
static CURLcode set_http(const sdpi_curl_transfer *transfer)
{
    const sdpi_curl_shared *shared = transfer->shared;
    CURL *easy = transfer->easy;
    CURLcode code = CURLE_OK;
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    SET(CURLOPT_SHARE, (CURLSH *)shared->share);
    SET(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    /* Without it, a timeout or a cancel waits for the thread that resolves a name. */
    SET(CURLOPT_QUICK_EXIT, 1L);
#endif
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_PROXY, shared->proxy != NULL ? shared->proxy : "");
    SET(CURLOPT_NOPROXY, shared->no_proxy != NULL ? shared->no_proxy : "");
    SET(CURLOPT_USERAGENT, shared->user_agent);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)(shared->connect_timeout_ms < INT_MAX ? shared->connect_timeout_ms : INT_MAX));
    if ((version->features & CURL_VERSION_LIBZ) != 0) SET(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    /* HTTP/2 over clear text fails on a kept connection in libcurl 7.88: over TLS only. */
    if ((version->features & CURL_VERSION_HTTP2) != 0) SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    return code;
}

/* The cache of parsed certificates lives in the multi handle, and is read again each day (libcurl's default). */
static CURLcode set_tls(const sdpi_curl_transfer *transfer)
{
    const sdpi_curl_shared *shared = transfer->shared;
    CURL *easy = transfer->easy;
    CURLcode code = CURLE_OK;
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (shared->ca_file != NULL || shared->ca_path != NULL) SET(CURLOPT_CAINFO, shared->ca_file);
    if (shared->ca_path != NULL) SET(CURLOPT_CAPATH, shared->ca_path);
    if (shared->ca_is_file) SET(CURLOPT_CAPATH, NULL);
    if (shared->client_cert != NULL) SET(CURLOPT_SSLCERT, shared->client_cert);
    if (shared->client_key != NULL) SET(CURLOPT_SSLKEY, shared->client_key);
    if (shared->client_key_password != NULL) {
        SET(CURLOPT_KEYPASSWD, shared->client_key_password);
    } else if (shared->client_cert != NULL && sdpi_curl_tls_backend(easy) == CURLSSLBACKEND_OPENSSL) {
        /* Without a password OpenSSL asks for one on the terminal. GnuTLS does not, and would take an empty one for a
           sign that the key is encrypted. */
        SET(CURLOPT_KEYPASSWD, "");
    }
    if (shared->proxy == NULL || strncmp(shared->proxy, "https:", 6) != 0) return code;
    SET(CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (shared->ca_file != NULL || shared->ca_path != NULL) SET(CURLOPT_PROXY_CAINFO, shared->ca_file);
    if (shared->ca_path != NULL) SET(CURLOPT_PROXY_CAPATH, shared->ca_path);
    if (shared->ca_is_file) SET(CURLOPT_PROXY_CAPATH, NULL);
    return code;
}

sdp_status sdpi_curl_transfer_new(sdpi_curl_shared *shared, sdpi_curl_transfer **out)
{
    *out = NULL;
    sdpi_curl_transfer *transfer = sdpi_allocate_zero(&shared->allocator, sizeof *transfer);
    if (transfer == NULL) return SDP_E_NO_MEMORY;
    transfer->shared = shared;
    transfer->body_kind = -1;
    sdpi_curl_sent_init(&transfer->sent, &shared->allocator);
    transfer->easy = curl_easy_init();
    CURLcode code = transfer->easy != NULL ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    if (code == CURLE_OK) code = set_callbacks(transfer);
    if (code == CURLE_OK) code = set_http(transfer);
    if (code == CURLE_OK) code = set_tls(transfer);
    if (code != CURLE_OK) {
        sdpi_curl_transfer_free(transfer);
        return code == CURLE_OUT_OF_MEMORY ? SDP_E_NO_MEMORY : SDP_E_CONFIG;
    }
    *out = transfer;
    return SDP_OK;
}

void sdpi_curl_transfer_free(sdpi_curl_transfer *transfer)
{
    sdp_allocator allocator = transfer->shared->allocator;
    if (transfer->easy != NULL) curl_easy_cleanup(transfer->easy);
    sdpi_curl_sent_free(&transfer->sent);
    sdpi_release(&allocator, transfer);
}

/* Looks at scheme and host before libcurl does: clear text goes to this machine alone, unless it is allowed. */
static sdp_status check_url(const sdpi_curl_shared *shared, const char *url, int *https)
{
    if (url == NULL) return SDP_E_ARGUMENT;
    for (const char *byte = url; *byte != '\0'; byte++) {
        if ((unsigned char)*byte <= ' ' || *byte == 0x7f || *byte == '\\') return SDP_E_URL;
    }
    *https = strncmp(url, "https://", 8) == 0;
    if (*https) return SDP_OK;
    if (strncmp(url, "http://", 7) != 0) return SDP_E_URL;
    const char *host = url + 7;
    size_t bracket = *host == '[' ? strcspn(host, "]/?#@") : 0;
    size_t size = bracket + strcspn(host + bracket, ":/?#@");
    if (host[size] == '@') return SDP_E_URL;
    return shared->allow_http || sdpi_is_loopback((sdpi_span){host, size}) ? SDP_OK : SDP_E_URL;
}

/* Whether the handle has this URL already, as when one thing after the other is added. It was checked then. */
static int is_told_url(const sdpi_curl_transfer *transfer, const char *url)
{
    return url != NULL && *url != '\0' && strcmp(transfer->told_url, url) == 0;
}

static CURLcode set_url(sdpi_curl_transfer *transfer, const char *url)
{
    if (is_told_url(transfer, url)) return CURLE_OK;
    const size_t size = strlen(url) + 1;
    transfer->told_url[0] = '\0';
    CURLcode code = curl_easy_setopt(transfer->easy, CURLOPT_URL, url);
    if (code == CURLE_OK && size <= sizeof transfer->told_url) memcpy(transfer->told_url, url, size);
    return code;
}

static sdp_status check_request(const sdpi_curl_transfer *transfer, const sdp_request *request, int *https)
{
    const char *method = request->method;
    size_t size = 0;
    while (method != NULL && method[size] >= 'A' && method[size] <= 'Z') size++;
    if (size == 0 || method[size] != '\0' || size >= sizeof transfer->method) return SDP_E_ARGUMENT;
    if (request->header_count > 0 && request->headers == NULL) return SDP_E_ARGUMENT;
    if (is_told_url(transfer, request->url)) {
        *https = transfer->https;
        return SDP_OK;
    }
    return check_url(transfer->shared, request->url, https);
}

static int body_kind_of(const sdp_request *request)
{
    if (request->source != NULL) return SDPI_CURL_BODY_STREAM;
    if (request->body != NULL) return SDPI_CURL_BODY_TEXT;
    /* These say how long their body is even where there is none. */
    int has_length = strcmp(request->method, "POST") == 0 || strcmp(request->method, "PUT") == 0;
    return has_length ? SDPI_CURL_BODY_TEXT : SDPI_CURL_BODY_NONE;
}

/* libcurl knows three ways of sending, and a name for each that can be replaced. */
static CURLcode set_method(sdpi_curl_transfer *transfer, const char *method, int body_kind)
{
    static const char *const usual[] = {"GET", "POST", "PUT"};
    CURL *easy = transfer->easy;
    CURLcode code = CURLE_OK;
    if (transfer->body_kind == body_kind && strcmp(transfer->method, method) == 0) return code;
    transfer->body_kind = -1;
    int head = body_kind == SDPI_CURL_BODY_NONE && strcmp(method, "HEAD") == 0;
    SET(CURLOPT_HTTPGET, 1L); /* undoes the others */
    if (head) SET(CURLOPT_NOBODY, 1L);
    if (body_kind == SDPI_CURL_BODY_TEXT) SET(CURLOPT_POST, 1L);
    if (body_kind == SDPI_CURL_BODY_STREAM) SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_CUSTOMREQUEST, head || strcmp(method, usual[body_kind]) == 0 ? NULL : method);
    if (code != CURLE_OK) return code;
    transfer->body_kind = body_kind;
    memcpy(transfer->method, method, strlen(method) + 1);
    return code;
}

static CURLcode set_body(const sdpi_curl_transfer *transfer, const sdp_request *request, int body_kind)
{
    CURL *easy = transfer->easy;
    CURLcode code = CURLE_OK;
    if (body_kind == SDPI_CURL_BODY_TEXT) {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(request->body != NULL ? request->body_size : 0));
        SET(CURLOPT_POSTFIELDS, request->body != NULL ? request->body : "");
    } else if (body_kind == SDPI_CURL_BODY_STREAM) {
        SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)(request->source_size >= 0 ? request->source_size : -1));
    }
    return code;
}

static CURLcode set_times(sdpi_curl_transfer *transfer, const sdp_request *request)
{
    CURL *easy = transfer->easy;
    CURLcode code = CURLE_OK;
    int64_t timeout = request->timeout_ms > 0 ? request->timeout_ms : 0;
    int64_t stall = request->stall_ms > 0 ? request->stall_ms : 0;
    if (timeout > INT_MAX) timeout = INT_MAX;
    if (stall > INT_MAX) stall = INT_MAX;
    if (timeout != transfer->timeout_ms) SET(CURLOPT_TIMEOUT_MS, (long)timeout);
    if (stall != transfer->stall_ms) {
        SET(CURLOPT_LOW_SPEED_LIMIT, stall > 0 ? 1L : 0L);
        SET(CURLOPT_LOW_SPEED_TIME, (long)((stall + 999) / 1000));
    }
    transfer->timeout_ms = code == CURLE_OK ? timeout : -1;
    transfer->stall_ms = code == CURLE_OK ? stall : -1;
    return code;
}

/* Over TLS, further transfers to a host wait to learn whether they can share its connection (HTTP/2). Over clear text
   they cannot, and would wait for a whole answer. */
static CURLcode set_scheme(sdpi_curl_transfer *transfer, int https)
{
    if (transfer->https == https) return CURLE_OK;
    transfer->https = https;
    return curl_easy_setopt(transfer->easy, CURLOPT_PIPEWAIT, (long)https);
}

static void reset(sdpi_curl_transfer *transfer, const sdp_request *request)
{
    transfer->url = request->url;
    transfer->sink = request->sink;
    transfer->source = request->source;
    transfer->begin = request->begin;
    transfer->stream_data = request->stream_data;
    transfer->source_left = request->source_size >= 0 ? request->source_size : -1;
    transfer->once = request->once;
    transfer->begun = 0;
    transfer->status = SDP_OK;
    transfer->why = NULL;
    transfer->curl_words[0] = '\0';
    sdpi_curl_answer_reset(&transfer->answer);
}

sdp_status sdpi_curl_transfer_prepare(sdpi_curl_transfer *transfer, const sdp_request *request)
{
    CURL *easy = transfer->easy;
    int https = 0;
    int changed = 0;
    sdp_status status = check_request(transfer, request, &https);
    if (status != SDP_OK) return status;
    int body_kind = body_kind_of(request);
    status = sdpi_curl_sent_set(&transfer->sent, request, body_kind, &changed);
    if (status != SDP_OK) return status;
    CURLcode code = set_method(transfer, request->method, body_kind);
    if (code == CURLE_OK) code = set_body(transfer, request, body_kind);
    if (code == CURLE_OK) code = set_times(transfer, request);
    if (code == CURLE_OK) code = set_scheme(transfer, https);
    /* An empty list has no first node, which libcurl takes for no list. */
    if (changed) SET(CURLOPT_HTTPHEADER, transfer->sent.text.size > 0 ? transfer->sent.nodes : NULL);
    if (code == CURLE_OK) code = set_url(transfer, request->url);
    if (code != CURLE_OK) {
        /* The list must be told again: it may not have arrived. */
        sdpi_curl_sent_free(&transfer->sent);
        sdpi_curl_sent_init(&transfer->sent, &transfer->shared->allocator);
        return code == CURLE_OUT_OF_MEMORY ? SDP_E_NO_MEMORY : SDP_E_ARGUMENT;
    }
    reset(transfer, request);
    return SDP_OK;
}
