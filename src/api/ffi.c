#include <sdp/ffi.h>

#include <sdp/neucrm.h>
#include <sdp/oauth.h>

#include <stdio.h>
#include <string.h>

#include "api/batch_parts.h"
#include "api/client.h"
#include "api/ffi_options.h"
#include "api/keys.h"
#include "auth/secret_json.h"
#include "base/json_grammar.h"
#include "base/writer.h"

enum { NO_LOGIN = 0, BY_TOKEN, BY_KEY, BY_OAUTH, BY_NEUCRM };

/* All that a JSON configuration can say. */
typedef struct wishes {
    sdp_config config;
    sdp_oauth oauth;
    sdp_neucrm_config neucrm;
    const char *access_token;
    const char *authtoken;
    const char *portal_id;
    const char *token_cache;
} wishes;

static const char *const levels[] = {"none", "error", "warn", "info", "debug", NULL};

#define KEY(name, kind)                                                                                                \
    {                                                                                                                  \
#name, offsetof(wishes, config.name), SDPI_KEY_##kind, NO_LOGIN, NULL                                          \
    }
#define LOGIN_KEY(name, group)                                                                                         \
    {                                                                                                                  \
#name, offsetof(wishes, name), SDPI_KEY_TEXT, group, NULL                                                      \
    }
#define OAUTH_KEY(name, kind)                                                                                          \
    {                                                                                                                  \
#name, offsetof(wishes, oauth.name), SDPI_KEY_##kind, BY_OAUTH, NULL                                           \
    }
#define NEUCRM_KEY(name)                                                                                               \
    {                                                                                                                  \
#name, offsetof(wishes, neucrm.name), SDPI_KEY_TEXT, BY_NEUCRM, NULL                                           \
    }

static const sdpi_key keys[] = {KEY(base_url, TEXT),
                                KEY(portal, TEXT),
                                LOGIN_KEY(access_token, BY_TOKEN),
                                LOGIN_KEY(authtoken, BY_KEY),
                                LOGIN_KEY(portal_id, BY_KEY),
                                OAUTH_KEY(client_id, TEXT),
                                OAUTH_KEY(client_secret, TEXT),
                                OAUTH_KEY(refresh_token, TEXT),
                                OAUTH_KEY(code, TEXT),
                                OAUTH_KEY(redirect_uri, TEXT),
                                OAUTH_KEY(data_centre, TEXT),
                                OAUTH_KEY(accounts_url, TEXT),
                                OAUTH_KEY(bearer, FLAG),
                                LOGIN_KEY(token_cache, BY_OAUTH),
                                NEUCRM_KEY(userid),
                                NEUCRM_KEY(api_key),
                                KEY(timeout_ms, COUNT),
                                KEY(attempt_timeout_ms, COUNT),
                                KEY(connect_timeout_ms, COUNT),
                                KEY(max_retries, RETRIES),
                                KEY(requests_per_minute, COUNT),
                                KEY(max_response_bytes, SIZE),
                                KEY(allow_http, FLAG),
                                KEY(keep_misfits, FLAG),
                                {"log_level", offsetof(wishes, config.log_level), SDPI_KEY_WORD, NO_LOGIN, levels},
                                KEY(ca_file, TEXT),
                                KEY(ca_path, TEXT),
                                KEY(client_cert, TEXT),
                                KEY(client_key, TEXT),
                                KEY(client_key_password, TEXT),
                                KEY(proxy, TEXT),
                                KEY(no_proxy, TEXT),
                                KEY(user_agent, TEXT)};
enum { KEY_COUNT = sizeof keys / sizeof keys[0] };

static const sdpi_key batch_keys[] = {
    {"concurrency", offsetof(sdp_batch_config, concurrency), SDPI_KEY_COUNT32, 0, NULL},
    {"in_order", offsetof(sdp_batch_config, in_order), SDPI_KEY_FLAG, 0, NULL},
    {"max_pending", offsetof(sdp_batch_config, max_pending), SDPI_KEY_COUNT, 0, NULL}};
enum { BATCH_KEY_COUNT = sizeof batch_keys / sizeof batch_keys[0] };

const char *sdp_config_key_at(size_t index)
{
    return index < KEY_COUNT ? keys[index].name : NULL;
}

