#include "model/document.h"

#include <string.h>

/* Enough for a small entity with its document in one allocation, and small enough for malloc's quick paths. */
#define FIRST_BLOCK 896u

/* What stands before an entity that owns its document. Aligned as strictly as any struct that follows. */
typedef union owner {
    sdpi_document *document;
    max_align_t alignment;
} owner;

sdpi_document *sdpi_document_new(const sdp_allocator *allocator, sdp_json *json)
{
    sdpi_arena arena;
    sdpi_arena_init(&arena, allocator, FIRST_BLOCK);
    sdpi_document *document = sdpi_arena_take(&arena, sizeof *document);
    if (document == NULL) {
        sdp_json_free(json);
        return NULL;
    }
    document->arena = arena;
    document->json = json;
    return document;
}

void sdpi_document_free(sdpi_document *document)
{
    if (document == NULL) return;
    sdpi_arena arena = document->arena;
    sdp_json *json = document->json;
    sdpi_document_free(document->newer);
    /* The few large blocks first: after thousands of small ones, freeing a large one makes malloc tidy them all up. */
    sdpi_arena_free(&arena);
    sdp_json_free(json);
}

const sdp_json *sdpi_document_json(const sdpi_document *document)
{
    return document->newer != NULL ? document->newer->json : document->json;
}

/* The memory of the first structs stays, for the top entity lies among them. */
void sdpi_document_replace(sdpi_document *document, sdpi_document *newer)
{
    sdpi_document_free(document->newer);
    sdp_json_free(document->json);
    document->json = NULL;
    document->newer = newer;
}

void *sdpi_document_top(sdpi_document *document, size_t size)
{
    owner *top = sdpi_arena_take(&document->arena, sizeof *top + size);
    if (top == NULL) return NULL;
    top->document = document;
    return top + 1;
}

sdpi_document *sdpi_document_of(const void *entity)
{
    owner top;
    memcpy(&top, (const owner *)entity - 1, sizeof top);
    return top.document;
}
