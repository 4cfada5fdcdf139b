/* One transfer with its easy handle, without the multi handle: src/http/curl_easy.c. What is refused before sending,
   and what goes over the wire, is in tests/client/test_http_transport*.c. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include <cmocka.h>

#include "exchange.h"
#include "folder.h"
#include "http/curl_parts.h"
#include "raw_server.h"
#include "scarce.h"

static sdpi_curl_transfer *make_with(const sdpi_http_config *config)
{
    sdpi_curl_shared *shared = NULL;
    sdpi_curl_transfer *transfer = NULL;
    assert_int_equal(sdpi_curl_shared_new(config, &sdpi_default_allocator, NULL, &shared), SDP_OK);
    assert_int_equal(sdpi_curl_transfer_new(shared, &transfer), SDP_OK);
    assert_non_null(transfer);
    return transfer;
}

static sdpi_curl_transfer *make(void)
{
    return make_with(&exchange_config);
}

static void drop(sdpi_curl_transfer *transfer)
{
    sdpi_curl_shared *shared = transfer->shared;
    sdpi_curl_transfer_free(transfer);
    sdpi_curl_shared_release(shared);
}

/* What the program's functions saw, and what they shall do. */
typedef struct seen {
    int begins;
    int32_t http_status;
    int64_t stated;
    size_t body_before_begin;
    size_t body_size;
    sdp_status begin_fails, sink_fails, source_fails;
    size_t source_left;
    size_t source_asked; /* the most it was asked for at once */
    int source_lies;
} seen;

static sdp_status on_begin(void *user_data, int32_t http_status, int64_t body_size)
{
    seen *self = user_data;
    self->begins++;
    self->http_status = http_status;
    self->stated = body_size;
    self->body_before_begin = self->body_size;
    return self->begin_fails;
}

static sdp_status on_body(void *user_data, const char *bytes, size_t size)
{
    seen *self = user_data;
    assert_non_null(bytes);
    assert_true(size > 0);
    self->body_size += size;
    return self->sink_fails;
}

static sdp_status on_source(void *user_data, char *bytes, size_t capacity, size_t *size)
{
    seen *self = user_data;
    if (capacity > self->source_asked) self->source_asked = capacity;
    if (self->source_left == 0 && self->source_fails != SDP_OK) return self->source_fails;
    *size = self->source_left < capacity ? self->source_left : capacity;
    memset(bytes, 's', *size);
    self->source_left -= *size;
    if (self->source_lies) *size = capacity + 1;
    return SDP_OK;
}

/* Does a request with all of these functions. */
static CURLcode perform(sdpi_curl_transfer *transfer, const sdp_request *request, seen *self)
{
    sdp_request own = *request;
    own.sink = on_body;
    own.begin = on_begin;
    own.stream_data = self;
    assert_int_equal(sdpi_curl_transfer_prepare(transfer, &own), SDP_OK);
    return curl_easy_perform(transfer->easy);
}

static CURLcode get(sdpi_curl_transfer *transfer, const char *base, seen *self)
{
    const sdp_request request = exchange_request("GET", base, "/");
    return perform(transfer, &request, self);
}

static sdp_status prepare_url(sdpi_curl_transfer *transfer, const char *url)
{
    sdp_request request = exchange_request("GET", "", "");
    request.url = url;
    return sdpi_curl_transfer_prepare(transfer, &request);
}

