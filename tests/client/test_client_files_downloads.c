/* Downloads: what reaches the target, what is left behind where it fails, and where the login goes. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "desk.h"
#include "folder.h"
#include "json_equal.h"
#include "scarce.h"

#define URL "/contracts/_uploads/2001"
#define FILE_ANSWER(type_, body_, size_)                                                                               \
    "HTTP/1.1 200 OK\r\nContent-Type: " type_ "\r\nContent-Length: " #size_ "\r\n\r\n" body_

static const raw_step works[] = {RAW_READ, RAW_SEND(FILE_ANSWER("text/plain", "hello", 5)), RAW_REPEAT, RAW_END};
static const raw_step missing[] = {RAW_READ, RAW_REPLY("404 Not Found", "{" DESK_FAILURE(4007) "}"), RAW_REPEAT,
                                   RAW_END};
static const raw_step cut_off[] = {RAW_READ, RAW_SEND(FILE_ANSWER("text/plain", "hel", 5)), RAW_DELAY(50), RAW_CLOSE,
                                   RAW_END};
static const raw_step chunked[] = {
    RAW_READ,      RAW_SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n"),
    RAW_DELAY(50), RAW_SEND("2\r\nlo\r\n0\r\n\r\n"),
    RAW_REPEAT,    RAW_END};
static const raw_step drips[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello"), RAW_STALL,
                                 RAW_END};

static void expect_status(desk *d, sdp_status status, sdp_status expected)
{
    desk_check_error(d);
    if (status == expected) return;
    fail_msg("%s instead of %s: %s", sdp_status_name(status), sdp_status_name(expected),
             sdp_error_message(sdp_last_error(d->client)));
}

static const char *path_in(const folder *f, const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", f->path, name);
    return path;
}

static void expect_file(const folder *f, const char *name, const char *content)
{
    size_t size = 0;
    char *found = folder_read(f, name, &size);
    assert_non_null(found);
    assert_int_equal(size, strlen(content));
    assert_string_equal(found, content);
    free(found);
}

/* A sink that gathers, and can start again. */
typedef struct bag {
    char text[256];
    size_t size;
    int restarts;
    sdp_status fails;
    int progress;
    int64_t last;
    int64_t total;
    sdp_cancel *cancel;
} bag;

static sdp_status fill(void *user_data, const char *bytes, size_t size)
{
    bag *b = user_data;
    if (b->fails != SDP_OK) return b->fails;
    assert_true(b->size + size < sizeof b->text);
    memcpy(b->text + b->size, bytes, size);
    b->size += size;
    b->text[b->size] = '\0';
    return SDP_OK;
}

static sdp_status empty(void *user_data)
{
    bag *b = user_data;
    b->size = 0;
    b->restarts++;
    return SDP_OK;
}

static void note_progress(void *user_data, int64_t done, int64_t total)
{
    bag *b = user_data;
    b->progress++;
    b->last = done;
    b->total = total;
    sdp_cancel_signal(b->cancel);
}

static void to_every_target(void **state)
{
    const folder *f = *state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    struct stat entry;
    bag b = {0};
    const char *path = path_in(f, "a.txt");
    const sdp_target target = SDP_TARGET(.path = path, .progress = note_progress, .progress_data = &b);
    expect_status(d, sdp_download(d->client, URL, &target, NULL), SDP_OK);
    expect_file(f, "a.txt", "hello");
    assert_int_equal(folder_count(f), 1);
    assert_int_equal(stat(path, &entry), 0);
    assert_int_equal(entry.st_mode & 0777, 0600);
    assert_true(b.progress > 0 && b.last == 5 && b.total == 5);
    const raw_request *request = raw_server_request(d->server, 0);
    assert_string_equal(request->method, "GET");
    assert_string_equal(request->target, "/api/v3" URL);
    assert_string_equal(raw_request_header(request, "Authorization"), "Zoho-oauthtoken " DESK_TOKEN);

    int descriptor = open(path_in(f, "b.txt"), O_RDWR | O_CREAT, 0600);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "> ", 2), 2);
    const sdp_target open_one = SDP_TARGET(.descriptor = descriptor, .has_descriptor = 1);
    expect_status(d, sdp_download(d->client, URL, &open_one, NULL), SDP_OK);
    assert_int_equal(write(descriptor, " <", 2), 2);
    close(descriptor);
    expect_file(f, "b.txt", "> hello <");

    const sdp_target sink = SDP_TARGET(.sink = fill, .sink_data = &b);
    expect_status(d, sdp_download(d->client, URL, &sink, NULL), SDP_OK);
    assert_string_equal(b.text, "hello");
    desk_close(d);
}

