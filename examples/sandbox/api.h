/* What a request below the root of the API is answered: the gates that every request passes (login, media
   types, route), then the entity; or the accounts server, or NeuCRM. */
#ifndef SANDBOX_API_H
#define SANDBOX_API_H

#include "answer.h"
#include "faults.h"
#include "files.h"
#include "login.h"
#include "proxy.h"
#include "record.h"
#include "replay.h"
#include "request.h"
#include "seed.h"
#include "store.h"
#include "tokens.h"
#include "udf.h"

typedef struct sandbox {
    store *store;
    files *files;
    faults *faults;
    record *record;
    token_rules *tokens;
    login_rules login;
    const word_list *portals; /* each with entities of its own; empty: one for whatever portal is named */
    const char *neucrm_key;   /* the only api_key of NeuCRM that is let in; NULL: any */
    bool bare_ids;
    bool strict;
    bool log;
    seed_data seed;
    const udf_fields *udf; /* what the command line declares; NULL: nothing */
    proxy *proxy;          /* requests go on to a real service, and are recorded; NULL: they do not */
    replay *replay;        /* requests are answered from a record; NULL: they are not */
    const char *now;       /* what clock_set() is given at the start; NULL: the machine's time */
} sandbox;

/* What a path of the service leads to, which is where faults apply: what is below the root of the API, a file,
   or the path itself for NeuCRM and the accounts server, and for whatever is recorded or replayed. NULL for any other
   path. */
const char *api_below(const sandbox *in, const request *from);
/* Whether answers come from elsewhere: requests are then kept as they are. */
bool api_relays(const sandbox *in);
/* Writes the method and the path of the operation that a request asks for: "GET /products/{product_id}". */
void api_route(const request *from, const char *below, text *out);
/* Whether a multipart body is one that the request may have: it is then kept as it comes. */
bool api_takes_file(const sandbox *in, const request *from);

/* Whether that portal is one of those that are told apart, or "", to which belongs what is nobody's. */
bool api_has_portal(const sandbox *in, const char *name);

void api_answer(sandbox *in, const char *below, request *from, answer *out);

#endif
