/* What the login server answers: each documented word, older bodies, and what proxies put in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "auth/zoho_answer.h"

static sdpi_zoho_answer got;

static void read(const char *body, int32_t http_status)
{
    sdpi_zoho_read_answer(body, strlen(body), http_status, &got);
}

static void expect(const char *body, int32_t http_status, sdp_status status, int passing)
{
    read(body, http_status);
    if (got.status != status || got.is_passing != passing) {
        fail_msg("HTTP %d %.200s: %s, passing %d", (int)http_status, body, sdp_status_name(got.status),
                 (int)got.is_passing);
    }
    if (status != SDP_OK) assert_string_equal(got.access_token, "");
    if (status != SDP_OK) assert_true(strlen(got.reason) > 0);
}

static void each_word_has_its_status(void **state)
{
    static const struct {
        const char *word;
        sdp_status status;
    } words[] = {
        {"invalid_client", SDP_E_LOGIN_CLIENT},
        {"invalid_client_secret", SDP_E_LOGIN_SECRET},
        {"invalid_code", SDP_E_LOGIN_CODE},
        {"invalid_grant", SDP_E_LOGIN_CODE},
        {"invalid_scope", SDP_E_LOGIN_SCOPE},
        {"invalid_oauthscope", SDP_E_LOGIN_SCOPE},
        {"access_denied", SDP_E_LOGIN_DENIED},
        {"INVALID_CODE", SDP_E_LOGIN_CODE},
        {"something_new", SDP_E_LOGIN_ANSWER},
        {"Access Denied", SDP_E_LOGIN_THROTTLED},
        {"", SDP_E_LOGIN_ANSWER},
    };
    static const int32_t http[] = {200, 400, 401, 403};
    char body[128];
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        for (size_t j = 0; j < sizeof http / sizeof *http; j++) {
            snprintf(body, sizeof body, "{\"error\":\"%s\"}", words[i].word);
            expect(body, http[j], words[i].status, 0);
        }
    }
    read("{\"error\":\"invalid_code\"}", 200);
    assert_string_equal(got.reason, "invalid_code");
    read("{\"error\":\"something_new\"}", 200);
    assert_string_equal(got.reason, "something_new");
}

/* What is no word may be anything, a secret too. */
static void only_words_are_shown(void **state)
{
    (void)state;
    read("{\"error\":\"1000.planted\"}", 400);
    assert_null(strstr(got.reason, "planted"));
    read("{\"error\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", 400);
    assert_null(strstr(got.reason, "aaaa"));
    read("{\"error\":\"invalid_client\",\"error_description\":\"1000.planted\"}", 400);
    assert_null(strstr(got.reason, "planted"));
}

static void throttles_are_told_in_many_ways(void **state)
{
    (void)state;
    expect("{\"error\":\"Access Denied\",\"error_description\":\"You have made too many requests continuously. Please "
           "try again after some time.\",\"status\":\"failure\"}",
           400, SDP_E_LOGIN_THROTTLED, 0);
    expect("{\"error\":\"access denied\"}", 200, SDP_E_LOGIN_THROTTLED, 0);
    expect("{\"error\":\"other\",\"error_description\":\"Too many requests\"}", 400, SDP_E_LOGIN_THROTTLED, 0);
    expect("{\"error\":\"invalid_client\"}", 429, SDP_E_LOGIN_THROTTLED, 0);
    expect("<html>Too Many Requests</html>", 429, SDP_E_LOGIN_THROTTLED, 0);
    expect("", 429, SDP_E_LOGIN_THROTTLED, 0);
    expect("{\"message\":\"slow down\"}", 429, SDP_E_LOGIN_THROTTLED, 0);
    expect("[]", 429, SDP_E_LOGIN_THROTTLED, 0);
    expect("{\"error\":\"access_denied\",\"error_description\":\"the user said no\"}", 400, SDP_E_LOGIN_DENIED, 0);
}

static void a_token_is_a_success_whatever_else(void **state)
{
    (void)state;
    expect("{\"access_token\":\"1000.a\",\"expires_in\":3600,\"api_domain\":\"https://www.zohoapis.com\","
           "\"token_type\":\"Bearer\"}",
           200, SDP_OK, 0);
    assert_string_equal(got.access_token, "1000.a");
    assert_string_equal(got.refresh_token, "");
    assert_int_equal(got.life_ms, 3600000);
    expect("{\"access_token\":\"a\",\"error\":\"x\"}", 500, SDP_OK, 0);
    expect("{\"access_token\":\"a\",\"refresh_token\":\"r\"}", 200, SDP_OK, 0);
    assert_string_equal(got.refresh_token, "r");
    assert_int_equal(got.life_ms, 3600000);
}

