/*
 * Where the body of a download goes. A success goes to the caller's target piece by piece; a failure stays in the
 * call's buffer, to be judged as any other.
 */
#ifndef SDPI_DOWNLOAD_H
#define SDPI_DOWNLOAD_H

#include <sdp/files.h>

#include "base/buffer.h"
#include "base/error.h"

typedef struct sdpi_download {
    int32_t active;
    sdp_target target;   /* the caller's, whatever the size of its struct; what it points to is borrowed */
    int32_t descriptor;  /* that is written; -1: none */
    int32_t is_own;      /* 1: it was opened here, for `temporary` */
    int32_t can_cut;     /* 1: what was written can be taken back */
    int32_t http_status; /* of the answer that comes in; 0: not known yet */
    int32_t passing;     /* 1: the body goes to the target as it comes */
    int64_t position;    /* of the descriptor, where the file begins */
    int64_t done;        /* bytes that the target has */
    int64_t total;       /* -1: unknown */
    sdp_status status;   /* of the target, where it failed */
    char why[192];
    sdpi_buffer temporary; /* path of the file that becomes the target's */
} sdpi_download;

void sdpi_download_init(sdpi_download *download, const sdp_allocator *allocator);
/* Checks the target, without touching anything. */
sdp_status sdpi_download_check(sdpi_download *download, const sdp_target *target, sdp_error *error);
/* Opens what the target needs. Nothing was sent where this fails. */
sdp_status sdpi_download_open(sdpi_download *download, const uint32_t random[2], sdp_error *error);
/* Whether the target can take the file from its beginning now. */
int sdpi_download_can_repeat(const sdpi_download *download);
/* Takes back what the target has, before another attempt. */
sdp_status sdpi_download_rewind(sdpi_download *download);
/* The HTTP status of the answer: an sdp_begin_fn in all but name. */
sdp_status sdpi_download_begin(sdpi_download *download, int32_t http_status, int64_t body_size);
/* Takes a piece of the body. What may be a failure is gathered in `held`. */
sdp_status sdpi_download_take(sdpi_download *download, sdpi_buffer *held, const char *bytes, size_t size);
/* Whether the answer, held as a whole, may be a failure that is told inside HTTP 200. */
int sdpi_download_may_be_failure(const sdpi_download *download, const sdpi_buffer *held, const char *content_type);
/* Gives what was held to the target: it is a file after all. */
sdp_status sdpi_download_flush(sdpi_download *download, sdpi_buffer *held);
/* The file is whole: makes the target last. */
sdp_status sdpi_download_finish(sdpi_download *download);
/* Gives up the target, and takes away what is unfinished. May be called again. */
void sdpi_download_close(sdpi_download *download);
void sdpi_download_free(sdpi_download *download);

#endif
