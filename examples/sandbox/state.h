/* What the sandbox holds: at the start, after a reset, and where somebody brings it. */
#ifndef SANDBOX_STATE_H
#define SANDBOX_STATE_H

#include "api.h"

/* Fills a store with the seed; one that was filled before keeps what it has. All of it or nothing: where the process
   dies in the middle, the next start begins anew. False with the reason where that fails, or the content has
   user-defined fields that do not fit what is declared. */
bool state_start(sandbox *in, text *problem);
/* Back to the start: the seed, nothing recorded, the rules and the clock of the command line. Connections stay open,
   and no request sees a part of it. False with the reason, and nothing is changed. */
bool state_reset(sandbox *in, text *problem);
/* All that is kept, as JSON. */
bool state_export(sandbox *in, text *to);
/* Replaces it; false with the reason, and nothing is changed. */
bool state_import(sandbox *in, const char *json, text *problem);

#endif
