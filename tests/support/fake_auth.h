/* A login that does what the test tells it. */
#ifndef FAKE_AUTH_H
#define FAKE_AUTH_H

#include "auth/auth.h"

typedef struct fake_auth {
    sdp_auth base;
    int32_t answers[8]; /* SDPI_AUTH_… of each question; the last one stays */
    int questions;
    int refusals;   /* questions that said that the last login was refused */
    int answered;   /* answers that came */
    int unanswered; /* requests that ended without one */
    int64_t until_ms;
    const char *waits_for;
    sdp_status status; /* of SDPI_AUTH_FAIL */
    char body[256];    /* of the last answer */
} fake_auth;

void fake_auth_init(fake_auth *auth);

#endif
