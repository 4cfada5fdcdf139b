/* The questions behind entities.h. The state is locked by whoever asks. */
#ifndef SANDBOX_ENTITIES_SQL_H
#define SANDBOX_ENTITIES_SQL_H

#include "store.h"

typedef struct entities_part {
    const char *portal;
    const char *noun;
    const char *search; /* a part of the name, or the whole id; NULL: all */
    int64_t offset;
    int64_t limit;
} entities_part;

/* Gives how many entities a portal has of a noun, and how many of them are in the trash; those of tokens are left out.
   False on an SQL error. */
bool entities_each_noun(store *in, void (*give)(void *data, const char *portal, const char *noun, int64_t counts[2]),
                        void *data);
/* How many there are beyond any limit; -1 on an SQL error. */
int64_t entities_count(store *in, const entities_part *of);
/* Gives each of a part, the newest first. */
bool entities_each(store *in, const entities_part *of, void (*give)(void *data, const stored *is), void *data);

#endif