static void an_older_file_is_replaced_at_the_end_alone(void **state)
{
    const folder *f = *state;
    const sdp_target target = SDP_TARGET(.path = folder_write(f, "a.txt", "old", 3));
    desk *d = desk_open(RAW_SERVER(cut_off, cut_off, works), NULL);
    expect_status(d, sdp_download(d->client, URL, &target, NULL), SDP_E_NETWORK);
    desk_expect_said(d, (desk_said){.attempts = 2, .retryable = 1, .fault = SDP_FAULT_NETWORK, .http_status = 200});
    expect_file(f, "a.txt", "old");
    assert_int_equal(folder_count(f), 1);
    expect_status(d, sdp_download(d->client, URL, &target, NULL), SDP_OK);
    expect_file(f, "a.txt", "hello");
    assert_int_equal(folder_count(f), 1);
    desk_close(d);
}

static void a_failure_is_no_file(void **state)
{
    static const raw_step inside_200[] = {RAW_READ, RAW_REPLY("200 OK", "{" DESK_FAILURE(4007) "}"), RAW_END};
    static const raw_step html[] = {RAW_READ, RAW_SEND(DESK_ANSWER("502 Bad", "Content-Type: text/html\r\n", "<p>", 3)),
                                    RAW_REPEAT, RAW_END};
    static const raw_step redirect[] = {
        RAW_READ, RAW_SEND(DESK_ANSWER("302 Found", "Location: /login\r\n", "moved", 5)), RAW_REPEAT, RAW_END};
    const folder *f = *state;
    const struct {
        const raw_step *script;
        sdp_status status;
    } rows[] = {
        {missing, SDP_E_NOT_FOUND}, {inside_200, SDP_E_NOT_FOUND}, {html, SDP_E_SERVER}, {redirect, SDP_E_REDIRECT}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bag b = {0};
        const sdp_target sink = SDP_TARGET(.sink = fill, .sink_data = &b);
        const sdp_target target = SDP_TARGET(.path = path_in(f, "a.txt"));
        desk *d = desk_open(RAW_SERVER(rows[i].script), NULL);
        expect_status(d, sdp_download(d->client, URL, &target, NULL), rows[i].status);
        expect_status(d, sdp_download(d->client, URL, &sink, NULL), rows[i].status);
        assert_int_equal(b.size, 0);
        assert_int_equal(folder_count(f), 0);
        desk_close(d);
    }
}

static void files_that_look_like_answers(void **state)
{
    static const char *const bodies[] = {
        "{\"a\":1}", "{ not JSON", "{" DESK_SUCCESS "}", "", "{",
    };
    const folder *f = *state;
    const sdp_target target = SDP_TARGET(.path = path_in(f, "a.json"));
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", bodies[i]), RAW_END};
        desk *d = desk_open(RAW_SERVER(script), NULL);
        expect_status(d, sdp_download(d->client, URL, &target, NULL), SDP_OK);
        expect_file(f, "a.json", bodies[i]);
        desk_close(d);
    }
}

/* A long file goes to its target although it begins as an answer does. */
static void a_long_file_that_begins_like_an_answer(void **state)
{
    enum { BODY = 300001 };
    const folder *f = *state;
    size_t size = 0;
    char *body = malloc(BODY);
    assert_non_null(body);
    memset(body, 'x', BODY);
    body[0] = '{';
    const raw_step script[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 300001\r\n\r\n"),
                               RAW_SEND_BYTES(body, BODY), RAW_END};
    scarce memory;
    scarce_init(&memory, -1);
    desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.allocator = &memory.allocator));
    const sdp_target target = SDP_TARGET(.path = path_in(f, "a.json"));
    expect_status(d, sdp_download(d->client, URL, &target, NULL), SDP_OK);
    char *found = folder_read(f, "a.json", &size);
    assert_non_null(found);
    assert_int_equal(size, BODY);
    assert_memory_equal(found, body, BODY);
    free(found);
    desk_close(d);
    free(body);
    assert_true(memory.largest <= 256 * 1024);
    assert_int_equal(memory.alive, 0);
}

