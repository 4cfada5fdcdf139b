/* response_status: every entry and every message is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "call/v3_status.h"
#include "json_equal.h"

typedef struct read_result {
    sdpi_v3_status status;
    sdp_error error;
} read_result;

static read_result read_status(const char *value)
{
    read_result r;
    char text[2048];
    assert_true((size_t)snprintf(text, sizeof text, "{\"response_status\":%s}", value) < sizeof text);
    sdp_json *json = json_of_text(text);
    sdpi_error_init(&r.error, &sdpi_default_allocator);
    assert_int_equal(sdpi_v3_read_status(json, &r.error, &r.status), SDP_OK);
    sdp_json_free(json); /* what was read is the error's own */
    return r;
}

static void counts_and_codes_are_read(void **state)
{
    static const struct {
        const char *text;
        int32_t present, successes, failures, code;
    } rows[] = {
        {"{\"status_code\":2000,\"status\":\"success\"}", 1, 1, 0, 2000},
        {"{\"status_code\":\"2000\",\"status\":\"SUCCESS\"}", 1, 1, 0, 2000},
        {"{\"status_code\":2000}", 1, 1, 0, 2000},
        {"{\"status\":\"success\"}", 1, 1, 0, 0},
        {"{\"status\":\"failed\",\"status_code\":2000}", 1, 0, 1, 2000},
        {"{}", 1, 0, 0, 0},
        {"[]", 0, 0, 0, 0},
        {"[{\"status_code\":2000,\"status\":\"success\"},{\"status_code\":2000,\"status\":\"success\"}]", 1, 2, 0,
         2000},
        {"[{\"status_code\":2000,\"status\":\"success\"},{\"status_code\":4001,\"status\":\"failed\"}]", 1, 1, 1, 4001},
        {"[{\"status_code\":4001,\"status\":\"failed\"},{\"status_code\":2000,\"status\":\"success\"}]", 1, 1, 1, 4001},
        {"{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"status_code\":4012}]}", 1, 0, 1, 4012},
        {"{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"status_code\":4000},{\"status_code\":4014}]}", 1,
         0, 1, 4014},
        {"{\"status_code\":4000,\"status\":\"failed\",\"messages\":{\"status_code\":4012}}", 1, 0, 1, 4012},
        {"{\"status_code\":4007,\"status\":\"failed\",\"messages\":[{\"message\":\"x\"}]}", 1, 0, 1, 4007},
        {"{\"status_code\":99999999999,\"status\":\"failed\"}", 1, 0, 1, 0},
        {"{\"status_code\":-5,\"status\":\"failed\"}", 1, 0, 1, 0},
        {"\"failed\"", 0, 0, 0, 0},
        {"null", 0, 0, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        read_result r = read_status(rows[i].text);
        if (r.status.present != rows[i].present || r.status.successes != rows[i].successes ||
            r.status.failures != rows[i].failures || r.status.code != rows[i].code) {
            fail_msg("%s: %d %d %d %d", rows[i].text, (int)r.status.present, (int)r.status.successes,
                     (int)r.status.failures, (int)r.status.code);
        }
        sdpi_error_release(&r.error);
    }
}

static void every_message_is_kept_with_its_fields(void **state)
{
    (void)state;
    read_result r = read_status(
        "[{\"status\":\"failed\",\"messages\":[{\"status_code\":4012,\"field\":\"name\"},"
        "{\"message\":\"m\",\"type\":\"t\",\"fields\":[\"a\",5,null,\"b\"]},\"odd\"]},"
        "{\"status\":\"failed\",\"messages\":[{\"fields\":\"one\"},{\"fields\":[]},{\"fields\":[\"only\"]}]}]");
    assert_int_equal(sdp_error_message_count(&r.error), 6);
    const sdp_message *m = sdp_error_server_message(&r.error, 0);
    assert_int_equal(m->status_code, 4012);
    assert_int_equal(m->field_count, 1);
    assert_string_equal(m->fields[0], "name");
    assert_null(m->message);
    m = sdp_error_server_message(&r.error, 1);
    assert_string_equal(m->message, "m");
    assert_string_equal(m->type, "t");
    assert_int_equal(m->field_count, 3);
    assert_string_equal(m->fields[2], "b");
    assert_int_equal(sdp_error_server_message(&r.error, 2)->field_count, 0);
    assert_string_equal(sdp_error_server_message(&r.error, 3)->fields[0], "one");
    assert_int_equal(sdp_error_server_message(&r.error, 4)->field_count, 0);
    assert_string_equal(sdp_error_server_message(&r.error, 5)->fields[0], "only");
    sdpi_error_release(&r.error);
}

static void messages_have_a_ceiling(void **state)
{
    sdp_error error;
    sdpi_v3_status status;
    sdp_json *envelope = json_of_text("{\"response_status\":{\"status\":\"failed\",\"messages\":[]}}");
    (void)state;
    for (size_t i = 0; i < SDPI_MAX_MESSAGES + 5; i++) {
        assert_int_equal(sdp_json_put(envelope, "response_status.messages[]", json_of_text("{\"message\":\"m\"}")),
                         SDP_OK);
    }
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(sdpi_v3_read_status(envelope, &error, &status), SDP_OK);
    assert_int_equal(sdp_error_message_count(&error), SDPI_MAX_MESSAGES);
    sdpi_error_release(&error);
    sdp_json_free(envelope);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_and_codes_are_read),
        cmocka_unit_test(every_message_is_kept_with_its_fields),
        cmocka_unit_test(messages_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
