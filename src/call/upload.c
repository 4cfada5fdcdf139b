#include "call/upload.h"

#include <stdio.h>
#include <string.h>

#include "base/sys_file.h"
#include "base/text.h"
#include "http/media_type.h"
#include "model/types.h"

void sdpi_upload_init(sdpi_upload *upload, const sdp_allocator *allocator)
{
    memset(upload, 0, sizeof *upload);
    upload->descriptor = -1;
    sdpi_multipart_init(&upload->body, allocator);
}

/* Files of older headers are shorter; what is beyond them has its default. */
static sdp_status copy_file(sdpi_upload *upload, const sdp_file *file, sdp_error *error)
{
    if (sdpi_copy_struct(&upload->file, sizeof upload->file, file, SDP_TYPE_FILE) != SDP_OK) {
        return sdpi_error_set(error, SDP_E_STRUCT, "file",
                              "the file was not initialised, or is of a newer version of the library");
    }
    const sdp_file *f = &upload->file;
    int sources = (f->path != NULL) + (f->has_descriptor != 0) + (f->memory != NULL) + (f->source != NULL);
    if (sources != 1) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "file",
                              "exactly one of path, descriptor, memory and source says what is sent, and %s set",
                              sources == 0 ? "none is" : "more than one are");
    }
    if (f->source_size < -1) return sdpi_error_set(error, SDP_E_ARGUMENT, "file.source_size", "the size is negative");
    return SDP_OK;
}

/* The name travels alone: folders of the caller's machine are none of the service's business. */
static sdp_status choose_name(sdpi_upload *upload, sdp_error *error)
{
    const char *given = upload->file.name != NULL ? upload->file.name : upload->file.path;
    if (given == NULL) {
        return sdpi_error_set(error, SDP_E_REQUIRED, "file.name", "what has no path needs a name");
    }
    if (sdp_is_null(given)) return sdpi_error_set(error, SDP_E_ARGUMENT, "file.name", "the file has no name");
    const char *name = given;
    for (const char *c = given; *c != '\0'; c++) {
        if (*c == '/' || *c == '\\') name = c + 1;
    }
    if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "file.name", "the file has no name");
    }
    if (!sdpi_is_utf8(name, strlen(name))) {
        return sdpi_error_set(error, SDP_E_UTF8, "file.name", "the name is not UTF-8");
    }
    upload->name = name;
    upload->content_type = upload->file.content_type != NULL ? upload->file.content_type : sdpi_media_type(name);
    if (sdp_is_null(upload->content_type) || strchr(upload->content_type, '/') == NULL ||
        !sdpi_is_header_text(upload->content_type)) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "file.content_type", "it is not a media type such as image/png");
    }
    return SDP_OK;
}

static sdp_status cannot_read(sdp_error *error, const char *member, int32_t reason)
{
    return sdpi_error_set(error, SDP_E_FILE, member, "the file cannot be read: %s", sdpi_file_reason(reason));
}

static sdp_status describe_descriptor(sdpi_upload *upload, const char *member, sdp_error *error)
{
    sdpi_file_info info;
    int32_t reason = sdpi_file_describe(upload->descriptor, &info);
    if (reason != 0) return cannot_read(error, member, reason);
    if (info.kind == SDPI_FILE_DIRECTORY) {
        return sdpi_error_set(error, SDP_E_FILE, member, "it is a folder; only files can be uploaded");
    }
    upload->is_regular = info.kind == SDPI_FILE_REGULAR && info.position >= 0;
    if (!upload->is_regular && upload->is_own) {
        return sdpi_error_set(error, SDP_E_FILE, member,
                              "it is not a regular file; open it, and give its descriptor instead");
    }
    if (!upload->is_regular) return SDP_OK;
    upload->repeatable = 1;
    upload->position = info.position;
    upload->size = info.size > info.position ? info.size - info.position : 0;
    return SDP_OK;
}

