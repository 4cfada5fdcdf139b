/* Faults on demand: rules that say which requests fail, and how. */
#ifndef SANDBOX_FAULTS_H
#define SANDBOX_FAULTS_H

#include <stdint.h>

#include "text.h"

typedef struct faults faults;

typedef enum fault_action {
    FAULT_NONE,
    FAULT_LATENCY,  /* answers late */
    FAULT_STATUS,   /* answers with a status, and the vendor's body of a failure */
    FAULT_HTML,     /* answers with a status, and a page */
    FAULT_RESET,    /* closes the connection without an answer; nothing is done */
    FAULT_TRUNCATE, /* does what is asked, and closes the connection half-way through the answer */
    FAULT_STALL     /* never answers; nothing is done */
} fault_action;

/* What is to be done with a request. */
typedef struct fault {
    fault_action action;
    int status;
    int retry_after; /* seconds; -1: no such header */
    int latency_ms;  /* before anything else */
} fault;

faults *faults_new(uint64_t seed);
void faults_free(faults *from);
/* Adds a rule: 'METHOD GLOB [skip=N] [times=N] [p=F] ACTION[:ARG]'. False with the reason in `problem`. */
bool faults_add(faults *to, const char *rule, text *problem);
/* Decides about a request by its path below the API root. Latencies add up; of the other actions the first rule
   that fires wins. */
fault faults_decide(faults *from, const char *method, const char *below);
/* Forgets what was counted, and starts the random numbers again. */
void faults_reset(faults *from);

#endif
