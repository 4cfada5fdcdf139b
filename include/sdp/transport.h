/**
 * @file transport.h
 * The interface to whatever carries HTTP. The library brings one that stands on libcurl; a program may
 * bring its own, or wrap a function that blocks.
 *
 * A transport starts transfers, and moves them on only inside poll(); it starts no thread. It knows
 * nothing of retries, logins or JSON.
 */
#ifndef SDP_TRANSPORT_H
#define SDP_TRANSPORT_H

#include <sdp/error.h>

SDP_BEGIN_DECLS

/** A header field. Borrowed texts. */
typedef struct sdp_header {
    const char *name;
    const char *value;
} sdp_header;

/** Takes a part of the body of an answer. Returns SDP_OK, or an error that ends the transfer. */
typedef sdp_status (*sdp_sink_fn)(void *user_data, const char *bytes, size_t size);

/** Gives up to `capacity` bytes of a request's body; `*size` 0 is its end. SDP_OK, or an error that ends it. */
typedef sdp_status (*sdp_source_fn)(void *user_data, char *bytes, size_t capacity, size_t *size);

/**
 * Is told the HTTP status of the answer, before the first byte of its body; interim answers do not count. `body_size`
 * is the length that the server stated, -1 where it did not. Returns SDP_OK, or an error that ends the transfer.
 */
typedef sdp_status (*sdp_begin_fn)(void *user_data, int32_t http_status, int64_t body_size);

/** A request. Everything in it is borrowed until the transfer's completion. */
typedef struct sdp_request {
    size_t size;        /**< sizeof(sdp_request) of the library; newer ones are longer */
    const char *method; /**< "GET", "POST", "PUT", "DELETE" */
    const char *url;
    const sdp_header *headers;
    size_t header_count;
    const char *body; /**< NULL for none; an empty body is not NULL with body_size 0 */
    size_t body_size;
    sdp_source_fn source; /**< instead of `body`, for a body that is streamed; else NULL */
    sdp_sink_fn sink;     /**< receives the body of the answer */
    void *stream_data;    /**< passed to `source`, `sink` and `begin` */
    int64_t source_size;  /**< length of the streamed body, -1 where unknown */
    /** For this transfer as a whole; 0: none. Calls of a batch have none here, except over a blocking transport: the
        engine ends them by cancel(). */
    int64_t timeout_ms;
    int64_t stall_ms; /**< without one byte moving; 0: none */
    int32_t once;     /**< 1: the request must reach the server at most once, even where a kept
                                connection turns out dead: fail instead of sending it again */
    int32_t reserved;
    sdp_begin_fn begin; /**< nullable. Where a transport does not call it, a download is held in memory until its end,
                             and max_response_bytes limits it. */
} sdp_request;

/** How far an attempt came: what a retry decision needs to know. */
enum {
    SDP_SENT_MAYBE = 0, /**< it may have reached the server; no whole answer came back. Any other value says the same */
    SDP_SENT_NOTHING = 1, /**< the request cannot have reached the server: it is safe to send it again */
    SDP_SENT_ANSWERED = 2 /**< a whole answer came back */
};

/** How a transfer ended. Borrowed; valid during the completion callback. */
typedef struct sdp_response {
    size_t size;               /**< sizeof(sdp_response) as its maker compiled it; unset, it is SDP_E_STRUCT */
    sdp_status status;         /**< SDP_OK for an answer of whatever HTTP status; else SDP_E_RESOLVE, _CONNECT, _TLS,
                              _TIMEOUT, _NETWORK, _LOGIN (a proxy wants one), _ANSWER (not HTTP), _URL,
                              _TOO_LARGE, _NO_MEMORY, or what
                              `sink` or `source` returned */
    int32_t sent;              /**< SDP_SENT_… */
    int32_t http_status;       /**< 0 where none came */
    int32_t reused;            /**< 1: on a connection that was kept */
    const char *message;       /**< what went wrong in words, without secrets; nullable */
    const sdp_header *headers; /**< at least Content-Type, Retry-After and Location, where they came */
    size_t header_count;
    /** 1: a proxy failed, and what is behind it was not reached. It counts with SDP_SENT_NOTHING alone, and SDP_E_LOGIN
        says the same. */
    int32_t by_proxy;
    int32_t reserved;
} sdp_response;

/** Called once for each transfer that was started and not cancelled, from inside poll(). */
typedef void (*sdp_done_fn)(void *user_data, const sdp_response *response);

