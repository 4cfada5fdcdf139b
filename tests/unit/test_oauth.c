/* How an OAuth login is made, and what can be known of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "asker.h"
#include "auth/token.h"
#include "base/sys.h"
#include "shelf.h"

static sdp_error *error;

static sdp_status make(const sdp_oauth *config)
{
    sdp_auth *auth = (sdp_auth *)&error;
    sdp_status status = sdp_auth_new_oauth(config, error, &auth);
    if (status != SDP_OK) assert_null(auth);
    sdp_auth_free(auth);
    return status;
}

static void expect(const sdp_oauth *config, sdp_status status, const char *path)
{
    if (make(config) != status || strcmp(sdp_error_path(error), path) != 0) {
        fail_msg("%s: %s", sdp_error_path(error), sdp_error_message(error));
    }
    assert_null(strstr(sdp_error_message(error), "planted"));
    if (status == SDP_OK) assert_int_equal(sdp_auth_new_oauth(config, NULL, NULL), SDP_E_ARGUMENT);
}

#define GOOD .client_id = "id", .client_secret = "planted", .refresh_token = "planted"

static void members_are_checked(void **state)
{
    static char longest[SDPI_MAX_TOKEN + 2];
    (void)state;
    memset(longest, 'x', SDPI_MAX_TOKEN + 1);
    expect(&(sdp_oauth)SDP_OAUTH(GOOD), SDP_OK, "");
    expect(&(sdp_oauth)SDP_OAUTH(.client_secret = "s"), SDP_E_ARGUMENT, "client_id");
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "", .client_secret = "s"), SDP_E_ARGUMENT, "client_id");
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "id"), SDP_E_ARGUMENT, "client_secret");
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "id", .client_secret = "planted\n"), SDP_E_ARGUMENT, "client_secret");
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "id", .client_secret = "s", .refresh_token = "planted a"), SDP_E_ARGUMENT,
           "refresh_token");
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "id", .client_secret = "s", .refresh_token = ""), SDP_E_ARGUMENT,
           "refresh_token");
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "id", .client_secret = "s", .refresh_token = longest), SDP_E_ARGUMENT,
           "refresh_token");
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "id", .client_secret = "s", .code = "planted\t"), SDP_E_ARGUMENT, "code");
    expect(&(sdp_oauth)SDP_OAUTH(GOOD, .code = "planted"), SDP_E_CONFIG, "code");
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "id", .client_secret = "s", .code = "c", .redirect_uri = "a b"),
           SDP_E_ARGUMENT, "redirect_uri");
    /* Without any: there may be one in the store, which is for the first call to see. */
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "id", .client_secret = "s"), SDP_OK, "");
    longest[SDPI_MAX_TOKEN] = '\0';
    expect(&(sdp_oauth)SDP_OAUTH(.client_id = "id", .client_secret = "s", .refresh_token = longest), SDP_OK, "");
}

static void misuse_is_told(void **state)
{
    const sdp_oauth empty = {.client_id = "id"};
    (void)state;
    assert_int_equal(make(NULL), SDP_E_ARGUMENT);
    assert_int_equal(make(&empty), SDP_E_STRUCT);
    assert_int_equal(make((const sdp_oauth *)&(sdp_options)SDP_OPTIONS_INIT), SDP_E_STRUCT);
    sdp_auth *auth = NULL;
    assert_int_equal(sdp_auth_new_oauth(NULL, NULL, &auth), SDP_E_ARGUMENT);
}

/* Where it asks for a token. */
static void expect_server(const sdp_oauth *config, const char *token_url)
{
    sdp_auth *auth = NULL;
    asker a;
    sdp_login_state known = {.size = sizeof known};
    assert_int_equal(sdp_auth_new_oauth(config, error, &auth), SDP_OK);
    asker_open(&a, auth);
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    assert_string_equal(a.step.request.url, token_url);
    assert_int_equal(sdp_auth_get_state(auth, error, &known), SDP_OK);
    assert_int_equal(strncmp(known.accounts_url, token_url, strlen(known.accounts_url)), 0);
    assert_string_equal(token_url + strlen(known.accounts_url), "/oauth/v2/token");
    asker_leave(&a, 0);
    asker_close(&a);
    sdp_auth_free(auth);
}

