/* What an upload sends: the caller's file, checked and opened, and the body around it. */
#ifndef SDPI_UPLOAD_H
#define SDPI_UPLOAD_H

#include <sdp/files.h>

#include "base/error.h"
#include "base/writer.h"
#include "call/operation.h"
#include "http/multipart.h"

typedef struct sdpi_upload {
    int32_t active;
    sdp_file file; /* the caller's, whatever the size of its struct; what it points to is borrowed */
    const char *name;
    const char *content_type;
    int32_t descriptor; /* that is read; -1: none */
    int32_t is_own;     /* 1: it was opened here */
    int32_t is_regular;
    int32_t repeatable; /* 1: the content can be read again */
    int32_t begun;      /* 1: content was read since the upload was made, or rewound */
    int64_t position;   /* of the descriptor, where the content begins */
    int64_t size;       /* -1: unknown */
    int64_t done;
    sdp_status status; /* of the source, where it failed */
    char why[192];
    sdpi_multipart body;
} sdpi_upload;

void sdpi_upload_init(sdpi_upload *upload, const sdp_allocator *allocator);
/* Checks the file, opens it, and makes the frame of the body. Nothing was sent where this fails. */
sdp_status sdpi_upload_open(sdpi_upload *upload, const sdp_file *file, const sdp_operation *operation,
                            const uint32_t random[SDPI_BOUNDARY_RANDOM], sdp_error *error);
/* Whether the body can be sent from its beginning now. */
int sdpi_upload_can_repeat(const sdpi_upload *upload);
/* Goes back to the beginning of the body, where that is not where it is. */
sdp_status sdpi_upload_rewind(sdpi_upload *upload);
/* Writes {"part","name","content_type","size","fields"}. */
void sdpi_upload_describe(const sdpi_upload *upload, const sdp_operation *operation, sdpi_writer *writer);
/* While its call waits for its turn, a file that was opened here is closed; it must be the same when it is opened
   again. */
void sdpi_upload_rest(sdpi_upload *upload);
sdp_status sdpi_upload_resume(sdpi_upload *upload, sdp_error *error);
/* Gives up the file. May be called again. */
void sdpi_upload_close(sdpi_upload *upload);
void sdpi_upload_free(sdpi_upload *upload);

#endif
