/* What the login server of Zoho answers to a request for a token, whatever HTTP status it chose. */
#ifndef SDPI_ZOHO_ANSWER_H
#define SDPI_ZOHO_ANSWER_H

#include "base/error.h"

typedef struct sdpi_zoho_answer {
    sdp_status status;                      /* SDP_OK: there is a token; else SDP_E_LOGIN_… or SDP_E_SERVER */
    char access_token[SDPI_MAX_TOKEN + 1];  /* visible ASCII */
    char refresh_token[SDPI_MAX_TOKEN + 1]; /* "": none */
    int64_t life_ms;
    int32_t is_passing; /* 1: another try may bring a token */
    char reason[128];   /* what it said, fit to be shown */
} sdpi_zoho_answer;

/* `body` is followed by a zero byte. The answer holds secrets: wipe it after use. */
void sdpi_zoho_read_answer(const char *body, size_t size, int32_t http_status, sdpi_zoho_answer *answer);

#endif
