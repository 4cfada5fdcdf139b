/* A token's record, its validity, and the budget of requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "auth/token.h"

#define NOW INT64_C(1700000000000)
#define MINUTE INT64_C(60000)

static void keys_tell_accounts_apart(void **state)
{
    char key[9][SDPI_TOKEN_KEY_SIZE];
    (void)state;
    sdpi_token_key("https://a", "id", "r", NULL, key[0]);
    sdpi_token_key("https://b", "id", "r", NULL, key[1]);
    sdpi_token_key("https://a", "other", "r", NULL, key[2]);
    sdpi_token_key("https://a", "id", NULL, NULL, key[3]);
    sdpi_token_key("https://a", "idr", "", NULL, key[4]);
    sdpi_token_key("https://ai", "d", "r", NULL, key[5]);
    sdpi_token_key("https://a", "id", NULL, "one", key[6]);
    sdpi_token_key("https://a", "id", NULL, "two", key[7]);
    sdpi_token_key("https://a", "id", "one", NULL, key[8]);
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(strlen(key[i]), 16);
        assert_int_equal(strspn(key[i], "0123456789abcdef"), 16);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(key[i], key[j]);
    }
    sdpi_token_key("https://a", "id", "r", NULL, key[1]);
    assert_string_equal(key[0], key[1]);
}

static void tokens_are_visible_ascii(void **state)
{
    static char to[SDPI_MAX_TOKEN + 1];
    static char longest[SDPI_MAX_TOKEN + 2];
    static const char *const bad[] = {"", "a b", "a\n", "\ta", "a\x7f", "a\xc3\xa4", " a"};
    (void)state;
    assert_int_equal(sdpi_token_copy(to, "1000.ab~!"), 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_int_equal(sdpi_token_copy(to, bad[i]), 0);
    assert_int_equal(sdpi_token_copy(to, NULL), 0);
    assert_string_equal(to, "1000.ab~!");
    memset(longest, 'x', SDPI_MAX_TOKEN + 1);
    assert_int_equal(sdpi_token_copy(to, longest), 0);
    longest[SDPI_MAX_TOKEN] = '\0';
    assert_int_equal(sdpi_token_copy(to, longest), 1);
    assert_string_equal(to, longest);
}

static void expect_record(const sdpi_token *token, const char *expected)
{
    sdpi_buffer record;
    sdpi_buffer_init(&record, &sdpi_default_allocator, SDPI_MAX_STORE);
    sdpi_token_write(token, &record);
    assert_string_equal(sdpi_buffer_string(&record), expected);
    sdpi_buffer_free(&record);
}

static void a_record_comes_back(void **state)
{
    static const sdpi_token token = {.access = "a\"\\",
                                     .refresh = "r",
                                     .minted_ms = 1,
                                     .expires_ms = NOW,
                                     .renewed_ms = 3,
                                     .blocked_ms = 4,
                                     .pause_ms = 5,
                                     .pause_status = 67,
                                     .pause_count = 2,
                                     .pause_for = 6,
                                     .used_code = 7,
                                     .lost_code = 8,
                                     .requests = {5, NOW},
                                     .request_count = 2};
    static const sdpi_token empty;
    static sdpi_token back;
    (void)state;
    const char *record =
        "{\"access_token\":\"a\\\"\\\\\",\"refresh_token\":\"r\",\"minted_ms\":1,"
        "\"expires_ms\":1700000000000,\"renewed_ms\":3,\"blocked_ms\":4,\"pause_ms\":5,\"pause_status\":67,"
        "\"pause_count\":2,\"pause_for\":6,\"used_code\":7,\"lost_code\":8,\"requests\":[5,1700000000000]}";
    expect_record(&token, record);
    assert_int_equal(sdpi_token_read(record, &back), SDP_OK);
    assert_memory_equal(&back, &token, sizeof token);
    expect_record(&empty, "{\"requests\":[]}");
    assert_int_equal(sdpi_token_read("{\"requests\":[]}", &back), SDP_OK);
    assert_memory_equal(&back, &empty, sizeof empty);
}

/* A record that somebody wrote, or a later version: what is no token is none, and nothing is believed of it. */
static void strange_records_are_read_with_care(void **state)
{
    static const char *const broken[] = {"", "null", "[]", "\"a\"", "5", "{", "{\"access_token\":\"a\""};
    static sdpi_token token;
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_int_equal(sdpi_token_read(broken[i], &token), SDP_E_TOKEN_STORE);
        assert_int_equal(token.access[0], 0);
    }
    assert_int_equal(
        sdpi_token_read("{\"access_token\":\"a b\",\"refresh_token\":7,\"expires_ms\":-5,\"minted_ms\":\"x\","
                        "\"blocked_ms\":1e30,\"requests\":7,\"later\":[]}",
                        &token),
        SDP_OK);
    assert_string_equal(token.access, "");
    assert_true(token.expires_ms == 0 && token.minted_ms == 0 && token.blocked_ms == 0 && token.request_count == 0);
    assert_int_equal(sdpi_token_read("{\"requests\":[1,null,\"2\",3,4,5,6,7,8,9,10,11,12,13]}", &token), SDP_OK);
    assert_int_equal(token.request_count, SDPI_TOKEN_REQUESTS);
    assert_int_equal(token.requests[SDPI_TOKEN_REQUESTS - 1], 13);
}

