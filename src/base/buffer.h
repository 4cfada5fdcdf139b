/* A growing text with a ceiling and a sticky error: write on, and look at `status` once at the end. */
#ifndef SDPI_BUFFER_H
#define SDPI_BUFFER_H

#include <sdp/error.h>

#include "base/memory.h"

typedef struct sdpi_buffer {
    const sdp_allocator *allocator;
    char *data; /* ends in a zero byte, which `size` does not count; NULL while nothing was written */
    size_t size;
    size_t capacity;
    size_t limit;      /* ceiling of `size` */
    sdp_status status; /* SDP_OK, SDP_E_NO_MEMORY or SDP_E_LIMIT: the first that happened */
} sdpi_buffer;

void sdpi_buffer_init(sdpi_buffer *buffer, const sdp_allocator *allocator, size_t limit);
void sdpi_buffer_put(sdpi_buffer *buffer, const char *bytes, size_t size);
void sdpi_buffer_text(sdpi_buffer *buffer, const char *text);
void sdpi_buffer_char(sdpi_buffer *buffer, char byte);
void sdpi_buffer_int(sdpi_buffer *buffer, int64_t number);
/* The same where there may not be room enough; use sdpi_buffer_room() or sdpi_buffer_reserve(). */
char *sdpi_buffer_grow(sdpi_buffer *buffer, size_t size);
/* For more than the limit leaves: NULL. */
char *sdpi_buffer_refuse(sdpi_buffer *buffer);
/* The text, "" where nothing was written. */
const char *sdpi_buffer_string(const sdpi_buffer *buffer);
/* Forgets the content and the error, and keeps the memory, unless there is more of it than `keep` bytes. */
void sdpi_buffer_reset(sdpi_buffer *buffer, size_t keep);
/* Gives the text to the caller, "" too; NULL where there was an error, and the buffer is freed then. */
char *sdpi_buffer_take(sdpi_buffer *buffer);
void sdpi_buffer_free(sdpi_buffer *buffer);

/* Memory for at most `most` more bytes: returns where they go, or NULL. For a writer that knows only afterwards how
   many they are: it tells by sdpi_buffer_end(), and the limit is about these alone. Nearly always there is memory: that
   is answered here. */
static inline char *sdpi_buffer_reserve(sdpi_buffer *buffer, size_t most)
{
    if (buffer->status == SDP_OK && most < buffer->capacity - buffer->size) return buffer->data + buffer->size;
    return sdpi_buffer_grow(buffer, most);
}

/* Where the text ends now, in what was reserved; beyond the limit it stays as it was. */
static inline void sdpi_buffer_end(sdpi_buffer *buffer, char *end)
{
    const size_t size = (size_t)(end - buffer->data);
    if (size <= buffer->limit) {
        buffer->size = size;
    } else {
        buffer->status = SDP_E_LIMIT;
    }
    buffer->data[buffer->size] = '\0';
}

/* Makes room for exactly `size` more bytes and returns where they go, or NULL; buffer->size is the caller's to add
   to. */
static inline char *sdpi_buffer_room(sdpi_buffer *buffer, size_t size)
{
    if (size > buffer->limit - buffer->size) return sdpi_buffer_refuse(buffer);
    return sdpi_buffer_reserve(buffer, size);
}

#endif
