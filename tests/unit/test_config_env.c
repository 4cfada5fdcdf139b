/* The configuration from the environment, as a program meets it; tests/cli/test_environment.py has each variable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sdp/config_env.h>

static const char *const names[] = {
    "SDP_BASE_URL",   "SDP_PORTAL",         "SDP_ACCESS_TOKEN",   "SDP_ACCESS_TOKEN_FILE", "SDP_AUTHTOKEN",
    "SDP_CA_FILE",    "SDP_PROXY",          "SDP_AUTHTOKEN_FILE", "SDP_TIMEOUT_MS",        "SDP_MAX_RETRIES",
    "SDP_ALLOW_HTTP", "HTTPS_PROXY",        "NO_PROXY",           "NEUCRM_BASE_URL",       "NEUCRM_USERID",
    "NEUCRM_API_KEY", "NEUCRM_USERID_FILE", "NEUCRM_API_KEY_FILE"};

static int forget(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) unsetenv(names[i]);
    return 0;
}

static void test_nothing_is_set(void **state)
{
    (void)state;
    sdp_config_env *env;
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
    const sdp_config *config = sdp_config_env_get(env);
    assert_null(config->base_url);
    assert_null(config->portal);
    assert_null(config->auth);
    assert_null(config->ca_file);
    assert_null(config->proxy);
    assert_null(config->no_proxy);
    assert_int_equal(config->timeout_ms, 0);
    assert_int_equal(config->max_retries, 0);
    assert_int_equal(config->allow_http, 0);
    assert_int_equal(config->head.type, SDP_TYPE_CONFIG);
    assert_null(sdp_config_env_neucrm(env));
    sdp_config_env_free(env);
}

static void test_all_is_set(void **state)
{
    (void)state;
    sdp_config_env *env;
    sdp_client *client;
    setenv("SDP_BASE_URL", "https://desk.example.com/", 1);
    setenv("SDP_PORTAL", "itdesk", 1);
    setenv("SDP_ACCESS_TOKEN", "token", 1);
    setenv("SDP_TIMEOUT_MS", "1234", 1);
    setenv("SDP_MAX_RETRIES", "0", 1);
    setenv("SDP_ALLOW_HTTP", "1", 1);
    setenv("HTTPS_PROXY", "http://proxy.example.com:3128", 1);
    setenv("NO_PROXY", "a.example.com", 1);
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
    forget(NULL); /* the object keeps its own texts */
    const sdp_config *config = sdp_config_env_get(env);
    assert_string_equal(config->base_url, "https://desk.example.com/");
    assert_string_equal(config->portal, "itdesk");
    assert_non_null(config->auth);
    assert_int_equal(config->timeout_ms, 1234);
    assert_int_equal(config->max_retries, -1);
    assert_int_equal(config->allow_http, 1);
    assert_string_equal(config->proxy, "http://proxy.example.com:3128");
    assert_string_equal(config->no_proxy, "a.example.com");
    assert_int_equal(sdp_client_new(config, NULL, &client), SDP_OK);
    sdp_config_env_free(env); /* the client has what it needs */
    assert_string_equal(sdp_client_root(client), "https://desk.example.com/app/itdesk/api/v3");
    sdp_client_free(client);
}

static void test_a_key_and_a_numbered_portal(void **state)
{
    (void)state;
    sdp_config_env *env;
    setenv("SDP_AUTHTOKEN", "key", 1);
    setenv("SDP_PORTAL", "3", 1);
    setenv("SDP_MAX_RETRIES", "7", 1);
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
    assert_null(sdp_config_env_get(env)->portal);
    assert_non_null(sdp_config_env_get(env)->auth);
    assert_int_equal(sdp_config_env_get(env)->max_retries, 7);
    sdp_config_env_free(env);
}

