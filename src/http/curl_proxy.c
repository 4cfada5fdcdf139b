/* A proxy's part in a failure: which one a transfer went by, and whether it is the proxy that has to be mended. */
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/sys.h"
#include "base/text.h"
#include "http/curl_parts.h"

#define SETTING "the setting proxy, SDP_PROXY or HTTPS_PROXY"
#define REFUSED "the connection was refused; check " SETTING ", and that it runs"
#define NOT_REACHED "it cannot be reached from this network; check " SETTING
#define NOT_CONNECTED "no connection to it; check " SETTING
#define NOT_FOUND "its name was not found; check " SETTING
#define TIMED_OUT "timed out while connecting to it, or through it; check " SETTING
#define HUNG_UP "it closed the connection without a proxy's answer; check host, port and scheme in " SETTING
#define NOT_THERE                                                                                                      \
    "it made no connection to the service; ask whoever runs it, or name the service's host in the setting no_proxy, "  \
    "NO_PROXY"
#define WANTS_LOGIN "it wants a login; put user and password into the URL of " SETTING
#define WRONG_LOGIN "it does not accept user and password in the URL of " SETTING

/* The host of a URL; NULL where it has none, or there is no memory. */
static char *host_of(const char *url)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    if (parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK) {
        curl_url_get(parts, CURLUPART_HOST, &host, 0);
    }
    curl_url_cleanup(parts);
    return host;
}

/* Whether the address is in a network such as 10.0.0.0/8. */
static int is_in_network(const char *host, const char *network)
{
    unsigned char a[SDPI_IP_MOST];
    unsigned char b[SDPI_IP_MOST];
    char base[64];
    int64_t bits = 0;
    const size_t length = strcspn(network, "/");
    if (network[length] == '\0' || length >= sizeof base) return 0;
    memcpy(base, network, length);
    base[length] = '\0';
    const size_t size = sdpi_read_ip(host, a);
    if (size == 0 || sdpi_read_ip(base, b) != size) return 0;
    if (!sdpi_read_int(network + length + 1, &bits) || bits < 0 || bits > (int64_t)size * 8) return 0;
    const size_t whole = (size_t)bits / 8;
    const unsigned rest = (0xFF00u >> (bits % 8)) & 0xFFu;
    return memcmp(a, b, whole) == 0 && (rest == 0 || ((a[whole] ^ b[whole]) & rest) == 0);
}

/* An entry of no_proxy as libcurl reads it: the host itself, what ends in a dot and the entry, or a network. */
static int is_excepted_by(const char *host, const char *entry)
{
    const size_t host_size = strlen(host);
    if (*entry == '.') entry++;
    const size_t size = strlen(entry);
    if (size == 0) return 0;
    if (is_in_network(host, entry)) return 1;
    if (size > host_size || !sdpi_same_word(host + host_size - size, entry)) return 0;
    return size == host_size || host[host_size - size - 1] == '.';
}

static int is_excepted(char *host, const char *no_proxy)
{
    char entry[256];
    if (strcmp(no_proxy, "*") == 0) return 1;
    const size_t host_size = strlen(host);
    if (host_size > 1 && host[0] == '[') {
        memmove(host, host + 1, host_size - 2);
        host[host_size - 2] = '\0';
    }
    while (*no_proxy != '\0') {
        const size_t size = strcspn(no_proxy, ", \t");
        if (size > 0 && size < sizeof entry) {
            memcpy(entry, no_proxy, size);
            entry[size] = '\0';
            if (is_excepted_by(host, entry)) return 1;
        }
        no_proxy += size;
        no_proxy += strspn(no_proxy, ", \t");
    }
    return 0;
}

