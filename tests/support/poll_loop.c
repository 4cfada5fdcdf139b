#define _POSIX_C_SOURCE 200809L

#include "poll_loop.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

enum { SEATS = 8, WATCHES = 256, LONGEST_MS = 20000 };

typedef struct seat {
    poll_loop *loop;
    sdp_client *client; /* NULL: free */
    int64_t due_ms;     /* -1: not timed */
} seat;

typedef struct watch {
    seat *of;
    int descriptor;
    int32_t events;
} watch;

struct poll_loop {
    seat seats[SEATS];
    watch watches[WATCHES];
    int count;
    int descriptor_acts;
    int timer_acts;
    char problem[160]; /* the first one; nothing fails inside a callback, for that would jump over the library */
};

static void complain(poll_loop *loop, const char *what, int64_t descriptor)
{
    if (*loop->problem == '\0') snprintf(loop->problem, sizeof loop->problem, "%s: %lld", what, (long long)descriptor);
}

poll_loop *poll_loop_new(void)
{
    poll_loop *loop = calloc(1, sizeof *loop);
    assert_non_null(loop);
    return loop;
}

static watch *find(poll_loop *loop, const seat *of, int64_t descriptor)
{
    for (int i = 0; i < loop->count; i++) {
        if (loop->watches[i].of == of && loop->watches[i].descriptor == descriptor) return &loop->watches[i];
    }
    return NULL;
}

static void watch_descriptor(void *user_data, int64_t descriptor, int32_t events)
{
    seat *of = user_data;
    poll_loop *loop = of->loop;
    watch *known = find(loop, of, descriptor);
    /* One that is watched no more may be closed already: libcurl has given up connecting. */
    if (events != SDP_WATCH_NOTHING && fcntl((int)descriptor, F_GETFD) < 0) complain(loop, "not open", descriptor);
    if (events & ~(SDP_WATCH_READ | SDP_WATCH_WRITE)) complain(loop, "unknown events", events);
    if (events == SDP_WATCH_NOTHING) {
        if (known == NULL) {
            complain(loop, "was not watched", descriptor);
        } else {
            *known = loop->watches[--loop->count];
        }
    } else if (known != NULL) {
        known->events = events;
    } else if (loop->count < WATCHES) {
        loop->watches[loop->count++] = (watch){of, (int)descriptor, events};
    } else {
        complain(loop, "too many descriptors", descriptor);
    }
}

static void set_timer(void *user_data, int64_t timeout_ms)
{
    seat *of = user_data;
    if (timeout_ms < -1) complain(of->loop, "not a time", timeout_ms);
    of->due_ms = timeout_ms < 0 ? -1 : desk_now_ms() + timeout_ms;
}

void poll_loop_attach(poll_loop *loop, sdp_client *client)
{
    seat *of = loop->seats;
    while (of < loop->seats + SEATS && of->client != NULL) of++;
    assert_true(of < loop->seats + SEATS);
    *of = (seat){loop, client, -1};
    const sdp_loop own = {sizeof own, watch_descriptor, set_timer, of};
    assert_int_equal(sdp_client_attach(client, &own), SDP_OK);
}

void poll_loop_detach(poll_loop *loop, sdp_client *client)
{
    assert_int_equal(sdp_client_attach(client, NULL), SDP_OK);
    for (int i = 0; i < SEATS; i++) {
        if (loop->seats[i].client == client) loop->seats[i].client = NULL;
    }
}

static int longest_wait(const poll_loop *loop, int most_ms)
{
    const int64_t now_ms = desk_now_ms();
    int64_t wait = most_ms;
    for (const seat *s = loop->seats; s < loop->seats + SEATS; s++) {
        if (s->client == NULL || s->due_ms < 0) continue;
        const int64_t left = s->due_ms > now_ms ? s->due_ms - now_ms : 0;
        if (left < wait) wait = left;
    }
    return (int)wait;
}

