/* What the files of the OAuth login share: one makes and describes it, the other renews its token. */
#ifndef SDPI_OAUTH_PARTS_H
#define SDPI_OAUTH_PARTS_H

#include "auth/auth.h"
#include "auth/store.h"
#include "auth/token.h"

/* What makes a token request futile for a while: siblings end as the one that tried. */
typedef struct sdpi_oauth_failure {
    sdp_status status;   /* SDP_OK: there is none */
    int32_t passing;     /* how often, one after the other, the login server gave no usable answer; 0: it refused */
    int64_t until_ms;    /* no request before */
    int32_t by_proxy;    /* 1: a proxy failed, and the login server was not reached */
    int32_t http_status; /* of its answer; 0: it gave none, or gave it to another process */
    char text[768];
} sdpi_oauth_failure;

typedef struct sdpi_oauth {
    sdp_auth base;
    sdpi_mutex *lock; /* of all below that changes */

    /* As it was made. */
    char *client_id;
    char *client_secret;
    char *refresh_token; /* nullable */
    char *redirect_uri;  /* nullable */
    char *accounts_url;
    char *token_url;
    sdp_token_store *store; /* nullable */
    char key[SDPI_TOKEN_KEY_SIZE];
    const char *prefix; /* of the header's value */

    /* Where it stands. */
    char *code;        /* NULL: none, or used */
    sdpi_token token;  /* as this process knows it */
    sdpi_token stored; /* as the store has it: for a moment */
    int64_t number;    /* of the access token; a new one has another */
    int32_t is_refused;
    int32_t is_kept;           /* 1: the store has this token */
    int32_t is_refresh_unkept; /* 1: a refresh token came that could not be stored: the stored one is older */
    sdpi_oauth_failure failure;

    /* A token request under way. */
    int32_t is_asking;
    int32_t is_for_code;
    int64_t asked_ms;
    int64_t asked_wall_ms;
    sdpi_buffer request;
} sdpi_oauth;

/* The parts of sdpi_auth_ops that renew: oauth_renew.c asks, oauth_answer.c takes the answer. */
void sdpi_oauth_prepare(sdp_auth *auth, const sdpi_auth_question *question, sdpi_auth_step *step);
void sdpi_oauth_answered(sdp_auth *auth, int64_t now_ms, const sdp_response *response, const char *body, size_t size);

/* A new number tells calls that were refused with the one before that this is worth a try. */
void sdpi_oauth_take_access(sdpi_oauth *oauth, const sdpi_token *from);
/* Wipes the body of the token request. */
void sdpi_oauth_forget_request(sdpi_oauth *oauth);
/* Where there is a store. */
void sdpi_oauth_unlock_store(sdpi_oauth *oauth);

/* sdp_auth_get_state() and sdp_auth_copy_token(), at this time of the day. */
sdp_status sdpi_oauth_get_state(sdp_auth *auth, int64_t wall_ms, sdp_error *error, sdp_login_state *state);
sdp_status sdpi_oauth_copy_token(sdp_auth *auth, int64_t wall_ms, sdp_error *error, char *token, size_t capacity);

/* Takes what the store has where it is of use: another token, a refresh token, the requests of other processes. The
   caller has the lock. */
sdp_status sdpi_oauth_look(sdpi_oauth *oauth, int64_t now_ms, int64_t wall_ms, sdp_error *error);
/* Forgets the code: it was used, or may have been. */
void sdpi_oauth_drop_code(sdpi_oauth *oauth);

#endif