/* What no library wrote is no pause, and no number is too large to be reckoned with. */
static void strange_pauses_are_none(void **state)
{
    static const char *const numbers[] = {"0", "1000", "2147483648", "9223372036854775807", "1e30", "null"};
    static sdpi_token token;
    char record[160];
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        snprintf(record, sizeof record, "{\"pause_ms\":5,\"pause_status\":%s,\"pause_count\":2,\"pause_for\":6}",
                 numbers[i]);
        assert_int_equal(sdpi_token_read(record, &token), SDP_OK);
        if (token.pause_ms != 0 || token.pause_status != 0 || token.pause_count != 0 || token.pause_for != 0) {
            fail_msg("%s", record);
        }
    }
    assert_int_equal(sdpi_token_read("{\"pause_ms\":5,\"pause_status\":67,\"pause_count\":2147483647}", &token),
                     SDP_OK);
    assert_int_equal(token.pause_ms, 5);
    assert_int_equal(token.pause_count, SDPI_TOKEN_MOST_FAILURES);
}

static void an_hour_ends_two_minutes_early(void **state)
{
    static sdpi_token t = {.access = "a", .minted_ms = NOW, .expires_ms = NOW + 60 * MINUTE};
    (void)state;
    assert_int_equal(sdpi_token_is_valid(&t, NOW), 2);
    assert_int_equal(sdpi_token_is_valid(&t, NOW + 58 * MINUTE - 1), 2);
    assert_int_equal(sdpi_token_is_valid(&t, NOW + 58 * MINUTE), 1);
    assert_int_equal(sdpi_token_is_valid(&t, NOW + 60 * MINUTE - 5001), 1);
    assert_int_equal(sdpi_token_is_valid(&t, NOW + 60 * MINUTE - 5000), 0);
    t.access[0] = '\0';
    assert_int_equal(sdpi_token_is_valid(&t, NOW), 0);
}

static void a_short_life_is_used_by_halves(void **state)
{
    static const sdpi_token t = {.access = "a", .minted_ms = NOW, .expires_ms = NOW + 8000};
    (void)state;
    assert_int_equal(sdpi_token_is_valid(&t, NOW + 3999), 2);
    assert_int_equal(sdpi_token_is_valid(&t, NOW + 4000), 1);
    assert_int_equal(sdpi_token_is_valid(&t, NOW + 6999), 1);
    assert_int_equal(sdpi_token_is_valid(&t, NOW + 7000), 0);
}

