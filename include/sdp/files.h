/**
 * @file files.h
 * Files: uploads of attachments and images, and downloads of what was uploaded. Contents are streamed and never held
 * in memory as a whole.
 *
 * A transfer has no time limit of its own, but ends where nothing moves for 30 seconds; sdp_options.timeout_ms sets a
 * limit, and sdp_options.cancel ends it at any time.
 */
#ifndef SDP_FILES_H
#define SDP_FILES_H

#include <sdp/client.h>

SDP_BEGIN_DECLS

/**
 * Is told how far a transfer is, after each piece and from 0 again where it is repeated. `total` is -1 where it is
 * unknown. It must not use the client; to end the transfer, signal its cancel object.
 */
typedef void (*sdp_progress_fn)(void *user_data, int64_t done, int64_t total);

/**
 * A file to be uploaded. Start with SDP_FILE(…) or SDP_FILE_INIT, and set exactly one of path, descriptor, memory and
 * source. All is borrowed for the call.
 *
 * A path, memory, and a descriptor of a regular file are sent again where an attempt fails before the service had it.
 * Other descriptors, such as pipes, and sources give their bytes once: after the first byte there is no retry. While
 * one of them waits for bytes, all calls of the client wait.
 */
typedef struct sdp_file {
    sdp_head head;
    const char *path;         /**< of a regular file */
    int32_t descriptor;       /**< an open file descriptor, read from where it stands to its end, and not closed */
    int32_t has_descriptor;   /**< 1: `descriptor` is meant, since 0 is a descriptor too */
    const void *memory;       /**< bytes in memory */
    size_t memory_size;       /**< how many */
    sdp_source_fn source;     /**< gives the bytes piece by piece; it must not use the client */
    void *source_data;        /**< passed to `source` */
    int64_t source_size;      /**< how many bytes `source` will give; 0 or -1: unknown */
    const char *name;         /**< as the service shall show it; default: the last part of `path` */
    const char *content_type; /**< such as "image/png"; default: by the end of the name */
    sdp_progress_fn progress; /**< nullable */
    void *progress_data;      /**< passed to `progress` */
} sdp_file;

/**
 * Makes a sink forget all that it received, before the file comes once more. SDP_OK, or an error that ends the
 * call.
 */
typedef sdp_status (*sdp_restart_fn)(void *user_data);

/**
 * Where a download goes. Start with SDP_TARGET(…) or SDP_TARGET_INIT, and set exactly one of path, descriptor and sink.
 * All is borrowed for the call.
 */
typedef struct sdp_target {
    sdp_head head;
    /** Written beside it first, readable by its owner alone, and put into its place when it is whole: a failure leaves
        nothing behind and an older file as it was. */
    const char *path;
    int32_t descriptor;       /**< an open file descriptor, written from where it stands, and not closed */
    int32_t has_descriptor;   /**< 1: `descriptor` is meant, since 0 is a descriptor too */
    sdp_sink_fn sink;         /**< receives the bytes piece by piece; it must not use the client */
    void *sink_data;          /**< passed to `sink` and `restart` */
    sdp_restart_fn restart;   /**< nullable: after the first byte there is no retry then */
    int64_t max_bytes;        /**< more than this fails with SDP_E_TOO_LARGE; default 2 GiB; -1: no limit */
    sdp_progress_fn progress; /**< nullable */
    void *progress_data;      /**< passed to `progress` */
} sdp_target;

/** What the service says of an upload. A file_id goes into the entity that the file is for. */
typedef struct sdp_upload {
    sdp_head head;
    sdp_attachments files;
} sdp_upload;

/* clang-format off */
#define SDP_FILE(...) { .head = SDP_HEAD(sdp_file, SDP_TYPE_FILE), __VA_ARGS__ }
#define SDP_FILE_INIT SDP_INIT(sdp_file, SDP_TYPE_FILE)
#define SDP_TARGET(...) { .head = SDP_HEAD(sdp_target, SDP_TYPE_TARGET), __VA_ARGS__ }
#define SDP_TARGET_INIT SDP_INIT(sdp_target, SDP_TYPE_TARGET)
/* clang-format on */

/**
 * Sets a file to all absent: for a struct that is used again, and for C++ before C++20.
 *
 * @param file  overwritten; not NULL; as long as sizeof(sdp_file) of these headers
 * @thread any
 */
static inline void sdp_file_init(sdp_file *file)
{
    sdp_file empty = SDP_FILE_INIT;
    *file = empty;
}

/**
 * Sets a target to all absent: for a struct that is used again, and for C++ before C++20.
 *
 * @param target  overwritten; not NULL; as long as sizeof(sdp_target) of these headers
 * @thread any
 */
static inline void sdp_target_init(sdp_target *target)
{
    sdp_target empty = SDP_TARGET_INIT;
    *target = empty;
}

/**
 * Attaches a file to a contract, which takes at most 50.
 *
 * @vendor contracts.upload_attachment: POST /contracts/{contract_id}/_uploads
 * @param client   not NULL
 * @param id       the contract's id; not NULL, not empty
 * @param file     borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_upload_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: SDP_E_FILE where the file cannot be read or changes while it is sent, one
 *         of an argument, of the network, of the service, or SDP_E_MAYBE_DONE; docs/errors.md has each
 * @thread the client's
 */
SDP_API sdp_status sdp_contract_upload_attachment(sdp_client *client, const char *id, const sdp_file *file,
                                                  const sdp_options *options, const sdp_upload **out);

/**
 * Uploads an image, such as a logo, that a customer is given next.
 *
 * @vendor customers.upload_image: POST /customers/_images
 * @param client   not NULL
 * @param file     borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_upload_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_upload_attachment()
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_upload_image(sdp_client *client, const sdp_file *file, const sdp_options *options,
                                             const sdp_upload **out);

/**
 * Uploads a file that a customer is given next as an attachment.
 *
 * @vendor customers.upload_attachment: POST /customers/_uploads
 * @param client   not NULL
 * @param file     borrowed for the call; not NULL
 * @param options  borrowed for the call; nullable
 * @param out      receives a new entity, freed by sdp_upload_free(); NULL on failure; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error, as sdp_contract_upload_attachment()
 * @thread the client's
 */
SDP_API sdp_status sdp_customer_upload_attachment(sdp_client *client, const sdp_file *file, const sdp_options *options,
                                                  const sdp_upload **out);

/**
 * Fetches a file that was uploaded.
 *
 * @param client       not NULL
 * @param content_url  as the service gave it, with or without /api/v3; a whole URL only where it is of the client's
 *                     own server, since the login goes with it; borrowed for the call; not NULL
 * @param target       borrowed for the call; not NULL
 * @param options      borrowed for the call; nullable
 * @return SDP_OK, SDP_DRY_RUN, or an error: SDP_E_FILE where the target cannot be written, SDP_E_TOO_LARGE for a file
 *         over max_bytes, one of an argument, of the network, or of the service; docs/errors.md has each
 * @thread the client's
 */
SDP_API sdp_status sdp_download(sdp_client *client, const char *content_url, const sdp_target *target,
                                const sdp_options *options);

/**
 * Frees the answer to an upload, with all that it contains.
 *
 * @param uploaded  freed; nullable
 * @thread any
 */
SDP_API void sdp_upload_free(const sdp_upload *uploaded);

SDP_END_DECLS

#endif
