/* Uploads: what arrives, byte by byte, from every kind of source; what is refused before anything is sent; retries,
   cancelling, and contents that change on the way. */
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

#define UPLOADED                                                                                                       \
    "{" DESK_SUCCESS ",\"files\":[{\"content_type\":\"image/png\",\"size\":\"5\",\"file_id\":\"2001\","                \
    "\"name\":\"a.png\",\"content_url\":\"/contracts/_uploads/2001\"}]}"
#define LIMIT(words_)                                                                                                  \
    "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"status_code\":4001,"            \
    "\"message\":\"" words_ "\"}]}}"

enum { BIG = 8 * 1024 * 1024 };

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", UPLOADED), RAW_REPEAT, RAW_END};
static const raw_step busy[] = {RAW_READ, RAW_SEND(DESK_ANSWER("429 Busy", "Retry-After: 0\r\n", "{}", 2)), RAW_READ,
                                RAW_REPLY("200 OK", UPLOADED), RAW_END};
static const raw_step closes[] = {RAW_READ, RAW_CLOSE, RAW_END};
static const raw_step stalls[] = {RAW_READ_HEAD, RAW_STALL, RAW_END};
static const raw_step swallows[] = {RAW_READ, RAW_STALL, RAW_END};

static sdp_status send_file(desk *d, const sdp_file *file, const sdp_options *options, const sdp_upload **out)
{
    sdp_status status = sdp_contract_upload_attachment(d->client, "1001", file, options, out);
    if (status != SDP_OK && out != NULL) assert_null(*out);
    desk_check_error(d);
    return status;
}

static void expect_status(desk *d, sdp_status status, sdp_status expected)
{
    if (status == expected) return;
    fail_msg("%s instead of %s: %s", sdp_status_name(status), sdp_status_name(expected),
             sdp_error_message(sdp_last_error(d->client)));
}

/* The whole body as it must be, with the boundary that the header names. */
static void expect_body(const raw_request *request, const char *name, const char *type, const char *content,
                        size_t size)
{
    static const char start[] = "multipart/form-data; boundary=";
    char head[2048];
    char tail[512];
    const char *header = raw_request_header(request, "Content-Type");
    assert_non_null(header);
    assert_memory_equal(header, start, strlen(start));
    const char *boundary = header + strlen(start);
    assert_int_equal(strlen(boundary), 36);
    size_t head_size = (size_t)snprintf(head, sizeof head,
                                        "--%s\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"%s\"\r\n"
                                        "Content-Type: %s\r\n\r\n",
                                        boundary, name, type);
    size_t tail_size = (size_t)snprintf(tail, sizeof tail,
                                        "\r\n--%s\r\nContent-Disposition: form-data; name=\"addtoattachment\"\r\n\r\n"
                                        "true\r\n--%s--\r\n",
                                        boundary, boundary);
    assert_int_equal(request->body_size, head_size + size + tail_size);
    assert_memory_equal(request->body, head, head_size);
    assert_memory_equal(request->body + head_size, content, size);
    assert_memory_equal(request->body + head_size + size, tail, tail_size);
}

/* A source in memory that gives its bytes once. */
typedef struct once {
    const char *bytes;
    size_t size;
    size_t at;
    size_t piece;
    sdp_status fails; /* at the end */
} once;

static sdp_status give_once(void *user_data, char *bytes, size_t capacity, size_t *size)
{
    once *from = user_data;
    size_t left = from->size - from->at;
    if (left == 0 && from->fails != SDP_OK) return from->fails;
    *size = left < capacity ? left : capacity;
    if (from->piece > 0 && *size > from->piece) *size = from->piece;
    memcpy(bytes, from->bytes + from->at, *size);
    from->at += *size;
    return SDP_OK;
}

typedef struct steps {
    int calls;
    int64_t last;
    int64_t total;
    sdp_cancel *cancel; /* signalled at the first call */
    const char *path;   /* is changed at the first call, */
    int64_t new_size;   /* to this size */
} steps;