static void clear_text_goes_to_this_machine_alone(void **state)
{
    static const struct {
        const char *url;
        sdp_status alone, allowed;
    } rows[] = {
        {"http://127.0.0.1/", SDP_OK, SDP_OK},
        {"http://127.255.0.9:8080/x?y", SDP_OK, SDP_OK},
        {"http://localhost", SDP_OK, SDP_OK},
        {"http://localhost:1?x", SDP_OK, SDP_OK},
        {"http://localhost#x", SDP_OK, SDP_OK},
        {"http://LOCALHOST:1/x", SDP_OK, SDP_OK}, /* a base URL may be written so */
        {"http://[::1]:8080/", SDP_OK, SDP_OK},
        {"https://example.invalid/", SDP_OK, SDP_OK},
        {"http://example.invalid/", SDP_E_URL, SDP_OK},
        {"http://localhosts/", SDP_E_URL, SDP_OK},
        {"http://127.0.0.1.nip.invalid/", SDP_E_URL, SDP_OK},
        {"http://127/", SDP_E_URL, SDP_OK},
        {"http://[::2]/", SDP_E_URL, SDP_OK},
        {"http://128.0.0.1/", SDP_E_URL, SDP_OK},
        {"http:///x", SDP_E_URL, SDP_OK}, /* libcurl refuses it when it is sent */
        {"http://x@127.0.0.1/", SDP_E_URL, SDP_E_URL},
        {"http://127.0.0.1\\@x/", SDP_E_URL, SDP_E_URL},
        {"http://127.0.0.1/a b", SDP_E_URL, SDP_E_URL},
        {"http://127.0.0.1/\x7F", SDP_E_URL, SDP_E_URL},
        {"HTTP://127.0.0.1/", SDP_E_URL, SDP_E_URL},
        {"ws://127.0.0.1/", SDP_E_URL, SDP_E_URL},
        {"//127.0.0.1/", SDP_E_URL, SDP_E_URL},
        {NULL, SDP_E_ARGUMENT, SDP_E_ARGUMENT},
    };
    (void)state;
    for (int allow = 0; allow < 2; allow++) {
        sdpi_http_config config = exchange_config;
        config.allow_http = allow;
        sdpi_curl_transfer *transfer = make_with(&config);
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            sdp_status status = prepare_url(transfer, rows[i].url);
            if (status != (allow ? rows[i].allowed : rows[i].alone)) {
                fail_msg("%s: %s", rows[i].url != NULL ? rows[i].url : "NULL", sdp_status_name(status));
            }
        }
        drop(transfer);
    }
}

static void methods_are_words(void **state)
{
    static const struct {
        const char *method;
        sdp_status status;
    } rows[] = {{"GET", SDP_OK},
                {"PROPFIND", SDP_OK},
                {"ABCDEFGHIJKLMNO", SDP_OK},
                {"", SDP_E_ARGUMENT},
                {"ABCDEFGHIJKLMNOP", SDP_E_ARGUMENT},
                {"Get", SDP_E_ARGUMENT},
                {"GET ", SDP_E_ARGUMENT},
                {"GET\r\n", SDP_E_ARGUMENT},
                {"G3T", SDP_E_ARGUMENT},
                {NULL, SDP_E_ARGUMENT}};
    (void)state;
    sdpi_curl_transfer *transfer = make();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdp_request request = exchange_request(rows[i].method, "http://127.0.0.1", "/");
        assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), rows[i].status);
    }
    sdp_request request = exchange_request("GET", "http://127.0.0.1", "/");
    request.header_count = 1; /* of none */
    assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), SDP_E_ARGUMENT);
    drop(transfer);
}

static void a_handle_remembers_what_it_was_told(void **state)
{
    static const struct {
        int64_t timeout, stall, timeout_kept, stall_kept;
    } rows[] = {
        {0, 0, 0, 0}, {5000, 100, 5000, 100}, {-1, -1, 0, 0}, {INT64_MAX, INT64_MAX, INT_MAX, INT_MAX}, {1, 1, 1, 1}};
    static const struct {
        const char *method, *body;
        sdp_source_fn source;
        int kind;
    } bodies[] = {
        {"GET", NULL, NULL, SDPI_CURL_BODY_NONE},         {"GET", "x", NULL, SDPI_CURL_BODY_TEXT},
        {"POST", NULL, NULL, SDPI_CURL_BODY_TEXT},        {"PUT", NULL, NULL, SDPI_CURL_BODY_TEXT},
        {"DELETE", NULL, NULL, SDPI_CURL_BODY_NONE},      {"DELETE", "", NULL, SDPI_CURL_BODY_TEXT},
        {"POST", NULL, on_source, SDPI_CURL_BODY_STREAM}, {"PUT", "x", on_source, SDPI_CURL_BODY_STREAM},
        {"HEAD", NULL, NULL, SDPI_CURL_BODY_NONE},
    };
    (void)state;
    sdpi_curl_transfer *transfer = make();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_request request = exchange_request("GET", "http://127.0.0.1", "/");
        request.timeout_ms = rows[i].timeout;
        request.stall_ms = rows[i].stall;
        assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), SDP_OK);
        assert_int_equal(transfer->timeout_ms, rows[i].timeout_kept);
        assert_int_equal(transfer->stall_ms, rows[i].stall_kept);
    }
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        sdp_request request = exchange_request(bodies[i].method, "http://127.0.0.1", "/");
        request.body = bodies[i].body;
        request.source = bodies[i].source;
        assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), SDP_OK);
        assert_int_equal(transfer->body_kind, bodies[i].kind);
        assert_string_equal(transfer->method, bodies[i].method);
        assert_int_equal(transfer->source_left, -1);
    }
    assert_int_equal(prepare_url(transfer, "https://127.0.0.1/"), SDP_OK);
    assert_int_equal(transfer->https, 1);
    assert_int_equal(prepare_url(transfer, "http://127.0.0.1/"), SDP_OK);
    assert_int_equal(transfer->https, 0);
    drop(transfer);
}

