/* The page that a browser shows at "/": files of examples/sandbox/page that are part of the program. */
#ifndef SANDBOX_PAGE_H
#define SANDBOX_PAGE_H

#include "answer.h"
#include "request.h"

/* What the page may do in a browser: nothing but its own files, and nothing that is not of the sandbox. */
extern const char page_policy[];

/* Answers a request for one of the files, or refuses its method; false for any other. */
bool page_answer(const request *from, answer *out);

#endif