static sdp_status open_content(sdpi_upload *upload, sdp_error *error)
{
    const sdp_file *file = &upload->file;
    sdp_status status = SDP_OK;
    upload->size = -1;
    if (file->path != NULL) {
        if (*file->path == '\0' || sdp_is_null(file->path)) {
            return sdpi_error_set(error, SDP_E_ARGUMENT, "file.path", "the path is empty");
        }
        int32_t reason = sdpi_file_open(file->path, &upload->descriptor);
        if (reason != 0) return cannot_read(error, "file.path", reason);
        upload->is_own = 1;
        status = describe_descriptor(upload, "file.path", error);
    } else if (file->has_descriptor) {
        upload->descriptor = file->descriptor;
        status = describe_descriptor(upload, "file.descriptor", error);
    } else if (file->memory != NULL) {
        const uint64_t size = file->memory_size; /* of 64 bits: where size_t has 32, it cannot be too large */
        upload->size = size > INT64_MAX ? INT64_MAX : (int64_t)size;
        upload->repeatable = 1;
    } else {
        upload->size = file->source_size > 0 ? file->source_size : -1;
    }
    if (status == SDP_OK && upload->size == 0) {
        return sdpi_error_set(error, SDP_E_FILE, "file", "the file is empty");
    }
    return status;
}

static sdp_status fail(sdpi_upload *upload, sdp_status status, const char *why)
{
    upload->status = status;
    snprintf(upload->why, sizeof upload->why, "%s", why);
    return status;
}

/* A regular file that is longer now than it was: what would be sent of it is neither the old nor the new one. */
static sdp_status check_end(sdpi_upload *upload)
{
    char more;
    size_t got = 0;
    if (sdpi_file_read(upload->descriptor, &more, 1, &got) != 0 || got == 0) return SDP_OK;
    return fail(upload, SDP_E_FILE, "the file grew while it was sent");
}

static sdp_status read_descriptor(sdpi_upload *upload, char *bytes, size_t capacity, size_t *size)
{
    char why[160];
    int32_t reason = sdpi_file_read(upload->descriptor, bytes, capacity, size);
    if (reason != 0) {
        snprintf(why, sizeof why, "the file cannot be read: %s", sdpi_file_reason(reason));
        return fail(upload, SDP_E_FILE, why);
    }
    if (upload->size >= 0 && *size > 0 && upload->done + (int64_t)*size == upload->size) return check_end(upload);
    return SDP_OK;
}

static sdp_status read_source(sdpi_upload *upload, char *bytes, size_t capacity, size_t *size)
{
    sdp_status status = upload->file.source(upload->file.source_data, bytes, capacity, size);
    if (status == SDP_OK && *size > capacity) {
        return fail(upload, SDP_E_ARGUMENT, "the source of the file gave more than it was asked for");
    }
    if (status == SDP_OK) return SDP_OK;
    return fail(upload, status < 0 ? status : SDP_E_FILE, "the source of the file ended the upload");
}

/* The content, for the body: an sdp_source_fn. */
static sdp_status read_content(void *user_data, char *bytes, size_t capacity, size_t *size)
{
    sdpi_upload *upload = user_data;
    sdp_status status = SDP_OK;
    upload->begun = 1;
    *size = 0;
    if (upload->descriptor >= 0) {
        status = read_descriptor(upload, bytes, capacity, size);
    } else if (upload->file.memory != NULL) {
        uint64_t left = (uint64_t)(upload->size - upload->done);
        *size = left < capacity ? (size_t)left : capacity;
        memcpy(bytes, (const char *)upload->file.memory + upload->done, *size);
    } else {
        status = read_source(upload, bytes, capacity, size);
    }
    if (status != SDP_OK) return status;
    if (*size == 0 && upload->size >= 0) return fail(upload, SDP_E_FILE, "the file ended before its size was reached");
    if (*size == 0 && upload->done == 0) return fail(upload, SDP_E_FILE, "the file is empty");
    upload->done += (int64_t)*size;
    if (*size > 0 && upload->file.progress != NULL) {
        upload->file.progress(upload->file.progress_data, upload->done, upload->size);
    }
    return SDP_OK;
}

/* The next "name=value" of a list that is separated by blanks; returns what follows it, NULL after the last. */
static const char *next_field(const char *list, char *name, char *value, size_t capacity)
{
    if (list == NULL || *list == '\0') return NULL;
    size_t size = strcspn(list, " ");
    size_t equals = strcspn(list, "=");
    snprintf(name, capacity, "%.*s", (int)equals, list);
    snprintf(value, capacity, "%.*s", (int)(size - equals - 1), list + equals + 1);
    return list + size + (list[size] == ' ');
}