/** What a descriptor is watched for. */
enum { SDP_WATCH_NOTHING = 0, SDP_WATCH_READ = 1, SDP_WATCH_WRITE = 2 };

/** Watch a descriptor for these events (bits of SDP_WATCH_…) from now on; 0: no more, for it
    will be closed, or has just been. */
typedef void (*sdp_watch_fn)(void *user_data, int64_t descriptor, int32_t events);

/** Act at the latest after so many milliseconds; 0: as soon as possible, -1: not before a descriptor is ready. What was
    said before counts no more. */
typedef void (*sdp_timer_fn)(void *user_data, int64_t timeout_ms);

/** What an event loop offers. */
typedef struct sdp_loop {
    size_t size;        /**< sizeof(sdp_loop) */
    sdp_watch_fn watch; /**< not NULL */
    sdp_timer_fn timer; /**< not NULL */
    void *user_data;    /**< passed to both */
} sdp_loop;

/**
 * A transport, as a program implements it. One belongs to one client and is called by the thread that
 * uses the client, wakeup() alone by any thread.
 */
typedef struct sdp_transport_ops {
    size_t size; /**< sizeof(sdp_transport_ops) */
    /** Starts a transfer. On SDP_OK `done` is called later from poll(), never from start() itself, and
        `*transfer` names the transfer for cancel(). On an error nothing was sent and `done` is not called. */
    sdp_status (*start)(void *self, const sdp_request *request, sdp_done_fn done, void *user_data, void **transfer);
    /** Moves all transfers on; returns when one completed, wakeup() was called, or after timeout_ms
        (0: at once, -1: no limit). May return early. */
    sdp_status (*poll)(void *self, int64_t timeout_ms);
    /** Ends a transfer without calling its `done`. Returns how far it came: SDP_SENT_NOTHING or SDP_SENT_MAYBE. */
    int32_t (*cancel)(void *self, void *transfer);
    /** Makes a poll() that runs, or the next one, return. Any thread. */
    void (*wakeup)(void *self);
    /** Frees the transport; every transfer has completed or was cancelled. */
    void (*destroy)(void *self);
    /** Makes the transport of a sibling client (sdp_client_dup()); NULL: siblings are not possible. */
    sdp_status (*dup)(void *self, void **other);
    /** Goes over to an event loop, copied, in place of poll(); or back to poll() where it is NULL. No transfer runs
        meanwhile. NULL: only poll() works. wakeup() makes the loop call act(). */
    sdp_status (*attach)(void *self, const sdp_loop *loop);
    /** The loop found a descriptor ready for these events, or with -1 that a time is over, perhaps not the transport's
        yet. Calls `done` as poll() does. */
    sdp_status (*act)(void *self, int64_t descriptor, int32_t events);
} sdp_transport_ops;

/** A transport. Opaque. */
typedef struct sdp_transport sdp_transport;

/**
 * Makes a transport from a program's own functions.
 *
 * @param ops   copied; not NULL; start, poll, cancel, wakeup and destroy are not NULL
 * @param self  passed to each function; freed by ops->destroy when the transport is freed; nullable
 * @param error  receives the reason; nullable
 * @param out   receives a new transport, freed by sdp_transport_free() or taken over by sdp_client_new();
 *              NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT for functions that only a newer library knows, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_transport_new(const sdp_transport_ops *ops, void *self, sdp_error *error, sdp_transport **out);

/**
 * Does one whole HTTP exchange and returns. It gives the body to request->sink, fills `response`, and may
 * leave in it pointers that stay valid until its next call.
 */
typedef sdp_status (*sdp_blocking_fn)(void *user_data, const sdp_request *request, sdp_response *response);

/**
 * Wraps a function that blocks as a transport. Such a client does one thing at a time: a deadline is
 * kept by the function itself (request->timeout_ms), and cancelling takes effect when it returns.
 *
 * @param perform    called from inside poll(); not NULL
 * @param user_data  passed to it; borrowed for the transport's life; nullable
 * @param error      receives the reason; nullable
 * @param out        receives a new transport, freed by sdp_transport_free() or taken over by sdp_client_new();
 *                   NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_transport_new_blocking(sdp_blocking_fn perform, void *user_data, sdp_error *error,
                                              sdp_transport **out);

/**
 * Frees a transport that no client took over.
 *
 * @param transport  freed; nullable
 * @thread the transport's
 */
SDP_API void sdp_transport_free(sdp_transport *transport);

SDP_END_DECLS

#endif