/* Times that contradict each other do not make a token live for ever. */
static void broken_times_are_no_life(void **state)
{
    static const sdpi_token backwards = {.access = "a", .minted_ms = NOW, .expires_ms = NOW - 1};
    static const sdpi_token none = {.access = "a"};
    static const sdpi_token ahead = {.access = "a", .minted_ms = NOW + MINUTE, .expires_ms = NOW + 61 * MINUTE};
    (void)state;
    assert_int_equal(sdpi_token_is_valid(&backwards, NOW), 0);
    assert_int_equal(sdpi_token_is_valid(&none, NOW), 0);
    /* A clock that was set back a little is borne with, and no more. */
    assert_int_equal(sdpi_token_is_valid(&ahead, NOW), 2);
    assert_int_equal(sdpi_token_is_valid(&ahead, NOW - 1), 0);
}

static void the_budget_is_ten_in_ten_minutes(void **state)
{
    static sdpi_token t;
    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(sdpi_token_wait_until(&t, NOW + i), 0);
        sdpi_token_count_request(&t, NOW + i);
        assert_int_equal(sdpi_token_requests(&t, NOW + i), i + 1);
    }
    assert_int_equal(sdpi_token_wait_until(&t, NOW + 10), NOW + 10 * MINUTE);
    assert_int_equal(sdpi_token_wait_until(&t, NOW + 10 * MINUTE - 1), NOW + 10 * MINUTE);
    assert_int_equal(sdpi_token_wait_until(&t, NOW + 10 * MINUTE), 0);
    sdpi_token_count_request(&t, NOW + 10 * MINUTE);
    assert_int_equal(sdpi_token_wait_until(&t, NOW + 10 * MINUTE), NOW + 10 * MINUTE + 1);
    sdpi_token_discount_request(&t);
    assert_int_equal(sdpi_token_wait_until(&t, NOW + 10 * MINUTE), 0);
}

static void discounting_nothing_is_nothing(void **state)
{
    static sdpi_token t;
    (void)state;
    sdpi_token_discount_request(&t);
    assert_int_equal(sdpi_token_requests(&t, NOW), 0);
}

/* A clock that was set back: requests of the future count for a while, and not for ever. */
static void a_clock_set_back_does_not_lock_the_login(void **state)
{
    static sdpi_token t;
    (void)state;
    for (int i = 0; i < 10; i++) sdpi_token_count_request(&t, NOW);
    assert_int_equal(sdpi_token_wait_until(&t, NOW - 5 * MINUTE), NOW + 10 * MINUTE);
    assert_int_equal(sdpi_token_wait_until(&t, NOW - 11 * MINUTE), 0);
    t.request_count = 0;
    t.blocked_ms = NOW;
    assert_int_equal(sdpi_token_wait_until(&t, NOW - 1), NOW);
    assert_int_equal(sdpi_token_wait_until(&t, NOW), 0);
    assert_int_equal(sdpi_token_wait_until(&t, NOW - 60 * MINUTE), NOW);
    assert_int_equal(sdpi_token_wait_until(&t, NOW - 24 * 60 * MINUTE), 0);
}

static void the_later_of_both_pauses_counts(void **state)
{
    static sdpi_token t;
    (void)state;
    for (int i = 0; i < 10; i++) sdpi_token_count_request(&t, NOW);
    t.blocked_ms = NOW + MINUTE;
    assert_int_equal(sdpi_token_wait_until(&t, NOW), NOW + 10 * MINUTE);
    t.blocked_ms = NOW + 12 * MINUTE;
    assert_int_equal(sdpi_token_wait_until(&t, NOW), NOW + 12 * MINUTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_tell_accounts_apart),
        cmocka_unit_test(tokens_are_visible_ascii),
        cmocka_unit_test(a_record_comes_back),
        cmocka_unit_test(strange_records_are_read_with_care),
        cmocka_unit_test(strange_pauses_are_none),
        cmocka_unit_test(an_hour_ends_two_minutes_early),
        cmocka_unit_test(a_short_life_is_used_by_halves),
        cmocka_unit_test(broken_times_are_no_life),
        cmocka_unit_test(the_budget_is_ten_in_ten_minutes),
        cmocka_unit_test(discounting_nothing_is_nothing),
        cmocka_unit_test(a_clock_set_back_does_not_lock_the_login),
        cmocka_unit_test(the_later_of_both_pauses_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
