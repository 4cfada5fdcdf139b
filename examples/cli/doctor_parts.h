/* What the parts of the doctor share: each looks at one thing, and adds what it finds. */
#ifndef CLI_DOCTOR_PARTS_H
#define CLI_DOCTOR_PARTS_H

#include <sdp/client.h>

#include "arguments.h"
#include "checks.h"
#include "login.h"
#include "text.h"

typedef struct examination {
    const arguments *arguments;
    checks found;
    login login;
    sdp_client *client; /* NULL: the base URL is of no use */
    sdp_client *reader; /* the same, or one without a login where that brought no token */
    sdp_options options;
    bool has_login;          /* a token or key is there, as far as can be known without the service */
    sdp_status login_status; /* of getting a token */
    sdp_status read_status;  /* of a read from the service */
    sdp_error *error;        /* room for one */
    bool is_oauth;           /* what the environment chooses */
    bool login_is_aside;     /* it cannot be used, which is told, and is not tried */
    text ca_problem;         /* why SDP_CA_FILE cannot be used; empty: it can, or is not set */
    struct {
        const char *name;
        char *value;
    } * aside; /* variables that cannot be used */
    size_t aside_count;
} examination;

/* Adds what an error tells, with its place in a profile. */
void examination_failed(examination *of, const char *name, const sdp_error *error);
/* The variables as a whole; what cannot be used is told, and taken out of the environment until
   restore_configuration(). False where nothing can be used. */
bool examine_configuration(examination *of);
void restore_configuration(examination *of);
/* The address, what is there, and whether it lets this login in. */
void examine_service(examination *of);
/* The proxy, where one is named, by the read that was tried; `answered`: it brought an answer. Returns whether it is
   the proxy that failed. */
bool examine_proxy(examination *of, bool answered);
/* Prints what the login came to; it was tried with the service. */
void examine_login(examination *of);
/* The clock of this machine, and how many tokens were asked for. */
void examine_clock(examination *of);
void examine_limits(examination *of);
/* Files that are named, and who may read those with secrets. */
void examine_files(examination *of);
/* NeuCRM, where any of its variables is set. */
void examine_neucrm(examination *of);

#endif
