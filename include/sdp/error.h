/**
 * @file error.h
 * Status codes and the error object: what went wrong, whose fault it is, and what to do.
 */
#ifndef SDP_ERROR_H
#define SDP_ERROR_H

#include <sdp/base.h>

SDP_BEGIN_DECLS

/** Values of sdp_status. They never change their numbers. docs/errors.md tells what to do for each. */
enum {
    SDP_OK = 0,
    SDP_END = 1,     /**< a walk is over; not an error */
    SDP_DRY_RUN = 2, /**< the request was described and not sent; not an error */

    /* Found before anything was sent: the caller's to mend. */
    SDP_E_NO_MEMORY = -1,
    SDP_E_ARGUMENT = -2,      /**< a NULL, empty or impossible argument */
    SDP_E_CONFIG = -3,        /**< the client's configuration does not work */
    SDP_E_URL = -4,           /**< the base URL cannot be used */
    SDP_E_STRUCT = -5,        /**< a struct with size 0 or of another type: not initialised */
    SDP_E_RECEIVED = -6,      /**< a received entity used as input */
    SDP_E_REQUIRED = -7,      /**< a required member is absent */
    SDP_E_READ_ONLY = -8,     /**< a member that the service alone sets */
    SDP_E_UNKNOWN_FIELD = -9, /**< no such member, or no such operation */
    SDP_E_VALUE = -10,        /**< a value that its member cannot hold */
    SDP_E_UTF8 = -11,         /**< a text that is not UTF-8 */
    SDP_E_JSON = -12,         /**< JSON from the caller that cannot be read */
    SDP_E_LIMIT = -13,        /**< one of the library's own ceilings */
    SDP_E_FILE = -14,         /**< a file of the caller's that cannot be read or written */

    /* The network: nothing is known to have reached the server, or no answer came back. */
    SDP_E_RESOLVE = -20,
    SDP_E_CONNECT = -21,
    SDP_E_TLS = -22,
    SDP_E_TIMEOUT = -23,
    SDP_E_NETWORK = -24,  /**< the connection broke */
    SDP_E_CANCELED = -25, /**< the caller cancelled */

    /* The service answered. */
    SDP_E_REFUSED = -30,   /**< the service refused: see the messages */
    SDP_E_NOT_FOUND = -31, /**< no such URL or resource */
    SDP_E_LOGIN = -32,     /**< the login was not accepted, or a proxy wants one of its own */
    SDP_E_FORBIDDEN = -33, /**< the login may not do this */
    SDP_E_QUOTA = -34,     /**< too many requests */
    SDP_E_SERVER = -35,    /**< the server failed, without an answer to the call */
    SDP_E_REDIRECT = -36,  /**< the server points elsewhere; never followed */
    SDP_E_PARTIAL = -37,   /**< a part succeeded, a part failed */

    /* The answer could not be used. */
    SDP_E_ANSWER = -40,    /**< not JSON, or not an answer of this service */
    SDP_E_MISFIT = -41,    /**< a member of the answer has a shape that it cannot have */
    SDP_E_TOO_LARGE = -42, /**< the answer is over its ceiling */
    SDP_E_LIST = -43,      /**< a list that repeats itself, or hides rows that it counts */

    /** A write whose answer was lost: it may have happened. Look before doing it again. */
    SDP_E_MAYBE_DONE = -50,
    SDP_E_AMBIGUOUS = -51, /**< several records match where one was expected; nothing was added */

    /* The login server gave no token: nothing of the call itself was sent. */
    SDP_E_LOGIN_CLIENT = -60,    /**< the client id is not known there, or belongs to another data centre */
    SDP_E_LOGIN_SECRET = -61,    /**< the client secret is wrong */
    SDP_E_LOGIN_CODE = -62,      /**< the code or refresh token is wrong, expired, used, or of another data centre */
    SDP_E_LOGIN_SCOPE = -63,     /**< a scope is missing or not known */
    SDP_E_LOGIN_DENIED = -64,    /**< the user or an administrator withdrew the access */
    SDP_E_LOGIN_THROTTLED = -65, /**< the login server wants no more requests for some minutes */
    SDP_E_LOGIN_BUDGET = -66, /**< the library's own limit of token requests, which keeps the login from being locked */
    SDP_E_LOGIN_ANSWER = -67, /**< the login server answered something else than a token */
    SDP_E_TOKEN_STORE = -68   /**< the token store cannot be read, written or locked */
};

