/* Logins that never change: a token, and the key of an installation of one's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/auth.h>

#include "auth/auth.h"

static sdpi_auth_step ask(sdp_auth *auth, int32_t refused)
{
    sdpi_auth_step step = {.kind = SDPI_AUTH_FAIL};
    const sdpi_auth_question question = {.refused = refused};
    auth->ops->prepare(auth, &question, &step);
    return step;
}

static void a_token_is_a_header(void **state)
{
    sdp_auth *auth = NULL;
    sdp_header shown[SDPI_AUTH_HEADERS];
    (void)state;
    assert_int_equal(sdp_auth_new_token("1000.abc.def", NULL, &auth), SDP_OK);
    sdpi_auth_step step = ask(auth, 0);
    assert_int_equal(step.kind, SDPI_AUTH_READY);
    assert_int_equal(step.header_count, 1);
    assert_string_equal(step.headers[0].name, "Authorization");
    assert_string_equal(step.headers[0].value, "Zoho-oauthtoken 1000.abc.def");
    assert_int_equal(auth->ops->preview(auth, shown), 1);
    assert_string_equal(shown[0].value, "Zoho-oauthtoken ***");
    step = ask(auth, 1); /* there is no other */
    assert_int_equal(step.kind, SDPI_AUTH_FAIL);
    assert_int_equal(step.status, SDP_E_LOGIN);
    sdp_auth_free(auth);
}

static void a_key_is_a_header_and_may_name_its_portal(void **state)
{
    sdp_auth *auth = NULL;
    sdp_header shown[SDPI_AUTH_HEADERS];
    (void)state;
    assert_int_equal(sdp_auth_new_key("KEY-1", "17", NULL, &auth), SDP_OK);
    sdpi_auth_step step = ask(auth, 0);
    assert_int_equal(step.header_count, 2);
    assert_string_equal(step.headers[0].name, "authtoken");
    assert_string_equal(step.headers[0].value, "KEY-1");
    assert_string_equal(step.headers[1].name, "PORTALID");
    assert_string_equal(step.headers[1].value, "17");
    assert_int_equal(auth->ops->preview(auth, shown), 2);
    assert_string_equal(shown[0].value, "***");
    assert_string_equal(shown[1].value, "17");
    sdp_auth_free(auth);
    assert_int_equal(sdp_auth_new_key("KEY-1", NULL, NULL, &auth), SDP_OK);
    assert_int_equal(ask(auth, 0).header_count, 1);
    sdp_auth_free(auth);
}

static void secrets_that_cannot_be_sent_are_refused_and_not_shown(void **state)
{
    static const char *const bad[] = {NULL,
                                      "",
                                      "hunter2 ",
                                      " hunter2",
                                      "hun ter2",
                                      "hunter2\n",
                                      "hunter2\r\nX: 1",
                                      "hunter2\t",
                                      "hunter2\x7F",
                                      "hunter2\xC3\xA9"};
    sdp_error *error = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        sdp_auth *auth = (sdp_auth *)(uintptr_t)1;
        assert_int_equal(sdp_auth_new_token(bad[i], error, &auth), SDP_E_ARGUMENT);
        assert_null(auth);
        assert_string_equal(sdp_error_path(error), "token");
        assert_null(strstr(sdp_error_message(error), "hunter2"));
        assert_int_equal(sdp_auth_new_key(bad[i], NULL, error, &auth), SDP_E_ARGUMENT);
        assert_null(strstr(sdp_error_message(error), "hunter2"));
    }
    static const char *const portals[] = {"", "x", "1 ", "-1", "1\r\n"};
    for (size_t i = 0; i < sizeof portals / sizeof portals[0]; i++) {
        sdp_auth *auth = NULL;
        assert_int_equal(sdp_auth_new_key("k", portals[i], error, &auth), SDP_E_ARGUMENT);
        assert_null(auth);
    }
    assert_int_equal(sdp_auth_new_token("t", error, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_auth_new_key("t", NULL, error, NULL), SDP_E_ARGUMENT);
    sdp_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_a_header),
        cmocka_unit_test(a_key_is_a_header_and_may_name_its_portal),
        cmocka_unit_test(secrets_that_cannot_be_sent_are_refused_and_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
