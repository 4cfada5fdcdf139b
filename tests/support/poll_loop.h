/* An event loop around poll(), for tests of clients that a loop drives. It holds the library to its word: what is to be
   watched is open, what is to be watched no more was watched, what is watched is open before each wait, and at the end
   nothing is left; a difference fails the test, at the latest in poll_loop_free().

       poll_loop *loop = poll_loop_new();
       poll_loop_attach(loop, client);
       ... sdp_batch_add() ...
       poll_loop_run(loop, &results, 500);
       sdp_client_free(client);
       poll_loop_free(loop);  */
#ifndef SUPPORT_POLL_LOOP_H
#define SUPPORT_POLL_LOOP_H

#include <sdp/sdp.h>

typedef struct poll_loop poll_loop;

poll_loop *poll_loop_new(void);
/* Fails the test unless every client was taken back or freed, and told so. */
void poll_loop_free(poll_loop *loop);

/* Gives a client to the loop; up to eight. */
void poll_loop_attach(poll_loop *loop, sdp_client *client);
/* Takes it back. */
void poll_loop_detach(poll_loop *loop, sdp_client *client);

/* Waits for something, so many milliseconds at most, and acts. */
void poll_loop_turn(poll_loop *loop, int most_ms);
/* Turns until the count is reached; fails the test where that takes longer than 20 seconds. */
void poll_loop_run(poll_loop *loop, const int *count, int until);

/* How often sdp_client_act() was called so far: for a descriptor, and because a time was over. */
int poll_loop_descriptor_acts(const poll_loop *loop);
int poll_loop_timer_acts(const poll_loop *loop);
/* Descriptors that are watched now for any client. */
int poll_loop_watched(const poll_loop *loop);
/* Whether a timer is set for any client. */
int poll_loop_is_timed(const poll_loop *loop);

/* A batch whose results only count. */
typedef struct poll_tally {
    int results;
    int failed;
    sdp_status status; /* of the last one */
    int32_t attempts;
} poll_tally;
/* Its concurrency is 0 for the default. */
sdp_batch *poll_loop_batch(sdp_client *client, poll_tally *tally, int concurrency);
/* Adds GETs of product 77. */
void poll_loop_add_gets(sdp_batch *batch, int count, const sdp_options *options);

#endif
