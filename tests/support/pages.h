/* A service within the process, whose lists have as many rows as a test wants: for walks. The row at position i, from
   1, is {"id":i + shift}. Anything but a list is answered with a product.

       pages p = {.rows = 5};
       pages_open(&p, NULL);
       ... sdp_product_list(p.client, …) ...
       assert_int_equal(p.asked[1], 3);
       pages_close(&p);  */
#ifndef PAGES_H
#define PAGES_H

#include <sdp/sdp.h>

enum { PAGES_TRANSFERS = 16, PAGES_NOTED = 64 };

typedef struct pages_transfer {
    sdp_done_fn done;
    void *done_data;
    sdp_sink_fn sink;
    void *sink_data;
    int64_t first; /* 0: no list */
    int64_t count;
    int number; /* of the lists asked for, from 0 */
} pages_transfer;

typedef struct pages {
    sdp_client *client;
    /* What the service has. Tests change it on the way. */
    int64_t rows;
    int64_t shift;         /* rows that were deleted before the first, or less than 0: put in */
    int64_t total;         /* what it says; 0: nothing */
    const int64_t *limits; /* rows that the page of each request has at most; 0: as asked, -1: none */
    int limit_count;
    /* What it does. */
    int is_slow; /* 1: it answers only who waits */
    int stalls;  /* the number of a list, from 1, from which on none is answered; 0: all are */
    int fails;   /* the number of a list, from 0, that ends so, where the next two are not both 0: */
    sdp_status fails_with;
    int32_t fails_http;
    sdp_status poll_fails; /* what poll() returns */
    /* What it saw. */
    int lists; /* asked for */
    int64_t asked[PAGES_NOTED];
    int others;
    int canceled;
    int quick; /* polls that did not wait */
    int waits;
    int under_way;
    pages_transfer transfers[PAGES_TRANSFERS];
} pages;

/* Makes the client; what the configuration leaves open is the address, the transport, and no retries. Nullable. */
void pages_open(pages *p, const sdp_config *config);
void pages_close(pages *p);

#endif
