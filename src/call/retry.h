/* Whether an attempt is made again, and when: a pure decision. */
#ifndef SDPI_RETRY_H
#define SDPI_RETRY_H

#include <stddef.h>
#include <stdint.h>

/* What became of an attempt, as far as the server is concerned. */
enum {
    SDPI_NOT_SENT, /* it never reached the server */
    SDPI_REFUSED,  /* the server turned it away before doing anything: login or quota */
    SDPI_UNKNOWN,  /* it may have been done: no answer, an unreadable one, or a failure that says nothing */
    SDPI_ANSWERED  /* the server said yes or no */
};

typedef struct sdpi_retry {
    int32_t outcome;
    int32_t write;    /* 1: the operation changes something */
    int32_t hopeless; /* 1: the same attempt would end the same way */
    int32_t retries;  /* made so far */
    int32_t most;     /* allowed */
    int64_t now_ms;
    int64_t deadline_ms;    /* INT64_MAX: none */
    int64_t retry_after_ms; /* what the server asked for; -1: nothing */
    uint32_t random;
} sdpi_retry;

/* Whether it may be repeated at all without doing a write twice. */
int sdpi_retry_is_safe(const sdpi_retry *retry);
/* Returns 1 and the time of the next attempt, or 0 where the call ends. */
int sdpi_retry_decide(const sdpi_retry *retry, int64_t *at_ms);
/* Reads a Retry-After header: seconds, or a date, which `wall_ms` (since 1970) makes relative. -1: neither. */
int64_t sdpi_retry_after_ms(const char *value, int64_t wall_ms);

#endif