static void a_broken_answer_is_fetched_again(void **state)
{
    const folder *f = *state;
    desk *d = desk_open(RAW_SERVER(cut_off, works), NULL);
    const sdp_target target = SDP_TARGET(.path = path_in(f, "a.txt"));
    expect_status(d, sdp_download(d->client, URL, &target, NULL), SDP_OK);
    expect_file(f, "a.txt", "hello");
    desk_close(d);

    d = desk_open(RAW_SERVER(cut_off, works), NULL);
    int descriptor = open(path_in(f, "b.txt"), O_RDWR | O_CREAT, 0600);
    assert_int_equal(write(descriptor, "> ", 2), 2);
    const sdp_target open_one = SDP_TARGET(.descriptor = descriptor, .has_descriptor = 1);
    expect_status(d, sdp_download(d->client, URL, &open_one, NULL), SDP_OK);
    close(descriptor);
    expect_file(f, "b.txt", "> hello");
    desk_close(d);

    bag b = {0};
    d = desk_open(RAW_SERVER(cut_off, works), NULL);
    const sdp_target sink = SDP_TARGET(.sink = fill, .sink_data = &b, .restart = empty);
    expect_status(d, sdp_download(d->client, URL, &sink, NULL), SDP_OK);
    assert_string_equal(b.text, "hello");
    assert_int_equal(b.restarts, 1);
    desk_close(d);
}

static void what_cannot_take_back_is_not_fetched_again(void **state)
{
    int pipe_ends[2];
    (void)state;
    bag b = {0};
    assert_int_equal(pipe(pipe_ends), 0);
    const sdp_target targets[] = {SDP_TARGET(.sink = fill, .sink_data = &b),
                                  SDP_TARGET(.descriptor = pipe_ends[1], .has_descriptor = 1)};
    for (size_t i = 0; i < 2; i++) {
        desk *d = desk_open(RAW_SERVER(cut_off, works), NULL);
        expect_status(d, sdp_download(d->client, URL, &targets[i], NULL), SDP_E_NETWORK);
        desk_expect_words(d, "there is no other attempt, for the target is a");
        assert_int_equal(raw_server_requests(d->server), 1);
        desk_close(d);
        /* Before the first byte there is one. */
        static const raw_step busy[] = {RAW_READ, RAW_SEND(DESK_ANSWER("429 Busy", "Retry-After: 0\r\n", "{}", 2)),
                                        RAW_READ, RAW_SEND(FILE_ANSWER("text/plain", "hello", 5)), RAW_END};
        d = desk_open(RAW_SERVER(busy), NULL);
        expect_status(d, sdp_download(d->client, URL, &targets[i], NULL), SDP_OK);
        assert_int_equal(raw_server_requests(d->server), 2);
        desk_close(d);
    }
    assert_string_equal(b.text, "helhello");
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static void a_file_over_the_ceiling(void **state)
{
    const folder *f = *state;
    const raw_step *const scripts[] = {works, chunked};
    for (size_t i = 0; i < 2; i++) {
        for (int64_t most = 2; most <= 6; most++) {
            const sdp_target target = SDP_TARGET(.path = path_in(f, "a.txt"), .max_bytes = most);
            desk *d = desk_open(RAW_SERVER(scripts[i]), NULL);
            sdp_status status = sdp_download(d->client, URL, &target, NULL);
            expect_status(d, status, most < 5 ? SDP_E_TOO_LARGE : SDP_OK);
            if (most < 5) desk_expect_words(d, "the target's max_bytes");
            assert_int_equal(raw_server_requests(d->server), 1);
            assert_int_equal(folder_count(f), most >= 5);
            unlink(target.path);
            desk_close(d);
        }
    }
}

static void the_login_stays_with_its_server(void **state)
{
    bag b = {0};
    char url[128];
    (void)state;
    const sdp_target sink = SDP_TARGET(.sink = fill, .sink_data = &b);
    raw_server *other = RAW_SERVER(works);
    desk *d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.portal = "itdesk"));
    snprintf(url, sizeof url, "%s/x", raw_server_url(other));
    expect_status(d, sdp_download(d->client, url, &sink, NULL), SDP_E_ARGUMENT);
    desk_expect_words(d, "it is of another server, which must not get the login");
    assert_int_equal(raw_server_connections(d->server), 0);
    snprintf(url, sizeof url, "%s/x?y=planted-1", raw_server_url(d->server));
    expect_status(d, sdp_download(d->client, url, &sink, NULL), SDP_OK);
    expect_status(d, sdp_download(d->client, "/api/v3" URL, &sink, NULL), SDP_OK);
    assert_string_equal(raw_server_request(d->server, 0)->target, "/x?y=planted-1");
    assert_string_equal(raw_server_request(d->server, 1)->target, "/app/itdesk/api/v3" URL);
    assert_int_equal(raw_server_connections(other), 0);
    desk_close(d);
    raw_server_stop(other);
}

