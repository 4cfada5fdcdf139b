/* The V3 dialect: every shape in which an answer may come, and what it is judged to be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/products.h>

#include "call/dialect.h"
#include "model/document.h"
#include "scarce.h"

#define GOOD "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"
#define GOOD_LIST "\"response_status\":[{\"status_code\":2000,\"status\":\"success\"}]"
#define BAD(code)                                                                                                      \
    "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"status_code\":" code            \
    ",\"type\":\"failed\"}]}}"

typedef struct judged {
    sdp_status status;
    sdpi_verdict verdict;
    sdpi_result result;
    sdp_error error;
    sdpi_buffer scratch;
} judged;

static judged judge_with(const sdpi_answer *what)
{
    judged j = {0};
    sdpi_answer answer = *what;
    sdpi_error_init(&j.error, &sdpi_default_allocator);
    sdpi_buffer_init(&j.scratch, &sdpi_default_allocator, 1 << 20);
    answer.scratch = &j.scratch;
    if (answer.allocator == NULL) answer.allocator = &sdpi_default_allocator;
    answer.body_size = strlen(answer.body);
    j.status = sdpi_dialect_v3.judge(&answer, &j.verdict, &j.result, &j.error);
    assert_int_equal(sdp_error_status(&j.error), j.status);
    assert_int_equal(sdp_error_http_status(&j.error), answer.http_status);
    if (j.status != SDP_OK) assert_true(strlen(sdp_error_message(&j.error)) > 0);
    if (j.status != SDP_OK) assert_true(j.result.entity == NULL && j.result.rows == NULL);
    return j;
}

static judged judge(const char *operation, int32_t http, const char *body)
{
    const sdpi_answer answer = {.operation = sdp_operation_by_name(operation), .http_status = http, .body = body};
    return judge_with(&answer);
}

static void done(judged *j)
{
    sdpi_result_free(&j->result);
    sdpi_error_release(&j->error);
    sdpi_buffer_free(&j->scratch);
}

static const struct {
    const char *operation;
    int32_t http;
    const char *body;
    sdp_status status;
    int32_t outcome;
    int32_t code;
    int32_t renew;
} rows[] = {
    /* Success, as an object and as an array. */
    {"products.get", 200, "{\"product\":{\"id\":\"1\"}," GOOD "}", SDP_OK, SDPI_ANSWERED, 2000, 0},
    {"products.get", 200, "{\"product\":{\"id\":\"1\"}," GOOD_LIST "}", SDP_OK, SDPI_ANSWERED, 2000, 0},
    {"products.add", 201, "{\"product\":{\"id\":\"1\"}," GOOD "}", SDP_OK, SDPI_ANSWERED, 2000, 0},
    {"products.get", 200, "\xEF\xBB\xBF{\"product\":{\"id\":\"1\"}," GOOD "}", SDP_OK, SDPI_ANSWERED, 2000, 0},
    {"products.get", 200, "{\"product\":{},\"response_status\":{\"status\":\"Success\"}}", SDP_OK, SDPI_ANSWERED, 0, 0},
    {"products.get", 200, "{\"product\":{},\"response_status\":{\"status_code\":\"2000\"}}", SDP_OK, SDPI_ANSWERED,
     2000, 0},
    {"products.get", 200, "{\"product\":{\"id\":\"1\"}}", SDP_OK, SDPI_ANSWERED, 0, 0},
    {"products.get", 200, "{\"product\":[{\"id\":\"1\"}]," GOOD "}", SDP_OK, SDPI_ANSWERED, 2000, 0},
    {"products.delete", 200, "{" GOOD "}", SDP_OK, SDPI_ANSWERED, 2000, 0},
    {"products.delete", 204, "", SDP_OK, SDPI_ANSWERED, 0, 0},
    {"products.delete", 200, "", SDP_OK, SDPI_ANSWERED, 0, 0},
    {"products.add", 200, "", SDP_OK, SDPI_ANSWERED, 0, 0},
    {"products.add", 200, "{" GOOD "}", SDP_OK, SDPI_ANSWERED, 2000, 0},
    {"products.list", 204, "", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.list", 200, "{" GOOD_LIST "}", SDP_E_ANSWER, SDPI_UNKNOWN, 2000, 0},
    {"products.list", 200, "{\"list_info\":{}," GOOD_LIST "}", SDP_OK, SDPI_ANSWERED, 2000, 0},
    /* A failure inside HTTP 200; codes in messages, at the top, nowhere. */
    {"products.add", 200, BAD("4008"), SDP_E_REFUSED, SDPI_ANSWERED, 4008, 0},
    {"products.add", 400, BAD("4012"), SDP_E_REFUSED, SDPI_ANSWERED, 4012, 0},
    {"products.get", 404, BAD("4007"), SDP_E_NOT_FOUND, SDPI_ANSWERED, 4007, 0},
    {"products.get", 403, BAD("4002"), SDP_E_FORBIDDEN, SDPI_ANSWERED, 4002, 0},
    {"products.get", 400, BAD("\"4001\""), SDP_E_REFUSED, SDPI_ANSWERED, 4001, 0},
    {"products.get", 400, BAD("9999"), SDP_E_REFUSED, SDPI_ANSWERED, 9999, 0},
    {"products.get", 400, "{\"response_status\":{\"status_code\":4014,\"status\":\"failed\"}}", SDP_E_REFUSED,
     SDPI_ANSWERED, 4014, 0},
    {"products.get", 400, "{\"response_status\":{\"status\":\"failed\"}}", SDP_E_REFUSED, SDPI_ANSWERED, 0, 0},
    {"products.get", 400, "{\"response_status\":[{\"status_code\":4000,\"status\":\"failed\"}]}", SDP_E_REFUSED,
     SDPI_ANSWERED, 4000, 0},
    {"products.add", 500, BAD("4004"), SDP_E_REFUSED, SDPI_ANSWERED, 4004, 0},
    {"products.add", 500, "{\"response_status\":{\"status\":\"failed\"}}", SDP_E_SERVER, SDPI_UNKNOWN, 0, 0},
    {"products.get", 400, BAD("4022"), SDP_E_LOGIN, SDPI_ANSWERED, 4022, 0},
    /* HTTP says failure, the body success. */
    {"products.get", 500, "{\"product\":{}," GOOD "}", SDP_E_ANSWER, SDPI_UNKNOWN, 2000, 0},
    {"products.get", 404, "{\"product\":{}," GOOD "}", SDP_E_ANSWER, SDPI_UNKNOWN, 2000, 0},
    /* The login. */
    {"products.get", 401, BAD("4000"), SDP_E_LOGIN, SDPI_REFUSED, 4000, 1},
    {"products.get", 401, BAD("4002"), SDP_E_LOGIN, SDPI_REFUSED, 4002, 0},
    {"products.get", 401, BAD("4007"), SDP_E_LOGIN, SDPI_REFUSED, 4007, 0},
    {"products.get", 401, BAD("7001"), SDP_E_LOGIN, SDPI_REFUSED, 7001, 0},
    {"products.get", 401, "", SDP_E_LOGIN, SDPI_REFUSED, 0, 1},
    {"products.get", 401, "<html>gone</html>", SDP_E_LOGIN, SDPI_REFUSED, 0, 0},
    /* Throttles. */
    {"products.add", 429, BAD("4015"), SDP_E_QUOTA, SDPI_REFUSED, 4015, 0},
    {"products.add", 429, "", SDP_E_QUOTA, SDPI_REFUSED, 0, 0},
    {"products.add", 429, "<html>slow down</html>", SDP_E_QUOTA, SDPI_REFUSED, 0, 0},
    {"products.add", 200, BAD("4015"), SDP_E_QUOTA, SDPI_REFUSED, 4015, 0},
    {"products.add", 400, "{\"error\":\"URL_ROLLING_THROTTLES_LIMIT_EXCEEDED\"}", SDP_E_QUOTA, SDPI_REFUSED, 0, 0},
    {"products.add", 400,
     "{\"response_status\":{\"status\":\"failed\",\"messages\":[{\"message\":\"You have reached the Maximum Access "
     "Limit\"}]}}",
     SDP_E_QUOTA, SDPI_REFUSED, 0, 0},
    {"products.add", 400, "Too many requests", SDP_E_QUOTA, SDPI_REFUSED, 0, 0},
    {"products.get", 200, "{\"product\":{\"name\":\"too many requests\"}," GOOD "}", SDP_OK, SDPI_ANSWERED, 2000, 0},
    /* Answers that are none of the service's. */
    {"products.add", 200, "<html>", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.add", 200, "[]", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.add", 200, "{\"product\":{\"id\":\"1\"}", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.add", 200, "null", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.add", 200, "\xFF", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.add", 200, "{}", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.add", 200, "{\"errors\":[{\"message\":\"x\"}]}", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.get", 200, "", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    /* A part was done, whatever stands beside it; success and failure at once: neither may be sent again. */
    {"products.delete", 200,
     "{\"response_status\":[{\"status\":\"success\",\"status_code\":2000},{\"status\":\"failed\",\"status_code\":4015}]"
     "}",
     SDP_E_PARTIAL, SDPI_ANSWERED, 4015, 0},
    {"products.delete", 429, "{" GOOD "}", SDP_E_ANSWER, SDPI_UNKNOWN, 2000, 0},
    /* Nothing here says that a thing was deleted, or added. */
    {"products.delete", 200, "{\"error\":\"invalid_token\"}", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.delete", 200, "{}", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.delete", 200, "{\"response_status\":\"failed\"}", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.add", 200, "{\"product\":{\"id\":\"1\"},\"response_status\":\"failed\"}", SDP_E_ANSWER, SDPI_UNKNOWN, 0,
     0},
    {"products.add", 200, "{\"product\":null,\"response_status\":null}", SDP_E_ANSWER, SDPI_UNKNOWN, 0, 0},
    {"products.add", 503, "{\"response_status\":{\"status\":\"failed\",\"status_code\":4000}}", SDP_E_SERVER,
     SDPI_UNKNOWN, 4000, 0},
    /* Something else than what was asked for. */
    {"customers.get", 200, "{\"product\":{\"id\":\"1\"}," GOOD "}", SDP_E_ANSWER, SDPI_UNKNOWN, 2000, 0},
    {"products.get", 200, "{" GOOD "}", SDP_E_ANSWER, SDPI_UNKNOWN, 2000, 0},
    {"products.get", 404, "<html>", SDP_E_NOT_FOUND, SDPI_ANSWERED, 0, 0},
    {"products.get", 410, "", SDP_E_NOT_FOUND, SDPI_ANSWERED, 0, 0},
    {"products.get", 403, "no", SDP_E_FORBIDDEN, SDPI_ANSWERED, 0, 0},
    {"products.get", 415, "", SDP_E_REFUSED, SDPI_ANSWERED, 0, 0},
    {"products.get", 302, "", SDP_E_REDIRECT, SDPI_ANSWERED, 0, 0},
    {"products.get", 500, "", SDP_E_SERVER, SDPI_UNKNOWN, 0, 0},
    {"products.get", 503, "<html>", SDP_E_SERVER, SDPI_UNKNOWN, 0, 0},
    {"products.get", 502, "{\"message\":\"bad gateway\"}", SDP_E_SERVER, SDPI_UNKNOWN, 0, 0},
    /* A part, and members that do not fit. */
    {"products.delete", 200,
     "{\"response_status\":[{\"status\":\"success\",\"status_code\":2000},{\"status\":\"failed\",\"status_code\":4001}]"
     "}",
     SDP_E_PARTIAL, SDPI_ANSWERED, 4001, 0},
    {"products.get", 200, "{\"product\":{\"id\":[]}," GOOD "}", SDP_E_MISFIT, SDPI_ANSWERED, 2000, 0},
    {"products.get", 200, "{\"product\":[{},{}]," GOOD "}", SDP_E_MISFIT, SDPI_ANSWERED, 2000, 0},
    {"products.list", 200, "{\"products\":[{},5]," GOOD "}", SDP_E_MISFIT, SDPI_ANSWERED, 2000, 0},
};

static void every_shape_is_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        judged j = judge(rows[i].operation, rows[i].http, rows[i].body);
        if (j.status != rows[i].status || j.verdict.outcome != rows[i].outcome ||
            j.verdict.renew_login != rows[i].renew || sdp_error_api_code(&j.error) != rows[i].code) {
            fail_msg("%s HTTP %d %s\nbecame %s, outcome %d, code %d, renew %d: %s", rows[i].operation,
                     (int)rows[i].http, rows[i].body, sdp_status_name(j.status), (int)j.verdict.outcome,
                     (int)sdp_error_api_code(&j.error), (int)j.verdict.renew_login, sdp_error_message(&j.error));
        }
        done(&j);
    }
}

