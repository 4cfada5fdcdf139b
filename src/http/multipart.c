#include "http/multipart.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"

void sdpi_multipart_init(sdpi_multipart *body, const sdp_allocator *allocator)
{
    memset(body, 0, sizeof *body);
    sdpi_buffer_init(&body->head, allocator, SDPI_MAX_HEADERS);
    sdpi_buffer_init(&body->tail, allocator, SDPI_MAX_HEADERS);
}

void sdpi_multipart_free(sdpi_multipart *body)
{
    sdpi_buffer_free(&body->head);
    sdpi_buffer_free(&body->tail);
}

/* A name stands between double quotes in a header line: what would end either is percent-encoded, as browsers do it. */
static void put_name(sdpi_buffer *out, const char *name)
{
    static const char digits[] = "0123456789ABCDEF";
    for (const char *c = name; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte < ' ' || byte == '"' || byte == 0x7F) {
            sdpi_buffer_char(out, '%');
            sdpi_buffer_char(out, digits[byte >> 4]);
            sdpi_buffer_char(out, digits[byte & 15]);
        } else {
            sdpi_buffer_char(out, *c);
        }
    }
}

static void put_part(sdpi_buffer *out, const char *boundary, const char *name)
{
    sdpi_buffer_text(out, "--");
    sdpi_buffer_text(out, boundary);
    sdpi_buffer_text(out, "\r\nContent-Disposition: form-data; name=\"");
    put_name(out, name);
    sdpi_buffer_char(out, '"');
}

void sdpi_multipart_begin(sdpi_multipart *body, const uint32_t random[SDPI_BOUNDARY_RANDOM],
                          const sdpi_multipart_file *file)
{
    snprintf(body->boundary, sizeof body->boundary, "sdp-%08lx%08lx%08lx%08lx", (unsigned long)random[0],
             (unsigned long)random[1], (unsigned long)random[2], (unsigned long)random[3]);
    snprintf(body->content_type, sizeof body->content_type, "multipart/form-data; boundary=%s", body->boundary);
    sdpi_buffer_reset(&body->head, SDPI_KEPT_BUFFER);
    sdpi_buffer_reset(&body->tail, SDPI_KEPT_BUFFER);
    body->content = file->content;
    body->content_data = file->content_data;
    body->content_size = file->content_size;
    put_part(&body->head, body->boundary, file->part);
    sdpi_buffer_text(&body->head, "; filename=\"");
    put_name(&body->head, file->name);
    sdpi_buffer_text(&body->head, "\"\r\nContent-Type: ");
    sdpi_buffer_text(&body->head, file->content_type);
    sdpi_buffer_text(&body->head, "\r\n\r\n");
    sdpi_buffer_text(&body->tail, "\r\n");
    sdpi_multipart_rewind(body);
}

void sdpi_multipart_field(sdpi_multipart *body, const char *name, const char *value)
{
    put_part(&body->tail, body->boundary, name);
    sdpi_buffer_text(&body->tail, "\r\n\r\n");
    sdpi_buffer_text(&body->tail, value);
    sdpi_buffer_text(&body->tail, "\r\n");
}

sdp_status sdpi_multipart_finish(sdpi_multipart *body)
{
    sdpi_buffer_text(&body->tail, "--");
    sdpi_buffer_text(&body->tail, body->boundary);
    sdpi_buffer_text(&body->tail, "--\r\n");
    return body->head.status != SDP_OK ? body->head.status : body->tail.status;
}

int64_t sdpi_multipart_size(const sdpi_multipart *body)
{
    int64_t frame = (int64_t)body->head.size + (int64_t)body->tail.size;
    if (body->content_size < 0 || body->content_size > INT64_MAX - frame) return -1;
    return frame + body->content_size;
}

void sdpi_multipart_rewind(sdpi_multipart *body)
{
    body->head_sent = 0;
    body->tail_sent = 0;
    body->content_sent = 0;
    body->content_ended = 0;
}

/* Copies what is left of a buffer and still has room. */
static size_t copy_rest(const sdpi_buffer *from, size_t *sent, char *bytes, size_t capacity)
{
    size_t left = from->size - *sent;
    size_t size = left < capacity ? left : capacity;
    if (size > 0) memcpy(bytes, from->data + *sent, size);
    *sent += size;
    return size;
}

static sdp_status read_content(sdpi_multipart *body, char *bytes, size_t capacity, size_t *size)
{
    int64_t left = body->content_size < 0 ? INT64_MAX : body->content_size - body->content_sent;
    *size = 0;
    if ((uint64_t)left < capacity) capacity = (size_t)left;
    if (capacity > 0) {
        sdp_status status = body->content(body->content_data, bytes, capacity, size);
        if (status != SDP_OK) return status;
        if (*size > capacity) return SDP_E_ARGUMENT;
    }
    body->content_sent += (int64_t)*size;
    body->content_ended = *size == 0 || body->content_sent == body->content_size;
    return *size == 0 && left > 0 && body->content_size >= 0 ? SDP_E_FILE : SDP_OK;
}

sdp_status sdpi_multipart_read(void *user_data, char *bytes, size_t capacity, size_t *size)
{
    sdpi_multipart *body = user_data;
    *size = copy_rest(&body->head, &body->head_sent, bytes, capacity);
    if (*size < capacity && !body->content_ended) {
        size_t got = 0;
        sdp_status status = read_content(body, bytes + *size, capacity - *size, &got);
        if (status != SDP_OK) return status;
        *size += got;
    }
    if (body->content_ended) {
        *size += copy_rest(&body->tail, &body->tail_sent, bytes + *size, capacity - *size);
    }
    return SDP_OK;
}
