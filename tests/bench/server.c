/*
 * The server of the measurements: answers that stand ready, so that it costs next to nothing beside its clients.
 *
 *     bench_server LATENCY_MS FOLDER    of bodies that `bench_codec bodies` wrote
 *
 * It prints its port, and ends with its standard input. One thread, one connection after the other as epoll tells; an
 * answer leaves LATENCY_MS after its request came. GET /counts tells connections and requests so far.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 4096, REQUEST = 16384, PRODUCTS = 10000, ROW = 512 };

typedef struct connection {
    char in[REQUEST + 1];
    size_t in_size;
    char *out;
    size_t out_size;
    size_t out_sent;
    size_t out_capacity;
    int64_t due; /* nanoseconds; 0: no answer waits */
    int socket;
    int next; /* of those that wait, by socket; -1: none */
    int wants_room;
    int is_over;
} connection;

static connection *connections[MOST];
static int first_waiting = -1;
static int last_waiting = -1;
static int poller;
static int timer;
static int64_t latency;
static long accepted;
static long requests;
static char *product;
static char *contract;
static char *contracts;
static char *added;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static char *read_body(const char *folder, const char *name)
{
    enum { LARGEST = 1 << 20 };
    char path[512];
    snprintf(path, sizeof path, "%s/%s.json", folder, name);
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, LARGEST);
    if (file == NULL || text == NULL || fread(text, 1, LARGEST - 1, file) == 0) fail(path);
    fclose(file);
    return text;
}

static void reserve(connection *c, size_t size)
{
    if (c->out_capacity >= size) return;
    c->out = realloc(c->out, size);
    if (c->out == NULL) fail("realloc");
    c->out_capacity = size;
}

static void put_answer(connection *c, const char *body, size_t size)
{
    reserve(c, size + 256);
    int head = snprintf(c->out, 256,
                        "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: application/vnd.manageengine.sdp.v3+json\r\n"
                        "Cache-Control: no-store\r\nContent-Length: %zu\r\n\r\n",
                        size);
    memcpy(c->out + head, body, size);
    c->out_size = (size_t)head + size;
    c->out_sent = 0;
}

static long long number_after(const char *text, const char *name, long long otherwise)
{
    const char *found = strstr(text, name);
    return found != NULL ? atoll(found + strlen(name)) : otherwise;
}

/* A page of the products, as the query's list_info asks for it. */
static void put_page(connection *c, const char *request)
{
    static char page[101 * ROW];
    long long from = number_after(request, "start_index%22%3A", 1);
    long long rows = number_after(request, "row_count%22%3A", 10);
    if (rows > 100 || rows < 1) rows = 100;
    if (from < 1) from = 1;
    size_t at = (size_t)snprintf(page, ROW, "{\"products\":[");
    long long row = from;
    for (; row < from + rows && row <= PRODUCTS; row++) {
        at += (size_t)snprintf(
            page + at, ROW,
            "%s{\"id\":\"%lld\",\"name\":\"Product %lld\",\"part_no\":\"PN-%lld\",\"manufacturer\":\"Example\","
            "\"is_laptop\":false,\"comments\":null,\"product_type\":{\"id\":\"1893410493717337\",\"name\":"
            "\"Workstation\"},\"category\":{\"id\":\"2368781045990945\",\"name\":\"IT\",\"description\":null},"
            "\"type\":{\"id\":\"1661086585307123\",\"name\":\"Asset\"}}",
            row == from ? "" : ",", 100000000000000000 + row, row, row);
    }
    at += (size_t)snprintf(page + at, ROW,
                           "],\"list_info\":{\"has_more_rows\":%s,\"start_index\":%lld,\"row_count\":%lld},"
                           "\"response_status\":[{\"status_code\":2000,\"status\":\"success\"}]}",
                           row <= PRODUCTS ? "true" : "false", from, row - from);
    put_answer(c, page, at);
}

static void answer(connection *c)
{
    const char *body = product;
    char counts[128];
    if (strncmp(c->in, "POST", 4) == 0) {
        body = added;
    } else if (strncmp(c->in, "GET /counts", 11) == 0) {
        snprintf(counts, sizeof counts, "{\"connections\":%ld,\"requests\":%ld}", accepted, requests);
        body = counts;
    } else if (strstr(c->in, "/contracts/") != NULL) {
        body = contract;
    } else if (strstr(c->in, "/contracts") != NULL) {
        body = contracts;
    } else if (strstr(c->in, "/products/") == NULL) {
        put_page(c, c->in);
        return;
    }
    put_answer(c, body, strlen(body));
}

