/* What a request below the root of the API is answered: the gates that every request passes (login, media
   types, route), then the entity. And the addresses of the sandbox itself, for tests. */
#ifndef SANDBOX_API_H
#define SANDBOX_API_H

#include "answer.h"
#include "faults.h"
#include "record.h"
#include "request.h"
#include "seed.h"
#include "store.h"

typedef struct sandbox {
    store *store;
    faults *faults;
    record *record;
    const char *token; /* the only one that is let in; NULL: any */
    bool bare_ids;
    bool log;
    seed_data seed;
} sandbox;

void api_answer(sandbox *in, const char *below, request *from, answer *out);
/* Answers /_sandbox/requests, /_sandbox/stats and /_sandbox/reset. False for any other path. */
bool api_answer_control(sandbox *in, const request *from, answer *out);

#endif
