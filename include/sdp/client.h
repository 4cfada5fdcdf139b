/**
 * @file client.h
 * The client: configuration, options of a call, cancelling, log and events.
 */
#ifndef SDP_CLIENT_H
#define SDP_CLIENT_H

#include <sdp/auth.h>
#include <sdp/types.h>

SDP_BEGIN_DECLS

/** A client. It belongs to one thread at a time; sdp_client_dup() makes a sibling for another thread. */
typedef struct sdp_client sdp_client;

/** Levels of the log. */
enum { SDP_LOG_NONE = 0, SDP_LOG_ERROR = 1, SDP_LOG_WARN = 2, SDP_LOG_INFO = 3, SDP_LOG_DEBUG = 4 };

/**
 * Receives a line of the log: no newline at its end, and never a secret or what is sent or received. It is called
 * inside a call of the client, which it must not use.
 */
typedef void (*sdp_log_fn)(void *user_data, int32_t level, const char *line);

/** One attempt of a call, when it ended. All texts are borrowed for the callback. */
typedef struct sdp_event {
    size_t size;           /**< sizeof(sdp_event) of the library; newer ones are longer */
    const char *operation; /**< such as "products.add" */
    const char *method;
    const char *url;     /**< without its query */
    const char *tag;     /**< of the call's options; nullable */
    int32_t attempt;     /**< from 1 */
    int32_t http_status; /**< 0 where no answer came */
    sdp_status status;   /**< of this attempt alone */
    int32_t reused;      /**< 1: on a kept connection */
    int64_t elapsed_ms;  /**< of this attempt */
    int64_t retry_in_ms; /**< -1: the call ends here */
} sdp_event;

/** Receives an event after each attempt. It is called inside a call of the client, which it must not use. */
typedef void (*sdp_event_fn)(void *user_data, const sdp_event *event);

/** How a client is made. Start with SDP_CONFIG(…) or SDP_CONFIG_INIT; 0 and NULL mean the default. */
typedef struct sdp_config {
    sdp_head head;
    const char *base_url;        /**< required; however it is pasted, with or without `/app/<portal>` and /api/v3 */
    const char *portal;          /**< such as "itdesk"; NULL: the one in base_url, or none */
    sdp_auth *auth;              /**< borrowed during sdp_client_new(), which takes a reference; NULL: no login */
    sdp_transport *transport;    /**< taken over by a successful sdp_client_new(); NULL: libcurl */
    int64_t timeout_ms;          /**< a call with all its attempts and waits; default 60,000 */
    int64_t attempt_timeout_ms;  /**< one attempt; default: what is left of the call */
    int64_t connect_timeout_ms;  /**< default 10,000 */
    int32_t max_retries;         /**< attempts after the first; default 3; -1: none */
    int32_t allow_http;          /**< 1: plain http to other hosts than the loopback */
    int32_t keep_misfits;        /**< 1: a misfit leaves its member absent instead of failing the call, and the
                                      last error's message notes it */
    int32_t log_level;           /**< SDP_LOG_…; default SDP_LOG_NONE */
    int64_t requests_per_minute; /**< what siblings send together at most; default: no limit */
    size_t max_response_bytes;   /**< default 8 MiB after decompression */
    const char *ca_file;         /**< PEM; default: the system's */
    const char *ca_path;         /**< hashed directory; default: the system's where ca_file is not given */
    const char *client_cert;     /**< PEM; default: none */
    const char *client_key;      /**< PEM; default: in client_cert */
    const char *client_key_password;
    const char *proxy;              /**< URL; default: none, whatever the environment says */
    const char *no_proxy;           /**< hosts, separated by commas */
    const char *user_agent;         /**< default "libsdp/<version>" */
    const sdp_allocator *allocator; /**< copied; default malloc() and its kin */
    sdp_log_fn log;
    void *log_data;
    sdp_event_fn event;
    void *event_data;
} sdp_config;

/* clang-format off */
#define SDP_CONFIG(...) { .head = SDP_HEAD(sdp_config, SDP_TYPE_CONFIG), __VA_ARGS__ }
#define SDP_CONFIG_INIT SDP_INIT(sdp_config, SDP_TYPE_CONFIG)
/* clang-format on */

/** A file to be uploaded, in sdp/files.h. */
struct sdp_file;

/** Cancels calls from any thread. */
typedef struct sdp_cancel sdp_cancel;

/** Where the input of an operation goes. */
enum {
    SDP_PLACE_DEFAULT = 0, /**< as the page of the operation says */
    SDP_PLACE_QUERY = 1,
    SDP_PLACE_FORM = 2,
    SDP_PLACE_NONE = 3,
    SDP_PLACE_MULTIPART = 4, /**< of uploads: the file is the input; not for sdp_options */
    SDP_PLACE_FIELDS = 5     /**< each member is a form field of its own, as NeuCRM has it; not for sdp_options */
};

/** What is sent by an operation without input. */
enum {
    SDP_BARE_DEFAULT = 0, /**< as the page of the operation prints it */
    SDP_BARE_NOTHING = 1,
    SDP_BARE_EMPTY = 2, /**< `input_data=` */
    SDP_BARE_OBJECT = 3 /**< `input_data={}` */
};

