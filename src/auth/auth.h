/*
 * Kinds of login. A kind is asked before each attempt and never sends anything: it may ask the engine to send a
 * request first, or to wait.
 */
#ifndef SDPI_AUTH_H
#define SDPI_AUTH_H

#include <sdp/auth.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/sys.h"

enum {
    SDPI_AUTH_READY,      /* the headers and fields are there */
    SDPI_AUTH_SEND_FIRST, /* send `request`, give its answer to answered(), and ask again */
    SDPI_AUTH_WAIT,       /* ask again at `until_ms` */
    SDPI_AUTH_FAIL        /* the call ends with `status`, which the error explains */
};

enum { SDPI_AUTH_HEADERS = 8, SDPI_AUTH_FIELDS = 2 };

typedef struct sdpi_auth_step {
    int32_t kind;
    sdp_status status;
    int64_t until_ms;
    const char *waits_for;   /* what WAIT is for, in words: static, or in the question's store; nullable */
    int32_t waits_for_proxy; /* 1: WAIT is for one that failed, in front of the login server */
    int64_t number;          /* of this login, to be named where the service refuses it; 0: it has none */
    sdp_header headers[SDPI_AUTH_HEADERS];
    size_t header_count;
    sdp_header fields[SDPI_AUTH_FIELDS]; /* of the form body, for a service that has the login there */
    size_t field_count;
    sdp_request request; /* its texts are the login's until answered() */
} sdpi_auth_step;

/* What a login is asked with. */
typedef struct sdpi_auth_question {
    int64_t now_ms;
    int64_t wall_ms;        /* the time of day */
    int64_t left_ms;        /* of the call; INT64_MAX: no limit */
    int32_t refused;        /* 1: the service refused what this call sent last, and a new login may help */
    int64_t number;         /* of the login that this call sent last */
    int64_t refused_number; /* of the one that the service last refused to this call; 0: none */
    int32_t requests;       /* that this call sent for its login so far */
    int32_t max_retries;    /* of the call; 0: none */
    sdpi_buffer *store;     /* of the call: for header texts that must outlast the login's own */
    sdp_error *error;
} sdpi_auth_question;

typedef struct sdpi_auth_ops {
    void (*prepare)(sdp_auth *auth, const sdpi_auth_question *question, sdpi_auth_step *step);
    /* The answer to SEND_FIRST, or NULL where the call ended before one came. NULL: the kind never sends first. */
    void (*answered)(sdp_auth *auth, int64_t now_ms, const sdp_response *response, const char *body, size_t size);
    /* The headers as a dry run shows them, secrets as "***". */
    size_t (*preview)(const sdp_auth *auth, sdp_header headers[SDPI_AUTH_HEADERS]);
    /* The form fields in the same way. NULL: the kind has none. */
    size_t (*preview_fields)(const sdp_auth *auth, sdp_header fields[SDPI_AUTH_FIELDS]);
    void (*destroy)(sdp_auth *auth);
} sdpi_auth_ops;

struct sdp_auth {
    const sdpi_auth_ops *ops;
    sdpi_atomic references;
};

/* Takes a reference. */
sdp_auth *sdpi_auth_hold(sdp_auth *auth);
/* The login of a service that has it in the form body of each request, never in its URL or headers. Both are copied. */
sdp_status sdpi_auth_new_fields(const char *userid, const char *api_key, sdp_error *error, sdp_auth **out);

/* Whether a secret can be a header: visible ASCII, not empty. */
sdp_status sdpi_auth_check_secret(const char *secret, const char *name, sdp_error *error);

#endif
