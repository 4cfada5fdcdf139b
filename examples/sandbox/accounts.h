/* The accounts server of Zoho, as far as a client needs it: POST /oauth/v2/token. */
#ifndef SANDBOX_ACCOUNTS_H
#define SANDBOX_ACCOUNTS_H

#include "answer.h"
#include "request.h"
#include "tokens.h"

#define ACCOUNTS_PATH "/oauth/v2/token"

/* Answers a request for a token. What is recorded of it holds no secrets. */
void accounts_answer(store *in, token_rules *by, request *from, answer *out);
/* Writes a failure as Zoho does, with HTTP 200. */
void accounts_fail(answer *out, const char *error);
/* Writes the refusal of one who asks for tokens too often. */
void accounts_throttle(answer *out);

#endif
