/* The file of --checkpoint: where a long walk stands, so that the next run goes on there. */
#ifndef CLI_CHECKPOINT_H
#define CLI_CHECKPOINT_H

#include <sdp/query.h>

#include "arguments.h"
#include "text.h"

/* Whether --checkpoint, where it is given, goes with the rest. Each of these returns an exit status. */
int checkpoint_check(const arguments *from, format output);
/* Reads the file; `*found` tells whether there is one. */
int checkpoint_read(const char *path, text *to, bool *found);
/* Refuses a saved one that is of the same operation as this pager, and of other rows. */
int checkpoint_compare(const char *path, const char *saved, sdp_pager *pager);
/* Puts the pager's checkpoint in the place of what the file held, in one step. `error` is that of the pager's client. */
int checkpoint_write(const char *path, sdp_pager *pager, const sdp_error *error);
/* The walk is over: the next run begins anew. */
int checkpoint_remove(const char *path);

#endif