static void act_on(poll_loop *loop, const watch *ready, short happened)
{
    int32_t events = 0;
    if (happened & (POLLIN | POLLHUP)) events |= SDP_WATCH_READ;
    if (happened & POLLOUT) events |= SDP_WATCH_WRITE;
    if (happened & POLLERR) events |= SDP_WATCH_READ | SDP_WATCH_WRITE;
    loop->descriptor_acts++;
    assert_int_equal(sdp_client_act(ready->of->client, ready->descriptor, events), SDP_OK);
}

void poll_loop_turn(poll_loop *loop, int most_ms)
{
    struct pollfd polled[WATCHES];
    watch watched[WATCHES];
    const int count = loop->count;
    for (int i = 0; i < count; i++) {
        watched[i] = loop->watches[i];
        polled[i] = (struct pollfd){.fd = watched[i].descriptor};
        if (watched[i].events & SDP_WATCH_READ) polled[i].events |= POLLIN;
        if (watched[i].events & SDP_WATCH_WRITE) polled[i].events |= POLLOUT;
    }
    assert_true(poll(polled, (nfds_t)count, longest_wait(loop, most_ms)) >= 0);
    for (int i = 0; i < count; i++) {
        if (polled[i].revents & POLLNVAL) fail_msg("closed while it was watched: %d", polled[i].fd);
        /* What an act before took away is not told any more. */
        if (polled[i].revents != 0 && find(loop, watched[i].of, watched[i].descriptor) != NULL) {
            act_on(loop, &watched[i], polled[i].revents);
        }
    }
    for (seat *s = loop->seats; s < loop->seats + SEATS; s++) {
        if (s->client == NULL || s->due_ms < 0 || s->due_ms > desk_now_ms()) continue;
        s->due_ms = -1;
        loop->timer_acts++;
        assert_int_equal(sdp_client_act(s->client, -1, 0), SDP_OK);
    }
}

void poll_loop_run(poll_loop *loop, const int *count, int until)
{
    const int64_t end_ms = desk_now_ms() + LONGEST_MS;
    while (*count < until) {
        if (desk_now_ms() > end_ms) fail_msg("%d of %d, %d descriptors watched", *count, until, loop->count);
        poll_loop_turn(loop, 1000);
    }
}

int poll_loop_descriptor_acts(const poll_loop *loop)
{
    return loop->descriptor_acts;
}

int poll_loop_timer_acts(const poll_loop *loop)
{
    return loop->timer_acts;
}

int poll_loop_watched(const poll_loop *loop)
{
    return loop->count;
}

int poll_loop_is_timed(const poll_loop *loop)
{
    for (int i = 0; i < SEATS; i++) {
        if (loop->seats[i].client != NULL && loop->seats[i].due_ms >= 0) return 1;
    }
    return 0;
}

void poll_loop_free(poll_loop *loop)
{
    char problem[sizeof loop->problem];
    memcpy(problem, loop->problem, sizeof problem);
    const int count = loop->count;
    const int is_timed = poll_loop_is_timed(loop);
    free(loop);
    if (*problem != '\0') fail_msg("%s", problem);
    if (count > 0) fail_msg("%d descriptors are still watched", count);
    if (is_timed) fail_msg("a timer is still set");
}

static void count_result(void *user_data, sdp_batch *batch, const sdp_batch_result *result)
{
    poll_tally *tally = user_data;
    (void)batch;
    tally->results++;
    tally->failed += result->status != SDP_OK;
    tally->status = result->status;
    tally->attempts = sdp_error_attempts(result->error);
}

sdp_batch *poll_loop_batch(sdp_client *client, poll_tally *tally, int concurrency)
{
    sdp_batch *batch = NULL;
    const sdp_batch_config config =
        SDP_BATCH_CONFIG(.concurrency = concurrency, .done = count_result, .user_data = tally);
    assert_int_equal(sdp_batch_new(client, &config, &batch), SDP_OK);
    return batch;
}

void poll_loop_add_gets(sdp_batch *batch, int count, const sdp_options *options)
{
    static const char *const ids[] = {"77"};
    for (int i = 0; i < count; i++) {
        assert_int_equal(sdp_batch_add(batch, "products.get", ids, 1, NULL, options, NULL), SDP_OK);
    }
}