/* libcurl tells whether a transfer went by the proxy since 8.7 alone. */
int sdpi_curl_is_proxied(const sdpi_curl_transfer *transfer)
{
    const sdpi_curl_shared *shared = transfer->shared;
    if (shared->proxy == NULL || *shared->proxy == '\0') return 0;
    if (shared->no_proxy == NULL || *shared->no_proxy == '\0') return 1;
    char *host = host_of(transfer->url);
    const int proxied = host != NULL && !is_excepted(host, shared->no_proxy);
    curl_free(host);
    return proxied;
}

void sdpi_curl_name_proxy(const sdpi_curl_shared *shared, char *to, size_t capacity)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    char *port = NULL;
    const unsigned flags = CURLU_DEFAULT_SCHEME | CURLU_NON_SUPPORT_SCHEME;
    snprintf(to, capacity, "the proxy");
    if (parts != NULL && curl_url_set(parts, CURLUPART_URL, shared->proxy, flags) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        /* What libcurl takes where the URL names no port. */
        const char *usual = strncmp(shared->proxy, "https:", 6) == 0 ? "443" : "1080";
        const int has_port = curl_url_get(parts, CURLUPART_PORT, &port, 0) == CURLUE_OK;
        snprintf(to, capacity, "the proxy %s port %s", host, has_port ? port : usual);
    }
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(parts);
}

/* A SOCKS proxy tells a wrong login apart. */
static int is_about_its_login(const sdpi_curl_transfer *transfer)
{
    long reason = CURLPX_OK;
    curl_easy_getinfo(transfer->easy, CURLINFO_PROXY_ERROR, &reason);
    return reason == CURLPX_NO_AUTH || reason == CURLPX_USER_REJECTED;
}

static const char *login_words(const sdpi_curl_transfer *transfer)
{
    return strchr(transfer->shared->proxy, '@') != NULL ? WRONG_LOGIN : WANTS_LOGIN;
}

static const char *connect_words(const sdpi_curl_transfer *transfer)
{
    long reason = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &reason);
    if (reason == ECONNREFUSED) return REFUSED;
    return reason == EHOSTUNREACH || reason == ENETUNREACH ? NOT_REACHED : NOT_CONNECTED;
}

/* The HTTP status of the proxy's answer to CONNECT; 0 where there was none. */
static long connect_answer(const sdpi_curl_transfer *transfer)
{
    long http_status = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &http_status);
    return http_status;
}

int sdpi_curl_is_with_proxy(const sdpi_curl_transfer *transfer)
{
    return transfer->begun == 0 && sdpi_curl_is_proxied(transfer) &&
           strncmp(transfer->shared->proxy, "https:", 6) == 0 && connect_answer(transfer) == 0;
}

const char *sdpi_curl_proxy_words(const sdpi_curl_transfer *transfer, int code, sdp_status *status)
{
    if (transfer->begun > 0 || !sdpi_curl_is_proxied(transfer)) return NULL;
    const long answer = connect_answer(transfer);
    if (answer == 407 || (code == CURLE_PROXY && is_about_its_login(transfer))) {
        *status = SDP_E_LOGIN;
        return login_words(transfer);
    }
    if (answer >= 200 && answer <= 299) return NULL; /* what failed is behind it */
    if (answer != 0 || code == CURLE_PROXY) {
        *status = SDP_E_CONNECT;
        return NOT_THERE;
    }
    switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
        return NOT_FOUND;
    case CURLE_COULDNT_CONNECT:
        return connect_words(transfer);
    case CURLE_OPERATION_TIMEDOUT:
        return TIMED_OUT;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        *status = SDP_E_CONNECT;
        return HUNG_UP;
    default:
        return NULL;
    }
}

const char *sdpi_curl_proxy_refusal(const sdpi_curl_transfer *transfer, long http_status)
{
    /* Through a tunnel it would be an answer of the service. */
    const int is_tunnelled = strncmp(transfer->url, "https:", 6) == 0;
    return http_status == 407 && !is_tunnelled && sdpi_curl_is_proxied(transfer) ? login_words(transfer) : NULL;
}