static void each_request_starts_from_nothing(void **state)
{
    static const raw_step teapot[] = {
        RAW_READ, RAW_SEND("HTTP/1.1 418 No\r\nRetry-After: 7\r\nContent-Length: 1\r\n\r\nx"), RAW_REPEAT, RAW_END};
    raw_server *server = RAW_SERVER(teapot);
    seen self = {.sink_fails = SDP_E_CANCELED};
    (void)state;
    sdpi_curl_transfer *transfer = make();
    assert_int_equal(get(transfer, raw_server_url(server), &self), CURLE_WRITE_ERROR);
    assert_int_equal(transfer->status, SDP_E_CANCELED);
    assert_int_equal(transfer->begun, 1);
    assert_true(transfer->answer.ended && transfer->answer.lines > 0);
    assert_string_equal(transfer->answer.retry_after, "7");
    transfer->why = "words of the last one";
    sdp_request request = exchange_request("POST", "http://127.0.0.1", "/next");
    request.source = on_source;
    request.source_size = 0;
    request.once = 1;
    assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), SDP_OK);
    assert_int_equal(transfer->status, SDP_OK);
    assert_null(transfer->why);
    assert_int_equal(transfer->begun, 0);
    assert_int_equal(transfer->once, 1);
    assert_int_equal(transfer->source_left, 0);
    assert_int_equal(transfer->answer.lines, 0);
    assert_string_equal(transfer->answer.retry_after, "");
    assert_string_equal(transfer->curl_words, "");
    assert_ptr_equal(transfer->url, request.url);
    drop(transfer);
    raw_server_stop(server);
}

static void the_status_is_told_before_the_first_byte(void **state)
{
    static const raw_step steps[] = {
        RAW_READ,
        RAW_SEND("HTTP/1.1 103 Early\r\nContent-Length: 99\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\nhello"),
        RAW_READ,
        RAW_SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"),
        RAW_READ,
        RAW_SEND("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        RAW_READ,
        RAW_SEND("HTTP/1.1 204 No\r\n\r\n"),
        RAW_END};
    static const struct {
        int32_t http_status;
        int64_t stated;
        size_t size;
        int begins;
    } rows[] = {{404, 5, 5, 1}, {200, -1, 6, 1}, {0, 0, 0, 0}, {0, 0, 0, 0}};
    raw_server *server = RAW_SERVER(steps);
    (void)state;
    sdpi_curl_transfer *transfer = make();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seen self = {0};
        assert_int_equal(get(transfer, raw_server_url(server), &self), CURLE_OK);
        assert_int_equal(self.begins, rows[i].begins);
        assert_int_equal(self.http_status, rows[i].http_status);
        assert_int_equal(self.stated, rows[i].stated);
        assert_int_equal(self.body_before_begin, 0);
        assert_int_equal(self.body_size, rows[i].size);
    }
    drop(transfer);
    raw_server_stop(server);
}

static void who_takes_the_answer_may_end_it(void **state)
{
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_END};
    raw_server *server = RAW_SERVER(works);
    (void)state;
    sdpi_curl_transfer *transfer = make();
    for (int i = 0; i < 2; i++) {
        seen self = {.begin_fails = i == 0 ? SDP_E_TOO_LARGE : SDP_OK, .sink_fails = SDP_E_FILE};
        assert_int_equal(get(transfer, raw_server_url(server), &self), CURLE_WRITE_ERROR);
        assert_int_equal(transfer->status, i == 0 ? SDP_E_TOO_LARGE : SDP_E_FILE);
        assert_null(transfer->why); /* it knows better */
        assert_int_equal(self.body_size, i == 0 ? 0 : 2);
    }
    /* Without a sink the body is dropped, and nobody is told of it. */
    sdp_request request = exchange_request("GET", raw_server_url(server), "/");
    request.begin = on_begin;
    assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), SDP_OK);
    assert_int_equal(curl_easy_perform(transfer->easy), CURLE_OK);
    drop(transfer);
    raw_server_stop(server);
}

