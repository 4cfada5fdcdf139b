/* The operations on entities: what one piece of code does for all rows of the schema, and which code does the
   rest. */
#ifndef SANDBOX_ENTITY_H
#define SANDBOX_ENTITY_H

#include "job.h"

/* Does what a request asks for, and writes the answer. */
void entity_answer(const job *of);
/* Whether the sandbox serves the verb of a route. */
bool entity_serves(const route *to);
/* Whether the verb of a route takes a file. */
bool entity_takes_file(const route *to);

#endif
