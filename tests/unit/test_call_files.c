/* How files take part in a call: which operations take one, whose failure is whose, what can be sent or received again,
   and the advice where a contract has too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "scripted.h"

static const sdp_product product = SDP_PRODUCT(.name = "n");
static const sdp_file hello = SDP_FILE(.memory = "hello", .memory_size = 5, .name = "a.txt");

static void upload(scripted *s, const sdp_file *file)
{
    const sdp_options options = SDP_OPTIONS(.file = file);
    scripted_start(s, "contracts.upload_attachment", "7", NULL, &options, 0);
}

static void only_uploads_take_a_file(void **state)
{
    static const struct {
        const char *operation;
        const void *input;
        sdp_options options;
        sdp_status status;
        const char *path;
    } rows[] = {
        {"products.edit", &product, SDP_OPTIONS(.file = &hello), SDP_E_ARGUMENT, "options.file"},
        {"products.get", NULL, SDP_OPTIONS(.file = &hello), SDP_E_ARGUMENT, "options.file"},
        {"contracts.upload_attachment", NULL, SDP_OPTIONS_INIT, SDP_E_REQUIRED, "file"},
        {"contracts.upload_attachment", NULL, SDP_OPTIONS(.file = &hello, .place = SDP_PLACE_QUERY), SDP_E_ARGUMENT,
         "options"},
        {"contracts.upload_attachment", NULL, SDP_OPTIONS(.file = &hello, .bare = SDP_BARE_EMPTY), SDP_E_ARGUMENT,
         "options"},
        {"contracts.upload_attachment", &product, SDP_OPTIONS(.file = &hello), SDP_E_ARGUMENT, "input"},
    };
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scripted_start(&s, rows[i].operation, "7", rows[i].input, &rows[i].options, 0);
        if (s.call.status != rows[i].status) fail_msg("row %zu: %s", i, s.error.message);
        assert_string_equal(s.error.path, rows[i].path);
        assert_false(sdpi_call_has_file(&s.call));
    }
    assert_int_equal(s.starts, 0);
    scripted_free(&s);
}

/* How long a file takes is known to nobody but the caller. */
static void a_file_has_the_time_it_needs(void **state)
{
    const sdp_options timed = SDP_OPTIONS(.file = &hello, .timeout_ms = 5000);
    sdp_request request = {.size = sizeof request};
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    upload(&s, &hello);
    assert_true(sdpi_call_has_file(&s.call));
    assert_int_equal(s.timeout_ms, 0);
    assert_int_equal(sdpi_call_attach_files(&s.call, &request), SDP_OK);
    assert_int_equal(request.stall_ms, 30000); /* but it moves */
    assert_true(request.source_size > 5);
    assert_true(request.source != NULL && request.begin == NULL);
    scripted_answer(&s, 200,
                    "{\"files\":[],"
                    "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}",
                    NULL);
    scripted_step(&s, 1);
    assert_int_equal(s.call.status, SDP_OK);
    scripted_start(&s, "contracts.upload_attachment", "7", NULL, &timed, 0);
    assert_int_equal(s.timeout_ms, 5000);
    scripted_fail(&s, SDP_E_CONNECT, SDP_SENT_NOTHING);
    scripted_step(&s, 6000);
    /* What has no file is left as it is. */
    scripted_start(&s, "products.get", "7", NULL, NULL, 10000);
    request = (sdp_request){.size = sizeof request};
    assert_int_equal(sdpi_call_attach_files(&s.call, &request), SDP_OK);
    assert_true(request.source == NULL && request.begin == NULL && request.stall_ms == 0);
    scripted_free(&s);
}

/* A source that gives its bytes once, or fails. */
typedef struct giver {
    size_t left;
    sdp_status fails;
} giver;

static sdp_status give(void *user_data, char *bytes, size_t capacity, size_t *size)
{
    giver *g = user_data;
    if (g->fails != SDP_OK) return g->fails;
    *size = g->left < capacity ? g->left : capacity;
    memset(bytes, 'x', *size);
    g->left -= *size;
    return SDP_OK;
}

/* Reads what the transport would send, to its end; what the source said. */
static sdp_status read_body(scripted *s)
{
    sdp_request request = {.size = sizeof request, .stream_data = &s->call};
    char bytes[256];
    size_t size = 1;
    sdp_status status = sdpi_call_attach_files(&s->call, &request);
    while (status == SDP_OK && size > 0) status = request.source(request.stream_data, bytes, sizeof bytes, &size);
    return status;
}

