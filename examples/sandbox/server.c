#include "server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "control.h"
#include "fault_answer.h"
#include "guard.h"
#include "page.h"
#include "peers.h"
#include "relay.h"
#include "response.h"
#include "shown.h"
#include "upload.h"
#include "wire.h"

#define MOST_BODY (16u * 1024 * 1024)
#define MOST_UPLOAD (4096ull * 1024 * 1024)
#define MOST_HEAD (256u * 1024) /* request line and headers of a connection */
#define STACK (1024u * 1024)    /* the largest search takes a quarter of it, and twice that with a sanitizer */
#define IDLE_SECONDS 300u
#define STEP_MS 20 /* so often it is looked whether what is waited for came */

struct server {
    struct MHD_Daemon *daemon;
    sandbox *served;
    peers *peers;
    atomic_bool stopping;
    atomic_llong received; /* bytes of bodies that are kept now */
    int64_t most_received;
    uint16_t port;
};

static peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static int descriptor_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/* Called with the target as it came, before libmicrohttpd decodes anything; what it returns is the request's
   own context in the functions below. */
static void *begin(void *data, const char *target, struct MHD_Connection *connection)
{
    server *on = data;
    peers_wait(on->peers, peer_of(connection));
    request *made = calloc(1, sizeof(*made));
    if (made && !request_set_target(made, target)) {
        request_free(made);
        free(made);
        made = NULL;
    }
    return made;
}

static void end(void *data, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode how)
{
    server *on = data;
    (void)how;
    peers_wait(on->peers, peer_of(connection));
    request *from = *context;
    if (from) {
        atomic_fetch_sub(&on->received, (long long)from->body.size);
        upload_free(from->upload);
        request_free(from);
    }
    free(from);
    *context = NULL;
}

static void meet(void *data, struct MHD_Connection *connection, void **context,
                 enum MHD_ConnectionNotificationCode what)
{
    server *on = data;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = peers_meet(on->peers, descriptor_of(connection));
    } else {
        peers_part(on->peers, *context);
        *context = NULL;
    }
}

/* A connection counts from its first request to the API on, so that the questions of tests to the sandbox itself do
   not. */
static void count_connection(const server *on, struct MHD_Connection *connection)
{
    if (peers_is_new(on->peers, peer_of(connection))) record_connection(on->served->record);
}