static void targets_that_are_refused(void **state)
{
    const folder *f = *state;
    bag b = {0};
    char below[512];
    snprintf(below, sizeof below, "%s/none/a.txt", f->path);
    const struct {
        sdp_target target;
        sdp_status status;
        const char *path;
    } rows[] = {
        {SDP_TARGET_INIT, SDP_E_ARGUMENT, "target"},
        {SDP_TARGET(.path = "a", .sink = fill), SDP_E_ARGUMENT, "target"},
        {SDP_TARGET(.path = ""), SDP_E_ARGUMENT, "target.path"},
        {SDP_TARGET(.path = "/tmp/"), SDP_E_ARGUMENT, "target.path"},
        {SDP_TARGET(.path = f->path), SDP_E_FILE, "target.path"},
        {SDP_TARGET(.path = below), SDP_E_FILE, "target.path"},
        {SDP_TARGET(.path = "/dev/null"), SDP_E_FILE, "target.path"},
        {SDP_TARGET(.descriptor = 9999, .has_descriptor = 1), SDP_E_FILE, "target.descriptor"},
        {SDP_TARGET(.sink = fill, .sink_data = &b, .max_bytes = -2), SDP_E_ARGUMENT, "target.max_bytes"},
        {{.path = "a"}, SDP_E_STRUCT, "target"},
    };
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_status status = sdp_download(d->client, URL, &rows[i].target, NULL);
        if (status != rows[i].status) fail_msg("row %zu: %s", i, sdp_error_message(sdp_last_error(d->client)));
        assert_string_equal(sdp_error_path(sdp_last_error(d->client)), rows[i].path);
    }
    assert_int_equal(sdp_download(d->client, NULL, &rows[0].target, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_download(d->client, URL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_download(NULL, URL, &rows[0].target, NULL), SDP_E_ARGUMENT);
    assert_int_equal(raw_server_connections(d->server), 0);
    desk_close(d);
}

static void a_target_that_fails(void **state)
{
    static const sdp_status statuses[] = {SDP_E_CANCELED, SDP_E_VALUE, 7};
    static const sdp_status expected[] = {SDP_E_CANCELED, SDP_E_VALUE, SDP_E_FILE};
    int pipe_ends[2];
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (size_t i = 0; i < 3; i++) {
        bag b = {.fails = statuses[i]};
        const sdp_target sink = SDP_TARGET(.sink = fill, .sink_data = &b);
        expect_status(d, sdp_download(d->client, URL, &sink, NULL), expected[i]);
        desk_expect_words(d, "the target ended the download");
    }
    /* The end of a pipe that is read cannot be written. */
    assert_int_equal(pipe(pipe_ends), 0);
    const sdp_target wrong = SDP_TARGET(.descriptor = pipe_ends[0], .has_descriptor = 1);
    expect_status(d, sdp_download(d->client, URL, &wrong, NULL), SDP_E_FILE);
    desk_expect_words(d, "the descriptor is not open for this");
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    desk_close(d);
}

static void cancelling_and_times(void **state)
{
    const folder *f = *state;
    bag b = {0};
    assert_int_equal(sdp_cancel_new(&b.cancel), SDP_OK);
    const char *path = path_in(f, "a.txt");
    const sdp_target target = SDP_TARGET(.path = path, .progress = note_progress, .progress_data = &b);
    const sdp_target silent = SDP_TARGET(.path = path);
    const sdp_options canceling = SDP_OPTIONS(.cancel = b.cancel);
    const sdp_options hasty = SDP_OPTIONS(.timeout_ms = 200);
    desk *d = desk_open(RAW_SERVER(drips), NULL);
    expect_status(d, sdp_download(d->client, URL, &target, &canceling), SDP_E_CANCELED);
    assert_int_equal(b.progress, 1);
    expect_status(d, sdp_download(d->client, URL, &silent, &hasty), SDP_E_TIMEOUT);
    assert_int_equal(folder_count(f), 0);
    desk_close(d);
    static const raw_step slow[] = {RAW_READ, RAW_DELAY(400), RAW_SEND(FILE_ANSWER("text/plain", "hello", 5)), RAW_END};
    d = desk_open(RAW_SERVER(slow), &(sdp_config)SDP_CONFIG(.timeout_ms = 100, .attempt_timeout_ms = 100));
    expect_status(d, sdp_download(d->client, URL, &silent, NULL), SDP_OK);
    desk_close(d);
    sdp_cancel_free(b.cancel);
}

static void a_dry_run_touches_nothing(void **state)
{
    const folder *f = *state;
    const sdp_target target = SDP_TARGET(.path = path_in(f, "a.txt"));
    const sdp_options options = SDP_OPTIONS(.dry_run = 1);
    desk *d = desk_open(RAW_SERVER(works), NULL);
    expect_status(d, sdp_download(d->client, URL, &target, &options), SDP_DRY_RUN);
    assert_non_null(strstr(sdp_last_dry_run(d->client), "/api/v3" URL "\""));
    assert_null(strstr(sdp_last_dry_run(d->client), DESK_TOKEN));
    assert_int_equal(folder_count(f), 0);
    assert_int_equal(raw_server_connections(d->server), 0);
    desk_close(d);
}

/* A transport of an older make, which gives the body without its HTTP status first. */
static sdp_status perform(void *user_data, const sdp_request *request, sdp_response *response)
{
    const int *http_status = user_data;
    const char *body = *http_status == 200 ? "hello" : "{" DESK_FAILURE(4007) "}";
    response->http_status = *http_status;
    return request->sink(request->stream_data, body, strlen(body));
}

static void a_transport_that_says_the_status_last(void **state)
{
    const folder *f = *state;
    static const int statuses[] = {200, 404};
    const char *path = path_in(f, "a.txt");
    for (size_t i = 0; i < 2; i++) {
        int http_status = statuses[i];
        sdp_transport *transport = NULL;
        assert_int_equal(sdp_transport_new_blocking(perform, &http_status, NULL, &transport), SDP_OK);
        desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = "http://127.0.0.1:1", .transport = transport));
        const sdp_target target = SDP_TARGET(.path = path);
        expect_status(d, sdp_download(d->client, URL, &target, NULL), i == 0 ? SDP_OK : SDP_E_NOT_FOUND);
        assert_int_equal(folder_count(f), i == 0);
        unlink(path);
        desk_close(d);
    }
}