static void close_connection(connection *c)
{
    close(c->socket);
    connections[c->socket] = NULL;
    free(c->out);
    free(c);
}

static void watch(connection *c, int room)
{
    struct epoll_event event = {.events = EPOLLIN | (room ? (uint32_t)EPOLLOUT : 0u), .data.fd = c->socket};
    if (c->wants_room != room) epoll_ctl(poller, EPOLL_CTL_MOD, c->socket, &event);
    c->wants_room = room;
}

/* Returns 0 where the connection is gone. */
static int send_rest(connection *c)
{
    while (c->out_sent < c->out_size) {
        ssize_t sent = send(c->socket, c->out + c->out_sent, c->out_size - c->out_sent, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            watch(c, 1);
            return 1;
        }
        if (sent <= 0) return 0;
        c->out_sent += (size_t)sent;
    }
    watch(c, 0);
    return 1;
}

static void set_timer(void)
{
    int64_t due = first_waiting >= 0 ? connections[first_waiting]->due : 0;
    struct itimerspec time = {{0, 0}, {due / 1000000000, due % 1000000000}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &time, NULL);
}

static void wait_for_turn(connection *c)
{
    c->due = now() + latency;
    c->next = -1;
    if (last_waiting >= 0) connections[last_waiting]->next = c->socket;
    last_waiting = c->socket;
    if (first_waiting >= 0) return;
    first_waiting = c->socket;
    set_timer();
}

static void send_due(void)
{
    const int64_t time = now();
    while (first_waiting >= 0 && connections[first_waiting]->due <= time) {
        connection *c = connections[first_waiting];
        first_waiting = c->next;
        if (first_waiting < 0) last_waiting = -1;
        c->due = 0;
        if (c->is_over || !send_rest(c)) close_connection(c);
    }
    set_timer();
}

/* Answers a request that is whole; the next one comes after the answer. Returns 0 where the connection is done with. */
static int take_request(connection *c)
{
    c->in[c->in_size] = '\0';
    const char *end = strstr(c->in, "\r\n\r\n");
    if (end == NULL) return c->in_size < REQUEST;
    size_t head = (size_t)(end - c->in) + 4;
    const char *length = strcasestr(c->in, "\r\nContent-Length:");
    size_t size = head + (length != NULL && length < end ? (size_t)atoll(length + 17) : 0);
    if (c->in_size < size) return c->in_size < REQUEST && size <= REQUEST;
    requests++;
    answer(c);
    c->in_size = 0;
    if (latency == 0) return send_rest(c);
    wait_for_turn(c);
    return 1;
}

static void serve(connection *c, uint32_t events)
{
    int good = 1;
    if (events & EPOLLOUT) good = send_rest(c);
    if (good && (events & (EPOLLIN | EPOLLHUP | EPOLLERR))) {
        ssize_t got = recv(c->socket, c->in + c->in_size, REQUEST - c->in_size, 0);
        if (got > 0) {
            c->in_size += (size_t)got;
            good = take_request(c);
        } else {
            good = got < 0 && errno == EAGAIN;
        }
    }
    if (good) return;
    if (c->due == 0) {
        close_connection(c);
    } else {
        c->is_over = 1; /* its turn is still to come */
        epoll_ctl(poller, EPOLL_CTL_DEL, c->socket, NULL);
    }
}

static void add(int listener)
{
    for (;;) {
        int one = 1;
        int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) return;
        connection *c = socket < MOST ? malloc(sizeof *c) : NULL;
        if (c == NULL) fail("too many connections");
        *c = (connection){.socket = socket, .next = -1};
        connections[socket] = c;
        accepted++;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = socket};
        epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event);
    }
}

static int listen_on_loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 512) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        fail("listen");
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static void poll_also(int descriptor)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
}

int main(int count, char **arguments)
{
    if (count != 3) return 2;
    latency = atoll(arguments[1]) * 1000000;
    product = read_body(arguments[2], "product");
    contract = read_body(arguments[2], "contract");
    contracts = read_body(arguments[2], "contracts");
    added = read_body(arguments[2], "added");
    poller = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    int listener = listen_on_loopback();
    poll_also(listener);
    poll_also(timer);
    poll_also(STDIN_FILENO);
    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int descriptor = events[i].data.fd;
            uint64_t expirations;
            if (descriptor == STDIN_FILENO) return 0;
            if (descriptor == listener) {
                add(listener);
            } else if (descriptor == timer) {
                if (read(timer, &expirations, sizeof expirations) > 0) send_due();
            } else if (connections[descriptor] != NULL) {
                serve(connections[descriptor], events[i].events);
            }
        }
    }
}
