#include "api/ffi_options.h"

#include <string.h>

#include "api/keys.h"

/* The struct that calls take, and what it points to. */
typedef struct made_options {
    sdp_options options;
    sdp_file file;
    sdp_json *json; /* the texts are borrowed from it; nullable */
    sdp_header *headers;
    const sdp_json *header_object; /* borrowed from `json` */
    const sdp_json *file_object;
} made_options;

static const char *const places[] = {"default", "query", "form", "none", NULL};
static const char *const bares[] = {"default", "nothing", "empty", "object", NULL};

#define KEY(name, kind)                                                                                                \
    {                                                                                                                  \
#name, offsetof(made_options, options.name), SDPI_KEY_##kind, 0, NULL                                          \
    }
#define FILE_KEY(name)                                                                                                 \
    {                                                                                                                  \
#name, offsetof(made_options, file.name), SDPI_KEY_TEXT, 0, NULL                                               \
    }

static const sdpi_key keys[] = {KEY(timeout_ms, COUNT),
                                KEY(attempt_timeout_ms, COUNT),
                                KEY(max_retries, RETRIES),
                                {"place", offsetof(made_options, options.place), SDPI_KEY_WORD, 0, places},
                                {"bare", offsetof(made_options, options.bare), SDPI_KEY_WORD, 0, bares},
                                KEY(printed_path, FLAG),
                                KEY(dry_run, FLAG),
                                KEY(tag, TEXT),
                                {"headers", offsetof(made_options, header_object), SDPI_KEY_OBJECT, 0, NULL},
                                {"file", offsetof(made_options, file_object), SDPI_KEY_OBJECT, 0, NULL}};
enum { KEY_COUNT = sizeof keys / sizeof keys[0] };

static const sdpi_key file_keys[] = {FILE_KEY(path), FILE_KEY(name), FILE_KEY(content_type)};
enum { FILE_KEY_COUNT = sizeof file_keys / sizeof file_keys[0] };

static sdp_status read_headers(made_options *made, sdp_error *error)
{
    size_t count = sdp_json_count(made->header_object);
    if (count == 0) return SDP_OK;
    made->headers = sdpi_allocate_zero(&sdpi_default_allocator, count * sizeof *made->headers);
    if (made->headers == NULL) return sdpi_error_no_memory(error);
    sdp_header *header = made->headers;
    for (const sdp_json *value = sdp_json_first(made->header_object); value != NULL; value = sdp_json_next(value)) {
        if (sdp_json_kind(value) != SDP_JSON_STRING) {
            sdpi_error_set(error, SDP_E_VALUE, sdp_json_name(value), "a header must be a text");
            sdpi_error_prefix(error, "headers");
            return SDP_E_VALUE;
        }
        *header++ = (sdp_header){sdp_json_name(value), sdp_json_text(value)};
    }
    made->options.headers = made->headers;
    made->options.header_count = count;
    return SDP_OK;
}

static sdp_status read_file(made_options *made, sdp_error *error)
{
    if (made->file_object == NULL) return SDP_OK;
    sdp_status status = sdpi_keys_read(file_keys, FILE_KEY_COUNT, made->file_object, error, made, NULL);
    if (status != SDP_OK) sdpi_error_prefix(error, "file");
    if (made->file.path != NULL) made->options.file = &made->file;
    return status;
}

static sdp_status read_json(made_options *made, const char *json, sdp_error *error)
{
    sdp_status status = sdpi_json_read_input(json, strlen(json), error, &made->json);
    if (status == SDP_OK) status = sdpi_keys_read(keys, KEY_COUNT, made->json, error, made, NULL);
    if (status == SDP_OK) status = read_headers(made, error);
    if (status == SDP_OK) status = read_file(made, error);
    return status;
}

sdp_status sdp_options_new_json(const char *json, sdp_error *error, sdp_options **out)
{
    static const sdp_options defaults = SDP_OPTIONS_INIT;
    static const sdp_file no_file = SDP_FILE_INIT;
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "an argument is NULL");
    *out = NULL;
    made_options *made = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *made);
    if (made == NULL) return sdpi_error_no_memory(error);
    made->options = defaults;
    made->options.head.flags = SDP_FLAG_PARSED;
    made->options.head.meta = (const sdp_json *)(const void *)made; /* see is_made() */
    made->file = no_file;
    sdp_status status = json != NULL ? read_json(made, json, error) : SDP_OK;
    if (status != SDP_OK) {
        sdp_options_free(&made->options);
        return status;
    }
    *out = &made->options;
    return SDP_OK;
}

const char *sdp_options_key_at(size_t index)
{
    return index < KEY_COUNT ? keys[index].name : NULL;
}

/* Tells them from a struct of the caller's own, which a copy by assignment is: options need no meta, so there it is
   their own address. */
static int is_made(const sdp_options *options)
{
    return options->head.type == SDP_TYPE_OPTIONS && options->head.flags == SDP_FLAG_PARSED &&
           (const void *)options->head.meta == (const void *)options;
}

static made_options *made_of(sdp_options *options)
{
    return options != NULL && is_made(options) ? (made_options *)(void *)options : NULL;
}

sdp_status sdp_options_set_cancel(sdp_options *options, sdp_cancel *cancel)
{
    made_options *made = made_of(options);
    if (made == NULL) return SDP_E_ARGUMENT;
    made->options.cancel = cancel;
    return SDP_OK;
}

sdp_status sdp_options_set_bytes(sdp_options *options, const void *bytes, size_t size)
{
    made_options *made = made_of(options);
    if (made == NULL || (bytes == NULL && size > 0)) return SDP_E_ARGUMENT;
    made->file.memory = bytes != NULL ? bytes : ""; /* NULL would say that there is no file */
    made->file.memory_size = size;
    made->options.file = &made->file;
    return SDP_OK;
}

sdp_status sdp_options_set_progress(sdp_options *options, sdp_progress_fn progress, void *user_data)
{
    made_options *made = made_of(options);
    if (made == NULL) return SDP_E_ARGUMENT;
    made->file.progress = progress;
    made->file.progress_data = user_data;
    return SDP_OK;
}

void sdpi_options_get_progress(const sdp_options *options, sdp_progress_fn *progress, void **user_data)
{
    const made_options *made = made_of(sdpi_own(options));
    if (made == NULL) return;
    *progress = made->file.progress;
    *user_data = made->file.progress_data;
}

void sdp_options_free(sdp_options *options)
{
    made_options *made = made_of(options);
    if (made == NULL) return;
    sdp_json_free(made->json);
    sdpi_release(&sdpi_default_allocator, made->headers);
    sdpi_release(&sdpi_default_allocator, made);
}
