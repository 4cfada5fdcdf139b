/*
 * A dialect: how one service wants to be asked, and how its answers are judged. The engine is the same for all.
 */
#ifndef SDPI_DIALECT_H
#define SDPI_DIALECT_H

#include "base/buffer.h"
#include "base/error.h"
#include "call/operation.h"
#include "call/retry.h"
#include "model/document.h"

/* What a list says of itself; -1 where it does not say. */
typedef struct sdpi_list_info {
    int32_t has_list_info;
    int32_t has_more_rows;
    int64_t start_index;
    int64_t total_count;
} sdpi_list_info;

/* What a call brings: one entity that owns its document, or the rows of a page. */
typedef struct sdpi_result {
    sdpi_document *document; /* of the rows; NULL where `entity` owns it */
    void *entity;
    const void **rows;
    size_t row_count;
    sdpi_list_info info;
} sdpi_result;

/* A whole answer of the server, whatever its HTTP status. */
typedef struct sdpi_answer {
    const sdp_operation *operation;
    int32_t http_status;
    const char *content_type; /* nullable */
    const char *location;     /* nullable */
    const char *body;
    size_t body_size;
    int32_t has_login; /* 0: the client was given none */
    int32_t keep_misfits;
    const sdp_allocator *allocator;
    sdpi_buffer *scratch; /* memory to be used again */
} sdpi_answer;

/* The judgement on an answer. */
typedef struct sdpi_verdict {
    int32_t outcome;     /* SDPI_… of retry.h */
    int32_t hopeless;    /* 1: the same attempt would end the same way */
    int32_t renew_login; /* 1: a new login may help */
} sdpi_verdict;

/* How a service is asked for a list page by page. A query is a copy of the library's own, of the operation's input
   type. */
typedef struct sdpi_paging {
    const void *all; /* the query that asks for everything */
    /* Checks a query, for its walk, before anything is sent. The error's path begins below the query. */
    sdp_status (*check)(const void *query, sdp_error *error);
    /* Sets what a walk needs: rows a page, and the first row. */
    void (*begin)(void *query);
    /* The first row of the page that the query asks for, counted from 1. */
    int64_t (*first_row)(const void *query);
    /* Whether the list ends with this page, which the query asked for. */
    int (*is_last)(const void *query, const sdpi_result *page);
    /* Asks for the page behind one of so many rows. */
    void (*advance)(void *query, size_t rows);
    /* Asks for the number of all rows beside the page; NULL where the service counts none. */
    void (*count)(void *query);
    int32_t repeat_ends; /* 1: a page that says nothing of more rows, and comes twice, is the whole list */
} sdpi_paging;

typedef struct sdpi_dialect {
    int32_t number;      /* SDP_DIALECT_… */
    const char *service; /* as people call it */
    const char *accept;  /* value of the Accept header */
    const char *field;   /* form field that carries the input; NULL: each member is a field of its own */
    /* Makes the root of all URLs from what the configuration says; see url.h. */
    sdp_status (*root)(const char *base, const char *portal, int32_t allow_http, sdpi_buffer *root, sdp_error *error);
    /* Judges an answer and makes the result. Returns the status of the attempt and says it in `error`. */
    sdp_status (*judge)(const sdpi_answer *answer, sdpi_verdict *verdict, sdpi_result *result, sdp_error *error);
    const sdpi_paging *paging;
} sdpi_dialect;

extern const sdpi_dialect sdpi_dialect_v3;
extern const sdpi_dialect sdpi_dialect_neucrm;

void sdpi_result_free(sdpi_result *result);

#endif
