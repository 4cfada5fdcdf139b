/* A login that the program provides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/auth.h>

#include "auth/auth.h"

typedef struct provider {
    int calls;
    int releases;
    sdp_auth_question asked;
    sdp_auth_answer answer;
    sdp_status status;
} provider;

static sdp_status provide(void *user_data, const sdp_auth_question *question, sdp_auth_answer *answer)
{
    provider *p = user_data;
    size_t size = answer->size;
    p->calls++;
    p->asked = *question;
    *answer = p->answer;
    answer->size = size;
    return p->status;
}

static void count_release(void *user_data)
{
    ((provider *)user_data)->releases++;
}

typedef struct asked {
    sdp_auth *auth;
    sdpi_auth_step step;
    sdpi_buffer store;
    sdp_error error;
} asked;

static void ask(provider *p, int32_t refused, asked *a)
{
    sdpi_error_init(&a->error, &sdpi_default_allocator);
    sdpi_buffer_init(&a->store, &sdpi_default_allocator, 1000);
    a->step = (sdpi_auth_step){.kind = -1};
    assert_int_equal(sdp_auth_new_callback(provide, p, NULL, NULL, &a->auth), SDP_OK);
    const sdpi_auth_question question = {.now_ms = 1000,
                                         .wall_ms = 5,
                                         .left_ms = 7,
                                         .refused = refused,
                                         .number = 3,
                                         .store = &a->store,
                                         .error = &a->error};
    a->auth->ops->prepare(a->auth, &question, &a->step);
}

static void done(asked *a)
{
    sdp_auth_free(a->auth);
    sdpi_buffer_free(&a->store);
    sdpi_error_release(&a->error);
}

static void the_calls_copy_outlives_the_programs(void **state)
{
    char value[] = "Bearer one";
    sdp_header headers[8] = {{"Authorization", value}, {"X-Second", "2"}};
    provider p = {.answer = {.headers = headers, .header_count = 2, .number = 9}};
    asked a;
    (void)state;
    ask(&p, 0, &a);
    memset(value, 'x', sizeof value - 1);
    memset(headers, 0, sizeof headers);
    assert_int_equal(a.step.kind, SDPI_AUTH_READY);
    assert_int_equal(a.step.number, 9);
    assert_int_equal(a.step.header_count, 2);
    assert_string_equal(a.step.headers[0].name, "Authorization");
    assert_string_equal(a.step.headers[0].value, "Bearer one");
    assert_string_equal(a.step.headers[1].name, "X-Second");
    assert_string_equal(a.step.headers[1].value, "2");
    done(&a);
    for (size_t i = 0; i < 8; i++) headers[i] = (sdp_header){"X-Several", value};
    p.answer.header_count = 8; /* as many as there may be */
    ask(&p, 0, &a);
    assert_int_equal(a.step.header_count, 8);
    assert_string_equal(a.step.headers[7].name, "X-Several");
    done(&a);
    p.answer.header_count = 0; /* none is needed */
    ask(&p, 0, &a);
    assert_int_equal(a.step.kind, SDPI_AUTH_READY);
    assert_int_equal(a.step.header_count, 0);
    done(&a);
}

static void the_program_is_told_what_it_needs(void **state)
{
    provider p = {0};
    asked a;
    (void)state;
    ask(&p, 0, &a);
    assert_int_equal(p.asked.size, sizeof p.asked);
    assert_int_equal(p.asked.wall_ms, 5);
    assert_int_equal(p.asked.left_ms, 7);
    assert_int_equal(p.asked.refused, 0);
    done(&a);
    ask(&p, 1, &a);
    assert_int_equal(p.asked.refused, 3);
    done(&a);
}

