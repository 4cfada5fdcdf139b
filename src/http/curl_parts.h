/* What the files of the libcurl transport share. libcurl's own types stay out of it: its handles are void pointers, so
   that <curl/curl.h> is included by curl_*.c alone. */
#ifndef SDPI_CURL_PARTS_H
#define SDPI_CURL_PARTS_H

#include "base/buffer.h"
#include "base/limits.h"
#include "base/sys.h"
#include "http/transport.h"

/* curl_shared.c: what sibling transports have in common. The configuration, which never changes, and a CURLSH with the
   caches of names and TLS sessions. Connections are not shared: libcurl does not do that safely between threads. */
enum { SDPI_CURL_LOCKS = 8 }; /* more than libcurl has kinds of shared data */

typedef struct sdpi_curl_shared {
    sdp_allocator allocator;
    sdpi_atomic references;
    void *share; /* CURLSH */
    sdpi_mutex *locks[SDPI_CURL_LOCKS];
    int64_t connect_timeout_ms;
    int32_t allow_http;
    int32_t raises_sigpipe; /* 1: this libcurl leaves writing to its TLS library, which does not ask for silence */
    int32_t ca_is_file;     /* the certificates come from one file alone: see sdpi_curl_shared_new() */
    char *ca_file;
    char *ca_path;
    char *client_cert;
    char *client_key;
    char *client_key_password;
    char *proxy;
    char *no_proxy;
    char *user_agent;
} sdpi_curl_shared;

sdp_status sdpi_curl_shared_new(const sdpi_http_config *config, const sdp_allocator *allocator, sdp_error *error,
                                sdpi_curl_shared **out);
sdpi_curl_shared *sdpi_curl_shared_retain(sdpi_curl_shared *shared);
void sdpi_curl_shared_release(sdpi_curl_shared *shared);

/* Where the body of a request comes from. */
enum { SDPI_CURL_BODY_NONE, SDPI_CURL_BODY_TEXT, SDPI_CURL_BODY_STREAM };

/* curl_headers.c: the header lines that are sent. They are kept from one transfer to the next, for they hardly
   change. */
typedef struct sdpi_curl_sent {
    sdpi_buffer text;         /* the lines, each ended by a zero byte */
    struct curl_slist *nodes; /* libcurl's list, pointing into the text */
    size_t capacity;          /* of `nodes` */
    size_t given;             /* lines that came from the request; 0 and body_kind -1 before the first use */
    int body_kind;
} sdpi_curl_sent;

void sdpi_curl_sent_init(sdpi_curl_sent *sent, const sdp_allocator *allocator);
/* Makes the list for the request, or leaves it where it is the same already. `*changed` tells which. */
sdp_status sdpi_curl_sent_set(sdpi_curl_sent *sent, const sdp_request *request, int body_kind, int *changed);
void sdpi_curl_sent_free(sdpi_curl_sent *sent);

/* curl_headers.c: the header lines that came, counted, and the few of them that are kept. */
enum { SDPI_CURL_KEPT = 3 };

typedef struct sdpi_curl_answer {
    size_t lines; /* of this transfer, interim answers and trailers included */
    size_t bytes;
    int ended; /* the blank line after the headers came: what follows are trailers */
    char content_type[256];
    char retry_after[128];
    char location[2048];
    sdp_header headers[SDPI_CURL_KEPT]; /* filled by sdpi_curl_answer_headers() */
} sdpi_curl_answer;

void sdpi_curl_answer_reset(sdpi_curl_answer *answer);
/* Takes one line. SDP_E_TOO_LARGE where there are too many. */
sdp_status sdpi_curl_answer_line(sdpi_curl_answer *answer, const char *line, size_t size);
/* Lists what is kept in answer->headers; returns how many. */
size_t sdpi_curl_answer_headers(sdpi_curl_answer *answer);

/* curl_easy.c: a transfer, with the easy handle that is its own for life. */
typedef struct sdpi_curl_transfer {
    struct sdpi_curl_transfer *next; /* among those that run, or those that are idle */
    struct sdpi_curl_transfer *previous;
    sdpi_curl_shared *shared;
    void *easy; /* CURL */
    int running;

    sdp_done_fn done;
    void *user_data;
    const char *url;
    sdp_sink_fn sink;
    sdp_source_fn source;
    sdp_begin_fn begin; /* NULL once it was called */
    void *stream_data;
    int64_t source_left; /* -1: unknown */
    int32_t once;

    int32_t begun;     /* how often libcurl began to send the request: 0 is surely not sent */
    sdp_status status; /* the first error that a callback found, and its words */
    const char *why;
    int proxy_failed; /* the words are about the proxy */

    /* What the handle was told last, so that it is not told again. */
    int body_kind;
    int https;
    char method[16];
    int64_t timeout_ms;
    int64_t stall_ms;
    char told_url[512]; /* empty where it is longer */

    sdpi_curl_sent sent;
    sdpi_curl_answer answer;
    char curl_words[256]; /* CURL_ERROR_SIZE */
    char message[SDPI_MAX_MESSAGE];
} sdpi_curl_transfer;

sdp_status sdpi_curl_transfer_new(sdpi_curl_shared *shared, sdpi_curl_transfer **out);
/* Tells the handle what this request needs. An error means that nothing was or will be sent. */
sdp_status sdpi_curl_transfer_prepare(sdpi_curl_transfer *transfer, const sdp_request *request);
void sdpi_curl_transfer_free(sdpi_curl_transfer *transfer);

/* curl_tls.c: which TLS library an easy handle uses, as a curl_sslbackend. */
int sdpi_curl_tls_backend(void *easy);
/* Why there is no TLS connection, in words; `otherwise` where nothing more is known than the code. */
const char *sdpi_curl_tls_words(const sdpi_curl_transfer *transfer, int code, const char *otherwise);
/* Words where the server sent an alert about the client's certificate or the want of it; else NULL. */
const char *sdpi_curl_refusal_words(const sdpi_curl_transfer *transfer);

/* curl_proxy.c: whether the transfer goes by the proxy of the configuration. */
int sdpi_curl_is_proxied(const sdpi_curl_transfer *transfer);
/* Writes "the proxy HOST port N", without what else its URL holds. */
void sdpi_curl_name_proxy(const sdpi_curl_shared *shared, char *to, size_t capacity);
/* Whether the TLS connection that did not come about is the one to the proxy. */
int sdpi_curl_is_with_proxy(const sdpi_curl_transfer *transfer);
/* Words, and a status, where the proxy failed or refused before the request was sent; else NULL, and `*status`
   stays. */
const char *sdpi_curl_proxy_words(const sdpi_curl_transfer *transfer, int code, sdp_status *status);
/* Words where a whole answer is the proxy's, which passed nothing on; else NULL. */
const char *sdpi_curl_proxy_refusal(const sdpi_curl_transfer *transfer, long http_status);

/* curl_result.c: what a CURLcode means, and how far the transfer came. Texts are borrowed from the transfer. */
void sdpi_curl_result(sdpi_curl_transfer *transfer, int code, sdp_response *response);

#endif
