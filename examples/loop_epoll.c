/* A client in a loop around epoll, which Linux has: no function here waits but epoll_wait(). */
#include <errno.h>
#include <sys/epoll.h>

#include "many_calls.h"

typedef struct loop {
    int epoll;
    int64_t due_ms; /* when the client wants to act; -1: at no time */
} loop;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void watch(void *user_data, int64_t descriptor, int32_t events)
{
    const loop *own = user_data;
    struct epoll_event wanted = {.data.fd = (int)descriptor};
    if (events & SDP_WATCH_READ) wanted.events |= EPOLLIN;
    if (events & SDP_WATCH_WRITE) wanted.events |= EPOLLOUT;
    if (events == SDP_WATCH_NOTHING) {
        epoll_ctl(own->epoll, EPOLL_CTL_DEL, wanted.data.fd,
                  NULL); /* fails where it is closed already, which is well */
    } else if (epoll_ctl(own->epoll, EPOLL_CTL_MOD, wanted.data.fd, &wanted) != 0 && errno == ENOENT) {
        epoll_ctl(own->epoll, EPOLL_CTL_ADD, wanted.data.fd, &wanted);
    }
}

static void set_timer(void *user_data, int64_t timeout_ms)
{
    loop *own = user_data;
    own->due_ms = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
}

/* Waits for what comes first: a descriptor, or the client's time. A program watches descriptors of its own as well. */
static void turn(loop *own, sdp_client *client)
{
    struct epoll_event ready[32];
    int64_t wait_ms = own->due_ms < 0 ? -1 : own->due_ms - now_ms();
    if (own->due_ms >= 0 && wait_ms < 0) wait_ms = 0;
    int count = epoll_wait(own->epoll, ready, sizeof ready / sizeof *ready, wait_ms > 60000 ? 60000 : (int)wait_ms);
    for (int i = 0; i < count; i++) {
        int32_t events = 0;
        if (ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) events |= SDP_WATCH_READ;
        if (ready[i].events & (EPOLLOUT | EPOLLERR)) events |= SDP_WATCH_WRITE;
        sdp_client_act(client, ready[i].data.fd, events);
    }
    if (own->due_ms >= 0 && own->due_ms <= now_ms()) {
        own->due_ms = -1;
        sdp_client_act(client, -1, 0);
    }
}

int main(void)
{
    many_calls calls = {0};
    loop own = {.epoll = epoll_create1(EPOLL_CLOEXEC), .due_ms = -1};
    const sdp_loop offered = {sizeof offered, watch, set_timer, &own};
    sdp_client *client = example_connect();
    if (client == NULL || own.epoll < 0) return EXIT_FAILURE;
    sdp_status status = sdp_client_attach(client, &offered);
    if (status == SDP_OK) status = many_calls_begin(&calls, client);
    if (status != SDP_OK) return example_failed(client, "cannot begin");
    while (calls.expected > 0) turn(&own, client);
    int result = many_calls_end(&calls);
    sdp_client_free(client); /* the loop is told that nothing is to be watched any more */
    close(own.epoll);
    return result;
}
