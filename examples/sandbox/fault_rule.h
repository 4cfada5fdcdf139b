/* The rules of faults, read from 'METHOD GLOB [skip=N] [times=N] [p=F] ACTION[:ARG]'. */
#ifndef SANDBOX_FAULT_RULE_H
#define SANDBOX_FAULT_RULE_H

#include <stdint.h>

#include "text.h"

enum { FAULT_WORD = 1000 };

typedef enum fault_action {
    FAULT_NONE,
    FAULT_LATENCY, /* answers late */
    FAULT_HOLD,    /* answers when its rule is gone */
    /* Nothing is done. */
    FAULT_STATUS,   /* an HTTP status, and the body of a failure that goes with it */
    FAULT_CODE,     /* a failure with a code of the service, in one of its shapes */
    FAULT_THROTTLE, /* one of the refusals of too many requests */
    FAULT_ERROR,    /* a failure in words */
    FAULT_HTML,     /* a page */
    FAULT_BODY,     /* a body as it was told */
    FAULT_REDIRECT,
    FAULT_EXPIRE, /* the token of the request dies, and the request is refused */
    FAULT_RESET,  /* the connection is closed without an answer */
    FAULT_STALL,  /* no answer ever */
    /* It is done, and something is wrong with the answer. */
    FAULT_EMPTY,
    FAULT_BOM,
    FAULT_GZIP,
    FAULT_ENVELOPE,
    /* It is done, and something is wrong with the connection. */
    FAULT_RESET_DURING,
    FAULT_RESET_AFTER,
    FAULT_STALL_BODY,
    FAULT_TRUNCATE,
    FAULT_HANGUP,
    FAULT_SHORT,
    FAULT_LONG
} fault_action;

/* How a failure with a code is written; the names are those of the rules. */
typedef enum fault_shape {
    SHAPE_OBJECT,
    SHAPE_ARRAY,     /* response_status is an array */
    SHAPE_MIXED,     /* an array of a success and a failure */
    SHAPE_TOP,       /* the code is at the top alone */
    SHAPE_NOMESSAGE, /* a message without words */
    SHAPE_NOCODE,    /* no code at all */
    SHAPE_EMPTY,     /* the code at the top, and no messages in the array of messages */
    SHAPE_MISSING,   /* the same without the array */
    SHAPE_BARE       /* nothing but "status":"failed" */
} fault_shape;

typedef enum fault_throttle { THROTTLE_LIMIT, THROTTLE_ACCESS, THROTTLE_REQUESTS } fault_throttle;

/* What is to be done with a request. */
typedef struct fault {
    fault_action action;
    int status; /* HTTP; 0: the usual one */
    int code;
    fault_shape shape;
    fault_throttle throttle;
    enum { RETRY_NONE, RETRY_SECONDS, RETRY_DATE } retry;
    int64_t retry_after; /* in seconds, from now */
    int latency_ms;      /* before anything else */
    uint64_t rule;       /* which one decided it; see faults_hold() */
    char word[FAULT_WORD + 1];
} fault;

typedef struct fault_rule {
    char line[FAULT_WORD + 1]; /* as it came */
    char glob[FAULT_WORD + 1];
    char method[16];
    int64_t skip;
    int64_t times; /* -1: without end */
    double probability;
    fault does;
} fault_rule;

/* False with the reason in `problem`. */
bool fault_rule_read(const char *line, fault_rule *out, text *problem);

#endif
