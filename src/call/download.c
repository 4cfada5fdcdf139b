#include "call/download.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/sys_file.h"
#include "base/sys_signal.h"
#include "base/text.h"
#include "model/types.h"

void sdpi_download_init(sdpi_download *download, const sdp_allocator *allocator)
{
    memset(download, 0, sizeof *download);
    download->descriptor = -1;
    sdpi_buffer_init(&download->temporary, allocator, SDPI_MAX_URL);
}

/* Targets of older headers are shorter; what is beyond them has its default. */
static sdp_status copy_target(sdpi_download *download, const sdp_target *target, sdp_error *error)
{
    if (sdpi_copy_struct(&download->target, sizeof download->target, target, SDP_TYPE_TARGET) != SDP_OK) {
        return sdpi_error_set(error, SDP_E_STRUCT, "target",
                              "the target was not initialised, or is of a newer version of the library");
    }
    sdp_target *t = &download->target;
    int places = (t->path != NULL) + (t->has_descriptor != 0) + (t->sink != NULL);
    if (places != 1) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "target",
                              "exactly one of path, descriptor and sink says where the file goes, and %s set",
                              places == 0 ? "none is" : "more than one are");
    }
    if (t->max_bytes < -1) return sdpi_error_set(error, SDP_E_ARGUMENT, "target.max_bytes", "the limit is negative");
    if (t->max_bytes == 0) t->max_bytes = SDPI_MAX_DOWNLOAD;
    if (t->max_bytes < 0) t->max_bytes = INT64_MAX;
    return SDP_OK;
}

/* The path is replaced at the end, so that whatever stands there must be fit to be replaced. */
static sdp_status check_path(const char *path, sdp_error *error)
{
    sdpi_file_info info;
    if (sdp_is_null(path) || *path == '\0' || path[strlen(path) - 1] == '/') {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "target.path", "the path names no file");
    }
    int32_t reason = sdpi_file_describe_path(path, &info);
    if (reason != 0 && sdpi_file_is_missing(reason)) return SDP_OK;
    if (reason != 0) {
        return sdpi_error_set(error, SDP_E_FILE, "target.path", "the file cannot be written: %s",
                              sdpi_file_reason(reason));
    }
    if (info.kind == SDPI_FILE_REGULAR) return SDP_OK;
    return sdpi_error_set(error, SDP_E_FILE, "target.path",
                          info.kind == SDPI_FILE_DIRECTORY
                              ? "it is a folder; name the file in it"
                              : "it is not a regular file; open it, and give its descriptor instead");
}

static sdp_status check_descriptor(sdpi_download *download, sdp_error *error)
{
    sdpi_file_info info;
    int32_t reason = sdpi_file_describe(download->target.descriptor, &info);
    if (reason != 0) {
        return sdpi_error_set(error, SDP_E_FILE, "target.descriptor", "the file cannot be written: %s",
                              sdpi_file_reason(reason));
    }
    download->can_cut = info.kind == SDPI_FILE_REGULAR && info.position >= 0;
    download->position = info.position;
    return SDP_OK;
}

static void start_again(sdpi_download *download)
{
    download->http_status = 0;
    download->passing = 0;
    download->total = -1;
    download->done = 0;
    download->status = SDP_OK;
    download->why[0] = '\0';
}

sdp_status sdpi_download_check(sdpi_download *download, const sdp_target *target, sdp_error *error)
{
    download->active = 1;
    download->can_cut = 0;
    start_again(download);
    sdp_status status = copy_target(download, target, error);
    if (status != SDP_OK) return status;
    if (download->target.path != NULL) return check_path(download->target.path, error);
    return download->target.has_descriptor ? check_descriptor(download, error) : SDP_OK;
}

