/* Gives a client to a loop of libuv: to be copied as it is. */
#ifndef EXAMPLES_UV_CLIENT_H
#define EXAMPLES_UV_CLIENT_H

#include <sdp/sdp.h>

#include <stdlib.h>
#include <uv.h>

typedef struct uv_watcher {
    uv_poll_t poll; /* the first member: both have one address */
    struct uv_watcher *next;
    int64_t descriptor;
} uv_watcher;

typedef struct uv_client {
    uv_loop_t *loop;
    sdp_client *client;
    void (*acted)(struct uv_client *self); /* called after the client has acted, where everything may be freed */
    uv_timer_t timer;
    uv_watcher *watchers;
} uv_client;

static inline void uv_client_on_ready(uv_poll_t *poll, int status, int ready)
{
    uv_client *self = poll->data;
    int32_t events = status < 0 ? SDP_WATCH_READ | SDP_WATCH_WRITE : 0;
    if (ready & UV_READABLE) events |= SDP_WATCH_READ;
    if (ready & UV_WRITABLE) events |= SDP_WATCH_WRITE;
    sdp_client_act(self->client, ((uv_watcher *)(void *)poll)->descriptor, events);
    self->acted(self);
}

static inline void uv_client_on_time(uv_timer_t *timer)
{
    uv_client *self = timer->data;
    sdp_client_act(self->client, -1, 0);
    self->acted(self);
}

static inline void uv_client_free_watcher(uv_handle_t *handle)
{
    free(handle);
}

static inline void uv_client_watch(void *user_data, int64_t descriptor, int32_t events)
{
    uv_client *self = user_data;
    uv_watcher **link = &self->watchers;
    while (*link != NULL && (*link)->descriptor != descriptor) link = &(*link)->next;
    uv_watcher *one = *link;
    if (events == SDP_WATCH_NOTHING) {
        if (one == NULL) return;
        *link = one->next;
        uv_close((uv_handle_t *)&one->poll, uv_client_free_watcher);
        return;
    }
    if (one == NULL) {
        one = calloc(1, sizeof *one);
        if (one == NULL || uv_poll_init(self->loop, &one->poll, (int)descriptor) != 0) abort();
        one->poll.data = self;
        one->descriptor = descriptor;
        *link = one;
    }
    const int readable = events & SDP_WATCH_READ ? UV_READABLE : 0;
    uv_poll_start(&one->poll, readable | (events & SDP_WATCH_WRITE ? UV_WRITABLE : 0), uv_client_on_ready);
}

static inline void uv_client_set_timer(void *user_data, int64_t timeout_ms)
{
    uv_client *self = user_data;
    uv_timer_stop(&self->timer);
    uv_update_time(self->loop); /* timers count from when the loop woke */
    if (timeout_ms >= 0) uv_timer_start(&self->timer, uv_client_on_time, (uint64_t)timeout_ms, 0);
}

/* With the first three members set. */
static inline sdp_status uv_client_attach(uv_client *self)
{
    const sdp_loop offered = {sizeof offered, uv_client_watch, uv_client_set_timer, self};
    uv_timer_init(self->loop, &self->timer);
    self->timer.data = self;
    return sdp_client_attach(self->client, &offered);
}

/* Frees the client, which is not acting. The struct is in use until the loop has closed its timer. */
static inline void uv_client_free(uv_client *self)
{
    sdp_client_free(self->client); /* nothing is watched any more */
    uv_close((uv_handle_t *)&self->timer, NULL);
}

#endif
