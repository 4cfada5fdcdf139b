/* A scripted server on 127.0.0.1, for answers and misbehaviour that HTTP libraries cannot produce. It runs in threads
   of its own. Each connection plays a script, step by step, and is closed at its end: the first connection the first
   script, and so on; the last script serves all later connections too. Scripts are borrowed until raw_server_stop().

       static const raw_step dies[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_READ, RAW_CLOSE, RAW_END};
       static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_REPEAT, RAW_END};
       raw_server *server = RAW_SERVER(dies, works);
       ... requests to raw_server_url(server) ...
       assert_int_equal(raw_server_connections(server), 2);
       assert_string_equal(raw_server_request(server, 0)->method, "GET");
       raw_server_stop(server);  */
#ifndef RAW_SERVER_H
#define RAW_SERVER_H

#include <stddef.h>

typedef enum raw_kind {
    RAW_KIND_END,
    RAW_KIND_READ,
    RAW_KIND_READ_HEAD,
    RAW_KIND_REPLY,
    RAW_KIND_SEND,
    RAW_KIND_DELAY,
    RAW_KIND_STALL,
    RAW_KIND_HOLD,
    RAW_KIND_CLOSE,
    RAW_KIND_RESET,
    RAW_KIND_REPEAT
} raw_kind;

typedef struct raw_step {
    raw_kind kind;
    const char *text;
    const char *body;
    size_t size;  /* of `text`; 0: up to its zero byte */
    size_t piece; /* send so many bytes at a time; 0: all at once */
    size_t times; /* send so often; 0: once */
    int ms;       /* between pieces, or of a delay */
} raw_step;

/* Reads a whole request, with its body (Content-Length or chunked), and records it. A connection that ends instead
   ends the script. */
#define RAW_READ                                                                                                       \
    {                                                                                                                  \
        .kind = RAW_KIND_READ                                                                                          \
    }
/* Reads and records a request up to its blank line. */
#define RAW_READ_HEAD                                                                                                  \
    {                                                                                                                  \
        .kind = RAW_KIND_READ_HEAD                                                                                     \
    }
/* A proper answer with Content-Type application/json and its Content-Length; `status_` such as "200 OK". */
#define RAW_REPLY(status_, body_)                                                                                      \
    {                                                                                                                  \
        .kind = RAW_KIND_REPLY, .text = (status_), .body = (body_)                                                     \
    }
/* Bytes as they are. */
#define RAW_SEND(text_)                                                                                                \
    {                                                                                                                  \
        .kind = RAW_KIND_SEND, .text = (text_)                                                                         \
    }
#define RAW_SEND_BYTES(bytes_, size_)                                                                                  \
    {                                                                                                                  \
        .kind = RAW_KIND_SEND, .text = (const char *)(bytes_), .size = (size_)                                         \
    }
#define RAW_SEND_TIMES(text_, times_)                                                                                  \
    {                                                                                                                  \
        .kind = RAW_KIND_SEND, .text = (text_), .times = (times_)                                                      \
    }
#define RAW_SEND_PIECES(text_, piece_, ms_)                                                                            \
    {                                                                                                                  \
        .kind = RAW_KIND_SEND, .text = (text_), .piece = (piece_), .ms = (ms_)                                         \
    }
#define RAW_DELAY(ms_)                                                                                                 \
    {                                                                                                                  \
        .kind = RAW_KIND_DELAY, .ms = (ms_)                                                                            \
    }
/* Does nothing until the client closes the connection, or the server is stopped. */
#define RAW_STALL                                                                                                      \
    {                                                                                                                  \
        .kind = RAW_KIND_STALL                                                                                         \
    }
/* Waits for raw_server_release(). */
#define RAW_HOLD                                                                                                       \
    {                                                                                                                  \
        .kind = RAW_KIND_HOLD                                                                                          \
    }
#define RAW_CLOSE                                                                                                      \
    {                                                                                                                  \
        .kind = RAW_KIND_CLOSE                                                                                         \
    }
/* Closes with a reset (RST). */
#define RAW_RESET                                                                                                      \
    {                                                                                                                  \
        .kind = RAW_KIND_RESET                                                                                         \
    }
/* Goes on with the first step of the script. */
#define RAW_REPEAT                                                                                                     \
    {                                                                                                                  \
        .kind = RAW_KIND_REPEAT                                                                                        \
    }
#define RAW_END                                                                                                        \
    {                                                                                                                  \
        .kind = RAW_KIND_END                                                                                           \
    }

/* A request as it came. */
typedef struct raw_request {
    int connection; /* from 0, in the order of accepting */
    char *method;
    char *target;
    char *version; /* "HTTP/1.1" */
    char *head;    /* all header lines, with their line ends */
    char *body;    /* decoded where it was chunked; a zero byte follows */
    size_t body_size;
    int chunked;
} raw_request;

typedef struct raw_server raw_server;

/* Starts a server on a free port, or ends the process with a message on stderr where that is impossible. */
raw_server *raw_server_start(const raw_step *const *scripts, size_t count);
#define RAW_SERVER(...)                                                                                                \
    raw_server_start((const raw_step *const[]){__VA_ARGS__},                                                           \
                     sizeof((const raw_step *const[]){__VA_ARGS__}) / sizeof(const raw_step *))
/* Closes every connection, waits for the threads, and frees all; nullable. */
void raw_server_stop(raw_server *server);

int raw_server_port(const raw_server *server);
/* "http://127.0.0.1:PORT", without a slash at its end. */
const char *raw_server_url(const raw_server *server);
/* Connections accepted, and requests read whole, so far. */
int raw_server_connections(raw_server *server);
int raw_server_requests(raw_server *server);
/* Waits until so many requests were read. Returns 1, or 0 where they did not come within 10 seconds. */
int raw_server_wait(raw_server *server, int requests);
/* Lets all that is held go on, and holds nothing any more; once. */
void raw_server_release(raw_server *server);
/* A request, from 0 in the order of arrival; NULL past the last. Valid until raw_server_stop(). */
const raw_request *raw_server_request(raw_server *server, int index);
/* The value of a request's header, NULL where it is absent; valid until the next call by this thread. */
const char *raw_request_header(const raw_request *request, const char *name);

/* A port whose connections are never accepted: connecting to it times out. */
typedef struct raw_blackhole raw_blackhole;
raw_blackhole *raw_blackhole_start(void);
int raw_blackhole_port(const raw_blackhole *hole);
void raw_blackhole_stop(raw_blackhole *hole);
/* A port where nothing listens as long as this process lives, always the same: connecting to it is refused. */
int raw_closed_port(void);
/* A name that is not found, at once, whatever there is of name servers: its label is longer than any may be, so that
   nobody is asked. */
#define RAW_NO_HOST "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.invalid"
/* A socket that is bound to a free port of 127.0.0.1. */
int raw_bind(int *port);

#endif
