/* Why there is no TLS connection, and what to do about it. The TLS library's verdict on the server's certificate counts
   first, as a number where it gives one; then what libcurl and the library said in their own words. */
#include <curl/curl.h>
#include <string.h>

#include "http/curl_parts.h"

#define EXPIRED "the server's certificate has expired; its owner must renew it, or this machine's clock is wrong"
#define EARLY "the server's certificate is not valid yet; check this machine's clock"
#define REVOKED "the server's certificate was revoked; its owner must renew it"
#define OTHER_NAME "the server's certificate is for another host name; check the URL"
#define WEAK "the server's certificate has too weak a key or signature; its owner must renew it"
#define SELF_SIGNED                                                                                                    \
    "the server's certificate is signed by itself, and not trusted; set ca_file to that certificate if it should be"
#define NOT_TRUSTED                                                                                                    \
    "the server's certificate is signed by an authority that is not trusted; set ca_file to that authority's "         \
    "certificate if it should be"
#define NOT_KNOWN                                                                                                      \
    "the server's certificate is signed by an authority that is not known; set ca_file to that authority's "           \
    "certificate if it should be trusted, or have the server send the certificates in between"
#define NO_TLS "no TLS connection: the server does not speak TLS on this port; check scheme and port"
#define OLD "no TLS connection: the server's TLS is older than 1.2"
#define HANGS_UP "no TLS connection: the server closed the connection during the handshake"
#define NO_AGREEMENT                                                                                                   \
    "no TLS connection: the server wants a client certificate, which client_cert gives, or has no cipher in common"

/* X509_V_ERR_… of OpenSSL and of the libraries that follow it. */
static const struct {
    long verdict;
    const char *words;
} openssl_verdicts[] = {
    {9, EARLY},      {10, EXPIRED},   {18, SELF_SIGNED}, {19, NOT_TRUSTED}, {2, NOT_KNOWN},
    {20, NOT_KNOWN}, {21, NOT_KNOWN}, {23, REVOKED},     {62, OTHER_NAME},  {64, OTHER_NAME},
    {66, WEAK},      {67, WEAK},      {68, WEAK},
};

/* GNUTLS_CERT_… of GnuTLS, which are bits. A date is told before the signer: it is what the owner can mend. */
static const struct {
    long bit;
    const char *words;
} gnutls_verdicts[] = {
    {1L << 10, EXPIRED}, {1L << 9, EARLY}, {1L << 5, REVOKED}, {1L << 8, WEAK}, {1L << 6, NOT_KNOWN},
};

/* Parts of what the libraries say. The first that fits counts. */
static const struct {
    const char *heard;
    const char *words;
} said[] = {
    {"has expired", EXPIRED},
    {"expiration date", EXPIRED},
    {"not yet valid", EARLY},
    {"not activated", EARLY},
    {"revoked", REVOKED},
    {"subject name", OTHER_NAME},
    {"hostname mismatch", OTHER_NAME},
    {"self-signed certificate in", NOT_TRUSTED},
    {"self signed certificate in", NOT_TRUSTED},
    {"self-signed", SELF_SIGNED},
    {"self signed", SELF_SIGNED},
    {"issuer", NOT_KNOWN},
    {"unable to verify the first", NOT_KNOWN},
    {"server certificate verification failed", NOT_KNOWN},
    {"wrong version number", NO_TLS},
    {"packet length too long", NO_TLS},
    {"unexpected TLS packet", NO_TLS},
    {"protocol version", OLD},
    {"unsupported protocol", OLD},
    {"unsupported version", OLD},
    {"handshake failure", NO_AGREEMENT},
    {"Handshake failed", NO_AGREEMENT},
    {"unexpected eof", HANGS_UP},
    {"SSL_ERROR_SYSCALL", HANGS_UP},
    {"Connection reset", HANGS_UP},
    {"non-properly terminated", HANGS_UP},
};

