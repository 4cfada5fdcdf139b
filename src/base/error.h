/* The error object from the inside. Its storage is there before the call that fills it. */
#ifndef SDPI_ERROR_H
#define SDPI_ERROR_H

#include <sdp/error.h>

#include "base/arena.h"
#include "base/limits.h"

struct sdp_error {
    sdp_allocator allocator;
    sdp_status status;
    sdp_status cause; /* what is behind SDP_E_MAYBE_DONE; else SDP_OK */
    int32_t http_status;
    int32_t api_code;
    int32_t attempts;
    int32_t retryable;
    int32_t maybe_done;
    int32_t by_proxy;
    int32_t line;
    int32_t column;
    int64_t elapsed_ms;
    int64_t retry_after_ms; /* -1: not said */
    const char *advice;     /* static; NULL: that of the status or the code */
    char message[SDPI_MAX_MESSAGE];
    char path[SDPI_MAX_ID * 2];
    char url[SDPI_MAX_MESSAGE];
    sdpi_arena arena; /* the server's messages */
    sdp_message *messages;
    size_t message_count;
};

#if defined(__GNUC__)
#define SDPI_FORMAT(text, first) __attribute__((__format__(__printf__, text, first)))
#else
#define SDPI_FORMAT(text, first)
#endif

void sdpi_error_init(sdp_error *error, const sdp_allocator *allocator);
/* Back to SDP_OK, with nothing said. */
void sdpi_error_reset(sdp_error *error);
/* Frees what it holds, not the object. */
void sdpi_error_release(sdp_error *error);

/* Says what happened; the first word wins. `error` and `path` may be NULL. Returns `status`. */
sdp_status sdpi_error_set(sdp_error *error, sdp_status status, const char *path, const char *format, ...)
    SDPI_FORMAT(4, 5);
/* Says it whatever was said before. */
sdp_status sdpi_error_replace(sdp_error *error, sdp_status status, const char *format, ...) SDPI_FORMAT(3, 4);
/* Puts a name before the path: "id" becomes "product.id", "[0].id" becomes "sites[0].id". */
void sdpi_error_prefix(sdp_error *error, const char *name);
/* Puts an index before the path. */
void sdpi_error_prefix_index(sdp_error *error, size_t index);
/* Puts the path before the message: "product.name: the text is not UTF-8". */
void sdpi_error_name_path(sdp_error *error);
/* Makes what was said a note on a success: "<owner>.<member>: …". The last note stays. */
void sdpi_error_note(sdp_error *error, const char *owner, const char *member);
/* Copies all of it; what cannot be copied for want of memory is left out. */
void sdpi_error_copy(sdp_error *to, const sdp_error *from);
sdp_status sdpi_error_no_memory(sdp_error *error);

#endif
