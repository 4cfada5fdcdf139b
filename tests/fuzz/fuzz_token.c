/*
 * Answers of the login server. Bytes: HTTP status (two); then the body. There is a token or a failure with words that
 * can be shown, and no copy of the token stays behind in memory (but for what the parser itself leaves where it has not
 * enough of it).
 */
#include <stdlib.h>
#include <string.h>

#include "auth/zoho_answer.h"
#include "fuzz.h"

static void check_visible(const char *text)
{
    for (; *text != '\0'; text++) FUZZ_CHECK(*text > ' ' && *text < 0x7F);
}

static void check_reason(const char *reason)
{
    FUZZ_CHECK(*reason != '\0');
    for (; *reason != '\0'; reason++) FUZZ_CHECK(*reason >= ' ' && *reason < 0x7F);
}

static void check_answer(const sdpi_zoho_answer *answer, int32_t http_status)
{
    const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
    if (answer->status == SDP_OK) {
        FUZZ_CHECK(*answer->access_token != '\0');
        FUZZ_CHECK(answer->life_ms > 0 && answer->life_ms <= day_ms);
        FUZZ_CHECK(!answer->is_passing);
        check_visible(answer->access_token);
        check_visible(answer->refresh_token);
        return;
    }
    FUZZ_CHECK(*answer->access_token == '\0' && *answer->refresh_token == '\0');
    FUZZ_CHECK(answer->status < 0);
    if (http_status == 429) FUZZ_CHECK(answer->status != SDP_E_LOGIN_ANSWER || !answer->is_passing);
    check_reason(answer->reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    size_t body_size;
    sdpi_zoho_answer calm;
    sdpi_zoho_answer answer;
    fuzz_begin(&f, data, size);
    int32_t http_status = fuzz_byte(&f) << 8;
    http_status |= fuzz_byte(&f);
    char *body = fuzz_rest(&f, &body_size);
    sdpi_zoho_read_answer(body, body_size, http_status, &calm);
    check_answer(&calm, http_status);
    fuzz_secret(calm.access_token);
    sdpi_zoho_read_answer(body, body_size, http_status, &answer);
    fuzz_secret("");
    fuzz_arm();
    sdpi_zoho_read_answer(body, body_size, http_status, &answer);
    const int failed = fuzz_disarm();
    check_answer(&answer, http_status);
    if (answer.status == SDP_E_NO_MEMORY) {
        FUZZ_CHECK(failed);
    } else {
        FUZZ_CHECK(answer.status == calm.status);
        FUZZ_CHECK(strcmp(answer.access_token, calm.access_token) == 0);
    }
    free(body);
    fuzz_end(&f);
    return 0;
}
