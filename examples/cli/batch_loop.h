/* What the command waits for while it has calls under way: the client's descriptors and its time, and lines to read. */
#ifndef CLI_BATCH_LOOP_H
#define CLI_BATCH_LOOP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sdp/loop.h>

typedef struct batch_loop {
    sdp_client *client;     /* nullable: none so far */
    struct pollfd *watched; /* of the client */
    struct pollfd *polled;  /* a copy for one wait, and the input behind it; acting changes what is watched */
    size_t count;
    size_t capacity;
    int64_t due_ms; /* when the client wants to act; -1: at no time */
} batch_loop;

/* Gives the client to the loop. */
sdp_status batch_loop_attach(batch_loop *to, sdp_client *client);
/* Waits until something has come, and lets the client act. `input` is a descriptor that is read by the caller, -1:
   none; `briefly`: no longer than a moment, for a signal ends no wait. */
void batch_loop_wait(batch_loop *loop, int input, bool briefly);
/* After the client was freed. */
void batch_loop_free(batch_loop *loop);

#endif
