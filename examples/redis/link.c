#include "link.h"

#include <hiredis/hiredis.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_URL = 1024,
    MAX_PROBLEM = 256,
};

struct redis_link {
    char url[MAX_URL]; /* cut into the texts below */
    const char *user;  /* NULL: the default one */
    const char *password;
    const char *host;
    const char *database;
    int port;
    redisContext *context; /* NULL: not connected */
    redisReply *reply;     /* the last one */
    char problem[MAX_PROBLEM];
};

void redis_link_wipe(void *memory, size_t size)
{
    volatile unsigned char *byte = memory;
    while (size-- > 0) *byte++ = 0;
}

static int digit(char c)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    if (at == NULL) return -1;
    return (int)(at - digits) < 16 ? (int)(at - digits) : (int)(at - digits) - 6;
}

/* Takes percent-encoding away, in place. Returns 0 where it is broken, or hides the end of a text. */
static int decode(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++, to++) {
        *to = *from;
        if (*from != '%') continue;
        const int high = digit(from[1]);
        const int low = high >= 0 ? digit(from[2]) : -1;
        if (low < 0 || high + low == 0) return 0;
        *to = (char)(high * 16 + low);
        from += 2;
    }
    *to = '\0';
    return 1;
}

/* Ends a text before the character, and returns what follows it; NULL where it does not occur. */
static char *cut(char *text, char at)
{
    char *found = strchr(text, at);
    if (found == NULL) return NULL;
    *found = '\0';
    return found + 1;
}

static int is_number(const char *text, size_t most_digits)
{
    const size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= most_digits && text[digits] == '\0';
}

static int is_loopback(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (strncmp(host, "127.", 4) == 0 && host[strspn(host, "0123456789.")] == '\0');
}

static const char *read_login(redis_link *link, char *login)
{
    char *password = cut(login, ':');
    if (password == NULL || *password == '\0') return "the login in the URL of Redis is user:password or :password";
    if (!decode(login) || !decode(password)) return "the login in the URL of Redis is not percent-encoded well";
    link->user = *login != '\0' ? login : NULL;
    link->password = password;
    return NULL;
}

static const char *read_host(redis_link *link, char *host)
{
    char *port;
    if (*host == '[') {
        char *rest = cut(++host, ']');
        if (rest == NULL || (*rest != '\0' && *rest != ':')) return "the host in the URL of Redis lacks its bracket";
        port = *rest == ':' ? rest + 1 : NULL;
    } else {
        port = cut(host, ':');
    }
    if (*host == '\0') return "the URL of Redis has no host";
    link->port = port == NULL ? 6379 : is_number(port, 5) ? (int)strtol(port, NULL, 10) : 0;
    if (link->port < 1 || link->port > 65535) return "the port in the URL of Redis is none";
    link->host = host;
    return NULL;
}

static const char *read_url(redis_link *link, const char *url, int allow_plain)
{
    static const char scheme[] = "redis://";
    if (strncmp(url, "rediss://", 9) == 0) {
        return "this connection to Redis speaks no TLS: lead it through a tunnel that ends on this machine";
    }
    if (strncmp(url, scheme, sizeof scheme - 1) != 0) return "the URL of Redis does not begin with redis://";
    if (strlen(url) >= sizeof link->url) return "the URL of Redis is too long";
    memcpy(link->url, url, strlen(url) + 1);
    char *host = link->url + sizeof scheme - 1;
    /* The last one: people forget to encode the sign in a password. */
    char *sign = strrchr(host, '@');
    if (sign != NULL) {
        char *login = host;
        *sign = '\0';
        host = sign + 1;
        const char *problem = read_login(link, login);
        if (problem != NULL) return problem;
    }
    const char *database = cut(host, '/');
    if (database != NULL && *database != '\0') {
        if (!is_number(database, 5)) return "the database in the URL of Redis is no number";
        link->database = database;
    }
    const char *problem = read_host(link, host);
    if (problem == NULL && !allow_plain && !is_loopback(link->host)) {
        problem = "the connection to Redis would not be encrypted, and its host is another machine";
    }
    return problem;
}

redis_link *redis_link_new(const char *url, int allow_plain, const char **problem)
{
    redis_link *link = calloc(1, sizeof *link);
    *problem = link == NULL ? "there is no memory" : read_url(link, url, allow_plain);
    if (*problem == NULL) return link;
    redis_link_free(link);
    return NULL;
}

/* A reply may be a record. hiredis keeps copies in buffers of its own, which nobody can wipe. */
static void forget_reply(redis_link *link)
{
    if (link->reply != NULL && link->reply->str != NULL) redis_link_wipe(link->reply->str, link->reply->len);
    freeReplyObject(link->reply);
    link->reply = NULL;
}