static void note_step(void *user_data, int64_t done, int64_t total)
{
    steps *s = user_data;
    assert_true(done > 0 && (total < 0 || done <= total));
    s->calls++;
    s->last = done;
    s->total = total;
    if (s->calls > 1) return;
    sdp_cancel_signal(s->cancel);
    if (s->path != NULL) assert_int_equal(truncate(s->path, (off_t)s->new_size), 0);
}

static void every_source_arrives_whole(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "a.png", "hello", 5);
    desk *d = desk_open(RAW_SERVER(works), NULL);
    const sdp_upload *out = NULL;
    steps s = {0};
    once from = {.bytes = "hello", .size = 5, .piece = 2};
    once unsized = from;
    int pipe_ends[2];
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_int_equal(pipe(pipe_ends), 0);
    assert_int_equal(write(pipe_ends[1], "hello", 5), 5);
    close(pipe_ends[1]);
    const sdp_file files[] = {
        SDP_FILE(.path = path, .progress = note_step, .progress_data = &s),
        SDP_FILE(.descriptor = fileno(stream), .has_descriptor = 1, .name = "a.png"),
        SDP_FILE(.memory = "hello", .memory_size = 5, .name = "/tmp/x\\a.png"),
        SDP_FILE(.source = give_once, .source_data = &from, .source_size = 5, .name = "a.png"),
        SDP_FILE(.source = give_once, .source_data = &unsized, .source_size = -1, .name = "a.png"),
        SDP_FILE(.descriptor = pipe_ends[0], .has_descriptor = 1, .name = "a.png"),
    };
    for (int i = 0; i < (int)(sizeof files / sizeof files[0]); i++) {
        expect_status(d, send_file(d, &files[i], NULL, &out), SDP_OK);
        const raw_request *request = raw_server_request(d->server, i);
        expect_body(request, "a.png", "image/png", "hello", 5);
        assert_string_equal(request->method, "POST");
        assert_string_equal(request->target, "/api/v3/contracts/1001/_uploads");
        assert_int_equal(request->chunked, i > 3);
        assert_non_null(raw_request_header(request, "Accept"));
        assert_int_equal(out->files.count, 1);
        assert_string_equal(out->files.items[0]->file_id, "2001");
        assert_string_equal(out->files.items[0]->content_url, "/contracts/_uploads/2001");
        sdp_upload_free(out);
    }
    assert_true(s.calls > 0 && s.last == 5 && s.total == 5);
    assert_int_equal(raw_server_connections(d->server), 1);
    fclose(stream);
    close(pipe_ends[0]);
    desk_close(d);
}

static void a_descriptor_is_read_from_where_it_stands(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "a.txt", "hello world", 11);
    desk *d = desk_open(RAW_SERVER(busy), NULL);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_int_equal(lseek(fileno(stream), 6, SEEK_SET), 6);
    const sdp_file file = SDP_FILE(.descriptor = fileno(stream), .has_descriptor = 1, .name = "a.txt");
    expect_status(d, send_file(d, &file, NULL, NULL), SDP_OK);
    for (int i = 0; i < 2; i++) expect_body(raw_server_request(d->server, i), "a.txt", "text/plain", "world", 5);
    fclose(stream);
    desk_close(d);
}

static void names_and_types(void **state)
{
    static const char *const rows[][4] = {
        {"x.pdf", NULL, "x.pdf", "application/pdf"},
        {"x.pdf", "application/x-own", "x.pdf", "application/x-own"},
        {"a\"\r\nb", NULL, "a%22%0D%0Ab", "application/octet-stream"},
        {"Vertr\xC3\xA4ge.PDF", NULL, "Vertr\xC3\xA4ge.PDF", "application/pdf"},
        {"../../etc/passwd", NULL, "passwd", "application/octet-stream"},
        {"C:\\temp\\x.txt", NULL, "x.txt", "text/plain"},
    };
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (int i = 0; i < (int)(sizeof rows / sizeof rows[0]); i++) {
        const sdp_file file = SDP_FILE(.memory = "1", .memory_size = 1, .name = rows[i][0], .content_type = rows[i][1]);
        expect_status(d, send_file(d, &file, NULL, NULL), SDP_OK);
        expect_body(raw_server_request(d->server, i), rows[i][2], rows[i][3], "1", 1);
    }
    desk_close(d);
}

