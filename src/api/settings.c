#include "api/settings.h"

#include <string.h>

#include "base/text.h"
#include "model/types.h"

static sdp_status out_of_range(sdp_error *error, const char *name)
{
    return sdpi_error_set(error, SDP_E_CONFIG, name, "%s is out of its range", name);
}

static sdp_status check_config(const sdp_config *config, sdp_error *error)
{
    const sdp_allocator *a = config->allocator;
    if (config->base_url == NULL || *config->base_url == '\0') {
        return sdpi_error_set(error, SDP_E_URL, "base_url", "the base URL is missing");
    }
    if (config->timeout_ms < 0) return out_of_range(error, "timeout_ms");
    if (config->attempt_timeout_ms < 0) return out_of_range(error, "attempt_timeout_ms");
    if (config->connect_timeout_ms < 0) return out_of_range(error, "connect_timeout_ms");
    if (config->max_retries < -1 || config->max_retries > SDPI_MAX_RETRIES) return out_of_range(error, "max_retries");
    if (config->requests_per_minute < 0) return out_of_range(error, "requests_per_minute");
    if (config->log_level < SDP_LOG_NONE || config->log_level > SDP_LOG_DEBUG) return out_of_range(error, "log_level");
    if (config->max_response_bytes > SIZE_MAX / 8) return out_of_range(error, "max_response_bytes");
    if (config->user_agent != NULL && !sdpi_is_header_text(config->user_agent)) {
        return sdpi_error_set(error, SDP_E_CONFIG, "user_agent",
                              "the user agent has a line end or a control character");
    }
    if (a != NULL && a->size < sizeof *a) {
        return sdpi_error_set(error, SDP_E_CONFIG, "allocator", "the allocator's size is not set");
    }
    if (a != NULL && !sdpi_is_zero_beyond(a, sizeof *a, a->size)) {
        return sdpi_error_set(error, SDP_E_STRUCT, "allocator",
                              "the allocator has members that this version of the library does not know");
    }
    if (a != NULL && (a->allocate == NULL || a->resize == NULL || a->release == NULL)) {
        return sdpi_error_set(error, SDP_E_CONFIG, "allocator", "the allocator lacks a function");
    }
    return SDP_OK;
}

static sdp_status make_root(const sdp_config *config, sdp_error *error, sdpi_settings *settings)
{
    sdpi_buffer root;
    sdpi_buffer_init(&root, &settings->allocator, SDPI_MAX_URL / 2);
    sdp_status status = settings->dialect->root(config->base_url, config->portal, config->allow_http, &root, error);
    if (status == SDP_OK) {
        settings->root = sdpi_buffer_take(&root);
        if (settings->root == NULL) status = sdpi_error_no_memory(error);
    }
    sdpi_buffer_free(&root);
    return status;
}

static void fill(const sdp_config *config, sdpi_settings *settings)
{
    settings->references.value = 1;
    settings->timeout_ms = config->timeout_ms > 0 ? config->timeout_ms : SDPI_TIMEOUT_MS;
    settings->attempt_timeout_ms = config->attempt_timeout_ms;
    settings->max_retries = config->max_retries == 0 ? SDPI_RETRIES : config->max_retries;
    if (settings->max_retries < 0) settings->max_retries = 0;
    settings->keep_misfits = config->keep_misfits;
    settings->max_response_bytes = config->max_response_bytes > 0 ? config->max_response_bytes : SDPI_MAX_RESPONSE;
    settings->log = (sdpi_log){config->log, config->log_data, config->log_level};
    settings->event = config->event;
    settings->event_data = config->event_data;
    settings->auth = sdpi_auth_hold(config->auth);
}

sdp_status sdpi_settings_new(const sdp_config *config, const sdpi_dialect *dialect, sdp_error *error, sdp_config *copy,
                             sdpi_settings **out)
{
    if (sdpi_copy_struct(copy, sizeof *copy, config, SDP_TYPE_CONFIG) != SDP_OK) {
        return sdpi_error_set(error, SDP_E_STRUCT, "config",
                              "the configuration was not initialised, or is of a newer version of the library");
    }
    sdp_status status = check_config(copy, error);
    if (status != SDP_OK) return status;
    const sdp_allocator *allocator = copy->allocator != NULL ? copy->allocator : &sdpi_default_allocator;
    sdpi_settings *settings = sdpi_allocate_zero(allocator, sizeof *settings);
    if (settings == NULL) return sdpi_error_no_memory(error);
    settings->allocator = *allocator;
    settings->dialect = dialect;
    fill(copy, settings);
    status = make_root(copy, error, settings);
    if (status == SDP_OK) {
        settings->limiter = sdpi_limiter_new(allocator, copy->requests_per_minute);
        if (settings->limiter == NULL) status = sdpi_error_no_memory(error);
    }
    if (status != SDP_OK) {
        sdpi_settings_free(settings);
        return status;
    }
    *out = settings;
    return SDP_OK;
}

sdp_status sdpi_settings_transport(const sdp_config *config, const sdpi_settings *settings, sdp_error *error,
                                   sdp_transport **out)
{
    const sdpi_http_config http = {
        .connect_timeout_ms = config->connect_timeout_ms > 0 ? config->connect_timeout_ms : SDPI_CONNECT_TIMEOUT_MS,
        .ca_file = config->ca_file,
        .ca_path = config->ca_path,
        .client_cert = config->client_cert,
        .client_key = config->client_key,
        .client_key_password = config->client_key_password,
        .proxy = config->proxy,
        .no_proxy = config->no_proxy,
        .user_agent = config->user_agent != NULL ? config->user_agent : "libsdp/" SDP_VERSION,
        .allow_http = config->allow_http};
    return sdpi_curl_transport_new(&http, &settings->allocator, error, out);
}

sdpi_settings *sdpi_settings_hold(sdpi_settings *settings)
{
    sdpi_atomic_add(&settings->references, 1);
    return settings;
}

void sdpi_settings_free(sdpi_settings *settings)
{
    if (settings == NULL || sdpi_atomic_add(&settings->references, -1) > 0) return;
    sdp_allocator allocator = settings->allocator;
    sdp_auth_free(settings->auth);
    sdpi_limiter_free(settings->limiter);
    sdpi_release(&allocator, settings->root);
    sdpi_release(&allocator, settings);
}
