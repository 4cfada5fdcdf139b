/* nginx with certificates of its own before a sandbox, for tests of TLS: tests/support/tls.py runs it and says which
   servers and files there are. It ends with the test whatever happens. The program ends with exit status 77, which is
   "skipped" for ctest, where nginx is not installed.

       tls_front *front = tls_start(NULL);
       ... tls_url(front, "expired"), tls_file(front, "ca.pem") ...
       tls_stop(front);  */
#ifndef SUPPORT_TLS_H
#define SUPPORT_TLS_H

#define TLS_PASSWORD "client-password-7e21" /* of client-locked.key */

typedef struct tls_front tls_front;

/* Starts a sandbox and nginx before it, or ends the process with a message on stderr. `arguments` of the sandbox end
   with NULL; none where it is NULL. */
tls_front *tls_start(const char *const *arguments);
/* Ends both and frees all. */
void tls_stop(tls_front *front);
/* Ends nginx at once, with all its connections, and starts it anew. */
void tls_restart(tls_front *front);

/* Back to the sandbox's first state: it has seen no request. */
void tls_reset(tls_front *front);
/* How many requests for products reached the sandbox since then. */
int tls_requests(tls_front *front);

/* Waits until a request to that route has come, such as "DELETE /products/{id}"; fails the test where none does. */
void tls_wait(tls_front *front, const char *route);

/* Base URLs of a server: "https://localhost:PORT/app/itdesk", the same by another scheme and host, or by an address.
   They live until the next calls, the last eight. */
const char *tls_url(tls_front *front, const char *server);
const char *tls_url_of(tls_front *front, const char *server, const char *scheme, const char *host);
/* The path of a file, which lives as long. */
const char *tls_file(tls_front *front, const char *name);

/* A line of nginx's log: a request that it answered, or a connection that it closed with nothing. */
typedef struct tls_line {
    char protocol[16]; /* "HTTP/2.0" */
    char method[16];
    int status;
    int connection;   /* its number */
    char tls[16];     /* "TLSv1.3" */
    char client[128]; /* "NONE", "SUCCESS", "FAILED:…" */
} tls_line;

/* Reads the lines of one server, oldest first; waits until there are `count`, and fails the test where they don't
   come. */
void tls_log(tls_front *front, const char *server, tls_line *lines, int count);

#endif
