/* --all: every row of a list, page after page. */
#ifndef CLI_WALK_H
#define CLI_WALK_H

#include "session.h"

/* Returns an exit status. */
int run_walk(session *s);

#endif
