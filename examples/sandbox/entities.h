/* What is kept, to be looked at: GET /_sandbox/entities. */
#ifndef SANDBOX_ENTITIES_H
#define SANDBOX_ENTITIES_H

#include "api.h"

/* Without a noun, counts of all nouns; with one, a part of its entities, those in the trash too; with an id, the
   document of that one alone. Nothing of tokens. */
void entities_answer(sandbox *in, const request *from, answer *out);

#endif
