/* The login that is two fields of the form body: src/auth/fields.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "auth/auth.h"

#define KEY "planted-key-81f3c0"

static sdp_auth *make(const char *userid, const char *api_key)
{
    sdp_auth *auth = NULL;
    assert_int_equal(sdpi_auth_new_fields(userid, api_key, NULL, &auth), SDP_OK);
    assert_non_null(auth);
    return auth;
}

static sdpi_auth_step ask(sdp_auth *auth, int32_t refused)
{
    sdpi_auth_step step = {.kind = SDPI_AUTH_WAIT};
    const sdpi_auth_question question = {.refused = refused};
    auth->ops->prepare(auth, &question, &step);
    return step;
}

static void it_is_ready_with_two_fields_and_no_header(void **state)
{
    char userid[] = "12345";
    char api_key[] = KEY;
    (void)state;
    sdp_auth *auth = make(userid, api_key);
    /* Both are copied. */
    memset(userid, 'x', sizeof userid - 1);
    memset(api_key, 'x', sizeof api_key - 1);
    for (int i = 0; i < 2; i++) {
        sdpi_auth_step step = ask(auth, 0);
        assert_int_equal(step.kind, SDPI_AUTH_READY);
        assert_int_equal(step.status, SDP_OK);
        assert_int_equal(step.header_count, 0);
        assert_int_equal(step.field_count, 2);
        assert_string_equal(step.fields[0].name, "userid");
        assert_string_equal(step.fields[0].value, "12345");
        assert_string_equal(step.fields[1].name, "api_key");
        assert_string_equal(step.fields[1].value, KEY);
    }
    /* It never sends anything first, so that there is nothing to be answered. */
    assert_null(auth->ops->answered);
    sdp_auth_free(auth);
}

static void a_refusal_is_the_end(void **state)
{
    (void)state;
    sdp_auth *auth = make("1", KEY);
    sdpi_auth_step step = ask(auth, 1);
    assert_int_equal(step.kind, SDPI_AUTH_FAIL);
    assert_int_equal(step.status, SDP_E_LOGIN);
    assert_int_equal(step.field_count, 0);
    /* The next call has its own chance. */
    assert_int_equal(ask(auth, 0).kind, SDPI_AUTH_READY);
    sdp_auth_free(auth);
}

static void a_preview_shows_neither_value(void **state)
{
    sdp_header headers[SDPI_AUTH_HEADERS] = {{"untouched", NULL}, {"untouched", NULL}};
    sdp_header fields[SDPI_AUTH_FIELDS] = {{NULL, NULL}, {NULL, NULL}};
    (void)state;
    sdp_auth *auth = make("12345", KEY);
    assert_int_equal(auth->ops->preview(auth, headers), 0);
    assert_string_equal(headers[0].name, "untouched");
    assert_int_equal(auth->ops->preview_fields(auth, fields), 2);
    assert_string_equal(fields[0].name, "userid");
    assert_string_equal(fields[0].value, "***");
    assert_string_equal(fields[1].name, "api_key");
    assert_string_equal(fields[1].value, "***");
    sdp_auth_free(auth);
}

static void what_cannot_be_a_login_is_refused(void **state)
{
    static const struct {
        const char *userid, *api_key, *path;
    } rows[] = {
        {NULL, KEY, "userid"},      {"", KEY, "userid"},          {"12a", KEY, "userid"},
        {"-1", KEY, "userid"},      {"1.0", KEY, "userid"},       {" 1", KEY, "userid"},
        {"1\n", KEY, "userid"},     {"\xD9\xA1", KEY, "userid"},  {"1", NULL, "api_key"},
        {"1", "", "api_key"},       {"1", KEY " ", "api_key"},    {"1", KEY "\r\n", "api_key"},
        {"1", KEY "\t", "api_key"}, {"1", KEY "\x7F", "api_key"}, {"1", KEY "\xC3\xA9", "api_key"},
        {"x", NULL, "userid"}, /* the first that is wrong is named */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_error error;
        sdp_auth *auth = (sdp_auth *)(void *)&error;
        sdpi_error_init(&error, &sdpi_default_allocator);
        assert_int_equal(sdpi_auth_new_fields(rows[i].userid, rows[i].api_key, &error, &auth), SDP_E_ARGUMENT);
        assert_null(auth);
        assert_string_equal(error.path, rows[i].path);
        assert_null(strstr(error.message, "planted"));
        sdpi_error_release(&error);
    }
}

/* A key of visible ASCII is nobody's business but the service's: what a form would have to escape is fine here. */
static void any_visible_key_is_taken(void **state)
{
    static const char key[] = "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~";
    (void)state;
    sdp_auth *auth = make("0", key);
    assert_string_equal(ask(auth, 0).fields[1].value, key);
    sdp_auth_free(auth);
}

static void it_lives_as_long_as_somebody_holds_it(void **state)
{
    (void)state;
    sdp_auth *auth = make("7", KEY);
    assert_ptr_equal(sdpi_auth_hold(auth), auth);
    sdp_auth_free(auth);
    assert_string_equal(ask(auth, 0).fields[1].value, KEY);
    sdp_auth_free(auth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_ready_with_two_fields_and_no_header),
        cmocka_unit_test(a_refusal_is_the_end),
        cmocka_unit_test(a_preview_shows_neither_value),
        cmocka_unit_test(what_cannot_be_a_login_is_refused),
        cmocka_unit_test(any_visible_key_is_taken),
        cmocka_unit_test(it_lives_as_long_as_somebody_holds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
