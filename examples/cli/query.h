/* --where, --sort and --count: the list_info for people. */
#ifndef CLI_QUERY_H
#define CLI_QUERY_H

#include "request.h"

/* Adds them to the list_info; what they name is checked. Returns an exit status. */
int query_add(request *to, const arguments *from);

#endif
