/**
 * @file batch.h
 * Many calls at once on one client: bounded in number, each with its own result and error, with the retries, login and
 * rate limit of the single call.
 *
 * Add calls while there is room, take results until SDP_END:
 *
 *     while (more || pending) {
 *         while (more && sdp_batch_room(batch) > 0) … sdp_batch_add(batch, "products.get", &id, 1, NULL, NULL, NULL);
 *         if (sdp_batch_next(batch, &result) != SDP_OK) break;
 *         …
 *     }
 */
#ifndef SDP_BATCH_H
#define SDP_BATCH_H

#include <sdp/entity.h>
#include <sdp/invoke.h>

SDP_BEGIN_DECLS

/**
 * Calls that are made together. It belongs to its client, and is freed before it; else sdp_client_free() empties
 * it.
 */
typedef struct sdp_batch sdp_batch;

/** How far a batch is. */
typedef struct sdp_batch_progress {
    /** Set by the caller of sdp_batch_get_progress() to sizeof(sdp_batch_progress). A function that is told of progress
        gets the library's: newer ones are longer. */
    size_t size;
    int64_t added; /**< calls so far */
    int64_t done;  /**< of them ended */
    int64_t failed;
    int64_t running; /**< under way */
} sdp_batch_progress;

/**
 * What became of one call. What it points to is the batch's until its next result is taken, and goes with the
 * client.
 */
typedef struct sdp_batch_result {
    size_t size;           /**< set by the caller to sizeof(sdp_batch_result) before the call */
    int64_t number;        /**< of the call, from 0 in the order of adding */
    const char *operation; /**< such as "products.get" */
    const char *tag;       /**< of the call's options; nullable */
    sdp_status status;     /**< what the single call would have returned */
    int32_t reserved;
    const sdp_error *error;  /**< as sdp_last_error() after the single call; never NULL */
    const void *entity;      /**< a struct of the operation's type; NULL where nothing came, or a list */
    const void *const *rows; /**< of a list: the structs of one page; NULL where there are none */
    size_t row_count;
    int64_t total_count;   /**< of a list: rows in all, -1 where the service did not say */
    int32_t has_more_rows; /**< of a list: 1, 0, or -1 where the service did not say; a batch does not walk on */
    int32_t reserved_2;
} sdp_batch_result;

/** Is told after each call that ended, inside the library call that found it. */
typedef void (*sdp_batch_progress_fn)(void *user_data, const sdp_batch_progress *progress);

/** Is given each result as soon as it is there, where an event loop drives the client (sdp/loop.h). */
typedef void (*sdp_batch_fn)(void *user_data, sdp_batch *batch, const sdp_batch_result *result);

/** How a batch works. Start with SDP_BATCH_CONFIG(…) or SDP_BATCH_CONFIG_INIT; 0 and NULL mean the default. */
typedef struct sdp_batch_config {
    sdp_head head;
    int32_t concurrency;            /**< calls under way at once, 1 to 512; default 8. Over a transport that blocks
                                         (sdp_transport_new_blocking()) they go one after the other whatever it says */
    int32_t in_order;               /**< 1: results come in the order of adding; default: as the calls end */
    int64_t max_pending;            /**< calls added and not taken, which bounds the memory; default 1,024. No call
                                         begins while more than `concurrency` results wait, the next of which can be
                                         taken; but in an event loop without `done`, where nobody can take them, all are
                                         made */
    sdp_cancel *cancel;             /**< for calls whose options have none; borrowed for the batch's life; nullable */
    sdp_batch_progress_fn progress; /**< nullable */
    /** While an event loop has the client, results are given here instead of by sdp_batch_next(); nullable: results
        wait until the client is taken back from the loop. */
    sdp_batch_fn done;
    void *user_data; /**< passed to both */
} sdp_batch_config;

/* clang-format off */
#define SDP_BATCH_CONFIG(...) { .head = SDP_HEAD(sdp_batch_config, SDP_TYPE_BATCH_CONFIG), __VA_ARGS__ }
#define SDP_BATCH_CONFIG_INIT SDP_INIT(sdp_batch_config, SDP_TYPE_BATCH_CONFIG)
/* clang-format on */

/**
 * Makes an empty batch.
 *
 * @param client  borrowed; outlives the batch; not NULL
 * @param config  borrowed for the call; nullable
 * @param out     receives a new batch, freed by sdp_batch_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT, SDP_E_CONFIG, SDP_E_NO_MEMORY
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_new(sdp_client *client, const sdp_batch_config *config, sdp_batch **out);

/**
 * How many calls can be added before a result must be taken.
 *
 * @param batch  borrowed; nullable
 * @return the count, 0 for NULL
 * @thread the client's
 */
SDP_API int64_t sdp_batch_room(const sdp_batch *batch);

