/* An OAuth login from the environment, against the sandbox (SDP_SANDBOX_PATH). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <sdp/config_env.h>

#include "ask.h"
#include "folder.h"
#include "oauth_case.h"

static const char *const names[] = {"SDP_ACCESS_TOKEN",
                                    "SDP_ACCESS_TOKEN_FILE",
                                    "SDP_AUTHTOKEN",
                                    "SDP_AUTHTOKEN_FILE",
                                    "SDP_CLIENT_ID",
                                    "SDP_CLIENT_ID_FILE",
                                    "SDP_CLIENT_SECRET",
                                    "SDP_CLIENT_SECRET_FILE",
                                    "SDP_REFRESH_TOKEN",
                                    "SDP_REFRESH_TOKEN_FILE",
                                    "SDP_DC",
                                    "SDP_ACCOUNTS_URL",
                                    "SDP_TOKEN_CACHE",
                                    "SDP_BASE_URL",
                                    "SDP_ALLOW_HTTP"};

static int begin(void **state)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
    setenv("SDP_BASE_URL", "https://desk.example.com", 1);
    setenv("SDP_CLIENT_ID", "client-5c1d", 1);
    setenv("SDP_CLIENT_SECRET", OAUTH_SECRET, 1);
    setenv("SDP_REFRESH_TOKEN", OAUTH_REFRESH, 1);
    return folder_make(state);
}

static int end(void **state)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
    return folder_remove(state);
}

/* A call with what the environment says, against a sandbox. */
static void expect_login(sandbox *box, long minted)
{
    sdp_config_env *env = NULL;
    sdp_client *client = NULL;
    setenv("SDP_BASE_URL", sandbox_base_url(box), 1);
    setenv("SDP_ACCOUNTS_URL", sandbox_root(box), 1);
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
    assert_int_equal(sdp_client_new(sdp_config_env_get(env), NULL, &client), SDP_OK);
    sdp_config_env_free(env);
    if (sdp_login(client, NULL) != SDP_OK) fail_msg("%s", sdp_error_message(sdp_last_error(client)));
    sdp_client_free(client);
    assert_int_equal(oauth_case_count("minted"), minted);
}

static sandbox *start(void)
{
    sandbox *box =
        SANDBOX("--auth", "strict", "--client", "client-5c1d:" OAUTH_SECRET, "--refresh-token", OAUTH_REFRESH);
    ask_begin(sandbox_root(box));
    return box;
}

static void stop(sandbox *box)
{
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static void variables_make_a_login(void **state)
{
    char path[300];
    const folder *f = *state;
    size_t size;
    sandbox *box = start();
    expect_login(box, 1);
    expect_login(box, 2); /* in memory alone */
    snprintf(path, sizeof path, "%s/cache/tokens", f->path);
    setenv("SDP_TOKEN_CACHE", path, 1);
    expect_login(box, 3);
    expect_login(box, 3); /* kept */
    char *content = folder_read(f, "cache/tokens", &size);
    assert_non_null(strstr(content, "access_token"));
    assert_null(strstr(content, OAUTH_SECRET));
    free(content);
    unlink(path);
    strcat(path, ".lock");
    unlink(path);
    snprintf(path, sizeof path, "%s/cache", f->path);
    assert_int_equal(rmdir(path), 0);
    stop(box);
}

static void each_secret_may_stand_in_a_file(void **state)
{
    static const struct {
        const char *name;
        const char *file_name;
        const char *content;
    } secrets[] = {{"SDP_CLIENT_ID", "SDP_CLIENT_ID_FILE", "client-5c1d\r\n"},
                   {"SDP_CLIENT_SECRET", "SDP_CLIENT_SECRET_FILE", OAUTH_SECRET "\n"},
                   {"SDP_REFRESH_TOKEN", "SDP_REFRESH_TOKEN_FILE", OAUTH_REFRESH}};
    sandbox *box = start();
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        const char *path = folder_write(*state, secrets[i].name, secrets[i].content, strlen(secrets[i].content));
        unsetenv(secrets[i].name);
        setenv(secrets[i].file_name, path, 1);
        expect_login(box, (long)i + 1);
        setenv(secrets[i].name, "", 1); /* counts as one that is not set */
        sdp_config_env *env = NULL;
        assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
        sdp_config_env_free(env);
    }
    stop(box);
}

