/* The upload that the vendor's page of contracts prints, and the two that the pages of customers mention: the request
   against operations.json, part by part, and the answer against the fixture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"
#include "replay.h"

#define CONTENT "the content of a picture"
#define NAME "00f13d1f7cd9ca47c8eb4b6fdb89b0ee.jpg"

static const char fixture[] = "contracts/upload_attachment.response.json";

/* Takes one line of the body. */
static const char *take_line(const char **at, char *line, size_t capacity)
{
    const char *end = strstr(*at, "\r\n");
    assert_non_null(end);
    assert_true((size_t)(end - *at) < capacity);
    memcpy(line, *at, (size_t)(end - *at));
    line[end - *at] = '\0';
    *at = end + 2;
    return line;
}

/* The value of name="…" in a header line. */
static int find_value(const char *line, const char *name, char *value, size_t capacity)
{
    char begin[64];
    snprintf(begin, sizeof begin, "; %s=\"", name);
    const char *found = strstr(line, begin);
    if (found == NULL) return 0;
    found += strlen(begin);
    snprintf(value, capacity, "%.*s", (int)strcspn(found, "\""), found);
    return 1;
}

/* One part: it is in the documented list, and its content is the documented one. */
static void expect_part(const char **at, const char *end, const sdp_json *documented)
{
    char line[512];
    char name[64];
    char file[128];
    take_line(at, line, sizeof line);
    assert_memory_equal(line, "Content-Disposition: form-data; ", 32);
    assert_true(find_value(line, "name", name, sizeof name));
    const char *expected = sdp_json_text(sdp_json_member(documented, name));
    assert_non_null(expected);
    if (strcmp(expected, "@file") == 0) {
        expected = CONTENT;
        assert_true(find_value(line, "filename", file, sizeof file));
        assert_string_equal(file, NAME);
        assert_string_equal(take_line(at, line, sizeof line), "Content-Type: image/jpeg");
    }
    assert_string_equal(take_line(at, line, sizeof line), "");
    const char *content_end = strstr(*at, end);
    assert_non_null(content_end);
    assert_int_equal((size_t)(content_end - *at), strlen(expected));
    assert_memory_equal(*at, expected, strlen(expected));
    *at = content_end + strlen(end);
}

static void expect_request(const raw_request *request, const sdp_json *documented)
{
    char boundary[128];
    char end[160];
    size_t parts = 0;
    const char *type = raw_request_header(request, "Content-Type");
    assert_memory_equal(type, "multipart/form-data; boundary=", 30);
    snprintf(boundary, sizeof boundary, "--%s", type + 30);
    snprintf(end, sizeof end, "\r\n%s", boundary);
    const char *at = request->body;
    assert_memory_equal(at, boundary, strlen(boundary));
    at += strlen(boundary);
    while (strncmp(at, "\r\n", 2) == 0) {
        at += 2;
        expect_part(&at, end, documented);
        parts++;
    }
    assert_string_equal(at, "--\r\n");
    assert_int_equal(at + 4 - request->body, request->body_size);
    assert_int_equal(parts, sdp_json_count(documented));
    assert_string_equal(raw_request_header(request, "Accept"), "application/vnd.manageengine.sdp.v3+json");
}

static const sdp_json *documented_row(const sdp_json *rows, const char *operation)
{
    const sdp_json *row = sdp_json_first(rows);
    while (row != NULL && strcmp(sdp_json_text(sdp_json_member(row, "operation")), operation) != 0) {
        row = sdp_json_next(row);
    }
    assert_non_null(row);
    return row;
}

static void uploads_are_as_printed(void **state)
{
    (void)state;
    sdp_json *rows = replay_fixture("operations.json");
    sdp_json *answer = replay_fixture(fixture);
    char *answer_text = NULL;
    assert_int_equal(sdp_json_print(answer, 0, &answer_text), SDP_OK);
    const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", answer_text), RAW_REPEAT, RAW_END};
    const sdp_json *row = documented_row(rows, "contracts.upload_attachment");
    const sdp_file file = SDP_FILE(.memory = CONTENT, .memory_size = strlen(CONTENT), .name = NAME);
    desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.portal = "itdesk"));
    static const char *const paths[] = {"/contracts/" REPLAY_ID "/_uploads", "/customers/_images",
                                        "/customers/_uploads"};
    static const char *const names[] = {"contracts.upload_attachment", "customers.upload_image",
                                        "customers.upload_attachment"};
    for (int i = 0; i < 3; i++) {
        const sdp_upload *out = NULL;
        char target[128];
        sdp_status status = i == 0   ? sdp_contract_upload_attachment(d->client, REPLAY_ID, &file, NULL, &out)
                            : i == 1 ? sdp_customer_upload_image(d->client, &file, NULL, &out)
                                     : sdp_customer_upload_attachment(d->client, &file, NULL, &out);
        assert_int_equal(status, SDP_OK);
        const raw_request *request = raw_server_request(d->server, i);
        snprintf(target, sizeof target, "/app/itdesk/api/v3%s", paths[i]);
        assert_string_equal(request->target, target);
        assert_string_equal(request->method, sdp_json_text(sdp_json_member(row, "method")));
        expect_request(request, sdp_json_member(row, "multipart"));
        assert_int_equal(out->files.count, 1);
        replay_expect_json(sdp_json_at(answer, "files[0]"), out->files.items[0]);
        assert_string_equal(out->files.items[0]->size, "241480");
        sdp_upload_free(out);
        replay_covered(names[i]);
    }
    desk_close(d);
    sdp_text_free(answer_text);
    sdp_json_free(answer);
    sdp_json_free(rows);
}

/* The rows that no page of their own documents are exactly these two. */
static void the_table_says_the_same(void **state)
{
    static const char *const names[][3] = {{"contracts.upload_attachment", "/contracts/{contract_id}/_uploads"},
                                           {"customers.upload_image", "/customers/_images"},
                                           {"customers.upload_attachment", "/customers/_uploads"}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const sdp_operation *operation = sdp_operation_by_name(names[i][0]);
        assert_non_null(operation);
        assert_string_equal(sdp_operation_method(operation), "POST");
        assert_string_equal(sdp_operation_path(operation), names[i][1]);
        assert_int_equal(sdp_operation_place(operation), SDP_PLACE_MULTIPART);
        assert_int_equal(sdp_operation_access(operation), SDP_ACCESS_WRITE);
        assert_null(sdp_operation_input_type(operation));
        assert_string_equal(sdp_type_name(sdp_operation_output_type(operation)), "upload");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uploads_are_as_printed),
        cmocka_unit_test(the_table_says_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
