/* What the store holds at the start. */
#ifndef SANDBOX_SEED_H
#define SANDBOX_SEED_H

#include "store.h"

typedef struct seed_data {
    bool vendor;      /* the entities that the vendor's pages print, with their ids */
    bool demo;        /* a believable provider, made by demo.c */
    bool demo_fields; /* its customers have the user-defined fields of demo.c */
    int64_t products; /* that many believable products, and as many contracts; a customer for each ten */
} seed_data;

/* Fills an empty store, under its lock and within a transaction: each of the portals, or where there are none the one
   that is all. There is always something to refer to. What `demo` asks for is not made here. */
bool seed_fill(store *to, const seed_data *what, const char *const *portals, size_t portal_count);

#endif
