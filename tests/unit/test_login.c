/* sdp_login() as the engine runs it, with made-up time: it ends where another call would begin to send. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/client.h"
#include "asker.h"
#include "fake_auth.h"
#include "scripted.h"

static const sdp_operation login = {.name = "login",
                                    .dialect = &sdpi_dialect_v3,
                                    .method = "GET",
                                    .path = "",
                                    .access = SDP_ACCESS_READ,
                                    .place = SDP_PLACE_NONE,
                                    .bare = SDP_BARE_NOTHING};

static void start(scripted *s, const sdp_options *options, int64_t now_ms)
{
    const sdpi_input input = {.is_login = 1};
    s->engine.wall_offset_ms = ASKER_DAY;
    sdpi_call_start(&s->call, &login, &input, options, &s->error, now_ms);
    scripted_step(s, now_ms);
}

static void expect_end(const scripted *s, sdp_status status)
{
    assert_int_equal(s->call.state, SDPI_CALL_DONE);
    if (s->call.status != status) fail_msg("%s", sdp_error_message(&s->error));
    assert_null(s->call.result.entity);
}

static void a_login_that_is_ready_sends_nothing(void **state)
{
    scripted s;
    fake_auth auth;
    (void)state;
    fake_auth_init(&auth);
    scripted_init(&s, &auth.base);
    start(&s, NULL, 0);
    expect_end(&s, SDP_OK);
    assert_int_equal(s.starts, 0);
    scripted_free(&s);
    scripted_init(&s, NULL); /* none at all */
    start(&s, NULL, 0);
    expect_end(&s, SDP_OK);
    scripted_free(&s);
}

static void a_token_is_all_that_is_asked_for(void **state)
{
    scripted s;
    sdp_auth *auth = asker_login("r", NULL, NULL);
    (void)state;
    scripted_init(&s, auth);
    start(&s, NULL, 0);
    assert_string_equal(s.url, "https://accounts.example.com/oauth/v2/token");
    assert_string_equal(s.method, "POST");
    assert_int_equal(s.once, 1);
    assert_null(strstr(s.headers, "Authorization"));
    scripted_answer(&s, 200, ASKER_TOKEN("t1", "3600"), NULL);
    scripted_step(&s, 10);
    expect_end(&s, SDP_OK);
    assert_int_equal(s.starts, 1);
    start(&s, NULL, 20);
    expect_end(&s, SDP_OK);
    assert_int_equal(s.starts, 1);
    scripted_free(&s);
    sdp_auth_free(auth);
}

static void failures_end_it(void **state)
{
    scripted s;
    sdp_auth *auth = asker_login("r", NULL, NULL);
    (void)state;
    scripted_init(&s, auth);
    start(&s, NULL, 0);
    scripted_answer(&s, 200, "{\"error\":\"invalid_client\"}", NULL);
    scripted_step(&s, 10);
    expect_end(&s, SDP_E_LOGIN_CLIENT);
    assert_int_equal(s.starts, 1);
    scripted_free(&s);
    sdp_auth_free(auth);
}

/* The answer holds tokens: it is not found as the body of this call, nor of the next. */
static void the_answer_is_wiped(void **state)
{
    scripted s;
    sdp_auth *auth = asker_login("r", NULL, NULL);
    (void)state;
    scripted_init(&s, auth);
    start(&s, NULL, 0);
    scripted_answer(&s, 200, ASKER_TOKEN("planted", "3600"), NULL);
    scripted_step(&s, 10);
    assert_int_equal(s.call.body.size, 0);
    for (size_t i = 0; i < strlen(ASKER_TOKEN("planted", "3600")); i++) assert_int_equal(s.call.body.data[i], 0);
    assert_null(strstr(s.log, "planted"));
    scripted_free(&s);
    sdp_auth_free(auth);
}

static void a_throttle_that_ends_in_time_is_waited_for(void **state)
{
    static const sdp_header pause = {"Retry-After", "5"};
    scripted s;
    sdp_auth *auth = asker_login("r", NULL, NULL);
    (void)state;
    scripted_init(&s, auth);
    start(&s, NULL, 0);
    scripted_answer(&s, 400, ASKER_THROTTLED, &pause);
    scripted_step(&s, 0);
    scripted_step(&s, 4999);
    assert_int_equal(s.starts, 1);
    scripted_step(&s, 5000);
    assert_int_equal(s.starts, 2);
    scripted_answer(&s, 200, ASKER_TOKEN("t1", "3600"), NULL);
    scripted_step(&s, 5000);
    expect_end(&s, SDP_OK);
    /* Without the time it ends at once. */
    const sdp_options hurry = SDP_OPTIONS(.timeout_ms = 4000);
    start(&s, &hurry, 4000000);
    scripted_answer(&s, 400, ASKER_THROTTLED, &pause);
    scripted_step(&s, 4000000);
    expect_end(&s, SDP_E_LOGIN_THROTTLED);
    scripted_free(&s);
    sdp_auth_free(auth);
}

/* A token that came in the last moment is not lost, though the call that asked for it is over. */
static void a_late_token_is_kept(void **state)
{
    scripted s;
    sdp_auth *auth = asker_login("r", NULL, NULL);
    const sdp_options short_time = SDP_OPTIONS(.timeout_ms = 100);
    (void)state;
    scripted_init(&s, auth);
    start(&s, &short_time, 0);
    scripted_answer(&s, 200, ASKER_TOKEN("t1", "3600"), NULL);
    scripted_step(&s, 5000); /* the program was busy elsewhere */
    assert_int_equal(s.call.state, SDPI_CALL_DONE);
    start(&s, NULL, 6000);
    expect_end(&s, SDP_OK);
    assert_int_equal(s.starts, 1);
    scripted_free(&s);
    sdp_auth_free(auth);
}

static void what_ends_early_leaves_the_login_usable(void **state)
{
    scripted s;
    sdp_auth *auth = asker_login("r", NULL, NULL);
    const sdp_options short_time = SDP_OPTIONS(.timeout_ms = 100);
    (void)state;
    scripted_init(&s, auth);
    start(&s, &short_time, 0);
    assert_int_equal(s.timeout_ms, 100);
    scripted_step(&s, 1000);
    expect_end(&s, SDP_E_TIMEOUT);
    assert_int_equal(s.cancels, 1);
    s.start_status = SDP_E_NO_MEMORY; /* the transport itself */
    start(&s, NULL, 1000);
    expect_end(&s, SDP_E_NO_MEMORY);
    s.start_status = SDP_OK;
    start(&s, NULL, 1000);
    scripted_answer(&s, 200, ASKER_TOKEN("t1", "3600"), NULL);
    scripted_step(&s, 1000);
    expect_end(&s, SDP_OK);
    scripted_free(&s);
    sdp_auth_free(auth);
}

static void null_is_no_client(void **state)
{
    (void)state;
    assert_int_equal(sdp_login(NULL, NULL), SDP_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_that_is_ready_sends_nothing),
        cmocka_unit_test(a_token_is_all_that_is_asked_for),
        cmocka_unit_test(failures_end_it),
        cmocka_unit_test(the_answer_is_wiped),
        cmocka_unit_test(a_throttle_that_ends_in_time_is_waited_for),
        cmocka_unit_test(a_late_token_is_kept),
        cmocka_unit_test(what_ends_early_leaves_the_login_usable),
        cmocka_unit_test(null_is_no_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
