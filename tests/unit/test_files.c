/* Uploads and downloads as a program calls them: what each sends, where the file goes, what is refused before anything
   is sent; and the table of files.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "table.h"

#define ROOT "https://desk.example.com/app/itdesk/api/v3"
#define UPLOADED                                                                                                       \
    "{\"files\":[{\"file_id\":\"9\",\"name\":\"a.txt\"}],\"response_status\":{\"status_code\":2000,"                   \
    "\"status\":\"success\"}}"
#define REFUSED                                                                                                        \
    "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"status_code\":4007,"            \
    "\"message\":\"No.\"}]}}"

/* A client whose transport reads the streamed body to its end, and tells the HTTP status before the answer. */
typedef struct counter {
    sdp_client *client;
    int requests;
    char method[8];
    char url[256];
    char type[128];
    char body[2048];
    size_t body_size;
    int64_t stated_size;
    int64_t stall_ms;
    int32_t once;
    int32_t http_status;
    const char *answer;
} counter;

static void note_body(counter *c, const sdp_request *request)
{
    size_t size = 1;
    c->body_size = 0;
    while (request->source != NULL && size > 0) {
        assert_true(c->body_size + 7 < sizeof c->body);
        /* Small pieces, so that the frame and the file come in several. */
        assert_int_equal(request->source(request->stream_data, c->body + c->body_size, 7, &size), SDP_OK);
        c->body_size += size;
    }
    c->body[c->body_size] = '\0';
}

static sdp_status perform(void *user_data, const sdp_request *request, sdp_response *response)
{
    static const sdp_header octets = {"Content-Type", "application/octet-stream"};
    counter *c = user_data;
    c->requests++;
    snprintf(c->method, sizeof c->method, "%s", request->method);
    snprintf(c->url, sizeof c->url, "%s", request->url);
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcmp(request->headers[i].name, "Content-Type") != 0) continue;
        snprintf(c->type, sizeof c->type, "%s", request->headers[i].value);
    }
    c->stated_size = request->source_size;
    c->stall_ms = request->stall_ms;
    c->once = request->once;
    note_body(c, request);
    response->sent = SDP_SENT_ANSWERED;
    response->http_status = c->http_status;
    if (request->begin != NULL) {
        assert_int_equal(request->begin(request->stream_data, c->http_status, (int64_t)strlen(c->answer)), SDP_OK);
        response->headers = &octets;
        response->header_count = 1;
    }
    return request->sink(request->stream_data, c->answer, strlen(c->answer));
}

static void open_counter(counter *c, const char *answer)
{
    sdp_transport *transport = NULL;
    memset(c, 0, sizeof *c);
    c->http_status = 200;
    c->answer = answer;
    assert_int_equal(sdp_transport_new_blocking(perform, c, NULL, &transport), SDP_OK);
    const sdp_config config = SDP_CONFIG(.base_url = "https://desk.example.com", .portal = "itdesk",
                                         .transport = transport, .max_retries = -1);
    assert_int_equal(sdp_client_new(&config, NULL, &c->client), SDP_OK);
}

/* The uploads in one shape. */
enum { ATTACHMENT, IMAGE, CUSTOMER_ATTACHMENT, UPLOADS };

static sdp_status upload(counter *c, int which, const char *id, const sdp_file *file, const sdp_options *options,
                         const sdp_upload **out)
{
    if (which == ATTACHMENT) return sdp_contract_upload_attachment(c->client, id, file, options, out);
    if (which == IMAGE) return sdp_customer_upload_image(c->client, file, options, out);
    return sdp_customer_upload_attachment(c->client, file, options, out);
}

static const char *const urls[UPLOADS] = {ROOT "/contracts/7/_uploads", ROOT "/customers/_images",
                                          ROOT "/customers/_uploads"};
static const sdp_file hello = SDP_FILE(.memory = "hello", .memory_size = 5, .name = "a.txt");

static void each_upload_goes_to_its_own_place(void **state)
{
    counter c;
    (void)state;
    open_counter(&c, UPLOADED);
    for (int which = 0; which < UPLOADS; which++) {
        const sdp_upload *out = NULL;
        assert_int_equal(upload(&c, which, "7", &hello, NULL, &out), SDP_OK);
        assert_string_equal(c.method, "POST");
        assert_string_equal(c.url, urls[which]);
        assert_memory_equal(c.type, "multipart/form-data; boundary=", 30);
        assert_non_null(strstr(c.body, c.type + 30));
        assert_non_null(
            strstr(c.body, "name=\"filename\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n"));
        assert_non_null(strstr(c.body, "name=\"addtoattachment\"\r\n\r\ntrue\r\n"));
        assert_int_equal(c.stated_size, c.body_size);
        assert_int_equal(c.once, 1);
        assert_int_equal(c.stall_ms, 30000);
        assert_int_equal(out->files.count, 1);
        assert_string_equal(out->files.items[0]->file_id, "9");
        sdp_upload_free(out);
        assert_int_equal(upload(&c, which, "7", &hello, NULL, NULL), SDP_OK); /* nobody wants the answer */
    }
    assert_int_equal(c.requests, 2 * UPLOADS);
    sdp_upload_free(NULL);
    sdp_client_free(c.client);
}

