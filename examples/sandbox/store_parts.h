/* The inside of the store, for the files that it is made of. */
#ifndef SANDBOX_STORE_PARTS_H
#define SANDBOX_STORE_PARTS_H

#include <pthread.h>
#include <sqlite3.h>

#include "store.h"
#include "store_sql.h"

enum { STORE_KEPT = 4 };

/* The rows that a search found, in their order, so that the pages of a walk need not search again. */
typedef struct found_rows {
    char *key;     /* what was searched for; NULL: nothing yet */
    int64_t *rows; /* seq of each */
    int64_t count;
    uint64_t changes; /* of the store, when it was found */
    uint64_t used;    /* the higher the later */
} found_rows;

struct store {
    sqlite3 *database;
    sqlite3_stmt *statements[STORE_STATEMENTS];
    pthread_mutex_t mutex;
    const char *portal; /* that is worked on; "" where no portals are told apart */
    uint64_t changes;   /* of entities, counted */
    found_rows kept[STORE_KEPT];
    uint64_t uses;
    int64_t aged_ms;   /* when contracts were last brought up to date */
    int64_t aged_then; /* the same at the begin of the transaction */
    int depth;         /* of transactions within each other */
    char problem[160]; /* of what failed last in a transaction; "": nothing */
    bool is_full;      /* that was the ceiling of the memory */
    bool told;         /* on stderr */
    bool in_memory;
    int64_t most_memory; /* as --max-memory tells, for the state and for what is being received */
};

/* Which portal's entities of a noun are meant. */
const char *store_portal_of(const store *in, const char *noun);
void store_forget_found(store *in);

#endif