/* Beside the target, for only within one file system a file takes another's place in one step. */
static sdp_status name_temporary(sdpi_download *download, const uint32_t random[2], sdp_error *error)
{
    char name[40];
    const char *path = download->target.path;
    const char *slash = strrchr(path, '/');
    sdpi_buffer *temporary = &download->temporary;
    sdpi_buffer_reset(temporary, SDPI_KEPT_BUFFER);
    if (slash != NULL) sdpi_buffer_put(temporary, path, (size_t)(slash - path) + 1);
    snprintf(name, sizeof name, ".sdp-%08lx%08lx.part", (unsigned long)random[0], (unsigned long)random[1]);
    sdpi_buffer_text(temporary, name);
    if (temporary->status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
    if (temporary->status == SDP_OK) return SDP_OK;
    return sdpi_error_set(error, SDP_E_LIMIT, "target.path", "the path is too long");
}

sdp_status sdpi_download_open(sdpi_download *download, const uint32_t random[2], sdp_error *error)
{
    if (download->target.has_descriptor) download->descriptor = download->target.descriptor;
    if (download->target.path == NULL) return SDP_OK;
    sdp_status status = name_temporary(download, random, error);
    if (status != SDP_OK) return status;
    int32_t reason = sdpi_file_create(download->temporary.data, &download->descriptor);
    if (reason != 0) {
        download->descriptor = -1;
        return sdpi_error_set(error, SDP_E_FILE, "target.path", "no file can be made in its folder: %s",
                              sdpi_file_reason(reason));
    }
    download->is_own = 1;
    download->can_cut = 1;
    download->position = 0;
    return SDP_OK;
}

static sdp_status fail(sdpi_download *download, sdp_status status, const char *why)
{
    download->status = status;
    snprintf(download->why, sizeof download->why, "%s", why);
    return status;
}

static sdp_status fail_writing(sdpi_download *download, int32_t reason)
{
    char why[160];
    snprintf(why, sizeof why, "the target cannot be written: %s", sdpi_file_reason(reason));
    return fail(download, SDP_E_FILE, why);
}

static sdp_status fail_too_large(sdpi_download *download)
{
    char why[96];
    snprintf(why, sizeof why, "the file is longer than %lld bytes, the target's max_bytes",
             (long long)download->target.max_bytes);
    return fail(download, SDP_E_TOO_LARGE, why);
}

int sdpi_download_can_repeat(const sdpi_download *download)
{
    return download->done == 0 || download->can_cut || download->target.restart != NULL;
}

sdp_status sdpi_download_rewind(sdpi_download *download)
{
    int64_t done = download->done;
    start_again(download);
    if (done == 0) return SDP_OK;
    if (download->descriptor >= 0) {
        int32_t reason = sdpi_file_cut(download->descriptor, download->position);
        return reason != 0 ? fail_writing(download, reason) : SDP_OK;
    }
    sdp_status status =
        download->target.restart != NULL ? download->target.restart(download->target.sink_data) : SDP_E_FILE;
    if (status == SDP_OK) return SDP_OK;
    return fail(download, status < 0 ? status : SDP_E_FILE, "the target did not start again");
}

static int is_success(const sdpi_download *download)
{
    return download->http_status >= 200 && download->http_status <= 299;
}

sdp_status sdpi_download_begin(sdpi_download *download, int32_t http_status, int64_t body_size)
{
    download->http_status = http_status;
    if (!is_success(download)) return SDP_OK;
    download->total = body_size;
    return body_size > download->target.max_bytes ? fail_too_large(download) : SDP_OK;
}

/* What stands behind a descriptor of the caller's may be a pipe that nobody reads any more. */
static int32_t write_out(const sdpi_download *download, const char *bytes, size_t size)
{
    const int32_t held = download->can_cut ? 0 : sdpi_hold_sigpipe();
    int32_t reason = sdpi_file_write(download->descriptor, bytes, size);
    sdpi_let_sigpipe(held);
    return reason;
}

static sdp_status put(sdpi_download *download, const char *bytes, size_t size)
{
    const sdp_target *target = &download->target;
    if (size == 0) return SDP_OK;
    if (size > (uint64_t)(target->max_bytes - download->done)) return fail_too_large(download);
    download->done += (int64_t)size; /* before the target is called: it may have taken a part of it when it fails */
    if (download->descriptor >= 0) {
        int32_t reason = write_out(download, bytes, size);
        if (reason != 0) return fail_writing(download, reason);
    } else {
        sdp_status status = target->sink(target->sink_data, bytes, size);
        if (status != SDP_OK) {
            return fail(download, status < 0 ? status : SDP_E_FILE, "the target ended the download");
        }
    }
    /* The server states how much it sends, which is less than the file where it is compressed on the way. */
    if (download->done > download->total) download->total = -1;
    if (target->progress != NULL) target->progress(target->progress_data, download->done, download->total);
    return SDP_OK;
}

sdp_status sdpi_download_flush(sdpi_download *download, sdpi_buffer *held)
{
    sdp_status status = put(download, sdpi_buffer_string(held), held->size);
    sdpi_buffer_reset(held, SDPI_KEPT_BUFFER);
    download->passing = 1;
    return status;
}

sdp_status sdpi_download_take(sdpi_download *download, sdpi_buffer *held, const char *bytes, size_t size)
{
    if (download->passing) return put(download, bytes, size);
    if (held->size == 0 && size > 0 && is_success(download) && bytes[0] != '{') {
        download->passing = 1;
        return put(download, bytes, size);
    }
    if (is_success(download)) {
        /* It may be a file, which the limit of answers is not for. */
        if (held->limit < SDPI_MAX_HELD) held->limit = SDPI_MAX_HELD;
        if (held->size + size > SDPI_MAX_HELD) {
            sdp_status status = sdpi_download_flush(download, held);
            return status == SDP_OK ? put(download, bytes, size) : status;
        }
    }
    sdpi_buffer_put(held, bytes, size);
    return held->status == SDP_E_LIMIT ? SDP_E_TOO_LARGE : held->status;
}

int sdpi_download_may_be_failure(const sdpi_download *download, const sdpi_buffer *held, const char *content_type)
{
    return !download->passing && held->size > 0 && held->data[0] == '{' &&
           sdpi_contains_word(content_type, strlen(content_type), "json") &&
           sdpi_contains_word(held->data, held->size, "\"response_status\"");
}

sdp_status sdpi_download_finish(sdpi_download *download)
{
    if (!download->is_own) return SDP_OK;
    int32_t reason = sdpi_file_sync(download->descriptor);
    int32_t closing = sdpi_file_close(download->descriptor);
    download->descriptor = -1;
    if (reason == 0) reason = closing;
    if (reason == 0) reason = sdpi_file_rename(download->temporary.data, download->target.path);
    if (reason != 0) return fail_writing(download, reason);
    download->is_own = 0;
    return SDP_OK;
}

void sdpi_download_close(sdpi_download *download)
{
    if (download->is_own) {
        if (download->descriptor >= 0) sdpi_file_close(download->descriptor);
        sdpi_file_remove(download->temporary.data);
    }
    download->is_own = 0;
    download->descriptor = -1;
    download->active = 0;
}

void sdpi_download_free(sdpi_download *download)
{
    sdpi_download_close(download);
    sdpi_buffer_free(&download->temporary);
}
