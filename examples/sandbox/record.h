/* What the server saw: the last requests, without secrets, and counts. For tests and the page, at /_sandbox/. */
#ifndef SANDBOX_RECORD_H
#define SANDBOX_RECORD_H

#include <stdint.h>

#include "text.h"

typedef struct record record;

/* A request that was answered, or was left without an answer. All of it is copied. */
typedef struct record_entry {
    const char *method;
    const char *path;
    const char *input;  /* nullable */
    const char *file;   /* of an upload: a JSON object that tells about it; NULL: none */
    int status;         /* 0: no answer was given */
    int64_t time_ms;    /* when it came, by the machine's time */
    int64_t elapsed_us; /* until the answer was made */
    const char *fault;  /* the rules that fired, one a line; NULL: none */
    const char *type;   /* of the answer; NULL: it has no body */
    uint64_t size;      /* of the answer's body */
    const char *answer; /* its text without secrets; NULL: none, or one that must not be shown */
} record_entry;

record *record_new(void);
void record_free(record *from);
void record_request(record *to, const record_entry *seen);
/* Count a request for an operation when it comes, and when no fault has kept the sandbox from doing what it asks. */
void record_arrival(record *to, const char *operation);
void record_handled(record *to, const char *operation);
void record_connection(record *to);
/* The last requests as a JSON array, oldest first. */
void record_print_requests(record *from, text *to);
/* Those that came after the one with that serial number, with all that is known of each. Numbers begin with 1 and go on
   over resets; a number that was never given is of a sandbox that ran before, and leads to all that is kept. */
void record_print_after(record *from, uint64_t serial, text *to);
/* Whether there are any of these. */
bool record_has_after(record *from, uint64_t serial);
void record_print_stats(record *from, text *to);
/* {"GET /products":{"requests":2,"handled":1},…} */
void record_print_routes(record *from, text *to);
void record_reset(record *to);

#endif