int sdpi_curl_tls_backend(void *easy)
{
    struct curl_tlssessioninfo *session = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || session == NULL) return 0;
    return (int)session->backend;
}

static const char *find_verdict(const sdpi_curl_transfer *transfer)
{
    int backend = sdpi_curl_tls_backend(transfer->easy);
    long verdict = 0;
    if (curl_easy_getinfo(transfer->easy, CURLINFO_SSL_VERIFYRESULT, &verdict) != CURLE_OK) return NULL;
    if (backend == CURLSSLBACKEND_OPENSSL) {
        for (size_t i = 0; i < sizeof openssl_verdicts / sizeof *openssl_verdicts; i++) {
            if (openssl_verdicts[i].verdict == verdict) return openssl_verdicts[i].words;
        }
    } else if (backend == CURLSSLBACKEND_GNUTLS) {
        for (size_t i = 0; i < sizeof gnutls_verdicts / sizeof *gnutls_verdicts; i++) {
            if ((verdict & gnutls_verdicts[i].bit) != 0) return gnutls_verdicts[i].words;
        }
    }
    return NULL;
}

static const char *find_said(const char *heard)
{
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        if (strstr(heard, said[i].heard) != NULL) return said[i].words;
    }
    return NULL;
}

/* Whether it is about the client's own files. GnuTLS has no code for it. */
static int is_about_own_files(const sdpi_curl_transfer *transfer, int code)
{
    return code == CURLE_SSL_CERTPROBLEM || strstr(transfer->curl_words, "error reading X.509") != NULL;
}

/* No library tells a wrong password from a key that belongs to another certificate. */
static const char *own_files_words(const sdpi_curl_transfer *transfer)
{
    const sdpi_curl_shared *shared = transfer->shared;
    const char *heard = transfer->curl_words;
    if (strstr(heard, "private key") == NULL && strstr(heard, "encrypted key file") == NULL) {
        if (strstr(heard, "client certificate") != NULL) {
            return "client_cert cannot be used; it must be a certificate in PEM";
        }
        return "the client certificate or its key cannot be used; check client_cert, client_key and "
               "client_key_password";
    }
    if (shared->client_key_password == NULL) {
        return "the key of the client certificate cannot be used; it needs a client_key_password, or is not that of "
               "client_cert";
    }
    return "the key of the client certificate cannot be used; client_key_password is wrong, or the key is not that of "
           "client_cert";
}

const char *sdpi_curl_refusal_words(const sdpi_curl_transfer *transfer)
{
    static const char *const alerts[] = {
        "alert certificate required",    "alert bad certificate",     "alert unknown ca",
        "alert certificate unknown",     "alert certificate expired", "alert certificate revoked",
        "alert unsupported certificate",
    };
    const char *heard = transfer->curl_words;
    /* libcurl's words, without a verdict, where OpenSSL received the alert that a certificate has expired: the
       client's. */
    int refused = transfer->shared->client_cert != NULL && strcmp(heard, "SSL certificate verification failed") == 0;
    for (size_t i = 0; i < sizeof alerts / sizeof *alerts; i++) refused |= strstr(heard, alerts[i]) != NULL;
    if (!refused) return NULL;
    if (transfer->shared->client_cert == NULL) {
        return "the server asks for a client certificate; set client_cert and client_key";
    }
    return "the server does not accept the client certificate; check client_cert and client_key";
}

const char *sdpi_curl_tls_words(const sdpi_curl_transfer *transfer, int code, const char *otherwise)
{
    const char *words = NULL;
    if (is_about_own_files(transfer, code)) return own_files_words(transfer);
    if (code == CURLE_SSL_CACERT_BADFILE) return otherwise;
    if (code == CURLE_PEER_FAILED_VERIFICATION) words = find_verdict(transfer);
    if (words == NULL) words = sdpi_curl_refusal_words(transfer);
    if (words == NULL) words = find_said(transfer->curl_words);
    return words != NULL ? words : otherwise;
}
