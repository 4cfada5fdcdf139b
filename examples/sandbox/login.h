/* Who is let in to the API, and how the others are refused. */
#ifndef SANDBOX_LOGIN_H
#define SANDBOX_LOGIN_H

#include "answer.h"
#include "request.h"
#include "store.h"

typedef enum login_kind {
    LOGIN_ANY,    /* any token that is not empty */
    LOGIN_STRICT, /* tokens that were minted here, while they live, and the one of the command line */
    LOGIN_KEY     /* the key of an installation on premises */
} login_kind;

typedef struct login_rules {
    login_kind kind;
    const char *token; /* the one of the command line; NULL: none */
    const char *key;
} login_rules;

typedef enum login_result { LOGIN_GOOD, LOGIN_MISSING, LOGIN_DEAD, LOGIN_WRONG_KEY } login_result;

/* The token of the Authorization header, borrowed; NULL where there is none. */
const char *login_token(const request *from);
/* Judges a request. Where `counted`, the call is counted for the refresh token behind it. */
login_result login_judge(store *in, const login_rules *by, const request *from, bool counted);
/* Writes the refusal. */
void login_refuse(login_result why, answer *out);

#endif