static bool has_left(struct MHD_Connection *connection)
{
    char byte;
    return recv(descriptor_of(connection), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* Waits until the time is up, the client has gone or the server stops; `ms` -1 has no end. */
static void wait_ms(server *on, struct MHD_Connection *connection, int ms)
{
    while (ms != 0 && !atomic_load(&on->stopping) && !has_left(connection)) {
        int step = ms < 0 || ms > STEP_MS ? STEP_MS : ms;
        nanosleep(&(struct timespec){.tv_nsec = step * 1000000L}, NULL);
        if (ms > 0) ms -= step;
    }
}

/* Waits until the rule is gone or the server stops, whether the client is there or not. */
static void wait_held(server *on, const fault *by)
{
    while (!atomic_load(&on->stopping) && faults_hold(on->served->faults, by)) {
        nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
    }
}

/* Sends what HTTP forbids, and then closes the connection. */
static enum MHD_Result send_wrong(server *on, struct MHD_Connection *connection, const answer *from, const fault *with)
{
    wire_send(descriptor_of(connection), on->served->files, from, with);
    if (with->action == FAULT_STALL_BODY) wait_ms(on, connection, -1);
    return MHD_NO;
}

static enum MHD_Result send_answer(server *on, struct MHD_Connection *connection, answer *from, const fault *with)
{
    if (from->body.failed) {
        from->http = 500;
        text_free(&from->body);
    }
    if (wire_is_for(with)) return send_wrong(on, connection, from, with);
    struct MHD_Response *response = response_make(on->served->files, from, with);
    if (!response) return MHD_NO;
    enum MHD_Result queued = MHD_queue_response(connection, (unsigned)from->http, response);
    MHD_destroy_response(response);
    return queued;
}

/* Writes a line of the log. What could steer a terminal is shown as '?'. */
static void log_request(sandbox *in, const request *from, int status)
{
    char line[512];
    text path = {0};
    shown_path(in, from, &path);
    int length = snprintf(line, sizeof(line), "%s %s %d", from->method, text_get(&path), status);
    text_free(&path);
    for (int i = 0; i < length && line[i]; i++) {
        if (line[i] < 0x20 || line[i] > 0x7E) line[i] = '?';
    }
    fprintf(stderr, "%s\n", line);
}

static int64_t now_us(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Answers a request to the API, as far as a fault lets it. False: the connection is closed without an answer. */
static bool answer_api(server *on, struct MHD_Connection *connection, request *from, const char *below, answer *out,
                       fault *with)
{
    sandbox *served = on->served;
    text name = {0};
    text applied = {0};
    record_entry seen = {.method = from->method, .time_ms = now_us(CLOCK_REALTIME) / 1000};
    const int64_t began = now_us(CLOCK_MONOTONIC);
    api_route(from, below, &name);
    record_arrival(served->record, text_get(&name));
    *with = faults_decide(served->faults, from->method, below, &applied);
    wait_ms(on, connection, with->latency_ms);
    if (with->action == FAULT_HOLD) wait_held(on, with);
    if (with->action == FAULT_STALL) wait_ms(on, connection, -1);
    bool answered = with->action != FAULT_RESET && with->action != FAULT_STALL;
    if (answered && !fault_answer_instead(served, from, below, with, out)) {
        api_answer(served, below, from, out);
        record_handled(served->record, text_get(&name));
        fault_answer_spoil(with, out);
    }
    if (!from->input) request_find_input(from);
    bool replied = answered && with->action != FAULT_RESET_AFTER;
    seen.elapsed_us = now_us(CLOCK_MONOTONIC) - began;
    seen.fault = applied.size ? text_get(&applied) : NULL;
    shown_keep(served, from, below, &seen, replied ? out : NULL);
    text_free(&applied);
    text_free(&name);
    return answered;
}

/* Refuses a request to the sandbox itself; `why` NULL: what came is not all of it. */
static void refuse_own(const request *from, const char *why, answer *out)
{
    out->http = why ? 403 : from->too_large ? 413 : 503;
    if (!why)
        why = from->too_large ? "the body is too large" : "there is no memory left for the body; see --max-memory";
    out->content_type = "application/json";
    text_puts(&out->body, "{\"problem\":");
    text_json(&out->body, why);
    text_puts(&out->body, "}");
}

/* Answers a request to the sandbox itself, which may first wait for something to tell. */
static void answer_own(server *on, struct MHD_Connection *connection, const request *from, answer *out)
{
    const char *origin = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ORIGIN);
    const char *why = guard_judge(from->method, from->host, origin, guard_is_loopback(descriptor_of(connection)));
    out->own = true;
    if (why || from->too_large || from->no_room) {
        refuse_own(from, why, out);
        return;
    }
    for (int waited = 0;
         control_would_wait(on->served, from, waited) && !atomic_load(&on->stopping) && !has_left(connection);
         waited += STEP_MS) {
        wait_ms(on, connection, STEP_MS);
    }
    if (!page_answer(from, out) && !control_answer(on->served, from, out)) answer_html(out, 404);
}

static enum MHD_Result answer_request(server *on, struct MHD_Connection *connection, request *from)
{
    answer out = {0};
    fault with = {.action = FAULT_NONE};
    bool answered = true;
    peers_answer(on->peers, peer_of(connection));
    const char *below = api_below(on->served, from);
    if (below) {
        count_connection(on, connection);
        answered = answer_api(on, connection, from, below, &out, &with);
    } else {
        answer_own(on, connection, from, &out);
    }
    if (on->served->log) log_request(on->served, from, answered ? out.http : 0);
    enum MHD_Result result = answered ? send_answer(on, connection, &out, &with) : MHD_NO;
    answer_free(&out);
    return result;
}

/* Whether a body is too large already by its announced length. */
static bool announces_too_much(const request *from, struct MHD_Connection *connection)
{
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return length && strtoull(length, NULL, 10) > (from->upload ? MOST_UPLOAD : MOST_BODY);
}

/* What tells where the body ends. */
typedef struct ends {
    const char *length;
    bool chunked;
    bool clear; /* it is told in one way */
} ends;

static enum MHD_Result look_at_end(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
    ends *of = data;
    (void)kind;
    if (!value) return MHD_YES;
    if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0) {
        if (of->length && strcmp(of->length, value) != 0) of->clear = false;
        of->length = value;
    } else if (strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0) {
        if (of->chunked || strcasecmp(value, "chunked") != 0) of->clear = false;
        of->chunked = true;
    }
    return MHD_YES;
}

/* What two programs could read as two different requests is refused, whoever it is for. */
static bool has_clear_end(struct MHD_Connection *connection)
{
    ends of = {.clear = true};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, look_at_end, &of);
    return of.clear && !(of.length && of.chunked);
}