static void refused_before_anything_is_sent(void **state)
{
    const folder *f = *state;
    const char *empty = folder_write(f, "empty", "", 0);
    const char *good = folder_write(f, "good", "1", 1);
    char missing[512];
    char pipe_path[512];
    snprintf(missing, sizeof missing, "%s/missing", f->path);
    snprintf(pipe_path, sizeof pipe_path, "%s/pipe", f->path);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    once from = {.bytes = "", .size = 0};
    sdp_file old = SDP_FILE(.path = good);
    old.head.size = 4;
    const struct {
        sdp_file file;
        sdp_status status;
        const char *path;
    } rows[] = {
        {SDP_FILE(.name = "a"), SDP_E_ARGUMENT, "file"},
        {SDP_FILE(.path = good, .memory = "1", .memory_size = 1), SDP_E_ARGUMENT, "file"},
        {SDP_FILE(.path = good, .has_descriptor = 1), SDP_E_ARGUMENT, "file"},
        {SDP_FILE(.path = missing), SDP_E_FILE, "file.path"},
        {SDP_FILE(.path = f->path), SDP_E_FILE, "file.path"},
        {SDP_FILE(.path = pipe_path), SDP_E_FILE, "file.path"},
        {SDP_FILE(.path = empty), SDP_E_FILE, "file"},
        {SDP_FILE(.path = "", .name = "a"), SDP_E_ARGUMENT, "file.path"},
        {SDP_FILE(.path = ""), SDP_E_ARGUMENT, "file.name"},
        {SDP_FILE(.path = "/tmp/.."), SDP_E_ARGUMENT, "file.name"},
        {SDP_FILE(.memory = "1", .memory_size = 0, .name = "a"), SDP_E_FILE, "file"},
        {SDP_FILE(.memory = "1", .memory_size = 1), SDP_E_REQUIRED, "file.name"},
        {SDP_FILE(.path = good, .name = ""), SDP_E_ARGUMENT, "file.name"},
        {SDP_FILE(.path = good, .name = "a/"), SDP_E_ARGUMENT, "file.name"},
        {SDP_FILE(.path = good, .name = "\xFFx"), SDP_E_UTF8, "file.name"},
        {SDP_FILE(.path = good, .name = SDP_NULL), SDP_E_ARGUMENT, "file.name"},
        {SDP_FILE(.path = good, .content_type = SDP_NULL), SDP_E_ARGUMENT, "file.content_type"},
        {SDP_FILE(.path = SDP_NULL), SDP_E_ARGUMENT, "file.name"},
        {SDP_FILE(.path = SDP_NULL, .name = "a"), SDP_E_ARGUMENT, "file.path"},
        {SDP_FILE(.path = good, .content_type = "png"), SDP_E_ARGUMENT, "file.content_type"},
        {SDP_FILE(.path = good, .content_type = "a/b\r\nX: 1"), SDP_E_ARGUMENT, "file.content_type"},
        {SDP_FILE(.descriptor = -1, .has_descriptor = 1, .name = "a"), SDP_E_FILE, "file.descriptor"},
        {SDP_FILE(.descriptor = 9999, .has_descriptor = 1, .name = "a"), SDP_E_FILE, "file.descriptor"},
        {SDP_FILE(.source = give_once, .source_data = &from, .source_size = -2, .name = "a"), SDP_E_ARGUMENT,
         "file.source_size"},
        {{.path = good}, SDP_E_STRUCT, "file"},
        {old, SDP_E_STRUCT, "file"},
    };
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_status status = send_file(d, &rows[i].file, NULL, NULL);
        if (status != rows[i].status) fail_msg("row %zu: %s", i, sdp_error_message(sdp_last_error(d->client)));
        assert_string_equal(sdp_error_path(sdp_last_error(d->client)), rows[i].path);
        assert_true(strlen(sdp_error_advice(sdp_last_error(d->client))) > 0);
    }
    assert_int_equal(send_file(d, NULL, NULL, NULL), SDP_E_ARGUMENT);
    desk_expect_words(d, "file");
    assert_int_equal(sdp_contract_upload_attachment(d->client, NULL, &rows[0].file, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_contract_upload_attachment(NULL, "1", &rows[0].file, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(raw_server_connections(d->server), 0);
    desk_close(d);
}

static void an_unreadable_file(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "secret", "1", 1);
    assert_int_equal(chmod(path, 0), 0);
    FILE *readable = fopen(path, "rb");
    if (readable != NULL) { /* the superuser reads everything */
        fclose(readable);
        skip();
    }
    desk *d = desk_open(RAW_SERVER(works), NULL);
    expect_status(d, send_file(d, &(sdp_file)SDP_FILE(.path = path), NULL, NULL), SDP_E_FILE);
    desk_expect_words(d, "the permission is missing");
    desk_close(d);
}

static void options_that_do_not_fit(void **state)
{
    (void)state;
    const sdp_file file = SDP_FILE(.memory = "1", .memory_size = 1, .name = "a");
    const sdp_options placed = SDP_OPTIONS(.place = SDP_PLACE_FORM);
    const sdp_options with_file = SDP_OPTIONS(.file = &file);
    const sdp_options zero = {.tag = "not initialised"};
    desk *d = desk_open(RAW_SERVER(works), NULL);
    expect_status(d, send_file(d, &file, &placed, NULL), SDP_E_ARGUMENT);
    expect_status(d, send_file(d, &file, &zero, NULL), SDP_E_STRUCT);
    expect_status(d, desk_do(d, DESK_GET, &with_file), SDP_E_ARGUMENT);
    desk_expect_words(d, "products.get takes no file");
    assert_int_equal(raw_server_connections(d->server), 0);
    desk_close(d);
}

static void a_refused_upload_is_sent_again_from_its_beginning(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "a.txt", "hello", 5);
    const sdp_file files[] = {SDP_FILE(.path = path), SDP_FILE(.memory = "hello", .memory_size = 5, .name = "a.txt")};
    for (size_t i = 0; i < 2; i++) {
        desk *d = desk_open(RAW_SERVER(busy), NULL);
        expect_status(d, send_file(d, &files[i], NULL, NULL), SDP_OK);
        assert_int_equal(raw_server_requests(d->server), 2);
        for (int j = 0; j < 2; j++) expect_body(raw_server_request(d->server, j), "a.txt", "text/plain", "hello", 5);
        desk_close(d);
    }
}