static void the_life_has_many_forms(void **state)
{
    static const struct {
        const char *members;
        int64_t life_ms;
    } lives[] = {
        {"\"expires_in\":1800", 1800000},
        {"\"expires_in\":\"1800\"", 1800000},
        {"\"expires_in_sec\":3600,\"expires_in\":3600000", 3600000},
        {"\"expires_in_sec\":\"1800\",\"expires_in\":\"1800\"", 1800000},
        {"\"expires_in\":3600000", 3600000},
        {"\"expires_in\":\"3600000\"", 3600000},
        {"\"expires_in\":0", 3600000},
        {"\"expires_in\":-5", 3600000},
        {"\"expires_in\":null", 3600000},
        {"\"expires_in\":\"soon\"", 3600000},
        {"\"expires_in\":1e3", 3600000},
        {"\"expires_in\":9223372036854775807", 86400000},
        {"\"expires_in\":86400", 86400000},
    };
    char body[256];
    (void)state;
    for (size_t i = 0; i < sizeof lives / sizeof *lives; i++) {
        snprintf(body, sizeof body, "{\"access_token\":\"a\",%s}", lives[i].members);
        expect(body, 200, SDP_OK, 0);
        if (got.life_ms != lives[i].life_ms) fail_msg("%s: %ld", body, (long)got.life_ms);
    }
}

static void what_is_no_token_is_not_taken(void **state)
{
    static char longest[SDPI_MAX_TOKEN + 64];
    (void)state;
    expect("{\"access_token\":\"\"}", 200, SDP_E_LOGIN_ANSWER, 0);
    expect("{\"access_token\":null}", 200, SDP_E_LOGIN_ANSWER, 0);
    expect("{\"access_token\":[\"a\"]}", 200, SDP_E_LOGIN_ANSWER, 0);
    expect("{\"access_token\":\"\",\"error\":\"invalid_code\"}", 200, SDP_E_LOGIN_CODE, 0);
    expect("{\"access_token\":\"a\\r\\nHost: evil\"}", 200, SDP_E_LOGIN_ANSWER, 0);
    expect("{\"access_token\":\"a b\"}", 200, SDP_E_LOGIN_ANSWER, 0);
    expect("{\"access_token\":\"\\u00e4\"}", 200, SDP_E_LOGIN_ANSWER, 0);
    int head = snprintf(longest, sizeof longest, "{\"access_token\":\"");
    memset(longest + head, 'x', SDPI_MAX_TOKEN + 1);
    memcpy(longest + head + SDPI_MAX_TOKEN + 1, "\"}", 3);
    expect(longest, 200, SDP_E_LOGIN_ANSWER, 0);
    memcpy(longest + head + SDPI_MAX_TOKEN, "\"}", 3);
    expect(longest, 200, SDP_OK, 0);
    assert_int_equal(strlen(got.access_token), SDPI_MAX_TOKEN);
}

static void pages_may_be_gone_at_the_next_try(void **state)
{
    (void)state;
    expect("<html>Bad Gateway</html>", 502, SDP_E_SERVER, 1);
    expect("", 503, SDP_E_SERVER, 1);
    expect("{}", 500, SDP_E_SERVER, 1);
    expect("{\"error\":\"general_error\"}", 500, SDP_E_SERVER, 1);
    expect("<html>", 408, SDP_E_LOGIN_ANSWER, 1);
    expect("<html>Sign in</html>", 200, SDP_E_LOGIN_ANSWER, 0);
    expect("<html>Not here</html>", 404, SDP_E_LOGIN_ANSWER, 0);
    expect("", 302, SDP_E_LOGIN_ANSWER, 0);
    expect("{\"access_token\":\"cut", 200, SDP_E_LOGIN_ANSWER, 0);
    expect("\"access_token\"", 200, SDP_E_LOGIN_ANSWER, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_has_its_status),          cmocka_unit_test(only_words_are_shown),
        cmocka_unit_test(throttles_are_told_in_many_ways),   cmocka_unit_test(a_token_is_a_success_whatever_else),
        cmocka_unit_test(the_life_has_many_forms),           cmocka_unit_test(what_is_no_token_is_not_taken),
        cmocka_unit_test(pages_may_be_gone_at_the_next_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
