/* A line of a batch: the call that it asks for, and the line that answers it. */
#ifndef CLI_BATCH_LINE_H
#define CLI_BATCH_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include <sdp/batch.h>
#include <sdp/files.h>
#include <sdp/json.h>
#include <sdp/reflect.h>

typedef struct batch_line {
    struct batch_line *next;
    int64_t line;   /* from 1 */
    int64_t number; /* of the batch's call */
    sdp_json *json; /* all of it; NULL where it is none */
    const sdp_operation *operation;
    const char **ids; /* borrowed from `json` */
    size_t id_count;
    sdp_file file;
    bool has_file;
    char *answer; /* the line that answers it, once it is known */
    sdp_status status;
    bool maybe_done;
    bool was_sent; /* in part or whole, as far as is known */
} batch_line;

/* Reads a line. Where it asks for nothing that can be done, its answer says why, and false is returned. */
bool batch_line_read(batch_line *to, const char *line, size_t size);
/* The input as JSON, NULL where the line has none; freed by sdp_text_free(). */
char *batch_line_input(const batch_line *from);
/* Each of these makes the answer. `json` is what the call brought, or the request that a dry run describes. */
void batch_line_done(batch_line *to, const sdp_batch_result *result, const char *json);
void batch_line_described(batch_line *to, const char *json);
void batch_line_failed(batch_line *to, const sdp_error *error);
/* The call was done; `why` is why its result cannot be printed. */
void batch_line_unprinted(batch_line *to, const sdp_batch_result *result, const sdp_error *why);
void batch_line_wrong(batch_line *to, sdp_status status, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void batch_line_free(batch_line *from);

#endif
