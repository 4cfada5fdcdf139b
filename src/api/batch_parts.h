/* What the files of the batch share: one fills and frees it, the other runs it. */
#ifndef SDPI_BATCH_PARTS_H
#define SDPI_BATCH_PARTS_H

#include <sdp/batch.h>

#include "api/client.h"

typedef struct sdpi_batch_call {
    struct sdpi_batch_call *next;  /* of the same queue */
    struct sdpi_batch_call *later; /* that was added after this one; where results come in order */
    int32_t has_ended;
    sdpi_call call;
    sdp_error error;
    int64_t number;
    char *tag; /* nullable */
} sdpi_batch_call;

/* In the order of adding. */
typedef struct sdpi_batch_queue {
    sdpi_batch_call *first;
    sdpi_batch_call *last;
} sdpi_batch_queue;

struct sdp_batch {
    sdp_batch *next;    /* of the client */
    sdp_client *client; /* NULL: it was freed, and the batch is empty for good */
    sdp_allocator allocator;
    sdp_batch_config config;
    sdpi_batch_queue waiting;
    sdpi_batch_queue running;
    sdpi_batch_queue ended;  /* and not taken, where results come as calls end */
    sdpi_batch_call *oldest; /* whose result is given next, where they come in order; others follow it, ended or not */
    sdpi_batch_call *newest;
    sdpi_batch_call *current; /* whose result the caller looks at */
    int32_t again;            /* 1: nobody has seen it, and it is given once more */
    int32_t is_taken;         /* 1: its entity is the caller's */
    sdpi_batch_call *idle;
    int32_t idle_count;
    int64_t added;
    int64_t pending; /* added and not taken */
    int64_t done;
    int64_t failed;
    int64_t running_count;
    int64_t polled_ms; /* when what had come was taken last */
};

/* Frees what a call brought, and keeps its memory for another. */
void sdpi_batch_recycle(sdp_batch *batch, sdpi_batch_call *one);
void sdpi_batch_append(sdpi_batch_queue *queue, sdpi_batch_call *one);
/* Notes what is to be given behind all that was added before, where results come in order. */
void sdpi_batch_put_in_order(sdp_batch *batch, sdpi_batch_call *one);
sdp_batch_progress sdpi_batch_progress(const sdp_batch *batch);
/* Takes the batch from its client, and ends and frees all that is in it. */
void sdpi_batch_empty(sdp_batch *batch);

/* Starts calls whose turn has come, and notes those that have ended. */
void sdpi_batch_pump(sdp_batch *batch, int64_t now_ms);
/* The result that was given last could not be passed on: the next one given is the same. */
void sdpi_batch_keep(sdp_batch *batch);
/* Gives the next result to `result`. Returns 0 where none is there yet. */
int sdpi_batch_give(sdp_batch *batch, sdp_batch_result *result);

#endif
