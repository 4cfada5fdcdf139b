/* JSON to struct, by the tables. */
#ifndef SDPI_DECODE_H
#define SDPI_DECODE_H

#include "base/error.h"
#include "model/document.h"

enum {
    SDPI_DECODE_INPUT = 1,         /* JSON of the caller: strict; null becomes SDP_NULL */
    SDPI_DECODE_ALLOW_UNKNOWN = 2, /* with INPUT: members without a row are kept */
    SDPI_DECODE_KEEP_MISFITS = 4   /* a misfit leaves its member absent */
};

/*
 * Makes the entity that `node`, a part of the document's JSON, describes. `top` is 1 where the entity owns the
 * document. On a failure `error` has the JSON path below the entity, and what was made stays in the document's arena.
 */
sdp_status sdpi_decode(sdpi_document *document, const sdp_type *type, const sdp_json *node, int32_t flags, int32_t top,
                       sdp_error *error, void **out);

/* Whether a decoded entity, which its head's flags say it is, stands where it was decoded to: 0 for a copy by
   assignment. */
int sdpi_is_in_place(const void *entity);
/* Makes where it stands now its place. */
void sdpi_set_place(void *entity);

#endif
