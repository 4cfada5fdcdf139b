/**
 * @file oauth.h
 * The login of ServiceDesk Plus MSP in the cloud: OAuth of Zoho, with tokens that are renewed by themselves, shared by
 * siblings, threads and processes, and never asked for more often than the login server allows.
 */
#ifndef SDP_OAUTH_H
#define SDP_OAUTH_H

#include <sdp/client.h>

SDP_BEGIN_DECLS

/** A place where tokens are kept between runs, and shared by processes or machines. Opaque, counted. */
typedef struct sdp_token_store sdp_token_store;

/**
 * A store as a program implements it: a map from key to record, with a lock a key. Both are texts that the library
 * makes: a key is 16 hexadecimal digits, a record is one line of JSON and holds secrets. The functions are called by
 * one thread at a time, inside calls of clients, and must be quick: what takes longer holds up the call.
 */
typedef struct sdp_token_store_ops {
    size_t size; /**< sizeof(sdp_token_store_ops) */
    /** Gives the record of a key, borrowed until the next call of any of these; `*record` NULL: there is none. */
    sdp_status (*load)(void *self, const char *key, const char **record);
    /** Puts a record in the place of the one before, whole or not at all. Called between lock() and unlock(). SDP_END:
        the lock was lost meanwhile, and nothing was put. A record with the member refresh_token must be kept until it
        is replaced; another is of no use after a day. */
    sdp_status (*save)(void *self, const char *key, const char *record);
    /** Tries to lock a key against all other users, without waiting: SDP_OK, or SDP_END where another holds it. A lock
        must end with its holder, or after a minute, so that a process that dies stops nobody. */
    sdp_status (*lock)(void *self, const char *key);
    /** Gives up what lock() gained. */
    void (*unlock)(void *self, const char *key);
    /** Says why the last of these failed, without secrets; borrowed until the next; nullable, and so is its answer. */
    const char *(*reason)(void *self);
    /** Frees `self`; nullable. */
    void (*destroy)(void *self);
} sdp_token_store_ops;

/**
 * Makes a store from a program's own functions.
 *
 * @param ops    copied; not NULL; load, save, lock and unlock are not NULL
 * @param self   passed to each function; freed by ops->destroy with the store; nullable
 * @param error  receives the reason; nullable
 * @param out    receives a new store, freed by sdp_token_store_free(); NULL on failure, and then `self` stays the
 *               caller's; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT for functions that only a newer library knows, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_token_store_new(const sdp_token_store_ops *ops, void *self, sdp_error *error,
                                       sdp_token_store **out);

/**
 * A store in a file that its owner alone can read. Processes that use the same path share their tokens: one of them
 * asks for a token, the others wait for it. Next to the file stand `<path>.lock`, and `<path>.new` while it is written.
 *
 * @param path   copied; its folder is made where it is missing; not NULL, not empty
 * @param error  receives the reason; nullable
 * @param out    receives a new store, freed by sdp_token_store_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_TOKEN_STORE where others, the group of its folder excepted, could replace the
 *         file, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_token_store_new_file(const char *path, sdp_error *error, sdp_token_store **out);

/**
 * Gives up the caller's reference; logins keep theirs.
 *
 * @param store  released; nullable
 * @thread any
 */
SDP_API void sdp_token_store_free(sdp_token_store *store);

/**
 * How an OAuth login is made. Start with SDP_OAUTH(…) or SDP_OAUTH_INIT; all texts are copied, secrets wiped when
 * freed.
 */
typedef struct sdp_oauth {
    sdp_head head;
    const char *client_id;     /**< required */
    const char *client_secret; /**< required */
    /** Of this client; NULL: from `code`, or from the store, where an earlier code left it. */
    const char *refresh_token;
    /** Of a self client, valid once and for minutes; exchanged by the first call that needs a token. */
    const char *code;
    const char *redirect_uri; /**< of a client that is no self client; default: none is sent */
    const char *data_centre;  /**< "us", "eu", … as sdp_data_centre_name() lists them; default "us" */
    const char *accounts_url; /**< of the login server; default: that of the data centre */
    sdp_token_store *store;   /**< borrowed for the call, which takes a reference; NULL: memory, for this login alone */
    /** The caller's word for the account behind a code, such as its mail address, where several accounts of one client
        share a store; default: there is one. */
    const char *account;
    int32_t bearer;     /**< 1: `Bearer` instead of `Zoho-oauthtoken`, for tenants that want it */
    int32_t allow_http; /**< 1: plain http to another login server than the loopback's */
} sdp_oauth;

