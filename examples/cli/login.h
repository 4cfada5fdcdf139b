/* Where the service is and how to log in, from the environment. */
#ifndef CLI_LOGIN_H
#define CLI_LOGIN_H

#include <stdbool.h>

#include <sdp/config.h>
#include <sdp/reflect.h>

typedef struct login {
    sdp_config_env *env;
    int32_t dialect;          /* of the service: SDP_DIALECT_… */
    sdp_config config;        /* a copy, which borrows from env */
    sdp_neucrm_config neucrm; /* the same, for NeuCRM */
    bool complete;            /* false: something is missing without which nothing can be sent */
} login;

/* An environment variable as help shows it; NULL past the end. */
typedef struct variable {
    const char *name;
    const char *doc;
} variable;

const variable *variable_at(size_t index);

/* Reads the environment for the service of an operation; what cannot be used is told. What is missing is left to
   login_missing(). Returns an exit status. */
int login_read(login *to, const sdp_operation *operation, bool dry_run);
/* Makes a client of the service; tells why there is none. Returns an exit status. */
int login_open(login *with, sdp_client **out);
/* Tells what is missing. Returns the exit status. */
int login_missing(const login *of);
void login_free(login *from);

#endif
