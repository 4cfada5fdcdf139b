/* How files take part in a call: what an upload sends, where a download goes, and whether either can be repeated. */
#include <string.h>

#include "base/text.h"
#include "call/call.h"
#include "call/content_url.h"

int sdpi_call_has_file(const sdpi_call *call)
{
    return call->upload.active || call->download.active;
}

sdp_status sdpi_call_prepare_files(sdpi_call *call, const sdpi_input *input)
{
    const sdp_operation *operation = call->operation;
    const sdp_options *options = &call->options;
    if (input->target != NULL) return sdpi_download_check(&call->download, input->target, call->error);
    if (operation->place != SDP_PLACE_MULTIPART) {
        if (options->file == NULL) return SDP_OK;
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, "options.file", "%s takes no file", operation->name);
    }
    if (options->place != SDP_PLACE_DEFAULT || options->bare != SDP_BARE_DEFAULT) {
        return sdpi_error_set(call->error, SDP_E_ARGUMENT, "options",
                              "%s sends a file, which has one place and no bare form", operation->name);
    }
    if (options->file == NULL) {
        return sdpi_error_set(call->error, SDP_E_REQUIRED, "file", "%s needs a file", operation->name);
    }
    uint32_t random[SDPI_BOUNDARY_RANDOM];
    for (size_t i = 0; i < SDPI_BOUNDARY_RANDOM; i++) random[i] = sdpi_engine_random(call->engine);
    return sdpi_upload_open(&call->upload, options->file, operation, random, call->error);
}

sdp_status sdpi_call_prepare_content_url(sdpi_call *call, const char *content_url)
{
    sdp_status status = sdpi_content_url(call->engine->settings->root, content_url, &call->url, call->error);
    call->url_size = call->url.data != NULL ? strcspn(call->url.data, "?") : 0;
    return status;
}

sdp_status sdpi_call_open_target(sdpi_call *call)
{
    sdp_status status = sdpi_upload_resume(&call->upload, call->error);
    if (status != SDP_OK || !call->download.active) return status;
    const uint32_t random[2] = {sdpi_engine_random(call->engine), sdpi_engine_random(call->engine)};
    status = sdpi_download_open(&call->download, random, call->error);
    if (status != SDP_OK && status != SDP_E_NO_MEMORY) sdpi_error_name_path(call->error);
    return status;
}

static sdp_status give_body(void *user_data, char *bytes, size_t capacity, size_t *size)
{
    sdpi_call *call = user_data;
    return sdpi_multipart_read(&call->upload.body, bytes, capacity, size);
}

static sdp_status begin_answer(void *user_data, int32_t http_status, int64_t body_size)
{
    sdpi_call *call = user_data;
    return sdpi_download_begin(&call->download, http_status, body_size);
}

sdp_status sdpi_call_attach_files(sdpi_call *call, sdp_request *request)
{
    if (!sdpi_call_has_file(call)) return SDP_OK;
    request->stall_ms = SDPI_STALL_MS;
    if (call->download.active) {
        request->begin = begin_answer;
        return sdpi_download_rewind(&call->download);
    }
    request->source = give_body;
    request->source_size = sdpi_multipart_size(&call->upload.body);
    return sdpi_upload_rewind(&call->upload);
}

sdp_status sdpi_call_file_failure(const sdpi_call *call, const char **why)
{
    if (call->upload.active) {
        *why = call->upload.why;
        return call->upload.status;
    }
    *why = call->download.why;
    return call->download.active ? call->download.status : SDP_OK;
}

sdp_status sdpi_call_keep_file(sdpi_call *call)
{
    const char *why = NULL;
    sdp_status status = sdpi_download_flush(&call->download, &call->body);
    if (status == SDP_OK) status = sdpi_download_finish(&call->download);
    if (status == SDP_OK) return SDP_OK;
    sdpi_call_file_failure(call, &why);
    return sdpi_error_set(call->error, status, "target", "%s", why);
}

int sdpi_call_can_repeat(const sdpi_call *call, const char **why)
{
    *why = NULL;
    if (call->upload.active && !sdpi_upload_can_repeat(&call->upload)) {
        *why = call->upload.descriptor >= 0 ? "the file comes from a descriptor that cannot go back"
                                            : "the file comes from a source that gives its bytes once";
    } else if (call->download.active && !sdpi_download_can_repeat(&call->download)) {
        *why = call->download.descriptor >= 0 ? "the target is a descriptor that cannot take back what it got"
                                              : "the target is a sink that cannot start again";
    }
    return *why == NULL;
}

/* Words about how many files there may be; those about their size are another matter. */
static int is_about_the_number_of_files(const char *words)
{
    static const char *const things[] = {"file", "attachment"};
    static const char *const limits[] = {"limit", "maximum", "exceed", "more than", "too many", "at most", "up to"};
    static const char *const sizes[] = {"size", "bytes", "large", " mb", " kb", " gb", "length"};
    size_t size = strlen(words);
    int is_thing = 0;
    int is_limit = 0;
    for (size_t i = 0; i < sizeof things / sizeof things[0]; i++)
        is_thing |= sdpi_contains_word(words, size, things[i]);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        is_limit |= sdpi_contains_word(words, size, limits[i]);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (sdpi_contains_word(words, size, sizes[i])) return 0;
    }
    return is_thing && is_limit;
}

void sdpi_call_advise(const sdpi_call *call)
{
    sdp_error *error = call->error;
    if (call->operation->file_limit == NULL || error->http_status < 200 || error->http_status > 499) return;
    for (size_t i = 0; i < error->message_count; i++) {
        const char *words = error->messages[i].message;
        if (words != NULL && is_about_the_number_of_files(words)) error->advice = call->operation->file_limit;
    }
}

void sdpi_call_close_files(sdpi_call *call)
{
    sdpi_upload_close(&call->upload);
    sdpi_download_close(&call->download);
}