/* Nothing of the text is repeated in an error: secrets stand in it. */
static sdp_status read_config(const char *config, sdp_error *error, sdp_json **json)
{
    size_t offset = 0;
    sdp_status status = sdpi_secret_json_read(config, strlen(config), SDPI_JSON_CALLER, json);
    if (status == SDP_OK) return SDP_OK;
    if (status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
    if (status == SDP_E_LIMIT) return sdpi_error_set(error, status, NULL, "the configuration is too long or too deep");
    const char *fault = sdpi_json_fault(config, strlen(config), &offset);
    return sdpi_error_set(error, SDP_E_JSON, NULL, "the configuration is not JSON: %s, at byte %zu",
                          fault != NULL ? fault : "a text that is not UTF-8, or with \\u0000 or a control character",
                          offset + 1);
}

/* Who wrote the JSON knows the member of that name, and not the argument that it becomes. */
static sdp_status name_path(sdp_error *error, sdp_status status, const char *name)
{
    if (status != SDP_OK && error != NULL) snprintf(error->path, sizeof error->path, "%s", name);
    return status;
}

static sdp_status make_oauth(wishes *w, sdp_error *error, sdp_auth **out)
{
    sdp_status status = SDP_OK;
    w->oauth.allow_http = w->config.allow_http;
    if (w->token_cache != NULL) {
        status = sdp_token_store_new_file(w->token_cache, error, &w->oauth.store);
        if (status != SDP_OK) return name_path(error, status, "token_cache");
    }
    status = sdp_auth_new_oauth(&w->oauth, error, out);
    sdp_token_store_free(w->oauth.store); /* the login holds its own reference */
    return status;
}

static sdp_status make_client(wishes *w, int32_t login, sdp_error *error, sdp_client **out)
{
    sdp_status status = SDP_OK;
    switch (login) {
    case BY_NEUCRM:
        w->neucrm.base_url = w->config.base_url;
        w->neucrm.http = &w->config;
        return sdp_neucrm_client_new(&w->neucrm, error, out);
    case BY_TOKEN:
        status = name_path(error, sdp_auth_new_token(w->access_token, error, &w->config.auth), "access_token");
        break;
    case BY_KEY:
        status = sdp_auth_new_key(w->authtoken, w->portal_id, error, &w->config.auth);
        if (error != NULL && strcmp(error->path, "key") == 0) name_path(error, status, "authtoken");
        break;
    case BY_OAUTH:
        status = make_oauth(w, error, &w->config.auth);
        break;
    default:
        break;
    }
    if (status == SDP_OK) status = sdp_client_new(&w->config, error, out);
    sdp_auth_free(w->config.auth); /* the client holds its own reference */
    return status;
}

sdp_status sdp_client_new_json(const char *config, sdp_log_fn log, sdp_event_fn event, void *user_data,
                               sdp_error *error, sdp_client **out)
{
    wishes w = {.config = SDP_CONFIG_INIT, .oauth = SDP_OAUTH_INIT, .neucrm = SDP_NEUCRM_CONFIG_INIT};
    sdp_json *json = NULL;
    int32_t login = NO_LOGIN;
    sdpi_error_reset(error);
    if (out != NULL) *out = NULL;
    if (config == NULL || out == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, config == NULL ? "config" : "out", "an argument is NULL");
    }
    w.config.log = log;
    w.config.log_data = user_data;
    w.config.log_level = log != NULL ? SDP_LOG_WARN : SDP_LOG_NONE;
    w.config.event = event;
    w.config.event_data = user_data;
    sdp_status status = read_config(config, error, &json);
    if (status == SDP_OK) status = sdpi_keys_read(keys, KEY_COUNT, json, error, &w, &login);
    if (status == SDP_OK) status = make_client(&w, login, error, out);
    sdpi_secret_json_free(json);
    return status;
}

static void write_number(sdpi_writer *writer, const char *name, int64_t number, int is_known)
{
    if (is_known) {
        sdpi_write_int_member(writer, name, number);
    } else {
        sdpi_write_text_member(writer, name, NULL);
    }
}

static void begin(sdpi_writer *writer, sdpi_buffer *buffer)
{
    sdpi_buffer_init(buffer, &sdpi_default_allocator, SIZE_MAX / 2);
    sdpi_writer_init(writer, buffer, 0);
    sdpi_write_open(writer, '{');
}

static sdp_status finish(sdpi_writer *writer, char **out)
{
    sdpi_write_close(writer, '}');
    *out = sdpi_buffer_take(writer->out);
    return *out != NULL ? SDP_OK : SDP_E_NO_MEMORY;
}

