/* A believable managed service provider: customers, what they have, and contracts that have ended, end soon, were
   renewed, cancelled, or have parts. All dates are counted from today. */
#ifndef SANDBOX_DEMO_H
#define SANDBOX_DEMO_H

#include "files.h"
#include "store.h"
#include "udf.h"

/* Declares the user-defined fields of its customers, and tells whether it did: not where customers have others already.
   False with the reason on failure. */
bool demo_declare(udf_fields *to, bool *done, text *problem);
/* Makes it in a portal, by the requests that a client would send; false with the first that was refused. The lock is
   held, and a transaction is begun. `declared` is what demo_declare() got; NULL: customers have no such fields. */
bool demo_fill(store *to, files *with, const char *portal, const udf_fields *declared, text *problem);

/* The same customers as NeuCRM has them, which is one for all portals. */
bool demo_fill_neucrm(store *to, text *problem);

#endif