static void what_gives_its_bytes_once_is_not_sent_again(void **state)
{
    int pipe_ends[2];
    (void)state;
    once from = {.bytes = "hello", .size = 5};
    assert_int_equal(pipe(pipe_ends), 0);
    assert_int_equal(write(pipe_ends[1], "hello", 5), 5);
    close(pipe_ends[1]);
    const sdp_file files[] = {
        SDP_FILE(.source = give_once, .source_data = &from, .source_size = 5, .name = "a.txt"),
        SDP_FILE(.descriptor = pipe_ends[0], .has_descriptor = 1, .name = "a.txt"),
    };
    for (size_t i = 0; i < 2; i++) {
        desk *d = desk_open(RAW_SERVER(busy), NULL);
        expect_status(d, send_file(d, &files[i], NULL, NULL), SDP_E_QUOTA);
        desk_expect_words(d, "there is no other attempt, for the file comes from a");
        assert_int_equal(raw_server_requests(d->server), 1);
        desk_close(d);
    }
    close(pipe_ends[0]);
}

/* Before the first byte was read, a source is as good as new. */
static void a_source_survives_a_refused_connection(void **state)
{
    char url[64];
    (void)state;
    once from = {.bytes = "hello", .size = 5};
    const sdp_file file = SDP_FILE(.source = give_once, .source_data = &from, .name = "a.txt");
    snprintf(url, sizeof url, "http://127.0.0.1:%d", raw_closed_port());
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = url));
    expect_status(d, send_file(d, &file, NULL, NULL), SDP_E_CONNECT);
    assert_int_equal(sdp_error_attempts(sdp_last_error(d->client)), 2);
    assert_int_equal(from.at, 0);
    desk_close(d);
}

