/**
 * @file ffi.h
 * For bindings of other languages: what elsewhere is a struct of the caller's goes in and comes out as JSON here, so
 * that no layout has to be written down by hand. Signatures have int32_t, int64_t, size_t, pointers and functions with
 * `user_data` alone. What is in the tables is found by reflect.h, entities are read by entity.h, calls are made by
 * invoke.h. docs/ffi.md tells more.
 *
 * In configurations and options a member that is absent or null has its default. A member that is not known is an error
 * which names the nearest one.
 */
#ifndef SDP_FFI_H
#define SDP_FFI_H

#include <sdp/batch.h>
#include <sdp/files.h>
#include <sdp/invoke.h>

SDP_BEGIN_DECLS

/**
 * Makes a client from a JSON object.
 *
 *     {"base_url": "https://desk.example.com", "portal": "itdesk", "access_token": "…", "timeout_ms": 20000}
 *
 * Its members are those of sdp_config that are texts, numbers and flags (true, false), by their names; "max_retries" 0
 * means none, and "log_level" is "none", "error", "warn", "info" or "debug", by default "warn" where there is a
 * function for it. The members of one login may stand beside them:
 *
 *     "access_token"                       as sdp_auth_new_token()
 *     "authtoken", "portal_id"             as sdp_auth_new_key()
 *     "client_id", "client_secret", "refresh_token", "code", "redirect_uri", "data_centre", "accounts_url", "bearer",
 *     "token_cache"                        as sdp_auth_new_oauth(); token_cache: path of a file that processes share
 *     "userid", "api_key"                  NeuCRM, as sdp_neucrm_client_new()
 *
 * A member that is null is as if it were left out; where all that is told of a login is null, it was forgotten, and is
 * SDP_E_CONFIG.
 *
 * @param config     a JSON object; borrowed for the call, which wipes what it copies of it; not NULL
 * @param log        receives the lines of the log, by the thread that makes the call; nullable
 * @param event      is told of each attempt, by the thread that makes the call; see sdp_event_to_json(); nullable
 * @param user_data  passed to both; borrowed for the life of the client and its siblings; nullable
 * @param error      receives the reason, with the member as its path; nullable
 * @param out        receives a new client, freed by sdp_client_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_JSON, SDP_E_UNKNOWN_FIELD, SDP_E_VALUE for a member of another kind or out of
 *         its range, SDP_E_CONFIG, also for members of two logins, SDP_E_URL, SDP_E_TOKEN_STORE, SDP_E_LIMIT,
 *         SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_client_new_json(const char *config, sdp_log_fn log, sdp_event_fn event, void *user_data,
                                       sdp_error *error, sdp_client **out);

/**
 * The members that sdp_client_new_json() knows.
 *
 * @param index  from 0
 * @return a name, NULL past the end; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_config_key_at(size_t index);

/**
 * An event as one JSON object: operation, method, url, tag, attempt, http_status, status (its name), reused,
 * elapsed_ms, retry_in_ms. What there is none of is null.
 *
 * @param event  as the event function was given it; borrowed; not NULL
 * @param out    receives a new text, freed by sdp_text_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread that of the event function
 */
SDP_API sdp_status sdp_event_to_json(const sdp_event *event, char **out);

/**
 * Makes the options of calls from a JSON object. Its members are timeout_ms, attempt_timeout_ms, max_retries (0: none),
 * place ("query", "form", "none"), bare ("nothing", "empty", "object"), printed_path, dry_run, tag, headers (an object
 * of texts) and file (an object with path, name and content_type), as sdp_options and sdp_file have them.
 *
 * @param json   a JSON object; borrowed for the call; NULL: the defaults
 * @param error  receives the reason, with the member as its path; nullable
 * @param out    receives new options, freed by sdp_options_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_JSON, SDP_E_UNKNOWN_FIELD, SDP_E_VALUE, SDP_E_LIMIT, SDP_E_NO_MEMORY
 * @thread any
 */
SDP_API sdp_status sdp_options_new_json(const char *json, sdp_error *error, sdp_options **out);

