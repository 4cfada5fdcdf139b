/* What the files of the pager share: one walks, one asks ahead, one writes and reads checkpoints. */
#ifndef SDPI_PAGER_PARTS_H
#define SDPI_PAGER_PARTS_H

#include "api/client.h"
#include "api/pager.h"
#include "call/seen.h"

/* A page that was asked for before it is wanted. */
typedef struct sdpi_ahead_page {
    sdpi_call call;
    sdp_error error;
    int64_t first; /* the row that it begins with */
} sdpi_ahead_page;

typedef struct sdpi_ahead {
    sdpi_ahead_page *pages[SDPI_MAX_AHEAD]; /* of the first `depth`, the first `asked` are asked for, in their order */
    int32_t depth;
    int32_t asked;
    uint32_t steps; /* of the walk; some of them move the pages on */
} sdpi_ahead;

struct sdp_pager {
    sdp_pager *next;    /* of the client */
    sdp_client *client; /* NULL: it was freed, and the pager is empty for good */
    sdp_allocator allocator;
    const sdp_operation *operation;
    char **ids;
    size_t id_count;
    const sdpi_paging *paging;
    void *query;      /* as the walk began */
    void *asking;     /* room for a copy of it that asks for one page */
    sdp_json *beside; /* nullable: what is sent beside the query */
    sdp_options options;
    int64_t next_first; /* the row that the next page begins with, from 1 */
    sdpi_result page;
    size_t next_row;
    size_t new_rows;     /* of this page, so far */
    uint64_t print;      /* of the rows of the page before the next one */
    int32_t has_print;   /* 1: there was one */
    int32_t is_repeated; /* 1: this page is the one before once more */
    int32_t has_moved;   /* 1: this page is counted among those that show that rows moved */
    int32_t finished;
    int32_t again; /* 1: the row that was given last is given once more */
    sdpi_seen seen;
    int64_t known;      /* rows in a row, up to the one looked at last, whose ids are among those noted last */
    int64_t longest;    /* rows of the longest page so far */
    int64_t resumed;    /* the row that the walk went on with, 0: it began here. Rows before it are read again, */
    int64_t read_back;  /* so many of them, to find those that took the places of rows deleted meanwhile */
    sdp_page_info info; /* without what is made when it is asked for */
    sdpi_ahead ahead;
};

/* A pager that has not begun. Arguments as of sdpi_pager_new(); `*out` is NULL when it is called. */
sdp_status sdpi_pager_make(sdp_client *client, const sdp_operation *operation, const char *const *ids, size_t id_count,
                           const void *query, const sdp_json *beside, const sdp_options *options, sdp_pager **out);
/* Gives it to the caller, or frees it where `status` is a failure, or this is a dry run, which is made here. */
sdp_status sdpi_pager_give(sdp_pager *pager, sdp_status status, sdp_pager **out);
/* Takes the pager from its client, and frees all that is in it. */
void sdpi_pager_empty(sdp_pager *pager);
/* What is sent for the page that begins with this row; valid until the next use. */
sdpi_input sdpi_pager_input(sdp_pager *pager, int64_t first);
/* Waits for the page that begins with this row, asking for it now. */
sdp_status sdpi_pager_ask(sdp_pager *pager, int64_t first, sdpi_result *result);
/* Rows given so far, whether or not they must be given again. */
sdp_page_info sdpi_pager_info(const sdp_pager *pager);

/* The page that the walk needs next, whether or not it was asked for ahead. The client's error is that of its call. */
sdp_status sdpi_ahead_take(sdp_pager *pager, sdpi_result *result);
/* Asks for what follows the page that came, as far as it is not asked for, and drops what does not follow it. */
void sdpi_ahead_fill(sdp_pager *pager);
/* Called at each step: moves the pages on every now and then, without waiting. */
void sdpi_ahead_tick(sdp_pager *pager);
void sdpi_ahead_free(sdp_pager *pager);

#endif
