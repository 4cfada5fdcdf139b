/* A token with what must be known of it beyond one process, and the budget of token requests. */
#ifndef SDPI_TOKEN_H
#define SDPI_TOKEN_H

#include "base/buffer.h"
#include "base/limits.h"

/* Times are those of the day, for they outlive the process. */
typedef struct sdpi_token {
    char access[SDPI_MAX_TOKEN + 1];  /* "": none */
    char refresh[SDPI_MAX_TOKEN + 1]; /* that came for a code; "": none */
    int64_t minted_ms;
    int64_t expires_ms;
    int64_t renewed_ms;                    /* when the service's refusal last caused a request; 0: never */
    int64_t blocked_ms;                    /* the login server wants no request before; 0: it did not say so */
    int64_t pause_ms;                      /* no request before, for the last one failed; 0: it did not */
    int64_t pause_status;                  /* with what, without its sign */
    int64_t pause_count;                   /* how often one after the other; 0: it was refused */
    int64_t pause_for;                     /* the fingerprint of the secret that was refused */
    int64_t used_code;                     /* the fingerprint of the code that brought the refresh token; 0: none */
    int64_t lost_code;                     /* of the one that was sent, and may be used up without an answer; 0: none */
    int64_t requests[SDPI_TOKEN_REQUESTS]; /* when the last ones were sent, oldest first */
    size_t request_count;
} sdpi_token;

enum { SDPI_TOKEN_KEY_SIZE = 17 };

/* One after the other, from which on the login server is left alone for SDPI_TOKEN_HOLD_MS each time. */
enum { SDPI_TOKEN_MOST_FAILURES = 7 };

/* Names the account behind a login, without telling its secrets: what a store keeps its token under. */
void sdpi_token_key(const char *accounts_url, const char *client_id, const char *refresh_token, const char *account,
                    char key[SDPI_TOKEN_KEY_SIZE]);
/* Tells one secret from another, without telling it; never 0. */
int64_t sdpi_token_fingerprint(const char *secret);

/* Copies a token that can be a header: visible ASCII. 0 where it is none, or too long; nothing is copied then. */
int sdpi_token_copy(char to[SDPI_MAX_TOKEN + 1], const char *from);

/* One line of JSON, and back. SDP_E_TOKEN_STORE for what is no such line. */
void sdpi_token_write(const sdpi_token *token, sdpi_buffer *record);
sdp_status sdpi_token_read(const char *record, sdpi_token *token);

/* Whether the access token may be sent: 2 as it is, 1 only while there is no newer one, 0 no more. */
int sdpi_token_is_valid(const sdpi_token *token, int64_t wall_ms);

/* When the next request may be sent; 0: now. */
int64_t sdpi_token_wait_until(const sdpi_token *token, int64_t wall_ms);
/* Counts a request; sdpi_token_wait_until() allowed it. */
void sdpi_token_count_request(sdpi_token *token, int64_t wall_ms);
/* Takes the last one back: it cannot have reached the server. */
void sdpi_token_discount_request(sdpi_token *token);
/* How many were sent within the window. */
size_t sdpi_token_requests(const sdpi_token *token, int64_t wall_ms);

#endif
