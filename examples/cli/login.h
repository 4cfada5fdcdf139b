/* Where the service is and how to log in, from the environment. */
#ifndef CLI_LOGIN_H
#define CLI_LOGIN_H

#include <stdbool.h>

#include <sdp/config.h>

typedef struct login {
    sdp_config_env *env;
    sdp_config config; /* a copy, which borrows from env */
    bool complete;     /* false: something is missing without which nothing can be sent */
} login;

/* An environment variable as help shows it; NULL past the end. */
typedef struct variable {
    const char *name;
    const char *doc;
} variable;

const variable *variable_at(size_t index);

/* Reads the environment; what cannot be used is told. What is missing is left to login_missing(). Returns an exit
   status. */
int login_read(login *to, bool dry_run);
/* Tells what is missing. Returns the exit status. */
int login_missing(const login *of);
void login_free(login *from);

#endif
