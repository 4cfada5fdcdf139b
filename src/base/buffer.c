#include "base/buffer.h"

#include <string.h>

#define FIRST_CAPACITY 256u

void sdpi_buffer_init(sdpi_buffer *buffer, const sdp_allocator *allocator, size_t limit)
{
    *buffer = (sdpi_buffer){.allocator = allocator, .limit = limit};
}

char *sdpi_buffer_refuse(sdpi_buffer *buffer)
{
    if (buffer->status == SDP_OK) buffer->status = SDP_E_LIMIT;
    return NULL;
}

char *sdpi_buffer_grow(sdpi_buffer *buffer, size_t size)
{
    if (buffer->status != SDP_OK) return NULL;
    if (size > SIZE_MAX / 2 - buffer->size) return sdpi_buffer_refuse(buffer);
    size_t needed = buffer->size + size + 1;
    if (needed > buffer->capacity) {
        size_t capacity = buffer->capacity > 0 ? buffer->capacity : FIRST_CAPACITY;
        while (capacity < needed) capacity += capacity;
        char *data = sdpi_resize(buffer->allocator, buffer->data, capacity);
        if (data == NULL) {
            buffer->status = SDP_E_NO_MEMORY;
            return NULL;
        }
        buffer->data = data;
        buffer->capacity = capacity;
    }
    return buffer->data + buffer->size;
}

void sdpi_buffer_put(sdpi_buffer *buffer, const char *bytes, size_t size)
{
    char *room = sdpi_buffer_room(buffer, size);
    if (room == NULL) return;
    if (size > 0) memcpy(room, bytes, size);
    room[size] = '\0';
    buffer->size += size;
}

void sdpi_buffer_text(sdpi_buffer *buffer, const char *text)
{
    sdpi_buffer_put(buffer, text, strlen(text));
}

void sdpi_buffer_char(sdpi_buffer *buffer, char byte)
{
    sdpi_buffer_put(buffer, &byte, 1);
}

void sdpi_buffer_int(sdpi_buffer *buffer, int64_t number)
{
    char digits[20];
    char *end = digits + sizeof digits;
    char *first = end;
    uint64_t magnitude = number < 0 ? 0u - (uint64_t)number : (uint64_t)number;
    do {
        *--first = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude > 0);
    if (number < 0) *--first = '-';
    sdpi_buffer_put(buffer, first, (size_t)(end - first));
}

const char *sdpi_buffer_string(const sdpi_buffer *buffer)
{
    return buffer->data != NULL ? buffer->data : "";
}

void sdpi_buffer_reset(sdpi_buffer *buffer, size_t keep)
{
    if (buffer->capacity > keep) sdpi_buffer_free(buffer);
    buffer->size = 0;
    buffer->status = SDP_OK;
    if (buffer->data != NULL) buffer->data[0] = '\0';
}

char *sdpi_buffer_take(sdpi_buffer *buffer)
{
    sdpi_buffer_put(buffer, "", 0);
    char *text = buffer->data;
    if (buffer->status != SDP_OK) {
        sdpi_release(buffer->allocator, text);
        text = NULL;
    }
    buffer->data = NULL;
    buffer->size = 0;
    buffer->capacity = 0;
    return text;
}

void sdpi_buffer_free(sdpi_buffer *buffer)
{
    sdpi_release(buffer->allocator, buffer->data);
    buffer->data = NULL;
    buffer->size = 0;
    buffer->capacity = 0;
}
