/* Which portals a database has, and that they are those which are served. */
#ifndef SANDBOX_PORTALS_H
#define SANDBOX_PORTALS_H

#include "store.h"
#include "tokens.h"

/* Compares the portals of the command line with those that a store was filled with. Where none are told, those of the
   store are served: `told` gets them, in words that are borrowed from `names`. False, with the reason in `problem`,
   where the portals of the store would be kept from sight or memory runs out. Files that were written before the names
   were kept may have entities of portals and of none; they are served to whoever tells their portals. */
bool portals_settle(store *of, const char *file, word_list *told, text *names, text *problem);
/* Notes in a store which portals it has, or that it tells none apart; what is noted stays. The lock is held, and a
   transaction is begun. False with the reason. */
bool portals_keep(store *of, const word_list *served, text *problem);

#endif