static void an_unknown_outcome(void **state)
{
    (void)state;
    const sdp_file file = SDP_FILE(.memory = "hello", .memory_size = 5, .name = "a.txt");
    desk *d = desk_open(RAW_SERVER(closes, works), NULL);
    expect_status(d, send_file(d, &file, NULL, NULL), SDP_E_MAYBE_DONE);
    desk_expect_said(d, (desk_said){.attempts = 1, .maybe_done = 1, .fault = SDP_FAULT_NETWORK});
    assert_int_equal(raw_server_requests(d->server), 1);
    desk_close(d);
}

static void a_file_that_changes_while_it_is_sent(void **state)
{
    static const struct {
        int64_t size;
        const char *words;
    } rows[] = {{BIG / 2, "the file ended before its size was reached"}, {BIG + 1, "the file grew while it was sent"}};
    const folder *f = *state;
    for (size_t i = 0; i < 2; i++) {
        const char *path = folder_write(f, "big", "", 0);
        assert_int_equal(truncate(path, BIG), 0);
        steps s = {.path = path, .new_size = rows[i].size};
        const sdp_file file = SDP_FILE(.path = path, .progress = note_step, .progress_data = &s);
        desk *d = desk_open(RAW_SERVER(works), NULL);
        expect_status(d, send_file(d, &file, NULL, NULL), SDP_E_FILE);
        desk_expect_words(d, rows[i].words);
        desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_CALLER});
        assert_int_equal(raw_server_requests(d->server), 0);
        desk_close(d);
    }
}

static void sources_that_fail(void **state)
{
    once rows[] = {{.bytes = "12", .size = 2, .fails = SDP_E_CANCELED}, {.bytes = "12", .size = 2}, {.bytes = ""}};
    static const sdp_status expected[] = {SDP_E_CANCELED, SDP_E_FILE, SDP_E_FILE};
    static const char *const words[] = {"the source of the file ended the upload", "ended before its size",
                                        "the file is empty"};
    static const int64_t sizes[] = {-1, 5, 0};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const sdp_file file =
            SDP_FILE(.source = give_once, .source_data = &rows[i], .source_size = sizes[i], .name = "a.txt");
        desk *d = desk_open(RAW_SERVER(works), NULL);
        expect_status(d, send_file(d, &file, NULL, NULL), expected[i]);
        desk_expect_words(d, words[i]);
        assert_int_equal(sdp_error_maybe_done(sdp_last_error(d->client)), 0);
        assert_int_equal(raw_server_requests(d->server), 0);
        desk_close(d);
    }
}

static void cancelling_in_the_middle(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "big", "", 0);
    assert_int_equal(truncate(path, BIG), 0);
    steps s = {0};
    assert_int_equal(sdp_cancel_new(&s.cancel), SDP_OK);
    const sdp_file file = SDP_FILE(.path = path, .progress = note_step, .progress_data = &s);
    const sdp_options options = SDP_OPTIONS(.cancel = s.cancel);
    desk *d = desk_open(RAW_SERVER(stalls), NULL);
    int64_t start = desk_now_ms();
    expect_status(d, send_file(d, &file, &options, NULL), SDP_E_MAYBE_DONE);
    desk_expect_words(d, "the call was cancelled");
    assert_true(desk_now_ms() - start < 5000);
    assert_true(s.last < BIG);
    desk_close(d);
    sdp_cancel_free(s.cancel);
}