/**
 * The members that sdp_options_new_json() knows.
 *
 * @param index  from 0
 * @return a name, NULL past the end; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_options_key_at(size_t index);

/**
 * Sets what cancels the calls.
 *
 * @param options  from sdp_options_new_json(); changed; not NULL
 * @param cancel   borrowed for the life of the options; nullable
 * @return SDP_OK, SDP_E_ARGUMENT for other options
 * @thread the options'
 */
SDP_API sdp_status sdp_options_set_cancel(sdp_options *options, sdp_cancel *cancel);

/**
 * Sets the bytes that an upload sends; the name of the file stands in the JSON.
 *
 * @param options  from sdp_options_new_json(); changed; not NULL
 * @param bytes    borrowed for the life of the options; nullable where size is 0
 * @param size     how many
 * @return SDP_OK, SDP_E_ARGUMENT, also for other options
 * @thread the options'
 */
SDP_API sdp_status sdp_options_set_bytes(sdp_options *options, const void *bytes, size_t size);

/**
 * Sets who is told how far an upload or a download is.
 *
 * @param options    from sdp_options_new_json(); changed; not NULL
 * @param progress   called by the thread that makes the call; nullable
 * @param user_data  passed to it; borrowed for the life of the options; nullable
 * @return SDP_OK, SDP_E_ARGUMENT for other options
 * @thread the options'
 */
SDP_API sdp_status sdp_options_set_progress(sdp_options *options, sdp_progress_fn progress, void *user_data);

/**
 * Frees options that sdp_options_new_json() made. No call, pager or batch uses them any more.
 *
 * @param options  freed; nullable; a struct of the caller's own is left alone, as is a copy by assignment
 * @thread the options'
 */
SDP_API void sdp_options_free(sdp_options *options);

/**
 * Fetches a file that was uploaded, as sdp_download(): to a path, or piece by piece into a function.
 *
 * @param client       not NULL
 * @param content_url  as the service gave it; borrowed for the call; not NULL
 * @param path         where the file goes; NULL: to `sink`
 * @param sink         receives the bytes; an error that it returns ends the call; not NULL where path is NULL, and NULL
 *                     where it is not
 * @param user_data    passed to it; borrowed for the call; nullable
 * @param options      their function for progress counts, too; borrowed for the call; nullable
 * @return as sdp_download()
 * @thread the client's
 */
SDP_API sdp_status sdp_download_to(sdp_client *client, const char *content_url, const char *path, sdp_sink_fn sink,
                                   void *user_data, const sdp_options *options);

/**
 * What sdp_pager_get_info() tells, as one JSON object: page_number, start_index, row_count, total_count, repeated,
 * moved, total_changed, given, rows_left, has_more_rows. What the service did not say is null.
 *
 * @param pager  borrowed; not NULL
 * @param out    receives a new text, freed by sdp_text_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_info_to_json(const sdp_pager *pager, char **out);

/**
 * Makes an empty batch, as sdp_batch_new(). Calls are added by sdp_batch_add_json().
 *
 * @param client  borrowed; outlives the batch; not NULL
 * @param config  a JSON object with concurrency, in_order (true, false) and max_pending; borrowed for the call; NULL:
 *                the defaults
 * @param cancel  for calls whose options have none; borrowed for the batch's life; nullable
 * @param out     receives a new batch, freed by sdp_batch_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_JSON, SDP_E_UNKNOWN_FIELD, SDP_E_VALUE, SDP_E_CONFIG, SDP_E_LIMIT,
 *         SDP_E_NO_MEMORY
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_new_json(sdp_client *client, const char *config, sdp_cancel *cancel, sdp_batch **out);

/**
 * Runs the batch until a result is there, as sdp_batch_next(), and prints it: an object with number, operation, tag
 * (nullable), status (its name), total_count and has_more_rows of a list where the service said them, and either
 * result, as sdp_invoke() would have given it, or error, as sdp_error_to_json() has it.
 *
 * @param batch  borrowed; not NULL
 * @param out    receives a new text, freed by sdp_text_free(); NULL at the end and on failure; not NULL
 * @return SDP_OK, also where that call failed; SDP_END; SDP_E_ARGUMENT; SDP_E_NO_MEMORY or another error of printing,
 *         after which the next call gives the same result again, as does sdp_batch_next()
 * @thread the client's
 */
SDP_API sdp_status sdp_batch_next_json(sdp_batch *batch, char **out);

SDP_END_DECLS

#endif
