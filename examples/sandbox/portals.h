/* Which portals a database has, and that they are those which are served. */
#ifndef SANDBOX_PORTALS_H
#define SANDBOX_PORTALS_H

#include "store.h"
#include "tokens.h"

/* Compares the portals of the command line with those whose entities a store holds already. Where none are told, those of the
   store are served: `told` gets them, in words that are borrowed from `names`. False, with the reason in `problem`, where
   entities would be kept from sight or memory runs out. */
bool portals_settle(store *of, const char *file, word_list *told, text *names, text *problem);

#endif