static void times(void **state)
{
    static const raw_step slow[] = {RAW_READ, RAW_DELAY(400), RAW_REPLY("200 OK", UPLOADED), RAW_END};
    const sdp_file file = SDP_FILE(.memory = "hello", .memory_size = 5, .name = "a.txt");
    const sdp_options options = SDP_OPTIONS(.timeout_ms = 200);
    (void)state;
    /* The client's times are for calls, not for files. */
    const sdp_config hasty = SDP_CONFIG(.timeout_ms = 100, .attempt_timeout_ms = 100);
    desk *d = desk_open(RAW_SERVER(slow), &hasty);
    expect_status(d, send_file(d, &file, NULL, NULL), SDP_OK);
    desk_close(d);
    d = desk_open(RAW_SERVER(swallows), NULL);
    expect_status(d, send_file(d, &file, &options, NULL), SDP_E_MAYBE_DONE);
    desk_expect_words(d, "timed out");
    desk_close(d);
}

/* A server that will not have it says so before all of it came, and does not read the rest. */
static void an_early_refusal_is_heard(void **state)
{
    static const raw_step refuses[] = {RAW_READ_HEAD, RAW_REPLY("413 Too Large", "{}"), RAW_DELAY(500), RAW_CLOSE,
                                       RAW_END};
    const folder *f = *state;
    const char *path = folder_write(f, "big", "", 0);
    assert_int_equal(truncate(path, BIG), 0);
    desk *d = desk_open(RAW_SERVER(refuses), NULL);
    expect_status(d, send_file(d, &(sdp_file)SDP_FILE(.path = path), NULL, NULL), SDP_E_REFUSED);
    desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_CALLER, .http_status = 413});
    desk_close(d);
}

static sdp_status provide(void *user_data, const sdp_auth_question *question, sdp_auth_answer *answer)
{
    static const sdp_header logins_of[] = {{"Authorization", "Bearer old"}, {"Authorization", "Bearer new"}};
    int *logins = user_data;
    *logins += question->refused != 0;
    answer->headers = &logins_of[*logins > 0];
    answer->header_count = 1;
    return SDP_OK;
}

static void a_new_login_sends_the_file_again_where_that_can_be(void **state)
{
    static const raw_step expired[] = {RAW_READ, RAW_REPLY("401 Expired", "{" DESK_FAILURE(4000) "}"), RAW_READ,
                                       RAW_REPLY("200 OK", UPLOADED), RAW_END};
    (void)state;
    for (int again = 0; again < 2; again++) {
        int logins = 0;
        once from = {.bytes = "hello", .size = 5};
        const sdp_file memory = SDP_FILE(.memory = "hello", .memory_size = 5, .name = "a.txt");
        const sdp_file source = SDP_FILE(.source = give_once, .source_data = &from, .name = "a.txt");
        sdp_auth *auth = NULL;
        assert_int_equal(sdp_auth_new_callback(provide, &logins, NULL, NULL, &auth), SDP_OK);
        desk *d = desk_open(RAW_SERVER(expired), &(sdp_config)SDP_CONFIG(.auth = auth));
        expect_status(d, send_file(d, again ? &memory : &source, NULL, NULL), again ? SDP_OK : SDP_E_LOGIN);
        assert_int_equal(raw_server_requests(d->server), 1 + again);
        assert_int_equal(logins, again);
        if (again) expect_body(raw_server_request(d->server, 1), "a.txt", "text/plain", "hello", 5);
        if (!again) desk_expect_words(d, "there is no other attempt, for the file comes from a source");
        desk_close(d);
        sdp_auth_free(auth);
    }
}

/* What a transport is asked for. */
static sdp_status look_at_request(void *user_data, const sdp_request *request, sdp_response *response)
{
    char bytes[4096];
    size_t size = 0;
    int *looked = user_data;
    *looked += 1;
    assert_int_equal(request->timeout_ms, 0);
    assert_int_equal(request->stall_ms, 30000);
    assert_int_equal(request->once, 1);
    assert_null(request->body);
    assert_non_null(request->source);
    assert_int_equal(request->source(request->stream_data, bytes, sizeof bytes, &size), SDP_OK);
    assert_int_equal(size, request->source_size);
    response->http_status = 200;
    return request->sink(request->stream_data, UPLOADED, strlen(UPLOADED));
}

