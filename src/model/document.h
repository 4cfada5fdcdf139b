/*
 * A document: the JSON of one response, the structs made from it, and their one owner. Structs borrow their texts from
 * the JSON tree, so both live and die together.
 */
#ifndef SDPI_DOCUMENT_H
#define SDPI_DOCUMENT_H

#include "base/arena.h"
#include "model/types.h"

typedef struct sdpi_document {
    sdpi_arena arena;            /* this struct itself lies in its first block */
    sdp_json *json;              /* owned; nullable */
    int32_t flags;               /* SDPI_DECODE_… with which its top entity was made */
    struct sdpi_document *newer; /* what its top entity has borrowed from since it was changed; owned; nullable */
} sdpi_document;

/* Takes over `json` (nullable), on failure too. NULL where there is no memory. */
sdpi_document *sdpi_document_new(const sdp_allocator *allocator, sdp_json *json);
/* Nullable. */
void sdpi_document_free(sdpi_document *document);
/* The JSON of its top entity as it is now. */
const sdp_json *sdpi_document_json(const sdpi_document *document);
/* Takes over `newer`, of which the top entity's content is from now on, and frees what it was of. */
void sdpi_document_replace(sdpi_document *document, sdpi_document *newer);
/* Room for an entity that can find its document again, so that freeing the entity frees the document. */
void *sdpi_document_top(sdpi_document *document, size_t size);
/* The document of an entity that sdpi_document_top() made. */
sdpi_document *sdpi_document_of(const void *entity);

#endif
