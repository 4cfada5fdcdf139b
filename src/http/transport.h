/* A transport as the engine holds it. Made in transport.c from a table of functions, the library's own or a
   caller's. */
#ifndef SDPI_TRANSPORT_H
#define SDPI_TRANSPORT_H

#include <sdp/transport.h>

#include "base/memory.h"

/* What the libcurl transport is made from. All texts are borrowed during the making, and copied. */
typedef struct sdpi_http_config {
    int64_t connect_timeout_ms; /* > 0 */
    const char *ca_file;
    const char *ca_path;
    const char *client_cert;
    const char *client_key;
    const char *client_key_password;
    const char *proxy;
    const char *no_proxy;
    const char *user_agent; /* not NULL */
    int32_t allow_http; /* 1: the protocols are http and https; 0: https alone, http where the URL is the loopback's */
} sdpi_http_config;

/* A new transport on libcurl; SDP_E_CONFIG with a message in `error` for what cannot work, SDP_E_NO_MEMORY. */
sdp_status sdpi_curl_transport_new(const sdpi_http_config *config, const sdp_allocator *allocator, sdp_error *error,
                                   sdp_transport **out);

/* sdp_transport_new() with an allocator. On failure `self` stays the caller's. */
sdp_status sdpi_transport_make(const sdp_transport_ops *ops, void *self, const sdp_allocator *allocator,
                               sdp_transport **out);

/* One that does a transfer after the other: what is started while another is under way stands in a queue. */
void sdpi_transport_set_serial(sdp_transport *transport);
int sdpi_transport_is_serial(const sdp_transport *transport);

sdp_status sdpi_transport_start(sdp_transport *transport, const sdp_request *request, sdp_done_fn done, void *user_data,
                                void **transfer);
sdp_status sdpi_transport_poll(sdp_transport *transport, int64_t timeout_ms);
int32_t sdpi_transport_cancel(sdp_transport *transport, void *transfer);
void sdpi_transport_wakeup(sdp_transport *transport); /* any thread */
/* SDP_E_CONFIG where the transport cannot be driven by an event loop. */
sdp_status sdpi_transport_attach(sdp_transport *transport, const sdp_loop *loop);
sdp_status sdpi_transport_act(sdp_transport *transport, int64_t descriptor, int32_t events);
/* SDP_E_CONFIG where the transport cannot have a sibling. */
sdp_status sdpi_transport_dup(sdp_transport *transport, sdp_transport **out);

#endif
