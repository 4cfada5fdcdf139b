/**
 * @file sdp_sandbox.h
 * A local ServiceDesk Plus MSP inside a test: sdp-sandbox as a child of the process, which ends with it whatever
 * happens.
 *
 *     char why[200];
 *     sdp_sandbox *box = SDP_SANDBOX(why, "--seed-data", "demo");
 *     … requests to sdp_sandbox_base_url(box), with any token …
 *     sdp_sandbox_stop(box);
 *
 * For C programs; it needs nothing but POSIX. An object belongs to one thread at a time.
 */
#ifndef SDP_SANDBOX_H
#define SDP_SANDBOX_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A sandbox that runs. */
typedef struct sdp_sandbox sdp_sandbox;

/**
 * Starts a sandbox on a free port, and waits until it is ready.
 *
 * @param program    its file, or its name on the PATH; NULL: what the environment variable SDP_SANDBOX names, else
 *                   "sdp-sandbox"
 * @param arguments  words of its command line, such as "--seed-data" and "demo", with a NULL at their end; nullable
 * @param why        receives the reason of a failure, cut to its size; nullable
 * @param size       of `why`
 * @return a new object, ended and freed by sdp_sandbox_stop(); NULL on failure
 */
sdp_sandbox *sdp_sandbox_start(const char *program, const char *const *arguments, char *why, size_t size);

#ifndef __cplusplus
/** The same in a line, with the words in place; `why` is an array of characters. */
#define SDP_SANDBOX(why, ...) sdp_sandbox_start(NULL, (const char *const[]){__VA_ARGS__, NULL}, (why), sizeof(why))
#endif

/**
 * Ends it and frees the object.
 *
 * @param box  nullable
 * @return its exit status, 0 where all is well; -1 where a signal ended it
 */
int sdp_sandbox_stop(sdp_sandbox *box);

/** The port on 127.0.0.1. */
int sdp_sandbox_port(const sdp_sandbox *box);
/** The process, to be sent signals. */
long sdp_sandbox_process(const sdp_sandbox *box);
/** Where clients of ServiceDesk Plus, of the accounts server and of NeuCRM go; borrowed. */
const char *sdp_sandbox_base_url(const sdp_sandbox *box);
const char *sdp_sandbox_accounts_url(const sdp_sandbox *box);
const char *sdp_sandbox_neucrm_base_url(const sdp_sandbox *box);

/** Goes back to the state, the rules and the clock of the start. 0, or -1 where it does not answer. */
int sdp_sandbox_reset(sdp_sandbox *box);
/** Adds a rule, such as "POST /products times=1 reset:after". 0, or -1 where it is none. */
int sdp_sandbox_add_fault(sdp_sandbox *box, const char *rule);
/** Takes all rules away. 0 or -1. */
int sdp_sandbox_clear_faults(sdp_sandbox *box);
/** Moves its clock: "+90d", "2027-01-31", "real". 0 or -1. */
int sdp_sandbox_set_clock(sdp_sandbox *box, const char *when);
/** The requests that it saw, oldest first, as a JSON array; freed by free(); NULL where it does not answer. */
char *sdp_sandbox_requests(sdp_sandbox *box);

/**
 * Any request to it, such as GET /_sandbox/stats. Not for the API itself, where a client of your own is what is tested.
 *
 * @param method  such as "GET"
 * @param path    such as "/_sandbox/stats"
 * @param body    nullable
 * @param status  receives the HTTP status, 0 where no answer came; nullable
 * @return the body of the answer, new, freed by free(); NULL where none came
 */
char *sdp_sandbox_control(sdp_sandbox *box, const char *method, const char *path, const char *body, int *status);

#ifdef __cplusplus
}
#endif

#endif
