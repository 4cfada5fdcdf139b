#include "wire.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define API_TYPE "application/vnd.manageengine.sdp.v3+json;charset=UTF-8"
#define PATIENCE_MS 10000
#define TOO_LONG 100 /* bytes that are announced and never come */

bool wire_retry_after(const fault *with, char *out, size_t size)
{
    if (with->retry == RETRY_NONE) return false;
    if (with->retry == RETRY_SECONDS) {
        snprintf(out, size, "%" PRId64, with->retry_after);
        return true;
    }
    struct tm at = {0};
    time_t when = time(NULL) + with->retry_after;
    gmtime_r(&when, &at);
    return strftime(out, size, "%a, %d %b %Y %H:%M:%S GMT", &at) > 0;
}

const char *wire_content_type(const answer *from)
{
    if (from->file_content) return from->file_type;
    if (!from->body.size) return NULL;
    return from->content_type ? from->content_type : API_TYPE;
}

bool wire_is_for(const fault *with)
{
    return with->action >= FAULT_RESET_DURING;
}

static bool send_all(int to, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(to, bytes, size, MSG_NOSIGNAL);
        if (sent > 0) {
            bytes += sent;
            size -= (size_t)sent;
            continue;
        }
        struct pollfd room = {.fd = to, .events = POLLOUT};
        if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) return false;
        if (errno != EINTR && poll(&room, 1, PATIENCE_MS) <= 0) return false;
    }
    return true;
}

/* Sends that much of the body, which may be a file. */
static void send_body(int to, files *from, const answer *what, uint64_t size)
{
    char piece[16384];
    if (!what->file_content) {
        send_all(to, text_get(&what->body), (size_t)size);
        return;
    }
    for (uint64_t at = 0; at < size;) {
        size_t room = size - at < sizeof(piece) ? (size_t)(size - at) : sizeof(piece);
        ssize_t count = files_read(from, what->file_content, at, piece, room);
        if (count <= 0 || !send_all(to, piece, (size_t)count)) return;
        at += (uint64_t)count;
    }
}

static void write_head(const answer *what, uint64_t announced, text *out)
{
    const char *type = wire_content_type(what);
    text_printf(out, "HTTP/1.1 %d Answer\r\nContent-Length: %" PRIu64 "\r\n", what->http, announced);
    if (type) text_printf(out, "Content-Type: %s\r\n", type);
    text_puts(out, "\r\n");
}

/* Sends a reset at once: a connection that is connected to nothing is given up. Where a system does not do that, the
   closing does. */
static void reset(int connection)
{
    struct linger none = {.l_onoff = 1};
    struct sockaddr nothing = {.sa_family = AF_UNSPEC};
    setsockopt(connection, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
    if (connect(connection, &nothing, sizeof(nothing)) != 0) shutdown(connection, SHUT_RD);
}

void wire_send(int to, files *from, const answer *what, const fault *with)
{
    bool half =
        with->action == FAULT_TRUNCATE || with->action == FAULT_RESET_DURING || with->action == FAULT_STALL_BODY;
    uint64_t size = what->file_content ? (uint64_t)what->file_size : what->body.size;
    uint64_t announced = size;
    if (with->action == FAULT_SHORT) announced = size / 2;
    if (with->action == FAULT_LONG) announced = size + TOO_LONG;
    text head = {0};
    write_head(what, announced, &head);
    /* An answer without a body is cut in its head. */
    size_t head_size = half && size == 0 ? head.size / 2 : head.size;
    if (with->action != FAULT_RESET_AFTER && !head.failed && send_all(to, text_get(&head), head_size)) {
        send_body(to, from, what, half ? size / 2 : size);
    }
    text_free(&head);
    if (with->action == FAULT_RESET_DURING || with->action == FAULT_RESET_AFTER) reset(to);
}