static void test_neucrm(void **state)
{
    (void)state;
    sdp_config_env *env;
    sdp_client *client;
    setenv("SDP_BASE_URL", "http://127.0.0.1:1", 1);
    setenv("SDP_ACCESS_TOKEN", "token", 1);
    setenv("SDP_TIMEOUT_MS", "1234", 1);
    setenv("HTTPS_PROXY", "http://proxy.example.com:3128", 1);
    setenv("NEUCRM_BASE_URL", "https://crm.example.com/", 1);
    setenv("NEUCRM_USERID", "5", 1);
    setenv("NEUCRM_API_KEY", "key", 1);
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
    forget(NULL); /* the object keeps its own texts */
    const sdp_neucrm_config *config = sdp_config_env_neucrm(env);
    assert_int_equal(config->head.type, SDP_TYPE_NEUCRM_CONFIG);
    assert_string_equal(config->base_url, "https://crm.example.com/");
    assert_string_equal(config->userid, "5");
    assert_string_equal(config->api_key, "key");
    assert_int_equal(config->http->timeout_ms, 1234);
    assert_null(config->http->base_url);
    assert_null(config->http->auth);
    /* The proxy goes by the URL of each service. */
    assert_string_equal(config->http->proxy, "http://proxy.example.com:3128");
    assert_null(sdp_config_env_get(env)->proxy);
    assert_int_equal(sdp_neucrm_client_new(config, NULL, &client), SDP_OK);
    sdp_config_env_free(env); /* the client has what it needs */
    assert_string_equal(sdp_client_root(client), "https://crm.example.com");
    sdp_client_free(client);
}

static void test_a_part_of_neucrm(void **state)
{
    (void)state;
    sdp_config_env *env;
    setenv("NEUCRM_USERID", "5", 1);
    assert_int_equal(sdp_config_from_env(NULL, &env), SDP_OK);
    assert_string_equal(sdp_config_env_neucrm(env)->userid, "5");
    assert_null(sdp_config_env_neucrm(env)->base_url);
    assert_null(sdp_config_env_neucrm(env)->api_key);
    sdp_config_env_free(env);
}

static void test_what_cannot_be_used(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *value;
    } wrong[] = {{"SDP_TIMEOUT_MS", "0"},
                 {"SDP_TIMEOUT_MS", "2147483648"},
                 {"SDP_MAX_RETRIES", "21"},
                 {"SDP_ALLOW_HTTP", "2"},
                 {"SDP_ACCESS_TOKEN", "a b"},
                 {"SDP_AUTHTOKEN", "a\nb"},
                 {"SDP_ACCESS_TOKEN_FILE", "/nonexistent/token"},
                 {"NEUCRM_USERID", "five"},
                 {"NEUCRM_API_KEY", "a b"},
                 {"NEUCRM_API_KEY_FILE", "/nonexistent/key"}};
    sdp_error *error;
    sdp_config_env *env;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        setenv(wrong[i].name, wrong[i].value, 1);
        assert_int_equal(sdp_config_from_env(error, &env), SDP_E_CONFIG);
        assert_null(env);
        assert_string_equal(sdp_error_path(error), wrong[i].name);
        assert_int_equal(sdp_config_from_env(NULL, &env), SDP_E_CONFIG);
        forget(NULL);
    }
    sdp_error_free(error);
}

static void test_null_arguments(void **state)
{
    (void)state;
    sdp_error *error;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_config_from_env(error, NULL), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(error), "out");
    assert_null(sdp_config_env_get(NULL));
    assert_null(sdp_config_env_neucrm(NULL));
    sdp_config_env_free(NULL);
    sdp_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_nothing_is_set, forget),
        cmocka_unit_test_setup(test_all_is_set, forget),
        cmocka_unit_test_setup(test_a_key_and_a_numbered_portal, forget),
        cmocka_unit_test_setup(test_neucrm, forget),
        cmocka_unit_test_setup(test_a_part_of_neucrm, forget),
        cmocka_unit_test_setup(test_what_cannot_be_used, forget),
        cmocka_unit_test_setup(test_null_arguments, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
