/* A believable managed service provider: customers, what they have, and contracts that have ended, end soon, were renewed,
   cancelled, or have parts. All dates are counted from today. */
#ifndef SANDBOX_DEMO_H
#define SANDBOX_DEMO_H

#include "files.h"
#include "store.h"
#include "udf.h"

/* Declares the user-defined fields of its customers. False where customers have others already, or memory ran out. */
bool demo_declare(udf_fields *to);
/* Makes it in a portal, by the requests that a client would send. The lock is not held. `declared` is what demo_declare() got;
   NULL: customers have no such fields. */
bool demo_fill(store *to, files *with, const char *portal, const udf_fields *declared);

/* The same customers as NeuCRM has them, which is one for all portals. */
bool demo_fill_neucrm(store *to);

#endif