/** Whose fault an error is. */
enum {
    SDP_FAULT_NONE = 0,
    SDP_FAULT_CALLER = 1,
    SDP_FAULT_SERVER = 2,
    SDP_FAULT_NETWORK = 3,
    SDP_FAULT_CREDENTIALS = 4,
    SDP_FAULT_QUOTA = 5
};

/** The codes that ServiceDesk Plus MSP documents, as sdp_error_api_code() gives them. */
enum {
    SDP_API_SUCCESS = 2000,
    SDP_API_FAILURE = 4000,
    SDP_API_NO_SUCH_REFERENCE = 4001,
    SDP_API_FORBIDDEN = 4002,
    SDP_API_INTERNAL_ERROR = 4004,
    SDP_API_STILL_REFERENCED = 4005,
    SDP_API_NO_SUCH_URL = 4007,
    SDP_API_NOT_UNIQUE = 4008,
    SDP_API_NOT_EDITABLE = 4009,
    SDP_API_MANDATORY_MISSING = 4012,
    SDP_API_READ_ONLY = 4014,
    SDP_API_RATE_LIMIT = 4015,
    SDP_API_TIME_MISMATCH = 4016,
    SDP_API_TYPE_MISMATCH = 4021,
    SDP_API_INVALID_KEY = 4022,
    SDP_API_LICENCE = 7001
};

/** Everything that is known of a call that ended. Opaque; its storage is allocated before the call. */
typedef struct sdp_error sdp_error;

/** One message of the server. All texts are borrowed from the error and nullable. */
typedef struct sdp_message {
    size_t size;         /**< sizeof(sdp_message) of the library; newer ones are longer */
    int32_t status_code; /**< the vendor's code, 0 where none was given */
    int32_t field_count; /**< number of `fields` */
    const char *type;    /**< "failed", "success", … */
    const char *message; /**< the server's words */
    const char *const *fields;
} sdp_message;

/**
 * Makes an error object for functions that take one.
 *
 * @param out  receives a new error, freed by sdp_error_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread any; the object belongs to one thread at a time
 */
SDP_API sdp_status sdp_error_new(sdp_error **out);

/**
 * Frees an error that sdp_error_new() made.
 *
 * @param error  freed; nullable
 * @thread the error's
 */
SDP_API void sdp_error_free(sdp_error *error);

/**
 * The status that the call returned.
 *
 * @param error  borrowed; nullable
 * @return the status; SDP_OK for NULL
 * @thread the error's
 */
SDP_API sdp_status sdp_error_status(const sdp_error *error);

/**
 * The status behind SDP_E_MAYBE_DONE: why no answer says what became of the call.
 *
 * @param error  borrowed; nullable
 * @return that status; for every other error the same as sdp_error_status()
 * @thread the error's
 */
SDP_API sdp_status sdp_error_cause(const sdp_error *error);

/**
 * One line that says what happened and where.
 *
 * @param error  borrowed; nullable
 * @return text, "" where there is nothing to say; borrowed until the error's next use
 * @thread the error's
 */
SDP_API const char *sdp_error_message(const sdp_error *error);

/**
 * One line that says what to do about it.
 *
 * @param error  borrowed; nullable
 * @return text, "" where nothing needs doing; borrowed, static
 * @thread the error's
 */
SDP_API const char *sdp_error_advice(const sdp_error *error);

/**
 * The HTTP status of the last answer.
 *
 * @param error  borrowed; nullable
 * @return 100 to 599, or 0 where there was no answer
 * @thread the error's
 */
SDP_API int32_t sdp_error_http_status(const sdp_error *error);

/**
 * The most specific code that the service gave (one of SDP_API_… or a newer one).
 *
 * @param error  borrowed; nullable
 * @return the code, or 0 where there was none
 * @thread the error's
 */
SDP_API int32_t sdp_error_api_code(const sdp_error *error);

/**
 * How many messages the server sent; a success may carry some too.
 *
 * @param error  borrowed; nullable
 * @return the count
 * @thread the error's
 */
SDP_API size_t sdp_error_message_count(const sdp_error *error);

