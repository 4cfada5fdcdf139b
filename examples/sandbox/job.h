/* What a verb works on: a request that passed the gates, and the answer to it. */
#ifndef SANDBOX_JOB_H
#define SANDBOX_JOB_H

#include "answer.h"
#include "files.h"
#include "routes.h"
#include "store.h"

struct upload;

typedef struct job {
    store *store;       /* locked */
    const char *portal; /* whose entities are meant; "" where portals are not told apart */
    files *files;
    const route *to;
    const char *input;     /* decoded input_data; nullable */
    struct upload *upload; /* of a multipart request; else NULL */
    const char *host;      /* where the client found the sandbox */
    bool strict;
    answer *out;
} job;

#endif