static void a_failed_upload_gives_nothing(void **state)
{
    static const sdp_upload before = {.head = {sizeof(sdp_upload), SDP_TYPE_UPLOAD, 0, NULL}};
    counter c;
    (void)state;
    open_counter(&c, REFUSED);
    for (int which = 0; which < UPLOADS; which++) {
        const sdp_upload *out = &before;
        assert_int_equal(upload(&c, which, "7", &hello, NULL, &out), SDP_E_NOT_FOUND);
        assert_null(out);
    }
    sdp_client_free(c.client);
}

static void uploads_that_cannot_be_are_refused(void **state)
{
    static const sdp_upload before = {.head = {sizeof(sdp_upload), SDP_TYPE_UPLOAD, 0, NULL}};
    static const sdp_file nothing = SDP_FILE_INIT;
    static const sdp_file zero = {.memory = "x", .memory_size = 1};
    static const sdp_options not_made = {.tag = "x"};
    static const struct {
        const char *id;
        const sdp_file *file;
        const sdp_options *options;
        sdp_status status;
        const char *path; /* NULL: that of no one argument */
    } rows[] = {
        {"7", NULL, NULL, SDP_E_ARGUMENT, "file"},         {"7", &zero, NULL, SDP_E_STRUCT, "file"},
        {"7", &nothing, NULL, SDP_E_ARGUMENT, NULL},       {NULL, &hello, NULL, SDP_E_ARGUMENT, "id"},
        {"", &hello, NULL, SDP_E_ARGUMENT, "id"},          {"../x", &hello, NULL, SDP_E_ARGUMENT, "id"},
        {"7", &hello, &not_made, SDP_E_STRUCT, "options"},
    };
    counter c;
    (void)state;
    open_counter(&c, UPLOADED);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdp_upload *out = &before;
        sdp_status status = upload(&c, ATTACHMENT, rows[i].id, rows[i].file, rows[i].options, &out);
        const sdp_error *error = sdp_last_error(c.client);
        if (status != rows[i].status) fail_msg("row %zu: %s", i, sdp_error_message(error));
        assert_null(out);
        if (rows[i].path != NULL) assert_string_equal(sdp_error_path(error), rows[i].path);
    }
    for (int which = 0; which < UPLOADS; which++) {
        counter none = {.client = NULL};
        const sdp_upload *out = &before;
        assert_int_equal(upload(&none, which, "7", &hello, NULL, &out), SDP_E_ARGUMENT);
        assert_null(out);
        out = &before;
        assert_int_equal(upload(&none, which, "7", NULL, NULL, &out), SDP_E_ARGUMENT);
        assert_null(out);
    }
    assert_int_equal(c.requests, 0);
    sdp_client_free(c.client);
}

/* The file is the argument, whatever stands in the options; all else of them counts, also of older headers. */
static void options_go_with_the_file(void **state)
{
    static const sdp_file other = SDP_FILE(.memory = "other", .memory_size = 5, .name = "b.txt");
    sdp_options options = SDP_OPTIONS(.file = &other, .dry_run = 1);
    counter c;
    (void)state;
    open_counter(&c, UPLOADED);
    for (int which = 0; which < UPLOADS; which++) {
        assert_int_equal(upload(&c, which, "7", &hello, &options, NULL), SDP_DRY_RUN);
        const char *said = sdp_last_dry_run(c.client);
        assert_non_null(strstr(said, "\"name\":\"a.txt\""));
        assert_non_null(strstr(said, urls[which]));
    }
    options.head.size = (uint32_t)offsetof(sdp_options, file);
    assert_int_equal(upload(&c, IMAGE, NULL, &hello, &options, NULL), SDP_DRY_RUN);
    assert_int_equal(c.requests, 0);
    assert_ptr_equal(options.file, &other);
    sdp_client_free(c.client);
}

typedef struct bag {
    char text[64];
    size_t size;
} bag;