static void servers_are_chosen(void **state)
{
    (void)state;
    expect_server(&(sdp_oauth)SDP_OAUTH(GOOD), "https://accounts.zoho.com/oauth/v2/token");
    expect_server(&(sdp_oauth)SDP_OAUTH(GOOD, .data_centre = "EU"), "https://accounts.zoho.eu/oauth/v2/token");
    expect_server(&(sdp_oauth)SDP_OAUTH(GOOD, .data_centre = "xx", .accounts_url = " https://a.example.com/ "),
                  "https://a.example.com/oauth/v2/token");
    expect_server(&(sdp_oauth)SDP_OAUTH(GOOD, .accounts_url = "https://a.example.com/oauth/v2/token"),
                  "https://a.example.com/oauth/v2/token");
    expect_server(&(sdp_oauth)SDP_OAUTH(GOOD, .accounts_url = "https://a.example.com/zoho/oauth/v2/token/"),
                  "https://a.example.com/zoho/oauth/v2/token");
    expect_server(&(sdp_oauth)SDP_OAUTH(GOOD, .accounts_url = "http://127.0.0.1:8080"),
                  "http://127.0.0.1:8080/oauth/v2/token");
    expect_server(&(sdp_oauth)SDP_OAUTH(GOOD, .accounts_url = "http://a.example.com", .allow_http = 1),
                  "http://a.example.com/oauth/v2/token");
    expect(&(sdp_oauth)SDP_OAUTH(GOOD, .data_centre = "xx"), SDP_E_CONFIG, "data_centre");
    for (size_t i = 0; i < sdp_data_centre_count(); i++) {
        expect(&(sdp_oauth)SDP_OAUTH(GOOD, .data_centre = "xx"), SDP_E_CONFIG, "data_centre");
        assert_non_null(strstr(sdp_error_message(error), sdp_data_centre_name(i)));
    }
    expect(&(sdp_oauth)SDP_OAUTH(GOOD, .accounts_url = "http://a.example.com"), SDP_E_URL, "accounts_url");
    expect(&(sdp_oauth)SDP_OAUTH(GOOD, .accounts_url = "https://u:planted@a.example.com"), SDP_E_URL, "accounts_url");
    expect(&(sdp_oauth)SDP_OAUTH(GOOD, .accounts_url = "accounts.zoho.eu"), SDP_E_URL, "accounts_url");
    expect(&(sdp_oauth)SDP_OAUTH(GOOD, .accounts_url = ""), SDP_E_URL, "accounts_url");
}

static void previews_show_no_secret(void **state)
{
    sdp_header headers[SDPI_AUTH_HEADERS];
    sdp_auth *auth = NULL;
    (void)state;
    for (int32_t bearer = 0; bearer < 2; bearer++) {
        assert_int_equal(sdp_auth_new_oauth(&(sdp_oauth)SDP_OAUTH(GOOD, .bearer = bearer), error, &auth), SDP_OK);
        assert_int_equal(auth->ops->preview(auth, headers), 1);
        assert_string_equal(headers[0].name, "Authorization");
        assert_string_equal(headers[0].value, bearer ? "Bearer ***" : "Zoho-oauthtoken ***");
        sdp_auth_free(auth);
    }
}

static void bearer_is_a_matter_of_configuration(void **state)
{
    sdp_auth *auth = NULL;
    asker a;
    (void)state;
    assert_int_equal(sdp_auth_new_oauth(&(sdp_oauth)SDP_OAUTH(GOOD, .bearer = 1), error, &auth), SDP_OK);
    asker_open(&a, auth);
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, 0, 200, ASKER_TOKEN("t1", "3600"));
    assert_int_equal(asker_ask(&a, 0), SDPI_AUTH_READY);
    assert_string_equal(a.step.headers[0].value, "Bearer t1");
    asker_close(&a);
    sdp_auth_free(auth);
}

/* Real time from here on, for that is what these functions look at. */
static void mint_now(sdp_auth *auth, const char *token, int seconds)
{
    asker a;
    asker_open(&a, auth);
    asker_mint(&a, sdpi_wall_ms() - ASKER_DAY, token, seconds);
    asker_close(&a);
}

