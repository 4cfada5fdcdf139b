#include "asker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

sdp_auth *asker_login(const char *refresh_token, const char *code, sdp_token_store *store)
{
    sdp_auth *auth = NULL;
    const sdp_oauth config = SDP_OAUTH(.client_id = "id", .client_secret = "hush", .refresh_token = refresh_token,
                                       .code = code, .accounts_url = "https://accounts.example.com", .store = store);
    assert_int_equal(sdp_auth_new_oauth(&config, NULL, &auth), SDP_OK);
    return auth;
}

void asker_open(asker *a, sdp_auth *auth)
{
    memset(a, 0, sizeof *a);
    a->auth = auth;
    a->left_ms = 60000;
    a->max_retries = SDPI_RETRIES;
    sdpi_buffer_init(&a->store, &sdpi_default_allocator, SIZE_MAX / 2);
    sdpi_error_init(&a->error, &sdpi_default_allocator);
}

void asker_close(asker *a)
{
    sdpi_buffer_free(&a->store);
    sdpi_error_release(&a->error);
}

static int ask(asker *a, int64_t now_ms, int32_t refused)
{
    if (refused) a->refused_number = a->step.number;
    const sdpi_auth_question question = {.now_ms = now_ms,
                                         .wall_ms = ASKER_DAY + now_ms,
                                         .left_ms = a->left_ms,
                                         .refused = refused,
                                         .number = a->step.number,
                                         .refused_number = a->refused_number,
                                         .requests = a->requests,
                                         .max_retries = a->max_retries,
                                         .store = &a->store,
                                         .error = &a->error};
    const int64_t number = a->step.number;
    sdpi_buffer_reset(&a->store, 1 << 20);
    sdpi_error_reset(&a->error);
    a->step = (sdpi_auth_step){.kind = -1, .number = number};
    a->auth->ops->prepare(a->auth, &question, &a->step);
    if (a->step.kind == SDPI_AUTH_SEND_FIRST) a->requests++;
    return a->step.kind;
}

int asker_ask(asker *a, int64_t now_ms)
{
    return ask(a, now_ms, 0);
}

int asker_ask_refused(asker *a, int64_t now_ms)
{
    return ask(a, now_ms, 1);
}

void asker_expect(asker *a, int64_t now_ms, const char *token)
{
    char header[128];
    if (asker_ask(a, now_ms) != SDPI_AUTH_READY) {
        fail_msg("at %ld no token but %d: %s", (long)now_ms, (int)a->step.kind, sdp_error_message(&a->error));
    }
    snprintf(header, sizeof header, "Zoho-oauthtoken %s", token);
    assert_int_equal(a->step.header_count, 1);
    assert_string_equal(a->step.headers[0].name, "Authorization");
    assert_string_equal(a->step.headers[0].value, header);
    assert_int_equal(sdp_error_status(&a->error), SDP_OK);
}

void asker_expect_failure(asker *a, int64_t now_ms, sdp_status status, const char *words)
{
    int kind = asker_ask(a, now_ms);
    if (kind != SDPI_AUTH_FAIL || a->step.status != status || strstr(sdp_error_message(&a->error), words) == NULL) {
        fail_msg("at %ld: %d %s: %s", (long)now_ms, kind, sdp_status_name(a->step.status),
                 sdp_error_message(&a->error));
    }
    assert_int_equal(sdp_error_status(&a->error), status);
    assert_null(strstr(sdp_error_message(&a->error), "hush"));
}

void asker_expect_wait(asker *a, int64_t now_ms, int64_t until_ms)
{
    int kind = asker_ask(a, now_ms);
    if (kind != SDPI_AUTH_WAIT || a->step.until_ms != until_ms) {
        fail_msg("at %ld: %d until %ld instead of %ld: %s", (long)now_ms, kind, (long)a->step.until_ms, (long)until_ms,
                 sdp_error_message(&a->error));
    }
}

void asker_answer_with(asker *a, int64_t now_ms, int32_t http_status, const char *body, const char *retry_after)
{
    const sdp_header header = {"Retry-After", retry_after};
    const sdp_response response = {.size = sizeof response,
                                   .sent = SDP_SENT_ANSWERED,
                                   .http_status = http_status,
                                   .message = "",
                                   .headers = &header,
                                   .header_count = retry_after != NULL};
    a->auth->ops->answered(a->auth, now_ms, &response, body, strlen(body));
}

void asker_answer(asker *a, int64_t now_ms, int32_t http_status, const char *body)
{
    asker_answer_with(a, now_ms, http_status, body, NULL);
}

void asker_fail(asker *a, int64_t now_ms, sdp_status status, int32_t sent)
{
    const sdp_response response = {.size = sizeof response, .status = status, .sent = sent, .message = "it broke"};
    a->auth->ops->answered(a->auth, now_ms, &response, "", 0);
}

void asker_leave(asker *a, int64_t now_ms)
{
    a->auth->ops->answered(a->auth, now_ms, NULL, NULL, 0);
}

void asker_mint(asker *a, int64_t now_ms, const char *token, int seconds)
{
    char body[256];
    if (asker_ask(a, now_ms) != SDPI_AUTH_SEND_FIRST) {
        fail_msg("at %ld no request but %d: %s", (long)now_ms, (int)a->step.kind, sdp_error_message(&a->error));
    }
    snprintf(body, sizeof body, "{\"access_token\":\"%s\",\"expires_in\":%d}", token, seconds);
    asker_answer(a, now_ms, 200, body);
    asker_expect(a, now_ms, token);
}
