#define _GNU_SOURCE

#include "raw_server.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 512, MOST_REQUESTS = 4096, WAIT_SECONDS = 10 };

typedef struct connection {
    raw_server *server;
    pthread_t thread;
    int socket; /* closed by its thread alone */
    int number;
    char *input; /* what was received and not yet used */
    size_t input_size;
    size_t input_capacity;
} connection;

struct raw_server {
    const raw_step **scripts;
    size_t script_count;
    int listener;
    int stop_read; /* readable once the server is being stopped */
    int stop_write;
    int hold_read;  /* readable once nothing is held any more */
    int hold_write; /* -1 from then on */
    int port;
    char url[40];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    connection connections[MOST_CONNECTIONS];
    int connection_count;
    raw_request *requests[MOST_REQUESTS];
    int request_count;
};

static void die(const char *what)
{
    perror(what);
    abort();
}

static void *need(void *memory)
{
    if (memory == NULL) die("raw_server: memory");
    return memory;
}

/* Waits for input on the connection; 0 once the server is being stopped. */
static int wait_input(const connection *one)
{
    struct pollfd watched[2] = {{.fd = one->socket, .events = POLLIN},
                                {.fd = one->server->stop_read, .events = POLLIN}};
    while (poll(watched, 2, -1) < 0) {
        if (errno != EINTR) die("raw_server: poll");
    }
    return watched[1].revents == 0;
}

/* Sleeps; 0 once the server is being stopped. */
static int pause_ms(const raw_server *server, int ms)
{
    struct pollfd stop = {.fd = server->stop_read, .events = POLLIN};
    return poll(&stop, 1, ms) == 0;
}

/* Waits for raw_server_release(); 0 once the server is being stopped. */
static int wait_release(const raw_server *server)
{
    struct pollfd watched[2] = {{.fd = server->hold_read, .events = POLLIN},
                                {.fd = server->stop_read, .events = POLLIN}};
    while (poll(watched, 2, -1) < 0) {
        if (errno != EINTR) die("raw_server: poll");
    }
    return watched[1].revents == 0;
}

/* Receives some more bytes; 0 at the end of the connection. */
static int receive(connection *one)
{
    if (one->input_capacity - one->input_size < 65536) {
        one->input_capacity = one->input_capacity * 2 + 131072;
        one->input = need(realloc(one->input, one->input_capacity));
    }
    if (!wait_input(one)) return 0;
    ssize_t got = recv(one->socket, one->input + one->input_size, one->input_capacity - one->input_size - 1, 0);
    if (got <= 0) return 0;
    one->input_size += (size_t)got;
    one->input[one->input_size] = '\0';
    return 1;
}

/* Makes sure that so many bytes are there. */
static int receive_until(connection *one, size_t size)
{
    while (one->input_size < size) {
        if (!receive(one)) return 0;
    }
    return 1;
}

/* Finds `mark` at or after `from`; its offset, or -1 at the end of the connection. */
static ssize_t receive_mark(connection *one, size_t from, const char *mark)
{
    for (;;) {
        if (one->input_size > from) {
            const char *found = memmem(one->input + from, one->input_size - from, mark, strlen(mark));
            if (found != NULL) return found - one->input;
        }
        if (!receive(one)) return -1;
    }
}

static void use(connection *one, size_t size)
{
    one->input_size -= size;
    memmove(one->input, one->input + size, one->input_size + 1);
}

static char *copy(const char *from, size_t size)
{
    char *to = need(malloc(size + 1));
    memcpy(to, from, size);
    to[size] = '\0';
    return to;
}

static void free_request(raw_request *request)
{
    free(request->method);
    free(request->target);
    free(request->version);
    free(request->head);
    free(request->body);
    free(request);
}

const char *raw_request_header(const raw_request *request, const char *name)
{
    static _Thread_local char value[65536];
    size_t length = strlen(name);
    for (const char *line = request->head; *line != '\0'; line = strchr(line, '\n') + 1) {
        if (strncasecmp(line, name, length) != 0 || line[length] != ':') continue;
        const char *start = line + length + 1;
        while (*start == ' ') start++;
        snprintf(value, sizeof value, "%.*s", (int)strcspn(start, "\r\n"), start);
        return value;
    }
    return NULL;
}

