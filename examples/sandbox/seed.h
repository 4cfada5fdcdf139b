/* What the store holds at the start. */
#ifndef SANDBOX_SEED_H
#define SANDBOX_SEED_H

#include "store.h"

typedef struct seed_data {
    bool vendor;      /* the entities that the vendor's pages print, with their ids */
    int64_t products; /* that many believable products, and as many contracts; a customer for each ten */
} seed_data;

/* Fills an empty store; inside a transaction of the caller's. There are always product types to refer to. */
bool seed_fill(store *to, const seed_data *what);

#endif
