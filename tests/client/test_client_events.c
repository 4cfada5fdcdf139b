/* What a program gets to know while a call goes on, and that it never is a secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step busy[] = {RAW_READ,   RAW_SEND(DESK_ANSWER("503 No", "Retry-After: 0\r\n", "", 0)),
                                RAW_READ,   RAW_SEND(DESK_ANSWER("429 No", "Retry-After: 0\r\n", "", 0)),
                                RAW_READ,   RAW_REPLY("200 OK", DESK_PRODUCT),
                                RAW_REPEAT, RAW_END};

static void one_event_an_attempt(void **state)
{
    static const sdp_status statuses[] = {SDP_E_SERVER, SDP_E_QUOTA, SDP_OK};
    static const int32_t https[] = {503, 429, 200};
    char url[128];
    (void)state;
    desk *d = desk_open(RAW_SERVER(busy), &(sdp_config)SDP_CONFIG(.max_retries = 2));
    snprintf(url, sizeof url, "%s/api/v3/products", raw_server_url(d->server));
    desk_expect(d, DESK_LIST, &(sdp_options)SDP_OPTIONS(.tag = "my list"), SDP_OK);
    assert_int_equal(d->event_count, 3);
    for (int i = 0; i < 3; i++) {
        const desk_event *event = &d->events[i];
        assert_string_equal(event->operation, "products.list");
        assert_string_equal(event->method, "GET");
        assert_string_equal(event->url, url);
        assert_string_equal(event->tag, "my list");
        assert_int_equal(event->attempt, i + 1);
        assert_int_equal(event->http_status, https[i]);
        assert_int_equal(event->status, statuses[i]);
        assert_int_equal(event->reused, i > 0);
        assert_true(event->elapsed_ms >= 0 && event->elapsed_ms < 5000);
        if (i < 2) assert_true(event->retry_in_ms >= 0 && event->retry_in_ms < 2000);
    }
    assert_int_equal(d->events[2].retry_in_ms, -1);
    assert_int_equal(sdp_error_attempts(sdp_last_error(d->client)), 3);
    desk_close(d);
}

static void nothing_sent_is_no_event(void **state)
{
    const sdp_product *out = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    assert_int_equal(sdp_product_get(d->client, "", NULL, &out), SDP_E_ARGUMENT);
    assert_int_equal(d->event_count, 0);
    assert_int_equal(d->log_size, 0);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_string_equal(d->events[0].tag, "");
    desk_close(d);
}

/* A call that is cancelled while it waits for its next attempt had one attempt, and one event. */
typedef struct impatient {
    sdp_cancel *cancel;
    int events;
    int32_t attempt;
} impatient;

static void cancel_at_once(void *user_data, const sdp_event *event)
{
    impatient *who = user_data;
    who->events++;
    who->attempt = event->attempt;
    sdp_cancel_signal(who->cancel);
}

static void an_attempt_is_told_once(void **state)
{
    impatient who = {0};
    (void)state;
    assert_int_equal(sdp_cancel_new(&who.cancel), SDP_OK);
    const sdp_config config = SDP_CONFIG(.event = cancel_at_once, .event_data = &who, .max_retries = 3);
    desk *d = desk_open(RAW_SERVER(busy), &config);
    desk_expect(d, DESK_GET, &(sdp_options)SDP_OPTIONS(.cancel = who.cancel), SDP_E_CANCELED);
    assert_int_equal(who.events, 1);
    assert_int_equal(who.attempt, 1);
    assert_int_equal(sdp_error_attempts(sdp_last_error(d->client)), 1);
    desk_close(d);
    sdp_cancel_free(who.cancel);
}

static void count_line(void *user_data, int32_t level, const char *line)
{
    int *counts = user_data;
    counts[level]++;
    assert_null(strchr(line, '\n'));
}

static void levels_of_the_log(void **state)
{
    static const raw_step fails_once[] = {
        RAW_READ, RAW_REPLY("404 No", "{}"), RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_STALL, RAW_END};
    (void)state;
    for (int32_t level = SDP_LOG_NONE; level <= SDP_LOG_DEBUG; level++) {
        int counts[5] = {0};
        const sdp_config config =
            SDP_CONFIG(.log = count_line, .log_data = counts, .log_level = level, .max_retries = -1);
        desk *d = desk_open(RAW_SERVER(fails_once), &config);
        desk_expect(d, DESK_GET, NULL, SDP_E_NOT_FOUND);
        desk_expect(d, DESK_GET, NULL, SDP_OK);
        for (int32_t above = level + 1; above <= SDP_LOG_DEBUG; above++) assert_int_equal(counts[above], 0);
        if (level >= SDP_LOG_INFO) assert_true(counts[level] > 0);
        desk_close(d);
    }
    desk *d = desk_open(RAW_SERVER(fails_once), &(sdp_config)SDP_CONFIG(.max_retries = -1));
    desk_expect(d, DESK_GET, NULL, SDP_E_NOT_FOUND);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_non_null(strstr(d->log, "4 products.get: attempt 1: GET "));
    assert_non_null(strstr(d->log, "4   Authorization: ***\n"));
    assert_non_null(strstr(d->log, "4   Accept: application/vnd.manageengine.sdp.v3+json\n"));
    assert_non_null(strstr(d->log, "2 products.get: attempt 1: SDP_E_NOT_FOUND, HTTP 404"));
    assert_non_null(strstr(d->log, "3 products.get: attempt 1: SDP_OK, HTTP 200"));
    desk_close(d);
}

