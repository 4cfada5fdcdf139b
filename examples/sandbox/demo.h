/* A believable managed service provider: customers, what they have, and contracts that have ended, end soon, were renewed,
   cancelled, or have parts. All dates are counted from today. */
#ifndef SANDBOX_DEMO_H
#define SANDBOX_DEMO_H

#include "files.h"
#include "store.h"

/* Makes it in a portal, by the requests that a client would send. The lock is not held. */
bool demo_fill(store *to, files *with, const char *portal);

#endif
