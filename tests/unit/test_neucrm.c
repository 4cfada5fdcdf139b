/* The dialect of NeuCRM: judgement of answers, checks of inputs, form fields, and the root of its URLs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "call/neucrm_query.h"
#include "call/url.h"
#include "everything.h"
#include "json_equal.h"
#include "model/encode_form.h"
#include "scripted.h"

typedef struct judged {
    sdpi_verdict verdict;
    sdpi_result result;
    sdp_error error;
    sdpi_buffer scratch;
    sdp_status status;
} judged;

static void judge(judged *j, const char *operation, int32_t http_status, const char *body)
{
    sdpi_error_init(&j->error, &sdpi_default_allocator);
    sdpi_buffer_init(&j->scratch, &sdpi_default_allocator, 65536);
    const sdpi_answer answer = {.operation = sdp_operation_by_name(operation),
                                .http_status = http_status,
                                .body = body,
                                .body_size = strlen(body),
                                .allocator = &sdpi_default_allocator,
                                .scratch = &j->scratch};
    j->status = sdpi_dialect_neucrm.judge(&answer, &j->verdict, &j->result, &j->error);
    assert_int_equal(j->error.status, j->status);
}

static void done(judged *j)
{
    sdpi_result_free(&j->result);
    sdpi_buffer_free(&j->scratch);
    sdpi_error_release(&j->error);
}

static void failures_are_told_apart(void **state)
{
    static const struct {
        int32_t http;
        const char *body;
        sdp_status status;
        int32_t outcome;
        const char *words;
    } rows[] = {
        {200, "{\"result\":null,\"error\":\"Customer not found\"}", SDP_E_REFUSED, SDPI_ANSWERED, "Customer not found"},
        {200, "{\"result\":null,\"error\":{\"code\":7}}", SDP_E_REFUSED, SDPI_ANSWERED, "{\"code\":7}"},
        {200, "{\"result\":null,\"error\":false}", SDP_E_REFUSED, SDPI_ANSWERED, "false"},
        {200, "{\"error\":\"no\"}", SDP_E_REFUSED, SDPI_ANSWERED, "no"},
        {200, "{\"result\":null,\"error\":\"Invalid API_KEY\"}", SDP_E_LOGIN, SDPI_REFUSED, "API_KEY"},
        {200, "{\"result\":null,\"error\":\"Invalid user\"}", SDP_E_LOGIN, SDPI_REFUSED, "Invalid user"},
        {200, "{\"result\":null,\"error\":\"Invalid username\"}", SDP_E_REFUSED, SDPI_ANSWERED, "username"},
        {403, "{\"result\":null,\"error\":\"Unauthorised\"}", SDP_E_LOGIN, SDPI_REFUSED, "Unauthorised"},
        {403, "{\"result\":null,\"error\":\"not yours\"}", SDP_E_FORBIDDEN, SDPI_ANSWERED, "not yours"},
        {401, "{\"result\":null,\"error\":\"no\"}", SDP_E_LOGIN, SDPI_REFUSED, "no"},
        {429, "{\"result\":null,\"error\":\"no\"}", SDP_E_QUOTA, SDPI_REFUSED, "no"},
        {200, "{\"result\":null,\"error\":\"Too Many Requests\"}", SDP_E_QUOTA, SDPI_REFUSED, "Too Many"},
        {404, "{\"result\":null,\"error\":\"no\"}", SDP_E_NOT_FOUND, SDPI_ANSWERED, "no"},
        {400, "{\"result\":null,\"error\":\"no\"}", SDP_E_REFUSED, SDPI_ANSWERED, "no"},
        {500, "{\"result\":null,\"error\":\"no\"}", SDP_E_REFUSED, SDPI_ANSWERED, "no (HTTP 500)"},
        {503, "{\"result\":null,\"error\":\"api_key\"}", SDP_E_LOGIN, SDPI_ANSWERED, "api_key"},
        {503, "{\"result\":null,\"error\":\"rate limit\"}", SDP_E_QUOTA, SDPI_REFUSED, "rate limit"},
        /* Others say "error" too. */
        {500, "{\"error\":\"Internal Server Error\",\"status\":500}", SDP_E_SERVER, SDPI_UNKNOWN, "Internal"},
        {500, "{\"result\":null,\"error\":{\"api_key\":0}}", SDP_E_SERVER, SDPI_UNKNOWN, "api_key"},
        {500, "{\"result\":1,\"error\":\"api_key\"}", SDP_E_SERVER, SDPI_UNKNOWN, "api_key"},
        {500, "{\"result\":1,\"error\":null}", SDP_E_SERVER, SDPI_UNKNOWN, "HTTP 500"},
        {200, "{\"status\":1}", SDP_E_ANSWER, SDPI_UNKNOWN, "without a result"},
        {200, "", SDP_E_ANSWER, SDPI_UNKNOWN, "empty"},
        {200, "[]", SDP_E_ANSWER, SDPI_UNKNOWN, "not a JSON object"},
        {200, "<html>", SDP_E_ANSWER, SDPI_UNKNOWN, "<html>"},
        {401, "<html>", SDP_E_LOGIN, SDPI_REFUSED, "<html>"},
        {503, "", SDP_E_SERVER, SDPI_UNKNOWN, "HTTP 503"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        judged j;
        judge(&j, "neucrm.create", rows[i].http, rows[i].body);
        if (j.status != rows[i].status || j.verdict.outcome != rows[i].outcome ||
            strstr(j.error.message, rows[i].words) == NULL) {
            fail_msg("%d %s: %s, %s", rows[i].http, rows[i].body, sdp_status_name(j.status), j.error.message);
        }
        assert_int_equal(j.error.http_status, rows[i].http);
        assert_false(j.verdict.renew_login);
        assert_null(j.result.entity);
        done(&j);
    }
}

