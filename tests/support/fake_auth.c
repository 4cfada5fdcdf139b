#include "fake_auth.h"

#include <stdio.h>
#include <string.h>

static void prepare(sdp_auth *base, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    fake_auth *auth = (fake_auth *)base;
    static const char body[] = "grant_type=refresh_token&refresh_token=planted-secret";
    step->kind = auth->answers[auth->questions];
    if (auth->questions < 7) auth->questions++;
    auth->refusals += question->refused;
    step->until_ms = auth->until_ms;
    step->waits_for = auth->waits_for;
    step->status = auth->status;
    step->headers[0] = (sdp_header){"Authorization", "Zoho-oauthtoken planted-secret"};
    step->header_count = 1;
    step->request = (sdp_request){.method = "POST",
                                  .url = "https://accounts.example.com/oauth/v2/token",
                                  .body = body,
                                  .body_size = sizeof body - 1,
                                  .source_size = -1};
}

static void answered(sdp_auth *base, int64_t now_ms, const sdp_response *response, const char *body, size_t size)
{
    fake_auth *auth = (fake_auth *)base;
    (void)now_ms;
    if (response == NULL) {
        auth->unanswered++;
        return;
    }
    auth->answered++;
    snprintf(auth->body, sizeof auth->body, "%.*s", (int)size, body);
}

static size_t preview(const sdp_auth *auth, sdp_header headers[SDPI_AUTH_HEADERS])
{
    (void)auth;
    headers[0] = (sdp_header){"Authorization", "Zoho-oauthtoken ***"};
    return 1;
}

static void destroy(sdp_auth *auth)
{
    (void)auth;
}

void fake_auth_init(fake_auth *auth)
{
    static const sdpi_auth_ops ops = {.prepare = prepare, .answered = answered, .preview = preview, .destroy = destroy};
    memset(auth, 0, sizeof *auth);
    auth->base = (sdp_auth){&ops, {1}};
}