static raw_request *parse_head(const connection *one, size_t size)
{
    raw_request *request = need(calloc(1, sizeof *request));
    const char *line = one->input;
    size_t method = strcspn(line, " \r\n");
    size_t target = strcspn(line + method + 1, " \r\n");
    const char *version = line + method + 1 + target + 1;
    size_t first = strcspn(line, "\r\n");
    request->connection = one->number;
    request->method = copy(line, method);
    request->target = copy(line + method + 1, target);
    request->version = copy(version, strcspn(version, "\r\n"));
    request->head = copy(line + first + 2, size - first - 4);
    request->body = copy("", 0);
    return request;
}

static void add_body(raw_request *request, const char *bytes, size_t size)
{
    request->body = need(realloc(request->body, request->body_size + size + 1));
    memcpy(request->body + request->body_size, bytes, size);
    request->body_size += size;
    request->body[request->body_size] = '\0';
}

static int read_chunks(connection *one, raw_request *request)
{
    for (;;) {
        ssize_t line = receive_mark(one, 0, "\r\n");
        if (line < 0) return 0;
        size_t size = strtoul(one->input, NULL, 16);
        use(one, (size_t)line + 2);
        if (!receive_until(one, size + 2)) return 0;
        add_body(request, one->input, size);
        use(one, size + 2);
        if (size == 0) return 1;
    }
}

static int read_body(connection *one, raw_request *request)
{
    const char *encoding = raw_request_header(request, "Transfer-Encoding");
    if (encoding != NULL && strcasecmp(encoding, "chunked") == 0) {
        request->chunked = 1;
        return read_chunks(one, request);
    }
    const char *length = raw_request_header(request, "Content-Length");
    size_t size = length != NULL ? strtoul(length, NULL, 10) : 0;
    if (!receive_until(one, size)) return 0;
    if (size == 0) return 1;
    add_body(request, one->input, size);
    use(one, size);
    return 1;
}

static int read_request(connection *one, int with_body)
{
    raw_server *server = one->server;
    ssize_t end = receive_mark(one, 0, "\r\n\r\n");
    if (end < 0) return 0;
    raw_request *request = parse_head(one, (size_t)end + 4);
    use(one, (size_t)end + 4);
    if (with_body && !read_body(one, request)) {
        free_request(request);
        return 0;
    }
    pthread_mutex_lock(&server->lock);
    if (server->request_count == MOST_REQUESTS) die("raw_server: too many requests");
    server->requests[server->request_count++] = request;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    return 1;
}

/* Waits for room instead of blocking in send(), so that a client that reads nothing cannot keep the server running. */
static int send_bytes(const connection *one, const char *bytes, size_t size)
{
    while (size > 0) {
        struct pollfd watched[2] = {{.fd = one->socket, .events = POLLOUT},
                                    {.fd = one->server->stop_read, .events = POLLIN}};
        if (poll(watched, 2, -1) < 0 && errno != EINTR) die("raw_server: poll");
        if (watched[1].revents != 0) return 0;
        ssize_t sent = send(one->socket, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) return 0;
        if (sent < 0) continue;
        bytes += sent;
        size -= (size_t)sent;
    }
    return 1;
}

static int send_step(const connection *one, const raw_step *step)
{
    size_t size = step->size > 0 ? step->size : strlen(step->text);
    size_t times = step->times > 0 ? step->times : 1;
    size_t piece = step->piece > 0 ? step->piece : size;
    for (size_t round = 0; round < times; round++) {
        for (size_t at = 0; at < size; at += piece) {
            if (step->ms > 0 && at > 0 && !pause_ms(one->server, step->ms)) return 0;
            if (!send_bytes(one, step->text + at, piece < size - at ? piece : size - at)) return 0;
        }
    }
    return 1;
}

static int send_reply(const connection *one, const raw_step *step)
{
    char head[512];
    size_t size = strlen(step->body);
    int length =
        snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                 step->text, size);
    return send_bytes(one, head, (size_t)length) && send_bytes(one, step->body, size);
}

