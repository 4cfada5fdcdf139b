/* What may stand in the query of an address below /_sandbox. */
#ifndef SANDBOX_PARAMETERS_H
#define SANDBOX_PARAMETERS_H

#include "api.h"

#define PARAMETERS_MOST_WAIT_MS 10000

/* A query, not empty, with the names of parameters decoded, so that they can be compared as they stand. New; NULL
   without memory. */
char *parameters_plain(const char *query);
/* Whether such a query of a request to `path`, which is below /_sandbox, has nothing but what that address knows, each
   once, and numbers where it wants some. False with the reason in `problem`. */
bool parameters_check(const sandbox *in, const request *from, const char *path, text *problem);
/* A whole number of the query; false where there is none. */
bool parameters_number(const request *from, const char *name, uint64_t *out);

#endif
