/* What HTTP alone says of an answer, and the words for one that cannot be read: src/call/judge_http.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "call/judge_http.h"
#include "everything.h"
#include "json_equal.h"
#include "scarce.h"

static const sdp_operation reads = {
    .name = "parts.get", .access = SDP_ACCESS_READ, .output_type = &sdpi_type_part, .output_keys = "part"};
static const sdp_operation writes = {
    .name = "parts.add", .access = SDP_ACCESS_WRITE, .output_type = &sdpi_type_part, .output_keys = "part"};

/* An answer with all that is said of it. */
typedef struct judged {
    sdpi_buffer scratch;
    sdpi_answer answer;
    sdpi_verdict verdict;
    sdpi_result result;
    sdp_error error;
    sdpi_judging judging;
} judged;

static void begin(judged *j, const sdp_operation *operation, int32_t http, const char *body)
{
    memset(j, 0, sizeof *j);
    sdpi_buffer_init(&j->scratch, &sdpi_default_allocator, 1 << 20);
    sdpi_error_init(&j->error, &sdpi_default_allocator);
    j->answer = (sdpi_answer){.operation = operation,
                              .http_status = http,
                              .body = body,
                              .body_size = strlen(body),
                              .allocator = &sdpi_default_allocator,
                              .scratch = &j->scratch};
    j->judging = (sdpi_judging){.answer = &j->answer, .verdict = &j->verdict, .result = &j->result, .error = &j->error};
}

static void end(judged *j)
{
    sdpi_buffer_free(&j->scratch);
    sdpi_error_release(&j->error);
}

static void success_is_200_to_299(void **state)
{
    (void)state;
    assert_true(sdpi_is_success_http(200) && sdpi_is_success_http(204) && sdpi_is_success_http(299));
    assert_false(sdpi_is_success_http(199) || sdpi_is_success_http(300) || sdpi_is_success_http(0));
}

static void each_http_status_has_its_meaning(void **state)
{
    static const struct {
        int32_t http, outcome;
        sdp_status status;
    } rows[] = {
        {0, SDPI_UNKNOWN, SDP_E_ANSWER},       {100, SDPI_UNKNOWN, SDP_E_ANSWER},
        {199, SDPI_UNKNOWN, SDP_E_ANSWER},     {600, SDPI_UNKNOWN, SDP_E_ANSWER},
        {999, SDPI_UNKNOWN, SDP_E_ANSWER},     {-1, SDPI_UNKNOWN, SDP_E_ANSWER},
        {300, SDPI_ANSWERED, SDP_E_REDIRECT},  {302, SDPI_ANSWERED, SDP_E_REDIRECT},
        {303, SDPI_ANSWERED, SDP_E_REDIRECT},  {307, SDPI_ANSWERED, SDP_E_REDIRECT},
        {399, SDPI_ANSWERED, SDP_E_REDIRECT},  {400, SDPI_ANSWERED, SDP_E_REFUSED},
        {401, SDPI_REFUSED, SDP_E_LOGIN},      {402, SDPI_ANSWERED, SDP_E_REFUSED},
        {403, SDPI_ANSWERED, SDP_E_FORBIDDEN}, {404, SDPI_ANSWERED, SDP_E_NOT_FOUND},
        {405, SDPI_ANSWERED, SDP_E_REFUSED},   {407, SDPI_REFUSED, SDP_E_LOGIN},
        {409, SDPI_ANSWERED, SDP_E_REFUSED},   {410, SDPI_ANSWERED, SDP_E_NOT_FOUND},
        {422, SDPI_ANSWERED, SDP_E_REFUSED},   {429, SDPI_REFUSED, SDP_E_QUOTA},
        {499, SDPI_ANSWERED, SDP_E_REFUSED},   {500, SDPI_UNKNOWN, SDP_E_SERVER},
        {502, SDPI_UNKNOWN, SDP_E_SERVER},     {503, SDPI_UNKNOWN, SDP_E_SERVER},
        {599, SDPI_UNKNOWN, SDP_E_SERVER},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int write = 0; write < 2; write++) {
            judged j;
            begin(&j, write ? &writes : &reads, rows[i].http, "");
            sdpi_judge_http(&j.judging);
            if (j.verdict.outcome != rows[i].outcome || j.judging.call_status != rows[i].status) {
                fail_msg("%d: %d %s", (int)rows[i].http, (int)j.verdict.outcome,
                         sdp_status_name(j.judging.call_status));
            }
            assert_true(strlen(j.judging.what) > 3);
            /* See Other is how a server says that the write is done. */
            assert_int_equal(j.error.maybe_done, write && rows[i].http == 303);
            assert_int_equal(j.verdict.hopeless, 0);
            assert_int_equal(j.verdict.renew_login, 0);
            /* Another token is no help where it is a proxy that wants a login. */
            assert_int_equal(strstr(sdp_error_advice(&j.error), "proxy") != NULL, rows[i].http == 407);
            end(&j);
        }
    }
}

