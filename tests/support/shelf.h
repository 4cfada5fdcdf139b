/* A token store in memory, for tests: it counts, fails when it is told to, and can be held by somebody else. */
#ifndef SHELF_H
#define SHELF_H

#include <sdp/oauth.h>

typedef struct shelf {
    char key[32]; /* of the last record; one is enough */
    char record[16384];
    int has_record;
    int is_held;   /* by another process: lock() gives SDP_END */
    int is_locked; /* by the login */
    sdp_status load_status;
    sdp_status save_status;
    sdp_status lock_status;
    const char *reason;
    int loads;
    int saves;
    int locks;
    int unlocks;
    int destroyed;
} shelf;

extern const sdp_token_store_ops shelf_ops;

/* Clears the shelf and makes a store of it. */
sdp_token_store *shelf_open(shelf *s);

#endif