/* Planted texts in every place that a program fills, through every kind of end; desk_close() fails where one of them
   was shown. */
static void fill_and_fail(const raw_step *script, sdp_auth *auth)
{
    static const sdp_header headers[] = {{"X-Secret", DESK_PLANTED "header"}, {"Cookie", DESK_PLANTED "cookie"}};
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = DESK_PLANTED "type");
    static const sdp_product input =
        SDP_PRODUCT(.name = DESK_PLANTED "name", .comments = DESK_COMMENTS, .product_type = &type);
    static const char criteria[] = "{\"list_info\":{\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\","
                                   "\"value\":\"" DESK_PLANTED "value\"}}}";
    const sdp_options options = SDP_OPTIONS(.headers = headers, .header_count = 2, .attempt_timeout_ms = 150);
    char *out = NULL;
    desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.max_retries = -1, .auth = auth));
    sdp_product_add(d->client, &input, &options, NULL);
    desk_check_error(d);
    sdp_product_edit(d->client, "1", &input, &options, NULL);
    desk_check_error(d);
    sdp_invoke(d->client, "products.list", NULL, 0, criteria, 0, &options, &out);
    desk_check_error(d);
    sdp_text_free(out);
    assert_true(d->log_size > 0);
    assert_true(d->event_count == 3);
    desk_close(d);
}

static void secrets_are_never_shown(void **state)
{
    static const raw_step refuses[] = {RAW_READ, RAW_REPLY("400 Bad", "{" DESK_FAILURE(4012) "}"), RAW_REPEAT, RAW_END};
    static const raw_step login[] = {RAW_READ, RAW_REPLY("401 No", "{" DESK_FAILURE(4000) "}"), RAW_REPEAT, RAW_END};
    static const raw_step page[] = {RAW_READ, RAW_REPLY("502 No", "<html>"), RAW_REPEAT, RAW_END};
    static const raw_step closes[] = {RAW_READ, RAW_CLOSE, RAW_END};
    static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};
    static const raw_step garbage[] = {RAW_READ, RAW_SEND("garbage\r\n\r\n"), RAW_CLOSE, RAW_END};
    static const raw_step moved[] = {RAW_READ,
                                     RAW_SEND(DESK_ANSWER("302 Found", "Location: /x?a=" DESK_PLANTED "x\r\n", "", 0)),
                                     RAW_REPEAT, RAW_END};
    static const raw_step *const scripts[] = {works, refuses, login, page, closes, stalls, garbage, moved};
    sdp_auth *key = NULL;
    (void)state;
    assert_int_equal(sdp_auth_new_key(DESK_PLANTED "key", "7", NULL, &key), SDP_OK);
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        fill_and_fail(scripts[i], NULL);
        fill_and_fail(scripts[i], key);
    }
    sdp_auth_free(key);
}

/* What is wrong with an input is told by its path, not by its text. */
static void inputs_are_not_repeated(void **state)
{
    static const sdp_header headers[] = {{"X-Secret", DESK_PLANTED "a\nb"}};
    static const sdp_product input = SDP_PRODUCT(.name = DESK_PLANTED "\xC3\x28");
    static const char *const jsons[] = {"{\"name\":\"" DESK_PLANTED "\\u0000\"}", "{\"name\":\"" DESK_PLANTED "x",
                                        "{\"name\":[\"" DESK_PLANTED "x\"]}"};
    char *out = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    const sdp_options options = SDP_OPTIONS(.headers = headers, .header_count = 1);
    assert_int_equal(sdp_product_get(d->client, "1", &options, &(const sdp_product *){NULL}), SDP_E_ARGUMENT);
    desk_check_error(d);
    assert_int_equal(sdp_product_edit(d->client, "1", &input, NULL, NULL), SDP_E_UTF8);
    desk_check_error(d);
    assert_int_equal(sdp_product_delete(d->client, DESK_PLANTED "\n", NULL), SDP_E_ARGUMENT);
    desk_check_error(d);
    for (size_t i = 0; i < sizeof jsons / sizeof *jsons; i++) {
        assert_true(sdp_invoke(d->client, "products.add", NULL, 0, jsons[i], 0, NULL, &out) < 0);
        desk_check_error(d);
    }
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_event_an_attempt),    cmocka_unit_test(nothing_sent_is_no_event),
        cmocka_unit_test(an_attempt_is_told_once), cmocka_unit_test(levels_of_the_log),
        cmocka_unit_test(secrets_are_never_shown), cmocka_unit_test(inputs_are_not_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
