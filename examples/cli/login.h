/* Where the service is and how to log in, from the environment. */
#ifndef CLI_LOGIN_H
#define CLI_LOGIN_H

#include <stdbool.h>

#include <sdp/config_env.h>
#include <sdp/reflect.h>

/* Kinds of login to ServiceDesk Plus. */
typedef enum login_kind { LOGIN_NONE, LOGIN_TOKEN, LOGIN_OAUTH, LOGIN_KEY } login_kind;

typedef struct login {
    sdp_config_env *env;
    int32_t dialect; /* of the service: SDP_DIALECT_… */
    login_kind kind;
    sdp_config config;        /* a copy, which borrows from env */
    sdp_neucrm_config neucrm; /* the same, for NeuCRM */
    bool complete;            /* false: something is missing without which nothing can be sent */
} login;

/* Reads the environment for a service, which is SDP_DIALECT_…; what is missing is left to login_missing(). Where only
   the form of a request is wanted, `dry_run`, it need not be complete. login_free() is called in any case. */
sdp_status login_load(login *to, int32_t dialect, bool dry_run, sdp_error *error);
/* The same for OAuth, whatever other login is set. */
sdp_status login_load_oauth(login *to, sdp_error *error);
/* The same for an operation; what cannot be used is told. Returns an exit status. */
int login_read(login *to, const sdp_operation *operation, bool dry_run);
/* Makes a client of the service; tells why there is none. Returns an exit status. */
int login_open(login *with, sdp_client **out);
/* Whether an OAuth login has a token, or what gets one; true for other kinds. Nothing is sent to find out. */
bool login_can_begin(const login *of);
/* Makes it a configuration for talking to the login server alone, wherever the service is. */
void login_aim_at_accounts(login *to);
/* Tells what is missing. Returns the exit status. */
int login_missing(const login *of);
/* Whether the client of an OAuth login has an id and no secret: then there can be no login, whatever else is set. */
bool login_lacks_secret(void);
/* Tells it. Returns the exit status. */
int login_needs_secret(void);
/* What is set of an OAuth login that has no client id, while there is no other login; NULL: nothing is. */
const char *login_without_id(void);
/* Whether the environment chooses OAuth. */
bool login_is_oauth(void);
void login_free(login *from);

#endif
