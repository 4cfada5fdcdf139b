/* Starts sdp-sandbox for a test, as a child that ends with the test whatever happens. The program is the one that
   the environment variable SDP_SANDBOX names, else the one of this build.

       sandbox *box = SANDBOX("--seed-data", "vendor");
       ... requests to sandbox_base_url(box) ...
       assert_int_equal(sandbox_stop(box), 0);  */
#ifndef SUPPORT_SANDBOX_H
#define SUPPORT_SANDBOX_H

#include <stddef.h>

typedef struct sandbox sandbox;

/* Starts one on a free port and waits until it is ready, or ends the process with a message on stderr where that is
   impossible. `arguments` ends with NULL and comes after those that make it a good child. */
sandbox *sandbox_start(const char *const *arguments);
#define SANDBOX(...) sandbox_start((const char *const[]){__VA_ARGS__, NULL})
#define SANDBOX_PLAIN() sandbox_start((const char *const[]){NULL})

int sandbox_port(const sandbox *box);
/* As a client is configured: "http://127.0.0.1:PORT/app/itdesk". */
const char *sandbox_base_url(const sandbox *box);
/* "http://127.0.0.1:PORT", without a slash at its end. */
const char *sandbox_root(const sandbox *box);

/* Ends it and frees all. Returns its exit status, which is 0, or -1 where a signal ended it; nullable. */
int sandbox_stop(sandbox *box);
/* The same by ending its standard input, as the death of a test does. */
int sandbox_abandon(sandbox *box);
/* The same by SIGKILL: nothing is tidied up. */
int sandbox_kill(sandbox *box);

/* Runs one that is expected to end by itself. Returns its exit status; `output` receives what it wrote to stdout and
   stderr, up to the size. */
int sandbox_run(const char *const *arguments, char *output, size_t size);

#endif