/** Options of one call. Start with SDP_OPTIONS(…) or SDP_OPTIONS_INIT; 0 and NULL mean the default. */
typedef struct sdp_options {
    sdp_head head;
    int64_t timeout_ms;         /**< the whole call: retries, waits and login included; default: the client's */
    int64_t attempt_timeout_ms; /**< one attempt; default: the client's */
    int32_t max_retries;        /**< default: the client's; -1: none */
    int32_t place;              /**< SDP_PLACE_… */
    int32_t bare;               /**< SDP_BARE_… */
    int32_t printed_path;       /**< 1: the path as the vendor's page prints it, where it differs */
    sdp_cancel *cancel;         /**< borrowed for the call; NULL: none */
    const sdp_header *headers;  /**< more headers; borrowed for the call */
    size_t header_count;
    const char *tag; /**< the caller's word for the call, given to the event callback; borrowed for the call */
    /** 1: nothing is sent, the call returns SDP_DRY_RUN, and sdp_last_dry_run() describes the request. */
    int32_t dry_run;
    int32_t reserved;
    /** What an upload sends (sdp/files.h); borrowed for the call. Functions with a parameter for it ignore this one. */
    const struct sdp_file *file;
} sdp_options;

/* clang-format off */
#define SDP_OPTIONS(...) { .head = SDP_HEAD(sdp_options, SDP_TYPE_OPTIONS), __VA_ARGS__ }
#define SDP_OPTIONS_INIT SDP_INIT(sdp_options, SDP_TYPE_OPTIONS)
/* clang-format on */

/**
 * Makes a client. It connects to nothing yet.
 *
 * @param config  borrowed for the call; not NULL
 * @param error   receives the reason; nullable
 * @param out     receives a new client, freed by sdp_client_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_CONFIG, SDP_E_URL, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_client_new(const sdp_config *config, sdp_error *error, sdp_client **out);

/**
 * Makes a sibling for another thread: the same configuration, login and limits, its own connections.
 *
 * @param client  borrowed; not NULL
 * @param out     receives a new client, freed by sdp_client_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_CONFIG where its transport has no sibling, SDP_E_NO_MEMORY
 * @thread the client's; the sibling may then move to another thread
 */
SDP_API sdp_status sdp_client_dup(sdp_client *client, sdp_client **out);

/**
 * Closes the client's connections and frees it. Entities that it returned stay valid. Pagers and batches are freed
 * first; those that are left are emptied, with the rows and results that they gave, and still to be freed: their
 * functions then return SDP_E_ARGUMENT.
 *
 * @param client  freed; nullable
 * @thread the client's
 */
SDP_API void sdp_client_free(sdp_client *client);

/**
 * What is known of the client's last synchronous call.
 *
 * @param client  borrowed; nullable
 * @return the error, never NULL; after a success it holds the server's messages; borrowed until the next call
 * @thread the client's
 */
SDP_API const sdp_error *sdp_last_error(const sdp_client *client);

/**
 * The request that the last dry run would have sent, as one line of JSON:
 * {"operation","method","url","headers","place", "input_data" or "form" or "file"}, secrets as "***".
 *
 * @param client  borrowed; nullable
 * @return the text, NULL where the last call was no dry run; borrowed until the next call
 * @thread the client's
 */
SDP_API const char *sdp_last_dry_run(const sdp_client *client);

/**
 * The body of the last answer that the client received, as it came: what a server repeats of the login stands there
 * too.
 *
 * @param client  borrowed; nullable
 * @param size    receives its length; not NULL
 * @return the bytes, NULL where no answer came; borrowed until the next call; a zero byte follows them
 * @thread the client's
 */
SDP_API const char *sdp_last_body(const sdp_client *client, size_t *size);

/**
 * Where the client's requests go: the base URL as it was understood; for ServiceDesk Plus it ends in /api/v3.
 *
 * @param client  borrowed; nullable
 * @return the URL, "" for NULL; borrowed from the client
 * @thread any
 */
SDP_API const char *sdp_client_root(const sdp_client *client);

/**
 * Makes a cancel object. The same one may serve several calls and clients.
 *
 * @param out  receives a new object, freed by sdp_cancel_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_cancel_new(sdp_cancel **out);

/**
 * Cancels every call that uses the object, now and later; a waiting call wakes and returns SDP_E_CANCELED,
 * or SDP_E_MAYBE_DONE where a write was already on its way.
 *
 * @param cancel  borrowed; nullable
 * @thread any, but not from a signal handler: it takes a lock
 */
SDP_API void sdp_cancel_signal(sdp_cancel *cancel);

/**
 * Makes the object fit for new calls.
 *
 * @param cancel  borrowed; nullable
 * @thread any, while no call uses it
 */
SDP_API void sdp_cancel_reset(sdp_cancel *cancel);

/**
 * Frees a cancel object.
 *
 * @param cancel  freed; nullable; no call uses it any more
 * @thread any
 */
SDP_API void sdp_cancel_free(sdp_cancel *cancel);

SDP_END_DECLS

#endif