static void close_with_reset(const connection *one)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    setsockopt(one->socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

/* Does one step; 0 where the script ends. */
static int play(connection *one, const raw_step *step)
{
    switch (step->kind) {
    case RAW_KIND_READ:
        return read_request(one, 1);
    case RAW_KIND_READ_HEAD:
        return read_request(one, 0);
    case RAW_KIND_REPLY:
        return send_reply(one, step);
    case RAW_KIND_SEND:
        return send_step(one, step);
    case RAW_KIND_DELAY:
        return pause_ms(one->server, step->ms);
    case RAW_KIND_STALL:
        while (receive(one)) continue;
        return 0;
    case RAW_KIND_HOLD:
        return wait_release(one->server);
    case RAW_KIND_RESET:
        close_with_reset(one);
        return 0;
    case RAW_KIND_REPEAT:
    case RAW_KIND_CLOSE:
    case RAW_KIND_END:
        break;
    }
    return 0;
}

static void *serve(void *opaque)
{
    connection *one = opaque;
    const raw_server *server = one->server;
    size_t number = (size_t)one->number;
    const raw_step *script = server->scripts[number < server->script_count ? number : server->script_count - 1];
    const raw_step *step = script;
    for (;;) {
        if (step->kind == RAW_KIND_REPEAT) {
            step = script;
        } else if (play(one, step)) {
            step++;
        } else {
            break;
        }
    }
    close(one->socket);
    free(one->input);
    return NULL;
}

static void *accept_all(void *opaque)
{
    raw_server *server = opaque;
    struct pollfd watched[2] = {{.fd = server->listener, .events = POLLIN},
                                {.fd = server->stop_read, .events = POLLIN}};
    for (;;) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR) die("raw_server: poll");
        if (watched[1].revents != 0) return NULL;
        int socket = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
        if (socket < 0) continue;
        /* Without it, what follows the first piece of an answer waits until the client says that it has that one. */
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        pthread_mutex_lock(&server->lock);
        if (server->connection_count == MOST_CONNECTIONS) die("raw_server: too many connections");
        connection *one = &server->connections[server->connection_count];
        *one = (connection){.server = server, .socket = socket, .number = server->connection_count};
        if (pthread_create(&one->thread, NULL, serve, one) != 0) die("raw_server: thread");
        server->connection_count++;
        pthread_cond_broadcast(&server->changed);
        pthread_mutex_unlock(&server->lock);
    }
}

raw_server *raw_server_start(const raw_step *const *scripts, size_t count)
{
    raw_server *server = need(calloc(1, sizeof *server));
    int stop[2];
    int hold[2];
    server->scripts = need(calloc(count, sizeof *server->scripts));
    for (size_t i = 0; i < count; i++) server->scripts[i] = scripts[i];
    server->script_count = count;
    server->listener = raw_bind(&server->port);
    if (listen(server->listener, 128) != 0) die("raw_server: listen");
    if (fcntl(server->listener, F_SETFL, O_NONBLOCK) != 0) die("raw_server: fcntl");
    if (pipe2(stop, O_CLOEXEC) != 0 || pipe2(hold, O_CLOEXEC) != 0) die("raw_server: pipe");
    server->stop_read = stop[0];
    server->stop_write = stop[1];
    server->hold_read = hold[0];
    server->hold_write = hold[1];
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", server->port);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    if (pthread_create(&server->thread, NULL, accept_all, server) != 0) die("raw_server: thread");
    return server;
}

void raw_server_release(raw_server *server)
{
    close(server->hold_write); /* as with the other pipe */
    server->hold_write = -1;
}

void raw_server_stop(raw_server *server)
{
    if (server == NULL) return;
    close(server->stop_write); /* its other end becomes readable, and stays so, for every thread */
    pthread_join(server->thread, NULL);
    for (int i = 0; i < server->connection_count; i++) pthread_join(server->connections[i].thread, NULL);
    for (int i = 0; i < server->request_count; i++) free_request(server->requests[i]);
    close(server->listener);
    close(server->stop_read);
    close(server->hold_read);
    if (server->hold_write >= 0) close(server->hold_write);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->lock);
    free(server->scripts);
    free(server);
}

int raw_server_port(const raw_server *server)
{
    return server->port;
}

const char *raw_server_url(const raw_server *server)
{
    return server->url;
}

int raw_server_connections(raw_server *server)
{
    pthread_mutex_lock(&server->lock);
    int count = server->connection_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

int raw_server_requests(raw_server *server)
{
    pthread_mutex_lock(&server->lock);
    int count = server->request_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

int raw_server_wait(raw_server *server, int requests)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_SECONDS;
    pthread_mutex_lock(&server->lock);
    int failed = 0;
    while (server->request_count < requests && failed == 0) {
        failed = pthread_cond_timedwait(&server->changed, &server->lock, &until);
    }
    int reached = server->request_count >= requests;
    pthread_mutex_unlock(&server->lock);
    return reached;
}

const raw_request *raw_server_request(raw_server *server, int index)
{
    pthread_mutex_lock(&server->lock);
    const raw_request *request = index >= 0 && index < server->request_count ? server->requests[index] : NULL;
    pthread_mutex_unlock(&server->lock);
    return request;
}
