/* Requests by bare libcurl, for tests of the sandbox itself. Everything else goes through the library. */
#ifndef SUPPORT_ASK_H
#define SUPPORT_ASK_H

#include <stddef.h>

/* An answer. Freed by ask_free(). */
typedef struct reply {
    int failure; /* CURLcode: 0 where an answer came whole */
    long status;
    char *body; /* never NULL */
    size_t size;
    long retry_after;   /* seconds, 0 where not sent */
    char type[128];     /* Content-Type */
    char location[200]; /* where it redirects to */
    double seconds;     /* until the answer was there */
} reply;

/* What a request is sent with; NULL leaves a header out. Zero-initialised means the usual for accept and login. */
typedef struct ask_options {
    const char *accept;
    const char *login; /* the whole header line */
    const char *content_type;
    long timeout_ms; /* default 20,000 */
    int decode;      /* whether bodies may be compressed */
} ask_options;

#define ASK_NONE "" /* leaves the header out */

/* Begins to talk to that root, such as "http://127.0.0.1:8080", over one kept connection. */
void ask_begin(const char *root);
void ask_end(void);

/* Sends input_data as the API wants it: in the form of a POST or PUT, in the query of a GET. `path` is below
   /app/itdesk/api/v3 where it does not begin with "/app/", "/api/", "/oauth/" or "/_sandbox/"; `input` is nullable. */
reply ask(const char *method, const char *path, const char *input);
/* The same with a body as it is, and other headers. */
reply ask_raw(const char *method, const char *path, const char *body, size_t size, const ask_options *options);
/* The same for an upload: each part of the form in its turn. */
typedef struct ask_part {
    const char *name;
    const char *filename; /* NULL: a plain field */
    const char *type;     /* nullable */
    const char *data;     /* NULL: `size` bytes that ask_byte() tells */
    size_t size;
} ask_part;
reply ask_upload(const char *path, const ask_part *parts, size_t count);
char ask_byte(size_t place);
/* Downloads without keeping, and returns how many bytes were those that ask_byte() tells; -1 on failure. */
long ask_download(const char *path);
/* A copy of the value of a member of an answer by names separated by dots, "" where it is not there. */
void ask_member(const reply *from, const char *path, char *out, size_t size);
/* Asks, and fails the test unless the HTTP status and a part of the answer are as told. */
void ask_expect(const char *method, const char *path, const char *input, long status, const char *part);
/* The same; gives a member of the answer, as ask_member() does. */
void ask_for(const char *method, const char *path, const char *input, const char *member, char *out, size_t size);
/* Sends bytes as they stand, a request that ends its connection, and gives the whole answer, head and body, new. */
char *ask_bytes(int port, const char *request);
void ask_free(reply *from);

#endif
