/*
 * Two keys for each login: the record, and its lock. The braces in their names keep both on one node of a cluster.
 *
 *     sdp:token:{0123456789abcdef}         the record
 *     sdp:token:{0123456789abcdef}:lock    who holds the lock
 *
 * The lock is a key that only one can make (NX), with the maker's own random name in it, and an end (PX). Whoever lets
 * go of it, or writes under it, proves in the same step that it is still the maker's: scripts run alone in Redis.
 *
 * Replicas of Redis lag. After a failover two machines may hold one lock; then a second token is asked for, which does
 * no harm: each record is whole, and the library reads it again before it writes.
 */
#include "store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "link.h"

enum {
    LOCK_MS = 60 * 1000,
    MAX_LOCK_MS = 10 * 60 * 1000,
    OWNER_BYTES = 16,
    NAME_SIZE = 64,
};

/* A token lives an hour, and what the record tells of requests and pauses is of no use after two. */
static const char record_ms[] = "86400000";

static const char save_script[] = "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end "
                                  "if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2]) "
                                  "else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end "
                                  "return 1";
static const char unlock_script[] = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end "
                                    "return redis.call('DEL', KEYS[1])";

typedef struct redis_store {
    redis_link *link;
    char owner[2 * OWNER_BYTES + 1]; /* nobody else's */
    char lock_ms[16];
    const char *reason;
} redis_store;

typedef struct names {
    char record[NAME_SIZE];
    char lock[NAME_SIZE];
} names;

static names name(const char *key)
{
    names made;
    snprintf(made.record, sizeof made.record, "sdp:token:{%s}", key);
    snprintf(made.lock, sizeof made.lock, "sdp:token:{%s}:lock", key);
    return made;
}

/* What a question came to where no answer to it was expected but these: a failure, or words of a server that is
   none. */
static sdp_status failed(redis_store *store, const redis_link_answer *answer)
{
    store->reason = answer->kind == REDIS_LINK_FAILED ? redis_link_problem(store->link) : "it does not answer as Redis";
    return SDP_E_TOKEN_STORE;
}

static sdp_status load(void *self, const char *key, const char **record)
{
    redis_store *store = self;
    const names at = name(key);
    const char *words[] = {"GET", at.record};
    const redis_link_answer answer = redis_link_ask(store->link, 2, words);
    *record = NULL;
    if (answer.kind == REDIS_LINK_NOTHING) return SDP_OK;
    if (answer.kind != REDIS_LINK_TEXT) return failed(store, &answer);
    *record = answer.text;
    return SDP_OK;
}

/* A refresh token that came for a code is nowhere else, and must not vanish; all other records are made again. Within a
   value of JSON these quotes would have backslashes, so that only the member's name can look like this. */
static int must_stay(const char *record)
{
    return strstr(record, "\"refresh_token\":") != NULL;
}

static sdp_status save(void *self, const char *key, const char *record)
{
    redis_store *store = self;
    const names at = name(key);
    const char *words[] = {"EVAL",  save_script,  "2",    at.record,
                           at.lock, store->owner, record, must_stay(record) ? "" : record_ms};
    const redis_link_answer answer = redis_link_ask(store->link, 8, words);
    if (answer.kind != REDIS_LINK_NUMBER) return failed(store, &answer);
    if (answer.number == 1) return SDP_OK;
    return SDP_END; /* the lock is lost: Redis was restarted or emptied, or the lock's time was over */
}

/* Where the answer gets lost after Redis made the lock, nobody holds it, and it ends by its time. */
static sdp_status lock(void *self, const char *key)
{
    redis_store *store = self;
    const names at = name(key);
    const char *words[] = {"SET", at.lock, store->owner, "NX", "PX", store->lock_ms};
    const redis_link_answer answer = redis_link_ask(store->link, 6, words);
    if (answer.kind == REDIS_LINK_TEXT) return SDP_OK;
    return answer.kind == REDIS_LINK_NOTHING ? SDP_END : failed(store, &answer);
}

static void unlock(void *self, const char *key)
{
    redis_store *store = self;
    const names at = name(key);
    const char *words[] = {"EVAL", unlock_script, "1", at.lock, store->owner};
    redis_link_ask(store->link, 5, words);
}

static const char *reason(void *self)
{
    const redis_store *store = self;
    return store->reason;
}

static void destroy(void *self)
{
    redis_store *store = self;
    redis_link_free(store->link);
    redis_link_wipe(store, sizeof *store);
    free(store);
}

/* Returns 0 where the system gives no random numbers. */
static int make_owner(char owner[2 * OWNER_BYTES + 1])
{
    unsigned char bytes[OWNER_BYTES];
    const int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    const ssize_t size = read(file, bytes, sizeof bytes);
    close(file);
    if (size != (ssize_t)sizeof bytes) return 0;
    for (size_t i = 0; i < sizeof bytes; i++) snprintf(owner + 2 * i, 3, "%02x", bytes[i]);
    return 1;
}

sdp_status redis_store_new(const char *url, int allow_plain, int lock_ms, const char **problem, sdp_token_store **out)
{
    static const sdp_token_store_ops ops = {sizeof ops, load, save, lock, unlock, reason, destroy};
    *out = NULL;
    *problem = url == NULL ? "there is no URL of Redis" : "the lock's time is out of range";
    if (url == NULL || lock_ms < 0 || lock_ms > MAX_LOCK_MS) return SDP_E_ARGUMENT;
    redis_link *link = redis_link_new(url, allow_plain, problem);
    if (link == NULL) return SDP_E_ARGUMENT;
    *problem = "there is no memory, or no random numbers";
    redis_store *store = calloc(1, sizeof *store);
    if (store == NULL) {
        redis_link_free(link);
        return SDP_E_NO_MEMORY;
    }
    store->link = link;
    snprintf(store->lock_ms, sizeof store->lock_ms, "%d", lock_ms > 0 ? lock_ms : LOCK_MS);
    sdp_status status = make_owner(store->owner) ? sdp_token_store_new(&ops, store, NULL, out) : SDP_E_TOKEN_STORE;
    if (status != SDP_OK) destroy(store);
    return status;
}