static void the_words_of_an_error_are_a_message(void **state)
{
    judged j;
    (void)state;
    judge(&j, "neucrm.delete", 200, "{\"result\":null,\"error\":\"No such customer\"}");
    assert_int_equal(sdp_error_message_count(&j.error), 1);
    assert_string_equal(sdp_error_server_message(&j.error, 0)->message, "No such customer");
    assert_int_equal(j.error.maybe_done, 0);
    done(&j);
    judge(&j, "neucrm.delete", 200, "{\"result\":\"done\",\"error\":\"Mail was not sent\"}");
    assert_int_equal(j.status, SDP_E_REFUSED);
    assert_int_equal(j.error.maybe_done, 1);
    done(&j);
    /* With 5xx nobody knows how far the service came: but for a throttle, which lets nobody begin. */
    judge(&j, "neucrm.delete", 500, "{\"result\":null,\"error\":\"No such customer\"}");
    assert_int_equal(j.error.maybe_done, 1);
    done(&j);
    judge(&j, "neucrm.list", 500, "{\"result\":null,\"error\":\"No such customer\"}");
    assert_int_equal(j.error.maybe_done, 0);
    done(&j);
    judge(&j, "neucrm.delete", 503, "{\"result\":null,\"error\":\"Too many requests\"}");
    assert_int_equal(j.error.maybe_done, 0);
    done(&j);
}

