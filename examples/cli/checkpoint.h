/* The file of --checkpoint: where a long walk stands, so that the next run goes on there. */
#ifndef CLI_CHECKPOINT_H
#define CLI_CHECKPOINT_H

#include <sdp/pager.h>

#include "arguments.h"
#include "output.h"
#include "text.h"

typedef struct checkpoint {
    const char *path;  /* NULL: it is not open */
    int descriptor;    /* holds the lock; -1 in a dry run */
    bool made;         /* this run made the file, and nothing is in it yet */
    sdp_json *printed; /* how rows are printed, which stands in the file */
    sdp_json *before;  /* the same of the run that wrote the file; NULL: it does not say */
} checkpoint;

/* Whether --checkpoint, where it is given, goes with the rest. Each of these returns an exit status. */
int checkpoint_check(const arguments *from, format how);
/* Makes the file where there is none, and keeps other processes away from it until checkpoint_close(); a dry run only
   looks. What the library wrote into it is put into `saved`, which stays empty where a walk begins. */
int checkpoint_open(checkpoint *to, const char *path, const output *rows, bool is_dry_run, text *saved);
/* Refuses a saved one that is of the same operation as this pager, and of other rows or of rows in another form. */
int checkpoint_compare(const checkpoint *at, const char *saved, sdp_pager *pager);
/* Puts the pager's checkpoint in the place of what the file held, in one step. All rows before it were written to
   standard output; where that is a file, they are on its disk before the place is. `error` is that of the pager's
   client. */
int checkpoint_write(checkpoint *at, sdp_pager *pager, const sdp_error *error);
/* The walk is over: the next run begins anew. */
int checkpoint_remove(checkpoint *at);
/* Lets others have the file. One that never held anything goes. */
void checkpoint_close(checkpoint *at);

#endif