static void sources_are_kept_to_their_word(void **state)
{
    static const raw_step reads[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_END};
    static const struct {
        size_t has;
        int64_t stated;
        int lies;
        sdp_status fails, status;
        const char *words; /* NULL: the source's own are better */
    } rows[] = {
        {100, 100, 0, SDP_OK, SDP_OK, NULL},
        {100, 40, 0, SDP_OK, SDP_OK, NULL}, /* no more than was stated is asked for */
        {100, -1, 0, SDP_OK, SDP_OK, NULL},
        {0, 0, 0, SDP_OK, SDP_OK, NULL},
        {0, -1, 0, SDP_OK, SDP_OK, NULL},
        {40, 100, 0, SDP_OK, SDP_E_ARGUMENT, "shorter than its stated size"},
        {40, 100, 0, SDP_E_FILE, SDP_E_FILE, NULL},
        {40, -1, 0, SDP_E_CANCELED, SDP_E_CANCELED, NULL},
        {40, -1, 1, SDP_OK, SDP_E_ARGUMENT, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        raw_server *server = RAW_SERVER(reads);
        sdpi_curl_transfer *transfer = make();
        seen self = {.source_left = rows[i].has, .source_fails = rows[i].fails, .source_lies = rows[i].lies};
        sdp_request request = exchange_request("POST", raw_server_url(server), "/");
        request.source = on_source;
        request.source_size = rows[i].stated;
        CURLcode code = perform(transfer, &request, &self);
        if ((code == CURLE_OK) != (rows[i].status == SDP_OK) || transfer->status != rows[i].status) {
            fail_msg("row %zu: %d %s", i, (int)code, sdp_status_name(transfer->status));
        }
        if (rows[i].words != NULL) assert_non_null(strstr(transfer->why, rows[i].words));
        if (rows[i].stated >= 0) assert_true((int64_t)self.source_asked <= rows[i].stated);
        drop(transfer);
        raw_server_stop(server);
    }
}

/* The server reads the second request of a kept connection and closes it: libcurl would send it again in silence. */
static void a_request_that_is_sent_once_is(void **state)
{
    static const raw_step dies[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_READ, RAW_CLOSE, RAW_END};
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_END};
    (void)state;
    for (int once = 0; once < 2; once++) {
        raw_server *server = RAW_SERVER(dies, works);
        sdpi_curl_transfer *transfer = make();
        seen self = {0};
        assert_int_equal(get(transfer, raw_server_url(server), &self), CURLE_OK);
        sdp_request request = exchange_request("DELETE", raw_server_url(server), "/");
        request.once = once;
        CURLcode code = perform(transfer, &request, &self);
        assert_int_equal(transfer->begun, 2);
        assert_int_equal(raw_server_requests(server), once ? 2 : 3);
        if (once) {
            assert_int_not_equal(code, CURLE_OK);
            assert_int_equal(transfer->status, SDP_E_NETWORK);
            assert_non_null(strstr(transfer->why, "is not sent again"));
        } else {
            assert_int_equal(code, CURLE_OK);
            assert_int_equal(transfer->status, SDP_OK);
        }
        drop(transfer);
        raw_server_stop(server);
    }
}

static void too_many_header_lines_end_it(void **state)
{
    static const raw_step endless[] = {RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\n"),
                                       RAW_SEND_TIMES("X-A: b\r\n", SDPI_MAX_HEADER_COUNT), RAW_SEND("\r\n"), RAW_END};
    raw_server *server = RAW_SERVER(endless);
    seen self = {0};
    (void)state;
    sdpi_curl_transfer *transfer = make();
    assert_int_equal(get(transfer, raw_server_url(server), &self), CURLE_WRITE_ERROR);
    assert_int_equal(transfer->status, SDP_E_TOO_LARGE);
    assert_string_equal(transfer->why, "the answer has too many header lines");
    drop(transfer);
    raw_server_stop(server);
}

static void without_memory_there_is_no_transfer(void **state)
{
    scarce memory;
    sdpi_curl_shared *shared = NULL;
    sdpi_curl_transfer *transfer = NULL;
    (void)state;
    scarce_init(&memory, -1);
    assert_int_equal(sdpi_curl_shared_new(&exchange_config, &memory.allocator, NULL, &shared), SDP_OK);
    const long alive = memory.alive;
    memory.left = 0;
    transfer = (sdpi_curl_transfer *)(void *)&memory;
    assert_int_equal(sdpi_curl_transfer_new(shared, &transfer), SDP_E_NO_MEMORY);
    assert_null(transfer);
    memory.left = 1;
    assert_int_equal(sdpi_curl_transfer_new(shared, &transfer), SDP_OK);
    const sdp_header header = {"A", "1"};
    sdp_request request = exchange_request("GET", "http://127.0.0.1", "/");
    request.headers = &header;
    request.header_count = 1;
    for (long left = 0; left < 2; left++) { /* the text of the lines, and their list */
        memory.left = left;
        assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), SDP_E_NO_MEMORY);
    }
    memory.left = -1;
    assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), SDP_OK);
    sdpi_curl_transfer_free(transfer);
    assert_int_equal(memory.alive, alive);
    sdpi_curl_shared_release(shared);
    assert_int_equal(memory.alive, 0);
}

