#define _POSIX_C_SOURCE 200809L

#include "desk.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { MOST_EVENTS = sizeof((desk *)0)->events / sizeof(desk_event) };

/* Siblings report to one desk, each from its own thread. */
static pthread_mutex_t recording = PTHREAD_MUTEX_INITIALIZER;

static void look_for_planted(desk *d, const char *text)
{
    if (text != NULL && strstr(text, DESK_PLANTED) != NULL) d->shown++;
}

static void record_line(void *user_data, int32_t level, const char *line)
{
    desk *d = user_data;
    pthread_mutex_lock(&recording);
    look_for_planted(d, line);
    size_t room = sizeof d->log - d->log_size;
    int size = snprintf(d->log + d->log_size, room, "%d %s\n", (int)level, line);
    if (size > 0 && (size_t)size < room) d->log_size += (size_t)size;
    pthread_mutex_unlock(&recording);
}

static void copy_text(char *to, size_t capacity, const char *from)
{
    snprintf(to, capacity, "%s", from != NULL ? from : "");
}

static void note_event(desk *d, const sdp_event *event)
{
    look_for_planted(d, event->url);
    if (d->event_count >= MOST_EVENTS || event->size != sizeof *event) return;
    desk_event *to = &d->events[d->event_count++];
    copy_text(to->operation, sizeof to->operation, event->operation);
    copy_text(to->method, sizeof to->method, event->method);
    copy_text(to->url, sizeof to->url, event->url);
    copy_text(to->tag, sizeof to->tag, event->tag);
    to->attempt = event->attempt;
    to->http_status = event->http_status;
    to->status = event->status;
    to->reused = event->reused;
    to->elapsed_ms = event->elapsed_ms;
    to->retry_in_ms = event->retry_in_ms;
}

static void record_event(void *user_data, const sdp_event *event)
{
    pthread_mutex_lock(&recording);
    note_event(user_data, event);
    pthread_mutex_unlock(&recording);
}

desk *desk_open(raw_server *server, const sdp_config *config)
{
    static const sdp_config none = SDP_CONFIG_INIT;
    sdp_config used = config != NULL ? *config : none;
    sdp_error *error = NULL;
    desk *d = calloc(1, sizeof *d);
    assert_non_null(d);
    d->server = server;
    if (used.base_url == NULL) used.base_url = raw_server_url(server);
    if (used.auth == NULL) {
        assert_int_equal(sdp_auth_new_token(DESK_TOKEN, NULL, &d->auth), SDP_OK);
        used.auth = d->auth;
    }
    if (used.max_retries == 0) used.max_retries = 1;
    if (used.log == NULL) {
        used.log = record_line;
        used.log_data = d;
        used.log_level = SDP_LOG_DEBUG;
    }
    if (used.event == NULL) {
        used.event = record_event;
        used.event_data = d;
    }
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    if (sdp_client_new(&used, error, &d->client) != SDP_OK) fail_msg("client: %s", sdp_error_message(error));
    sdp_error_free(error);
    return d;
}

void desk_close(desk *d)
{
    int shown = d->shown;
    sdp_client_free(d->client);
    sdp_auth_free(d->auth);
    raw_server_stop(d->server);
    if (shown > 0) print_error("%s", d->log);
    free(d);
    assert_int_equal(shown, 0);
}

int desk_is_write(int operation)
{
    return operation == DESK_ADD || operation == DESK_EDIT || operation == DESK_DELETE;
}

void desk_check_error(desk *d)
{
    const sdp_error *error = sdp_last_error(d->client);
    sdp_json *read = NULL;
    char *json = NULL;
    assert_int_equal(sdp_error_to_json(error, &json), SDP_OK);
    look_for_planted(d, json);
    if (strstr(json, DESK_PLANTED) != NULL) print_error("%s\n", json);
    if (sdp_json_parse(json, strlen(json), NULL, &read) != SDP_OK) fail_msg("not JSON: %s", json);
    sdp_json_free(read);
    sdp_text_free(json);
}