static void what_can_be_read_again_is_sent_again(void **state)
{
    static const struct {
        int from_source;
        int begun;
        int starts;
        const char *words;
    } rows[] = {
        {0, 1, 2, ""},
        {1, 0, 2, ""}, /* not a byte was taken of it */
        {1, 1, 1, "there is no other attempt, for the file comes from a source that gives its bytes once"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        giver g = {.left = 5};
        const sdp_file once = SDP_FILE(.source = give, .source_data = &g, .source_size = 5, .name = "a.txt");
        scripted s;
        scripted_init(&s, NULL);
        upload(&s, rows[i].from_source ? &once : &hello);
        assert_int_equal(s.starts, 1);
        if (rows[i].begun) assert_int_equal(read_body(&s), SDP_OK);
        scripted_fail(&s, SDP_E_CONNECT, SDP_SENT_NOTHING);
        scripted_step(&s, 1);
        scripted_step(&s, 100000);
        assert_int_equal(s.starts, rows[i].starts);
        if (s.active) scripted_fail(&s, SDP_E_TLS, SDP_SENT_NOTHING);
        scripted_step(&s, 100001);
        assert_int_equal(s.call.state, SDPI_CALL_DONE);
        if (strstr(s.error.message, rows[i].words) == NULL) fail_msg("row %zu: %s", i, s.error.message);
        scripted_free(&s);
    }
}

/* A source that fails ends the call at once: what the service got of it is no request, so that nothing was done. */
static void the_failure_of_a_source_is_its_own(void **state)
{
    giver g = {.left = 5, .fails = SDP_E_CANCELED};
    const sdp_file file = SDP_FILE(.source = give, .source_data = &g, .source_size = 5, .name = "a.txt");
    const char *why = NULL;
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    upload(&s, &file);
    assert_int_equal(sdpi_call_file_failure(&s.call, &why), SDP_OK);
    assert_int_equal(read_body(&s), SDP_E_CANCELED);
    assert_int_equal(sdpi_call_file_failure(&s.call, &why), SDP_E_CANCELED);
    assert_true(strlen(why) > 0);
    scripted_fail(&s, SDP_E_CANCELED, SDP_SENT_MAYBE);
    scripted_step(&s, 1);
    assert_int_equal(s.call.status, SDP_E_CANCELED);
    assert_string_equal(s.error.path, "file");
    assert_int_equal(s.error.maybe_done, 0);
    assert_int_equal(s.starts, 1);
    scripted_free(&s);
}

typedef struct bag {
    char text[256];
    size_t size;
    sdp_status fails;
    int restarts;
} bag;

static sdp_status take(void *user_data, const char *bytes, size_t size)
{
    bag *b = user_data;
    if (b->fails != SDP_OK) return b->fails;
    assert_true(b->size + size < sizeof b->text);
    memcpy(b->text + b->size, bytes, size);
    b->size += size;
    b->text[b->size] = '\0';
    return SDP_OK;
}

static sdp_status restart(void *user_data)
{
    bag *b = user_data;
    b->size = 0;
    b->restarts++;
    return SDP_OK;
}

static void download(scripted *s, const char *content_url, const sdp_target *target)
{
    static const sdp_operation operation = {.name = "files.download",
                                            .dialect = &sdpi_dialect_v3,
                                            .method = "GET",
                                            .path = "",
                                            .access = SDP_ACCESS_READ,
                                            .place = SDP_PLACE_NONE,
                                            .bare = SDP_BARE_NOTHING};
    const sdpi_input input = {.content_url = content_url, .target = target};
    sdpi_call_start(&s->call, &operation, &input, NULL, &s->error, 0);
    scripted_step(s, 0);
}

/* Gives the answer as a transport does that tells the HTTP status first. */
static void answer(scripted *s, int32_t http_status, const char *body, const sdp_header *header)
{
    sdp_request request = {.size = sizeof request};
    assert_int_equal(sdpi_call_attach_files(&s->call, &request), SDP_OK);
    assert_true(request.begin != NULL && request.source == NULL);
    assert_int_equal(request.begin(&s->call, http_status, (int64_t)strlen(body)), SDP_OK);
    scripted_answer(s, http_status, body, header);
}

static void a_file_reaches_its_target(void **state)
{
    static const sdp_header json = {"Content-Type", "application/json"};
    static const char refused[] = ANSWER_FAILED("4007", "No.");
    static const struct {
        int32_t http_status;
        const char *body;
        sdp_status status;
        const char *got;
    } rows[] = {
        {200, "hello", SDP_OK, "hello"},         {200, "", SDP_OK, ""},
        {200, "{\"a\":1}", SDP_OK, "{\"a\":1}"}, /* JSON, and a file all the same */
        {200, refused, SDP_E_NOT_FOUND, ""},     /* a failure that is told inside HTTP 200 */
        {404, refused, SDP_E_NOT_FOUND, ""},     {200, ANSWER_DELETED, SDP_OK, ANSWER_DELETED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bag b = {.size = 0};
        const sdp_target target = SDP_TARGET(.sink = take, .sink_data = &b);
        scripted s;
        scripted_init(&s, NULL);
        download(&s, "/contracts/_uploads/9?x=y", &target);
        assert_string_equal(s.url, "https://desk.example.com/app/itdesk/api/v3/contracts/_uploads/9?x=y");
        assert_int_equal(s.timeout_ms, 0);
        answer(&s, rows[i].http_status, rows[i].body, &json);
        scripted_step(&s, 1);
        if (s.call.status != rows[i].status) fail_msg("row %zu: %s", i, s.error.message);
        assert_string_equal(b.text, rows[i].got);
        /* What is told of the URL is told without its query. */
        assert_null(strchr(s.error.url, '?'));
        scripted_free(&s);
    }
}

static void what_can_be_taken_back_is_received_again(void **state)
{
    (void)state;
    for (int can = 0; can <= 1; can++) {
        bag b = {.size = 0};
        const sdp_target target = SDP_TARGET(.sink = take, .sink_data = &b, .restart = can ? restart : NULL);
        sdp_request request = {.size = sizeof request};
        scripted s;
        scripted_init(&s, NULL);
        download(&s, "/a", &target);
        assert_int_equal(sdpi_call_attach_files(&s.call, &request), SDP_OK);
        assert_int_equal(request.begin(&s.call, 200, 5), SDP_OK);
        assert_int_equal(s.sink(s.sink_data, "hel", 3), SDP_OK);
        scripted_fail(&s, SDP_E_NETWORK, SDP_SENT_MAYBE);
        scripted_step(&s, 1);
        scripted_step(&s, 50000);
        assert_int_equal(s.starts, 1 + can);
        assert_int_equal(b.restarts, can);
        if (can) {
            answer(&s, 200, "hello", NULL);
            scripted_step(&s, 50001);
            assert_int_equal(s.call.status, SDP_OK);
            assert_string_equal(b.text, "hello");
        } else {
            assert_int_equal(s.call.status, SDP_E_NETWORK);
            assert_non_null(strstr(s.error.message, "the target is a sink that cannot start again"));
        }
        scripted_free(&s);
    }
}

static void the_failure_of_a_target_is_its_own(void **state)
{
    bag b = {.fails = SDP_E_FILE};
    const sdp_target target = SDP_TARGET(.sink = take, .sink_data = &b, .restart = restart);
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    download(&s, "/a", &target);
    answer(&s, 200, "hello", NULL);
    scripted_step(&s, 1);
    assert_int_equal(s.call.status, SDP_E_FILE);
    assert_string_equal(s.error.path, "target");
    assert_int_equal(s.starts, 1);
    /* The same of what was held back as a possible failure, and is none. */
    download(&s, "/a", &target);
    answer(&s, 200, "{}", NULL);
    scripted_step(&s, 1);
    assert_int_equal(s.call.status, SDP_E_FILE);
    assert_string_equal(s.error.path, "target");
    scripted_free(&s);
}

static void too_many_files_give_advice(void **state)
{
    static const struct {
        const char *operation;
        int32_t http_status;
        const char *answer;
        int advised;
    } rows[] = {
        {"contracts.upload_attachment", 400, ANSWER_FAILED("4001", "Maximum number of attachments reached"), 1},
        {"contracts.upload_attachment", 200, ANSWER_FAILED("4001", "You can attach at most 50 files"), 1},
        {"contracts.upload_attachment", 400, ANSWER_FAILED("4001", "File size exceeds the limit"), 0},
        {"contracts.upload_attachment", 400, ANSWER_FAILED("4001", "The file is missing"), 0},
        {"contracts.upload_attachment", 500, ANSWER_FAILED("4000", "Maximum number of attachments reached"), 0},
        {"customers.upload_image", 400, ANSWER_FAILED("4001", "Maximum number of attachments reached"), 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdp_operation *row = sdp_operation_by_name(rows[i].operation);
        const sdp_options options = SDP_OPTIONS(.file = &hello, .max_retries = -1);
        scripted s;
        scripted_init(&s, NULL);
        scripted_start(&s, rows[i].operation, sdp_operation_id_count(row) > 0 ? "7" : NULL, NULL, &options, 0);
        scripted_answer(&s, rows[i].http_status, rows[i].answer, NULL);
        scripted_step(&s, 1);
        assert_true(s.call.status < 0);
        const char *advice = sdp_error_advice(&s.error);
        const int advised = advice != NULL && strstr(advice, "at most 50 files") != NULL;
        if (advised != rows[i].advised) fail_msg("row %zu: %s", i, advice);
        scripted_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_uploads_take_a_file),
        cmocka_unit_test(a_file_has_the_time_it_needs),
        cmocka_unit_test(what_can_be_read_again_is_sent_again),
        cmocka_unit_test(the_failure_of_a_source_is_its_own),
        cmocka_unit_test(a_file_reaches_its_target),
        cmocka_unit_test(what_can_be_taken_back_is_received_again),
        cmocka_unit_test(the_failure_of_a_target_is_its_own),
        cmocka_unit_test(too_many_files_give_advice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