static void the_program_may_ask_to_wait(void **state)
{
    provider p = {.answer = {.wait_ms = 250}};
    asked a;
    (void)state;
    ask(&p, 0, &a);
    assert_int_equal(a.step.kind, SDPI_AUTH_WAIT);
    assert_int_equal(a.step.until_ms, 1250);
    done(&a);
    p.answer.wait_ms = INT64_MAX;
    ask(&p, 0, &a);
    assert_true(a.step.until_ms == INT64_MAX);
    done(&a);
}

static void what_cannot_be_sent_fails(void **state)
{
    static const sdp_header bad[] = {{"Authorization", NULL},
                                     {NULL, "hunter2"},
                                     {"", "hunter2"},
                                     {"Authorization", "hunter2\r\nEvil: 1"},
                                     {"Auth\norization", "hunter2"},
                                     {"Author ization", "hunter2"},
                                     {"Authorization:", "hunter2"}};
    static const sdp_header good[9] = {{"A", "1"}, {"A", "1"}, {"A", "1"}, {"A", "1"}, {"A", "1"},
                                       {"A", "1"}, {"A", "1"}, {"A", "1"}, {"A", "1"}};
    provider many = {.answer = {.headers = good, .header_count = 9}};
    provider none = {.answer = {.header_count = 1}};
    asked a;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        provider p = {.answer = {.headers = &bad[i], .header_count = 1}};
        ask(&p, 0, &a);
        assert_int_equal(a.step.kind, SDPI_AUTH_FAIL);
        assert_int_equal(a.step.status, SDP_E_ARGUMENT);
        assert_int_equal(a.step.header_count, 0);
        assert_null(strstr(sdp_error_message(&a.error), "hunter2"));
        done(&a);
    }
    ask(&many, 0, &a);
    assert_int_equal(a.step.status, SDP_E_ARGUMENT);
    done(&a);
    ask(&none, 0, &a);
    assert_int_equal(a.step.status, SDP_E_ARGUMENT);
    done(&a);
}

static void a_failure_is_passed_on_with_its_words(void **state)
{
    provider p = {.status = SDP_E_NETWORK};
    asked a;
    (void)state;
    ask(&p, 0, &a);
    assert_int_equal(a.step.kind, SDPI_AUTH_FAIL);
    assert_int_equal(a.step.status, SDP_E_NETWORK);
    assert_int_equal(sdp_error_status(&a.error), SDP_E_NETWORK);
    done(&a);
    p.status = SDP_END; /* is no error, and no login */
    p.answer.message = "the vault is locked";
    ask(&p, 0, &a);
    assert_int_equal(a.step.status, SDP_E_LOGIN);
    assert_string_equal(sdp_error_message(&a.error), "the vault is locked");
    done(&a);
}

static void a_preview_asks_nobody_and_the_last_reference_releases(void **state)
{
    provider p = {0};
    sdp_auth *auth = NULL;
    sdp_header shown[SDPI_AUTH_HEADERS];
    (void)state;
    assert_int_equal(sdp_auth_new_callback(provide, &p, count_release, NULL, &auth), SDP_OK);
    assert_int_equal(auth->ops->preview(auth, shown), 1);
    assert_string_equal(shown[0].value, "***");
    assert_int_equal(p.calls, 0);
    sdpi_auth_hold(auth);
    sdp_auth_free(auth);
    assert_int_equal(p.releases, 0);
    sdp_auth_free(auth);
    assert_int_equal(p.releases, 1);
    assert_int_equal(sdp_auth_new_callback(NULL, NULL, NULL, NULL, &auth), SDP_E_ARGUMENT);
    assert_null(auth);
    assert_int_equal(sdp_auth_new_callback(provide, NULL, NULL, NULL, NULL), SDP_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calls_copy_outlives_the_programs),
        cmocka_unit_test(the_program_is_told_what_it_needs),
        cmocka_unit_test(the_program_may_ask_to_wait),
        cmocka_unit_test(what_cannot_be_sent_fails),
        cmocka_unit_test(a_failure_is_passed_on_with_its_words),
        cmocka_unit_test(a_preview_asks_nobody_and_the_last_reference_releases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
