/*
 * A multipart/form-data body with one file, made while it is sent: a head, the streamed content, a tail. Fields stand
 * after the file, as the vendor's own samples send them.
 */
#ifndef SDPI_MULTIPART_H
#define SDPI_MULTIPART_H

#include <sdp/transport.h>

#include "base/buffer.h"

enum { SDPI_BOUNDARY_RANDOM = 4 }; /* numbers of 32 bits that make a boundary */

typedef struct sdpi_multipart {
    sdpi_buffer head;      /* up to the content of the file */
    sdpi_buffer tail;      /* from its end on */
    char boundary[48];     /* "" before sdpi_multipart_begin() */
    char content_type[96]; /* value of the Content-Type header of the request */
    sdp_source_fn content;
    void *content_data;
    int64_t content_size; /* -1: unknown */
    size_t head_sent;
    size_t tail_sent;
    int64_t content_sent;
    int32_t content_ended;
} sdpi_multipart;

/* What the body's content is: its part, and where it comes from. Texts are used up during the call. */
typedef struct sdpi_multipart_file {
    const char *part;         /* name of the part, plain ASCII */
    const char *name;         /* of the file: UTF-8, not empty */
    const char *content_type; /* text of a header */
    sdp_source_fn content;
    void *content_data;
    int64_t content_size; /* -1: unknown */
} sdpi_multipart_file;

void sdpi_multipart_init(sdpi_multipart *body, const sdp_allocator *allocator);
void sdpi_multipart_free(sdpi_multipart *body);
/* Starts a body. The boundary is made from random numbers, so that no content holds it by chance or by intent. */
void sdpi_multipart_begin(sdpi_multipart *body, const uint32_t random[SDPI_BOUNDARY_RANDOM],
                          const sdpi_multipart_file *file);
/* Adds a plain field; name and value are plain ASCII. */
void sdpi_multipart_field(sdpi_multipart *body, const char *name, const char *value);
/* Ends it. Returns SDP_OK, SDP_E_NO_MEMORY or SDP_E_LIMIT. */
sdp_status sdpi_multipart_finish(sdpi_multipart *body);
/* Length of the whole body, -1 where it is unknown. */
int64_t sdpi_multipart_size(const sdpi_multipart *body);
/* To be read from the beginning; rewinding the content is the caller's. */
void sdpi_multipart_rewind(sdpi_multipart *body);
/* Gives the next bytes of the body: an sdp_source_fn. A failure of the content is passed on. SDP_E_FILE where the
   content ends before its stated size. */
sdp_status sdpi_multipart_read(void *body, char *bytes, size_t capacity, size_t *size);

#endif