static sdp_status take(void *user_data, const char *bytes, size_t size)
{
    bag *b = user_data;
    assert_true(b->size + size < sizeof b->text);
    memcpy(b->text + b->size, bytes, size);
    b->size += size;
    return SDP_OK;
}

static void a_download_goes_into_its_target(void **state)
{
    bag b = {{0}, 0};
    const sdp_target target = SDP_TARGET(.sink = take, .sink_data = &b);
    counter c;
    (void)state;
    open_counter(&c, "hello");
    assert_int_equal(sdp_download(c.client, "/contracts/_uploads/9", &target, NULL), SDP_OK);
    assert_string_equal(c.method, "GET");
    assert_string_equal(c.url, ROOT "/contracts/_uploads/9");
    assert_int_equal(c.once, 0);
    assert_int_equal(c.body_size, 0);
    assert_string_equal(b.text, "hello");
    /* As the service gives it, and as a whole. */
    assert_int_equal(sdp_download(c.client, "/api/v3/contracts/_uploads/9", &target, NULL), SDP_OK);
    assert_string_equal(c.url, ROOT "/contracts/_uploads/9");
    assert_int_equal(sdp_download(c.client, ROOT "/contracts/_uploads/9?x=y", &target, NULL), SDP_OK);
    assert_string_equal(c.url, ROOT "/contracts/_uploads/9?x=y");
    assert_string_equal(b.text, "hellohellohello");
    sdp_client_free(c.client);
}

static void a_failed_download_leaves_the_target_alone(void **state)
{
    bag b = {{0}, 0};
    const sdp_target target = SDP_TARGET(.sink = take, .sink_data = &b);
    counter c;
    (void)state;
    open_counter(&c, REFUSED);
    c.http_status = 404;
    assert_int_equal(sdp_download(c.client, "/contracts/_uploads/9", &target, NULL), SDP_E_NOT_FOUND);
    assert_int_equal(sdp_error_message_count(sdp_last_error(c.client)), 1);
    assert_int_equal(b.size, 0);
    sdp_client_free(c.client);
}

static void downloads_that_cannot_be_are_refused(void **state)
{
    static const sdp_target nowhere = SDP_TARGET_INIT;
    static const sdp_target zero = {.sink = take};
    static const sdp_options dry = SDP_OPTIONS(.dry_run = 1);
    bag b = {{0}, 0};
    const sdp_target good = SDP_TARGET(.sink = take, .sink_data = &b);
    const struct {
        const char *url;
        const sdp_target *target;
        const sdp_options *options;
        sdp_status status;
        const char *path; /* NULL: that of no one argument */
    } rows[] = {
        {NULL, &good, NULL, SDP_E_ARGUMENT, "content_url"},
        {"/a", NULL, NULL, SDP_E_ARGUMENT, "target"},
        {"/a", &nowhere, NULL, SDP_E_ARGUMENT, NULL},
        {"/a", &zero, NULL, SDP_E_STRUCT, "target"},
        {"", &good, NULL, SDP_E_ARGUMENT, "content_url"},
        /* The login goes along: to no other server. */
        {"https://other.example.com/a", &good, NULL, SDP_E_ARGUMENT, "content_url"},
        {"/a", &good, &dry, SDP_DRY_RUN, ""},
    };
    counter c;
    (void)state;
    open_counter(&c, "hello");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_status status = sdp_download(c.client, rows[i].url, rows[i].target, rows[i].options);
        const sdp_error *error = sdp_last_error(c.client);
        if (status != rows[i].status) fail_msg("row %zu: %s", i, sdp_error_message(error));
        if (rows[i].path != NULL) assert_string_equal(sdp_error_path(error), rows[i].path);
    }
    assert_int_equal(sdp_download(NULL, "/a", &good, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_download(NULL, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(c.requests, 0);
    assert_int_equal(b.size, 0);
    sdp_client_free(c.client);
}

static void the_table_says_what_comes(void **state)
{
    static const table upload_table = {"upload", SDP_TYPE_UPLOAD, .lists = "files:attachment", .read_only = "*"};
    (void)state;
    table_expect(&upload_table, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_upload_goes_to_its_own_place),
        cmocka_unit_test(a_failed_upload_gives_nothing),
        cmocka_unit_test(uploads_that_cannot_be_are_refused),
        cmocka_unit_test(options_go_with_the_file),
        cmocka_unit_test(a_download_goes_into_its_target),
        cmocka_unit_test(a_failed_download_leaves_the_target_alone),
        cmocka_unit_test(downloads_that_cannot_be_are_refused),
        cmocka_unit_test(the_table_says_what_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
