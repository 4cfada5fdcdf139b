/* What a request below the root of the API is answered: the gates that every request passes (login, media
   types, route), then the entity. And the addresses of the sandbox itself, for tests. */
#ifndef SANDBOX_API_H
#define SANDBOX_API_H

#include "answer.h"
#include "faults.h"
#include "files.h"
#include "record.h"
#include "request.h"
#include "seed.h"
#include "store.h"

typedef struct sandbox {
    store *store;
    files *files;
    faults *faults;
    record *record;
    const char *token;      /* the only one that is let in; NULL: any */
    const char *neucrm_key; /* the only api_key of NeuCRM that is let in; NULL: any */
    bool bare_ids;
    bool strict;
    bool log;
    seed_data seed;
} sandbox;

/* What a path of the service leads to, which is where faults apply: what is below the root of the API, a file,
   or the path itself for NeuCRM. NULL for any other path. */
const char *api_below(const request *from);
/* Whether a multipart body is one that the request may have: it is then kept as it comes. */
bool api_takes_file(const sandbox *in, const request *from);

void api_answer(sandbox *in, const char *below, request *from, answer *out);
/* Answers /_sandbox/requests, /_sandbox/stats and /_sandbox/reset. False for any other path. */
bool api_answer_control(sandbox *in, const request *from, answer *out);

#endif
