/* Connections: how many are made, what becomes of a request when a kept one dies, and what the process notices. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "desk.h"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step closes_second[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_READ, RAW_CLOSE, RAW_END};
static const raw_step resets_second[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_READ, RAW_RESET, RAW_END};
static const raw_step closes[] = {RAW_READ, RAW_CLOSE, RAW_END};

static void twenty_calls_make_one_connection(void **state)
{
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (int i = 0; i < 20; i++) desk_expect(d, i % DESK_OPERATIONS, NULL, SDP_OK);
    assert_int_equal(raw_server_connections(d->server), 1);
    assert_int_equal(raw_server_requests(d->server), 20);
    assert_int_equal(d->event_count, 20);
    for (int i = 0; i < 20; i++) assert_int_equal(d->events[i].reused, i > 0);
    desk_close(d);
}

static void write_dies_with_kept_connection(const raw_step *script, int operation)
{
    desk *d = desk_open(RAW_SERVER(script, works), &(sdp_config)SDP_CONFIG(.max_retries = 3));
    char url[128];
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    desk_expect(d, operation, NULL, SDP_E_MAYBE_DONE);
    desk_expect_said(d, (desk_said){.attempts = 1, .maybe_done = 1, .fault = SDP_FAULT_NETWORK});
    desk_expect_words(d, "it is not known whether products.");
    assert_int_equal(raw_server_requests(d->server), 2);
    snprintf(url, sizeof url, "%s/api/v3/products%s", raw_server_url(d->server), operation == DESK_ADD ? "" : "/77");
    assert_string_equal(sdp_error_url(sdp_last_error(d->client)), url);
    assert_int_equal(d->events[1].status, SDP_E_NETWORK);
    assert_int_equal(d->events[1].reused, 1);
    assert_int_equal(d->events[1].retry_in_ms, -1);
    desk_expect(d, operation, NULL, SDP_OK);
    assert_int_equal(raw_server_requests(d->server), 3);
    desk_close(d);
}

static void a_write_on_a_dead_connection_is_sent_once(void **state)
{
    (void)state;
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        if (!desk_is_write(operation)) continue;
        write_dies_with_kept_connection(closes_second, operation);
        write_dies_with_kept_connection(resets_second, operation);
    }
}

static void a_read_on_a_dead_connection_is_repeated(void **state)
{
    const raw_step *const scripts[] = {closes_second, resets_second};
    (void)state;
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        for (size_t i = 0; i < 2 && !desk_is_write(operation); i++) {
            desk *d = desk_open(RAW_SERVER(scripts[i], works), NULL);
            desk_expect(d, DESK_GET, NULL, SDP_OK);
            desk_expect(d, operation, NULL, SDP_OK);
            assert_int_equal(raw_server_requests(d->server), 3);
            desk_close(d);
        }
    }
}

/* On a new connection libcurl does not repeat by itself: the library decides alone. */
static void a_new_connection_that_dies(void **state)
{
    (void)state;
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        int write = desk_is_write(operation);
        desk *d = desk_open(RAW_SERVER(closes, works), NULL);
        desk_expect(d, operation, NULL, write ? SDP_E_MAYBE_DONE : SDP_OK);
        assert_int_equal(sdp_error_attempts(sdp_last_error(d->client)), write ? 1 : 2);
        assert_int_equal(raw_server_requests(d->server), write ? 1 : 2);
        desk_expect(d, operation, NULL, SDP_OK);
        desk_close(d);
    }
}