static sdp_status make_body(sdpi_upload *upload, const sdp_operation *operation,
                            const uint32_t random[SDPI_BOUNDARY_RANDOM], sdp_error *error)
{
    char name[64];
    char value[64];
    const sdpi_multipart_file file = {.part = operation->file_part,
                                      .name = upload->name,
                                      .content_type = upload->content_type,
                                      .content = read_content,
                                      .content_data = upload,
                                      .content_size = upload->size};
    sdpi_multipart_begin(&upload->body, random, &file);
    const char *fields = operation->file_fields;
    while ((fields = next_field(fields, name, value, sizeof name)) != NULL) {
        sdpi_multipart_field(&upload->body, name, value);
    }
    sdp_status status = sdpi_multipart_finish(&upload->body);
    if (status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
    if (status != SDP_OK) return sdpi_error_set(error, status, "file.name", "the name of the file is too long");
    return SDP_OK;
}

sdp_status sdpi_upload_open(sdpi_upload *upload, const sdp_file *file, const sdp_operation *operation,
                            const uint32_t random[SDPI_BOUNDARY_RANDOM], sdp_error *error)
{
    upload->active = 1;
    upload->is_own = 0;
    upload->is_regular = 0;
    upload->repeatable = 0;
    upload->begun = 0;
    upload->done = 0;
    upload->status = SDP_OK;
    upload->why[0] = '\0';
    sdp_status status = copy_file(upload, file, error);
    if (status == SDP_OK) status = choose_name(upload, error);
    if (status == SDP_OK) status = open_content(upload, error);
    if (status == SDP_OK) status = make_body(upload, operation, random, error);
    return status;
}

int sdpi_upload_can_repeat(const sdpi_upload *upload)
{
    return upload->repeatable || !upload->begun;
}

sdp_status sdpi_upload_rewind(sdpi_upload *upload)
{
    sdpi_multipart_rewind(&upload->body);
    if (!upload->begun) return SDP_OK;
    if (!upload->repeatable) return fail(upload, SDP_E_FILE, "the content of the file cannot be sent again");
    int32_t reason = upload->descriptor >= 0 ? sdpi_file_seek(upload->descriptor, upload->position) : 0;
    if (reason != 0) return fail(upload, SDP_E_FILE, "the file cannot be read from its beginning again");
    upload->begun = 0;
    upload->done = 0;
    upload->status = SDP_OK;
    return SDP_OK;
}

void sdpi_upload_describe(const sdpi_upload *upload, const sdp_operation *operation, sdpi_writer *writer)
{
    char name[64];
    char value[64];
    sdpi_write_open(writer, '{');
    sdpi_write_text_member(writer, "part", operation->file_part);
    sdpi_write_text_member(writer, "name", upload->name);
    sdpi_write_text_member(writer, "content_type", upload->content_type);
    sdpi_write_key(writer, "size");
    if (upload->size >= 0) {
        sdpi_write_int(writer, upload->size);
    } else {
        sdpi_write_literal(writer, "null");
    }
    sdpi_write_key(writer, "fields");
    sdpi_write_open(writer, '{');
    const char *fields = operation->file_fields;
    while ((fields = next_field(fields, name, value, sizeof name)) != NULL) {
        sdpi_write_text_member(writer, name, value);
    }
    sdpi_write_close(writer, '}');
    sdpi_write_close(writer, '}');
}

void sdpi_upload_rest(sdpi_upload *upload)
{
    if (!upload->is_own || upload->descriptor < 0) return;
    sdpi_file_close(upload->descriptor);
    upload->descriptor = -1;
}

sdp_status sdpi_upload_resume(sdpi_upload *upload, sdp_error *error)
{
    const int64_t size = upload->size;
    if (!upload->active || !upload->is_own || upload->descriptor >= 0) return SDP_OK;
    int32_t reason = sdpi_file_open(upload->file.path, &upload->descriptor);
    if (reason != 0) return cannot_read(error, "file.path", reason);
    sdp_status status = describe_descriptor(upload, "file.path", error);
    if (status != SDP_OK || upload->size == size) return status;
    /* The frame of the body says how long it is. */
    return sdpi_error_set(error, SDP_E_FILE, "file.path", "the file has another size than when the call was made");
}

void sdpi_upload_close(sdpi_upload *upload)
{
    if (upload->is_own && upload->descriptor >= 0) sdpi_file_close(upload->descriptor);
    upload->is_own = 0;
    upload->descriptor = -1;
    upload->active = 0;
}

void sdpi_upload_free(sdpi_upload *upload)
{
    sdpi_upload_close(upload);
    sdpi_multipart_free(&upload->body);
}
