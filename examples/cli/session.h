/* What the parts of a run share. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include <sdp/client.h>
#include <sdp/files.h>
#include <sdp/reflect.h>

#include "arguments.h"
#include "checkpoint.h"
#include "login.h"
#include "output.h"

/* All that a run needs. */
typedef struct session {
    const arguments *arguments;
    const sdp_operation *operation;
    const char *const *ids;
    size_t id_count;
    char *input; /* NULL: none */
    login login;
    sdp_client *client;
    sdp_options options;
    sdp_file file; /* of an upload */
    bool added;    /* what --ensure came to */
    output output;
    checkpoint place;
} session;

/* Reads the login and makes the client; what is missing of the login is told when the call is made. Returns an exit
   status. */
int open_session(session *s);
/* Flags for sdp_invoke() and its kin. */
int32_t flags_of(const arguments *from);
/* A pager for the operation. */
sdp_status start_walk(session *s, sdp_pager **pager);
/* Prints the last body as it came. This and the next return an exit status. */
int print_body(session *s);
/* Tells the error of the last call; or the request that it would have sent; or what follows from its status. */
int tell_failure(session *s);
int tell_request(session *s);
int tell_status(session *s, sdp_status status);

#endif