static void the_state_is_told(void **state)
{
    shelf s;
    char token[64] = "before";
    (void)state;
    sdp_token_store *store = shelf_open(&s);
    sdp_auth *auth = asker_login("planted-r", NULL, store);
    sdp_login_state known = {.size = sizeof known, .minted_ms = 5, .requests = 5};
    assert_int_equal(sdp_auth_get_state(auth, error, &known), SDP_OK);
    assert_string_equal(known.accounts_url, "https://accounts.example.com");
    assert_true(known.minted_ms == 0 && known.expires_ms == 0 && known.blocked_ms == 0);
    assert_true(known.requests == 0 && known.can_renew == 1 && known.is_stored == 0);
    assert_int_equal(sdp_auth_copy_token(auth, error, token, sizeof token), SDP_E_LOGIN);
    assert_string_equal(token, "");
    const int64_t now_ms = sdpi_wall_ms();
    mint_now(auth, "t1", 3600);
    assert_int_equal(sdp_auth_get_state(auth, error, &known), SDP_OK);
    assert_in_range(known.minted_ms, now_ms, now_ms + 60000);
    assert_int_equal(known.expires_ms, known.minted_ms + 3600000);
    assert_true(known.requests == 1 && known.can_renew == 1 && known.is_stored == 1 && known.blocked_ms == 0);
    assert_int_equal(sdp_auth_copy_token(auth, error, token, sizeof token), SDP_OK);
    assert_string_equal(token, "t1");
    /* Another login of the same account finds it in the store. */
    sdp_auth *other = asker_login("planted-r", NULL, store);
    assert_int_equal(sdp_auth_copy_token(other, error, token, 3), SDP_OK);
    assert_string_equal(token, "t1");
    sdp_auth_free(other);
    other = asker_login("planted-other", NULL, store);
    assert_int_equal(sdp_auth_copy_token(other, error, token, sizeof token), SDP_E_LOGIN);
    sdp_auth_free(other);
    sdp_auth_free(auth);
    sdp_token_store_free(store);
}

static void a_token_that_is_over_is_not_copied(void **state)
{
    char token[64];
    sdp_login_state known = {.size = sizeof known};
    (void)state;
    sdp_auth *auth = asker_login("planted-r", NULL, NULL);
    asker a;
    asker_open(&a, auth);
    asker_mint(&a, sdpi_wall_ms() - ASKER_DAY - 3600000, "t1", 3600);
    asker_close(&a);
    assert_int_equal(sdp_auth_copy_token(auth, error, token, sizeof token), SDP_E_LOGIN);
    assert_int_equal(sdp_auth_get_state(auth, error, &known), SDP_OK);
    assert_true(known.expires_ms > 0 && known.is_stored == 0);
    sdp_auth_free(auth);
}

static void a_pause_is_told(void **state)
{
    sdp_login_state known = {.size = sizeof known};
    asker a;
    (void)state;
    sdp_auth *auth = asker_login("planted-r", NULL, NULL);
    const int64_t now_ms = sdpi_wall_ms() - ASKER_DAY;
    asker_open(&a, auth);
    assert_int_equal(asker_ask(&a, now_ms), SDPI_AUTH_SEND_FIRST);
    asker_answer(&a, now_ms, 400, ASKER_THROTTLED);
    asker_close(&a);
    assert_int_equal(sdp_auth_get_state(auth, error, &known), SDP_OK);
    assert_int_equal(known.blocked_ms, ASKER_DAY + now_ms + SDPI_TOKEN_WINDOW_MS);
    sdp_auth_free(auth);
}

static void a_store_that_fails_is_told(void **state)
{
    shelf s;
    char token[64];
    sdp_login_state known = {.size = sizeof known};
    (void)state;
    sdp_token_store *store = shelf_open(&s);
    sdp_auth *auth = asker_login("planted-r", NULL, store);
    s.load_status = SDP_E_NETWORK;
    assert_int_equal(sdp_auth_get_state(auth, error, &known), SDP_E_TOKEN_STORE);
    assert_int_equal(sdp_auth_copy_token(auth, error, token, sizeof token), SDP_E_TOKEN_STORE);
    s.load_status = SDP_E_NO_MEMORY;
    assert_int_equal(sdp_auth_get_state(auth, error, &known), SDP_E_NO_MEMORY);
    sdp_auth_free(auth);
    sdp_token_store_free(store);
    assert_int_equal(s.destroyed, 1);
    assert_int_equal(s.locks, 0);
}