sdp_status sdp_event_to_json(const sdp_event *event, char **out)
{
    sdpi_buffer buffer;
    sdpi_writer writer;
    if (out != NULL) *out = NULL;
    if (event == NULL || out == NULL) return SDP_E_ARGUMENT;
    begin(&writer, &buffer);
    sdpi_write_text_member(&writer, "operation", event->operation);
    sdpi_write_text_member(&writer, "method", event->method);
    sdpi_write_text_member(&writer, "url", event->url);
    sdpi_write_text_member(&writer, "tag", event->tag);
    sdpi_write_int_member(&writer, "attempt", event->attempt);
    write_number(&writer, "http_status", event->http_status, event->http_status != 0);
    sdpi_write_text_member(&writer, "status", sdp_status_name(event->status));
    sdpi_write_flag_member(&writer, "reused", event->reused != 0);
    sdpi_write_int_member(&writer, "elapsed_ms", event->elapsed_ms);
    write_number(&writer, "retry_in_ms", event->retry_in_ms, event->retry_in_ms >= 0);
    return finish(&writer, out);
}

sdp_status sdp_pager_info_to_json(const sdp_pager *pager, char **out)
{
    sdp_page_info info = {.size = sizeof info};
    sdpi_buffer buffer;
    sdpi_writer writer;
    if (out != NULL) *out = NULL;
    if (out == NULL || sdp_pager_get_info(pager, &info) != SDP_OK) return SDP_E_ARGUMENT;
    begin(&writer, &buffer);
    sdpi_write_int_member(&writer, "page_number", info.page_number);
    write_number(&writer, "start_index", info.start_index, info.page_number > 0);
    sdpi_write_int_member(&writer, "row_count", info.row_count);
    write_number(&writer, "total_count", info.total_count, info.total_count >= 0);
    sdpi_write_int_member(&writer, "repeated", info.repeated);
    sdpi_write_int_member(&writer, "moved", info.moved);
    sdpi_write_int_member(&writer, "total_changed", info.total_changed);
    sdpi_write_int_member(&writer, "given", info.given);
    sdpi_write_int_member(&writer, "rows_left", info.rows_left);
    sdpi_write_flag_member(&writer, "has_more_rows", info.has_more_rows);
    return finish(&writer, out);
}

sdp_status sdp_download_to(sdp_client *client, const char *content_url, const char *path, sdp_sink_fn sink,
                           void *user_data, const sdp_options *options)
{
    sdp_target target = SDP_TARGET(.path = path, .sink = sink, .sink_data = user_data);
    sdpi_options_get_progress(options, &target.progress, &target.progress_data);
    return sdp_download(client, content_url, &target, options);
}

sdp_status sdp_batch_new_json(sdp_client *client, const char *config, sdp_cancel *cancel, sdp_batch **out)
{
    sdp_batch_config made = SDP_BATCH_CONFIG(.cancel = cancel);
    sdp_json *json = NULL;
    if (out != NULL) *out = NULL;
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    if (config != NULL) {
        status = sdpi_json_read_input(config, strlen(config), &client->error, &json);
        if (status == SDP_OK) {
            status = sdpi_keys_read(batch_keys, BATCH_KEY_COUNT, json, &client->error, &made, NULL);
        }
        sdp_json_free(json);
        if (status != SDP_OK) return status;
    }
    return sdp_batch_new(client, &made, out);
}

static sdp_status print_result(sdp_batch *batch, const sdp_batch_result *result, char **out)
{
    const int failed = result->status != SDP_OK;
    sdpi_buffer buffer;
    sdpi_writer writer;
    char *text = NULL;
    sdp_status status = failed ? sdp_error_to_json(result->error, &text) : sdp_batch_result_to_json(batch, &text);
    if (status != SDP_OK) return status;
    begin(&writer, &buffer);
    sdpi_write_int_member(&writer, "number", result->number);
    sdpi_write_text_member(&writer, "operation", result->operation);
    sdpi_write_text_member(&writer, "tag", result->tag);
    sdpi_write_text_member(&writer, "status", sdp_status_name(result->status));
    if (result->total_count >= 0) sdpi_write_int_member(&writer, "total_count", result->total_count);
    if (result->has_more_rows >= 0) sdpi_write_flag_member(&writer, "has_more_rows", result->has_more_rows);
    sdpi_write_key(&writer, failed ? "error" : "result");
    sdpi_write_literal(&writer, text);
    sdp_text_free(text);
    return finish(&writer, out);
}

sdp_status sdp_batch_next_json(sdp_batch *batch, char **out)
{
    sdp_batch_result result = {.size = sizeof result};
    if (out != NULL) *out = NULL;
    if (out == NULL) return SDP_E_ARGUMENT;
    sdp_status status = sdp_batch_next(batch, &result);
    if (status != SDP_OK) return status;
    status = print_result(batch, &result, out);
    if (status != SDP_OK) sdpi_batch_keep(batch); /* nobody has seen the result */
    return status;
}