static void an_entity_is_found_under_whatever_key(void **state)
{
    static const char *const bodies[] = {
        "{\"product\":{\"id\":\"7\"}," GOOD "}",
        "{" GOOD ",\"list_info\":{\"a\":1},\"things\":{\"id\":\"7\"}}",
        "{\"note\":\"x\",\"product\":[{\"id\":7}]," GOOD_LIST "}",
        "{\"products\":{\"id\":7}," GOOD "}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        judged j = judge("products.get", 200, bodies[i]);
        assert_int_equal(j.status, SDP_OK);
        assert_string_equal(((const sdp_product *)j.result.entity)->id, "7");
        assert_null(j.result.document);
        done(&j);
    }
}

static void lists_come_with_or_without_list_info(void **state)
{
    static const struct {
        const char *body;
        size_t count;
        sdpi_list_info info;
    } lists[] = {
        {"{\"products\":[{\"id\":1},{\"id\":2}],\"list_info\":{\"has_more_rows\":true,\"start_index\":11,\"total_"
         "count\":\"40\"}," GOOD "}",
         2,
         {1, 1, 11, 40}},
        {"{\"products\":[],\"list_info\":{\"has_more_rows\":\"false\"}," GOOD "}", 0, {1, 0, -1, -1}},
        {"{\"product\":[{\"id\":1}]," GOOD "}", 1, {0, -1, -1, -1}},
        {"{\"products\":{\"id\":1},\"list_info\":{}," GOOD "}", 1, {1, -1, -1, -1}},
        {"{\"products\":null,\"list_info\":{\"has_more_rows\":\"TRUE\"}," GOOD "}", 0, {1, 1, -1, -1}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        judged j = judge("products.list", 200, lists[i].body);
        if (j.status != SDP_OK) fail_msg("%s: %s", lists[i].body, sdp_error_message(&j.error));
        assert_int_equal(j.result.row_count, lists[i].count);
        assert_int_equal(j.result.info.has_list_info, lists[i].info.has_list_info);
        assert_int_equal(j.result.info.has_more_rows, lists[i].info.has_more_rows);
        assert_int_equal(j.result.info.start_index, lists[i].info.start_index);
        assert_int_equal(j.result.info.total_count, lists[i].info.total_count);
        done(&j);
    }
}

static void errors_carry_the_servers_words(void **state)
{
    (void)state;
    judged j = judge("products.add", 400,
                     "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":["
                     "{\"status_code\":4012,\"field\":\"name\",\"type\":\"failed\",\"message\":\"Name is needed\"}]}}");
    const char *said = sdp_error_message(&j.error);
    assert_non_null(strstr(said, "a mandatory field is missing: Name is needed"));
    assert_non_null(strstr(said, "field 'name'"));
    assert_non_null(strstr(said, "HTTP 400, code 4012"));
    assert_string_equal(sdp_error_path(&j.error), "name");
    assert_int_equal(sdp_error_message_count(&j.error), 1);
    done(&j);
    /* Code, field and words are those of one message. */
    j = judge("products.add", 400,
              "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":["
              "{\"status_code\":4001,\"field\":\"owner\"},"
              "{\"status_code\":\"4012\",\"message\":\"need\",\"fields\":[\"a\",\"b\"]}]}}");
    assert_int_equal(sdp_error_api_code(&j.error), 4001);
    assert_string_equal(sdp_error_path(&j.error), "owner");
    assert_null(strstr(sdp_error_message(&j.error), "need"));
    assert_non_null(strstr(sdp_error_message(&j.error), "field 'owner' (HTTP 400, code 4001)"));
    assert_int_equal(sdp_error_message_count(&j.error), 2);
    assert_string_equal(sdp_error_server_message(&j.error, 1)->message, "need");
    done(&j);
    j = judge("products.get", 200, "{\"product\":{\"depreciation_detail\":{\"salvage_value\":\"much\"}}," GOOD "}");
    assert_string_equal(sdp_error_path(&j.error), "product.depreciation_detail.salvage_value");
    assert_non_null(strstr(sdp_error_message(&j.error), "'much'"));
    done(&j);
    j = judge("products.list", 200, "{\"products\":[{},{\"software\":{\"id\":{}}}]," GOOD "}");
    assert_string_equal(sdp_error_path(&j.error), "products[1].software.id");
    done(&j);
    j = judge("products.add", 200,
              "{\"product\":{\"id\":\"1\"},\"response_status\":{\"status\":\"success\",\"messages\":[{\"message\":"
              "\"Added.\"}]}}");
    assert_int_equal(j.status, SDP_OK);
    assert_string_equal(sdp_error_server_message(&j.error, 0)->message, "Added.");
    done(&j);
}

static void an_unreadable_answer_is_described(void **state)
{
    const sdpi_answer answer = {.operation = sdp_operation_by_name("products.get"),
                                .http_status = 502,
                                .content_type = "text/html",
                                .location = "https://else.example.com/x?token=secret",
                                .body = "<html>\r\n\t<body>Bad\x01 \xFF gateway"};
    (void)state;
    judged j = judge_with(&answer);
    const char *said = sdp_error_message(&j.error);
    assert_non_null(strstr(said, "HTTP 502, text/html"));
    assert_non_null(strstr(said, "it begins: '<html> <body>Bad gateway'"));
    assert_null(strchr(said, '\n'));
    done(&j);
}

static void misfits_can_be_kept(void **state)
{
    const sdpi_answer answer = {.operation = sdp_operation_by_name("products.get"),
                                .http_status = 200,
                                .keep_misfits = 1,
                                .body = "{\"product\":{\"id\":[],\"name\":\"n\"}," GOOD "}"};
    (void)state;
    judged j = judge_with(&answer);
    assert_int_equal(j.status, SDP_OK);
    assert_null(((const sdp_product *)j.result.entity)->id);
    assert_string_equal(((const sdp_product *)j.result.entity)->name, "n");
    done(&j);
}

static void what_a_write_did_is_done_whatever_can_be_read(void **state)
{
    (void)state;
    judged j = judge("products.add", 200, "{\"product\":{\"id\":[]}," GOOD "}");
    assert_int_equal(j.status, SDP_E_MISFIT);
    assert_int_equal(sdp_error_maybe_done(&j.error), 1);
    done(&j);
    j = judge("products.get", 200, "{\"product\":{\"id\":[]}," GOOD "}");
    assert_int_equal(sdp_error_maybe_done(&j.error), 0);
    done(&j);
    const char *part = "{\"response_status\":[{\"status\":\"success\"},{\"status\":\"failed\"}]}";
    j = judge("products.delete", 200, part);
    assert_int_equal(sdp_error_maybe_done(&j.error), 1);
    done(&j);
    j = judge("products.get", 200, part);
    assert_int_equal(j.status, SDP_E_PARTIAL);
    assert_int_equal(sdp_error_maybe_done(&j.error), 0);
    done(&j);
}

static void without_memory_nothing_leaks(void **state)
{
    (void)state;
    for (long left = 0; left < 12; left++) {
        scarce memory;
        scarce_init(&memory, left);
        const sdpi_answer answer = {.operation = sdp_operation_by_name("products.list"),
                                    .http_status = 200,
                                    .allocator = &memory.allocator,
                                    .body = "{\"products\":[{\"id\":1,\"software\":{}},{\"id\":2}]," GOOD "}"};
        judged j = judge_with(&answer);
        assert_true(j.status == SDP_OK || j.status == SDP_E_NO_MEMORY);
        done(&j);
        assert_int_equal(memory.alive, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_is_judged),
        cmocka_unit_test(an_entity_is_found_under_whatever_key),
        cmocka_unit_test(lists_come_with_or_without_list_info),
        cmocka_unit_test(errors_carry_the_servers_words),
        cmocka_unit_test(an_unreadable_answer_is_described),
        cmocka_unit_test(misfits_can_be_kept),
        cmocka_unit_test(what_a_write_did_is_done_whatever_can_be_read),
        cmocka_unit_test(without_memory_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
