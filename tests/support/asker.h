/* A call as an OAuth login sees it, by hand and with made-up time: it asks for headers, and brings what the login
   server answered. The time of day is ASKER_DAY more than the time of the call.

       asker a;
       asker_open(&a, auth);
       assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
       asker_answer(&a, 10, 200, ASKER_TOKEN("t1", "3600"));
       asker_expect(&a, 10, "t1");
       asker_close(&a);  */
#ifndef ASKER_H
#define ASKER_H

#include <sdp/oauth.h>

#include "auth/auth.h"

#define ASKER_DAY INT64_C(1700000000000)
#define ASKER_TOKEN(token_, seconds_) "{\"access_token\":\"" token_ "\",\"expires_in\":" seconds_ "}"
#define ASKER_CODE_TOKEN(token_, refresh_)                                                                             \
    "{\"access_token\":\"" token_ "\",\"refresh_token\":\"" refresh_ "\",\"expires_in\":3600}"
#define ASKER_THROTTLED "{\"error\":\"Access Denied\",\"error_description\":\"You have made too many requests.\"}"

typedef struct asker {
    sdp_auth *auth; /* borrowed */
    sdpi_buffer store;
    sdp_error error;
    sdpi_auth_step step;
    int32_t requests;       /* that this call sent for its login */
    int64_t left_ms;        /* of the call; 60,000 until the test says something else */
    int32_t max_retries;    /* of the call; the default until the test says something else */
    int64_t refused_number; /* of the login that this call was refused with */
} asker;

/* A login of the client "id"; what the test leaves out of the configuration is the usual. */
sdp_auth *asker_login(const char *refresh_token, const char *code, sdp_token_store *store);

void asker_open(asker *a, sdp_auth *auth);
void asker_close(asker *a);
/* Asks, and returns the kind of answer, SDPI_AUTH_…. */
int asker_ask(asker *a, int64_t now_ms);
/* The same after the service refused what this call sent last. */
int asker_ask_refused(asker *a, int64_t now_ms);
/* Fails the test unless there is this token now. */
void asker_expect(asker *a, int64_t now_ms, const char *token);
/* Fails the test unless the call fails now, with these words. */
void asker_expect_failure(asker *a, int64_t now_ms, sdp_status status, const char *words);
/* Fails the test unless the call waits until then. */
void asker_expect_wait(asker *a, int64_t now_ms, int64_t until_ms);
/* What the login server answered to the request that this call was told to send. */
void asker_answer(asker *a, int64_t now_ms, int32_t http_status, const char *body);
void asker_answer_with(asker *a, int64_t now_ms, int32_t http_status, const char *body, const char *retry_after);
/* How the request failed. */
void asker_fail(asker *a, int64_t now_ms, sdp_status status, int32_t sent);
/* The call ended before an answer came. */
void asker_leave(asker *a, int64_t now_ms);
/* Asks, sends and takes a token that lives so many seconds. */
void asker_mint(asker *a, int64_t now_ms, const char *token, int seconds);

#endif
