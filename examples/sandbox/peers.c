#include "peers.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#define OTHER_FILES 100u      /* descriptors for everything that is no connection */
#define PATIENCE_MS 1000      /* nobody has to say sooner what is wanted */
#define LEAST_BYTES_PER_MS 16 /* of a body */

struct peer {
    struct peer *next;
    struct peer *before;
    int64_t since_ms; /* when what is waited for should have begun to come */
    int connection;
    bool busy;   /* with an answer */
    bool closed; /* to make room; libmicrohttpd has yet to see it */
    bool counted;
};

struct peers {
    pthread_mutex_t mutex;
    pthread_cond_t parted;
    peer *first;
    unsigned open;
    unsigned most;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Asks for the descriptors that all connections need, and counts on no more than there are. */
static unsigned find_room(void)
{
    const rlim_t wanted = PEERS_MOST + PEERS_SPARE + OTHER_FILES;
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return PEERS_MOST / 4;
    if (files.rlim_cur < wanted) {
        files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
        (void)setrlimit(RLIMIT_NOFILE, &files);
        (void)getrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur >= wanted) return PEERS_MOST;
    return files.rlim_cur > 2 * (PEERS_SPARE + OTHER_FILES) ? (unsigned)files.rlim_cur - PEERS_SPARE - OTHER_FILES
                                                            : (unsigned)files.rlim_cur / 2;
}

peers *peers_new(void)
{
    peers *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    pthread_mutex_init(&made->mutex, NULL);
    pthread_cond_init(&made->parted, NULL);
    made->most = find_room();
    return made;
}

void peers_free(peers *from)
{
    if (!from) return;
    pthread_cond_destroy(&from->parted);
    pthread_mutex_destroy(&from->mutex);
    free(from);
}

/* Ends a connection in both directions. Its thread sees that, and closes it. */
static void end(peers *in, peer *who)
{
    shutdown(who->connection, SHUT_RDWR);
    who->closed = true;
    in->open--;
}

/* The one that has been waited for longest; NULL where nobody has been for long. */
static peer *find_slowest(const peers *in)
{
    peer *found = NULL;
    int64_t since = now_ms() - PATIENCE_MS;
    for (peer *at = in->first; at; at = at->next) {
        if (at->busy || at->closed || at->since_ms > since) continue;
        found = at;
        since = at->since_ms;
    }
    return found;
}

static void refuse(int connection)
{
    static const char answer[] = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n"
                                 "Content-Type: application/json\r\nContent-Length: 52\r\n\r\n"
                                 "{\"problem\":\"there are too many connections at once\"}";
    (void)!send(connection, answer, sizeof(answer) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

peer *peers_meet(peers *in, int connection)
{
    peer *who = calloc(1, sizeof(*who));
    if (!who) return NULL;
    *who = (peer){.connection = connection, .since_ms = now_ms()};
    pthread_mutex_lock(&in->mutex);
    peer *slowest = in->open >= in->most ? find_slowest(in) : NULL;
    if (slowest) end(in, slowest);
    who->next = in->first;
    if (in->first) in->first->before = who;
    in->first = who;
    if (in->open++ >= in->most) {
        refuse(connection);
        end(in, who);
    }
    pthread_mutex_unlock(&in->mutex);
    return who;
}

void peers_part(peers *in, peer *who)
{
    if (!who) return;
    pthread_mutex_lock(&in->mutex);
    if (who->before) who->before->next = who->next;
    if (who->next) who->next->before = who->before;
    if (in->first == who) in->first = who->next;
    if (!who->closed) in->open--;
    pthread_cond_signal(&in->parted);
    pthread_mutex_unlock(&in->mutex);
    free(who);
}

void peers_end_all(peers *in)
{
    pthread_mutex_lock(&in->mutex);
    in->most = 0;
    for (peer *at = in->first; at; at = at->next) {
        if (!at->closed) end(in, at);
    }
    while (in->first) pthread_cond_wait(&in->parted, &in->mutex);
    pthread_mutex_unlock(&in->mutex);
}

static void note(peers *in, peer *who, bool busy)
{
    if (!who) return;
    pthread_mutex_lock(&in->mutex);
    who->since_ms = now_ms();
    who->busy = busy;
    pthread_mutex_unlock(&in->mutex);
}

void peers_wait(peers *in, peer *who)
{
    note(in, who, false);
}

void peers_hear(peers *in, peer *who, size_t bytes)
{
    if (!who) return;
    const int64_t now = now_ms();
    pthread_mutex_lock(&in->mutex);
    who->since_ms += (int64_t)(bytes / LEAST_BYTES_PER_MS);
    if (who->since_ms > now) who->since_ms = now;
    pthread_mutex_unlock(&in->mutex);
}

void peers_answer(peers *in, peer *who)
{
    note(in, who, true);
}

bool peers_is_new(peers *in, peer *who)
{
    if (!who) return false;
    pthread_mutex_lock(&in->mutex);
    const bool is_new = !who->counted;
    who->counted = true;
    pthread_mutex_unlock(&in->mutex);
    return is_new;
}
