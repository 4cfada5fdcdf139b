/* What the files of the batch share: one fills and frees it, the other runs it. */
#ifndef SDPI_BATCH_PARTS_H
#define SDPI_BATCH_PARTS_H

#include <sdp/batch.h>

#include "api/client.h"

typedef struct sdpi_batch_call {
    struct sdpi_batch_call *next;
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
    sdp_batch *next; /* of the client */
    sdp_client *client;
    sdp_batch_config config;
    sdpi_batch_queue waiting;
    sdpi_batch_queue running;
    sdpi_batch_queue ended;   /* and not taken */
    sdpi_batch_call *current; /* whose result the caller looks at */
    sdpi_batch_call *idle;
    int32_t idle_count;
    int64_t added;
    int64_t pending; /* added and not taken */
    int64_t done;
    int64_t failed;
    int64_t running_count;
    int64_t polled_ms;   /* when what had come was taken last */
    int64_t next_number; /* to be given, where results come in order */
};

/* Frees what a call brought, and keeps its memory for another. */
void sdpi_batch_recycle(sdp_batch *batch, sdpi_batch_call *one);
void sdpi_batch_append(sdpi_batch_queue *queue, sdpi_batch_call *one);
sdp_batch_progress sdpi_batch_progress(const sdp_batch *batch);

/* Starts calls whose turn has come, and notes those that have ended. */
void sdpi_batch_pump(sdp_batch *batch, int64_t now_ms);
/* Gives the next result to `result`. Returns 0 where none is there yet. */
int sdpi_batch_give(sdp_batch *batch, sdp_batch_result *result);
/* Ends all calls under way: the transport itself has failed. */
void sdpi_batch_abort(sdp_batch *batch, sdp_status status, int64_t now_ms);

#endif