/* clang-format off */
#define SDP_OAUTH(...) { .head = SDP_HEAD(sdp_oauth, SDP_TYPE_OAUTH), __VA_ARGS__ }
#define SDP_OAUTH_INIT SDP_INIT(sdp_oauth, SDP_TYPE_OAUTH)
/* clang-format on */

/**
 * A login by OAuth. It sends nothing by itself: the first call that needs a token asks for one within its own time, and
 * renews it two minutes before it expires, or once where the service does not accept it. One request is under way for
 * all siblings; ten in ten minutes are the most.
 *
 * @param oauth  borrowed for the call; not NULL
 * @param error  receives the reason, with the member as its path; nullable
 * @param out    receives a new login, freed by sdp_auth_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_CONFIG, SDP_E_URL, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_auth_new_oauth(const sdp_oauth *oauth, sdp_error *error, sdp_auth **out);

/** What is known of an OAuth login. Times are milliseconds since 1970-01-01 UTC. */
typedef struct sdp_login_state {
    size_t size;              /**< sizeof(sdp_login_state), set by the caller */
    const char *accounts_url; /**< of the login server; borrowed from the login */
    int64_t minted_ms;        /**< when the token was made; 0: there is none */
    int64_t expires_ms;       /**< when it expires; 0: there is none */
    int64_t blocked_ms;       /**< until when no token is asked for; 0: one may be */
    int32_t requests;         /**< token requests of the last ten minutes, of all that share the store */
    int32_t can_renew;        /**< 1: there is a refresh token */
    int32_t is_stored;        /**< 1: the token is kept in a store */
    int32_t reserved;
} sdp_login_state;

/**
 * What is known of an OAuth login, from memory and from its store. Nothing is sent.
 *
 * @param auth   an OAuth login; borrowed; not NULL
 * @param error  receives the reason; nullable
 * @param state  filled as far as its `size` says; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT for another kind of login, SDP_E_TOKEN_STORE, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_auth_get_state(sdp_auth *auth, sdp_error *error, sdp_login_state *state);

/**
 * Copies the access token, for another program that is to use it. It is a secret: wipe the copy after use.
 *
 * @param auth      an OAuth login; borrowed; not NULL
 * @param error     receives the reason; nullable
 * @param token     receives the token with its zero byte; not NULL
 * @param capacity  bytes of `token`; 4097 are enough for every token
 * @return SDP_OK, SDP_E_ARGUMENT for another kind of login or too little room, SDP_E_LOGIN where there is no token that
 *         is still valid (sdp_login() gets one), SDP_E_TOKEN_STORE, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_auth_copy_token(sdp_auth *auth, sdp_error *error, char *token, size_t capacity);

/**
 * Makes sure that the client's login is ready: asks the login server for a token where there is none. Calls do this by
 * themselves; this is for programs that want to know beforehand, and for the exchange of a code. Of the service itself
 * nothing is asked, so that whether it accepts the login is not known yet.
 *
 * @param client   borrowed; not NULL
 * @param options  timeout_ms, max_retries and cancel count; borrowed; nullable
 * @return SDP_OK, also where the client's kind of login needs no token; SDP_E_LOGIN_CLIENT, SDP_E_LOGIN_SECRET,
 *         SDP_E_LOGIN_CODE, SDP_E_LOGIN_SCOPE, SDP_E_LOGIN_DENIED, SDP_E_LOGIN_THROTTLED, SDP_E_LOGIN_BUDGET,
 *         SDP_E_LOGIN_ANSWER, SDP_E_TOKEN_STORE, SDP_E_LOGIN; SDP_E_RESOLVE, SDP_E_CONNECT, SDP_E_TLS, SDP_E_TIMEOUT,
 *         SDP_E_NETWORK, SDP_E_SERVER of the login server; SDP_E_CANCELED, SDP_E_ARGUMENT, SDP_E_STRUCT,
 *         SDP_E_NO_MEMORY
 * @thread the client's
 */
SDP_API sdp_status sdp_login(sdp_client *client, const sdp_options *options);

/**
 * How many data centres the library knows.
 *
 * @return the count
 * @thread any
 */
SDP_API size_t sdp_data_centre_count(void);

/**
 * The name of a data centre, for sdp_oauth.
 *
 * @param index  from 0
 * @return a text such as "eu", NULL beyond the last; static
 * @thread any
 */
SDP_API const char *sdp_data_centre_name(size_t index);

/**
 * The login server of a data centre.
 *
 * @param name  in upper or lower case; borrowed; nullable
 * @return a URL such as "https://accounts.zoho.eu", NULL for a name that is not known; static
 * @thread any
 */
SDP_API const char *sdp_data_centre_accounts_url(const char *name);

SDP_END_DECLS

#endif