static void results_have_many_forms(void **state)
{
    static const struct {
        const char *operation, *body, *printed;
    } rows[] = {
        {"neucrm.create", "{\"result\":1243,\"error\":null}", "{\"id\":\"1243\"}"},
        {"neucrm.create", "{\"result\":\"100000000000033283\",\"error\":null}", "{\"id\":\"100000000000033283\"}"},
        {"neucrm.create", "{\"result\":100000000000033283}", "{\"id\":\"100000000000033283\"}"},
        {"neucrm.create", "{\"result\":\"done\",\"error\":null}", "{\"text\":\"done\"}"},
        {"neucrm.create", "{\"result\":null,\"error\":null}", "{}"},
        {"neucrm.create", "{\"result\":true,\"error\":null}", "{\"text\":\"true\"}"},
        {"neucrm.create", "{\"result\":[1,{\"a\":2}],\"error\":null}", "{\"result\":[1,{\"a\":2}]}"},
        {"neucrm.list", "{\"result\":17,\"error\":null}", "{\"count\":17}"},
        {"neucrm.list", "{\"result\":\"17\",\"error\":null}", "{\"count\":17}"},
        {"neucrm.list", "{\"result\":0,\"error\":null}", "{\"count\":0}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        judged j;
        char *printed = NULL;
        judge(&j, rows[i].operation, 200, rows[i].body);
        if (j.status != SDP_OK) fail_msg("%s: %s", rows[i].body, j.error.message);
        assert_non_null(j.result.entity);
        assert_int_equal(j.verdict.outcome, SDPI_ANSWERED);
        assert_int_equal(sdp_entity_to_json(j.result.entity, 0, NULL, &printed), SDP_OK);
        assert_string_equal(printed, rows[i].printed);
        sdp_text_free(printed);
        done(&j);
    }
}

static void a_change_brings_nothing(void **state)
{
    static const char *const bodies[] = {"{\"result\":\"done\",\"error\":null}", "{\"result\":1,\"error\":null}",
                                         "{\"result\":null,\"error\":null}"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        judged j;
        judge(&j, i == 0 ? "neucrm.delete" : "neucrm.update", 200, bodies[i]);
        assert_int_equal(j.status, SDP_OK);
        assert_int_equal(j.verdict.outcome, SDPI_ANSWERED);
        assert_null(j.result.entity);
        done(&j);
    }
}

static void rows_have_many_forms(void **state)
{
    static const struct {
        const char *body, *ids;
    } rows[] = {
        {"{\"result\":[{\"id\":1,\"name\":\"a\"},{\"id\":\"2\"}],\"error\":null}", "1 2 "},
        {"{\"result\":{\"11\":{\"name\":\"a\"},\"12\":{\"name\":\"b\"}},\"error\":null}", "11 12 "},
        {"{\"result\":{\"x\":{\"id\":3}},\"error\":null}", "3 "},
        {"{\"result\":{\"id\":4,\"name\":\"a\"},\"error\":null}", "4 "},
        {"{\"result\":[{\"customerid\":5}],\"error\":null}", "(5) "},
        {"{\"result\":[],\"error\":null}", ""},
        {"{\"result\":{},\"error\":null}", ""},
        {"{\"result\":null,\"error\":null}", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        judged j;
        char ids[64] = "";
        judge(&j, "neucrm.list", 200, rows[i].body);
        if (j.status != SDP_OK) fail_msg("%s: %s", rows[i].body, j.error.message);
        assert_null(j.result.entity);
        for (size_t r = 0; r < j.result.row_count; r++) {
            const sdp_neucrm_customer *row = j.result.rows[r];
            strcat(ids, row->id != NULL ? row->id : "(");
            if (row->id == NULL) strcat(strcat(ids, row->customerid), ")");
            strcat(ids, " ");
        }
        assert_string_equal(ids, rows[i].ids);
        done(&j);
    }
}

static void rows_are_open(void **state)
{
    judged j;
    (void)state;
    judge(&j, "neucrm.list", 200,
          "{\"result\":[{\"id\":1,\"zipcode\":12345,\"city\":{\"name\":\"Panaji\"},\"plan\":[1]}],\"error\":null}");
    assert_int_equal(j.status, SDP_OK);
    const sdp_neucrm_customer *row = j.result.rows[0];
    assert_string_equal(row->zipcode, "12345");
    assert_null(row->city);
    assert_string_equal(sdp_json_text(sdp_json_at(row->head.meta, "city.name")), "Panaji");
    assert_string_equal(sdp_json_text(sdp_json_at(row->head.meta, "plan[0]")), "1");
    done(&j);
}

static void lists_that_are_none(void **state)
{
    judged j;
    (void)state;
    judge(&j, "neucrm.list", 200, "{\"result\":\"done\",\"error\":null}");
    assert_int_equal(j.status, SDP_E_ANSWER);
    done(&j);
    judge(&j, "neucrm.list", 200, "{\"result\":[{\"id\":1},2],\"error\":null}");
    assert_int_equal(j.status, SDP_E_MISFIT);
    assert_string_equal(j.error.path, "result[1]");
    assert_null(j.result.rows);
    done(&j);
}

static void filters_are_checked(void **state)
{
    static const struct {
        sdp_neucrm_filter filter;
        const char *path; /* "": it is fine */
    } rows[] = {
        {SDP_NEUCRM_FILTER_INIT, ""},
        {SDP_NEUCRM_FILTER(.rows_limit = 1), ""},
        {SDP_NEUCRM_FILTER(.rows_limit = 100, .rows_offset = 5, .show_count = 1), ""},
        {SDP_NEUCRM_FILTER(.rows_limit = 101), "rows_limit"},
        {SDP_NEUCRM_FILTER(.rows_limit = -1), "rows_limit"},
        {SDP_NEUCRM_FILTER(.rows_offset = -1), "rows_offset"},
        {SDP_NEUCRM_FILTER(.show_count = 2), "show_count"},
        {SDP_NEUCRM_FILTER(.sort_field = "mobile", .sort_order = "desc", .type = "Organisation"), ""},
        {SDP_NEUCRM_FILTER(.sort_field = "city"), "sort_field"},
        {SDP_NEUCRM_FILTER(.sort_field = ""), "sort_field"},
        {SDP_NEUCRM_FILTER(.sort_order = "ASC"), "sort_order"},
        {SDP_NEUCRM_FILTER(.type = "individual"), "type"},
        {SDP_NEUCRM_FILTER(.created_from = "2024-02-29", .created_upto = "2025-12-31"), ""},
        {SDP_NEUCRM_FILTER(.created_from = "2000-02-29"), ""},
        {SDP_NEUCRM_FILTER(.created_from = "1900-02-29"), "created_from"},
        {SDP_NEUCRM_FILTER(.created_from = "2025-02-29"), "created_from"},
        {SDP_NEUCRM_FILTER(.created_from = "2025-2-1"), "created_from"},
        {SDP_NEUCRM_FILTER(.created_upto = "31-12-2025"), "created_upto"},
        {SDP_NEUCRM_FILTER(.created_upto = "2025-13-01"), "created_upto"},
        {SDP_NEUCRM_FILTER(.created_upto = "2025-00-01"), "created_upto"},
        {SDP_NEUCRM_FILTER(.created_upto = "2025-01-00"), "created_upto"},
        {SDP_NEUCRM_FILTER(.created_upto = "2025-01-1x"), "created_upto"},
        {SDP_NEUCRM_FILTER(.created_upto = SDP_NULL), ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_error error;
        sdpi_error_init(&error, &sdpi_default_allocator);
        sdp_status status = sdpi_neucrm_check(&rows[i].filter, &error);
        if (strcmp(error.path, rows[i].path) != 0) fail_msg("row %zu: '%s' %s", i, error.path, error.message);
        assert_int_equal(status, *rows[i].path == '\0' ? SDP_OK : SDP_E_VALUE);
        sdpi_error_release(&error);
    }
}

static void customers_are_checked(void **state)
{
    const sdp_neucrm_customer good = SDP_NEUCRM_CUSTOMER(.dob = "1990-01-31", .reset_password = "Y");
    const sdp_neucrm_customer reset = SDP_NEUCRM_CUSTOMER(.reset_password = "yes");
    const sdp_neucrm_customer dob = SDP_NEUCRM_CUSTOMER(.dob = "31.1.1990");
    (void)state;
    assert_int_equal(sdpi_neucrm_check(&good, NULL), SDP_OK);
    assert_int_equal(sdpi_neucrm_check(&reset, NULL), SDP_E_VALUE);
    assert_int_equal(sdpi_neucrm_check(&dob, NULL), SDP_E_VALUE);
    /* A caller of older headers has a shorter struct: what is behind it is not looked at. */
    sdp_neucrm_customer old = reset;
    old.head.size = (uint32_t)offsetof(sdp_neucrm_customer, reset_password);
    assert_int_equal(sdpi_neucrm_check(&old, NULL), SDP_OK);
}

static void expect_root(const char *base, const char *root)
{
    sdpi_buffer made;
    sdpi_buffer_init(&made, &sdpi_default_allocator, SDPI_MAX_URL);
    assert_int_equal(sdpi_url_neucrm_root(base, NULL, 0, &made, NULL), SDP_OK);
    assert_string_equal(made.data, root);
    sdpi_buffer_free(&made);
}

static void pasted_urls_come_to_one_root(void **state)
{
    static const char *const bases[] = {
        "https://crm.example.com",
        "https://crm.example.com/",
        " https://crm.example.com/api \n",
        "https://crm.example.com/api/customer",
        "https://crm.example.com/api/customer/",
        "https://crm.example.com/api/customer/list",
        "https://crm.example.com//api/customer/create//",
        "https://crm.example.com/api/customer/delete",
        "https://crm.example.com/api/customer/list/api/customer/list",
        "https://crm.example.com/api/customer/api/customer",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) expect_root(bases[i], "https://crm.example.com");
    expect_root("https://crm.example.com/isp/api/customer/update", "https://crm.example.com/isp");
    expect_root("https://crm.example.com/isp/list", "https://crm.example.com/isp/list");
    expect_root("https://api", "https://api");
    expect_root("https://api/", "https://api");
    expect_root("https://list/api", "https://list");
    expect_root("http://127.0.0.1:8080/api", "http://127.0.0.1:8080");
}

static void urls_that_cannot_be_used_are_refused(void **state)
{
    static const char *const bases[] = {"crm.example.com",
                                        "http://crm.example.com",
                                        "https://u:p@crm.example.com",
                                        "https://crm.example.com/?api_key=1",
                                        "https://crm.example.com/#x",
                                        "https://",
                                        "ftp://crm.example.com"};
    (void)state;
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        sdpi_buffer made;
        sdpi_buffer_init(&made, &sdpi_default_allocator, SDPI_MAX_URL);
        assert_int_equal(sdpi_url_neucrm_root(bases[i], NULL, 0, &made, NULL), SDP_E_URL);
        sdpi_buffer_free(&made);
    }
}

static sdp_status encode(const everything *input, sdpi_buffer *out, sdp_error *error)
{
    sdpi_form form = {.out = out};
    sdpi_buffer_init(out, &sdpi_default_allocator, 4096);
    sdpi_error_init(error, &sdpi_default_allocator);
    return sdpi_encode_form(&sdpi_type_everything, input, &form, error);
}

static void members_become_fields(void **state)
{
    sdp_json *extra = json_of_text("{\"a b\":1,\"n\":null,\"t\":true,\"f\":false}");
    sdpi_buffer out;
    sdp_error error;
    (void)state;
    everything input = EVERYTHING(.id = "7", .text = "a&b=%\xC3\xA9 +", .number = "1e400", .flag = SDP_TRUE,
                                  .integer = -3, .price = SDP_NULL);
    input.head.meta = extra;
    assert_int_equal(encode(&input, &out, &error), SDP_OK);
    assert_string_equal(out.data, "id=7&text=a%26b%3D%25%C3%A9%20%2B&number=1e400&price=&flag=1&integer=-3&a%20b=1&n="
                                  "&t=1&f=0");
    sdpi_buffer_free(&out);
    input = (everything)EVERYTHING(.flag = SDP_FALSE);
    assert_int_equal(encode(&input, &out, &error), SDP_OK);
    assert_string_equal(out.data, "flag=0");
    sdpi_buffer_free(&out);
    sdp_json_free(extra);
}

static void what_cannot_be_a_field_is_refused(void **state)
{
    const part nested = PART(.id = "1");
    sdp_json *known = json_of_text("{\"text\":1}");
    sdp_json *deep = json_of_text("{\"x\":[1]}");
    (void)state;
    const struct {
        everything input;
        sdp_status status;
        const char *path;
    } rows[] = {
        {EVERYTHING(.object = &nested), SDP_E_VALUE, "object"},
        {EVERYTHING(.open = deep), SDP_E_VALUE, "open"},
        {EVERYTHING(.number = "x"), SDP_E_VALUE, "number"},
        {EVERYTHING(.text = "\xC3"), SDP_E_UTF8, "text"},
        {EVERYTHING(.made_by = "me"), SDP_E_READ_ONLY, "made_by"},
        {{.head = {sizeof(everything), TYPE_EVERYTHING, 0, known}}, SDP_E_VALUE, "text"},
        {{.head = {sizeof(everything), TYPE_EVERYTHING, 0, deep}}, SDP_E_VALUE, "x"},
        {{.head = {0, TYPE_EVERYTHING, 0, NULL}}, SDP_E_STRUCT, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_buffer out;
        sdp_error error;
        assert_int_equal(encode(&rows[i].input, &out, &error), rows[i].status);
        assert_string_equal(error.path, rows[i].path);
        sdpi_buffer_free(&out);
        sdpi_error_release(&error);
    }
    sdp_json_free(known);
    sdp_json_free(deep);
}

#define KEY "planted-key-81f3c0"

/* Whether the key is anywhere in the memory that the form has used, though it may have become shorter since. */
static int form_has_key(const sdpi_buffer *form, size_t used)
{
    for (size_t i = 0; i + strlen(KEY) <= used; i++) {
        if (memcmp(form->data + i, KEY, strlen(KEY)) == 0) return 1;
    }
    return 0;
}

static void the_form_has_the_login_for_one_attempt(void **state)
{
    enum { ANSWERED, FAILED, TIMED_OUT, REFUSED, WAYS };
    (void)state;
    for (int way = 0; way < WAYS; way++) {
        scripted s;
        sdp_auth *auth = NULL;
        assert_int_equal(sdpi_auth_new_fields("5", KEY, NULL, &auth), SDP_OK);
        scripted_init(&s, auth);
        s.settings.dialect = &sdpi_dialect_neucrm;
        s.start_status = way == REFUSED ? SDP_E_URL : SDP_OK;
        scripted_start(&s, "neucrm.delete", "7", NULL, NULL, 100);
        assert_string_equal(s.body, "customerid=7&userid=5&api_key=" KEY);
        const size_t used = strlen(s.body);
        assert_int_equal(form_has_key(&s.call.form, used), way != REFUSED);
        if (way == ANSWERED) scripted_answer(&s, 200, "{\"result\":\"done\",\"error\":null}", NULL);
        if (way == FAILED) scripted_fail(&s, SDP_E_NETWORK, SDP_SENT_MAYBE);
        scripted_step(&s, 200000);
        assert_int_equal(s.call.state, SDPI_CALL_DONE);
        assert_false(form_has_key(&s.call.form, used));
        assert_null(strstr(s.log, KEY));
        scripted_free(&s);
        sdp_auth_free(auth);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_are_told_apart),
        cmocka_unit_test(the_words_of_an_error_are_a_message),
        cmocka_unit_test(results_have_many_forms),
        cmocka_unit_test(a_change_brings_nothing),
        cmocka_unit_test(rows_have_many_forms),
        cmocka_unit_test(rows_are_open),
        cmocka_unit_test(lists_that_are_none),
        cmocka_unit_test(filters_are_checked),
        cmocka_unit_test(customers_are_checked),
        cmocka_unit_test(pasted_urls_come_to_one_root),
        cmocka_unit_test(urls_that_cannot_be_used_are_refused),
        cmocka_unit_test(members_become_fields),
        cmocka_unit_test(what_cannot_be_a_field_is_refused),
        cmocka_unit_test(the_form_has_the_login_for_one_attempt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
