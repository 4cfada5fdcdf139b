/* The addresses of the sandbox itself, for tests: all that is below /_sandbox/. */
#ifndef SANDBOX_CONTROL_H
#define SANDBOX_CONTROL_H

#include "api.h"

/* False for a path that is none of them. */
bool control_answer(sandbox *in, const request *from, answer *out);

#endif
