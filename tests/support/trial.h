/* A job that is done again and again, and each time another one of its allocations fails. Whatever becomes of the job,
   the same client then does it, and nothing of it all is left behind. */
#ifndef TRIAL_H
#define TRIAL_H

#include <sdp/sdp.h>

#include "starve.h"

typedef struct trial {
    const char *name;
    /* Makes the client of one round, where the job needs one. */
    void (*open)(struct trial *t);
    /* Does the job; `*out`, NULL before, is what it brought as text, freed by free(). It may call starve_disarm() when
       all that counts is done. */
    sdp_status (*work)(struct trial *t, char **out);
    /* Frees what open() made beside the client; nullable. */
    void (*close)(struct trial *t);
    /* Requests that reached the server since open(); nullable. */
    int (*arrived)(struct trial *t);
    int write;     /* whether the job changes anything on the server: by one request, which is sent once at most */
    int any_error; /* whether libcurl works for it, which has other words for a lack of memory too */
    sdp_client *client;
    int status_is_old; /* set by a job: what it returns is of an earlier call than the client's last one */
    long fails_at;     /* 0 in a round without failure */
    long rounds;
} trial;

/* All of it. Fails the test at the first allocation that shows a fault, and says which one it is. */
void trial_run(trial *t);
/* Whether an allocation that fails may come to that; fails the test where not. */
void trial_expect_starved(const trial *t, sdp_status status);
/* Of all trials of the program: jobs, allocations that failed, and whether malloc() itself was watched. */
const char *trial_summary(void);

#endif
