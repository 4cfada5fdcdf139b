/* The addresses of the sandbox itself, for tests: all that is below /_sandbox/. */
#ifndef SANDBOX_CONTROL_H
#define SANDBOX_CONTROL_H

#include "api.h"

/* Whether a request asks for what came after another, there is nothing yet, and it would go on waiting. */
bool control_would_wait(sandbox *in, const request *from, int waited_ms);
/* False for a path that is none of them. */
bool control_answer(sandbox *in, const request *from, answer *out);

#endif
