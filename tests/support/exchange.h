/* Runs transfers over the libcurl transport and notes how they ended, for the transport's tests. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "http/transport.h"

typedef struct exchange {
    int done; /* how often the completion was called */
    sdp_status status;
    int32_t sent;
    int32_t http_status;
    int32_t reused;
    char message[1024];
    char content_type[256];
    char retry_after[128];
    char location[256];
    char body[4096]; /* its beginning */
    size_t body_size;
    sdp_status sink_fails; /* what the sink returns, ... */
    size_t sink_takes;     /* ... after so many bytes */
    void *transfer;
} exchange;

/* A transport for loopback with a connect timeout of 5 seconds; the configuration can be changed before. */
extern const sdpi_http_config exchange_config;
sdp_transport *exchange_transport(void);
sdp_transport *exchange_transport_with(const sdpi_http_config *config);

/* A GET of base + path, with the longest timeout a test may take. The URL lives until the next call by this thread. */
sdp_request exchange_request(const char *method, const char *base, const char *path);

/* Starts a transfer that reports to `result`, which is cleared except for what its sink shall do. */
sdp_status exchange_start(sdp_transport *transport, const sdp_request *request, exchange *result);
/* Polls until `result` is done; fails the test where that takes too long. */
void exchange_wait(sdp_transport *transport, exchange *result);
/* Both. */
exchange exchange_run(sdp_transport *transport, const sdp_request *request);
/* A GET alone. */
exchange exchange_get(sdp_transport *transport, const char *base, const char *path);

#endif