static void expect_wrong(const char *name, const char *value, const char *named)
{
    sdp_config_env *env = NULL;
    sdp_error *error = NULL;
    char before[200];
    snprintf(before, sizeof before, "%s", getenv(name) != NULL ? getenv(name) : "");
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    setenv(name, value, 1);
    if (sdp_config_from_env(error, &env) != SDP_E_CONFIG || strcmp(sdp_error_path(error), named) != 0) {
        fail_msg("%s=%s: %s: %s", name, value, sdp_error_path(error), sdp_error_message(error));
    }
    assert_null(env);
    assert_non_null(strstr(sdp_error_message(error), named));
    assert_null(strstr(sdp_error_message(error), DESK_PLANTED));
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_E_CONFIG);
    sdp_error_free(error);
    setenv(name, before, 1);
}

static void what_is_wrong_is_named(void **state)
{
    const folder *f = *state;
    char path[300];
    snprintf(path, sizeof path, "%s/none", f->path);
    expect_wrong("SDP_CLIENT_ID", "a b", "SDP_CLIENT_ID");
    expect_wrong("SDP_CLIENT_SECRET", DESK_PLANTED "\n", "SDP_CLIENT_SECRET");
    expect_wrong("SDP_REFRESH_TOKEN", DESK_PLANTED "\x7f", "SDP_REFRESH_TOKEN");
    expect_wrong("SDP_CLIENT_SECRET", "", "SDP_CLIENT_SECRET");
    expect_wrong("SDP_DC", "xx", "SDP_DC");
    expect_wrong("SDP_ACCOUNTS_URL", "http://accounts.example.com", "SDP_ACCOUNTS_URL");
    expect_wrong("SDP_ACCOUNTS_URL", "https://u:" DESK_PLANTED "@accounts.example.com", "SDP_ACCOUNTS_URL");
    unsetenv("SDP_CLIENT_SECRET");
    expect_wrong("SDP_CLIENT_SECRET_FILE", path, "SDP_CLIENT_SECRET_FILE");
    unsetenv("SDP_CLIENT_SECRET_FILE");
    setenv("SDP_CLIENT_SECRET", OAUTH_SECRET, 1);
    assert_int_equal(chmod(f->path, 0777), 0);
    expect_wrong("SDP_TOKEN_CACHE", path, "SDP_TOKEN_CACHE");
    assert_int_equal(chmod(f->path, 0700), 0);
}

static void other_logins_come_first_or_last(void **state)
{
    sdp_config_env *env = NULL;
    sdp_login_state known = {.size = sizeof known};
    (void)state;
    setenv("SDP_AUTHTOKEN", "key", 1); /* after OAuth */
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
    assert_int_equal(sdp_auth_get_state(sdp_config_env_get(env)->auth, NULL, &known), SDP_OK);
    assert_string_equal(known.accounts_url, "https://accounts.zoho.com");
    assert_string_equal(sdp_config_env_oauth(env)->client_id, "client-5c1d");
    sdp_config_env_free(env);
    setenv("SDP_DC", "eu", 1);
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
    assert_int_equal(sdp_auth_get_state(sdp_config_env_get(env)->auth, NULL, &known), SDP_OK);
    assert_string_equal(known.accounts_url, "https://accounts.zoho.eu");
    sdp_config_env_free(env);
    setenv("SDP_ACCESS_TOKEN", "t", 1); /* before it */
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
    assert_int_equal(sdp_auth_get_state(sdp_config_env_get(env)->auth, NULL, &known), SDP_E_ARGUMENT);
    sdp_config_env_free(env);
    assert_null(sdp_config_env_oauth(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(variables_make_a_login, begin, end),
        cmocka_unit_test_setup_teardown(each_secret_may_stand_in_a_file, begin, end),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_named, begin, end),
        cmocka_unit_test_setup_teardown(other_logins_come_first_or_last, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