static void misuse_of_what_asks_is_told(void **state)
{
    char token[8] = "x";
    sdp_auth *fixed = NULL;
    sdp_login_state known = {.size = sizeof known};
    (void)state;
    sdp_auth *auth = asker_login("planted-r", NULL, NULL);
    assert_int_equal(sdp_auth_new_token("planted-t", NULL, &fixed), SDP_OK);
    assert_int_equal(sdp_auth_get_state(NULL, error, &known), SDP_E_ARGUMENT);
    assert_int_equal(sdp_auth_get_state(fixed, error, &known), SDP_E_ARGUMENT);
    assert_int_equal(sdp_auth_get_state(auth, error, NULL), SDP_E_ARGUMENT);
    known.size = 0;
    assert_int_equal(sdp_auth_get_state(auth, error, &known), SDP_E_ARGUMENT);
    assert_int_equal(sdp_auth_get_state(auth, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_auth_copy_token(NULL, error, token, sizeof token), SDP_E_ARGUMENT);
    assert_string_equal(token, "");
    assert_int_equal(sdp_auth_copy_token(fixed, error, token, sizeof token), SDP_E_ARGUMENT);
    assert_int_equal(sdp_auth_copy_token(auth, error, NULL, 0), SDP_E_ARGUMENT);
    mint_now(auth, "t1", 3600);
    assert_int_equal(sdp_auth_copy_token(auth, error, token, 2), SDP_E_ARGUMENT);
    assert_string_equal(token, "");
    assert_string_equal(sdp_error_path(error), "capacity");
    token[0] = 'x';
    assert_int_equal(sdp_auth_copy_token(auth, error, token, 0), SDP_E_ARGUMENT);
    assert_int_equal(token[0], 'x');
    assert_int_equal(sdp_auth_copy_token(auth, NULL, token, 3), SDP_OK);
    sdp_auth_free(auth);
    sdp_auth_free(fixed);
}

/* A later version has a longer state, an older one a shorter: the size that comes back says what is known of it. */
static void a_state_may_grow(void **state)
{
    struct {
        sdp_login_state known;
        int64_t later;
    } grown = {.known = {.size = sizeof grown}, .later = 7};
    (void)state;
    sdp_auth *auth = asker_login("planted-r", NULL, NULL);
    assert_int_equal(sdp_auth_get_state(auth, error, &grown.known), SDP_OK);
    assert_int_equal(grown.known.size, sizeof grown.known);
    assert_int_equal(grown.later, 7);
    assert_int_equal(grown.known.can_renew, 1);
    grown.known = (sdp_login_state){.size = offsetof(sdp_login_state, can_renew)};
    assert_int_equal(sdp_auth_get_state(auth, error, &grown.known), SDP_OK);
    assert_int_equal(grown.known.size, offsetof(sdp_login_state, can_renew));
    assert_non_null(grown.known.accounts_url);
    assert_int_equal(grown.known.can_renew, 0);
    sdp_auth_free(auth);
}

static int begin(void **state)
{
    (void)state;
    return sdp_error_new(&error) == SDP_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    sdp_error_free(error);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_checked),
        cmocka_unit_test(misuse_is_told),
        cmocka_unit_test(servers_are_chosen),
        cmocka_unit_test(previews_show_no_secret),
        cmocka_unit_test(bearer_is_a_matter_of_configuration),
        cmocka_unit_test(the_state_is_told),
        cmocka_unit_test(a_token_that_is_over_is_not_copied),
        cmocka_unit_test(a_pause_is_told),
        cmocka_unit_test(a_store_that_fails_is_told),
        cmocka_unit_test(misuse_of_what_asks_is_told),
        cmocka_unit_test(a_state_may_grow),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