static void a_transfer_ends_where_nothing_moves_and_not_at_a_time(void **state)
{
    int looked = 0;
    sdp_transport *transport = NULL;
    (void)state;
    const sdp_file file = SDP_FILE(.memory = "hello", .memory_size = 5, .name = "a.txt");
    assert_int_equal(sdp_transport_new_blocking(look_at_request, &looked, NULL, &transport), SDP_OK);
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = "http://127.0.0.1:1", .transport = transport));
    expect_status(d, send_file(d, &file, NULL, NULL), SDP_OK);
    assert_int_equal(looked, 1);
    desk_close(d);
}

static void dry_runs(void **state)
{
    once from = {.bytes = "hello", .size = 5};
    (void)state;
    const sdp_file file = SDP_FILE(.memory = "hello", .memory_size = 5, .name = "x/logo.png");
    const sdp_file source = SDP_FILE(.source = give_once, .source_data = &from, .name = "a");
    const sdp_options options = SDP_OPTIONS(.dry_run = 1);
    desk *d = desk_open(RAW_SERVER(works), NULL);
    expect_status(d, sdp_customer_upload_image(d->client, &file, &options, NULL), SDP_DRY_RUN);
    sdp_json *json = json_of_text(sdp_last_dry_run(d->client));
    char *printed = NULL;
    assert_int_equal(sdp_json_print(sdp_json_member(json, "file"), 0, &printed), SDP_OK);
    assert_string_equal(printed,
                        "{\"part\":\"filename\",\"name\":\"logo.png\",\"content_type\":\"image/png\",\"size\":5,"
                        "\"fields\":{\"addtoattachment\":\"true\"}}");
    assert_string_equal(sdp_json_text(sdp_json_member(json, "operation")), "customers.upload_image");
    assert_null(sdp_json_member(json, "input_data"));
    sdp_text_free(printed);
    sdp_json_free(json);
    expect_status(d, sdp_customer_upload_attachment(d->client, &source, &options, NULL), SDP_DRY_RUN);
    const char *text = sdp_last_dry_run(d->client);
    assert_non_null(strstr(text, "\"size\":null"));
    assert_non_null(strstr(text, "/customers/_uploads\""));
    assert_int_equal(from.at, 0);
    assert_int_equal(raw_server_connections(d->server), 0);
    desk_close(d);
}

static void the_limit_of_files_is_explained(void **state)
{
    static const struct {
        raw_step script[4];
        int explained;
    } rows[] = {
        {{RAW_READ, RAW_REPLY("400 Bad", LIMIT("Maximum of 50 attachments reached")), RAW_END}, 1},
        {{RAW_READ, RAW_REPLY("400 Bad", LIMIT("You cannot add more than 50 files.")), RAW_END}, 1},
        {{RAW_READ, RAW_REPLY("200 OK", LIMIT("Attachment limit exceeded")), RAW_END}, 1},
        {{RAW_READ, RAW_REPLY("400 Bad", LIMIT("File size exceeds the maximum limit of 10 MB")), RAW_END}, 0},
        {{RAW_READ, RAW_REPLY("400 Bad", LIMIT("Contract does not exist")), RAW_END}, 0},
    };
    (void)state;
    const sdp_file file = SDP_FILE(.memory = "1", .memory_size = 1, .name = "a");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        desk *d = desk_open(RAW_SERVER(rows[i].script), NULL);
        expect_status(d, send_file(d, &file, NULL, NULL), SDP_E_REFUSED);
        const char *advice = sdp_error_advice(sdp_last_error(d->client));
        assert_int_equal(strstr(advice, "at most 50 files") != NULL, rows[i].explained);
        expect_status(d, desk_do(d, DESK_GET, NULL), SDP_E_REFUSED);
        assert_null(strstr(sdp_error_advice(sdp_last_error(d->client)), "50"));
        desk_close(d);
    }
}