static enum MHD_Result refuse_end(server *on, struct MHD_Connection *connection)
{
    answer out = {.http = 400, .content_type = "application/json"};
    const fault none = {.action = FAULT_NONE};
    text_puts(&out.body,
              "{\"problem\":\"where the body ends is told in different ways, or in one that is not known\"}");
    text_puts(&out.headers, "Connection: close\n");
    enum MHD_Result result = send_answer(on, connection, &out, &none);
    answer_free(&out);
    return result;
}

/* Called when the headers are there. */
static enum MHD_Result meet_request(server *on, struct MHD_Connection *connection, const char *method, request *from)
{
    from->method = strdup(method);
    if (!from->method) return MHD_NO;
    if (!has_clear_end(connection)) return refuse_end(on, connection);
    from->accept = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT);
    from->authorization = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
    from->authtoken = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "authtoken");
    from->technician_key = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "TECHNICIAN_KEY");
    from->content_type = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE);
    from->host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
    if (api_relays(on->served)) {
        relay_keep_headers(connection, from);
    } else if (request_is_multipart(from)) {
        from->upload = upload_new(on->served->files, from->content_type, api_takes_file(on->served, from));
        if (!from->upload) return MHD_NO;
    }
    from->too_large = announces_too_much(from, connection);
    return from->too_large ? answer_request(on, connection, from) : MHD_YES;
}

/* Forgets a body that is not wanted any more. */
static void drop_body(server *on, request *from)
{
    atomic_fetch_sub(&on->received, (long long)from->body.size);
    text_free(&from->body);
}

static enum MHD_Result take_body(server *on, request *from, const char *piece, size_t *size)
{
    bool good = true;
    from->body_size += *size;
    if (from->body_size > (from->upload ? MOST_UPLOAD : MOST_BODY)) {
        from->too_large = true;
        drop_body(on, from);
    } else if (from->no_room) {
        /* The rest is read, for the answer comes behind it. */
    } else if (from->upload) {
        upload_take(from->upload, piece, *size);
    } else {
        text_add(&from->body, piece, *size);
        good = !from->body.failed;
        if (good) from->no_room = atomic_fetch_add(&on->received, (long long)*size) > on->most_received;
        if (from->no_room) drop_body(on, from);
    }
    *size = 0;
    return good ? MHD_YES : MHD_NO;
}

/* Called once with the headers, then for each piece of the body, then once more when all of it is there. */
static enum MHD_Result handle(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *piece, size_t *piece_size, void **context)
{
    (void)url;
    (void)version;
    server *on = data;
    request *from = *context;
    if (!from) return MHD_NO;
    peers_hear(on->peers, peer_of(connection), *piece_size);
    if (!from->method) return meet_request(on, connection, method, from);
    if (*piece_size == 0) return answer_request(on, connection, from);
    return take_body(on, from, piece, piece_size);
}

bool server_knows_address(const char *address)
{
    struct in_addr binary;
    return inet_pton(AF_INET, address, &binary) == 1;
}

server *server_start(sandbox *served, const char *listen_on, uint16_t port, int64_t most_received)
{
    server *made = calloc(1, sizeof(*made));
    if (made) made->peers = peers_new();
    if (!made || !made->peers) {
        free(made);
        return NULL;
    }
    made->served = served;
    made->most_received = most_received;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, listen_on ? listen_on : "127.0.0.1", &address.sin_addr);
    made->daemon = MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC, port, NULL, NULL,
        handle, made, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_URI_LOG_CALLBACK, begin, made,
        MHD_OPTION_NOTIFY_COMPLETED, end, made, MHD_OPTION_NOTIFY_CONNECTION, meet, made, MHD_OPTION_CONNECTION_LIMIT,
        PEERS_MOST + PEERS_SPARE, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MOST_HEAD, MHD_OPTION_CONNECTION_TIMEOUT,
        IDLE_SECONDS, MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK, MHD_OPTION_LISTEN_BACKLOG_SIZE, 511u,
        MHD_OPTION_END);
    const union MHD_DaemonInfo *info =
        made->daemon ? MHD_get_daemon_info(made->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!info) {
        if (made->daemon) MHD_stop_daemon(made->daemon);
        peers_free(made->peers);
        free(made);
        return NULL;
    }
    made->port = info->port;
    return made;
}

uint16_t server_port(const server *of)
{
    return of->port;
}

void server_stop(server *from)
{
    if (!from) return;
    atomic_store(&from->stopping, true);
    /* libmicrohttpd 0.9.75 crashes where it refuses a malformed request while it stops: no connection may be left
       when it begins to. */
    MHD_socket listening = MHD_quiesce_daemon(from->daemon);
    peers_end_all(from->peers);
    MHD_stop_daemon(from->daemon);
    if (listening != MHD_INVALID_SOCKET) close(listening);
    peers_free(from->peers);
    free(from);
}
