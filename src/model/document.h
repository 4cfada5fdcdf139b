/*
 * A document: the JSON of one response, the structs made from it, and their one owner. Structs borrow their texts from
 * the JSON tree, so both live and die together.
 */
#ifndef SDPI_DOCUMENT_H
#define SDPI_DOCUMENT_H

#include "base/arena.h"
#include "model/types.h"

typedef struct sdpi_document {
    sdpi_arena arena; /* this struct itself lies in its first block */
    sdp_json *json;   /* owned; nullable */
    int32_t flags;    /* SDPI_DECODE_… with which its top entity was made */
} sdpi_document;

/* Takes over `json` (nullable), on failure too. NULL where there is no memory. */
sdpi_document *sdpi_document_new(const sdp_allocator *allocator, sdp_json *json);
/* Nullable. */
void sdpi_document_free(sdpi_document *document);
/* Room for an entity that can find its document again, so that freeing the entity frees the document. */
void *sdpi_document_top(sdpi_document *document, size_t size);
/* The document of an entity that sdpi_document_top() made. */
sdpi_document *sdpi_document_of(const void *entity);

#endif