static void an_error_shows_the_url_without_its_query(void **state)
{
    (void)state;
    sdp_json *criteria = NULL;
    static const char text[] = "{\"field\":\"name\",\"condition\":\"is\",\"value\":\"" DESK_PLANTED "value\"}";
    assert_int_equal(sdp_json_parse(text, strlen(text), NULL, &criteria), SDP_OK);
    desk *d = desk_open(RAW_SERVER(closes), &(sdp_config)SDP_CONFIG(.max_retries = -1, .portal = "itdesk"));
    const sdp_query query = SDP_QUERY(.search_criteria = criteria);
    sdp_pager *pager = NULL;
    const sdp_product *row = NULL;
    char url[128];
    assert_int_equal(sdp_product_list(d->client, &query, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_product_next(pager, &row), SDP_E_NETWORK);
    desk_check_error(d);
    desk_expect_said(d, (desk_said){.attempts = 1, .retryable = 1, .fault = SDP_FAULT_NETWORK});
    snprintf(url, sizeof url, "%s/app/itdesk/api/v3/products", raw_server_url(d->server));
    assert_string_equal(sdp_error_url(sdp_last_error(d->client)), url);
    assert_string_equal(d->events[0].url, url);
    assert_non_null(strstr(raw_server_request(d->server, 0)->target, DESK_PLANTED "value"));
    sdp_pager_free(pager);
    sdp_json_free(criteria);
    desk_close(d);
}

static volatile sig_atomic_t pipe_signals;

static void count_signal(int number)
{
    (void)number;
    pipe_signals++;
}

static void a_broken_pipe_raises_no_signal(void **state)
{
    static const raw_step resets[] = {RAW_READ_HEAD, RAW_RESET, RAW_END};
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    enum { SIZE = 3 * 1024 * 1024 };
    struct sigaction count = {.sa_handler = count_signal};
    struct sigaction before;
    char *comments = malloc(SIZE + 1);
    (void)state;
    assert_non_null(comments);
    memset(comments, 'x', SIZE);
    comments[SIZE] = '\0';
    assert_int_equal(sigaction(SIGPIPE, &count, &before), 0);
    desk *d = desk_open(RAW_SERVER(resets, works), NULL);
    const sdp_product input = SDP_PRODUCT(.name = "a", .comments = comments, .product_type = &type);
    const sdp_product *out = NULL;
    assert_int_equal(sdp_product_add(d->client, &input, NULL, &out), SDP_E_MAYBE_DONE);
    assert_null(out);
    assert_int_equal(raw_server_requests(d->server), 1);
    assert_int_equal(sdp_product_add(d->client, &input, NULL, &out), SDP_OK);
    sdp_product_free(out);
    assert_int_equal(raw_server_request(d->server, 1)->body_size > SIZE, 1);
    desk_close(d);
    sigaction(SIGPIPE, &before, NULL);
    free(comments);
    assert_int_equal(pipe_signals, 0);
}

static void a_proxy_of_the_environment_is_ignored(void **state)
{
    static const char *const names[] = {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"};
    char proxy[64];
    (void)state;
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", raw_closed_port());
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) setenv(names[i], proxy, 1);
    desk *d = desk_open(RAW_SERVER(works), NULL);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    desk_close(d);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
}

static void a_proxy_of_the_configuration_is_used(void **state)
{
    char base[64];
    char target[96];
    raw_server *server = RAW_SERVER(works);
    (void)state;
    snprintf(base, sizeof base, "http://127.0.0.1:%d", raw_closed_port());
    snprintf(target, sizeof target, "%s/api/v3/products/77", base);
    desk *d = desk_open(server, &(sdp_config)SDP_CONFIG(.base_url = base, .proxy = raw_server_url(server)));
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_string_equal(raw_server_request(server, 0)->target, target);
    desk_close(d);
}

/* Calls, good and bad, while everything that is written to stdout and stderr goes to a file. */
static void the_library_writes_nothing(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    desk *d = desk_open(RAW_SERVER(closes, works), &(sdp_config)SDP_CONFIG(.max_retries = -1));
    fflush(NULL);
    int out = dup(1);
    int err = dup(2);
    dup2(fileno(file), 1);
    dup2(fileno(file), 2);
    sdp_status first = desk_do(d, DESK_GET, NULL);
    sdp_status second = desk_do(d, DESK_ADD, NULL);
    sdp_status third = desk_do(d, DESK_LIST, &(sdp_options)SDP_OPTIONS(.timeout_ms = -1));
    fflush(NULL);
    long size = lseek(1, 0, SEEK_END);
    dup2(out, 1);
    dup2(err, 2);
    close(out);
    close(err);
    fclose(file);
    desk_close(d);
    assert_int_equal(first, SDP_E_NETWORK);
    assert_int_equal(second, SDP_OK);
    assert_int_equal(third, SDP_E_ARGUMENT);
    assert_int_equal(size, 0);
}

static void base_urls_lead_to_one_root(void **state)
{
    static const char *const tails[] = {"", "/", "/app/itdesk", "/app/itdesk/", "/app/itdesk/api/v3", "/api/v3/", "  "};
    (void)state;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        raw_server *server = RAW_SERVER(works);
        char base[96];
        char root[96];
        snprintf(base, sizeof base, " %s%s", raw_server_url(server), tails[i]);
        snprintf(root, sizeof root, "%s/app/itdesk/api/v3", raw_server_url(server));
        desk *d = desk_open(server, &(sdp_config)SDP_CONFIG(.base_url = base, .portal = "itdesk"));
        assert_string_equal(sdp_client_root(d->client), root);
        desk_expect(d, DESK_GET, NULL, SDP_OK);
        assert_string_equal(raw_server_request(server, 0)->target, "/app/itdesk/api/v3/products/77");
        desk_close(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twenty_calls_make_one_connection),
        cmocka_unit_test(a_write_on_a_dead_connection_is_sent_once),
        cmocka_unit_test(a_read_on_a_dead_connection_is_repeated),
        cmocka_unit_test(a_new_connection_that_dies),
        cmocka_unit_test(an_error_shows_the_url_without_its_query),
        cmocka_unit_test(a_broken_pipe_raises_no_signal),
        cmocka_unit_test(a_proxy_of_the_environment_is_ignored),
        cmocka_unit_test(a_proxy_of_the_configuration_is_used),
        cmocka_unit_test(the_library_writes_nothing),
        cmocka_unit_test(base_urls_lead_to_one_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
