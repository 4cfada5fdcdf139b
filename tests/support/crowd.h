/* A client whose transport holds many requests at once and answers them by hand, one a poll: for tests of batches. What
   a policy leaves out is answered with HTTP 200 and what the request asked for: the product of its id, a list of it, or
   nothing.

       crowd c;
       crowd_open(&c, NULL);
       sdp_batch_new(c.client, ...) ... sdp_batch_add(batch, "products.get", crowd_id(7), 1, NULL, NULL, NULL) ...
       crowd_close(&c);  */
#ifndef CROWD_H
#define CROWD_H

#include <sdp/sdp.h>

enum { CROWD_MOST = 64, CROWD_STALLS = -1, CROWD_DIES = -2 };

typedef struct crowd_transfer {
    int is_active;
    int64_t number; /* of all that were started, from 0 */
    char method[8];
    char url[256];
    sdp_sink_fn sink;
    void *sink_data;
    sdp_done_fn done;
    void *done_data;
} crowd_transfer;

typedef struct crowd {
    sdp_client *client;
    crowd_transfer transfers[CROWD_MOST];
    int active;
    int most_active;
    int64_t started;
    int64_t canceled;
    int newest_first;       /* else the oldest is answered first */
    sdp_status poll_status; /* what the next poll fails with, once */
    /* An HTTP status, 0 for 200, CROWD_STALLS for none so far, CROWD_DIES for a connection that ends; nullable. */
    int (*policy)(struct crowd *c, const crowd_transfer *transfer);
    const char *retry_after; /* header of every answer; nullable */
    void *data;              /* the policy's */
} crowd;

/* `config` may have allocator, retries, limits, events; nullable. */
void crowd_open(crowd *c, const sdp_config *config);
/* Fails the test where a transfer is still under way. */
void crowd_close(crowd *c);

/* The ids of a call about one thing: valid for some more calls. */
const char *const *crowd_id(int64_t number);
/* The number at the end of a URL's path. */
int64_t crowd_number(const char *url);

#endif
