#include "batch_loop.h"

#include <limits.h>
#include <stdlib.h>

#include "moments.h"
#include "text.h"

/* After which a signal is noticed although nothing has come. */
enum { MOMENT_MS = 200 };

static struct pollfd *find(const batch_loop *in, int64_t descriptor)
{
    for (size_t i = 0; i < in->count; i++) {
        if (in->watched[i].fd == descriptor) return &in->watched[i];
    }
    return NULL;
}

static struct pollfd *add(batch_loop *to, int64_t descriptor)
{
    if (to->count == to->capacity) {
        to->capacity = to->capacity * 2 + 16;
        to->watched = must_have(realloc(to->watched, to->capacity * sizeof(*to->watched)));
        to->polled = must_have(realloc(to->polled, (to->capacity + 1) * sizeof(*to->polled)));
    }
    struct pollfd *added = &to->watched[to->count++];
    *added = (struct pollfd){.fd = (int)descriptor};
    return added;
}

static void watch(void *user_data, int64_t descriptor, int32_t events)
{
    batch_loop *loop = user_data;
    struct pollfd *one = find(loop, descriptor);
    if (events == SDP_WATCH_NOTHING) {
        if (one != NULL) *one = loop->watched[--loop->count];
        return;
    }
    if (one == NULL) one = add(loop, descriptor);
    one->events = (short)((events & SDP_WATCH_READ ? POLLIN : 0) | (events & SDP_WATCH_WRITE ? POLLOUT : 0));
}

static void set_timer(void *user_data, int64_t timeout_ms)
{
    batch_loop *loop = user_data;
    loop->due_ms = timeout_ms < 0 ? -1 : monotonic_ms() + timeout_ms;
}

sdp_status batch_loop_attach(batch_loop *to, sdp_client *client)
{
    const sdp_loop loop = {sizeof(loop), watch, set_timer, to};
    to->due_ms = -1;
    sdp_status status = sdp_client_attach(client, &loop);
    if (status == SDP_OK) to->client = client;
    return status;
}

static int longest_wait(const batch_loop *loop, bool briefly)
{
    int64_t wait_ms = briefly ? MOMENT_MS : -1;
    if (loop->client == NULL || loop->due_ms < 0) return (int)wait_ms;
    int64_t left_ms = loop->due_ms - monotonic_ms();
    if (left_ms < 0) left_ms = 0;
    if (wait_ms < 0 || left_ms < wait_ms) wait_ms = left_ms;
    return wait_ms > INT_MAX ? INT_MAX : (int)wait_ms;
}

static void act(const batch_loop *loop, const struct pollfd *ready)
{
    int32_t events = 0;
    if (ready->revents & (POLLIN | POLLHUP | POLLERR)) events |= SDP_WATCH_READ;
    if (ready->revents & (POLLOUT | POLLERR)) events |= SDP_WATCH_WRITE;
    /* What an act before took away is not told any more. */
    if (events != 0 && find(loop, ready->fd) != NULL) (void)sdp_client_act(loop->client, ready->fd, events);
}

void batch_loop_wait(batch_loop *loop, int input, bool briefly)
{
    struct pollfd only_input = {.fd = -1};
    struct pollfd *polled = loop->polled != NULL ? loop->polled : &only_input;
    const size_t count = loop->count;
    for (size_t i = 0; i < count; i++) polled[i] = loop->watched[i];
    polled[count] = (struct pollfd){.fd = input, .events = POLLIN};
    const int ready = poll(polled, (nfds_t)count + 1, longest_wait(loop, briefly));
    /* Acting may make the array longer, and move it. */
    for (size_t i = 0; ready > 0 && loop->polled != NULL && i < count; i++) {
        const struct pollfd one = loop->polled[i];
        act(loop, &one);
    }
    if (loop->client == NULL || loop->due_ms < 0 || loop->due_ms > monotonic_ms()) return;
    loop->due_ms = -1;
    (void)sdp_client_act(loop->client, -1, 0);
}

void batch_loop_free(batch_loop *loop)
{
    free(loop->watched);
    free(loop->polled);
    *loop = (batch_loop){.due_ms = -1};
}