/**
 * Adds a call. Its input is checked and encoded now; it is sent when its turn comes, inside sdp_batch_next(). The time
 * of its options begins then, and does not run for the first ten minutes of waiting for a place in the rate limit, or
 * for the end of a pause.
 *
 * @param batch      borrowed; not NULL
 * @param operation  such as "products.add"; not NULL
 * @param ids        as many as the operation takes; borrowed for the call; nullable where id_count is 0
 * @param id_count   how many
 * @param input      the operation's struct, or its list view; borrowed for the call; nullable
 * @param options    nullable; its tag is copied; headers, file and cancel object are borrowed until the result is taken
 * @param number     receives the call's number; nullable
 * @return SDP_OK, SDP_E_LIMIT where there is no room, SDP_DRY_RUN where the options ask for that, or an error of the
 *         input, as the single call: then nothing was added; sdp_last_error() and sdp_last_dry_run() tell more
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_add(sdp_batch *batch, const char *operation, const char *const *ids, size_t id_count,
                                 const void *input, const sdp_options *options, int64_t *number);

/**
 * The same with JSON, as sdp_invoke() takes it.
 *
 * @param batch      borrowed; not NULL
 * @param operation  such as "products.add"; not NULL
 * @param ids        as many as the operation takes; borrowed for the call; nullable where id_count is 0
 * @param id_count   how many
 * @param input      JSON; borrowed for the call; nullable
 * @param flags      SDP_ALLOW_UNKNOWN or 0: SDP_INVOKE_ENSURE is not for batches
 * @param options    as for sdp_batch_add(); nullable
 * @param number     receives the call's number; nullable
 * @return as sdp_batch_add()
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_add_json(sdp_batch *batch, const char *operation, const char *const *ids, size_t id_count,
                                      const char *input, int32_t flags, const sdp_options *options, int64_t *number);

/**
 * Runs the batch until a result is there. Calls move on inside this function alone. What was begun is on its way before
 * a result is given, and what has come meanwhile is taken before anybody looks at the clock: an answer that is there
 * counts, however long the caller was busy between two results. Only an attempt that is without an answer then, and
 * whose time is over, has timed out. Its time is that of the clock, and does not stand still while the caller is busy:
 * what needs more than one exchange, such as a new TLS connection, or a long answer, does not get on then. While a call
 * asks the login server for a token, which others may wait for, no result is given.
 *
 * Where the service refuses a call for their number and names a pause (Retry-After), no call of any batch of the client
 * or its siblings begins before its end, at most ten minutes; those under way go on, cancel objects work, and single
 * calls are not held back. Where the transport itself fails, all calls of the client that are under way end with its
 * status; the batch goes on with those that have not begun.
 *
 * @param batch   borrowed; not NULL
 * @param result  filled as far as its size says; its pointers are borrowed until the next result is taken, or until the
 *                batch or its client is freed; not NULL
 * @return SDP_OK with a result, also where that call failed; SDP_END where nothing is left to wait for; SDP_E_ARGUMENT,
 *         also for a batch of a client that an event loop drives, or that was freed
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_next(sdp_batch *batch, sdp_batch_result *result);

/**
 * Begins nothing any more of what was added so far; each call has a result all the same. What is on its way goes on,
 * and has no other attempt and no other login, so that a refusal is its result. A call that waits for its next attempt
 * ends with what the last one came to. All others end with SDP_E_CANCELED, and nothing of them has happened: those that
 * wait for their turn, for a place in the rate limit, for the end of a pause or for a login. A token that a call has
 * asked the login server for is waited for. Calls that are added afterwards are made as any other.
 *
 * @param batch  borrowed; not NULL; not from inside a function of the client's or the batch's configuration but `done`
 * @return SDP_OK, SDP_E_ARGUMENT
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_drain(sdp_batch *batch);

/**
 * Takes the entity of the result that was given last, which then outlives the batch.
 *
 * @param batch   borrowed; not NULL
 * @param entity  receives a new entity, freed by sdp_entity_free(), NULL where the result has none; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_take(sdp_batch *batch, const void **entity);

/**
 * Prints the result that was given last, as sdp_invoke() would have. An entity that was taken cannot be printed any
 * more.
 *
 * @param batch  borrowed; not NULL
 * @param out    receives a new text, freed by sdp_text_free(); NULL on failure, and where the call failed; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, also where the entity was taken, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_result_to_json(sdp_batch *batch, char **out);

/**
 * How far the batch is.
 *
 * @param batch     borrowed; not NULL
 * @param progress  filled as far as its size says, which the caller sets; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_get_progress(const sdp_batch *batch, sdp_batch_progress *progress);

/**
 * Frees a batch. Calls that are under way are ended; of a write among them nobody knows whether it happened. Their
 * attempts have no event: it is given for those that end by themselves, by their time or by a cancel object. Not from
 * inside one of the functions of its configuration.
 *
 * @param batch  freed with all results that were not taken; nullable
 * @thread the client's
 */
SDP_API void sdp_batch_free(sdp_batch *batch);

SDP_END_DECLS

#endif