/**
 * One message of the server.
 *
 * @param error  borrowed; nullable
 * @param index  from 0
 * @return the message, or NULL past the end; borrowed until the error's next use
 * @thread the error's
 */
SDP_API const sdp_message *sdp_error_server_message(const sdp_error *error, size_t index);

/**
 * Which member, argument or part of the answer the error is about, such as "product.product_type.id".
 *
 * @param error  borrowed; nullable
 * @return the path, "" where there is none; borrowed until the error's next use
 * @thread the error's
 */
SDP_API const char *sdp_error_path(const sdp_error *error);

/**
 * The URL that was asked, without its query and without secrets.
 *
 * @param error  borrowed; nullable
 * @return the URL, "" where no attempt was made; borrowed until the error's next use
 * @thread the error's
 */
SDP_API const char *sdp_error_url(const sdp_error *error);

/**
 * How many attempts were made to send the request. One that got no connection counts, too.
 *
 * @param error  borrowed; nullable
 * @return 0 where none was made
 * @thread the error's
 */
SDP_API int32_t sdp_error_attempts(const sdp_error *error);

/**
 * How long the call took, waits included.
 *
 * @param error  borrowed; nullable
 * @return milliseconds
 * @thread the error's
 */
SDP_API int64_t sdp_error_elapsed_ms(const sdp_error *error);

/**
 * Whether the same call may succeed if it is made again later, and is safe to make again.
 *
 * @param error  borrowed; nullable
 * @return 1 or 0
 * @thread the error's
 */
SDP_API int32_t sdp_error_retryable(const sdp_error *error);

/**
 * Whether the call may have changed something on the server although it failed.
 *
 * @param error  borrowed; nullable
 * @return 1 or 0
 * @thread the error's
 */
SDP_API int32_t sdp_error_maybe_done(const sdp_error *error);

/**
 * How long the server asked to wait before the next request.
 *
 * @param error  borrowed; nullable
 * @return milliseconds, or -1 where it did not say
 * @thread the error's
 */
SDP_API int64_t sdp_error_retry_after_ms(const sdp_error *error);

/**
 * Whose fault it is.
 *
 * @param error  borrowed; nullable
 * @return one of SDP_FAULT_…
 * @thread the error's
 */
SDP_API int32_t sdp_error_fault(const sdp_error *error);

/**
 * Whether it was a proxy that failed: it is down, makes no connection, or wants a login of its own. The last attempt
 * reached neither the service nor the login server behind it, and a write has not happened.
 *
 * @param error  borrowed; nullable
 * @return 1; or 0, also where the request was on its way and either may be the cause
 * @thread the error's
 */
SDP_API int32_t sdp_error_by_proxy(const sdp_error *error);

/**
 * Where in the caller's JSON an SDP_E_JSON stands.
 *
 * @param error   borrowed; nullable
 * @param column  receives the column in bytes, from 1; 0 where unknown; nullable
 * @return the line from 1, or 0 where the error is about something else
 * @thread the error's
 */
SDP_API int32_t sdp_error_line(const sdp_error *error, int32_t *column);

/**
 * The whole error as one JSON object: status, message, http_status, api_code, messages, path, retryable,
 * maybe_done, by_proxy, attempts, and more.
 *
 * @param error  borrowed; not NULL
 * @param out    receives a new text, freed by sdp_text_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_LIMIT beyond 16 MiB, SDP_E_NO_MEMORY
 * @thread the error's
 */
SDP_API sdp_status sdp_error_to_json(const sdp_error *error, char **out);

/**
 * The name of a status.
 *
 * @param status  any value
 * @return text such as "SDP_E_TIMEOUT", "unknown status" for a value that has no name; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_status_name(sdp_status status);

/**
 * What to do about a status.
 *
 * @param status  any value
 * @return one line, "" where nothing needs doing; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_status_advice(sdp_status status);

/**
 * What a code of the service means.
 *
 * @param code  as sdp_error_api_code() gives it
 * @return one line, NULL for a code that is not documented; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_api_code_text(int32_t code);

/**
 * What to do about a code of the service.
 *
 * @param code  as sdp_error_api_code() gives it
 * @return one line, NULL for a code that is not documented; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_api_code_advice(int32_t code);

SDP_END_DECLS

#endif