static void a_throttle_is_known_by_its_words(void **state)
{
    static const struct {
        int32_t http;
        const char *body;
        int says;
    } rows[] = {
        {400, "{\"errors\":[{\"code\":\"THROTTLES_LIMIT_EXCEEDED\"}]}", 1},
        {400, "throttles_limit_exceeded", 1},
        {400, "<html>You have reached the Maximum Access Limit of this page", 1},
        {400, "Too Many Requests", 1},
        {400, "{\"code\":\"URL_ROLLING_THROTTLES_LIMIT\"}", 1},
        {403, "too many requests", 1},
        {499, "too many requests", 1},
        {399, "too many requests", 0},
        {500, "too many requests", 0},
        {200, "too many requests", 0},
        {400, "too many  requests", 0},
        {400, "too many request", 0},
        {400, "", 0},
        {400, "{\"message\":\"name is missing\"}", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        judged j;
        begin(&j, &reads, rows[i].http, rows[i].body);
        if (sdpi_says_throttled(&j.answer) != rows[i].says) fail_msg("%d %s", (int)rows[i].http, rows[i].body);
        /* Words past the end of the body are not the answer's. */
        if (rows[i].says) j.answer.body_size = 3;
        assert_false(sdpi_says_throttled(&j.answer));
        end(&j);
    }
}

static void an_unreadable_answer_is_judged_by_all_that_is_known(void **state)
{
    static const char html[] = "<html><body>Sign in to the proxy</body></html>";
    static const struct {
        int32_t http;
        const char *body;
        int32_t outcome;
        sdp_status status;
    } rows[] = {
        {200, html, SDPI_UNKNOWN, SDP_E_ANSWER},
        {201, "plain words", SDPI_UNKNOWN, SDP_E_ANSWER},
        {400, html, SDPI_ANSWERED, SDP_E_REFUSED},
        {400, "too many requests", SDPI_REFUSED, SDP_E_QUOTA},
        {403, "maximum access limit", SDPI_REFUSED, SDP_E_QUOTA},
        {403, html, SDPI_ANSWERED, SDP_E_FORBIDDEN},
        {401, html, SDPI_REFUSED, SDP_E_LOGIN},
        {404, html, SDPI_ANSWERED, SDP_E_NOT_FOUND},
        {429, html, SDPI_REFUSED, SDP_E_QUOTA},
        {502, "too many requests", SDPI_UNKNOWN, SDP_E_SERVER},
        {302, html, SDPI_ANSWERED, SDP_E_REDIRECT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        judged j;
        char http[24];
        begin(&j, &writes, rows[i].http, rows[i].body);
        sdp_status status = sdpi_judge_unreadable(&j.judging, "not JSON");
        if (status != rows[i].status || j.verdict.outcome != rows[i].outcome) {
            fail_msg("row %zu: %s, %d", i, sdp_status_name(status), (int)j.verdict.outcome);
        }
        assert_int_equal(j.error.status, status);
        snprintf(http, sizeof http, ": HTTP %d, not JSON", (int)rows[i].http);
        assert_non_null(strstr(j.error.message, http));
        assert_non_null(strstr(j.error.message, "; it begins: '"));
        end(&j);
    }
}

/* Says a body unreadable, and expects the whole message. */
static void expect_words(int32_t http, const char *type, const char *location, const char *body, const char *why,
                         const char *message)
{
    judged j;
    begin(&j, &reads, http, body);
    j.answer.content_type = type;
    j.answer.location = location;
    sdpi_decide(&j.judging, SDPI_ANSWERED, SDP_E_REFUSED, "no");
    assert_int_equal(sdpi_say_unreadable(&j.judging, why), SDP_E_REFUSED);
    assert_string_equal(j.error.message, message);
    end(&j);
}

static void an_unreadable_answer_is_quoted_in_one_line(void **state)
{
    (void)state;
    expect_words(400, NULL, NULL, "", "", "no: HTTP 400");
    expect_words(400, "text/html", NULL, "", "", "no: HTTP 400, text/html");
    expect_words(400, "text/html", NULL, "<b>x</b>", "cut", "no: HTTP 400, text/html, cut; it begins: '<b>x</b>'");
    expect_words(400, NULL, NULL, "a\r\n\t  b\x01\x7F\xC3\xA9z", "", "no: HTTP 400; it begins: 'a b z'");
    expect_words(302, NULL, "/login", "", "", "no: HTTP 302, to /login");
    /* Of where it points no query, which may hold a key, and nothing of one with a login. */
    expect_words(302, NULL, "https://x.example/in?token=planted#f", "", "", "no: HTTP 302, to https://x.example/in");
    expect_words(302, NULL, "https://x.example/#planted", "", "", "no: HTTP 302, to https://x.example/");
    expect_words(302, NULL, "https://me:planted@x.example/", "", "", "no: HTTP 302, to ");
    expect_words(302, NULL, "https://x.example/?to=a@b", "", "", "no: HTTP 302, to https://x.example/");
}

static void a_quotation_has_a_ceiling(void **state)
{
    char body[4 * SDPI_MAX_BODY_HEAD + 1];
    judged j;
    (void)state;
    memset(body, 'x', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    body[SDPI_MAX_BODY_HEAD] = 'y';
    begin(&j, &reads, 500, body);
    sdpi_judge_unreadable(&j.judging, "");
    const char *quote = strchr(j.error.message, '\'');
    assert_non_null(quote);
    assert_int_equal(strspn(quote + 1, "x"), SDPI_MAX_BODY_HEAD);
    assert_string_equal(quote + 1 + SDPI_MAX_BODY_HEAD, "'");
    end(&j);
}

static void what_was_done_is_marked_on_writes_alone(void **state)
{
    judged j;
    (void)state;
    for (int write = 0; write < 2; write++) {
        begin(&j, write ? &writes : &reads, 200, "");
        j.verdict.outcome = SDPI_UNKNOWN;
        sdpi_mark_done(&j.judging);
        assert_int_equal(j.verdict.outcome, SDPI_ANSWERED);
        assert_int_equal(j.error.maybe_done, write);
        end(&j);
    }
}

/* A message of the service: its code, its field and its words, 0 and NULL where it has none. */
typedef struct told {
    int32_t code;
    const char *field;
    const char *words;
} told;

static void the_message_that_says_most_is_shown(void **state)
{
    static const struct {
        int32_t code; /* of the error */
        told messages[3];
        int32_t count;
        const char *said, *path;
    } rows[] = {
        {0, {{0}}, 0, "the service refused (HTTP 400)", ""},
        {0, {{0, "id", NULL}, {0, NULL, ""}}, 2, "the service refused; field 'id' (HTTP 400)", "id"},
        /* Of those without a code of their own the first with words. */
        {4008,
         {{0, "id", NULL}, {0, NULL, ""}, {0, "name", "already taken"}},
         3,
         "the service refused: already taken; field 'name' (HTTP 400, code 4008)",
         "name"},
        {4000,
         {{4000, "id", NULL}, {0, "name", "taken"}},
         2,
         "the service refused: taken; field 'name' (HTTP 400, code 4000)",
         "name"},
        /* Words and field are those of the messages that the code is from, be it one or two, */
        {4008,
         {{4008, "id", NULL}, {4012, "name", "already taken"}},
         2,
         "the service refused; field 'id' (HTTP 400, code 4008)",
         "id"},
        {4012,
         {{4012, "name", NULL}, {4012, NULL, "is mandatory"}},
         2,
         "the service refused: is mandatory; field 'name' (HTTP 400, code 4012)",
         "name"},
        /* and words that are of no code are about the same. */
        {4001,
         {{4001, "id", NULL}, {0, NULL, "The licence is over."}},
         2,
         "the service refused: The licence is over.; field 'id' (HTTP 400, code 4001)",
         "id"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_message messages[3];
        judged j;
        for (int m = 0; m < 3; m++) {
            const told *from = &rows[i].messages[m];
            messages[m] = (sdp_message){.size = sizeof messages[m],
                                        .status_code = from->code,
                                        .field_count = from->field != NULL,
                                        .message = from->words,
                                        .fields = &from->field};
        }
        begin(&j, &writes, 400, "");
        sdpi_decide(&j.judging, SDPI_ANSWERED, SDP_E_REFUSED, "the service refused");
        j.error.messages = rows[i].count > 0 ? messages : NULL;
        j.error.message_count = (size_t)rows[i].count;
        j.error.api_code = rows[i].code;
        assert_int_equal(sdpi_say_failure(&j.judging), SDP_E_REFUSED);
        assert_string_equal(j.error.message, rows[i].said);
        assert_string_equal(j.error.path, rows[i].path);
        j.error.messages = NULL;
        end(&j);
    }
}

static int objects;
static int empties;

static sdp_status note_object(sdpi_judging *j)
{
    objects++;
    assert_int_equal(sdp_json_kind(j->envelope), SDP_JSON_OBJECT);
    sdpi_decide(j, SDPI_ANSWERED, SDP_OK, "");
    return SDP_OK;
}

static sdp_status note_empty(sdpi_judging *j)
{
    empties++;
    assert_null(j->envelope);
    sdpi_decide(j, SDPI_ANSWERED, SDP_OK, "");
    return SDP_OK;
}

static sdp_status judge(judged *j)
{
    objects = 0;
    empties = 0;
    j->verdict = (sdpi_verdict){9, 9, 9};
    j->result.row_count = 9;
    sdp_status status = sdpi_judge_answer(&j->answer, note_object, note_empty, &j->verdict, &j->result, &j->error);
    assert_int_equal(j->error.http_status, j->answer.http_status);
    assert_int_equal(j->verdict.renew_login, 0);
    assert_int_equal(j->result.row_count, 0);
    return status;
}

static void an_answer_goes_to_whom_it_concerns(void **state)
{
    static const struct {
        const char *body;
        int object, empty;
        const char *words;
    } rows[] = {
        {"{}", 1, 0, ""},
        {" \r\n{\"a\":{\"b\":[]}}\n", 1, 0, ""},
        {"", 0, 1, ""},
        {"[]", 0, 0, "not a JSON object"},
        {"[{\"response_status\":{}}]", 0, 0, "not a JSON object"},
        {"\"ok\"", 0, 0, "not a JSON object"},
        {"null", 0, 0, "not a JSON object"},
        {"17", 0, 0, "not a JSON object"},
        {"<html>", 0, 0, "at byte 0 "},
        {"{\"a\":1", 0, 0, "at byte "},
        {"{}{}", 0, 0, "at byte 2 "},
        {"{\"a\":\"\xC3\"}", 0, 0, "at byte "},
        {" ", 0, 0, "at byte "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int http = 200; http <= 400; http += 200) {
            judged j;
            int reached = rows[i].object || rows[i].empty;
            begin(&j, &writes, http, rows[i].body);
            assert_int_equal(judge(&j), reached ? SDP_OK : http == 200 ? SDP_E_ANSWER : SDP_E_REFUSED);
            assert_int_equal(objects, rows[i].object);
            assert_int_equal(empties, rows[i].empty);
            assert_int_equal(j.verdict.outcome, http == 200 && !reached ? SDPI_UNKNOWN : SDPI_ANSWERED);
            if (strstr(j.error.message, rows[i].words) == NULL) fail_msg("row %zu: %s", i, j.error.message);
            end(&j);
        }
    }
}

static void without_memory_nothing_is_known_and_nothing_will_be(void **state)
{
    scarce memory;
    judged j;
    (void)state;
    scarce_init(&memory, 0);
    begin(&j, &writes, 200, "{\"a\":12345678901234567890}");
    sdpi_buffer_init(&j.scratch, &memory.allocator, 1 << 20);
    assert_int_equal(judge(&j), SDP_E_NO_MEMORY);
    assert_int_equal(j.verdict.outcome, SDPI_UNKNOWN);
    assert_int_equal(j.verdict.hopeless, 1);
    assert_int_equal(objects, 0);
    end(&j);
}

/* Decodes the rows of an array or an object into a document. */
static sdp_status decode(judged *j, const char *text, int32_t index_path)
{
    sdp_json *json = json_of_text(text);
    sdpi_document *document = sdpi_document_new(&sdpi_default_allocator, json);
    assert_non_null(document);
    j->result.document = document;
    return sdpi_decode_rows(&j->judging, document, sdp_json_first(json), sdp_json_count(json), index_path, 0);
}

static void rows_are_decoded_in_their_order(void **state)
{
    judged j;
    (void)state;
    begin(&j, &reads, 200, "");
    assert_int_equal(decode(&j, "[]", 1), SDP_OK);
    assert_int_equal(j.result.row_count, 0);
    assert_null(j.result.rows);
    sdpi_result_free(&j.result);
    assert_int_equal(decode(&j, "[{\"id\":3},{\"id\":\"1\",\"name\":\"b\"},{}]", 1), SDP_OK);
    assert_int_equal(j.result.row_count, 3);
    assert_string_equal(((const part *)j.result.rows[0])->id, "3");
    assert_string_equal(((const part *)j.result.rows[1])->name, "b");
    assert_null(((const part *)j.result.rows[2])->id);
    sdpi_result_free(&j.result);
    end(&j);
}

static void a_row_that_does_not_fit_is_named(void **state)
{
    judged j;
    (void)state;
    begin(&j, &reads, 200, "");
    assert_int_equal(decode(&j, "[{\"id\":1},{\"id\":[]}]", 1), SDP_E_MISFIT);
    assert_string_equal(j.error.path, "[1].id");
    assert_int_equal(j.result.row_count, 1);
    sdpi_result_free(&j.result);
    end(&j);
    /* Rows that are the members of an object have no index. */
    begin(&j, &reads, 200, "");
    assert_int_equal(decode(&j, "{\"11\":{\"id\":1},\"12\":{\"id\":{}}}", 0), SDP_E_MISFIT);
    assert_string_equal(j.error.path, "id");
    sdpi_result_free(&j.result);
    end(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(success_is_200_to_299),
        cmocka_unit_test(each_http_status_has_its_meaning),
        cmocka_unit_test(a_throttle_is_known_by_its_words),
        cmocka_unit_test(an_unreadable_answer_is_judged_by_all_that_is_known),
        cmocka_unit_test(an_unreadable_answer_is_quoted_in_one_line),
        cmocka_unit_test(a_quotation_has_a_ceiling),
        cmocka_unit_test(what_was_done_is_marked_on_writes_alone),
        cmocka_unit_test(the_message_that_says_most_is_shown),
        cmocka_unit_test(an_answer_goes_to_whom_it_concerns),
        cmocka_unit_test(without_memory_nothing_is_known_and_nothing_will_be),
        cmocka_unit_test(rows_are_decoded_in_their_order),
        cmocka_unit_test(a_row_that_does_not_fit_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
