/* The kinds that are one value: every form that each of them accepts. */
#ifndef SDPI_DECODE_SCALAR_H
#define SDPI_DECODE_SCALAR_H

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "model/decode.h"
#include "model/types.h"

typedef struct sdpi_decoder {
    sdpi_arena *arena;
    sdp_error *error;
    int32_t flags; /* SDPI_DECODE_… */
    uint16_t head_flags;
} sdpi_decoder;

static inline int sdpi_is_input(const sdpi_decoder *d)
{
    return d->flags & SDPI_DECODE_INPUT;
}

/* cJSON's own questions are calls into its library: too many, for a question asked of each node. */
static inline int sdpi_node_is(const cJSON *node, int kind)
{
    return (node->type & 0xFF) == kind;
}

/* The text of a string or a number, NULL for the rest: sdp_json_text() without the call. */
static inline const char *sdpi_node_text(const cJSON *node)
{
    if (!sdpi_node_is(node, cJSON_String)) return NULL;
    return node->valuestring + (node->valuestring[0] == SDPI_NUMBER_MARK);
}

/* A value of a shape that its member cannot have: SDP_E_MISFIT, or SDP_E_VALUE for the caller's JSON. */
sdp_status sdpi_misfit(const sdpi_decoder *d, const char *expected, const cJSON *found);
/* Null: absent on receipt, where the document tells them apart, and SDP_NULL as input. */
sdp_status sdpi_decode_null(const sdpi_decoder *d, const sdp_field *field, void *slot);
sdp_status sdpi_decode_scalar(const sdpi_decoder *d, const sdp_field *field, const cJSON *node, void *slot);

#endif
