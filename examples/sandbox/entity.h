/* The operations on entities: one piece of code for all rows of the schema. */
#ifndef SANDBOX_ENTITY_H
#define SANDBOX_ENTITY_H

#include "answer.h"
#include "routes.h"
#include "store.h"

/* Does what a route asks for, and writes the answer. `input` is the decoded input_data; nullable. */
void entity_answer(store *in, const route *to, const char *input, answer *out);
/* Whether the sandbox serves the verb of a route. */
bool entity_serves(const route *to);

#endif