/* libcurl takes no text longer than 8 MB. */
static char *endless_text(const char *beginning)
{
    const size_t size = 8000100;
    char *text = malloc(size + 1);
    assert_non_null(text);
    memset(text, 'x', size);
    memcpy(text, beginning, strlen(beginning));
    text[size] = '\0';
    return text;
}

static void what_libcurl_does_not_take_is_not_sent(void **state)
{
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_END};
    raw_server *server = RAW_SERVER(works);
    char *text = endless_text("http://127.0.0.1/");
    const sdp_header header = {"X-A", "b"};
    seen self = {0};
    (void)state;
    sdpi_curl_transfer *transfer = make();
    sdp_request request = exchange_request("GET", raw_server_url(server), "/");
    request.headers = &header;
    request.header_count = 1;
    const char *url = request.url;
    request.url = text;
    assert_int_equal(sdpi_curl_transfer_prepare(transfer, &request), SDP_E_ARGUMENT);
    /* The header lines are told anew, although they are the same. */
    request.url = url;
    assert_int_equal(perform(transfer, &request, &self), CURLE_OK);
    assert_string_equal(raw_request_header(raw_server_request(server, 0), "X-A"), "b");
    drop(transfer);
    raw_server_stop(server);
    /* Of a configuration it is found when the first transfer is made. */
    sdpi_http_config config = exchange_config;
    sdpi_curl_shared *shared = NULL;
    config.user_agent = text;
    assert_int_equal(sdpi_curl_shared_new(&config, &sdpi_default_allocator, NULL, &shared), SDP_OK);
    assert_int_equal(sdpi_curl_transfer_new(shared, &transfer), SDP_E_CONFIG);
    assert_null(transfer);
    sdpi_curl_shared_release(shared);
    free(text);
}

/* A file without certificates shows that it is the one that is read: of the server's authority, of that of a proxy
   behind TLS, and of the client. */
static void files_of_the_caller_are_the_ones_used(void **state)
{
    static const raw_step accepts[] = {RAW_STALL, RAW_END};
    static const struct {
        int proxied, client;
        CURLcode code;
    } rows[] = {{0, 0, CURLE_SSL_CACERT_BADFILE}, {1, 0, CURLE_SSL_CACERT_BADFILE}, {0, 1, CURLE_SSL_CERTPROBLEM}};
    const folder *f = *state;
    const char *file = folder_write(f, "none.pem", "none\n", 5);
    raw_server *server = RAW_SERVER(accepts);
    char origin[64];
    snprintf(origin, sizeof origin, "https://127.0.0.1:%d", raw_server_port(server));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_http_config config = exchange_config;
        seen self = {0};
        if (rows[i].client) {
            config.client_cert = file;
            config.client_key = file;
            config.client_key_password = "secret";
        } else {
            config.ca_file = file;
        }
        if (rows[i].proxied) config.proxy = origin;
        sdpi_curl_transfer *transfer = make_with(&config);
        CURLcode code = get(transfer, rows[i].proxied ? "http://127.0.0.1:1" : origin, &self);
        if (code != rows[i].code) fail_msg("row %zu: %d %s", i, (int)code, transfer->curl_words);
        assert_int_equal(transfer->begun, 0);
        drop(transfer);
    }
    raw_server_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clear_text_goes_to_this_machine_alone),
        cmocka_unit_test(methods_are_words),
        cmocka_unit_test(a_handle_remembers_what_it_was_told),
        cmocka_unit_test(each_request_starts_from_nothing),
        cmocka_unit_test(the_status_is_told_before_the_first_byte),
        cmocka_unit_test(who_takes_the_answer_may_end_it),
        cmocka_unit_test(sources_are_kept_to_their_word),
        cmocka_unit_test(a_request_that_is_sent_once_is),
        cmocka_unit_test(too_many_header_lines_end_it),
        cmocka_unit_test(without_memory_there_is_no_transfer),
        cmocka_unit_test(what_libcurl_does_not_take_is_not_sent),
        cmocka_unit_test_setup_teardown(files_of_the_caller_are_the_ones_used, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