static void by_name(void **state)
{
    const char *ids[] = {"1001"};
    char *out = NULL;
    (void)state;
    const sdp_file file = SDP_FILE(.memory = "1", .memory_size = 1, .name = "a");
    const sdp_options options = SDP_OPTIONS(.file = &file);
    desk *d = desk_open(RAW_SERVER(works), NULL);
    sdp_status status = sdp_invoke(d->client, "contracts.upload_attachment", ids, 1, NULL, 0, &options, &out);
    expect_status(d, status, SDP_OK);
    assert_json_text(out, "[{\"content_type\":\"image/png\",\"size\":\"5\",\"file_id\":\"2001\",\"name\":\"a.png\","
                          "\"content_url\":\"/contracts/_uploads/2001\"}]");
    sdp_text_free(out);
    status = sdp_invoke(d->client, "customers.upload_image", NULL, 0, NULL, 0, NULL, &out);
    expect_status(d, status, SDP_E_REQUIRED);
    desk_expect_words(d, "customers.upload_image needs a file");
    status = sdp_invoke(d->client, "customers.upload_image", NULL, 0, "{}", 0, &options, &out);
    expect_status(d, status, SDP_E_ARGUMENT);
    assert_int_equal(raw_server_requests(d->server), 1);
    desk_close(d);
}

static void a_big_file_is_never_in_memory(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "big.bin", "begin", 5);
    assert_int_equal(truncate(path, BIG), 0);
    scarce memory;
    scarce_init(&memory, -1);
    desk *d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.allocator = &memory.allocator));
    char *content = calloc(1, BIG);
    assert_non_null(content);
    memcpy(content, "begin", 5);
    expect_status(d, send_file(d, &(sdp_file)SDP_FILE(.path = path), NULL, NULL), SDP_OK);
    expect_body(raw_server_request(d->server, 0), "big.bin", "application/octet-stream", content, BIG);
    free(content);
    desk_close(d);
    assert_true(memory.largest < 100000);
    assert_int_equal(memory.alive, 0);
}

static void without_memory_nothing_is_lost(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "a", "1", 1);
    const sdp_file file = SDP_FILE(.path = path);
    scarce memory;
    scarce_init(&memory, -1);
    desk *d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.allocator = &memory.allocator, .max_retries = -1));
    int before = folder_descriptors();
    sdp_status status = SDP_E_NO_MEMORY;
    for (long left = 0; status != SDP_OK; left++) {
        assert_true(left < 200);
        memory.left = left;
        status = send_file(d, &file, NULL, NULL);
        if (status != SDP_OK && status != SDP_E_MAYBE_DONE) expect_status(d, status, SDP_E_NO_MEMORY);
    }
    memory.left = -1;
    /* Not one for each of the many failures, but both ends of a connection. */
    assert_true(folder_descriptors() <= before + 2);
    desk_close(d);
    assert_int_equal(memory.alive, 0);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, folder_make, folder_remove)
    const struct CMUnitTest tests[] = {
        TEST(every_source_arrives_whole),
        TEST(a_descriptor_is_read_from_where_it_stands),
        TEST(names_and_types),
        TEST(refused_before_anything_is_sent),
        TEST(an_unreadable_file),
        TEST(options_that_do_not_fit),
        TEST(a_refused_upload_is_sent_again_from_its_beginning),
        TEST(what_gives_its_bytes_once_is_not_sent_again),
        TEST(a_source_survives_a_refused_connection),
        TEST(an_unknown_outcome),
        TEST(a_file_that_changes_while_it_is_sent),
        TEST(sources_that_fail),
        TEST(cancelling_in_the_middle),
        TEST(times),
        TEST(an_early_refusal_is_heard),
        TEST(a_new_login_sends_the_file_again_where_that_can_be),
        TEST(a_transfer_ends_where_nothing_moves_and_not_at_a_time),
        TEST(dry_runs),
        TEST(the_limit_of_files_is_explained),
        TEST(by_name),
        TEST(a_big_file_is_never_in_memory),
        TEST(without_memory_nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
