/* JSON from the inside: the pass that keeps numbers as text, and the tree, which cJSON builds. */
#ifndef SDPI_JSON_H
#define SDPI_JSON_H

#include <sdp/json.h>

#include "base/buffer.h"

/* Begins a number that is kept as a string. No UTF-8 text has this byte, so nothing else looks like it. */
#define SDPI_NUMBER_MARK '\xFF'

/* Where a JSON text is wrong. */
typedef struct sdpi_json_problem {
    size_t offset;
    const char *what; /* static */
} sdpi_json_problem;

/* From whom the text is: an answer may carry \u0000, which is read as U+FFFD; the caller's JSON may not. */
enum { SDPI_JSON_ANSWER = 0, SDPI_JSON_CALLER = 1 };

/*
 * The pass before the parser. Checks UTF-8, control characters, depth and the grammar of numbers, and turns each
 * number into a marked string. `*ready` is the text to parse: `text` itself, or in `scratch`. On success
 * problem->offset is where the document begins, behind a byte order mark.
 */
sdp_status sdpi_json_keep_numbers(const char *text, size_t size, int32_t from, sdpi_buffer *scratch, const char **ready,
                                  size_t *ready_size, sdpi_json_problem *problem);

/* Reads a document. Fills `problem` for SDP_E_JSON and SDP_E_LIMIT. `scratch` is memory to be used again. */
sdp_status sdpi_json_read(const char *text, size_t size, int32_t from, sdpi_buffer *scratch, sdpi_json_problem *problem,
                          sdp_json **out);

/* The same for JSON of the caller, with line and column in the error. */
sdp_status sdpi_json_read_input(const char *text, size_t size, sdp_error *error, sdp_json **out);

/* Takes the value at a path out of its document and frees it; SDP_E_ARGUMENT where none stands there. */
sdp_status sdpi_json_remove(sdp_json *root, const char *path);

#endif