static void without_memory_nothing_is_left_behind(void **state)
{
    const folder *f = *state;
    const char *path = path_in(f, "a.txt");
    const sdp_target target = SDP_TARGET(.path = path);
    scarce memory;
    scarce_init(&memory, -1);
    desk *d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.allocator = &memory.allocator, .max_retries = -1));
    int before = folder_descriptors();
    sdp_status status = SDP_E_NO_MEMORY;
    for (long left = 0; status != SDP_OK; left++) {
        assert_true(left < 200);
        memory.left = left;
        status = sdp_download(d->client, URL, &target, NULL);
        if (status == SDP_OK) break;
        expect_status(d, status, SDP_E_NO_MEMORY);
        assert_int_equal(folder_count(f), 0);
    }
    memory.left = -1;
    assert_true(folder_descriptors() <= before + 2);
    desk_close(d);
    assert_int_equal(memory.alive, 0);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        TEST(to_every_target),
        TEST(an_older_file_is_replaced_at_the_end_alone),
        TEST(a_failure_is_no_file),
        TEST(files_that_look_like_answers),
        TEST(a_long_file_that_begins_like_an_answer),
        TEST(a_broken_answer_is_fetched_again),
        TEST(what_cannot_take_back_is_not_fetched_again),
        TEST(a_file_over_the_ceiling),
        TEST(the_login_stays_with_its_server),
        TEST(targets_that_are_refused),
        TEST(a_target_that_fails),
        TEST(cancelling_and_times),
        TEST(a_dry_run_touches_nothing),
        TEST(a_transport_that_says_the_status_last),
        TEST(without_memory_nothing_is_left_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