static sdp_status list_first(desk *d, const sdp_options *options)
{
    sdp_pager *pager = NULL;
    const sdp_product *row = NULL;
    sdp_status status = sdp_product_list(d->client, NULL, options, &pager);
    if (status == SDP_OK) status = sdp_product_next(pager, &row);
    if (status != SDP_OK) assert_null(row);
    sdp_pager_free(pager);
    return status == SDP_END ? SDP_OK : status;
}

sdp_status desk_do(desk *d, int operation, const sdp_options *options)
{
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    static const sdp_product input = SDP_PRODUCT(.name = "a", .comments = DESK_COMMENTS, .product_type = &type);
    static const sdp_product before = SDP_PRODUCT_INIT;
    const sdp_product *out = &before;
    sdp_status status;
    switch (operation) {
    case DESK_ADD:
        status = sdp_product_add(d->client, &input, options, &out);
        break;
    case DESK_EDIT:
        status = sdp_product_edit(d->client, "77", &input, options, &out);
        break;
    case DESK_GET:
        status = sdp_product_get(d->client, "77", options, &out);
        break;
    case DESK_DELETE:
        status = sdp_product_delete(d->client, "77", options);
        out = NULL;
        break;
    default:
        status = list_first(d, options);
        out = NULL;
        break;
    }
    if (status != SDP_OK) assert_null(out);
    sdp_product_free(out);
    desk_check_error(d);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), status);
    return status;
}

void desk_expect(desk *d, int operation, const sdp_options *options, sdp_status expected)
{
    sdp_status status = desk_do(d, operation, options);
    if (status == expected) return;
    const sdp_error *error = sdp_last_error(d->client);
    fail_msg("operation %d: %s instead of %s after %d attempts: %s", operation, sdp_status_name(status),
             sdp_status_name(expected), (int)sdp_error_attempts(error), sdp_error_message(error));
}

void desk_expect_said(desk *d, desk_said expected)
{
    const sdp_error *error = sdp_last_error(d->client);
    const desk_said said = {.attempts = sdp_error_attempts(error),
                            .maybe_done = sdp_error_maybe_done(error),
                            .retryable = sdp_error_retryable(error),
                            .fault = sdp_error_fault(error),
                            .http_status = sdp_error_http_status(error)};
    if (memcmp(&said, &expected, sizeof said) == 0) return;
    fail_msg("%s: attempts %d (%d), maybe_done %d (%d), retryable %d (%d), fault %d (%d), HTTP %d (%d)",
             sdp_error_message(error), (int)said.attempts, (int)expected.attempts, (int)said.maybe_done,
             (int)expected.maybe_done, (int)said.retryable, (int)expected.retryable, (int)said.fault,
             (int)expected.fault, (int)said.http_status, (int)expected.http_status);
}

void desk_expect_words(desk *d, const char *words)
{
    const char *message = sdp_error_message(sdp_last_error(d->client));
    if (strstr(message, words) == NULL) fail_msg("'%s' is not in: %s", words, message);
}

static int hex(char digit)
{
    const char *digits = "0123456789ABCDEF";
    const char *found = digit != '\0' ? strchr(digits, digit) : NULL;
    assert_non_null(found);
    return (int)(found - digits);
}

char *desk_input_of(const raw_request *request)
{
    static const char name[] = "input_data=";
    const char *query = strchr(request->target, '?');
    const char *text = query != NULL ? query + 1 : request->body;
    if (strncmp(text, name, strlen(name)) != 0) return NULL;
    char *decoded = calloc(1, strlen(text) + 1);
    assert_non_null(decoded);
    char *to = decoded;
    for (const char *c = text + strlen(name); *c != '\0'; c++) {
        assert_true(*c != '&' && *c != '+');
        if (*c == '%') {
            *to++ = (char)(hex(c[1]) * 16 + hex(c[2]));
            c += 2;
        } else {
            *to++ = *c;
        }
    }
    return decoded;
}

void desk_expect_input(desk *d, int request, const char *json)
{
    const raw_request *seen = raw_server_request(d->server, request);
    assert_non_null(seen);
    char *input = desk_input_of(seen);
    if (json == NULL) {
        assert_null(input);
    } else {
        assert_non_null(input);
        assert_string_equal(input, json);
    }
    free(input);
}

int64_t desk_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void desk_sleep_ms(int ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}