static void disconnect(redis_link *link)
{
    if (link->context != NULL) redisFree(link->context);
    link->context = NULL;
}

void redis_link_free(redis_link *link)
{
    if (link == NULL) return;
    forget_reply(link);
    disconnect(link);
    redis_link_wipe(link, sizeof *link);
    free(link);
}

static void say(redis_link *link, const char *what, size_t size)
{
    snprintf(link->problem, sizeof link->problem, "Redis at %.100s, port %d: %.*s", link->host, link->port, (int)size,
             what);
}

/* `number` is errno as the failure left it. */
static void say_broken(redis_link *link, int number)
{
    const redisContext *context = link->context;
    const char *what = context == NULL ? "there is no memory" : context->errstr;
    if (context != NULL && context->err == REDIS_ERR_IO && (number == EAGAIN || number == ETIMEDOUT)) {
        what = "it does not answer in time";
    }
    say(link, what, strlen(what));
    disconnect(link);
}

/* The server's own words, as far as they are the server's: in quotes it repeats what it was sent, a password too. */
static void say_refused(redis_link *link)
{
    const char *words = link->reply->str;
    size_t size = strcspn(words, "'`\"");
    if (words[size] != '\0') size = strcspn(words, ":,'`\"");
    say(link, words, size);
}

/* Takes a reply over, and says whether it is an answer. Without one the connection is of no use any more. */
static int take(redis_link *link, redisReply *reply, int number)
{
    forget_reply(link);
    link->reply = reply;
    if (reply == NULL) {
        say_broken(link, number);
        return 0;
    }
    if (reply->type != REDIS_REPLY_ERROR) return 1;
    say_refused(link);
    return 0;
}

static int tell(redis_link *link, int count, const char **words)
{
    errno = 0;
    redisReply *reply = redisCommandArgv(link->context, count, words, NULL);
    return take(link, reply, errno);
}

/* An idle connection has nothing to read, unless it is over: a server that was restarted is noticed before a command is
   lost to it. */
static int is_connected(const redis_link *link)
{
    if (link->context == NULL) return 0;
    struct pollfd one = {.fd = link->context->fd, .events = POLLIN};
    return poll(&one, 1, 0) == 0;
}

static int connect_again(redis_link *link)
{
    const struct timeval patience = {.tv_sec = REDIS_LINK_SECONDS};
    disconnect(link);
    errno = 0;
    link->context = redisConnectWithTimeout(link->host, link->port, patience);
    if (link->context == NULL || link->context->err != 0 || redisSetTimeout(link->context, patience) != REDIS_OK) {
        say_broken(link, errno);
        return 0;
    }
    const char *login[] = {"AUTH", link->user, link->password};
    const char *old_login[] = {"AUTH", link->password};
    const char *database[] = {"SELECT", link->database};
    int done = 1;
    if (link->password != NULL) done = link->user != NULL ? tell(link, 3, login) : tell(link, 2, old_login);
    if (done && link->database != NULL) done = tell(link, 2, database);
    if (!done) disconnect(link);
    return done;
}

static redis_link_answer ask(redis_link *link, int count, const char **words)
{
    redis_link_answer answer = {.kind = REDIS_LINK_FAILED};
    if (!is_connected(link) && !connect_again(link)) return answer;
    if (!tell(link, count, words)) return answer;
    if (link->reply->type == REDIS_REPLY_NIL) {
        answer.kind = REDIS_LINK_NOTHING;
    } else if (link->reply->type == REDIS_REPLY_INTEGER) {
        answer.kind = REDIS_LINK_NUMBER;
        answer.number = link->reply->integer;
    } else if (link->reply->type == REDIS_REPLY_STRING || link->reply->type == REDIS_REPLY_STATUS) {
        answer.kind = REDIS_LINK_TEXT;
        answer.text = link->reply->str;
    } else {
        static const char odd[] = "it answers what was not asked for";
        say(link, odd, sizeof odd - 1);
    }
    return answer;
}

/* hiredis writes without MSG_NOSIGNAL: where the other side is gone, SIGPIPE would end the program. It is held back in
   this thread, and taken away where it came. */
redis_link_answer redis_link_ask(redis_link *link, int count, const char **words)
{
    const struct timespec now = {0};
    sigset_t broken, pending, before;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    sigemptyset(&pending);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &broken, &before);
    redis_link_answer answer = ask(link, count, words);
    if (!sigismember(&pending, SIGPIPE)) {
        while (sigtimedwait(&broken, NULL, &now) < 0 && errno == EINTR) continue;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return answer;
}

const char *redis_link_problem(const redis_link *link)
{
    return link->problem;
}
