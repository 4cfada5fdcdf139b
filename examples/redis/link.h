/* One connection to a Redis server, made when it is needed and made anew when it broke. For one thread at a time. What
   talks to Redis stands in link.c alone, so that another client library is a change of one file. */
#ifndef EXAMPLES_REDIS_LINK_H
#define EXAMPLES_REDIS_LINK_H

#include <stddef.h>

enum {
    REDIS_LINK_SECONDS = 2, /* for a connection, and for an answer: a store must not hold up calls for long */
};

typedef struct redis_link redis_link;

typedef enum redis_link_kind {
    REDIS_LINK_FAILED,  /* redis_link_problem() says why */
    REDIS_LINK_NOTHING, /* there is no such key, or the condition of a SET did not hold */
    REDIS_LINK_NUMBER,
    REDIS_LINK_TEXT,
} redis_link_kind;

typedef struct redis_link_answer {
    redis_link_kind kind;
    long long number;
    const char *text; /* valid until the next question */
} redis_link_answer;

/*
 * Reads `redis://[[user]:password@]host[:port][/database]`; what does not belong into a URL is percent-encoded there.
 * Nothing is sent yet. The records hold secrets, and this connection is not encrypted: a host other than the loopback
 * is refused but where `allow_plain` says that its network can be trusted. Returns NULL where the URL cannot be used,
 * and says why; that text is static, and has nothing of the URL.
 */
redis_link *redis_link_new(const char *url, int allow_plain, const char **problem);
void redis_link_free(redis_link *link);

/* Sends a command, and waits for its answer. A connection that broke since the last one is made anew before; one that
   breaks in the middle is a failure, for nobody knows whether the command was carried out. */
redis_link_answer redis_link_ask(redis_link *link, int count, const char **words);

/* Why the last question failed: with the server's name, without secrets. Valid until the next question. */
const char *redis_link_problem(const redis_link *link);

/* Overwrites what is not needed any more, in a way that compilers leave in. */
void redis_link_wipe(void *memory, size_t size);

#endif
